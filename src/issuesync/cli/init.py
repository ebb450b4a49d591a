"""``issuesync init``: the files of a new catalog."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from issuesync import __version__
from issuesync.cli.options import MAX_WAIT, FromOrNone, MaxWait

if TYPE_CHECKING:
    from issuesync.app.adopt import Adoption, AdoptOptions
    from issuesync.app.scaffold import Scaffold


_TAGGED = f".github/workflows/catalog.yml names the Action by the tag v{__version__}"
_TAG_HINT = (
    "    write the release's commit in its place; before there is a release,"
    " a commit of github.com/issuesync/issuesync"
)
_STEPS = (
    "issuesync sync: renders two sample entries into README.md",
    "commit and push; issuesync labels --from github --apply makes the labels",
    "open an issue with the form, give it the label accepted: issuesync sync --from github",
)


def init(  # noqa: PLR0917 - typer passes flags by name
    document: Annotated[
        str | None, typer.Argument(metavar="README", help="A document to make the catalog of.")
    ] = None,
    origin: FromOrNone = None,
    prefer: Annotated[
        Literal["readme", "issue"],
        typer.Option(help="Whose word counts where a row and its issue differ."),
    ] = "readme",
    into: Annotated[
        Literal["overrides", "issues"],
        typer.Option(help="State what issues lack in overrides, or in the issues too."),
    ] = "overrides",
    rows: Annotated[
        Literal["keep", "issues"],
        typer.Option(help="Keep rows without an issue in data files, or give each an issue."),
    ] = "keep",
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; exit 1 if a file would change.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show what the README becomes.")
    ] = False,
    apply: Annotated[
        bool, typer.Option("--apply", help="Also make the changes planned for GitHub.")
    ] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="Refuse where a list would not read as before.")
    ] = False,
    pages: Annotated[
        bool, typer.Option("--pages", help="Also the workflow that publishes the page.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
) -> None:
    """Write catalog.yaml, labels.yaml and a README with regions for a new catalog.

    With a README, its tables and lists become the catalog, and regions take their place. Nothing
    else that is there is overwritten. Example: issuesync init README.md --from issues.json
    """
    from issuesync.errors import UsageError

    if document is None:
        from issuesync.app.scaffold import begin

        made = begin(Path(), with_pages=pages, is_written=not (check or diff))
        _report_new(made)
        raise typer.Exit(1 if check and made.written else 0)
    if pages:
        hint = "run issuesync init --pages once the document is adopted"
        raise UsageError("--pages is for init without a document", hint=hint)
    from issuesync.app.adopt import AdoptOptions, adopt_document

    options = AdoptOptions(
        document,
        origin,
        prefers_readme=prefer == "readme",
        edits_issues=into == "issues",
        files_rows=rows == "issues",
        shows_diff=check or diff,
        is_asked=check,
        applies=apply,
        max_wait=max_wait,
        is_strict=strict,
    )
    raise typer.Exit(adopt_document(Path(), options, partial(_report, options=options)))


def _report(path: str, made: Adoption, *, options: AdoptOptions) -> None:
    """Say what was found, what was written, what GitHub lacks, and what comes next."""
    from issuesync.app.acting import files_line
    from issuesync.app.output import count_problems, report_problems, say, say_first
    from issuesync.app.scaffold import names_tag
    from issuesync.app.sync import print_diff
    from issuesync.reports.adoption import adopted_lines
    from issuesync.reports.plan import counted_plan

    is_written = not options.shows_diff
    say_first(made.read)
    if not is_written:
        print_diff(Path(), [file for file in made.changed if file.path == path])
    report_problems(made.problems)
    if made.word:
        say(made.word)
    for line in adopted_lines(made.catalog, made.problems):
        say(f"    {line}")
    for file in made.changed:
        say(f"{'wrote' if is_written else 'would write'} {file.path}")
    if not made.changed:
        say("nothing to write")
    if names_tag(made.changed):
        say(f"{_TAGGED}\n{_TAG_HINT}", style="yellow")
    say(count_problems(made.problems), "dim")
    if made.changed and is_written:
        say("next: read catalog.yaml, then run issuesync check")
    if made.plan.changes and not (options.applies and is_written):
        say(f"planned for GitHub: {counted_plan(made.plan)}; --apply makes them")
    if not (options.applies and is_written and made.plan.changes):  # what follows says it then
        say(files_line(len(made.changed), is_written=is_written))


def _report_new(made: Scaffold) -> None:
    """Say which files are new, what of them to fill in, and what comes next."""
    from issuesync.app.acting import files_line
    from issuesync.app.output import say

    for path in made.kept:
        say(f"kept {path}, which exists")
    for path in made.written:
        say(f"{'wrote' if made.is_written else 'would write'} {path}")
    if made.has_tag:
        say(f"{_TAGGED}\n{_TAG_HINT}", style="yellow")
    if made.missing_job:
        say("add this job to .github/workflows/catalog.yml:", style="yellow")
        say(made.missing_job.rstrip())
    if made.lacks_repository:
        say("git names no GitHub repository: write the repository in catalog.yaml", style="yellow")
    if "README.md" in made.kept:
        begin = "<!-- issuesync:begin table entries -->"
        say(f"add {begin} and <!-- issuesync:end --> to README.md for the table", style="yellow")
    steps = [f"  {number}. {step}" for number, step in enumerate(_STEPS, start=1)]
    for line in ["next:", *steps] if made.written else ["nothing to write"]:
        say(line)
    say(files_line(len(made.written), is_written=made.is_written))
