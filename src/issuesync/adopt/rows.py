"""Rows as they were found: what they say under the columns declared, and their Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.says import bullet_says, name_for, row_says
from issuesync.records.overrides import BETWEEN

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.adopt.match import AdoptedRow
    from issuesync.markdown.blocks import Page
    from issuesync.markdown.tables import Sheet
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column


@dataclass(frozen=True, slots=True)
class Found:
    """A row, by its index, or lines between rows, of a section; its Markdown has LF line ends."""

    section: str
    text: str
    row: int | None = None


def said_by(row: AdoptedRow, columns: Sequence[Column], collection: Collection) -> dict[str, str]:
    """Return what a row says under the columns of its table or list, and what it says besides."""
    shown = {key for c in columns for key in (c.field, c.link, *c.also) if key}
    others = {key: text for key, text in row.values.items() if key not in shown}
    if row.entry.bullet is not None:
        said = bullet_says(row.entry.bullet, collection)
    else:
        said = row_says(list(zip(row.cells, columns, strict=False)), collection)
        said.setdefault(collection.naming, name_for(row.cells))
    said.pop("issue", None)
    naming = collection.naming
    return {naming: said.pop(naming, row.name), **said, **others}


def found_in(page: Page, sheet: Sheet, section: str, rows: Mapping[int, int]) -> Iterator[Found]:
    """Give the rows of a sheet and what is between them, in order.

    ``rows`` maps the line of an entry to its row's index.
    """
    position = sheet.body
    for entry in sheet.entries:
        if position < entry.first:
            yield Found(section, _text(page, position, entry.first))
        yield Found(section, _text(page, entry.first, entry.end), rows[entry.line])
        position = entry.end
    if position < sheet.end:
        yield Found(section, _text(page, position, sheet.end))


def _text(page: Page, first: int, end: int) -> str:
    """Return lines of a document without the last one's end."""
    return "\n".join(line.rstrip("\r\n") for line in page.lines[first:end])


def between(found: Found, title: str) -> dict[str, str]:
    """Return how a file states lines between entries."""
    return {BETWEEN: found.text, **({"section": title} if title else {})}
