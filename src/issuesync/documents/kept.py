"""The rows that a maintainer keeps as Markdown: which are shown as they are, and what is wrong."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from issuesync.documents.mended_rows import mend_row
from issuesync.documents.says import bullet_says, name_for, row_says, states, unlike
from issuesync.documents.tables import render_cell
from issuesync.fields.base import label_key
from issuesync.markdown.blocks import Bullets, Item, Table, read_row
from issuesync.markdown.bullets import read_bullet
from issuesync.markdown.document import parse_document
from issuesync.markdown.encoding import mended
from issuesync.markdown.escape import NOTHING
from issuesync.markdown.inline import read_cell
from issuesync.markdown.lists import read_list
from issuesync.markdown.regions import has_marker
from issuesync.markdown.tables import distinct_heads
from issuesync.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.markdown.bullets import Bullet
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column

_PLAIN_ITEM = re.compile(
    r"[ \t]*(?:[-*+]|[0-9]{1,9}[.)])[ \t]{1,4}"
    r"([\w\[(!*_:\"'“‘:<\\&@$.,…/~\u00a1-\U0010ffff][^\n]*)\Z"
)
_BLOCK = re.compile(
    r"[-*_](?:[ \t]*[-*_])*[ \t]*\Z|[-*+][ \t]|[0-9]{1,9}[.)][ \t]|<[/!?A-Za-z]|~~~|\t|    "
)


@dataclass(frozen=True, slots=True)
class KeptRows:
    """Judges kept rows, and mends those that are behind their entries.

    ``references`` are the addresses that the document defines by name.
    """

    collection: Collection
    repository: str
    references: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def row_of(self, record: Record, columns: Sequence[Column]) -> str | None:
        """Return an entry's kept row of a table, where it says what the entry says."""
        if record.row is None:
            return None
        row = record.row.strip("\n")
        written = [render_cell(record, one, self.collection, self.repository) for one in columns]
        if self._is_plainly_shown(row, record, columns, written):
            return row
        known = self._known(record, columns)
        if self._is_shown(self.row_says(row, columns), record, known):
            return row
        read = partial(self.row_says, columns=columns)
        return mend_row(row, known, read, self.collection, written)

    def item_of(self, record: Record) -> str | None:
        """Return an entry's kept bullet, where it says what the entry says."""
        if record.row is None:
            return None
        row, known = record.row.strip("\n"), self._known(record, self.collection.columns)
        if self._is_shown(self.item_says(row), record, known):
            return record.row.rstrip("\n")
        return mend_row(row, known, self.item_says, self.collection, ())

    def _known(self, record: Record, columns: Sequence[Column]) -> dict[str, str]:
        """Return what a row has to say to say what the entry says."""
        return states(record, columns, self.collection)

    def row_says(self, row: str, columns: Sequence[Column]) -> dict[str, str] | str:
        """Return what the Markdown of a row says, or in one text why it is no row of the table."""
        cells = _cells_of(row, len(columns))
        if isinstance(cells, str):
            return cells
        contents = [read_cell(mended(raw), self.references) for raw in cells]
        said = row_says(list(zip(contents, columns, strict=False)), self.collection)
        return {self.collection.naming: name_for(contents), **said}

    def _is_plainly_shown(
        self, row: str, record: Record, columns: Sequence[Column], written: Sequence[str]
    ) -> bool:
        """Say whether each cell is as it is written now, or says by itself what the entry says."""
        cells = _cells_of(row, len(columns))
        return not isinstance(cells, str) and all(
            cell == own != NOTHING or self._says_own(cell, column, record)
            for cell, column, own in zip(cells, columns, written, strict=True)
        )

    def _says_own(self, cell: str, column: Column, record: Record) -> bool:
        """Say whether a cell says the very words that the entry has for its column."""
        content = read_cell(mended(cell), self.references)
        said = row_says([(content, column)], self.collection)
        return said == states(record, (column,), self.collection)

    def item_says(self, row: str) -> dict[str, str] | str:
        """Return what the Markdown of a bullet says, or in one text why it is not a bullet."""
        bullet = _bullet_of(row, self.references)
        return bullet if isinstance(bullet, str) else bullet_says(bullet, self.collection)

    def _is_shown(
        self, said: Mapping[str, str] | str, record: Record, known: Mapping[str, str]
    ) -> bool:
        """Say whether a row says what its entry says, no less and no more; report a broken one."""
        if isinstance(said, str):
            self.refuse(record, f"the kept row {said}")
            return False
        return not unlike(said, known, self.collection) and not unlike(known, said, self.collection)

    def refuse(self, record: Record, message: str) -> None:
        """Report a kept row that is not shown."""
        hint = "fix row:, or take it out: the row is written from the fields until then"
        self.problems.append(Problem("row-refused", message, record.row_place, hint))


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the rows of a region: its columns, and its head as a document has it."""

    kept: KeptRows
    columns: tuple[Column, ...]
    head: str | None = None


def _cells_of(row: str, count: int) -> list[str] | str:
    """Return the cells of a row, or why it would break its table."""
    if "\n" in row or has_marker(row) or not _stays_in_table(row):
        return "is not a single line of a table"
    cells = [cell.raw for cell in read_row(row, 0).cells]
    while len(cells) > count and not cells[-1]:
        cells.pop()
    if len(cells) > count:
        return f"has {len(cells)} cells and the table {count} columns"
    return [*cells, *[""] * (count - len(cells))]


def _bullet_of(row: str, references: Mapping[str, str]) -> Bullet | str:
    """Read a bullet, or say why it would break its list."""
    if has_marker(row):
        return "holds a marker"
    plain = _PLAIN_ITEM.match(row)
    if plain and not _BLOCK.match(plain[1]):
        return read_bullet(Item(plain[1], 0, 1), references)
    page = parse_document("", _dedented(row)).page
    block = page.blocks[0] if len(page.blocks) == 1 else None
    is_whole = isinstance(block, Bullets) and block.line == 0 and block.end == len(page.lines)
    bullets = read_list(block, page, references) if isinstance(block, Bullets) else ()
    return bullets[0] if is_whole and len(bullets) == 1 else "is not a single bullet of a list"


def _stays_in_table(row: str) -> bool:
    """Say whether a line goes on with the table that it is in."""
    if row.lstrip(" ").startswith("|"):
        return bool(row.strip(" |\t")) and len(row) - len(row.lstrip(" ")) < 4  # noqa: PLR2004 - code
    count = len(read_row(row, 0).cells)
    head = f"|{'a|' * count}\n|{'-|' * count}\n{row}"
    blocks = parse_document("", head).page.blocks
    block = blocks[0] if len(blocks) == 1 else None
    return isinstance(block, Table) and len(block.rows) == 1 and bool(row.strip())


def _dedented(row: str) -> str:
    """Take a bullet's own indentation away from all its lines."""
    lines = row.split("\n")
    indent = lines[0][: len(lines[0]) - len(lines[0].lstrip(" \t"))]
    return "\n".join(line.removeprefix(indent) for line in lines)


def head_of(text: str, columns: Sequence[Column]) -> str | None:
    """Return the head and rule of a table as a document has them, where they name the columns."""
    lines = [line for line in text.split("\n") if line.strip()][:2]
    if len(lines) < 2:  # noqa: PLR2004 - a head and a rule
        return None
    heads = distinct_heads(read_cell(cell.raw).text for cell in read_row(lines[0], 0).cells)
    rule = read_row(lines[1], 0).cells
    wanted = [column.title for column in columns]
    are_same = list(map(label_key, heads)) == list(map(label_key, wanted))
    is_rule = all(cell.raw and set(cell.raw) <= set(":-") for cell in rule)
    return "\n".join(lines) if are_same and is_rule else None
