"""Records into tables, bulleted lists and legends."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from issuesync.fields.base import Alignment
from issuesync.fields.choice import Choice, Choices
from issuesync.markdown.escape import NOTHING, escape_code, escape_inline, image_link, link
from issuesync.markdown.regions import Rendering

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Column, Field

_RULES = {Alignment.LEFT: "---", Alignment.CENTER: ":-:", Alignment.RIGHT: "--:"}
ADDRESSES = frozenset({"url", "upload"})
"""The kinds of fields whose value is an address and is not shown itself."""
_STARS = "https://img.shields.io/github/stars/{}?style=social&label=Star"


def render_table(records: Sequence[Record], collection: Collection, repository: str) -> Rendering:
    """Render one table in GitHub's Markdown; ``repository`` is where its issues are."""
    columns = collection.columns
    head = [escape_inline(column.title) for column in columns]
    rule = [_RULES[_alignment_of(column, collection)] for column in columns]
    rows = (
        [render_cell(record, column, collection, repository) for column in columns]
        for record in records
    )
    return Rendering("\n".join(map(join_cells, [head, rule, *rows])), len(records))


def render_list(records: Sequence[Record], collection: Collection, repository: str) -> Rendering:
    """Render a bulleted list: ``- [name](address) - what else the columns show``."""
    lines = [f"- {render_item(record, collection, repository)}" for record in records]
    return Rendering("\n".join(lines), len(records))


def render_item(record: Record, collection: Collection, repository: str) -> str:
    """Render one bullet: the name, linked to the first address known, then the other columns."""
    name_column = next((c for c in collection.columns if c.field == collection.naming), None)
    others = [column for column in collection.columns if column is not name_column]
    target = address_of(record, name_column.link if name_column else None, collection)
    if target is None:
        plain = [column for column in others if is_address(column, collection)]
        addresses = ((column, address_of(record, column.field, collection)) for column in plain)
        used, target = next(((c, a) for c, a in addresses if a), (None, None))
        others = [column for column in others if column is not used or column.shape == "stars"]
    head = link(record.name, target) if target else escape_inline(record.name)
    cells = [render_cell(record, column, collection, repository) for column in others]
    rest = ", ".join(cell for cell in cells if cell != NOTHING)
    return f"{head} - {rest}" if rest else head


def is_address(column: Column, collection: Collection) -> bool:
    """Say whether the column shows an address."""
    field = collection.by_key.get(column.field)
    return field is not None and field.type.kind in ADDRESSES


def join_cells(cells: Iterable[str]) -> str:
    """Put a row together."""
    return f"| {' | '.join(cells)} |"


def _alignment_of(column: Column, collection: Collection) -> Alignment:
    """Return how a column stands, which follows from its type."""
    field = collection.by_key.get(column.field)
    return field.type.alignment if field else Alignment.CENTER


def render_cell(record: Record, column: Column, collection: Collection, repository: str) -> str:
    """Render one value, escaped, in the column's shape."""
    if column.field == "issue":
        return _issue_cell(record, column, repository)
    if column.shape == "stars":
        return _stars_cell(record, column, collection)
    if column.field == "uses" and collection.is_computed("uses"):
        return _uses_cell(record, collection)
    field = collection.by_key.get(column.field)
    text = _plain_cell(record, column.field, field)
    if not text:
        return NOTHING
    target = address_of(record, column.link, collection)
    target = target or address_of(record, column.field, collection)
    if field is not None and field.type.kind in ADDRESSES:
        text = column.shape or "link"
    elif field is not None and field.type.kind == "repository":
        pass
    elif column.shape and column.shape != "link":
        text = column.shape
    return link(text, target) if target else escape_inline(text) or NOTHING


def _uses_cell(record: Record, collection: Collection) -> str:
    """Show how many entries name this one, linked to those of the page where there is a page."""
    count = record.tallies.get("uses", 0)
    if not count:
        return NOTHING
    if not collection.page:
        return str(count)
    return link(str(count), f"{collection.page}#q={quote(record.name, safe='')}")


def _plain_cell(record: Record, key: str, field: Field | None) -> str:
    """Return the value as plain text, empty where there is none."""
    if key == "labels":
        return ", ".join(record.labels)
    if key == "published":
        return record.published_at[:10]
    value = record.value(key)
    if field is None and key in record.tallies:
        return str(record.tallies[key] or "")
    return str(field.type.show(value)) if field is not None and value is not None else ""


def _issue_cell(record: Record, column: Column, repository: str) -> str:
    """Link to the entry's issue."""
    if record.number is None:
        return NOTHING
    return link(column.shape or f"#{record.number}", issue_url(record, repository))


def issue_url(record: Record, repository: str) -> str:
    """Return the address of the entry's issue."""
    return record.url or f"https://github.com/{repository}/issues/{record.number}"


def _stars_cell(record: Record, column: Column, collection: Collection) -> str:
    """Show a star badge where a repository is known, the word link where only an address is."""
    key = collection.stars_of(column.field)
    name = record.value(key) if key else None
    address = address_of(record, column.field if column.field != key else None, collection)
    if isinstance(name, str):
        return image_link("Star", _STARS.format(name), address or f"https://github.com/{name}")
    return link("link", address) if address else NOTHING


def address_of(record: Record, key: str | None, collection: Collection) -> str | None:
    """Return the address that the value of a field leads to."""
    field = collection.by_key.get(key) if key else None
    value = record.value(field.key) if field is not None else None
    return field.type.address(value) if field is not None and value is not None else None


def render_legend(records: Sequence[Record], collection: Collection) -> Rendering:
    """List the meanings of the options that the records use, in the order of declaration."""
    lines = [
        f"- {escape_code(option)}: {escape_inline(meaning)}"
        for column in collection.columns
        for option, meaning in _meanings(records, collection.by_key.get(column.field))
    ]
    return Rendering("\n".join(dict.fromkeys(lines)))


def _meanings(records: Sequence[Record], field: Field | None) -> Iterator[tuple[str, str]]:
    """Give each option in use that has a meaning."""
    if field is None or not isinstance(field.type, Choice | Choices):
        return
    used = {
        key
        for record in records
        if (value := record.value(field.key)) is not None
        for key in (
            (value,) if isinstance(value, str) else value if isinstance(value, tuple) else ()
        )
    }
    for option in field.type.options:
        if option.key in used and option.meaning:
            yield option.shown, option.meaning
