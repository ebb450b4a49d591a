"""What is to change at GitHub, as values that `issuesync.apply` carries out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.issue import Issue, Label


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """A label that is not there."""

    label: Label


@dataclass(frozen=True, slots=True)
class UpdateLabel:
    """A label with another name, colour or description than it should have.

    ``held`` is how many issues with it have a text that waits, and goes on waiting.
    """

    existing: Label
    desired: Label
    held: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class AddLabel:
    """A label that an issue should have too, and why."""

    number: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """A label that an issue should have no longer, and why."""

    number: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class WriteComment:
    """The one comment of ours on an issue that begins with a marker: made, or edited in place."""

    number: int
    marker: str
    body: str


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment that is on an issue."""

    id: int
    body: str


@dataclass(frozen=True, slots=True)
class MergeLabel:
    """A former name next to its label: whoever has it gets the label, then it goes.

    ``held`` is how many issues with it have a text that waits, and goes on waiting; ``uses`` on how
    many issues and pull requests it was when this was planned, 0 where nobody counted.
    """

    former: Label
    into: str
    held: int = field(default=0, compare=False)
    uses: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """A label that nobody asked for. One in use goes only if ``is_named``."""

    existing: Label
    is_named: bool = False


@dataclass(frozen=True, slots=True)
class EditIssue:
    """An issue whose title or body should say something else, and what."""

    number: int
    title_before: str
    body_before: str
    title: str
    body: str
    reason: str


@dataclass(frozen=True, slots=True)
class CreateIssue:
    """An issue for an entry that has none; ``row`` is what the journal calls the entry."""

    row: str
    title: str
    body: str
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag: what its name points to, and its message, empty for one that is not annotated."""

    name: str
    sha: str
    message: str


@dataclass(frozen=True, slots=True)
class WriteTag:
    """An annotated tag that should have this message, on the head of the default branch.

    ``date`` is the tag's own, ``before`` what the name pointed to when planned, empty for nothing.
    """

    name: str
    message: str
    date: str
    before: str


Change: TypeAlias = (
    CreateLabel
    | UpdateLabel
    | AddLabel
    | RemoveLabel
    | WriteComment
    | MergeLabel
    | DeleteLabel
    | EditIssue
    | CreateIssue
    | WriteTag
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order in which they are made: what adds first, what takes away last."""

    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)


MARK = "<!-- issuesync:created {} -->"
"""What is in the body of an issue we made, so that it is known after a lost answer."""


@dataclass(frozen=True, slots=True)
class PendingIssue:
    """An issue that is being made, or was: ``number`` is ``None`` until that is known.

    ``since`` is the server's time before the request, ``nonce`` what no other body holds.
    """

    row: str
    nonce: str
    since: str
    number: int | None = None

    @property
    def mark(self) -> str:
        """The comment by which the issue is found again."""
        return MARK.format(self.nonce)

    def marked(self, body: str) -> str:
        """Return a body with the comment on top, where no field's answer takes it in."""
        return f"{self.mark}\n\n{body}"


class Journal(Protocol):
    """What is known of the issues that were to be made, whatever became of the process."""

    def find(self, row: str) -> PendingIssue | None:
        """Return the last attempt to make an entry's issue."""

    def begin(self, row: str, since: str) -> PendingIssue:
        """Note for good that an issue is about to be made."""

    def end(self, creation: PendingIssue, number: int) -> None:
        """Note for good which number it has."""


class Target(Protocol):
    """Where labels, issues and comments can be changed: GitHub, a snapshot, or a fake."""

    def labels(self) -> Sequence[Label]:
        """Read all labels as they are now."""

    def label(self, name: str) -> Label | None:
        """Read one label as it is now."""

    def issues_with_label(self, name: str) -> Sequence[tuple[int, tuple[str, ...]]]:
        """List the issues and pull requests in any state that have a label, with all labels."""

    def count_uses(self, name: str) -> int:
        """Count who has a label, by another way than listing them."""

    def labels_of(self, number: int) -> tuple[str, ...] | None:
        """Read the labels of one issue or pull request; ``None`` where it is gone."""

    def create_label(self, label: Label) -> None:
        """Make a label."""

    def update_label(self, name: str, desired: Label) -> None:
        """Give a label another name, colour and description."""

    def delete_label(self, name: str) -> None:
        """Delete a label; one that is gone already is not an error."""

    def add_label(self, number: int, name: str) -> None:
        """Give an issue a label that is there."""

    def issue(self, number: int) -> Issue | None:
        """Read one issue as it is now; ``None`` where it is gone."""

    def edit_issue(self, number: int, title: str, body: str) -> None:
        """Give an issue another title and body."""

    def create_issue(self, change: CreateIssue, creation: PendingIssue) -> Issue:
        """Make an issue whose body has the creation's mark."""

    def find_created(self, creation: PendingIssue) -> Issue | None:
        """Look for an issue that has the creation's mark."""

    def now(self) -> str:
        """Return the time by the clock of whoever keeps the issues."""

    def remove_label(self, number: int, name: str) -> None:
        """Take a label off an issue; one that it does not have is not an error."""

    def own_comment(self, number: int, marker: str) -> Comment | None:
        """Read the comment that we wrote and that begins with the marker."""

    def create_comment(self, number: int, marker: str, body: str) -> None:
        """Write the comment that begins with the marker."""

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Give a comment of ours another text."""

    def tag(self, name: str) -> Tag | None:
        """Read a tag as it is now."""

    def write_tag(self, change: WriteTag) -> None:
        """Make the annotated tag, then let its name point to it."""
