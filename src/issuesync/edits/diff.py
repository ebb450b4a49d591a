"""Hand edits of a document into what they want of the entries that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.edits.entries import EntryIndex
from issuesync.edits.file_edits import keeps_rows
from issuesync.edits.model import UNDO, Edits, NewRow
from issuesync.edits.pairs import know, pair_rows
from issuesync.edits.region_rows import place_parts, read_region
from issuesync.edits.relist import order_key
from issuesync.edits.row_diff import Meaning, padded, read_change, read_new
from issuesync.fields.base import fold
from issuesync.model.problem import Location, Problem
from issuesync.records.catalog import sections_of
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.model import Reason
    from issuesync.edits.region_rows import Part, RegionContent, RegionRow
    from issuesync.markdown.regions import Region
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection


@dataclass(frozen=True, slots=True)
class Lines:
    """What is known of edited lines, by document and line from 1.

    ``barred`` are those whose edits nothing can keep, with the reason; ``kept`` those to be kept
    as the Markdown of their rows, with it.
    """

    barred: Mapping[tuple[str, int], Reason] = field(default_factory=dict)
    kept: Mapping[tuple[str, int], str] = field(default_factory=dict)


NO_LINES = Lines()


def compare(
    edits: Iterable[HandEdit],
    unedited: Iterable[tuple[str, Region]],
    catalog: Catalog,
    key: str,
    lines: Lines = NO_LINES,
) -> Edits:
    """Compare the edited regions of a collection with what they were, a document at a time.

    ``unedited`` are the other regions of the collection, with their documents.
    """
    collection = catalog.schema.by_key[key]
    wishes = Edits(collection)
    entries = EntryIndex(catalog.in_collection(key), collection, catalog.schema.repository)
    by_document: dict[str, list[HandEdit]] = {}
    for edit in edits:
        by_document.setdefault(edit.path, []).append(edit)
    rest = list(unedited)
    keeps = keeps_rows(collection, entries.records)
    for path, of_document in by_document.items():
        others = [region for document, region in rest if document == path]
        _Comparer(path, wishes, entries, lines, keeps).compare(of_document, others)
    return wishes


@dataclass(slots=True)
class _Comparer:
    path: str
    wishes: Edits
    entries: EntryIndex
    lines: Lines
    keeps_issues: bool
    """Whether the rows of issues are kept as they are typed."""

    @property
    def collection(self) -> Collection:
        return self.wishes.collection

    def compare(self, edits: Sequence[HandEdit], others: Sequence[Region]) -> None:
        before: list[RegionRow] = []
        after: list[RegionRow] = []
        for edit in edits:
            assert edit.base is not None
            place = Location(self.path, line=edit.region.begin + 1)
            self.wishes.places[f"{self.path} {edit.region.name}"] = place
            old, new = self.rows(edit.region, edit.base)
            before += old
            after += new
        pairs = pair_rows(before, after, self.collection)
        for old_index, new_index in pairs.pairs.items():
            self.changed(before[old_index], after[new_index])
        kept = [before[index] for index in pairs.pairs]
        kept += (row for other in others for part in read_region(self.path, other).parts
                 for row in part.rows)  # fmt: skip
        taken = {id(record) for row in kept if (record := self.entries.find(row))}
        self.order(before, after, pairs.pairs)
        for index in pairs.gone:
            self.gone(before[index])
        for index in pairs.new:
            if self.is_barred(after[index]):
                continue
            above = (
                after[index - 1]
                if index and after[index - 1].region == after[index].region
                else None
            )
            self.added(after[index], above, taken)

    def order(
        self, before: Sequence[RegionRow], after: Sequence[RegionRow], pairs: Mapping[int, int]
    ) -> None:
        """Note in which order the entries stand now."""
        back = {new: old for old, new in pairs.items()}
        for at, row in enumerate(after):
            record = self.entries.find(before[back[at]] if at in back else row)
            number = know(row, self.collection).number
            key = order_key(record) if record is not None else number
            if key is not None:
                self.wishes.orders.setdefault(row.region, []).append(key)

    def rows(self, region: Region, base: Region) -> tuple[list[RegionRow], list[RegionRow]]:
        """Return a region's rows as they were and as they are; none of one that is broken.

        A table that cannot be read must not look like one whose rows were removed.
        """
        section = region.address.section
        old, new = read_region(self.path, base), read_region(self.path, region)
        self.wishes.problems += new.problems
        for line in new.beside:
            message, hint = "text between the markers that is not a row", "write it outside of them"
            self.refuse_line(region, line, message, hint)
        if not self.is_whole(region, old, new):
            return [], []
        before = [
            replace(row, section=key or "")
            for part, key in place_parts(old, self.collection, section)
            for row in part.rows
        ]
        placed = self.placed(region, old, new)
        after = [replace(row, section=key) for part, key in placed for row in part.rows]
        return (before, after) if len(placed) == len(new.parts) else ([], [])

    def refuse_line(self, region: Region, line: int, message: str, hint: str) -> None:
        """Note an edit of something other than a row."""
        place = Location(self.path, line=line)
        self.wishes.problems.append(Problem("not-absorbed", message, place, hint))
        self.wishes.refused.add(f"{self.path} {region.name}")

    def is_whole(self, region: Region, old: RegionContent, new: RegionContent) -> bool:
        """Say whether a region still has the tables it had, with their columns."""
        heads = old.parts[0].heads if old.parts else ()
        is_one_list = not heads and len(old.parts) <= 1 and len(new.parts) <= 1
        if len(old.parts) != len(new.parts) and not is_one_list:
            message = f"the region holds {len(new.parts)} tables or lists and held {len(old.parts)}"
            hint = "keep the heads and rules of tables; declare sections in catalog.yaml"
            self.refuse_line(region, region.begin + 1, message, hint)
            return False
        odd = [part for part in new.parts if part.heads != heads and old.parts]
        for part in odd:
            message = "the columns of the table were edited; they are declared in catalog.yaml"
            hint = f"edit columns: of “{self.collection.key}” there"
            self.refuse_line(region, part.line, message, hint)
        return not odd

    def placed(
        self, region: Region, old: RegionContent, new: RegionContent
    ) -> list[tuple[Part, str]]:
        """Return the parts with their sections; a heading of no section's is a title edited."""
        section = region.address.section
        found = list(place_parts(new, self.collection, section))
        known = [key for _, key in place_parts(old, self.collection, section)]
        present = {key for _, key in found}
        missing = iter([key for key in known if key not in present])
        placed: list[tuple[Part, str]] = []
        for part, key in found:
            own = key if key is not None else next(missing, None)
            if own is None or (new.beside and key is None):
                message = f"“{part.title}” is not a section of “{self.collection.key}”"
                hint = "declare the section in catalog.yaml first"
                self.refuse_line(region, part.title_line or part.line, message, hint)
                return []
            if key is None:
                place = Location(self.path, line=part.title_line)
                self.wishes.titles.append((own, part.title, place))
            placed.append((part, own))
        return placed

    # Rows

    def changed(self, before: RegionRow, after: RegionRow) -> None:
        """Take in the edit of a row, and its move to another section."""
        is_same = (before.cells, before.section) == (after.cells, after.section)
        kept = self.lines.kept.get((self.path, after.line))
        if (is_same and kept is None) or self.is_barred(after):
            return
        record = self.entries.find(before)
        if is_same and record is not None:
            self.keep(record, after)
        if is_same:
            return
        if record is None:
            message = "the entry that this row showed is not there any more, or not one alone"
            self.wishes.refuse(after, self.path, message, "edit its issue or its data file")
            return
        was, now = (self.collection.columns_in(row.section) for row in (before, after))
        if was != now and not after.is_item:
            message = "the row was moved to a table of other columns"
            hint = "move it back, and change its section where the entry is kept"
            self.wishes.refuse(after, self.path, message, hint)
            self.wishes.refused.add(before.region)
            return
        self.moved(record, before, after)
        self.keep(record, after)
        present = self.entries.row_of(record, before.section, is_item=after.is_item)
        agreed = self.agreed(before, after, present)
        self.take(record, agreed, after, read_change(
            agreed, after, record, self.collection, self.entries.repository
        ))  # fmt: skip

    def keep(self, record: Record, row: RegionRow) -> None:
        """Keep the row of an entry as it is typed, where it would be written otherwise."""
        kept = self.lines.kept.get((self.path, row.line))
        if kept is not None and (record.number is None or self.keeps_issues):
            self.wishes.rows.append((record, kept, Location(self.path, line=row.line)))

    def is_barred(self, row: RegionRow) -> bool:
        """Say whether the edit of a row is refused, since something of it would be lost."""
        found = (self.lines.barred.get((self.path, line)) for line in row.lines)
        reason = next(filter(None, found), None)
        if reason is not None:
            self.wishes.refuse(row, self.path, reason.why, reason.hint)
        return reason is not None

    def agreed(self, before: RegionRow, after: RegionRow, present: RegionRow) -> RegionRow:
        """Return the row as it was, where the entry has not changed since; report where it has."""
        count = max(len(before.cells), len(after.cells), len(present.cells))
        olds, news, nows = (padded(one.cells, count) for one in (before, after, present))
        cells = list(olds)
        for index, (old, new, now) in enumerate(zip(olds, news, nows, strict=True)):
            if old in {new, now}:
                continue
            cells[index] = new
            if now != new:
                message = f"this cell was “{old}” and is “{now}” now; it was edited to “{new}”"
                hint = "run sync --overwrite to see the present state, then edit again"
                self.wishes.report("edit-conflict", after, self.path, message, hint)
        return replace(before, cells=tuple(cells))

    def take(self, record: Record, before: RegionRow, after: RegionRow, meaning: Meaning) -> None:
        """Note what the edit of an entry's row wants."""
        for message, hint in meaning.faults:
            self.wishes.refuse(after, self.path, message, hint or UNDO)
        for key, value in meaning.values.items():
            if record.value(key) != value:
                self.wishes.want(record, key, value, after, self.path)
        is_kept = (self.path, after.line) in self.lines.kept
        is_said = is_kept or meaning.faults or meaning.values or before.cells == after.cells
        if not is_said:
            message = "the edit changes how a cell looks and nothing that it says"
            self.note(after, message)

    def note(self, row: RegionRow, message: str) -> None:
        """Note an edit that is taken in and will look otherwise."""
        place = Location(self.path, line=row.line)
        self.wishes.problems.append(Problem("written-otherwise", message, place))

    def moved(self, record: Record, before: RegionRow, after: RegionRow) -> None:
        """Take in a row's move to another section."""
        if before.section == after.section:
            return
        present = sections_of(record)
        if before.section in present:
            self.put_section(record, before.section, after.section, after)
        elif after.section not in present:
            message = f"the row was moved, and its entry is in {', '.join(present)} now"
            self.wishes.report("edit-conflict", after, self.path, message, "edit its section")

    def put_section(self, record: Record, old: str, new: str, row: RegionRow) -> None:
        """Want another section in the place of one; an empty one takes or adds nothing."""
        if not self.collection.has_several_sections:
            self.wishes.want(record, SECTION, new, row, self.path)
            return
        wish = self.wishes.wishes.get(id(record))
        wanted = wish.values.get(SECTION) if wish else None
        present = wanted if isinstance(wanted, tuple) else sections_of(record)
        keys = [str(key) for key in present if key != old]
        order = [section.key for section in self.collection.sections]
        value = tuple(key for key in order if key in {*keys, new})
        if wish is not None:
            wish.values.pop(SECTION, None)
        if value:
            self.wishes.want(record, SECTION, value, row, self.path)
        else:
            self.wishes.drop(record, row, self.path)

    def gone(self, row: RegionRow) -> None:
        """Take in the removal of a row."""
        record = self.entries.find(row)
        sections = sections_of(record) if record else ()
        if record is None or (row.section and row.section not in sections):
            return
        if len(sections) > 1:
            self.put_section(record, row.section, "", row)
            return
        self.wishes.drop(record, row, self.path)

    def added(self, row: RegionRow, above: RegionRow | None, taken: set[int]) -> None:
        """Take in a row that was not there."""
        record = self.entries.find(row)
        if record is not None and self.is_elsewhere(record, row, taken):
            return
        if record is not None:  # it came to be since
            present = self.entries.row_of(record, row.section, is_item=row.is_item)
            meaning = read_change(present, row, record, self.collection, self.entries.repository)
            self.keep(record, row)
            # A new row need not say what only its entry knows.
            self.take(record, row, row, Meaning(meaning.values))
            if row.section and row.section not in sections_of(record):
                self.put_section(record, next(iter(sections_of(record)), ""), row.section, row)
            return
        meaning = read_new(row, self.collection)
        for message, hint in meaning.faults:
            self.wishes.refuse(row, self.path, message, hint or UNDO)
        if meaning.faults:
            return
        if not meaning.values.get(self.collection.naming):
            self.wishes.refuse(row, self.path, "a new row has to have a name")
            return
        if row.section:
            several = self.collection.has_several_sections
            meaning.values[SECTION] = (row.section,) if several else row.section
        after = self.entries.find(above) if above else None
        number = know(row, self.collection).number
        place = Location(self.path, line=row.line)
        new = NewRow(meaning.values, place, number, after, row.region)
        name = str(meaning.values[self.collection.naming])
        earlier = next((x for x in self.wishes.new if x.name(self.collection) == fold(name)), None)
        if earlier is None:
            self.wishes.new.append(new)
        elif earlier.place.file == self.path or earlier.values != new.values:
            message = f"“{name}” is new in line {earlier.place.line} of {earlier.place.file} too"
            self.wishes.refuse(row, self.path, message, "keep one, or tell their names apart")

    def is_elsewhere(self, record: Record, row: RegionRow, taken: set[int]) -> bool:
        """Say whether an entry has a row already; one that may have several gets this one too."""
        if id(record) not in taken:
            return False
        if self.collection.has_several_sections and row.section not in sections_of(record):
            self.put_section(record, "", row.section, row)
            return True
        message = f"“{record.title}” has a row already"
        self.wishes.refuse(row, self.path, message, "remove one of the two, or change its name")
        return True
