"""Records into the catalog: what is in each collection and section, in order."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import fold
from issuesync.fields.spelling import Uses
from issuesync.labels.rules import canonical_labels
from issuesync.model.problem import Problem, sort_problems
from issuesync.records.data import build_data
from issuesync.records.issues import build_record, is_published
from issuesync.records.names import entry_ids
from issuesync.records.order import Betweens, arrange
from issuesync.records.overrides import Overrides, build_overrides
from issuesync.records.references import build_references, check_references
from issuesync.records.values import place_finding
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Mapping

    from issuesync.model.issue import Issue, Snapshot
    from issuesync.model.problem import Finding
    from issuesync.model.record import Between, Record
    from issuesync.records.references import References
    from issuesync.schema.catalog import Collection, Field, Schema
    from issuesync.yamlfile.source import Source


@dataclass(frozen=True)
class Catalog:
    """All records by collection, each collection in its order, and all that is wrong with them.

    ``removed`` are issues that were accepted and are in no collection, being closed since.
    """

    schema: Schema
    records: Mapping[str, tuple[Record, ...]]
    problems: tuple[Problem, ...]
    removed: tuple[Issue, ...] = ()
    betweens: Mapping[str, Betweens] = field(default_factory=dict, repr=False)
    """By collection, the lines that are between its entries."""
    resolved: References | None = field(default=None, repr=False, compare=False)

    @cached_property
    def references(self) -> References:
        """Which entry names which."""
        return self.resolved or build_references(self.schema, self)

    def in_collection(self, key: str) -> tuple[Record, ...]:
        """Return the collection's records in order."""
        return self.records.get(key, ())

    def in_section(self, key: str, section: str) -> tuple[Record, ...]:
        """Return the records of one section in order."""
        return self._by_section.get((key, section), ())

    def rows_of(self, key: str, section: str = "") -> tuple[Record | Between, ...]:
        """Return what the table of a section shows, in order; without sections, of the whole."""
        betweens = [one for one in self.betweens.get(key, ()) if one[1].section == section]
        if not betweens:
            return self.in_section(key, section) if section else self.in_collection(key)
        rows: list[Record | Between] = []
        for index, record in enumerate(self.in_collection(key)):
            while betweens and betweens[0][0] <= index:
                rows.append(betweens.pop(0)[1])
            if not section or section in sections_of(record):
                rows.append(record)
        return (*rows, *(one for _, one in betweens))

    @cached_property
    def _by_section(self) -> dict[tuple[str, str], tuple[Record, ...]]:
        found: dict[tuple[str, str], list[Record]] = {}
        for key, records in self.records.items():
            for record in records:
                for section in sections_of(record):
                    found.setdefault((key, section), []).append(record)
        return {place: tuple(records) for place, records in found.items()}

    @cached_property
    def uses(self) -> Mapping[str, Uses]:
        """How many entries have each value of each field that keeps any."""
        return _count_uses(self, _open_fields(self.schema))

    def __iter__(self) -> Iterator[Record]:
        for records in self.records.values():
            yield from records


def sections_of(record: Record) -> tuple[str, ...]:
    """Return the keys of the sections that the record is in."""
    value = record.value(SECTION)
    if isinstance(value, str):
        return (value,)
    return tuple(str(key) for key in value) if isinstance(value, tuple) else ()


def build_catalog(
    schema: Schema,
    snapshot: Snapshot | None,
    data: Mapping[str, Source],
    overrides: Mapping[str, Source],
) -> Catalog:
    """Build every record of every collection. ``data`` and ``overrides`` are by file name."""
    records: dict[str, tuple[Record, ...]] = {}
    betweens: dict[str, Betweens] = {}
    problems: list[Problem] = []
    for collection in schema.collections:
        found: list[Record] = []
        stated = _read_overrides(collection, overrides, problems)
        if collection.from_issues and snapshot is not None:
            found += _read_issues(schema, collection, snapshot, stated, problems)
        listed: list[Record | Between] = []
        for file in collection.data_files:
            of_file, faults = build_data(data[file], collection)
            listed += of_file
            problems += faults
        entries, betweens[collection.key] = arrange(found, listed, stated.listed, collection)
        problems += _find_twice(entries, collection)
        problems += _misplaced(betweens[collection.key], collection)
        records[collection.key] = entries
    every = [one for each in records.values() for one in each]
    references, ids = build_references(schema, every), entry_ids(every)
    for collection in schema.collections:
        named = [_name(one, ids[id(one)], references) for one in records[collection.key]]
        records[collection.key] = _sort_records(named, collection)
    catalog = [record for of_one in records.values() for record in of_one]
    references = references.with_records(catalog)
    problems += (problem for record in catalog for problem in record.problems)
    problems += _check_values(schema, catalog)
    problems += check_references(references)
    removed = _find_removed(schema, snapshot, {record.number for record in catalog})
    return Catalog(schema, records, sort_problems(problems), removed, betweens, references)


def _find_removed(
    schema: Schema, snapshot: Snapshot | None, present: Container[int | None]
) -> tuple[Issue, ...]:
    """Return the issues with a label that publishes whose state keeps them out."""
    if snapshot is None:
        return ()
    labels = {one.publish for one in schema.collections if one.publish}
    return tuple(
        issue
        for issue in snapshot.issues
        if issue.number not in present
        and issue.has_text
        and not issue.is_pull
        and not labels.isdisjoint(canonical_labels(issue.labels, schema.taxonomy)[0])
    )


def _read_overrides(
    collection: Collection, sources: Mapping[str, Source], problems: list[Problem]
) -> Overrides:
    """Read a collection's overrides."""
    if not collection.overrides or collection.overrides not in sources:
        return Overrides()
    overrides, faults = build_overrides(sources[collection.overrides])
    problems += faults
    return overrides


def _misplaced(betweens: Betweens, collection: Collection) -> Iterator[Problem]:
    """Report lines between entries whose order a sort gives anew."""
    for _, one in betweens:
        if not collection.is_as_listed:
            message = "lines between entries whose order is sorted are not shown"
            hint = f"state sort: as listed for “{collection.key}”, or remove them"
            yield Problem("wrong-setting", message, one.place, hint)


def _read_issues(
    schema: Schema,
    collection: Collection,
    snapshot: Snapshot,
    overrides: Overrides,
    problems: list[Problem],
) -> Iterator[Record]:
    """Build the record of every published issue; report overrides that reach none."""
    published: set[int] = set()
    for issue in snapshot.issues:
        if is_published(issue, collection, schema.taxonomy):
            published.add(issue.number)
            of_issue = overrides.by_issue.get(issue.number, {})
            yield build_record(issue, collection, schema.taxonomy, of_issue, schema.review.labels)
    if collection.type and not any(one.type for one in snapshot.issues) and snapshot.issues:
        message = f"no issue has a type, so none is a “{collection.type}”"
        place = schema.file.place("collections", collection.key, "type")
        hint = "GitHub states the types of an organisation's repositories; pull the issues again"
        problems.append(Problem("issue-type-unknown", message, place, hint))
    for number, place in overrides.places.items():
        if number not in published:
            problems.append(
                Problem("override-unknown-issue", f"#{number} is not published", place, "remove it")
            )


def _find_twice(entries: Iterable[Record], collection: Collection) -> Iterator[Problem]:
    """Report entries of data files that have one name in one section."""
    seen: dict[tuple[tuple[str, ...], str], Record] = {}
    code = "listed-twice" if collection.is_as_listed else "twice"
    for record in entries:
        if not record.name or record.number is not None:
            continue
        earlier = seen.setdefault((sections_of(record), fold(record.name)), record)
        if earlier is not record:
            message = f"“{record.name}” is at {earlier.place} too"
            yield Problem(code, message, record.place, "remove one, or tell their names apart")


def _name(record: Record, name: str, references: References) -> Record:
    """Add the permanent name, and how many use the entry where any of its collection is named."""
    is_named = record.collection in references.named
    uses = {"uses": len(references.users(record))} if is_named else {}
    return replace(record, id=name, tallies={**record.tallies, **uses})


def _sort_records(records: list[Record], collection: Collection) -> tuple[Record, ...]:
    """Sort by the collection's keys, then by issue number, then by name; missing values last.

    What is as listed is in its order already.
    """
    if collection.is_as_listed:
        return tuple(records)
    ordered = sorted(records, key=lambda r: (r.number is None, r.number or 0, fold(r.name), r.name))
    for key, is_descending in reversed(collection.sort):
        present = [record for record in ordered if _has(record, key, collection)]
        missing = [record for record in ordered if not _has(record, key, collection)]
        present.sort(key=lambda r, k=key: _sort_key(r, k, collection), reverse=is_descending)  # type: ignore[misc]
        ordered = present + missing
    return tuple(ordered)


def _has(record: Record, key: str, collection: Collection) -> bool:
    """Say whether the record has something to sort by under the key."""
    if key == "issue":
        return record.number is not None
    if key == "published":
        return bool(record.published_at)
    if key == "labels":
        return bool(record.labels)
    if collection.is_computed(key):
        return key in record.tallies
    return record.value(key) is not None


def _sort_key(record: Record, key: str, collection: Collection) -> tuple[int | str, ...]:
    """Return what the record sorts by under one key."""
    if key == "issue":
        return (record.number or 0,)
    if key == "published":
        return (record.published_at,)
    if key == "labels":
        return record.labels
    if key == SECTION:
        keys = [section.key for section in collection.sections]
        return tuple(keys.index(one) for one in sections_of(record) if one in keys)
    if collection.is_computed(key):
        return (record.tallies[key],)
    return collection.by_key[key].type.sort_key(record.value(key))


_Fields = dict[tuple[str, str], "Field"]
_Judged = dict[tuple[str, str, Any], tuple["Finding", ...]]
"""What is to be said of each value, by collection and field."""


def _check_values(schema: Schema, catalog: Iterable[Record]) -> Iterator[Problem]:
    """Judge each value next to those of all entries, as open choices ask."""
    records = list(catalog)
    fields = _open_fields(schema)
    uses = _count_uses(records, fields)
    judged: _Judged = {}
    for record in records:
        yield from _check_record(record, uses, fields, judged)


def check_beside(record: Record, catalog: Catalog) -> Iterator[Problem]:
    """Judge the values of one record next to those of all other entries of a catalog."""
    fields = _open_fields(catalog.schema)
    own = _count_uses([record], fields)
    before = [one for one in catalog if one.number is not None and one.number == record.number]
    old = _count_uses(before, fields)
    uses = {
        key: Uses(catalog.uses.get(key, Uses()) - old.get(key, Uses()) + own[key]) for key in own
    }
    yield from _check_record(record, uses, fields, {})


def _open_fields(schema: Schema) -> _Fields:
    """Return the fields that keep any value, by collection and key."""
    return {(c.key, f.key): f for c in schema.collections for f in c.fields if _is_open(f.type)}


def _count_uses(records: Iterable[Record], fields: _Fields) -> dict[str, Uses]:
    """Count how many records have each value of each field that keeps any."""
    uses: dict[str, Uses] = {}
    for record in records:
        for key, stated in record.values.items():
            field = fields.get((record.collection, key))
            if field is not None and stated.value is not None:
                uses.setdefault(key, Uses()).update(field.type.terms(stated.value))
    return uses


def _check_record(
    record: Record, uses: Mapping[str, Uses], fields: _Fields, judged: _Judged
) -> Iterator[Problem]:
    """Judge each value of a record by how many entries have the same; equal values once."""
    for key, stated in record.values.items():
        field = fields.get((record.collection, key))
        if field is None or stated.value is None:
            continue
        at = record.collection, key, stated.value
        if at not in judged:
            judged[at] = field.type.check(stated.value, uses[key])
        for finding in judged[at]:
            yield place_finding(field, finding, stated.place)


def _is_open(field_type: object) -> bool:
    """Say whether the type keeps values next to its options."""
    return bool(getattr(field_type, "open", False))
