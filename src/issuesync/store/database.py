"""A database's content into the bytes of an SQLite file: equal content gives equal bytes."""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuesync.model.database import Database

_CHANGES, _VALID_FOR, _VERSION = slice(24, 28), slice(92, 96), slice(96, 100)
"""Where the header counts changes, and says at which of them which SQLite wrote it.

https://www.sqlite.org/fileformat2.html#the_database_header
"""
_FIRST = (1).to_bytes(4, "big")
_WRITTEN_BY = (3040000).to_bytes(4, "big")
"""The version that we state, whichever one wrote: SQLite looks at it for nothing."""

_PAGE, _HEADER = 4096, 100
_BTREE = {2: 12, 5: 12, 10: 8, 13: 8}
"""How long the header of a page is, by the kind of page that its first byte states."""


def database_bytes(content: Database) -> bytes:
    """Write a database and return its file; no version of SQLite shows in it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalog.sqlite"
        with closing(sqlite3.connect(path)) as connection:
            _fill(connection, content)
        data = bytearray(path.read_bytes())
    for start in range(0, len(data), _PAGE):
        _clear_gap(data, start)
    data[_CHANGES] = data[_VALID_FOR] = _FIRST
    data[_VERSION] = _WRITTEN_BY
    return bytes(data)


def _clear_gap(data: bytearray, start: int) -> None:
    """Clear what no cell of a page uses: what SQLite leaves there depends on its version."""
    header = start + (_HEADER if start == 0 else 0)
    if data[header] not in _BTREE:
        return
    cells = int.from_bytes(data[header + 3 : header + 5], "big")
    first = header + _BTREE[data[header]] + 2 * cells
    content = int.from_bytes(data[header + 5 : header + 7], "big")
    data[first : start + content] = bytes(start + content - first)


def _fill(connection: sqlite3.Connection, content: Database) -> None:
    """Make the tables and insert the rows; a fixed page size lays them out alike everywhere."""
    connection.execute(f"PRAGMA page_size = {_PAGE}")
    connection.execute("PRAGMA auto_vacuum = NONE")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute("PRAGMA foreign_keys = ON")
    with connection:
        for statement in content.tables:
            connection.execute(statement)
        for one in content.rows:
            if one.rows:
                marks = ", ".join("?" * len(one.rows[0]))
                name = '"' + one.table.replace('"', '""') + '"'
                connection.executemany(f"INSERT INTO {name} VALUES ({marks})", one.rows)  # noqa: S608 - the name is quoted
        for statement in content.views:
            connection.execute(statement)
    connection.execute("VACUUM")
