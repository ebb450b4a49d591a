"""``issuesync labels``: what would change in the repository's labels, and the change itself."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from issuesync.app.labels import LabelsFound


_STYLES = {"create": "green", "add": "green", "delete": "red", "remove": "red"}
"""The colours of what is done; whatever only changes something is yellow."""


def labels(  # noqa: PLR0917 - typer passes flags by name
    apply: Annotated[bool, typer.Option("--apply", help="Make the changes.")] = False,
    issues: Annotated[
        bool, typer.Option("--issues", help="Also the labels that issues' texts imply.")
    ] = False,
    prune: Annotated[
        bool, typer.Option("--prune", help="Also delete labels that no issue has.")
    ] = False,
    delete: Annotated[
        list[str] | None,
        typer.Option(metavar="NAME", help="Also delete this label, in use or not."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; exit 1 where changes are pending.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Change nothing; show the plan, as by default.")
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
    from issuesync.app.labels import LabelOptions, export_labels, reconcile
    from issuesync.app.output import print_data

    root = Path()
    if export:
        print_data(export_labels(root, origin, max_wait))
        return
    options = LabelOptions(
        origin,
        prune,
        tuple(delete or ()),
        issues,
        max_wait,
        saved=plan,
        out=out,
        check=check,
        applies=apply and not diff,
    )
    show = partial(_show, as_json=as_json, markdown=markdown)
    raise typer.Exit(reconcile(root, options, show))


def _show(found: LabelsFound, *, as_json: bool, markdown: bool) -> None:
    """Show what would change, and say what cannot be deleted and where the plan is."""
    from issuesync.app.acting import read_line
    from issuesync.app.output import say, say_first

    if not (as_json or markdown):
        say_first(read_line(found.place))
    for name, near in found.absent:
        hint = f"; did you mean “{near}”?" if near else ""
        say(f"there is no label “{name}” to delete{hint}", "yellow")
    _show_plan(found, as_json=as_json, markdown=markdown)
    if found.saved_to:
        say(f"wrote {found.saved_to}")


def _show_plan(found: LabelsFound, *, as_json: bool, markdown: bool) -> None:
    """Show what would change: a table for people, or what was asked for.

    A plan that is carried out is told change by change meanwhile.
    """
    from issuesync.app.acting import planned_line
    from issuesync.app.output import print_data, print_json, report_problems, say
    from issuesync.reports.json import problem_json
    from issuesync.reports.plan import describe, plan_json, plan_markdown

    plan = found.plan
    if as_json:
        listed = [problem_json(one) for one in found.problems]
        print_json({**plan_json(plan), "problems": listed})
        return
    if markdown:
        print_data(plan_markdown(plan))
        return
    rows = [] if found.applies else [describe(change) for change in plan]
    widths = [max((len(row[i]) for row in rows), default=0) for i in (0, 1)]
    for verb, name, how in rows:
        say(f"{verb:{widths[0]}}  {name:{widths[1]}}  {how}".rstrip(), _STYLES.get(verb, "yellow"))
    report_problems(found.problems)
    if not plan.changes:
        say("the labels agree with labels.yaml")
    elif not found.applies:
        say(planned_line(plan, found.place))
