"""Entries into the cells of the short list that a terminal shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.records.catalog import sections_of
from issuesync.reports.json import record_json
from issuesync.reports.lineage import comparison_cell, comparison_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.model.record import Record
    from issuesync.records.lineage import Comparison
    from issuesync.schema.catalog import Collection, Schema

LIST_HEADS = ("Issue", "Name", "Year", "Section", "Link")
SHARING_HEADS = ("Issue", "Name", "Collection", "Section", "Sources")


def list_cells(record: Record, schema: Schema) -> tuple[str, ...]:
    """Return an entry's number, name, year, section and link, each empty where there is none."""
    collection = schema.by_key[record.collection]
    number = "" if record.number is None else f"#{record.number}"
    link = next(_links(record, collection), record.url)
    return number, record.name, _year(record, collection), _sections(record, collection), link


def sharing_cells(record: Record, pair: Comparison, schema: Schema) -> tuple[str, ...]:
    """Return an entry's number, name, collection and section, and what it shares with another."""
    number, name, _, section, _ = list_cells(record, schema)
    return number, name, record.collection, section, comparison_cell(pair)


def sharing_json(record: Record, pair: Comparison) -> dict[str, Any]:
    """Return an entry as JSON holds it, with what it shares with another."""
    return {**record_json(record), "lineage": comparison_json(pair)}


def _year(record: Record, collection: Collection) -> str:
    """Return the value of the first field that is a year."""
    years = (one for one in collection.fields if one.type.kind == "year")
    found = ((one, record.value(one.key)) for one in years)
    return next((one.type.show(value) for one, value in found if value is not None), "")


def _sections(record: Record, collection: Collection) -> str:
    """Return the titles of the entry's sections."""
    titles = {one.key: one.title for one in collection.sections}
    return ", ".join(titles.get(key, key) for key in sections_of(record))


def _links(record: Record, collection: Collection) -> Iterator[str]:
    """Give the entry's addresses, what a column links its name to first."""
    preferred = [one.link for one in collection.columns if one.link]
    fields = sorted(
        (one for one in collection.fields if one.type.leads),
        key=lambda one: preferred.index(one.key) if one.key in preferred else len(preferred),
    )
    for field in fields:
        value = record.value(field.key)
        address = field.type.address(value) if value is not None else None
        if address:
            yield address
