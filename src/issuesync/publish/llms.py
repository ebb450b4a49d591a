"""The catalog into Markdown for agents, and for people with a permanent address.

https://llmstxt.org
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.bibtex import render_entry
from issuesync.markdown.escape import autolink, escape_code, escape_inline, link
from issuesync.publish.bibtex import cite_keys, cited_fields
from issuesync.publish.facts import shown_facts
from issuesync.publish.feed import issue_page
from issuesync.publish.table import named_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.publish.table import DataColumn, DataRow, DataTable
    from issuesync.schema.catalog import Schema

_BRIEF = 80
"""How long a text may be to be in the line of an entry."""
_FILES = (
    ("catalog.jsonl", "every entry, one a line, each value with its source"),
    ("catalog.bib", "every entry as BibTeX"),
    ("catalog.sqlite", "the same as tables of SQLite"),
)


def render_llms(schema: Schema, tables: Sequence[DataTable], csv_files: Iterable[str]) -> str:
    """Render ``llms.txt``: what there is, what each column holds, and a line an entry."""
    about = schema.about
    lines = [f"# {escape_inline(about.title or schema.repository)}", ""]
    if about.description:
        lines += [f"> {escape_inline(about.description)}", ""]
    lines += ["## Data", "", *(f"- {link(name, name)}: {text}" for name, text in _FILES)]
    for table, name in zip(tables, csv_files, strict=True):
        columns = ", ".join(map(_describe, table.columns))
        lines.append(f"- {link(name, name)}: {_counted(table)} with the columns {columns}")
    for table in tables:
        lines += ["", f"## {escape_inline(table.title)}", ""]
        lines += [_entry_line(row, table) for row in table.rows]
    return "\n".join(lines) + "\n"


def _counted(table: DataTable) -> str:
    """Say how many entries of what a table holds."""
    count = len(table.rows)
    entries = "entry" if count == 1 else "entries"
    return f"{count} {entries} of {escape_inline(table.title)}"


def _describe(column: DataColumn) -> str:
    """Return a column's key with its unit or the keys that it may hold."""
    keys = [key for key, shown in column.options if key != shown]
    more = column.unit or (" | ".join(keys) if keys else "")
    return escape_code(column.key) + (f" ({escape_inline(more)})" if more else "")


def _entry_line(row: DataRow, table: DataTable) -> str:
    """Link an entry's page, with what is short enough to be read in one line."""
    brief = [
        escape_inline(text)
        for column, text in shown_facts(row, table)
        if column.format != "uri" and column.field in table.shown and len(text) <= _BRIEF
    ]
    return f"- {link(row.record.name, _entry_path(row))}" + (
        f": {', '.join(brief)}" if brief else ""
    )


def _entry_path(row: DataRow) -> str:
    """Return the path of an entry's page, which lasts as long as the entry."""
    return f"entries/{row.id}.md"


def render_entries(schema: Schema, tables: Sequence[DataTable]) -> dict[str, str]:
    """Render each entry's page by its path."""
    keys, lineage = cite_keys(tables), _Lineage(tables)
    return {
        _entry_path(row): _render_page(schema, row, table, keys[row.id], lineage)
        for table in tables
        for row in table.rows
    }


class _Lineage:
    """Which entries name which, by their permanent names, both ways."""

    def __init__(self, tables: Sequence[DataTable]) -> None:
        rows = [(row, table) for table in tables for row in table.rows]
        self.names = {row.id: row.record.name for row, _ in rows}
        self.sources = {row.id: named_ids(row, table) for row, table in rows}
        self.users: dict[str, list[str]] = {}
        for user, sources in self.sources.items():
            for source in sources:
                self.users.setdefault(source, []).append(user)

    def lines(self, row: DataRow) -> Iterator[str]:
        """Link what an entry is built from, and what is built from it."""
        up = "../" * row.id.count("/")
        for said, ids in (
            ("Built from", self.sources[row.id]),
            ("Used by", self.users.get(row.id)),
        ):
            if ids:
                links = ", ".join(link(self.names[one], f"{up}{one}.md") for one in ids)
                yield f"- {said}: {links}"


def _render_page(
    schema: Schema, row: DataRow, table: DataTable, key: str, lineage: _Lineage
) -> str:
    record = row.record
    lines = [f"# {escape_inline(record.name)}", "", f"- Collection: {escape_inline(table.title)}"]
    if record.number is not None:
        issue = link(f"#{record.number}", issue_page(schema, record.number, record.url))
        lines.append(f"- Issue: {issue}")
    lines += [_fact_line(row, column, text) for column, text in shown_facts(row, table)]
    lines += [*_label_lines(row), *lineage.lines(row)]
    cited = render_entry(key, cited_fields(row, table)).rstrip("\n")
    return "\n".join([*lines, "", *_fenced(cited, "bibtex")]) + "\n"


def _fact_line(row: DataRow, column: DataColumn, text: str) -> str:
    """State a value, what gave it, and where."""
    shown = autolink(text) if column.format == "uri" else escape_inline(text)
    stated = row.stated(column)
    source = f" ({stated.origin.value}, {escape_code(str(stated.place))})" if stated else ""
    return f"- {escape_inline(column.label)}: {shown}{source}"


def _label_lines(row: DataRow) -> Iterator[str]:
    if row.record.labels:
        yield f"- Labels: {', '.join(map(escape_inline, row.record.labels))}"


def _fenced(text: str, language: str) -> list[str]:
    """Put a text into a fence that no line of it closes."""
    fence = "```"
    while fence in text:
        fence += "`"
    return [f"{fence}{language}", *text.split("\n"), fence]
