"""Text of many lines in a fence, as a form with ``render:`` asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar

from issuesync.fields.base import (
    Element,
    FieldType,
    Reading,
    is_no_response,
)
from issuesync.fields.signs import one_line

_OPENING = re.compile(r" {0,3}(`{3,}|~{3,})([^`]*)")
_TICKS = re.compile(r"^[ \t]*(`+|~+)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Verbatim(FieldType[str]):
    """Lines of code or data, kept byte for byte; ``render`` is the language that a form names."""

    render: str = "text"

    kind: ClassVar[str] = "text"
    element: ClassVar[Element] = Element.TEXTAREA
    prose: ClassVar[bool] = True

    def is_blank(self, text: str) -> bool:
        """Count nothing, an empty fence and ``_No response_`` as no answer."""
        return is_no_response(_unfenced(text))

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take the lines out of the fence that GitHub puts around them."""
        del declared
        return Reading(_trimmed(_unfenced(text)) or None)

    def write(self, value: str) -> str:
        """Put the lines in a fence that none of them closes."""
        longest = max((len(found) for found in _TICKS.findall(value)), default=0)
        fence = "`" * max(3, longest + 1)
        return f"{fence}{self.render}\n{value}\n{fence}"

    def show(self, value: str) -> str:
        """Fold the lines into one."""
        return one_line(value) or " ".join(value.split())

    def plain(self, value: str) -> str:
        """Return the lines themselves."""
        return value


def _unfenced(text: str) -> str:
    """Return what is inside a fence around the whole text, else the text."""
    lines = text.strip("\n").rstrip().split("\n")
    opening = _OPENING.fullmatch(lines[0])
    closing = lines[-1].strip()
    if not opening or len(lines) == 1:
        return text
    is_closed = set(closing) == {opening[1][0]} and len(closing) >= len(opening[1])
    return "\n".join(lines[1:-1]) if is_closed else text


def _trimmed(text: str) -> str:
    """Drop blank lines around the text and the blanks after it; keep its first indent."""
    lines = text.split("\n")
    start = next((index for index, line in enumerate(lines) if line.strip()), len(lines))
    return "\n".join(lines[start:]).rstrip()
