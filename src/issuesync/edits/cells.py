"""Rows under a known collection's columns into what they say, field by field.

What an entry says is read off its own rendering in the same way, so that a row and an entry
compare as a reader sees them: a badge's pictures, signs for nothing and a last slash do not count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.tables import ADDRESSES, render_cell, render_item
from issuesync.edits.difference import bare_address
from issuesync.fields.link import repository_of
from issuesync.markdown.blocks import Item
from issuesync.markdown.inline import read_cell
from issuesync.markdown.links import ISSUE
from issuesync.markdown.lists import read_bullet

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.markdown.inline import Content
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Column

NUMBER = "issue"
"""Under what a row's issue stands among what it says."""


def row_says(
    cells: Sequence[tuple[Content, Column | None]], collection: Collection
) -> dict[str, str]:
    """Return what the cells of a row say, each under its column; what says nothing is left out."""
    found: dict[str, str] = {}
    for content, column in cells:
        if column is not None and not content.is_blank:
            found |= cell_says(content, column, collection)
    return {key: text for key, text in found.items() if text}


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
    bullet = read_bullet(Item(raw, 0, 1), {}, is_ours=True)
    cells = [bullet.cell(head) for head in heads]
    return row_says(list(zip(cells, columns, strict=True)), collection)


def cell_says(content: Content, column: Column, collection: Collection) -> dict[str, str]:
    """Return what one cell says of the fields that its column shows."""
    url = content.target.url if content.target else ""
    if column.field == "issue":
        found = ISSUE.fullmatch(url)
        return {NUMBER: found[2]} if found else {}
    if collection.is_computed(column.field):
        return {}
    field = collection.by_key.get(column.field)
    kind = field.type.kind if field else ""
    if column.shape == "stars" or (content.star and kind in {"url", "repository"}):
        return _stars_say(content, url, column, collection)
    if kind in ADDRESSES:
        return {column.link or column.field: url or content.words}
    text = "" if column.shape and column.shape != "link" else content.words
    return {column.field: text, **({column.link: url} if column.link else {})}


def _stars_say(
    content: Content, url: str, column: Column, collection: Collection
) -> dict[str, str]:
    """Return the address of a cell with a badge, and the repository where that is another one."""
    key = collection.stars_of(column.field)
    said: dict[str, str] = {}
    if key != column.field:
        said[column.field] = url
    if key and content.star and _same_repository(content.star, url) is False:
        said[key] = content.star
    elif key == column.field:
        said[key] = content.star or repository_of(url) or ""
    return said


def _same_repository(name: str, url: str) -> bool:
    """Say whether an address leads to a repository of this name."""
    found = repository_of(url) if url else None
    return found is not None and found.casefold() == name.casefold()


def unlike(
    said: Mapping[str, str], known: Mapping[str, str], collection: Collection
) -> dict[str, str]:
    """Return what a row says other than its entry; what it leaves out is no contradiction."""
    return {
        key: text
        for key, text in said.items()
        if key != NUMBER and not _are_alike(key, text, known.get(key, ""), collection)
    }


def _are_alike(key: str, left: str, right: str, collection: Collection) -> bool:
    """Say whether two texts of a field say the same."""
    if left == right:
        return True
    field = collection.by_key.get(key)
    kind = field.type.kind if field else ""
    if kind == "url":
        return bare_address(left) == bare_address(right)
    if kind == "repository":
        return left.casefold() == right.casefold()
    if field is None or not left or not right:
        return False
    reading = field.type.read(left).value
    return reading is not None and reading == field.type.read(right).value
