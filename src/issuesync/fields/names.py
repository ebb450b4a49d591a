"""A text of any lines into the names that it lists, each with the head it is under."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.fields.base import (
    BULLET,
    IMAGE,
    LONGEST_LABEL,
    UNKNOWN,
    fold,
    split_declared,
)
from issuesync.fields.boxes import box_of
from issuesync.fields.joints import divided_at_joints, has_joint, without_leading_joint
from issuesync.fields.signs import (
    is_placeholder,
    unescaped,
    unwrapped,
    without_emphasis,
    without_stop,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

OPENING, CLOSING = "([（【", ")]）】"
_BRACKET = re.compile(r"[()\[\]（）【】]")
_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_SMALL_COLON = re.compile(r"[:：]")
_SEPARATOR = re.compile(r"[,，、;；|]| [/•·] ")
_THOUSANDS = re.compile(r"(?<![0-9,])[0-9]{1,3},[0-9]{3}(?= +[^\W\d])")
_QUOTED = re.compile(
    r"(?:\A|(?<=[,，、;；|])) {0,2}(?:\"[^\"\n]{1,200}\"|“[^“”\n]{1,200}”)"
    r"(?= {0,2}(?:[,，、;；|]|\Z))"
)
"""A name in quotation marks may hold a separator."""
_GLUED_BULLET = re.compile(r"[ \t]{0,8}[-*•–][^\s*•–-]")
_AND_SO_ON = re.compile(
    r"[ ,]{0,3}(?: etc\.?| and so (?:on|forth)| and (?:many )?(?:more|others)| among others"
    r"|\.{3}|…|等+)$",
    re.IGNORECASE,
)
_GAP = re.compile(
    r"(?:[,，、;；|]|\n)[ \t]*(?:[-*+][ \t]+)?(?:\.{3,}|…+)[ \t]*(?:[,，、;；|\n])[^\n]*\w"
)
_STEP = re.compile(r"(?:\A|(?<=[\s,，;；]))[(（]?([0-9]{1,2})[.)）][ \t]+(?=\S)")
_LONGEST_REST = 40
_REST = frozenset({"etc", "and so on", "and more", "and others", "more", "others", "等", "等等"})
_LETTERED = re.compile(r"[ \t]{0,8}[a-zA-Z][)] +(?=[^ ])")
_LONGEST_JOINED = 80


def listed_names(text: str) -> Iterator[tuple[str, str]]:
    """Give each name with the head it is under ('' for none), repetitions included."""
    heads: list[tuple[int, str]] = []
    for raw in _item_lines(text):
        line = IMAGE.sub("", raw)
        bullet = BULLET.match(line)
        if not bullet:
            heads = heads if line.startswith((" ", "\t")) else []
            rest = line
        else:
            indent = len(line) - len(line.lstrip())
            heads = [(level, head) for level, head in heads if level < indent]
            head, rest = _split_head(line[bullet.end() :])
            if head:
                heads.append((indent, head))
        path = " / ".join(head for _, head in heads)
        for item in _split_items(rest):
            yield path, item


def names_joined(text: str) -> Iterator[tuple[str, bool]]:
    """Give each name that holds an “and”, and whether it was divided there.

    One that has a bullet of its own is meant as one.
    """
    plain = _LINK.sub(r"\1", text) if "](" in text else text
    for line in _item_lines(text) if has_joint(plain) else ():
        *names, last = (part.strip() for part in _divide(_LINK.sub(r"\1", line)))
        whole = [] if BULLET.match(line) else names or [last]
        divided = [last] if names and without_leading_joint(last) == last else []
        for joined in (*whole, *divided):
            if is_joined(joined):
                yield joined, joined in divided


def is_joined(name: str) -> bool:
    """Say whether a name may be several that “and” joins."""
    return len(name) <= _LONGEST_JOINED and len(divided_at_joints(name)) > 1


def leaves_gap(text: str) -> bool:
    """Say whether dots stand for names between others: ``A1, A2, …, A9``."""
    return _GAP.search(text) is not None


def _stepped(text: str) -> str:
    """Put each of ``(1) A (2) B``, numbered from one within a line, on a line of its own."""
    steps = list(_STEP.finditer(text))
    are_counted = [int(step[1]) for step in steps] == list(range(1, len(steps) + 1))
    if len(steps) < 2 or steps[0].start() > 0 or not are_counted:  # noqa: PLR2004 - one is no list
        return text
    ends = [*(step.start() for step in steps[1:]), len(text)]
    names = (text[step.end() : end].strip() for step, end in zip(steps, ends, strict=True))
    return "\n".join(f"- {name.rstrip(',，;；')}" for name in names)


def _item_lines(text: str) -> list[str]:
    """Return the lines, of boxes the ticked ones; signs glued to all of the names are bullets."""
    text = text.strip("\n")
    text = text if "\n" in text else _stepped(text)
    if text[:1] == "[" and text[-1:] == "]" and not box_of(text) and text.count("[") == 1:
        text = text[1:-1]
    lines = text.split("\n")
    filled = [line for line in lines if line.strip()]
    if len(filled) > 1 and all(map(_GLUED_BULLET.match, filled)):
        lines = [line.replace(line.lstrip()[0], f"{line.lstrip()[0]} ", 1) for line in filled]
    if len(filled) > 1 and all(map(_LETTERED.match, filled)):
        lines = [_LETTERED.sub("- ", line, count=1) for line in filled]
    boxes = [box_of(line) for line in lines]
    if not any(boxes):
        return lines
    pairs = zip(lines, boxes, strict=True)
    return [f"- {box.label}" if box else line for line, box in pairs if not box or box.is_ticked]


def _split_head(text: str) -> tuple[str, str]:
    """Divide ``Part 1 (4): A, B`` into its head, without the count, and the rest."""
    colon = _SMALL_COLON.search(text)
    if not colon or text[colon.end() : colon.end() + 2] == "//":
        return "", text
    head = " ".join(text[: colon.start()].split()).strip(" *")
    if len(head) > LONGEST_LABEL:
        return "", text
    while (bare := split_declared(head)[0].strip(" *")) != head:
        head = bare
    return head, text[colon.end() :].removeprefix("**")


def _split_items(text: str) -> Iterator[str]:
    """Split at separators that stand outside brackets; drop what is empty, unknown or “etc.”."""
    if not text.strip():
        return
    parts = _divide(_without_rest(_LINK.sub(r"\1", text).replace("\\,", ",").rstrip()))
    if len(parts) > 1:
        parts = [*parts[:-1], *_last_of(parts)]
    for part in parts:
        item = unescaped(unwrapped(without_emphasis(" ".join(part.split()))))
        word = fold(item)
        is_none = word in UNKNOWN or (word == "none" and len(parts) > 1)
        if not is_none and word.rstrip(". ") not in _REST and not is_placeholder(word):
            yield item


def _without_rest(text: str) -> str:
    """Drop an “etc.” that ends a text."""
    tail = text[-_LONGEST_REST:]
    return text[: len(text) - len(tail)] + _AND_SO_ON.sub("", tail)


def _last_of(parts: list[str]) -> list[str]:
    """Return the last name of several without its full stop, or those that “and” joins."""
    last = parts[-1].strip()
    if not any(part.rstrip().endswith(".") for part in parts[:-1]):
        last = without_stop(last)
    bare = without_leading_joint(last)
    return divided_at_joints(last) if bare == last and is_joined(last) else [bare]


def _divide(text: str) -> list[str]:
    """Split at separators at depth nought; unbalanced brackets count as plain characters."""
    if not _SEPARATOR.search(text):
        return [text]
    balanced = _is_balanced(text)
    kept = {match.start() + match[0].index(",") for match in _THOUSANDS.finditer(text)}
    kept |= {place for match in _QUOTED.finditer(text) for place in range(*match.span())}
    ends = {match.start(): match.end() for match in _SEPARATOR.finditer(text)}
    places = {**ends, **{match.start(): 0 for match in _BRACKET.finditer(text) if balanced}}
    parts, start, depth = [], 0, 0
    for position in sorted(places):
        if position not in ends:
            depth += 1 if text[position] in OPENING else -1
        elif not depth and position not in kept:
            parts.append(text[start:position])
            start = ends[position]
    return [*parts, text[start:]]


def _is_balanced(text: str) -> bool:
    """Say whether no bracket closes before one opened and none stays open."""
    depth = 0
    for bracket in _BRACKET.findall(text):
        depth += 1 if bracket in OPENING else -1
        if depth < 0:
            return False
    return depth == 0
