"""Columns that people give to tables by hand: declared in the settings, and filled."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from absorbing import README, Folder
from issuesync.yamlfile.source import parse_yaml
from small_catalog import region

CATALOG = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  year: year
  size: {type: bytes, label: File Size}
  weight: count
  section: {type: choice, required: true}
collections:
  cats:                                # as they came
    from: cats.yaml
    fields: [name, paper, year, section]
    sections: [Big, {title: Small, was: [Tiny]}]
    columns: {Year: year, Name: {field: name, link: paper}}
    sort: as listed
  dogs:
    like: cats
    from: dogs.yaml
    sections: {old: Old, new: New}
"""
CATS = "- {name: Leo, section: Big, year: 2020}\n- {name: Tom, section: Small, year: 2021}\n"
DOGS = "- {name: Rex, section: Old, year: 2019}\n- {name: Bob, section: New, year: 2022}\n"
NAMES = ("cats/big", "cats/small", "dogs/old", "dogs/new")
DOCUMENT = "".join(f"## {name}\n\n{region(f'table {name}')}\n" for name in NAMES)


@pytest.fixture(scope="module")
def folder() -> Folder:
    texts = {"catalog.yaml": CATALOG, "cats.yaml": CATS, "dogs.yaml": DOGS, README: DOCUMENT}
    return Folder(texts, ()).synced()


def with_column(folder: Folder, name: str, head: str, *cells: str) -> Folder:
    """Add a column at the end of the table of one region."""
    start = folder.document.index(f"begin table {name} ")
    lines = folder.document[start:].split("\n")
    rows = [at for at, line in enumerate(lines) if line.startswith("|")][: 2 + len(cells)]
    for at, cell in zip(rows, (head, "---", *cells), strict=True):
        lines[at] += f" {cell} |"
    return folder.with_document(folder.document[:start] + "\n".join(lines))


def settings(folder: Folder) -> Any:
    return parse_yaml(folder.texts["catalog.yaml"], "")[0].value


def taken_in(edited: Folder) -> Folder:
    """Take the edits in, and hold that a sync and another absorption change nothing."""
    absorbed = edited.absorb()
    assert absorbed.held == ()
    after = edited.after(absorbed)
    rows = [line for line in edited.document.split("\n") if line.startswith("|")]
    assert [line for line in after.document.split("\n") if line.startswith("|")] == rows
    assert after.synced().document == after.document
    assert after.absorb().files == ()
    return after


def test_a_new_column_is_declared_for_its_own_section_alone(folder: Folder) -> None:
    after = taken_in(with_column(folder, "cats/big", "Fur colour", "red *and* white"))
    found = settings(after)
    assert found["fields"]["fur_colour"] == "markdown"
    cats, dogs = (found["collections"][key] for key in ("cats", "dogs"))
    assert cats["fields"] == ["name", "paper", "year", "section", "fur_colour"]
    name = {"field": "name", "link": "paper"}
    assert cats["columns"] == {"Year": "year", "Name": name, "Fur colour": "fur_colour"}
    small = {"title": "Small", "was": ["Tiny"], "columns": ["Year", "Name"]}
    assert cats["sections"] == ["Big", small]
    assert dogs["columns"] == {"Year": "year", "Name": name}
    assert dogs["fields"] == ["name", "paper", "year", "section"]
    assert "fur_colour: red *and* white" in after.texts["cats.yaml"]
    assert "# as they came" in after.texts["catalog.yaml"]


def test_a_collection_like_another_gets_columns_of_its_own(folder: Folder) -> None:
    edited = with_column(folder, "dogs/old", "Fur", "grey")
    after = taken_in(with_column(edited, "dogs/new", "Fur", "brown"))
    found = settings(after)
    dogs = found["collections"]["dogs"]
    assert list(dogs["columns"]) == ["Year", "Name", "Fur"]
    assert dogs["sections"] == {"old": "Old", "new": "New"}
    assert found["collections"]["cats"] == settings(folder)["collections"]["cats"]


@pytest.mark.parametrize(
    ("head", "field", "cell"),
    [
        ("Weight", "weight", "12 kg"),  # no count: refused
        ("Weight", "weight", "12"),
        ("Size", "size", "12 KB"),
        ("Uses", "uses_2", "hunting"),  # what is computed keeps its name
    ],
)
def test_a_head_that_a_field_has_is_of_that_field(
    folder: Folder, head: str, field: str, cell: str
) -> None:
    edited = with_column(folder, "cats/big", head, cell)
    if cell == "12 kg":
        absorbed = edited.absorb()
        assert "the columns of the table were edited" in absorbed.problems[0].message
        assert [one.region for one in absorbed.held] == ["table cats/big"]
        return
    after = taken_in(edited)
    assert f"{field}: " in after.texts["cats.yaml"]


def test_a_head_that_was_renamed_or_removed_is_refused(folder: Folder) -> None:
    for old, new in (("| Year | Name |", "| When | Name |"), ("| Year | Name |", "| Name |")):
        absorbed = folder.edited(old, new).absorb()
        assert "the columns of the table were edited" in absorbed.problems[0].message


def test_a_table_that_is_behind_its_entries_is_refused(folder: Folder) -> None:
    edited = with_column(folder, "cats/big", "Fur", "red")
    behind = replace(edited, texts={**edited.texts, "cats.yaml": CATS.replace("2020", "2018")})
    absorbed = behind.absorb(folder.document)
    assert "the columns of the table were edited" in absorbed.problems[0].message
