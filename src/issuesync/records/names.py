"""Names that last: of entries within the catalog, and of columns within a table."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import TYPE_CHECKING
from unicodedata import normalize

from issuesync.fields.base import slug

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.model.record import Record

_LONGEST = 80
"""How many characters of a name a file's name takes; file systems allow 255 bytes."""


def entry_ids(records: Sequence[Record]) -> dict[int, str]:
    """Return each record's permanent name by the record's identity, ``id(record)``.

    ``records`` are those of the whole catalog.

    An issue's is its number, as in ``57``. That of an entry of a data file is its collection and
    its name, as in ``metadata/dior``; of several with one name, the later ones in the file are
    counted, so that a new entry at the end of a file renames none.
    """
    numbers = Counter(record.number for record in records)
    found: dict[int, str] = {}
    taken: set[str] = set()
    for record in sorted(records, key=lambda one: (one.place.file, one.place.line or 0)):
        found[id(record)] = unique_name(_entry_name(record, numbers), taken, "-")
    return found


def _entry_name(record: Record, numbers: Counter[int | None]) -> str:
    """Return the name of an entry that no other shares."""
    if record.number is None:
        return f"{record.collection}/{_file_name(record.name)}"
    is_shared = numbers[record.number] > 1
    return f"{record.collection}/{record.number}" if is_shared else f"{record.number}"


def _file_name(name: str) -> str:
    """Return a name as a part of an address: letters, digits and hyphens."""
    plain = slug(normalize("NFKC", name)) or "entry"
    if len(plain.encode()) <= _LONGEST:
        return plain
    cut = plain.encode()[:_LONGEST].decode("utf-8", "ignore")
    return f"{cut.strip('-')}-{sha256(plain.encode('utf-8', 'replace')).hexdigest()[:8]}"


def unique_name(name: str, taken: set[str], mark: str = "_") -> str:
    """Return the name, numbered from 2 where it is taken in any case of letters; take it."""
    unique, number = name, 1
    while unique.casefold() in taken:
        number += 1
        unique = f"{name}{mark}{number}"
    taken.add(unique.casefold())
    return unique
