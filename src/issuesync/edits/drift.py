"""What a document says against what the entries say: rows, facts and links, by line."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from issuesync.documents.says import unlike
from issuesync.edits.match import MatchedDocument, match_document
from issuesync.markdown.links import ISSUE_LINK, issue_links
from issuesync.model.problem import Location, Problem
from issuesync.records.catalog import sections_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.markdown.document import Document
    from issuesync.records.catalog import Catalog


def check_drift(document: Document, catalog: Catalog, *, is_fresh: bool = False) -> list[Problem]:
    """Report every row and fact in which a document and the entries disagree, both ways.

    What is fresh was rendered from the entries a moment ago: only what stands outside of its
    regions can disagree with them.
    """
    repository = catalog.schema.repository
    if is_fresh and all(block.region for block in document.page.blocks):
        lines = dict.fromkeys(_linked_lines(document, repository))
        return list(former_names(lines, repository, document.path))
    matched = match_document(document, catalog)
    return [
        *_rows_without_entry(matched),
        *_facts_that_differ(matched, repository),
        *_entries_without_row(matched, catalog),
        *former_names(
            dict.fromkeys([*_linked_rows(matched), *_linked_lines(document, repository)]),
            repository,
            document.path,
        ),
    ]


def _rows_without_entry(document: MatchedDocument) -> Iterator[Problem]:
    """Report the rows that no issue and no data file backs."""
    for row in document.rows:
        if row.record is None:
            place = Location(document.path, line=row.entry.line + 1)
            message = f"nothing of “{row.collection.key}” is called “{row.name}”"
            hint = "open an issue for it, or state it in a data file"
            yield Problem("row-without-issue", message, place, hint)


def _facts_that_differ(document: MatchedDocument, repository: str) -> Iterator[Problem]:
    """Report what rows say other than their entries."""
    for row in document.rows:
        if row.record is None:
            continue
        known = row.known(repository)
        for key, text in unlike(row.said, known, row.collection).items():
            label = row.collection.by_key[key].label
            stated = row.record.values.get(key)
            where = f" in {stated.place}" if stated else ""
            message = f"{label} is “{text}” here and “{known.get(key, '—')}”{where}"
            place = Location(document.path, line=row.entry.line + 1)
            hint = f"fix whichever is wrong: this line, or {row.record.title}"
            yield Problem("row-differs", message, place, hint)
        if row.section and row.section not in sections_of(row.record):
            message = f"“{row.name}” is in the table of another section than its own"
            place = Location(document.path, line=row.entry.line + 1)
            hint = f"move the row, or fix the section of {row.record.title}"
            yield Problem("row-differs", message, place, hint)


def _entries_without_row(document: MatchedDocument, catalog: Catalog) -> Iterator[Problem]:
    """Report the entries of sections with a table that no row of it is of."""
    told = {id(row.record) for row in document.rows if row.record is not None}
    for collection in catalog.schema.collections:
        for record in catalog.in_collection(collection.key):
            places = {(collection.key, key) for key in sections_of(record) or ("",)}
            if id(record) not in told and places & document.shown:
                message = f"no row of {document.path} shows “{record.name}”"
                yield Problem("issue-without-row", message, record.place, "run issuesync sync")


def _linked_rows(document: MatchedDocument) -> Iterator[tuple[str, int]]:
    """Give the repository that a link to an entry's issue names, and its line, outside regions."""
    numbers = {row.record.number for row in document.rows if row.record}
    for row in document.rows:
        if not row.sheet.region:
            names = issue_links(row.entry.cells)
            yield from ((name, row.entry.line) for name, number in names if number in numbers)


def _linked_lines(document: Document, repository: str) -> Iterator[tuple[str, int]]:
    """Give the repository of this short name that a link to an issue names, outside regions."""
    ours = {line for region in document.regions for line in range(region.begin, region.end + 1)}
    short = repository.partition("/")[2].casefold()
    for index, line in enumerate(document.lines):
        if index not in ours and "/issues/" in line:
            names = (found[1] for found in ISSUE_LINK.finditer(line))
            yield from ((one, index) for one in names if one.casefold().endswith(f"/{short}"))


def former_names(links: Iterable[tuple[str, int]], repository: str, path: str) -> Iterator[Problem]:
    """Report links to the catalog's issues by another name of its repository, once a name."""
    others = (one for one in links if one[0].casefold() != repository.casefold())
    found = sorted(others, key=lambda one: one[1])
    counts = Counter(name for name, _ in found)
    for name, line in dict(reversed(found)).items():
        count = counts[name]
        verb = "link leads" if count == 1 else "links lead"
        message = f"{count} {verb} to {name}, which is now {repository}"
        place = Location(path, line=line + 1)
        hint = "fix the links, or let init make regions"
        yield Problem("former-repository", message, place, hint)
