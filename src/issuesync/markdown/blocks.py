"""A document's text into its tables and bulleted lists, with the line of every cell.

markdown-it finds the blocks, as GitHub does; what a hand breaks (a table whose rule has another
number of cells than its head, rows after a blank line) is read for what it means, and said so.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.markdown.headings import plain_text
from issuesync.markdown.html_tables import find_html_tables
from issuesync.markdown.rows import split_row
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markdown_it.token import Token
    from markdown_it.utils import EnvType

    from issuesync.markdown.document import Document

_HTML_HEADING = re.compile(
    r"(?is)<(h[1-6]|summary)\b[^<>]{0,500}>(.{0,1000}?)</\1\s*>|(</details\s*>)"
)
_TAG = re.compile(r"<[^<>]*>")
_QUOTE = re.compile(r"\A[ \t]*(?:>[ \t]?)+")
_MOST_LINES = 2000
"""How far beyond a block of HTML its table may go on."""

_LISTS = frozenset({"bullet_list_open", "ordered_list_open"})
_BLOCKS = frozenset({"fence", "code_block", "html_block", "table_open", "heading_open"})
_SUMMARY = 7
"""The level of a folded part's title: it is below every heading."""


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell's text as it is in the document; lines count from 0."""

    raw: str
    line: int


@dataclass(frozen=True, slots=True)
class Row:
    """A row's cells; there can be more or fewer of them than the table has heads."""

    cells: tuple[_Cell, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table from its head's line to ``end``, which is the first line below it.

    ``path`` holds the headings above it. ``region`` is the name of the region it is in.
    ``is_free`` says that it stands by itself: not in a quote, a list or another line's text.
    """

    head: tuple[_Cell, ...]
    rows: tuple[Row, ...]
    path: tuple[str, ...]
    line: int
    end: int
    region: str = ""
    is_free: bool = True
    is_html: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """A bullet's own text, and the bullets it is under by their lines, the outermost first.

    ``has_blocks`` says that it holds code, HTML or tables besides.
    """

    raw: str
    line: int
    end: int
    above: tuple[int, ...] = ()
    has_items: bool = False
    has_blocks: bool = False


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list with all that is nested in it; the rest is as in `Table`."""

    items: tuple[Item, ...]
    path: tuple[str, ...]
    line: int
    end: int
    region: str = ""
    is_free: bool = True


@dataclass(frozen=True, slots=True)
class Page:
    """What a document holds: its blocks in order, and the addresses that it defines by name."""

    path: str
    lines: tuple[str, ...]
    blocks: tuple[Table | Bullets, ...]
    references: Mapping[str, str]
    problems: tuple[Problem, ...] = ()
    anchors: frozenset[str] = frozenset()
    """The addresses of its headings, in lower case."""


def read_blocks(document: Document, tokens: Sequence[Token], references: EnvType) -> Page:
    """Find the tables and lists among a document's tokens, those within regions too."""
    bare = tuple(line.rstrip("\r\n") for line in document.lines)
    reader = _Reader(document.path, bare, tokens, references)
    reader.read()
    names = {
        line: region.name
        for region in document.regions
        for line in range(region.begin, region.end + 1)
    }
    blocks = tuple(replace(one, region=names.get(one.line, "")) for one in reader.blocks)
    anchors = frozenset(one.anchor.casefold() for one in document.headings)
    problems = tuple(reader.problems)
    return Page(document.path, document.lines, blocks, document.references, problems, anchors)


@dataclass(slots=True)
class _Reader:
    file: str
    lines: Sequence[str]
    tokens: Sequence[Token]
    references: EnvType
    blocks: list[Table | Bullets] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    above: list[tuple[int, str]] = field(default_factory=list)
    passed: int = 0
    """The first line that no block has taken yet: an HTML table may span several tokens."""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(title for _, title in self.above)

    def read(self) -> None:
        """Walk the tokens; what opens a block is taken with all that is in it."""
        index = 0
        while index < len(self.tokens):
            token = self.tokens[index]
            if token.map is not None and token.map[0] >= self.passed:
                index = self.take(index, token, token.map[0], token.map[1])
            index += 1

    def take(self, index: int, token: Token, line: int, end: int) -> int:
        """Take in what begins at a token; return the last token that belongs to it."""
        if token.type == "heading_open" and not token.level:
            self.enter(int(token.tag[1]), self.tokens[index + 1].content)
        elif token.type == "html_block":
            self.take_html(token.content, line, end)
        elif token.type == "table_open":
            self.add_table(line, end, is_free=not token.level)
        elif token.type == "paragraph_open":
            self.take_paragraph(line, end, is_free=not token.level)
        elif token.type in _LISTS:
            return self.take_list(index, token, line, end)
        return index

    def enter(self, level: int, markdown: str) -> None:
        """Stand below a heading."""
        title = " ".join(plain_text(markdown, self.references).split())
        self.above = [(other, text) for other, text in self.above if other < level]
        self.above.append((level, title))

    def take_html(self, content: str, line: int, end: int) -> None:
        """Take the headings and tables of a block of HTML; a table may reach beyond it."""
        if "<table" in content.lower():
            stretch = "\n".join(self.lines[line : _end_of_html(self.lines, line, end)])
            for found in find_html_tables(stretch, until=end - line):
                rows = [
                    Row(tuple(_Cell(raw, line + at) for raw, at in row), line + row[0][1])
                    for row in found.rows
                    if row
                ]
                last = line + found.end
                if rows:
                    table = Table(
                        rows[0].cells, tuple(rows[1:]), self.path, line + found.line, last
                    )
                    self.blocks.append(replace(table, is_free=found.is_free, is_html=True))
                self.passed = max(self.passed, last)
        for tag, title, closing in _HTML_HEADING.findall(content):
            if closing:
                self.above = [one for one in self.above if one[0] != _SUMMARY]
            else:
                level = _SUMMARY if tag.lower() == "summary" else int(tag[1])
                self.enter(level, _TAG.sub("", title))

    def add_table(self, line: int, end: int, *, is_free: bool) -> None:
        """Read the lines of a table; the second is its rule."""
        head = read_row(self.lines[line], line)
        rows = tuple(read_row(self.lines[at], at) for at in range(line + 2, end))
        self.blocks.append(Table(head.cells, rows, self.path, line, end, is_free=is_free))
        self.passed = end

    def take_paragraph(self, line: int, end: int, *, is_free: bool) -> None:
        """Read a paragraph that was meant for a table, or for the rows of the one above it."""
        lines = self.lines[line:end]
        rule = next((i for i, text in enumerate(lines) if i and _is_rule(text, at=i)), None)
        if rule is not None and "|" in lines[rule - 1]:
            message = "the head and the line below it have different numbers of cells"
            hint = "GitHub shows no table here: give each as many cells"
            self.report("broken-table", line + rule, message, hint)
            self.add_table(line + rule - 1, end, is_free=is_free)
            return
        last = self.blocks[-1] if self.blocks else None
        is_blank_between = last is not None and not any(self.lines[last.end : line])
        if isinstance(last, Table) and is_blank_between and all(map(_is_row, lines)):
            message = "rows that a blank line cuts off from their table"
            self.report("broken-table", line, message, "remove the blank line above")
            rows = (*last.rows, *(read_row(self.lines[at], at) for at in range(line, end)))
            self.blocks[-1] = replace(last, rows=rows, end=end)

    def take_list(self, index: int, token: Token, line: int, end: int) -> int:
        """Read a list with all that is nested in it; return its last token."""
        last = _closing_token(self.tokens, index)
        while end > line + 1 and not self.lines[end - 1].strip():
            end -= 1
        items = tuple(_read_items(self.tokens[index : last + 1]))
        self.passed = end
        before = self.blocks[-1] if self.blocks else None
        if isinstance(before, Bullets) and not any(self.lines[before.end : line]):
            self.blocks[-1] = replace(before, items=(*before.items, *items), end=end)
        else:
            self.blocks.append(Bullets(items, self.path, line, end, is_free=not token.level))
        return last

    def report(self, code: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(code, message, Location(self.file, line=line + 1), hint))


def _end_of_html(lines: Sequence[str], line: int, end: int) -> int:
    """Return the line below the tables that a block of HTML begins; blank lines may divide them."""
    depth = 0
    for at in range(line, min(len(lines), end + _MOST_LINES)):
        low = lines[at].lower()
        depth += low.count("<table") - low.count("</table")
        if at >= end - 1 and depth <= 0:
            return at + 1
    return end


def read_row(line: str, number: int) -> Row:
    """Divide a line at the pipes that no backslash stops; those at its ends are frame."""
    text = _QUOTE.sub("", line).strip().removeprefix("|")
    if text.endswith("|") and not text.endswith("\\|"):
        text = text[:-1]
    parts = split_row(text)
    return Row(tuple(_Cell(part.replace("\\|", "|").strip(), number) for part in parts), number)


def _is_rule(line: str, at: int) -> bool:
    """Say whether a line is the rule below a head; single dashes further down are a row's."""
    least = "-" if at == 1 else "--"
    return "|" in line and least in line and set(line) <= set("|:- \t")


def _is_row(line: str) -> bool:
    """Say whether a line begins as a row does."""
    return line.lstrip().startswith("|")


def _closing_token(tokens: Sequence[Token], index: int) -> int:
    """Return the token that closes the one at ``index``."""
    level, closing = tokens[index].level, tokens[index].type.replace("_open", "_close")
    return next(
        at
        for at in range(index + 1, len(tokens))
        if tokens[at].level == level and tokens[at].type == closing
    )


def _read_items(tokens: Sequence[Token]) -> Iterator[Item]:
    """Give the items of a list in order, each with the texts of those it is under."""
    opened: list[Item] = []
    for token in tokens:
        if token.type == "list_item_open" and token.map:
            first, last = token.map
            opened.append(Item("", first, last, tuple(one.line for one in opened)))
        elif token.type in _LISTS and opened and not opened[-1].has_items:
            opened[-1] = replace(opened[-1], has_items=True)
            yield opened[-1]
        elif token.type == "inline" and opened:
            text = f"{opened[-1].raw}\n{token.content}".strip("\n")
            opened[-1] = replace(opened[-1], raw=text)
        elif token.type in _BLOCKS and opened:
            opened[-1] = replace(opened[-1], has_blocks=True)
        elif token.type == "list_item_close":
            item = opened.pop()
            if not item.has_items:
                yield item
