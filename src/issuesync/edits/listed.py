"""Edited regions of rows that data files hold into edits of these files, row by row.

Every row is read as `init` reads it, keeps its Markdown next to what it says, and is in the
data file where it is in the document; so a sync writes what was edited.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.documents.kept import KeptRows
from issuesync.documents.tables import sign_of
from issuesync.edits.listed_rows import ListedRow, edited_rows, heads_of, shown_rows
from issuesync.edits.listed_words import ListedWords
from issuesync.edits.model import UNDO, GoneRow
from issuesync.edits.row_pairs import pair_listed, staying
from issuesync.markdown.blocks import Table
from issuesync.model.problem import Location
from issuesync.model.record import Record
from issuesync.model.wording import counted
from issuesync.records.overrides import ROW
from issuesync.schema.catalog import SECTION
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.edits.base_versions import HandEdit
    from issuesync.edits.listed_rows import EditedRows
    from issuesync.edits.model import Reason
    from issuesync.edits.route import EditRouter
    from issuesync.markdown.document import Document
    from issuesync.markdown.regions import Region
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection
    from issuesync.yamlfile.source import Plain

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
    barred: Mapping[int, Reason]
    is_as_listed: bool
    words: ListedWords = field(init=False)
    stuck: set[str] = field(default_factory=set)
    """The regions that are left as they are."""
    before: list[ListedRow] = field(default_factory=list)
    after: list[ListedRow] = field(default_factory=list)
    puts: dict[_Place, list[Edit]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        repository = self.catalog.schema.repository
        kept = KeptRows(self.collection, repository, self.document.references)
        self.words = ListedWords(kept, repository)

    def take(self, edits: Sequence[HandEdit]) -> bool:
        """Take edits in; say no, and do nothing, where a region was behind its entries.

        Nothing is taken of a region in which anything is refused, nor of those that rows were
        moved to or from.
        """
        fresh = self.now.regions_by_name
        for edit in edits:
            name = edit.region.name
            is_known = edit.base is not None and name in fresh and self.words.tells_all(edit.region)
            if not is_known or not _is_same(edit.base, fresh[name]):
                return False
            rows = shown_rows(self.catalog, self.collection, fresh[name], self.now.page)
            if rows is None:
                return False
            self.before += rows
        for edit in edits:
            self.read(edit.region)
        pairs = pair_listed(self.before, self.after, self.words.trait_of)
        sides = [(self.before[old], self.after[new]) for old, new in pairs.items()]
        if any(self.words.reads_otherwise(*side) for side in sides):
            return False
        back = {new: old for old, new in pairs.items()}
        for at, row in enumerate(self.after):
            self.judge(row, self.before[back[at]] if at in back else None)
        self.spread(sides)
        self.compare(pairs)
        return True

    def read(self, region: Region) -> None:
        """Read the rows of a region as it was edited."""
        for line in range(region.begin + 1, region.end + 2):
            if line in self.barred:
                reason = self.barred[line]
                self.refuse(line, region.name, reason.why, reason.hint)
        edited = edited_rows(self.document, region, self.collection)
        self.after += edited.rows
        self.check(region, edited)

    def spread(self, sides: Sequence[tuple[ListedRow, ListedRow]]) -> None:
        """Leave every region as it is that has rows of one which is left so."""
        links = {(a.region, b.region) for a, b in sides if a.region != b.region}
        links |= {(right, left) for left, right in links}
        waiting = list(self.stuck)
        while waiting:
            one = waiting.pop()
            found = {right for left, right in links if left == one} - self.stuck
            self.stuck |= found
            waiting += found
        self.router.refused |= {f"{self.document.path} {name}" for name in self.stuck}

    def check(self, region: Region, edited: EditedRows) -> None:
        """Refuse what is not a row, and a table whose columns are others than it had."""
        hint = "write it outside of the markers"
        for line in edited.beside:
            self.refuse(line, region.name, "text between the markers that is not a row", hint)
        was = _shown_heads(self.now, region.name)
        if edited.heads and was and edited.heads != was:
            message = "the columns of the table were edited; they are declared in catalog.yaml"
            hint = f"edit columns: of “{self.collection.key}” there"
            self.refuse(edited.line, region.name, message, hint)

    def refuse(self, line: int, region: str, message: str, hint: str = UNDO) -> None:
        """Note an edit that nothing can keep."""
        place = Location(self.document.path, line=line)
        self.router.refuse(place, f"{self.document.path} {region}", message, hint)
        self.stuck.add(region)

    def compare(self, pairs: Mapping[int, int]) -> None:
        """Take in every row that differs, and the order of all."""
        back = {new: old for old, new in pairs.items()}
        gone = [row for at, row in enumerate(self.before) if at not in pairs]
        by_region: dict[str, list[tuple[ListedRow, ListedRow | None]]] = defaultdict(list)
        for at, row in enumerate(self.after):
            if row.region not in self.stuck:
                old = self.before[back[at]] if at in back else None
                by_region[row.region].append((row, old))
        self.drop([row for row in gone if row.region not in self.stuck])
        for rows in by_region.values():
            self.place(rows)
        for (number, _), edits in self.puts.items():
            self.router.files.edit(self.collection.data_files[number], *edits)

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
        stay = staying(here) if self.is_as_listed else set(here)
        anchor = self.first_of(here, stay)
        moved: list[ListedRow] = []
        for row, old in rows:
            at = self.place_of(old)
            if old is None or at is None:
                self.add(row, anchor)
            elif at in stay:
                self.change(row, old, at)
                anchor = at[0], at[1] + 1
            else:
                moved += [row] * (old.region == row.region)
                self.move(row, old, at, anchor)
        if moved:
            what = f"{counted(len(moved), 'row')} moved to another place"
            self.say(moved[0], what, self.file_of(anchor))

    def first_of(self, here: Sequence[_Place], stay: set[_Place]) -> _Place:
        """Return where a row before all others goes: before the first that stays, else last."""
        first = next((at for at in here if at in stay), None)
        if first is not None:
            return first
        last = len(self.collection.data_files) - 1
        content = self.router.files.sources[self.collection.data_files[last]].value
        return last, len(content) if isinstance(content, list) else 0

    def judge(self, row: ListedRow, old: ListedRow | None) -> None:
        """Refuse a row that nothing can keep, or that cannot be read."""
        if not row.is_entry or (old is not None and old.text == row.text):
            return
        said = self.words.said(row)
        if isinstance(said, str):
            self.refuse(row.line, row.region, f"the row {said}")
            return
        if not said.get(self.collection.naming):
            self.refuse(row.line, row.region, "a row has to have a name")
        for key, text in self.words.differing(said, self.words.known(old)).items():
            if fault := self.words.fault_of(key, text):
                self.refuse(row.line, row.region, fault[0], fault[1] or UNDO)

    def sure(self, row: ListedRow, old: ListedRow | None = None) -> dict[str, str]:
        """Return what a row says that was judged."""
        if not row.is_entry:
            return {}
        if old is not None and old.text == row.text:
            return {**self.words.known(old), **row.outer}
        said = self.words.said(row)
        assert not isinstance(said, str), "a row that cannot be read was refused"
        return said

    def add(self, row: ListedRow, anchor: _Place) -> None:
        """Take in a row that is new."""
        said = self.sure(row)
        self.puts[anchor].append(Insert((anchor[1],), self.stated(row, said)))
        name = said.get(self.collection.naming) or row.bare
        self.say(row, f"{name}: new", self.file_of(anchor))

    def change(self, row: ListedRow, old: ListedRow, at: _Place) -> None:
        """Take in what a row says where it stands."""
        if isinstance(old.own, Record):
            for key, value in self.changes(row, old).items():
                path = (at[1], key)
                is_there = key in self.entry_at(at)
                edits = [Drop(path)] * is_there if value is None else [Put(path, value)]
                self.puts[at] += edits

    def changes(self, row: ListedRow, old: ListedRow) -> dict[str, Plain | None]:
        """Return what the entry of a row states anew, `None` for what it states no more."""
        is_same = old.text == row.text and old.section == row.section
        if not isinstance(old.own, Record) or (is_same and not self.words.outer_keys()):
            return {}
        known, said = self.words.known(old), self.sure(row, old)
        found: dict[str, Plain | None] = {}
        for key, text in self.words.differing(said, known).items():
            found[key] = self.words.plain(key, text)
            self.tell_change(row, old.own, key, text)
        for key in self.words.differing(known, said):
            if key not in said and key != self.collection.naming:
                found[key] = None
                self.tell_change(row, old.own, key, "")
        if row.section != old.section:
            found[SECTION] = self.collection.title_of(row.section)
            self.tell_change(row, old.own, SECTION, self.collection.title_of(row.section))
        if row.text != old.text:
            entry = {**self.entry_of(old), **found}
            is_fresh = row.region not in self.odd and self.words.is_fresh(row, entry)
            found |= {ROW: None} if is_fresh and ROW in entry else {}
            found |= {} if is_fresh else {ROW: row.text}
            if len(found) == 1 and ROW in found:
                place = self.place_in(row)
                self.router.say_as_written(place, old.own.title, old.own.place.file)
        return found

    def stated(self, row: ListedRow, said: Mapping[str, str]) -> dict[str, Plain]:
        """Return what a data file states of a row."""
        return self.words.stated(row, said, is_usual=row.region not in self.odd)

    @cached_property
    def odd(self) -> set[str]:
        """The lists whose bullets are to begin otherwise than ours do."""
        usual = sign_of("- ")
        lists = (x for x in self.after if x.is_entry and x.region.startswith("list "))
        return {row.region for row in lists if sign_of(row.text) != usual}

    def move(self, row: ListedRow, old: ListedRow, at: _Place, anchor: _Place) -> None:
        """Take in a row that stands elsewhere now."""
        entry = {**self.entry_at(at)}
        for key, value in self.changes(row, old).items():
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

    # What is said of it

    def file_of(self, at: _Place) -> str:
        """Return the name of a data file."""
        return self.collection.data_files[at[0]]

    def say(self, row: ListedRow, what: str, into: str) -> None:
        """Note an edit that was understood."""
        self.router.say(self.place_in(row), what, into)

    def place_in(self, row: ListedRow) -> Location:
        """Return where a row's first words stand."""
        first = row.line + len(row.text) - len(row.text.lstrip("\n"))
        return Location(self.document.path, line=first)

    def tell_change(self, row: ListedRow, record: Record, key: str, text: str) -> None:
        """Say what a field of an entry becomes."""
        of = self.collection.by_key[key]
        old = record.value(key)
        was = f", was {of.type.show(old)}" if old is not None else ""
        self.say(row, f"{record.title}: {of.label}: {text or 'none'}{was}", record.place.file)


def _is_same(base: Region | None, fresh: Region) -> bool:
    """Say whether a region was what a sync would write there still."""
    return base is not None and base.text.strip("\n") == fresh.text.strip("\n")


def _shown_heads(document: Document, region: str) -> tuple[str, ...]:
    """Return the heads of the table in a region."""
    blocks = (x for x in document.page.blocks if isinstance(x, Table) and x.region == region)
    block = next(blocks, None)
    return heads_of(block, document.page) if block else ()
