"""What is built from what, in the form in which the page's script answers as `records.lineage`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.fields.entries import name_key
from issuesync.records.mentions import MentionKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.model.record import RecordKey
    from issuesync.publish.table import DataRow
    from issuesync.records.catalog import Catalog
    from issuesync.records.references import Reference
    from issuesync.schema.catalog import Field


def lineage_data(catalog: Catalog, rows: Sequence[DataRow]) -> dict[str, Any]:
    """State the entries that are one work, and the collections whose entries others may name."""
    positions = positions_of(rows)
    works = {
        tuple(sorted(positions[one.key] for one in same))
        for same in catalog.references.works.values()
    }
    named = [one.key in catalog.references.named for one in catalog.schema.collections]
    return {"works": sorted(map(list, works)), "named": [int(one) for one in named]}


def positions_of(rows: Sequence[DataRow]) -> dict[RecordKey, int]:
    """Return where each entry stands on the page."""
    return {row.record.key: index for index, row in enumerate(rows)}


def mentions_of(
    field: Field, row: DataRow, catalog: Catalog, positions: Mapping[RecordKey, int]
) -> list[Any]:
    """Return what a field names: another entry by its position, or a text.

    A text with positions behind it names all of these; those in a list of their own it may mean.
    """
    found: list[Any] = []
    for one in catalog.references.of(row.record):
        if one.field.key != field.key:
            continue
        meant = [positions[entry.key] for entry in one.entries]
        if one.kind is not MentionKind.ENTRY:
            found.append([one.text, meant] if meant else one.text)
        elif len(meant) == 1 and one.entries[0].name == one.text:
            found.append(meant[0])
        else:
            found.append([one.text, *meant])
    return found


def spellings(field: Field, catalog: Catalog) -> list[list[str]]:
    """Pair each name that is not an entry with the first spelling of it where that is another.

    What names no source at all, as a place does, is paired with nothing.
    """
    first: dict[str, str] = {}
    found: dict[str, str] = {}
    for one in _unlisted(catalog):
        known = first.setdefault(name_key(one.text), one.text) if one.is_source else ""
        if one.field.key == field.key and known != one.text:
            found[one.text] = known
    return [list(pair) for pair in found.items()]


def _unlisted(catalog: Catalog) -> Iterator[Reference]:
    """Give every mention that is not an entry, in the order in which `References` numbers them."""
    for mentions in catalog.references.mentions.values():
        yield from (one for one in mentions if one.kind is not MentionKind.ENTRY)
