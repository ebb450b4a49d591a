"""The catalog into BibTeX: what is known of each entry, and no author that nobody stated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from issuesync.documents.bibtex import render_entry
from issuesync.fields.identifier import arxiv_of, doi_of
from issuesync.records.names import unique_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuesync.publish.table import DataRow, DataTable

_VERSION = re.compile(r"v[0-9]+\Z")


def render_bibtex(tables: Iterable[DataTable], keys: Mapping[str, str]) -> str:
    """Render one ``@misc`` an entry, under the key that it has in the whole catalog."""
    entries = (
        render_entry(keys[row.id], cited_fields(row, table))
        for table in tables
        for row in table.rows
    )
    return "\n".join(entries)


def cited_fields(row: DataRow, table: DataTable) -> dict[str, str]:
    """Return what BibTeX can say of an entry, without what is not known."""
    link = _link(row, table)
    eprint = _VERSION.sub("", _stated(row, table, "arxiv") or arxiv_of(link) or "")
    stated = {
        "title": row.record.name,
        "year": _year(row, table),
        "eprint": eprint,
        "archiveprefix": "arXiv" if eprint else "",
        "doi": _stated(row, table, "doi") or doi_of(link) or "",
        "url": link,
    }
    return {key: text for key, text in stated.items() if text}


def _link(row: DataRow, table: DataTable) -> str:
    """Return where the entry leads: what its name links to, else its first address or issue."""
    keys = [table.main_link, *(one.key for one in table.by_field.values() if one.format == "uri")]
    found = (row.cells.get(key) for key in keys if key)
    return next((link for link in found if isinstance(link, str)), row.record.url)


def _year(row: DataRow, table: DataTable) -> str:
    """Return the entry's year, or that of its date, where a field of it is one."""
    return _stated(row, table, "year") or _stated(row, table, "date")[:4]


def _stated(row: DataRow, table: DataTable, form: str) -> str:
    """Return the first value of the form that an entry's fields state, or nothing."""
    keys = (one.key for one in table.columns if one.format == form and one.is_value)
    return next((str(row.cells[key]) for key in keys if row.cells[key] is not None), "")


def cite_keys(tables: Iterable[DataTable]) -> dict[str, str]:
    """Return the key of each entry by its permanent name."""
    taken: set[str] = set()
    rows = sorted((row for table in tables for row in table.rows), key=_age)
    return {row.id: unique_name(_cite_key(row), taken, "-") for row in rows}


def _age(row: DataRow) -> tuple[int, str, int, str]:
    """Return what entries are counted by, so that a new one renames no older one."""
    place = row.record.place
    return row.record.number or 0, place.file, place.line or 0, row.id


def _cite_key(row: DataRow) -> str:
    """Return a key of ASCII letters, digits and hyphens: ``datasets-57``, ``metadata-dior``."""
    collection = row.record.collection
    name = f"{collection}-{row.id.removeprefix(f'{collection}/')}"
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-") or "entry"
