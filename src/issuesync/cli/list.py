"""``issuesync list``: find entries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import From  # noqa: TC001 - typer reads the annotation

if TYPE_CHECKING:
    from issuesync.app.entries import Selection
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Schema

_HEADS = ("Issue", "Name", "Collection", "Section", "Labels")


def list_command(  # noqa: PLR0917 - typer passes flags by name
    text: Annotated[
        str | None, typer.Argument(help="Words that stand in the name or any value.")
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
    from issuesync.app.output import print_data, print_json, say
    from issuesync.publish.csv import render_shown_csv
    from issuesync.records.query import Query
    from issuesync.reports.json import record_json

    _require_one(as_json, as_csv, as_format is not None)
    query = Query(text, tuple(label or ()), section, collection, tuple(field or ()))
    found = list_entries(Path(), query, origin)
    if as_format is not None:
        print_data(export_entries(found, as_format))
    elif as_json:
        print_json([record_json(record) for record in found.records])
    elif as_csv:
        print_data(render_shown_csv(found.records, found.schema))
    else:
        _print_table(found)
        say(f"{len(found.records)} of {found.total} entries")


def _require_one(*asked: bool) -> None:
    """Refuse flags that each ask for another output."""
    from issuesync.errors import UsageError

    if sum(asked) > 1:
        message = "--json, --csv and --format each print something else"
        raise UsageError(message, hint="give one of them")


def _print_table(found: Selection) -> None:
    """Print the entries as a table where somebody watches, else with tabs between the cells."""
    from issuesync.app.output import print_data, safe_line

    rows = [[safe_line(cell) for cell in _cells(one, found.schema)] for one in found.records]
    if not sys.stdout.isatty():
        print_data("".join("\t".join(row) + "\n" for row in rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in _HEADS:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    Console(markup=False, highlight=False, emoji=False).print(table)


def _cells(record: Record, schema: Schema) -> tuple[str, ...]:
    """Return what the table says of an entry."""
    from issuesync.records.catalog import sections_of

    titles = {one.key: one.title for one in schema.by_key[record.collection].sections}
    sections = ", ".join(titles.get(key, key) for key in sections_of(record))
    number = "" if record.number is None else f"#{record.number}"
    return number, record.name, record.collection, sections, ", ".join(record.labels)
