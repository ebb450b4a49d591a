"""``issuesync init README``: an existing document into a catalog, files and all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.issue import Snapshot
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem
    from issuesync.records.catalog import Catalog

NOTHING = "none"
UNKNOWN = "OWNER/REPOSITORY"
BARE = "repository: {}\ndocuments: README.md\nfields: {{name: title}}\ncollections: {{}}\n"
"""As much of a catalog as it takes to read a repository's issues."""


@dataclass(frozen=True, slots=True)
class Request:
    """What ``init README`` was asked for."""

    document: str
    origin: str | None
    prefers_readme: bool
    shows_diff: bool
    max_wait: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What becomes of the folder: its files, the catalog that they make, what is to be said."""

    files: tuple[OutputFile, ...]
    catalog: Catalog
    problems: tuple[Problem, ...]
    word: str = ""


def adopt_document(request: Request) -> None:
    """Read the document and the issues, then write or show the catalog that they make."""
    from issuesync.cli.report import report_problems, working
    from issuesync.store.files import changed_files, read_text, write_files

    root = Path()
    path = inside(root, request.document)
    text = read_text(root, path)
    if text is None:
        raise UsageError(f"{path}: there is no such document", hint="name an existing README")
    is_first = read_text(root, "catalog.yaml") is None
    snapshot = read_issues(root, text, request)
    with working("reading the document"):
        made = (adopt_first if is_first else adopt_more)(root, path, text, snapshot, request)
    changed = changed_files(root, made.files)
    if request.shows_diff:
        from issuesync.cli.rebuild import print_diff

        print_diff(root, [file for file in changed if file.path == path])
    else:
        if is_first:
            refuse_overwriting(root, changed, path)
        write_files(root, changed)
    report_problems(made.problems)
    report(made, changed, is_written=not request.shows_diff)


def adopt_first(root: Path, path: str, text: str, snapshot: Snapshot, request: Request) -> Outcome:
    """Make a catalog where there is none."""
    from issuesync.adopt.build import Wishes, adopt
    from issuesync.store.files import read_text

    labels = read_text(root, "labels.yaml")
    made = adopt(path, text, snapshot, labels, Wishes(request.prefers_readme))
    if not made.entries:
        hint = "run init without a document to begin a new catalog"
        raise UsageError(
            f"{path} holds no table or list of entries", hint=hint, problems=made.problems
        )
    by = Counter(match.by for match in made.matches)
    how = ", ".join(f"{count} by {what}" for what, count in sorted(by.items()))
    word = f"{made.entries} rows, {len(made.matches)} of them issues{f': {how}' * bool(how)}"
    return Outcome(tuple(all_files(made.files, made.snapshot)), made.catalog, made.problems, word)


def adopt_more(root: Path, path: str, text: str, snapshot: Snapshot, request: Request) -> Outcome:
    """Take what people wrote in the document into the catalog that is there."""
    from issuesync.adopt.again import State, adopt_again
    from issuesync.adopt.build import Wishes, accept
    from issuesync.adopt.draw import ISSUE_LINK
    from issuesync.cli.load import data_files, load_schema, override_files
    from issuesync.model.output import OutputFile
    from issuesync.store.files import read_text
    from issuesync.store.snapshot import load_snapshot, snapshot_text

    schema = load_schema(root)
    files = {
        name: read_text(root, name) or "" for name in (*data_files(schema), *override_files(schema))
    }
    known = load_snapshot(root / schema.snapshot, schema.snapshot)
    numbers = {issue.number for issue in known.issues}
    linked = {int(found[2]) for found in ISSUE_LINK.finditer(text)}
    labels = [
        name
        for one in schema.collections
        if one.publish and (label := schema.taxonomy.find(one.publish))
        for name in (label.name, *label.was)
    ]
    fresh = accept(snapshot, numbers | linked, schema.repository, labels, known.issues)
    made = adopt_again(path, text, State(schema, fresh, files), Wishes(request.prefers_readme))
    file = OutputFile(schema.snapshot, snapshot_text(fresh))
    return Outcome((*made.files, file), made.catalog, made.problems)


def inside(root: Path, name: str) -> str:
    """Return a document's path below the catalog's folder."""
    try:
        return (root / name).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        hint = "run init in the folder that holds it, or name that folder with -C"
        raise UsageError(f"{name} is not below this folder", hint=hint) from None


def read_issues(root: Path, text: str, request: Request) -> Snapshot:
    """Read the issues from where ``--from`` says: a snapshot, GitHub, or nowhere."""
    from issuesync.adopt.settings import SNAPSHOT
    from issuesync.cli.report import say
    from issuesync.model.issue import Snapshot
    from issuesync.store.snapshot import load_snapshot

    where = request.origin
    if where is None and (root / SNAPSHOT).exists():
        where = "snapshot"
    if where in {None, "github"}:
        repository = repository_of_document(root, text)
        if repository is not None:
            return read_from_github(root, repository, request.max_wait)
        if where == "github":
            hint = "give --from and the path of a snapshot"
            raise UsageError("neither git nor the document names a GitHub repository", hint=hint)
        say("no repository is known, so no issues are read; --from names a snapshot", "yellow")
        where = NOTHING
    if where == NOTHING:
        return Snapshot(repository_of_document(root, text) or "", (), ())
    path = SNAPSHOT if where == "snapshot" else str(where)
    return load_snapshot(root / path if where == "snapshot" else Path(path), path)


def repository_of_document(root: Path, text: str) -> str | None:
    """Return the repository that git names, else the one whose issues the document links to."""
    from issuesync.adopt.draw import ISSUE_LINK
    from issuesync.cli.init import find_repository

    known = find_repository(root)
    if known != UNKNOWN:
        return known
    counts = Counter(found[1] for found in ISSUE_LINK.finditer(text)).most_common(1)
    return counts[0][0] if counts else None


def read_from_github(root: Path, repository: str, max_wait: float) -> Snapshot:
    """Read a repository's issues and labels."""
    from issuesync.cli.remote import PullOptions, connected, read_github
    from issuesync.schema.build import parse_catalog
    from issuesync.schema.taxonomy import Taxonomy

    schema, problems = parse_catalog(BARE.format(repository), "catalog.yaml", Taxonomy())
    if schema is None:
        raise UsageError(f"“{repository}” is no repository", problems=problems)
    with connected(max_wait) as api:
        snapshot, _ = read_github(api, root, schema, PullOptions(max_wait))
    return snapshot


def all_files(files: Iterable[OutputFile], snapshot: Snapshot) -> list[OutputFile]:
    """Return every file of a new catalog, the snapshot and the editors' schemas too."""
    from issuesync.adopt.settings import SNAPSHOT
    from issuesync.model.output import OutputFile
    from issuesync.schema.editors import schema_files
    from issuesync.store.snapshot import snapshot_text

    return [
        *files,
        OutputFile(SNAPSHOT, snapshot_text(snapshot)),
        OutputFile(".issuesync/.gitignore", "*.sqlite*\n"),  # a mirror is nobody else's
        *(OutputFile(f".issuesync/schema/{name}", text) for name, text in schema_files().items()),
    ]


def refuse_overwriting(root: Path, changed: Iterable[OutputFile], document: str) -> None:
    """Stop before anything is written where a file of somebody else's would be replaced."""
    ours = {document, "catalog/issues.json"}
    there = [
        file.path
        for file in changed
        if file.path not in ours
        and not file.path.startswith(".issuesync/")
        and (root / file.path).exists()
    ]
    if there:
        raise RefusedError(
            f"{', '.join(there)} would be replaced. Nothing was written",
            hint="move what is there away, or see with --diff what the document becomes",
        )


def report(made: Outcome, changed: Iterable[OutputFile], *, is_written: bool) -> None:
    """Say what was found, what was written, and what comes next."""
    from issuesync.cli.report import count_problems, say
    from issuesync.documents.overview import counted

    if made.word:
        say(made.word)
    for key, records in made.catalog.records.items():
        say(f"    {key}: {counted(len(records), 'entry', 'entries')}")
    paths = [file.path for file in changed]
    for path in paths:
        say(f"{'wrote' if is_written else 'would write'} {path}")
    if not paths:
        say("nothing to write")
    say(count_problems(made.problems), "dim")
    if paths and is_written:
        say("next: read catalog.yaml, then run issuesync check")
