"""Counts by value into drawings of rows: bars, cells of pairs, and dots by year."""

from __future__ import annotations

from math import isqrt
from typing import TYPE_CHECKING

from issuesync.documents.chart_frame import BODY, EDGE, WIDTH
from issuesync.documents.drawing import (
    Dot,
    Drawing,
    DrawnBox,
    Line,
    Words,
    fit_words,
    words_width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.documents.chart_counts import ChartCount
    from issuesync.documents.chart_frame import ChartHeading
    from issuesync.documents.drawing import Mark

_WIDEST_LABEL = 190
_STEPS = (0.16, 0.32, 0.5, 0.7, 1.0)
"""How dark cells are, by fifths of the square root of the greatest count."""
_DARK = 0.7
"""From here on, words in a cell have the ink of the paper."""


def draw_bars(heading: ChartHeading, counts: Sequence[ChartCount], total: int) -> Drawing:
    """Draw a bar for each value, with its number and its share of all entries."""
    label = _label_width(counts)
    left, row = EDGE + label + 10, 26
    most = max((one.entries for one in counts), default=1)
    room = WIDTH - left - _number_width(counts) - 70
    marks = list(heading.marks())
    for index, one in enumerate(counts):
        y = BODY + row * index + row // 2
        width = max(2, one.entries * room // most)
        percent = (200 * one.entries + total) // (2 * total) if total else 0
        number = str(one.entries)
        marks += [
            Words(left - 10, y, fit_words(one.shown, label, 13), 13, "text", "right"),
            DrawnBox(left, y - 8, width, 16, "accent", radius=3),
            Words(left + width + 8, y, number, 13, is_bold=True),
            Words(left + width + 16 + words_width(number, 14), y, f"{percent}%", 12, "muted"),
        ]
    return Drawing(WIDTH, BODY + row * len(counts) + 8, tuple(marks))


def draw_together(
    heading: ChartHeading, counts: Sequence[ChartCount], pairs: Mapping[tuple[str, str], int]
) -> Drawing:
    """Draw a bar for each value, and beside it how many entries have it and another value."""
    label, bar = _label_width(counts), 150
    left = EDGE + label + 10
    start = left + bar + _number_width(counts) + 32
    row = min(24, (WIDTH - start - label) // max(len(counts), 1))
    most = max((one.entries for one in counts), default=1)
    shared = max(pairs.values(), default=1)
    marks = list(heading.marks())
    for index, one in enumerate(counts):
        y = BODY + row * index + row // 2
        width = max(2, one.entries * bar // most)
        marks += [
            Words(left - 10, y, fit_words(one.shown, label, 13), 13, "text", "right"),
            DrawnBox(left, y - 7, width, 14, "accent", radius=3),
            Words(left + width + 7, y, str(one.entries), 12, is_bold=True),
        ]
        for other, across in enumerate(counts[:index]):
            number = pairs.get((one.key, across.key), 0) + pairs.get((across.key, one.key), 0)
            marks += _cell(start + row * other, y - row // 2, row, number, shared)
        x = start + row * index
        marks.append(DrawnBox(x + 2, y - row // 2 + 2, row - 4, row - 4, "soft", radius=3))
        marks.append(Words(x + row + 4, y, fit_words(one.shown, label), 12, "muted"))
    return Drawing(WIDTH, BODY + row * len(counts) + 8, tuple(marks))


def _cell(x: int, y: int, size: int, number: int, most: int) -> Iterator[Mark]:
    """Draw one cell, darker for more; one without entries is a faint outline of the grid."""
    if not number:
        yield DrawnBox(x + 1, y + 1, size - 2, size - 2, "line", 0.25)
        return
    opacity = _STEPS[min(len(_STEPS) - 1, isqrt(number * 25 // most))]
    yield DrawnBox(x + 1, y + 1, size - 2, size - 2, "cell", opacity, 3)
    ink = "on-cell" if opacity >= _DARK else "text"
    yield Words(x + size // 2, y + size // 2, str(number), 11, ink, "center")


def draw_grid(
    heading: ChartHeading,
    counts: Sequence[ChartCount],
    columns: Sequence[int],
    cells: Mapping[tuple[int, str], int],
) -> Drawing:
    """Draw a row for each value and a column for each year, with a dot for their entries."""
    label, row, bar = _label_width(counts), 26, 90
    left, right = EDGE + label + 16, WIDTH - bar - _number_width(counts) - 30
    step = (right - left) // max(len(columns), 1)
    most = max(cells.values(), default=1)
    longest = max((one.entries for one in counts), default=1)
    marks = list(heading.marks())
    top = BODY + 26
    bottom = top + row * len(counts)
    for index, year in enumerate(columns):
        x = left + step * index + step // 2
        marks.append(Words(x, BODY + 8, str(year), 12, "muted", "center"))
    marks.append(Words(right + 16, BODY + 8, "in all", 12, "muted"))
    for index, one in enumerate(counts):
        y = top + row * index + row // 2
        marks.append(Words(left - 16, y, fit_words(one.shown, label, 13), 13, "text", "right"))
        marks.append(Line(left, y, right, y))
        for place, year in enumerate(columns):
            number = cells.get((year, one.key), 0)
            if number:
                x = left + step * place + step // 2
                size = 15 + isqrt(number * 81 // most)
                marks.append(Dot(x, y, size, "accent"))
                marks.append(Words(x, y, str(number), 11, "on-accent", "center", is_bold=True))
        width = max(2, one.entries * bar // longest)
        marks.append(DrawnBox(right + 16, y - 6, width, 12, "accent", 0.5, 2))
        marks.append(Words(right + 22 + width, y, str(one.entries), 12))
    return Drawing(WIDTH, bottom + 8, tuple(marks))


def _number_width(counts: Sequence[ChartCount]) -> int:
    """Return how much room the numbers of rows take."""
    return max((words_width(str(one.entries), 14) for one in counts), default=0)


def _label_width(counts: Sequence[ChartCount]) -> int:
    """Return how much room the labels of rows take."""
    return min(_WIDEST_LABEL, max((words_width(one.shown, 13) for one in counts), default=0))
