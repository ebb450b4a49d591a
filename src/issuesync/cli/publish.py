"""``issuesync publish``: data files and the page, for those who use the catalog."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import From  # noqa: TC001 - typer reads the annotation

if TYPE_CHECKING:
    from issuesync.app.publish import Published


def publish(
    to: Annotated[
        str, typer.Option("--to", metavar="FOLDER", help="Where the files are written.")
    ] = "site",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if the folder is out of date.")
    ] = False,
    origin: From = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")] = False,
) -> None:
    """Write the catalog as data files and a page to search.

    Example: issuesync publish --to site
    """
    from issuesync.app.publish import publish_site

    made = publish_site(Path(), Path(to), origin, is_written=not check)
    _report(made, is_written=not check, as_json=as_json)
    if check and made.change:
        raise typer.Exit(1)


def _report(made: Published, *, is_written: bool, as_json: bool) -> None:
    """Show what changed in the folder."""
    from issuesync.app.output import print_json, say

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
    verb = ("wrote", "removed") if is_written else ("would write", "would remove")
    for name in change.kept:
        say(f"{made.folder / name} is no longer published, but was edited: it is kept", "yellow")
    if not change:
        say(f"nothing to write: the {count} files in {made.folder} are up to date")
        return
    parts = [f"{verb[0]} {len(change.written)} of {count} files"]
    parts += [f"{verb[1]} {len(change.removed)}"] if change.removed else []
    say(f"{', '.join(parts)} in {made.folder}")
