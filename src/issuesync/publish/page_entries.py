"""What the page says of entries beside their fields: dates, labels, voices, and what was kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.fields.choices import Labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog

_LONGEST = 2_000
"""Characters of a text that no field took in; all of it is in the issue and in the JSON Lines."""
_VOICES = (("thumbs", "👍"), ("comments", "Comments"))


def entries_data(catalog: Catalog, records: Sequence[Record]) -> dict[str, Any]:
    """State what only some entries have, each behind the entry's position."""
    return {
        "created": trimmed([_day(one.created_at, one.published_at) for one in records]),
        "updated": trimmed([_day(one.updated_at, one.published_at) for one in records]),
        "closed": [index for index, one in enumerate(records) if one.state == "closed"],
        "labels": _labels(catalog, records),
        "extras": [
            [index, [[extra.label, extra.text[:_LONGEST], extra.line] for extra in one.extras]]
            for index, one in enumerate(records)
            if one.extras
        ],
    }


def _day(time: str, usual: str) -> str | int:
    """Return the day of a time; 0 where it is the usual one, or not known."""
    return 0 if time[:10] == usual[:10] else time[:10]


def trimmed(values: list[Any]) -> list[Any]:
    """Drop zeros at the end."""
    while values and not values[-1]:
        values.pop()
    return values


def _labels(catalog: Catalog, records: Sequence[Record]) -> list[list[Any]]:
    """State each label that no field shows, with its meaning, its colour, and who has it."""
    found: dict[str, list[int]] = {}
    for index, record in enumerate(records):
        shown = _shown_labels(catalog, record)
        for name in record.labels:
            if name not in shown:
                found.setdefault(name, []).append(index)
    return [[name, *_described(catalog, name), entries] for name, entries in found.items()]


def _shown_labels(catalog: Catalog, record: Record) -> set[str]:
    """Return the labels that are values of the entry's fields."""
    fields = catalog.schema.by_key[record.collection].fields
    values = (record.value(field.key) for field in fields if isinstance(field.type, Labels))
    return {str(one) for value in values if isinstance(value, tuple) for one in value}


def _described(catalog: Catalog, name: str) -> tuple[str, str]:
    """Return a label's meaning and colour as labels.yaml states them."""
    label = catalog.schema.taxonomy.find(name)
    return (label.description, label.color) if label else ("", "")


def voice_fields(catalog: Catalog, records: Sequence[Record]) -> Iterator[dict[str, Any]]:
    """Give thumbs and comments as fields, where they are known of any entry."""
    declared = {field.key for one in catalog.schema.collections for field in one.fields}
    for key, label in _VOICES:
        counts = [record.tallies.get(key) for record in records]
        if key not in declared and any(one is not None for one in counts):
            stated = {"kind": "number", "unit": "count", "voice": 1}
            yield {"key": key, "label": label, **stated, "values": counts,
                   "from": "", "lines": [], "raw": []}  # fmt: skip
