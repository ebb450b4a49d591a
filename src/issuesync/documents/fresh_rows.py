"""What an entry states into the Markdown of the row that is written of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.tables import render_cell, render_item, shows_below
from issuesync.markdown.rows import join_cells
from issuesync.model.problem import Location
from issuesync.model.record import FieldValue, Origin, Record

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column


def fresh_row(
    stated: Mapping[str, str],
    columns: Sequence[Column],
    collection: Collection,
    repository: str,
    *,
    is_item: bool,
) -> str:
    """Return the row that would be written of what an entry of a data file states."""
    fields = collection.by_key
    values = {
        key: FieldValue(fields[key].type.read(text).value, Origin.DATA, Location())
        for key, text in stated.items()
        if key in fields
    }
    record = Record(collection.key, stated[collection.naming], None, values)
    return row_text(record, columns, collection, repository, is_item=is_item)


def row_text(
    record: Record,
    columns: Sequence[Column],
    collection: Collection,
    repository: str,
    *,
    is_item: bool,
) -> str:
    """Return the row that is written of an entry without a kept one."""
    if not is_item:
        return join_cells(render_cell(record, one, collection, repository) for one in columns)
    below = shows_below(record, collection, repository)
    return "\n".join(
        [f"- {render_item(record, collection, repository)}", *(f"  - {one}" for one in below)]
    )
