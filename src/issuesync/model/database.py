"""What a database file is to hold."""

from __future__ import annotations

from dataclasses import dataclass

DatabaseValue = str | int | float | None


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of one table, each with as many cells as the table has columns."""

    table: str
    rows: tuple[tuple[DatabaseValue, ...], ...]


@dataclass(frozen=True, slots=True)
class Database:
    """The statements that make tables, the rows to insert in this order, and further statements."""

    tables: tuple[str, ...]
    rows: tuple[Rows, ...]
    views: tuple[str, ...]
