"""The values a field can have, next to ``str`` and ``int``."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Amount:
    """One count or size; ``number`` is exact, in items or bytes, and ``None`` where unknown."""

    number: int | None
    approximate: bool = False
    name: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """Names in the order given, each once; groups repeat them under the heads the body gave."""

    items: tuple[str, ...]
    groups: tuple[tuple[str, tuple[str, ...]], ...] = ()
    # What a body declares ("Source (3)") is checked against the list and is no part of it.
    declared: int | None = field(default=None, compare=False)


Value: TypeAlias = str | int | Decimal | tuple[str, ...] | tuple[Amount, ...] | Listing
"""A field's value: text, a year, yes or no, a number, options or labels, amounts, or a list."""


def value_json(value: Value) -> Any:
    """Return a value as numbers, strings, lists and objects that JSON can hold."""
    if isinstance(value, Listing):
        groups = {head: list(names) for head, names in value.groups}
        return {"items": list(value.items), "groups": groups, "declared": value.declared}
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, tuple):
        return [asdict(one) if isinstance(one, Amount) else one for one in value]
    return value
