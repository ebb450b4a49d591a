"""A document's tables and lists into rows, each with the entry that it is of."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeVar

from issuesync.documents.says import NUMBER, row_says
from issuesync.edits.cells import item_says, record_says
from issuesync.fields.base import fold, label_key
from issuesync.markdown.escape import escape_inline
from issuesync.markdown.inline import read_cell
from issuesync.markdown.links import issue_links
from issuesync.markdown.regions import entries_of
from issuesync.records.identity import address_keys, identity_keys
from issuesync.schema.parts import Column

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.markdown.document import Document
    from issuesync.markdown.tables import Entry, Sheet
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.records.identity import Key
    from issuesync.schema.catalog import Collection


_K = TypeVar("_K")


@dataclass(frozen=True, slots=True)
class MatchedRow:
    """A row of a document: what it says, and the entry that it is of, where there is one."""

    sheet: Sheet
    entry: Entry
    collection: Collection
    said: dict[str, str]
    record: Record | None
    section: str = ""
    """The key of the section whose table it is in, where that is one alone."""

    def known(self, repository: str) -> dict[str, str]:
        """Return what the entry's own row says, nothing where there is none."""
        if self.record is None:
            return {}
        if self.sheet.kind == "table":
            return record_says(self.record, self.collection, repository)
        columns = columns_of(self.sheet, self.collection)
        return item_says(self.record, self.collection, repository, self.sheet.heads, columns)

    @property
    def name(self) -> str:
        """What the row calls its entry."""
        return self.said.get(self.collection.naming, "")


@dataclass(frozen=True, slots=True)
class MatchedDocument:
    """A document's rows of entries, and the collections' sections that have a table or list."""

    path: str
    rows: tuple[MatchedRow, ...]
    shown: frozenset[tuple[str, str]]
    others: tuple[Sheet, ...] = ()
    """The tables and lists that are of no collection."""


def match_document(document: Document, catalog: Catalog) -> MatchedDocument:
    """Read the rows of a document's tables and lists that belong to the catalog's collections."""
    rows: list[MatchedRow] = []
    shown: set[tuple[str, str]] = set()
    others: list[Sheet] = []
    finders = [_Finder(catalog, one, _section_names(one)) for one in catalog.schema.collections]
    for sheet in document.sheets.sheets:
        finder = _finder_of(sheet, finders)
        if finder is None:
            others.append(sheet)
            continue
        collection = finder.collection
        columns = columns_of(sheet, collection)
        sections = _sections_shown(sheet, finder)
        section = next(iter(sections))[1] if len(sections) == 1 else ""
        shown |= sections
        for entry in sheet.entries:
            said = row_says(list(zip(entry.cells, columns, strict=True)), collection)
            keys = [key for cell in entry.cells for x in cell.links for key in address_keys(x.url)]
            lines = document.lines[entry.first : entry.end]
            record = finder.find_kept("".join(lines)) or finder.find(said, keys)
            is_kept = (
                record is not None
                and record.row is not None
                and (record.row.strip() == "".join(lines).replace("\r\n", "\n").strip())
            )
            said = {} if is_kept else said
            rows.append(MatchedRow(sheet, entry, collection, said, record, section))
    return MatchedDocument(document.path, tuple(rows), frozenset(shown), tuple(others))


def _section_names(collection: Collection) -> dict[str, str]:
    """Map every name of a section, folded, to its key."""
    return {
        fold(name): one.key
        for one in collection.sections
        for name in (*one.was, one.key, one.title)
    }


def _finder_of(sheet: Sheet, finders: Sequence[_Finder]) -> _Finder | None:
    """Return the finder of the entries that a table shows: by its region, else by its heads."""
    if sheet.region:
        key = entries_of(sheet.region).collection
        return next((one for one in finders if one.collection.key == key), None)
    if sheet.kind != "table":
        return next((one for one in finders if _heads_list(sheet, one)), None)
    best = max(finders, key=lambda one: _fit(sheet, one), default=None)
    return best if best is not None and _fit(sheet, best) > 0 else None


def _heads_list(sheet: Sheet, finder: _Finder) -> bool:
    """Say whether a list is below a collection's heading and leads where entries do.

    A list of news leads to issues.
    """
    heading = fold(sheet.path[-1]) if sheet.path else ""
    is_own = heading in finder.sections or heading == fold(finder.collection.title)
    return is_own and not any(any(issue_links(entry.cells)) for entry in sheet.entries)


def _fit(sheet: Sheet, finder: _Finder) -> float:
    """Say how well a table's heads are a collection's columns, from 0 to 2."""
    collection = finder.collection
    columns = columns_of(sheet, collection)
    known = [column for column in columns if column is not None]
    if collection.naming not in {column.field for column in known} or len(known) < 2:  # noqa: PLR2004 - a name alone is any table's
        return 0
    share = len(known) / max(len(sheet.heads), len(collection.columns))
    is_section = bool(sheet.path) and fold(sheet.path[-1]) in finder.sections
    of_issues = any(any(issue_links(entry.cells)) for entry in sheet.entries[:1])
    bonus = 0.5 * is_section + 0.25 * (of_issues and collection.from_issues)
    return share + bonus if share > 0.5 or is_section else 0  # noqa: PLR2004 - more than half


def columns_of(sheet: Sheet, collection: Collection) -> list[Column | None]:
    """Return the collection's column for each head, by title, else by its field's names."""
    by_name: dict[str, Column] = {}
    for column in collection.columns:
        field_of = collection.by_key.get(column.field)
        for name in field_of.labels if field_of else (column.field,):
            by_name.setdefault(label_key(name), column)
    by_name |= {label_key(column.title) or column.title: column for column in collection.columns}
    found = [by_name.get(label_key(head) or head) for head in sheet.heads]
    if sheet.kind == "list":
        naming = (one for one in collection.columns if one.field == collection.naming)
        found[0] = next(naming, Column(field=collection.naming))
    return found


def _sections_shown(sheet: Sheet, finder: _Finder) -> set[tuple[str, str]]:
    """Return the sections whose entries a table is to hold; without sections the whole."""
    key = finder.collection.key
    address = entries_of(sheet.region)
    if address.section:
        return {(key, address.section)}
    if not finder.collection.sections:
        return {(key, "")}
    heading = fold(sheet.path[-1]) if sheet.path else ""
    return {(key, finder.sections[heading])} if heading in finder.sections else set()


@dataclass
class _Finder:
    """Finds the entry of a row: by its issue, by its name, by what it leads to.

    The indices are made once a document shows entries of the collection.
    """

    catalog: Catalog
    collection: Collection
    sections: dict[str, str]
    """The keys of its sections by their folded names."""
    taken: set[int] = field(default_factory=set)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """Return the collection's records."""
        return self.catalog.in_collection(self.collection.key)

    @cached_property
    def by_number(self) -> dict[int | None, Record]:
        """Map the number of each issue to its record."""
        return {record.number: record for record in self.records}

    @cached_property
    def by_name(self) -> dict[str, list[Record]]:
        """Map each name, as it is read off a page, to the records of it."""
        return _grouped((_name_key(record.name), record) for record in self.records)

    @cached_property
    def by_key(self) -> dict[Key, list[Record]]:
        """Map what addresses lead to to the records that state one."""
        return _grouped(
            (key, record)
            for record in self.records
            for key in identity_keys(record, self.collection)
        )

    @cached_property
    def by_row(self) -> dict[str, list[Record]]:
        """Map the text of each kept row to its records."""
        return _grouped((one.row.strip(), one) for one in self.records if one.row)

    def find_kept(self, text: str) -> Record | None:
        """Return the entry whose kept row a document shows."""
        free = self.free(self.by_row.get(text.replace("\r\n", "\n").strip(), []))
        return self.keep(free[0]) if free else None

    def find(self, said: dict[str, str], keys: Sequence[Key]) -> Record | None:
        """Return the entry that a row is of; one that has a row already has no other."""
        number = said.get(NUMBER)
        if number is not None:
            return self.keep(self.by_number.get(int(number)))
        free = self.free(self.by_name.get(fold(said.get(self.collection.naming, "")), []))
        if free:
            return self.keep(free[0])
        for key in keys:
            alike = self.free(self.by_key.get(key, []))
            if len(alike) == 1:
                return self.keep(alike[0])
        return None

    def free(self, records: Sequence[Record]) -> list[Record]:
        """Return the records that no row was found for."""
        return [record for record in records if id(record) not in self.taken]

    def keep(self, record: Record | None) -> Record | None:
        """Remember that a record has its row."""
        if record is not None:
            self.taken.add(id(record))
        return record


def _grouped(pairs: Iterable[tuple[_K, Record]]) -> dict[_K, list[Record]]:
    """Collect records by key."""
    found: dict[_K, list[Record]] = {}
    for key, record in pairs:
        found.setdefault(key, []).append(record)
    return found


def _name_key(name: str) -> str:
    """Return a name as it compares with one that is read off a page."""
    return fold(read_cell(escape_inline(name), is_ours=True).text)
