"""``issuesync check``: everything that is wrong, by file and line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.app.workspace import Loaded
    from issuesync.documents.build import Built
    from issuesync.model.problem import Problem


def check(
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 for warnings too, not for errors alone.")
    ] = False,
    origin: From = None,
    github: Annotated[
        bool, typer.Option("--github", help="Also what stands in the way in GitHub's settings.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="List the problems as JSON.")] = False,
) -> None:
    """List every problem in configuration, issues, labels and documents.

    Exits 1 where there is an error. Example: issuesync check --strict
    """
    from issuesync.app.output import count_problems, print_json, report_problems, say, working
    from issuesync.model.problem import Severity
    from issuesync.reports.json import problem_json

    with working("Checking the catalog"):
        problems = _find_problems(origin)
        if github:
            problems = (*problems, *_settings_problems(max_wait))
    if as_json:
        print_json({"problems": [problem_json(problem) for problem in problems]})
    else:
        report_problems(problems)
        say(count_problems(problems))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in failing for problem in problems):
        raise typer.Exit(1)


def _find_problems(origin: str | None) -> tuple[Problem, ...]:
    """Return every problem; a configuration that cannot be used is one list of them too."""
    from issuesync.app.sync import build
    from issuesync.app.workspace import load
    from issuesync.errors import ConfigurationError
    from issuesync.labels.implied import check_implied
    from issuesync.model.problem import sort_problems
    from issuesync.records.identity import check_same

    try:
        loaded = load(origin)
    except ConfigurationError as error:
        if not error.problems:
            raise
        return sort_problems(list(error.problems))
    built = build(loaded, help_text)
    found = [
        *loaded.origin.problems,
        *loaded.catalog.problems,
        *check_implied(loaded.catalog, loaded.catalog.schema.taxonomy),
        *check_same(loaded.catalog, loaded.catalog.schema.by_key),
        *built.problems,
        *built.faults,
        *_drift(loaded, built),
        *_document_problems(loaded),
    ]
    return sort_problems(found)


def _settings_problems(max_wait: float) -> tuple[Problem, ...]:
    """Return what stands in the way at GitHub."""
    from pathlib import Path

    from issuesync.app.connection import connected, moved
    from issuesync.app.workspace import load_schema
    from issuesync.github.settings import read_settings
    from issuesync.model.problem import sort_problems
    from issuesync.submissions.settings_check import check_settings

    schema = load_schema(Path())
    with connected(max_wait) as api:
        settings = read_settings(api, schema.repository)
    return sort_problems([*check_settings(settings, schema), *moved(schema, settings.name)])


def _document_problems(loaded: Loaded) -> Iterator[Problem]:
    """Report what is broken in the documents, and the rows that say other than the entries."""
    from issuesync.documents.lint import find_slips
    from issuesync.edits.drift import check_drift

    for path, text in loaded.documents.items():
        if text is not None:
            yield from find_slips(path, text)
            yield from check_drift(path, text, loaded.catalog)


def _drift(loaded: Loaded, built: Built) -> Iterator[Problem]:
    """Report the regions edited by hand and the files that a sync would change."""
    from issuesync.model.problem import Location, Problem
    from issuesync.store.files import changed_files

    for one in built.held:
        message = f"“{one.region}” was edited by hand"
        hint = "run issuesync absorb to take the edit in, or sync --overwrite to drop it"
        yield Problem("region-edited", message, Location(one.path, line=one.line), hint)
    for file in changed_files(loaded.root, built.files):
        message = "would be removed" if file.text is None else "is not what a sync would write"
        yield Problem("drift", message, Location(file.path), "run issuesync sync")
