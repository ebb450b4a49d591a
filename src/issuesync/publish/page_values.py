"""One field over all entries into the values that the page filters, sorts and shows."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import Stored
from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.entries import Entries
from issuesync.fields.link import url_fault
from issuesync.fields.number import Number
from issuesync.publish.page_lineage import mentions_of, positions_of, spellings
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.fields.choice import Option
    from issuesync.publish.table import DataColumn, DataRow
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Field

_LINKS = frozenset({"url", "repository", "doi", "arxiv", "upload"})
"""The kinds whose values lead to an address."""
_LEAST, _MOST = 1e-6, 1e21
"""Between these JavaScript writes numbers without an exponent."""


@dataclass(frozen=True, slots=True)
class Cell:
    """A field of an entry: its column of the entry's table, and the field itself."""

    row: DataRow
    column: DataColumn
    text: DataColumn | None
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


def page_values(
    cells: Sequence[Cell | None], rows: Sequence[DataRow], catalog: Catalog
) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the kind that the page knows, the values, and what else is to be said of the field."""
    field = next(cell.field for cell in cells if cell)
    kind = field.type.kind
    if kind in _LINKS:
        return "link", [_link(cell) for cell in cells], {}
    if isinstance(field.type, (Choice, Choices, Labels)) or kind == "country":
        values, options = _choices(cells, catalog)
        return "choice", values, {"options": options, "several": field.type.is_several}
    if isinstance(field.type, Entries):
        positions = positions_of(rows)
        named = [
            mentions_of(cell.field, cell.row, catalog, positions) if cell else [] for cell in cells
        ]
        return "list", named, {"resolved": 1, "said": spellings(field, catalog)}
    return _plain_values(cells, field)


def _plain_values(
    cells: Sequence[Cell | None], field: Field
) -> tuple[str, list[Any], dict[str, Any]]:
    """Return the kind, the values and the rest for a field that says no more than its cells."""
    kind, stored = field.type.kind, field.type.stored
    if stored is Stored.BOOLEAN:
        values = [0 if _plain(cell) is None else 2 - bool(_plain(cell)) for cell in cells]
        return "choice", values, {"options": [["yes"], ["no"]], "several": False}
    if stored in {Stored.INTEGER, Stored.NUMBER} and not field.type.is_several:
        unit = field.type.suffix if isinstance(field.type, Number) else kind
        return "number", [_number(cell) for cell in cells], {"unit": unit}
    if field.type.is_several:
        return "list", [[str(one) for one in _plain(cell) or ()] for cell in cells], {}
    return "text", [_shown(cell) for cell in cells], {}


def _plain(cell: Cell | None) -> Any:
    return cell.plain if cell else None


def _link(cell: Cell | None) -> str:
    """Return the address, or nothing for one that must not be linked."""
    value = cell.row.record.value(cell.field.key) if cell else None
    address = cell.field.type.address(value) if cell and value is not None else None
    return "" if not address or url_fault(address) else address


def _shown(cell: Cell | None) -> str:
    """Return what people are shown of the value."""
    if cell is None or cell.plain is None:
        return ""
    return str(cell.row.cells[cell.text.key] if cell.text else cell.plain)


def _number(cell: Cell | None) -> Any:
    """Return the number, with the text next to it where that says more."""
    value = cell.row.record.value(cell.field.key) if cell else None
    if cell is None or value is None:
        return None
    shown = cell.field.type.show(value)
    return cell.plain if shown == _exactly(cell) else [cell.plain, shown]


def _exactly(cell: Cell) -> str | None:
    """Return how the script shows a number that nothing is next to; ``None`` if it cannot.

    JavaScript writes what is very large or very small with an exponent.
    """
    number, kind = cell.plain, cell.field.type
    if number is None or (number and not _LEAST <= abs(number) < _MOST):
        return None
    if isinstance(kind, Number):
        return f"{Decimal(str(number)):f}{kind.suffix}"
    return str(getattr(kind, "show_number", str)(number))


def _choices(cells: Sequence[Cell | None], catalog: Catalog) -> tuple[list[Any], list[list[Any]]]:
    """Return each entry's options by number from 1, and the options that any entry has.

    They are in the order in which they are declared, the undeclared ones behind them.
    """
    chosen = [[_option(key, cell, catalog) for key in _keys(cell) if cell] for cell in cells]
    used = dict.fromkeys(one for options in chosen for one in options)
    fields = {id(cell.field): cell for cell in cells if cell}
    declared = (
        _option(option.key, cell, catalog)
        for cell in fields.values()
        for option in getattr(cell.field.type, "options", ())
    )
    ordered = list(dict.fromkeys([*(one for one in declared if one in used), *used]))
    numbers = {one: number for number, one in enumerate(ordered, 1)}
    values = [[numbers[one] for one in options] for options in chosen]
    return [_short(one) for one in values], [one.to_json() for one in _told_apart(ordered)]


def _short(numbers: list[int]) -> int | list[int]:
    """Return one number alone, and 0 for none."""
    return numbers[0] if len(numbers) == 1 else numbers or 0


def _keys(cell: Cell | None) -> tuple[str, ...]:
    plain = _plain(cell)
    if plain is None:
        return ()
    return plain if isinstance(plain, tuple) else (str(plain),)


def _option(key: str, cell: Cell, catalog: Catalog) -> _Choice:
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
    """Give options of one key a number behind it, so that an address names one."""
    taken: dict[str, int] = {}
    for one in options:
        taken[one.key] = taken.get(one.key, 0) + 1
        number = taken[one.key]
        key = one.key if number == 1 else f"{one.key}~{number}"
        yield _Choice(key, one.shown, one.meaning, one.was, one.color)
