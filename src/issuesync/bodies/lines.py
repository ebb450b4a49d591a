"""A body into lines, with those marked that cannot be headings or keys."""

from __future__ import annotations

import re
from dataclasses import dataclass

from issuesync.model.problem import Finding

LINE_END = re.compile(r"\r\n|\r|\n")
FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_COMMENT = re.compile(r" {0,3}<!--")
QUOTE = re.compile(r" {0,3}>[ \t]?")
_MOST_FRONTMATTER = 40


@dataclass(frozen=True, slots=True)
class Page:
    """A body's lines; ``literal`` holds the indices inside fences, comments and front matter."""

    lines: tuple[str, ...]
    literal: frozenset[int]
    findings: tuple[Finding, ...] = ()

    def text(self, start: int, end: int) -> str:
        """Join the lines from ``start`` up to but not including ``end``."""
        return "\n".join(self.lines[start:end])


def split_page(body: str) -> Page:
    """Divide a body at any line end; unquote it where it is quoted whole."""
    text = body.removeprefix("\ufeff")
    lines = LINE_END.split(text) if "\r" in text else text.split("\n")
    if is_quoted(lines):
        lines = [QUOTE.sub("", line, count=1) for line in lines]
    if "```" in text or "~~~" in text or "<!--" in text or text.lstrip().startswith("---"):
        return _mark_literal(lines)
    return Page(tuple(lines), frozenset())


def is_quoted(lines: list[str]) -> bool:
    """Say whether a body is quoted whole."""
    filled = [line for line in lines if line.strip()]
    return bool(filled) and all(QUOTE.match(line) for line in filled)


def _mark_literal(lines: list[str]) -> Page:
    """Find the lines inside fences and comments; close what is left open, and report it.

    A fence that is never closed runs to the end of the body, as GitHub shows it.
    """
    start = _frontmatter_end(lines)
    literal = set(range(start))
    closing, opened = "", 0
    for index in range(start, len(lines)):
        line = lines[index]
        if closing:
            literal.add(index)
            if _closes(line, closing):
                closing = ""
            continue
        closing = _opens(line)
        if closing:
            literal.add(index)
            opened = index
    if not closing:
        return Page(tuple(lines), frozenset(literal))
    what = "comment" if closing == "-->" else "code fence"
    finding = Finding(
        "unclosed-fence",
        f"the {what} opened here is never closed; all below it counts as its text",
        f"add a line {closing}",
        opened + 1,
    )
    return Page((*lines, closing), frozenset({*literal, len(lines)}), (finding,))


def _opens(line: str) -> str:
    """Return what will close the fence or comment that this line opens, or nothing."""
    fence = FENCE.match(line)
    if fence:
        return fence[1]
    return "-->" if _COMMENT.match(line) and "-->" not in line else ""


def _closes(line: str, closing: str) -> bool:
    """Say whether the line closes the fence or comment."""
    if closing == "-->":
        return "-->" in line
    word = line.strip(" \t")
    indent = len(line) - len(line.lstrip(" "))
    return indent <= 3 and len(word) >= len(closing) and set(word) == {closing[0]}  # noqa: PLR2004 - four are code


def _frontmatter_end(lines: list[str]) -> int:
    """Return how many lines a YAML front matter at the top takes, 0 where there is none."""
    if not lines or lines[0].strip() != "---":
        return 0
    for index in range(1, min(len(lines), _MOST_FRONTMATTER)):
        if lines[index].strip() == "---":
            return index + 1
        if ":" not in lines[index]:
            return 0
    return 0
