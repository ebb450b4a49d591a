"""Submissions on the desk: each issue with its verdict, its comment, and what is to be written."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.acting import Place, changed_line, read_line
from issuesync.app.workspace import committed_snapshot, load_overrides, load_schema, read_catalog
from issuesync.errors import SourceError, UsageError
from issuesync.model.issue import Issue, Snapshot
from issuesync.reports.comment import render_comment
from issuesync.store.snapshot import load_snapshot
from issuesync.submissions.acceptance import (
    NOTHING_KNOWN,
    Decision,
    EditVerdict,
    LabelNames,
    collection_for,
    decide,
    holds_edits,
    needs_history,
    same_text,
)
from issuesync.submissions.review import (
    MARKER,
    collection_of,
    judge,
    label_changes,
    neighbours,
    plan_review,
    relabelled,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.github.api import Api
    from issuesync.github.target import GitHubTarget
    from issuesync.model.plan import Change, Plan
    from issuesync.records.catalog import Catalog
    from issuesync.records.overrides import Override
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.duplicates import Neighbours
    from issuesync.submissions.event import Event
    from issuesync.submissions.review import Verdict

_log = logging.getLogger(__name__)


_ON_GITHUB = "add --from github to review an issue as it is there"
_MOST_DIGITS = 18
"""Digits of the largest number that is still an issue's."""


@dataclass(frozen=True, slots=True)
class Reviewed:
    """One submission judged: the comment it gets, and the plan of what is to be written."""

    verdict: Verdict
    comment: str
    plan: Plan


@dataclass(frozen=True, slots=True)
class Desk:
    """What every judgement needs: the catalog as committed, and other issues that wait."""

    schema: Schema
    committed: Snapshot | None
    catalog: Catalog
    overrides: Mapping[int, Mapping[str, Override]]
    pending: Neighbours | tuple[Issue, ...]

    @classmethod
    def of(cls, root: Path, schema: Schema, pending: Iterable[Issue] = ()) -> Desk:
        """Read the catalog of a folder."""
        committed = committed_snapshot(root, schema)
        snapshot = committed or Snapshot(schema.repository, (), ())
        found = load_overrides(root, schema).values()
        overrides = {number: own for one in found for number, own in one.by_issue.items()}
        catalog = read_catalog(root, schema, snapshot)
        return cls(schema, committed, catalog, overrides, neighbours(catalog, pending))

    def before(self, number: int) -> Issue | None:
        """Return what is committed of an issue."""
        issues = self.committed.issues if self.committed else ()
        return next((one for one in issues if one.number == number), None)

    def review(
        self, issue: Issue, decision: Decision | None, existing: str | None
    ) -> Reviewed | None:
        """Judge one issue; ``None`` for one that is none of the catalog's."""
        verdict = self.judge(issue, decision)
        if verdict is None:
            return None
        settled = relabelled(issue, label_changes(verdict, self.schema))
        if decision is None and collection_for(settled, self.schema):
            decision = Decision(EditVerdict.ACCEPTED)
        comment = render_comment(self.judge(settled, decision) or verdict, self.schema)
        return Reviewed(verdict, comment, plan_review(verdict, self.schema, comment, existing))

    def judge(self, issue: Issue, decision: Decision | None) -> Verdict | None:
        """Judge one issue next to all that is known."""
        return judge(issue, self.catalog, self.pending, self.overrides, decision)


@dataclass(frozen=True, slots=True)
class ReviewOptions:
    """Which issues are judged: a number, an event's, or all that wait; ``max_wait`` in seconds."""

    number: int | None
    event: str | None
    origin: str | None
    max_wait: float
    applies: bool = False


def issue_number(text: str | None) -> int | None:
    """Read an issue's number, ``57`` or ``#57``; raise `UsageError` for anything else."""
    if text is None:
        return None
    digits = text.strip().removeprefix("#")
    if digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS:
        return int(digits)
    raise UsageError(f"“{text[:80]}” is not an issue's number", hint="write a number, such as 57")


@dataclass(frozen=True, slots=True)
class ReviewResult:
    """The issues that were judged, by number; ``None`` for one that is not the catalog's.

    ``read`` and ``changed`` are lines that are still to be said, ``missing`` why an issue is not
    there and what to do.
    """

    found: tuple[tuple[int | None, Reviewed | None], ...]
    code: int = 0
    is_applied: bool = False
    read: str = ""
    changed: str = ""
    missing: tuple[str, str] = ("", "")


def review(root: Path, options: ReviewOptions) -> ReviewResult:
    """Judge submissions; write comments and labels where that was asked for."""
    schema = load_schema(root)
    asks_github = options.event or options.applies or options.number is None
    where = options.origin or ("github" if asks_github else schema.source)
    if where == "github":
        return _review_on_github(root, schema, options)
    if options.number is None:
        raise UsageError("a snapshot holds no submissions", hint="name an issue's number")
    if options.applies:
        hint = "leave out --apply to see the comment, or leave out --from to post it on GitHub"
        raise UsageError("a snapshot holds no comments, so there is nowhere to post", hint=hint)
    name = schema.snapshot if where == "snapshot" else where
    path = root / name if where == "snapshot" else Path(where)
    if where == "snapshot" and not path.exists():
        raise SourceError(f"there is no {name} yet, so no issue to review", hint=_ON_GITHUB)
    snapshot = load_snapshot(path, name)
    found = _review_offline(root, schema, snapshot, options.number)
    read = read_line(Place(snapshot.repository, name))
    is_there = any(one.number == options.number for one in snapshot.issues)
    why = "" if is_there else f"#{options.number} is not in {name}: nothing to review"
    return ReviewResult(((options.number, found),), read=read, missing=(why, _ON_GITHUB))


def _review_on_github(root: Path, schema: Schema, options: ReviewOptions) -> ReviewResult:
    """Judge issues as they are on GitHub now, and write what is due where that is asked for."""
    from issuesync.app.actions import tell_review
    from issuesync.app.connection import Meter, connected, require_token
    from issuesync.app.event import is_elsewhere, load_event, say_elsewhere
    from issuesync.app.output import say, say_first, working
    from issuesync.github.issues import read_open
    from issuesync.github.repository import resolve
    from issuesync.github.target import GitHubTarget

    if is_elsewhere(schema):
        say_elsewhere(schema)
        return ReviewResult(())
    if options.applies:
        require_token()
    happened = load_event(options.event)
    meter = Meter()
    with connected(options.max_wait, meter) as api:
        with working("reading what waits"):
            name = resolve(api, schema.repository).name
            desk = Desk.of(root, schema, read_open(api, name))
        remote = _RemoteDesk(api, name, desk, GitHubTarget(api, name), happened)
        found = tuple((one, remote.review(one)) for one in remote.wanted(options.number))
        if options.applies:
            say_first(read_line(Place(name)))
        due = [one for _, one in found if one and options.applies]
        done: list[Change] = []
        code = max((_settle(remote, one, done) for one in due), default=0)
    tell_review(found, meter)
    if options.applies:
        say(str(meter), "dim")
        return ReviewResult(found, code, is_applied=True, changed=changed_line(done, Place(name)))
    return ReviewResult(found, code, read=read_line(Place(name), str(meter)))


def _settle(remote: _RemoteDesk, reviewed: Reviewed, done: list[Change]) -> int:
    """Carry out what is due for one issue, and add what was done; return the exit code."""
    from issuesync.app.execute import report_rest
    from issuesync.app.output import say
    from issuesync.apply import apply_plan
    from issuesync.reports.plan import describe

    outcome = apply_plan(
        reviewed.plan, remote.target, lambda change: say(" ".join(describe(change)))
    )
    report_rest(outcome)
    done += outcome.done
    return max((error.exit_code for _, error in outcome.failed), default=0)


def _review_offline(root: Path, schema: Schema, snapshot: Snapshot, number: int) -> Reviewed | None:
    """Judge an issue of a snapshot, whose accepted text is taken at its word."""
    desk = Desk.of(root, schema, snapshot.issues)
    issue = next((one for one in snapshot.issues if one.number == number), None)
    if issue is None:
        return None
    decision = Decision(EditVerdict.STANDS) if collection_for(issue, schema) else None
    return desk.review(issue, decision, None)


@dataclass(frozen=True, slots=True)
class _RemoteDesk:
    """The desk of a repository on GitHub; ``event`` is the one of an issue that a run is about."""

    api: Api
    name: str
    desk: Desk
    target: GitHubTarget
    event: Event | None

    def wanted(self, number: int | None) -> list[int]:
        """Return which issues to judge: the one named, the event's, or all that wait."""
        if number is not None:
            return [number]
        found = [self.event.issue.number] if self.event else list(self.missed())
        _log.info("to review: %s", ", ".join(f"#{one}" for one in found) or "nothing")
        return found

    def review(self, number: int) -> Reviewed | None:
        """Judge an issue as it is now; ``None`` where it is gone or none of the catalog's."""
        from issuesync.github.issues import read_issue

        issue = read_issue(self.api, self.name, number)
        if issue is None or collection_of(issue, self.desk.schema) is None:
            return None
        own = self.target.own_comment(number, MARKER)
        return self.desk.review(issue, self.decide(issue), own.body if own else None)

    def decide(self, issue: Issue) -> Decision | None:
        """Decide on the text of an issue that has the label; ``None`` for one without."""
        from issuesync.github.history import read_histories

        schema = self.desk.schema
        collection = collection_for(issue, schema)
        if collection is None:
            return None
        if self.desk.committed is None or not holds_edits(collection, schema):
            return Decision(EditVerdict.ACCEPTED)
        before, history = self.desk.before(issue.number), NOTHING_KNOWN
        if needs_history(issue, before, collection, schema, self.event):
            histories = read_histories(self.api, self.name, [issue.number])
            history = histories.get(issue.number, NOTHING_KNOWN)
        names = LabelNames.of(collection, schema)
        decision = decide(issue, before, history, names, self.event, self.api.begun)
        _log.info("#%d: its text is %s", issue.number, decision.step.name.lower())
        return decision

    def missed(self) -> Iterator[int]:
        """Give the open issues of the catalog that wait: those of which a run may have missed."""
        schema = self.desk.schema
        stated = (schema.taxonomy.names_of(name) for name in schema.review.labels)
        marks = frozenset().union(*stated)
        for issue in self.desk.pending:
            if issue.is_pull or collection_of(issue, schema) is None:
                continue
            borne = {name.casefold() for name in issue.labels}
            if collection_for(issue, schema) is None or borne & marks or self.is_news(issue):
                yield issue.number

    def is_news(self, issue: Issue) -> bool:
        """Say whether an issue says other than what is committed of it."""
        before = self.desk.before(issue.number)
        return before is None or not before.has_text or not same_text(issue, before)
