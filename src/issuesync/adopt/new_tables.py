"""A document of a catalog that is there already: what people wrote in it, taken at its word."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.adopt.build import AdoptWishes, catalog_of, refuse_faults
from issuesync.adopt.outputs import line_end, plain_value
from issuesync.documents.build import build_documents
from issuesync.documents.lint import lint_document
from issuesync.documents.says import NUMBER, unlike
from issuesync.edits.match import MatchedDocument, MatchedRow, columns_of, match_document
from issuesync.markdown.document import parse_document
from issuesync.markdown.links import issue_links
from issuesync.markdown.regions import LINE, Address
from issuesync.markdown.tables import not_adopted
from issuesync.model.limits import is_too_much
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem, sort_problems
from issuesync.records.catalog import sections_of
from issuesync.schema.catalog import SECTION
from issuesync.yamlfile.changes import Drop, Edit, Insert, Put
from issuesync.yamlfile.edit import UneditableError, edit_yaml
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.model.issue import Snapshot
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema
    from issuesync.yamlfile.source import Plain


@dataclass(frozen=True, slots=True)
class _Again:
    """The files as they are to be, the catalog that they make, and what is to be said."""

    files: tuple[OutputFile, ...]
    catalog: Catalog
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class State:
    """A catalog as it is: its schema, its issues, and the texts of overrides and data files."""

    schema: Schema
    snapshot: Snapshot
    files: Mapping[str, str]


def adopt_again(path: str, text: str, state: State, wishes: AdoptWishes) -> _Again:
    """Take what a document says beyond its last rendering into overrides and data files.

    Regions as they were written last say nothing of their own: a row that is merely older than
    its issue reverts nothing. Raises `DocumentError` where the document's markers cannot be
    trusted.
    """
    parsed = parse_document(path, text)
    refuse_faults(parsed)
    edited = {region.name for region in parsed.regions if region.is_edited}
    catalog = catalog_of(state.schema, state.snapshot, state.files)
    document = match_document(parsed, catalog)
    taker = _Taker(path, catalog, state.files, wishes)
    regions = _new_regions(document)
    for row in document.rows:
        if row.sheet.line in regions or row.sheet.region in edited:
            taker.take(row)
    taker.take_lost(list(_lost_rows(document, edited, catalog)))
    fresh = {**state.files, **taker.edited()}
    whole = catalog_of(state.schema, state.snapshot, fresh)
    overwrite = not taker.is_stuck
    wanted = _with_new_regions(text, regions) if overwrite else text
    built = build_documents(whole, {path: wanted}, {}, {}, overwrite=overwrite)
    problems = [
        *lint_document(parsed),
        *taker.problems,
        *_unknown_tables(path, document, regions),
        *built.problems,
    ]
    return _Again(
        (*(OutputFile(name, content) for name, content in fresh.items()), *built.files),
        whole,
        sort_problems(problems),
    )


def linked_numbers(path: str, text: str, repository: str) -> set[int]:
    """Return the issues to which rows lead that are in no region: people added them by hand."""
    return {
        number
        for sheet in parse_document(path, text).sheets.sheets
        if not sheet.region
        for entry in sheet.entries
        for name, number in issue_links(entry.cells)
        if name.casefold() == repository.casefold()
    }


@dataclass(slots=True)
class _Taker:
    """Collects what the rows say into edits of YAML files."""

    path: str
    catalog: Catalog
    files: Mapping[str, str]
    wishes: AdoptWishes
    edits: dict[str, list[Edit]] = field(default_factory=dict)
    overrides: dict[tuple[str, int], dict[str, Plain]] = field(default_factory=dict)
    """By file and issue, what overrides are to say."""

    problems: list[Problem] = field(default_factory=list)
    is_stuck: bool = False
    """Whether a row said something that could not be taken: its region is left as it is."""

    def take(self, row: MatchedRow) -> None:
        """Take in one row."""
        if row.record is None:
            self.add(row)
            return
        known = row.known(self.catalog.schema.repository)
        said = unlike(row.said, known, row.collection)
        if row.section and row.section not in sections_of(row.record):
            said[SECTION] = row.collection.title_of(row.section)
        for key, text in said.items():
            self.put(row, row.record, key, text, known.get(key, ""))

    def put(self, row: MatchedRow, record: Record, key: str, text: str, known: str) -> None:
        """State one field of an entry anew, and say so."""
        one = row.collection.by_key[key]
        stated = record.values.get(key)
        where = f" in {stated.place}" if stated else ""
        message = f"{one.label} is “{text}” here and “{known or '—'}”{where}"
        place = Location(self.path, line=row.entry.line + 1)
        is_open = not known or self.wishes.prefers_readme
        target = self.target(row, record)
        if one.type.read(text).value is None or target is None or _is_run_together(row, key):
            self.stick(Problem("not-kept", message, place, "fix the row, or the entry"))
            return
        hint = "taken from the row" if is_open else "left as the issue has it"
        self.problems.append(Problem("row-differs", message, place, hint))
        if is_open:
            value = _as_plain(plain_value(one, text))
            name, path = target
            if record.number is None:
                self.edits.setdefault(name, []).append(Put((*path, key), value))
            else:
                self.overrides.setdefault((name, record.number), {})[key] = value

    def target(self, row: MatchedRow, record: Record) -> tuple[str, tuple[str | int, ...]] | None:
        """Return the file in which an entry is stated, and where in it."""
        if record.number is not None:
            name = row.collection.overrides
            return (name, ()) if name and name in self.files else None
        return None if record.index is None else (record.place.file, (record.index,))

    def add(self, row: MatchedRow) -> None:
        """Add an entry for a row that nothing backs, to the collection's last data file."""
        place = Location(self.path, line=row.entry.line + 1)
        if not row.collection.data_files or not row.name:
            message = f"nothing of “{row.collection.key}” is called “{row.name}”"
            hint = "open an issue for it, or name a data file under from: in catalog.yaml"
            self.stick(Problem("row-without-issue", message, place, hint))
            return
        file = row.collection.data_files[-1]
        content = parse_yaml(self.files[file], file)[0].value
        count = len(content) if isinstance(content, list) else 0
        said = {row.collection.naming: row.name}
        if row.section:
            said[SECTION] = row.collection.title_of(row.section)
        said |= {key: text for key, text in row.said.items() if key != NUMBER}
        entry: dict[str, Plain] = {
            key: _as_plain(plain_value(row.collection.by_key[key], text))
            for key, text in said.items()
        }
        self.edits.setdefault(file, []).append(Insert((count,), entry))

    def take_lost(self, lost: Sequence[tuple[Record, int]]) -> None:
        """Take the entries whose rows were removed out of their data files, as absorb does."""
        counts = Counter(record.collection for record, _ in lost)
        for record, line in lost:
            place = Location(self.path, line=line + 1)
            total = len(self.catalog.in_collection(record.collection))
            if record.index is None or is_too_much(counts[record.collection], total):
                message = f"the row of “{record.name}” was removed, and init does not take that in"
                hint = "run issuesync absorb, or restore the row"
                self.stick(Problem("issue-without-row", message, place, hint))
                continue
            self.edits.setdefault(record.place.file, []).append(Drop((record.index,)))
            message = f"the row of “{record.name}” was removed, and so is its entry"
            self.problems.append(Problem("row-removed", message, place))

    def stick(self, problem: Problem) -> None:
        """Report what cannot be taken."""
        self.problems.append(problem)
        self.is_stuck = True

    def edited(self) -> dict[str, str]:
        """Return the texts of the files that change."""
        for (name, number), stated in self.overrides.items():
            self.edits.setdefault(name, []).extend(
                _override_edits(self.files[name], number, stated)
            )
        texts: dict[str, str] = {}
        for name, edits in self.edits.items():
            try:
                texts[name] = edit_yaml(self.files[name], edits)
            except UneditableError as error:
                message = f"what the rows say could not be written: {error}"
                self.stick(Problem("not-kept", message, Location(name), "state it there by hand"))
        return texts


def _override_edits(text: str, number: int, stated: Mapping[str, Plain]) -> Iterator[Edit]:
    """Give the edits that state an issue's fields: below its number, which may be new."""
    source, _ = parse_yaml(text, "")
    keys = source.value if isinstance(source.value, dict) else {}
    known = next((key for key in keys if key.removeprefix("#") == str(number)), None)
    if known is None:
        yield Put((str(number),), dict(stated))
    else:
        yield from (Put((known, key), value) for key, value in stated.items())


def _is_run_together(row: MatchedRow, key: str) -> bool:
    """Say whether a list shows the field's words among others', so that nothing divides them."""
    texts = [
        column.field
        for column in row.collection.columns
        if column.shape != "stars"
        and (field_of := row.collection.by_key.get(column.field)) is not None
        and field_of.type.kind not in {"url", "repository", "title"}
    ]
    return row.sheet.kind == "list" and key in texts and len(texts) > 1


def _as_plain(value: str | tuple[str, ...]) -> Plain:
    """Return a value as YAML has it."""
    return value if isinstance(value, str) else list(value)


def _lost_rows(
    document: MatchedDocument, edited: set[str], catalog: Catalog
) -> Iterator[tuple[Record, int]]:
    """Give the entries that an edited region shows no more, and the region's line."""
    told = {row.record.key for row in document.rows if row.record is not None}
    lines = {row.sheet.region: row.sheet.line for row in document.rows}
    for region in sorted(edited & set(lines)):
        address = Address.of(region)
        key = address.collection
        if not address.shows_entries or key not in catalog.schema.by_key:
            continue
        shown = (
            catalog.in_section(key, address.section)
            if address.section
            else catalog.in_collection(key)
        )
        yield from ((one, lines[region]) for one in shown if one.key not in told)


def _unknown_tables(
    path: str, document: MatchedDocument, regions: Mapping[int, _NewRegion]
) -> Iterator[Problem]:
    """Report the tables in no region that no region can take the place of."""
    sheets = [*document.others, *(row.sheet for row in document.rows if not row.sheet.region)]
    tables = {sheet.line for sheet in sheets if sheet.kind == "table"}
    for line in sorted(tables - set(regions)):
        why = "fits no collection and section without a region"
        yield not_adopted(path, line, "the table", why)


@dataclass(frozen=True, slots=True)
class _NewRegion:
    """A region that is to take a table's place: its name, and the first line below the table."""

    name: str
    end: int


def _new_regions(document: MatchedDocument) -> dict[int, _NewRegion]:
    """Return, by the table's line, the regions that can take a table's place.

    Its every head is a column of the collection, and the document has no such region yet.
    """
    taken = {row.sheet.region for row in document.rows}
    found: dict[int, _NewRegion] = {}
    seen: set[int] = set()
    for row in document.rows:
        if row.sheet.region or row.sheet.line in seen:
            continue
        seen.add(row.sheet.line)
        is_whole = not row.section and bool(row.collection.sections)
        name = str(Address("table", row.collection.key, row.section))
        if name not in taken and not is_whole and all(columns_of(row.sheet, row.collection)):
            found[row.sheet.line] = _NewRegion(name, row.sheet.end)
            taken.add(name)
    return found


def _with_new_regions(text: str, regions: Mapping[int, _NewRegion]) -> str:
    """Put a region in the place of each table."""
    lines = LINE.findall(text)
    for start, region in regions.items():
        first, last = lines[start], lines[region.end - 1]
        begin = f"<!-- issuesync:begin {region.name} -->{line_end(first) or chr(10)}"
        lines[start : region.end] = [""] * (region.end - start)
        lines[start] = f"{begin}<!-- issuesync:end -->{line_end(last)}"
    return "".join(lines)
