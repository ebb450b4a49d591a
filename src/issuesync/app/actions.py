"""What a run tells GitHub Actions: outputs for later steps, and the summary that people read."""

from __future__ import annotations

import os
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING

from issuesync.app.output import say
from issuesync.reports.changes import Counts
from issuesync.reports.summary import Run, render_failure, render_summary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuesync.app.commit import Landed
    from issuesync.app.connection import Meter
    from issuesync.app.review import Reviewed
    from issuesync.app.sync import Regenerated
    from issuesync.errors import IssuesyncError

_OUTPUT = "GITHUB_OUTPUT"
SUMMARY = "GITHUB_STEP_SUMMARY"


def tell_run(made: Regenerated, landed: Landed | None, meter: Meter) -> None:
    """Write outputs and summary of a sync into the files that the runner names, if it does."""
    run = _run_of(made, landed, meter)
    is_changed = landed.is_pushed if landed else bool(made.changed)
    outputs = {
        "changed": "true" if is_changed else "false",
        "problems": str(len(run.problems) + len(run.held)),
        "entries": str(run.counts.entries),
    }
    append(_OUTPUT, output_text(outputs))
    append(SUMMARY, render_summary(run))


def tell_failure(error: IssuesyncError) -> None:
    """Write what stopped a run into its summary."""
    append(SUMMARY, render_failure(str(error), error.hint, error.problems))


def _run_of(made: Regenerated, landed: Landed | None, meter: Meter) -> Run:
    """State what a sync found, did and cost."""
    catalog = made.loaded.catalog
    return Run(
        counts=landed.counts if landed else Counts(len(list(catalog))),
        changed=made.changed,
        held=made.built.held,
        problems=made.problems,
        branch=landed.branch if landed else "",
        commit=landed.commit if landed and landed.is_pushed else "",
        pull_request=landed.pull_request if landed else "",
        cost=f"{meter}; {meter.seconds:.0f} s",
    )


def output_text(outputs: Mapping[str, str]) -> str:
    """Write outputs so that no value can end early and state another one.

    https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands#multiline-strings
    """
    lines: list[str] = []
    for name, value in outputs.items():
        delimiter = f"end_{token_hex(16)}"
        lines += [f"{name}<<{delimiter}", value, delimiter]
    return "".join(f"{line}\n" for line in lines)


def append(variable: str, text: str) -> None:
    """Add a text to the file that a variable of the runner names; outside Actions there is none."""
    name = os.environ.get(variable)
    if not name:
        return
    try:
        with Path(name).open("a", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        say(f"{variable} cannot be written: {error.strerror}", "yellow")


def tell_review(found: Iterable[tuple[int | None, Reviewed | None]], meter: Meter) -> None:
    """Write outputs and summary of a review: numbers, counts and labels, no text of an issue."""
    judged = [(number, one) for number, one in found if one is not None]
    outputs = {
        "changed": "true" if any(one.plan.changes for _, one in judged) else "false",
        "problems": str(sum(len(one.verdict.mistakes) for _, one in judged)),
        "entries": str(len(judged)),
    }
    append(_OUTPUT, output_text(outputs))
    lines = [_review_line(number, one) for number, one in judged]
    append(SUMMARY, "\n".join(["### Reviewed", "", *(lines or ["Nothing waits."]), "", str(meter)]))


def _review_line(number: int | None, one: Reviewed) -> str:
    """Say in a line what came of one issue."""
    verdict = one.verdict
    counts = f"{len(verdict.mistakes)} to fix, {len(verdict.same)} like it"
    return f"- #{number}: {verdict.stage.name.lower()}, {counts}; {len(one.plan)} written"
