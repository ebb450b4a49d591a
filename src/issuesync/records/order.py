"""Entries and the lines between them into the order in which people listed them."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING, TypeAlias

from issuesync.fields.base import fold
from issuesync.model.record import Between, Record
from issuesync.records.data import build_between, is_between

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.model.problem import Location
    from issuesync.records.overrides import Listed
    from issuesync.schema.catalog import Collection

Betweens: TypeAlias = tuple[tuple[int, Between], ...]
"""Lines between entries, each with the number of entries that stand before it."""


def arrange(
    issues: Sequence[Record],
    entries: Sequence[Record | Between],
    listed: Sequence[tuple[Listed, Location]],
    collection: Collection,
) -> tuple[tuple[Record, ...], Betweens]:
    """Put entries in the order listed; what is not listed follows, issues by their numbers first.

    ``entries`` are those of data files in the order of these.
    """
    rest: list[Record | Between] = [*sorted(issues, key=lambda one: one.number or 0), *entries]
    if collection.is_as_listed and listed:
        rest = _as_listed(rest, listed, collection)
    betweens: list[tuple[int, Between]] = []
    records: list[Record] = []
    for one in rest:
        if isinstance(one, Between):
            betweens.append((len(records), one))
        else:
            records.append(one)
    return tuple(records), tuple(betweens)


def _as_listed(
    rest: Sequence[Record | Between],
    listed: Sequence[tuple[Listed, Location]],
    collection: Collection,
) -> list[Record | Between]:
    """Pick what is listed in its order, then what is not."""
    waiting: dict[int | str, deque[Record]] = {}
    for record in rest:
        if isinstance(record, Record):
            key = fold(record.name) if record.number is None else record.number
            waiting.setdefault(key, deque()).append(record)
    found: list[Record | Between] = []
    for item, place in listed:
        if isinstance(item, (int, str)):
            of_key = waiting.get(fold(item) if isinstance(item, str) else item)
            found += [of_key.popleft()] if of_key else []
        elif is_between(item, collection):
            found.append(build_between(item, collection, place))
    taken = {id(one) for one in found}
    return [*found, *(one for one in rest if id(one) not in taken)]
