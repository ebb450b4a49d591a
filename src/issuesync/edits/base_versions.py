"""A document into its hand edits: each region as it is next to what it was before."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, replace
from itertools import chain, product, tee
from typing import TYPE_CHECKING

from issuesync.edits.region_rows import section_titled
from issuesync.markdown.document import Document, parse_document
from issuesync.markdown.regions import Address, checksum
from issuesync.markdown.rows import split_row, without_cells

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from issuesync.markdown.headings import Heading
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Section


@dataclass(frozen=True, slots=True)
class HandEdit:
    """A region that was edited by hand; ``base`` is what it was, ``None`` where nothing says."""

    path: str
    region: Region
    base: Region | None


@dataclass(frozen=True, slots=True)
class _TitleEdit:
    """A section's heading that was edited by hand; ``line`` counts from 1."""

    collection: str
    section: str
    title: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Past:
    """What a document was: as a sync would write it now, as committed, and at ``--base``.

    ``versions`` gives the committed documents, the newest first. Who asks again is given those
    that were read before.
    """

    now: Document
    versions: Callable[[], Iterable[Document]]
    base: Document | None = None

    @classmethod
    def of(cls, path: str, now: str, committed: Iterable[str], base: str | None = None) -> Past:
        """Hold committed texts, each of which is read once, and only as far as needed."""
        (read,) = tee((Document(path, text) for text in committed), 1)
        named = None if base is None else parse_document(path, base)
        return cls(parse_document(path, now), lambda: copy(read), named)


def find_edits(document: Document, past: Past) -> list[HandEdit]:
    """Return the regions that were edited by hand, each with the rendering that it was."""
    fresh = past.now.regions_by_name
    edited = [
        region
        for region in document.regions
        if region.is_edited and region.text != getattr(fresh.get(region.name), "text", None)
    ]
    if not edited:
        return []
    bases: dict[str, Region] = {}
    missing = {region.name: region for region in edited}
    for version in chain([past.now], past.versions()):
        for name, other in version.regions_by_name.items():
            base = _as_written(other, missing[name]) if name in missing else None
            if base is not None:
                bases[name] = base
                del missing[name]
        if not missing:
            break
    if past.base is not None:
        named = past.base.regions_by_name
        bases = {**{name: named[name] for name in missing if name in named}, **bases}
    return [HandEdit(document.path, region, bases.get(region.name)) for region in edited]


def _as_written(region: Region, edited: Region) -> Region | None:
    """Return a region with the blank lines and the head with which it has the edited one's sum."""
    wanted = edited.checksum
    if wanted is None:
        return None
    if region.checksum == wanted and not region.is_edited:
        return region
    for body in (region.text.strip("\n"), *_with_head(region, edited)):
        for above, below in product(("", "\n"), ("\n", "\n\n", "\n\n\n")):
            text = f"{above}{body}{below}"
            if checksum(text).startswith(wanted):
                return replace(region, text=text)
    return None


def _with_head(region: Region, edited: Region) -> Iterator[str]:
    """Give a table below the head and rule of another, without one's new cells or its last."""
    lines = region.text.strip("\n").split("\n")
    others = edited.text.strip("\n").split("\n")
    if region.address.kind != "table" or min(len(lines), len(others)) < 2:  # noqa: PLR2004 - a head and a rule
        return
    known = {cell.strip() for cell in split_row(lines[0])}
    cells = [cell.strip() for cell in split_row(others[0].strip().removeprefix("|"))]
    stated = [at for at, cell in enumerate(cells) if cell]
    for new in ({at for at in stated if cells[at] not in known}, set(stated[-1:])):
        heads = [without_cells(one, new) for one in others[:2]]
        yield "\n".join([*heads, *lines[2:]])
        yield "\n".join([*(one.rstrip() for one in heads), *lines[2:]])


def find_titles(document: Document, past: Past, catalog: Catalog) -> Iterator[_TitleEdit]:
    """Give the headings above sections' tables that were edited since they were the titles.

    A heading that has a former title is merely older, and so is one that was never another.
    """
    for region, heading in _headings_of(document):
        found = _section_of(region.name, catalog)
        if found is None or heading.text == found[1].title:
            continue
        collection, section = found
        if section_titled(heading.text, collection) is not None:
            continue
        if _was_before(region.name, heading.text, past) == section.title:
            yield _TitleEdit(
                collection.key, section.key, heading.text, document.path, heading.line + 1
            )


def _headings_of(document: Document) -> Iterator[tuple[Region, Heading]]:
    """Give each region with the heading above it."""
    for region in document.regions:
        above = document.heading_above(region.begin)
        if above is not None:
            yield region, above


def _section_of(name: str, catalog: Catalog) -> tuple[Collection, Section] | None:
    """Return the section that a table or list of one section shows."""
    address = Address.of(name)
    collection = catalog.schema.by_key.get(address.collection)
    if not address.shows_entries or collection is None:
        return None
    section = next((one for one in collection.sections if one.key == address.section), None)
    return (collection, section) if section else None


def _was_before(name: str, title: str, past: Past) -> str | None:
    """Return the last other heading that stood above a region."""
    for document in chain(filter(None, [past.base]), past.versions()):
        above = {region.name: heading.text for region, heading in _headings_of(document)}
        if above.get(name, title) != title:
            return above[name]
    return None
