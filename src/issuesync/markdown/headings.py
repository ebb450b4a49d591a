"""A document's headings with the anchors that GitHub gives them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token
    from markdown_it.utils import EnvType

_EMOJI_NAMES = re.compile(r"(?<![\w:])(?::[a-z0-9_+-]+:)+(?!\w)")
"""What GitHub shows as emoji; ``1:2:3`` and ``std::vector::size`` name none."""

_KEPT = ("L", "M", "Nd", "Nl", "Pc")
"""Unicode categories of the characters that stay in an anchor; hyphens and spaces do too."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: its line from 0, level 1 to 6, text without Markdown, and anchor."""

    line: int
    level: int
    text: str
    anchor: str


def read_headings(tokens: Sequence[Token], references: EnvType) -> tuple[Heading, ...]:
    """Return the headings among a document's tokens; their text shows the links it defines."""
    found = [
        (token.map[0], int(token.tag[1]), inline.content)
        for token, inline in pairwise(tokens)
        if token.type == "heading_open" and token.map
    ]
    titles = [plain_text(content, references) for _, _, content in found]
    return tuple(
        Heading(line, level, " ".join(title.split()), anchor)
        for (line, level, _), title, anchor in zip(found, titles, anchors_of(titles), strict=True)
    )


def anchors_of(titles: Iterable[str]) -> list[str]:
    """Return GitHub's anchors for headings in order: a repeated one is numbered from 1.

    As https://github.com/gjtorikian/html-pipeline does it in its table of contents filter.
    """
    seen: dict[str, int] = {}
    anchors: list[str] = []
    for title in titles:
        anchor = anchor_of(title)
        count = seen.get(anchor, 0)
        seen[anchor] = count + 1
        anchors.append(f"{anchor}-{count}" if count else anchor)
    return anchors


def anchor_of(title: str) -> str:
    """Return one heading's anchor: lower case, word characters only, hyphens for spaces."""
    plain = _EMOJI_NAMES.sub("", title).lower()
    kept = [char for char in plain if char in " -" or unicodedata.category(char).startswith(_KEPT)]
    return "".join(kept).replace(" ", "-")


def plain_text(markdown: str, references: EnvType) -> str:
    """Return the text that a heading's Markdown shows, with the links defined elsewhere."""
    tokens = _inline_parser().parseInline(markdown, references)
    return "".join(_text_of(token) for token in tokens)


def _text_of(token: Token) -> str:
    """Return the text of a token and those inside it; images and tags show none."""
    if token.children is not None and token.type != "image":
        return "".join(_text_of(child) for child in token.children)
    if token.type in {"softbreak", "hardbreak"}:
        return "\n"
    return token.content if token.type in {"text", "code_inline"} else ""


@cache
def _inline_parser() -> MarkdownIt:
    """Return a parser for GitHub's inline Markdown."""
    from markdown_it import MarkdownIt

    return MarkdownIt("commonmark").enable("strikethrough")
