"""A region's name into what is to be in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.documents.badges import render_badges
from issuesync.documents.charts import render_chart
from issuesync.documents.citation import render_citation
from issuesync.documents.kept import Frame, KeptRows, head_of
from issuesync.documents.lineage import lineage_names, render_lineage
from issuesync.documents.overview import render_news, render_totals
from issuesync.documents.tables import render_legend, render_list, render_table
from issuesync.markdown.escape import escape_inline
from issuesync.markdown.regions import Address, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.model.problem import Problem
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

KINDS = (
    "table", "list", "legend", "badges", "contents", "news", "summary", "citation", "lineage",
    "chart", "help",
)  # fmt: skip
_OF_COLLECTION = ("table", "list", "legend")


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders every region but contents; ``helps`` holds the texts of ``help NAME``."""

    catalog: Catalog
    helps: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)
    """What is wrong with the rows that a maintainer keeps."""

    def render(self, region: Region, document: Document, level: int) -> Rendering | None:
        """Render a region of a document, or return ``None`` where nothing has its name."""
        name, path = region.name, document.path
        address = Address.of(name)
        kind = address.kind
        if kind in _OF_COLLECTION:
            return self.render_of(address, level, region, document)
        if kind == "help":
            text = self.helps.get(address.collection)
            return None if text is None else Rendering(f"```console\n{text.rstrip()}\n```")
        if kind == "chart":
            charts = {one.name: one for one in self.catalog.schema.charts}
            chart = charts.get(name.removeprefix("chart "))
            return render_chart(self.catalog, chart, path) if chart else None
        if kind == "lineage":
            return render_lineage(self.catalog, address.collection, address.section)
        return self.render_whole(kind, path) if name == kind else None

    def render_whole(self, kind: str, path: str) -> Rendering | None:
        """Render a region of the whole catalog."""
        schema = self.catalog.schema
        if kind == "badges" and schema.badges:
            return render_badges(self.catalog, schema.badges, path)
        if kind == "news" and schema.news:
            return render_news(self.catalog, schema.news)
        if kind == "citation":
            return render_citation(self.catalog)
        return render_totals(self.catalog) if kind == "summary" else None

    def render_of(
        self, address: Address, level: int, region: Region, document: Document
    ) -> Rendering | None:
        """Render a region of a collection, or of one section of it."""
        kind, key = address.kind, address.collection
        collection = self.catalog.schema.by_key.get(key)
        if collection is None:
            return None
        known = {section.key for section in collection.sections}
        if address.is_section and address.section not in known:
            return None
        section = address.section if address.is_section else ""
        if kind == "legend":
            records = self.catalog.in_section(key, section)
            return render_legend(
                records if section else self.catalog.in_collection(key), collection
            )
        kept = self.kept_rows(collection, document)
        if collection.sections and not section:
            return self.render_sections(kind, kept, level)
        return self.render_rows(kind, kept, section, region.text)

    def kept_rows(self, collection: Collection, document: Document) -> KeptRows:
        """Return the judge of a collection's kept rows, for one document."""
        has_names = any(record.row for record in self.catalog.in_collection(collection.key))
        references = document.references if has_names else {}
        return KeptRows(collection, self.catalog.schema.repository, references, self.problems)

    def render_rows(self, kind: str, kept: KeptRows, section: str, text: str) -> Rendering:
        """Render the rows of a section as a table or a list; ``text`` is what is there now."""
        collection = kept.collection
        rows = self.catalog.rows_of(collection.key, section)
        columns = collection.columns_in(section)
        head = head_of(text, columns) if kind == "table" else None
        frame = Frame(kept, columns, head)
        render = render_table if kind == "table" else render_list
        return render(rows, collection, self.catalog.schema.repository, frame)

    def render_sections(self, kind: str, kept: KeptRows, level: int) -> Rendering:
        """Render every section under a heading of its own."""
        parts: list[str] = []
        rows = 0
        for section in kept.collection.sections:
            rendering = self.render_rows(kind, kept, section.key, "")
            rows += rendering.rows or 0
            parts.append(f"{'#' * level} {escape_inline(section.title)}\n\n{rendering.text}")
        return Rendering("\n\n".join(parts), rows)


def region_names(catalog: Catalog) -> Iterator[str]:
    """Give the names of all regions that the catalog can fill."""
    yield from ("contents", "summary", "citation")
    yield from (kind for kind in ("badges", "news") if getattr(catalog.schema, kind))
    yield from (f"chart {one.name}" for one in catalog.schema.charts)
    yield from (f"lineage {name}" for name in lineage_names(catalog))
    for collection in catalog.schema.collections:
        for kind in _OF_COLLECTION:
            yield f"{kind} {collection.key}"
            yield from (f"{kind} {collection.key}/{section.key}" for section in collection.sections)


def shown_sections(name: str, catalog: Catalog) -> set[tuple[str, str]]:
    """Return the collection and section of everything that a region of this name shows.

    The section is empty for a collection that has none.
    """
    address = Address.of(name)
    key = address.collection
    if not address.shows_entries or key not in catalog.schema.by_key:
        return set()
    if address.is_section:
        return {(key, address.section)}
    sections = catalog.schema.by_key[key].sections
    return {(key, section.key) for section in sections} or {(key, "")}
