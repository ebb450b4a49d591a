"""``issuesync sync``: read the issues, rewrite everything declared."""

from __future__ import annotations

from dataclasses import dataclass, replace
from difflib import unified_diff
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from issuesync.cli.options import MAX_WAIT, From, MaxWait

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.cli.commit import Landed
    from issuesync.cli.load import Loaded
    from issuesync.cli.remote import PullOptions
    from issuesync.documents.build import Built
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem


def sync(  # noqa: PLR0917 - typer passes flags by name
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; show the differences, exit 1 if any.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Write nothing; show the differences.")
    ] = False,
    origin: From = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace regions that were edited by hand.")
    ] = False,
    allow_shrink: Annotated[
        bool, typer.Option("--allow-shrink", help="Let a collection lose most of its rows.")
    ] = False,
    max_wait: MaxWait = MAX_WAIT,
    as_json: Annotated[bool, typer.Option("--json", help="Say what was done as JSON.")] = False,
    event: Annotated[
        str | None, typer.Option(metavar="FILE", help="The Actions event that led to this run.")
    ] = None,
    commit: Annotated[
        bool, typer.Option("--commit", help="Commit what changed to the remote's branch.")
    ] = False,
    pull_request: Annotated[
        bool, typer.Option("--pull-request", help="Propose what changed in one pull request.")
    ] = False,
) -> None:
    """Read the issues and rewrite every table, badge and list in the documents.

    Example: issuesync sync --diff
    """
    from issuesync.cli.actions import tell_run
    from issuesync.cli.remote import PullOptions

    refuse_both(check or diff, commit, pull_request)
    wishes = Wishes(
        where(origin),
        PullOptions(max_wait, allow_shrink=allow_shrink, event=absolute(event)),
        overwrite=overwrite,
    )
    landed = None
    if commit or pull_request:
        landed = land(wishes, is_proposed=pull_request)
        made = landed.made
    else:
        made = regenerate(wishes, is_written=not (check or diff))
    if (check or diff) and not as_json:
        print_diff(made.loaded.root, made.changed)
    report(made, landed, is_written=not (check or diff), as_json=as_json)
    tell_run(made, landed, wishes.options.meter)
    if made.built.held or (check and made.changed):
        raise typer.Exit(1)


@dataclass(frozen=True, slots=True)
class Wishes:
    """How a sync is wanted; ``origin`` is what ``--from`` says."""

    origin: str | None
    options: PullOptions
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Regenerated:
    """A catalog as it was read and built, and the files that differed."""

    loaded: Loaded
    built: Built
    changed: tuple[OutputFile, ...]

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that is wrong with issues and files, but for hand edits."""
        return (*self.loaded.origin.problems, *self.loaded.catalog.problems, *self.built.problems)


def regenerate(wishes: Wishes, *, is_written: bool = True) -> Regenerated:
    """Read the catalog of this folder, build its files, and write those that differ."""
    from issuesync.cli.load import load
    from issuesync.cli.report import working
    from issuesync.store.files import changed_files, write_files

    loaded = load(wishes.origin, wishes.options)
    with working("rendering the catalog"):
        built = build(loaded, overwrite=wishes.overwrite)
        refuse_faults(built)
        if not wishes.options.allow_shrink:
            refuse_shrink(built, is_remote=loaded.origin.is_remote)
        changed = changed_files(loaded.root, (*loaded.origin.accepted, *built.files))
    if is_written:
        write_files(loaded.root, changed)
    return Regenerated(loaded, built, changed)


def refuse_both(*asked: bool) -> None:
    """Refuse flags that each say something else about where the files go."""
    from issuesync.errors import UsageError

    if sum(asked) > 1:
        message = "only one of --check or --diff, --commit and --pull-request can be meant"
        raise UsageError(message, hint="leave out the others")


def where(origin: str | None) -> str | None:
    """Return what ``--from`` says so that it holds in every folder."""
    return origin if origin in {None, "github", "snapshot"} else absolute(origin)


def absolute(path: str | None) -> str | None:
    """Return a path so that it holds in every folder."""
    return None if path is None else str(Path(path).absolute())


def land(wishes: Wishes, *, is_proposed: bool) -> Landed:
    """Regenerate on the remote's branch, and commit or propose what changed."""
    from issuesync.cli.commit import commit_and_push
    from issuesync.cli.propose import propose

    if is_proposed:
        return propose(Path(), lambda: regenerate(wishes), wishes.options)
    return commit_and_push(Path(), lambda: regenerate(wishes))


def build(loaded: Loaded, *, overwrite: bool = False) -> Built:
    """Compute every file of the catalog: its documents with what they show, and its forms."""
    from issuesync.cli.help import help_texts
    from issuesync.documents.build import build_documents
    from issuesync.submissions.form_check import check_forms
    from issuesync.submissions.forms import build_forms

    built = build_documents(
        loaded.catalog,
        loaded.documents,
        help_texts(loaded.documents.values()),
        loaded.pictures,
        overwrite=overwrite,
    )
    schema = loaded.catalog.schema
    return replace(
        built,
        files=(*built.files, *build_forms(schema, loaded.templates)),
        problems=(*built.problems, *check_forms(schema, loaded.templates)),
    )


def refuse_faults(built: Built) -> None:
    """Stop before anything is written where a document's markers cannot be trusted."""
    from issuesync.errors import DocumentError

    if built.faults:
        raise DocumentError("nothing was written", problems=built.faults)


def refuse_shrink(built: Built, *, is_remote: bool) -> None:
    """Stop before anything is written where too much would go.

    From GitHub, a listing that leaves a collection empty is never believed unasked.
    """
    from issuesync.errors import RefusedError

    shrinks = dict.fromkeys((*built.shrinks, *(built.emptied if is_remote else ())))
    if shrinks:
        lost = "; ".join(f"{one.collection} from {one.before} to {one.after}" for one in shrinks)
        raise RefusedError(
            f"this would take away most of the rows: {lost}. Nothing was written",
            hint="see whether the source is whole; --allow-shrink if this is meant",
        )


def print_diff(root: Path, changed: Iterable[OutputFile]) -> None:
    """Print what would change as one unified diff."""
    from issuesync.cli.report import print_data
    from issuesync.store.files import current_text

    for file in changed:
        before = (current_text(root, file.path) or "").splitlines()
        after = (file.text or "").splitlines()
        names = f"a/{file.path}", f"b/{file.path}" if file.text is not None else "/dev/null"
        lines = list(unified_diff(before, after, *names, lineterm=""))
        print_data("\n".join(lines or [f"{file.path}: only line ends differ"]) + "\n")


def report(made: Regenerated, landed: Landed | None, *, is_written: bool, as_json: bool) -> None:
    """Say what was written, what was left alone, and what is wrong."""
    from issuesync.cli.report import count_problems, print_json, report_problems, say
    from issuesync.model.problem import Severity
    from issuesync.publish.json import problem_json

    loaded, built, changed, problems = made.loaded, made.built, made.changed, made.problems
    if as_json:
        counts = {key: len(records) for key, records in loaded.catalog.records.items()}
        print_json(
            {
                "written": is_written,
                "changed": [{"path": file.path, "removed": file.text is None} for file in changed],
                "held": [
                    {"path": one.path, "region": one.region, "line": one.line, "diff": one.diff}
                    for one in built.held
                ],
                "entries": counts,
                "tables": built.tables,
                "rows": built.rows,
                "commit": (landed.commit or None) if landed else None,
                "pushed": bool(landed and landed.is_pushed),
                "pull_request": (landed.pull_request or None) if landed else None,
                "problems": [problem_json(problem) for problem in problems],
            }
        )
        return
    for file in changed:
        say(f"{done_to(file, landed, is_written=is_written)} {file.path}")
    if not changed:
        say(f"nothing to write: {len(built.files)} files are up to date")
    say(f"{len(list(loaded.catalog))} entries, {built.tables} tables, {built.rows} rows")
    if landed:
        say_landed(landed)
    for one in built.held:
        say(
            f"{one.path}:{one.line}: “{one.region}” was edited by hand and is left as it is",
            "yellow",
        )
        say(one.diff)
        say("    take the edit into the issue or data file, or run sync --overwrite")
    report_problems(loaded.origin.problems)
    report_problems((*loaded.catalog.problems, *built.problems), Severity.ERROR)
    if problems:
        say(f"{count_problems(problems)}; issuesync check lists them", "dim")


def done_to(file: OutputFile, landed: Landed | None, *, is_written: bool) -> str:
    """Say what was done to a file; what is committed is written beside the user's own."""
    if not is_written:
        return "would change"
    if file.text is None:
        return "removed"
    return "changed" if landed else "wrote"


def say_landed(landed: Landed) -> None:
    """Say which commit holds the files, and which pull request proposes them."""
    from issuesync.cli.report import say
    from issuesync.publish.changes import commit_message

    if landed.is_pushed:
        say(f"pushed {landed.commit[:7]} to {landed.branch}: {commit_message(landed.counts)}")
    else:
        say(f"nothing to push to {landed.branch}")
    if landed.pull_request:
        say(f"see {landed.pull_request}")
