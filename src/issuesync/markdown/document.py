"""A text into one parsed document: each part of it is read once, when somebody asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

from issuesync.markdown.blocks import Page, read_blocks, read_row
from issuesync.markdown.headings import Heading, read_headings
from issuesync.markdown.regions import BOM, LINE, Marked, Region, find_regions
from issuesync.markdown.tables import Sheets, read_sheets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

    from issuesync.model.problem import Problem

_LITERAL = frozenset({"fence", "code_block"})
_RULE = re.compile(r"\|[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?\s*")
_CLOSES_HTML = re.compile(r"(?<!<br)(?<!<br/)(?<!<br /)(?<!</sub)(?<!</sup)>")
"""What may end a block of HTML that began above."""
_ROWS_READ = 3
"""Lines of a table that the parser is given: the head, the rule and one row."""


@dataclass(frozen=True)
class Document:
    """A Markdown text at a path, and what it holds; all lines count from 0."""

    path: str
    text: str

    @cached_property
    def lines(self) -> tuple[str, ...]:
        """The lines, each with its line end."""
        return tuple(LINE.findall(self.text))

    @cached_property
    def _parsed(self) -> tuple[list[Token], EnvType]:
        """The tokens of the block structure, and the links that the document defines."""
        references: EnvType = {}
        lines = [*self.lines]
        lines[:1] = [line.removeprefix(BOM) for line in lines[:1]]
        telling = _telling(lines)
        tokens = _block_parser().parse("".join(lines[at] for at in telling), references)
        telling.append(len(lines))
        for token in tokens:
            token.map = [telling[at] for at in token.map] if token.map else None
        return tokens, references

    @cached_property
    def references(self) -> dict[str, str]:
        """The addresses that the document defines by name, as in ``[name]: address``."""
        defined = self._parsed[1].get("references", {})
        return {label: str(one["href"]) for label, one in defined.items()}

    @cached_property
    def literal(self) -> frozenset[int]:
        """The lines that Markdown shows as code."""
        return frozenset(
            line
            for token in self._parsed[0]
            if token.type in _LITERAL and token.map
            for line in range(*token.map)
        )

    @cached_property
    def _marked(self) -> Marked:
        return find_regions(self)

    @property
    def regions(self) -> tuple[Region, ...]:
        """The regions in order."""
        return self._marked.regions

    @cached_property
    def regions_by_name(self) -> dict[str, Region]:
        """The regions by their names."""
        return {region.name: region for region in self.regions}

    @property
    def faults(self) -> tuple[Problem, ...]:
        """What is wrong with the markers: nothing may be written while there are some."""
        return self._marked.faults

    @property
    def near_markers(self) -> tuple[Problem, ...]:
        """The lines that were meant for markers and are text as they are written."""
        return self._marked.near

    @cached_property
    def headings(self) -> tuple[Heading, ...]:
        """The headings in order, those inside quotes and lists too."""
        return read_headings(*self._parsed)

    @cached_property
    def own_headings(self) -> tuple[Heading, ...]:
        """The headings outside of regions: those inside come and go with the entries."""
        return tuple(
            heading
            for heading in self.headings
            if not any(region.begin < heading.line < region.end for region in self.regions)
        )

    @cached_property
    def page(self) -> Page:
        """The tables and lists, those within regions too."""
        return read_blocks(self, *self._parsed)

    @cached_property
    def sheets(self) -> Sheets:
        """The tables and lists as entries with one cell a column."""
        return read_sheets(self.page)

    @cached_property
    def own_sheets(self) -> Sheets:
        """The same of tables and lists outside of regions: those inside are ours."""
        own = tuple(block for block in self.page.blocks if not block.region)
        if len(own) == len(self.page.blocks):
            return self.sheets
        return read_sheets(replace(self.page, blocks=own))

    def heading_above(self, line: int) -> Heading | None:
        """Return the last heading outside of regions above a line."""
        return next((one for one in reversed(self.own_headings) if one.line < line), None)


def _telling(lines: Sequence[str]) -> list[int]:
    """Return the lines that tell a document's blocks: all but most rows of its tables.

    The parser's time for a row is many times ours, and where a table ends is plain to see.
    """
    found: list[int] = []
    at = 0
    while at < len(lines):
        end = at + 1
        if end < len(lines) and _begins_table(lines[at], lines[end]):
            end = next((i for i in range(end, len(lines)) if lines[i][:1] != "|"), len(lines))
            is_free = all(map(_divides, (*lines[max(at - 1, 0) : at], *lines[end : end + 1])))
            is_plain = is_free and not any(map(_CLOSES_HTML.search, lines[at:end]))
            found += range(at, min(end, at + _ROWS_READ) if is_plain else end)
        else:
            found.append(at)
        at = end
    return found


def _divides(line: str) -> bool:
    """Say whether a line is blank or a comment, so that nothing goes on from above it."""
    return not line.strip() or (line.startswith("<!--") and "-->" in line)


def _begins_table(head: str, rule: str) -> bool:
    """Say whether two lines at the left margin are the head and the rule of a table."""
    is_rule = head.startswith("|") and _RULE.fullmatch(rule) is not None
    return is_rule and len(read_row(head, 0).cells) == len(read_row(rule, 0).cells)


@lru_cache(maxsize=16)
def parse_document(path: str, text: str) -> Document:
    """Return a text as a document; the same text is the same document, and is parsed once."""
    return Document(path, text)


@cache
def _block_parser() -> MarkdownIt:
    """Return a parser for the blocks of GitHub's Markdown; addresses stay as they are written."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    return parser
