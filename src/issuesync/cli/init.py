"""``issuesync init``: the files of a new catalog."""

from __future__ import annotations

from typing import Annotated, Literal

import typer

from issuesync.cli.options import MAX_WAIT, FromOrNone, MaxWait


def init(  # noqa: PLR0917 - typer passes flags by name
    document: Annotated[
        str | None, typer.Argument(metavar="README", help="A document to make the catalog of.")
    ] = None,
    origin: FromOrNone = None,
    prefer: Annotated[
        Literal["readme", "issue"],
        typer.Option(help="Whose word counts where a row and its issue differ."),
    ] = "readme",
    into: Annotated[
        Literal["overrides", "issues"],
        typer.Option(help="State what issues lack in overrides, or in the issues too."),
    ] = "overrides",
    rows: Annotated[
        Literal["keep", "issues"],
        typer.Option(help="Keep rows without an issue in data files, or give each an issue."),
    ] = "keep",
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what the README becomes.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Also make the changes planned for GitHub.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
) -> None:
    """Write catalog.yaml, labels.yaml and a README with regions for a new catalog.

    With a README, its tables and lists become the catalog, and regions take their place. Nothing
    else that is there is overwritten. Example: issuesync init README.md --from issues.json
    """
    if document is None:
        from issuesync.app.scaffold import write_new

        write_new()
        return
    from issuesync.app.adopt import AdoptOptions, adopt_document

    request = AdoptOptions(
        document,
        origin,
        prefers_readme=prefer == "readme",
        edits_issues=into == "issues",
        files_rows=rows == "issues",
        shows_diff=diff,
        applies=apply,
        max_wait=max_wait,
    )
    raise typer.Exit(adopt_document(request))
