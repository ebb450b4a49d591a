"""The columns of tables of one shape into the fields that they state, and how they show them."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from issuesync.adopt.bullets import LINK_WORDS
from issuesync.fields.base import fold, label_key, slug
from issuesync.fields.link import repository_of
from issuesync.records.same import ARXIV, DOI, address_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.adopt.cells import Content, Link
    from issuesync.adopt.rows import Sheet

ISSUE_LINK = re.compile(
    r"https?://(?:www\.)?github\.com/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/issues/([0-9]{1,18})(?![0-9])"
)
ISSUE = re.compile(rf"{ISSUE_LINK.pattern}(?:[#?].*)?")
NAMES = (
    "name", "title", "dataset", "data set", "datasets", "model", "method", "project", "tool",
    "paper", "paper title", "resource", "library", "package", "framework", "benchmark", "app",
    "book", "course", "repository", "software", "system", "task", "work", "article", "database",
    "名称", "名字", "标题", "数据集", "模型", "论文", "项目", "工具", "名前", "nombre", "título",
    "nom", "titre", "titel", "nome", "название", "имя", "이름", "herramienta", "proyecto",
)  # fmt: skip
"""What the column that names an entry is called, the likeliest first."""

KEYS = {
    "name": NAMES,
    "year": ("year", "年份", "年", "año", "année", "jahr", "ano", "год", "연도"),
    "venue": ("venue", "publication", "conference", "journal", "published in", "会议", "期刊"),
    "country": ("country", "nation", "国家", "país", "pays", "land", "страна"),
    "section": (),
}  # fmt: skip
TAKEN = frozenset({"issue", "labels", "published", "section"})
"""Keys that mean something to the schema."""

PAPER_HOSTS = frozenset(
    {
        "aclanthology.org", "aclweb.org", "biorxiv.org", "cell.com", "dl.acm.org", "doi.org",
        "frontiersin.org", "ieeexplore.ieee.org", "link.springer.com", "mdpi.com", "nature.com",
        "openaccess.thecvf.com", "openreview.net", "papers.nips.cc", "proceedings.mlr.press",
        "proceedings.neurips.cc", "sciencedirect.com", "semanticscholar.org", "tandfonline.com",
        "onlinelibrary.wiley.com", "science.org", "pnas.org", "plos.org",
        "isprs-archives.copernicus.org",
    }
)  # fmt: skip
MANY_WORDS = 4
"""Links of a column that bear more different words than this are named by them."""


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

    @property
    def naming(self) -> Draw | None:
        """Return what names an entry."""
        return next((draw for draw in self.draws if draw.key == "name"), None)

    @property
    def issue(self) -> Draw | None:
        """Return the column that links to issues."""
        return next((draw for draw in self.draws if draw.take is Take.ISSUE), None)


@dataclass(frozen=True, slots=True)
class Column:
    """All cells under one head."""

    number: int
    head: str
    cells: tuple[Content, ...]

    @property
    def stated(self) -> list[Content]:
        """Return the cells that hold a fact."""
        return [cell for cell in self.cells if not cell.is_blank]


@dataclass(frozen=True, slots=True)
class Keys:
    """The fields of all shapes: ``url``, ``repository`` or ``text``, and what they are derived from."""

    kinds: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)


def find_shape(sheets: Sequence[Sheet], keys: Keys) -> Shape | None:
    """Say what the columns of sheets with equal heads state; ``None`` where nothing names a row."""
    columns = [
        Column(number, head, tuple(e.cells[number] for sheet in sheets for e in sheet.entries))
        for number, head in enumerate(sheets[0].heads)
    ]
    naming = find_naming(columns)
    if naming is None:
        return None
    builder = _Builder(keys, {label_key(column.head) for column in columns if column.stated})
    for column in columns:
        builder.add(column, is_name=column is naming)
    return Shape(tuple(builder.draws), tuple(builder.shown), builder.stars, tuple(builder.left))


def find_naming(columns: Sequence[Column]) -> Column | None:
    """Return the column that names the rows: by its head, else the first of distinct words."""
    able = [column for column in columns if can_name(column)]
    by_head = {label_key(column.head): column for column in reversed(able)}
    found = next((by_head[name] for name in NAMES if name in by_head), None)
    return (
        found
        or next((column for column in able if is_distinct(column)), None)
        or next(iter(able), None)
    )


def can_name(column: Column) -> bool:
    """Say whether most cells hold words, and more than those that say what a link is."""
    words = [fold(cell.text) for cell in column.stated]
    named = [word for word in words if word and not word.isdecimal() and word not in LINK_WORDS]
    return bool(named) and len(named) * 10 >= len(column.cells) * 8


def is_distinct(column: Column) -> bool:
    """Say whether nearly every cell says something of its own."""
    words = {fold(cell.text) for cell in column.stated}
    return len(words) * 10 >= len(column.stated) * 8


@dataclass(slots=True)
class _Builder:
    keys: Keys
    heads: set[str]
    draws: list[Draw] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    stars: dict[str, str] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)

    def add(self, column: Column, *, is_name: bool) -> None:
        """Take in one column."""
        if is_name:
            self.add_name(column)
        elif is_issue_column(column):
            self.draws.append(Draw("issue", column.number, Take.ISSUE))
            self.shown.append(Shown(column.head, "issue", shape=usual_word(column)))
        elif is_numbering(column):
            self.left.append((column.head, "it numbers the rows, which come and go"))
        elif are_links_alone(column):
            self.add_links(column)
        else:
            self.add_text(column)

    def add_name(self, column: Column) -> None:
        """Add the name, the address it leads to, and whatever else stands in its cells."""
        urls = [link.url for cell in column.stated for link in cell.links[:1]]
        key = self.claim("name", "text")
        self.keys.heads.setdefault(key, column.head)
        self.draws.append(Draw(key, column.number, Take.TEXT))
        target = ""
        if urls:
            wanted = target_key(urls)
            target = self.claim("link" if wanted in self.heads else wanted, "url")
            self.draws.append(Draw(target, column.number, Take.URL))
        self.shown.append(Shown(column.head, key, link=target))
        self.add_rest(column, first=1, base=key)

    def add_links(self, column: Column) -> None:
        """Add a column of links: one field, or one for each word where cells hold several."""
        is_star = any(cell.star for cell in column.stated)
        if any(len(cell.links) > 1 for cell in column.stated):
            self.add_words(column)
        elif any(cell.links for cell in column.stated) or is_star:
            key = self.claim(key_of(column.head), "url")
            self.keys.heads.setdefault(key, column.head)
            self.draws.append(Draw(key, column.number, Take.URL))
            word = "stars" if is_star else usual_word(column)
            self.shown.append(Shown(column.head, key, shape="" if word == "link" else word))
        if is_star:
            self.add_star(column)
        self.add_images(column)

    def add_words(self, column: Column) -> None:
        """Add a field for each word that links of the column bear."""
        counts = Counter(label_key(link.text) for cell in column.stated for link in cell.links)
        for word in counts:
            shown = word or column.head
            key = self.claim(key_of(word or column.head), "url")
            self.draws.append(Draw(key, column.number, Take.WORD, word))
            title = column.head if len(counts) == 1 else shown.capitalize()
            self.shown.append(Shown(self.free_title(title), key, shape=word))

    def add_star(self, column: Column) -> None:
        """Add the repository whose stars a column of links shows."""
        address = self.draws[-1].key
        is_first = self.keys.defaults.get("repository", address) == address
        name = "repository" if is_first else f"{address}_repository"
        key = self.claim(name, "repository")
        self.stars[key] = self.keys.defaults[key] = address
        self.draws.append(Draw(key, column.number, Take.STAR))

    def add_text(self, column: Column) -> None:
        """Add a column of words, which may be links too."""
        key = self.claim(key_of(column.head), "text")
        self.keys.heads.setdefault(key, column.head)
        self.draws.append(Draw(key, column.number, Take.TEXT))
        target = ""
        if any(cell.links for cell in column.stated):
            target = self.claim(f"{key}_link", "url")
            self.draws.append(Draw(target, column.number, Take.URL))
        self.shown.append(Shown(column.head, key, link=target))
        self.add_rest(column, first=1, base=key)

    def add_rest(self, column: Column, first: int, base: str) -> None:
        """Add the links after the first, the badge and the pictures of a column of words."""
        words = Counter(
            label_key(link.text) for cell in column.stated for link in cell.links[first:]
        )
        for word in words:
            key = self.claim(
                key_of(word) if word in LINK_WORDS else f"{base}_{key_of(word)}", "url"
            )
            self.draws.append(Draw(key, column.number, Take.WORD, word))
            self.shown.append(Shown(self.free_title(word.capitalize() or "Link"), key, shape=word))
        if any(cell.star for cell in column.stated):
            key = self.claim("repository", "repository")
            self.draws.append(Draw(key, column.number, Take.STAR))
            self.shown.append(Shown(self.free_title("Stars"), key, shape="stars"))
        self.add_images(column)

    def add_images(self, column: Column) -> None:
        """Add the pictures of a column by their addresses."""
        if any(cell.images for cell in column.stated):
            urls = [image for cell in column.stated for image in cell.images]
            is_web = all(url.startswith(("http://", "https://")) for url in urls)
            key = self.claim("image", "url" if is_web else "text")
            self.draws.append(Draw(key, column.number, Take.IMAGE))
            self.shown.append(Shown(self.free_title("Image"), key))

    def claim(self, key: str, kind: str) -> str:
        """Return the key for a field of this kind: no other of the shape has it, nor another kind."""
        taken = {draw.key for draw in self.draws} | TAKEN
        wanted, number = key, 2
        while wanted in taken or self.keys.kinds.get(wanted, kind) != kind:
            wanted, number = f"{key}_{number}", number + 1
        self.keys.kinds[wanted] = kind
        return wanted

    def free_title(self, title: str) -> str:
        """Return a head that no other column has."""
        taken = {shown.title for shown in self.shown} | {""}
        wanted, number = title, 2
        while wanted in taken or label_key(wanted) in self.heads:
            wanted, number = f"{title} {number}", number + 1
        return wanted


def key_of(head: str) -> str:
    """Return a field's key for a head: a known word's, else its own letters and digits."""
    word = label_key(head)
    known = next((key for key, words in KEYS.items() if word in words and key != "name"), None)
    return known or slug(head).replace("-", "_") or "column"


def target_key(urls: Sequence[str]) -> str:
    """Say what the addresses that names lead to are: papers, code, or links."""
    papers = sum(is_paper(url) for url in urls)
    code = sum(repository_of(url) is not None for url in urls)
    if papers * 2 >= len(urls):
        return "paper"
    return "code" if code * 2 > len(urls) else "link"


def is_paper(url: str) -> bool:
    """Say whether an address leads to a paper."""
    if any(key.kind in {ARXIV, DOI} for key in address_keys(url)):
        return True
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return host in PAPER_HOSTS


def is_issue_column(column: Column) -> bool:
    """Say whether the column links to issues."""
    linked = [cell for cell in column.stated if cell.links]
    issues = [cell for cell in linked if any(ISSUE.fullmatch(link.url) for link in cell.links)]
    return bool(linked) and len(issues) * 2 > len(column.stated)


def is_numbering(column: Column) -> bool:
    """Say whether the column counts the rows."""
    words = [cell.text.rstrip(".") for cell in column.cells]
    is_count = len(words) > 1 and all(word.isdecimal() for word in words)
    return (
        is_count
        and all(int(word) < len(words) + 2 for word in words)
        and label_key(column.head)
        in {"", "no", "id", "index", "number", "nr", "序号", "编号", f"column {column.number + 1}"}
    )


def are_links_alone(column: Column) -> bool:
    """Say whether the cells hold badges and links whose words say what they are, and no more."""
    linked = [cell for cell in column.stated if cell.links or cell.star or cell.images]
    if not linked or any(own_words(cell) for cell in column.stated):
        return False
    words = {fold(link.text) for cell in linked for link in cell.links} - LINK_WORDS
    urls = {fold(link.url) for cell in linked for link in cell.links}
    return len(words - urls) <= MANY_WORDS or len(words - urls) * 4 <= len(linked)


def own_words(cell: Content) -> bool:
    """Say whether a cell holds words outside its links."""
    return any(
        piece.url is None and piece.image is None and label_key(piece.text).strip("&|/,;· ")
        for piece in cell.pieces
    )


def usual_word(column: Column) -> str:
    """Return the word that most links of a column bear."""
    words = Counter(
        link.text for cell in column.stated for link in cell.links[:1] if is_word(link)
    ).most_common(1)
    return words[0][0] if words else ""


def is_word(link: Link) -> bool:
    """Say whether a link's words are not the address itself."""
    return bool(link.text) and link.text != link.url


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
    match draw.take:
        case Take.TEXT:
            return cell.text
        case Take.URL:
            return next((link.url for link in cell.links), "")
        case Take.WORD:
            return next((x.url for x in cell.links if label_key(x.text) == draw.word), "")
        case Take.STAR:
            return cell.star or ""
        case Take.IMAGE:
            return next(iter(cell.images), "")
        case Take.ISSUE:
            return next((x.url for x in cell.links if ISSUE.fullmatch(x.url)), "")


def issue_links(cells: Iterable[Content]) -> Iterator[tuple[str, int]]:
    """Give the repository and number of every issue that a row links to."""
    for cell in cells:
        for link in cell.links:
            if found := ISSUE.fullmatch(link.url):
                yield found[1], int(found[2])
