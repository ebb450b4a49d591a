"""Sheets into rows: what the columns of each shape state, and by that every row of theirs."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.adopt.column_kinds import are_links_alone, are_stars_alone, column_of
from issuesync.adopt.columns import Keys, find_shape
from issuesync.adopt.extract import Shape, values_of
from issuesync.adopt.match import AdoptedRow
from issuesync.documents.says import name_for
from issuesync.fields.base import fold, label_key
from issuesync.markdown.tables import not_adopted
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.markdown.tables import Sheet


@dataclass(frozen=True)
class RowReading:
    """The sheets that are adopted with how they state entries, and their rows in order."""

    sheets: tuple[Sheet, ...]
    shapes: tuple[Shape, ...]
    keys: Keys
    rows: tuple[AdoptedRow, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def by_sheet(self) -> dict[int, list[AdoptedRow]]:
        """Map a sheet's index to its rows."""
        found: dict[int, list[AdoptedRow]] = {index: [] for index in range(len(self.sheets))}
        for row in self.rows:
            found[row.sheet].append(row)
        return found


def read_rows(sheets: Sequence[Sheet], path: str, *, has_issues: bool) -> RowReading:
    """Find what the columns of each shape state, and read every row by it."""
    groups: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(shape_key(sheet), []).append(sheet)
    keys = Keys(linked=_linked_heads(groups.values()))
    shapes = {
        group: find_shape(members, keys, has_issues=has_issues) for group, members in groups.items()
    }
    problems: list[Problem] = []
    kept: list[Sheet] = []
    found: list[Shape] = []
    rows: list[AdoptedRow] = []
    for sheet in sheets:
        shape = shapes[shape_key(sheet)]
        if shape is None:
            what, why = f"the {sheet.kind}", "has no column that names its rows"
            problems.append(not_adopted(path, sheet.line, what, why))
            continue
        for entry in sheet.entries:
            values = values_of(entry.cells, shape)
            if not values.get("name"):
                values["name"] = name_for(entry.cells)
                problems.append(_nameless(path, entry.line, values["name"]))
            rows.append(AdoptedRow(len(kept), values, entry))
        kept.append(sheet)
        found.append(shape)
    return RowReading(tuple(kept), tuple(found), keys, tuple(rows), tuple(problems))


def _nameless(path: str, line: int, name: str) -> Problem:
    """Report a row without a name."""
    place = Location(path, line=line + 1)
    message = f"the row has no name; “{name}” stands for it"
    return Problem("row-without-name", message, place, "give it a name of its own")


def _linked_heads(groups: Iterable[Sequence[Sheet]]) -> set[str]:
    """Return the heads below which some shape has links alone that are no badges."""
    return {
        label_key(column.head)
        for sheets in groups
        for number in range(len(sheets[0].heads))
        if are_links_alone(column := column_of(sheets, number)) and not are_stars_alone(column)
    }


def shape_key(sheet: Sheet) -> tuple[str, ...]:
    """Return what sheets of one shape have in common."""
    return (sheet.kind, *(fold(head) for head in sheet.heads))
