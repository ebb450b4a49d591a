"""A document into regions and the text around them, which nothing here changes by a byte."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.model.problem import Location, Problem
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.markdown.document import Document

BEGIN = re.compile(r"<!-- issuesync:begin ([^<>]*?) -->")
_END = re.compile(r"<!-- issuesync:end(?: ([0-9]{1,9}) rows?)?(?: sha256:([0-9a-f]{16,64}))? -->")
_MARKER = "<!-- issuesync:"
_NEAR = re.compile(
    r"[ \t]{0,9}<!-{2,3}[ \t]{0,9}issue[ _-]?sync[ \t]{0,9}[:;]?[ \t]{0,9}(begin|start|end|stop)\b"
    r"([^<>\r\n]*?)-{0,3}>",
    re.IGNORECASE,
)
"""What was meant for a marker: in another case, indented, or with spaces more or fewer."""
_CONFLICT = re.compile(r"(?:<{7}|>{7}|\|{7})(?: |$)")
_SIGNAL = re.compile(rf"[ \t]*<!-{{2,3}}[ \t]*(?i:issue[ _-]?sync)|{_CONFLICT.pattern}")
_NO_MARKER = "this is not a marker"
_BEGIN_AS, _END_AS = "<!-- issuesync:begin NAME -->", "<!-- issuesync:end -->"
_DIGITS = 16
"""How many digits of the checksum are in an end marker: enough to see an edit."""

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

    ``text`` has LF line ends. ``rows`` and ``checksum`` are what the end marker has.
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
    """What is to be in a region: Markdown with LF line ends, and how many rows it shows."""

    text: str
    rows: int | None = None


def has_marker(text: str) -> bool:
    """Say whether a line of a text begins as a marker does."""
    return any(line.lstrip().startswith(_MARKER) for line in text.split("\n"))


def checksum(text: str) -> str:
    """Return the checksum of a region's text with LF line ends."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Marked:
    """The regions of a document, what is wrong with its markers, and what was meant for one.

    Nothing may be written while there are ``faults``. ``near`` are lines that are text as they are.
    """

    regions: tuple[Region, ...]
    faults: tuple[Problem, ...]
    near: tuple[Problem, ...]


def find_regions(document: Document) -> Marked:
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


@dataclass(frozen=True, slots=True)
class _Opened:
    """A begin without its end so far; ``near`` is its problem where it was only meant for one."""

    name: str
    line: int
    near: Problem | None = None


class _Finder:
    def __init__(self, path: str, lines: tuple[str, ...]) -> None:
        self.path, self.lines = path, lines
        self.regions: list[Region] = []
        self.problems: list[Problem] = []
        self.near: list[Problem] = []
        self.open: _Opened | None = None
        self.names: set[str] = set()

    def take(self, index: int, line: str) -> None:
        if _CONFLICT.match(line):
            hint = "keep either side, then run sync"
            place = Location(self.path, line=index + 1)
            message = "an unresolved merge conflict"
            self.problems.append(Problem("merge-conflict", message, place, hint))
        begin, end = BEGIN.fullmatch(line), _END.fullmatch(line)
        if begin:
            self._begin(index, " ".join(begin[1].split()))
        elif end:
            self._end(index, end)
        elif near := _NEAR.match(line):
            self._near(index, line, near)
        elif line.startswith(_MARKER):
            self.problems.append(self._problem(index, _NO_MARKER, f"write {_BEGIN_AS}"))

    def _near(self, index: int, line: str, found: re.Match[str]) -> None:
        """Report what was meant for a marker; what belongs to it is not a second problem."""
        name, rest = _spelled(found[2]), line[found.end() :].strip()
        is_begin = found[1].lower() in {"begin", "start"}
        right = _BEGIN_AS.replace("NAME", name or "NAME") if is_begin else _END_AS
        below = _NEAR.match(rest)
        also = f", and {_END_AS} on the line below" if below and is_begin else ""
        problem = self._problem(index, _NO_MARKER, f"write {right} on a line of its own{also}")
        is_trusted = line.startswith(_MARKER)
        self.problems += [problem] if is_trusted else []
        if not is_begin and self.open and not self.open.near:
            self.problems += [] if is_trusted else [problem]
            self.open = None
            return
        self.near += [] if is_trusted else [problem]
        if not self.open or self.open.near:
            self.open = _Opened(name, index, problem) if is_begin and not below else None

    def _begin(self, index: int, name: str) -> None:
        if self.open and not self.open.near:
            message = f"“{name}” begins inside “{self.open.name}” of line {self.open.line + 1}"
            hint = "end the first region before the second begins"
            self.problems.append(self._problem(index, message, hint))
        elif name in self.names:
            message = f"the region “{name}” is there twice"
            self.problems.append(self._problem(index, message, "keep one"))
        self.names.add(name)
        self.open = _Opened(name, index)

    def _end(self, index: int, end: re.Match[str]) -> None:
        opened, self.open = self.open, None
        if opened is None:
            hint = "remove it, or add its begin above"
            self.problems.append(self._problem(index, "an end without a begin", hint))
        elif opened.near:
            self.problems += [opened.near] if opened.near in self.near else []
            self.near = [one for one in self.near if one != opened.near]
        else:
            text = _LINE_END.sub("\n", "".join(self.lines[opened.line + 1 : index]))
            rows = int(end[1]) if end[1] else None
            self.regions.append(Region(opened.name, opened.line, index, text, rows, end[2]))

    def _problem(self, index: int, message: str, hint: str) -> Problem:
        return Problem("marker", message, Location(self.path, line=index + 1), hint)

    def finish(self) -> Marked:
        if self.open and not self.open.near:
            hint = f"add {_END_AS} below it"
            message = f"“{self.open.name}” never ends"
            self.problems.append(self._problem(self.open.line, message, hint))
        return Marked(tuple(self.regions), tuple(self.problems), tuple(self.near))


def _spelled(name: str) -> str:
    """Return a region's name as it has to be written: its kind, or all of it, without capitals."""
    kind, *rest = name.lower().split() if name.isupper() else name.split() or [""]
    return " ".join((kind.lower(), *rest))


def _frame(rendering: Rendering, newline: str, present: str) -> str:
    """Return what follows a begin marker: the text between blank lines, and the end marker."""
    body = region_text(rendering, present)
    rows = "" if rendering.rows is None else f" {counted(rendering.rows, 'row')}"
    end = f"<!-- issuesync:end{rows} sha256:{checksum(body)[:_DIGITS]} -->"
    return f"{body}{end}".replace("\n", newline)


def region_text(rendering: Rendering, present: str = "") -> str:
    """Return what is between the markers; nothing in it can be a marker itself.

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
