"""The catalog into typed tables, one a collection: what every data file and the page is made of."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.fields.base import Stored
from issuesync.fields.entries import Entries
from issuesync.records.mentions import MentionKind
from issuesync.records.names import unique_name
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.fields.base import StoredValue
    from issuesync.model.record import FieldValue, Record
    from issuesync.records.catalog import Catalog
    from issuesync.records.references import Reference, References
    from issuesync.schema.catalog import Collection, Field

_FORMATS = {
    "url": "uri", "upload": "uri", "year": "year", "date": "date", "doi": "doi", "arxiv": "arxiv",
}  # fmt: skip
"""What a text or number further is, by the kind of its field."""


@dataclass(frozen=True, slots=True)
class DataColumn:
    """One column: its key, unique in its table in any case of letters, and what its cells are.

    ``field`` is the field that it states, empty for what every entry has. Two kinds of columns
    stand next to that of a field's value: ``is_text`` marks the text that people are shown, and
    ``is_ids`` the permanent names of the entries that the value names.
    """

    key: str
    label: str
    type: Stored = Stored.TEXT
    is_list: bool = False
    unit: str = ""
    format: str = ""
    field: str = ""
    is_text: bool = False
    is_ids: bool = False
    description: str = ""
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_value(self) -> bool:
        """Say whether the column holds values themselves, and not what is next to one."""
        return not self.is_text and not self.is_ids


@dataclass(frozen=True, slots=True)
class DataRow:
    """One entry: its permanent name, its record, and its cells by column, ``None`` where empty.

    ``references`` are its mentions of other entries, with the names of those that each may mean.
    """

    id: str
    record: Record
    cells: Mapping[str, StoredValue | None]
    references: tuple[tuple[Reference, tuple[str, ...]], ...] = ()

    def stated(self, column: DataColumn) -> FieldValue | None:
        """Return the value that a column states, with its source and raw text."""
        return self.record.values.get(column.field)


@dataclass(frozen=True)
class DataTable:
    """The entries of one collection, in the catalog's order.

    ``main_link`` is the column of the address that the entry's name leads to, empty where it
    leads to none; ``shown`` are the fields that documents show.
    """

    key: str
    title: str
    columns: tuple[DataColumn, ...]
    rows: tuple[DataRow, ...]
    main_link: str = ""
    shown: frozenset[str] = frozenset()

    @cached_property
    def by_field(self) -> dict[str, DataColumn]:
        """Map a field's key to the column of its value."""
        return {one.field: one for one in self.columns if one.field and one.is_value}


def named_ids(row: DataRow, table: DataTable) -> tuple[str, ...]:
    """Return the permanent names of all entries that a row's fields name, each once."""
    cells = (row.cells[one.key] for one in table.columns if one.is_ids)
    return tuple(dict.fromkeys(str(one) for cell in cells for one in _items(cell)))


def _items(cell: StoredValue | None) -> tuple[StoredValue, ...]:
    return cell if isinstance(cell, tuple) else ()


ENTRY_COLUMNS = (
    DataColumn("id", "Id", description="The entry's permanent name within the catalog."),
    DataColumn("collection", "Collection", description="The collection that the entry belongs to."),
    DataColumn("number", "Issue", Stored.INTEGER, description="The number of the entry's issue."),
    DataColumn("name", "Name", description="What the entry is called."),
    DataColumn("url", "Discussion", format="uri", description="The issue."),
    DataColumn("state", "State", description="The issue's state: open or closed."),
    DataColumn(
        "created_at", "Created", format="date-time", description="When the issue was opened."
    ),
    DataColumn(
        "updated_at", "Updated", format="date-time", description="When the issue last changed."
    ),
    DataColumn(
        "published_at", "Published", format="date-time", description="When it was accepted."
    ),
    DataColumn("labels", "Labels", is_list=True, description="The issue's labels."),
)
"""What every entry has; times are ISO 8601 in UTC, and empty for entries of data files."""

_TEXT, _IDS = "_text", "_ids"
"""What is put behind a field's key for the columns next to its value."""

RESERVED = ("provenance", "extras", "references")
"""What JSON Lines state next to the columns, so that no column is called so."""


def build_tables(catalog: Catalog) -> tuple[DataTable, ...]:
    """Build the table of every collection, in the order of ``catalog.yaml``."""
    names = _column_names(catalog.schema.collections)
    return tuple(_build_table(catalog, one, names) for one in catalog.schema.collections)


def union_columns(tables: Iterable[DataTable]) -> tuple[DataColumn, ...]:
    """Return the columns of all tables, each once; a column means the same in every table."""
    found: dict[str, DataColumn] = {}
    for table in tables:
        for column in table.columns:
            found.setdefault(column.key, column)
    return tuple(found.values())


def _column_names(collections: Iterable[Collection]) -> dict[tuple[str, str], str]:
    """Return each field's columns by the field's key and what is put behind it.

    Fields are declared once for all collections, and so are their columns.
    """
    taken = {*(column.key for column in ENTRY_COLUMNS), *RESERVED}
    keys = dict.fromkeys(field.key for one in collections for field in one.fields)
    values = {key: unique_name(key, taken) for key in keys}
    return {(key, ""): name for key, name in values.items()} | {
        (key, behind): unique_name(f"{name}{behind}", taken)
        for behind in (_TEXT, _IDS)
        for key, name in values.items()
    }


def _build_table(
    catalog: Catalog,
    collection: Collection,
    names: Mapping[tuple[str, str], str],
) -> DataTable:
    columns = (*ENTRY_COLUMNS, *_field_columns(collection, names))
    rows = tuple(
        DataRow(
            record.id,
            record,
            _cells(record, columns, collection, catalog.references),
            tuple(
                (one, tuple(entry.id for entry in one.entries))
                for one in catalog.references.of(record)
            ),
        )
        for record in catalog.in_collection(collection.key)
    )
    links = (one.link for one in collection.columns if one.field == collection.naming)
    link = names.get((next(filter(None, links), ""), ""), "")
    shown = frozenset({SECTION, *(one.field for one in collection.columns)})
    return DataTable(collection.key, collection.title, columns, rows, link, shown)


def _field_columns(
    collection: Collection, names: Mapping[tuple[str, str], str]
) -> Iterator[DataColumn]:
    """Give each field's column, and the text next to it; the entry's name has its own already."""
    for field in collection.fields:
        if field.key == collection.naming == "name":
            continue
        options = tuple((one.key, one.shown) for one in getattr(field.type, "options", ()))
        yield DataColumn(
            names[field.key, ""], field.label, field.type.stored, field.type.is_several,
            field.type.unit, _FORMATS.get(field.type.kind, ""), field.key,
            description=field.description, options=options,
        )  # fmt: skip
        if field.type.has_text:
            label = f"{field.label} as shown"
            yield DataColumn(names[field.key, _TEXT], label, field=field.key, is_text=True)
        if isinstance(field.type, Entries):
            yield DataColumn(
                names[field.key, _IDS], f"{field.label} by id", is_list=True, field=field.key,
                is_ids=True, description=f"The ids of the entries named in {names[field.key, '']}.",
            )  # fmt: skip


def _cells(
    record: Record,
    columns: tuple[DataColumn, ...],
    collection: Collection,
    references: References,
) -> Mapping[str, StoredValue | None]:
    """Return the cells of one record."""
    found: dict[str, StoredValue | None] = {
        "id": record.id,
        **record.facts,
        "labels": record.labels,
    }
    for column in columns[len(ENTRY_COLUMNS) :]:
        field = collection.by_key[column.field]
        of_ids = column.is_ids and record.value(field.key) is not None
        found[column.key] = (
            _named_ids(record, field, references) if of_ids else _cell(record, column, field)
        )
    return found


def _named_ids(record: Record, field: Field, references: References) -> tuple[str, ...]:
    """Return the permanent names of the entries that a field names, each once."""
    named = (
        entry.id
        for one in references.of(record)
        if one.field.key == field.key and one.kind is MentionKind.ENTRY
        for entry in one.entries
    )
    return tuple(dict.fromkeys(named))


def _cell(record: Record, column: DataColumn, field: Field) -> StoredValue | None:
    """Return one cell of a field: its value, or that value as people are shown it."""
    value = record.value(field.key)
    if value is None:
        return None
    return field.type.show(value) if column.is_text else field.type.plain(value)
