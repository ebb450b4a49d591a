"""An absorption into Markdown for a run's summary, where nothing that a row says is live."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.documents.escape import HIDDEN, escape_code, escape_inline

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from issuesync.absorb.absorb import Absorbed
    from issuesync.absorb.take import Taken
    from issuesync.documents.build import Held
    from issuesync.model.problem import Problem

MOST = 200
"""How many edits, and how many problems, are listed."""
LONGEST = 300
"""Characters of one text. With these caps a summary stays below the 1 MiB that GitHub takes."""
MOST_HELD = 10
LONGEST_DIFF = 20_000
TICKS = re.compile("`+")


def absorbed_markdown(absorbed: Absorbed) -> str:
    """Render what hand edits come to."""
    if not absorbed.edited and not absorbed.taken:
        return "### No region was edited by hand\n"
    count = absorbed.edited
    parts = [
        f"### {count} region{'s' * (count != 1)} edited by hand",
        *taken_table(absorbed.taken),
        *problem_table(absorbed.problems),
        *held_diffs(absorbed.held if not absorbed.taken else ()),
        advice(absorbed),
    ]
    return "\n\n".join(parts) + "\n"


def taken_table(taken: Sequence[Taken]) -> Iterator[str]:
    """Render what was understood, and where it goes."""
    if taken:
        rows = [(str(one.place), one.what, one.into) for one in taken]
        yield "What the edits mean, and where `issuesync absorb` puts them:"
        yield table(("Where", "What it says", "Goes into"), rows)


def problem_table(problems: Sequence[Problem]) -> Iterator[str]:
    """Render what cannot be taken in, and what will look otherwise."""
    if problems:
        rows = [(str(p.place), f"{p.severity.value}: {p.message}", p.hint) for p in problems]
        yield "What cannot be taken in, or will look otherwise:"
        yield table(("Where", "What", "What to do"), rows)


def table(heads: Iterable[str], rows: Sequence[tuple[str, str, str]]) -> str:
    """Render a table of texts, cut where it grows too long."""
    lines = [
        f"| {escape_code(where)} | {short(what)} | {short(rest)} |"
        for where, what, rest in rows[:MOST]
    ]
    if len(rows) > MOST:
        lines.append(f"| … | {len(rows) - MOST} more | |")
    return "\n".join([f"| {' | '.join(heads)} |", "| --- | --- | --- |", *lines])


def short(text: str) -> str:
    """Escape a text, cut where it is too long."""
    return escape_inline(text if len(text) <= LONGEST else f"{text[:LONGEST]}…")


def held_diffs(held: Iterable[Held]) -> Iterator[str]:
    """Show how the regions that stay differ, in fences that they cannot close."""
    for one in [*held][:MOST_HELD]:
        text = HIDDEN.sub("", one.diff[:LONGEST_DIFF])
        ticks = "`" * max(3, 1 + max(map(len, TICKS.findall(text)), default=0))
        yield f"{ticks}diff\n{text}\n{ticks}"


def advice(absorbed: Absorbed) -> str:
    """Say what a maintainer does next."""
    if absorbed.plan.changes:
        return "`issuesync absorb --apply` makes the changes of issues, and writes the files."
    if absorbed.taken:
        return (
            "`issuesync absorb` writes the files; `issuesync sync` then agrees with the document."
        )
    return "Nothing of this can be taken in as it is."
