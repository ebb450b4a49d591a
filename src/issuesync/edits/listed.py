"""Edited regions of rows that data files hold into edits of these files, row by row.

Every row is read as `init` reads it, keeps its Markdown beside what it says, and stands in the
data file where it stands in the document; so a sync writes what was edited.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.documents.fresh_rows import fresh_row
from issuesync.documents.kept import KeptRows
from issuesync.documents.says import states, tells_all, unlike
from issuesync.documents.tables import sign_of
from issuesync.edits.align import Trait, align, staying
from issuesync.edits.listed_rows import ListedRow, edited_rows, shown_rows
from issuesync.edits.model import UNDO, GoneRow
from issuesync.fields.base import fold
from issuesync.fields.choice import Choices
from issuesync.markdown.inline import read_cell
from issuesync.model.problem import Location, Problem
from issuesync.model.record import Record
from issuesync.records.overrides import BETWEEN, ROW
from issuesync.schema.catalog import SECTION
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.listed_rows import EditedRows
    from issuesync.edits.route import EditRouter
    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Field
    from issuesync.yamlfile.source import Plain

_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[,，、;；]")
_Place = tuple[int, int]


def may_list(collection: Collection, edits: Sequence[HandEdit]) -> bool:
    """Say whether edits can be taken in as data files hold rows: each of one place, in order."""
    are_of_rows = all(x.region.address.is_section or not collection.sections for x in edits)
    is_one_document = len({edit.path for edit in edits}) == 1
    is_of_files = not collection.from_issues and not collection.has_several_sections
    return bool(collection.data_files) and is_of_files and are_of_rows and is_one_document


@dataclass
class ListedTaker:
    """Takes the edits of a document's regions in that show one collection.

    ``barred`` are lines, from 1, whose edits nothing can keep, with the reason. ``now`` holds the
    regions as a sync would write them before the edits are taken in.
    """

    document: Document
    now: Document
    catalog: Catalog
    collection: Collection
    router: EditRouter
    barred: Mapping[int, str]
    kept: KeptRows = field(init=False)
    before: list[ListedRow] = field(default_factory=list)
    after: list[ListedRow] = field(default_factory=list)
    puts: dict[_Place, list[Edit]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        self.kept = KeptRows(self.collection, self.document.page.references)

    def take(self, edits: Sequence[HandEdit]) -> bool:
        """Take edits in; say no, and do nothing, where a region was behind its entries."""
        fresh = {region.name: region for region in self.now.regions}
        found: list[tuple[Region, list[ListedRow]]] = []
        for edit in edits:
            name = edit.region.name
            if edit.base is None or name not in fresh or edit.base.text != fresh[name].text:
                return False
            if not self.tells_all(edit.region):
                return False
            rows = shown_rows(self.catalog, self.collection, fresh[name], self.now.page)
            if rows is None:
                return False
            found.append((edit.region, rows))
        for region, rows in found:
            edited = edited_rows(self.document, region, self.collection)
            if self.is_sound(region, edited, rows):
                self.before += rows
                self.after += edited.rows
        pairs = align(self.before, self.after, self.trait_of)
        if any(self.reads_otherwise(self.before[old], self.after[new]) for old, new in pairs.items()):
            return False
        self.compare(pairs)
        return True

    def tells_all(self, region: Region) -> bool:
        """Say whether a row of a region can be read whole."""
        columns = self.collection.columns_in(region.address.section)
        is_list = region.address.kind == "list"
        return tells_all(columns, self.collection, is_list=is_list)

    def reads_otherwise(self, old: ListedRow, new: ListedRow) -> bool:
        """Say whether a row that was edited did not say before what its entry says."""
        if not isinstance(old.own, Record) or old.text == new.text:
            return False
        said = self.said(old)
        known = self.known(old)
        return isinstance(said, str) or bool(
            self.differing(said, known) or set(self.differing(known, said)) - set(self.outer_keys())
        )

    def is_sound(self, region: Region, edited: EditedRows, rows: Sequence[ListedRow]) -> bool:
        """Say whether a region holds nothing but rows under the columns that it had."""
        hint = "write it outside of the markers"
        for line in edited.beside:
            self.refuse(line, region.name, "text between the markers that is no row", hint)
        columns = self.collection.columns_in(region.address.section)
        is_table = region.address.kind == "table"
        heads = [column.title for column in columns]
        if is_table and (edited.heads or rows) and list(map(fold, edited.heads)) != list(
            map(fold, _shown_heads(self.now, region.name) or heads)
        ):
            message = "the columns of the table were edited; they are declared in catalog.yaml"
            hint = f"edit columns: of “{self.collection.key}” there"
            self.refuse(edited.line, region.name, message, hint)
            return False
        return not edited.beside

    def refuse(self, line: int, region: str, message: str, hint: str = UNDO) -> None:
        """Note an edit that nothing can keep."""
        place = Location(self.document.path, line=line)
        self.router.refuse(place, f"{self.document.path} {region}", message, hint)

    def compare(self, pairs: Mapping[int, int]) -> None:
        """Take in every row that differs, and the order of all."""
        back = {new: old for old, new in pairs.items()}
        gone = [row for at, row in enumerate(self.before) if at not in pairs]
        by_region: dict[str, list[tuple[ListedRow, ListedRow | None]]] = defaultdict(list)
        for at, row in enumerate(self.after):
            old = self.before[back[at]] if at in back else None
            by_region[row.region].append((row, old))
        self.drop(gone)
        for rows in by_region.values():
            self.place(rows)
        for (number, _), edits in self.puts.items():
            self.router.files.edit(self.collection.data_files[number], *edits)

    def trait_of(self, row: ListedRow) -> Trait:
        """Read off a row what tells it from others."""
        addresses = frozenset(one.url for one in read_cell(row.bare).links)
        words = frozenset(_WORD.findall(row.bare))
        said = {} if isinstance(row.own, Record) else self.said(row)
        name = row.own.name if isinstance(row.own, Record) else ""
        if isinstance(said, dict):
            name = name or said.get(self.collection.naming, "")
        return Trait(fold(name), addresses, words)

    def said(self, row: ListedRow) -> dict[str, str] | str:
        """Return what a row says, or why it cannot stand where it does."""
        if row.region.startswith("table "):
            columns = self.collection.columns_in(row.section)
            found = self.kept.row_says(row.text.strip("\n"), columns)
        else:
            found = self.kept.item_says(row.text.strip("\n"))
        return found if isinstance(found, str) else {**found, **row.outer}

    # Rows to go

    def drop(self, gone: Sequence[ListedRow]) -> None:
        """Take the entries of rows that are gone out of their files."""
        lines = {row.region: row.line for row in reversed(self.after)}
        entries: list[GoneRow] = []
        for row in gone:
            region = f"{self.document.path} {row.region}"
            place = Location(self.document.path, line=lines.get(row.region, self.begin(row)))
            if isinstance(row.own, Record):
                entries.append(GoneRow(row.own, place, region))
            elif (at := self.place_of(row)) is not None:
                self.puts[at].append(Drop((at[1],)))
        self.router.take_all_gone(entries, self.collection)

    def begin(self, row: ListedRow) -> int:
        """Return the line, from 1, at which the region of a row begins."""
        return next(x.begin + 1 for x in self.document.regions if x.name == row.region)

    def place_of(self, row: ListedRow | None) -> _Place | None:
        """Return in which data file and where in it a row is stated."""
        own = row.own if row is not None else None
        files = self.collection.data_files
        if own is None or own.index is None or own.place.file not in files:
            return None
        return files.index(own.place.file), own.index

    # Rows that are there

    def place(self, rows: Sequence[tuple[ListedRow, ListedRow | None]]) -> None:
        """Take in the rows of a region: each where it stands."""
        here = [
            at for row, old in rows
            if old is not None and old.region == row.region and (at := self.place_of(old))
        ]  # fmt: skip
        stay = staying(here)
        anchor = self.first_of(here, stay)
        moved: list[ListedRow] = []
        for row, old in rows:
            at = self.place_of(old)
            said = self.said_anew(row, old)
            if said is None:
                anchor = (at[0], at[1] + 1) if at in stay and at else anchor
                continue
            if old is not None and at is not None and at in stay:
                self.change(row, old, at, said)
                anchor = at[0], at[1] + 1
                continue
            if old is not None and at is not None:
                moved += [row] * (old.region == row.region)
                self.move(row, old, at, anchor, said)
            else:
                self.puts[anchor].append(Insert((anchor[1],), self.stated(row, said)))
                self.tell_new(row, said, anchor)
        if moved and self.collection.is_as_listed:
            count = f"{len(moved)} row{'s' * (len(moved) > 1)}"
            self.say(moved[0], f"{count} moved to another place", self.file_of(anchor))

    def first_of(self, here: Sequence[_Place], stay: set[_Place]) -> _Place:
        """Return where a row before all others goes: before the first that stays, else last."""
        first = next((at for at in here if at in stay), None)
        if first is not None:
            return first
        last = len(self.collection.data_files) - 1
        content = self.router.files.sources[self.collection.data_files[last]].value
        return last, len(content) if isinstance(content, list) else 0

    def said_anew(self, row: ListedRow, old: ListedRow | None) -> dict[str, str] | None:
        """Return what a changed row says, nothing of one that is as it was; `None` if refused."""
        why = next((self.barred[line] for line in row.lines if line in self.barred), None)
        is_same = old is not None and old.text == row.text and old.section == row.section
        if not row.is_entry or (is_same and not row.outer):
            return {} if why is None or is_same else self.refused(row, why)
        if is_same and old is not None:
            return {**self.known(old), **row.outer}
        said = self.said(row)
        if isinstance(said, str):
            return self.refused(row, f"the row {said}")
        if why is not None and not is_same:
            return self.refused(row, why)
        known = self.known(old)
        for key, text in self.differing(said, known).items():
            problem = self.unreadable(self.collection.by_key[key], text)
            if problem is not None:
                self.refuse(row.line, row.region, problem.message, problem.hint or UNDO)
                return None
        return said

    def refused(self, row: ListedRow, why: str) -> None:
        """Refuse a row; give nothing."""
        self.refuse(row.line, row.region, why)

    def known(self, old: ListedRow | None) -> dict[str, str]:
        """Return what the row of an entry has to say."""
        if old is None or not isinstance(old.own, Record):
            return {}
        found = states(old.own, self.collection.columns_in(old.section), self.collection)
        for key in old.outer or self.outer_keys():
            value = old.own.values.get(key)
            found[key] = value.raw if value else ""
        return {key: text for key, text in found.items() if text}

    def outer_keys(self) -> tuple[str, ...]:
        """Return the fields that a bullet states by where it stands."""
        return tuple(key for key in ("part_of", "group") if key in self.collection.by_key)

    def differing(self, said: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
        """Return what a row says other than its entry."""
        found = unlike(said, known, self.collection)
        return {key: text for key, text in found.items() if key in self.collection.by_key}

    def unreadable(self, of: Field, text: str) -> Problem | None:
        """Say why a text is no value of a field; nothing where it is one."""
        if of.type.is_blank(text):
            return None
        reading = of.type.read(text)
        if reading.value is not None:
            return None
        found = next(iter(reading.findings), None)
        why = f": {found.message}" if found else ""
        hint = found.hint if found else ""
        return Problem("not-absorbed", f"{of.label} cannot be read{why}", Location(), hint)

    def change(self, row: ListedRow, old: ListedRow, at: _Place, said: Mapping[str, str]) -> None:
        """Take in what a row says where it stands."""
        if isinstance(old.own, Record):
            for key, value in self.changes(row, old, said).items():
                path = (at[1], key)
                is_there = key in self.entry_at(at)
                edits = [Drop(path)] * is_there if value is None else [Put(path, value)]
                self.puts[at] += edits

    def changes(
        self, row: ListedRow, old: ListedRow, said: Mapping[str, str]
    ) -> dict[str, Plain | None]:
        """Return what the entry of a row states anew, `None` for what it states no more."""
        if not said or not isinstance(old.own, Record):
            return {}
        known = self.known(old)
        found: dict[str, Plain | None] = {}
        for key, text in self.differing(said, known).items():
            found[key] = self.plain(key, text)
            self.tell_change(row, old.own, key, text)
        for key in self.differing(known, said):
            if key not in said and key != self.collection.naming:
                found[key] = None
                self.tell_change(row, old.own, key, "")
        if row.section != old.section:
            found[SECTION] = self.title_of(row.section)
            self.tell_change(row, old.own, SECTION, self.title_of(row.section))
        if row.text != old.text:
            entry = {**self.entry_of(old), **found}
            is_fresh = self.is_fresh(row, entry)
            found |= {ROW: None} if is_fresh and ROW in entry else {}
            found |= {} if is_fresh else {ROW: row.text}
            if len(found) == 1 and ROW in found:
                self.say(row, f"{old.own.title}: written as in the document", old.own.place.file)
        return found

    def move(
        self, row: ListedRow, old: ListedRow, at: _Place, anchor: _Place, said: Mapping[str, str]
    ) -> None:
        """Take in a row that stands elsewhere now."""
        entry = {**self.entry_at(at)}
        for key, value in self.changes(row, old, said).items():
            entry.pop(key, None) if value is None else entry.update({key: value})
        if not isinstance(old.own, Record):
            entry = self.stated(row, {})
        if ROW in entry:
            entry[ROW] = entry.pop(ROW)
        self.puts[at].append(Drop((at[1],)))
        self.puts[anchor].append(Insert((anchor[1],), entry))

    def entry_of(self, row: ListedRow) -> dict[str, Plain]:
        """Return what a data file states of a row that is there."""
        at = self.place_of(row)
        return self.entry_at(at) if at is not None else {}

    def entry_at(self, at: _Place) -> dict[str, Plain]:
        """Return what a data file states at a place."""
        content = self.router.files.sources[self.collection.data_files[at[0]]].value
        entry = content[at[1]] if isinstance(content, list) and at[1] < len(content) else None
        return entry if isinstance(entry, dict) else {}

    def stated(self, row: ListedRow, said: Mapping[str, str]) -> dict[str, Plain]:
        """Return what a data file states of a row, or of what is between rows."""
        section: dict[str, Plain] = (
            {SECTION: self.title_of(row.section)} if row.section else {}
        )
        if not row.is_entry:
            return {BETWEEN: row.text, **section}
        naming = self.collection.naming
        fields: dict[str, Plain] = {
            key: self.plain(key, text)
            for key, text in said.items()
            if key != naming and key in self.collection.by_key
            and text
        }  # fmt: skip
        entry: dict[str, Plain] = {naming: said[naming], **section, **fields}
        return entry if self.is_fresh(row, entry) else {**entry, ROW: row.text}

    def is_fresh(self, row: ListedRow, entry: Mapping[str, Plain | None]) -> bool:
        """Say whether a row is what would be written of its entry anyway."""
        is_item = row.region.startswith("list ")
        if is_item and any(sign_of(one.text) != sign_of("- ") for one in self.shown[row.region]):
            return False
        stated = {k: v for k, v in entry.items() if isinstance(v, str) and v}
        columns = self.collection.columns_in(row.section)
        repository = self.catalog.schema.repository
        fresh = fresh_row(stated, columns, self.collection, repository, is_item=is_item)
        return row.text == fresh and len(stated) == len([v for v in entry.values() if v])

    @cached_property
    def shown(self) -> dict[str, list[ListedRow]]:
        """Map the regions to the entries that they are to show."""
        found: dict[str, list[ListedRow]] = {}
        for row in self.after:
            if row.is_entry:
                found.setdefault(row.region, []).append(row)
        return found

    def plain(self, key: str, text: str) -> Plain:
        """Return a text as YAML states it: several options as a list."""
        of = self.collection.by_key[key].type
        if not isinstance(of, Choices):
            return text
        parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
        listed = of.read("\n".join(f"- {part}" for part in parts))
        return list(parts) if listed == of.read(text) else text

    def title_of(self, key: str) -> str:
        """Return a section's title."""
        return next(one.title for one in self.collection.sections if one.key == key)

    # What is said of it

    def file_of(self, at: _Place) -> str:
        """Return the name of a data file."""
        return self.collection.data_files[at[0]]

    def say(self, row: ListedRow, what: str, into: str) -> None:
        """Note an edit that was understood."""
        first = row.line + len(row.text) - len(row.text.lstrip("\n"))
        self.router.say(Location(self.document.path, line=first), what, into)

    def tell_new(self, row: ListedRow, said: Mapping[str, str], at: _Place) -> None:
        """Say that a row is new."""
        name = said.get(self.collection.naming) or row.bare
        self.say(row, f"{name}: new", self.file_of(at))

    def tell_change(self, row: ListedRow, record: Record, key: str, text: str) -> None:
        """Say what a field of an entry becomes."""
        of = self.collection.by_key[key]
        old = record.value(key)
        was = f", was {of.type.show(old)}" if old is not None else ""
        self.say(row, f"{record.title}: {of.label}: {text or 'none'}{was}", record.place.file)


def _shown_heads(document: Document, region: str) -> list[str]:
    """Return the heads of the table in a region."""
    blocks = document.page.blocks
    block = next((one for one in blocks if one.region == region and hasattr(one, "head")), None)
    cells = getattr(block, "head", ())
    return [read_cell(cell.raw, document.page.references).text for cell in cells]
