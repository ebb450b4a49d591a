"""A question of a catalog into the entries that answer it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from operator import itemgetter
from typing import TYPE_CHECKING, Any

from issuesync.errors import UsageError
from issuesync.fields.base import fold
from issuesync.fields.spelling import nearest, suggest
from issuesync.model.wording import first_few
from issuesync.records.catalog import sections_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.record import Record, RecordKey
    from issuesync.model.value import Value
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema

_TEST = re.compile(r"([^=<>!]+)(>=|<=|!=|=|>|<)(.*)", re.DOTALL)
_MOST_NAMED = 8
"""How many names a message lists."""

_ORDER = {">=": (0, 1), "<=": (-1, 0), ">": (1,), "<": (-1,)}
"""How a value may compare with the one asked for: as less (-1), equal (0) or more (1)."""


@dataclass(frozen=True, slots=True)
class Query:
    """What entries are looked for; every part that is stated has to hold.

    ``fields`` are texts such as ``year=2024`` or ``samples>=10k``; a section is named by its key
    or title. ``sort`` is a field's key, ``number`` or ``name``, with a hyphen before it to reverse.
    """

    text: str | None = None
    labels: tuple[str, ...] = ()
    section: str | None = None
    collection: str | None = None
    fields: tuple[str, ...] = ()
    uses: str | None = None
    sort: str | None = None


def select(catalog: Catalog, query: Query) -> list[Record]:
    """Return the entries that a query asks for, in the catalog's order.

    Raises `UsageError` for a name that nothing in the catalog has, with the nearest one.
    """
    schema = catalog.schema
    _require_names(catalog, query)
    tests = [_parse_test(one, schema) for one in query.fields]
    users = _users_of(catalog, query.uses) if query.uses is not None else None
    found = [
        record
        for record in catalog
        if (query.collection is None or record.collection == query.collection)
        and _has_labels(record, query.labels, schema)
        and (query.section is None or _is_in_section(record, query.section, schema))
        and (users is None or record.key in users)
        and all(_holds(record, test, schema) for test in tests)
        and (query.text is None or _says(record, query.text, schema))
    ]
    return _sorted(found, query.sort, schema) if query.sort is not None else found


def _sorted(records: list[Record], sort: str, schema: Schema) -> list[Record]:
    """Sort by a field, what has no value last; raise `UsageError` for an unknown key."""
    key, is_reversed = sort.removeprefix("-"), sort.startswith("-")
    fields = {f.key: f for c in schema.collections for f in c.fields}
    require_known("field", key, [*fields, "number"])
    if key == "number":
        own = [(record.number, record) for record in records]
    else:
        own = [(_sort_key(record, key, schema), record) for record in records]
    stated = [(value, record) for value, record in own if value is not None]
    stated.sort(key=itemgetter(0), reverse=is_reversed)
    return [*(one for _, one in stated), *(one for value, one in own if value is None)]


def _sort_key(record: Record, key: str, schema: Schema) -> Any:
    """Return what an entry is sorted by; ``None`` where it has no value."""
    field, value = schema.by_key[record.collection].by_key.get(key), record.value(key)
    return None if field is None or value is None else field.type.sort_key(value)


def find_entries(catalog: Catalog, entry: str) -> list[Record]:
    """Return the entry of a number, ``57`` or ``#57``, or those of a name.

    Raises `UsageError` where there is none, with the nearest name.
    """
    number = entry.removeprefix("#")
    if number.isascii() and number.isdigit():
        found = [record for record in catalog if str(record.number) == number]
    else:
        found = [record for record in catalog if fold(record.name) == fold(entry)]
    found = found or [record for record in catalog if catalog.references.is_called(record, entry)]
    found = found or _named_in_part(catalog, entry)
    if not found:
        hint = suggest(
            entry, [record.name for record in catalog], "issuesync list shows what there is"
        )
        raise UsageError(f"no published entry is called “{entry}”", hint=hint)
    return found


def _named_in_part(catalog: Catalog, part: str) -> list[Record]:
    """Return the entry whose name holds a text; raise `UsageError` where several do."""
    folded = fold(part)
    found = [one for one in catalog if folded and folded in fold(one.name)]
    if len(found) > 1:
        named = first_few([one.title for one in found], _MOST_NAMED)
        hint = "give the issue's number or more of the name"
        message = f"“{part}” is part of the names of {len(found)} entries: {named}"
        raise UsageError(message, hint=hint)
    return found


def _users_of(catalog: Catalog, entry: str) -> frozenset[RecordKey]:
    """Return the entries that name the entry of a number or name as a source."""
    references = catalog.references
    return frozenset(
        user.key for record in find_entries(catalog, entry) for user in references.users(record)
    )


def find_section(catalog: Catalog, name: str) -> tuple[Record, ...]:
    """Return the entries of a section, named by its key or title or as ``collection/section``.

    Raises `UsageError` where there is none, with the nearest name.
    """
    sections = {
        (one.key, section.key): (section.key, section.title, *section.was)
        for one in catalog.schema.collections
        for section in one.sections
    }
    found = [
        place
        for place, names in sections.items()
        if fold(name) in {fold("/".join(place)), *map(fold, names)}
    ]
    if not found:
        require_known("section", name, [each for names in sections.values() for each in names])
    return tuple(record for place in found for record in catalog.in_section(*place))


def _require_names(catalog: Catalog, query: Query) -> None:
    """Raise `UsageError` for a filter that names what nothing in the catalog is called."""
    schema = catalog.schema
    if query.collection is not None:
        require_known("collection", query.collection, schema.by_key)
    if query.section is not None:
        sections = [one for each in schema.collections for one in each.sections]
        names = [name for one in sections for name in (one.title, one.key, *one.was)]
        require_known("section", query.section, names, is_folded=True)
    borne = [name for record in catalog for name in record.labels]
    known = [one.name for one in schema.taxonomy.labels]
    for name in query.labels:
        label = schema.taxonomy.find(name)
        require_known("label", label.name if label else name, [*known, *borne], is_folded=True)


def require_known(what: str, name: str, known: Iterable[str], *, is_folded: bool = False) -> None:
    """Raise `UsageError` for a name that is not known, with the nearest that is."""
    names = list(dict.fromkeys(known))
    if name not in names and not (is_folded and fold(name) in map(fold, names)):
        near = nearest(name, names)
        hint = f"did you mean {near}?" if near else f"known: {', '.join(names)}"
        raise UsageError(f"there is no {what} “{name}”", hint=hint)


@dataclass(frozen=True, slots=True)
class _Test:
    """What a field is compared with, and how."""

    key: str
    sign: str
    text: str


def _parse_test(text: str, schema: Schema) -> _Test:
    """Divide ``year>=2024``; raise `UsageError` where there is no such field."""
    found = _TEST.fullmatch(text)
    if found is None:
        raise UsageError(f"“{text}” is not a KEY=VALUE", hint="write, say, --field year=2024")
    test = _Test(found[1].strip(), found[2], found[3].strip())
    if test.sign == "=" and test.text[:1] in {">", "<"}:
        hint = f"write {test.key}{test.text[0]}={test.text[1:].strip()}"
        raise UsageError(f"“={test.text[0]}” is not a comparison", hint=hint)
    fields = {f.key: f for c in schema.collections for f in c.fields}
    require_known("field", test.key, fields)
    if test.sign in _ORDER and fields[test.key].type.read(test.text).value is None:
        message = f"“{test.text}” is not a value that “{test.key}” can be compared with"
        raise UsageError(message, hint=fields[test.key].type.hint)
    return test


def _holds(record: Record, test: _Test, schema: Schema) -> bool:
    """Say whether a record passes a test; what is not known is neither more nor less."""
    field = schema.by_key[record.collection].by_key.get(test.key)
    if field is None:
        return False
    if test.sign in {"=", "!="}:
        return _has_value(record, test.key, test.text, schema) == (test.sign == "=")
    value, wanted = record.value(test.key), field.type.read(test.text).value
    if value is None or wanted is None or field.type.plain(value) is None:
        return False
    own, other = field.type.sort_key(value), field.type.sort_key(wanted)
    return (own > other) - (own < other) in _ORDER[test.sign]


def _has_labels(record: Record, names: Iterable[str], schema: Schema) -> bool:
    """Say whether the record has every label, by any of the label's names."""
    borne = {name.casefold() for name in record.labels}
    wanted = ((schema.taxonomy.find(name), name) for name in names)
    return all((label.name if label else name).casefold() in borne for label, name in wanted)


def _is_in_section(record: Record, name: str, schema: Schema) -> bool:
    """Say whether the record is in a section of this key or title."""
    keys = sections_of(record)
    return any(
        section.key in keys and fold(name) in map(fold, (section.key, section.title, *section.was))
        for section in schema.by_key[record.collection].sections
    )


def _has_value(record: Record, key: str, text: str, schema: Schema) -> bool:
    """Say whether the text reads as the value or a part of it; no text asks for no value."""
    field = schema.by_key[record.collection].by_key.get(key)
    value = record.value(key)
    if field is None or value is None:
        return field is not None and not text
    read = field.type.read(text).value if text else None
    if read == value or (isinstance(read, tuple) and set(read) <= set(_as_tuple(value))):
        return True
    return fold(text) in map(fold, (*field.type.terms(value), field.type.show(value)))


def _as_tuple(value: Value) -> tuple[object, ...]:
    """Return the parts of a value that has several, else the value alone."""
    return value if isinstance(value, tuple) else (value,)


def _says(record: Record, text: str, schema: Schema) -> bool:
    """Say whether every word is in the name, a value or a label."""
    fields = schema.by_key[record.collection].by_key
    shown = [
        fields[key].type.show(stated.value)
        for key, stated in record.values.items()
        if stated.value is not None
    ]
    whole = fold(" ".join([record.title, *shown, *record.labels]))
    return all(word in whole for word in fold(text).split())
