"""The catalog into BibTeX: what is known of each entry, and no author that nobody stated."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from unicodedata import normalize

from issuesync.documents.bibtex import render_entry
from issuesync.publish.identifiers import arxiv_id, doi
from issuesync.publish.names import unique_name

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.publish.table import Row, Table


def render_bibtex(tables: Iterable[Table], only: frozenset[str] | None = None) -> str:
    """Render one ``@misc`` an entry; ``only`` names the entries wanted.

    Keys are made from the entries' permanent names, so a selection has those of the whole.
    """
    tables = tuple(tables)
    keys = cite_keys(tables)
    entries = (
        render_entry(keys[row.id], cited_fields(row, table))
        for table in tables
        for row in table.rows
        if only is None or row.id in only
    )
    return "\n".join(entries)


def cited_fields(row: Row, table: Table) -> dict[str, str]:
    """Return what BibTeX can say of an entry, without what is not known."""
    link = _link(row, table)
    eprint = arxiv_id(link)
    stated = {
        "title": row.record.name,
        "year": _year(row, table),
        "eprint": eprint,
        "archiveprefix": "arXiv" if eprint else "",
        "doi": doi(link),
        "url": link,
    }
    return {key: text for key, text in stated.items() if text}


def _link(row: Row, table: Table) -> str:
    """Return where the entry leads: what its name links to, else its first address."""
    keys = [table.main_link, *(one.key for one in table.columns if one.format == "uri")]
    found = (row.cells.get(key) for key in keys if key)
    return next((link for link in found if isinstance(link, str)), "")


def _year(row: Row, table: Table) -> str:
    """Return the entry's year, where a field of it is one."""
    keys = (one.key for one in table.columns if one.format == "year")
    return next((str(row.cells[key]) for key in keys if row.cells[key] is not None), "")


def cite_keys(tables: Iterable[Table]) -> dict[str, str]:
    """Return the key of each entry by its permanent name."""
    taken: set[str] = set()
    rows = sorted((row for table in tables for row in table.rows), key=_age)
    return {row.id: unique_name(_cite_key(row), taken, "-") for row in rows}


def _age(row: Row) -> tuple[int, str, int, str]:
    """Return what entries are counted by, so that a new one renames no older one."""
    place = row.record.place
    return row.record.number or 0, place.file, place.line or 0, row.id


def _cite_key(row: Row) -> str:
    """Return a key of ASCII letters, digits and hyphens: ``datasets-57``, ``metadata-dior``."""
    collection = row.record.collection
    name = f"{collection}-{row.id.removeprefix(f'{collection}/')}"
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^A-Za-z0-9]+", "-", plain).strip("-") or "entry"
