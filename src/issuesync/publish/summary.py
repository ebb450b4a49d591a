"""What a sync did into Markdown: a run's summary, and the text of a pull request.

Both are read on GitHub beside what strangers wrote, so nothing of an issue is live in them: texts
are escaped for a line, and diffs stand in fences that they cannot close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.escape import HIDDEN, escape_code, escape_inline, link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.documents.build import Held
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem
    from issuesync.publish.changes import Counts

MOST_FILES = 60
MOST_HELD = 20
MOST_PROBLEMS = 100
LONGEST_DIFF = 10_000
"""Bytes of one diff; a fence around nothing but back-ticks takes twice as many."""
LONGEST_TEXT = 200
"""Characters of a message, a hint or a path. With these caps a summary stays below the 1 MiB that
GitHub takes of a step, and a pull request's text below its 65,536 characters."""
SHORT = 7
ADVICE = (
    "This branch is written anew by each run: commit elsewhere. A proposal that is closed unmerged"
    " is made again, as long as there is something to change."
)
TICKS = re.compile("`+")


@dataclass(frozen=True, slots=True)
class Run:
    """What a sync found and did; ``cost`` says what it took.

    ``branch``, ``commit`` and ``pull_request`` say where the files went, empty where nowhere.
    """

    counts: Counts
    changed: Sequence[OutputFile]
    held: Sequence[Held]
    problems: Sequence[Problem]
    cost: str
    branch: str = ""
    commit: str = ""
    pull_request: str = ""


def render_summary(run: Run) -> str:
    """Render the summary of a run."""
    parts = [
        f"### The catalog: {run.counts}",
        outcome(run),
        *file_list(run.changed),
        *held_edits(run.held),
        *problem_table(run.problems),
        escape_inline(run.cost),
    ]
    return "\n\n".join(parts) + "\n"


def render_failure(message: str, hint: str, problems: Sequence[Problem]) -> str:
    """Render the summary of a run that stopped."""
    parts = ["### issuesync stopped", line(message), line(hint), *problem_table(problems)]
    return "\n\n".join(part for part in parts if part) + "\n"


def outcome(run: Run) -> str:
    """Say where the files went."""
    if run.pull_request:
        return f"{link('The pull request', run.pull_request)} proposes this."
    if run.commit:
        return f"{code(run.branch)} is at {code(run.commit[:SHORT])}."
    if run.changed and not run.branch:
        return "The files are written, and not committed."
    return "Nothing changed."


def render_proposal(
    lead: str, counts: Counts, changed: Sequence[OutputFile], held: Sequence[Held]
) -> str:
    """Render the text of a pull request; the same changes give the same text."""
    parts = [
        f"{lead}: {counts}.",
        *file_list(changed),
        *(f"- {place_of(one)} was edited by hand and is left as it is" for one in held[:MOST_HELD]),
        ADVICE,
    ]
    return "\n\n".join(parts)


def file_list(changed: Sequence[OutputFile]) -> Iterator[str]:
    """List the files that changed, as far as they are not too many."""
    if not changed:
        return
    lines = [
        f"- {code(file.path)}{' (removed)' if file.text is None else ''}"
        for file in changed[:MOST_FILES]
    ]
    yield "\n".join([*lines, *more(len(changed) - MOST_FILES)])


def held_edits(held: Sequence[Held]) -> Iterator[str]:
    """Show the regions that were edited by hand, with what a sync would have made of them."""
    if not held:
        return
    yield "#### Edited by hand, and left as it is"
    for one in held[:MOST_HELD]:
        yield place_of(one)
        yield fence(one.diff)
    yield from more(len(held) - MOST_HELD)
    yield "Take the edit into the issue or data file, or run `issuesync sync --overwrite`."


def problem_table(problems: Sequence[Problem]) -> Iterator[str]:
    """List the problems, worst first."""
    if not problems:
        return
    order = ["error", "warning", "note"]
    ordered = sorted(problems, key=lambda one: order.index(one.severity.value))
    rows = [problem_row(one) for one in ordered[:MOST_PROBLEMS]]
    yield "#### Problems"
    yield "\n".join(["| Where | What | Remedy |", "| --- | --- | --- |", *rows])
    yield from more(len(problems) - MOST_PROBLEMS)


def problem_row(problem: Problem) -> str:
    """Render a problem as a row."""
    what = f"{problem.severity.value} `{problem.code}` {line(problem.message)}"
    return f"| {line(str(problem.place))} | {what} | {line(problem.hint)} |"


def place_of(held: Held) -> str:
    """Name a region with its place."""
    return f"{code(f'{held.path}:{held.line}')}: {code(held.region)}"


def line(text: str) -> str:
    """Return a text for one line, cut where it is too long."""
    return escape_inline(cut(text, LONGEST_TEXT))


def code(text: str) -> str:
    """Return a text as code on one line, cut where it is too long."""
    return escape_code(cut(text, LONGEST_TEXT))


def cut(text: str, most: int) -> str:
    """Cut a text that is too long."""
    return text if len(text) <= most else f"{text[:most]}…"


def fence(diff: str) -> str:
    """Return a diff between more back-ticks than stand anywhere in it."""
    whole = HIDDEN.sub("", diff).encode()
    shown = whole[:LONGEST_DIFF].decode("utf-8", "ignore") + "\n…" * (len(whole) > LONGEST_DIFF)
    ticks = "`" * max(3, 1 + max(map(len, TICKS.findall(shown)), default=0))
    return f"{ticks}diff\n{shown}\n{ticks}"


def more(count: int) -> Iterable[str]:
    """Say how many are left out."""
    return [f"- … and {count} more"] if count > 0 else []
