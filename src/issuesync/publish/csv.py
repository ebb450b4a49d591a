"""The catalog into CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
import json
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.fields.base import StoredValue
    from issuesync.model.record import Record
    from issuesync.publish.table import DataColumn, DataRow
    from issuesync.schema.catalog import Schema

_FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet would run: https://owasp.org/www-community/attacks/CSV_Injection"""


def render_csv(columns: Iterable[DataColumn], rows: Iterable[DataRow]) -> str:
    """Render typed columns: numbers as digits, lists as JSON, nothing where there is no value."""
    columns = tuple(columns)
    cells = ([_cell(row.cells.get(column.key)) for column in columns] for row in rows)
    return _write([column.key for column in columns], cells)


def render_shown_csv(records: Iterable[Record], schema: Schema) -> str:
    """Render the texts that people are shown, with a column for every field of any collection."""
    fields = {field.key: field for one in schema.collections for field in one.fields}
    rows = []
    for record in records:
        of_collection = schema.by_key[record.collection].by_key
        shown = [
            of_collection[key].type.show(value)
            if key in of_collection and (value := record.value(key)) is not None
            else ""
            for key in fields
        ]
        number = "" if record.number is None else record.number
        row = [record.collection, number, record.url, record.published_at, *shown]
        rows.append([safe_cell(str(cell)) for cell in row])
    return _write(["collection", "number", "url", "published_at", *fields], rows)


def render_rows(rows: Iterable[Iterable[str]]) -> str:
    """Render texts, the first row of them the head."""
    head, *others = [[safe_cell(cell) for cell in row] for row in rows] or [[]]
    return _write(head, others)


def _write(head: list[str], rows: Iterable[list[str]]) -> str:
    """Write a head and rows of cells."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([safe_cell(key) for key in head])
    writer.writerows(rows)
    return stream.getvalue()


def _cell(value: StoredValue | None) -> str:
    """Return a value as a cell; only a text can be taken for a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return json.dumps(value, ensure_ascii=False)
    return safe_cell(value) if isinstance(value, str) else str(value)


def safe_cell(text: str) -> str:
    """Fold a cell into one line, and quote what a spreadsheet would run by an apostrophe."""
    line = " ".join(text.split())
    return f"'{line}" if normalize("NFKC", line).startswith(_FORMULA) else line
