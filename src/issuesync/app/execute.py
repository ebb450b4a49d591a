"""A plan carried out: where changes go, how fast, and what is said of it."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.app.acting import Place, changed_line
from issuesync.app.output import say
from issuesync.model.plan import AddLabel, CreateIssue, CreateLabel, WriteComment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from issuesync.apply import Outcome
    from issuesync.github.home import Home
    from issuesync.github.throttle import Throttle
    from issuesync.model.issue import Snapshot
    from issuesync.model.plan import Change, Journal, Plan, Target
    from issuesync.schema.catalog import Schema

_MOST_PASSES = 3
"""How often a plan is made anew where the repository changed under it."""

_CREATING = (AddLabel, CreateIssue, CreateLabel, WriteComment)
"""The changes that GitHub's limits on creating content are taken to count."""

_WORTH_SAYING = 10.0
"""Seconds left below which nobody needs to be told."""

JOURNAL_LOCK = "journal-lock.sqlite"


@dataclass(slots=True)
class Progress:
    """Says which change is made, how many there are, and how long the rest has to take."""

    plan: Plan
    pacer: Throttle | None = None
    made: int = field(default=0, init=False)

    def show(self, change: Change) -> None:
        """Say what is done next."""
        from issuesync.reports.plan import describe

        self.made += 1
        left = self.seconds_left()
        rest = f" (some {_minutes(left)} left)" if left > _WORTH_SAYING else ""
        words = " ".join(part for part in describe(change) if part)
        say(f"{self.made}/{len(self.plan)} {words}{rest}")

    def seconds_left(self) -> float:
        """Return how long what is left has to take at GitHub's pace."""
        rest = self.plan.changes[self.made - 1 :]
        count = sum(isinstance(change, _CREATING) for change in rest)
        return self.pacer.seconds_for(count) if self.pacer else 0.0


def _minutes(seconds: float) -> str:
    """Write a time as people say it."""
    return f"{seconds:.0f} s" if seconds < 90 else f"{seconds / 60:.0f} min"  # noqa: PLR2004 - a minute and a half


@dataclass(frozen=True, slots=True)
class Site:
    """Where a plan is carried out, and what is kept of the issues made there."""

    target: Target
    journal: Journal | None = None
    pacer: Throttle | None = None
    done: set[Change] = field(default_factory=set)

    def act(self, plan: Plan) -> Outcome:
        """Carry out a plan, saying each change."""
        from issuesync.apply import apply_plan

        outcome = apply_plan(plan, self.target, Progress(plan, self.pacer).show, self.journal)
        self.done.update(outcome.done)
        return outcome


@contextmanager
def on_github(root: Path, schema: Schema, max_wait: float, home: Home) -> Iterator[Site]:
    """Hold the catalog's repository ready; one run at a time changes it from this folder.

    ``home`` is the repository that the plan was made for, where its issues were read.
    """
    from issuesync.app.connection import connected, count_down, require_token
    from issuesync.github.repository import resolve
    from issuesync.github.target import GitHubTarget
    from issuesync.github.throttle import Throttle
    from issuesync.store.journal import FileJournal, journal_path
    from issuesync.store.mirror import locked

    require_token()
    with locked(root, name=JOURNAL_LOCK), connected(max_wait, home=home) as api:
        name = resolve(api, schema.repository).name
        pacer = Throttle(sleep=count_down, show=_say_pace)
        site = Site(GitHubTarget(api, name, pacer), FileJournal(journal_path(root), name), pacer)
        yield site
    say(changed_line(site.done, Place(name)))


@contextmanager
def on_snapshot(root: Path, snapshot: Snapshot, name: str) -> Iterator[Site]:
    """Hold a snapshot ready; its file is written where a change was made."""
    from issuesync.model.output import OutputFile
    from issuesync.store.files import write_files
    from issuesync.store.journal import FileJournal, journal_path
    from issuesync.store.snapshot import snapshot_text
    from issuesync.store.target import SnapshotTarget

    target = SnapshotTarget(snapshot)
    site = Site(target, FileJournal(journal_path(root), name))
    try:
        yield site
    finally:
        if target.snapshot is not snapshot:
            write_files(root, [OutputFile(name, snapshot_text(target.snapshot))])
    say(changed_line(site.done, Place(snapshot.repository, name)))


def _say_pace(seconds: float) -> None:
    """Say why we wait, which is not a failure."""
    say(f"GitHub takes 80 new things a minute and 500 an hour: resuming in {_minutes(seconds)}")


def carry_out(plan: Plan, site: Site, replan: Callable[[], Plan]) -> int:
    """Carry out a plan; plan anew where the repository changed meanwhile; return the exit code."""
    from issuesync.errors import ExitCode

    outcome = site.act(plan)
    for _ in range(_MOST_PASSES - 1):
        if outcome.is_clean or outcome.failed:
            break
        say("the repository changed meanwhile; planning again", "yellow")
        outcome = site.act(replan())
    left = len(outcome.changed) + len(outcome.failed)
    if left:
        say(f"{len(site.done)} done, {left} not done")
    report_rest(outcome)
    if outcome.failed:
        return max(error.exit_code for _, error in outcome.failed)
    return ExitCode.FOUND if outcome.changed else ExitCode.DONE


def report_rest(outcome: Outcome) -> None:
    """Say what was not done, and why."""
    from issuesync.reports.plan import describe

    for change, reason in outcome.changed:
        say(f"not done: {' '.join(describe(change))}: {reason}", "yellow")
    for change, error in outcome.failed:
        say(f"failed: {' '.join(describe(change))}: {error}", "red")
        if error.hint:
            say(f"    {error.hint}")
