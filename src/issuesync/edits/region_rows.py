"""A region's text into the rows it shows, with the line of each and the section it is in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.markdown.blocks import Bullets, Table
from issuesync.markdown.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.markdown.headings import Heading
    from issuesync.markdown.regions import Region
    from issuesync.model.problem import Problem
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Section

_ITEM = re.compile(r"(\[(?:\\.|[^\[\]\\])*\]\((?:\\.|[^()\\\s])*\))(?: - (.*))?")
"""A bullet as it is rendered: a linked name, and what else there is to show."""


@dataclass(frozen=True, slots=True)
class RegionRow:
    """A row: its section's key, its cells as they are written, and its line from 1.

    A bullet has two cells: the name, linked or not, and the rest. ``region`` tells rows of
    different regions apart.
    """

    region: str
    section: str
    cells: tuple[str, ...]
    line: int
    is_item: bool = False
    end: int = 0

    @property
    def lines(self) -> range:
        """Return the lines that the row takes, from 1."""
        return range(self.line, max(self.end, self.line + 1))


@dataclass(frozen=True, slots=True)
class Part:
    """A table or list of a region: the heading above it within the region, its heads and rows."""

    title: str
    title_line: int
    heads: tuple[str, ...]
    rows: tuple[RegionRow, ...]
    line: int


@dataclass(frozen=True, slots=True)
class RegionContent:
    """What a region holds: its parts, the lines of anything else, and what is odd in it."""

    parts: tuple[Part, ...]
    beside: tuple[int, ...]
    problems: tuple[Problem, ...] = ()


def read_region(path: str, region: Region) -> RegionContent:
    """Read the tables and lists between a region's markers; lines are the document's, from 1."""
    document = parse_document(path, region.text)
    page, headings = document.page, document.headings
    first = region.begin + 2
    name = f"{path} {region.name}"
    parts = tuple(_read_part(block, headings, name, first) for block in page.blocks)
    taken = {line for block in page.blocks for line in range(block.line, block.end)}
    taken |= {part.title_line - first for part in parts}
    beside = (
        first + number
        for number, line in enumerate(page.lines)
        if line.strip() and number not in taken
    )
    return RegionContent(parts, tuple(beside), page.problems)


def _read_part(
    block: Table | Bullets, headings: Sequence[Heading], region: str, first: int
) -> Part:
    """Read one table or list."""
    above = next((h for h in reversed(headings) if h.line < block.line), None)
    title, title_line = (above.text, first + above.line) if above else ("", 0)
    if isinstance(block, Table):
        heads = tuple(cell.raw for cell in block.head)
        rows = tuple(
            RegionRow(region, "", tuple(cell.raw for cell in row.cells), first + row.line)
            for row in block.rows
        )
    else:
        heads = ()
        rows = tuple(
            RegionRow(region, "", split_item(item.raw), first + item.line, True, first + item.end)
            for item in block.items
        )
    return Part(title, title_line, heads, rows, first + block.line)


def split_item(raw: str) -> tuple[str, str]:
    """Divide a bullet into the name and the rest."""
    line = " ".join(raw.split())
    found = _ITEM.fullmatch(line)
    if found:
        return found[1], found[2] or ""
    head, _, rest = line.partition(" - ")
    return head.strip(), rest.strip()


def section_titled(title: str, collection: Collection) -> Section | None:
    """Return the section that has or had a title."""
    key = label_key(title)
    return next(
        (
            one
            for one in collection.sections
            if key in map(label_key, (one.title, one.key, *one.was))
        ),
        None,
    )


def place_parts(
    content: RegionContent, collection: Collection, section: str
) -> Iterator[tuple[Part, str | None]]:
    """Give each part with its section's key: ``None`` where its heading is not a section's title.

    ``section`` is the one that the region shows, empty where it shows the whole collection.
    """
    for part in content.parts:
        if section or not collection.sections:
            yield part, section
        else:
            found = section_titled(part.title, collection)
            yield part, found.key if found else None
