"""What a row says beyond or against its issue, field by field."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.says import bare_address
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.model.record import FieldValue, Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection, Field


_LINKS = frozenset({"url", "repository"})


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of an issue's entry: what the row says, and what the entry says by itself.

    ``present`` is ``None`` where the issue says nothing. ``line`` is the row's, from 1.
    """

    number: int
    line: int
    field: Field
    text: str
    value: Value
    present: FieldValue | None

    @property
    def is_at_odds(self) -> bool:
        """Say whether row and issue disagree: in a value, or in what the entry links to."""
        return self.present is not None or self.field.type.kind in _LINKS


def differences(
    record: Record, collection: Collection, stated: Mapping[str, str], line: int
) -> Iterator[Difference]:
    """Compare a row with its issue's record; what the row leaves out is not a difference."""
    for key, text in stated.items():
        field = collection.by_key.get(key)
        if field is None or record.number is None or field.type.is_blank(text):
            continue
        value = field.type.read(text).value
        present = record.values.get(key)
        known = present.value if present else None
        if value is not None and not _are_same(field, known, value):
            shown = present if known is not None else None
            yield Difference(record.number, line, field, text, value, shown)


def _are_same(field: Field, left: Value | None, right: Value | None) -> bool:
    """Say whether two values say the same: case in a repository and a last slash do not count."""
    if left == right or left is None or right is None:
        return left == right
    if field.type.kind == "url":
        return bare_address(left) == bare_address(right)
    if field.type.kind == "repository":
        return str(left).casefold() == str(right).casefold()
    return False


def row_differs(one: Difference, path: str) -> Problem:
    """Report a row that contradicts its issue, with both places."""
    present = one.present
    shown = one.field.type.show
    theirs = "not stated" if present is None else f"“{shown(present.value)}”"
    where = f"#{one.number}" if present is None else present.place
    message = f"{one.field.label} is “{shown(one.value)}” here and {theirs} in {where}"
    hint = "fix whichever is wrong; until then overrides.yaml says what the entry shows"
    return Problem("row-differs", message, Location(path, line=one.line), hint)
