"""A record's values into a body that reads back as them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.bodies.read import read_body

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field

NO_RESPONSE = "_No response_"


class UnwritableError(ValueError):
    """A value whose text a reader would take for something else; ``keys`` names the fields."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        super().__init__(f"no body reads back as this value of {', '.join(keys)}")
        self.keys = keys


def write_body(values: Mapping[str, Value], fields: tuple[Field, ...]) -> str:
    """Write the canonical body, the one a form would give: every field, in order.

    Raises `UnwritableError` where a field could not be read back.
    """
    parts = [
        f"### {field.label}\n\n{_write_answer(field, values.get(field.key))}\n" for field in fields
    ]
    text = "\n".join(parts)
    read = read_body(text, fields).values
    wrong = tuple(f.key for f in fields if read.get(f.key) != values.get(f.key))
    if wrong:
        raise UnwritableError(wrong)
    return text


def _write_answer(field: Field, value: Value | None) -> str:
    """Write one value, or what GitHub writes for none."""
    return NO_RESPONSE if value is None else field.type.write(value) or NO_RESPONSE
