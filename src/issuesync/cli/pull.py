"""``issuesync pull``: the mirror alone, or a snapshot from it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, MaxWait

if TYPE_CHECKING:
    from issuesync.app.pull import Cost, MirrorState, PulledListing


def pull(  # noqa: PLR0917 - typer passes flags by name
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a listing of everything as a snapshot."),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Say what the mirror holds; read no issues.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--check", "--dry-run", help="Say what a pull would cost; read no issues."),
    ] = False,
    full: Annotated[
        bool, typer.Option("--full", help="Read everything anew, not just what changed.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Believe a listing that lost most issues.")
    ] = False,
) -> None:
    """Read the issues and labels from GitHub; large catalogs keep them in .issuesync.

    Example: issuesync pull --to everything.json
    """
    from issuesync.app.connection import PullOptions
    from issuesync.app.pull import mirror_state, pull_cost, pull_issues

    options = PullOptions(max_wait, full, allow_shrink)
    if status:
        _say_status(mirror_state(Path(), options))
    elif dry_run:
        _say_cost(pull_cost(Path(), options))
    else:
        _say_found(pull_issues(Path(), options, to), to)


def _say_found(found: PulledListing, to: str | None) -> None:
    """Say what was read, and whether the listing changed."""
    from issuesync.app.acting import Place, read_line
    from issuesync.app.output import report_problems, say, say_first
    from issuesync.model.wording import counted

    issues = counted(found.issues, "issue or pull request", "issues and pull requests")
    labels = counted(found.labels, "label")
    say_first(f"{read_line(Place(found.repository), found.cost)}: {issues}, {labels}")
    report_problems(found.problems)
    if to is not None:
        say(f"wrote {to}" if found.is_changed else f"nothing to write: {to} is up to date")


def _say_status(state: MirrorState) -> None:
    """Say what the mirror holds, how old it is, and how many requests are left."""
    from issuesync.app.output import say
    from issuesync.model.wording import counted

    held = state.held
    if held is not None:
        issues, pulls = counted(held.issues, "issue"), counted(held.pulls, "pull request")
        say(f"{state.repository}: {issues}, {pulls} in {state.path}")
        until = "read whole" if held.is_complete else "broken off"
        seen = f"last change seen: {held.cursor or 'none'} ({until})"
        say(f"{seen}; pulled {_duration(state.seconds)} ago")
    else:
        say(f"{state.repository}: no mirror; up to 1000 issues are listed anew each time")
    say(f"{state.remaining} of {state.limit} requests left this hour")


def _duration(seconds: float) -> str:
    """Say how long something took: days and hours, or hours and minutes."""
    days, minutes = divmod(int(seconds) // 60, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes} min"


def _say_cost(cost: Cost) -> None:
    """Say how many requests a pull would make."""
    from issuesync.app.output import say

    what = f"{cost.repository}: {cost.total} issues and pull requests"
    if cost.is_update:
        say(f"{what}; 3 or 4 requests, and one a hundred issues that changed")
    else:
        kept = "kept in .issuesync" if cost.is_kept else "listed whole"
        say(f"{what}, {kept}; about {cost.pages + 3} requests")
