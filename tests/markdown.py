"""A document as a reader on GitHub sees it, for tests: its tables, links, headings and tags.

markdown-it-py parses; what GitHub does with the text afterwards (bare addresses, mentions,
references, commits, emoji names) is looked for in `additions`. It judges more strictly than
GitHub does: what it lets pass, GitHub lets pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from markdown_it import MarkdownIt

HEADING = re.compile(r"h[1-6]")
UNSEEN = ("Cc", "Cf", "Cs", "Zs", "Zl", "Zp")
FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2065\u3164\uffa0\ufffe\uffff") | frozenset(
    map(chr, range(0xE0000, 0xE0080))
)

ADDITIONS = {
    "address": re.compile(r"(?i)(?:https?|ftp)://\S"),
    "www": re.compile(r"(?i)\bwww\.\S"),
    "email": re.compile(r"[\w.+-]+@[\w.-]*\.[\w.-]"),
    "mention": re.compile(r"(?<!\w)@[A-Za-z0-9]"),
    "commit at": re.compile(r"\w@[0-9a-f]{7}"),
    "reference": re.compile(r"#[0-9]"),
    "short reference": re.compile(r"(?i)\bgh-[0-9]"),
    "commit": re.compile(r"(?<![A-Za-z0-9])[0-9a-f]{7,40}(?![A-Za-z0-9])"),
    "emoji": re.compile(r":[A-Za-z0-9_+-]+:"),
}
"""What GitHub turns into something else in the text that Markdown left."""

LIVE_SIGN = re.compile(r"(?<!\\)(?:\\\\)*[`*_~$|<>\[\]]")
"""A sign of Markdown, or of GitHub's mathematics, that no backslash stops."""


@dataclass(slots=True)
class Cell:
    """What a cell, a bullet or a heading shows: its text, and the links and images in it."""

    text: str = ""
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    alts: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Table:
    """A table's cells by row, under the headings above it."""

    path: tuple[str, ...]
    head: list[Cell] = field(default_factory=list)
    rows: list[list[Cell]] = field(default_factory=list)
    alignments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Page:
    """A whole document as it shows."""

    tables: list[Table] = field(default_factory=list)
    headings: list[tuple[int, str]] = field(default_factory=list)
    bullets: list[Cell] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    images: list[str] = field(default_factory=list)
    tags: Counter[str] = field(default_factory=Counter)
    comments: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)


@cache
def reader() -> MarkdownIt:
    """Return a parser of GitHub's Markdown that shows every link, dangerous ones too."""
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # noqa: ARG005
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    parser.normalizeLinkText = lambda link: link  # type: ignore[method-assign]
    return parser


def read_page(markdown: str) -> Page:
    """Read a document."""
    return read_html(reader().render(markdown))


def read_html(html: str) -> Page:
    """Read what a renderer made of a document."""
    parser = _Reader()
    parser.feed(html)
    parser.close()
    return parser.page


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self.path: list[tuple[int, str]] = []
        self.cell = Cell()
        self.in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {key: value or "" for key, value in attrs}
        self.page.tags[tag] += 1
        if tag == "table":
            self.page.tables.append(Table(tuple(title for _, title in self.path)))
        elif tag == "tr" and self.page.tables and self.page.tables[-1].head:
            self.page.tables[-1].rows.append([])
        elif tag in {"td", "th", "li"} or HEADING.fullmatch(tag):
            self.cell = Cell()
        elif tag == "a":
            self.page.links.append(named.get("href", ""))
            self.cell.links.append(named.get("href", ""))
        elif tag == "img":
            self.page.images.append(named.get("src", ""))
            self.cell.images.append(named.get("src", ""))
            self.cell.alts.append(named.get("alt", ""))
        elif tag == "code":
            self.in_code += 1
        if tag == "li":
            self.page.bullets.append(self.cell)
        if tag == "th":
            self.page.tables[-1].head.append(self.cell)
            self.page.tables[-1].alignments.append(named.get("style", ""))
        if tag == "td":
            self.page.tables[-1].rows[-1].append(self.cell)

    def handle_endtag(self, tag: str) -> None:
        if tag == "code":
            self.in_code -= 1
        if HEADING.fullmatch(tag):
            level = int(tag[1])
            self.page.headings.append((level, self.cell.text))
            self.path = [(other, title) for other, title in self.path if other < level]
            self.path.append((level, self.cell.text))
        if tag in {"td", "th", "li"} or HEADING.fullmatch(tag):
            self.cell = Cell()

    def handle_data(self, data: str) -> None:
        self.cell.text += data
        if not self.in_code:
            self.page.texts.append(data)

    def handle_comment(self, data: str) -> None:
        self.page.comments.append(data)


def additions(text: str) -> list[str]:
    """Name what GitHub would add to a text: links, mentions, references, emoji."""
    return [name for name, pattern in ADDITIONS.items() if pattern.search(text)]


def seen(text: str) -> str:
    """Return what a person sees of a text: no invisible characters, single spaces."""
    shown = "".join(
        " " if char.isspace() else char
        for char in text
        if char.isspace() or (unicodedata.category(char) not in UNSEEN and char not in FILLERS)
    )
    return " ".join(shown.split())


def github_anchors(headings: list[tuple[int, str]]) -> list[str]:
    """Return the anchors of headings in order, as GitHub's table of contents names them.

    The rule: https://github.com/gjtorikian/html-pipeline (``PUNCTUATION_REGEXP``).
    """
    taken: Counter[str] = Counter()
    anchors = []
    for _, text in headings:
        word = "".join(
            char
            for char in text.lower()
            if char in "-_ " or char.isalpha() or char.isdecimal() or unicodedata.combining(char)
        ).replace(" ", "-")
        anchors.append(f"{word}-{taken[word]}" if taken[word] else word)
        taken[word] += 1
    return anchors
