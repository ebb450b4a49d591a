"""Everything that is wrong in a catalog: one list for every command that counts or shows it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.lint import lint_document
from issuesync.edits.drift import check_drift
from issuesync.labels.implied import check_implied
from issuesync.markdown.document import parse_document
from issuesync.model.issue import PLACEHOLDER
from issuesync.model.problem import Problem, sort_problems
from issuesync.publish.needs import check_needs
from issuesync.records.identity import check_same

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.app.workspace import Loaded
    from issuesync.documents.build import Built


def all_problems(
    loaded: Loaded, built: Built, documents: Mapping[str, str | None]
) -> tuple[Problem, ...]:
    """Return what is wrong with settings, issues, labels, and the documents of these texts."""
    catalog = loaded.catalog
    schema = catalog.schema
    found = [
        *schema.warnings,
        *_placeholder(loaded),
        *loaded.origin.problems,
        *catalog.problems,
        *check_implied(catalog, schema.taxonomy),
        *check_same(catalog, schema.by_key),
        *built.problems,
        *_document_problems(loaded, built, documents),
        *check_needs(schema, documents),
    ]
    return sort_problems(found)


def _placeholder(loaded: Loaded) -> Iterator[Problem]:
    """Report a repository that was never filled in, where issues are read of it.

    A catalog made of a list that names no repository knows none either: ``init`` says so.
    """
    schema, snapshot = loaded.catalog.schema, loaded.origin.snapshot
    is_known = snapshot is None or loaded.origin.is_first or snapshot.repository != PLACEHOLDER
    reads = any(one.from_issues for one in schema.collections)
    if schema.repository == PLACEHOLDER and reads and is_known:
        message = f"{PLACEHOLDER} is a placeholder"
        hint = "write the repository's owner and name, such as repository: octo/cat"
        yield Problem("wrong-setting", message, schema.file.place("repository"), hint)


def _document_problems(
    loaded: Loaded, built: Built, documents: Mapping[str, str | None]
) -> Iterator[Problem]:
    """Report what is broken in the documents, and the rows that say other than the entries.

    What only says that a region is older than the catalog is left out: a sync writes it anew.
    """
    written = {file.path: file.text for file in built.files}
    held = {one.path for one in built.held}
    for path, text in documents.items():
        if text is None:
            continue
        document = parse_document(path, text)
        yield from lint_document(document)
        old = {
            line + 1
            for region in document.regions
            if not region.is_edited
            for line in range(region.begin, region.end + 1)
        }
        is_fresh = path not in held and written.get(path) == text
        for problem in check_drift(document, loaded.catalog, is_fresh=is_fresh):
            if problem.place.file != path or problem.place.line not in old:
                yield problem
