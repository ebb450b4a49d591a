"""Boxes, words, lines and dots at whole pixels into a Vega-Lite specification.

Every coordinate is given, so that nothing depends on the fonts or the machine that draws it:
Vega-Lite lays nothing out, measures no text and has no axis or legend of its own.
"""

from __future__ import annotations

import json
import unicodedata
from dataclasses import dataclass
from itertools import groupby
from typing import Any, TypeAlias

from issuesync.markdown.escape import HIDDEN

FONT = "Helvetica, Arial, Liberation Sans, sans-serif"
"""Fonts of the same widths, one of them on nearly every machine."""

THEMES: dict[str, dict[str, str]] = {
    "light": {
        "text": "#1f2328", "muted": "#59636e", "line": "#d1d9e0", "on-cell": "#ffffff",
        "accent": "#0969da", "soft": "#ddf4ff", "on-accent": "#ffffff", "cell": "#0969da",
        "series-0": "#4269d0", "series-1": "#e8590c", "series-2": "#2b8a3e", "series-3": "#9c36b5",
        "series-4": "#e0a100", "series-5": "#0c8599", "series-6": "#c2255c", "series-7": "#74583e",
    },
    "dark": {
        "text": "#f0f6fc", "muted": "#9198a1", "line": "#3d444d", "on-cell": "#ffffff",
        "accent": "#4493f8", "soft": "#1b2b45", "on-accent": "#0d1117", "cell": "#1f6feb",
        "series-0": "#6d8fff", "series-1": "#ff8b4d", "series-2": "#56c26a", "series-3": "#d17be6",
        "series-4": "#f2c94c", "series-5": "#3fc3d6", "series-6": "#ff7ba8", "series-7": "#c9a583",
    },
}  # fmt: skip
"""What each ink is by theme; text and lines are those of GitHub's pages."""
SERIES = sum(ink.startswith("series-") for ink in THEMES["light"])

_WIDTHS = {
    222: "ijl",
    260: "'|",
    278: " !,./:;[\\]ftI",
    334: "()-`r{}",
    389: '"*',
    500: "ckszvxyJ",
    584: "+<=>~",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "wCDHNRU",
    778: "GOQ",
    833: "mM",
    944: "W%",
    1015: "@",
}
"""Thousandths of the size that letters take; all others of ASCII take 556."""
_WIDTH_OF = {letter: width for width, letters in _WIDTHS.items() for letter in letters}


@dataclass(frozen=True, slots=True)
class DrawnBox:
    """A filled rectangle."""

    x: int
    y: int
    width: int
    height: int
    ink: str
    opacity: float = 1
    radius: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """One line of text, ``y`` in its middle."""

    x: int
    y: int
    text: str
    size: int = 12
    ink: str = "text"
    align: str = "left"
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A straight line."""

    x: int
    y: int
    to_x: int
    to_y: int
    ink: str = "line"


@dataclass(frozen=True, slots=True)
class Dot:
    """A filled circle around its middle."""

    x: int
    y: int
    diameter: int
    ink: str
    opacity: float = 1


Mark: TypeAlias = DrawnBox | Words | Line | Dot
_Style: TypeAlias = tuple[int, str, str, float, float, str, bool]


@dataclass(frozen=True, slots=True)
class Drawing:
    """Marks on a canvas, later ones above earlier ones; sizes in pixels."""

    width: int
    height: int
    marks: tuple[Mark, ...]


def build_specification(drawing: Drawing, theme: str) -> str:
    """Return the specification of a drawing in a theme, as JSON that is always the same.

    Lines are below boxes, boxes below dots, and words above all.
    """
    inks = THEMES[theme]
    layers = [
        _layer(style, list(marks), inks)
        for style, marks in groupby(sorted(drawing.marks, key=_style), key=_style)
    ]
    specification = {
        "width": drawing.width,
        "height": drawing.height,
        "padding": 0,
        "autosize": {"type": "none"},
        "background": None,
        "config": {"aria": False, "font": FONT, "view": {"stroke": None}},
        "layer": layers,
    }
    return json.dumps(specification, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _style(mark: Mark) -> _Style:
    """Return what marks of one layer have in common, the lowest layer first."""
    match mark:
        case DrawnBox():
            return (1, "rect", mark.ink, mark.opacity, mark.radius, "", False)
        case Words():
            return (3, "text", mark.ink, 1, mark.size, mark.align, mark.is_bold)
        case Line():
            return (0, "rule", mark.ink, 1, 1, "", False)
        case Dot():
            return (2, "circle", mark.ink, mark.opacity, 0, "", False)


def _layer(style: _Style, marks: list[Mark], inks: dict[str, str]) -> dict[str, Any]:
    """Return the layer that draws marks of one style."""
    _, kind, ink, opacity, size, align, is_bold = style
    mark: dict[str, Any] = {"type": kind, "color": inks[ink], "aria": False}
    if kind in {"rect", "circle"}:
        mark["opacity"] = opacity
    if kind == "rect" and size:
        mark["cornerRadius"] = size
    if kind == "text":
        mark |= {"align": align, "baseline": "middle", "fontSize": size}
        mark |= {"fontWeight": 600} if is_bold else {}
    encoding = {"x": _channel("x"), "y": _channel("y"), **_further(kind)}
    return {"data": {"values": list(map(_values, marks))}, "mark": mark, "encoding": encoding}


def _channel(field: str) -> dict[str, Any]:
    """Return how a coordinate or a size is taken: as it is, in pixels."""
    return {"field": field, "type": "quantitative", "scale": None, "axis": None}


def _further(kind: str) -> dict[str, Any]:
    """Return the channels that a kind of mark has next to its place."""
    if kind == "text":
        return {"text": {"field": "t"}}
    if kind == "circle":
        return {"size": {"field": "s", "type": "quantitative", "scale": None, "legend": None}}
    return {"x2": {"field": "u"}, "y2": {"field": "v"}}


def _values(mark: Mark) -> dict[str, Any]:
    """Return a mark's own values."""
    match mark:
        case DrawnBox():
            u, v = mark.x + mark.width, mark.y + mark.height
            return {"x": mark.x, "y": mark.y, "u": u, "v": v}
        case Words():
            return {"x": mark.x, "y": mark.y, "t": plain_words(mark.text)}
        case Line():
            # Half a pixel on, a line of one pixel covers one row of them and not two by half.
            down = 0.5 if mark.y == mark.to_y else 0
            right = 0.5 if mark.x == mark.to_x else 0
            return {
                "x": mark.x + right,
                "y": mark.y + down,
                "u": mark.to_x + right,
                "v": mark.to_y + down,
            }
        case Dot():
            return {"x": mark.x, "y": mark.y, "s": mark.diameter * mark.diameter}


def plain_words(text: str) -> str:
    """Return a text on one line, without what shows nothing or no XML may hold."""
    return " ".join(HIDDEN.sub("", text).split())


def words_width(text: str, size: int = 12) -> int:
    """Return the width of a text in whole pixels; beyond ASCII it is an estimate."""
    return -(-sum(map(_letter_width, plain_words(text))) * size // 1000)


def _letter_width(letter: str) -> int:
    """Return one letter's width in thousandths of its size."""
    if letter.isascii():
        return _WIDTH_OF.get(letter, 556)
    if unicodedata.combining(letter):
        return 0
    return 1020 if unicodedata.east_asian_width(letter) in "WF" else 722


def fit_words(text: str, width: int, size: int = 12) -> str:
    """Cut a text that is wider than there is room for."""
    plain = plain_words(text)
    if words_width(plain, size) <= width:
        return plain
    room = width * 1000 // size - _letter_width("…")
    kept = []
    for letter in plain:
        room -= _letter_width(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"
