"""Sheets with the issues of their rows into what ``catalog.yaml`` is to declare."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING, Any

from issuesync.adopt.bodies import find_fields
from issuesync.adopt.column_kinds import TAKEN
from issuesync.adopt.reading import RowReading, shape_key
from issuesync.adopt.sections import (
    Placed,
    collection_key,
    collection_title,
    free_title,
    plan_sections,
)
from issuesync.adopt.types import SEPARATORS, Typed, type_of
from issuesync.fields.amount import Year
from issuesync.fields.base import fold, label_key
from issuesync.fields.date import Date
from issuesync.fields.text import Title
from issuesync.markdown.regions import entries_of
from issuesync.schema.catalog import AS_LISTED

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from issuesync.adopt.extract import Shape, Shown
    from issuesync.adopt.match import AdoptedRow, Matches
    from issuesync.fields.base import FieldType
    from issuesync.fields.base import Reading as Reading_
    from issuesync.markdown.tables import Sheet
    from issuesync.model.issue import Issue


_LEAST_PAIRS = 3
"""Fewer rows than this are in order by chance."""

_KINDS: Mapping[str, FieldType[Any]] = {"year": Year(), "date": Date(), "name": Title()}
"""How values are read that rows may be sorted by."""


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
    own_columns: Mapping[str, tuple[str, ...]] = dataclass_field(default_factory=dict)
    """The heads of the tables that have not all the columns, by section."""
    has_data: bool = True
    """Whether a data file holds some of its entries."""


@dataclass(frozen=True, slots=True)
class Design:
    """The fields and collections of a catalog that is to be."""

    fields: tuple[FieldPlan, ...]
    collections: tuple[CollectionPlan, ...]
    state: str = "open"


def infer(
    reading: RowReading, matches: Matches, meanings: Mapping[str, str], issues: Sequence[Issue]
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
    by_key = {one.key: one for one in fields}
    collections = tuple(_with_sort(one, reading, matches, by_key) for one in collections)
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


def _has_others(reading: RowReading, members: Sequence[int], matches: Matches) -> bool:
    """Say whether a row of the sheets has no issue."""
    own = frozenset(members)
    rows = enumerate(reading.rows)
    return any(index not in matches.by_row for index, row in rows if row.sheet in own)


def _backed_sheets(reading: RowReading, matches: Matches) -> frozenset[int]:
    """Return the sheets of whose rows most have an issue."""
    total = Counter(row.sheet for row in reading.rows)
    matched = Counter(reading.rows[index].sheet for index in matches.by_row)
    return frozenset(sheet for sheet in total if matched[sheet] * 2 > total[sheet])


def _group_sheets(
    reading: RowReading, backed: frozenset[int]
) -> dict[tuple[bool, object, object], list[int]]:
    """Group the sheets: all of issues, else those of one shape under one heading."""
    groups: dict[tuple[bool, object, object], list[int]] = {}
    for index, sheet in enumerate(reading.sheets):
        key = entries_of(sheet.region).collection
        if index in backed:
            group: tuple[bool, object, object] = (True, "", "")
        elif key:
            group = (False, "", key)
        else:
            group = (False, shape_key(sheet), sheet.path[:-1])
        groups.setdefault(group, []).append(index)
    return groups


def _plan_collection(
    reading: RowReading, members: Sequence[int], taken: set[str], *, is_of_issues: bool
) -> CollectionPlan:
    """Plan one collection of the sheets given."""
    sheets = [reading.sheets[index] for index in members]
    sections, places = plan_sections(sheets, members)
    title = collection_title(sheets, is_single=not sections)
    shown, heads = _columns_of([reading.shapes[index] for index in members])
    whole = tuple(one.title for one in shown)
    own = {
        place.section: of_sheet
        for place, of_sheet in zip(places, heads, strict=True)
        if of_sheet != whole
    }
    fields = dict.fromkeys(d.key for i in members for d in reading.shapes[i].draws)
    return CollectionPlan(
        key=collection_key(sheets, title, taken),
        title=title,
        kind=sheets[0].kind,
        is_of_issues=is_of_issues,
        sections=sections,
        shown=shown,
        sort=(),
        own_columns=own,
        places=places,
        fields=tuple(key for key in fields if key != "issue"),
    )


def _columns_of(
    shapes: Sequence[Shape],
) -> tuple[tuple[Shown, ...], list[tuple[str, ...]]]:
    """Return the columns of all shapes, the commonest first, and the heads of each shape."""
    usual = Counter(shape.shown for shape in shapes).most_common(1)[0][0]
    titles: set[str] = set()
    known: dict[Shown, Shown] = {}
    for one in (*usual, *(one for shape in shapes for one in shape.shown)):
        if one not in known:
            known[one] = replace(one, title=free_title(one.title, titles))
    heads = [tuple(known[one].title for one in shape.shown) for shape in shapes]
    return tuple(known.values()), heads


def _with_sort(
    plan: CollectionPlan, reading: RowReading, matches: Matches, fields: Mapping[str, FieldPlan]
) -> CollectionPlan:
    """Find by what all rows of a collection are in order, each table by itself."""
    able = [fields[key] for key in plan.fields if key in fields]
    wanted = [("year", key.key) for key in able if key.typed.kind == "year"]
    wanted += [("date", key.key) for key in able if key.typed.kind == "date"]
    wanted += [("name", "name")]
    sheets = [reading.sheets[place.sheet] for place in plan.places]
    if any(_holds_more(sheet) or _names_twice(sheet) for sheet in sheets):
        return replace(plan, sort=(AS_LISTED,))
    numbers = {index: match.number for index, match in matches.by_row.items()}
    by_sheet: dict[int, list[_Ranked]] = {place.sheet: [] for place in plan.places}
    for index, row in enumerate(reading.rows):
        if row.sheet in by_sheet:
            by_sheet[row.sheet].append(_Ranked(row, numbers.get(index)))
    pairs = sum(max(0, len(rows) - 1) for rows in by_sheet.values())
    for kind, key in wanted:
        if pairs < _LEAST_PAIRS - (kind != "name"):
            continue
        for sign in ("", "-") if kind != "name" else ("",):
            read = _KINDS[kind].read
            if all(_follows(rows, key, read, is_down=bool(sign)) for rows in by_sheet.values()):
                return replace(
                    plan, sort=(f"{sign}{key}", *(("issue",) if plan.is_of_issues else ()))
                )
    return replace(plan, sort=(AS_LISTED,))


def _holds_more(sheet: Sheet) -> bool:
    """Say whether a sheet has lines that are no entry's."""
    own = sum(entry.end - entry.first for entry in sheet.entries)
    return own < sheet.end - sheet.body


def _names_twice(sheet: Sheet) -> bool:
    """Say whether two rows of a sheet begin with the same words."""
    names = [fold(entry.cells[0].text) for entry in sheet.entries]
    return len(set(names)) < len(names) and sheet.kind == "list"


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A row with its issue's number: what its order follows where no field says it."""

    row: AdoptedRow
    number: int | None

    @property
    def rank(self) -> tuple[bool, int, str, str]:
        """Return what entries are sorted by next to their fields."""
        return self.number is None, self.number or 0, fold(self.row.name), self.row.name


def _follows(
    rows: Sequence[_Ranked],
    key: str,
    read: Callable[[str], Reading_[Any]],
    *,
    is_down: bool,
) -> bool:
    """Say whether rows stand as a sort by a field puts them; missing values are last."""
    values = {id(one): read(one.row.values.get(key, "")).value for one in rows}
    if len({str(value) for value in values.values()}) * 2 < min(len(rows), 4):
        return False  # one value for all is no order
    ranked = sorted(rows, key=lambda one: one.rank)
    present = [one for one in ranked if values[id(one)] is not None]
    missing = [one for one in ranked if values[id(one)] is None]
    present.sort(
        key=lambda one: (fold(v),) if isinstance(v := values[id(one)], str) else (v,),
        reverse=is_down,
    )
    return [*present, *missing] == list(rows)


def _plan_fields(
    reading: RowReading, collections: Sequence[CollectionPlan], meanings: Mapping[str, str]
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
