"""The catalog's statistics into the message of the tag that its dashboard reads."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from issuesync.model.plan import Plan, WriteTag

if TYPE_CHECKING:
    from issuesync.model.plan import Tag
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog

TAG = "dashboard"
_DAYS = 30


def dashboard_message(catalog: Catalog) -> str:
    """Return the statistics as JSON; the numbers are integers, and no clock is read.

    ``total`` counts the entries that are issues, ``labels`` those with each label, in the order of
    the taxonomy. ``recentCreatedAt`` counts the entries created on each of thirty days: the day of
    the newest one first, then the days before it. ``updated`` is when the newest one was created.
    """
    records = [record for record in catalog if record.number is not None]
    newest = max((record.created_at for record in records), default="")
    stated = {
        "total": len(records),
        "labels": _count_labels(catalog, records),
        "recentCreatedAt": _count_days(records, newest),
        "updated": newest,
    }
    return json.dumps(stated, ensure_ascii=False)


def plan_dashboard(catalog: Catalog, existing: Tag | None) -> Plan:
    """Plan the tag; nothing where it says so already."""
    message = dashboard_message(catalog)
    if existing is not None and existing.message.strip() == message:
        return Plan()
    updated = json.loads(message)["updated"]
    return Plan((WriteTag(TAG, message, updated, existing.sha if existing else ""),))


def _count_labels(catalog: Catalog, records: list[Record]) -> dict[str, int]:
    """Count the entries with each label; those that say where an issue stands are not counted."""
    schema = catalog.schema
    marks = {*schema.review.labels, *(one.publish for one in schema.collections)}
    counts = Counter(label for record in records for label in record.labels)
    known = [label.name for label in schema.taxonomy.labels]
    names = dict.fromkeys((*known, *sorted(counts)))
    return {name: counts[name] for name in names if counts[name] and name not in marks}


def _count_days(records: list[Record], newest: str) -> list[int]:
    """Count the entries created on the day of the newest one and on each of those before it."""
    last = _day(newest)
    if last is None:
        return [0] * _DAYS
    counts = Counter(_day(record.created_at) for record in records)
    return [counts[last - timedelta(days=back)] for back in range(_DAYS)]


def _day(time: str) -> date | None:
    """Return a time's day, or nothing where it is none."""
    try:
        return date.fromisoformat(time[:10])
    except ValueError:
        return None
