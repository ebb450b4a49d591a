"""Lines that state a field without a sign of Markdown that says so: ``Year: 2024``.

Such a line is a key only where it is the name of a field and is in no other answer; who asks
for these marks sees to the latter.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.bodies.marks import COLONS, Mark, MarkKind, known_label
from issuesync.fields.base import BULLET
from issuesync.markdown.rows import split_row

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator

_EMPHASIS = ("**", "__", "*", "_", "`")
_SEPARATOR = re.compile(rf"[ \t]*(?:[{COLONS}]+|[=–—-]+(?=[ \t]|$)|→)[ \t]*")
_COMMENT = re.compile(r"<!--([^<>]{1,200}?)-->")
_LIMIT = re.compile(
    r"[ \t]*(/|(?:end|stop|start|begin)(?=[ :_/-]))?[ :_/-]*(.*?)[ :_/-]*"
    r"((?<=[ :_/-])(?:end|start|begin|stop))?[ \t]*$",
    re.IGNORECASE,
)
_OF_JSON = ("{", '"')
_LONGEST_KEY = 120


def find_plain_keys(rows: Iterable[tuple[int, str]], known: Container[str]) -> Iterator[Mark]:
    """Give the marks of the lines that state a field, by their numbers from 0."""
    rows = list(rows)
    ends = {key for _, line in rows for is_end, key, _ in _limits(line, known) if is_end}
    for index, line in rows:
        mark = _between_comments(index, line, known, ends) or _key_line(index, line, known)
        if mark is not None:
            yield mark


def _key_line(index: int, line: str, known: Container[str]) -> Mark | None:
    """Read ``Key: value`` with any bullet, emphasis and separator, or a row of a table."""
    bullet = BULLET.match(line)
    text = line[bullet.end() :] if bullet else line.lstrip()
    indent = len(line) - len(line.lstrip()) if bullet else -1
    if (line.startswith(("    ", "\t")) and not bullet) or text.startswith(_OF_JSON):
        return None
    label, value = _cells(text) if text.startswith("|") else _divide(text.rstrip())
    key = known_label(label, known) if 0 < len(label) <= _LONGEST_KEY else ""
    if not key:
        return None
    return Mark(index, MarkKind.KEY, label.strip(), key, inline=value.strip(), indent=indent)


def _cells(text: str) -> tuple[str, str]:
    """Return the two cells of a row that has two."""
    cells = split_row(text.strip().removeprefix("|").removesuffix("|"))
    return (cells[0], cells[1].replace("\\|", "|")) if len(cells) == 2 else ("", "")  # noqa: PLR2004 - a key and a value


def _divide(text: str) -> tuple[str, str]:
    """Divide a line into its key and its value; without a key both are empty."""
    for sign in _EMPHASIS:
        if text.startswith(sign) and (end := text.find(sign, len(sign))) > len(sign):
            inside, after = text[len(sign) : end], text[end + len(sign) :]
            if not after.strip(COLONS + " "):
                return _at_colon(inside) if inside.rstrip(COLONS + " ") == inside else (inside, "")
            separator = _SEPARATOR.match(after)
            return inside.rstrip(COLONS + " "), after[separator.end() :] if separator else after
    return _at_colon(text)


def _at_colon(text: str) -> tuple[str, str]:
    """Divide at the first colon that begins no address."""
    places = [place for colon in COLONS if (place := text.find(colon, 0, _LONGEST_KEY)) > 0]
    if not places or text.startswith("//", min(places) + 1):
        return "", ""
    return text[: min(places)], text[min(places) + 1 :].lstrip(COLONS)


def _limits(line: str, known: Container[str]) -> Iterator[tuple[bool, str, re.Match[str]]]:
    """Give the comments of a line that name a field: whether one ends its value, and the field."""
    for comment in _COMMENT.finditer(line) if "<!--" in line else ():
        limit = _LIMIT.match(comment[1])
        key = known_label(limit[2], known) if limit else ""
        if limit and key:
            words = {(limit[1] or "").lower(), (limit[3] or "").lower()}
            yield not words.isdisjoint({"/", "end", "stop"}), key, comment


def _between_comments(
    index: int, line: str, known: Container[str], ends: Container[str]
) -> Mark | None:
    """Read ``<!-- year -->2024<!-- /year -->``, or what begins it where it has lines of its own."""
    for is_end, key, comment in _limits(line, known):
        if not is_end and key in ends and not line[: comment.start()].strip():
            value = _COMMENT.sub("", line[comment.end() :])
            return Mark(index, MarkKind.KEY, comment[1].strip(), key, inline=value.strip())
    return None
