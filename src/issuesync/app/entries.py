"""The entries of a folder's catalog: those that a query asks for, and one with its problems."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.workspace import load
from issuesync.errors import UsageError
from issuesync.records.lineage import Ancestry, Comparison, SharingAnswer, compare_all
from issuesync.records.query import Query, find_entries, find_section, require_known, select
from issuesync.schema.catalog import FORMATS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from issuesync.model.problem import Location, Problem
    from issuesync.model.record import Record, RecordKey
    from issuesync.records.catalog import Catalog
    from issuesync.records.references import References
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.prefill import Prefilled


@dataclass(frozen=True, slots=True)
class Selection:
    """The entries that were asked for, of a whole catalog; ``read`` says what was read."""

    catalog: Catalog
    records: tuple[Record, ...]
    read: str

    @property
    def references(self) -> References:
        """Return which entry names which."""
        return self.catalog.references

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
    loaded = load(root, origin)
    return Selection(loaded.catalog, tuple(select(loaded.catalog, query)), loaded.origin.read)


def export_entries(found: Selection, name: str) -> str:
    """Render the entries that were asked for in a format; raise `UsageError` for an unknown one."""
    from issuesync.publish.formats import render_format

    require_known("format", name, FORMATS)
    return render_format(name, found.catalog, found.records)


def show_entry(root: Path, entry: str, origin: str | None = None) -> Selection:
    """Return the entry of a number, or those of a name."""
    loaded = load(root, origin)
    return Selection(loaded.catalog, tuple(find_entries(loaded.catalog, entry)), loaded.origin.read)


@dataclass(frozen=True, slots=True)
class Sharing:
    """The entries that share a source with one, and how many of the others do not."""

    selection: Selection
    by_key: Mapping[RecordKey, Comparison]
    none_named: int
    unknown: int


def list_sharing(root: Path, query: Query, entry: str, origin: str | None = None) -> Sharing:
    """Compare the entries that a query asks for with one, and keep those that share a source.

    Entries of a collection of which none says what it is built from are left out. Raises
    `UsageError` for a name that several entries have.
    """
    loaded = load(root, origin)
    catalog = loaded.catalog
    references = catalog.references
    target = Ancestry(_find_one(catalog, entry), references)
    telling = {record.collection for record in catalog if references.of(record)}
    found = [
        Ancestry(record, references).compare(target)
        for record in select(catalog, query)
        if record.collection in telling and record.key != target.record.key
    ]
    by_key = {one.first.key: one for one in found if one.answer is SharingAnswer.SHARES}
    records = tuple(one.first for one in found if one.answer is SharingAnswer.SHARES)
    answers = [one.answer for one in found]
    return Sharing(
        Selection(catalog, records, loaded.origin.read),
        by_key,
        answers.count(SharingAnswer.NONE_NAMED),
        answers.count(SharingAnswer.UNKNOWN),
    )


@dataclass(frozen=True, slots=True)
class Compared:
    """Entries compared, those of a section a row; ``read`` says what was read."""

    rows: list[list[Comparison]]
    read: str


def compare_sections(root: Path, names: str, origin: str | None = None) -> Compared:
    """Compare each entry of one section with each of another, as in ``training,benchmark``."""
    loaded = load(root, origin)
    catalog = loaded.catalog
    parts = names.split(",")
    if len(parts) != 2:  # noqa: PLR2004 - a pair
        hint = "name two, such as training,benchmark"
        raise UsageError(f"“{names}” is not two sections", hint=hint)
    first, second = (find_section(catalog, part.strip()) for part in parts)
    return Compared(compare_all(first, second, catalog.references), loaded.origin.read)


def compare_entries(root: Path, first: str, second: str, origin: str | None = None) -> Compared:
    """Compare two entries, the one pair; raise `UsageError` for a name that several have."""
    loaded = load(root, origin)
    catalog = loaded.catalog
    ours, theirs = _find_one(catalog, first), _find_one(catalog, second)
    return Compared(compare_all([ours], [theirs], catalog.references), loaded.origin.read)


def _find_one(catalog: Catalog, entry: str) -> Record:
    """Return the one entry of a number or name."""
    found = find_entries(catalog, entry)
    if len(found) > 1:
        named = ", ".join(f"{record.title} ({record.collection})" for record in found)
        hint = "give the issue's number, or a name that only one has"
        raise UsageError(f"“{entry}” is the name of several entries: {named}", hint=hint)
    return found[0]


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
