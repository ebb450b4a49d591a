"""``issuesync init README``: an existing document into a catalog, files and all."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import RefusedError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.adopt.build import Adopted
    from issuesync.model.issue import Snapshot
    from issuesync.model.output import OutputFile

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


def adopt_document(request: Request) -> None:
    """Read the document and the issues, then write or show the catalog that they make."""
    from issuesync.adopt.build import Wishes, adopt
    from issuesync.cli.report import report_problems, working
    from issuesync.store.files import changed_files, read_text, write_files

    root = Path()
    path = inside(root, request.document)
    text = read_text(root, path)
    if text is None:
        raise UsageError(f"{path}: there is no such document", hint="name an existing README")
    snapshot = read_issues(root, text, request)
    with working("reading the document"):
        adopted = adopt(
            path, text, snapshot, read_text(root, "labels.yaml"), Wishes(request.prefers_readme)
        )
    changed = changed_files(root, all_files(adopted))
    if request.shows_diff:
        from issuesync.cli.sync import print_diff

        print_diff(root, [file for file in changed if file.path == path])
    else:
        refuse_overwriting(root, changed, path)
        write_files(root, changed)
    report_problems(adopted.problems)
    report(adopted, changed, is_written=not request.shows_diff)


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
    from issuesync.adopt.columns import ISSUE_LINK
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


def all_files(adopted: Adopted) -> list[OutputFile]:
    """Return every file of the catalog, the snapshot and the editors' schemas too."""
    from issuesync.adopt.settings import SNAPSHOT
    from issuesync.model.output import OutputFile
    from issuesync.schema.editors import schema_files
    from issuesync.store.snapshot import snapshot_text

    return [
        *adopted.files,
        OutputFile(SNAPSHOT, snapshot_text(adopted.snapshot)),
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


def report(adopted: Adopted, changed: Iterable[OutputFile], *, is_written: bool) -> None:
    """Say what was found, what was written, and what comes next."""
    from issuesync.cli.report import count_problems, say

    by = Counter(match.by for match in adopted.matches)
    how = ", ".join(f"{count} by {what}" for what, count in sorted(by.items()))
    say(f"{adopted.entries} entries, {len(adopted.matches)} of them issues{f': {how}' * bool(how)}")
    for key, records in adopted.catalog.records.items():
        say(f"    {key}: {len(records)}")
    paths = [file.path for file in changed]
    for path in paths:
        say(f"{'wrote' if is_written else 'would write'} {path}")
    if not paths:
        say("nothing to write")
    say(count_problems(adopted.problems), "dim")
    if paths and is_written:
        say("next: read catalog.yaml, then run issuesync check")
