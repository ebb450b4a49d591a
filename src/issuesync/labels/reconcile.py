"""A repository's labels and the taxonomy into the plan that makes the one agree with the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.errors import RefusedError
from issuesync.fields.label_name import label_name_key
from issuesync.model.issue import Label
from issuesync.model.limits import is_too_much
from issuesync.model.plan import (
    AddLabel,
    Change,
    CreateLabel,
    DeleteLabel,
    MergeLabel,
    Plan,
    UpdateLabel,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from issuesync.schema.taxonomy import Taxonomy, TaxonomyLabel

_ORDER = (CreateLabel, UpdateLabel, AddLabel, MergeLabel, DeleteLabel)
"""What adds comes first, what takes away last."""


def plan_labels(
    existing: Sequence[Label],
    taxonomy: Taxonomy,
    uses: Mapping[str, int],
    *,
    prune: bool = False,
    delete: Collection[str] = (),
) -> Plan:
    """Plan what makes the labels agree with the taxonomy. Names compare without case.

    ``uses`` says on how many issues and pull requests each label stands, as far as is known.
    Labels next to the taxonomy stay unless ``prune`` takes those not in use, or ``delete`` names
    them; what the taxonomy protects is never touched. Raises `RefusedError` where pruning would
    take more than anybody is likely to have meant.
    """
    by_name = {label_name_key(label.name): label for label in existing}
    changes: list[Change] = []
    for label in taxonomy.labels:
        changes += _plan_label(label, by_name, uses)
    deletions = list(_plan_deletions(existing, taxonomy, uses, prune=prune, delete=delete))
    _require_modest(deletions, existing, taxonomy)
    return in_order([*changes, *deletions])


def in_order(changes: Iterable[Change]) -> Plan:
    """Put changes in the order in which they are safe to make."""
    return Plan(tuple(sorted(changes, key=lambda change: _ORDER.index(type(change)))))


def _plan_label(
    label: TaxonomyLabel, by_name: Mapping[str, Label], uses: Mapping[str, int]
) -> Iterator[Change]:
    """Plan one label: make it, or fix it, and merge its former names into it."""
    desired = Label(label.name, label.color, label.description)
    formers = [found for name in label.was if (found := by_name.get(label_name_key(name)))]
    present = by_name.get(label_name_key(label.name))
    if present is None and formers:
        present = max(formers, key=lambda former: uses.get(former.name.casefold(), 0))
        formers.remove(present)
    if present is None:
        yield CreateLabel(desired)
    elif _differs(present, desired):
        yield UpdateLabel(present, desired)
    yield from (MergeLabel(former, label.name) for former in formers)


def _differs(existing: Label, desired: Label) -> bool:
    """Say whether a label is not as it should be; a colour that is not known is not wrong."""
    if existing.name != desired.name:
        return True
    if not existing.color:
        return False
    return (
        existing.color.casefold() != desired.color.casefold()
        or existing.description != desired.description
    )


def _plan_deletions(
    existing: Iterable[Label],
    taxonomy: Taxonomy,
    uses: Mapping[str, int],
    *,
    prune: bool,
    delete: Collection[str],
) -> Iterator[DeleteLabel]:
    """Plan which labels next to the taxonomy go."""
    named = {name.casefold() for name in delete}
    for label in existing:
        folded = label.name.casefold()
        if taxonomy.find(label.name) is not None or taxonomy.is_protected(label.name):
            continue
        if folded in named or (prune and not uses.get(folded)):
            yield DeleteLabel(label, folded in named)


def _require_modest(
    deletions: Collection[DeleteLabel], existing: Sequence[Label], taxonomy: Taxonomy
) -> None:
    """Refuse to prune by an empty taxonomy, or more than half of the labels and more than ten."""
    unnamed = [one.existing.name for one in deletions if not one.is_named]
    if unnamed and not any(group.labels for group in taxonomy.groups):
        raise RefusedError(
            f"labels.yaml holds no label, so pruning would delete {len(unnamed)}",
            hint="write labels.yaml first: issuesync labels --export begins one",
        )
    if is_too_much(len(unnamed), len(existing)):
        raise RefusedError(
            f"pruning would delete {len(unnamed)} of {len(existing)} labels: {', '.join(unnamed)}",
            hint="fix labels.yaml, or name each with --delete",
        )


def count_uses(bearers: Iterable[Iterable[str]]) -> dict[str, int]:
    """Count on how many issues each label stands, by its name without case."""
    uses: dict[str, int] = {}
    for names in bearers:
        for name in {name.casefold() for name in names}:
            uses[name] = uses.get(name, 0) + 1
    return uses
