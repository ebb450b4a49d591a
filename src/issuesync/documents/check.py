"""What a document or the catalog's regions have wrong, as problems by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

from issuesync.documents.render import KINDS, region_names
from issuesync.fields.spelling import nearest, suggest
from issuesync.markdown.regions import Address
from issuesync.model.problem import Location, Problem
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.markdown.document import Document
    from issuesync.markdown.headings import Heading
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.parts import Section

LONGEST = 500 * 1024
"""Bytes of a README that GitHub shows."""

CODE = re.compile(r"(`+)(?!`).+?(?<!`)\1(?!`)")
_MOST_HINTS = 20
"""Dead links of one document that are compared with every heading: it is a hint, no more."""
_ANCHOR_LINK = re.compile(r"(?<!\\)\]\(#([^)\s]+)\)")
_ANCHOR = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""")


def unknown_region(region: Region, path: str, catalog: Catalog) -> Problem:
    """Report a region that nothing fills, with the nearest name that something would."""
    hint = suggest(region.name, region_names(catalog), f"known: {', '.join(KINDS)}")
    message = f"nothing is called “{region.name}”"
    return Problem("marker", message, Location(path, line=region.begin + 1), hint)


def check_heading(path: str, region: str, above: Heading, catalog: Catalog) -> Iterator[Problem]:
    """Compare the heading above a section's table with the section's title."""
    address = Address.of(region)
    collection = catalog.schema.by_key.get(address.collection)
    if not address.shows_entries or collection is None:
        return
    section: Section | None = next(
        (one for one in collection.sections if one.key == address.section), None
    )
    if section is not None and section.title != above.text:
        message = (
            f"the heading “{above.text}” is above “{region}”, whose title is “{section.title}”"
        )
        hint = f"write “{section.title}” in this line, or change the title in catalog.yaml"
        yield Problem("heading-title", message, Location(path, line=above.line + 1), hint)


def shown_twice(
    document: Document, region: Region, sections: Iterable[tuple[str, str]]
) -> Iterator[Problem]:
    """Report the sections of a region that another one of the document shows above it."""
    names = [f"“{'/'.join(filter(None, one))}”" for one in sorted(sections)]
    if names:
        message = f"“{region.name}” shows {' and '.join(names)} a second time in this document"
        place = Location(document.path, line=region.begin + 1)
        yield Problem("shown-twice", message, place, "remove one of the two regions")


def not_shown(catalog: Catalog, shown: set[tuple[str, str]]) -> Iterator[Problem]:
    """Report sections with entries that no table or list of any document shows."""
    for collection in catalog.schema.collections:
        for section_key in [section.key for section in collection.sections] or [""]:
            records = (
                catalog.in_section(collection.key, section_key)
                if section_key
                else catalog.in_collection(collection.key)
            )
            if not records or (collection.key, section_key) in shown:
                continue
            name = str(Address("table", collection.key, section_key))
            entries = counted(len(records), "entry", "entries")
            message = f"no document shows “{name.partition(' ')[2]}” with its {entries}"
            hint = f"add <!-- issuesync:begin {name} --> and <!-- issuesync:end --> to a document"
            path = ("collections", collection.key, "sections", section_key)
            place = catalog.schema.file.place(*path)
            yield Problem("not-shown", message, place, hint)


def check_length(document: Document) -> Iterator[Problem]:
    """Report a document that GitHub would cut off."""
    size = len(document.text.encode("utf-8", "surrogatepass"))
    if size > LONGEST:
        message = f"{size // 1024} KiB; GitHub shows the first 500"
        hint = "divide the document, or show sections in documents of their own"
        yield Problem("too-long", message, Location(document.path), hint)


def check_anchors(document: Document) -> Iterator[Problem]:
    """Report links within the document that lead to no heading or anchor of it."""
    if "](#" not in document.text:
        return
    anchors = {heading.anchor for heading in document.headings}
    anchors |= set(_ANCHOR.findall(document.text))
    near = sorted(anchors)
    hinted = 0
    for index, line in enumerate(document.lines):
        if index in document.literal or "](#" not in line:
            continue
        for target in map(unquote, _ANCHOR_LINK.findall(CODE.sub("", line))):
            if target not in anchors:
                found = nearest(target, near) if hinted < _MOST_HINTS else None
                hinted += 1
                hint = f"did you mean #{found}?" if found else "fix the link, or add the heading"
                message = f"no heading has the anchor #{target}"
                place = Location(document.path, line=index + 1)
                yield Problem("dead-anchor", message, place, hint)
