"""One bullet into its name with its address, what is said of it, and links by their words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.markdown.encoding import mended
from issuesync.markdown.inline import Content, read_cell, repository_on, tidy
from issuesync.markdown.pieces import Piece
from issuesync.markdown.stretches import split_stretches

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.markdown.blocks import Item

NAME, DESCRIPTION, BELOW = "Name", "Description", "Notes"
PART_OF, GROUP = "Part of", "Group"
"""What a list says by where a bullet stands, and not in the bullet itself."""

LINK_WORDS = frozenset(
    {
        "arxiv", "blog", "blog post", "code", "colab", "data", "dataset", "demo", "doc", "docs",
        "documentation", "doi", "download", "github", "hf", "homepage", "huggingface",
        "hugging face", "link", "model", "models", "page", "paper", "pdf", "poster", "preprint",
        "project", "project page", "repo", "repository", "slides", "source", "source code",
        "supp", "talk", "thesis", "tutorial", "url", "video", "web", "webpage", "website",
        "weights", "youtube", "代码", "论文", "数据", "项目", "主页", "数据集", "código",
        "artículo",
    }
)  # fmt: skip
"""Words that say what a link leads to, and not what it is about."""

LEAD = re.compile(r"[\s\-–—−:：,.;|·•]+")
_SEPARATOR = re.compile(r"(?<=\s)[-–—−|]+(?=\s|\Z)|:(?=\s)|：")
_SEPARATED = re.compile(r"[-–—−|]+(?=\s|\Z)|[:：]")
_BOLD = re.compile(r"(\*\*|__)((?:(?!\1).)+)\1")
_BOX = re.compile(r"\[[ xX]\] ")
_SHORTCODE = re.compile(r":[a-z0-9_+-]+:")
_MAY_LEAD = re.compile(r"[\[<!:@]|www", re.IGNORECASE)
"""What is in all that leads somewhere or shows a picture."""
_HAS_WORD = re.compile(r"\w")
_HAS_LETTER = re.compile(r"[^\W_]")
_SIGNS = "[](){}（）【】*_~,|/&;·:、-–— \n"
"""What is between links that follow each other, and around them."""

_SHORTCODE_END = re.compile(r":[a-z0-9_+-]+:\Z")
_TRAILING = " -–—|,:[(/&·"
_OPENING = {")": "(", "]": "["}
_NOWHERE = re.compile(
    r"#|https?://github\.com/[^/]+/[^/]+/(?:(?:issues|pulls)(?:\?|/new|/?\Z)|labels/)"
)
"""Addresses that lead to no entry: into the document, to searches among issues."""


@dataclass(frozen=True, slots=True)
class Bullet:
    """What a bullet says: its name with its address, what is said of it, and links by word.

    ``first`` and ``end`` are the lines that are its own; ``above`` the groups that it stands
    under, ``parent`` the entry.
    """

    line: int
    name: Content
    description: Content
    links: Mapping[str, Piece] = field(default_factory=dict)
    below: Content = field(default_factory=Content)
    above: tuple[str, ...] = ()
    parent: str = ""
    first: int = 0
    end: int = 0

    def cell(self, head: str) -> Content:
        """Return what is under a head of the list."""
        if head == NAME:
            return self.name
        if head == DESCRIPTION:
            return self.description
        if head == BELOW:
            return self.below
        if head in {PART_OF, GROUP}:
            text = self.parent if head == PART_OF else " / ".join(self.above)
            return Content((Piece(text),)) if text else Content()
        found = self.links.get(label_key(head))
        return Content((found,)) if found else Content()

    @property
    def leads(self) -> bool:
        """Say whether the bullet leads somewhere."""
        links = (*self.name.links, *self.description.links)
        urls = (*(one.url for one in links), *(one.url for one in self.links.values()))
        return any(url and not _NOWHERE.match(url) for url in urls)


def read_bullet(item: Item, references: Mapping[str, str]) -> Bullet:
    """Read one bullet by itself."""
    name, rest = _read_name(mended(item.raw), references)
    links: dict[str, Piece] = {}
    parts = _take_links(rest, links, references)
    parts = _take_links(parts[::-1], links, references)[::-1]
    text = _trimmed("".join(parts))
    shown = read_cell(text, references) if _HAS_WORD.search(text) else Content()
    for piece in shown.pieces:
        if word := _word_of(piece):
            links.setdefault(word, piece)
    return Bullet(item.line, name, shown, links, first=item.line, end=item.end)


def _take_links(
    parts: Sequence[str], links: dict[str, Piece], references: Mapping[str, str]
) -> list[str]:
    """Take the links and pictures that stand before all words; return what follows them."""
    for index, part in enumerate(parts):
        if not part.strip(_SIGNS):
            continue
        if not _MAY_LEAD.search(part):
            return list(parts[index:])
        pieces: list[Piece] = [
            one for one in read_cell(part, references).pieces if one.url or one.image
        ]
        words = list(map(_word_of, pieces))
        is_picture = all(one.image is not None for one in pieces)
        if not pieces or not (is_picture or all(words)):
            return list(parts[index:])
        for word, piece in zip(words, pieces, strict=True):
            if word:
                links.setdefault(word, replace(piece, text=piece.text.strip("[]") or "link"))
    return []


def _word_of(piece: Piece) -> str:
    """Return the word that says what a link leads to, or nothing for other words."""
    if piece.image is not None and repository_on(piece.image):
        return "stars"
    word = label_key(piece.text)
    return word if piece.url and word in LINK_WORDS else ""


def _read_name(raw: str, references: Mapping[str, str]) -> tuple[Content, list[str]]:
    """Divide a bullet into its name, which may be a link or bold, and the rest."""
    box = _BOX.match(raw)
    text = raw[box.end() :] if box else raw
    bold = _BOLD.match(text)
    if bold:
        inside = read_cell(bold[2], references)
        title = Piece(inside.text.rstrip(" .:"), inside.links[0].url if inside.links else None)
        rest = split_stretches(text[bold.end() :])
        if title.text and (title.url is None or len(inside.links) == 1):
            return Content((title,), inside.faults), rest
    parts = split_stretches(text)
    for index, stretch in enumerate(parts):
        content = read_cell(stretch, references)
        bare = _SHORTCODE.sub("", content.text)
        if not _HAS_WORD.search(bare):
            continue  # an emoji, a picture or a sign before the name
        target = content.target
        if target is not None and len(content.links) == 1 and not _is_image(content):
            shown = tidy(content.text)
            rest = parts[index + 1 :]
            rest[:1] = map(_without_signs, rest[:1])
            return Content((Piece(shown, target.url),), content.faults), rest
        return _read_words(parts[index:], references)
    whole = read_cell(text, references)
    shown = tidy(whole.text)
    links = [one for one in whole.links if one.url]
    return Content((Piece(shown, links[0].url if links else None),) if shown else ()), []


def _is_image(content: Content) -> bool:
    """Say whether a stretch is a picture."""
    return any(piece.image is not None for piece in content.pieces)


def _without_signs(part: str) -> str:
    """Take away the signs of emphasis that close around a name."""
    return part.lstrip("*_~")


def _read_words(parts: Sequence[str], references: Mapping[str, str]) -> tuple[Content, list[str]]:
    """Take a name of plain words: up to a sign that divides, or to the first link."""
    words: list[str] = []
    for index, part in enumerate(parts):
        content = read_cell(part, references)
        if content.links or _is_image(content):
            rest = list(parts[index:])
            break
        cut = (
            None
            if part.startswith("`")
            else _SEPARATOR.search(part) or (_SEPARATED.match(part) if words else None)
        )
        words.append(part[: cut.start()] if cut else part)
        if cut:
            rest = [part[cut.end() :], *parts[index + 1 :]]
            break
    else:
        rest = []
    content = read_cell("".join(words), references)
    name = _SHORTCODE.sub("", content.text).strip().rstrip(" -–—:,[(")
    start = LEAD.match(name)
    name = name[start.end() :] if start else name
    return Content((Piece(name),) if name else (), content.faults), rest


def _trimmed(raw: str) -> str:
    """Return what is said of an entry without the signs that divide it from name and links."""
    text = " ".join(raw.split())
    start = LEAD.match(text)
    text = text[start.end() :] if start else text
    text = _without_end(text)
    while text and text.count(text[-1]) > text.count(_OPENING.get(text[-1], text[-1])):
        text = _without_end(text[:-1])
    return text


def _without_end(text: str) -> str:
    """Return a text without the signs at its end; an emoji's name ends with a colon too."""
    bare = text.rstrip(_TRAILING)
    return f"{bare}:" if _SHORTCODE_END.search(f"{bare}:") and text.startswith(f"{bare}:") else bare


def with_below(bullet: Bullet, raws: Sequence[str], references: Mapping[str, str]) -> Bullet:
    """Add what the bullets below an entry say: links by word, and words."""
    links = dict(bullet.links)
    texts: list[str] = []
    for raw in raws:
        parts = split_stretches(mended(raw))
        kept = _take_links(parts, links, references)
        text = _trimmed("".join(kept))
        if _HAS_LETTER.search(text):
            texts.append(text)
    below = read_cell("; ".join(texts), references) if texts else Content()
    return replace(bullet, links=links, below=below)
