"""The typed tables into what the page's script reads: one column a field over all entries."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import Stored, slug
from issuesync.fields.choice import Choice, Choices, Labels
from issuesync.fields.link import url_fault
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.fields.choice import Option
    from issuesync.publish.table import Column, Row, Table
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Field

_LINKS = {"url": "", "repository": "https://github.com/"}
"""What stands before a value of these kinds to make it an address."""

_ESCAPES = str.maketrans({char: f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"})
"""What could end a script or a line of one; JSON has these signs in texts alone."""
_LONE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class _Cell:
    """A field of an entry: its column of the entry's table, and the field itself."""

    row: Row
    column: Column
    text: Column | None
    field: Field

    @property
    def plain(self) -> Any:
        """The value as data files keep it, ``None`` where there is none."""
        return self.row.cells[self.column.key]


@dataclass(frozen=True, slots=True)
class _Choice:
    """An option as the page filters by it: its name in addresses, and what people are shown."""

    key: str
    shown: str
    meaning: str
    was: tuple[str, ...]
    color: str

    def to_json(self) -> list[Any]:
        """State it without what it lacks at its end."""
        stated: list[Any] = [self.key, self.shown, self.meaning, self.color, list(self.was)]
        while len(stated) > 1 and not stated[-1]:
            stated.pop()
        return stated[:1] if stated == [self.key, self.key] else stated


def render_data(data: dict[str, Any]) -> str:
    """Render the data as a script of its own that no text in it can end or break."""
    text = json_text(data)
    return f"var issuesyncData = {text};\n"


def json_text(data: Any) -> str:
    """Render JSON without blanks that is safe within a script and within a page."""
    import json

    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _LONE.sub(lambda found: f"\\u{ord(found[0]):04x}", text.translate(_ESCAPES))


def build_data(catalog: Catalog, tables: Sequence[Table]) -> dict[str, Any]:
    """Build everything that the page shows, by the catalog's own order."""
    rows = [row for table in tables for row in table.rows]
    places = _Places()
    return {
        "repository": catalog.schema.repository,
        "collections": [[table.key, table.title, len(table.rows)] for table in tables],
        "ids": [0 if row.id == _plain_id(row) else row.id for row in rows],
        "names": [row.record.name for row in rows],
        "numbers": _trimmed([row.record.number or 0 for row in rows]),
        "urls": [
            [index, row.record.url]
            for index, row in enumerate(rows)
            if row.record.url != _issue_url(row, catalog) and not url_fault(row.record.url)
        ],
        "published": [row.record.published_at[:10] for row in rows],
        "lines": [row.record.place.line or 0 for row in rows],
        "fields": [_field_json(cells, rows, catalog, places) for cells in _by_key(catalog, tables)],
        "places": places.found,
    }


def _plain_id(row: Row) -> str:
    """Return the name that the page works out by itself, to be stated where it is another."""
    if row.record.number is not None:
        return str(row.record.number)
    name = row.record.name
    return f"{row.record.collection}/{slug(name)}" if name.isascii() else ""


def _issue_url(row: Row, catalog: Catalog) -> str:
    """Return the address of the entry's issue; empty for an entry of a data file."""
    number = row.record.number
    return f"https://github.com/{catalog.schema.repository}/issues/{number}" if number else ""


def _by_key(catalog: Catalog, tables: Sequence[Table]) -> Iterator[list[_Cell]]:
    """Bring together the columns of one key and kind, whichever tables they are in."""
    found: dict[tuple[str, str], list[_Cell]] = {}
    for table in tables:
        collection = catalog.schema.by_key[table.key]
        texts = {one.field: one for one in table.columns if one.is_text}
        for column in table.columns:
            if not column.field or column.is_text or column.field == collection.naming:
                continue
            field = collection.by_key[column.field]
            cells = found.setdefault((column.key, field.type.kind), [])
            cells += (_Cell(row, column, texts.get(column.field), field) for row in table.rows)
    return (cells for cells in found.values() if any(one.plain is not None for one in cells))


class _Places:
    """What gave values, each of origin and file once."""

    def __init__(self) -> None:
        self.found: list[list[str]] = []

    def letter(self, cell: _Cell) -> str:
        """Return one character for what gave a cell its value, a blank for nothing."""
        stated = cell.row.stated(cell.column)
        if stated is None or (stated.value is None and not stated.raw):
            return " "
        place = [stated.origin.value, stated.place.file]
        if place not in self.found:
            self.found.append(place)
        return chr(ord("A") + self.found.index(place))


def _field_json(
    cells: list[_Cell], rows: Sequence[Row], catalog: Catalog, places: _Places
) -> dict[str, Any]:
    """State one field over all entries: 0 or an empty text where an entry has none."""
    first = cells[0]
    by_row = {id(cell.row): cell for cell in cells}
    every = [by_row.get(id(row)) for row in rows]
    kind, values, more = _values(every, catalog)
    return {
        "key": first.column.key,
        "label": first.column.label,
        "kind": kind,
        **more,
        "values": values,
        "from": "".join(places.letter(cell) if cell else " " for cell in every).rstrip(),
        "lines": _trimmed([_line(cell) for cell in every]),
        "raw": [
            [index, stated.raw]
            for index, cell in enumerate(every)
            if cell and (stated := cell.row.stated(cell.column))
            if stated.raw and not cell.field.type.is_blank(stated.raw)
        ],
    }


def _line(cell: _Cell | None) -> int:
    """Return the line that states the value; within a data file, below the entry's first line."""
    stated = cell.row.stated(cell.column) if cell else None
    if not cell or not stated or not stated.place.line:
        return 0
    place = cell.row.record.place
    return stated.place.line - (place.line or 0 if stated.place.file == place.file else 0)


def _trimmed(numbers: list[int]) -> list[int]:
    """Drop the zeros at the end."""
    while numbers and not numbers[-1]:
        numbers.pop()
    return numbers


def _values(
    cells: Sequence[_Cell | None], catalog: Catalog
) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the kind that the page knows, the values, and what else is to be said of the field."""
    field = next(cell.field for cell in cells if cell)
    kind = field.type.kind
    if kind in _LINKS:
        return "link", [_link(cell, _LINKS[kind]) for cell in cells], {}
    if isinstance(field.type, (Choice, Choices, Labels)) or kind == "country":
        values, options = _choices(cells, catalog)
        return "choice", values, {"options": options, "several": field.type.is_several}
    if field.type.stored is Stored.BOOLEAN:
        values = [0 if _plain(cell) is None else 2 - bool(_plain(cell)) for cell in cells]
        return "choice", values, {"options": [["yes"], ["no"]], "several": False}
    if field.type.stored in {Stored.INTEGER, Stored.NUMBER}:
        unit = kind if kind in {"year", "bytes", "count"} else field.type.unit
        return "number", [_number(cell) for cell in cells], {"unit": unit}
    if field.type.is_several:
        return "list", [list(_plain(cell) or ()) for cell in cells], {}
    return "text", [_shown(cell) for cell in cells], {}


def _plain(cell: _Cell | None) -> Any:
    return cell.plain if cell else None


def _link(cell: _Cell | None, before: str) -> str:
    """Return the address, or nothing for one that must not be linked."""
    address = f"{before}{_plain(cell)}" if _plain(cell) else ""
    return "" if url_fault(address) else address


def _shown(cell: _Cell | None) -> str:
    """Return what people are shown of the value."""
    if cell is None or cell.plain is None:
        return ""
    return str(cell.row.cells[cell.text.key] if cell.text else cell.plain)


def _number(cell: _Cell | None) -> Any:
    """Return the number, with the text beside it where that says more."""
    if cell is None:
        return None
    shown = _shown(cell)
    if cell.text is None or cell.plain is None or shown == _exactly(cell):
        return cell.plain if cell.plain is not None or not shown else [None, shown]
    return [cell.plain, shown]


def _exactly(cell: _Cell) -> str:
    """Return the text of a number that nothing stands beside."""
    show = getattr(cell.field.type, "show_number", str)
    return str(show(cell.plain))


def _choices(
    cells: Sequence[_Cell | None], catalog: Catalog
) -> tuple[list[Any], list[list[Any]]]:
    """Return each entry's options by number from 1, and the options that any entry has."""
    used: dict[_Choice, int] = {}
    values: list[Any] = []
    for cell in cells:
        keys = _keys(cell)
        chosen = [_option(key, cell, catalog) for key in keys if cell]
        numbers = [used.setdefault(one, len(used) + 1) for one in chosen]
        values.append(numbers[0] if len(numbers) == 1 else numbers or 0)
    return values, [one.to_json() for one in _told_apart(used)]


def _keys(cell: _Cell | None) -> tuple[str, ...]:
    plain = _plain(cell)
    if plain is None:
        return ()
    return plain if isinstance(plain, tuple) else (str(plain),)


def _option(key: str, cell: _Cell, catalog: Catalog) -> _Choice:
    """Return an option with all of its names; one that nothing declares is its own."""
    label = catalog.schema.taxonomy.find(key) if isinstance(cell.field.type, Labels) else None
    if label:
        return _Choice(label.name, label.name, label.description, label.was, label.color)
    declared: Option | None = next(
        (one for one in getattr(cell.field.type, "options", ()) if one.key == key), None
    )
    if declared is None:
        return _Choice(key, key, "", (), "")
    was = declared.was
    if cell.field.key == SECTION and declared.shown != key:
        was = (declared.shown, *was)
    return _Choice(key, declared.shown, declared.meaning, was, "")


def _told_apart(options: Iterable[_Choice]) -> Iterator[_Choice]:
    """Number the keys of different options that share one, so that an address names one."""
    taken: dict[str, int] = {}
    for one in options:
        taken[one.key] = taken.get(one.key, 0) + 1
        number = taken[one.key]
        key = one.key if number == 1 else f"{one.key}~{number}"
        yield _Choice(key, one.shown, one.meaning, one.was, one.color)


def addresses(data: dict[str, Any]) -> tuple[str, ...]:
    """Return every address that the page links to from its entries."""
    links = (field["values"] for field in data["fields"] if field["kind"] == "link")
    return tuple(one for one in chain.from_iterable(links) if one)
