"""Columns that people gave to a table by hand, into the settings and fields that declare them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.documents.build import build_documents
from issuesync.edits.base_versions import Past, find_edits
from issuesync.edits.listed_rows import heads_of
from issuesync.edits.route import Taken
from issuesync.fields.base import label_key, slug
from issuesync.markdown.blocks import Table
from issuesync.markdown.document import parse_document
from issuesync.markdown.tables import distinct_heads
from issuesync.model.problem import Location, Severity
from issuesync.model.record import Record
from issuesync.records.catalog import build_catalog
from issuesync.records.overrides import ROW
from issuesync.schema.build import parse_catalog
from issuesync.schema.catalog import COMPUTED
from issuesync.yamlfile.changes import Edit, Insert, Put
from issuesync.yamlfile.edit import UneditableError, edit_yaml
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.materials import Materials
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Schema, Section
    from issuesync.yamlfile.source import Plain

_CATALOG = "catalog.yaml"
_ANY_WORDS = "markdown"
"""The type of a field of which nothing is known but what people wrote."""

_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Widened:
    """Materials whose settings declare the new columns, and what their tables were with them.

    ``bases`` holds the regions by document and name, each row with a blank cell more.
    """

    materials: Materials
    bases: Mapping[tuple[str, str], Region]
    taken: tuple[Taken, ...]


@dataclass(frozen=True, slots=True)
class _Wider:
    """An edited table with more heads than it had; ``heads`` are all, ``new`` those of them."""

    edit: HandEdit
    section: str
    heads: tuple[str, ...]
    new: tuple[str, ...]


def widen(materials: Materials) -> Widened | None:
    """Declare the columns that edited tables have more; nothing where there are none.

    Nothing too where ``catalog.yaml`` does not state the columns in a way that can be added to,
    or where a table was behind its entries: then the edit is refused as one of columns.
    """
    found: dict[str, list[_Wider]] = {}
    for path, text in materials.documents.items():
        for one in _wider_tables(path, text or "", materials):
            found.setdefault(one.edit.region.address.collection, []).append(one)
    if not found:
        return None
    schema = materials.catalog.schema
    edits: dict[str, list[Edit]] = {_CATALOG: []}
    taken: list[Taken] = []
    for key, tables in found.items():
        stated = _Stated(schema, schema.by_key[key], tables)
        wanted = stated.edits()
        if wanted is None:
            return None
        edits[_CATALOG] += wanted
        taken += stated.taken()
        for name, puts in _with_blank_cells(schema.by_key[key], tables, materials.catalog):
            edits.setdefault(name, []).append(puts)
    texts = _edited(materials.texts, edits)
    wider = _rebuilt(materials, texts) if texts is not None else None
    if wider is None:
        return None
    names = [(one.edit.path, one.edit.region.name) for tables in found.values() for one in tables]
    now = {path: parse_document(path, past.now) for path, past in wider.past.items()}
    bases = {
        (x.path, y.name): y for x in now.values() for y in x.regions if (x.path, y.name) in names
    }
    return Widened(wider, bases, tuple(taken))


def _wider_tables(path: str, text: str, materials: Materials) -> Iterator[_Wider]:
    """Give the edited tables of a document that have heads more than their columns."""
    document = parse_document(path, text)
    now = {one.name: one for one in parse_document(path, materials.past[path].now).regions}
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
class _Stated:
    """What ``catalog.yaml`` states of a collection whose tables are wider now."""

    schema: Schema
    collection: Collection
    tables: Sequence[_Wider]

    def taken(self) -> list[Taken]:
        """Say which columns are new."""
        said: list[Taken] = []
        for one in self.tables:
            place = Location(one.edit.path, line=one.edit.region.begin + 2)
            of = f"“{self.collection.key}”"
            said += [Taken(place, f"{of}: new column “{head}”", _CATALOG) for head in one.new]
        return said

    def edits(self) -> list[Edit] | None:
        """Return the edits that declare the columns; nothing where they cannot be made safely."""
        columns, sections = self.inherited("columns"), self.own.get("sections")
        if not isinstance(columns, dict) or (self.collection.sections and not sections):
            return None
        fields = self.new_fields()
        edits: list[Edit] = [
            Put(("fields", key), _ANY_WORDS) for key in fields.values() if key not in self.declared
        ]
        edits += self.field_lists(list(fields.values()))
        order = [one.title for one in self.collection.columns]
        for one in self.tables:
            order = _merged(order, one.heads)
        is_after = order[: len(columns)] == list(columns) and "columns" in self.own
        path = ("collections", self.collection.key, "columns")
        if is_after:
            edits += [Put((*path, head), fields[head]) for head in order[len(columns) :]]
        else:
            edits.append(Put(path, {head: columns.get(head) or fields[head] for head in order}))
        edits += self.kept_by_others("columns", columns)
        return [*edits, *self.section_edits(order)]

    @property
    def own(self) -> dict[str, Plain]:
        """Return what is stated of the collection itself."""
        return _mapping(_mapping(self.file.get("collections")).get(self.collection.key))

    @property
    def file(self) -> dict[str, Plain]:
        """Return the settings as they are stated."""
        return _mapping(self.schema.file.value)

    @property
    def declared(self) -> dict[str, Plain]:
        """Return the fields that are declared."""
        return _mapping(self.file.get("fields"))

    def inherited(self, setting: str) -> Plain:
        """Return a setting of the collection, else that of the one it is like."""
        if setting in self.own:
            return self.own[setting]
        like = self.own.get("like")
        of_like = (
            _mapping(self.file.get("collections")).get(like) if isinstance(like, str) else None
        )
        return _mapping(of_like).get(setting)

    def new_fields(self) -> dict[str, str]:
        """Name the field of each new head: one that is so called, else a new one."""
        found: dict[str, str] = {}
        shown = {column.field for column in self.collection.columns}
        known = {field.key for one in self.schema.collections for field in one.fields}
        for head in dict.fromkeys(head for one in self.tables for head in one.new):
            key = slug(head).replace("-", "_")
            if key in shown or key in COMPUTED:
                taken = known | set(found.values()) | set(COMPUTED)
                key = next(name for at in range(2, 99) if (name := f"{key}_{at}") not in taken)
            found[head] = key
        return found

    def field_lists(self, keys: Sequence[str]) -> list[Edit]:
        """Add the fields to the collection's own list of them, where there is one."""
        listed = self.inherited("fields")
        if not isinstance(listed, list):
            return []
        path = ("collections", self.collection.key, "fields")
        new = [key for key in keys if key not in listed]
        if not new:
            return []
        if "fields" in self.own:
            added: list[Edit] = [Insert((*path, len(listed)), key) for key in new]
        else:
            added = [Put(path, [*listed, *new])]
        return [*added, *self.kept_by_others("fields", listed)]

    def kept_by_others(self, setting: str, value: Plain) -> list[Edit]:
        """Let collections that are like this one keep what they had of it."""
        others = _mapping(self.file.get("collections"))
        return [
            Put(("collections", key, setting), value)
            for key, one in others.items()
            if _mapping(one).get("like") == self.collection.key and setting not in _mapping(one)
        ]

    def section_edits(self, order: Sequence[str]) -> list[Edit]:
        """State the columns of each section that has not all of them."""
        wider = {one.section: one.heads for one in self.tables}
        edits: list[Edit] = []
        for section in self.collection.sections:
            before = [column.title for column in self.collection.columns_in(section.key)]
            heads = list(wider.get(section.key, before))
            if section.columns or heads != list(order):
                edits.append(self.with_columns(section, heads))
        return edits

    def with_columns(self, section: Section, heads: list[str]) -> Edit:
        """State the columns of a section where the section is stated."""
        path = ("collections", self.collection.key, "sections")
        stated = self.own["sections"]
        if isinstance(stated, dict):
            return Put((*path, section.key), _section_with(stated.get(section.key), section, heads))
        listed = stated if isinstance(stated, list) else []
        at = self.collection.sections.index(section)
        return Put((*path, at), _section_with(listed[at], section, heads))


def _section_with(stated: Plain, section: Section, heads: list[str]) -> Plain:
    """Return what is stated of a section, with the columns of its table."""
    settings = stated if isinstance(stated, dict) else {"title": section.title}
    return {**settings, "columns": [*heads]}


def _mapping(value: Plain) -> dict[str, Plain]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}


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
            text = _with_cells(record.row, places)
            if record.number is not None and collection.overrides is not None:
                yield collection.overrides, Put((str(record.number), ROW), text)
            elif record.index is not None:
                yield record.place.file, Put((record.index, ROW), text)


def _with_cells(row: str, places: Sequence[int]) -> str:
    """Put blank cells into a row, at places of the row as it will be."""
    parts = _PIPE.split(row)
    first = int(row.lstrip().startswith("|"))
    for at in places:
        if at + first < len(parts):
            parts.insert(at + first, " ")
    return "|".join(parts)


def _edited(texts: Mapping[str, str], edits: Mapping[str, Sequence[Edit]]) -> dict[str, str] | None:
    """Make the edits of the hand-kept files; nothing where one cannot be made safely."""
    try:
        return {
            name: edit_yaml(text, edits[name]) if name in edits else text
            for name, text in texts.items()
        }
    except UneditableError:
        return None


def _rebuilt(materials: Materials, texts: dict[str, str]) -> Materials | None:
    """Return the materials as they are with other files; nothing where the settings are wrong."""
    taxonomy = materials.catalog.schema.taxonomy
    schema, problems = parse_catalog(texts[_CATALOG], _CATALOG, taxonomy)
    if schema is None or any(one.severity is Severity.ERROR for one in problems):
        return None
    sources = {name: parse_yaml(text, name)[0] for name, text in texts.items()}
    catalog = build_catalog(schema, materials.snapshot, sources, sources)
    built = build_documents(catalog, materials.documents, materials.helps, {}, overwrite=True)
    now = {file.path: file.text for file in built.files if file.text is not None}
    past = {
        path: Past(now.get(path, one.now), one.versions, one.base)
        for path, one in materials.past.items()
    }
    return replace(materials, catalog=catalog, texts=texts, past=past)
