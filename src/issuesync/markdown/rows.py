"""A table's row as text: its cells are between the pipes that no backslash stops."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

_PIPE = re.compile(r"(?<!\\)\|")
_ESCAPED = r"\\|"


def split_row(row: str) -> list[str]:
    """Return what is between a row's pipes, and at its ends; pipes join it to the row again."""
    return _PIPE.split(row) if "\\" in row else row.split("|")


def join_cells(cells: Iterable[str]) -> str:
    """Put a row together; no cell can end before its own end."""
    return f"| {' | '.join(_PIPE.sub(_ESCAPED, cell) for cell in cells)} |"


def with_cell(row: str, at: int, cell: str) -> str:
    """Put a cell, from 0, into a row, between the blanks that are there."""
    parts = split_row(row)
    at += _frame_of(row)
    if at < len(parts):
        part = parts[at]
        start, end = len(part) - len(part.lstrip()), len(part.rstrip())
        parts[at] = f"{part[:start]}{cell}{part[max(start, end) :]}"
    return "|".join(parts)


def with_blank_cells(row: str, places: Sequence[int]) -> str:
    """Put blank cells into a row, at places of the row as it will be."""
    parts, first = split_row(row), _frame_of(row)
    for at in places:
        if at + first < len(parts):
            parts.insert(at + first, " ")
    return "|".join(parts)


def without_cells(row: str, places: Collection[int]) -> str:
    """Return a row without some of its cells, from 0."""
    first = _frame_of(row)
    return "|".join(cell for at, cell in enumerate(split_row(row)) if at - first not in places)


def _frame_of(row: str) -> int:
    """Return how many parts are before the first cell: a row may begin with a pipe or not."""
    return int(row.lstrip().startswith("|"))
