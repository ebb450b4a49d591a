"""Rows as they were and as they are, in order, into which is which."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence

    from issuesync.edits.listed_rows import ListedRow

    _Key = Callable[["_Seen"], Hashable]
    _Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class Trait:
    """What tells an entry from others: its name, where it leads, and its words."""

    name: str
    addresses: frozenset[str]
    words: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Seen:
    row: ListedRow
    trait: Trait


def pair_listed(
    before: Sequence[ListedRow], after: Sequence[ListedRow], trait_of: Callable[[ListedRow], Trait]
) -> dict[int, int]:
    """Pair rows, by their indices: equal ones, then by name, by address, and by their place.

    Equal rows of a region pair in their order, all others where they alone share what pairs them.
    Only entries that have changed are looked at more closely.
    """
    pairs: dict[int, int] = {}
    old, new = (_by_key(dict(enumerate(rows)), _equal) for rows in (before, after))
    for value, places in old.items():
        pairs.update(zip(places, new.get(value, ()), strict=False))
    left = {at: _Seen(row, trait_of(row)) for at, row in _rest(before, pairs.keys())}
    right = {at: _Seen(row, trait_of(row)) for at, row in _rest(after, set(pairs.values()))}
    ways: list[_Key] = [
        lambda one: one.row.bare,
        lambda one: (one.row.region, one.trait.name),
        lambda one: (one.row.region, one.trait.addresses) if one.trait.addresses else None,
        lambda one: one.trait.name,
        lambda one: one.trait.addresses or None,
    ]
    for way in ways:
        _pair(left, right, pairs, way)
    _pair_between_neighbours(_Gaps(before, left), _Gaps(after, right), pairs)
    return pairs


def _equal(row: ListedRow) -> Hashable:
    return row.region, row.text, row.is_entry


def _rest(rows: Sequence[ListedRow], taken: Iterable[int]) -> Iterable[tuple[int, ListedRow]]:
    """Give the entries without a partner, with their indices."""
    known = set(taken)
    return ((at, row) for at, row in enumerate(rows) if at not in known and row.is_entry)


def _pair(
    left: dict[int, _Seen], right: dict[int, _Seen], pairs: dict[int, int], key: _Key
) -> None:
    """Pair rows that alone share a key, and take them out of those that are left."""
    old, new = _by_key(left, key), _by_key(right, key)
    for value, places in old.items():
        others = new.get(value, [])
        if len(places) == len(others) == 1:
            pairs[places[0]] = others[0]
            del left[places[0]], right[others[0]]


def _by_key(rows: Mapping[int, _Row], key: Callable[[_Row], Hashable]) -> dict[Hashable, list[int]]:
    """Return the places of rows by a key; rows without one are left out."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for at, row in rows.items():
        if (value := key(row)) is not None:
            found[value].append(at)
    return found


@dataclass(frozen=True, slots=True)
class _Gaps:
    """Rows in order, and those of them without a partner."""

    rows: Sequence[ListedRow]
    left: dict[int, _Seen]

    def by_above(self, partners: dict[int, int]) -> dict[Hashable, list[int]]:
        """Return the rows without a partner by the partner of the nearest row above."""
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        above: int | None = None
        region = ""
        for at, row in enumerate(self.rows):
            if row.region != region:
                region, above = row.region, None
            if at in partners:
                above = partners[at]
            elif at in self.left:
                found[region, above].append(at)
        return found


def _pair_between_neighbours(before: _Gaps, after: _Gaps, pairs: dict[int, int]) -> None:
    """Pair rows that stand as many between the same neighbours, and share half of their words."""
    present = {new: new for new in pairs.values()}
    gaps = after.by_above(present)
    for above, places in before.by_above(pairs).items():
        others = gaps.get(above, [])
        if len(places) == len(others):
            pairs |= {
                old: new
                for old, new in zip(places, others, strict=True)
                if _are_alike(before.left[old].trait, after.left[new].trait)
            }


def _are_alike(left: Trait, right: Trait) -> bool:
    """Say whether two rows share at least half of their words."""
    shared = len(left.words & right.words)
    return shared * 2 >= max(len(left.words), len(right.words))


def staying(places: Sequence[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return as many places as can stay where they are: the longest run of them that rises."""
    tails: list[tuple[int, int]] = []
    ends: list[int] = []
    earlier: list[int] = []
    for at, place in enumerate(places):
        length = bisect_left(tails, place)
        tails[length : length + 1] = [place]
        ends[length : length + 1] = [at]
        earlier.append(ends[length - 1] if length else -1)
    found: set[tuple[int, int]] = set()
    at = ends[-1] if ends else -1
    while at >= 0:
        found.add(places[at])
        at = earlier[at]
    return found
