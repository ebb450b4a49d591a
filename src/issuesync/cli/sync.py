"""``issuesync sync``: read the issues, rewrite everything declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.app.sync import SyncOptions, print_diff, regenerate
from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.commit import Landed
    from issuesync.app.sync import Regenerated
    from issuesync.model.output import OutputFile


def sync(  # noqa: PLR0917 - typer passes flags by name
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; show the differences, exit 1 if any.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show the differences.")
    ] = False,
    origin: From = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace regions that were edited by hand.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Let a collection lose most of its rows.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was done as JSON.")] = False,
    event: Annotated[
        str | None, typer.Option(metavar="FILE", help="The Actions event that led to this run.")
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="Commit what changed to the remote's branch.")
    ] = False,
    pull_request: Annotated[
        bool, typer.Option("--pull-request", help="Propose what changed in one pull request.")
    ] = False,
) -> None:
    """Read the issues and rewrite every table, badge and list in the documents.

    Example: issuesync sync --diff
    """
    from issuesync.app.actions import tell_run
    from issuesync.app.connection import PullOptions
    from issuesync.app.event import is_elsewhere
    from issuesync.app.workspace import load_schema

    _refuse_both(check or diff, commit, pull_request)
    wishes = SyncOptions(
        _where(origin),
        PullOptions(max_wait, allow_shrink=allow_shrink, event=_absolute(event)),
        overwrite=overwrite,
        help_text=help_text,
    )
    landed = None
    is_barred = pull_request and is_elsewhere(
        load_schema(Path())
    )  # a fork gets no proposal of ours
    is_written = not (check or diff or is_barred)
    if commit or (pull_request and not is_barred):
        landed = _land(wishes, is_proposed=pull_request)
        made = landed.made
    else:
        made = regenerate(wishes, is_written=is_written)
    if (check or diff) and not as_json:
        print_diff(made.loaded.root, made.changed)
    _report(made, landed, is_written=is_written, as_json=as_json)
    tell_run(made, landed, wishes.options.meter)
    if made.built.held or (check and made.changed):
        raise typer.Exit(1)


def _refuse_both(*asked: bool) -> None:
    """Refuse flags that each say something else about where the files go."""
    from issuesync.errors import UsageError

    if sum(asked) > 1:
        message = "only one of --check or --diff, --commit and --pull-request can be meant"
        raise UsageError(message, hint="leave out the others")


def _where(origin: str | None) -> str | None:
    """Return what ``--from`` says so that it holds in every folder."""
    return origin if origin in {None, "github", "snapshot"} else _absolute(origin)


def _absolute(path: str | None) -> str | None:
    """Return a path so that it holds in every folder."""
    return None if path is None else str(Path(path).absolute())


def _land(wishes: SyncOptions, *, is_proposed: bool) -> Landed:
    """Regenerate on the remote's branch, and commit or propose what changed."""
    from issuesync.app.commit import commit_and_push
    from issuesync.app.pull_request import propose

    if is_proposed:
        return propose(Path(), lambda: regenerate(wishes), wishes.options)
    return commit_and_push(Path(), lambda: regenerate(wishes))


def _report(made: Regenerated, landed: Landed | None, *, is_written: bool, as_json: bool) -> None:
    """Say what was written, what was left alone, and what is wrong."""
    from issuesync.app.output import count_problems, print_json, report_problems, say
    from issuesync.model.problem import Severity
    from issuesync.reports.json import problem_json

    loaded, built, changed, problems = made.loaded, made.built, made.changed, made.problems
    if as_json:
        counts = {key: len(records) for key, records in loaded.catalog.records.items()}
        print_json(
            {
                "written": is_written,
                "changed": [{"path": file.path, "removed": file.text is None} for file in changed],
                "held": [
                    {"path": one.path, "region": one.region, "line": one.line, "diff": one.diff}
                    for one in built.held
                ],
                "entries": counts,
                "tables": built.tables,
                "rows": built.rows,
                "commit": (landed.commit or None) if landed else None,
                "pushed": bool(landed and landed.is_pushed),
                "pull_request": (landed.pull_request or None) if landed else None,
                "problems": [problem_json(problem) for problem in problems],
            }
        )
        return
    for file in changed:
        say(f"{_done_to(file, landed, is_written=is_written)} {file.path}")
    if not changed:
        say(f"nothing to write: {len(built.files)} files are up to date")
    say(f"{len(list(loaded.catalog))} entries, {built.tables} tables, {built.rows} rows")
    if landed:
        _say_landed(landed)
    for one in built.held:
        say(
            f"{one.path}:{one.line}: “{one.region}” was edited by hand and is left as it is",
            "yellow",
        )
        say(one.diff)
        say("    run issuesync absorb to take the edit in, or sync --overwrite to drop it")
    report_problems(loaded.origin.problems)
    report_problems((*loaded.catalog.problems, *built.problems), Severity.ERROR)
    if problems:
        say(f"{count_problems(problems)}; issuesync check lists them", "dim")


def _done_to(file: OutputFile, landed: Landed | None, *, is_written: bool) -> str:
    """Say what was done to a file; what is committed is written beside the user's own."""
    if not is_written:
        return "would change"
    if file.text is None:
        return "removed"
    return "changed" if landed else "wrote"


def _say_landed(landed: Landed) -> None:
    """Say which commit holds the files, and which pull request proposes them."""
    from issuesync.app.output import say
    from issuesync.reports.changes import commit_message

    if landed.is_pushed:
        say(f"pushed {landed.commit[:7]} to {landed.branch}: {commit_message(landed.counts)}")
    else:
        say(f"nothing to push to {landed.branch}")
    if landed.pull_request:
        say(f"see {landed.pull_request}")
