"""Columns that people gave to a table by hand, into the settings and fields that declare them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.edits.base_versions import find_edits
from issuesync.edits.listed_rows import heads_of
from issuesync.edits.reshaped import reshape
from issuesync.edits.route import Taken
from issuesync.edits.stated import Stated, mapping
from issuesync.fields.base import label_key, slug
from issuesync.markdown.blocks import Table
from issuesync.markdown.document import parse_document
from issuesync.markdown.rows import with_blank_cells
from issuesync.markdown.tables import distinct_heads
from issuesync.model.problem import Location
from issuesync.model.record import Record
from issuesync.records.overrides import ROW
from issuesync.schema.catalog import CATALOG, COMPUTED
from issuesync.yamlfile.changes import Edit, Insert, Put

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.materials import Materials
    from issuesync.edits.reshaped import Reshaped
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

_ANY_WORDS = "markdown"
"""The type of a field of which nothing is known but what people wrote."""


@dataclass(frozen=True, slots=True)
class _Wider:
    """An edited table with more heads than it had; ``heads`` are all, ``new`` those of them."""

    edit: HandEdit
    section: str
    heads: tuple[str, ...]
    new: tuple[str, ...]


def widen(before: Reshaped) -> Reshaped | None:
    """Declare the columns that edited tables have more; nothing where there are none.

    Nothing too where ``catalog.yaml`` does not state the columns in a way that can be added to,
    or where a table was behind its entries: then the edit is refused as one of columns.
    """
    materials = before.materials
    found: dict[str, list[_Wider]] = {}
    for path, text in materials.documents.items():
        for one in _wider_tables(path, text or "", materials):
            found.setdefault(one.edit.region.address.collection, []).append(one)
    schema = materials.catalog.schema
    edits: dict[str, list[Edit]] = {}
    taken: list[Taken] = []
    for key, tables in found.items():
        columns = _Columns(Stated(schema, schema.by_key[key]), tables)
        wanted = columns.edits()
        if wanted is None:
            return None
        edits.setdefault(CATALOG, []).extend(wanted)
        taken += columns.taken()
        for name, put in _with_blank_cells(schema.by_key[key], tables, materials.catalog):
            edits.setdefault(name, []).append(put)
    names = [(one.edit.path, one.edit.region.name) for tables in found.values() for one in tables]
    return reshape(before, edits, materials.documents, names, taken) if found else None


def _wider_tables(path: str, text: str, materials: Materials) -> Iterator[_Wider]:
    """Give the edited tables of a document that have heads more than their columns."""
    document = parse_document(path, text)
    now = materials.past[path].now.regions_by_name
    for edit in find_edits(document, materials.past[path]):
        address, schema = edit.region.address, materials.catalog.schema
        collection = schema.by_key.get(address.collection)
        fresh = now.get(edit.region.name)
        if collection is None or address.kind != "table" or edit.base is None or fresh is None:
            continue
        if _rows_in(edit.base) != _rows_in(fresh):
            continue  # it was behind its entries
        if collection.sections and not address.is_section:
            continue
        was = tuple(column.title for column in collection.columns_in(address.section))
        heads = _heads_in(path, edit.region)
        new = tuple(head for head in heads if label_key(head) not in map(label_key, was))
        kept = [label_key(head) for head in heads if head not in new]
        is_wider = kept == list(map(label_key, was)) and len(set(map(label_key, heads))) == len(
            heads
        )
        if new and is_wider and all(slug(head) for head in new):
            by_label = {label_key(title): title for title in was}
            heads = tuple(by_label.get(label_key(head), head) for head in heads)
            yield _Wider(edit, address.section, heads, new)


def _rows_in(region: Region) -> list[str]:
    """Return the lines of a table below its head and rule."""
    return region.text.strip("\n").split("\n")[2:]


def _heads_in(path: str, region: Region) -> tuple[str, ...]:
    """Return the heads of the one table of a region; none where it holds something else."""
    page = parse_document(path, region.text).page
    tables = [block for block in page.blocks if isinstance(block, Table)]
    return tuple(distinct_heads(heads_of(tables[0], page))) if len(tables) == 1 else ()


@dataclass(frozen=True, slots=True)
class _Columns:
    """The columns of a collection whose tables are wider now, as its settings are to state them."""

    stated: Stated
    tables: Sequence[_Wider]

    @property
    def collection(self) -> Collection:
        """Return the collection."""
        return self.stated.collection

    def taken(self) -> list[Taken]:
        """Say which columns are new."""
        said: list[Taken] = []
        for one in self.tables:
            place = Location(one.edit.path, line=one.edit.region.begin + 2)
            of = f"“{self.collection.key}”"
            said += [Taken(place, f"{of}: new column “{head}”", CATALOG) for head in one.new]
        return said

    def edits(self) -> list[Edit] | None:
        """Return the edits that declare the columns; nothing where they cannot be made safely."""
        columns, stated = self.stated.inherited("columns"), self.stated
        order = [one.title for one in self.collection.columns]
        for one in self.tables:
            order = _merged(order, one.heads)
        sections = self.section_edits(order)
        if not isinstance(columns, dict) or sections is None:
            return None
        fields = self.new_fields()
        declared = mapping(stated.file.get("fields"))
        edits: list[Edit] = [
            Put(("fields", key), _ANY_WORDS) for key in fields.values() if key not in declared
        ]
        edits += self.field_lists(list(fields.values()))
        is_after = order[: len(columns)] == list(columns) and "columns" in stated.own
        path = stated.path("columns")
        if is_after:
            edits += [Put((*path, head), fields[head]) for head in order[len(columns) :]]
        else:
            edits.append(Put(path, {head: columns.get(head) or fields[head] for head in order}))
        return [*edits, *stated.kept_by_others("columns", columns), *sections]

    def new_fields(self) -> dict[str, str]:
        """Name the field of each new head: one that is so called, else a new one."""
        found: dict[str, str] = {}
        shown = {column.field for column in self.collection.columns}
        known = {field.key for one in self.stated.schema.collections for field in one.fields}
        for head in dict.fromkeys(head for one in self.tables for head in one.new):
            key = slug(head).replace("-", "_")
            if key in shown or key in COMPUTED:
                taken = known | set(found.values()) | set(COMPUTED)
                key = next(name for at in range(2, 99) if (name := f"{key}_{at}") not in taken)
            found[head] = key
        return found

    def field_lists(self, keys: Sequence[str]) -> list[Edit]:
        """Add the fields to the collection's own list of them, where there is one."""
        listed = self.stated.inherited("fields")
        if not isinstance(listed, list):
            return []
        path = self.stated.path("fields")
        new = [key for key in keys if key not in listed]
        if not new:
            return []
        if "fields" in self.stated.own:
            added: list[Edit] = [Insert((*path, len(listed)), key) for key in new]
        else:
            added = [Put(path, [*listed, *new])]
        return [*added, *self.stated.kept_by_others("fields", listed)]

    def section_edits(self, order: Sequence[str]) -> list[Edit] | None:
        """State the columns of each section that has not all of them, or say that it cannot be."""
        wider = {one.section: one.heads for one in self.tables}
        edits: list[Edit] = []
        for section in self.collection.sections:
            before = [column.title for column in self.collection.columns_in(section.key)]
            heads = list(wider.get(section.key, before))
            if section.columns or heads != list(order):
                there = self.stated.section_at(section.key)
                if there is None:
                    return None
                path, stated = there
                settings = stated if isinstance(stated, dict) else {"title": section.title}
                edits.append(Put(path, {**settings, "columns": [*heads]}))
        return edits


def _merged(order: list[str], heads: Sequence[str]) -> list[str]:
    """Put the heads that an order lacks where they stand among the others."""
    merged = list(order)
    at = 0
    for head in heads:
        if head in merged:
            at = merged.index(head) + 1
        else:
            merged.insert(at, head)
            at += 1
    return merged


def _with_blank_cells(
    collection: Collection, tables: Sequence[_Wider], catalog: Catalog
) -> Iterator[tuple[str, Edit]]:
    """Give the kept rows of wider tables a blank cell under each head that stands between others.

    Rows need no cell for a head after all others: they may be short.
    """
    for one in tables:
        places = [at for at, head in enumerate(one.heads) if head in one.new]
        inner = [at for at in places if any(head not in one.new for head in one.heads[at:])]
        for record in catalog.rows_of(collection.key, one.section) if inner else ():
            if not isinstance(record, Record) or record.row is None:
                continue
            text = with_blank_cells(record.row, places)
            if record.number is not None and collection.overrides is not None:
                yield collection.overrides, Put((str(record.number), ROW), text)
            elif record.index is not None:
                yield record.place.file, Put((record.index, ROW), text)
