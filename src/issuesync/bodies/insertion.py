"""Where in a body a field's answer can be put: in place of the present one, or next to others."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.bodies.marks import FORM_LEVEL, MarkKind, closing_bracket
from issuesync.bodies.write import NO_RESPONSE
from issuesync.markdown.links import badge_text
from issuesync.model.value import Listing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.bodies.editable_body import EditableBody
    from issuesync.bodies.marks import Mark
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field

_KEY_STYLE = re.compile(
    r"([ \t]*(?:[-+*][ \t]+)?)(\*\*|__)(.*?)([:：]*)[ \t]*\2(?:[ \t]*([:：]+))?([ \t]?)"
)
_PLAIN_KEY = "**{}**: "


def replace_answer(
    sheet: EditableBody, field: Field, value: Value | None, text: str
) -> Iterator[str]:
    """Give edits of the answer that is there."""
    mark = sheet.marks[field.key]
    if mark.kind is MarkKind.BADGE:
        yield _replace_target(sheet, mark, text)
        return
    old = sheet.body.stated[field.key].value
    start = _inline_start(sheet, mark)
    if old is not None and text:
        yield from _swap(sheet, field, start, str(field.type.write(old)), text)
    if mark.kind is MarkKind.KEY or mark.inline:
        yield from _replace_beside(sheet, field, start, value, text)
    else:
        yield _replace_below(sheet, field, text or NO_RESPONSE)


def _replace_target(sheet: EditableBody, mark: Mark, text: str) -> str:
    """Give a badge another address."""
    line, (left, right) = sheet.rows[mark.line].text, mark.span
    image_end = closing_bracket(line, line.find("](", left + 3) + 2)
    changed = f"{line[: image_end + 3]}{text}{line[right - 1 :]}"
    return sheet.with_rows(mark.line, mark.line + 1, [changed])


def _inline_start(sheet: EditableBody, mark: Mark) -> int:
    """Return where on its line the text next to a mark begins."""
    line = sheet.rows[mark.line].text.rstrip()
    return len(line) - len(mark.inline) if line.endswith(mark.inline) else len(line)


def _swap(sheet: EditableBody, field: Field, start: int, old: str, new: str) -> Iterator[str]:
    """Put the new text in the place of the old one where that stands once in the answer."""
    first, end = sheet.marks[field.key].line, sheet.answer_end(field.key)
    texts = [row.text for row in sheet.rows[first:end]]
    answers = [texts[0][start:], *texts[1:]]
    if "\n" in old + new or sum(answer.count(old) for answer in answers) != 1:
        return
    changed = [answer.replace(old, new) for answer in answers]
    yield sheet.with_rows(first, end, [texts[0][:start] + changed[0], *changed[1:]])


def _replace_beside(
    sheet: EditableBody, field: Field, start: int, value: Value | None, text: str
) -> Iterator[str]:
    """Put the text next to the key, and where it has several lines below it, for all that was."""
    mark = sheet.marks[field.key]
    first, end = mark.line, sheet.answer_end(field.key)
    head = sheet.rows[first].text[:start]
    if mark.declared is not None and isinstance(value, Listing):
        head = re.sub(r"([(（])[0-9]+(?=[)）])", rf"\g<1>{len(value.items)}", head, count=1)
    head = head if head[-1:].isspace() or not text else f"{head} "
    if "\n" not in text:
        yield sheet.with_rows(first, end, [head + text if text else head.rstrip()])
    yield sheet.with_rows(first, end, [head.rstrip(), *text.split("\n")] if text else [])


def _replace_below(sheet: EditableBody, field: Field, text: str) -> str:
    """Put the text below the heading, after the blank lines that are there."""
    first, end = sheet.marks[field.key].line + 1, sheet.answer_end(field.key)
    while first < end and not sheet.rows[first].text.strip():
        first += 1
    if first < end:
        return sheet.with_rows(first, end, text.split("\n"))
    return sheet.with_rows(first, first, _with_blanks(sheet, first, text.split("\n")))


def _with_blanks(sheet: EditableBody, at: int, texts: list[str]) -> list[str]:
    """Add a blank line before and after where there is none."""
    before = [""] if at and sheet.rows[at - 1].text.strip() else []
    after = [""] if at < len(sheet.rows) and sheet.rows[at].text.strip() else []
    return [*before, *texts, *after]


def badge_beside(sheet: EditableBody, field: Field, text: str) -> Iterator[str]:
    """Add a badge like the one next to it, with the field's label and address."""
    mark = _nearest(sheet, field, MarkKind.BADGE)
    if mark is None:
        return
    line, (left, right) = sheet.rows[mark.line].text, mark.span
    middle = line.find("](", left + 3)
    alt, image = line[left + 3 : middle], line[middle + 2 : closing_bracket(line, middle + 2)]
    if badge_text(image):
        words = field.label.replace("-", "--").replace("_", "__").replace(" ", "_")
        image = re.sub(r"(/badge/)(?:[^-]|--)*", lambda found: f"{found[1]}{words}", image, count=1)
    else:
        alt = field.label
    made = f"[![{alt}]({image})]({text})"
    yield sheet.with_rows(mark.line, mark.line + 1, [f"{line[:right]} {made}{line[right:]}"])


def key_beside(sheet: EditableBody, field: Field, text: str) -> Iterator[str]:
    """Add a line with the field's key: next to its neighbour in the order, at the end, on top."""
    mark = _nearest(sheet, field, MarkKind.KEY)
    style = _KEY_STYLE.match(sheet.rows[mark.line].text) if mark else None
    key = _key_like(style, field.label) if style else _PLAIN_KEY.format(field.label)
    texts = [f"{key}{text}"] if "\n" not in text else [key.rstrip(), *text.split("\n")]
    if mark is not None:
        at = _place_beside(sheet, field, mark)
        yield sheet.with_rows(at, at, texts)
    end = len(sheet.rows)
    yield sheet.with_rows(end, end, texts)
    yield sheet.with_rows(end, end, ["", *texts])
    yield sheet.with_rows(0, 0, [*texts, ""])


def _key_like(style: re.Match[str], label: str) -> str:
    """Write a label as another key of the body writes its own."""
    bullet, bold, _, inside, outside, space = style.groups()
    is_glued = not space and style.end() < len(style.string)
    return (
        f"{bullet}{bold}{label}{inside}{bold}"
        f"{outside or ('' if inside else ':')}{'' if is_glued else ' '}"
    )


def section_beside(sheet: EditableBody, field: Field, text: str) -> Iterator[str]:
    """Add a heading with the answer below it: before the one that follows, at the end, on top."""
    mark = _nearest(sheet, field, MarkKind.HEADING)
    level = mark.level if mark else FORM_LEVEL
    texts = [f"{'#' * level} {field.label}", "", *(text or NO_RESPONSE).split("\n")]
    if mark is not None:
        at = _place_beside(sheet, field, mark)
        yield sheet.with_rows(at, at, _with_blanks(sheet, at, texts))
    end = len(sheet.rows)
    gap = [""] if any(row.text.strip() for row in sheet.rows[-2:]) else []
    yield sheet.with_rows(end, end, [*gap, *texts])
    yield sheet.with_rows(0, 0, [*texts, ""])


def _nearest(sheet: EditableBody, field: Field, kind: MarkKind) -> Mark | None:
    """Return the mark of the nearest field before this one in the order, else after it."""
    keys = [one.key for one in sheet.fields]
    at = keys.index(field.key)
    for key in [*reversed(keys[:at]), *keys[at + 1 :]]:
        mark = sheet.marks.get(key)
        if mark is not None and mark.kind is kind:
            return mark
    return None


def _place_beside(sheet: EditableBody, field: Field, mark: Mark) -> int:
    """Return the row for a new answer: after the one of a field before it, else before the one."""
    keys = [one.key for one in sheet.fields]
    key = next(key for key, one in sheet.marks.items() if one is mark)
    return sheet.answer_end(key) if keys.index(key) < keys.index(field.key) else mark.line
