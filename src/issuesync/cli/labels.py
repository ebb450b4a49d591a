"""``issuesync labels``: what would change in the repository's labels, and the change itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from issuesync.app.labels import Bench, LabelOptions
    from issuesync.apply import Outcome
    from issuesync.model.issue import Label
    from issuesync.model.plan import Plan
    from issuesync.model.problem import Problem


def labels(  # noqa: PLR0917 - typer passes flags by name
    apply: Annotated[bool, typer.Option("--apply", help="Make the changes.")] = False,
    issues: Annotated[
        bool, typer.Option("--issues", help="Also the labels that issues' texts imply.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also delete labels that no issue bears.")
    ] = False,
    delete: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Also delete this label, in use or not."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Exit 1 where changes are pending.")
    ] = False,
    out: Annotated[
        str | None, typer.Option(metavar="FILE", help="Save the plan, to apply it later.")
    ] = None,
    plan: Annotated[
        str | None, typer.Option(metavar="FILE", help="Apply no more than this saved plan.")
    ] = None,
    export: Annotated[
        bool, typer.Option("--export", help="Print a labels.yaml from the labels as they are.")
    ] = False,
    markdown: Annotated[
        bool, typer.Option("--markdown", help="Print the plan as Markdown.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the plan as JSON.")] = False,
    origin: From = None,
    max_wait: MaxWait = MAX_WAIT,
) -> None:
    """Compare the repository's labels with labels.yaml; show the plan, or carry it out.

    Example: issuesync labels --from github --apply
    """
    from pathlib import Path

    from issuesync.app.event import is_elsewhere
    from issuesync.app.labels import LabelOptions, open_bench
    from issuesync.app.workspace import load_schema
    from issuesync.errors import ExitCode

    root = Path()
    if export:
        _print_export(root, origin, max_wait)
        return
    schema = load_schema(root)
    saved = None if plan is None else _load_plan(root, plan)
    options = _widened(LabelOptions(origin, prune, tuple(delete or ()), issues, max_wait), saved)
    code = 0
    with open_bench(root, schema, options) as bench:
        existing = bench.target.labels()
        _say_absent(delete or (), existing)
        found = bench.plan(existing)
        _require_within(found, saved)
        _show_plan(found, bench.odd(existing, found), as_json=as_json, markdown=markdown)
        if out is not None:
            _save_plan(root, out, found)
        if apply and not is_elsewhere(schema):
            code = _carry_out(bench, found, saved)
        elif check and found.changes:
            code = ExitCode.FOUND
    raise typer.Exit(code)


def _print_export(root: Path, origin: str | None, max_wait: float) -> None:
    """Print a labels.yaml that says what the labels are now; the present one is not read."""
    from issuesync.app.labels import read_labels
    from issuesync.app.output import print_data
    from issuesync.app.workspace import load_bare_schema
    from issuesync.labels.formats import render_labels

    schema = load_bare_schema(root)
    print_data(render_labels(read_labels(root, schema, origin, max_wait)))


def _widened(options: LabelOptions, saved: Plan | None) -> LabelOptions:
    """Return what a saved plan was made with: its deletions and additions are asked for too."""
    from dataclasses import replace

    from issuesync.model.plan import AddLabel, DeleteLabel

    going = [change for change in saved or () if isinstance(change, DeleteLabel)]
    return replace(
        options,
        prune=options.prune or not all(one.is_named for one in going),
        delete=(*options.delete, *(one.existing.name for one in going if one.is_named)),
        with_issues=options.with_issues or any(isinstance(one, AddLabel) for one in saved or ()),
    )


def _say_absent(names: Iterable[str], existing: Sequence[Label]) -> None:
    """Say which labels to delete are not there: deleted already, or misspelt."""
    from issuesync.app.output import say
    from issuesync.fields.spelling import nearest

    known = {label.name.casefold(): label.name for label in existing}
    for name in names:
        if name.casefold() not in known:
            near = nearest(name, known.values())
            hint = f"; did you mean “{near}”?" if near else ""
            say(f"there is no label “{name}” to delete{hint}", "yellow")


def _show_plan(plan: Plan, problems: Iterable[Problem], *, as_json: bool, markdown: bool) -> None:
    """Show what would change: a table for people, or what was asked for."""
    from issuesync.app.output import print_data, print_json, report_problems, say
    from issuesync.reports.json import problem_json
    from issuesync.reports.plan import describe, plan_json, plan_markdown

    found = list(problems)
    if as_json:
        print_json({**plan_json(plan), "problems": [problem_json(one) for one in found]})
        return
    if markdown:
        print_data(plan_markdown(plan))
        return
    rows = [describe(change) for change in plan]
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    for verb, name, how in rows:
        say(f"{verb:{widths[0]}}  {name:{widths[1]}}  {how}".rstrip())
    report_problems(found)
    count = len(plan)
    say(f"{count} change{'s' * (count != 1)}" if count else "the labels agree with the taxonomy")


def _save_plan(root: Path, name: str, plan: Plan) -> None:
    """Save a plan to apply it later."""
    import json

    from issuesync.app.output import say
    from issuesync.model.output import OutputFile
    from issuesync.reports.plan import plan_json
    from issuesync.store.files import write_files

    text = json.dumps(plan_json(plan), ensure_ascii=False, indent=2)
    write_files(root, [OutputFile(name, f"{text}\n")])
    say(f"wrote {name}")


def _load_plan(root: Path, name: str) -> Plan:
    """Read a saved plan; raise `SourceError` where it is none."""
    import json

    from issuesync.errors import SourceError
    from issuesync.reports.plan import parse_plan
    from issuesync.store.files import read_text

    text = read_text(root, name)
    if text is None:
        raise SourceError(f"{name}: there is no such file", hint="save one with labels --out")
    try:
        return parse_plan(json.loads(text))
    except ValueError as error:
        hint = "save a new one with labels --out"
        raise SourceError(f"{name}: {error}", hint=hint) from error


def _require_within(fresh: Plan, saved: Plan | None) -> None:
    """Raise `RefusedError` where the repository now needs what the saved plan does not hold."""
    from issuesync.errors import RefusedError
    from issuesync.reports.plan import describe

    beside = [change for change in fresh if saved is not None and change not in saved.changes]
    if beside:
        listed = "; ".join(" ".join(describe(change)) for change in beside[:10])
        raise RefusedError(
            f"{len(beside)} of what is needed now the saved plan does not hold: {listed}",
            hint="nothing of this was done; save a new plan with labels --out, and read it",
        )


def _carry_out(bench: Bench, plan: Plan, saved: Plan | None) -> int:
    """Apply the plan; plan anew where the repository changed meanwhile; return the exit code."""
    from issuesync.app.execute import Progress
    from issuesync.app.execute import carry_out as carry
    from issuesync.apply import apply_plan

    def act(wanted: Plan) -> Outcome:
        return apply_plan(wanted, bench.target, Progress(wanted).show)

    def replan() -> Plan:
        fresh = bench.plan(bench.target.labels())
        _require_within(fresh, saved)
        return fresh

    return carry(plan, act, replan)
