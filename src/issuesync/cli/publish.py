"""``issuesync publish``: data files and the page, for those who use the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.publish import Published


def publish(  # noqa: PLR0917 - typer passes flags by name
    to: Annotated[
        str, typer.Option("--to", metavar="FOLDER", help="Where the files are written.")
    ] = "site",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the folder is out of date.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; list the files that would change.")
    ] = False,
    dashboard_tag: Annotated[
        bool,
        typer.Option("--dashboard-tag", help="Instead, print the message of the dashboard's tag."),
    ] = False,
    apply: Annotated[bool, typer.Option("--apply", help="Write that tag on GitHub.")] = False,
    origin: From = None,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Write the catalog as data files and a page to search.

    Example: issuesync publish --to site
    """
    from issuesync.app.coloured import print_diff_text
    from issuesync.app.output import print_data
    from issuesync.app.publish import publish_site, write_dashboard_tag
    from issuesync.errors import UsageError

    if apply and not dashboard_tag:
        raise UsageError("--apply is for --dashboard-tag", hint="the page is written without it")
    if dashboard_tag:

        def show(message: str) -> None:
            print_data(f"{message}\n")

        code = write_dashboard_tag(Path(), origin, max_wait, show, applies=apply)
        raise typer.Exit(code)
    is_written = not (check or diff)
    made = publish_site(Path(), Path(to), origin, is_written=is_written)
    if diff and not as_json:
        marked = [
            *(("+", name) for name in made.change.written),
            *(("-", one) for one in made.change.removed),
        ]
        print_diff_text("".join(f"{sign} {name}\n" for sign, name in marked))
    _report(made, is_written=is_written, as_json=as_json)
    if check and made.change:
        raise typer.Exit(1)


def _report(made: Published, *, is_written: bool, as_json: bool) -> None:
    """Show what changed in the folder."""
    from issuesync.app.output import print_json, say, say_first
    from issuesync.model.wording import counted

    change = made.change
    count = len(change.sizes)
    if as_json:
        print_json(
            {
                "written": is_written,
                "folder": made.folder.as_posix(),
                "files": dict(change.sizes),
                "changed": list(change.written),
                "removed": list(change.removed),
                "kept": list(change.kept),
            }
        )
        return
    say_first(made.loaded.origin.read)
    verb = ("wrote", "removed") if is_written else ("would write", "would remove")
    for name in change.kept:
        say(f"{made.folder / name} is no longer published, but was edited: it is kept", "yellow")
    if not change:
        say(f"nothing to write: the {count} files in {made.folder} are up to date")
        return
    parts = [f"{verb[0]} {len(change.written)} of {counted(count, 'file')}"]
    parts += [f"{verb[1]} {len(change.removed)}"] if change.removed else []
    say(f"{', '.join(parts)} in {made.folder}")
