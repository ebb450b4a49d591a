"""``issuesync absorb``: hand edits of generated documents into what they mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import typer

from issuesync.app.absorb import AbsorbOptions, Into, gather, tell_taken
from issuesync.cli.help import help_text
from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.app.workspace import Loaded
    from issuesync.documents.build import Held
    from issuesync.edits.absorb import Absorbed
    from issuesync.model.output import OutputFile
    from issuesync.model.plan import Plan


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
    from issuesync.app.output import working
    from issuesync.edits.absorb import absorb as take_in
    from issuesync.store.files import changed_files, write_files
    from issuesync.store.saved_renderings import save_rendered

    looks = check or diff or head is not None
    wants = AbsorbOptions(origin, into, base, head, max_wait, help_text)
    if pull_request:
        from issuesync.app.absorption import propose_absorption

        _refuse_with_proposal(looks, apply)
        propose_absorption(wants)
        return
    loaded, materials = gather(wants)
    with working("reading the edits"):
        absorbed = take_in(materials)
    changed = changed_files(loaded.root, absorbed.files)
    if not looks:
        write_files(loaded.root, changed)
    how = _Report(looks, diff, markdown, as_json, applies=apply and not looks)
    _report(loaded.root, absorbed, changed, how)
    code = 0
    if apply and not looks and absorbed.plan.changes:
        save_rendered(loaded.root, {name: past.now for name, past in materials.past.items()})
        code = _carry(wants, loaded, absorbed.plan) or _settle(wants)
    raise typer.Exit(code or _exit_code(absorbed, check=check, is_applied=apply and not looks))


def _exit_code(absorbed: Absorbed, *, check: bool, is_applied: bool) -> int:
    """Return 1 where an edit was found that is asked after, cannot be taken in, or waits."""
    from issuesync.errors import ExitCode
    from issuesync.model.problem import Severity

    is_stuck = any(one.severity is Severity.ERROR for one in absorbed.problems)
    has_edits = absorbed.edited or absorbed.taken
    is_waiting = absorbed.plan.changes and not is_applied
    found = is_stuck or is_waiting or (check and has_edits)
    return ExitCode.FOUND if found else ExitCode.DONE


@dataclass(frozen=True, slots=True)
class _Report:
    """How the command says what it found."""

    looks: bool
    shows_diff: bool
    as_markdown: bool
    as_json: bool
    applies: bool


def _report(root: Path, absorbed: Absorbed, changed: tuple[OutputFile, ...], how: _Report) -> None:
    """Say what was understood and where it goes, what nothing can say, and what waits."""
    from issuesync.app.output import print_data, print_json, report_problems, say
    from issuesync.app.sync import print_diff
    from issuesync.reports.absorption import absorbed_markdown
    from issuesync.reports.plan import describe, plan_diff

    if how.as_json:
        print_json(_as_plain(absorbed, changed))
        return
    if how.as_markdown:
        print_data(absorbed_markdown(absorbed))
        return
    if how.shows_diff:
        print_diff(root, changed)
        print_data(plan_diff(absorbed.plan))
    tell_taken(absorbed)
    report_problems(absorbed.problems)
    for one in _without_base(absorbed):
        say(one.diff)
    for file in changed:
        say(f"{'would change' if how.looks else 'wrote'} {file.path}")
    for change in absorbed.plan:
        say(f"planned: {' '.join(part for part in describe(change) if part)}")
    say(_summary(absorbed, applies=how.applies))


def _without_base(absorbed: Absorbed) -> list[Held]:
    """Return the regions of which nothing says what they were: their differences are listed."""
    places = {
        (one.place.file, one.place.line) for one in absorbed.problems if one.code == "no-base"
    }
    return [one for one in absorbed.held if (one.path, one.line) in places]


def _as_plain(absorbed: Absorbed, changed: tuple[OutputFile, ...]) -> dict[str, Any]:
    """Return what was found as JSON holds it."""
    from issuesync.reports.json import problem_json
    from issuesync.reports.plan import plan_json

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


def _summary(absorbed: Absorbed, *, applies: bool) -> str:
    """Say how many edits there are, and what is left to do."""
    if not absorbed.edited and not absorbed.taken:
        return "no region was edited by hand"
    regions = f"{absorbed.edited} region{'s' * (absorbed.edited != 1)} edited by hand"
    edits = f"{len(absorbed.taken)} edit{'s' * (len(absorbed.taken) != 1)} understood"
    held = f", {len(absorbed.held)} left as it is" if absorbed.held else ""
    is_left = absorbed.plan.changes and not applies
    rest = "; absorb --apply makes the changes planned" if is_left else ""
    return f"{regions}, {edits}{held}{rest}"


def _carry(wants: AbsorbOptions, loaded: Loaded, plan: Plan) -> int:
    """Carry out what concerns issues; afterwards take in what their rows say by now."""
    from issuesync.app.execute import carry_out, on_github, on_snapshot

    schema = loaded.catalog.schema
    where = wants.origin or schema.source
    if where == "github":
        with on_github(loaded.root, schema, wants.max_wait) as place:
            return carry_out(plan, place.act, lambda: _planned_anew(wants))
    snapshot = loaded.origin.snapshot
    assert snapshot is not None, "a plan for issues comes of issues"
    name = schema.snapshot if where == "snapshot" else where
    with on_snapshot(loaded.root, snapshot, name) as place:
        return carry_out(plan, place.act, lambda: _planned_anew(wants))


def _settle(wants: AbsorbOptions) -> int:
    """Put the regions in order whose edits the issues say by now; return the exit code."""
    from issuesync.app.output import say
    from issuesync.edits.absorb import absorb as take_in
    from issuesync.store.files import changed_files, write_files

    loaded, materials = gather(wants)
    absorbed = take_in(materials)
    changed = changed_files(loaded.root, absorbed.files)
    write_files(loaded.root, changed)
    for file in changed:
        say(f"wrote {file.path}")
    return _exit_code(absorbed, check=False, is_applied=False)


def _planned_anew(wants: AbsorbOptions) -> Plan:
    """Plan from the issues as they are by now."""
    from issuesync.edits.absorb import absorb as take_in

    return take_in(gather(wants)[1]).plan


def _refuse_with_proposal(*asked: bool) -> None:
    """Refuse flags that say something else about where the edits go."""
    from issuesync.errors import UsageError

    if any(asked):
        message = "--pull-request proposes files and does nothing else"
        raise UsageError(message, hint="leave out --check, --diff, --head and --apply")
