"""The entries whose BibTeX the page's script cannot work out of its columns.

The script writes a plain form of what `publish/bibtex.py` writes, and `_plain_entry` mirrors it.
Where that is not enough, as with accents in a key, the script is handed the entry's whole text. A
test holds the two together.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.documents.bibtex import render_entry
from issuesync.publish.bibtex import cite_keys, cited_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.publish.table import DataRow, DataTable

_ARXIV = re.compile(r"https?://arxiv\.org/abs/([0-9]{4}\.[0-9]{5})")
_DOI = re.compile(r"https?://[^?]*/(10\.[0-9]{4,9}/[-._()/A-Za-z0-9]+)")
_NAMELESS = re.compile(r"[^A-Za-z0-9]+")
_ESCAPED = re.compile(r"[#$&_%]")


def odd_citations(tables: Sequence[DataTable], links: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Give the entries whose BibTeX is not the plain form, by position, with the whole text.

    ``links`` are the addresses that the script takes for each entry's own.
    """
    keys = cite_keys(tables)
    rows = [(row, table) for table in tables for row in table.rows]
    for index, (row, table) in enumerate(rows):
        fields = cited_fields(row, table)
        text = render_entry(keys[row.id], fields)
        if text != _plain_entry(row, fields.get("year", ""), links[index]):
            yield index, text


def _plain_entry(row: DataRow, year: str, link: str) -> str:
    """Return what the script writes of an entry by itself."""
    collection = row.record.collection
    key = _NAMELESS.sub("-", f"{collection}-{row.id.removeprefix(f'{collection}/')}").strip("-")
    arxiv, doi = _ARXIV.fullmatch(link), _DOI.fullmatch(link)
    stated = {
        "title": f"{{{_ESCAPED.sub(_behind_slash, row.record.name)}}}" if row.record.name else "",
        "year": year,
        "eprint": arxiv[1] if arxiv else "",
        "archiveprefix": "arXiv" if arxiv else "",
        "doi": doi[1] if doi else "",
        "url": link,
    }
    lines = (f"  {name} = {{{text}}},\n" for name, text in stated.items() if text)
    return f"@misc{{{key},\n{''.join(lines)}}}\n"


def _behind_slash(found: re.Match[str]) -> str:
    return f"\\{found[0]}"
