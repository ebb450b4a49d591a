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

app.command("init")(init)
app.command("sync")(sync)
app.command("check")(check)
app.command("list")(list_command)
app.command("show")(show)
app.command("absorb")(absorb)
app.command("labels")(labels)
app.command("review")(review)
app.command("publish")(publish)
app.command("pull")(pull)


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
        typer.Option("--version", callback=_print_version, is_eager=True, help="Say the version."),
    ] = False,
    verbose: Annotated[
        int,
        typer.Option("-v", count=True, help="Show requests, files and decisions; -vv shows more."),
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
        app()
    except IssuesyncError as error:
        from issuesync.app.actions import tell_failure
        from issuesync.app.output import report_error

        report_error(error)
        tell_failure(error)
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.stderr.write("stopped; what was written stands, and running again goes on\n")
        sys.exit(_INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # nobody reads on
        sys.exit(ExitCode.DONE)
    except Exception as error:  # noqa: BLE001 - what nobody foresaw is red, and told in a line
        from issuesync.app.crash import report_crash

        report_crash(error)
        sys.exit(ExitCode.CRASH)
