"""One record against all others: which entry it may be, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.records.identity import identity_keys, is_like, surest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.model.record import Record
    from issuesync.records.identity import Key
    from issuesync.schema.catalog import Collection


@dataclass(frozen=True, slots=True)
class Likeness:
    """Another entry that leads to the same thing; ``by`` names what, ``is_same`` if the name fits.

    Two data sets of one paper share its address and are two: without a like name it is a note.
    """

    record: Record
    by: str
    is_same: bool


def find_likenesses(
    record: Record, others: Iterable[Record], collections: Mapping[str, Collection]
) -> tuple[Likeness, ...]:
    """Return the entries that share a repository or an address with the record, surest first."""
    keys = identity_keys(record, collections[record.collection])
    found = list(_likenesses(record, keys, others, collections)) if keys else []
    return tuple(sorted(found, key=lambda one: (not one.is_same, one.record.number or 0)))


def _likenesses(
    record: Record,
    keys: frozenset[Key],
    others: Iterable[Record],
    collections: Mapping[str, Collection],
) -> Iterator[Likeness]:
    """Give each other entry of the same collection that shares a key with the record."""
    for other in others:
        if other.collection != record.collection or other.number == record.number:
            continue
        shared = keys & identity_keys(other, collections[other.collection])
        if shared:
            kinds = dict.fromkeys(one.kind for one in sorted(shared, key=surest))
            yield Likeness(other, next(iter(kinds)), is_like(record.name, other.name))
