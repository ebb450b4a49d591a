"""``issuesync sync``: read the issues, rewrite everything declared."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.commit import Landed
    from issuesync.app.sync import SyncResult
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
    voices: Annotated[
        bool, typer.Option("--voices", help="Write the issues' reactions and comments too.")
    ] = False,
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
    from issuesync.app.connection import PullOptions
    from issuesync.app.output import print_json
    from issuesync.app.sync import (
        SyncOptions,
        absolute,
        destination_of,
        origin_anywhere,
        print_diff,
    )
    from issuesync.app.sync import sync as synchronise
    from issuesync.reports.sync import sync_json

    looks = check or diff
    options = SyncOptions(
        Path(),
        origin_anywhere(origin),
        PullOptions(max_wait, allow_shrink=allow_shrink, event=absolute(event), voices=voices),
        overwrite=overwrite,
        help_text=help_text,
        destination=destination_of(looks=looks, commit=commit, pull_request=pull_request),
    )
    result = synchronise(options)
    made = result.made
    if as_json:
        print_json(
            sync_json(
                made.loaded.catalog,
                made.built,
                made.changed,
                made.problems,
                result.landed,
                is_written=result.is_written,
            )
        )
    else:
        if looks:
            print_diff(made.loaded.root, made.changed)
        _report(result, origin)
    if made.built.held or (check and made.changed):
        raise typer.Exit(1)


def _report(result: SyncResult, origin: str | None) -> None:
    """Say what was written, what was left alone, and what is wrong."""
    from issuesync.app.acting import files_line
    from issuesync.app.output import count_problems, report_problems, say, say_first
    from issuesync.model.problem import Severity
    from issuesync.model.wording import counted

    made, landed = result.made, result.landed
    loaded, built = made.loaded, made.built
    say_first(loaded.origin.read)
    for file in made.changed:
        say(f"{_done_to(file, landed, is_written=result.is_written)} {file.path}")
    if not made.changed:
        verb = "is" if len(built.files) == 1 else "are"
        say(f"nothing to write: {counted(len(built.files), 'file')} {verb} up to date")
    entries = counted(len(list(loaded.catalog)), "entry", "entries")
    say(f"{entries}, {counted(built.tables, 'table')}, {counted(built.rows, 'row')}")
    for one in built.held:
        say(
            f"{one.path}:{one.line}: “{one.region}” was edited by hand and is left as it is",
            "yellow",
        )
        say(one.diff)
        say("    run issuesync absorb to take the edit in, or sync --overwrite to drop it")
    told = loaded.origin.problems
    report_problems(told)
    report_problems([one for one in made.problems if one not in told], Severity.ERROR)
    if made.problems:
        flag = _same_source(result, origin)
        lists = "lists it" if len(made.problems) == 1 else "lists them"
        say(f"{count_problems(made.problems)}; issuesync check{flag} {lists}", "dim")
    if landed:
        _say_landed(landed)
    else:
        say(files_line(len(made.changed), is_written=result.is_written))


def _same_source(result: SyncResult, origin: str | None) -> str:
    """Return the flag with which a check finds the same problems; often it needs none."""
    is_in_snapshot = origin == "github" and not result.made.loaded.origin.problems
    return "" if origin in {None, "snapshot"} or is_in_snapshot else f" --from {origin}"


def _done_to(file: OutputFile, landed: Landed | None, *, is_written: bool) -> str:
    """Say what was done to a file; what is committed is written next to the user's own."""
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
