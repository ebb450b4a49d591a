"""Kept rows that are behind their entries: what changed is put in its place, all else stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from issuesync.documents.kept import KeptRows
from issuesync.model.problem import Location
from issuesync.model.record import FieldValue, Origin, Record
from markdown import additions, read_page
from small_catalog import make_schema

CATALOG = """\
repository: octo/cat
documents: README.md
fields:
  name: title
  paper: url
  download: url
  repository: {type: repository, default: download}
  year: year
  note: text
collections:
  cats:
    from: cats.yaml
    fields: [name, paper, download, repository, year, note]
    columns:
      Year: year
      Name: {field: name, link: paper}
      Download: {field: download, as: stars}
      Note: note
"""
COLLECTION = make_schema(CATALOG).collections[0]
STATED = {
    "name": "Yott", "paper": "https://a.org/2023", "download": "https://github.com/y/yott",
    "year": "2023", "note": "Good enough",
}  # fmt: skip
STARS = "[![S](https://img.shields.io/github/stars/y/yott.svg)](https://github.com/y/yott)"
ROW = f"|2023 |**[Yott](https://a.org/2023)** ![new](new.png)|{STARS}|  Good *enough*|"
BULLET = "- :star: [Yott](https://a.org/2023) - Good **enough** (:fire:)"


def record(row: str, **changed: str | None) -> Record:
    """Return an entry that states what its row says but for what changed."""
    stated = {key: text for key, text in {**STATED, **changed}.items() if text is not None}
    values = {
        key: FieldValue(
            COLLECTION.by_key[key].type.read(text).value, Origin.DATA, Location(), raw=text
        )
        for key, text in stated.items()
    }
    return Record("cats", stated["name"], None, values, row=row)


def shown(**changed: str | None) -> str | None:
    """Return the row that shows the entry once that changed."""
    return KeptRows(COLLECTION, "octo/cat", {}).row_of(record(ROW, **changed), COLLECTION.columns)


@pytest.mark.parametrize(
    ("key", "new", "old_part", "new_part"),
    [
        ("year", "2024", "|2023 |", "|2024 |"),
        ("paper", "https://b.org/2?a=1", "https://a.org/2023", "https://b.org/2?a=1"),
        ("name", "Yott 2", "[Yott]", "[Yott 2]"),
        ("name", "Y_o_tt", "[Yott]", "[Y\\_o\\_tt]"),
        ("download", "https://github.com/z/z-2", "y/yott", "z/z-2"),
        ("note", "Better", "Good *enough*", "Better"),
        ("note", "a | b", "Good *enough*", "a \\| b"),
        ("note", None, "Good *enough*", "—"),
        ("year", None, "|2023 |", "|— |"),
    ],
)
def test_only_what_changed_is_written_otherwise(
    key: str, new: str | None, old_part: str, new_part: str
) -> None:
    row = shown(**{key: new})
    if key == "name" and new == "Y_o_tt":
        assert row is not None
        assert row.startswith("|2023 |")
        assert row.endswith(ROW[ROW.index(STARS) :])
        assert new_part in row
    else:
        assert row == ROW.replace(old_part, new_part)


def test_several_changes_are_made_in_one_row() -> None:
    row = shown(year="2025", name="Zott", paper="https://z.org")
    assert row == ROW.replace("|2023 |", "|2025 |").replace(
        "Yott](https://a.org/2023", "Zott](https://z.org"
    )


def test_a_row_of_other_cells_than_the_table_is_written_anew() -> None:
    kept = KeptRows(COLLECTION, "octo/cat", {})
    assert kept.row_of(record("|a|b|c|d|e|"), COLLECTION.columns) is None
    assert [problem.code for problem in kept.problems] == ["row-refused"]


@pytest.mark.parametrize(
    ("changed", "old_part", "new_part"),
    [
        ({"name": "Yott 2"}, "[Yott]", "[Yott 2]"),
        ({"paper": "https://b.org"}, "https://a.org/2023", "https://b.org"),
    ],
)
def test_a_bullet_is_mended_where_its_words_stand(
    changed: dict[str, str], old_part: str, new_part: str
) -> None:
    listed = make_schema(
        CATALOG.replace("      Year: year\n", "").replace(
            "      Download: {field: download, as: stars}\n", ""
        )
    ).collections[0]
    kept = KeptRows(listed, "octo/cat", {})
    note = "Good enough (:fire:)"
    assert kept.item_of(record(BULLET, note=note)) == BULLET
    assert kept.item_of(record(BULLET, note=note, **changed)) == BULLET.replace(old_part, new_part)


def test_nothing_that_an_issue_states_is_live_in_a_mended_row() -> None:
    head = "| Year | Name | Download | Note |\n|-|-|-|-|\n"
    before = read_page(head + ROW)
    for text in CORPUS:
        for key in ("name", "note"):
            row = shown(**{key: text}) if text.strip() else None
            if row is not None:
                page = read_page(head + row)
                assert set(page.tags) <= set(before.tags)
                assert [one for one in page.texts if additions(one)] == []


NAMES = ["Yott", "[Yott](https://a.org/2023)", "*[Yott](https://a.org/2023)*", "—", ""]
NOTES = ["Good enough", "*Good* enough", "Good enough [x](https://x.org)", "—", "none", "Bad"]
DOWNLOADS = [
    STARS,
    "[link](https://github.com/y/yott)",
    STARS.replace("![S](", "![Star](").replace(".svg", "?style=social&label=Star"),
]


@given(
    st.sampled_from(["2023", "**2023**", "2024", "—"]), st.sampled_from(NAMES),
    st.sampled_from(DOWNLOADS), st.sampled_from(NOTES),
    st.dictionaries(st.sampled_from(["year", "note", "paper", "download"]), st.none(), max_size=2),
)  # fmt: skip
@settings(max_examples=300, deadline=None)
def test_cells_as_they_are_written_need_no_reading(
    year: str, name: str, download: str, note: str, left_out: dict[str, None]
) -> None:
    """The row is the one that is shown if every cell is read."""
    row, columns = f"| {year} | {name} | {download} | {note} |", COLLECTION.columns
    kept = KeptRows(COLLECTION, "octo/cat", {})
    entry = record(row, **left_out)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(KeptRows, "_is_plainly_shown", lambda *_: False)
        read = kept.row_of(entry, columns)
    assert kept.row_of(entry, columns) == read
