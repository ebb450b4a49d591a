"""What the charts have in common: the canvas, its margins, and the heading."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.drawing import Words, fit_words

if TYPE_CHECKING:
    from issuesync.documents.drawing import Mark

WIDTH = 840
"""Pixels: as wide as a README on GitHub."""

EDGE = 8
"""The margin at each side."""
BODY = 64
"""Where a chart begins below its title and subtitle."""


@dataclass(frozen=True, slots=True)
class ChartHeading:
    """A chart's title, and what is to be known of its numbers."""

    title: str
    subtitle: str

    def marks(self) -> tuple[Mark, ...]:
        """Draw both."""
        room = WIDTH - 2 * EDGE
        return (
            Words(EDGE, 16, fit_words(self.title, room, 18), 18, is_bold=True),
            Words(EDGE, 40, fit_words(self.subtitle, room, 13), 13, "muted"),
        )
