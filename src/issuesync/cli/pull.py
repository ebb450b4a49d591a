"""``issuesync pull``: the mirror alone, or a snapshot from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, MaxWait

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.schema.catalog import Schema


def pull(  # noqa: PLR0917 - typer passes flags by name
    to: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write a listing of everything as a snapshot."),
    ] = None,
    status: Annotated[
        bool, typer.Option("--status", help="Say what the mirror holds; read no issues.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what a pull would cost; read no issues.")
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
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.app.workspace import load_schema

    root = Path()
    schema = load_schema(root)
    options = PullOptions(max_wait, full, allow_shrink)
    if status:
        _say_status(root, schema, options)
    elif dry_run:
        _say_cost(root, schema, options)
    else:
        _run(root, schema, options, to)


def _run(root: Path, schema: Schema, options: PullOptions, to: str | None) -> None:
    """Pull, and write the listing where one is asked for."""
    from issuesync.app.connection import connected, moved, pulled, snapshot_of
    from issuesync.app.output import report_problems, say
    from issuesync.errors import UsageError
    from issuesync.model.output import OutputFile
    from issuesync.store.files import changed_files, write_files
    from issuesync.store.snapshot import snapshot_text

    if to is not None and (root / to).resolve() == (root / schema.snapshot).resolve():
        hint = "name another file; issuesync sync --from github writes the snapshot"
        raise UsageError(f"{to} is the accepted state, which a listing must not replace", hint=hint)
    with (
        connected(options.max_wait, options.meter) as api,
        pulled(api, root, schema, options) as found,
    ):
        name, labels = found.identity.name, len(found.labels)
        text = None if to is None else snapshot_text(snapshot_of(found))
    report_problems(moved(schema, name))
    say(f"{found.count} issues and pull requests and {labels} labels of {name}")
    if to is not None:
        changed = changed_files(root, [OutputFile(to, text)])
        write_files(root, changed)
        say(f"wrote {to}" if changed else f"nothing to write: {to} is up to date")


def _say_status(root: Path, schema: Schema, options: PullOptions) -> None:
    """Say what the mirror holds, how old it is, and how many requests are left."""
    from issuesync.app.connection import connected
    from issuesync.app.output import say
    from issuesync.store.mirror import mirror_path, read_status

    path = mirror_path(root)
    if path.exists():
        held = read_status(path)
        say(f"{held.repository}: {held.issues} issues, {held.pulls} pull requests in {path}")
        until = "read whole" if held.is_complete else "broken off"
        say(f"last change seen: {held.cursor or 'none'} ({until}); pulled {_age(path)} ago")
    else:
        say(f"{schema.repository}: no mirror; up to 1000 issues are listed anew each time")
    with connected(options.max_wait) as api:
        limit = api.get_object("/rate_limit")["resources"]["core"]
    say(f"{limit['remaining']} of {limit['limit']} requests left this hour")


def _age(path: Path) -> str:
    """Say how long ago a file was written."""
    import time

    minutes = int(max(0.0, time.time() - path.stat().st_mtime)) // 60
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    return f"{days} d {hours} h" if days else f"{hours} h {minutes} min"


def _say_cost(root: Path, schema: Schema, options: PullOptions) -> None:
    """Say how many requests a pull would make."""
    from issuesync.app.connection import connected
    from issuesync.app.output import say
    from issuesync.github.api import PAGE
    from issuesync.github.pull import SMALL
    from issuesync.github.repository import count_all, resolve
    from issuesync.store.mirror import mirror_path

    with connected(options.max_wait) as api:
        identity = resolve(api, schema.repository)
        total = identity.total if identity.total is not None else count_all(api, identity.name)
    pages = -(-total // PAGE)
    what = f"{identity.name}: {total} issues and pull requests"
    if mirror_path(root).exists() and not options.full:
        say(f"{what}; 3 or 4 requests, and one a hundred issues that changed")
    else:
        kept = "kept in .issuesync" if total > SMALL else "listed whole"
        say(f"{what}, {kept}; about {pages + 3} requests")
