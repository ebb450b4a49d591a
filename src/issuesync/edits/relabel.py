"""A field's value into the changes of labels that make an issue say it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices
from issuesync.model.plan import AddLabel, Change, RemoveLabel

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field, Schema


def label_edits(
    record: Record, field: Field, value: Value | None, schema: Schema
) -> list[Change] | None:
    """Return the changes of labels that make a group say a value; ``None`` where no label does."""
    group = schema.taxonomy.by_group.get(field.group or "")
    if group is None or not isinstance(field.type, Choice | Choices) or record.number is None:
        return None
    keys = {key: name for name in (one.name for one in group.labels)
            for key in _keys_of(field.type.of_names([name]))}  # fmt: skip
    wanted = set(_keys_of(value))
    if wanted - set(keys):
        return None
    return list(_relabel(record, record.number, field, keys, wanted))


def _relabel(
    record: Record, number: int, field: Field, keys: Mapping[str, str], wanted: set[str]
) -> Iterator[Change]:
    """Give the labels to add, then those to take away."""
    reason = f"its row's {field.label}"
    for key, name in keys.items():
        if key in wanted and name not in record.labels:
            yield AddLabel(number, name, reason)
    for key, name in keys.items():
        if key not in wanted and name in record.labels:
            yield RemoveLabel(number, name, reason)


def _keys_of(value: Value | None) -> tuple[str, ...]:
    """Return the keys of the options in a value."""
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()
