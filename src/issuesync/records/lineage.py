"""Whether two entries share a source: three answers, from what the entries name.

A shared source is not yet a leak, and a source that nobody named may be there all the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.records.references import Unlisted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.record import Record, RecordKey
    from issuesync.records.references import Node, References


class SharingAnswer(StrEnum):
    """What is known of two entries' sources; there is no fourth."""

    SHARES = "shares"
    NONE_NAMED = "none named"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class SharedSource:
    """A source of both: an entry, or ``None`` for a name that is not one.

    ``ours`` and ``theirs`` are the entries that lead from the first and the second entry to it:
    none where the entry names it, or is it.
    """

    name: str
    entry: Record | None
    ours: tuple[Record, ...]
    theirs: tuple[Record, ...]

    @property
    def is_direct(self) -> bool:
        """Say whether both entries name it themselves, or one is it and the other names it."""
        return not self.ours and not self.theirs


@dataclass(frozen=True, slots=True)
class Comparison:
    """The answer for two entries, with what they share: what both name first, then by name.

    ``silent`` are those of the two that name no sources, where that leaves the answer open.
    ``is_one_work`` says that both have one arXiv identifier or DOI.
    """

    first: Record
    second: Record
    answer: SharingAnswer
    shared: tuple[SharedSource, ...] = ()
    silent: tuple[Record, ...] = ()
    is_one_work: bool = False

    @property
    def is_direct(self) -> bool:
        """Say whether a source is shared directly."""
        return any(one.is_direct for one in self.shared)


@dataclass(frozen=True)
class Ancestry:
    """All that one entry is built from, itself included, and whether it names any sources."""

    record: Record
    references: References

    @cached_property
    def nodes(self) -> dict[Node, RecordKey | None]:
        """Map each source to the entry that names it."""
        return self.references.reach(self.record)

    @property
    def names_sources(self) -> bool:
        """Say whether the entry says at all what it is built from."""
        return bool(self.references.of(self.record))

    def way(self, node: Node) -> tuple[Record, ...]:
        """Return the entries between this one and a source of it."""
        found: list[Record] = []
        namer = self.nodes[node]
        while namer is not None and namer != self.record.key:
            found.append(self.references.records[namer])
            namer = self.nodes[namer]
        return tuple(reversed(found))

    def compare(self, other: Ancestry) -> Comparison:
        """Say what is known of the sources that this entry and another share."""
        shared = [_shared_source(node, self, other) for node in self.nodes if node in other.nodes]
        shared.sort(key=lambda one: (not one.is_direct, one.name.casefold(), one.name))
        silent = (
            () if shared else tuple(one.record for one in (self, other) if not one.names_sources)
        )
        unshared = SharingAnswer.UNKNOWN if silent else SharingAnswer.NONE_NAMED
        works = {record.key for record in self.references.same_work(self.record)}
        return Comparison(
            self.record,
            other.record,
            SharingAnswer.SHARES if shared else unshared,
            tuple(shared),
            silent,
            is_one_work=other.record.key in works,
        )


def _shared_source(node: Node, ours: Ancestry, theirs: Ancestry) -> SharedSource:
    """Say how each of two entries comes to a source."""
    ways = ours.way(node), theirs.way(node)
    if isinstance(node, Unlisted):
        return SharedSource(node.text, None, *ways)
    entry = ours.references.records[node]
    return SharedSource(entry.name, entry, *ways)


def compare_all(
    first: Iterable[Record], second: Iterable[Record], references: References
) -> list[list[Comparison]]:
    """Compare each of the first entries, a row each, with each of the second."""
    columns = [Ancestry(record, references) for record in second]
    rows = (Ancestry(record, references) for record in first)
    return [[row.compare(column) for column in columns] for row in rows]
