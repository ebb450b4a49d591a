"""A region's name into what is to stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.badges import render_badges
from issuesync.documents.citation import render_citation
from issuesync.documents.lineage import lineage_names, render_lineage
from issuesync.documents.overview import render_news, render_summary
from issuesync.documents.tables import render_legend, render_list, render_table
from issuesync.markdown.escape import escape_inline
from issuesync.markdown.regions import Address, Rendering

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

KINDS = (
    "table", "list", "legend", "badges", "contents", "news", "summary", "citation", "lineage",
    "help",
)  # fmt: skip
_OF_COLLECTION = ("table", "list", "legend")


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders every region but contents; ``helps`` holds the texts of ``help NAME``."""

    catalog: Catalog
    helps: Mapping[str, str]

    def render(self, name: str, path: str, level: int) -> Rendering | None:
        """Render the region of this name, or return ``None`` where nothing has it."""
        address = Address.of(name)
        kind = address.kind
        if kind in _OF_COLLECTION:
            return self.render_of(address, level)
        if kind == "help":
            text = self.helps.get(address.collection)
            return None if text is None else Rendering(f"```console\n{text.rstrip()}\n```")
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
        return render_summary(self.catalog) if kind == "summary" else None

    def render_of(self, address: Address, level: int) -> Rendering | None:
        """Render a region of a collection, or of one section of it."""
        kind, key = address.kind, address.collection
        collection = self.catalog.schema.by_key.get(key)
        if collection is None:
            return None
        if address.is_section:
            if address.section not in {section.key for section in collection.sections}:
                return None
            records = self.catalog.in_section(key, address.section)
            return self.render_records(kind, records, collection)
        if kind == "legend" or not collection.sections:
            return self.render_records(kind, self.catalog.in_collection(key), collection)
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


def region_names(catalog: Catalog) -> Iterator[str]:
    """Give the names of all regions that the catalog can fill."""
    yield from ("contents", "summary", "citation")
    yield from (kind for kind in ("badges", "news") if getattr(catalog.schema, kind))
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
