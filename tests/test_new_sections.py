"""Headings with rows below them that people add: sections of the collection they follow."""

from __future__ import annotations

import re

import pytest

from absorbing import README, Folder
from rendered import without_markers
from test_new_columns import CATALOG, CATS, DOCUMENT, DOGS, settings

NEW = """
## Wild

| Year | Name |
| :-: | --- |
| 2024 | Cleo |
| 2023 | [Max](https://max.org) |
"""
OTHER = NEW.replace("Wild", "Tame").replace("Cleo", "Mia").replace("Max", "Moritz")


@pytest.fixture(scope="module")
def folder() -> Folder:
    texts = {"catalog.yaml": CATALOG, "cats.yaml": CATS, "dogs.yaml": DOGS, README: DOCUMENT}
    return Folder(texts, ()).synced()


def inside(folder: Folder, name: str, text: str) -> Folder:
    """Write a text before the end marker of a region."""
    start = folder.document.index(f"begin table {name} ")
    at = folder.document.index("<!-- issuesync:end", start)
    return folder.with_document(folder.document[:at] + text + folder.document[at:])


def below(folder: Folder, name: str, text: str) -> Folder:
    """Write a text below the end marker of a region."""
    start = folder.document.index(f"begin table {name} ")
    at = folder.document.index("\n", folder.document.index("<!-- issuesync:end", start)) + 1
    return folder.with_document(folder.document[:at] + text + folder.document[at:])


def taken_in(folder: Folder, edited: Folder) -> Folder:
    """Take the edits in, and hold that the words stay and that a sync changes nothing."""
    absorbed = edited.absorb(folder.document)
    assert absorbed.held == ()
    after = edited.after(absorbed)
    assert without_markers(after.document) == without_markers(edited.document)
    assert after.synced().document == after.document
    assert after.absorb().files == ()
    return after


@pytest.mark.parametrize("put", [inside, below])
def test_a_heading_with_rows_becomes_a_section(folder: Folder, put: object) -> None:
    assert callable(put)
    after = taken_in(folder, put(folder, "cats/big", NEW))
    cats = settings(after)["collections"]["cats"]
    assert cats["sections"] == ["Big", "Wild", {"title": "Small", "was": ["Tiny"]}]
    entry = "{name: Max, section: Wild, year: 2023, paper: https://max.org}"
    assert entry in after.texts["cats.yaml"]
    assert "<!-- issuesync:begin table cats/wild -->\n| Year" in after.document
    assert "<!-- issuesync:end 2 rows" in after.document


def test_several_sections_stand_in_the_settings_as_in_the_document(folder: Folder) -> None:
    after = taken_in(folder, inside(folder, "cats/big", NEW + OTHER))
    titles = settings(after)["collections"]["cats"]["sections"]
    assert titles[:3] == ["Big", "Wild", "Tame"]


def test_a_mapping_of_sections_gets_a_key(folder: Folder) -> None:
    after = taken_in(folder, below(folder, "dogs/new", NEW))
    assert settings(after)["collections"]["dogs"]["sections"]["wild"] == "Wild"


def test_rows_that_move_below_a_new_heading_keep_their_entries(folder: Folder) -> None:
    row = "| 2020 | Leo |\n"
    assert row in folder.document
    kept = "| 2018 | Ada |\n"
    edited = inside(folder.edited(row, kept), "cats/big", NEW.replace("| 2024 | Cleo |\n", row))
    after = taken_in(folder, edited)
    assert after.texts["cats.yaml"].count("name: Leo") == 1
    assert re.search(r"name: Leo\W+section: Wild", after.texts["cats.yaml"])


@pytest.mark.parametrize(
    "text",
    [
        NEW.replace("## Wild", "### Wild"),  # a part of a section
        NEW.replace("| Year | Name |", "| Year | Dog |"),  # another table
        NEW.replace("## Wild", "## Tiny"),  # what a section was called
        NEW.replace("## Wild", "## …"),
        "\n## Wild\n\nNo rows yet.\n",
    ],
)
def test_what_is_below_a_region_and_no_section_of_it_is_left_alone(
    folder: Folder, text: str
) -> None:
    absorbed = below(folder, "cats/big", text).absorb(folder.document)
    assert (absorbed.files, absorbed.taken, absorbed.edited) == ((), (), 0)


def test_a_table_that_was_outside_before_is_left_outside(folder: Folder) -> None:
    edited = below(folder, "cats/big", NEW)
    for versions in ((edited.document,), ()):
        assert edited.absorb(*versions).files == ()


def test_a_heading_without_rows_of_the_region_is_refused_with_its_line(folder: Folder) -> None:
    absorbed = inside(folder, "cats/big", "\n## Wild\n\nMore to come.\n").absorb()
    assert absorbed.held
    assert {one.code for one in absorbed.problems} == {"not-absorbed"}
    assert absorbed.files == ()
