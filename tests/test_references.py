"""Which entry names which: names in all their forms, and what is said of those that are none."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.app.workspace import load
from issuesync.fields.entries import leading_keys, name_key, names_of, without_remark
from issuesync.records.catalog import build_catalog
from issuesync.records.mentions import MentionKind, NameIndex
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import Taxonomy
from issuesync.yamlfile.source import parse_yaml
from small_catalog import make_record
from steps import count_steps, not_for_ever

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "tests/facts"

SETTINGS = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  from: {type: entries, of: [sets], places: [Google Earth, OSM]}
collections:
  sets: {from: sets.yaml, columns: {Name: name}}
"""


def facts(name: str) -> Iterator[list[str]]:
    """Give the fields of each line of a table, but for its head."""
    for line in (FACTS / name).read_text(encoding="utf-8").splitlines()[1:]:
        yield line.split("\t")


def called(record: Record) -> str:
    return f"{record.collection}/{record.name}"


def catalog_of(data: str, settings: str = SETTINGS) -> Catalog:
    """Build a catalog of one data file."""
    schema, problems = parse_catalog(settings, "catalog.yaml", Taxonomy())
    assert schema is not None
    assert problems == []
    source, faults = parse_yaml(data, "sets.yaml")
    assert faults == []
    return build_catalog(schema, None, {"sets.yaml": source}, {})


def index_of(*names: str, places: tuple[str, ...] = ()) -> NameIndex:
    """Index entries of these names."""
    records = [make_record(name, number=number) for number, name in enumerate(names, 1)]
    return NameIndex(records, lambda _: (), places)


def guess(text: str, *names: str) -> tuple[str, list[str]]:
    """Return what a mention is among entries of these names, and which it may mean."""
    found = index_of(*names, places=("Google Earth", "OSM", "USGS")).resolve(text)
    return found.kind.value, [record.name for record in found.entries]


# The flagship, mention by mention.


@pytest.fixture(scope="module")
def flagship() -> Catalog:
    return load(ROOT, "snapshot").catalog


def test_272_of_the_flagships_354_mentions_are_resolved(flagship: Catalog) -> None:
    kinds = Counter(one.kind for record in flagship for one in flagship.references.of(record))
    assert kinds.total() == 354
    assert kinds[MentionKind.ENTRY] == 272
    assert sum(bool(flagship.references.of(record)) for record in flagship) == 76


def test_120_entries_are_used_each_by_those_that_name_it(flagship: Catalog) -> None:
    known = {entry: [int(number) for number in users.split()] for entry, users in facts("uses.tsv")}
    found = {
        called(record): sorted(user.number or 0 for user in users)
        for record in flagship
        if (users := flagship.references.users(record))
    }
    assert found == known
    assert len(found) == 120
    assert found["metadata/xBD"] == [13, 19, 25, 32]


@pytest.mark.parametrize("number", sorted({int(row[0]) for row in facts("mentions.tsv")}))
def test_every_mention_of_the_twelve_entries_checked_by_hand_is_what_it_is(
    flagship: Catalog, number: int
) -> None:
    record = next(record for record in flagship if record.number == number)
    found = [
        (
            one.text,
            one.kind.value,
            sorted(map(called if one.kind is MentionKind.ENTRY else name_of, one.entries)),
        )
        for one in flagship.references.of(record)
    ]
    known = [
        (text, kind, sorted(filter(None, entries.split(" | "))))
        for issue, text, kind, entries in facts("mentions.tsv")
        if int(issue) == number
    ]
    assert found == known


def name_of(record: Record) -> str:
    return record.name


def test_what_is_not_resolved_is_just_what_is_known_to_name_no_entry(flagship: Catalog) -> None:
    unresolved = Counter(
        one.text
        for record in flagship
        for one in flagship.references.of(record)
        if one.kind is not MentionKind.ENTRY
    )
    assert unresolved == {text: int(count) for text, count in facts("unresolved.tsv")}


def test_check_lists_what_is_not_resolved_with_the_nearest_names(flagship: Catalog) -> None:
    told = {p.message: p for p in flagship.problems if p.code.startswith("reference-")}
    typo = told["Source: “CAPRK” is not an entry"]
    assert (typo.code, typo.hint, typo.place.issue) == (
        "reference-typo",
        "did you mean “CARPK”?",
        3,
    )
    family = "Source: “NWPU” could mean “NWPU-Captions”, “NWPU VHR-10”, “NWPU-RESISC45”"
    assert told[family].code == "reference-family"
    assert "Source: “DeepGlobe” could mean “DeepGlobe Detection”, “DeepGlobe Land Cover”" in told
    assert "Source: “RSVQA” could mean “RSVQA-LR & RSVQA-HR”" in told
    assert not [message for message in told if "Google" in message or "capture" in message]


# Names.


@pytest.mark.parametrize(
    ("mention", "name"),
    [
        ("geonrw", "GEONRW"),
        ("Aerial Animal", "AerialAnimal"),
        ("DOTA_v2", "DOTA-v2"),
        ("ＤＯＴＡ", "DOTA"),
        ("LEVIR–CD", "LEVIR-CD"),
        ("DO\u200bTA", "DOTA"),
        ("**DOTA**", "DOTA"),
        ("SAT-6", "SAT-4 & SAT-6"),
        ("b", "A & B & C"),
        ("UCM", "UCM (UCMerced)"),
        ("UC-Merced", "UCM (UCMerced)"),
        ("UCM (UCMerced)", "UCM (UCMerced)"),
        ("UCMerced", "UCM（UCMerced）"),
        ("东京数据集", "东京 数据集"),
    ],
)
def test_a_mention_in_another_form_of_the_name_is_the_entry(mention: str, name: str) -> None:
    assert guess(mention, name, "Other") == ("entry", [name])


@pytest.mark.parametrize(
    ("mention", "kind", "entries"),
    [
        ("LEVIR-CD+", "other version", ["LEVIR-CD"]),
        ("DOTA-v2", "other version", ["DOTA"]),
        ("DOTA v1.5", "other version", ["DOTA"]),
        ("VisDrone-2019", "other version", ["VisDrone"]),
        ("fMoW-WILDS", "other version", ["fMoW"]),
        ("SAMRS (val)", "other version", ["SAMRS"]),
        ("AIR-SARShip-1.0", "other version", ["AIR-SARShip-2.0"]),
        ("xView3", "other version", ["xView2"]),
        ("CAPRK", "typo", ["CARPK"]),
        ("UCM-Caption", "typo", ["UCM-Captions"]),
        ("FAR1M", "typo", ["FAIR1M"]),
        ("NWPU", "family", ["NWPU VHR-10", "NWPU-RESISC45"]),
        ("RSVQA", "family", ["RSVQA-LR & RSVQA-HR"]),
        ("HRSC", "family", ["HRSC2016"]),
        ("Det-10 (fMoW)", "outside", []),
        ("ICCV", "outside", []),
        ("VG", "outside", []),
        ("Google Earth", "place", []),
        ("google-earth", "place", []),
        ("Google Earth + OSM", "place", []),
        ("USGS + OSM (HR)", "place", []),
        ("Google Earth and OSM", "place", []),
        ("Google Earth + xView", "outside", []),
        ("(own UAV capture)", "remark", []),
        ("（自采）", "remark", []),
    ],
)
def test_a_mention_that_is_no_name_is_resolved_to_none(
    mention: str, kind: str, entries: list[str]
) -> None:
    names = (
        "LEVIR-CD", "DOTA", "VisDrone", "fMoW", "SAMRS", "AIR-SARShip-2.0", "xView2", "CARPK",
        "UCM (UCMerced)", "UCM-Captions", "FAIR1M", "NWPU VHR-10", "NWPU-RESISC45",
        "RSVQA-LR & RSVQA-HR", "RSIVQA", "HRSC2016", "HRSCD", "ECCV", "VGG Set",
    )  # fmt: skip
    assert guess(mention, *names) == (kind, entries)


def test_two_names_that_differ_by_a_sign_or_digit_are_two_entries() -> None:
    assert guess("LEVIR-CD+", "LEVIR-CD", "LEVIR-CD+") == ("entry", ["LEVIR-CD+"])
    assert guess("LEVIR-CD", "LEVIR-CD", "LEVIR-CD+") == ("entry", ["LEVIR-CD"])
    assert guess("xView", "xView", "xView2") == ("entry", ["xView"])


def test_a_whole_name_beats_a_part_of_another() -> None:
    assert guess("Sydney", "Sydney & Perth", "Sydney") == ("entry", ["Sydney"])


def test_a_name_of_two_entries_is_resolved_to_none_and_both_are_shown() -> None:
    assert guess("dota", "DOTA", "D-O-T-A") == ("family", ["DOTA", "D-O-T-A"])


def test_the_bracket_of_a_name_that_is_a_number_is_not_a_name() -> None:
    assert guess("2020", "GID (2020)")[0] == "outside"


def test_an_alias_is_a_name_and_needs_no_declaration() -> None:
    catalog = catalog_of(
        "- {name: DOTA, aliases: [DOTA-v2, 遥感]}\n- {name: A, from: [dota v2, 遥感]}\n"
    )
    a = next(record for record in catalog if record.name == "A")
    assert [one.kind for one in catalog.references.of(a)] == [MentionKind.ENTRY, MentionKind.ENTRY]
    assert [record.name for record in catalog.references.sources(a)] == ["DOTA"]
    assert catalog.problems == ()


def test_an_alias_of_an_issue_is_stated_by_an_override() -> None:
    """Issues state fields in their bodies; aliases are the maintainer's to give."""
    schema, _ = parse_catalog(
        SETTINGS.replace("from: sets.yaml", "from: issues, overrides: o.yaml"), "c", Taxonomy()
    )
    assert schema is not None
    from issuesync.model.issue import Issue, Snapshot

    issues = (Issue(1, "DOTA", ""), Issue(2, "B", "**From**: Dota Two, dota"))
    overrides, _ = parse_yaml("1: {aliases: Dota Two}\n", "o.yaml")
    catalog = build_catalog(schema, Snapshot("a/b", (), issues), {}, {"o.yaml": overrides})
    assert [record.number for record in catalog.references.users(next(iter(catalog)))] == [2]


def test_an_entry_that_names_itself_is_told_so_and_is_not_its_own_user() -> None:
    catalog = catalog_of("- {name: A, from: [a]}\n- {name: B, from: [A]}\n")
    a, _ = catalog
    assert [record.name for record in catalog.references.users(a)] == ["B"]
    assert [problem.code for problem in catalog.problems] == ["reference-itself"]


def test_an_entry_named_twice_is_one_source_and_one_use() -> None:
    catalog = catalog_of("- {name: A & B}\n- {name: C, from: [A, B]}\n")
    pair, user = catalog
    assert catalog.references.sources(user) == (pair,)
    assert catalog.references.users(pair) == (user,)


def test_entries_with_one_arxiv_identifier_or_doi_are_one_work() -> None:
    catalog = catalog_of(
        "- {name: A, paper: 'https://arxiv.org/abs/2406.12384v1'}\n"
        "- {name: B, paper: 'https://doi.org/10.48550/arXiv.2406.12384'}\n"
        "- {name: C, paper: 'https://example.org/2406.12384'}\n"
        "- {name: D, paper: 'https://doi.org/10.1/x'}\n"
    )
    a, b, c, _ = catalog
    assert catalog.references.same_work(a) == (b,)
    assert catalog.references.same_work(b) == (a,)
    assert catalog.references.same_work(c) == ()


# Settings.


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("{type: entries, of: [set]}", "unknown-name"),
        ("{type: list, of: [sets]}", "wrong-setting"),
        ("{type: text, places: [OSM]}", "wrong-setting"),
        ("{type: entries, options: [a]}", "wrong-setting"),
    ],
)
def test_a_setting_that_names_nothing_is_reported(line: str, code: str) -> None:
    text = SETTINGS.replace("{type: entries, of: [sets], places: [Google Earth, OSM]}", line)
    _, problems = parse_catalog(text, "catalog.yaml", Taxonomy())
    assert [(one.code, one.place.line) for one in problems] == [(code, 6)]


def test_a_field_of_entries_of_no_collection_names_entries_of_all() -> None:
    catalog = catalog_of(
        "- {name: A}\n- {name: B, from: A}\n",
        SETTINGS.replace("{type: entries, of: [sets], places: [Google Earth, OSM]}", "entries"),
    )
    a, b = catalog
    assert catalog.references.users(a) == (b,)


# Properties.


@given(st.text(max_size=60))
def test_the_text_of_a_name_is_always_a_name_of_it(name: str) -> None:
    key = name_key(name)
    assert name_key(name.upper().lower()) in {key, name_key(name.lower())}
    assert without_remark(name) == "" or len(without_remark(name)) <= len(name)
    assert all(key.startswith(leading) or len(name) > 80 for leading in leading_keys(name))
    assert all(len(part) <= len(name) for part in names_of(name))


@given(st.lists(st.text(min_size=1, max_size=12), max_size=6), st.text(max_size=12))
def test_no_mention_is_resolved_but_to_an_entry_that_is_called_so(
    names: list[str], mention: str
) -> None:
    found = index_of(*names).resolve(mention)
    if found.kind is MentionKind.ENTRY:
        (entry,) = found.entries
        forms = {name_key(form) for form in (entry.name, *names_of(entry.name))}
        assert name_key(mention) in forms
    elif name_key(mention):
        exact = [name for name in names if name_key(name) == name_key(mention)]
        assert len(exact) != 1 or without_remark(mention) == ""


@pytest.mark.parametrize(
    "letter", ["a", "-", "(", ")", "a-", "1", "&", " & ", "+ ", "é", "中", "(a"]
)
def test_a_mention_of_65536_characters_takes_no_time(letter: str) -> None:
    text = (letter * 65_536)[:65_536]
    with not_for_ever():
        index = index_of(text, "DOTA", places=(text[:-1],))
        index.resolve(text)
        index.resolve(text[1:])


def test_thousands_of_entries_and_mentions_are_resolved_at_once() -> None:
    def steps_of(count: int) -> int:
        index = index_of(*(f"Set {number:05} of {number % 7}" for number in range(count)))
        mentions = [f"Sett {number:05} of {number % 7}" for number in range(count)]
        return count_steps(lambda: [index.resolve(mention) for mention in mentions])

    assert steps_of(2_000) < 6 * steps_of(500)
