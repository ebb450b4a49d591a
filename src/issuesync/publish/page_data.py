"""The typed tables into what the page's script reads: one column a field over all entries."""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import slug
from issuesync.fields.choices import Labels
from issuesync.fields.link import url_fault
from issuesync.publish.page_cite import odd_citations
from issuesync.publish.page_entries import entries_data, trimmed, voice_fields
from issuesync.publish.page_forms import forms_data
from issuesync.publish.page_lineage import lineage_data
from issuesync.publish.page_values import Cell, page_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.publish.table import DataRow, DataTable
    from issuesync.records.catalog import Catalog

_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What could end a script or a line of one; JSON has these signs in texts alone."""
_LONE = re.compile("[\ud800-\udfff]")


def render_page_data(data: dict[str, Any]) -> str:
    """Render the data as a script of its own that no text in it can end or break."""
    text = _json_text(data)
    return f"var issuesyncData = {text};\n"


def _json_text(data: Any) -> str:
    """Render JSON without blanks that is safe within a script and within a page."""
    import json

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_ESCAPES))


def build_page_data(catalog: Catalog, tables: Sequence[DataTable]) -> dict[str, Any]:
    """Build everything that the page shows, by the catalog's own order."""
    rows = [row for table in tables for row in table.rows]
    records = [row.record for row in rows]
    places = _Places()
    columns = [
        (cells, _field_json(cells, rows, catalog, places))
        for cells in sorted(_by_key(catalog, tables), key=partial(_rank, catalog))
    ]
    fields = [field for _, field in columns]
    return {
        "repository": catalog.schema.repository,
        "collections": [[table.key, table.title, len(table.rows)] for table in tables],
        "ids": [0 if row.id == _plain_id(row) else row.id for row in rows],
        "names": [row.record.name for row in rows],
        "numbers": trimmed([row.record.number or 0 for row in rows]),
        "urls": [
            [index, "" if url_fault(row.record.url) else row.record.url]
            for index, row in enumerate(rows)
            if row.record.url != _issue_url(row, catalog)
        ],
        "published": [row.record.published_at[:10] for row in rows],
        "lines": [row.record.place.line or 0 for row in rows],
        "fields": [*fields, *voice_fields(catalog, records)],
        "places": places.found,
        "odd": list(odd_citations(tables, _main_links(fields, len(rows)))),
        **entries_data(catalog, records),
        **lineage_data(catalog, rows),
        **forms_data(catalog, records, columns),
    }


def _rank(catalog: Catalog, cells: list[Cell]) -> int:
    """Return where a group of labels is in labels.yaml; what is no such group comes first."""
    field = cells[0].field
    groups = list(catalog.schema.taxonomy.by_group)
    is_group = isinstance(field.type, Labels) and field.group in groups
    return 1 + groups.index(field.group or "") if is_group else 0


def _main_links(fields: Sequence[dict[str, Any]], count: int) -> list[str]:
    """Return the first address of each entry, as the script takes it."""
    links = [field["values"] for field in fields if field["kind"] == "link"]
    return [next((one[index] for one in links if one[index]), "") for index in range(count)]


def _plain_id(row: DataRow) -> str:
    """Return the name that the page works out by itself, to be stated where it is another."""
    if row.record.number is not None:
        return str(row.record.number)
    name = row.record.name
    return f"{row.record.collection}/{slug(name)}" if name.isascii() else ""


def _issue_url(row: DataRow, catalog: Catalog) -> str:
    """Return the address of the entry's issue; empty for an entry of a data file."""
    number = row.record.number
    return f"https://github.com/{catalog.schema.repository}/issues/{number}" if number else ""


def _by_key(catalog: Catalog, tables: Sequence[DataTable]) -> Iterator[list[Cell]]:
    """Bring together the columns of one key and kind, whichever tables they are in."""
    found: dict[tuple[str, str], list[Cell]] = {}
    for table in tables:
        collection = catalog.schema.by_key[table.key]
        texts = {one.field: one for one in table.columns if one.is_text}
        for column in table.columns:
            if not column.field or not column.is_value or column.field == collection.naming:
                continue
            field = collection.by_key[column.field]
            cells = found.setdefault((column.key, field.type.kind), [])
            cells += (Cell(row, column, texts.get(column.field), field) for row in table.rows)
    return (cells for cells in found.values() if any(one.plain is not None for one in cells))


class _Places:
    """What gave values, each of origin and file once."""

    def __init__(self) -> None:
        self.found: list[list[str]] = []

    def letter(self, cell: Cell) -> str:
        """Return one character for what gave a cell its value, a blank for nothing."""
        stated = cell.row.stated(cell.column)
        if stated is None or (stated.value is None and not stated.raw):
            return " "
        place = [stated.origin.value, stated.place.file]
        if place not in self.found:
            self.found.append(place)
        return chr(ord("A") + self.found.index(place))


def _field_json(
    cells: list[Cell], rows: Sequence[DataRow], catalog: Catalog, places: _Places
) -> dict[str, Any]:
    """State one field over all entries: 0 or an empty text where an entry has none."""
    first = cells[0]
    by_row = {id(cell.row): cell for cell in cells}
    every = [by_row.get(id(row)) for row in rows]
    kind, values, more = page_values(every, rows, catalog)
    return {
        "key": first.column.key,
        "label": first.column.label,
        "kind": kind,
        **more,
        "values": values,
        "from": "".join(places.letter(cell) if cell else " " for cell in every).rstrip(),
        "lines": trimmed([_line(cell) for cell in every]),
        "raw": [
            [index, stated.raw]
            for index, cell in enumerate(every)
            if cell and (stated := cell.row.stated(cell.column))
            if stated.raw and not cell.field.type.is_blank(stated.raw)
        ],
    }


def _line(cell: Cell | None) -> int:
    """Return the line that states the value; within a data file, below the entry's first line."""
    stated = cell.row.stated(cell.column) if cell else None
    if not cell or not stated or not stated.place.line:
        return 0
    place = cell.row.record.place
    return stated.place.line - (place.line or 0 if stated.place.file == place.file else 0)
