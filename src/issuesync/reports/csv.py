"""Records into CSV that no spreadsheet takes for formulas."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING
from unicodedata import normalize

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.record import Record
    from issuesync.schema.catalog import Schema

_FORMULA = ("=", "+", "-", "@")
"""What a cell begins with that a spreadsheet would run: https://owasp.org/www-community/attacks/CSV_Injection"""


def render_csv(records: Iterable[Record], schema: Schema) -> str:
    """Render one row a record, with a column for every field that any collection has."""
    fields = {field.key: field for one in schema.collections for field in one.fields}
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(["collection", "number", "url", "published_at", *fields])
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
        writer.writerow([safe_cell(str(cell)) for cell in row])
    return stream.getvalue()


def render_rows(rows: Iterable[Iterable[str]]) -> str:
    """Render rows of texts."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return stream.getvalue()


def safe_cell(text: str) -> str:
    """Fold a cell into one line, and quote what a spreadsheet would run by an apostrophe."""
    line = " ".join(text.split())
    return f"'{line}" if normalize("NFKC", line).startswith(_FORMULA) else line
