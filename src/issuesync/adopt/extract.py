"""What fields draw from the cells of a row, and what a row states by that."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.documents.says import own_words
from issuesync.fields.base import label_key
from issuesync.fields.link import repository_of
from issuesync.markdown.links import ISSUE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.markdown.inline import Content, Link


class Take(Enum):
    """What of a cell a field takes."""

    TEXT = auto()
    RAW = auto()
    URL = auto()
    WORD = auto()
    STAR = auto()
    ISSUE = auto()


@dataclass(frozen=True, slots=True)
class Extractor:
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
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Shape:
    """How tables with the same heads state their entries."""

    draws: tuple[Extractor, ...]
    shown: tuple[Shown, ...]
    stars: Mapping[str, str] = field(default_factory=dict)
    """For each repository field, the field of the address that replaces it."""


def values_of(cells: Sequence[Content], shape: Shape) -> dict[str, str]:
    """Return what a row states, by field."""
    found = {draw.key: _taken(cells[draw.column], draw) for draw in shape.draws}
    for key, address in shape.stars.items():
        if repository_of(found.get(address, "")) == found.get(key):
            found.pop(key, None)
    return {key: text for key, text in found.items() if text}


def _taken(cell: Content, draw: Extractor) -> str:
    """Return what a field takes of a cell."""
    if cell.is_blank:
        return ""
    if draw.take is Take.RAW:
        return cell.raw.strip() or cell.words
    if draw.take is Take.TEXT:
        return own_words(cell)
    if draw.take is Take.STAR:
        return cell.star or ""
    if draw.take is Take.URL:
        return cell.target.url if cell.target else ""
    return next((link.url for link in cell.links if _is_wanted(link, draw)), "")


def _is_wanted(link: Link, draw: Extractor) -> bool:
    """Say whether a field takes the address of a link."""
    if draw.take is Take.ISSUE:
        return ISSUE.fullmatch(link.url) is not None
    return label_key(link.text) == draw.word
