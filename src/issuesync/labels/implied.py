"""The labels that records' fields imply against those that their issues have."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from issuesync.model.plan import AddLabel, Plan
from issuesync.model.problem import Problem
from issuesync.model.record import Implied

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

    from issuesync.model.record import Record
    from issuesync.schema.taxonomy import Group, Taxonomy


def plan_implied(records: Iterable[Record], taxonomy: Taxonomy, never: Container[str] = ()) -> Plan:
    """Plan the labels that issues should have too; only labels of the taxonomy, none removed.

    ``never`` are labels that only people give: those that publish.
    """
    return Plan(
        tuple(
            AddLabel(record.number, implied.label, f"{implied.reason} ({implied.place})")
            for record in records
            if record.number is not None
            for implied, fits in _missing(record, taxonomy)
            if fits and implied.label not in never
        )
    )


def check_implied(records: Iterable[Record], taxonomy: Taxonomy) -> Iterator[Problem]:
    """Report the labels that a record's text implies and its issue lacks, or the reverse."""
    for record in records:
        for implied, fits in _missing(record, taxonomy):
            message = f"{implied.reason} implies “{implied.label}”, which the issue lacks"
            if fits:
                hint = f"add “{implied.label}”, or fix the text"
                yield Problem("label-missing", message, implied.place, hint)
            else:
                hint = "fix the text, or the labels"
                yield Problem("label-contradicts", message, implied.place, hint)
        yield from _extra(record, taxonomy)


def _missing(record: Record, taxonomy: Taxonomy) -> Iterator[tuple[Implied, bool]]:
    """Give what the record implies and its issue does not have, where all its labels are known.

    With each stands whether its group has room for it; one that has implies further labels.
    """
    seen = set(record.labels)
    wanted = {*record.labels, *(implied.label for implied in record.implied)}
    waiting = deque(record.implied if record.are_labels_known else ())
    while waiting:
        implied = waiting.popleft()
        label = taxonomy.find(implied.label)
        if label is None or label.name in seen:
            continue
        seen.add(label.name)
        fits = _has_room(taxonomy.by_group[label.group], {*wanted, label.name})
        yield implied, fits
        if fits:
            wanted.add(label.name)
            reason = f"“{label.name}”"
            waiting += (Implied(name, reason, implied.place, False) for name in label.implies)


def _has_room(group: Group, wanted: set[str]) -> bool:
    """Say whether the group allows all of its labels that are wanted."""
    return group.at_most is None or sum(x.name in wanted for x in group.labels) <= group.at_most


def _extra(record: Record, taxonomy: Taxonomy) -> Iterator[Problem]:
    """Report labels of a group next to those that the text names for it."""
    named: dict[str, list[Implied]] = {}
    for implied in record.implied:
        label = taxonomy.find(implied.label)
        if label is not None and implied.is_stated:
            named.setdefault(label.group, []).append(implied)
    for key, stated in named.items():
        names = {implied.label for implied in stated}
        for label in taxonomy.by_group[key].labels:
            if label.name in record.labels and label.name not in names:
                message = f"the issue has “{label.name}”, which {stated[0].reason} does not name"
                yield Problem("label-extra", message, stated[0].place, "remove it, or name it")
