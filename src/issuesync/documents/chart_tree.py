"""A collection into a drawing of a tree: its groups, and what each holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.chart_frame import BODY, EDGE, WIDTH
from issuesync.documents.drawing import Drawing, DrawnBox, Line, Words, fit_words, words_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.documents.chart_counts import ChartCount
    from issuesync.documents.chart_frame import ChartHeading
    from issuesync.documents.drawing import Mark


def draw_tree(
    heading: ChartHeading, root: str, branches: Sequence[tuple[str, Sequence[ChartCount]]]
) -> Drawing:
    """Draw the groups one below the other, each with its values beside it in rows."""
    trunk = EDGE + min(130, words_width(root, 14) + 20)
    names = max((words_width(name, 13) for name, _ in branches), default=0)
    stem, chips = trunk + 26, trunk + 26 + min(140, names) + 26
    marks = list(heading.marks())
    y, middles = BODY + 4, []
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
        marks.append(Words(EDGE, middle, fit_words(root, 120, 14), 14, is_bold=True))
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
        if x > left and x + width > WIDTH - EDGE:
            x, y = left, y + 30
        boxes.append(DrawnBox(x, y, width, 24, "soft", radius=12))
        words.append(Words(x + 10, y + 12, name))
        words.append(Words(x + width - 10, y + 12, number, 12, "accent", "right", is_bold=True))
        x += width + 6
    return [*boxes, *words]
