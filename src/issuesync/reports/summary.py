"""What a sync did into Markdown: a run's summary, and the text of a pull request.

Both are read on GitHub next to what strangers wrote, so nothing of an issue is live in them: texts
are escaped for a line, and diffs are in fences that they cannot close.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.markdown.escape import HIDDEN, escape_code, escape_inline, link

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.documents.build import Held
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem
    from issuesync.reports.changes import Counts

_MOST_FILES = 60
_MOST_HELD = 20
_MOST_PROBLEMS = 100
_LONGEST_DIFF = 10_000
"""Bytes of one diff; a fence around nothing but back-ticks takes twice as many."""
_LONGEST_TEXT = 200
"""Characters of a message, a hint or a path. With these caps a summary stays below the 1 MiB that
GitHub takes of a step, and a pull request's text below its 65,536 characters."""
_SHORT = 7
_ADVICE = (
    "This branch is written anew by each run: commit elsewhere. A proposal that is closed unmerged"
    " is made again, as long as there is something to change."
)
_TICKS = re.compile("`+")


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
        _outcome(run),
        *_file_list(run.changed),
        *_held_edits(run.held),
        *_problem_table(run.problems),
        escape_inline(run.cost),
    ]
    return "\n\n".join(parts) + "\n"


def render_failure(message: str, hint: str, problems: Sequence[Problem]) -> str:
    """Render the summary of a run that stopped."""
    parts = ["### issuesync stopped", _line(message), _line(hint), *_problem_table(problems)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _outcome(run: Run) -> str:
    """Say where the files went."""
    if run.pull_request:
        return f"{link('The pull request', run.pull_request)} proposes this."
    if run.commit:
        return f"{_code(run.branch)} is at {_code(run.commit[:_SHORT])}."
    if run.changed and not run.branch:
        return "The files are written, and not committed."
    return "Nothing changed."


def render_proposal(
    lead: str, counts: Counts, changed: Sequence[OutputFile], held: Sequence[Held]
) -> str:
    """Render the text of a pull request; the same changes give the same text."""
    parts = [
        f"{lead}: {counts}.",
        *_file_list(changed),
        *(
            f"- {_place_of(one)} was edited by hand and is left as it is"
            for one in held[:_MOST_HELD]
        ),
        _ADVICE,
    ]
    return "\n\n".join(parts)


def _file_list(changed: Sequence[OutputFile]) -> Iterator[str]:
    """List the files that changed, as far as they are not too many."""
    if not changed:
        return
    lines = [
        f"- {_code(file.path)}{' (removed)' if file.text is None else ''}"
        for file in changed[:_MOST_FILES]
    ]
    yield "\n".join([*lines, *_more(len(changed) - _MOST_FILES)])


def _held_edits(held: Sequence[Held]) -> Iterator[str]:
    """Show the regions that were edited by hand, with what a sync would have made of them."""
    if not held:
        return
    yield "#### Edited by hand, and left as it is"
    for one in held[:_MOST_HELD]:
        yield _place_of(one)
        yield _fence(one.diff)
    yield from _more(len(held) - _MOST_HELD)
    yield "Take the edit into the issue or data file, or run `issuesync sync --overwrite`."


def _problem_table(problems: Sequence[Problem]) -> Iterator[str]:
    """List the problems, worst first."""
    if not problems:
        return
    order = ["error", "warning", "note"]
    ordered = sorted(problems, key=lambda one: order.index(one.severity.value))
    rows = [_problem_row(one) for one in ordered[:_MOST_PROBLEMS]]
    yield "#### Problems"
    yield "\n".join(["| Where | What | Remedy |", "| --- | --- | --- |", *rows])
    yield from _more(len(problems) - _MOST_PROBLEMS)


def _problem_row(problem: Problem) -> str:
    """Render a problem as a row."""
    what = f"{problem.severity.value} `{problem.code}` {_line(problem.message)}"
    return f"| {_line(str(problem.place))} | {what} | {_line(problem.hint)} |"


def _place_of(held: Held) -> str:
    """Name a region with its place."""
    return f"{_code(f'{held.path}:{held.line}')}: {_code(held.region)}"


def _line(text: str) -> str:
    """Return a text for one line, cut where it is too long."""
    return escape_inline(_cut(text, _LONGEST_TEXT))


def _code(text: str) -> str:
    """Return a text as code on one line, cut where it is too long."""
    return escape_code(_cut(text, _LONGEST_TEXT))


def _cut(text: str, most: int) -> str:
    """Cut a text that is too long."""
    return text if len(text) <= most else f"{text[:most]}…"


def _fence(diff: str) -> str:
    """Return a diff between more back-ticks than stand anywhere in it."""
    whole = HIDDEN.sub("", diff).encode()
    shown = whole[:_LONGEST_DIFF].decode("utf-8", "ignore") + "\n…" * (len(whole) > _LONGEST_DIFF)
    ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(shown)), default=0))
    return f"{ticks}diff\n{shown}\n{ticks}"


def _more(count: int) -> Iterable[str]:
    """Say how many are left out."""
    return [f"- … and {count} more"] if count > 0 else []
