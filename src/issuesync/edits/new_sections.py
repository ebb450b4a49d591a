"""Headings with rows below them that people added, into sections with regions of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.edits.base_versions import find_edits
from issuesync.edits.listed_rows import heads_of
from issuesync.edits.region_rows import section_titled
from issuesync.edits.reshaped import reshape
from issuesync.edits.route import Taken
from issuesync.edits.stated import Stated
from issuesync.fields.base import slug
from issuesync.markdown.blocks import Bullets, Table
from issuesync.markdown.document import parse_document
from issuesync.model.problem import Location
from issuesync.schema.catalog import CATALOG

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.edits.base_versions import Past
    from issuesync.edits.reshaped import Reshaped
    from issuesync.markdown.document import Document
    from issuesync.markdown.headings import Heading
    from issuesync.markdown.regions import Region
    from issuesync.schema.catalog import Schema
    from issuesync.yamlfile.changes import Edit

_END = "<!-- issuesync:end -->"


@dataclass(frozen=True, slots=True)
class _New:
    """A new section: its heading, the rows below it, and the region that it follows.

    ``above`` is the block before the heading where that region has to end, since the new section
    stands between its markers.
    """

    heading: Heading
    block: Table | Bullets
    after: Region
    above: Table | Bullets | None = None

    @property
    def name(self) -> str:
        """Return the name of the region to be."""
        address = self.after.address
        return f"{address.kind} {address.collection}/{slug(self.heading.text)}"


def divide(before: Reshaped) -> Reshaped | None:
    """Declare the sections that documents have more, and mark their rows; nothing where none is.

    Rows between the markers of a region are a new section's where a heading of no section is above
    them; those outside where their list is like that of the region before them, and the heading
    was not there when the document was last committed.
    """
    materials = before.materials
    schema = materials.catalog.schema
    edits: list[Edit] = []
    taken: list[Taken] = []
    names: list[tuple[str, str]] = []
    documents = dict(materials.documents)
    for path, text in materials.documents.items():
        document = parse_document(path, text or "")
        past = materials.past.get(path)
        found = _new_sections(document, past, schema) if past else []
        if not found:
            continue
        for one in found:
            address, title = one.after.address, one.heading.text
            collection = schema.by_key[address.collection]
            own = next(x for x in collection.sections if x.key == address.section).columns
            stated = Stated(schema, collection)
            edit = stated.add_section(slug(title), title, address.section, [*own])
            if edit is None:
                return None
            edits.append(edit)
            what = f"“{collection.key}”: new section “{title}”"
            taken.append(Taken(Location(path, line=one.heading.line + 1), what, CATALOG))
        names += [(path, one.name) for one in found]
        documents[path] = _marked(document, found)
    if not edits:
        return None
    return reshape(before, {CATALOG: edits}, documents, names, taken)


def _new_sections(document: Document, past: Past, schema: Schema) -> list[_New]:
    """Return the new sections of a document in order; each name once, or none of them."""
    found = [*_inside(document, past, schema), *_outside(document, past, schema)]
    found.sort(key=lambda one: one.heading.line)
    names = [region.name for region in document.regions] + [one.name for one in found]
    return found if len(set(names)) == len(names) else []


def _inside(document: Document, past: Past, schema: Schema) -> Iterator[_New]:
    """Give the new sections between the markers of a section's region."""
    for edit in find_edits(document, past):
        region = edit.region
        headings = [x for x in document.headings if region.begin < x.line < region.end]
        if not headings or not _has_sections(region, schema):
            continue
        blocks = [x for x in document.page.blocks if region.begin < x.line < region.end]
        parts = [_below(heading, blocks, document, region.end) for heading in headings]
        first = [x for x in blocks if x.end <= headings[0].line]
        if len(first) != 1 or any(
            block is None or not _is_like(block, first[0], document) for block in parts
        ):
            continue
        above = first[0]
        for heading, block in zip(headings, parts, strict=True):
            if block is not None and _is_new_title(heading.text, region, schema):
                yield _New(heading, block, region, above)
                above = block


def _outside(document: Document, past: Past, schema: Schema) -> Iterator[_New]:
    """Give the new sections outside of all regions, each like the region before it."""
    lists = {one.line for one in document.own_sheets.sheets}
    for heading in document.own_headings:
        regions = [one for one in document.regions if one.end < heading.line]
        region = next((x for x in reversed(regions) if _has_sections(x, schema)), None)
        above = document.heading_above(region.begin) if region else None
        if region is None or above is None or above.level != heading.level:
            continue
        free = [x for x in document.page.blocks if not x.region and x.line in lists]
        block = _below(heading, free, document, len(document.page.lines))
        shown = [x for x in document.page.blocks if region.begin < x.line < region.end]
        if (
            block is not None
            and len(shown) == 1
            and _is_like(block, shown[0], document)
            and _is_new_title(heading.text, region, schema)
            and not _was_there(heading.text, past)
        ):
            yield _New(heading, block, region)


def _has_sections(region: Region, schema: Schema) -> bool:
    """Say whether a region shows a section of a collection that states its sections itself."""
    address = region.address
    collection = schema.by_key.get(address.collection)
    if collection is None or address.kind not in {"table", "list"} or not address.is_section:
        return False
    return any(x.key == address.section for x in collection.sections) and bool(
        Stated(schema, collection).own.get("sections")
    )


def _below(
    heading: Heading, blocks: Sequence[Table | Bullets], document: Document, end: int
) -> Table | Bullets | None:
    """Return the one table or list between a heading and the next one, or a line before that."""
    others = [x.line for x in document.headings if x.line > heading.line]
    end = min([end, *others, *(x.begin for x in document.regions if x.begin > heading.line)])
    found = [one for one in blocks if heading.line < one.line < end]
    return found[0] if len(found) == 1 else None


def _is_like(block: Table | Bullets, other: Table | Bullets, document: Document) -> bool:
    """Say whether two blocks show entries alike: bullets, or cells under the same heads."""
    if isinstance(block, Bullets) or isinstance(other, Bullets):
        return isinstance(block, Bullets) and isinstance(other, Bullets)
    return heads_of(block, document.page) == heads_of(other, document.page)


def _is_new_title(title: str, region: Region, schema: Schema) -> bool:
    """Say whether a heading is the title of no section that there is."""
    return (
        bool(slug(title))
        and section_titled(title, schema.by_key[region.address.collection]) is None
    )


def _was_there(title: str, past: Past) -> bool:
    """Say whether a document had a heading when it was committed last, or nothing says so."""
    was = past.base or next(iter(past.versions()), None)
    return was is None or any(one.text == title for one in was.headings)


def _end(block: Table | Bullets, document: Document) -> int:
    """Return the line after a block's last one that is not blank."""
    filled = (
        at for at in reversed(range(block.line, block.end)) if document.page.lines[at].strip()
    )
    return next(filled, block.line) + 1


def _marked(document: Document, found: Sequence[_New]) -> str:
    """Return a document with the markers of new sections' regions."""
    lines = [*document.page.lines]
    ends = {x.end: x for one in found if one.above for x in [one.after]}
    begins = {one.block.line: one.name for one in found}
    last = {_end(one.block, document): _END for one in found}
    for one in found:
        if one.above is not None:
            last.setdefault(_end(one.above, document), lines[one.after.end].rstrip("\r\n"))
    marked: list[str] = []
    for at, line in enumerate([*lines, ""]):
        newline = "\r\n" if lines[:1] and lines[0].endswith("\r\n") else "\n"
        if at in last:
            if marked and not marked[-1].endswith("\n"):
                marked[-1] += newline
            marked.append(f"{last[at]}{newline}")
        if at in begins:
            marked.append(f"<!-- issuesync:begin {begins[at]} -->{newline}")
        if at not in ends:
            marked.append(line)
    return "".join(marked)
