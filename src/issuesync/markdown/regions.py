"""A document into regions and the text around them, which nothing here changes by a byte."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.markdown.document import Document

BEGIN = re.compile(r"<!-- issuesync:begin ([^<>]*?) -->")
_END = re.compile(r"<!-- issuesync:end(?: ([0-9]{1,9}) rows?)?(?: sha256:([0-9a-f]{16,64}))? -->")
_MARKER = "<!-- issuesync:"
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
_SIGNAL = re.compile(f"{_MARKER}|{_CONFLICT.pattern}")
_DIGITS = 16
"""How many digits of the checksum stand in an end marker: enough to see an edit."""

LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
_LINE_END = re.compile(r"\r\n?")
BOM = "\ufeff"


_OF_ENTRIES = frozenset({"table", "list"})
"""The kinds of region that show entries, a row or a bullet each."""


@dataclass(frozen=True, slots=True)
class Address:
    """A region's name taken apart: ``table datasets/vqa`` is kind, collection and section.

    For other kinds ``collection`` holds what follows the kind: ``sync`` of ``help sync``.
    """

    kind: str
    collection: str = ""
    section: str = ""
    is_section: bool = False

    @classmethod
    def of(cls, name: str) -> Address:
        """Take a region's name apart."""
        kind, _, rest = name.partition(" ")
        collection, slash, section = rest.partition("/")
        return cls(kind, collection, section, bool(slash))

    @property
    def shows_entries(self) -> bool:
        """Say whether the region shows entries as rows."""
        return self.kind in _OF_ENTRIES

    def __str__(self) -> str:
        """Put the name together again."""
        section = f"/{self.section}" if self.is_section or self.section else ""
        return f"{self.kind} {self.collection}{section}".rstrip()


def entries_of(name: str) -> Address:
    """Take the name of a region of entries apart; any other gives an empty address."""
    address = Address.of(name)
    return address if address.shows_entries else Address("")


@dataclass(frozen=True, slots=True)
class Region:
    """A stretch between two markers; ``begin`` and ``end`` are the markers' lines, from 0.

    ``text`` has LF line ends. ``rows`` and ``checksum`` are what the end marker bears.
    """

    name: str
    begin: int
    end: int
    text: str
    rows: int | None
    checksum: str | None

    @property
    def address(self) -> Address:
        """Return the name taken apart."""
        return Address.of(self.name)

    @property
    def is_edited(self) -> bool:
        """Say whether the text is not the one that was last written here."""
        if self.checksum is None:
            return bool(self.text.strip())
        return not checksum(self.text).startswith(self.checksum)


@dataclass(frozen=True, slots=True)
class Rendering:
    """What is to stand in a region: Markdown with LF line ends, and how many rows it shows."""

    text: str
    rows: int | None = None


def has_marker(text: str) -> bool:
    """Say whether a line of a text begins as a marker does."""
    return any(line.lstrip().startswith(_MARKER) for line in text.split("\n"))


def checksum(text: str) -> str:
    """Return the checksum of a region's text with LF line ends."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def find_regions(document: Document) -> tuple[tuple[Region, ...], tuple[Problem, ...]]:
    """Find the regions; every marker that cannot be trusted is a problem with its line."""
    bare = [line.rstrip("\r\n") for line in document.lines]
    bare[:1] = [line.removeprefix(BOM) for line in bare[:1]]
    telling = [index for index, line in enumerate(bare) if _SIGNAL.match(line)]
    literal = document.literal if telling else frozenset()
    finder = _Finder(document.path, document.lines)
    for index in telling:
        if index not in literal:
            finder.take(index, bare[index])
    return finder.finish()


class _Finder:
    def __init__(self, path: str, lines: tuple[str, ...]) -> None:
        self.path, self.lines = path, lines
        self.regions: list[Region] = []
        self.problems: list[Problem] = []
        self.open: tuple[str, int] | None = None
        self.names: set[str] = set()

    def take(self, index: int, line: str) -> None:
        if _CONFLICT.match(line):
            place = Location(self.path, line=index + 1)
            message = "an unresolved merge conflict"
            hint = "keep either side, then run sync"
            self.problems.append(Problem("merge-conflict", message, place, hint))
        if not line.startswith(_MARKER):
            return
        begin, end = BEGIN.fullmatch(line), _END.fullmatch(line)
        if begin:
            self._begin(index, " ".join(begin[1].split()))
        elif end:
            self._end(index, end)
        else:
            self._report(index, "this is no marker", "write <!-- issuesync:begin NAME -->")

    def _begin(self, index: int, name: str) -> None:
        if self.open:
            message = f"“{name}” begins inside “{self.open[0]}” of line {self.open[1] + 1}"
            self._report(index, message, "end the first region before the second begins")
        elif name in self.names:
            self._report(index, f"the region “{name}” stands twice", "keep one")
        self.names.add(name)
        self.open = (name, index)

    def _end(self, index: int, end: re.Match[str]) -> None:
        if not self.open:
            self._report(index, "an end without a begin", "remove it, or add its begin above")
            return
        name, begin = self.open
        text = _LINE_END.sub("\n", "".join(self.lines[begin + 1 : index]))
        rows = int(end[1]) if end[1] else None
        self.regions.append(Region(name, begin, index, text, rows, end[2]))
        self.open = None

    def _report(self, index: int, message: str, hint: str) -> None:
        self.problems.append(Problem("marker", message, Location(self.path, line=index + 1), hint))

    def finish(self) -> tuple[tuple[Region, ...], tuple[Problem, ...]]:
        if self.open:
            message = f"“{self.open[0]}” never ends"
            self._report(self.open[1], message, "add <!-- issuesync:end --> below it")
        return tuple(self.regions), tuple(self.problems)


def _frame(rendering: Rendering, newline: str, present: str) -> str:
    """Return what follows a begin marker: the text between blank lines, and the end marker."""
    body = region_text(rendering, present)
    rows = "" if rendering.rows is None else f" {rendering.rows} row{'s' * (rendering.rows != 1)}"
    end = f"<!-- issuesync:end{rows} sha256:{checksum(body)[:_DIGITS]} -->"
    return f"{body}{end}".replace("\n", newline)


def region_text(rendering: Rendering, present: str = "") -> str:
    """Return what stands between the markers; nothing in it can be a marker itself.

    The blank lines at either end are those of the text that is ``present``, else one.
    """
    lines = rendering.text.strip("\n").split("\n")
    safe = [f"&lt;{line[1:]}" if line.startswith(_MARKER) else line for line in lines]
    if not any(safe):
        return "\n"
    text = present.strip("\n")
    above, below = present.split(text, 1) if text.strip() else ("\n", "\n\n")
    return f"{above}{chr(10).join(safe)}{below or chr(10)}"


def replace_regions(document: Document, renderings: Mapping[str, Rendering]) -> str:
    """Return the document's text with the given regions rendered anew and all else as it was."""
    parts: list[str] = []
    position = 0
    for region in document.regions:
        rendering = renderings.get(region.name)
        if rendering is None:
            continue
        first, last = document.lines[region.begin], document.lines[region.end]
        newline = first[len(first.rstrip("\r\n")) :]
        parts += document.lines[position : region.begin + 1]
        parts.append(_frame(rendering, newline, region.text))
        parts.append(last[len(last.rstrip("\r\n")) :])
        position = region.end + 1
    return "".join([*parts, *document.lines[position:]])
