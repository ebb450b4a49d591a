"""The headings of a form's body, aligned to the form's own order.

GitHub renders every field of a form as ``### Label`` in the form's order. A contributor's own
heading inside an answer can equal any label, so which headings are the form's follows from the
order and from which answers can hold one line only. A heading that has no field's label ends
an answer that cannot hold headings: it is a section that the form had and the catalog has not.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING

from issuesync.model.frozen import frozen_dataclass

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.bodies.lines import BodyLines

_MANY = 2


@frozen_dataclass(frozen=True, slots=True)
class Candidate:
    """A heading that has a field's label: its line and the field's rank in the form."""

    line: int
    rank: int


@dataclass(frozen=True, slots=True)
class _Alignment:
    """The heading chosen for each field, in order, and whether another choice would do too."""

    chosen: tuple[Candidate, ...]
    ambiguous: bool


def align(
    page: BodyLines,
    candidates: Sequence[Candidate],
    multiline: Sequence[bool],
    breaks: Sequence[int],
) -> _Alignment | None:
    """Choose one heading for each field that has any, in the form's order; ``None`` if none fits.

    ``breaks`` are the lines of the headings that have no field's label, in order. Time is linear
    in the headings: an answer of one line leaves two places for the next heading, and for an
    answer of many lines the ways are summed from the end.
    """
    steps = _Steps.of(page, candidates, multiline, breaks)
    ways = steps.count_ways()
    if not candidates or not ways[0] or candidates[0].rank != steps.ranks[0]:
        return None
    chosen, at = [candidates[0]], 0
    ambiguous = ways[0] >= _MANY
    while chosen[-1].rank != steps.ranks[-1]:
        at = next(after for after in steps.next_ones(at) if ways[after])
        chosen.append(candidates[at])
    return _Alignment(tuple(chosen), ambiguous)


@dataclass(frozen=True, slots=True)
class _Steps:
    candidates: Sequence[Candidate]
    multiline: Sequence[bool]
    breaks: Sequence[int]
    ranks: tuple[int, ...]
    filled: tuple[int, ...]
    """How many lines before each line are not blank."""
    places: dict[int, list[int]]
    """The candidates of each rank, by index, in order."""

    @classmethod
    def of(
        cls,
        page: BodyLines,
        candidates: Sequence[Candidate],
        multiline: Sequence[bool],
        breaks: Sequence[int],
    ) -> _Steps:
        places: dict[int, list[int]] = {}
        for index, candidate in enumerate(candidates):
            places.setdefault(candidate.rank, []).append(index)
        filled = (0, *accumulate(bool(line.strip()) for line in page.lines))
        return cls(candidates, multiline, breaks, tuple(sorted(places)), filled, places)

    def count_ways(self) -> list[int]:
        """Count, up to two, the ways in which all later fields find their headings."""
        ways = [0] * len(self.candidates)
        after = dict(zip(self.ranks, self.ranks[1:], strict=False))
        sums = dict.fromkeys(self.ranks, 0)
        for index in range(len(self.candidates) - 1, -1, -1):
            candidate = self.candidates[index]
            follower = after.get(candidate.rank)
            if follower is None:
                ways[index] = int(self._holds(candidate, len(self.filled) - 1))
            elif self.multiline[candidate.rank]:
                ways[index] = sums[follower]
            else:
                ways[index] = sum(ways[place] for place in self.next_ones(index))
            ways[index] = min(ways[index], _MANY)
            sums[candidate.rank] = min(sums[candidate.rank] + ways[index], _MANY)
        return ways

    def next_ones(self, index: int) -> list[int]:
        """Return the candidates that the next field could have, by index."""
        candidate = self.candidates[index]
        follower = self.ranks[self.ranks.index(candidate.rank) + 1]
        places = self.places[follower]
        start = bisect_right(places, index)
        if self.multiline[candidate.rank]:
            return places[start:]
        near = places[start : start + 2]
        return [place for place in near if self._holds(candidate, self.candidates[place].line)]

    def _holds(self, candidate: Candidate, end: int) -> bool:
        """Say whether the lines between a heading and ``end`` can be the field's answer."""
        if self.multiline[candidate.rank]:
            return True
        end = first_between(self.breaks, candidate.line, end)
        return self.filled[end] - self.filled[candidate.line + 1] <= 1


def first_between(lines: Sequence[int], start: int, end: int) -> int:
    """Return the first of the sorted lines after ``start``, or ``end`` if that comes before."""
    index = bisect_right(lines, start)
    return min(lines[index], end) if index < len(lines) else end
