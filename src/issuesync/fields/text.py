"""Title, text, Markdown and lists of names."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import Element, FieldType, Reading, first_readable, fold, is_no_response
from issuesync.fields.boxes import box_of
from issuesync.fields.names import is_joined, leaves_gap, listed_names, names_joined
from issuesync.fields.signs import bare_lines, bare_text, is_placeholder, one_line
from issuesync.model.problem import Finding
from issuesync.model.value import Listing

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_HEADING = re.compile(r"\A\s*#{1,2}[ \t]+(?=[^\W_])")
_BULLET = re.compile(r"\A[-*+•] +(?=[^\W_])")
_NOTHING = frozenset({"no", "nothing", "nil"})
_WHOLE_LINK = re.compile(r"\[([^\[\]]*[^\W_][^\[\]]*)\]\(https?://[^()\s]+\)")


@dataclass(frozen=True, slots=True)
class Text(FieldType[str]):
    """One line of text."""

    kind: ClassVar[str] = "text"
    may_say_none: ClassVar[bool] = True

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Fold the text into one line, without the signs around it."""
        del declared
        return Reading(bare_text(_HEADING.sub("", text, count=1)) or None)

    def read_kept(self, text: str) -> Reading[str]:
        """Fold the text into one line and keep its Markdown."""
        return Reading(one_line(text) or None)

    def show(self, value: str) -> str:
        """Return the text itself."""
        return value


@dataclass(frozen=True, slots=True)
class Title(Text):
    """The entry's name: the body's own line, else the issue's title."""

    kind: ClassVar[str] = "title"
    hint: ClassVar[str] = "The entry's name, where it is not the title above."

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Read a line of text, without a bullet before it, or the link that it is."""
        line = _BULLET.sub("", one_line(text), count=1)
        link = _WHOLE_LINK.fullmatch(line)
        return Text.read(self, link[1] if link else line, declared)


@dataclass(frozen=True, slots=True)
class Markdown(FieldType[str]):
    """Text of many lines, kept byte for byte."""

    kind: ClassVar[str] = "markdown"
    element: ClassVar[Element] = Element.TEXTAREA
    prose: ClassVar[bool] = True

    def is_blank(self, text: str) -> bool:
        """Count only nothing, ``_No response_`` and a template's ``[Describe …]`` as no answer."""
        is_bracketed = text.strip()[:1] == "[" and "\n" not in text.strip()
        return is_no_response(text) or (is_bracketed and is_placeholder(fold(text)))

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

    def is_blank(self, text: str) -> bool:
        """Count “no” and “nothing” as no answer too."""
        return fold(text).rstrip(".!") in _NOTHING or FieldType.is_blank(self, text)

    def read(self, text: str, declared: int | None = None) -> Reading[Listing]:
        """Collect the names; report what appears twice and a declared number that disagrees."""
        lines = bare_lines(text)
        pairs = list(listed_names(lines))
        findings = [*repeated_items([item for _, item in pairs])]
        findings += (_joined(names, is_divided) for names, is_divided in names_joined(lines))
        if leaves_gap(lines):
            message = "“…” between names stands for others"
            findings.append(Finding("unread-text", message, "name them all"))
        if declared is not None and declared != len(pairs):
            findings.append(
                Finding(
                    "declared-count",
                    f"{declared} declared, {len(pairs)} listed",
                    "correct the number in brackets or complete the list",
                )
            )
        groups = _group_pairs(pairs)
        first = {fold(name): name for _, names in reversed(groups) for name in reversed(names)}
        items = tuple(dict.fromkeys(first[fold(name)] for _, names in groups for name in names))
        listing = Listing(items, groups if any(head for head, _ in groups) else (), declared)
        is_partial = "](" in text or any(map(box_of, lines.split("\n")))
        return Reading(listing if items else None, tuple(findings), is_partial)

    def write(self, value: Listing) -> str:
        """Write one line or a bullet a name; where there are groups, a bullet a group."""
        if value.groups:
            lines = (
                f"- {head}: {', '.join(names)}" if head else ", ".join(names)
                for head, names in value.groups
            )
            nested = (
                "\n".join([f"- {head}:", *(f"  - {name}" for name in names)])
                for head, names in value.groups
            )
            return first_readable(self, value, "\n".join(lines), "\n".join(nested))
        line, bullets = ", ".join(value.items), "\n".join(f"- {name}" for name in value.items)
        # A sign at the beginning of a line can mean something to a body that it does not mean here.
        is_plain = line[:1].isalnum() and not any(map(is_joined, value.items))
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


def repeated_items(items: Iterable[str]) -> Iterator[Finding]:
    """Report each item that stands more than once."""
    seen: set[str] = set()
    told: set[str] = set()
    for item in items:
        word = fold(item)
        if word in seen and word not in told:
            told.add(word)
            yield Finding("repeated-item", f"“{item}” is listed twice", "name it once")
        seen.add(word)


def _joined(names: str, is_divided: bool) -> Finding:
    """Report names joined by “and”: nobody but their writer knows whether they are one."""
    if is_divided:
        return Finding("joined-names", f"“{names}” was taken for two names", "divide by commas")
    message = f"“{names}” was taken for one name"
    return Finding("joined-names", message, "divide by commas if it is two")


def _group_pairs(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Collect the names under each head ('' for none), heads in order of first appearance."""
    groups: dict[str, dict[str, str]] = {}
    for head, item in pairs:
        groups.setdefault(head, {}).setdefault(fold(item), item)
    return tuple((head, tuple(names.values())) for head, names in groups.items())
