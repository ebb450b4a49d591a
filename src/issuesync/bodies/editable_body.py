"""A body's text into rows that can be changed, and the mark that each field's answer is at."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.bodies.blocks import marks_of
from issuesync.bodies.lines import LINE_END, QUOTE, is_quoted, split_page
from issuesync.bodies.read import Body, layout_of, read_body

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.bodies.marks import Mark
    from issuesync.schema.catalog import Field

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class _Row:
    """One line: the sign of a body quoted whole, the text as it is read, and its line end."""

    lead: str
    text: str
    end: str


@dataclass(frozen=True, slots=True)
class EditableBody:
    """A body in rows; ``marks`` holds the mark of every field that the body has an answer for."""

    bom: str
    rows: tuple[_Row, ...]
    fields: tuple[Field, ...]
    marks: Mapping[str, Mark]
    body: Body

    @property
    def newline(self) -> str:
        """The line end that the body uses."""
        return next((row.end for row in self.rows if row.end), "\n")

    def answer_end(self, key: str) -> int:
        """Return the row after the last one of a field's answer that is not blank."""
        first, end = self.marks[key].line, min(self.body.stated[key].last, len(self.rows))
        while end > first + 1 and not self.rows[end - 1].text.strip():
            end -= 1
        return end

    def with_rows(self, start: int, end: int, texts: Iterable[str]) -> str:
        """Return the body with the rows from ``start`` up to ``end`` replaced by these texts.

        Rows that stay in number keep their line ends; what comes after the last row goes before
        the empty one that a line end at the end of a body leaves.
        """
        if start == end == len(self.rows) and not self.rows[-1].text:
            start = end = start - 1
        kept, new = list(self.rows), list(texts)
        lead = self.rows[max(start - 1, 0)].lead
        replaced = kept[start:end]
        made = [
            replace(replaced[i], text=text) if i < len(replaced) else _Row(lead, text, self.newline)
            for i, text in enumerate(new)
        ]
        return self.bom + _join_rows([*kept[:start], *made, *kept[end:]], self.newline)


def open_sheet(text: str, fields: tuple[Field, ...]) -> EditableBody:
    """Read a body and find where each field's answer stands."""
    body = read_body(text, fields)
    layout = layout_of(fields)
    index = layout.index
    marks: dict[str, Mark] = {}
    for mark in marks_of(split_page(text, index), layout):
        key = fields[index[mark.key]].key if mark.key in index else ""
        if key in body.stated and body.stated[key].first == mark.line + 1:
            marks.setdefault(key, mark)
    bom = _BOM if text.startswith(_BOM) else ""
    return EditableBody(bom, _split_rows(text.removeprefix(_BOM)), fields, marks, body)


def _split_rows(text: str) -> tuple[_Row, ...]:
    """Divide a body at its line ends, as `split_page` does."""
    lines, ends = LINE_END.split(text), [*LINE_END.findall(text), ""]
    leads = [sign[0] if (sign := QUOTE.match(line)) else "" for line in lines]
    if not is_quoted(lines):
        leads = [""] * len(lines)
    return tuple(
        _Row(lead, line[len(lead) :], end)
        for lead, line, end in zip(leads, lines, ends, strict=True)
    )


def _join_rows(rows: Sequence[_Row], newline: str) -> str:
    """Put rows together; only the last one may stand without a line end."""
    last = len(rows) - 1
    return "".join(
        f"{row.lead}{row.text}{row.end or newline if index < last else ''}"
        for index, row in enumerate(rows)
    )
