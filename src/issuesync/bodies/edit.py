"""A body and the values it should state into the smallest edit of it that states them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.bodies.editable_body import open_sheet
from issuesync.bodies.insertion import badge_beside, key_beside, replace_answer, section_beside
from issuesync.bodies.lines import split_page
from issuesync.bodies.marks import FORM_LEVEL, MarkKind
from issuesync.bodies.read import layout_of, read_body
from issuesync.bodies.write import UnwritableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.bodies.editable_body import EditableBody
    from issuesync.bodies.read import Body
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field


def edit_body(body: str, wanted: Mapping[str, Value | None], fields: tuple[Field, ...]) -> str:
    """Return the body edited so that it states the wanted values; ``None`` wants no value.

    The edit is made in the dialect that the body uses, line ends too; every other byte and what
    is stated of every other field stay. Raises `UnwritableError` with the fields for which no
    edit reads back.
    """
    left = [field for field in fields if field.key in wanted]
    unknown = tuple(key for key in wanted if key not in {field.key for field in left})
    while left:
        refused: list[Field] = []
        for field in left:
            edited = _edit_field(body, field, wanted[field.key], fields)
            body = body if edited is None else edited
            refused += [field] if edited is None else []
        if len(refused) == len(left):
            break
        left = refused  # what was refused beside one answer may stand beside another
    if left or unknown:
        raise UnwritableError((*unknown, *(field.key for field in left)))
    return body


def _edit_field(
    body: str, field: Field, value: Value | None, fields: tuple[Field, ...]
) -> str | None:
    """Return the first edit that reads back as the value and as all else was, or ``None``."""
    sheet = open_sheet(body, fields)
    if sheet.body.values.get(field.key) == value:
        return body
    others = _all_but(sheet.body, field.key)
    may_cut = _cuts(body, fields)
    for edited in _candidates(sheet, field, value):
        read = read_body(edited, fields)
        is_same = read.values.get(field.key) == value and _all_but(read, field.key) == others
        if is_same and (may_cut or not _cuts(edited, fields)):
            return edited
    return None


def _cuts(body: str, fields: tuple[Field, ...]) -> bool:
    """Say whether a fence that is left open ends at a heading, where GitHub would not end it."""
    return bool(split_page(body, layout_of(fields).index).closings)


def _all_but(body: Body, key: str) -> dict[str, tuple[Value | None, str, int | None]]:
    """Return what a body states of every other field."""
    return {
        other: (stated.value, stated.raw, stated.declared)
        for other, stated in body.stated.items()
        if other != key
    }


def _candidates(sheet: EditableBody, field: Field, value: Value | None) -> Iterator[str]:
    """Give edits that may state the value, the most fitting first; none of them is certain."""
    text = "" if value is None else str(field.type.write(value))
    if field.key in sheet.marks:
        yield from replace_answer(sheet, field, value, text)
        return
    kinds = {mark.kind for mark in sheet.marks.values()}
    if field.type.kind == "url" and MarkKind.BADGE in kinds:
        yield from badge_beside(sheet, field, text)
    ways = [section_beside, key_beside]
    if MarkKind.KEY in kinds or (MarkKind.BADGE in kinds and not _is_form(sheet)):
        ways.reverse()
    for way in ways:
        yield from way(sheet, field, text)


def _is_form(sheet: EditableBody) -> bool:
    """Say whether the body has headings as GitHub renders them from a form."""
    return any(
        mark.kind is MarkKind.HEADING and mark.level == FORM_LEVEL for mark in sheet.marks.values()
    )
