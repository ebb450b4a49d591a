"""Rows as they were and as they are now into pairs: which is which, what is new, what is gone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.markdown.inline import read_cell
from issuesync.markdown.links import ISSUE

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Sequence

    from issuesync.edits.region_rows import RegionRow
    from issuesync.schema.catalog import Collection


@dataclass(frozen=True, slots=True)
class _Known:
    """What tells a row from others: its issue's number, its name, and where it leads."""

    number: int | None
    name: str
    addresses: frozenset[str]


@dataclass(slots=True)
class _Pairs:
    """Rows side by side: ``pairs`` by index of what was and what is, and what is left of both."""

    before: Sequence[RegionRow]
    after: Sequence[RegionRow]
    pairs: dict[int, int] = field(default_factory=dict)

    @property
    def gone(self) -> list[int]:
        """The rows that were and are not."""
        return [index for index in range(len(self.before)) if index not in self.pairs]

    @property
    def new(self) -> list[int]:
        """The rows that are and were not."""
        taken = set(self.pairs.values())
        return [index for index in range(len(self.after)) if index not in taken]


def pair_rows(
    before: Sequence[RegionRow], after: Sequence[RegionRow], collection: Collection
) -> _Pairs:
    """Pair rows by what they say: whole, then by issue, name, and address, then by their place.

    A key that several rows share pairs none of them.
    """
    pairs = _Pairs(before, after)
    _pair_equal(pairs)
    known = {id(row): know(row, collection) for row in (*before, *after)}
    keys: list[Callable[[RegionRow], Hashable]] = [
        lambda row: row.cells,  # moved as it was, to a table of whatever columns
        lambda row: known[id(row)].number,
        lambda row: (row.region, known[id(row)].name) if known[id(row)].name else None,
        lambda row: known[id(row)].name or None,
        lambda row: (row.region, known[id(row)].addresses) if known[id(row)].addresses else None,
        lambda row: known[id(row)].addresses or None,
    ]
    for key in keys:
        _pair_by(pairs, key, known)
    _pair_in_place(pairs, known)
    return pairs


def _pair_equal(pairs: _Pairs) -> None:
    """Pair rows that are equal, each with the first such row of its region that is free."""
    free: defaultdict[Hashable, list[int]] = defaultdict(list)
    for index in reversed(range(len(pairs.after))):
        row = pairs.after[index]
        free[row.region, row.section, row.cells].append(index)
    for index, row in enumerate(pairs.before):
        places = free[row.region, row.section, row.cells]
        if places:
            pairs.pairs[index] = places.pop()


def know(row: RegionRow, collection: Collection) -> _Known:
    """Read off a row what tells it from others."""
    number: int | None = None
    name, addresses = "", set()
    columns = collection.columns_in(row.section)
    for index, raw in enumerate(row.cells):
        column = columns[index] if index < len(columns) else None
        content = read_cell(raw)
        urls = [link.url for link in content.links]
        issues = [int(found[2]) for url in urls if (found := ISSUE.fullmatch(url))]
        if not row.is_item and column is not None and column.field == "issue":
            number = issues[0] if issues else None
        elif (row.is_item and index == 0) or (
            not row.is_item and column is not None and column.field == collection.naming
        ):
            name = fold(content.text)
            addresses.update(urls)
        else:
            addresses.update(urls)
    return _Known(number, name, frozenset(addresses))


def _pair_by(pairs: _Pairs, key: Callable[[RegionRow], Hashable], known: dict[int, _Known]) -> None:
    """Pair the rows that are left and alone share a key; two issues are never one."""
    old, new = _by_key(pairs.before, pairs.gone, key), _by_key(pairs.after, pairs.new, key)
    for value, places in old.items():
        others = new.get(value, [])
        if len(places) == len(others) == 1:
            left, right = pairs.before[places[0]], pairs.after[others[0]]
            if not _are_two_issues(known[id(left)], known[id(right)]):
                pairs.pairs[places[0]] = others[0]


def _by_key(
    rows: Sequence[RegionRow], places: Iterable[int], key: Callable[[RegionRow], Hashable]
) -> dict[Hashable, list[int]]:
    """Return the places of rows by a key; rows without one are left out."""
    found: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place in places:
        value = key(rows[place])
        if value is not None:
            found[value].append(place)
    return found


def _are_two_issues(left: _Known, right: _Known) -> bool:
    """Say whether the rows lead to different issues and have different names."""
    if left.number is None or right.number is None or left.number == right.number:
        return False
    return left.name != right.name


def _pair_in_place(pairs: _Pairs, known: dict[int, _Known]) -> None:
    """Pair rows that are between the same neighbours, where most of their cells are equal."""
    after_of = {new: old for old, new in pairs.pairs.items()}
    old, new = _gaps(pairs.before, pairs.pairs), _gaps(pairs.after, after_of)
    new_by_old = {
        (region, pairs.pairs[at] if at is not None else None): places
        for (region, at), places in old.items()
    }
    for gap, places in new_by_old.items():
        others = new.get(gap, [])
        if len(places) != len(others):
            continue
        for left, right in zip(places, others, strict=True):
            before, after = pairs.before[left], pairs.after[right]
            if not _are_two_issues(known[id(before)], known[id(after)]) and _are_alike(
                before, after
            ):
                pairs.pairs[left] = right


def _gaps(
    rows: Sequence[RegionRow], paired: dict[int, int]
) -> dict[tuple[str, int | None], list[int]]:
    """Return the rows without a partner by the nearest row above that has one."""
    found: defaultdict[tuple[str, int | None], list[int]] = defaultdict(list)
    above: int | None = None
    region = ""
    for index, row in enumerate(rows):
        if row.region != region:
            region, above = row.region, None
        if index in paired:
            above = index
        else:
            found[region, above].append(index)
    return found


def _are_alike(left: RegionRow, right: RegionRow) -> bool:
    """Say whether at least half of two rows' cells are equal."""
    if len(left.cells) != len(right.cells):
        return False
    equal = sum(one == other for one, other in zip(left.cells, right.cells, strict=True))
    return equal * 2 >= len(left.cells)
