"""Entries by year into a drawing: stacked bars, and a dot for each entry on a log scale."""

from __future__ import annotations

from dataclasses import dataclass
from math import log10
from typing import TYPE_CHECKING

from issuesync.documents.chart_frame import BODY, EDGE, WIDTH
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
    from issuesync.documents.chart_frame import ChartHeading


@dataclass(frozen=True, slots=True)
class Point:
    """One entry's amount, in the lane of its series."""

    year: int
    series: int
    amount: int
    name: str = ""


def _series_ink(index: int) -> str:
    """Return the ink of a series; from the ninth on they begin anew."""
    return f"series-{index % SERIES}"


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
    left, right, height = 64, WIDTH - EDGE, 180
    step = (right - left) // max(len(data.years), 1)
    middles = {year: left + step * index + step // 2 for index, year in enumerate(data.years)}
    bars = _Plot(below + 44, height, step, middles)
    bottom = bars.top + height + 18
    marks = [*heading.marks(), *legend, *_bars(bars, data)]
    marks.append(Words(EDGE, bars.top - 20, data.captions[0], 12, "muted"))
    marks += (Words(x, bottom, str(year), 12, "text", "center") for year, x in middles.items())
    if data.points:
        marks.append(Words(EDGE, bottom + 34, data.captions[1], 12, "muted"))
        strip = _Plot(bottom + 54, height, step, middles)
        marks += _strip(strip, data)
        bottom = strip.top + height
    return Drawing(WIDTH, bottom + 16, tuple(marks))


def _legend(series: Sequence[ChartCount]) -> tuple[list[Mark], int]:
    """Draw the names of the series in lines; return the place below them too."""
    marks: list[Mark] = []
    x, y = EDGE, BODY + 6
    for index, one in enumerate(series if len(series) > 1 else ()):
        text = f"{fit_words(one.shown, 260)}  {one.entries}"
        width = words_width(text) + 36
        if x > EDGE and x + width > WIDTH - EDGE:
            x, y = EDGE, y + 22
        marks += [DrawnBox(x, y - 6, 12, 12, _series_ink(index), radius=3), Words(x + 18, y, text)]
        x += width
    return marks, y if marks else BODY - 10


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
        yield Line(64, y, WIDTH - EDGE, y)
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
            yield DrawnBox(left, high, width, low - high - gap, _series_ink(index))
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
        yield Line(64, y, WIDTH - EDGE, y)
        yield Words(56, y, short_number(10**power), 12, "muted", "right")
    lanes = len(data.series)
    lane = min(11, plot.step * 7 // 10 // max(lanes, 1))
    largest = max(data.points, key=lambda point: point.amount)
    for point in data.points:
        x = plot.middles[point.year] + (2 * point.series - lanes + 1) * lane // 2
        y = plot.at(round((log10(max(point.amount, 10**low)) - low) * 1000), (high - low) * 1000)
        yield Dot(x, y, 8, _series_ink(point.series), 0.8)
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
