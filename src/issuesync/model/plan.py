"""What is to change at GitHub, as values that `issuesync.apply` carries out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.issue import Label


@dataclass(frozen=True, slots=True)
class CreateLabel:
    """A label that is not there."""

    label: Label


@dataclass(frozen=True, slots=True)
class UpdateLabel:
    """A label with another name, colour or description than it should have."""

    existing: Label
    desired: Label


@dataclass(frozen=True, slots=True)
class AddLabel:
    """A label that an issue should bear too, and why."""

    number: int
    label: str
    reason: str


@dataclass(frozen=True, slots=True)
class RemoveLabel:
    """A label that an issue should bear no longer, and why."""

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
    """A comment that stands on an issue."""

    id: int
    body: str


@dataclass(frozen=True, slots=True)
class MergeLabel:
    """A former name that stands beside its label: whoever bears it gets the label, then it goes."""

    former: Label
    into: str


@dataclass(frozen=True, slots=True)
class DeleteLabel:
    """A label that nobody asked for. One in use goes only if ``is_named``."""

    existing: Label
    is_named: bool = False


Change: TypeAlias = (
    CreateLabel | UpdateLabel | AddLabel | RemoveLabel | WriteComment | MergeLabel | DeleteLabel
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Changes in the order in which they are made: what adds first, what takes away last."""

    changes: tuple[Change, ...] = ()

    def __iter__(self) -> Iterator[Change]:
        return iter(self.changes)

    def __len__(self) -> int:
        return len(self.changes)


class Target(Protocol):
    """Where labels, issues and comments can be changed: GitHub, a snapshot, or a fake."""

    def labels(self) -> Sequence[Label]:
        """Read all labels as they are now."""

    def label(self, name: str) -> Label | None:
        """Read one label as it is now."""

    def bearers(self, name: str) -> Sequence[tuple[int, tuple[str, ...]]]:
        """List the issues and pull requests in any state that bear a label, with all labels."""

    def labels_of(self, number: int) -> tuple[str, ...] | None:
        """Read the labels of one issue or pull request; ``None`` where it is gone."""

    def create_label(self, label: Label) -> None:
        """Make a label."""

    def update_label(self, name: str, desired: Label) -> None:
        """Give a label another name, colour and description."""

    def delete_label(self, name: str) -> None:
        """Delete a label; one that is gone already is no error."""

    def add_label(self, number: int, name: str) -> None:
        """Give an issue a label that is there."""

    def remove_label(self, number: int, name: str) -> None:
        """Take a label off an issue; one that it does not bear is no error."""

    def own_comment(self, number: int, marker: str) -> Comment | None:
        """Read the comment that we wrote and that begins with the marker."""

    def create_comment(self, number: int, marker: str, body: str) -> None:
        """Write the comment that begins with the marker."""

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Give a comment of ours another text."""
