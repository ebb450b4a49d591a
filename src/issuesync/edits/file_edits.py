"""What entries should say into changes of the files that a maintainer keeps by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.model.problem import Location
from issuesync.records.issues import build_record
from issuesync.records.overrides import NUMBER, ROW, Override, Overrides, build_overrides
from issuesync.records.values import derive
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuesync.model.issue import Issue
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.records.overrides import Listed
    from issuesync.schema.catalog import Collection, Field
    from issuesync.schema.taxonomy import Taxonomy
    from issuesync.yamlfile.source import Plain, Source


@dataclass(slots=True)
class Files:
    """The hand-kept files as they are, and the changes to make in each; each is read once."""

    sources: Mapping[str, Source]
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    _overrides: dict[str, Overrides] = field(default_factory=dict)
    _keys: dict[str, dict[int, str]] = field(default_factory=dict)

    def edit(self, name: str, *edits: Edit) -> None:
        """Note changes of a file."""
        self.edits.setdefault(name, []).extend(edits)

    def overrides_of(self, name: str, number: int) -> Mapping[str, Override]:
        """Return the overrides that a file holds for an issue."""
        if name not in self._overrides:
            self._overrides[name] = build_overrides(self.sources[name])[0]
        return self._overrides[name].by_issue.get(number, {})

    def state_of_issue(self, name: str, number: int, fields: Mapping[str, str | None]) -> None:
        """Note what an overrides file is to state of an issue, besides what it states."""
        key = self.key_of(name, number)
        if key is not None:
            self.edit(name, *(Put((key, of), text) for of, text in fields.items()))
        elif fields:
            path = (str(number),)
            earlier = next((x for x in self.edits.get(name, ()) if x.path == path), None)
            stated = earlier.value if isinstance(earlier, Put) else None
            if earlier is not None:
                self.edits[name].remove(earlier)
            more = stated if isinstance(stated, dict) else {}
            self.edit(name, Put(path, {**more, **fields}))

    def listed_in(self, name: str) -> list[Listed]:
        """Return the order that a file of overrides lists."""
        self.overrides_of(name, 0)
        return [item for item, _ in self._overrides[name].listed]

    def key_of(self, name: str, number: int) -> str | None:
        """Return how an overrides file writes an issue's number, if it holds it."""
        if name not in self._keys:
            content = self.sources[name].value
            keys = content if isinstance(content, dict) else {}
            self._keys[name] = {
                int(key.removeprefix("#")): key for key in keys if NUMBER.fullmatch(key)
            }
        return self._keys[name].get(number)


def _text_of(field: Field, value: Value | None) -> str | None:
    """Return the text that states a value in a file; none states none."""
    return None if value is None else str(field.type.write(value))


def _split_derived(
    values: Mapping[str, Value | None], collection: Collection
) -> tuple[dict[str, Value | None], dict[str, Value | None]]:
    """Divide values into those of fields of their own, and of fields that others replace."""
    derived = {k: v for k, v in values.items() if collection.by_key[k].default}
    return {k: v for k, v in values.items() if k not in derived}, derived


def override(
    issue: Issue,
    values: Mapping[str, Value | None],
    collection: Collection,
    taxonomy: Taxonomy,
    files: Files,
) -> None:
    """Note the overrides that make an issue's entry say the values, and no needless ones."""
    assert collection.overrides is not None
    name = collection.overrides
    present = files.overrides_of(name, issue.number)
    own, derived = _split_derived(values, collection)
    bare = {key: one for key, one in present.items() if key not in values}
    wanted: dict[str, str | None] = {}
    for part in (own, derived):
        record = build_record(issue, collection, taxonomy, bare)
        for key, value in part.items():
            if record.value(key) != value:
                wanted[key] = _text_of(collection.by_key[key], value)
                bare = {**bare, key: Override(wanted[key] or "", Location())}
    needless = [key for key in values if key in present and key not in wanted]
    files.state_of_issue(name, issue.number, wanted)
    stands = files.key_of(name, issue.number) or ""
    files.edit(name, *(Drop((stands, key)) for key in needless))


def state(
    record: Record, values: Mapping[str, Value | None], collection: Collection, files: Files
) -> bool:
    """Note what makes an entry of a data file say the values; say whether the entry is there."""
    index = record.index
    if index is None:
        return False
    entry = _entry_at(files.sources[record.place.file], index)
    own, derived = _split_derived(values, collection)
    edits: list[Edit] = []
    for key, value in own.items():
        edits += _put_or_drop(index, key, _text_of(collection.by_key[key], value), entry)
    for key, value in derived.items():
        field = collection.by_key[key]
        model = field.default or ""
        stand_in = derive(field, values.get(model, record.value(model)), collection)
        text = None if stand_in == value else _text_of(field, value)
        edits += _put_or_drop(index, key, text, entry)
    files.edit(record.place.file, *edits)
    return True


def keeps_rows(collection: Collection, records: Iterable[Record]) -> bool:
    """Say whether the overrides of a collection keep rows of issues as they were found."""
    is_kept = collection.is_as_listed or any(one.row for one in records if one.number is not None)
    return collection.from_issues and collection.overrides is not None and is_kept


def keep_row(record: Record, text: str, collection: Collection, files: Files) -> str | None:
    """Note the Markdown of an entry's row as it was edited; return the file that can keep it."""
    if record.number is not None and collection.overrides is not None:
        files.state_of_issue(collection.overrides, record.number, {ROW: text})
        return collection.overrides
    if record.index is not None:
        files.edit(record.place.file, Put((record.index, ROW), text))
        return record.place.file
    return None


def _put_or_drop(index: int, key: str, text: str | None, entry: Mapping[str, Plain]) -> list[Edit]:
    """State a field of an entry, or leave it out."""
    if text is not None:
        return [Put((index, key), text)]
    return [Drop((index, key))] if key in entry else []


def _entry_at(source: Source, index: int) -> dict[str, Plain]:
    """Return an entry of a data file."""
    entry = source.value[index] if isinstance(source.value, list) else None
    return entry if isinstance(entry, dict) else {}


def remove(record: Record, files: Files) -> bool:
    """Note that an entry goes from its file; say whether it is there."""
    if record.index is not None:
        files.edit(record.place.file, Drop((record.index,)))
    return record.index is not None


def insert(
    values: Mapping[str, Value | None], after: Record | None, collection: Collection, files: Files
) -> None:
    """Note a new entry: below the one above it in the table, else at the end of the last file."""
    name = collection.data_files[-1]
    at = after.index if after is not None else None
    if after is not None and at is not None:
        name = after.place.file
    source = files.sources[name]
    count = len(source.value) if isinstance(source.value, list) else 0
    own, derived = _split_derived(values, collection)
    for key, value in derived.items():
        field = collection.by_key[key]
        if derive(field, values.get(field.default or ""), collection) != value:
            own[key] = value
    texts = {key: _text_of(collection.by_key[key], value) for key, value in own.items()}
    model = _entry_at(source, at if at is not None else 0) if count else {}
    order = [*model, *(f.key for f in collection.fields)]
    entry: Plain = {key: texts[key] for key in dict.fromkeys(order) if texts.get(key) is not None}
    files.edit(name, Insert((at + 1 if at is not None else count,), entry))
