"""Where a command acts: what it read and what it changed, in lines that all commands share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.model.plan import (
    AddLabel,
    CreateIssue,
    CreateLabel,
    DeleteLabel,
    EditIssue,
    MergeLabel,
    RemoveLabel,
    UpdateLabel,
    WriteComment,
    WriteTag,
)
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.plan import Change

_LABELS = (CreateLabel, UpdateLabel, MergeLabel, DeleteLabel)


@dataclass(frozen=True, slots=True)
class Place:
    """Where issues and labels are read and changed: the file of a snapshot, or else GitHub."""

    repository: str
    file: str = ""

    def __str__(self) -> str:
        if self.file:
            what = f"snapshot of {self.repository}" if self.repository else "a list of issues"
            return f"{self.file} ({what})"
        return f"{self.repository} on GitHub"


def read_line(place: Place, cost: str = "", document: str = "") -> str:
    """Say what was read, and what GitHub was asked for it; a document stands before the issues."""
    what = f"{place} ({cost})" if cost else f"{place}"
    return f"read {document} and {what}" if document else f"read {what}"


def changed_line(changes: Iterable[Change], place: Place) -> str:
    """Say how many labels, issues, comments and tags were changed, and where."""
    listed = _listed(changes)
    if place.file:
        return f"changed {listed or 'nothing'} in {place.file}; GitHub is untouched"
    return f"changed {listed} of {place}" if listed else "changed nothing on GitHub"


def planned_line(changes: Iterable[Change], place: Place) -> str:
    """Say what ``--apply`` would change, and where."""
    where = place.file or f"{place.repository} on GitHub"
    return f"planned: {_listed(changes)}; nothing was changed yet: --apply changes {where}"


def files_line(count: int, *, is_written: bool = True) -> str:
    """Say how many files were written; no command writes files anywhere else than here."""
    if not count:
        return "changed nothing"
    if not is_written:
        return f"changed nothing: {counted(count, 'file')} would change"
    return f"changed {counted(count, 'file')} in this folder; GitHub is untouched"


def _listed(changes: Iterable[Change]) -> str:
    """Count changes by what they change: an issue once, however many of its labels change."""
    made = list(changes)
    labels = sum(isinstance(one, _LABELS) for one in made)
    touched = {one.number for one in made if isinstance(one, AddLabel | RemoveLabel | EditIssue)}
    parts = (
        counted(labels, "label") if labels else "",
        counted(len(touched), "issue") if touched else "",
        _counted_of(made, CreateIssue, "new issue"),
        _counted_of(made, WriteComment, "comment"),
        _counted_of(made, WriteTag, "tag"),
    )
    return _joined([part for part in parts if part])


def _counted_of(changes: Iterable[Change], kind: type, noun: str) -> str:
    """Count the changes of one kind; nothing where there is none."""
    count = sum(isinstance(one, kind) for one in changes)
    return counted(count, noun) if count else ""


def _joined(parts: list[str]) -> str:
    """Join parts of a sentence as English does."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)
