"""``issuesync check``: everything that is wrong, by file and line."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait


def check(
    strict: Annotated[
        bool, typer.Option("--strict", help="Exit 1 for warnings too, not for errors alone.")
    ] = False,
    origin: From = None,
    github: Annotated[
        bool, typer.Option("--github", help="Also what GitHub's settings prevent.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="List the problems as JSON.")] = False,
) -> None:
    """List every problem in configuration, issues, labels and documents.

    Exits 1 where there is an error. Example: issuesync check --strict
    """
    from issuesync.app.check import find_problems, find_settings_problems
    from issuesync.app.output import (
        count_problems,
        print_json,
        report_problems,
        say,
        say_first,
        working,
    )
    from issuesync.model.problem import Severity
    from issuesync.reports.json import problem_json

    with working("Checking the catalog"):
        checked = find_problems(Path(), origin, help_text)
        problems = checked.problems
        if github:
            problems = (*problems, *find_settings_problems(Path(), max_wait))
    if as_json:
        print_json({"problems": [problem_json(problem) for problem in problems]})
    else:
        say_first(checked.read)
        report_problems(problems)
        say(count_problems(problems))
    failing = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    if any(problem.severity in failing for problem in problems):
        raise typer.Exit(1)
