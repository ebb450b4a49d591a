"""Entries into the numbers that charts show."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.model.record import Record
    from issuesync.schema.catalog import Field


@dataclass(frozen=True, slots=True)
class ChartCount:
    """How many entries have a value, by the value's key and as it is shown."""

    key: str
    shown: str
    entries: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """The entries of one year: how many, what they sum up to, and how many do not say."""

    year: int
    entries: int
    total: int
    unknown: int


def keys_of(record: Record, field: Field) -> tuple[str, ...]:
    """Return the keys of what an entry states for a field, each once."""
    value = record.value(field.key)
    if isinstance(value, tuple):
        return tuple(dict.fromkeys(str(one) for one in value))
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(dict.fromkeys(field.type.terms(value)))


def _shown_key(key: str, field: Field) -> str:
    """Return how one value of a field shows."""
    options: dict[str, str] = {one.key: one.shown for one in getattr(field.type, "options", ())}
    return options.get(key, key)


def count_values(records: Iterable[Record], field: Field) -> list[ChartCount]:
    """Count the entries of each value, most first, equal ones by name."""
    counts = Counter(key for record in records for key in keys_of(record, field))
    found = [ChartCount(key, _shown_key(key, field), number) for key, number in counts.items()]
    return sorted(found, key=lambda one: (-one.entries, one.shown, one.key))


def count_options(records: Iterable[Record], field: Field) -> list[ChartCount]:
    """Count the entries of each value in the order in which options are declared."""
    rank = {one.key: index for index, one in enumerate(getattr(field.type, "options", ()))}
    found = count_values(records, field)
    return sorted(found, key=lambda one: rank.get(one.key, len(rank)))


def count_pairs(records: Iterable[Record], field: Field) -> Counter[tuple[str, str]]:
    """Count the entries that have both of two values; the first of a pair sorts first."""
    return Counter(
        pair for record in records for pair in combinations(sorted(keys_of(record, field)), 2)
    )


def year_of(record: Record, field: Field) -> int | None:
    """Return the year that an entry states."""
    value = record.value(field.key)
    return value if isinstance(value, int) else None


def number_of(record: Record, field: Field) -> int | None:
    """Return the sum of the known amounts that an entry states."""
    value = record.value(field.key)
    number = field.type.plain(value) if value is not None else None
    return number if isinstance(number, int) else None


def count_years(
    records: Sequence[Record], year: Field, amount: Field | None = None
) -> list[YearCount]:
    """Count the entries of each year from the first to the last, and sum up an amount."""
    dated = [(found, record) for record in records if (found := year_of(record, year)) is not None]
    by_year: dict[int, list[int | None]] = {}
    for found, record in dated:
        by_year.setdefault(found, []).append(number_of(record, amount) if amount else None)
    return [
        YearCount(
            one,
            len(numbers := by_year.get(one, [])),
            sum(number for number in numbers if number is not None),
            sum(number is None for number in numbers) if amount else 0,
        )
        for one in (range(min(by_year), max(by_year) + 1) if by_year else ())
    ]


def count_by_year(records: Iterable[Record], year: Field, field: Field) -> Counter[tuple[int, str]]:
    """Count the entries of each year and value."""
    return Counter(
        (found, key)
        for record in records
        if (found := year_of(record, year)) is not None
        for key in keys_of(record, field)
    )
