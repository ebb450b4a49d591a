"""Values changed in YAML that people keep by hand: what was asked for, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put, changed, ordered_edits
from issuesync.yamlfile.edit import UneditableError, edit_yaml
from issuesync.yamlfile.source import parse_yaml
from issuesync.yamlfile.write import flow_text

if TYPE_CHECKING:
    from issuesync.yamlfile.source import Plain

OVERRIDES = """\
# A maintainer's word.
11:
  repository: MME/RealWorld  # not the download

14: {download: https://a.org, year: 2024}  # both wrong
# From here on unsure.
"20":
  name: 'Q: A'
"""
DATA = """\
# Kept by hand.
- name: Zorb
  section: Classification  # for now
  paper: https://a.org/1

# The second one
- {name: Yott, section: Detection}
-   name: "Wide"
    section: Detection
"""

CASES: list[tuple[str, str, list[Edit], str, str]] = [
    ("a value is replaced", OVERRIDES, [Put(("11", "repository"), "a/b")],
     "repository: MME/RealWorld  # not", "repository: a/b  # not"),
    ("a key is added below the last", OVERRIDES, [Put(("11", "venue"), "CVPR")],
     "# not the download\n", "# not the download\n  venue: CVPR\n"),
    ("a key is added in brackets", OVERRIDES, [Put(("14", "name"), "A, B")],
     "year: 2024}", "year: 2024, name: 'A, B'}"),
    ("a key goes with its line", OVERRIDES, [Put(("11", "a"), "b"), Drop(("11", "repository"))],
     "  repository: MME/RealWorld  # not the download\n", "  a: b\n"),
    ("the last key takes its issue with it", OVERRIDES, [Drop(("20", "name"))],
     "\"20\":\n  name: 'Q: A'\n", ""),
    ("the first key in brackets goes", OVERRIDES, [Drop(("14", "download"))],
     "{download: https://a.org, year", "{year"),
    ("the last key in brackets goes", OVERRIDES, [Drop(("14", "year"))], ", year: 2024}", "}"),
    ("a number is added in its order", OVERRIDES, [Put(("12",), {"year": "2024"})],
     "# not the download\n", "# not the download\n12:\n  year: 2024\n"),
    ("the first number is added on top", OVERRIDES, [Put(("9",), {"year": "2024"})],
     "11:\n", "9:\n  year: 2024\n11:\n"),
    ("the greatest number is added at the end", OVERRIDES, [Put(("99",), {"year": ""})],
     "  name: 'Q: A'\n", "  name: 'Q: A'\n99:\n  year: ''\n"),
    ("a field of an entry is replaced", DATA, [Put((0, "section"), "Others")],
     "Classification  # for", "Others  # for"),
    ("a field is added to an entry", DATA, [Put((0, "year"), "2024")],
     "https://a.org/1\n", "https://a.org/1\n  year: 2024\n"),
    ("a field is added to a wide entry", DATA, [Put((2, "year"), "2024")],
     "    section: Detection\n", "    section: Detection\n    year: 2024\n"),
    ("the first field of an entry goes", DATA, [Drop((0, "name"))],
     "- name: Zorb\n  section", "- section"),
    ("an entry goes with its lines", DATA, [Drop((0,))],
     "- name: Zorb\n  section: Classification  # for now\n  paper: https://a.org/1\n", ""),
    ("an entry in brackets goes", DATA, [Drop((1,))], "- {name: Yott, section: Detection}\n", ""),
    ("an entry is added at the end", DATA, [Insert((3,), {"name": "New", "section": "X"})],
     "    section: Detection\n", "    section: Detection\n- name: New\n  section: X\n"),
    ("an entry is added below the one before it", DATA, [Insert((1,), {"name": "New"})],
     "https://a.org/1\n", "https://a.org/1\n- name: New\n"),
    ("an entry is added like its neighbour", DATA, [Insert((2,), {"name": "New"})],
     "section: Detection}\n", "section: Detection}\n- {name: New}\n"),
    ("an entry is added on top", DATA, [Insert((0,), {"name": "New"})],
     "- name: Zorb\n", "- name: New\n- name: Zorb\n"),
]  # fmt: skip


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("text", "edits", "old", "new"), [case[1:] for case in CASES],
                         ids=[case[0] for case in CASES])  # fmt: skip
def test_a_change_is_made_in_its_place(
    text: str, edits: list[Edit], old: str, new: str, end: str
) -> None:
    assert text.count(old) == 1
    expected = text.replace(old, new)
    assert edit_yaml(text.replace("\n", end), edits) == expected.replace("\n", end)
    bare = text.removesuffix("\n")
    assert edit_yaml(f"\ufeff{bare}", edits).removeprefix("\ufeff").rstrip() == expected.rstrip()


def test_of_two_entries_for_one_place_the_first_stands_first() -> None:
    for index in (0, 1, 3):
        edited = edit_yaml(DATA, [Insert((index,), {"name": n}) for n in ("First", "Second")])
        assert 0 < edited.index("First") < edited.index("Second")


def test_many_changes_are_made_in_one_pass() -> None:
    text = "".join(f"- name: Entry {number}  # {number}\n  year: 2020\n" for number in range(4000))
    edits: list[Edit] = [Put((number, "year"), "2021") for number in range(0, 4000, 2)]
    edits += [Drop((number,)) for number in range(1, 4000, 400)]
    edited = edit_yaml(text, edits)  # one pass a change would take minutes
    assert edited.count("year: 2021") == 2000
    assert edited.count("year: 2020") == 1990


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", "{}\n", "---\n"])
def test_a_file_without_values_takes_the_first(text: str) -> None:
    edited = edit_yaml(text, [Put(("7",), {"venue": "CVPR"})])
    assert parse_yaml(edited, "")[0].value == {"7": {"venue": "CVPR"}}
    assert edited.startswith(text.split("\n", maxsplit=1)[0].strip("{}"))


@pytest.mark.parametrize("text", ["", "# Nothing yet.\n", "[]\n"])
def test_a_list_without_items_takes_the_first(text: str) -> None:
    edited = edit_yaml(text, [Insert((0,), {"name": "Zorb"})])
    assert parse_yaml(edited, "")[0].value == [{"name": "Zorb"}]


@pytest.mark.parametrize(
    ("text", "edit"),
    [
        ("a: [1, 2\n", Put(("a",), "b")),
        ("a: 1\na: 2\n", Put(("a",), "b")),
        ("a: b\n", Drop(("c",))),
        ("a: b\n", Put(("a", "c"), "d")),
        ("-\n  a: b\n", Drop((0,))),
        ("a: b\n", Put(("c", "d"), "e")),
    ],
)
def test_what_cannot_be_changed_safely_is_refused(text: str, edit: Edit) -> None:
    with pytest.raises(UneditableError):
        edit_yaml(text, [edit])


WORDS = ["", "null", "~", "yes", "012", "a: b", "a #b", "- a", "#", "{a}", "'", '"', "a\nb",
         " a ", "*a", "&a", "!a", "%a", "|"]  # fmt: skip


@pytest.mark.parametrize("text", [*CORPUS, *WORDS])
def test_no_text_is_read_back_as_anything_else(text: str) -> None:
    if "\ud800" <= max(text, default="") <= "\udfff":
        return
    for value in (text, [text, "x"], {"k": text}):
        for is_inside in (False, True):
            made = flow_text(value, is_inside=is_inside)  # type: ignore[arg-type]
            frame = f"[{made}, z]\n" if is_inside else f"- {made}\n- z\n"
            source, problems = parse_yaml(frame, "")
            assert not problems
            assert source.value == [value, "z"]


# Any file of ours, with comments wherever they may stand


KEYS = st.sampled_from(["name", "section", "paper", "year"])
TEXTS = st.one_of(st.sampled_from(["CVPR", "2024", "https://a.org/#x", "A: B", "x, y", "'", ""]),
                  st.text("ab:#,'\"{}[]-? \n|>&*!%@é", max_size=6))  # fmt: skip
ENTRY = st.dictionaries(KEYS, TEXTS, min_size=1)
COMMENT = st.sampled_from(["", "", "  # next to"])
ABOVE = st.sampled_from(["", "", "# above\n", "\n", "\n# one\n# two\n\n"])


@st.composite
def files(draw: st.DrawFn) -> str:
    """Write a list of entries, or issues' fields by number, as people write them."""
    is_list = draw(st.booleans())
    numbers = iter(sorted(draw(st.sets(st.integers(1, 99), min_size=6, max_size=6))))
    parts = [draw(ABOVE)]
    for entry in draw(st.lists(ENTRY, max_size=4)):
        head = "- " if is_list else f"{next(numbers)}:"
        if draw(st.booleans()):
            gap = "" if is_list else " "
            parts.append(f"{head}{gap}{flow_text(dict(entry), is_inside=False)}{draw(COMMENT)}\n")
        else:
            lines = [
                f"{k}: {flow_text(v, is_inside=False)}{draw(COMMENT)}\n" for k, v in entry.items()
            ]
            parts.append(
                f"{head}{'  '.join(lines)}" if is_list else f"{head}\n  {'  '.join(lines)}"
            )
        parts.append(draw(ABOVE))
    return "".join(parts)


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[Edit]]:
    """Draw a file and changes that make sense in it."""
    text = draw(files())
    value = parse_yaml(text, "")[0].value
    if isinstance(value, list):
        places: list[str | int] = list(range(len(value)))
    else:
        places = list(value) if isinstance(value, dict) else []
    edits: dict[object, Edit] = {}
    for place in draw(st.lists(st.sampled_from(places), unique=True)) if places else []:
        inner = value[place]  # type: ignore[index]
        key = draw(KEYS)
        kinds: list[Edit] = [Put((place, key), draw(TEXTS)), Drop((place,))]
        if isinstance(inner, dict) and key in inner:
            kinds.append(Drop((place, key)))
        edits[place] = draw(st.sampled_from(kinds))
    if isinstance(value, list) and draw(st.booleans()):
        edits["new"] = Insert((draw(st.integers(0, len(value))),), dict(draw(ENTRY)))
    elif isinstance(value, dict) and draw(st.booleans()):
        edits["new"] = Put((str(draw(st.integers(100, 120))),), dict(draw(ENTRY)))
    return text, list(edits.values())


@settings(max_examples=200, deadline=None)
@given(changes())
def test_any_change_gives_what_was_asked_for_and_keeps_every_comment(
    case: tuple[str, list[Edit]],
) -> None:
    text, edits = case
    wanted: Plain = parse_yaml(text, "")[0].value
    for edit in ordered_edits(edits):
        wanted = changed(wanted, edit.path, edit)
    edited = edit_yaml(text, edits)
    assert (parse_yaml(edited, "")[0].value or None) == (wanted or None)
    own = [line for line in text.splitlines() if line.startswith("#")]
    assert [line for line in edited.splitlines() if line.startswith("#")] == own
    assert edit_yaml(edited, []) == edited
    if not edits:
        assert edited == text


def test_half_a_character_is_refused() -> None:
    with pytest.raises(UneditableError, match="could not be read"):
        edit_yaml("1:\n  name: Cat\n", [Put(("1", "name"), "\ud800|"), Put(("2",), {"a": "b"})])
