"""The catalog and the documents as they stand into the documents as they should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import unified_diff
from typing import TYPE_CHECKING

from issuesync.documents.badges import badge_files, draw_badges, render_badges, stale_badges
from issuesync.documents.escape import escape_inline
from issuesync.documents.headings import find_headings
from issuesync.documents.overview import render_contents, render_news, render_summary
from issuesync.documents.regions import (
    Document,
    Region,
    Rendering,
    parse_document,
    region_text,
    replace_regions,
)
from issuesync.documents.tables import render_legend, render_list, render_table
from issuesync.fields.near import nearest
from issuesync.model.output import OutputFile
from issuesync.model.problem import Place, Problem, sort_problems

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.documents.headings import Heading
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Section

KINDS = ("table", "list", "legend", "badges", "contents", "news", "summary", "help")
OF_COLLECTION = ("table", "list", "legend")
LONGEST = 500 * 1024
"""Bytes of a README that GitHub shows."""

MOST_LOST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Held:
    """A region that was edited by hand, and what a sync would have changed in it."""

    path: str
    region: str
    line: int
    diff: str


@dataclass(frozen=True, slots=True)
class Shrink:
    """A collection that would lose many of the rows its regions show."""

    collection: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Built:
    """Every file as it should be, what stands in the way, and how much would be lost.

    ``faults`` are problems with markers: nothing may be written while there are any.
    """

    files: tuple[OutputFile, ...]
    held: tuple[Held, ...] = ()
    faults: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    shrinks: tuple[Shrink, ...] = ()
    tables: int = 0
    rows: int = 0


@dataclass(slots=True)
class _Builder:
    catalog: Catalog
    helps: Mapping[str, str]
    overwrite: bool
    files: list[OutputFile] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    shown: set[tuple[str, str]] = field(default_factory=set)
    before: dict[str, int] = field(default_factory=dict)
    after: dict[str, int] = field(default_factory=dict)
    tables: int = 0
    rows: int = 0

    def add(self, path: str, text: str | None) -> None:
        """Build one document."""
        if text is None:
            message, hint = "there is no such document", "create it, or run init"
            self.faults.append(Problem("marker", message, Place(path), hint))
            return
        document, faults = parse_document(path, text)
        headings = find_headings(text) if any("table" in r.name for r in document.regions) else ()
        renderings: dict[str, Rendering] = {}
        for region in document.regions:
            if region.name == "contents":
                continue
            above = [heading for heading in headings if heading.line < region.begin]
            level = min(above[-1].level + 1, 6) if above else 2
            rendering = self.render(region.name, path, level)
            if rendering is None:
                faults.append(unknown_region(region, path, self.catalog))
                continue
            renderings[region.name] = rendering
            self.count(region, rendering)
            if above:
                self.problems += check_heading(path, region.name, above[-1], self.catalog)
        self.faults += faults
        if not faults:
            self.finish(document, renderings)

    def finish(self, document: Document, renderings: dict[str, Rendering]) -> None:
        """Put the regions in their places; leave those edited by hand as they are."""
        free = self.without_held(document, renderings)
        text = replace_regions(document, free)
        if any(region.name == "contents" for region in document.regions):
            fresh, _ = parse_document(document.path, text)
            contents = {"contents": render_contents(text, fresh, self.catalog.schema.depth)}
            text = replace_regions(fresh, self.without_held(fresh, contents))
        self.files.append(OutputFile(document.path, text))
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > LONGEST:
            message = f"{size // 1024} KiB; GitHub shows the first 500"
            hint = "divide the document, or show sections in documents of their own"
            self.problems.append(Problem("too-long", message, Place(document.path), hint))

    def without_held(
        self, document: Document, renderings: Mapping[str, Rendering]
    ) -> dict[str, Rendering]:
        """Leave out the regions that were edited, unless they say already what they should."""
        free: dict[str, Rendering] = {}
        for region in document.regions:
            rendering = renderings.get(region.name)
            if rendering is None:
                continue
            wanted = region_text(rendering)
            if self.overwrite or not region.is_edited or region.text == wanted:
                free[region.name] = rendering
            else:
                self.held.append(hold(document.path, region, wanted))
        return free

    def count(self, region: Region, rendering: Rendering) -> None:
        """Count tables and rows, and what each collection shows before and after."""
        kind, _, address = region.name.partition(" ")
        if rendering.rows is None:
            return
        key = address.partition("/")[0]
        self.before[key] = self.before.get(key, 0) + (region.rows or 0)
        self.after[key] = self.after.get(key, 0) + rendering.rows
        self.rows += rendering.rows
        if kind == "table":
            whole = "/" not in address and self.catalog.schema.by_key[key].sections
            self.tables += len(whole) if whole else 1

    def render(self, name: str, path: str, level: int) -> Rendering | None:
        """Render the region of this name, or return ``None`` where nothing has it."""
        kind, _, address = name.partition(" ")
        schema = self.catalog.schema
        if kind in OF_COLLECTION:
            return self.render_of(kind, address, level)
        if kind == "help":
            text = self.helps.get(address)
            return None if text is None else Rendering(f"```console\n{text.rstrip()}\n```")
        if address:
            return None
        if kind == "badges" and schema.badges:
            return render_badges(self.catalog, schema.badges, path)
        if kind == "news" and schema.news:
            return render_news(self.catalog, schema.news)
        return render_summary(self.catalog) if kind == "summary" else None

    def render_of(self, kind: str, address: str, level: int) -> Rendering | None:
        """Render a region of a collection, or of one section of it."""
        key, slash, section_key = address.partition("/")
        collection = self.catalog.schema.by_key.get(key)
        if collection is None:
            return None
        if slash:
            if section_key not in {section.key for section in collection.sections}:
                return None
            records = self.catalog.in_section(key, section_key)
            self.shown |= {(key, section_key)} if kind != "legend" else set()
            return self.render_records(kind, records, collection)
        if kind == "legend" or not collection.sections:
            self.shown |= {(key, "")} if kind != "legend" else set()
            return self.render_records(kind, self.catalog.in_collection(key), collection)
        self.shown |= {(key, section.key) for section in collection.sections}
        return self.render_sections(kind, collection, level)

    def render_records(
        self, kind: str, records: Sequence[Record], collection: Collection
    ) -> Rendering:
        """Render records as a table, a list or a legend."""
        if kind == "legend":
            return render_legend(records, collection)
        render = render_table if kind == "table" else render_list
        return render(records, collection, self.catalog.schema.repository)

    def render_sections(self, kind: str, collection: Collection, level: int) -> Rendering:
        """Render every section under a heading of its own."""
        parts: list[str] = []
        rows = 0
        for section in collection.sections:
            records = self.catalog.in_section(collection.key, section.key)
            rendering = self.render_records(kind, records, collection)
            rows += rendering.rows or 0
            parts.append(f"{'#' * level} {escape_inline(section.title)}\n\n{rendering.text}")
        return Rendering("\n\n".join(parts), rows)


def build_documents(
    catalog: Catalog,
    documents: Mapping[str, str | None],
    helps: Mapping[str, str],
    pictures: Mapping[str, str],
    *,
    overwrite: bool = False,
) -> Built:
    """Compute every file that a sync writes.

    ``documents`` holds each document's text, or ``None`` where it is missing; ``helps`` the
    texts of ``help NAME`` regions; ``pictures`` the texts of the files in the badges' folder.
    """
    builder = _Builder(catalog, helps, overwrite)
    for path, text in documents.items():
        builder.add(path, text)
    badges = catalog.schema.badges
    if badges is not None:
        is_local = badges.style == "local"
        drawn = draw_badges(catalog, badges) if is_local else []
        builder.files += drawn
        builder.files += stale_badges(
            pictures, set(badge_files(badges).values()) if is_local else set()
        )
    builder.problems += not_shown(catalog, builder.shown)
    shrinks = (
        Shrink(key, rows, builder.after[key])
        for key, rows in sorted(builder.before.items())
        if builder.after[key] * 2 < rows and rows - builder.after[key] > MOST_LOST_ROWS
    )
    return Built(
        files=tuple(builder.files),
        held=tuple(builder.held),
        faults=sort_problems(builder.faults),
        problems=sort_problems(builder.problems),
        shrinks=tuple(shrinks),
        tables=builder.tables,
        rows=builder.rows,
    )


def unknown_region(region: Region, path: str, catalog: Catalog) -> Problem:
    """Report a region that nothing fills, with the nearest name that something would."""
    near = nearest(region.name, region_names(catalog))
    hint = f"did you mean “{near}”?" if near else f"known: {', '.join(KINDS)}"
    message = f"nothing is called “{region.name}”"
    return Problem("marker", message, Place(path, line=region.begin + 1), hint)


def region_names(catalog: Catalog) -> Iterator[str]:
    """Give the names of all regions that the catalog can fill."""
    yield from ("contents", "summary")
    yield from (kind for kind in ("badges", "news") if getattr(catalog.schema, kind))
    for collection in catalog.schema.collections:
        for kind in OF_COLLECTION:
            yield f"{kind} {collection.key}"
            yield from (f"{kind} {collection.key}/{section.key}" for section in collection.sections)


def hold(path: str, region: Region, wanted: str) -> Held:
    """State what a sync would have changed in a region that it leaves as it is."""
    lines = unified_diff(
        region.text.splitlines(),
        wanted.splitlines(),
        f"{path}: {region.name} (as it stands)",
        f"{path}: {region.name} (as a sync would write it)",
        lineterm="",
    )
    return Held(path, region.name, region.begin + 1, "\n".join(lines))


def check_heading(path: str, region: str, above: Heading, catalog: Catalog) -> Iterator[Problem]:
    """Compare the heading above a section's table with the section's title."""
    kind, _, address = region.partition(" ")
    key, _, section_key = address.partition("/")
    collection = catalog.schema.by_key.get(key)
    if kind not in {"table", "list"} or collection is None:
        return
    section: Section | None = next((s for s in collection.sections if s.key == section_key), None)
    if section is not None and section.title != above.text:
        message = (
            f"the heading “{above.text}” stands above “{region}”, whose title is “{section.title}”"
        )
        hint = f"write “{section.title}” in this line, or change the title in catalog.yaml"
        yield Problem("heading-title", message, Place(path, line=above.line + 1), hint)


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
            name = f"table {collection.key}{'/' * bool(section_key)}{section_key}"
            message = f"no document shows the {len(records)} entries of “{name.partition(' ')[2]}”"
            hint = f"add <!-- issuesync:begin {name} --> and <!-- issuesync:end --> to a document"
            path = ("collections", collection.key, "sections", section_key)
            place = catalog.schema.file.place(*path)
            yield Problem("not-shown", message, place, hint)
