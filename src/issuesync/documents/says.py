"""What rows and bullets say of the fields that a collection's columns show, as texts."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from issuesync.documents.tables import ADDRESSES, BELOW, address_of, is_address
from issuesync.fields.base import label_key
from issuesync.fields.link import repository_of
from issuesync.markdown.bullets import LINK_WORDS
from issuesync.markdown.inline import Content, tidy
from issuesync.markdown.links import ISSUE

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.markdown.bullets import Bullet
    from issuesync.markdown.inline import Link
    from issuesync.markdown.pieces import Piece
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column

NUMBER = "issue"
"""Under what a row's issue is among what it says."""
_BETWEEN_LINKS = " |/,;·"
"""What is between a cell's words and the links that follow them."""


def row_says(
    cells: Sequence[tuple[Content, Column | None]], collection: Collection
) -> dict[str, str]:
    """Return what the cells of a row say, each under its column; what says nothing is left out."""
    found: dict[str, str] = {}
    for content, column in cells:
        if column is not None and not content.is_blank:
            found |= cell_says(content, column, collection)
    return {key: text for key, text in found.items() if text}


def name_for(cells: Sequence[Content]) -> str:
    """Return what may stand for the name that a row lacks: its first words, else where it leads."""
    words = (cell.text for cell in cells if cell.words)
    targets = (text for cell in cells for text in (cell.star, *(x.url for x in cell.links)) if text)
    pictures = (image for cell in cells for image in cell.images)
    return next(chain(words, targets, pictures, ("?",)))


def cell_says(content: Content, column: Column, collection: Collection) -> dict[str, str]:
    """Return what one cell says of the fields that its column shows."""
    url = content.target.url if content.target else ""
    if column.field == NUMBER:
        found = ISSUE.fullmatch(url)
        return {NUMBER: found[2]} if found else {}
    if collection.is_computed(column.field):
        return {}
    field = collection.by_key.get(column.field)
    kind = field.type.kind if field else ""
    if column.shape == "stars" or (content.star and kind in {"url", "repository"}):
        return _stars_say(content, url, column, collection)
    also = {key: _url_under(content, key, collection) for key in column.also}
    if kind in ADDRESSES:
        if column.also:
            url = _url_under(content, column.field, collection)
        return {column.link or column.field: url, **also}
    text = "" if column.shape and column.shape not in {"link", BELOW} else own_words(content)
    if kind == "markdown" and text and content.raw:
        text = content.raw.strip()
    return {column.field: text, **({column.link: url} if column.link else {}), **also}


def own_words(cell: Content) -> str:
    """Return a cell's words without those of further links that only say what they lead to."""
    if not cell.words:
        return ""
    pieces = [one for one in cell.pieces if one.image is None]
    kept = [one for one in pieces if not _only_says_where(one, cell.target)]
    text = tidy("".join(one.text for one in kept))
    return text if len(kept) == len(pieces) else text.rstrip(_BETWEEN_LINKS)


def _only_says_where(piece: Piece, target: Link | None) -> bool:
    """Say whether a piece is a link next to a cell's own, under a word like “Code”."""
    is_further = piece.url and target is not None and piece.url != target.url
    return bool(is_further) and label_key(piece.text) in LINK_WORDS


def _url_under(content: Content, key: str, collection: Collection) -> str:
    """Return the address under a link that has a field's label."""
    field = collection.by_key.get(key)
    labels = {label_key(name) for name in field.labels} if field else set()
    return next((one.url for one in content.links if label_key(one.text) in labels), "")


def _stars_say(
    content: Content, url: str, column: Column, collection: Collection
) -> dict[str, str]:
    """Return the address of a cell with a badge, and the repository where that is another one."""
    key = collection.stars_of(column.field)
    said: dict[str, str] = {}
    if key != column.field:
        said[column.field] = url
    if key and content.star and _same_repository(content.star, url) is False:
        said[key] = content.star
    elif key == column.field:
        said[key] = content.star or repository_of(url) or ""
    return said


def _same_repository(name: str, url: str) -> bool:
    """Say whether an address leads to a repository, stated by its name or by an address."""
    found = repository_of(url) if url else None
    return found is not None and found.casefold() == (repository_of(name) or name).casefold()


def bullet_says(bullet: Bullet, collection: Collection) -> dict[str, str]:
    """Return what a bullet says: its name, links by their words, and the rest in one column."""
    said: dict[str, str] = {}
    texts = [one for one in collection.columns if _is_text(one, collection)]
    for column in collection.columns:
        if column.field == collection.naming:
            url = bullet.name.target.url if bullet.name.target else ""
            said |= {column.field: bullet.name.text, **({column.link: url} if column.link else {})}
        elif column in texts:
            content = bullet.below if column.shape == BELOW else bullet.description
            said |= cell_says(content, column, collection) if column in _told(texts) else {}
        else:
            said |= _link_says(bullet.links, column, collection)
    said = {collection.naming: "", **_first_address(bullet, said, collection), **said}
    return {key: text for key, text in said.items() if text}


def _first_address(
    bullet: Bullet, said: Mapping[str, str], collection: Collection
) -> dict[str, str]:
    """Return what a name leads to whose column does not say it: the first address there is."""
    target = bullet.name.target
    naming = next((one for one in collection.columns if one.field == collection.naming), None)
    if target is None or (naming is not None and naming.link):
        return {}
    able = [one for one in collection.columns if is_address(one, collection)]
    return next(({x.field: target.url} for x in able if not said.get(x.field)), {})


def tells_all(columns: Sequence[Column], collection: Collection, *, is_list: bool) -> bool:
    """Say whether all that a row shows can be read off it: a list tells only some columns apart."""
    if any(collection.is_computed(one.field) for one in columns):
        return False
    texts = [one for one in columns if _is_text(one, collection)]
    return not is_list or len(_told(texts)) == len(texts)


def _is_text(column: Column, collection: Collection) -> bool:
    """Say whether a column of a list is words next to the name."""
    is_name = column.field == collection.naming
    return not (is_name or column.shape == "stars" or is_address(column, collection))


def _told(columns: Iterable[Column]) -> list[Column]:
    """Return the columns of words that a bullet tells apart: the first, and what is below."""
    plain = [one for one in columns if one.shape != BELOW]
    return [*plain[:1], *(one for one in columns if one.shape == BELOW)]


def _link_says(
    links: Mapping[str, Piece], column: Column, collection: Collection
) -> dict[str, str]:
    """Return what a link under a column's word says."""
    if column.shape == "stars":
        found = links.get("stars") or links.get(label_key(column.title))
    else:
        found = links.get(label_key(column.shape)) or links.get(label_key(column.title))
    return cell_says(Content((found,)), column, collection) if found else {}


def states(record: Record, columns: Iterable[Column], collection: Collection) -> dict[str, str]:
    """Return what a row with these columns has to say to say what the entry says."""
    known: dict[str, str] = {}
    for column in columns:
        if column.field == NUMBER:
            known[NUMBER] = str(record.number or "")
        elif not collection.is_computed(column.field):
            keys = [column.field, column.link, *column.also]
            if column.shape == "stars":
                keys.append(collection.stars_of(column.field))
            known |= {key: text_of(record, key, collection) for key in keys if key}
    for key in [one for one in known if one in collection.by_key]:
        address = collection.by_key[key].default
        if address in known and _same_repository(known[key], known[address]):
            known[key] = ""  # the address says it
    return {key: text for key, text in known.items() if text}


def text_of(record: Record, key: str, collection: Collection) -> str:
    """Return the text that a field of an entry has; what could not be read is as it was written."""
    field, stated = collection.by_key.get(key), record.values.get(key)
    if field is None or stated is None:
        return ""
    if stated.value is None:
        return "" if field.type.is_blank(stated.raw) else stated.raw
    return stated.raw or address_of(record, key, collection) or str(field.type.show(stated.value))


def unlike(
    said: Mapping[str, str], known: Mapping[str, str], collection: Collection
) -> dict[str, str]:
    """Return what a row says other than its entry; what it leaves out is not a contradiction."""
    return {
        key: text
        for key, text in said.items()
        if key != NUMBER and not _are_alike(key, text, known.get(key, ""), collection)
    }


def _are_alike(key: str, left: str, right: str, collection: Collection) -> bool:
    """Say whether two texts of a field say the same."""
    if left == right:
        return True
    field = collection.by_key.get(key)
    kind = field.type.kind if field else ""
    if field is not None and not right and field.type.is_blank(left):
        return True  # words for nothing, as “Coming soon”
    if kind == "url":
        return bare_address(left) == bare_address(right)
    if kind == "repository":
        return (repository_of(left) or left).casefold() == (
            repository_of(right) or right
        ).casefold()
    if field is None or not left or not right:
        return False
    reading = field.type.read(left).value
    return reading is not None and reading == field.type.read(right).value


def bare_address(url: Any) -> str:
    """Return an address as addresses compare; case does not count in a repository's own."""
    bare = unquote(str(url)).removesuffix("/")
    name = repository_of(bare)
    if name and bare.casefold().removesuffix(".git").endswith(name.casefold()):
        return f"github.com/{name.casefold()}"
    return bare
