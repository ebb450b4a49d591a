"""A cell's stretches of words, links and pictures, put together again where a hand broke them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.fields.link import DANGLING, link_target

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_LOOSE_LINK = re.compile(r"\[([^\[\]]*)\]\([ \t]*([^()\s][^()]*(?:\([^()]*\)[^()]*)*)\)")
"""A link that Markdown takes for none, for the spaces in its address."""

_BARE = re.compile(r"https?://[^\s<>\"`|]+")
_BETWEEN_LINKS = " ,|/"
_CLOSING = {"[": "]", "(": ")", "（": "）"}
BROKEN = "unbalanced-badge"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a cell; ``url`` is ``None`` where it is no link, empty where it leads nowhere.

    ``image`` is the address of a picture, whose alt text, or badge's words, are the text then.
    """

    text: str
    url: str | None = None
    image: str | None = None
    is_code: bool = False


def merged(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join neighbours that are plain text, or text of one link."""
    last: Piece | None = None
    for piece in pieces:
        if last is None:
            last = piece
        elif _joins(last, piece):
            last = Piece(last.text + piece.text, last.url, is_code=last.is_code)
        else:
            yield last
            last = piece
    if last is not None:
        yield last


def _joins(left: Piece, right: Piece) -> bool:
    """Say whether two neighbours are one stretch of text."""
    are_words = left.image is None and right.image is None and not left.is_code | right.is_code
    return are_words and left.url == right.url and not (right.url is not None and not right.text)


def without_hollow(pieces: Sequence[Piece]) -> list[Piece]:
    """Leave out a link's opening where its words or picture follow."""
    kept: list[Piece] = []
    for index, piece in enumerate(pieces):
        after = pieces[index + 1] if index + 1 < len(pieces) else None
        is_opening = piece.url is not None and not piece.text and piece.image is None
        if not (is_opening and after is not None and after.url == piece.url):
            kept.append(piece)
    return kept


def mend_badges(pieces: Sequence[Piece], faults: list[str]) -> Iterator[Piece]:
    """Link the pictures whose brackets are not balanced: ``![](image)](address)``."""
    waiting = list(pieces)
    for index, piece in enumerate(waiting):
        after = waiting[index + 1] if index + 1 < len(waiting) else None
        if piece.image is None or piece.url is not None or after is None or not _is_plain(after):
            is_cut = after is not None and after.image is not None and after.url is None
            yield replace(piece, text=piece.text.removesuffix("[")) if is_cut else piece
            continue
        start = next((s for s in ("](", "(") if after.text.startswith(s)), None)
        target = link_target(after.text[len(start) :]) if start else ""
        if start is None or not target.startswith(("http://", "https://")):
            yield piece
            continue
        faults.append(BROKEN)
        yield replace(piece, url=target.partition(" ")[0])
        waiting[index + 1] = replace(after, text=after.text[len(start) + len(target) + 1 :])


def open_text(piece: Piece) -> Iterator[Piece]:
    """Divide plain text at the links that Markdown did not take for some."""
    if piece.url is not None or piece.image is not None or piece.is_code:
        yield piece
        return
    position = 0
    for found in _LOOSE_LINK.finditer(piece.text):
        yield from _open_bare(piece.text[position : found.start()])
        yield Piece(found[1], "".join(found[2].split()))
        position = found.end()
    yield from _open_bare(piece.text[position:])


def _open_bare(text: str) -> Iterator[Piece]:
    """Divide plain text at the addresses that stand bare in it, as GitHub links them."""
    position = 0
    for found in _BARE.finditer(text):
        url = found[0].rstrip(DANGLING + "!?'*_")
        if url.count(")") > url.count("("):
            url = link_target(url)
        yield Piece(text[position : found.start()])
        yield Piece(url, url)
        position = found.start() + len(url)
    yield Piece(text[position:])


def unbracketed(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """Take the brackets away that stand around links alone: ``[[paper](address)]``."""
    texts = [piece.text if _is_plain(piece) else None for piece in pieces]
    opened: tuple[int, str] | None = None
    for index, text in enumerate(texts):
        if text is None:
            continue
        after = text.lstrip(_BETWEEN_LINKS)
        if opened and after.startswith(opened[1]):
            before = texts[opened[0]] or ""
            texts[opened[0]] = before[:-1]
            texts[index] = after = after[1:]
        closing = _CLOSING.get(after[-1:])
        if closing or after:
            opened = (index, closing) if closing else None
    for piece, text in zip(pieces, texts, strict=True):
        yield piece if text is None or text == piece.text else replace(piece, text=text)


def _is_plain(piece: Piece) -> bool:
    """Say whether a piece is words alone."""
    return piece.url is None and piece.image is None and not piece.is_code
