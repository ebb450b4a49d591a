"""The columns of tables of one shape into the fields that they state, and how they show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.adopt.column_kinds import (
    TAKEN,
    FoundColumn,
    are_links_alone,
    are_people,
    are_stars_alone,
    column_of,
    find_naming,
    is_issue_column,
    key_of,
    target_key,
    usual_word,
)
from issuesync.adopt.extract import Extractor, Shape, Shown, Take
from issuesync.fields.base import label_key
from issuesync.markdown.bullets import BELOW, DESCRIPTION, GROUP, LINK_WORDS, NAME, PART_OF

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence

    from issuesync.markdown.inline import Link
    from issuesync.markdown.tables import Sheet


@dataclass(frozen=True, slots=True)
class Keys:
    """The fields of all shapes: whether url, repository or text, and what they derive from."""

    kinds: dict[str, str] = field(default_factory=dict)
    defaults: dict[str, str] = field(default_factory=dict)
    linked: set[str] = field(default_factory=set)
    """The heads, as labels compare, below which some table has links that are no badges."""
    heads: dict[str, str] = field(default_factory=dict)


def find_shape(sheets: Sequence[Sheet], keys: Keys, *, has_issues: bool) -> Shape | None:
    """Say what the columns of sheets with equal heads state; ``None`` where nothing names a row."""
    columns = [column_of(sheets, number) for number in range(len(sheets[0].heads))]
    builder = _Builder(keys, {label_key(column.head) for column in columns}, has_issues)
    if sheets[0].kind == "list":
        for column in columns:
            builder.add_of_list(column)
        return Shape(tuple(builder.draws), tuple(builder.shown), builder.stars)
    naming = find_naming(columns)
    if naming is None:
        return None
    for column in columns:
        builder.add(column, is_name=column is naming)
    return Shape(tuple(builder.draws), tuple(builder.shown), builder.stars)


@dataclass(slots=True)
class _Builder:
    keys: Keys
    heads: set[str]
    has_issues: bool
    draws: list[Extractor] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    stars: dict[str, str] = field(default_factory=dict)
    badges: dict[tuple[str | None, ...], str] = field(default_factory=dict)
    """The fields of the columns that hold badges alone, by the repositories."""

    def add(self, column: FoundColumn, *, is_name: bool) -> None:
        """Take in one column."""
        badges = column.badges
        if is_name:
            self.add_name(column)
        elif not column.stated:
            self.add_empty(column)
        elif badges is not None and badges in self.badges:
            self.shown.append(Shown(column.head, self.badges[badges], shape="stars"))
        elif self.has_issues and is_issue_column(column):
            self.draws.append(Extractor("issue", column.number, Take.ISSUE))
            self.shown.append(Shown(column.head, "issue", shape=usual_word(column)))
        elif are_links_alone(column):
            self.add_links(column)
        else:
            self.add_text(column)

    def add_of_list(self, column: FoundColumn) -> None:
        """Take in what bullets say under one head."""
        if column.head == NAME:
            self.add_name(column)
        elif not column.stated:
            return
        elif column.head in {DESCRIPTION, BELOW}:
            wanted = "authors" if column.head == BELOW and are_people(column) else column.head
            key = self.draw(key_of(wanted), "markdown", column, Take.RAW)
            shape = "below" if column.head == BELOW else ""
            self.shown.append(Shown(wanted.capitalize(), key, shape=shape))
        elif column.head in {PART_OF, GROUP}:
            self.draw(key_of(column.head), "text", column, Take.TEXT)
        elif any(cell.star for cell in column.stated):
            key = self.draw("repository", "repository", column, Take.STAR)
            self.shown.append(Shown(column.head, key, shape="stars"))
        else:
            key = self.draw(_key_of_word(column.head, self.heads), "url", column, Take.URL)
            shape = usual_word(column) or column.head
            self.keys.heads.setdefault(key, shape)
            self.shown.append(Shown(column.head, key, shape=shape))

    def draw(self, wanted: str, kind: str, column: FoundColumn, take: Take) -> str:
        """Let a field take what is in a column; return its key."""
        key = self.claim(wanted, kind)
        self.draws.append(Extractor(key, column.number, take))
        return key

    def add_name(self, column: FoundColumn) -> None:
        """Add the name, the address it leads to, and the links whose words say what they are."""
        urls = [cell.target.url for cell in column.stated if cell.target]
        key = self.draw("name", "text", column, Take.TEXT)
        self.keys.heads.setdefault(key, column.head)
        target = ""
        if urls:
            wanted = target_key(urls)
            wanted = "link" if wanted in self.heads else wanted
            target = self.draw(wanted, "url", column, Take.URL)
        also = self.add_others(column) if target else ()
        self.shown.append(Shown(column.head, key, link=target, also=also))

    def add_empty(self, column: FoundColumn) -> None:
        """Add a column that holds nothing here: what it is to hold other tables say."""
        is_url = label_key(column.head) in self.keys.linked
        take = Take.URL if is_url else Take.TEXT
        key = self.draw(key_of(column.head), "url" if is_url else "text", column, take)
        self.keys.heads.setdefault(key, column.head)
        self.shown.append(Shown(column.head, key))

    def add_links(self, column: FoundColumn) -> None:
        """Add a column of links: one field, or one for each word where cells hold several."""
        is_star = any(cell.star for cell in column.stated)
        has_links = label_key(column.head) in self.keys.linked
        if is_star and not has_links and are_stars_alone(column):
            key = self.draw("repository", "repository", column, Take.STAR)
            self.shown.append(Shown(column.head, key, shape="stars"))
            self.badges[column.badges or ()] = key
            return
        words = _words_of(link for cell in column.stated for link in cell.links)
        if any(len(cell.links) > 1 for cell in column.stated) and set(words) <= LINK_WORDS:
            self.add_words(column, words)
            return
        key = self.draw(key_of(column.head), "url", column, Take.URL)
        self.keys.heads.setdefault(key, column.head)
        word = "stars" if is_star else usual_word(column)
        self.shown.append(Shown(column.head, key, shape="" if word == "link" else word))
        if is_star:
            self.add_star(column)

    def add_words(self, column: FoundColumn, words: Mapping[str, str]) -> None:
        """Add a field for each word that links of the column have."""
        keys = [self.word_field(column, word, shown) for word, shown in words.items()]
        shape = next(iter(words.values()))
        self.shown.append(Shown(column.head, keys[0], shape=shape, also=tuple(keys[1:])))

    def word_field(self, column: FoundColumn, word: str, shown: str) -> str:
        """Add a field for the links that have a word."""
        key = self.claim(_key_of_word(word, self.heads), "url")
        self.draws.append(Extractor(key, column.number, Take.WORD, word))
        self.keys.heads.setdefault(key, shown)
        return key

    def add_star(self, column: FoundColumn) -> None:
        """Add the repository whose stars a column of links shows."""
        address = self.draws[-1].key
        is_first = self.keys.defaults.get("repository", address) == address
        name = "repository" if is_first else f"{address}_repository"
        key = self.draw(name, "repository", column, Take.STAR)
        self.stars[key] = self.keys.defaults[key] = address

    def add_text(self, column: FoundColumn) -> None:
        """Add a column of words, which may be links too, or Markdown with links in it."""
        others = _words_of(link for cell in column.stated for link in cell.others)
        if not set(others) <= LINK_WORDS:
            key = self.draw(key_of(column.head), "markdown", column, Take.RAW)
            self.keys.heads.setdefault(key, column.head)
            self.shown.append(Shown(column.head, key))
            return
        key = self.draw(key_of(column.head), "text", column, Take.TEXT)
        self.keys.heads.setdefault(key, column.head)
        target = ""
        if any(cell.links for cell in column.stated):
            target = self.draw(f"{key}_link", "url", column, Take.URL)
        also = self.add_others(column) if target else ()
        self.shown.append(Shown(column.head, key, link=target, also=also))

    def add_others(self, column: FoundColumn) -> tuple[str, ...]:
        """Add a field for each word of the links next to the first that says what one leads to."""
        words = _words_of(link for cell in column.stated for link in cell.others)
        known = {word: shown for word, shown in words.items() if word in LINK_WORDS}
        return tuple(self.word_field(column, word, shown) for word, shown in known.items())

    def claim(self, key: str, kind: str) -> str:
        """Return the key for a field of this kind: no other of the shape has it, no other kind."""
        taken = {draw.key for draw in self.draws} | TAKEN
        wanted, number = key, 2
        while wanted in taken or not _agree(self.keys.kinds.get(wanted, kind), kind):
            wanted, number = f"{key}_{number}", number + 1
        if self.keys.kinds.get(wanted) != "markdown":
            self.keys.kinds[wanted] = kind
        return wanted


def _agree(kind: str, other: str) -> bool:
    """Say whether one field can hold both kinds of text."""
    return kind == other or {kind, other} == {"text", "markdown"}


def _key_of_word(word: str, heads: Container[str]) -> str:
    """Return the key of a field whose links have a word: a PDF is the paper, unless both are."""
    plain = label_key(word)
    return "paper" if plain == "pdf" and "paper" not in heads else key_of(word)


def _words_of(links: Iterable[Link]) -> dict[str, str]:
    """Map each word that links have, as labels compare, to how it stands most often."""
    counts: dict[str, Counter[str]] = {}
    for link in links:
        counts.setdefault(label_key(link.text), Counter())[link.text] += 1
    return {word: texts.most_common(1)[0][0] for word, texts in counts.items()}
