"""A plan onto a target: each step looks before it writes, and can be taken again."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, assert_never

from issuesync.errors import ForbiddenError, IssuesyncError, LimitError, SourceError
from issuesync.model.plan import (
    AddLabel,
    Change,
    CreateIssue,
    CreateLabel,
    DeleteLabel,
    EditIssue,
    Journal,
    MergeLabel,
    Plan,
    RemoveLabel,
    Target,
    UpdateLabel,
    WriteComment,
    WriteTag,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from issuesync.model.issue import Issue, Label
    from issuesync.model.plan import PendingIssue

_MOST_ROUNDS = 10
"""How often a merge lists who has the former name before it gives up on a busy repository."""


_MOST_LISTINGS = 2
"""How often a list that is not whole is read."""


class _Changed(Exception):  # noqa: N818 - no error: a reason to plan anew
    """What a change was planned for is no longer as it was."""


@dataclass(slots=True)
class Outcome:
    """What was done, what was not because the world moved on, and what failed."""

    done: list[Change] = field(default_factory=list)
    changed: list[tuple[Change, str]] = field(default_factory=list)
    failed: list[tuple[Change, IssuesyncError]] = field(default_factory=list)

    @property
    def is_clean(self) -> bool:
        """Say whether everything planned was done."""
        return not self.changed and not self.failed

    def is_forbidden(self, change: Change) -> bool:
        """Say whether GitHub has refused such a change already: it would refuse each."""
        return any(
            isinstance(error, ForbiddenError) and _kind_of(one) == _kind_of(change)
            for one, error in self.failed
        )

    @property
    def is_limited(self) -> bool:
        """Say whether GitHub asked to come back later than we wait."""
        return any(isinstance(error, LimitError) for _, error in self.failed)


def _kind_of(change: Change) -> tuple[type, bool]:
    """Return what a refusal of one change says of others; a rename is more than a new colour."""
    is_rename = isinstance(change, UpdateLabel) and change.existing.name != change.desired.name
    return type(change), is_rename


def apply_plan(
    plan: Plan, target: Target, show: Callable[[Change], None], journal: Journal | None = None
) -> Outcome:
    """Make the changes in order; ``show`` is told of each before it is made.

    A plan that makes issues needs the journal of those that were begun.

    Nothing is deleted once anything failed, and nothing more is asked of a server that said to
    come back later. What changed since it was planned is left for a new plan. Every step is safe
    to repeat: one that is done already makes no write.
    """
    outcome = Outcome()
    for change in plan:
        takes_away = isinstance(change, MergeLabel | DeleteLabel)
        if outcome.failed and (takes_away or outcome.is_limited):
            outcome.changed.append((change, "something before it failed"))
            continue
        if outcome.is_forbidden(change):
            outcome.changed.append((change, "GitHub has refused the same before"))
            continue
        show(change)
        try:
            _apply_change(change, target, journal)
        except _Changed as reason:
            outcome.changed.append((change, str(reason)))
        except IssuesyncError as error:
            outcome.failed.append((change, error))
        else:
            outcome.done.append(change)
    return outcome


def _apply_change(  # noqa: C901 - one case a kind of change
    change: Change, target: Target, journal: Journal | None = None
) -> None:
    """Make one change; raise `_Changed` where what it was planned for is gone."""
    match change:
        case CreateLabel():
            _create(change, target)
        case UpdateLabel():
            _update(change, target)
        case AddLabel():
            _add(change.number, change.label, target)
        case RemoveLabel():
            _remove(change.number, change.label, target)
        case WriteComment():
            _comment(change, target)
        case MergeLabel():
            _merge(change, target)
        case DeleteLabel():
            _delete(change, target)
        case EditIssue():
            _edit_issue(change, target)
        case CreateIssue():
            assert journal is not None, "who makes issues keeps a journal"
            _create_issue(change, target, journal)
        case WriteTag():
            _write_tag(change, target)
        case _:
            assert_never(change)


def _write_tag(change: WriteTag, target: Target) -> None:
    """Write a tag that still points to what it did; one that says so already is left alone."""
    present = target.tag(change.name)
    if present is not None and present.message.strip() == change.message.strip():
        return
    if (present.sha if present else "") != change.before:
        raise _Changed(f"the tag “{change.name}” was moved meanwhile")
    target.write_tag(change)


def _create(change: CreateLabel, target: Target) -> None:
    """Make a label that is still not there."""
    present = target.label(change.label.name)
    if present is None:
        target.create_label(change.label)
    elif not _same(present, change.label):
        raise _Changed(f"“{present.name}” is there now")


def _update(change: UpdateLabel, target: Target) -> None:
    """Fix a label that is still as it was when planned."""
    present = target.label(change.existing.name)
    is_new_name = change.desired.name.casefold() != change.existing.name.casefold()
    wanted = target.label(change.desired.name) if is_new_name else None
    if present is None and wanted is not None and _same(wanted, change.desired):
        return
    if present is None:
        raise _Changed(f"“{change.existing.name}” is gone")
    if wanted is not None:
        raise _Changed(f"“{wanted.name}” is there now next to “{present.name}”")
    if _same(present, change.desired):
        return
    if not _same(present, change.existing):
        raise _Changed(f"“{present.name}” was changed meanwhile")
    target.update_label(present.name, change.desired)


def _same(left: Label, right: Label) -> bool:
    """Say whether two labels are equal; colours compare without case."""
    return (left.name, left.color.casefold(), left.description) == (
        right.name,
        right.color.casefold(),
        right.description,
    )


def _add(number: int, name: str, target: Target) -> None:
    """Give an issue a label, unless it has it already; never a label that is not there."""
    borne = target.labels_of(number)
    if borne is None:
        raise _Changed(f"#{number} is gone")
    if _bears(borne, name):
        return
    target.add_label(number, name)


def _remove(number: int, name: str, target: Target) -> None:
    """Take a label off an issue that has it."""
    borne = target.labels_of(number)
    if borne is not None and _bears(borne, name):
        target.remove_label(number, name)


def _comment(change: WriteComment, target: Target) -> None:
    """Write our one comment, or edit it in place; one that says so already is left alone."""
    own = target.own_comment(change.number, change.marker)
    if own is None:
        target.create_comment(change.number, change.marker, change.body)
    elif own.body.strip() != change.body.strip():
        target.edit_comment(own, change.body)


def _bears(borne: tuple[str, ...], name: str) -> bool:
    """Say whether a label is among those borne; case does not count."""
    return name.casefold() in {one.casefold() for one in borne}


def _merge(change: MergeLabel, target: Target) -> None:
    """Give everybody with the former name the label, list until all have it, then delete it."""
    former = target.label(change.former.name)
    if former is None:
        return
    if target.label(change.into) is None:
        raise _Changed(f"“{change.into}” is not there")
    known: frozenset[int] = frozenset()
    for _ in range(_MOST_ROUNDS):
        found = _issues_with(former.name, target, known)
        known |= {number for number, _ in found}
        if len(known) < change.uses:
            raise _Changed(f"GitHub lists {len(known)} of its {change.uses} issues")
        without = [number for number, names in found if not _bears(names, change.into)]
        if not without:
            target.delete_label(former.name)
            return
        for number in without:
            _add_to_bearer(number, former.name, change.into, target)
    raise _Changed(f"issues keep getting “{former.name}”")


def _issues_with(
    name: str, target: Target, known: frozenset[int] = frozenset()
) -> Sequence[tuple[int, tuple[str, ...]]]:
    """List who has a label; raise `SourceError` for a list that is shorter than their number.

    They are counted where the list is empty, or lacks one of those who are known to have had it.
    """
    found: Sequence[tuple[int, tuple[str, ...]]] = ()
    count = 0
    for _ in range(_MOST_LISTINGS):
        found = target.issues_with_label(name)
        if found and known <= {number for number, _ in found}:
            return found
        count = target.count_uses(name)
        if len(found) >= count:
            return found
    hint = "nothing was deleted; run the same again"
    raise SourceError(f"GitHub lists {len(found)} of {count} issues with “{name}”", hint=hint)


def _add_to_bearer(number: int, former: str, name: str, target: Target) -> None:
    """Give an issue the label if it still has the former name."""
    borne = target.labels_of(number)
    if borne is not None and _bears(borne, former) and not _bears(borne, name):
        target.add_label(number, name)


def _delete(change: DeleteLabel, target: Target) -> None:
    """Delete a label; one in use only if it was named."""
    present = target.label(change.existing.name)
    if present is None:
        return
    if not _same(present, change.existing):
        raise _Changed(f"“{present.name}” was changed meanwhile")
    if not change.is_named:
        users = _issues_with(present.name, target)
        if users:
            raise _Changed(f"“{present.name}” is in use by {len(users)} issues or pull requests")
    target.delete_label(present.name)


def _edit_issue(change: EditIssue, target: Target) -> None:
    """Edit an issue that still says what it said when the edit was planned."""
    present = target.issue(change.number)
    if present is None:
        raise _Changed(f"#{change.number} is gone")
    said = (present.title, present.body)
    if said == (change.title, change.body):
        return
    if said != (change.title_before, change.body_before):
        raise _Changed(f"#{change.number} was edited meanwhile")
    target.edit_issue(change.number, change.title, change.body)


def _create_issue(change: CreateIssue, target: Target, journal: Journal) -> None:
    """Make an entry's issue, unless an earlier run did; then see that it has its labels.

    GitHub drops the labels of who may not set them without a word; adding one says so.
    """
    creation = journal.find(change.row)
    issue = None if creation is None else _made_before(creation, target)
    if creation is None or (issue is None and creation.number is not None):
        creation = journal.begin(change.row, target.now())
    if issue is None:
        issue = target.create_issue(change, creation)
    if creation.number is None:
        journal.end(creation, issue.number)
    for name in change.labels:
        if not _bears(issue.labels, name):
            target.add_label(issue.number, name)


def _made_before(creation: PendingIssue, target: Target) -> Issue | None:
    """Return the issue that an earlier run made: by its number, else by its mark."""
    if creation.number is not None:
        return target.issue(creation.number)
    return target.find_created(creation)
