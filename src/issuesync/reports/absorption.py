"""An absorption into Markdown for a run's summary, where nothing that a row says is live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from issuesync.markdown.escape import HIDDEN, escape_code, escape_inline
from issuesync.model.wording import counted
from issuesync.reports.json import problem_json
from issuesync.reports.plan import plan_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.documents.build import Held
    from issuesync.edits.absorb import Absorbed
    from issuesync.edits.route import Taken
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem

_MOST = 200
"""How many edits, and how many problems, are listed."""
_LONGEST = 300
"""Characters of one text. With these caps a summary stays below the 1 MiB that GitHub takes."""
_MOST_HELD = 10
_LONGEST_DIFF = 20_000
_TICKS = re.compile("`+")


def absorbed_markdown(absorbed: Absorbed) -> str:
    """Render what hand edits come to."""
    if not absorbed.edited and not absorbed.taken:
        return "### No region was edited by hand\n"
    parts = [
        f"### {counted(absorbed.edited, 'region')} edited by hand",
        *_taken_table(absorbed.taken),
        *_problem_table(absorbed.problems),
        *_held_diffs(absorbed.held if not absorbed.taken else ()),
        _advice(absorbed),
    ]
    return "\n\n".join(parts) + "\n"


def _taken_table(taken: Sequence[Taken]) -> Iterator[str]:
    """Render what was understood, and where it goes."""
    if taken:
        rows = [(str(one.place), one.what, one.into) for one in taken]
        yield "What the edits mean, and where `issuesync absorb` puts them:"
        yield _table(("Where", "What it says", "Goes into"), rows)


def _problem_table(problems: Sequence[Problem]) -> Iterator[str]:
    """Render what cannot be taken in, and what will look otherwise."""
    if problems:
        rows = [(str(p.place), f"{p.severity.value}: {p.message}", p.hint) for p in problems]
        yield "What cannot be taken in, or will look otherwise:"
        yield _table(("Where", "What", "What to do"), rows)


def _table(heads: Iterable[str], rows: Sequence[tuple[str, str, str]]) -> str:
    """Render a table of texts, cut where it grows too long."""
    lines = [
        f"| {escape_code(where)} | {_short(what)} | {_short(rest)} |"
        for where, what, rest in rows[:_MOST]
    ]
    if len(rows) > _MOST:
        lines.append(f"| … | {len(rows) - _MOST} more | |")
    return "\n".join([f"| {' | '.join(heads)} |", "| --- | --- | --- |", *lines])


def _short(text: str) -> str:
    """Escape a text, cut where it is too long."""
    return escape_inline(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…")


def _held_diffs(held: Iterable[Held]) -> Iterator[str]:
    """Show how the regions that stay differ, in fences that they cannot close."""
    for one in [*held][:_MOST_HELD]:
        text = HIDDEN.sub("", one.diff[:_LONGEST_DIFF])
        ticks = "`" * max(3, 1 + max(map(len, _TICKS.findall(text)), default=0))
        yield f"{ticks}diff\n{text}\n{ticks}"


def _advice(absorbed: Absorbed) -> str:
    """Say what a maintainer does next."""
    if absorbed.plan.changes:
        return "`issuesync absorb --apply` makes the changes of issues, and writes the files."
    if absorbed.taken:
        return (
            "`issuesync absorb` writes the files; `issuesync sync` then agrees with the document."
        )
    return "Nothing of this can be taken in as it is."


def absorbed_json(absorbed: Absorbed, changed: Iterable[OutputFile]) -> dict[str, Any]:
    """Return what was found as JSON holds it."""
    taken = [
        {"file": one.place.file, "line": one.place.line, "what": one.what, "into": one.into}
        for one in absorbed.taken
    ]
    return {
        "edited": absorbed.edited,
        "taken": taken,
        "changed": [file.path for file in changed],
        **plan_json(absorbed.plan),
        "problems": [problem_json(problem) for problem in absorbed.problems],
    }
