"""Bulleted lists into entries: ``- [name](address) - description`` and what people make of it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import unquote

from issuesync.fields.base import label_key
from issuesync.markdown.bullets import LINK_WORDS, Bullet, read_bullet, with_below
from issuesync.markdown.inline import read_cell
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.markdown.blocks import Bullets, Item, Page

_NO_ENTRIES = frozenset(
    {
        "about", "acknowledgements", "changelog", "contribute", "how to contribute", "legend",
        "licence", "latest news", "latest updates", "news & updates", "what's new",
        "acknowledgment", "acknowledgments", "citation", "citing",
        "contact", "contents", "contributing", "contribution", "contributors", "index", "license",
        "news", "overview", "roadmap", "sponsors", "star history", "summary of contents",
        "table of contents", "toc", "todo", "updates", "目录", "índice", "inhalt", "sommaire",
    }
)  # fmt: skip
"""What a heading says when the list below it is none of entries."""


@dataclass(frozen=True, slots=True)
class _Found:
    """The lists that hold entries, by their block, and what is to be said of them."""

    lists: Mapping[Bullets, tuple[Bullet, ...]]
    problems: tuple[Problem, ...]


def read_bullets(blocks: Sequence[Bullets], page: Page) -> _Found:
    """Read the lists whose bullets are entries; one bullet alone follows its neighbours."""
    problems: list[Problem] = []
    read = {block: read_list(block, page) for block in blocks if _may_hold_entries(block, page)}
    has_sure = any(_is_catalog(bullets, least=2) for bullets in read.values())
    lists: dict[Bullets, tuple[Bullet, ...]] = {}
    for block, bullets in read.items():
        least = 1 if has_sure and block.path else 2
        if not _is_catalog(bullets, least) and not _is_region(block):
            problems += _too_few(block, bullets, page)
            continue
        if not block.is_free:
            message = "the list is among other text"
            hint = "it is left as it is; move what should be entries into a list of its own"
            place = Location(page.path, line=block.line + 1)
            problems.append(Problem("not-adopted", message, place, hint))
            continue
        lists[block] = bullets
    return _Found(lists, tuple(problems))


def _too_few(block: Bullets, bullets: Sequence[Bullet], page: Page) -> Iterator[Problem]:
    """Report a list of which some bullets lead somewhere, but not most of them."""
    leading = sum(one.leads for one in bullets)
    if leading and len(bullets) > 1:
        message = f"{leading} of the list's {len(bullets)} bullets lead somewhere"
        hint = "it is left as it is; entries are lists of which most bullets lead somewhere"
        yield Problem("not-adopted", message, Location(page.path, line=block.line + 1), hint)


def _is_region(block: Bullets) -> bool:
    """Say whether the list is in a region of entries."""
    return block.region.startswith("list ")


def _may_hold_entries(block: Bullets, page: Page) -> bool:
    """Say whether a list can hold entries: by the heading above it, and by where it leads."""
    if block.region:
        return _is_region(block)
    if block.path and label_key(block.path[-1]) in _NO_ENTRIES:
        return False
    return not _is_contents(block, page)


def _is_contents(block: Bullets, page: Page) -> bool:
    """Say whether all links of a list lead to headings of its own document."""
    urls = (x.url for item in block.items for x in read_cell(item.raw, page.references).links)
    first = next(urls, None)
    return first is not None and _is_inside(first, page) and all(_is_inside(x, page) for x in urls)


def _is_inside(url: str, page: Page) -> bool:
    """Say whether an address is that of a heading of the document."""
    base, sign, anchor = url.partition("#")
    return bool(sign) and (not base or unquote(anchor).casefold() in page.anchors)


def _is_catalog(bullets: Sequence[Bullet], least: int) -> bool:
    """Say whether most bullets are entries: they lead somewhere."""
    leading = sum(one.leads for one in bullets)
    return leading >= least and leading * 2 > len(bullets)


class _Role(Enum):
    ENTRY = auto()
    GROUP = auto()
    BELOW = auto()


@dataclass(slots=True)
class _ListReader:
    """Reads the bullets of a list in order: which are entries, groups, or words below an entry."""

    block: Bullets
    page: Page
    references: Mapping[str, str]
    roles: dict[int, _Role] = field(default_factory=dict)
    read: dict[int, Bullet] = field(default_factory=dict)
    below: dict[int, list[str]] = field(default_factory=dict)
    """By an entry's line, the texts of the bullets directly below it."""

    def bullets(self) -> tuple[Bullet, ...]:
        """Return the entries."""
        items = sorted(self.block.items, key=lambda one: one.line)
        named: dict[int, list[bool]] = {}
        for item in items:
            self.read[item.line] = read_bullet(item, self.references)
            if item.above:
                own = _names_itself(self.read[item.line])
                named.setdefault(item.above[-1], []).append(own)
        starts: list[int] = []
        current = -1
        for item in items:
            role = self.roles[item.line] = self.role_of(item, named.get(item.line, []))
            owner = self.owner_of(item)
            if role is _Role.BELOW and owner == current:
                self.below.setdefault(current, []).append(item.raw)
                continue
            starts.append(item.line)
            current = item.line if role is _Role.ENTRY else -1
        return tuple(self.finished(items, starts))

    def role_of(self, item: Item, children: Sequence[bool]) -> _Role:
        """Say what a bullet is: its children say it of one that leads nowhere."""
        bullet = self.read[item.line]
        if self.owner_of(item) >= 0:
            return _Role.ENTRY if _names_itself(bullet) else _Role.BELOW
        if bullet.leads or not item.has_items:
            return _Role.ENTRY
        return _Role.GROUP if any(children) or not children else _Role.ENTRY

    def owner_of(self, item: Item) -> int:
        """Return the line of the entry that a bullet is under, -1 for none."""
        above = (line for line in reversed(item.above) if self.roles[line] is _Role.ENTRY)
        return next(above, -1)

    def finished(self, items: Sequence[Item], starts: Sequence[int]) -> Iterator[Bullet]:
        """Give the entries with their lines, what is below them, and what above."""
        ends = dict(pairwise([*starts, self.block.end]))
        for item in items:
            if self.roles[item.line] is not _Role.ENTRY:
                continue
            owner = self.owner_of(item)
            groups = (x for x in item.above if self.roles[x] is _Role.GROUP)
            bullet = with_below(
                self.read[item.line], self.below.get(item.line, ()), self.references
            )
            yield replace(
                bullet,
                above=tuple(self.read[line].name.text for line in groups),
                parent=self.read[owner].name.text if owner >= 0 else "",
                first=self.without_blanks(item.line, self.block.line),
                end=self.without_blanks(ends[item.line], item.line + 1),
            )

    def without_blanks(self, line: int, least: int) -> int:
        """Return the first of the blank lines above a line."""
        while line > least and not self.page.lines[line - 1].strip():
            line -= 1
        return line


def _names_itself(bullet: Bullet) -> bool:
    """Say whether a bullet's name leads somewhere and is not a word for what a link leads to."""
    is_word = label_key(bullet.name.text) in LINK_WORDS
    return bool(bullet.name.links) and not is_word and bullet.leads


def read_list(
    block: Bullets, page: Page, references: Mapping[str, str] | None = None
) -> tuple[Bullet, ...]:
    """Read the entries of a list; ``references`` are other addresses than the page's own."""
    known = page.references if references is None else references
    return _ListReader(block, page, known).bullets()


def word_columns(bullets: Iterable[Bullet]) -> tuple[str, ...]:
    """Return a head for each word that links have, the most frequent first."""
    counts = Counter(word for bullet in bullets for word in bullet.links)
    ordered = sorted(counts, key=lambda word: (-counts[word], word))
    return tuple(word.capitalize() for word in ordered)
