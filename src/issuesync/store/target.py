"""A snapshot as a target of plans: the same changes, made in values."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from issuesync.errors import UsageError
from issuesync.model.issue import Issue, Label

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.model.issue import Snapshot
    from issuesync.model.plan import Comment, CreateIssue, PendingIssue, Tag, WriteTag


class SnapshotTarget:
    """A snapshot that changes; ``snapshot`` is what it holds now."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot

    def labels(self) -> tuple[Label, ...]:
        """Return all labels, also those that are only known from the issues that have them."""
        listed = {label.name.casefold() for label in self.snapshot.labels}
        borne = {
            name.casefold(): Label(name)
            for issue in self.snapshot.issues
            for name in issue.labels
            if name.casefold() not in listed
        }
        return (*self.snapshot.labels, *borne.values())

    def label(self, name: str) -> Label | None:
        """Return one label; names compare without case."""
        folded = name.casefold()
        return next((label for label in self.labels() if label.name.casefold() == folded), None)

    def issues_with_label(self, name: str) -> list[tuple[int, tuple[str, ...]]]:
        """List who has a label."""
        folded = name.casefold()
        return [
            (issue.number, issue.labels)
            for issue in self.snapshot.issues
            if folded in {one.casefold() for one in issue.labels}
        ]

    def count_uses(self, name: str) -> int:
        """Count who has a label."""
        return len(self.issues_with_label(name))

    def labels_of(self, number: int) -> tuple[str, ...] | None:
        """Return the labels of one issue."""
        return next((x.labels for x in self.snapshot.issues if x.number == number), None)

    def create_label(self, label: Label) -> None:
        """Add a label."""
        self.snapshot = replace(self.snapshot, labels=(*self.snapshot.labels, label))

    def update_label(self, name: str, desired: Label) -> None:
        """Replace a label, in issues too."""
        self._rename(name, desired.name)
        kept = (label for label in self.snapshot.labels if not _same_name(label.name, name))
        self.snapshot = replace(self.snapshot, labels=(*kept, desired))

    def delete_label(self, name: str) -> None:
        """Take a label away, from issues too."""
        self._rename(name, None)
        kept = tuple(label for label in self.snapshot.labels if not _same_name(label.name, name))
        self.snapshot = replace(self.snapshot, labels=kept)

    def add_label(self, number: int, name: str) -> None:
        """Give an issue a label."""
        issues = tuple(
            replace(issue, labels=(*issue.labels, name)) if issue.number == number else issue
            for issue in self.snapshot.issues
        )
        self.snapshot = replace(self.snapshot, issues=issues)

    def remove_label(self, number: int, name: str) -> None:
        """Take a label off an issue."""
        issues = tuple(
            replace(issue, labels=tuple(_renamed(issue.labels, name, None)))
            if issue.number == number
            else issue
            for issue in self.snapshot.issues
        )
        self.snapshot = replace(self.snapshot, issues=issues)

    def issue(self, number: int) -> Issue | None:
        """Return one issue; of a pull request nothing but its labels can be changed."""
        found = (x for x in self.snapshot.issues if x.number == number and not x.is_pull)
        return next(found, None)

    def edit_issue(self, number: int, title: str, body: str) -> None:
        """Give an issue another title and body."""
        issues = tuple(
            replace(issue, title=title, body=body) if issue.number == number else issue
            for issue in self.snapshot.issues
        )
        self.snapshot = replace(self.snapshot, issues=issues)

    def create_issue(self, change: CreateIssue, creation: PendingIssue) -> Issue:
        """Add an issue under the next number."""
        number = max((issue.number for issue in self.snapshot.issues), default=0) + 1
        url = f"https://github.com/{self.snapshot.repository}/issues/{number}"
        body = creation.marked(change.body)
        made = Issue(number, change.title, body, labels=change.labels, url=url)
        self.snapshot = replace(self.snapshot, issues=(*self.snapshot.issues, made))
        return made

    def find_created(self, creation: PendingIssue) -> Issue | None:
        """Look for an issue by its mark."""
        return next((x for x in self.snapshot.issues if creation.mark in x.body), None)

    def now(self) -> str:
        """Return the newest time that the snapshot states: it has no clock of its own."""
        return max((issue.updated_at for issue in self.snapshot.issues), default="")

    def own_comment(self, number: int, marker: str) -> Comment | None:
        """Return none: a snapshot holds no comments."""
        del number, marker
        return None

    def create_comment(self, number: int, marker: str, body: str) -> None:
        """Raise `UsageError`: a comment that was dropped in silence would be lost."""
        del marker, body
        hint = "give --from github"
        raise UsageError(f"#{number}: a snapshot holds no comments", hint=hint)

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Raise `UsageError`, as there is no comment to edit."""
        del comment, body
        raise UsageError("a snapshot holds no comments", hint="give --from github")

    def tag(self, name: str) -> Tag | None:
        """Return none: a snapshot holds no tags."""
        del name
        return None

    def write_tag(self, change: WriteTag) -> None:
        """Raise `UsageError`: a tag that was dropped in silence would be lost."""
        raise UsageError(f"a snapshot holds no tag “{change.name}”", hint="give --from github")

    def _rename(self, name: str, new: str | None) -> None:
        """Rename a label on every issue, or take it off."""
        issues = (
            replace(issue, labels=tuple(dict.fromkeys(_renamed(issue.labels, name, new))))
            for issue in self.snapshot.issues
        )
        self.snapshot = replace(self.snapshot, issues=tuple(issues))


def _renamed(labels: Iterable[str], name: str, new: str | None) -> Iterator[str]:
    """Give the labels with one of them renamed, or left out."""
    for label in labels:
        if not _same_name(label, name):
            yield label
        elif new is not None:
            yield new


def _same_name(left: str, right: str) -> bool:
    """Compare names as GitHub does."""
    return left.casefold() == right.casefold()
