"""A region whose rows data files hold, as rows in order: as it is shown, and as it was edited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.documents.kept import Frame, KeptRows
from issuesync.documents.tables import list_items, table_rows
from issuesync.fields.base import slug
from issuesync.markdown.blocks import Bullets, Table
from issuesync.markdown.bullets import GROUP, PART_OF
from issuesync.markdown.inline import read_cell
from issuesync.markdown.lists import read_list
from issuesync.model.record import Between, Record

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.markdown.blocks import Page
    from issuesync.markdown.bullets import Bullet
    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

_OUTER = {slug(head).replace("-", "_"): head for head in (PART_OF, GROUP)}
"""The fields that a bullet states by where it stands, with the heads of the reader."""


@dataclass(frozen=True, slots=True)
class ListedRow:
    """A row or what is between rows, with its Markdown; its line counts from 1.

    ``own`` is what shows it now, nothing for one that was edited. ``outer`` is what a bullet
    states by where it stands.
    """

    text: str
    region: str
    section: str
    line: int
    is_entry: bool = True
    own: Record | Between | None = None
    outer: Mapping[str, str] = field(default_factory=dict)

    @property
    def lines(self) -> range:
        """Return the lines that the row takes, from 1."""
        return range(self.line, self.line + self.text.count("\n") + 1)

    @property
    def bare(self) -> str:
        """Return the row's Markdown without what is blank around it."""
        return self.text.strip()


@dataclass(frozen=True, slots=True)
class EditedRows:
    """What an edited region holds: rows, the heads of its table, and lines that are no row.

    ``line`` is where the table or list begins, from 1.
    """

    rows: tuple[ListedRow, ...]
    heads: tuple[str, ...]
    beside: tuple[int, ...]
    line: int


def shown_rows(
    catalog: Catalog, collection: Collection, region: Region, page: Page
) -> list[ListedRow] | None:
    """Return the rows of a region as a sync writes them; nothing where it shows something else."""
    section = region.address.section
    kept = KeptRows(collection, catalog.schema.repository, page.references)
    frame = Frame(kept, collection.columns_in(section))
    is_table = region.address.kind == "table"
    write = table_rows if is_table else list_items
    items = catalog.rows_of(collection.key, section)
    texts = list(write(items, collection, catalog.schema.repository, frame))
    body = region.text.strip("\n")
    if is_table:
        body = body.split("\n", 2)[2] if body.count("\n") > 1 else ""
    if body != "\n".join(texts).strip("\n"):
        return None
    return [
        ListedRow(text, region.name, section, 0, isinstance(own, Record), own)
        for text, own in zip(texts, items, strict=True)
    ]


def edited_rows(document: Document, region: Region, collection: Collection) -> EditedRows:
    """Read the rows of an edited region with its document's reader."""
    page, kind = document.page, Table if region.address.kind == "table" else Bullets
    inside = range(region.begin + 1, region.end)
    blocks = [one for one in page.blocks if one.line in inside and isinstance(one, kind)]
    taken = {line for one in blocks for line in range(one.line, one.end)}
    beside = [at for at in inside if at not in taken and page.lines[at].strip()]
    heads: tuple[str, ...] = ()
    rows: list[ListedRow] = []
    end = region.begin + 1
    for block in blocks:
        if isinstance(block, Table):
            heads = heads or heads_of(block, page)
        parts = list(_parts_of(block, page, end if rows else block.line))
        rows += [
            ListedRow(_text(page, first, last), region.name, region.address.section,
                      first + 1, bullet is not None, None, _outer(bullet, collection))
            for first, last, bullet in parts
        ]  # fmt: skip
        end = block.end
    line = blocks[0].line if blocks else region.begin
    return EditedRows(tuple(rows), heads, tuple(at + 1 for at in beside), line + 1)


def heads_of(table: Table, page: Page) -> tuple[str, ...]:
    """Return the heads of a table as a reader sees them."""
    return tuple(read_cell(cell.raw, page.references).text for cell in table.head)


def _parts_of(
    block: Table | Bullets, page: Page, first: int
) -> Iterator[tuple[int, int, Bullet | bool | None]]:
    """Give the lines of each row, from 0, and its bullet; nothing for what is between rows.

    The first one begins at the line given: blank lines above a list that follows another are its.
    """
    if isinstance(block, Table):
        for row in block.rows:
            is_entry = any(not read_cell(cell.raw, page.references).is_blank for cell in row.cells)
            yield row.line, row.line + 1, True if is_entry else None
        return
    at = first
    for bullet in read_list(block, page):
        start = at if bullet.first == block.line else bullet.first
        if at < start:
            yield at, start, None
        yield start, bullet.end, bullet
        at = bullet.end
    if at < block.end:
        yield at, block.end, None


def _outer(bullet: Bullet | bool | None, collection: Collection) -> dict[str, str]:
    """Return what a bullet states by where it stands, under the collection's fields."""
    if bullet is None or isinstance(bullet, bool):
        return {}
    return {key: bullet.cell(head).text for key, head in _OUTER.items() if key in collection.by_key}


def _text(page: Page, first: int, end: int) -> str:
    """Return lines of a document without the last one's end, as a file states them."""
    lines: Sequence[str] = page.lines[first:end]
    return "\n".join(line.rstrip("\r\n") for line in lines)
