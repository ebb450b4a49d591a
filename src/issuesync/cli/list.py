"""``issuesync list``: find entries."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import From  # noqa: TC001 - typer reads the annotation

if TYPE_CHECKING:
    from issuesync.records.query import Query


def list_command(  # noqa: PLR0917 - typer passes flags by name
    text: Annotated[
        str | None, typer.Argument(help="Words to find in the name or any value.")
    ] = None,
    label: Annotated[
        list[str] | None, typer.Option(help="Only entries with this label; may be given again.")
    ] = None,
    section: Annotated[str | None, typer.Option(help="Only this section, by key or title.")] = None,
    collection: Annotated[str | None, typer.Option(help="Only this collection.")] = None,
    field: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="Only entries with this value, or >=, <=, >, <, !=; may be given again.",
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(metavar="KEY", help="Sort by this field; -KEY sorts downwards."),
    ] = None,
    uses: Annotated[
        str | None,
        typer.Option(metavar="NUMBER|NAME", help="Only entries that name this one as a source."),
    ] = None,
    shares_with: Annotated[
        str | None,
        typer.Option(
            "--shares-sources-with",
            metavar="NUMBER|NAME",
            help="Only entries that share a source with this one.",
        ),
    ] = None,
    matrix: Annotated[
        str | None,
        typer.Option(metavar="SECTION,SECTION", help="Which entries of two share sources."),
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print CSV with every field.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with typed values.")] = False,
    as_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="Print data as publish does: jsonl, csv, bibtex, feed or jsonld.",
        ),
    ] = None,
    origin: From = None,
) -> None:
    """Find entries by text, label, section or field.

    Example: issuesync list --field 'year>=2024' --format bibtex
    """
    from issuesync.app.entries import export_entries, list_entries
    from issuesync.app.output import print_data, print_json, say, say_first
    from issuesync.app.table import print_rows
    from issuesync.publish.csv import render_shown_csv
    from issuesync.records.query import Query
    from issuesync.reports.entries import LIST_HEADS, list_cells
    from issuesync.reports.json import record_json

    formats = (as_json, as_csv, as_format is not None)
    _require_one(*formats, as_format=as_format, is_matrix=matrix is not None)
    query = Query(text, tuple(label or ()), section, collection, tuple(field or ()), uses, sort)
    if matrix is not None:
        _print_matrix(matrix, origin, as_csv=as_csv or as_format is not None, as_json=as_json)
        return
    if shares_with is not None:
        _print_sharing(query, shares_with, origin, as_json=as_json)
        return
    found = list_entries(Path(), query, origin)
    if as_format is not None:
        print_data(export_entries(found, as_format))
    elif as_json:
        print_json([record_json(record) for record in found.records])
    elif as_csv:
        print_data(render_shown_csv(found.records, found.schema))
    else:
        say_first(found.read)
        print_rows(LIST_HEADS, (list_cells(one, found.schema) for one in found.records))
        say(f"{len(found.records)} of {found.total} entries")


def _require_one(*asked: bool, as_format: str | None, is_matrix: bool) -> None:
    """Refuse flags that each ask for another output, and a format that cannot state pairs."""
    from issuesync.errors import UsageError

    if sum(asked) > 1:
        message = "--json, --csv and --format each print something else"
        raise UsageError(message, hint="give one of them")
    if is_matrix and as_format not in {None, "csv"}:
        message = f"a matrix cannot be printed as {as_format}"
        raise UsageError(message, hint="use --format csv or --json")


def _print_sharing(query: Query, entry: str, origin: str | None, *, as_json: bool) -> None:
    """Print the entries that share a source with one, and what they share."""
    from issuesync.app.entries import list_sharing
    from issuesync.app.output import print_json, say, say_first
    from issuesync.app.table import print_rows
    from issuesync.reports.entries import SHARING_HEADS, sharing_cells, sharing_json
    from issuesync.reports.lineage import CAVEAT

    found = list_sharing(Path(), query, entry, origin)
    selection = found.selection
    pairs = [(record, found.by_key[record.key]) for record in selection.records]
    if as_json:
        print_json([sharing_json(*pair) for pair in pairs])
    else:
        say_first(selection.read)
        print_rows(SHARING_HEADS, (sharing_cells(*pair, selection.schema) for pair in pairs))
    say(
        f"{len(pairs)} share a source, {found.none_named} none named,"
        f" {found.unknown} unknown (one of the two names no sources)"
    )
    say(CAVEAT, "dim")


def _print_matrix(names: str, origin: str | None, *, as_csv: bool, as_json: bool) -> None:
    """Print which entries of two sections share sources."""
    from issuesync.app.entries import compare_sections
    from issuesync.app.output import print_data, print_json, say_first
    from issuesync.app.table import print_rows
    from issuesync.publish.csv import render_rows
    from issuesync.reports.lineage import comparison_json, matrix_rows

    found = compare_sections(Path(), names, origin)
    if as_json:
        print_json([[comparison_json(one) for one in row] for row in found.rows])
    elif as_csv:
        print_data(render_rows(matrix_rows(found.rows)))
    else:
        say_first(found.read)
        head, *rows = matrix_rows(found.rows)
        print_rows(head, rows)
