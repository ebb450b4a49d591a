"""``issuesync review``: judge a submission, show what it gets, or write it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from issuesync.app.review import RemoteDesk, Reviewed
    from issuesync.model.plan import Change
    from issuesync.schema.catalog import Schema


def review(  # noqa: PLR0917 - typer passes flags by name
    number: Annotated[
        int | None, typer.Argument(help="An issue's number; by default every one that waits.")
    ] = None,
    event: Annotated[
        str | None, typer.Option(metavar="FILE", help="The issue of this Actions event.")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="Write the comment and labels.")] = False,
    origin: From = None,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
) -> None:
    """Judge a submitted issue: the comment it gets, the row it becomes, its labels.

    Example: issuesync review 57
    """
    from pathlib import Path

    from issuesync.app.workspace import load_schema

    root = Path()
    schema = load_schema(root)
    where = origin or ("github" if event or apply or number is None else schema.source)
    if where == "github":
        _run_on_github(root, schema, number, event, apply=apply, max_wait=max_wait, as_json=as_json)
        return
    _show_one(number, _review_from(root, schema, where, number), as_json=as_json)


def _review_from(root: Path, schema: Schema, where: str, number: int | None) -> Reviewed | None:
    """Judge an issue of a snapshot."""
    from pathlib import Path

    from issuesync.app.review import review_offline
    from issuesync.errors import UsageError
    from issuesync.store.snapshot import load_snapshot

    if number is None:
        raise UsageError("a snapshot holds no submissions", hint="name an issue's number")
    path = root / schema.snapshot if where == "snapshot" else Path(where)
    name = schema.snapshot if where == "snapshot" else where
    return review_offline(root, schema, load_snapshot(path, name), number)


def _run_on_github(
    root: Path,
    schema: Schema,
    number: int | None,
    event: str | None,
    *,
    apply: bool,
    max_wait: float,
    as_json: bool,
) -> None:
    """Judge issues as they are on GitHub now, and write what is due where that is asked for."""
    from issuesync.app.actions import tell_review
    from issuesync.app.connection import Meter, connected
    from issuesync.app.event import is_elsewhere, load_event, say_elsewhere
    from issuesync.app.output import working
    from issuesync.app.review import Desk, RemoteDesk
    from issuesync.github.issues import read_open
    from issuesync.github.repository import resolve
    from issuesync.github.target import GitHubTarget

    if is_elsewhere(schema):
        say_elsewhere(schema)
        return
    happened = load_event(event)
    meter = Meter()
    with connected(max_wait, meter) as api:
        with working("reading what waits"):
            name = resolve(api, schema.repository).name
            desk = Desk.of(root, schema, read_open(api, name))
        remote = RemoteDesk(api, name, desk, GitHubTarget(api, name), happened)
        numbers = _wanted(remote, number)
        found = [(one, remote.review(one)) for one in numbers]
        code = max((_settle(remote, x, apply=apply) for _, x in found if x), default=0)
    if as_json:
        _show_json(found)
    else:
        for one, reviewed in found:
            _show_one(one, reviewed, as_json=False, is_applied=apply)
    tell_review(found, meter)
    raise typer.Exit(code)


def _wanted(remote: RemoteDesk, number: int | None) -> list[int]:
    """Return which issues to judge: the one named, the event's, or all that wait."""
    if number is not None:
        return [number]
    return [remote.event.issue.number] if remote.event else list(remote.missed())


def _settle(remote: RemoteDesk, reviewed: Reviewed, *, apply: bool) -> int:
    """Carry out what is due for one issue, where that is asked for; return the exit code."""
    from issuesync.app.execute import report_rest
    from issuesync.apply import apply_plan

    if not apply:
        return 0
    outcome = apply_plan(reviewed.plan, remote.target, _say_change)
    report_rest(outcome)
    return max((error.exit_code for _, error in outcome.failed), default=0)


def _say_change(change: Change) -> None:
    """Say what is being done."""
    from issuesync.app.output import say
    from issuesync.reports.plan import describe

    say(" ".join(describe(change)))


def _show_one(
    number: int | None, reviewed: Reviewed | None, *, as_json: bool, is_applied: bool = False
) -> None:
    """Show the comment, and what would be written beside it; what was written is said already."""
    from issuesync.app.output import print_data, say
    from issuesync.reports.plan import describe

    if as_json:
        _show_json([(number, reviewed)])
        return
    if reviewed is None:
        say(f"#{number}: no open issue of the catalog; nothing is said of it")
        return
    print_data(reviewed.comment)
    if not reviewed.plan.changes:
        say(f"#{number}: nothing to write")
    if is_applied:
        return
    for change in reviewed.plan:
        say(f"planned: {' '.join(describe(change))}")
    if reviewed.plan.changes:
        say("review --apply makes it so")


def _show_json(found: Iterable[tuple[int | None, Reviewed | None]]) -> None:
    """Print what was found as JSON."""
    from issuesync.app.output import print_json

    print_json([_reviewed_json(number, one) for number, one in found])


def _reviewed_json(number: int | None, reviewed: Reviewed | None) -> dict[str, Any]:
    """Return a verdict as JSON holds it."""
    from issuesync.reports.json import problem_json, record_json
    from issuesync.reports.plan import plan_json

    if reviewed is None:
        return {"number": number, "stage": None}
    verdict = reviewed.verdict
    return {
        "number": number,
        "stage": verdict.stage.name.lower(),
        "record": record_json(verdict.record),
        "mistakes": [problem_json(one) for one in verdict.mistakes],
        "advice": [problem_json(one) for one in verdict.advice],
        "alike": [
            {
                "number": one.record.number,
                "name": one.record.name,
                "by": one.by,
                "same": one.is_same,
            }
            for one in verdict.likenesses
        ],
        "comment": reviewed.comment,
        **plan_json(reviewed.plan),
    }
