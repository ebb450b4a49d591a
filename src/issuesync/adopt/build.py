"""A document and its issues into a whole catalog: every file of it, and what is to be said."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.adopt.adopted_rows import AdoptedRows
from issuesync.adopt.infer import infer
from issuesync.adopt.legend import find_meanings
from issuesync.adopt.match import match_rows, without_row
from issuesync.adopt.outputs import override_texts, with_regions
from issuesync.adopt.proof import first_unlike
from issuesync.adopt.reading import read_rows
from issuesync.adopt.settings import (
    OVERRIDES,
    PUBLISH,
    render_catalog,
    render_overrides,
)
from issuesync.adopt.taxonomy import all_labels, render_taxonomy
from issuesync.documents.build import build_documents
from issuesync.documents.lint import lint_document
from issuesync.edits.difference import Difference, row_differs
from issuesync.edits.drift import former_names
from issuesync.errors import ConfigurationError, DocumentError
from issuesync.markdown.document import parse_document
from issuesync.markdown.links import issue_links
from issuesync.model.issue import Snapshot
from issuesync.model.output import OutputFile
from issuesync.model.problem import Location, Problem, Severity, sort_problems
from issuesync.records.catalog import build_catalog
from issuesync.schema.build import parse_catalog
from issuesync.schema.catalog import CATALOG
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.adopt.infer import Design
    from issuesync.adopt.match import Match, Matches
    from issuesync.adopt.proof import Unlike
    from issuesync.adopt.reading import RowReading
    from issuesync.markdown.document import Document
    from issuesync.model.issue import Issue
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema

_LABELS = "labels.yaml"


@dataclass(frozen=True, slots=True)
class AdoptWishes:
    """What the maintainer asked for: whose word counts where a row and its issue differ."""

    prefers_readme: bool = True


@dataclass(frozen=True, slots=True)
class Adopted:
    """A catalog made of a document: its files but for the snapshot, which is ``snapshot``.

    ``differences`` hold, for each matched issue, what its row says beyond or against it.
    """

    files: tuple[OutputFile, ...]
    snapshot: Snapshot
    catalog: Catalog
    matches: tuple[Match, ...]
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    entries: int


def adopt(
    path: str, text: str, snapshot: Snapshot, labels: str | None, wishes: AdoptWishes
) -> Adopted:
    """Adopt a document; ``labels`` is the text of a ``labels.yaml`` that is there already.

    A list that would not read as before is left alone, with a problem that names its line.
    Raises `ConfigurationError` where that file cannot be used, and `DocumentError` where markers
    in the document cannot be trusted.
    """
    document = parse_document(path, text)
    refuse_faults(document)
    left: dict[int, Unlike] = {}
    while True:
        made = _adopt(document, snapshot, labels, wishes, left)
        if not wishes.prefers_readme:
            return made  # rows are to read otherwise where their issues say so
        after = next((one.text for one in made.files if one.path == path), None) or text
        unlike = first_unlike(text, after)
        able = [one.line for one in document.sheets.sheets if one.line not in left]
        if unlike is None or not able:
            return made
        above = [line for line in able if line <= unlike.line]
        left[max(above, default=able[0])] = unlike


def _reads_otherwise(path: str, line: int, unlike: Unlike) -> Problem:
    """Report a list that is left alone since it would not read as before."""
    message = f"{unlike.what} would not read as before, so the list or table here is left as it is"
    hint = f"write line {unlike.line + 1} otherwise and run init again, or leave the list outside"
    return Problem("reads-otherwise", message, Location(path, line=line + 1), hint)


def _adopt(
    document: Document,
    snapshot: Snapshot,
    labels: str | None,
    wishes: AdoptWishes,
    unlike: Mapping[int, Unlike],
) -> Adopted:
    """Adopt a document but for the lists that begin in some lines."""
    path = document.path
    page, read = document.page, document.sheets
    sheets = [sheet for sheet in read.sheets if sheet.line not in unlike]
    reading = read_rows(sheets, path, has_issues=bool(snapshot.issues))
    matches = match_rows(reading.rows, snapshot.issues, snapshot.repository, path)
    design = infer(reading, matches, find_meanings(page), snapshot.issues)
    stray = _drop_strays(reading, matches, design)
    design = replace(design, state=_state_of(snapshot.issues, matches.numbers))
    repository = snapshot.repository or matches.repository or "OWNER/REPOSITORY"
    labels_text = labels if labels is not None else render_taxonomy(snapshot)
    catalog_text = render_catalog(design, repository, path)
    schema = _build_schema(catalog_text, labels_text)
    accepted = accept(snapshot, matches.numbers, repository)
    rows = AdoptedRows(page, reading, matches, design, schema)
    found = tuple(rows.differences(snapshot))
    files = {CATALOG: catalog_text}
    if labels is None:
        files[_LABELS] = labels_text
    files |= rows.data_files()
    if any(one.is_of_issues for one in design.collections):
        overrides = override_texts(found, prefers_readme=wishes.prefers_readme)
        kept = rows.kept_of_issues(snapshot, overrides)
        files[OVERRIDES] = render_overrides(kept, rows.listed())
    catalog = catalog_of(schema, accepted, files)
    marked = with_regions(page, reading, design)
    built = build_documents(catalog, {path: marked}, {}, {}, overwrite=True)
    files |= {file.path: file.text for file in built.files if file.text is not None}
    problems = [
        *lint_document(document),
        *(one for one in read.problems if one.code == "not-adopted"),
        *reading.problems,
        *matches.problems,
        *former_names(_linked_rows(reading, matches), repository, path),
        *(row_differs(one, path) for one in found if one.is_at_odds),
        *(without_row(snapshot.issues, matches.numbers, path, stray)),
        *(one for one in catalog.problems if one.severity is Severity.ERROR),
        *built.faults,
        *built.problems,
        *(_reads_otherwise(path, line, one) for line, one in unlike.items()),
    ]
    return Adopted(
        files=tuple(OutputFile(name, content) for name, content in files.items()),
        snapshot=accepted,
        catalog=catalog,
        matches=tuple(matches.by_row.values()),
        differences=found,
        problems=sort_problems(problems),
        entries=len(reading.rows),
    )


def refuse_faults(document: Document) -> None:
    """Raise `DocumentError` where a document's markers cannot be trusted."""
    if document.faults:
        raise DocumentError("nothing was written", problems=document.faults)


def _build_schema(catalog: str, labels: str) -> Schema:
    """Parse the settings; raise `ConfigurationError` with every problem where they are wrong."""
    taxonomy, problems = parse_taxonomy(labels, _LABELS)
    schema, faults = parse_catalog(catalog, CATALOG, taxonomy)
    wrong = [one for one in (*problems, *faults) if one.severity is Severity.ERROR]
    if schema is None or wrong:
        raise ConfigurationError(
            "the document's tables do not make a catalog with these labels", problems=wrong
        )
    return schema


def catalog_of(schema: Schema, snapshot: Snapshot, files: Mapping[str, str]) -> Catalog:
    """Build the records from the files that are to be written."""
    sources = {
        name: parse_yaml(text, name)[0] for name, text in files.items() if name.endswith(".yaml")
    }
    return build_catalog(schema, snapshot, sources, sources)


def _drop_strays(reading: RowReading, matches: Matches, design: Design) -> dict[int, int]:
    """Unpair rows among others that no issue backs; return their lines by their issues."""
    of_issues = {
        place.sheet for one in design.collections if one.is_of_issues for place in one.places
    }
    stray = [i for i in matches.by_row if reading.rows[i].sheet not in of_issues]
    lines = {matches.by_row[index].number: reading.rows[index].line for index in stray}
    for index in stray:
        matches.numbers.discard(matches.by_row.pop(index).number)
    return lines


def _state_of(issues: Sequence[Issue], numbers: set[int]) -> str:
    """Say in which state the issues of a catalog are: some close what they accept."""
    states = {issue.state for issue in issues if issue.number in numbers}
    return states.pop() if len(states) == 1 else "all" if states else "open"


def accept(
    snapshot: Snapshot,
    numbers: set[int],
    repository: str,
    publish: Sequence[str] = (PUBLISH,),
    known: Sequence[Issue] = (),
) -> Snapshot:
    """Return what is accepted: the matched issues, each bearing the label that publishes.

    ``publish`` holds that label and its former names. What the issues ``known`` say of their
    acceptance stays.
    """
    before = {issue.number: issue for issue in known}
    issues = tuple(
        _accepted_issue(issue, before.get(issue.number), publish)
        for issue in snapshot.issues
        if issue.number in numbers and not issue.is_pull
    )
    return Snapshot(repository, all_labels(replace(snapshot, issues=issues)), issues)


def _accepted_issue(issue: Issue, before: Issue | None, publish: Sequence[str]) -> Issue:
    """Return an issue as accepted."""
    names = {name.casefold() for name in issue.labels}
    is_borne = any(name.casefold() in names for name in publish)
    labels = issue.labels if is_borne else (*issue.labels, *publish[:1])
    return replace(
        issue,
        labels=labels,
        accepted=issue.accepted or (before.accepted if before else None),
        held=issue.held or (before.held if before else None),
    )


def _linked_rows(reading: RowReading, matches: Matches) -> Iterator[tuple[str, int]]:
    """Give the repository that each matched row's link to its issue names, and the row's line."""
    for index, match in matches.by_row.items():
        row = reading.rows[index]
        yield from ((name, row.line) for name, n in issue_links(row.cells) if n == match.number)
