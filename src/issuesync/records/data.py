"""The entries of a data file into records."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.fields.spelling import suggest
from issuesync.model.record import Between, FieldValue, Origin, Record
from issuesync.records.overrides import BETWEEN, ROW, yaml_text
from issuesync.records.values import fill_defaults, read_value
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from issuesync.model.problem import Location, Problem
    from issuesync.schema.catalog import Collection
    from issuesync.yamlfile.source import Plain, Source

_AS_ENTRY = "begin each entry with - name: and its name"


def build_data(
    source: Source, collection: Collection
) -> tuple[list[Record | Between], list[Problem]]:
    """Turn a data file, a list of mappings, into records and what is wrong with it.

    What is between entries keeps its place among them.
    """
    content = source.value if source.value is not None else []
    if not isinstance(content, list):
        return [], [source.problem("wrong-setting", "not a list of entries", hint=_AS_ENTRY)]
    records: list[Record | Between] = []
    problems: list[Problem] = []
    for index, entry in enumerate(content):
        if isinstance(entry, dict) and is_between(entry, collection):
            records.append(build_between(entry, collection, source.place(index), index))
        elif isinstance(entry, dict):
            records.append(_build_entry(source, index, entry, collection))
        else:
            message = "not an entry with fields"
            problems.append(source.problem("wrong-setting", message, index, hint=_AS_ENTRY))
    return records, problems


def is_between(entry: dict[str, Plain], collection: Collection) -> bool:
    """Say whether a mapping is not an entry but lines between entries."""
    is_meant = BETWEEN in entry and BETWEEN not in collection.by_key
    return is_meant and set(entry) <= {BETWEEN, SECTION}


def build_between(
    entry: dict[str, Plain], collection: Collection, place: Location, index: int | None = None
) -> Between:
    """Turn a mapping into the lines that are between entries."""
    field = collection.by_key.get(SECTION)
    stated = yaml_text(entry.get(SECTION))
    value = field.type.read(stated).value if field is not None else None
    section = value if isinstance(value, str) else next(iter(value or ()), "")
    return Between(yaml_text(entry[BETWEEN]), str(section), place, index)


def _build_entry(
    source: Source, index: int, entry: dict[str, Plain], collection: Collection
) -> Record:
    """Turn one entry into a record."""
    place = source.place(index)
    problems: list[Problem] = []
    values: dict[str, FieldValue] = {}
    for key, plain in entry.items():
        field = collection.by_key.get(key)
        if field is None and key == ROW:
            continue
        if field is None:
            hint = suggest(key, collection.by_key, f"one of: {', '.join(collection.by_key)}")
            problems.append(
                source.problem("unknown-name", f"no field “{key}”", index, key, hint=hint)
            )
            continue
        text = yaml_text(plain)
        values[key] = read_value(field, text, Origin.DATA, source.place(index, key), problems)
    problems += fill_defaults(collection, values, place)
    is_kept = ROW in entry and ROW not in collection.by_key
    name = values.get(collection.naming)
    if name is None or not name.value:
        message = "the entry has no name"
        problems.append(source.problem("required", message, index, hint="add its name"))
    return Record(
        collection=collection.key,
        name=str(name.value) if name and name.value else "",
        number=None,
        values=values,
        place=place,
        problems=tuple(problems),
        index=index,
        row=yaml_text(entry[ROW]) if is_kept else None,
        row_place=source.place(index, ROW) if is_kept else place,
    )
