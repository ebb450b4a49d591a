"""Sheets with the issues of their rows into what ``catalog.yaml`` is to declare."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from issuesync.adopt.bodies import find_fields
from issuesync.adopt.cells import is_nothing
from issuesync.adopt.columns import Keys, find_shape
from issuesync.adopt.draw import Shape, Shown, values_of
from issuesync.adopt.kinds import TAKEN, are_links_alone, are_stars_alone, column_of
from issuesync.adopt.match import Row
from issuesync.adopt.rows import not_adopted
from issuesync.adopt.types import SEPARATORS, Typed, type_of
from issuesync.fields.base import fold, label_key, slug
from issuesync.fields.link import repository_of
from issuesync.model.problem import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.adopt.cells import Content
    from issuesync.adopt.match import Matches
    from issuesync.adopt.rows import Sheet
    from issuesync.model.issue import Issue

ENTRIES = "entries"
ADDRESS = re.compile(r"(?:table|list) ([\w.-]+)(?:/([\w.-]+))?")


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A field as ``catalog.yaml`` declares it; no label where its key says the same."""

    key: str
    typed: Typed
    label: str = ""
    default: str = ""


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sheet's rows go; a sheet whose bullets make sections has several."""

    sheet: int
    sections: Mapping[tuple[str, ...], str]
    """By the bullets above a row, the key of its section; empty for a collection without any."""


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


@dataclass(frozen=True)
class Reading:
    """The sheets that are adopted with how they state entries, and their rows in order."""

    sheets: tuple[Sheet, ...]
    shapes: tuple[Shape, ...]
    keys: Keys
    rows: tuple[Row, ...]
    problems: tuple[Problem, ...]

    @cached_property
    def by_sheet(self) -> dict[int, list[Row]]:
        """Map a sheet's index to its rows."""
        found: dict[int, list[Row]] = {index: [] for index in range(len(self.sheets))}
        for row in self.rows:
            found[row.sheet].append(row)
        return found


@dataclass(frozen=True, slots=True)
class Design:
    """The fields and collections of a catalog that is to be."""

    fields: tuple[FieldPlan, ...]
    collections: tuple[CollectionPlan, ...]
    state: str = "open"


def read_rows(sheets: Sequence[Sheet], path: str) -> Reading:
    """Find what the columns of each shape state, and read every row by it."""
    groups: dict[tuple[str, ...], list[Sheet]] = {}
    for sheet in sheets:
        groups.setdefault(shape_key(sheet), []).append(sheet)
    keys = Keys(linked=linked_heads(groups.values()))
    shapes = {group: find_shape(members, keys) for group, members in groups.items()}
    problems: list[Problem] = []
    kept: list[Sheet] = []
    found: list[Shape] = []
    rows: list[Row] = []
    for sheet in sheets:
        shape = shapes[shape_key(sheet)]
        if shape is None:
            what, why = f"the {sheet.kind}", "has no column that names its rows"
            problems.append(not_adopted(path, sheet.line, what, why))
            continue
        for entry in sheet.entries:
            values = values_of(entry.cells, shape)
            if not values.get("name"):
                values["name"] = name_for(entry.cells)
                problems.append(nameless(path, entry.line, values["name"]))
            rows.append(Row(len(kept), entry.line, values, entry.cells, entry.above))
        kept.append(sheet)
        found.append(shape)
    return Reading(tuple(kept), tuple(found), keys, tuple(rows), tuple(problems))


def name_for(cells: Sequence[Content]) -> str:
    """Return what may stand for the name that a row lacks: its first words, else where it leads."""
    words = (cell.text for cell in cells if not is_nothing(cell.text))
    targets = (text for cell in cells for text in (cell.star, *(x.url for x in cell.links)) if text)
    pictures = (image for cell in cells for image in cell.images)
    return next(chain(words, targets, pictures, ("?",)))


def nameless(path: str, line: int, name: str) -> Problem:
    """Report a row without a name."""
    place = Place(path, line=line + 1)
    message = f"the row has no name; “{name}” stands for it"
    return Problem("row-without-name", message, place, "give it a name of its own")


def linked_heads(groups: Iterable[Sequence[Sheet]]) -> set[str]:
    """Return the heads below which some shape has links alone that are no badges."""
    return {
        label_key(column.head)
        for sheets in groups
        for number in range(len(sheets[0].heads))
        if are_links_alone(column := column_of(sheets, number)) and not are_stars_alone(column)
    }


def shape_key(sheet: Sheet) -> tuple[str, ...]:
    """Return what sheets of one shape have in common."""
    return (sheet.kind, *(fold(head) for head in sheet.heads))


def infer(
    reading: Reading, matches: Matches, meanings: Mapping[str, str], issues: Sequence[Issue]
) -> Design:
    """Group the sheets into collections with sections, and type their fields.

    What most of the matched issues state besides becomes fields too.
    """
    backed = backed_sheets(reading, matches)
    groups = group_sheets(reading, backed)
    taken: set[str] = set()
    collections = tuple(
        replace(
            plan_collection(reading, members, taken, is_of_issues=of_issues),
            has_data=not of_issues or has_others(reading, members, matches),
        )
        for (of_issues, *_), members in groups.items()
    )
    fields = tuple(plan_fields(reading, collections, meanings))
    found = find_fields(
        [issue for issue in issues if issue.number in matches.numbers],
        [name for one in fields for name in (one.key, one.label) if name] + list(TAKEN),
    )
    stated = tuple(
        FieldPlan(key, Typed(kind), own_label(key, label))
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


def has_others(reading: Reading, members: Sequence[int], matches: Matches) -> bool:
    """Say whether a row of the sheets has no issue."""
    return any(
        index not in matches.by_row
        for index, row in enumerate(reading.rows)
        if row.sheet in members
    )


def backed_sheets(reading: Reading, matches: Matches) -> frozenset[int]:
    """Return the sheets of whose rows most have an issue."""
    total = Counter(row.sheet for row in reading.rows)
    matched = Counter(reading.rows[index].sheet for index in matches.by_row)
    return frozenset(sheet for sheet in total if matched[sheet] * 2 > total[sheet])


def group_sheets(
    reading: Reading, backed: frozenset[int]
) -> dict[tuple[bool, object, object], list[int]]:
    """Group the sheets: all of issues, else those of one shape under one heading.

    A list whose bullets make sections is a collection by itself.
    """
    groups: dict[tuple[bool, object, object], list[int]] = {}
    for index, sheet in enumerate(reading.sheets):
        address = ADDRESS.fullmatch(sheet.region)
        if index in backed:
            group: tuple[bool, object, object] = (True, "", "")
        elif address:
            group = (False, "", address[1])
        elif any(entry.above for entry in sheet.entries):
            group = (False, index, "")
        else:
            group = (False, shape_key(sheet), sheet.path[:-1])
        groups.setdefault(group, []).append(index)
    return groups


def plan_collection(
    reading: Reading, members: Sequence[int], taken: set[str], *, is_of_issues: bool
) -> CollectionPlan:
    """Plan one collection of the sheets given."""
    sheets = [reading.sheets[index] for index in members]
    sections, places = plan_sections(sheets, members)
    title = collection_title(sheets, is_single=not sections)
    shown = tuple(union_of_columns([reading.shapes[index] for index in members]))
    fields = dict.fromkeys(d.key for i in members for d in reading.shapes[i].draws)
    return CollectionPlan(
        key=collection_key(sheets, title, taken),
        title=title,
        kind=sheets[0].kind,
        is_of_issues=is_of_issues,
        sections=sections,
        shown=shown,
        sort=find_sort(reading, members, is_of_issues=is_of_issues),
        places=places,
        fields=tuple(key for key in fields if key != "issue"),
    )


def collection_title(sheets: Sequence[Sheet], *, is_single: bool) -> str:
    """Return the heading that all the sheets stand under, where it is not the document's own."""
    paths = [sheet.path if is_single else sheet.path[:-1] for sheet in sheets]
    has_bullets = len(sheets) == 1 and any(entry.above for entry in sheets[0].entries)
    if has_bullets:
        paths = [sheets[0].path]
    common = paths[0] if all(path == paths[0] for path in paths) else ()
    least = 1 if is_single or has_bullets else 2
    return common[-1] if len(common) >= least else ""


def collection_key(sheets: Sequence[Sheet], title: str, taken: set[str]) -> str:
    """Return a key that names regions: the one they have, else the title's."""
    address = ADDRESS.fullmatch(sheets[0].region)
    wanted = address[1] if address else slug(title) or ENTRIES
    return free_key(wanted, taken)


def free_key(wanted: str, taken: set[str]) -> str:
    """Return the key with a number behind it where it is taken, and take it."""
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted}-{number}", number + 1
    taken.add(key)
    return key


def plan_sections(
    sheets: Sequence[Sheet], members: Sequence[int]
) -> tuple[dict[str, str], tuple[Placed, ...]]:
    """Make a section of each sheet, or of the bullets that a list's entries stand under."""
    sections: dict[str, str] = {}
    keys: set[str] = set()
    titles: set[str] = set()
    has_bullets = any(entry.above for sheet in sheets for entry in sheet.entries)
    if len(sheets) == 1 and not has_bullets and "/" not in sheets[0].region:
        return {}, (Placed(members[0], {}),)
    places: list[Placed] = []
    for index, sheet in zip(members, sheets, strict=True):
        address = ADDRESS.fullmatch(sheet.region)
        own: dict[tuple[str, ...], str] = {}
        for above in dict.fromkeys(entry.above for entry in sheet.entries) or ((),):
            title = " / ".join(above) or (sheet.path[-1] if sheet.path else "Entries")
            title = free_title(title, titles)
            wanted = address[2] if address and address[2] else slug(title)
            key = free_key(wanted or f"section-{len(sections) + 1}", keys)
            sections[key] = title
            own[above] = key
        places.append(Placed(index, own))
    return sections, tuple(places)


def free_title(wanted: str, titles: set[str]) -> str:
    """Return the title with a number behind it where another section bears it, and take it."""
    title, number = wanted, 2
    while fold(title) in titles:
        title, number = f"{wanted} ({number})", number + 1
    titles.add(fold(title))
    return title


def union_of_columns(shapes: Sequence[Shape]) -> Iterator[Shown]:
    """Give the columns of the commonest shape, then those that only others have."""
    usual = Counter(shape.shown for shape in shapes).most_common(1)[0][0]
    titles: set[str] = set()
    fields: set[str] = set()
    for shown in (*usual, *(one for shape in shapes for one in shape.shown)):
        if shown.field not in fields and shown.title not in titles:
            fields.add(shown.field)
            titles.add(shown.title)
            yield shown


def find_sort(reading: Reading, members: Sequence[int], *, is_of_issues: bool) -> tuple[str, ...]:
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
        if pairs and rising * 10 >= len(pairs) * 9:
            return (key, *(("issue",) if is_of_issues else ()))
        if pairs and rising * 10 <= len(pairs):
            return (f"-{key}", *(("issue",) if is_of_issues else ()))
    return ("issue",) if is_of_issues else ()


def plan_fields(
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
        label = own_label(key, head)
        if label_key(label or shown_key(key)) in taken:
            label = f"{head or shown_key(key)} ({key})"
        taken.add(label_key(label or shown_key(key)))
        yield FieldPlan(key, typed, label, reading.keys.defaults.get(key, ""))


def shown_key(key: str) -> str:
    """Return the label that a field has without stating one."""
    return key.replace("_", " ").capitalize()


def own_label(key: str, label: str) -> str:
    """Return a field's label where its key does not say the same."""
    return "" if label_key(label) in {"", label_key(shown_key(key))} else label


def lost_facts(reading: Reading) -> Iterable[tuple[int, str]]:
    """Give the line and text of everything in a row that no field takes in."""
    for row in reading.rows:
        kept = " ".join(row.values.values()).casefold()
        shape = reading.shapes[row.sheet]
        left = {title for title, _ in shape.left}
        for head, cell in zip(reading.sheets[row.sheet].heads, row.cells, strict=True):
            if head in left:
                continue
            for url in (*(link.url for link in cell.links), *cell.images):
                if (repository_of(url) or url).casefold() not in kept:
                    yield row.line, url
