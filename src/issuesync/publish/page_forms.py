"""The forms of collections, and the answers that the page's script cannot tell from its columns.

The script fills a form in as `submissions/prefill.py` does, each answer being what the page shows
of the value. Where that is not what the form takes, the answer is stated; a test holds that the
links of both are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.model.value import Listing
from issuesync.submissions.forms import form_path
from issuesync.submissions.prefill import answer_to, filled_fields

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.publish.page_values import Cell
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Field

_NAME = -1
"""Stands for the entry's name, which is no field of the page."""


@dataclass(frozen=True, slots=True)
class _Slot:
    """An element of a form, and the page's field whose value answers it."""

    id: str
    at: int
    field: Field


def forms_data(
    catalog: Catalog,
    records: Sequence[Record],
    columns: Sequence[tuple[list[Cell], dict[str, Any]]],
) -> dict[str, Any]:
    """State each collection's form, and each answer that is not what the page shows.

    ``columns`` are the fields of the page, each with the cells that it was made of.
    """
    slots = {one.key: list(_slots(one.key, catalog, columns)) for one in catalog.schema.collections}
    forms = [
        [form_path(one).rpartition("/")[2], one.form.title, [[s.at, s.id] for s in slots[one.key]]]
        if one.form
        else 0
        for one in catalog.schema.collections
    ]
    odd = [
        [index, number, answer]
        for index, record in enumerate(records)
        for number, slot in enumerate(slots[record.collection])
        if (answer := answer_to(slot.field, record, catalog.schema))
        != _plain_answer(slot, columns, index, record)
    ]
    return {"forms": forms, "answers": odd}


def _slots(
    key: str, catalog: Catalog, columns: Sequence[tuple[list[Cell], dict[str, Any]]]
) -> Iterator[_Slot]:
    """Give the elements of a collection's form that any entry answers."""
    collection = catalog.schema.by_key[key]
    if collection.form is None:
        return
    positions = {
        cell.field.key: at
        for at, (cells, _) in enumerate(columns)
        for cell in cells
        if cell.row.record.collection == key
    }
    for name, field in filled_fields(collection, catalog.schema):
        if field.key == collection.naming:
            yield _Slot(name, _NAME, field)
        elif field.key in positions:
            yield _Slot(name, positions[field.key], field)


def _plain_answer(
    slot: _Slot, columns: Sequence[tuple[list[Cell], dict[str, Any]]], index: int, record: Record
) -> str:
    """Return what the script answers by itself: the text that the page shows."""
    if slot.at == _NAME:
        return record.name
    stated = columns[slot.at][1]
    value = stated["values"][index]
    match stated["kind"]:
        case "choice":
            numbers = value if isinstance(value, list) else [value] if value else []
            return ", ".join(_title(stated["options"][number - 1]) for number in numbers)
        case "list":
            listed = record.value(slot.field.key)
            return ", ".join(listed.items) if isinstance(listed, Listing) else ""
        case "number":
            shown = record.value(slot.field.key)
            return "" if shown is None else slot.field.type.show(shown)
        case _:
            return str(value or "")


def _title(option: Sequence[Any]) -> str:
    """Return what people are shown of an option: its second name, or its only one."""
    return str(option[1] if len(option) > 1 else option[0])
