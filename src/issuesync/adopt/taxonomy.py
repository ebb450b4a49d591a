"""A repository's labels into the ``labels.yaml`` of a catalog: with the label that publishes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.adopt.settings import PUBLISH
from issuesync.labels.formats import group_labels, render_labels
from issuesync.model.issue import Label

if TYPE_CHECKING:
    from issuesync.model.issue import Snapshot

_COLOR = "0e8a16"
_MEANING = "A maintainer accepted the entry; it is in the catalog"
_GROUP = "status"


def all_labels(snapshot: Snapshot) -> tuple[Label, ...]:
    """Return the repository's labels, and those that only issues are known to have."""
    known = {label.name.casefold(): label for label in snapshot.labels}
    for issue in snapshot.issues:
        for name in issue.labels:
            known.setdefault(name.casefold(), Label(name))
    return tuple(known.values())


def render_taxonomy(snapshot: Snapshot) -> str:
    """Write ``labels.yaml`` from the labels there are, and the one that publishes an issue."""
    others = [label for label in all_labels(snapshot) if label.name.casefold() != PUBLISH]
    text = render_labels(others)
    groups = group_labels(others)
    key = next(name for name in (_GROUP, "publishing", "of_catalog") if name not in groups)
    own = f"  {key}:\n    color: {_COLOR}\n    labels:\n      {PUBLISH}: {_MEANING}\n"
    head, found, rest = text.partition("groups:")
    return f"{head}{found}\n{own}{rest.removeprefix(' {}').removeprefix(chr(10))}"
