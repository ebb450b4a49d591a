"""``issuesync init README``: an existing document into a catalog, files and all."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.errors import ExitCode, GitHubError, RefusedError, UsageError
from issuesync.github.home import Home
from issuesync.model.issue import PLACEHOLDER
from issuesync.model.wording import counted
from issuesync.schema.catalog import CATALOG
from issuesync.store.files import changed_files, read_text
from issuesync.store.staged import finish, write_together

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from issuesync.adopt.new_tables import State
    from issuesync.model.issue import Snapshot
    from issuesync.model.output import OutputFile
    from issuesync.model.plan import Plan
    from issuesync.model.problem import Problem
    from issuesync.records.catalog import Catalog

_NOTHING = "none"
_OTHER_KINDS = {
    "rst": "reStructuredText", "adoc": "AsciiDoc", "asciidoc": "AsciiDoc", "org": "Org mode",
    "textile": "Textile", "html": "HTML", "txt": "plain text",
}  # fmt: skip
_PARAGRAPH = re.compile(r"^(?:\*\*|__)?\[[^\[\]]+\]\(", re.MULTILINE)
"""A line that is no bullet and begins with a link."""

_LEAST_PARAGRAPHS = 3
_BARE = "repository: {}\ndocuments: README.md\nfields: {{name: title}}\ncollections: {{}}\n"
"""As much of a catalog as it takes to read a repository's issues."""


@dataclass(frozen=True, slots=True)
class AdoptOptions:
    """What ``init README`` was asked for.

    ``edits_issues`` states differences in the issues, ``files_rows`` gives rows without an issue
    one of their own, and ``applies`` makes the changes of GitHub that are planned.
    """

    document: str
    origin: str | None = None
    prefers_readme: bool = True
    edits_issues: bool = False
    files_rows: bool = False
    shows_diff: bool = False
    is_asked: bool = False
    applies: bool = False
    max_wait: float = 300.0
    is_strict: bool = False
    """Whether a list that would not read as before is a reason to write nothing."""
    home: Home = field(default_factory=Home, compare=False)


@dataclass(frozen=True, slots=True)
class Adoption:
    """What happens to a folder: its files, the catalog that they make, what is to be said.

    ``plan`` is what GitHub lacks until it agrees with them, ``changed`` the files that differ.
    """

    files: tuple[OutputFile, ...]
    catalog: Catalog
    problems: tuple[Problem, ...]
    plan: Plan
    word: str = ""
    read: str = ""
    changed: tuple[OutputFile, ...] = ()


def adopt_document(root: Path, options: AdoptOptions, show: Callable[[str, Adoption], None]) -> int:
    """Make a catalog of a document, show what it becomes, and carry out what was asked for.

    ``show`` gets the document's path below the folder. Returns the exit code.
    """
    from issuesync.app.output import say

    path = _inside(root, options.document)
    if finish(root):
        say("finished what an interrupted run had started")
    is_first = read_text(root, CATALOG) is None
    made = _make(root, path, options)
    changed = changed_files(root, made.files)
    unlike = [one for one in made.problems if one.code == "reads-otherwise"]
    if options.is_strict and unlike:
        hint = "run init without --strict to leave those lists as they are"
        raise RefusedError(f"{path} would not read as before", problems=unlike, hint=hint)
    if not options.shows_diff:
        if is_first:
            _refuse_overwriting(root, changed, path)
        write_together(root, changed)
    show(path, replace(made, changed=tuple(changed)))
    if options.is_asked and changed:
        return ExitCode.FOUND
    if not options.applies or options.shows_diff or not made.plan.changes:
        return ExitCode.DONE
    return _carry(root, path, made, options)


def _make(root: Path, path: str, options: AdoptOptions) -> Adoption:
    """Compute what happens to the folder as it is now."""
    from issuesync.app.output import working

    kind = _OTHER_KINDS.get(path.rpartition(".")[2].lower())
    if kind:
        hint = "turn it into Markdown first, as pandoc does"
        raise UsageError(f"{path} is {kind}; init reads Markdown", hint=hint)
    text = read_text(root, path)
    if text is None:
        raise UsageError(f"{path}: there is no such document", hint="name an existing README")
    listing, read = _read_issues(root, path, text, options)
    is_first = read_text(root, CATALOG) is None
    with working("reading the document"):
        made = (_adopt_first if is_first else _adopt_more)(root, path, text, listing, options)
    return replace(made, read=read)


def _adopt_first(
    root: Path, path: str, text: str, listing: Snapshot, options: AdoptOptions
) -> Adoption:
    """Make a catalog where there is none."""
    from issuesync.adopt.build import AdoptWishes, adopt
    from issuesync.adopt.publish_plan import plan_remote

    labels = read_text(root, "labels.yaml")
    made = adopt(path, text, listing, labels, AdoptWishes(options.prefers_readme))
    if not made.entries:
        hint = "run init without a document to begin a new catalog"
        why = ""
        if (count := len(_PARAGRAPH.findall(text))) >= _LEAST_PARAGRAPHS:
            why = f": {count} links begin paragraphs, which are not a list"
            hint = "write a hyphen before each entry, or run init without a document"
        raise UsageError(
            f"{path} holds no table or list of entries{why}", hint=hint, problems=made.problems
        )
    by = Counter(match.by for match in made.matches)
    how = ", ".join(f"{count} by {what}" for what, count in sorted(by.items()))
    rows = counted(made.entries, "row")
    word = f"{rows}, {len(made.matches)} of them issues{f': {how}' * bool(how)}"
    plan, faults = plan_remote(
        made.catalog, listing, edits_issues=options.edits_issues, files_rows=options.files_rows
    )
    has_issues = any(one.from_issues for one in made.catalog.schema.collections)
    snapshot = made.snapshot if has_issues else None
    files = (*_all_files(made.files, snapshot), *_missing_workflow(root))
    return Adoption(files, made.catalog, (*made.problems, *faults), plan, word)


def _adopt_more(
    root: Path, path: str, text: str, listing: Snapshot, options: AdoptOptions
) -> Adoption:
    """Take what people wrote in the document into the catalog that is there."""
    from issuesync.adopt.build import AdoptWishes
    from issuesync.adopt.new_tables import adopt_again
    from issuesync.adopt.publish_plan import plan_remote
    from issuesync.model.output import OutputFile
    from issuesync.store.snapshot import snapshot_text

    state = _state_of(root, path, text, listing, options)
    made = adopt_again(path, text, state, AdoptWishes(options.prefers_readme))
    plan, faults = plan_remote(
        made.catalog, listing, edits_issues=options.edits_issues, files_rows=options.files_rows
    )
    has_issues = any(one.from_issues for one in state.schema.collections)
    file = OutputFile(state.schema.snapshot, snapshot_text(state.snapshot))
    files = (*made.files, file) if has_issues else made.files
    return Adoption(files, made.catalog, (*made.problems, *faults), plan)


def _state_of(root: Path, path: str, text: str, listing: Snapshot, options: AdoptOptions) -> State:
    """Read the catalog that is there, with the issues as they are listed now.

    What the issues say by themselves now, and the rows that have an issue, are taken out of
    the overrides and data files where that was asked for.
    """
    from issuesync.adopt.build import accept, catalog_of
    from issuesync.adopt.new_tables import State, linked_numbers
    from issuesync.adopt.publish_plan import filed_numbers, without_filed, without_repeats
    from issuesync.app.workspace import committed_snapshot, data_files, load_schema, override_files

    schema = load_schema(root)
    names = (*data_files(schema), *override_files(schema))
    files = {name: read_text(root, name) or "" for name in names}
    known = committed.issues if (committed := committed_snapshot(root, schema)) else ()
    labels = [one.publish for one in schema.collections if one.publish]
    publish = [*labels, *(name for one in labels for name in schema.taxonomy.names_of(one))]
    numbers = {issue.number for issue in known} | linked_numbers(path, text, schema.repository)
    fresh = accept(listing, numbers, schema.repository, publish, known)
    if options.files_rows:
        filed = filed_numbers(catalog_of(schema, fresh, files), listing)
        files = without_filed(files, filed)
        fresh = accept(listing, numbers | set(filed), schema.repository, publish, known)
    if options.edits_issues:
        files = without_repeats(files, catalog_of(schema, fresh, files))
    return State(schema, fresh, files)


def _carry(root: Path, path: str, made: Adoption, options: AdoptOptions) -> int:
    """Carry out what is planned; afterwards take in what GitHub says now."""
    from issuesync.app.execute import carry_out, on_github, on_snapshot
    from issuesync.app.output import say

    def anew() -> Plan:
        return _make(root, path, options).plan

    where = _source_of(root, read_text(root, path) or "", options)
    if where == "github":
        with on_github(root, made.catalog.schema, options.max_wait, options.home) as site:
            code = carry_out(made.plan, site, anew)
    else:
        listing, _ = _read_issues(root, path, read_text(root, path) or "", options)
        with on_snapshot(root, listing, where) as site:
            code = carry_out(made.plan, site, anew)
    changed = changed_files(root, _make(root, path, options).files)
    write_together(root, changed)
    for file in changed:
        say(f"wrote {file.path}")
    return code


def _inside(root: Path, name: str) -> str:
    """Return a document's path below the catalog's folder."""
    try:
        return (root / name).resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        hint = "run init in the folder that holds it, or name that folder with -C"
        raise UsageError(f"{name} is not below this folder", hint=hint) from None


def _source_of(root: Path, text: str, options: AdoptOptions) -> str:
    """Return where the issues are read: ``github``, ``none``, or a snapshot's path."""
    from issuesync.adopt.settings import SNAPSHOT
    from issuesync.app.output import say

    where = options.origin
    if where == "snapshot" or (where is None and (root / SNAPSHOT).exists()):
        return SNAPSHOT
    if where not in {None, "github"}:
        return str(where)
    if where is None and not options.files_rows and _reads_no_issues(root):
        return _NOTHING
    if _repository_of_document(root, text) is not None:
        return "github"
    if where == "github":
        hint = "give --from and the path of a snapshot"
        raise UsageError("neither git nor the document names a GitHub repository", hint=hint)
    say("no repository is known, so no issues are read; --from names a snapshot", "yellow")
    return _NOTHING


def _reads_no_issues(root: Path) -> bool:
    """Say whether there is a catalog, and none of its collections comes from issues."""
    from issuesync.app.workspace import load_schema

    if read_text(root, CATALOG) is None:
        return False
    return not any(one.from_issues for one in load_schema(root).collections)


def _read_issues(root: Path, path: str, text: str, options: AdoptOptions) -> tuple[Snapshot, str]:
    """Read the issues from where ``--from`` says: a snapshot, GitHub, or nowhere.

    Returns in a line what was read, the document too.
    """
    from issuesync.app.acting import Place, read_line
    from issuesync.model.issue import Snapshot
    from issuesync.store.snapshot import load_snapshot

    where = _source_of(root, text, options)
    repository = _repository_of_document(root, text) or ""
    if where == "github":
        return _read_from_github(root, path, repository, options)
    if where == _NOTHING:
        return Snapshot(repository, (), ()), f"read {path} and no issues"
    snapshot = load_snapshot(root / where, where)
    return snapshot, read_line(Place(snapshot.repository, where), document=path)


def _repository_of_document(root: Path, text: str) -> str | None:
    """Return the repository that git names, else the one whose issues the document links to."""
    from issuesync.app.scaffold import find_repository
    from issuesync.markdown.links import ISSUE_LINK

    known = find_repository(root)
    if known != PLACEHOLDER:
        return known
    counts = Counter(found[1] for found in ISSUE_LINK.finditer(text)).most_common(1)
    return counts[0][0] if counts else None


def _read_from_github(
    root: Path, path: str, repository: str, options: AdoptOptions
) -> tuple[Snapshot, str]:
    """Read a repository's issues and labels; say in a line what was read."""
    from issuesync.app.acting import Place, read_line
    from issuesync.app.connection import Meter, PullOptions, connected, read_github
    from issuesync.schema.build import parse_catalog
    from issuesync.schema.taxonomy import Taxonomy

    schema, problems = parse_catalog(_BARE.format(repository), CATALOG, Taxonomy())
    if schema is None:
        raise UsageError(f"“{repository}” is not a repository", problems=problems)
    pull = PullOptions(options.max_wait, meter=Meter(home=options.home))
    try:
        with connected(pull.max_wait, pull.meter) as api:
            snapshot, _ = read_github(api, root, schema, pull)
    except GitHubError as error:
        error.hint = f"{error.hint}; or run init {path} --from none, which asks nobody"
        raise
    return snapshot, read_line(Place(snapshot.repository), str(pull.meter), path)


def _all_files(files: Iterable[OutputFile], snapshot: Snapshot | None) -> list[OutputFile]:
    """Return every file of a new catalog, the snapshot and the editors' schemas too.

    A catalog that reads no issues needs no snapshot.
    """
    from issuesync.adopt.settings import SNAPSHOT
    from issuesync.model.output import OutputFile
    from issuesync.schema.json_schema import schema_files
    from issuesync.store.mirror import IGNORED
    from issuesync.store.snapshot import snapshot_text

    return [
        *files,
        *([OutputFile(SNAPSHOT, snapshot_text(snapshot))] if snapshot is not None else []),
        OutputFile(".issuesync/.gitignore", IGNORED),  # a mirror is nobody else's
        *(OutputFile(f".issuesync/schema/{name}", text) for name, text in schema_files().items()),
    ]


def _missing_workflow(root: Path) -> Iterator[OutputFile]:
    """Give the workflow that keeps a catalog up to date, where there is none yet."""
    from issuesync.app.scaffold import workflow_file

    file = workflow_file()
    if not (root / file.path).exists():
        yield file


def _refuse_overwriting(root: Path, changed: Iterable[OutputFile], document: str) -> None:
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
