"""Lines into marks: the headings, bold keys and badges that can name a field."""

from __future__ import annotations

import re
from dataclasses import replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key, split_declared
from issuesync.markdown.links import badge_text
from issuesync.model.frozen import frozen_dataclass

if TYPE_CHECKING:
    from collections.abc import Container, Iterator

    from issuesync.bodies.lines import BodyLines

COLONS = ":："
_FIRST_COLON = re.compile(f"[{COLONS}]+")
_SETEXT = re.compile(r" {0,3}(?:=+|-{2,})[ \t]*$")
FORM_LEVEL = 3
_MOST_LEVEL = 6
_MOST_BADGES = 50
_NUMBERED = re.compile(
    r"(?:[0-9]{1,3}(?:\.[0-9]{1,3}){0,3}|[A-Za-z])[.):][ \t]+|[(（][0-9]{1,3}[)）][ \t]+"
    r"|Q[0-9]{1,3}[.:]?[ \t]+|:[a-z0-9_+-]{1,40}:[ \t]*"
)


class MarkKind(Enum):
    """How a body names a field."""

    HEADING = auto()
    KEY = auto()
    BADGE = auto()


@frozen_dataclass(frozen=True, slots=True)
class Mark:
    """One place that may name a field, before anybody knows whether it does.

    ``line`` counts from 0. ``inline`` is what follows on the same line: the value next to a key,
    the target of a badge. ``indent`` is how far a bullet before a key is indented, -1 for none;
    ``span`` is where on its line a badge stands.
    """

    line: int
    kind: MarkKind
    label: str
    key: str
    level: int = 0
    inline: str = ""
    declared: int | None = None
    indent: int = -1
    span: tuple[int, int] = (0, 0)
    alias: str = ""


def find_marks(page: BodyLines, known: Container[str]) -> list[Mark]:
    """Return the marks in order; ``known`` holds the label keys that name fields.

    ``Year (required)`` and ``2. Year`` name the field where no mark has its very name.
    """
    marks = list(_all_marks(page, known))
    taken = {mark.key for mark in marks if mark.key in known}
    for index, mark in enumerate(marks):
        if mark.alias and mark.alias not in taken:
            marks[index] = replace(mark, key=mark.alias)
            taken.add(mark.alias)
    return marks


def known_label(label: str, known: Container[str]) -> str:
    """Return the key of the field that a label names, with a number before it or a note after."""
    label = label.strip(" \t*_`")
    number = _NUMBERED.match(label)
    bare = label[number.end() :] if number else label
    for one in (label, bare, _without_note(label), _without_note(bare)):
        key = label_key(one)
        if key in known:
            return key
    return ""


def _without_note(label: str) -> str:
    """Return a label without the note in brackets that ends it."""
    text = label.strip().rstrip("*" + COLONS + " ")
    start = max(text.rfind("("), text.rfind("（"), text.rfind("["))
    return text[:start] if start > 0 and text[-1:] in ")）]" else text


def _all_marks(page: BodyLines, known: Container[str]) -> Iterator[Mark]:
    """Give the marks in order, each by its own name."""
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
            yield Mark(index, MarkKind.HEADING, line.strip(), label_key(line), level=2)


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
    plain, declared = _name_and_count(label.rstrip(COLONS + " "), known)
    key, inline = label_key(plain), ""
    colon = _FIRST_COLON.search(label) if key not in known else None
    if colon:
        head, number = _name_and_count(label[: colon.start()].rstrip(), known)
        if label_key(head) in known:
            label, key, declared, inline = head, label_key(head), number, label[colon.end() :]
    if rest and rest[0] not in " \t" and key not in known:
        return None
    alias = "" if key in known else known_label(label, known)
    return Mark(index, MarkKind.HEADING, label, key, level, inline.strip(), declared, alias=alias)


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
    label = inside.rstrip(COLONS + " ")
    colon = len(label) < len(inside)
    label, declared = _name_and_count(label, known)
    if declared is None:
        count, after_count = _leading_count(after)
        if count is not None or after_count != after:
            declared, after = count, after_count
    value = after.lstrip(COLONS)
    colon = colon or len(value) < len(after)
    key = label_key(label)
    if not key or not (colon or (key in known and not value)):
        return None
    indent = -1 if text is start else len(line) - len(start)
    alias = "" if key in known else known_label(label, known)
    return Mark(index, MarkKind.KEY, label, key, 0, value.strip(), declared, indent, alias=alias)


def _leading_count(text: str) -> tuple[int | None, str]:
    """Take ``(3)`` from before a colon, as in ``**Source** (3): …``."""
    if not text.startswith(("(", "（")):
        return None, text
    inside, closed, rest = text[1:].replace("）", ")", 1).partition(")")
    if not closed or not rest.lstrip().startswith(tuple(COLONS)):
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
        yield Mark(index, MarkKind.BADGE, label, label_key(label), inline=target, span=span)


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
