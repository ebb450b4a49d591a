"""A body into lines, with those marked that cannot be headings or keys."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.bodies.literal import find_literal

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from issuesync.model.problem import Finding

LINE_END = re.compile(r"\r\n|\r|\n")
QUOTE = re.compile(r" {0,3}>[ \t]?")


@dataclass(frozen=True, slots=True)
class BodyLines:
    """A body's lines; ``literal`` holds the indices inside fences, comments and front matter."""

    lines: tuple[str, ...]
    literal: frozenset[int]
    findings: tuple[Finding, ...] = ()
    closings: Mapping[int, str] | None = None
    """After which lines a fence or comment ends that its writer left open, and what ends it."""

    def text(self, start: int, end: int) -> str:
        """Join the lines from ``start`` up to but not including ``end``."""
        return "\n".join(line for index in range(start, end) for line in self.shown(index))

    def shown(self, index: int) -> tuple[str, ...]:
        """Return a line, and below it what ends a fence that is left open there."""
        closing = self.closings.get(index) if self.closings else None
        return (self.lines[index],) if closing is None else (self.lines[index], closing)


def split_page(body: str, known: Container[str] = frozenset()) -> BodyLines:
    """Divide a body at any line end; unquote it where it is quoted whole.

    ``known`` holds the label keys that name fields: a fence or comment that is left open ends at
    the heading of one that would otherwise be missing.
    """
    text = body.removeprefix("\ufeff")
    lines = LINE_END.split(text) if "\r" in text else text.split("\n")
    if is_quoted(lines):
        lines = [QUOTE.sub("", line, count=1) for line in lines]
    if "```" in text or "~~~" in text or "<!--" in text or text.lstrip().startswith("---"):
        literal = find_literal(lines, known)
        return BodyLines(
            (*lines, *literal.added), literal.lines, literal.findings, literal.closings
        )
    return BodyLines(tuple(lines), frozenset())


def is_quoted(lines: list[str]) -> bool:
    """Say whether a body is quoted whole."""
    filled = [line for line in lines if line.strip()]
    return bool(filled) and all(QUOTE.match(line) for line in filled)
