"""An entry's row into lines that people and agents read."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.publish.table import DataColumn, DataRow, DataTable


def shown_facts(row: DataRow, table: DataTable) -> Iterator[tuple[DataColumn, str]]:
    """Give each field that has a value, with the text that people are shown."""
    texts = {column.field: column.key for column in table.columns if column.is_text}
    for column in table.by_field.values():
        value = row.cells[column.key]
        shown = row.cells.get(texts.get(column.field, ""), value)
        if value is None and shown is None:
            continue
        yield column, ", ".join(shown) if isinstance(shown, tuple) else str(shown)
