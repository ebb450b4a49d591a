"""The catalog into the tables and views of an SQLite database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import Stored
from issuesync.model.database import Database, DatabaseValue, Rows
from issuesync.publish.table import ENTRY_COLUMNS
from issuesync.records.names import unique_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.fields.base import StoredValue
    from issuesync.publish.table import DataColumn, DataTable

_TYPES = {
    Stored.TEXT: "TEXT",
    Stored.INTEGER: "INTEGER",
    Stored.NUMBER: "REAL",
    Stored.BOOLEAN: "INTEGER",
}
_ENTRIES, _IDS = "entries", "ids"
_SHOWN = "shown"
_COMMON = tuple(column for column in ENTRY_COLUMNS if not column.is_list)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one list column becomes: a table of its items, one row each."""

    name: str
    column: DataColumn


def build_database(tables: Iterable[DataTable]) -> Database:
    """Build one table a collection, one for each of its lists, and views over them.

    The view ``entries`` holds what all entries have; ``NAME_shown`` has one row an entry, with
    its lists joined by commas. The table ``ids`` is what references of one entry to another, of
    whatever collection, refer to.
    """
    tables = tuple(tables)
    taken = {_ENTRIES, _IDS, "sqlite_master"}
    statements = [
        f"CREATE TABLE {_IDS} (\n  id TEXT PRIMARY KEY NOT NULL,\n  collection TEXT NOT NULL\n)"
    ]
    every = (row for table in tables for row in table.rows)
    rows = [Rows(_IDS, tuple((row.id, row.record.collection) for row in every))]
    views: list[str] = []
    names: list[str] = []
    for table in tables:
        name = unique_name(table.key, taken)
        parts = [
            _Part(unique_name(f"{name}_{column.key}", taken), column)
            for column in table.columns
            if column.is_list
        ]
        statements += [_create(table, name), *(_create_part(part, name) for part in parts)]
        rows += [_rows(table, name), *(_part_rows(table, part) for part in parts)]
        views.append(_shown_view(table, name, unique_name(f"{name}_{_SHOWN}", taken), parts))
        names.append(name)
    if names:
        views.append(_entries_view(names))
    return Database(tuple(statements), tuple(rows), tuple(views))


def _quoted(name: str) -> str:
    """Return a name as SQL takes any name."""
    return '"' + name.replace('"', '""') + '"'


def _single(table: DataTable) -> tuple[DataColumn, ...]:
    """Return the columns that are no lists."""
    return tuple(column for column in table.columns if not column.is_list)


def _create(table: DataTable, name: str) -> str:
    """Return the statement that makes a collection's table."""
    columns = [f"{_quoted(one.key)} {_TYPES[one.type]}{_rule(one)}" for one in _single(table)]
    listed = ",\n  ".join(columns)
    return f"CREATE TABLE {_quoted(name)} (\n  {listed}\n)"


def _rule(column: DataColumn) -> str:
    """Return what holds of a column of every entry."""
    if column.key == "id":
        return f" PRIMARY KEY NOT NULL REFERENCES {_IDS} (id)"
    return " NOT NULL" if column.key in {"collection", "name"} else ""


def _create_part(part: _Part, owner: str) -> str:
    """Return the statement that makes the table of a list's items."""
    kind = _TYPES[part.column.type]
    named = f" REFERENCES {_IDS} (id)" if part.column.is_ids else ""
    return (
        f"CREATE TABLE {_quoted(part.name)} (\n"
        f"  entry TEXT NOT NULL REFERENCES {_quoted(owner)} (id),\n"
        f"  position INTEGER NOT NULL,\n  value {kind} NOT NULL{named},\n"
        f"  PRIMARY KEY (entry, position)\n) WITHOUT ROWID"
    )


def _rows(table: DataTable, name: str) -> Rows:
    """Return the rows of a collection's table."""
    columns = _single(table)
    return Rows(name, tuple(tuple(_cell(row.cells[c.key]) for c in columns) for row in table.rows))


def _cell(value: StoredValue | None) -> DatabaseValue:
    """Return a single value as SQLite stores it."""
    assert not isinstance(value, tuple), "a list has a table of its own"
    return int(value) if isinstance(value, bool) else value


def _part_rows(table: DataTable, part: _Part) -> Rows:
    """Return the items of a list column, from position 1 on."""
    return Rows(part.name, tuple(_items(table, part.column)))


def _items(table: DataTable, column: DataColumn) -> Iterator[tuple[DatabaseValue, ...]]:
    for row in table.rows:
        value = row.cells[column.key]
        for position, item in enumerate(value if isinstance(value, tuple) else (), 1):
            yield row.id, position, item


def _shown_view(table: DataTable, name: str, view: str, parts: Iterable[_Part]) -> str:
    """Return the statement of the view with one row an entry, its lists joined."""
    by_key = {part.column.key: part.name for part in parts}
    columns = [
        f"{_joined(by_key[one.key])} AS {_quoted(one.key)}"
        if one.is_list
        else f"entry.{_quoted(one.key)}"
        for one in table.columns
    ]
    listed = ",\n  ".join(columns)
    return f"CREATE VIEW {_quoted(view)} AS SELECT\n  {listed}\nFROM {_quoted(name)} AS entry"


def _joined(part: str) -> str:
    """Return the query of an entry's items in one text, in their order."""
    items = (
        f"SELECT value FROM {_quoted(part)} AS part WHERE part.entry = entry.id ORDER BY position"
    )
    return f"(SELECT group_concat(value, ', ') FROM ({items}))"


def _entries_view(names: Iterable[str]) -> str:
    """Return the statement of the view over the entries of all collections."""
    columns = ", ".join(_quoted(column.key) for column in _COMMON)
    each = "\nUNION ALL ".join(f"SELECT {columns} FROM {_quoted(name)}" for name in names)
    return f"CREATE VIEW {_quoted(_ENTRIES)} AS\n{each}"
