"""The catalog into every text that is published as data, by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.citation import newest_date
from issuesync.publish.bibtex import cite_keys, render_bibtex
from issuesync.publish.croissant import render_croissant
from issuesync.publish.csv import render_csv
from issuesync.publish.datapackage import render_datapackage
from issuesync.publish.feed import render_feed
from issuesync.publish.jsonl import render_jsonl
from issuesync.publish.linked_data import render_linked_data
from issuesync.publish.llms import render_entries, render_llms
from issuesync.publish.needs import missing_for
from issuesync.records.names import unique_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.publish.table import DataTable
    from issuesync.records.catalog import Catalog


def build_texts(catalog: Catalog, tables: Sequence[DataTable]) -> dict[str, str]:
    """Return the text of every data file; all are made from the same tables."""
    schema = catalog.schema
    taken: set[str] = set()
    tabular = {
        f"{unique_name(table.key, taken)}.csv": render_csv(table.columns, table.rows)
        for table in tables
    }
    lines = render_jsonl(tables)
    newest = newest_date([record.published_at for record in catalog])
    texts = {
        "catalog.jsonl": lines,
        **tabular,
        "datapackage.json": render_datapackage(schema, tables, tabular),
        "catalog.bib": render_bibtex(tables, cite_keys(tables)),
        "catalog.jsonld": render_linked_data(schema, tables),
        "feed.xml": render_feed(schema, tables, catalog.removed),
        "llms.txt": render_llms(schema, tables, tabular),
        **render_entries(schema, tables),
    }
    if not missing_for("croissant", schema.about):
        texts["croissant.json"] = render_croissant(schema, tables, lines, newest)
    return texts
