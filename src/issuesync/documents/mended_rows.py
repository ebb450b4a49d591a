"""Kept rows that are behind their entries into rows that say them, edited as little as possible."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.documents.says import unlike
from issuesync.fields.link import repository_of
from issuesync.markdown.escape import escape_inline, escape_url
from issuesync.markdown.rows import with_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from issuesync.schema.catalog import Collection

    Read = Callable[[str], Mapping[str, str] | str]

_WORDS = re.compile(r"[\w .,()/+%'’–-]+")
_ADDRESS = re.compile(r"https?://[\w./~%#?=&:+,;@-]+")
_MOST_PLACES = 8
"""How many places of a row are tried where the old text of a field may stand."""


def mend_row(
    row: str, known: Mapping[str, str], read: Read, collection: Collection, cells: Sequence[str]
) -> str | None:
    """Return a row that says what is known of its entry, or nothing where none is found.

    The old text of a field makes room for the new one where it stands; where that does not do, the
    cell of the field is written anew: ``cells`` holds those of a table's row as they would be
    written. Every step is read again by ``read``, so that a row is never mended into one that says
    something else.
    """
    said = read(row)
    if isinstance(said, str) or not said:
        return None
    for key in _differing(said, known, collection):
        old, new = said.get(key, ""), known.get(key, "")
        steps = (_step(row, key, one, read, known, collection) for one in _places(row, old, new))
        row = next((step for step in steps if step is not None), row)
    for at, cell in enumerate(cells):
        said = read(row)
        if isinstance(said, str) or not _differing(said, known, collection):
            break
        row = _closer(row, with_cell(row, at, cell), read, known, collection)
    said = read(row)
    is_whole = not isinstance(said, str) and not _differing(said, known, collection)
    return row if is_whole else None


def _differing(
    said: Mapping[str, str], known: Mapping[str, str], collection: Collection
) -> list[str]:
    """Return the fields of which a row says something else than its entry."""
    return [*dict.fromkeys([*unlike(said, known, collection), *unlike(known, said, collection)])]


def _step(  # noqa: PLR0917 - one row, one field, and what judges them
    row: str, key: str, edited: str, read: Read, known: Mapping[str, str], collection: Collection
) -> str | None:
    """Return an edited row where it says one field more as its entry does, and no field less."""
    before, after = read(row), read(edited)
    if isinstance(before, str) or isinstance(after, str):
        return None
    wrong = set(_differing(after, known, collection))
    return edited if wrong <= set(_differing(before, known, collection)) - {key} else None


def _closer(
    row: str, edited: str, read: Read, known: Mapping[str, str], collection: Collection
) -> str:
    """Return of two rows the one that says more fields as the entry does; the first if both do."""
    before, after = read(row), read(edited)
    if isinstance(before, str) or isinstance(after, str):
        return row
    wrong = len(_differing(after, known, collection))
    return edited if wrong < len(_differing(before, known, collection)) else row


def _places(row: str, old: str, new: str) -> Iterator[str]:
    """Give the rows that come of a new text at each place of the old one.

    Only texts that mean themselves wherever they stand are put into a row: no sign of Markdown or
    of HTML is among them.
    """
    if not old or not _means_itself(old, new):
        return
    repository, other = repository_of(old), repository_of(new)
    if repository and other and row.count(repository) > 1:
        yield row.replace(repository, other)
    at = row.find(old)
    for _ in range(_MOST_PLACES):
        if at < 0:
            return
        yield f"{row[:at]}{new}{row[at + len(old) :]}"
        at = row.find(old, at + 1)


def _means_itself(old: str, new: str) -> bool:
    """Say whether a text can stand as it is wherever the old one does: an address, or words."""
    if _ADDRESS.fullmatch(old):
        return _ADDRESS.fullmatch(new) is not None and escape_url(new) == new
    return _WORDS.fullmatch(new) is not None and escape_inline(new) == new
