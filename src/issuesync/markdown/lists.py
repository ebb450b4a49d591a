"""Bulleted lists into entries: ``- [name](address) - description`` and what people make of it."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.markdown.encoding import mended
from issuesync.markdown.inline import Content, read_cell, tidy
from issuesync.markdown.pieces import Piece
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.markdown.blocks import Bullets, Item, Page

NAME, DESCRIPTION, PART_OF = "Name", "Description", "Part of"

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

_NO_ENTRIES = frozenset(
    {
        "about", "acknowledgements", "acknowledgment", "acknowledgments", "citation", "citing",
        "contact", "contents", "contributing", "contribution", "contributors", "index", "license",
        "news", "overview", "roadmap", "sponsors", "star history", "summary of contents",
        "table of contents", "toc", "todo", "updates", "目录", "índice", "inhalt", "sommaire",
    }
)  # fmt: skip
"""What a heading says when the list below it is none of entries."""

LEAD = re.compile(r"[\s\-–—−:：,.;|·•]+")
_SEPARATOR = re.compile(r"(?<=\s)[-–—−|]+(?=\s|\Z)|:(?=\s)|：")
_BOLD = re.compile(r"(?:\[[ xX]\] )?(\*\*|__)((?:(?!\1).)+)\1")
_HAS_WORD = re.compile(r"\w")
_WEB = ("http://", "https://")


@dataclass(frozen=True, slots=True)
class Bullet:
    """What a bullet says: its name with its address, what is said of it, and links by word."""

    line: int
    name: Content
    description: Content
    links: Mapping[str, Piece] = field(default_factory=dict)
    above: tuple[str, ...] = ()
    parent: str = ""

    def cell(self, head: str) -> Content:
        """Return what stands under a head of the list."""
        if head == NAME:
            return self.name
        if head == DESCRIPTION:
            return self.description
        if head == PART_OF:
            return Content((Piece(self.parent),)) if self.parent else Content()
        found = self.links.get(label_key(head))
        return Content((found,)) if found else Content()


@dataclass(frozen=True, slots=True)
class _Found:
    """The lists that hold entries, by their block, and what is to be said of them."""

    lists: Mapping[Bullets, tuple[Bullet, ...]]
    problems: tuple[Problem, ...]


def read_bullets(blocks: Sequence[Bullets], page: Page) -> _Found:
    """Read the lists whose bullets are entries; one bullet alone follows its neighbours."""
    problems: list[Problem] = []
    read = {block: _read_list(block, page) for block in blocks if _may_hold_entries(block)}
    sure = [block for block, bullets in read.items() if _is_catalog(bullets, least=2)]
    parents = {block.path[:-1] for block in sure}
    lists: dict[Bullets, tuple[Bullet, ...]] = {}
    for block, bullets in read.items():
        is_neighbour = block.path[:-1] in parents and _is_catalog(bullets, least=1)
        if block not in sure and not is_neighbour and not _is_region(block):
            problems += _too_few(block, bullets, page)
            continue
        odd = next((item for item in block.items if item.has_blocks), None)
        if odd is not None or not block.is_free:
            line = odd.line if odd else block.line
            why = "holds more than links and words" if odd else "stands among other text"
            message = f"the list {why}"
            hint = "it is left as it is; move what should be entries into a list of its own"
            place = Location(page.path, line=line + 1)
            problems.append(Problem("not-adopted", message, place, hint))
            continue
        lists[block] = bullets
    return _Found(lists, tuple(problems))


def _too_few(block: Bullets, bullets: Sequence[Bullet], page: Page) -> Iterator[Problem]:
    """Report a list of which some bullets lead somewhere, but not most of them."""
    leading = sum(bool(one.name.links or one.links) for one in bullets)
    if leading and len(bullets) > 1:
        message = f"{leading} of the list's {len(bullets)} bullets lead somewhere"
        hint = "it is left as it is; entries are lists of which most bullets lead somewhere"
        yield Problem("not-adopted", message, Location(page.path, line=block.line + 1), hint)


def _is_region(block: Bullets) -> bool:
    """Say whether the list stands in a region of entries."""
    return block.region.startswith("list ")


def _may_hold_entries(block: Bullets) -> bool:
    """Say whether the heading above a list lets it hold entries."""
    if block.region:
        return _is_region(block)
    return not block.path or label_key(block.path[-1]) not in _NO_ENTRIES


def _is_catalog(bullets: Sequence[Bullet], least: int) -> bool:
    """Say whether most bullets are entries: they lead somewhere."""
    leading = sum(bool(one.name.links or one.links) for one in bullets)
    return leading >= least and leading * 2 > len(bullets)


def _read_list(block: Bullets, page: Page) -> tuple[Bullet, ...]:
    """Read a list's bullets; one that holds others is their section, unless it is an entry."""
    return tuple(
        read_bullet(item, page.references, is_ours=_is_region(block))
        for item in block.items
        if not item.has_items or _is_entry(item.raw, page)
    )


def _is_entry(raw: str, page: Page) -> bool:
    """Say whether a bullet that holds others leads somewhere itself."""
    return bool(_read_item(raw, page.references)[0].links)


def read_bullet(item: Item, references: Mapping[str, str], *, is_ours: bool = False) -> Bullet:
    """Read one bullet; nothing is mended in what was rendered."""
    raw = item.raw if is_ours else mended(item.raw)
    name, rest = _read_item(raw, references)
    links: dict[str, Piece] = {}
    kept: list[Piece] = []
    for piece in rest:
        word = label_key(piece.text)
        if piece.url and (word in LINK_WORDS or piece.image is not None) and word not in links:
            links[word or "link"] = replace(piece, text=piece.text or "link")
        elif piece.url is None and not piece.text.strip(" ,|/&;·"):
            kept.append(Piece(" "))
        elif piece.url and piece.image is None and not piece.text.startswith(_WEB):
            kept.append(Piece(f"{piece.text} ({piece.url})"))
        else:
            kept.append(replace(piece, url=None) if piece.image is None else piece)
    parents = [_read_item(mended(above), references)[0] for above in item.above]
    above = tuple(one.text for one in parents if not one.links)
    parent = next((one.text for one in reversed(parents) if one.links), "")
    return Bullet(item.line, name, _without_ends(kept), links, above, parent)


def _read_item(raw: str, references: Mapping[str, str]) -> tuple[Content, list[Piece]]:
    """Divide a bullet into its name, which may be a link or bold, and the rest."""
    bold = _BOLD.match(raw)
    if bold:
        inside = read_cell(bold[2], references)
        rest = read_cell(raw[bold.end() :], references)
        title = Piece(inside.text.rstrip(" .:"), inside.links[0].url if inside.links else None)
        if title.text:
            return Content((title,), inside.faults), list(rest.pieces)
    content = read_cell(raw, references)
    pieces = list(content.pieces)
    lead = ""
    while pieces and pieces[0].url is None and not _HAS_WORD.search(pieces[0].text):
        lead += pieces.pop(0).text
    if not pieces:
        return Content((Piece(lead),) if lead.strip() else ()), []
    lead = f"{lead.strip()} " if lead.strip(" -–—:*[]|") else ""
    first = pieces[0]
    if first.url and first.url.startswith(_WEB) and first.image is None:
        end = next((i for i, one in enumerate(pieces) if one.url != first.url), len(pieces))
        text = tidy(lead + "".join(one.text for one in pieces[:end] if one.image is None))
        return Content((Piece(text, first.url),), content.faults), pieces[end:]
    words: list[str] = [lead]
    while pieces and pieces[0].url is None and pieces[0].image is None:
        piece = pieces.pop(0)
        cut = None if piece.is_code else _SEPARATOR.search(piece.text)
        words.append(piece.text[: cut.start()] if cut else piece.text)
        if cut:
            pieces.insert(0, Piece(piece.text[cut.end() :]))
            break
    name = tidy("".join(words)).rstrip(" -–—:,")
    return Content((Piece(name),) if name else (), content.faults), pieces


def _without_ends(pieces: Iterable[Piece]) -> Content:
    """Join what is said of an entry; drop the signs that divided it from the name and links."""
    pictures: list[Piece] = []
    words: list[str] = []
    for piece in pieces:
        if piece.image is not None:
            pictures.append(piece)
        else:
            words.append(piece.text)
    text = tidy("".join(words))
    start = LEAD.match(text)
    text = text[start.end() :] if start else text
    text = text.rstrip(" -–—|,:[(")
    return Content((*((Piece(text),) if _HAS_WORD.search(text) else ()), *pictures))


def word_columns(bullets: Iterable[Bullet]) -> tuple[str, ...]:
    """Return a head for each word that links bear, the most frequent first."""
    counts = Counter(word for bullet in bullets for word in bullet.links)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return tuple(word.capitalize() for word in ordered)
