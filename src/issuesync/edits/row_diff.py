"""An edited row into the values that it wants of its entry, or why nothing can say that."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.documents.says import cell_says
from issuesync.documents.tables import address_of, is_address, render_cell
from issuesync.markdown.escape import NOTHING
from issuesync.markdown.inline import read_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.edits.region_rows import RegionRow
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection
    from issuesync.schema.parts import Column

_STRICT = frozenset({"year", "count", "bytes", "country", "repository"})
"""The types that tell a value of theirs from other words."""


@dataclass(slots=True)
class Meaning:
    """What a row wants: values by field, ``None`` for no value; and what nothing can say."""

    values: dict[str, Value | None] = field(default_factory=dict)
    faults: list[tuple[str, str]] = field(default_factory=list)

    def take(self, key: str, text: str, collection: Collection) -> None:
        """Read a text for a field."""
        of = collection.by_key.get(key)
        if of is None:
            self.fault(f"“{key}” is not a field of “{collection.key}”")
            return
        if not text or of.type.is_blank(text):
            self.values[key] = None
            return
        reading = of.type.read(text)
        if reading.value is None:
            found = next(iter(reading.findings), None)
            why = f": {found.message}" if found else ""
            self.fault(f"{of.label} cannot be read{why}", found.hint if found else "")
        else:
            self.values[key] = reading.value

    def fault(self, message: str, hint: str = "") -> None:
        """Note what nothing can say."""
        self.faults.append((message, hint))


def read_change(
    before: RegionRow,
    after: RegionRow,
    record: Record | None,
    collection: Collection,
    repository: str,
) -> Meaning:
    """Return what the edit of a row wants; ``record`` is its entry as it is now."""
    meaning = Meaning()
    if after.is_item:
        _item_change(before, after, record, collection, repository, meaning)
        return meaning
    columns = collection.columns_in(after.section)
    if len(after.cells) > len(columns):
        count = len(columns)
        hint = "remove what is too much, or write \\| for a pipe within a cell"
        meaning.fault(f"the row has {len(after.cells)} cells and the table {count} columns", hint)
        return meaning
    cells = padded(after.cells, len(columns))
    for old, new, column in zip(padded(before.cells, len(cells)), cells, columns, strict=True):
        if old != new:
            _cell_change(old, new, column, collection, meaning)
    return meaning


def padded(cells: Sequence[str], count: int) -> tuple[str, ...]:
    """Fill in the cells that a row leaves out at its end."""
    return (*cells, *[""] * (count - len(cells)))[:count]


def _cell_change(
    old: str, new: str, column: Column, collection: Collection, meaning: Meaning
) -> None:
    """Take in the edit of one cell."""
    if collection.is_computed(column.field):
        if _is_same_blank(old, new):
            return
        what = {
            "issue": "the entry's issue",
            "labels": "the issue's labels",
            "published": "when the entry was published",
        }
        shows = what.get(column.field, "what is counted")
        meaning.fault(f"“{column.title}” shows {shows}, which no edit of a row changes",
                      "undo this edit")  # fmt: skip
        return
    before, after = _texts_of(old, column, collection), _texts_of(new, column, collection)
    if column.field == collection.naming and not after.get(column.field):
        meaning.fault("an entry has to have a name")
        return
    for key in dict.fromkeys((*before, *after)):
        if before.get(key, "") != after.get(key, ""):
            meaning.take(key, after.get(key, ""), collection)


def _is_same_blank(old: str, new: str) -> bool:
    """Say whether both cells hold nothing."""
    return read_cell(old).is_blank and read_cell(new).is_blank


def _texts_of(raw: str, column: Column, collection: Collection) -> dict[str, str]:
    """Return what a cell says of each field, a badge's repository too."""
    content = read_cell(raw)
    if content.is_blank:
        return {}
    said = cell_says(content, column, collection)
    key = collection.stars_of(column.field) if column.shape == "stars" else None
    if key is not None and key != column.field:
        said[key] = content.star or ""
    return said


def read_new(row: RegionRow, collection: Collection) -> Meaning:
    """Return what a row without an entry says of the one that it stands for."""
    meaning = Meaning()
    if row.is_item:
        _new_item(row, collection, meaning)
        return meaning
    columns = collection.columns_in(row.section)
    blank = ("",) * len(columns)
    if len(row.cells) > len(blank):
        meaning.fault(f"the row has {len(row.cells)} cells and the table {len(blank)} columns")
        return meaning
    cells = padded(row.cells, len(blank))
    for new, column in zip(cells, columns, strict=True):
        if not collection.is_computed(column.field):
            _cell_change("", new, column, collection, meaning)
    return meaning


# Bullets: a name that leads somewhere, and what else there is to show, joined by commas


def _item_change(  # noqa: PLR0917 - as the row's own change takes them
    before: RegionRow,
    after: RegionRow,
    record: Record | None,
    collection: Collection,
    repository: str,
    meaning: Meaning,
) -> None:
    """Take in the edit of a bullet."""
    if before.cells[0] != after.cells[0]:
        key = _target_key(record, collection)
        old, new = (
            _head_texts(before.cells[0], key, collection),
            _head_texts(after.cells[0], key, collection),
        )
        for name in dict.fromkeys((*old, *new)):
            if old.get(name) != new.get(name):
                meaning.take(name, new.get(name, ""), collection)
    if before.cells[1] == after.cells[1]:
        return
    found = list(_changed_cells(before.cells[1], after.cells[1], record, collection, repository))
    if len(found) != 1:
        hint = "edit the issue or the data file"
        meaning.fault("which column the text after the name belongs to is not certain", hint)
        return
    column, old_cell, new_cell = found[0]
    _cell_change(old_cell, new_cell, column, collection, meaning)


def _new_item(row: RegionRow, collection: Collection, meaning: Meaning) -> None:
    """Take in a bullet that has no entry."""
    for name, text in _head_texts(row.cells[0], _target_key(None, collection), collection).items():
        meaning.take(name, text, collection)
    others = [
        one for one in _rest_columns(None, collection) if not collection.is_computed(one.field)
    ]
    words = [one for one in others if not is_address(one, collection)]
    if len(words) > 1 and _is_all_prose(row.cells[1], words, collection):
        words = [one for one in words if _is_prose(one, collection)][:1]
    if row.cells[1] and len(words) == 1:
        _cell_change("", row.cells[1], words[0], collection, meaning)
    elif row.cells[1]:
        hint = "state the entry in the data file or issue, and undo this edit"
        what = "which columns the text after the name belongs to is not certain"
        meaning.fault(what, hint)


def _is_all_prose(raw: str, columns: Sequence[Column], collection: Collection) -> bool:
    """Say whether words lead nowhere, and no part of them is a value of another column."""
    content = read_cell(raw)
    types = [
        collection.by_key[one.field].type
        for one in columns
        if one.field in collection.by_key and not _is_prose(one, collection)
    ]
    parts = [part.strip() for part in content.text.split(",")]
    return not content.links and not any(
        kind.kind in _STRICT and kind.read(part).value is not None
        for kind in types
        for part in parts
    )


def _is_prose(column: Column, collection: Collection) -> bool:
    """Say whether a column takes any words: a bullet's words are those of the first such one."""
    field = collection.by_key.get(column.field)
    return field is not None and field.type.kind in {"text", "markdown"}


def _head_texts(raw: str, target: str | None, collection: Collection) -> dict[str, str]:
    """Return the name and the address that a bullet begins with."""
    content = read_cell(raw)
    url = content.links[0].url if content.links else ""
    return {collection.naming: content.text, **({target: url} if target else {})}


def _target_key(record: Record | None, collection: Collection) -> str | None:
    """Return the field whose address a bullet's name leads to, as `render_item` chooses it."""
    link = next((c.link for c in collection.columns if c.field == collection.naming), None)
    plain = [c.field for c in collection.columns if is_address(c, collection)]
    keys = [key for key in (link, *plain) if key]
    if record is None:
        return next(iter(keys), None)
    return next(
        (key for key in keys if address_of(record, key, collection)), next(iter(keys), None)
    )


def _rest_columns(record: Record | None, collection: Collection) -> list[Column]:
    """Return the columns that a bullet shows after its name."""
    target = _target_key(record, collection)
    return [
        column
        for column in collection.columns
        if column.field != collection.naming
        and (
            column.field != target or column.shape == "stars" or not is_address(column, collection)
        )
    ]


def _changed_cells(
    before: str, after: str, record: Record | None, collection: Collection, repository: str
) -> Iterator[tuple[Column, str, str]]:
    """Give each column whose change alone would turn one text into the other."""
    if record is None:
        return
    columns = _rest_columns(record, collection)
    cells = [render_cell(record, column, collection, repository) for column in columns]
    if ", ".join(cell for cell in cells if cell != NOTHING) != before:
        return  # the text is older than the entry
    for index, column in enumerate(columns):
        start = "".join(f"{cell}, " for cell in cells[:index] if cell != NOTHING)
        end = "".join(f", {cell}" for cell in cells[index + 1 :] if cell != NOTHING)
        fits = after.startswith(start) and after.endswith(end)
        if fits and len(after) > len(start) + len(end):
            yield column, cells[index], after[len(start) : len(after) - len(end)]
        elif after == f"{start[:-2]}{end}" or (not start and after == end[2:]):
            yield column, cells[index], ""
