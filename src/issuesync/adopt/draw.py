"""What fields draw from the cells of a row, and what a row states by that."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.adopt.bullets import LINK_WORDS
from issuesync.adopt.cells import tidy
from issuesync.fields.base import label_key
from issuesync.fields.link import repository_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.adopt.cells import Content, Link

ISSUE_LINK = re.compile(
    r"https?://[A-Za-z0-9.:-]+/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/issues/([0-9]{1,18})(?![0-9])"
)
ISSUE = re.compile(rf"{ISSUE_LINK.pattern}(?:[#?].*)?")


class Take(Enum):
    """What of a cell a field takes."""

    TEXT = auto()
    URL = auto()
    WORD = auto()
    STAR = auto()
    IMAGE = auto()
    ISSUE = auto()


@dataclass(frozen=True, slots=True)
class Draw:
    """A field's value: what of which column, and for `Take.WORD` by which word of a link."""

    key: str
    column: int
    take: Take
    word: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A column as it will be: its head, the field, the field it links to, and how it shows."""

    title: str
    field: str
    link: str = ""
    shape: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """How tables with the same heads state their entries; ``left`` are columns left out."""

    draws: tuple[Draw, ...]
    shown: tuple[Shown, ...]
    stars: Mapping[str, str] = field(default_factory=dict)
    """For each repository field, the field of the address that stands in for it."""
    left: tuple[tuple[str, str], ...] = ()


def values_of(cells: Sequence[Content], shape: Shape) -> dict[str, str]:
    """Return what a row states, by field."""
    found = {draw.key: taken(cells[draw.column], draw) for draw in shape.draws}
    for key, address in shape.stars.items():
        if repository_of(found.get(address, "")) == found.get(key):
            found.pop(key, None)
    return {key: text for key, text in found.items() if text}


def taken(cell: Content, draw: Draw) -> str:
    """Return what a field takes of a cell."""
    if cell.is_blank:
        return ""
    if draw.take is Take.TEXT:
        return own_text(cell)
    if draw.take is Take.STAR:
        return cell.star or ""
    if draw.take is Take.IMAGE:
        return next(iter(cell.images), "")
    if draw.take is Take.URL:
        return cell.target.url if cell.target else ""
    return next((link.url for link in cell.links if is_wanted(link, draw)), "")


def own_text(cell: Content) -> str:
    """Return a cell's words without those of further links that only say what they lead to."""
    target = cell.target
    words = (
        piece.text
        for piece in cell.pieces
        if piece.image is None
        and not (
            piece.url
            and target is not None
            and piece.url != target.url
            and label_key(piece.text) in LINK_WORDS
        )
    )
    return tidy("".join(words)).rstrip(" |/,;·")


def is_wanted(link: Link, draw: Draw) -> bool:
    """Say whether a field takes the address of a link."""
    if draw.take is Take.ISSUE:
        return ISSUE.fullmatch(link.url) is not None
    return label_key(link.text) == draw.word


def issue_links(cells: Iterable[Content]) -> Iterator[tuple[str, int]]:
    """Give the repository and number of every issue that a row links to."""
    for cell in cells:
        for link in cell.links:
            if found := ISSUE.fullmatch(link.url):
                yield found[1], int(found[2])
