"""Two sections into a table of which entries share sources."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.tables import issue_url
from issuesync.markdown.escape import escape_inline, link
from issuesync.markdown.regions import Rendering
from issuesync.markdown.rows import join_cells
from issuesync.records.lineage import SharingAnswer, compare_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.records.lineage import Comparison

_DIRECTLY, _THROUGH, _NONE, _UNKNOWN = "●", "○", "·", "?"
_MOST_PAIRS = 20_000
"""Cells of a table that a reader may look at; GitHub cuts documents of some more."""
_LEGEND = (
    f"{_DIRECTLY} both name the source, {_THROUGH} one has it from an entry that it is built from,"
    f" {_NONE} none named, {_UNKNOWN} unknown: one of the two names no sources. A shared source is"
    " not yet a leak, and entries may share sources that they do not name."
)


def render_lineage(catalog: Catalog, first: str, second: str) -> Rendering | None:
    """Render a row for each entry of one section, a column for each of the other.

    ``None`` where no collection has a section of one of these keys.
    """
    rows, columns = (_in_sections(catalog, key) for key in (first, second))
    if rows is None or columns is None:
        return None
    if len(rows) * len(columns) > _MOST_PAIRS:
        pairs = f"{len(rows):,} × {len(columns):,} entries are too many for a table"
        command = f"issuesync list --matrix {first},{second} --format csv"
        return Rendering(f"{pairs}: `{command}` writes a file.")
    matrix = compare_all(rows, columns, catalog.references)
    repository = catalog.schema.repository
    head = ["", *(_linked(record, repository) for record in columns)]
    rule = [":--", *[":-:"] * len(columns)]
    body = (
        [_linked(record, repository), *map(_cell, row)]
        for record, row in zip(rows, matrix, strict=True)
    )
    table = "\n".join(map(join_cells, [head, rule, *body]))
    return Rendering("\n\n".join([table, _LEGEND, *_details(matrix, repository)]))


def lineage_names(catalog: Catalog) -> Iterator[str]:
    """Give the addresses of the tables of any two sections whose entries name sources."""
    keys = dict.fromkeys(
        section.key
        for one in catalog.schema.collections
        for section in one.sections
        if any(map(catalog.references.of, catalog.in_collection(one.key)))
    )
    yield from (f"{first}/{second}" for first in keys for second in keys if first != second)


def _in_sections(catalog: Catalog, key: str) -> list[Record] | None:
    """Return the entries of every section of this key."""
    of = [one.key for one in catalog.schema.collections if key in {s.key for s in one.sections}]
    if not of:
        return None
    return [record for one in of for record in catalog.in_section(one, key)]


def _linked(record: Record, repository: str) -> str:
    """Return an entry's name, linked to its issue where it has one."""
    if record.number is None:
        return escape_inline(record.name)
    return link(record.name, issue_url(record, repository))


def _cell(one: Comparison) -> str:
    """Return the answer as a sign, with the number of shared sources."""
    if one.answer is SharingAnswer.SHARES:
        return f"{_DIRECTLY if one.is_direct else _THROUGH} {len(one.shared)}"
    return _NONE if one.answer is SharingAnswer.NONE_NAMED else _UNKNOWN


def _details(matrix: Sequence[Sequence[Comparison]], repository: str) -> Iterator[str]:
    """List the sources that are shared, in a part of the page that opens on demand."""
    lines = [line for row in matrix if (line := _shared_line(row, repository))]
    if lines:
        yield "<details><summary>Which sources</summary>"
        yield "\n".join(lines)
        yield "</details>"


def _shared_line(row: Sequence[Comparison], repository: str) -> str:
    """List what one entry shares with each of the others."""
    parts = [
        f"{escape_inline(one.second.name)} ({', '.join(_shared_names(one))})"
        for one in row
        if one.answer is SharingAnswer.SHARES
    ]
    return f"- {_linked(row[0].first, repository)}: {'; '.join(parts)}" if parts else ""


def _shared_names(one: Comparison) -> Iterator[str]:
    """Give the shared sources; those that come through others are marked."""
    for shared in one.shared:
        yield f"{escape_inline(shared.name)}{'' if shared.is_direct else f' {_THROUGH}'}"
