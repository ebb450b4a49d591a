"""GitHub's issues as they are accepted: what is listed, what is committed, what the past tells."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from issuesync.app.connection import connected, read_github
from issuesync.app.event import load_event
from issuesync.app.workspace import committed_snapshot
from issuesync.github.history import read_histories
from issuesync.model.problem import Location, Problem
from issuesync.submissions.acceptance import (
    Doubt,
    Evidence,
    Moments,
    marked,
    needs_history,
    update_snapshot,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.model.issue import Snapshot
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.acceptance import Acceptances, Waiting
    from issuesync.submissions.event import Event

_log = logging.getLogger(__name__)


def read_accepted(
    root: Path, schema: Schema, options: PullOptions
) -> tuple[Acceptances, Snapshot, tuple[Problem, ...]]:
    """Read all that GitHub lists; return what of it is accepted, the listing, and problems."""
    event = load_event(options.event)
    committed = committed_snapshot(root, schema)
    with connected(options.max_wait, options.meter) as api:
        listed, problems = read_github(api, root, schema, options)
        moments = Moments.around(api.begun, api.ended)
        doubtful = _in_doubt(listed, committed, schema, event)
        histories = read_histories(api, listed.repository, doubtful)
    _log.info("asked for the past of %d of %d issues", len(doubtful), len(listed.issues))
    found = update_snapshot(listed, committed, schema, Evidence(histories, event, moments))
    for one in found.waiting:
        _log.info("#%d waits: %s", one.issue.number, one.doubt.name.lower())
    _log.info("accepted: %d issues", len(found.snapshot.issues))
    return found, listed, (*problems, *(_waits(one, found.snapshot) for one in found.waiting))


def _in_doubt(
    listed: Snapshot, committed: Snapshot | None, schema: Schema, event: Event | None
) -> list[int]:
    """Return the numbers of the issues whose past decides whether their text is accepted."""
    return [] if committed is None else list(_doubtful(listed, committed, schema, event))


def _doubtful(
    listed: Snapshot, committed: Snapshot, schema: Schema, event: Event | None
) -> Iterator[int]:
    """Give the numbers of the issues that differ from what is committed."""
    known = {issue.number: issue for issue in committed.issues}
    for issue, collection in marked(listed, schema):
        if needs_history(issue, known.get(issue.number), collection, schema, event):
            yield issue.number


_WHY = {
    Doubt.EDITED: "it was edited after it {}",
    Doubt.SETTLING: "it was edited shortly before it got its label",
    Doubt.CUT: "history unknown: GitHub does not list all of its edits",
    Doubt.UNREAD: "history unknown: its edits could not be read",
}


def _waits(waiting: Waiting, snapshot: Snapshot) -> Problem:
    """Report an issue whose present text waits for a maintainer, or for the next run."""
    number = waiting.issue.number
    is_shown = any(one.number == number and one.has_text for one in snapshot.issues)
    if is_shown:
        why = _WHY[waiting.doubt].format("was accepted")
        code, message = "edit-held", f"{why}; the accepted version stays"
    else:
        why = _WHY[waiting.doubt].format("got the label that publishes")
        code, message = "entry-held", f"{why}; nothing of it is shown"
    return Problem(
        code, message, Location(issue=number), _hint_for(waiting.doubt, is_shown=is_shown)
    )


def _hint_for(doubt: Doubt, *, is_shown: bool) -> str:
    """Say how a text that waits is accepted."""
    if doubt is Doubt.SETTLING:
        return "the next run accepts it, unless it is edited again"
    if doubt is Doubt.UNREAD:
        return "set GITHUB_TOKEN to a token that may use GraphQL"
    if is_shown:
        return "take the review's label away to accept the edit"
    return "take the review's label away, or give the label that publishes again"
