"""``issuesync review``: judge a submission, show what it gets, or write it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.review import Reviewed, ReviewResult

_BELONGS = "an issue belongs to it by the form, its labels, or the label that publishes"
_NO_COMMENT = "members' issues without mistakes get no comment"


def review(  # noqa: PLR0917 - typer passes flags by name
    number: Annotated[
        str | None,
        typer.Argument(metavar="NUMBER", help="An issue's number; by default all that wait."),
    ] = None,
    event: Annotated[
        str | None, typer.Option(metavar="FILE", help="The issue of this Actions event.")
    ] = None,
    check: Annotated[
        bool,
        typer.Option("--check", help="Write nothing; exit 1 where something is to be written."),
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show the comment, as by default.")
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write the comment and labels.")] = False,
    origin: From = None,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Judge a submitted issue: the comment it gets, the row it becomes, its labels.

    Example: issuesync review 57
    """
    from issuesync.app.output import print_json, say, say_first
    from issuesync.app.review import ReviewOptions, issue_number
    from issuesync.app.review import review as judge

    applies = apply and not (check or diff)
    wanted = issue_number(number)
    result = judge(Path(), ReviewOptions(wanted, event, origin, max_wait, applies=applies))
    if as_json:
        print_json([_as_json(*one) for one in result.found])
    else:
        say_first(result.read)
        for one, found in result.found:
            _show_one(one, found, result)
        if not result.found and (result.read or result.changed):
            say("no issue waits for a review")
        if result.changed:
            say(result.changed)
    is_due = any(one is not None and one.plan.changes for _, one in result.found)
    raise typer.Exit(1 if check and is_due else result.code)


def _as_json(number: int | None, reviewed: Reviewed | None) -> dict[str, Any]:
    """Return what was found of one issue as JSON holds it."""
    from issuesync.reports.review import review_json

    if reviewed is None:
        return {"number": number, "stage": None}
    return review_json(number, reviewed.verdict, reviewed.comment, reviewed.plan)


def _show_one(number: int | None, reviewed: Reviewed | None, result: ReviewResult) -> None:
    """Show the comment, and what would be written next to it; what was written is said already."""
    from issuesync.app.output import print_data, say
    from issuesync.reports.plan import describe

    if reviewed is None:
        missing, hint = result.missing
        say(missing or f"#{number} is not an open issue of this catalog: nothing to review")
        say(f"    {hint if missing else _BELONGS}")
        return
    if reviewed.verdict.is_unknown:
        say(f"#{number}: history unknown: its edits could not be read, so there is no review")
        return
    print_data(reviewed.comment)
    if not reviewed.plan.changes:
        why = f": {_NO_COMMENT}" if reviewed.verdict.needs_no_comment else ""
        say(f"#{number}: nothing to write{why}")
    if result.is_applied:
        return
    for change in reviewed.plan:
        say(f"planned: {' '.join(describe(change))}")
    if reviewed.plan.changes:
        say("run issuesync review --apply to post it")
