"""Lines into marks: the headings, bold keys and badges that can name a field."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key, split_declared
from issuesync.markdown.links import badge_text

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from issuesync.bodies.lines import Page

_COLONS = ":："
_FIRST_COLON = re.compile(f"[{_COLONS}]+")
_SETEXT = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
FORM_LEVEL = 3
_MOST_LEVEL = 6
_MOST_BADGES = 50


class Kind(Enum):
    """How a body names a field."""

    HEADING = auto()
    KEY = auto()
    BADGE = auto()


@dataclass(frozen=True, slots=True)
class Mark:
    """One place that may name a field, before anybody knows whether it does.

    ``line`` counts from 0. ``inline`` is what follows on the same line: the value beside a key,
    the target of a badge. ``indent`` is how far a bullet before a key is indented, -1 for none;
    ``span`` is where on its line a badge stands.
    """

    line: int
    kind: Kind
    label: str
    key: str
    level: int = 0
    inline: str = ""
    declared: int | None = None
    indent: int = -1
    span: tuple[int, int] = (0, 0)


def find_marks(page: Page, known: Container[str]) -> Iterator[Mark]:
    """Give the marks in order; ``known`` holds the label keys that name fields."""
    lines = page.lines
    for index, line in enumerate(lines):
        start = line.lstrip(" \t\u00a0\u200b\ufeff")
        if not start or index in page.literal:
            continue
        first = start[0]
        if first == "#":
            mark = _heading(index, line, start, known)
            if mark:
                yield mark
        elif first in "*_-+":
            mark = _bold_key(index, line, start, known)
            if mark:
                yield mark
        elif first == "[" and start.startswith("[!["):
            yield from _badges(index, line, len(line) - len(start))
        elif (
            index + 1 < len(lines) and _SETEXT.match(lines[index + 1]) and label_key(line) in known
        ):
            yield Mark(index, Kind.HEADING, line.strip(), label_key(line), level=2)


def _heading(index: int, line: str, start: str, known: Container[str]) -> Mark | None:
    """Read an ATX heading; ``###Label`` and ``### Label: value`` count where the label is known."""
    rest = start.lstrip("#")
    level = len(start) - len(rest)
    if level > _MOST_LEVEL or line.startswith(("    ", "\t")):
        return None
    label = rest.strip()
    if label.endswith("#"):
        bare = label.rstrip("#")
        label = bare.rstrip() if not bare or bare[-1] in " \t" else label
    plain, declared = _name_and_count(label.rstrip(_COLONS + " "), known)
    key, inline = label_key(plain), ""
    colon = _FIRST_COLON.search(label) if key not in known else None
    if colon:
        head, number = _name_and_count(label[: colon.start()].rstrip(), known)
        if label_key(head) in known:
            label, key, declared, inline = head, label_key(head), number, label[colon.end() :]
    if rest and rest[0] not in " \t" and key not in known:
        return None
    return Mark(index, Kind.HEADING, label, key, level, inline.strip(), declared)


def _name_and_count(label: str, known: Container[str]) -> tuple[str, int | None]:
    """Divide ``Source (3)`` as `split_declared` does, unless a field is called all of it."""
    return (label, None) if label_key(label) in known else split_declared(label)


def _bold_key(index: int, line: str, start: str, known: Container[str]) -> Mark | None:
    """Read ``**Key (3)**: value``; a bold label that stands alone counts where it is known."""
    text = start[1:].lstrip(" \t") if start[0] in "-+*" and start[1:2] in {" ", "\t"} else start
    if not text.startswith(("**", "__")):
        return None
    end = text.find(text[:2], 2)
    if end < 0:
        return None
    inside, after = text[2:end].strip(), text[end + 2 :].strip()
    label = inside.rstrip(_COLONS + " ")
    colon = len(label) < len(inside)
    label, declared = _name_and_count(label, known)
    if declared is None:
        count, after_count = _leading_count(after)
        if count is not None or after_count != after:
            declared, after = count, after_count
    value = after.lstrip(_COLONS)
    colon = colon or len(value) < len(after)
    key = label_key(label)
    if not key or not (colon or (key in known and not value)):
        return None
    indent = -1 if text is start else len(line) - len(start)
    return Mark(index, Kind.KEY, label, key, inline=value.strip(), declared=declared, indent=indent)


def _leading_count(text: str) -> tuple[int | None, str]:
    """Take ``(3)`` from before a colon, as in ``**Source** (3): …``."""
    if not text.startswith(("(", "（")):
        return None, text
    inside, closed, rest = text[1:].replace("）", ")", 1).partition(")")
    if not closed or not rest.lstrip().startswith(tuple(_COLONS)):
        return None, text
    word = inside.strip()
    if word and not (word.isascii() and word.isdigit() and len(word) <= _MOST_LEVEL):
        return None, text
    return (int(word) if word else None), rest.lstrip()


def _badges(index: int, text: str, position: int) -> Iterator[Mark]:
    """Read the linked images of a line; a badge's own text names the field, else its alt text."""
    for _ in range(_MOST_BADGES):
        start = text.find("[![", position)
        middle = text.find("](", start + 3) if start >= 0 else -1
        if middle < 0:
            return
        image_end = closing_bracket(text, middle + 2)
        if image_end < 0 or not text.startswith("](", image_end + 1):
            position = middle + 2
            continue
        target_end = closing_bracket(text, image_end + 3)
        if target_end < 0:
            return
        image = text[middle + 2 : image_end]
        label = badge_text(image) or text[start + 3 : middle]
        target = text[image_end + 3 : target_end].strip()
        position = target_end + 1
        span = start, position
        yield Mark(index, Kind.BADGE, label, label_key(label), inline=target, span=span)


def closing_bracket(text: str, start: int) -> int:
    """Return where the bracket opened before ``start`` closes, or -1."""
    depth = 0
    for position in range(start, len(text)):
        char = text[position]
        if char == "(":
            depth += 1
        elif char == ")":
            if not depth:
                return position
            depth -= 1
    return -1
