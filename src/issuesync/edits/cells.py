"""Rows under a known collection's columns into what they say, field by field.

What an entry says is read off its own rendering in the same way, so that a row and an entry
compare as a reader sees them: a badge's pictures, signs for nothing and a last slash do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.says import row_says
from issuesync.documents.tables import render_cell, render_item
from issuesync.markdown.blocks import Item
from issuesync.markdown.bullets import read_bullet
from issuesync.markdown.inline import read_cell

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column


def record_says(record: Record, collection: Collection, repository: str) -> dict[str, str]:
    """Return what the row of an entry says."""
    return row_says(
        [
            (read_cell(render_cell(record, column, collection, repository), is_ours=True), column)
            for column in collection.columns
        ],
        collection,
    )


def item_says(
    record: Record,
    collection: Collection,
    repository: str,
    heads: Sequence[str],
    columns: Sequence[Column | None],
) -> dict[str, str]:
    """Return what the bullet of an entry says, under the heads of its list."""
    raw = render_item(record, collection, repository).removeprefix("- ")
    bullet = read_bullet(Item(raw, 0, 1), {})
    cells = [bullet.cell(head) for head in heads]
    return row_says(list(zip(cells, columns, strict=True)), collection)
