"""What hand edits want: of entries that are there, of new ones, and of those to go."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from issuesync.edits.region_rows import RegionRow
    from issuesync.edits.relist import Key
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection

UNDO = "undo this edit, or run sync --overwrite"
KEEP = "add a field and a column for it in catalog.yaml, or write it outside of the region"
ORDER = "give the collection sort: as listed in catalog.yaml, or put the row where it belongs"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why nothing can keep an edited line, and what to do."""

    why: str
    hint: str = UNDO


@dataclass(slots=True)
class Wish:
    """What one entry should say, by field, and the rows that ask for it."""

    record: Record
    values: dict[str, Value | None] = field(default_factory=dict)
    places: dict[str, Location] = field(default_factory=dict)
    regions: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row without an entry; ``number`` is the issue it leads to, ``after`` the entry above it."""

    values: dict[str, Value | None]
    place: Location
    number: int | None
    after: Record | None
    region: str

    def name(self, collection: Collection) -> str:
        """Return its name as names compare."""
        return fold(str(self.values[collection.naming]))


@dataclass(frozen=True, slots=True)
class GoneRow:
    """An entry whose row was removed."""

    record: Record
    place: Location
    region: str


@dataclass(slots=True)
class Edits:
    """What the edits of one collection's rows come to."""

    collection: Collection
    wishes: dict[int, Wish] = field(default_factory=dict)
    new: list[NewRow] = field(default_factory=list)
    gone: dict[int, GoneRow] = field(default_factory=dict)
    titles: list[tuple[str, str, Location]] = field(default_factory=list)
    rows: list[tuple[Record, str, Location]] = field(default_factory=list)
    """Entries with the Markdown that is to be kept as their rows, and where it stands."""
    orders: dict[str, list[Key]] = field(default_factory=dict)
    """The entries of each edited region in the order of its rows."""
    places: dict[str, Location] = field(default_factory=dict)
    """Where each edited region begins."""
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    """The regions in which something was refused."""

    def refuse(self, row: RegionRow, path: str, message: str, hint: str = UNDO) -> None:
        """Note an edit that nothing can say."""
        self.report("not-absorbed", row, path, message, hint)

    def report(self, code: str, row: RegionRow, path: str, message: str, hint: str) -> None:
        """Note a problem with a row, which leaves its region as it is."""
        self.problems.append(Problem(code, message, Location(path, line=row.line), hint))
        self.refused.add(row.region)

    def want(
        self, record: Record, key: str, value: Value | None, row: RegionRow, path: str
    ) -> None:
        """Note what a field should be; two rows that disagree are a conflict."""
        wish = self.wishes.setdefault(id(record), Wish(record))
        if key in wish.values and wish.values[key] != value:
            message = f"{wish.places[key]} asks for another {self.collection.by_key[key].label}"
            self.report("edit-conflict", row, path, message, "let both rows say the same")
            return
        wish.values[key] = value
        wish.places[key] = Location(path, line=row.line)
        wish.regions.add(row.region)

    def drop(self, record: Record, row: RegionRow, path: str) -> None:
        """Note that an entry is to go; what else was wanted of it does not count any more."""
        self.wishes.pop(id(record), None)
        self.gone[id(record)] = GoneRow(record, Location(path, line=row.line), row.region)
