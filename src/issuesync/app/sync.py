"""The catalog of this folder read, built, and written: what every command that writes does."""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from difflib import unified_diff
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import DocumentError, RefusedError, UsageError
from issuesync.markdown.regions import BEGIN, Address

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from issuesync.app.commit import Landed
    from issuesync.app.connection import PullOptions
    from issuesync.app.workspace import IssueSource, Loaded
    from issuesync.documents.build import Built
    from issuesync.documents.charts import Draw
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem

    HelpText = Callable[[str], str | None]

_log = logging.getLogger(__name__)


def no_help(name: str) -> None:
    """Know no command's help, as where no command line asks."""
    del name


def help_texts(documents: Iterable[str | None], help_text: HelpText) -> dict[str, str]:
    """Return the help of each command that a document has a region for, unknown ones left out."""
    addresses = (Address.of(name) for text in documents if text for name in BEGIN.findall(text))
    names = sorted({one.collection for one in addresses if one.kind == "help"})
    return {name: text for name in names if (text := help_text(name))}


class Destination(Enum):
    """Where the files that a sync changes go."""

    NOWHERE = auto()
    FOLDER = auto()
    COMMIT = auto()
    PULL_REQUEST = auto()


@dataclass(frozen=True, slots=True)
class SyncOptions:
    """How a sync of a folder is wanted; ``origin`` is what ``--from`` says."""

    root: Path
    origin: str | None
    pull: PullOptions
    overwrite: bool = False
    help_text: HelpText = no_help
    destination: Destination = Destination.FOLDER


@dataclass(frozen=True, slots=True)
class Regenerated:
    """A catalog as it was read and built, the files that differed, and what is wrong then.

    ``problems`` are those that ``check`` finds once the files are written, but for hand edits.
    """

    loaded: Loaded
    built: Built
    changed: tuple[OutputFile, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class SyncResult:
    """What a sync made, and the commit that holds it where it went to a branch."""

    made: Regenerated
    landed: Landed | None
    is_written: bool


def destination_of(*, looks: bool, commit: bool, pull_request: bool) -> Destination:
    """Return where the files go; raise `UsageError` for flags that contradict each other."""
    if looks + commit + pull_request > 1:
        message = "--check or --diff, --commit and --pull-request exclude each other"
        raise UsageError(message, hint="give one of them")
    if looks:
        return Destination.NOWHERE
    if commit:
        return Destination.COMMIT
    return Destination.PULL_REQUEST if pull_request else Destination.FOLDER


def origin_anywhere(origin: str | None) -> str | None:
    """Return what ``--from`` says so that it holds in every folder."""
    return origin if origin in {None, "github", "snapshot"} else absolute(origin)


def absolute(path: str | None) -> str | None:
    """Return a path so that it holds in every folder."""
    return None if path is None else str(Path(path).absolute())


def sync(options: SyncOptions) -> SyncResult:
    """Read the issues, and bring everything declared up to date where the options say.

    A run of another repository than the catalog's, as in a fork, proposes nothing.
    """
    from issuesync.app.actions import tell_run
    from issuesync.app.event import is_elsewhere
    from issuesync.app.workspace import load_schema

    to = options.destination
    if to is Destination.PULL_REQUEST and is_elsewhere(load_schema(options.root)):
        to = Destination.NOWHERE
    landed = _land(options, to) if to in {Destination.COMMIT, Destination.PULL_REQUEST} else None
    is_written = to is not Destination.NOWHERE
    made = landed.made if landed else regenerate(options, is_written=is_written)
    tell_run(made, landed, options.pull.meter)
    return SyncResult(made, landed, is_written)


def _land(options: SyncOptions, to: Destination) -> Landed:
    """Regenerate on the remote's branch, and commit or propose what changed."""
    from issuesync.app.commit import commit_and_push
    from issuesync.app.pull_request import propose

    def made(root: Path) -> Regenerated:
        return regenerate(replace(options, root=root))

    if to is Destination.COMMIT:
        return commit_and_push(options.root, made)
    return propose(options.root, made, options.pull)


def regenerate(options: SyncOptions, *, is_written: bool = True) -> Regenerated:
    """Read the catalog of a folder, build its files, and write those that differ."""
    from issuesync.app.drawing import find_drawer
    from issuesync.app.output import working
    from issuesync.app.workspace import load
    from issuesync.store.files import changed_files, write_files

    with working("reading the catalog"):
        loaded = load(options.root, options.origin, options.pull)
    with working("rendering the catalog"):
        draw = find_drawer()
        built = build(loaded, options.help_text, overwrite=options.overwrite, draw=draw)
        _refuse_faults(built)
        if not options.pull.allow_shrink:
            _refuse_shrink(built, loaded.origin)
        changed = changed_files(loaded.root, (*loaded.origin.accepted, *built.files))
        _log.info("%d of %d files differ from what is there", len(changed), len(built.files))
    if is_written:
        write_files(loaded.root, changed)
    return Regenerated(loaded, built, changed, problems_after(loaded, built))


def problems_after(loaded: Loaded, built: Built) -> tuple[Problem, ...]:
    """Return everything that is wrong once the built documents are written."""
    from issuesync.app.problems import all_problems

    written = {file.path: file.text for file in built.files}
    documents = {path: written.get(path, text) for path, text in loaded.documents.items()}
    return all_problems(loaded, built, documents)


def build(
    loaded: Loaded,
    help_text: HelpText = no_help,
    *,
    overwrite: bool = False,
    draw: Draw | None = None,
) -> Built:
    """Compute every file of the catalog: its documents, its issue forms and its exports."""
    from issuesync.documents.build import build_documents
    from issuesync.publish.formats import build_exports
    from issuesync.submissions.form_check import check_forms
    from issuesync.submissions.forms import build_forms

    built = build_documents(
        loaded.catalog,
        loaded.documents,
        help_texts(loaded.documents.values(), help_text),
        loaded.pictures,
        overwrite=overwrite,
        draw=draw,
    )
    schema = loaded.catalog.schema
    return replace(
        built,
        files=(
            *built.files,
            *build_forms(schema, loaded.templates),
            *build_exports(loaded.catalog),
        ),
        problems=(*built.problems, *check_forms(schema, loaded.templates)),
    )


def _refuse_faults(built: Built) -> None:
    """Stop before anything is written where a document's markers cannot be trusted."""
    if built.faults:
        raise DocumentError("nothing was written", problems=built.faults)


def _refuse_shrink(built: Built, source: IssueSource) -> None:
    """Stop before anything is written where too much would go.

    A listing of GitHub, or no snapshot at all, that leaves a collection empty is never believed
    unasked.
    """
    is_doubtful = source.is_remote or source.is_first
    shrinks = dict.fromkeys((*built.shrinks, *(built.emptied if is_doubtful else ())))
    if shrinks:
        lost = "; ".join(f"{one.collection} from {one.before} to {one.after}" for one in shrinks)
        hint = "see whether the source is whole; --allow-shrink if this is meant"
        if source.is_remote:
            hint += (
                "; after issuesync init README, --apply gives the issues the label that publishes"
            )
        raise RefusedError(
            f"this would take away most of the rows: {lost}. Nothing was written", hint=hint
        )


def print_diff(root: Path, changed: Iterable[OutputFile]) -> None:
    """Print what would change as one unified diff."""
    from issuesync.app.coloured import print_diff_text
    from issuesync.store.files import current_text

    for file in changed:
        before = (current_text(root, file.path) or "").splitlines()
        after = (file.text or "").splitlines()
        names = f"a/{file.path}", f"b/{file.path}" if file.text is not None else "/dev/null"
        lines = list(unified_diff(before, after, *names, lineterm=""))
        print_diff_text("\n".join(lines or [f"{file.path}: only line ends differ"]) + "\n")
