"""Counts into drawings: where on the canvas everything of a chart goes."""

from __future__ import annotations

from dataclasses import dataclass
from math import isqrt, log10
from typing import TYPE_CHECKING

from issuesync.documents.drawing import (
    SERIES,
    Dot,
    Drawing,
    DrawnBox,
    Line,
    Mark,
    Words,
    fit_words,
    words_width,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.documents.chart_counts import ChartCount

WIDTH = 840
"""Pixels: as wide as a README on GitHub."""

_EDGE = 8
_BODY = 64
"""Where a chart begins below its title and subtitle."""
_WIDEST_LABEL = 190
_STEPS = (0.16, 0.32, 0.5, 0.7, 1.0)
"""How dark cells are, by fifths of the square root of the greatest count."""
_DARK = 0.7
"""From here on, words in a cell have the ink of the paper."""


@dataclass(frozen=True, slots=True)
class ChartHeading:
    """A chart's title, and what is to be known of its numbers."""

    title: str
    subtitle: str

    def marks(self) -> tuple[Mark, ...]:
        """Draw both."""
        room = WIDTH - 2 * _EDGE
        return (
            Words(_EDGE, 16, fit_words(self.title, room, 18), 18, is_bold=True),
            Words(_EDGE, 40, fit_words(self.subtitle, room, 13), 13, "muted"),
        )


@dataclass(frozen=True, slots=True)
class Point:
    """One entry's amount, in the lane of its series."""

    year: int
    series: int
    amount: int
    name: str = ""


def series_ink(index: int) -> str:
    """Return the ink of a series; from the ninth on they begin anew."""
    return f"series-{index % SERIES}"


# Bars by year, with the amounts of the entries below.


@dataclass(frozen=True, slots=True)
class Timeline:
    """Entries by year and series, and their amounts; ``captions`` are of the two scales."""

    years: Sequence[int]
    series: Sequence[ChartCount]
    stacks: Mapping[tuple[int, str], int]
    points: Sequence[Point]
    captions: tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Plot:
    """A stretch of the canvas between two heights, with the middle of each year's column."""

    top: int
    height: int
    step: int
    middles: Mapping[int, int]

    def at(self, part: int, whole: int) -> int:
        """Return the place of a part of the height, from below."""
        return self.top + self.height - part * self.height // whole


def draw_years(heading: ChartHeading, data: Timeline) -> Drawing:
    """Draw a stacked bar for each year, and below it a dot for each entry on a log scale."""
    legend, below = _legend(data.series)
    left, right, height = 64, WIDTH - _EDGE, 180
    step = (right - left) // max(len(data.years), 1)
    middles = {year: left + step * index + step // 2 for index, year in enumerate(data.years)}
    bars = _Plot(below + 44, height, step, middles)
    bottom = bars.top + height + 18
    marks = [*heading.marks(), *legend, *_bars(bars, data)]
    marks.append(Words(_EDGE, bars.top - 20, data.captions[0], 12, "muted"))
    marks += (Words(x, bottom, str(year), 12, "text", "center") for year, x in middles.items())
    if data.points:
        marks.append(Words(_EDGE, bottom + 34, data.captions[1], 12, "muted"))
        strip = _Plot(bottom + 54, height, step, middles)
        marks += _strip(strip, data)
        bottom = strip.top + height
    return Drawing(WIDTH, bottom + 16, tuple(marks))


def _legend(series: Sequence[ChartCount]) -> tuple[list[Mark], int]:
    """Draw the names of the series in lines; return the place below them too."""
    marks: list[Mark] = []
    x, y = _EDGE, _BODY + 6
    for index, one in enumerate(series if len(series) > 1 else ()):
        text = f"{fit_words(one.shown, 260)}  {one.entries}"
        width = words_width(text) + 36
        if x > _EDGE and x + width > WIDTH - _EDGE:
            x, y = _EDGE, y + 22
        marks += [DrawnBox(x, y - 6, 12, 12, series_ink(index), radius=3), Words(x + 18, y, text)]
        x += width
    return marks, y if marks else _BODY - 10


def _bars(plot: _Plot, data: Timeline) -> Iterator[Mark]:
    """Draw the scale and the bars with their totals."""
    totals = {
        year: sum(data.stacks.get((year, one.key), 0) for one in data.series)
        for year in plot.middles
    }
    tick = _tick(max(totals.values(), default=1))
    most = -(-max(totals.values(), default=1) // tick) * tick or 1
    for value in range(0, most + 1, tick):
        y = plot.at(value, most)
        yield Line(64, y, WIDTH - _EDGE, y)
        yield Words(56, y, str(value), 12, "muted", "right")
    for year, middle in plot.middles.items():
        yield from _stack(plot, data, year, most)
        if totals[year]:
            y = plot.at(totals[year], most) - 9
            yield Words(middle, y, str(totals[year]), 12, "text", "center", is_bold=True)


def _stack(plot: _Plot, data: Timeline, year: int, most: int) -> Iterator[Mark]:
    """Draw one year's bar, with a hair line between its parts."""
    width = min(52, plot.step * 7 // 10)
    below = 0
    for index, one in enumerate(data.series):
        number = data.stacks.get((year, one.key), 0)
        high, low = plot.at(below + number, most), plot.at(below, most)
        if number:
            gap = 1 if below and low - high > 2 else 0  # noqa: PLR2004 - room for a hair line
            left = plot.middles[year] - width // 2
            yield DrawnBox(left, high, width, low - high - gap, series_ink(index))
        below += number


def _tick(most: int) -> int:
    """Return a round step that divides a scale into five parts or fewer."""
    step = 1
    while most > 5 * step:
        step = step * 5 // 2 if str(step)[0] == "2" else step * 2
    return step


def _strip(plot: _Plot, data: Timeline) -> Iterator[Mark]:
    """Draw the entries' amounts on a scale of powers of ten, a lane for each series."""
    amounts = [point.amount for point in data.points]
    low = len(str(max(1, min(amounts)))) - 1
    high = max(low + 1, len(str(max(amounts) - 1)))
    for power in range(low, high + 1, max(1, (high - low) // 6)):
        y = plot.at(power - low, high - low)
        yield Line(64, y, WIDTH - _EDGE, y)
        yield Words(56, y, short_number(10**power), 12, "muted", "right")
    lanes = len(data.series)
    lane = min(11, plot.step * 7 // 10 // max(lanes, 1))
    largest = max(data.points, key=lambda point: point.amount)
    for point in data.points:
        x = plot.middles[point.year] + (2 * point.series - lanes + 1) * lane // 2
        y = plot.at(round((log10(max(point.amount, 10**low)) - low) * 1000), (high - low) * 1000)
        yield Dot(x, y, 8, series_ink(point.series), 0.8)
        if point is largest:
            text = f"{fit_words(point.name, 160)} {short_number(point.amount)}"
            is_right = x > WIDTH - 200
            side, align = (-9, "right") if is_right else (9, "left")
            yield Words(x + side, y, text, 11, "muted", align)


def short_number(number: int) -> str:
    """Return a number as people read scales: ``10k``, ``2M``."""
    for size, letter in ((10**12, "T"), (10**9, "G"), (10**6, "M"), (10**3, "k")):
        if number >= size:
            return f"{number // size}{letter}"
    return str(number)


# Bars, cells and dots by row.


def draw_bars(heading: ChartHeading, counts: Sequence[ChartCount], total: int) -> Drawing:
    """Draw a bar for each value, with its number and its share of all entries."""
    label = _label_width(counts)
    left, row = _EDGE + label + 10, 26
    most = max((one.entries for one in counts), default=1)
    room = WIDTH - left - _number_width(counts) - 70
    marks = list(heading.marks())
    for index, one in enumerate(counts):
        y = _BODY + row * index + row // 2
        width = max(2, one.entries * room // most)
        percent = (200 * one.entries + total) // (2 * total) if total else 0
        number = str(one.entries)
        marks += [
            Words(left - 10, y, fit_words(one.shown, label, 13), 13, "text", "right"),
            DrawnBox(left, y - 8, width, 16, "accent", radius=3),
            Words(left + width + 8, y, number, 13, is_bold=True),
            Words(left + width + 16 + words_width(number, 14), y, f"{percent}%", 12, "muted"),
        ]
    return Drawing(WIDTH, _BODY + row * len(counts) + 8, tuple(marks))


def draw_together(
    heading: ChartHeading, counts: Sequence[ChartCount], pairs: Mapping[tuple[str, str], int]
) -> Drawing:
    """Draw a bar for each value, and next to it how many entries have it and another value."""
    label, bar = _label_width(counts), 150
    left = _EDGE + label + 10
    start = left + bar + _number_width(counts) + 32
    row = min(24, (WIDTH - start - label) // max(len(counts), 1))
    most = max((one.entries for one in counts), default=1)
    shared = max(pairs.values(), default=1)
    marks = list(heading.marks())
    for index, one in enumerate(counts):
        y = _BODY + row * index + row // 2
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
    return Drawing(WIDTH, _BODY + row * len(counts) + 8, tuple(marks))


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
    left, right = _EDGE + label + 16, WIDTH - bar - _number_width(counts) - 30
    step = (right - left) // max(len(columns), 1)
    most = max(cells.values(), default=1)
    longest = max((one.entries for one in counts), default=1)
    marks = list(heading.marks())
    top = _BODY + 26
    bottom = top + row * len(counts)
    for index, year in enumerate(columns):
        x = left + step * index + step // 2
        marks.append(Words(x, _BODY + 8, str(year), 12, "muted", "center"))
    marks.append(Words(right + 16, _BODY + 8, "in all", 12, "muted"))
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


# A tree: the collection, its groups, and what each holds.


def draw_tree(
    heading: ChartHeading, root: str, branches: Sequence[tuple[str, Sequence[ChartCount]]]
) -> Drawing:
    """Draw the groups one below the other, each with its values next to it in rows."""
    trunk = _EDGE + min(130, words_width(root, 14) + 20)
    names = max((words_width(name, 13) for name, _ in branches), default=0)
    stem, chips = trunk + 26, trunk + 26 + min(140, names) + 26
    marks = list(heading.marks())
    y, middles = _BODY + 4, []
    for name, counts in branches:
        rows = _chips(counts, chips, y)
        middles.append(y + 12)
        marks += [
            Line(trunk, y + 12, stem - 6, y + 12),
            Words(stem, y + 12, fit_words(name, 140, 13), 13, is_bold=True),
            *rows,
        ]
        y = max(
            (mark.y + mark.height for mark in rows if isinstance(mark, DrawnBox)), default=y + 24
        )
        y += 16
    if middles:
        middle = (middles[0] + middles[-1]) // 2
        marks.append(Line(trunk, middles[0], trunk, middles[-1]))
        marks.append(Line(trunk - 10, middle, trunk, middle))
        marks.append(Words(_EDGE, middle, fit_words(root, 120, 14), 14, is_bold=True))
    return Drawing(WIDTH, y, tuple(marks))


def _chips(counts: Sequence[ChartCount], left: int, y: int) -> list[Mark]:
    """Draw a rounded box for each value with its number, in as many rows as it takes."""
    boxes: list[Mark] = []
    words: list[Mark] = []
    x = left
    for one in counts:
        name, number = fit_words(one.shown, 260), str(one.entries)
        named = words_width(name)
        width = named + words_width(number, 13) + 26
        if x > left and x + width > WIDTH - _EDGE:
            x, y = left, y + 30
        boxes.append(DrawnBox(x, y, width, 24, "soft", radius=12))
        words.append(Words(x + 10, y + 12, name))
        words.append(Words(x + width - 10, y + 12, number, 12, "accent", "right", is_bold=True))
        x += width + 6
    return [*boxes, *words]
