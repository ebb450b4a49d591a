"""Sheets with the issues of their rows into what ``catalog.yaml`` is to declare."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from issuesync.adopt.bodies import find_fields
from issuesync.adopt.column_kinds import TAKEN
from issuesync.adopt.reading import Reading, shape_key
from issuesync.adopt.sections import (
    Placed,
    collection_key,
    collection_title,
    free_title,
    plan_sections,
)
from issuesync.adopt.types import SEPARATORS, Typed, type_of
from issuesync.fields.base import fold, label_key
from issuesync.markdown.regions import entries_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.adopt.extract import Shape, Shown
    from issuesync.adopt.match import Matches
    from issuesync.model.issue import Issue


_LEAST_PAIRS = 3
"""Fewer names than this stand in order by chance."""


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field as ``catalog.yaml`` declares it; no label where its key says the same."""

    key: str
    typed: Typed
    label: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class CollectionPlan:
    """A collection: its sections by key with their titles, its columns, where its rows stand."""

    key: str
    title: str
    kind: str
    is_of_issues: bool
    sections: Mapping[str, str]
    shown: tuple[Shown, ...]
    sort: tuple[str, ...]
    places: tuple[Placed, ...]
    fields: tuple[str, ...]
    has_data: bool = True
    """Whether a data file holds some of its entries."""


@dataclass(frozen=True, slots=True)
class Design:
    """The fields and collections of a catalog that is to be."""

    fields: tuple[FieldPlan, ...]
    collections: tuple[CollectionPlan, ...]
    state: str = "open"


def infer(
    reading: Reading, matches: Matches, meanings: Mapping[str, str], issues: Sequence[Issue]
) -> Design:
    """Group the sheets into collections with sections, and type their fields.

    What most of the matched issues state besides becomes fields too.
    """
    backed = _backed_sheets(reading, matches)
    groups = _group_sheets(reading, backed)
    taken: set[str] = set()
    collections = tuple(
        replace(
            _plan_collection(reading, members, taken, is_of_issues=of_issues),
            has_data=not of_issues or _has_others(reading, members, matches),
        )
        for (of_issues, *_), members in groups.items()
    )
    fields = tuple(_plan_fields(reading, collections, meanings))
    found = find_fields(
        [issue for issue in issues if issue.number in matches.numbers],
        [name for one in fields for name in (one.key, one.label) if name] + list(TAKEN),
    )
    stated = tuple(
        FieldPlan(key, Typed(kind), _own_label(key, label))
        for key, (label, kind) in found.items()
        if key not in reading.keys.kinds
    )
    keys = tuple(one.key for one in stated)
    return Design(
        (*fields, *stated),
        tuple(
            replace(one, fields=(*one.fields, *keys)) if one.is_of_issues else one
            for one in collections
        ),
    )


def _has_others(reading: Reading, members: Sequence[int], matches: Matches) -> bool:
    """Say whether a row of the sheets has no issue."""
    own = frozenset(members)
    rows = enumerate(reading.rows)
    return any(index not in matches.by_row for index, row in rows if row.sheet in own)


def _backed_sheets(reading: Reading, matches: Matches) -> frozenset[int]:
    """Return the sheets of whose rows most have an issue."""
    total = Counter(row.sheet for row in reading.rows)
    matched = Counter(reading.rows[index].sheet for index in matches.by_row)
    return frozenset(sheet for sheet in total if matched[sheet] * 2 > total[sheet])


def _group_sheets(
    reading: Reading, backed: frozenset[int]
) -> dict[tuple[bool, object, object], list[int]]:
    """Group the sheets: all of issues, else those of one shape under one heading.

    A list whose bullets make sections is a collection by itself.
    """
    groups: dict[tuple[bool, object, object], list[int]] = {}
    for index, sheet in enumerate(reading.sheets):
        key = entries_of(sheet.region).collection
        if index in backed:
            group: tuple[bool, object, object] = (True, "", "")
        elif key:
            group = (False, "", key)
        elif any(entry.above for entry in sheet.entries):
            group = (False, index, "")
        else:
            group = (False, shape_key(sheet), sheet.path[:-1])
        groups.setdefault(group, []).append(index)
    return groups


def _plan_collection(
    reading: Reading, members: Sequence[int], taken: set[str], *, is_of_issues: bool
) -> CollectionPlan:
    """Plan one collection of the sheets given."""
    sheets = [reading.sheets[index] for index in members]
    sections, places = plan_sections(sheets, members)
    title = collection_title(sheets, is_single=not sections)
    shown = tuple(_union_of_columns([reading.shapes[index] for index in members]))
    fields = dict.fromkeys(d.key for i in members for d in reading.shapes[i].draws)
    return CollectionPlan(
        key=collection_key(sheets, title, taken),
        title=title,
        kind=sheets[0].kind,
        is_of_issues=is_of_issues,
        sections=sections,
        shown=shown,
        sort=_find_sort(reading, members, is_of_issues=is_of_issues),
        places=places,
        fields=tuple(key for key in fields if key != "issue"),
    )


def _union_of_columns(shapes: Sequence[Shape]) -> Iterator[Shown]:
    """Give the columns of the commonest shape, then those that only others have."""
    usual = Counter(shape.shown for shape in shapes).most_common(1)[0][0]
    titles: set[str] = set()
    fields: set[str] = set()
    for shown in (*usual, *(one for shape in shapes for one in shape.shown)):
        if shown.field not in fields:
            fields.add(shown.field)
            yield replace(shown, title=free_title(shown.title, titles))


def _find_sort(reading: Reading, members: Sequence[int], *, is_of_issues: bool) -> tuple[str, ...]:
    """Say by what the rows stand in order: by year, either way, or by name."""
    rows = [reading.by_sheet[index] for index in members]
    for key in ("year", "name"):
        pairs = [
            (left, right)
            for of_sheet in rows
            for left, right in pairwise(fold(row.values.get(key, "")) for row in of_sheet)
            if left and right and left != right
        ]
        rising = sum(left < right for left, right in pairs)
        if key == "name" and len(pairs) < _LEAST_PAIRS:
            break
        if pairs and rising * 10 >= len(pairs) * 9:
            return (key, *(("issue",) if is_of_issues else ()))
        if pairs and rising * 10 <= len(pairs):
            return (f"-{key}", *(("issue",) if is_of_issues else ()))
    return ("issue",) if is_of_issues else ()


def _plan_fields(
    reading: Reading, collections: Sequence[CollectionPlan], meanings: Mapping[str, str]
) -> Iterator[FieldPlan]:
    """Type every field by all that any row states under it."""
    taken: set[str] = set()
    texts: dict[str, list[str]] = {}
    for row in reading.rows:
        for key, text in row.values.items():
            texts.setdefault(key, []).append(text)
    for key in dict.fromkeys(key for one in collections for key in one.fields):
        head = reading.keys.heads.get(key, "")
        stated = texts.get(key, [])
        words = {part.strip() for text in stated for part in SEPARATORS.split(text)}
        of_column = {word: meanings[word] for word in meanings if word in words}
        typed = type_of(key, reading.keys.kinds[key], head, stated, of_column)
        label = _own_label(key, head)
        if label_key(label or _shown_key(key)) in taken:
            label = f"{head or _shown_key(key)} ({key})"
        taken.add(label_key(label or _shown_key(key)))
        yield FieldPlan(key, typed, label, reading.keys.defaults.get(key, ""))


def _shown_key(key: str) -> str:
    """Return the label that a field has without stating one."""
    return key.replace("_", " ").capitalize()


def _own_label(key: str, label: str) -> str:
    """Return a field's label where its key does not say the same."""
    return "" if label_key(label) in {"", label_key(_shown_key(key))} else label
