"""The catalog and the documents as they stand into the documents as they should be."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import unified_diff
from typing import TYPE_CHECKING

from issuesync.documents.badges import badge_files, draw_badges, stale_badges
from issuesync.documents.charts import chart_files, draw_charts
from issuesync.documents.check import (
    check_anchors,
    check_heading,
    check_length,
    not_shown,
    shown_twice,
    unknown_region,
)
from issuesync.documents.overview import render_contents
from issuesync.documents.render import Renderer, shown_sections
from issuesync.markdown.document import Document, parse_document
from issuesync.markdown.regions import Region, Rendering, region_text, replace_regions
from issuesync.model.limits import is_too_much
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem, sort_problems

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.documents.charts import Draw
    from issuesync.records.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Held:
    """A region that was edited by hand, and what a sync would have changed in it."""

    path: str
    region: str
    line: int
    diff: str


@dataclass(frozen=True, slots=True)
class _Shrink:
    """How many rows of a collection its regions show, and how many they would."""

    collection: str
    before: int
    after: int

    @property
    def is_steep(self) -> bool:
        """Say whether that is more than half of the rows, and more than ten."""
        return is_too_much(self.before - self.after, self.before)


@dataclass(frozen=True, slots=True)
class Built:
    """Every file as it should be, what is in the way, and how much would be lost.

    ``faults`` are problems with markers: nothing may be written while there are any.
    """

    files: tuple[OutputFile, ...]
    held: tuple[Held, ...] = ()
    faults: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()
    shrinks: tuple[_Shrink, ...] = ()
    emptied: tuple[_Shrink, ...] = ()
    tables: int = 0
    rows: int = 0


@dataclass(slots=True)
class _Builder:
    renderer: Renderer
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

    @property
    def catalog(self) -> Catalog:
        """The catalog that is rendered."""
        return self.renderer.catalog

    def add(self, path: str, text: str | None) -> None:
        """Build one document."""
        if text is None:
            message, hint = "there is no such document", "create it, or run init"
            self.faults.append(Problem("marker", message, Location(path), hint))
            return
        document = parse_document(path, text)
        faults = list(document.faults)
        self.problems += document.near_markers
        renderings: dict[str, Rendering] = {}
        shown: set[tuple[str, str]] = set()
        for region in document.regions:
            if region.name == "contents":
                continue
            above = document.heading_above(region.begin)
            level = min(above.level + 1, 6) if above else 2
            rendering = self.renderer.render(region, document, level)
            if rendering is None:
                faults.append(unknown_region(region, path, self.catalog))
                continue
            renderings[region.name] = rendering
            own = shown_sections(region.name, self.catalog)
            if not faults:
                self.problems += shown_twice(document, region, own & shown)
            shown |= own
            self.count(region, rendering)
            if above:
                self.problems += check_heading(path, region.name, above, self.catalog)
        self.shown |= shown
        self.faults += faults
        if not faults:
            self.finish(document, renderings)

    def finish(self, document: Document, renderings: dict[str, Rendering]) -> None:
        """Put the regions in their places; leave those edited by hand as they are."""
        free = self.without_held(document, renderings)
        own = next((region for region in document.regions if region.name == "contents"), None)
        if own is not None:
            known = {"contents": Rendering("")} if own.is_edited else {}  # ours hides no heading
            text = replace_regions(document, {**free, **known})
            fresh = parse_document(document.path, text)
            contents = render_contents(fresh, self.catalog.schema.depth)
            free |= self.without_held(document, {"contents": contents})
        text = replace_regions(document, free)
        self.files.append(OutputFile(document.path, text))
        fresh = parse_document(document.path, text)
        self.problems += check_length(fresh)
        self.problems += check_anchors(fresh)

    def without_held(
        self, document: Document, renderings: Mapping[str, Rendering]
    ) -> dict[str, Rendering]:
        """Leave out the regions that were edited, unless they say already what they should."""
        free: dict[str, Rendering] = {}
        for region in document.regions:
            rendering = renderings.get(region.name)
            if rendering is None:
                continue
            wanted = region_text(rendering, region.text)
            if self.overwrite or not region.is_edited or region.text == wanted:
                free[region.name] = rendering
            else:
                self.held.append(hold(document.path, region, wanted))
        return free

    def count(self, region: Region, rendering: Rendering) -> None:
        """Count tables and rows, and what each collection shows before and after."""
        if rendering.rows is None:
            return
        address = region.address
        key = address.collection
        self.before[key] = self.before.get(key, 0) + (region.rows or 0)
        self.after[key] = self.after.get(key, 0) + rendering.rows
        self.rows += rendering.rows
        if address.kind == "table":
            whole = not address.is_section and self.catalog.schema.by_key[key].sections
            self.tables += len(whole) if whole else 1


def build_documents(
    catalog: Catalog,
    documents: Mapping[str, str | None],
    helps: Mapping[str, str],
    pictures: Mapping[str, str],
    *,
    overwrite: bool = False,
    draw: Draw | None = None,
) -> Built:
    """Compute every file that a sync writes.

    ``documents`` holds each document's text, or ``None`` where it is missing; ``helps`` the
    texts of ``help NAME`` regions; ``pictures`` the texts of the files in the folders of badges
    and charts; ``draw`` draws charts where the library for it is there.
    """
    builder = _Builder(Renderer(catalog, helps), overwrite)
    for path, text in documents.items():
        builder.add(path, text)
    charts, stale = draw_charts(catalog, pictures, draw)
    builder.files += [*_draw_badges(catalog), *charts]
    builder.files += stale_badges(pictures, _picture_paths(catalog))
    builder.problems += stale
    builder.problems += builder.renderer.problems
    if not builder.faults and not any(one.code == "marker" for one in builder.problems):
        # a marker that cannot be read is not reported twice
        builder.problems += not_shown(catalog, builder.shown)
    counts = [
        _Shrink(key, rows, builder.after[key]) for key, rows in sorted(builder.before.items())
    ]
    return Built(
        files=tuple(builder.files),
        held=tuple(builder.held),
        faults=sort_problems(builder.faults),
        problems=sort_problems(builder.problems),
        shrinks=tuple(one for one in counts if one.is_steep),
        emptied=tuple(one for one in counts if one.before and not one.after),
        tables=builder.tables,
        rows=builder.rows,
    )


def _draw_badges(catalog: Catalog) -> list[OutputFile]:
    """Draw the badges that are files."""
    badges = catalog.schema.badges
    return draw_badges(catalog, badges) if badges and badges.style == "local" else []


def _picture_paths(catalog: Catalog) -> set[str]:
    """Return the paths of all pictures that the catalog declares."""
    badges = catalog.schema.badges
    of_badges = badge_files(badges).values() if badges and badges.style == "local" else ()
    of_charts = (path for one in catalog.schema.charts for path in chart_files(one).values())
    return {*of_badges, *of_charts}


def hold(path: str, region: Region, wanted: str) -> Held:
    """State what a sync would have changed in a region that it leaves as it is."""
    lines = unified_diff(
        region.text.splitlines(),
        wanted.splitlines(),
        f"{path}: {region.name} (as it is)",
        f"{path}: {region.name} (as a sync would write it)",
        lineterm="",
    )
    return Held(path, region.name, region.begin + 1, "\n".join(lines))
