"""The catalog, or a selection of its entries, into one text of a format that is called by name."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from issuesync.model.output import OutputFile
from issuesync.publish.bibtex import cite_keys, render_bibtex
from issuesync.publish.csv import render_csv
from issuesync.publish.feed import render_feed
from issuesync.publish.jsonl import render_jsonl
from issuesync.publish.linked_data import render_linked_data
from issuesync.publish.table import build_tables, union_columns

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.publish.table import DataTable
    from issuesync.records.catalog import Catalog


def render_format(name: str, catalog: Catalog, records: Iterable[Record] | None = None) -> str:
    """Render the catalog, or these of its records, as ``FORMATS`` calls it.

    A selection names its entries, and their keys of BibTeX, as the whole catalog does.
    """
    whole = build_tables(catalog)
    tables = whole if records is None else _select(whole, {id(record) for record in records})
    match name:
        case "jsonl":
            return render_jsonl(tables)
        case "csv":
            shown = [table for table in tables if table.rows] or whole
            rows = (row for table in shown for row in table.rows)
            return render_csv(union_columns(shown), rows)
        case "bibtex":
            return render_bibtex(tables, cite_keys(whole))
        case "feed":
            return render_feed(catalog.schema, tables, catalog.removed if records is None else ())
        case "jsonld":
            return render_linked_data(catalog.schema, tables)
        case _:
            raise ValueError(f"“{name}” is not a format")


def build_exports(catalog: Catalog) -> Iterator[OutputFile]:
    """Build the files that ``exports:`` declares."""
    for one in catalog.schema.exports:
        yield OutputFile(one.path, render_format(one.format, catalog))


def _select(tables: Sequence[DataTable], wanted: set[int]) -> tuple[DataTable, ...]:
    """Return the tables with the rows of the records wanted, by their identity."""
    return tuple(
        replace(table, rows=tuple(row for row in table.rows if id(row.record) in wanted))
        for table in tables
    )
