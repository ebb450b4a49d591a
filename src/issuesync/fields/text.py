"""Title, text, Markdown and lists of names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    BULLET,
    IMAGE,
    LONGEST_LABEL,
    Element,
    FieldType,
    Reading,
    first_readable,
    is_no_response,
    one_line,
    split_declared,
    without_comments,
)
from issuesync.model.problem import Finding
from issuesync.model.value import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_LINK = re.compile(r"\[([^\[\]\n]*)\]\([^()\n]*\)")
_SEPARATORS = frozenset(",，、;；")
OPENING, CLOSING = "([（【", ")]）】"
_SMALL_COLON = re.compile(r"[:：]")


@dataclass(frozen=True, slots=True)
class Text(FieldType[str]):
    """One line of text."""

    kind: ClassVar[str] = "text"

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Fold the text into one line."""
        del declared
        return Reading(one_line(text) or None)

    def show(self, value: str) -> str:
        """Return the text itself."""
        return value


@dataclass(frozen=True, slots=True)
class Title(Text):
    """The entry's name: the body's own line, else the issue's title."""

    kind: ClassVar[str] = "title"
    hint: ClassVar[str] = "The entry's name, where it is not the title above."


@dataclass(frozen=True, slots=True)
class Markdown(FieldType[str]):
    """Text of many lines, kept byte for byte."""

    kind: ClassVar[str] = "markdown"
    element: ClassVar[Element] = Element.TEXTAREA
    prose: ClassVar[bool] = True

    def is_blank(self, text: str) -> bool:
        """Count only nothing and ``_No response_`` as no answer."""
        return is_no_response(text)

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Keep the text without the blank lines around it."""
        del declared
        return Reading(text.strip("\n").rstrip() or None)

    def write(self, value: str) -> str:
        """Return the text itself."""
        return value

    def plain(self, value: str) -> str:
        """Return the text itself."""
        return value

    def show(self, value: str) -> str:
        """Fold the text into one line."""
        return one_line(value)


@dataclass(frozen=True, slots=True)
class List(FieldType[Listing]):
    """Names divided by commas, or listed one or several a bullet, in groups or not."""

    kind: ClassVar[str] = "list"
    hint: ClassVar[str] = "Names divided by commas, or one a line after a hyphen."
    element: ClassVar[Element] = Element.TEXTAREA
    collects: ClassVar[bool] = True
    is_several: ClassVar[bool] = True

    def read(self, text: str, declared: int | None = None) -> Reading[Listing]:
        """Collect the names; report what stands twice and a declared number that disagrees."""
        pairs = list(_list_items(without_comments(text)))
        findings = [*repeated_items([item for _, item in pairs])]
        if declared is not None and declared != len(pairs):
            findings.append(
                Finding(
                    "declared-count",
                    f"{declared} declared, {len(pairs)} listed",
                    "correct the number in brackets or complete the list",
                )
            )
        groups = _group_pairs(pairs)
        items = tuple(dict.fromkeys(name for _, names in groups for name in names))
        listing = Listing(items, groups if any(head for head, _ in groups) else (), declared)
        is_partial = "](" in text
        return Reading(listing if items else None, tuple(findings), is_partial)

    def write(self, value: Listing) -> str:
        """Write one line or a bullet a name; where there are groups, a bullet a group."""
        if value.groups:
            lines = (
                f"- {head}: {', '.join(names)}" if head else ", ".join(names)
                for head, names in value.groups
            )
            return "\n".join(lines)
        line, bullets = ", ".join(value.items), "\n".join(f"- {name}" for name in value.items)
        # A sign at the beginning of a line can mean something to a body that it does not mean here.
        is_plain = line[:1].isalnum()
        return first_readable(self, value, *((line, bullets) if is_plain else (bullets, line)))

    def show(self, value: Listing) -> str:
        """Join the names by commas."""
        return ", ".join(value.items)

    def plain(self, value: Listing) -> tuple[str, ...]:
        """Return the names."""
        return value.items

    def terms(self, value: Listing) -> tuple[str, ...]:
        """Return each name."""
        return value.items


def _list_items(text: str) -> Iterator[tuple[str, str]]:
    """Give each name with the head it stands under ('' for none), repetitions included."""
    heads: list[tuple[int, str]] = []
    for raw in text.split("\n"):
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
    return head, text[colon.end() :]


def _split_items(text: str) -> Iterator[str]:
    """Split at commas that stand outside brackets; drop what is empty or unknown."""
    for part in _split_outside_brackets(_LINK.sub(r"\1", text)):
        item = " ".join(part.split())
        if item not in {"", "?", "？"}:
            yield item


def _split_outside_brackets(text: str) -> list[str]:
    """Split at separators at depth nought; unbalanced brackets count as plain characters."""
    balanced = _is_balanced(text)
    parts, start, depth = [], 0, 0
    for position, char in enumerate(text):
        if balanced and char in OPENING:
            depth += 1
        elif balanced and char in CLOSING:
            depth -= 1
        elif char in _SEPARATORS and not depth:
            parts.append(text[start:position])
            start = position + 1
    return [*parts, text[start:]]


def _is_balanced(text: str) -> bool:
    """Say whether no bracket closes before one opened and none stays open."""
    depth = 0
    for char in text:
        depth += (char in OPENING) - (char in CLOSING)
        if depth < 0:
            return False
    return depth == 0


def repeated_items(items: Iterable[str]) -> Iterator[Finding]:
    """Report each item that stands more than once."""
    seen: set[str] = set()
    told: set[str] = set()
    for item in items:
        if item in seen and item not in told:
            told.add(item)
            yield Finding("repeated-item", f"“{item}” is listed twice", "name it once")
        seen.add(item)


def _group_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Collect the names under each head ('' for none), heads in order of first appearance."""
    groups: dict[str, dict[str, None]] = {}
    for head, item in pairs:
        groups.setdefault(head, {})[item] = None
    return tuple((head, tuple(names)) for head, names in groups.items())
