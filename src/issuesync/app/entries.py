"""The entries of a folder's catalog: those that a query asks for, and one with its problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.workspace import load
from issuesync.errors import UsageError
from issuesync.records.query import Query, find_entries, require_known, select
from issuesync.schema.catalog import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuesync.model.problem import Location, Problem
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.prefill import Prefilled


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries that were asked for, of a whole catalog."""

    catalog: Catalog
    records: tuple[Record, ...]

    @property
    def schema(self) -> Schema:
        """Return what the catalog declares."""
        return self.catalog.schema

    @property
    def total(self) -> int:
        """Return how many entries the whole catalog has."""
        return sum(map(len, self.catalog.records.values()))

    def problems_of(self, record: Record) -> list[Problem]:
        """Return what is wrong with one entry."""
        return [one for one in self.catalog.problems if _concerns(one.place, record)]


def list_entries(root: Path, query: Query, origin: str | None = None) -> Selection:
    """Return the entries that a query asks for."""
    catalog = load(root, origin).catalog
    return Selection(catalog, tuple(select(catalog, query)))


def export_entries(found: Selection, name: str) -> str:
    """Render the entries that were asked for in a format; raise `UsageError` for an unknown one."""
    from issuesync.publish.formats import render_format

    require_known("format", name, FORMATS)
    return render_format(name, found.catalog, found.records)


def show_entry(root: Path, entry: str, origin: str | None = None) -> Selection:
    """Return the entry of a number, or those of a name."""
    catalog = load(root, origin).catalog
    return Selection(catalog, tuple(find_entries(catalog, entry)))


def form_links(found: Selection) -> Iterator[Prefilled]:
    """Give a link to the form with each entry's values; raise `UsageError` without a form."""
    from issuesync.submissions.prefill import prefill

    for record in found.records:
        collection = found.schema.by_key[record.collection]
        if collection.form is None:
            hint = f"add form: to “{collection.key}” in catalog.yaml"
            raise UsageError(f"“{collection.key}” has no issue form", hint=hint)
        yield prefill(record, collection, found.schema)


def _concerns(place: Location, record: Record) -> bool:
    """Say whether a problem is of the record or of one of its values."""
    return (
        place == record.place
        or (place.issue == record.number is not None)
        or any(place == stated.place for stated in record.values.values())
    )
