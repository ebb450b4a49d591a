"""The tables and lists of a document into sheets: entries with one cell a column."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.markdown.blocks import Bullets, Row, Table
from issuesync.markdown.bullets import BELOW, DESCRIPTION, GROUP, LINK_WORDS, NAME, PART_OF
from issuesync.markdown.encoding import mended
from issuesync.markdown.inline import EMPTY, Content, read_cell
from issuesync.markdown.lists import read_bullets, word_columns
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.markdown.blocks import Page
    from issuesync.markdown.bullets import Bullet

_NO_FACT = Content()


@dataclass(frozen=True, slots=True)
class Entry:
    """A row or a bullet: a cell for each of its sheet's heads; the line counts from 0.

    Its own lines are those from ``first`` to ``end``: blank lines above a bullet are among them.
    """

    line: int
    cells: tuple[Content, ...]
    first: int = 0
    end: int = 0
    bullet: Bullet | None = None


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table or a list, and where it stands; ``end`` is the first line below it.

    ``body`` is the first line that can be an entry's.
    """

    kind: str
    heads: tuple[str, ...]
    entries: tuple[Entry, ...]
    path: tuple[str, ...]
    line: int
    end: int
    region: str = ""
    body: int = 0


@dataclass(frozen=True, slots=True)
class Sheets:
    """What a document holds of entries, and everything that is odd about it."""

    sheets: tuple[Sheet, ...]
    problems: tuple[Problem, ...]


def read_sheets(page: Page) -> Sheets:
    """Read every table, and every list whose bullets are entries."""
    problems = list(page.problems)
    tables = [
        sheet
        for block in page.blocks
        if isinstance(block, Table)
        for sheet in _read_table(block, page, problems)
    ]
    lists = _read_lists(page, problems)
    sheets = sorted([*tables, *lists], key=lambda sheet: sheet.line)
    problems += _mixed_blanks(sheets, page.path)
    return Sheets(tuple(sheets), tuple(problems))


def _read_table(table: Table, page: Page, problems: list[Problem]) -> Iterator[Sheet]:
    """Read one table; one in a quote or among other text is reported and left."""
    if not table.is_free:
        problems.append(not_adopted(page.path, table.line, "the table", "is among other text"))
        return
    if table.is_html and not table.region:
        problems.append(not_adopted(page.path, table.line, "the table", "is written in HTML"))
        return
    heads = [read_cell(cell.raw, page.references).text for cell in table.head]
    is_ours = bool(table.region)
    entries = [
        entry
        for row in table.rows
        if (entry := _read_row(row, page, len(heads), problems, is_ours=is_ours)) is not None
    ]
    yield Sheet(
        "table",
        tuple(distinct_heads(heads)),
        tuple(entries),
        table.path,
        table.line,
        table.end,
        table.region,
        table.line + 2,
    )


def _read_row(
    row: Row, page: Page, width: int, problems: list[Problem], *, is_ours: bool
) -> Entry | None:
    """Read a row's cells; report a row without a fact or with cells too many, and leave it."""
    place = Location(page.path, line=row.line + 1)
    texts = (cell.raw if is_ours else mended(cell.raw) for cell in row.cells)
    cells = [read_cell(text, page.references, is_ours=is_ours) for text in texts]
    if all(cell.is_blank or _is_hollow(cell) for cell in cells):
        message = "the row holds nothing"
        problems.append(Problem("placeholder-row", message, place, "remove it"))
        return None
    while len(cells) > width and cells[-1].is_blank:
        cells.pop()
    if len(cells) > width:
        message = f"the row has {len(cells)} cells and the table {width} columns"
        hint = r"GitHub shows none of the rest: write \| for a | within a cell"
        problems.append(Problem("broken-table", message, place, hint))
        return None
    problems += _cell_problems(cells, place)
    return Entry(row.line, _padded(tuple(cells), width), row.line, row.line + 1)


def _is_hollow(cell: Content) -> bool:
    """Say whether all that a cell shows is links that lead nowhere and say only what they are."""
    return not (cell.links or cell.images or cell.star) and all(
        label_key(piece.text) in LINK_WORDS if piece.url == "" else not piece.text.strip()
        for piece in cell.pieces
        if piece.text
    )


def _padded(cells: tuple[Content, ...], width: int) -> tuple[Content, ...]:
    """Add the cells that a row left out at its end."""
    return cells + (_NO_FACT,) * (width - len(cells))


def distinct_heads(heads: Iterable[str]) -> Iterator[str]:
    """Tell heads of one text apart by a number; one without a text gets its place."""
    taken: set[str] = set()
    for place, head in enumerate(heads, start=1):
        wanted = head or f"Column {place}"
        title, number = wanted, 2
        while title.casefold() in taken:
            title, number = f"{wanted} {number}", number + 1
        taken.add(title.casefold())
        yield title


def _cell_problems(cells: Iterable[Content], place: Location) -> Iterator[Problem]:
    """Report what is broken in a row's cells; badges are looked for in the whole document."""
    for cell in cells:
        if EMPTY in cell.faults:
            shown = f"“{cell.text}”" if cell.text else "a badge"
            yield Problem(EMPTY, f"the link of {shown} leads nowhere", place, "give its address")


def _read_lists(page: Page, problems: list[Problem]) -> Iterator[Sheet]:
    """Read the lists of entries; all of a document have the same columns."""
    found = read_bullets([one for one in page.blocks if isinstance(one, Bullets)], page)
    every = [bullet for bullets in found.lists.values() for bullet in bullets]
    places = ((BELOW, "below"), (PART_OF, "parent"), (GROUP, "above"))
    others = tuple(h for h, key in places if any(_says(one, key) for one in every))
    heads = (NAME, DESCRIPTION, *word_columns(every), *others)
    problems += found.problems
    for block, bullets in found.lists.items():
        entries = tuple(_entry_of(bullet, heads, page.path, problems) for bullet in bullets)
        yield Sheet(
            "list", heads, entries, block.path, block.line, block.end, block.region, block.line
        )


def _entry_of(bullet: Bullet, heads: Sequence[str], path: str, problems: list[Problem]) -> Entry:
    """Put what a bullet says under the heads of its list."""
    problems += _cell_problems((bullet.name,), Location(path, line=bullet.line + 1))
    cells = tuple(bullet.cell(head) for head in heads)
    return Entry(bullet.line, cells, bullet.first, bullet.end, bullet)


def _mixed_blanks(sheets: Sequence[Sheet], path: str) -> Iterator[Problem]:
    """Report each word for nothing that is not the one the document uses most."""
    words = [
        (cell.text, entry.line)
        for sheet in sheets
        for entry in sheet.entries
        for cell in entry.cells
        if cell.is_blank and cell.text
    ]
    usual = Counter(word for word, _ in words).most_common(1)
    for word, line in words:
        if word != usual[0][0]:
            message = f"“{word}” stands for what is missing, where “{usual[0][0]}” is usual"
            place = Location(path, line=line + 1)
            yield Problem("mixed-blanks", message, place, f"write “{usual[0][0]}”")


def not_adopted(path: str, line: int, what: str, why: str) -> Problem:
    """Report what stays as it is in the document, and in no collection."""
    hint = "it is left as it is; move what should be entries into a table or list of its own"
    return Problem("not-adopted", f"{what} {why}", Location(path, line=line + 1), hint)


def _says(bullet: Bullet, key: str) -> bool:
    """Say whether a bullet has words below it, an entry above it, or a group."""
    return bool(bullet.below.pieces) if key == "below" else bool(getattr(bullet, key))
