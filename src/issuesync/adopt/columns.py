"""The columns of tables of one shape into the fields that they state, and how they show them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.adopt.column_kinds import (
    TAKEN,
    Column,
    are_links_alone,
    are_stars_alone,
    column_of,
    find_naming,
    is_issue_column,
    is_numbering,
    key_of,
    target_key,
    usual_word,
)
from issuesync.adopt.extract import Extractor, Shape, Shown, Take
from issuesync.fields.base import label_key
from issuesync.markdown.lists import LINK_WORDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

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


def find_shape(sheets: Sequence[Sheet], keys: Keys) -> Shape | None:
    """Say what the columns of sheets with equal heads state; ``None`` where nothing names a row."""
    columns = [column_of(sheets, number) for number in range(len(sheets[0].heads))]
    naming = find_naming(columns)
    if naming is None:
        return None
    builder = _Builder(keys, {label_key(column.head) for column in columns})
    for column in columns:
        builder.add(column, is_name=column is naming)
    return Shape(tuple(builder.draws), tuple(builder.shown), builder.stars, tuple(builder.left))


@dataclass(slots=True)
class _Builder:
    keys: Keys
    heads: set[str]
    draws: list[Extractor] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)
    stars: dict[str, str] = field(default_factory=dict)
    left: list[tuple[str, str]] = field(default_factory=list)
    badges: list[tuple[str | None, ...] | None] = field(default_factory=list)
    """The repositories of each column that holds badges alone."""

    def add(self, column: Column, *, is_name: bool) -> None:
        """Take in one column."""
        if is_name:
            self.add_name(column)
        elif not column.stated:
            self.add_empty(column)
        elif column.badges is not None and column.badges in self.badges:
            self.left.append((column.head, "its badges are of another column's repositories"))
        elif is_issue_column(column):
            self.draws.append(Extractor("issue", column.number, Take.ISSUE))
            self.shown.append(Shown(column.head, "issue", shape=usual_word(column)))
        elif is_numbering(column):
            self.left.append((column.head, "it numbers the rows, which come and go"))
        elif are_links_alone(column):
            self.add_links(column)
        else:
            self.add_text(column)

    def add_name(self, column: Column) -> None:
        """Add the name, the address it leads to, and whatever else stands in its cells."""
        urls = [cell.target.url for cell in column.stated if cell.target]
        key = self.claim("name", "text")
        self.keys.heads.setdefault(key, column.head)
        self.draws.append(Extractor(key, column.number, Take.TEXT))
        target = ""
        if urls:
            wanted = target_key(urls)
            target = self.claim("link" if wanted in self.heads else wanted, "url")
            self.draws.append(Extractor(target, column.number, Take.URL))
        self.shown.append(Shown(column.head, key, link=target))
        self.add_rest(column, base=key)

    def add_empty(self, column: Column) -> None:
        """Add a column that holds nothing here: what it is to hold other tables say."""
        is_url = label_key(column.head) in self.keys.linked
        key = self.claim(key_of(column.head), "url" if is_url else "text")
        self.keys.heads.setdefault(key, column.head)
        self.draws.append(Extractor(key, column.number, Take.URL if is_url else Take.TEXT))
        self.shown.append(Shown(column.head, key))

    def add_links(self, column: Column) -> None:
        """Add a column of links: one field, or one for each word where cells hold several."""
        is_star = any(cell.star for cell in column.stated)
        has_links = label_key(column.head) in self.keys.linked
        if is_star and not has_links and are_stars_alone(column):
            key = self.claim("repository", "repository")
            self.draws.append(Extractor(key, column.number, Take.STAR))
            self.shown.append(Shown(column.head, key, shape="stars"))
            self.badges.append(column.badges)
            return
        if any(len(cell.links) > 1 for cell in column.stated):
            self.add_words(column)
        elif any(cell.links for cell in column.stated) or is_star:
            key = self.claim(key_of(column.head), "url")
            self.keys.heads.setdefault(key, column.head)
            self.draws.append(Extractor(key, column.number, Take.URL))
            word = "stars" if is_star else usual_word(column)
            self.shown.append(Shown(column.head, key, shape="" if word == "link" else word))
        if is_star:
            self.add_star(column)
        self.add_images(column)

    def add_words(self, column: Column) -> None:
        """Add a field for each word that links of the column bear."""
        words = _words_of(link for cell in column.stated for link in cell.links)
        for word, shown in words.items():
            key = self.claim(key_of(word or column.head), "url")
            self.draws.append(Extractor(key, column.number, Take.WORD, word))
            title = column.head if len(words) == 1 else shown or column.head
            self.shown.append(Shown(self.free_title(title), key, shape=shown))

    def add_star(self, column: Column) -> None:
        """Add the repository whose stars a column of links shows."""
        address = self.draws[-1].key
        is_first = self.keys.defaults.get("repository", address) == address
        name = "repository" if is_first else f"{address}_repository"
        key = self.claim(name, "repository")
        self.stars[key] = self.keys.defaults[key] = address
        self.draws.append(Extractor(key, column.number, Take.STAR))

    def add_text(self, column: Column) -> None:
        """Add a column of words, which may be links too."""
        key = self.claim(key_of(column.head), "text")
        self.keys.heads.setdefault(key, column.head)
        self.draws.append(Extractor(key, column.number, Take.TEXT))
        target = ""
        if any(cell.links for cell in column.stated):
            target = self.claim(f"{key}_link", "url")
            self.draws.append(Extractor(target, column.number, Take.URL))
        self.shown.append(Shown(column.head, key, link=target))
        self.add_rest(column, base=key)

    def add_rest(self, column: Column, base: str) -> None:
        """Add the links beside the first, the badge and the pictures of a column of words."""
        words = _words_of(link for cell in column.stated for link in cell.others)
        for word, shown in words.items():
            own = key_of(word) if word in LINK_WORDS else f"{base}_{key_of(word)}"
            key = self.claim(own, "url")
            self.draws.append(Extractor(key, column.number, Take.WORD, word))
            self.shown.append(Shown(self.free_title(shown or "Link"), key, shape=shown))
        if any(cell.star for cell in column.stated):
            key = self.claim("repository", "repository")
            self.draws.append(Extractor(key, column.number, Take.STAR))
            self.shown.append(Shown(self.free_title("Stars"), key, shape="stars"))
        self.add_images(column)

    def add_images(self, column: Column) -> None:
        """Add the pictures of a column by their addresses."""
        if any(cell.images for cell in column.stated):
            urls = [image for cell in column.stated for image in cell.images]
            is_web = all(url.startswith(("http://", "https://")) for url in urls)
            is_own = all(one.column != column.number for one in self.draws)
            own = key_of(column.head) if is_own else "image"
            key = self.claim(own, "url" if is_web else "text")
            self.draws.append(Extractor(key, column.number, Take.IMAGE))
            title = column.head if is_own else self.free_title("Image")
            self.shown.append(Shown(title, key))

    def claim(self, key: str, kind: str) -> str:
        """Return the key for a field of this kind: no other of the shape has it, no other kind."""
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


def _words_of(links: Iterable[Link]) -> dict[str, str]:
    """Map each word that links bear, as labels compare, to how it stands most often."""
    counts: dict[str, Counter[str]] = {}
    for link in links:
        counts.setdefault(label_key(link.text), Counter())[link.text] += 1
    return {word: texts.most_common(1)[0][0] for word, texts in counts.items()}
