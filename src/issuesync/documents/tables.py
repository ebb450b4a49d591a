"""Records into tables, bulleted lists and legends."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import quote

from issuesync.fields.base import Alignment
from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices
from issuesync.markdown.escape import NOTHING, escape_code, escape_inline, image_link, link
from issuesync.markdown.regions import Rendering, has_marker
from issuesync.markdown.rows import join_cells
from issuesync.model.record import Between, Origin, Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.documents.kept import Frame
    from issuesync.schema.catalog import Collection, Field
    from issuesync.schema.parts import Column

_RULES = {Alignment.LEFT: "---", Alignment.CENTER: ":-:", Alignment.RIGHT: "--:"}
ADDRESSES = frozenset({"url", "upload"})
"""The kinds of fields whose value is an address and is not shown itself."""
BELOW = "below"
"""The shape of a column that a list shows in a bullet below the entry's."""

BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<sign>[-*+]|(?P<number>[0-9]{1,9})[.)])(?P<gap>[ \t]+)")
"""How a bullet begins."""

_OF_MAINTAINERS = frozenset({Origin.DATA, Origin.OVERRIDE})
_STARS = "https://img.shields.io/github/stars/{}?style=social&label=Star"


def render_table(
    rows: Sequence[Record | Between],
    collection: Collection,
    repository: str,
    frame: Frame | None = None,
) -> Rendering:
    """Render one table in GitHub's Markdown; ``repository`` is where its issues are.

    Rows that are kept as Markdown, the head and the rule are shown as the frame has them.
    """
    columns = frame.columns if frame else collection.columns
    head = frame.head if frame else None
    if head is None:
        titles = [escape_inline(column.title) for column in columns]
        rules = [_RULES[_alignment_of(column, collection)] for column in columns]
        head = "\n".join(map(join_cells, [titles, rules]))
    lines = [head, *table_rows(rows, collection, repository, frame)]
    return Rendering("\n".join(lines), _count(rows))


def table_rows(
    rows: Sequence[Record | Between],
    collection: Collection,
    repository: str,
    frame: Frame | None = None,
) -> Iterator[str]:
    """Give the Markdown of each row of a table, and of what is between rows."""
    columns = frame.columns if frame else collection.columns
    for row in rows:
        if isinstance(row, Between):
            yield row.text
            continue
        kept = frame.kept.row_of(row, columns) if frame else None
        cells = (render_cell(row, column, collection, repository) for column in columns)
        yield join_cells(cells) if kept is None else kept


def _count(rows: Iterable[Record | Between]) -> int:
    """Count the entries among rows."""
    return sum(not isinstance(row, Between) for row in rows)


def render_list(
    rows: Sequence[Record | Between],
    collection: Collection,
    repository: str,
    frame: Frame | None = None,
) -> Rendering:
    """Render a bulleted list: ``- [name](address) - what else the columns show``.

    A bullet written anew has the sign of its own kept one, else that of its list.
    """
    lines = list_items(rows, collection, repository, frame)
    return Rendering("\n".join(lines), _count(rows))


def list_items(
    rows: Sequence[Record | Between],
    collection: Collection,
    repository: str,
    frame: Frame | None = None,
) -> Iterator[str]:
    """Give the Markdown of each bullet of a list, and of what is between bullets."""
    usual = _usual_sign(row.row for row in rows if isinstance(row, Record) and row.row)
    number = 0
    for row in rows:
        if isinstance(row, Between):
            yield row.text
            continue
        item = frame.kept.item_of(row) if frame else None
        if item is None:
            sign = sign_of(row.row or "") or usual.numbered(number + 1)
            text = render_item(row, collection, repository)
            below = shows_below(row, collection, repository)
            item = "\n".join([f"{sign.first}{text}", *(f"{sign.below}{one}" for one in below)])
        found = BULLET.match(item.lstrip("\n"))
        number = int(found["number"]) if found and found["number"] else number
        yield item


@dataclass(frozen=True, slots=True)
class _Sign:
    """How a bullet begins."""

    indent: str = ""
    sign: str = "-"
    gap: str = " "

    @property
    def first(self) -> str:
        return f"{self.indent}{self.sign}{self.gap}"

    @property
    def below(self) -> str:
        return f"{self.indent}{' ' * len(self.sign)}{self.gap}- "

    def numbered(self, number: int) -> _Sign:
        """Return the sign with this number, where it has one."""
        return replace(self, sign=f"{number}{self.sign[-1]}") if self.sign[0].isdigit() else self


def sign_of(item: str) -> _Sign | None:
    """Return how a bullet begins."""
    found = BULLET.match(item.lstrip("\n"))
    return _Sign(found["indent"], found["sign"], found["gap"]) if found else None


def _usual_sign(items: Iterable[str]) -> _Sign:
    """Return how the first bullet of a list begins that is indented least."""
    signs = [sign for item in items if (sign := sign_of(item))]
    return min(signs, key=lambda one: len(one.indent.expandtabs(4)), default=_Sign())


def _below(collection: Collection) -> list[Column]:
    """Return the columns that a list shows in bullets below the entry's."""
    return [column for column in collection.columns if column.shape == BELOW]


def shows_below(record: Record, collection: Collection, repository: str) -> list[str]:
    """Return what a list shows in bullets below an entry's."""
    cells = (render_cell(record, one, collection, repository) for one in _below(collection))
    return [cell for cell in cells if cell != NOTHING]


def render_item(record: Record, collection: Collection, repository: str) -> str:
    """Render one bullet: the name, linked to the first address known, then the other columns."""
    name_column = next((c for c in collection.columns if c.field == collection.naming), None)
    hidden = (name_column, *_below(collection))
    others = [column for column in collection.columns if column not in hidden]
    target = address_of(record, name_column.link if name_column else None, collection)
    if target is None:
        plain = [column for column in others if is_address(column, collection)]
        addresses = ((column, address_of(record, column.field, collection)) for column in plain)
        used, target = next(((c, a) for c, a in addresses if a), (None, None))
        others = [column for column in others if column is not used or column.shape == "stars"]
    head = link(record.name, target) if target else escape_inline(record.name)
    words = [column for column in others if not is_address(column, collection)]
    told = "".join(render_cell(record, column, collection, repository) for column in words)
    cells = [
        render_cell(record, column, collection, repository)
        for column in others
        if column in words or f"]({address_of(record, column.field, collection)})" not in told
    ]
    rest = ", ".join(cell for cell in cells if cell != NOTHING)
    return f"{head} - {rest}" if rest else head


def is_address(column: Column, collection: Collection) -> bool:
    """Say whether the column shows an address."""
    field = collection.by_key.get(column.field)
    return field is not None and field.type.kind in ADDRESSES


def _alignment_of(column: Column, collection: Collection) -> Alignment:
    """Return how a column stands, which follows from its type."""
    field = collection.by_key.get(column.field)
    return field.type.alignment if field else Alignment.CENTER


def render_cell(record: Record, column: Column, collection: Collection, repository: str) -> str:
    """Render one value, escaped, in the column's shape, and the links that follow it."""
    cell = _first_cell(record, column, collection, repository)
    links = [
        link(collection.by_key[key].label, target)
        for key in column.also
        if (target := address_of(record, key, collection))
    ]
    return " ".join([*([cell] if cell != NOTHING else []), *links]) or NOTHING


def _first_cell(record: Record, column: Column, collection: Collection, repository: str) -> str:
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
    elif column.shape and column.shape not in {"link", BELOW}:
        text = column.shape
    elif not target and field is not None and _is_own_markdown(record, field):
        return text
    return link(text, target) if target else escape_inline(text) or NOTHING


def _is_own_markdown(record: Record, field: Field) -> bool:
    """Say whether a value is Markdown that a maintainer keeps in a file of the repository."""
    stated = record.values.get(field.key)
    if stated is None or field.type.kind != "markdown":
        return False
    return stated.origin in _OF_MAINTAINERS and not has_marker(str(stated.value))


def _uses_cell(record: Record, collection: Collection) -> str:
    """Show how many entries name this one, linked to just these where there is a page."""
    count = record.tallies.get("uses", 0)
    if not count:
        return NOTHING
    if not collection.page:
        return str(count)
    return link(str(count), f"{collection.page}#uses={quote(record.id)}")


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
