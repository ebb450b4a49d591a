"""Yes and no."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from issuesync.fields.base import (
    Alignment,
    Element,
    FieldType,
    Reading,
    Stored,
    bare_line,
    fold,
)
from issuesync.fields.boxes import Box, box_of
from issuesync.fields.signs import without_comments
from issuesync.model.problem import Finding

_YES = frozenset(
    {
        "yes", "y", "yep", "yeah", "true", "on", "ja", "oui", "si", "sí", "sim", "да", "是", "有",
        "はい", "예", "✓", "✔", "✅", "☑", "👍", ":white_check_mark:", ":heavy_check_mark:", ":+1:",
    }
)  # fmt: skip
_NO = frozenset(
    {
        "no", "n", "nope", "false", "off", "nein", "non", "não", "нет", "否", "不", "没有", "无",
        "いいえ", "아니요", "✗", "✘", "❌", "✕", "👎", ":x:", ":-1:",
    }
)  # fmt: skip
_WORD = re.compile(r"(:[a-z0-9_+-]+:|[^\W\d_]+|[^\w\s])\ufe0f?")
_AFTER = re.compile(r"\s*(?:[,.;:!(（，。；：]|$)|\s+[—–-]\s")
_OPEN = frozenset({"none", "please choose"})
YES, NO = "Yes", "No"


@dataclass(frozen=True, slots=True)
class Boolean(FieldType[bool]):
    """Yes or no; a form asks by a dropdown, as an unticked box could mean either."""

    kind: ClassVar[str] = "boolean"
    is_shared: ClassVar[bool] = True
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.DROPDOWN
    stored: ClassVar[Stored] = Stored.BOOLEAN

    def is_blank(self, text: str) -> bool:
        """Count ``None`` as no answer too: GitHub writes it for a dropdown left alone."""
        boxes, others = _boxes(text)
        is_open = len(boxes) > 1 and not others and not any(box.is_ticked for box in boxes)
        return is_open or fold(text) in _OPEN or FieldType.is_blank(self, text)

    def read(self, text: str, declared: int | None = None) -> Reading[bool]:
        """Take the first word where it is a yes or a no; report what else is said."""
        del declared
        line = _chosen(text)
        if isinstance(line, bool):
            return Reading(line)
        first = _WORD.match(line)
        word = fold(first[1]) if first else ""
        rest = line[first.end() :].strip() if first else line
        if first is None or word not in _YES | _NO or not _AFTER.match(line, first.end()):
            finding = Finding("bad-boolean", f"“{line[:200]}” is neither yes nor no", "yes or no")
            return Reading(None, (finding,))
        beside = rest.strip(" .!,;")
        findings = (
            (Finding("unread-text", f"“{beside[:200]}” next to the answer"),) if beside else ()
        )
        return Reading(word in _YES, findings)

    def show(self, value: bool) -> str:
        """Return the word."""
        return YES if value else NO

    def plain(self, value: bool) -> bool:
        """Return the truth."""
        return value

    def sort_key(self, value: bool) -> tuple[int | str, ...]:
        """Sort no before yes."""
        return (int(value),)


def _chosen(text: str) -> str | bool:
    """Return the answer's line: of boxes the one ticked; a lone box is the answer itself."""
    boxes, others = _boxes(text)
    if not boxes or others:
        return bare_line(text)
    ticked = [box.label for box in boxes if box.is_ticked]
    words = {fold(box.label) for box in boxes}
    if len(boxes) == 1 and not words & (_YES | _NO):
        return bool(ticked)
    return bare_line(" and ".join(ticked)) if ticked else bare_line(text)


def _boxes(text: str) -> tuple[list[Box], int]:
    """Return the boxes of an answer, and how many of its lines are none."""
    lines = [line for line in without_comments(text).split("\n") if line.strip()]
    boxes = [box for line in lines if (box := box_of(line))]
    return boxes, len(lines) - len(boxes)
