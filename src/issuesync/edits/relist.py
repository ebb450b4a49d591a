"""Rows as they stand in edited regions into the order that a file of overrides lists."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.edits.row_pairs import staying
from issuesync.fields.base import fold
from issuesync.records.overrides import LISTED
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from issuesync.model.record import Record
    from issuesync.records.overrides import Listed

Key = int | str
"""What an order names an entry by: its issue's number, or its name."""


def order_key(record: Record) -> Key:
    """Return what an order names an entry by."""
    return record.name if record.number is None else record.number


@dataclass(slots=True)
class _Order:
    """What is listed, then what follows it unlisted; and what goes from a place, and to it."""

    keys: list[Listed]
    count: int
    gone: set[int] = field(default_factory=set)
    come: dict[int, list[Key]] = field(default_factory=dict)

    def place(self, row_keys: Sequence[Key], places: Mapping[Hashable, int]) -> None:
        """Note the moves that let entries follow each other as their rows do."""
        here = [places[_folded(key)] for key in row_keys]
        stay = {at for _, at in staying([(0, at) for at in here])}
        anchor = next((at for at in here if at in stay), 0)
        for key, at in zip(row_keys, here, strict=True):
            if at in stay:
                anchor = at + 1
            elif at not in self.gone:
                self.gone.add(at)
                self.come.setdefault(anchor, []).append(key)

    def from_place(self, start: int) -> list[Listed]:
        """Return the order from a place on."""
        found: list[Listed] = []
        for at in range(start, len(self.keys) + 1):
            found += self.come.get(at, [])
            found += self.keys[at : at + 1] if at not in self.gone else []
        return found


def relist(
    orders: Iterable[Sequence[Key]], records: Sequence[Record], listed: Sequence[Listed]
) -> tuple[list[Edit], int]:
    """Return the edits of a file's order that let rows stand as they do, and how many moved.

    ``orders`` holds the rows of each region, ``records`` the collection's entries in their order.
    What is not listed follows the list, so no more is added to it than the moves ask for.
    """
    rows = [list(order) for order in orders]
    order, places = _with_unlisted(rows, records, listed)
    for row_keys in rows:
        order.place(row_keys, places)
    edits: list[Edit] = []
    for at in range(order.count):
        edits += [Drop((LISTED, at))] * (at in order.gone)
        edits += [Insert((LISTED, at), _written(key)) for key in order.come.get(at, [])]
    unlisted, rest = order.keys[order.count :], order.from_place(order.count)
    while unlisted and rest and unlisted[-1] == rest[-1]:
        unlisted.pop()
        rest.pop()
    if rest and order.count:
        edits += [Insert((LISTED, order.count), _written(key)) for key in rest]
    elif rest:
        edits.append(Put((LISTED,), [_written(key) for key in rest]))
    return edits, len(order.gone)


def _with_unlisted(
    rows: Sequence[Sequence[Key]], records: Sequence[Record], listed: Sequence[Listed]
) -> tuple[_Order, dict[Hashable, int]]:
    """Return the order as it is, and where each entry stands in it."""
    places: dict[Hashable, int] = {}
    for at, item in enumerate(listed):
        if not isinstance(item, dict):
            places.setdefault(_folded(item), at)
    present = [order_key(record) for record in records]
    known = {_folded(key) for key in present} | places.keys()
    new = [key for order in rows for key in order if _folded(key) not in known]
    numbers = [key for key in (*present, *new) if isinstance(key, int)]
    names = [key for key in (*present, *new) if isinstance(key, str)]
    keys = list(listed)
    rest: list[Key] = [*sorted(numbers), *names]
    for key in rest:
        if _folded(key) not in places:
            places[_folded(key)] = len(keys)
            keys.append(key)
    return _Order(keys, len(listed)), places


def _folded(key: Key) -> Hashable:
    """Return a key as keys compare."""
    return fold(key) if isinstance(key, str) else key


def _written(key: Listed) -> str:
    """Return a key as a file states it."""
    return str(key)
