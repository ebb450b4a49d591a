"""What the heads and cells of a column say of what it holds."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from issuesync.fields.base import fold, label_key, slug
from issuesync.fields.link import repository_of
from issuesync.markdown.bullets import LINK_WORDS
from issuesync.markdown.links import ISSUE
from issuesync.records.identity import ARXIV, DOI, address_keys
from issuesync.schema.catalog import TALLIES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.markdown.inline import Content, Link
    from issuesync.markdown.tables import Sheet

_NAMES = (
    "name", "title", "dataset", "data set", "datasets", "model", "method", "project", "tool",
    "paper", "paper title", "resource", "library", "package", "framework", "benchmark", "app",
    "book", "course", "repository", "software", "system", "task", "work", "article", "database",
    "名称", "名字", "标题", "数据集", "模型", "论文", "项目", "工具", "名前", "nombre", "título",
    "nom", "titre", "titel", "nome", "название", "имя", "이름", "herramienta", "proyecto",
)  # fmt: skip
"""What the column that names an entry is called, the likeliest first."""

KEYS = {
    "name": _NAMES,
    "year": ("year", "年份", "年", "año", "année", "jahr", "ano", "год", "연도"),
    "venue": ("venue", "publication", "conference", "journal", "published in", "会议", "期刊"),
    "country": ("country", "nation", "国家", "país", "pays", "land", "страна"),
    "section": (),
}  # fmt: skip
TAKEN = frozenset({"between", "issue", "labels", "published", "row", "section", *TALLIES})
"""Keys that mean something to the schema."""

_PAPER_HOSTS = frozenset(
    {
        "aclanthology.org", "aclweb.org", "biorxiv.org", "cell.com", "dl.acm.org", "doi.org",
        "frontiersin.org", "ieeexplore.ieee.org", "link.springer.com", "mdpi.com", "nature.com",
        "openaccess.thecvf.com", "openreview.net", "papers.nips.cc", "proceedings.mlr.press",
        "proceedings.neurips.cc", "sciencedirect.com", "semanticscholar.org", "tandfonline.com",
        "onlinelibrary.wiley.com", "science.org", "pnas.org", "plos.org",
        "isprs-archives.copernicus.org",
    }
)  # fmt: skip
_PERSON = r"[^\W\d_a-z][\w.'’-]*(?: (?:[^\W\d_a-z][\w.'’-]*|de|van|von|der|la))*"
_PEOPLE = re.compile(
    rf"{_PERSON}(?:(?:, and |, | and |; | & ){_PERSON})*(?:,? et al\.?|, \.\.\.|\.)?"
)
_MANY_WORDS = 4
"""Links of a column that have more different words than this are named by them."""


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """All cells under one head."""

    number: int
    head: str
    cells: tuple[Content, ...]

    @property
    def stated(self) -> list[Content]:
        """Return the cells that hold a fact."""
        return [cell for cell in self.cells if not cell.is_blank]

    @property
    def badges(self) -> tuple[str | None, ...] | None:
        """Return the repositories of a column of badges that lead nowhere else; else nothing."""
        if not self.stated or any(cell.links or cell.words for cell in self.stated):
            return None
        return tuple(cell.star for cell in self.cells)


def column_of(sheets: Sequence[Sheet], number: int) -> FoundColumn:
    """Return all cells of a column of sheets with equal heads."""
    cells = tuple(entry.cells[number] for sheet in sheets for entry in sheet.entries)
    return FoundColumn(number, sheets[0].heads[number], cells)


def find_naming(columns: Sequence[FoundColumn]) -> FoundColumn | None:
    """Return the column that names the rows: by its head, else the first of distinct words."""
    able = [column for column in columns if _can_name(column)]
    by_head = {label_key(column.head): column for column in reversed(able)}
    found = next((by_head[name] for name in _NAMES if name in by_head), None)
    return (
        found
        or next((column for column in able if _is_distinct(column)), None)
        or next(iter(able), None)
    )


def _can_name(column: FoundColumn) -> bool:
    """Say whether most cells hold words, and more than those that say what a link is."""
    words = [fold(cell.text) for cell in column.stated]
    named = [word for word in words if word and not word.isdecimal() and word not in LINK_WORDS]
    return bool(named) and len(named) * 10 >= len(column.cells) * 8


def _is_distinct(column: FoundColumn) -> bool:
    """Say whether nearly every cell says something of its own."""
    words = {fold(cell.text) for cell in column.stated}
    return len(words) * 10 >= len(column.stated) * 8


def key_of(head: str) -> str:
    """Return a field's key for a head: a known word's, else its own letters and digits."""
    word = label_key(head)
    known = next((key for key, words in KEYS.items() if word in words and key != "name"), None)
    return known or slug(head).replace("-", "_") or "column"


def target_key(urls: Sequence[str]) -> str:
    """Say what the addresses that names lead to are: papers, code, or links."""
    papers = sum(_is_paper(url) for url in urls)
    code = sum(repository_of(url) is not None for url in urls)
    if papers * 2 >= len(urls):
        return "paper"
    return "code" if code * 2 > len(urls) else "link"


def _is_paper(url: str) -> bool:
    """Say whether an address leads to a paper."""
    if any(key.kind in {ARXIV, DOI} for key in address_keys(url)):
        return True
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return False
    return host in _PAPER_HOSTS


def is_issue_column(column: FoundColumn) -> bool:
    """Say whether the column links to issues."""
    linked = [cell for cell in column.stated if cell.links]
    issues = [cell for cell in linked if any(ISSUE.fullmatch(link.url) for link in cell.links)]
    return bool(linked) and len(issues) * 2 > len(column.stated)


def are_people(column: FoundColumn) -> bool:
    """Say whether most cells are names of people: words that begin with capitals, and commas."""
    texts = [cell.text for cell in column.stated]
    named = sum(_PEOPLE.fullmatch(text) is not None for text in texts)
    return named * 10 >= len(texts) * 8


def are_links_alone(column: FoundColumn) -> bool:
    """Say whether the cells hold badges and links whose words say what they are, and no more."""
    linked = [cell for cell in column.stated if cell.links or cell.star or cell.images]
    if not linked or any(_own_words(cell) for cell in column.stated):
        return False
    words = {fold(link.text) for cell in linked for link in cell.links} - LINK_WORDS
    urls = {fold(link.url) for cell in linked for link in cell.links}
    return len(words - urls) <= _MANY_WORDS or len(words - urls) * 4 <= len(linked)


def are_stars_alone(column: FoundColumn) -> bool:
    """Say whether every cell is a repository's badge that leads to that repository."""
    return all(
        cell.star
        and all(
            (repository_of(link.url) or "").casefold() == cell.star.casefold()
            for link in cell.links
        )
        for cell in column.stated
    )


def _own_words(cell: Content) -> bool:
    """Say whether a cell holds words outside its links."""
    return any(
        piece.url is None and piece.image is None and label_key(piece.text).strip("&|/,;· ")
        for piece in cell.pieces
    )


def usual_word(column: FoundColumn) -> str:
    """Return the word that nearly all links of a column have."""
    linked = [cell.links[0] for cell in column.stated if cell.links]
    words = Counter(link.text for link in linked if _is_word(link)).most_common(1)
    return words[0][0] if words and words[0][1] * 10 >= len(linked) * 9 else ""


def _is_word(link: Link) -> bool:
    """Say whether a link's words are not the address itself."""
    return bool(link.text) and link.text != link.url
