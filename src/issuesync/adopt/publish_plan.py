"""A catalog made of a document, and what GitHub lists, into the plan that makes the two agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.edits.issue_edits import NewEntry, Wanted, plan_edits
from issuesync.fields.base import fold
from issuesync.model.plan import Plan
from issuesync.model.problem import Problem
from issuesync.model.record import Origin
from issuesync.records.overrides import Overrides, build_overrides
from issuesync.yamlfile.changes import Drop
from issuesync.yamlfile.edit import edit_yaml
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.model.issue import Snapshot
    from issuesync.model.plan import Change
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.yamlfile.changes import Edit


def plan_remote(
    catalog: Catalog, listing: Snapshot, *, edits_issues: bool, files_rows: bool
) -> tuple[Plan, list[Problem]]:
    """Plan the label that publishes on every accepted issue, and on wish more.

    ``edits_issues`` states in the issues what overrides say for them; ``files_rows`` gives every
    entry of a data file next to issues an issue of its own.
    """
    changes: list[Change] = []
    problems: list[Problem] = []
    for collection in catalog.schema.collections:
        records = catalog.in_collection(collection.key)
        if not collection.from_issues:
            problems += _unfiled(collection, records) if files_rows else ()
            continue
        wanted = [_wish(record, edits_issues=edits_issues) for record in records if record.number]
        entries = [_new_entry(record) for record in records if record.number is None]
        plan, faults = plan_edits(
            catalog.schema, collection, listing, wanted, entries if files_rows else ()
        )
        changes += plan
        problems += faults
    return Plan(tuple(changes)), problems


def _wish(record: Record, *, edits_issues: bool) -> Wanted:
    """Return what an issue should say and have: what overrides say for it, and its label."""
    stated = {key: one.value for key, one in record.values.items() if one.origin is Origin.OVERRIDE}
    assert record.number is not None
    return Wanted(record.number, stated if edits_issues else {}, "its entry is in the catalog")


def _new_entry(record: Record) -> NewEntry:
    """Return an entry of a data file as one that should have an issue."""
    values = {
        key: one.value
        for key, one in record.values.items()
        if one.value is not None and one.origin is not Origin.DEFAULT
    }
    return NewEntry(record.name, values, record.place)


def _unfiled(collection: Collection, records: tuple[Record, ...]) -> Iterator[Problem]:
    """Report a collection whose entries cannot become issues."""
    if records:
        message = f"the entries of “{collection.key}” take no issues"
        hint = f"name issues under from: of “{collection.key}” in catalog.yaml"
        yield Problem("row-without-issue", message, records[0].place, hint)


def filed_numbers(catalog: Catalog, listing: Snapshot) -> dict[int, Record]:
    """Return the entries of data files that have an issue now: of their name, and published."""
    waiting = {
        (collection.publish, fold(record.name)): record
        for collection in catalog.schema.collections
        if collection.from_issues and collection.publish
        for record in catalog.in_collection(collection.key)
        if record.number is None
    }
    taxonomy = catalog.schema.taxonomy
    return {
        issue.number: waiting[label.name, fold(issue.title)]
        for issue in listing.issues
        if not issue.is_pull
        for name in issue.labels
        if (label := taxonomy.find(name)) and (label.name, fold(issue.title)) in waiting
    }


def without_filed(files: Mapping[str, str], filed: Mapping[int, Record]) -> dict[str, str]:
    """Take the entries that have an issue now out of their data files."""
    texts = dict(files)
    drops: dict[str, list[Edit]] = {}
    for record in filed.values():
        if record.index is not None:
            drops.setdefault(record.place.file, []).append(Drop((record.index,)))
    for name, edits in drops.items():
        texts[name] = edit_yaml(texts[name], edits)
    return texts


def without_repeats(files: Mapping[str, str], catalog: Catalog) -> dict[str, str]:
    """Take out of the overrides what the issues say by themselves now."""
    texts = dict(files)
    repeats = {
        (one.place.file, one.place.line)
        for one in catalog.problems
        if one.code == "override-repeats"
    }
    for name in _override_files(catalog.schema):
        source, _ = parse_yaml(files[name], name)
        overrides: Overrides = build_overrides(source)[0]
        edits: list[Edit] = [
            Drop((_key_of(number, files[name]), field))
            for number, fields in overrides.by_issue.items()
            for field, stated in fields.items()
            if (stated.place.file, stated.place.line) in repeats
        ]
        texts[name] = edit_yaml(texts[name], edits)
    return texts


def _override_files(schema: Schema) -> list[str]:
    """Return the files of overrides, each once."""
    return list(dict.fromkeys(one.overrides for one in schema.collections if one.overrides))


def _key_of(number: int, text: str) -> str:
    """Return an issue's number as a file of overrides writes it."""
    source, _ = parse_yaml(text, "")
    keys = source.value if isinstance(source.value, dict) else {}
    return next((key for key in keys if key.removeprefix("#") == str(number)), str(number))
