"""The catalog into every text that is published as data, by its path."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.publish.csv import render_csv
from issuesync.publish.datapackage import render_datapackage
from issuesync.publish.jsonl import render_jsonl

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.publish.table import Table
    from issuesync.records.catalog import Catalog


def build_texts(catalog: Catalog, tables: Sequence[Table]) -> dict[str, str]:
    """Return the text of every data file; all are made from the same tables."""
    tabular = {f"{table.key}.csv": render_csv(table.columns, table.rows) for table in tables}
    return {
        "catalog.jsonl": render_jsonl(tables),
        **tabular,
        "datapackage.json": render_datapackage(catalog.schema, tables, tabular),
    }
