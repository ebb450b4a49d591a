"""A cell's Markdown or HTML into what it shows: words, links, images and code.

markdown-it reads what is well formed. What a hand broke is put together again afterwards: a badge
that lost a bracket, a link in brackets, an address with a space in it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING

from issuesync.fields.base import UNKNOWN, fold
from issuesync.fields.link import repository_of
from issuesync.markdown.escape import JOINER, NOTHING
from issuesync.markdown.links import badge_text
from issuesync.markdown.pieces import (
    Piece,
    mend_badges,
    merged,
    open_text,
    unbracketed,
    without_hollow,
)
from issuesync.markdown.tags import read_tag

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_PLAIN = re.compile(r"(?:[^\W_]|[ .,()/+%'-])*")
_STRETCH = re.compile(
    r"(?P<words>(?:[^\W_]|[ .,()/+%':;?-])+)"
    r"|(?<![^ (])(?P<stars>\*\*?)(?P<stressed>[^\W_](?:[^\W_]|[ .,-])*(?<=[^\W_])|[^\W_])(?P=stars)"
    r"(?![^ .,:;)])"
    r"|(?<!`)`(?P<code>[^\s`](?:[^`\n]*[^\s`])?)`(?!`)"
    r"|\[(?P<link>[^\W_](?:[^\W_]|[ .,/+':-])*)\]\((?P<url>https?://[\w./%?=+#-]+)\)"
)
"""A stretch of Markdown that is what it seems, whatever other such stretches are next to it."""

_REPOSITORY_BADGE = re.compile(
    r"(?:img\.shields\.io|badgen\.net)/github/stars/"
    r"([A-Za-z0-9-]+/[A-Za-z0-9._-]+?)(?:\.svg|\.json)?(?:[/?#]|\Z)"
)
"""A badge that shows a repository's stars; what others show is not a star."""

_BADGE = re.compile(r"//(?:img\.shields\.io|badgen\.net|badge\.fury\.io)/")
_WORDS_FOR_NOTHING = UNKNOWN | {
    "none",
    "null",
    "\\",
    "/",
    "...",
    "…",
    "tba",
    "n.a.",
    "无",
    "暂无",
    "なし",
    "없음",
    "нет",
}
EMPTY = "empty-link"


@dataclass(frozen=True, slots=True)
class Link:
    """What leads somewhere: the words that do, and where to."""

    text: str
    url: str


@dataclass(frozen=True)
class Content:
    """What a cell shows; ``faults`` are the codes of what is broken in it.

    What it shows is asked for by many, and looked for once.

    ``is_ours`` says that it was rendered: one sign alone stands for nothing then.
    """

    pieces: tuple[Piece, ...] = ()
    faults: tuple[str, ...] = ()
    is_ours: bool = False
    raw: str = field(default="", compare=False)
    """The Markdown that it was read of, where that was one text."""

    @cached_property
    def text(self) -> str:
        """Return the words, those of links too, without pictures."""
        return tidy("".join(piece.text for piece in self.pieces if piece.image is None))

    @cached_property
    def links(self) -> tuple[Link, ...]:
        """Return every link that leads somewhere; a picture's words are those on it."""
        return tuple(
            Link(" ".join(piece.text.split()), piece.url) for piece in self.pieces if piece.url
        )

    @cached_property
    def target(self) -> Link | None:
        """Return the link that the words make, else the first that there is."""
        words = (piece for piece in self.pieces if piece.url and not piece.image)
        links = (Link(" ".join(piece.text.split()), piece.url or "") for piece in words)
        return next(links, None) or next(iter(self.links), None)

    @cached_property
    def others(self) -> tuple[Link, ...]:
        """Return the links next to the target, but for badges that lead to their own repository."""
        target, star = self.target, (self.star or "").casefold()
        return tuple(
            link
            for link in self.links
            if link != target and (not star or (repository_of(link.url) or "").casefold() != star)
        )

    @cached_property
    def images(self) -> tuple[str, ...]:
        """Return the addresses of the pictures that are no badges."""
        return tuple(
            piece.image for piece in self.pieces if piece.image and not _BADGE.search(piece.image)
        )

    @cached_property
    def star(self) -> str | None:
        """Return the repository whose badge the cell shows."""
        found = (repository_on(piece.image) for piece in self.pieces if piece.image)
        return next((name for name in found if name), None)

    @cached_property
    def is_blank(self) -> bool:
        """Say whether the cell holds no fact: nothing, or a word for nothing."""
        return not (self.links or self.images or self.star or self.words)

    @cached_property
    def words(self) -> str:
        """Return the text, unless it stands for nothing."""
        text = self.text
        is_none = text == NOTHING if self.is_ours else is_nothing(text)
        return "" if is_none else text


def is_nothing(text: str) -> bool:
    """Say whether a text is empty or a word that people write for what is not there."""
    return fold(text).strip() in _WORDS_FOR_NOTHING


def repository_on(image: str) -> str | None:
    """Return the repository whose stars a badge shows."""
    found = _REPOSITORY_BADGE.search(image)
    return found[1] if found else None


def tidy(text: str) -> str:
    """Return a text on one line, without the signs that our own escaping put in."""
    return " ".join(text.replace(JOINER, "").split())


def read_cell(
    raw: str, references: Mapping[str, str] | None = None, *, is_ours: bool = False
) -> Content:
    """Read a cell, a bullet or any other stretch of inline Markdown; total and linear."""
    if _PLAIN.fullmatch(raw):
        pieces_of = (Piece(raw.strip()),) if raw.strip() else ()
        return Content(pieces_of, is_ours=is_ours, raw=raw)
    simple = tuple(merged(_simple_pieces(raw)))
    if simple and not any(map(_may_hold_more, simple)):
        return Content(simple, is_ours=is_ours, raw=raw)
    pieces = simple or tuple(merged(_parsed_pieces(raw, references or {})))
    if is_ours:
        return Content(tuple(without_hollow(pieces)), is_ours=True, raw=raw)
    return _finish(pieces, raw)


def _simple_pieces(raw: str) -> list[Piece]:
    """Return the pieces of words, stressed words, code and links; none where there is more."""
    pieces: list[Piece] = []
    at = 0
    while found := _STRETCH.match(raw, at):
        kind = found.lastgroup
        if kind == "url":
            pieces += (Piece("", found["url"]), Piece(found["link"], found["url"]))
        else:
            pieces.append(Piece(found[kind or 0], is_code=kind == "code"))
        at = found.end()
    return pieces if at == len(raw) else []


def _may_hold_more(piece: Piece) -> bool:
    """Say whether words may hold a bare address, or a bracket around a link."""
    return piece.url is None and ("(" in piece.text or "://" in piece.text)


def _parsed_pieces(raw: str, references: Mapping[str, str]) -> Iterator[Piece]:
    """Give the pieces of any Markdown."""
    env = {"references": _References(references)}
    return _pieces_of(_inline_parser().parseInline(raw, env))


class _References(Mapping[str, Mapping[str, str]]):
    """The addresses that a document defines, as the parser asks for them: none is copied."""

    def __init__(self, urls: Mapping[str, str]) -> None:
        self.urls = urls

    def __getitem__(self, key: str) -> Mapping[str, str]:
        return {"href": self.urls[key], "title": ""}

    def __iter__(self) -> Iterator[str]:
        return iter(self.urls)

    def __len__(self) -> int:
        return len(self.urls)


@cache
def _inline_parser() -> MarkdownIt:
    """Return a parser for GitHub's inline Markdown that keeps every address as it is written."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": True}).enable("strikethrough")
    parser.normalizeLink = str  # type: ignore[method-assign,assignment]
    parser.validateLink = bool  # type: ignore[method-assign,assignment]
    return parser


def _pieces_of(tokens: Iterable[Token]) -> Iterator[Piece]:
    """Give the pieces that tokens make; what is in a link leads where the link does."""
    url: str | None = None
    for token in (child for block in tokens for child in block.children or ()):
        if token.type == "link_open":
            url = str(token.attrs.get("href", "")).strip()
            yield Piece("", url)
        elif token.type == "link_close":
            url = None
        elif token.type == "image":
            yield _picture(str(token.attrs.get("src", "")), token.content, url)
        elif token.type == "html_inline":
            tag = read_tag(token.content)
            url = tag.url if tag.is_anchor else url
            if tag.image is not None:
                yield _picture(tag.image, tag.alt, url)
            elif tag.is_break:
                yield Piece(" ", url)
        elif token.type in {"softbreak", "hardbreak"}:
            yield Piece(" ", url)
        elif token.content:
            yield Piece(token.content, url, is_code=token.type == "code_inline")


def _picture(image: str, alt: str, url: str | None) -> Piece:
    """Make a picture's piece; the words on a badge say more than its alt text."""
    return Piece(badge_text(image) or alt, url, image.strip())


def _finish(pieces: Sequence[Piece], raw: str) -> Content:
    """Put together what is broken, and make links of addresses that stand bare."""
    faults: list[str] = []
    mended = list(mend_badges(pieces, faults))
    opened = [one for piece in mended for one in open_text(piece)]
    bare = [one for one in unbracketed(opened) if one.text or one.url is not None or one.image]
    shown = without_hollow(bare)
    faults += [EMPTY for piece in shown if piece.url == ""]
    return Content(tuple(shown), tuple(dict.fromkeys(faults)), raw=raw)
