"""The commands by name, and the one place where errors become messages and exit codes."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path  # noqa: TC003 - typer reads the annotation
from typing import Annotated

import typer

from issuesync import __version__
from issuesync.app.log import listen
from issuesync.cli.absorb import absorb
from issuesync.cli.app import app
from issuesync.cli.check import check
from issuesync.cli.init import init
from issuesync.cli.labels import labels
from issuesync.cli.list import list_command
from issuesync.cli.publish import publish
from issuesync.cli.pull import pull
from issuesync.cli.review import review
from issuesync.cli.show import show
from issuesync.cli.sync import sync
from issuesync.errors import ExitCode, IssuesyncError

_INTERRUPTED = 130

app.command("init", short_help="Start a catalog, or adopt a README.")(init)
app.command("sync", short_help="Rewrite every generated region, from the snapshot or from GitHub.")(
    sync
)
app.command("check", short_help="List every problem, with its place and what to do.")(check)
app.command("list", short_help="Find entries by text, label, section or field.")(list_command)
app.command("show", short_help="Show one entry and where each value comes from.")(show)
app.command("absorb", short_help="Keep hand edits of generated tables.")(absorb)
app.command(
    "labels", short_help="Compare the repository's labels with labels.yaml, and change them."
)(labels)
app.command("review", short_help="Judge a submitted issue and write the comment it gets.")(review)
app.command("publish", short_help="Write data files and a page to search.")(publish)
app.command("pull", short_help="Read issues and labels from GitHub into a snapshot.")(pull)


def _print_version(asked: bool) -> None:
    """Print the version and end, where it was asked for."""
    if asked:
        sys.stdout.write(f"issuesync {__version__}\n")
        raise typer.Exit


@app.callback()
def _options(
    directory: Annotated[
        Path | None,
        typer.Option("-C", help="Work in this folder, the one with catalog.yaml."),
    ] = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option(
            "-v",
            count=True,
            show_default=False,
            help="Show requests, files and decisions; -vv shows more.",
        ),
    ] = 0,
) -> None:
    """GitHub Issues are the database; the README is a build product."""
    del version
    listen(verbose)
    if directory is not None:
        try:
            os.chdir(directory)
        except OSError as error:
            raise typer.BadParameter(f"{directory}: {error.strerror}") from error


def collect_seldom() -> None:
    """Let Python look for garbage after many more objects than it does by itself.

    Entries hold no cycles and live to the end: looking at them again and again took a fifth of
    the time. A pull of 100,000 issues keeps within the same memory.
    """
    gc.set_threshold(50_000, 20, 100)


def main() -> None:
    """Run a command; turn an expected error into its message and its exit code."""
    collect_seldom()
    try:
        app(prog_name="issuesync")
    except IssuesyncError as error:
        from issuesync.app.actions import tell_failure
        from issuesync.app.output import report_error

        report_error(error)
        tell_failure(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what was written is kept, and the next run resumes\n")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on
        sys.exit(ExitCode.DONE)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is red, and told in a line
        from issuesync.app.crash import report_crash

        report_crash(error)
        sys.exit(ExitCode.CRASH)
