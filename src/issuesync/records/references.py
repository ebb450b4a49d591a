"""Which entry names which: the mentions of a catalog resolved, in both directions."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from issuesync.fields.entries import Entries, name_key, names_of
from issuesync.model.frozen import frozen_dataclass
from issuesync.model.problem import Problem
from issuesync.model.value import Listing
from issuesync.model.wording import first_few
from issuesync.records.identity import Key, work_keys
from issuesync.records.mentions import MentionKind, NameIndex
from issuesync.schema.catalog import ALIASES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.model.problem import Location
    from issuesync.model.record import Record, RecordKey
    from issuesync.schema.catalog import Field, Schema


@frozen_dataclass(frozen=True, slots=True)
class Reference:
    """One mention as written: what it is, and the entry that it names or those it may mean."""

    text: str
    kind: MentionKind
    entries: tuple[Record, ...]
    field: Field
    place: Location

    @property
    def is_source(self) -> bool:
        """Say whether it names something the entry is built from; a place or remark does not."""
        return self.kind not in _NO_SOURCE


@dataclass(frozen=True, slots=True)
class Unlisted:
    """A source that is not an entry, by the key of its name and as it was first written."""

    key: str
    text: str = field(compare=False)


Node: TypeAlias = "RecordKey | Unlisted"


@dataclass(frozen=True)
class References:
    """Every mention of the catalog, and what follows: what is built from what, both ways.

    ``named`` are the collections whose entries others may name.
    """

    records: Mapping[RecordKey, Record]
    mentions: Mapping[RecordKey, tuple[Reference, ...]]
    works: Mapping[Key, tuple[Record, ...]]
    named: frozenset[str] = frozenset()

    def of(self, record: Record) -> tuple[Reference, ...]:
        """Return the record's mentions in the order in which it states them."""
        return self.mentions.get(record.key, ())

    def is_called(self, record: Record, name: str) -> bool:
        """Say whether one of the names of a record, in whatever form, is this one."""
        names = (record.name, *names_of(record.name), *_aliases_of(record))
        key = name_key(name)
        return bool(key) and key in map(name_key, names)

    def sources(self, record: Record) -> tuple[Record, ...]:
        """Return the entries that the record names, each once."""
        found = {
            one.key: one
            for ref in self.of(record)
            if ref.kind is MentionKind.ENTRY
            for one in ref.entries
        }
        return tuple(found.values())

    def users(self, record: Record) -> tuple[Record, ...]:
        """Return the entries that name the record, in the catalog's order."""
        return self._users.get(record.key, ())

    @cached_property
    def _users(self) -> dict[RecordKey, tuple[Record, ...]]:
        found: dict[RecordKey, list[Record]] = {}
        for key in self.mentions:
            user = self.records[key]
            for source in self.sources(user):
                found.setdefault(source.key, []).append(user)
        return {key: tuple(users) for key, users in found.items()}

    def nodes(self, key: RecordKey) -> tuple[Node, ...]:
        """Return what the entry names directly, but for places and remarks: entries and names."""
        return self._nodes.get(key, ())

    @cached_property
    def _nodes(self) -> dict[RecordKey, tuple[Node, ...]]:
        first: dict[str, Unlisted] = {}
        found: dict[RecordKey, tuple[Node, ...]] = {}
        for key, mentions in self.mentions.items():
            nodes: dict[Node, None] = {}
            for one in mentions:
                if one.kind is MentionKind.ENTRY:
                    nodes |= dict.fromkeys(entry.key for entry in one.entries)
                elif one.is_source:
                    name = name_key(one.text)
                    nodes[first.setdefault(name, Unlisted(name, one.text))] = None
            found[key] = tuple(nodes)
        return found

    def reach(self, record: Record) -> dict[Node, RecordKey | None]:
        """Return all that the record is built from, itself first, by the entry that names it.

        Of several entries that name a source, it is the one nearest to the record.
        """
        found: dict[Node, RecordKey | None] = {record.key: None}
        queue = deque([record.key])
        while queue:
            key = queue.popleft()
            for node in self.nodes(key):
                if node not in found:
                    found[node] = key
                    if not isinstance(node, Unlisted):
                        queue.append(node)
        return found

    def with_records(self, records: Iterable[Record]) -> References:
        """Return the same for records that state the same, in their order."""
        new = {record.key: record for record in records}
        rank = {key: index for index, key in enumerate(new)}

        def renew(of: tuple[Record, ...]) -> tuple[Record, ...]:
            keys = [record.key for record in of]
            if len(keys) > 1:
                keys.sort(key=rank.__getitem__)
            return tuple(new[key] for key in keys)

        mentions = {
            key: tuple(
                Reference(one.text, one.kind, renew(one.entries), one.field, one.place)
                for one in self.mentions[key]
            )
            for key in new
            if key in self.mentions
        }
        works = {key: renew(same) for key, same in self.works.items()}
        return References(new, mentions, works, self.named)

    def same_work(self, record: Record) -> tuple[Record, ...]:
        """Return the other entries with the record's arXiv identifier or DOI."""
        found = {
            one.key: one for key in self._work_keys.get(record.key, ()) for one in self.works[key]
        }
        found.pop(record.key, None)
        return tuple(found.values())

    @cached_property
    def _work_keys(self) -> dict[RecordKey, list[Key]]:
        found: dict[RecordKey, list[Key]] = {}
        for key, records in self.works.items():
            for record in records:
                found.setdefault(record.key, []).append(key)
        return found


_MOST_NAMED = 10
_LONGEST = 120
_TOLD = {
    MentionKind.TYPO: ("reference-typo", "“{text}” is not an entry", "did you mean {named}?"),
    MentionKind.FAMILY: (
        "reference-family",
        "“{text}” could mean {named}",
        "write the full name of one",
    ),
    MentionKind.VERSION: (
        "reference-version",
        "“{text}” is not an entry, but {named} is",
        "write {named} if that is meant; add the version as an entry if not",
    ),
    MentionKind.ITSELF: (
        "reference-itself",
        "“{text}” is the entry itself",
        "remove it from the list",
    ),
    MentionKind.OUTSIDE: (
        "reference-outside",
        "“{text}” is not an entry",
        "add it as an entry, as an alias of one, or to the places of “{key}”",
    ),
}
"""The code, message and hint for each kind of mention that `check` lists."""
_NO_SOURCE = frozenset({MentionKind.PLACE, MentionKind.REMARK, MentionKind.ITSELF})


def build_references(schema: Schema, records: Iterable[Record]) -> References:
    """Resolve every mention of the records, which are in the catalog's order."""
    of_all = list(records)
    works = _group_works(of_all, schema)
    fields = [
        (one.key, field, field.type)
        for one in schema.collections
        for field in one.fields
        if isinstance(field.type, Entries)
    ]
    if not fields:
        return References({record.key: record for record in of_all}, {}, works)
    named = {kind: _named_collections(schema, kind) for _, _, kind in fields}
    by_named = {names: _build_index(of_all, names) for names in named.values()}
    indexes = {kind: by_named[names].with_places(kind.places) for kind, names in named.items()}
    by_collection: dict[str, list[tuple[Field, NameIndex]]] = {}
    for collection, asked, kind in fields:
        by_collection.setdefault(collection, []).append((asked, indexes[kind]))
    mentions: dict[RecordKey, tuple[Reference, ...]] = {}
    for record in of_all:
        found = tuple(
            reference
            for asked, index in by_collection.get(record.collection, ())
            for reference in _resolve_field(record, asked, index)
        )
        if found:
            mentions[record.key] = found
    every = frozenset(name for names in by_named for name in names)
    return References({record.key: record for record in of_all}, mentions, works, every)


def _named_collections(schema: Schema, kind: Entries) -> tuple[str, ...]:
    """Return the collections whose entries a field may name."""
    return kind.of or tuple(one.key for one in schema.collections)


def _build_index(records: Iterable[Record], named: tuple[str, ...]) -> NameIndex:
    """Collect the names of all entries of these collections."""
    return NameIndex((one for one in records if one.collection in named), _aliases_of)


def _aliases_of(record: Record) -> tuple[str, ...]:
    """Return what else the entry says that it is called."""
    value = record.value(ALIASES)
    if isinstance(value, Listing):
        return value.items
    return (value,) if isinstance(value, str) else ()


def _resolve_field(record: Record, field: Field, index: NameIndex) -> Iterator[Reference]:
    """Give every mention of one field."""
    stated = record.values.get(field.key)
    if stated is None or not isinstance(stated.value, Listing):
        return
    own = record.key
    for text in stated.value.items:
        found = index.resolve(text, own)
        yield Reference(text, found.kind, found.entries, field, stated.place)


def _group_works(records: Iterable[Record], schema: Schema) -> dict[Key, tuple[Record, ...]]:
    """Group the entries by arXiv identifier and DOI; leave out what only one has."""
    found: dict[Key, list[Record]] = {}
    for record in records:
        for key in work_keys(record, schema.by_key[record.collection]):
            found.setdefault(key, []).append(record)
    return {key: tuple(same) for key, same in found.items() if len(same) > 1}


def check_references(references: References) -> Iterator[Problem]:
    """Report every mention that is neither an entry nor a place nor a remark."""
    for mentions in references.mentions.values():
        for one in mentions:
            told = _TOLD.get(one.kind)
            if told:
                code, message, hint = told
                named = _quoted_names(one.entries)
                yield Problem(
                    code,
                    f"{one.field.label}: {message.format(text=one.text[:_LONGEST], named=named)}",
                    one.place,
                    hint.format(named=named, key=one.field.key),
                )


def _quoted_names(records: Iterable[Record]) -> str:
    """List entries by name for a message."""
    names = dict.fromkeys(record.name for record in records)
    return first_few([f"“{name}”" for name in names], _MOST_NAMED)
