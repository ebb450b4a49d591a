"""Everything that is wrong in a folder's catalog: configuration, issues, labels, documents."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.sync import build
from issuesync.app.workspace import load, load_schema
from issuesync.documents.lint import lint_document
from issuesync.edits.drift import check_drift
from issuesync.errors import ConfigurationError
from issuesync.labels.implied import check_implied
from issuesync.markdown.document import parse_document
from issuesync.model.problem import Location, Problem, sort_problems
from issuesync.publish.needs import check_needs
from issuesync.records.identity import check_same
from issuesync.store.files import changed_files
from issuesync.submissions.settings_check import check_settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuesync.app.sync import HelpText
    from issuesync.app.workspace import Loaded
    from issuesync.documents.build import Built


@dataclass(frozen=True, slots=True)
class Checked:
    """What is wrong; ``read`` says in a line what was read, nothing where nothing could be."""

    problems: tuple[Problem, ...]
    read: str = ""


def find_problems(root: Path, origin: str | None, help_text: HelpText) -> Checked:
    """Return every problem; a configuration that cannot be used is one list of them too."""
    try:
        loaded = load(root, origin)
    except ConfigurationError as error:
        if not error.problems:
            raise
        return Checked(sort_problems(list(error.problems)))
    built = build(loaded, help_text)
    found = [
        *loaded.catalog.schema.warnings,
        *loaded.origin.problems,
        *loaded.catalog.problems,
        *check_implied(loaded.catalog, loaded.catalog.schema.taxonomy),
        *check_same(loaded.catalog, loaded.catalog.schema.by_key),
        *built.problems,
        *built.faults,
        *_drift(loaded, built),
        *_document_problems(loaded, built),
        *check_needs(loaded.catalog.schema, loaded.documents),
    ]
    return Checked(sort_problems(found), loaded.origin.read)


def find_settings_problems(root: Path, max_wait: float) -> tuple[Problem, ...]:
    """Return what is in the way in the repository's settings on GitHub."""
    from issuesync.app.connection import connected, moved
    from issuesync.github.settings import read_settings

    schema = load_schema(root)
    with connected(max_wait) as api:
        settings = read_settings(api, schema.repository)
    return sort_problems([*check_settings(settings, schema), *moved(schema, settings.name)])


def _document_problems(loaded: Loaded, built: Built) -> Iterator[Problem]:
    """Report what is broken in the documents, and the rows that say other than the entries."""
    written = {file.path: file.text for file in built.files}
    held = {one.path for one in built.held}
    for path, text in loaded.documents.items():
        if text is not None:
            document = parse_document(path, text)
            is_fresh = path not in held and written.get(path) == text
            yield from lint_document(document)
            yield from check_drift(document, loaded.catalog, is_fresh=is_fresh)


def _drift(loaded: Loaded, built: Built) -> Iterator[Problem]:
    """Report the regions edited by hand and the files that a sync would change."""
    for one in built.held:
        message = f"“{one.region}” was edited by hand"
        hint = "run issuesync absorb to take the edit in, or sync --overwrite to drop it"
        yield Problem("region-edited", message, Location(one.path, line=one.line), hint)
    for file in changed_files(loaded.root, built.files):
        message = "would be removed" if file.text is None else "is not what a sync would write"
        yield Problem("drift", message, Location(file.path), "run issuesync sync")
