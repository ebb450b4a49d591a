"""``issuesync show``: one entry, and where each of its values came from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import From  # noqa: TC001 - typer reads the annotation

if TYPE_CHECKING:
    from issuesync.app.entries import Selection
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Field


def show(
    entry: Annotated[
        str, typer.Argument(metavar="NUMBER|NAME", help="An issue's number or a name.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON with typed values.")] = False,
    against: Annotated[
        str | None,
        typer.Option(metavar="NUMBER|NAME", help="Say which sources it shares with this entry."),
    ] = None,
    prefill: Annotated[
        bool, typer.Option("--prefill", help="Print a link to the form with its values.")
    ] = False,
    origin: From = None,
) -> None:
    """Show one entry: each value, what gave it, and what was wrong.

    Example: issuesync show 57
    """
    from issuesync.app.entries import show_entry
    from issuesync.app.output import print_json, say_first
    from issuesync.reports.json import entry_json
    from issuesync.reports.lineage import relations_json

    if against is not None:
        _print_comparison(entry, against, origin, as_json=as_json)
        return
    found = show_entry(Path(), entry, origin)
    if prefill:
        _print_links(found)
    elif as_json:
        print_json(
            [
                {
                    **entry_json(record, found.problems_of(record)),
                    **relations_json(record, found.references),
                }
                for record in found.records
            ]
        )
    else:
        say_first(found.read)
        for record in found.records:
            _print_entry(record, found)


def _print_comparison(first: str, second: str, origin: str | None, *, as_json: bool) -> None:
    """Print what is known of the sources that two entries share."""
    from issuesync.app.entries import compare_entries
    from issuesync.app.output import print_data, print_json, safe_line, say_first
    from issuesync.reports.lineage import comparison_json, comparison_lines

    found = compare_entries(Path(), first, second, origin)
    pair = found.rows[0][0]
    if as_json:
        print_json(comparison_json(pair))
        return
    say_first(found.read)
    print_data("".join(f"{safe_line(line)}\n" for line in comparison_lines(pair)))


def _print_links(found: Selection) -> None:
    """Print a link to the form for each entry; say what the link cannot fill in."""
    from issuesync.app.entries import form_links
    from issuesync.app.output import print_data, say

    for link in form_links(found):
        print_data(f"{link.url}\n")
        if link.left_out:
            say(f"to be filled in by hand: {', '.join(link.left_out)}")


def _print_entry(record: Record, found: Selection) -> None:
    """Print an entry's values, what of its body no field took, and its problems."""
    from issuesync.app.coloured import print_facts
    from issuesync.app.output import report_problems
    from issuesync.reports.lineage import relation_lines, voices_line

    fields = found.schema.by_key[record.collection].fields
    lines = [
        record.title,
        *(_show_line(record, field) for field in fields if _is_shown(record, field)),
    ]
    lines += voices_line(record)
    lines += relation_lines(record, found.references)
    lines += [f"kept, {x.label or 'no label'} (line {x.line}): {x.text}" for x in record.extras]
    print_facts(lines)
    report_problems(found.problems_of(record))


def _is_shown(record: Record, field: Field) -> bool:
    """Say whether a field says something: no entry has to have other names."""
    from issuesync.schema.catalog import ALIASES

    return field.key != ALIASES or field.key in record.values


def _show_line(record: Record, field: Field) -> str:
    """Show one field: its value, and in brackets what gave it and where."""
    stated = record.values.get(field.key)
    if stated is None:
        return f"  {field.label}: —"
    value = "unknown" if stated.value is None else field.type.show(stated.value)
    raw = f" “{' '.join(stated.raw.split())[:200]}”" if stated.raw else ""
    return f"  {field.label}: {value}{raw}  ({stated.origin.value}, {stated.place})"
