"""One record against all others: which entry it may be, and by what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.fields.base import WORDS
from issuesync.records.identity import ADDRESS, DOI, identity_keys, is_like, surest

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from typing import TypeAlias

    from issuesync.model.issue import Issue
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.records.identity import Key
    from issuesync.schema.catalog import Collection

    Reader: TypeAlias = Callable[[Issue], Record | None]
    """Reads an issue's record; ``None`` for one that is none of the catalog's."""


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


class Neighbours:
    """Issues that wait next to a catalog, each read once however many submissions are judged."""

    def __init__(self, catalog: Catalog, issues: Iterable[Issue], read: Reader) -> None:
        self._catalog = catalog
        self._issues = tuple(issues)
        self._read = read
        self._known: dict[int, Record | None] = {}

    def __iter__(self) -> Iterator[Issue]:
        return iter(self._issues)

    def sharing(self, record: Record) -> list[Record]:
        """Return the entries, and the earlier issues that wait, that may share a key with a record.

        The later of two that wait is the repetition. One that does not hold what a key cannot do
        without is not read at all.
        """
        collection = self._catalog.schema.by_key[record.collection]
        keys = identity_keys(record, collection)
        shared = (one for key in keys for one in self._by_key.get((collection.key, key), ()))
        found = {id(one): one for one in shared if one.number != record.number}
        parts = [frozenset(WORDS.findall(_telling_part(key))) for key in keys]
        for number, words in self._words.items():
            if number < (record.number or 0) and any(part <= words for part in parts):
                waiting = self._record(number)
                if waiting is not None:
                    found[id(waiting)] = waiting
        return list(found.values())

    def _record(self, number: int) -> Record | None:
        """Return the record of an issue that waits."""
        if number not in self._known:
            issue = next(one for one in self._issues if one.number == number)
            self._known[number] = self._read(issue)
        return self._known[number]

    @cached_property
    def _words(self) -> dict[int, frozenset[str]]:
        """The words of the issues that wait, in lower case, by their numbers."""
        published = {record.number for record in self._catalog}
        of_issues = (one for one in self._issues if not one.is_pull)
        waiting = (one for one in of_issues if one.number not in published)
        return {one.number: frozenset(WORDS.findall(one.body.lower())) for one in waiting}

    @cached_property
    def _by_key(self) -> dict[tuple[str, Key], list[Record]]:
        """The entries by what they lead to."""
        found: dict[tuple[str, Key], list[Record]] = {}
        for record in self._catalog:
            collection = self._catalog.schema.by_key[record.collection]
            for key in identity_keys(record, collection):
                found.setdefault((collection.key, key), []).append(record)
        return found


def _telling_part(key: Key) -> str:
    """Return what every text holds that leads to a key, however its address is written."""
    if key.kind in {DOI, ADDRESS}:
        return key.text.partition("/")[0].partition("?")[0]
    return key.text.rpartition("/")[2]


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
