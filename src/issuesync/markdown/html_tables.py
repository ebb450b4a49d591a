"""A stretch of HTML into the rows of its tables, each cell as it is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import accumulate

_CELLS = frozenset({"td", "th"})
_MOST_SPAN = 100
"""How far a cell may reach: more rows or columns than this are a slip or an attack."""


@dataclass(frozen=True, slots=True)
class _HtmlTable:
    """A table's rows, each cell with its line; lines count from 0 at the stretch's beginning.

    ``is_free`` says that nothing else is on its first and last line.
    """

    rows: tuple[tuple[tuple[str, int], ...], ...]
    line: int
    end: int
    is_free: bool


def find_html_tables(text: str, *, until: int) -> tuple[_HtmlTable, ...]:
    """Find the tables that begin before the line ``until``; a table inside a cell is its text."""
    finder = _Finder(text, until)
    finder.feed(text)
    finder.close()
    return tuple(finder.tables)


@dataclass(slots=True)
class _Open:
    """A table that has begun."""

    start: int
    line: int
    rows: list[list[tuple[str, int]]] = field(default_factory=list)
    spans: dict[int, tuple[int, tuple[str, int]]] = field(default_factory=dict)
    """By column, the cell of a row above that reaches into the next so many rows."""


class _Finder(HTMLParser):
    def __init__(self, text: str, until: int) -> None:
        super().__init__(convert_charrefs=False)
        self.text, self.until = text, until
        self.tables: list[_HtmlTable] = []
        self.starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]
        self.open: _Open | None = None
        self.depth = 0
        self.cell: tuple[int, int, int, int] | None = None
        """Where the open cell's content begins, its line, and how far it reaches right and down."""

    def here(self) -> int:
        """Return how far into the text the parser is."""
        line, column = self.getpos()
        return self.starts[line - 1] + column

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.depth += 1
            if self.open is None and self.getpos()[0] - 1 < self.until:
                self.open, self.depth = _Open(self.here(), self.getpos()[0] - 1), 1
        if self.open is None or self.depth != 1:
            return
        if tag == "tr":
            self.end_cell()
            self.open.rows.append([])
        elif tag in _CELLS:
            self.end_cell()
            named = dict(attrs)
            start = self.here() + len(self.get_starttag_text() or "")
            spans = _span(named.get("colspan")), _span(named.get("rowspan"))
            self.cell = (start, self.getpos()[0] - 1, *spans)

    def handle_endtag(self, tag: str) -> None:
        if self.open is None:
            return
        if tag in _CELLS | {"tr"} and self.depth == 1:
            self.end_cell()
        if tag == "tr" and self.depth == 1:
            self.fill_spans()
        if tag == "table":
            self.depth -= 1
            if not self.depth:
                self.end_cell()
                self.finish(self.open)

    def end_cell(self) -> None:
        """Put the open cell into its row, after those of the rows above that reach into it."""
        if self.open is None or self.cell is None:
            return
        start, line, right, down = self.cell
        self.cell = None
        content = (self.text[start : self.here()].strip(), line)
        self.open.rows = self.open.rows or [[]]
        row = self.open.rows[-1]
        self.fill_spans()
        for _ in range(right):
            if down > 1:
                self.open.spans[len(row)] = (down - 1, content)
            row.append(content)

    def fill_spans(self) -> None:
        """Repeat the cells of rows above that reach into the present column."""
        if self.open is None or not self.open.rows:
            return
        row = self.open.rows[-1]
        while found := self.open.spans.get(len(row)):
            left, content = found
            if left > 1:
                self.open.spans[len(row)] = (left - 1, content)
            else:
                del self.open.spans[len(row)]
            row.append(content)

    def finish(self, table: _Open) -> None:
        """Keep a table that has ended."""
        end = self.text.find(">", self.here()) + 1
        line = self.getpos()[0] - 1
        before = self.text[self.starts[table.line] : table.start]
        after = self.text[end:].split("\n", 1)[0]
        is_free = not before.strip() and not after.strip()
        rows = tuple(tuple(row) for row in table.rows)
        self.tables.append(_HtmlTable(rows, table.line, line + 1, is_free))
        self.open = None


def _span(stated: str | None) -> int:
    """Return how many columns or rows a cell takes."""
    is_number = stated is not None and stated.isascii() and stated.isdigit()
    return min(max(int(stated or "1"), 1), _MOST_SPAN) if is_number else 1
