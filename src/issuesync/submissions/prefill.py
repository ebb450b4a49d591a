"""An entry into a link that opens its collection's form with the entry's values filled in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from issuesync.fields.base import Element
from issuesync.submissions.forms import asked_fields, element_id, element_of, form_path, options_of

if TYPE_CHECKING:
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Field, Schema

LONGEST = 8000
"""Characters of an address that GitHub's servers take; a longer one is answered with 414."""


@dataclass(frozen=True, slots=True)
class Prefilled:
    """A link, and the labels of the fields that it leaves open although the entry states them.

    Boxes cannot be ticked by a link, and the longest texts go first where it would be too long.
    """

    url: str
    left_out: tuple[str, ...] = ()


def prefill(record: Record, collection: Collection, schema: Schema) -> Prefilled:
    """Build the link for a record of a collection that has a form.

    Query parameters: https://docs.github.com/en/issues/tracking-your-work-with-issues/using-issues/creating-an-issue#creating-an-issue-from-a-url-query
    """
    stated = {
        "template": form_path(collection).rpartition("/")[2],
        "title": _titled(record, collection),
    }
    answers: dict[str, str] = {}
    labels: dict[str, str] = {}
    ids = {field.key: key for key, field in filled_fields(collection, schema)}
    left_out: list[str] = []
    for field in asked_fields(collection):
        text = answer_to(field, record, schema)
        if text and field.key in ids:
            answers[ids[field.key]], labels[ids[field.key]] = text, field.label
        elif text:
            left_out.append(field.label)
    while answers and len(_address(schema, stated | answers)) > LONGEST:
        longest = max(answers, key=lambda key: len(quote(answers[key], errors="replace")))
        left_out.append(labels[longest])
        del answers[longest]
    return Prefilled(_address(schema, stated | answers), tuple(left_out))


def filled_fields(collection: Collection, schema: Schema) -> tuple[tuple[str, Field], ...]:
    """Return the fields that a link can fill in, each behind its id in the form.

    It cannot tick boxes.
    """
    return tuple(
        (element_id(field, index), field)
        for index, field in enumerate(asked_fields(collection))
        if element_of(field, schema.taxonomy) is not Element.CHECKBOXES
    )


def _titled(record: Record, collection: Collection) -> str:
    """Return the title of a new issue: what the form begins it with, and the name."""
    return f"{collection.form.title if collection.form else ''}{record.name}"[:256]


def answer_to(field: Field, record: Record, schema: Schema) -> str:
    """Return what somebody would type or choose for the value of the record."""
    value = record.value(field.key)
    if value is None:
        return ""
    asked = {option.key: option.asked for option in options_of(field)}
    keys = (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
    if element_of(field, schema.taxonomy) is Element.DROPDOWN and keys:
        return asked.get(str(keys[0]), "")
    return field.type.write(value)


def _address(schema: Schema, parameters: dict[str, str]) -> str:
    """Return the address of the form with its parameters."""
    query = urlencode(parameters, quote_via=quote, errors="replace")
    return f"https://github.com/{schema.repository}/issues/new?{query}"
