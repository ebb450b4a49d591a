"""The catalog into JSON Lines: everything that is known of an entry, one line each."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from issuesync.model.value import Listing, value_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.value import Value
    from issuesync.publish.table import DataColumn, DataRow, DataTable


def render_jsonl(tables: Iterable[DataTable]) -> str:
    """Render one line an entry: its cells by column, and where each value came from."""
    lines = (_line(row, table) for table in tables for row in table.rows)
    return "".join(f"{json.dumps(line, ensure_ascii=False)}\n" for line in lines)


def _line(row: DataRow, table: DataTable) -> dict[str, Any]:
    """Return what an entry's line states; a column that has no value is null."""
    return {
        **{column.key: row.cells[column.key] for column in table.columns},
        "provenance": {
            key: _provenance(row, key, table.by_field.get(key)) for key in row.record.values
        },
        "extras": [asdict(extra) for extra in row.record.extras],
        **_references(row),
    }


def _references(row: DataRow) -> dict[str, Any]:
    """Return which entries an entry names, or may mean, by their permanent names."""
    found = [
        {"field": one.field.key, "text": one.text, "is": one.kind.value, "ids": list(ids)}
        for one, ids in row.references
    ]
    return {"references": found} if found else {}


def _provenance(row: DataRow, key: str, column: DataColumn | None) -> dict[str, Any]:
    """Return what gave a value, and where; its parts and its raw text where they say more."""
    stated = row.record.values[key]
    found: dict[str, Any] = {"origin": stated.origin.value, "place": str(stated.place)}
    cell = row.cells[column.key] if column else row.cells["name"]
    whole = _whole(stated.value)
    if whole != (list(cell) if isinstance(cell, tuple) else cell):
        found["value"] = whole
    if stated.raw:
        found["raw"] = stated.raw
    return found


def _whole(value: Value | None) -> Any:
    """Return all that a value says; of a list, its groups where it has some."""
    if isinstance(value, Listing):
        groups = [{"group": head, "items": list(names)} for head, names in value.groups]
        return groups or list(value.items)
    return None if value is None else value_json(value)
