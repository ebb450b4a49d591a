"""Two states of a catalog into how many entries came, went and changed, as a commit says it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.record import Record


SUBJECT = "Update the catalog: "
"""How every commit of ours begins."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many entries there are, and how many of them came, went and changed."""

    entries: int
    added: int = 0
    removed: int = 0
    changed: int = 0

    def __str__(self) -> str:
        """Say it as a commit does: ``80 entries (+2 −1 ~3)``."""
        signs = (("+", self.added), ("−", self.removed), ("~", self.changed))
        parts = " ".join(f"{sign}{count}" for sign, count in signs if count)
        entries = f"{self.entries} {'entry' if self.entries == 1 else 'entries'}"
        return f"{entries} ({parts})" if parts else entries


def count_changes(before: Iterable[Record], after: Iterable[Record]) -> Counts:
    """Compare entries by what readers see of them; where they are in a file does not count."""
    listed = list(after)
    old = {_identity(record): _substance(record) for record in before}
    new = {_identity(record): _substance(record) for record in listed}
    return Counts(
        entries=len(listed),
        added=len(new.keys() - old.keys()),
        removed=len(old.keys() - new.keys()),
        changed=sum(old[key] != new[key] for key in old.keys() & new.keys()),
    )


def _identity(record: Record) -> tuple[str, int | None, str]:
    """Return what makes an entry the same: its issue, else its collection and name."""
    name = "" if record.number is not None else fold(record.name)
    return record.collection, record.number, name


def _substance(record: Record) -> tuple[Any, ...]:
    """Return what readers see of an entry."""
    values = {key: stated.value for key, stated in record.values.items()}
    return record.name, record.url, record.labels, record.published_at, values


def commit_message(counts: Counts) -> str:
    """Say what a commit changes, in numbers alone: no text of an issue gets into the history."""
    return f"{SUBJECT}{counts}"
