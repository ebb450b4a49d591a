"""``issuesync absorb``: hand edits of generated documents into what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.app.absorb import Into
from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.absorb import Absorption
    from issuesync.documents.build import Held
    from issuesync.edits.absorb import Absorbed


def absorb(  # noqa: PLR0917 - typer passes flags by name
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 where there is a hand edit.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show the differences.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Also change the issues, where an edit asks for it.")
    ] = False,
    into: Annotated[
        Into, typer.Option(help="State edits of issues' rows in overrides, or in the issues.")
    ] = Into.OVERRIDES,
    base: Annotated[
        str | None,
        typer.Option(metavar="REV", help="What the documents were, where nothing else says it."),
    ] = None,
    head: Annotated[
        str | None,
        typer.Option(metavar="REV", help="Look at the documents of this revision; write nothing."),
    ] = None,
    pull_request: Annotated[
        bool, typer.Option("--pull-request", help="Propose what the edits mean in a pull request.")
    ] = False,
    origin: From = None,
    max_wait: MaxWait = MAX_WAIT,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Say what was found as Markdown.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was found as JSON.")] = False,
) -> None:
    """Turn hand edits of generated tables into edits of overrides, data files and issues.

    Example: issuesync absorb --diff
    """
    from issuesync.app.absorb import AbsorbOptions, absorb_edits, propose_edits

    looks = check or diff or head is not None
    options = AbsorbOptions(
        origin,
        into,
        base,
        head,
        max_wait,
        help_text,
        is_asked=check,
        looks=looks,
        applies=apply and not looks,
    )
    if pull_request:
        _refuse_with_proposal(looks, apply)
        propose_edits(Path(), options)
        return
    how = _Report(looks, diff, markdown, as_json, applies=options.applies)
    raise typer.Exit(absorb_edits(Path(), options, lambda found: _report(found, how)))


@dataclass(frozen=True, slots=True)
class _Report:
    """How the command says what it found."""

    looks: bool
    shows_diff: bool
    as_markdown: bool
    as_json: bool
    applies: bool


def _report(found: Absorption, how: _Report) -> None:
    """Say what was understood and where it goes, what nothing can say, and what waits."""
    from issuesync.app.absorb import tell_taken
    from issuesync.app.acting import files_line
    from issuesync.app.coloured import print_diff_text
    from issuesync.app.output import print_data, print_json, report_problems, say, say_first
    from issuesync.app.sync import print_diff
    from issuesync.reports.absorption import absorbed_json, absorbed_markdown
    from issuesync.reports.plan import describe, plan_diff

    absorbed, changed = found.absorbed, found.changed
    if how.as_json:
        print_json(absorbed_json(absorbed, changed))
        return
    if how.as_markdown:
        print_data(absorbed_markdown(absorbed))
        return
    say_first(found.read)
    if how.shows_diff:
        print_diff(found.root, changed)
        print_diff_text(plan_diff(absorbed.plan))
    tell_taken(absorbed)
    report_problems(absorbed.problems)
    for one in _without_base(absorbed):
        say(one.diff)
    for file in changed:
        say(f"{'would change' if how.looks else 'wrote'} {file.path}")
    for change in absorbed.plan:
        say(f"planned: {' '.join(part for part in describe(change) if part)}")
    say(_summary(absorbed, applies=how.applies))
    if changed and not (how.applies and absorbed.plan.changes):  # what follows says it then
        say(files_line(len(changed), is_written=not how.looks))


def _without_base(absorbed: Absorbed) -> list[Held]:
    """Return the regions of which nothing says what they were: their differences are listed."""
    places = {
        (one.place.file, one.place.line) for one in absorbed.problems if one.code == "no-base"
    }
    return [one for one in absorbed.held if (one.path, one.line) in places]


def _summary(absorbed: Absorbed, *, applies: bool) -> str:
    """Say how many edits there are, and what is left to do."""
    from issuesync.model.wording import counted

    if not absorbed.edited and not absorbed.taken:
        return "no region was edited by hand"
    regions = f"{counted(absorbed.edited, 'region')} edited by hand"
    edits = f"{counted(len(absorbed.taken), 'edit')} understood"
    held = f", {len(absorbed.held)} left as it is" if absorbed.held else ""
    is_left = absorbed.plan.changes and not applies
    rest = "; run absorb --apply to make the planned changes" if is_left else ""
    return f"{regions}, {edits}{held}{rest}"


def _refuse_with_proposal(*asked: bool) -> None:
    """Refuse flags that say something else about where the edits go."""
    from issuesync.errors import UsageError

    if any(asked):
        message = "--pull-request proposes files and does nothing else"
        raise UsageError(message, hint="leave out --check, --diff, --head and --apply")
