"""The hand edits of a folder's documents: what is read for them, and what they are told as."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING

from issuesync.app.sync import no_help
from issuesync.github.home import Home

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.app.sync import HelpText, Regenerated
    from issuesync.app.workspace import Loaded
    from issuesync.edits.absorb import Absorbed
    from issuesync.edits.base_versions import Past
    from issuesync.edits.materials import Materials
    from issuesync.model.output import OutputFile
    from issuesync.model.plan import Plan
    from issuesync.model.problem import Problem


class Into(StrEnum):
    """Where an edit of an issue's row goes."""

    OVERRIDES = "overrides"
    ISSUES = "issues"


@dataclass(frozen=True, slots=True)
class AbsorbOptions:
    """What the command was asked for; ``base`` and ``head`` are revisions of git.

    ``is_asked`` asks whether there is an edit at all, ``looks`` writes nothing, and ``applies``
    also changes issues.
    """

    origin: str | None
    into: Into
    base: str | None
    head: str | None
    max_wait: float
    help_text: HelpText = no_help
    is_asked: bool = False
    looks: bool = False
    applies: bool = False
    home: Home = field(default_factory=Home, compare=False)

    @property
    def pull(self) -> PullOptions:
        """How issues are read: each time of the same repository."""
        from issuesync.app.connection import Meter, PullOptions

        return PullOptions(self.max_wait, meter=Meter(home=self.home))


@dataclass(frozen=True, slots=True)
class Absorption:
    """What the hand edits of a folder's documents mean, and the files that change by that."""

    root: Path
    absorbed: Absorbed
    changed: tuple[OutputFile, ...]
    read: str


def absorb_edits(root: Path, options: AbsorbOptions, show: Callable[[Absorption], None]) -> int:
    """Take the hand edits of a folder in, show what they mean, and carry out what was asked for.

    Returns the exit code: 1 where an edit cannot be taken in, waits, or was only asked after.
    """
    from issuesync.app.output import working
    from issuesync.edits.absorb import absorb
    from issuesync.store.files import changed_files, write_files
    from issuesync.store.saved_renderings import save_rendered

    loaded, materials = _gather(root, options)
    with working("reading the edits"):
        absorbed = absorb(materials)
    changed = changed_files(root, absorbed.files)
    if not options.looks:
        write_files(root, changed)
    show(Absorption(root, absorbed, changed, loaded.origin.read))
    code = 0
    if options.applies and absorbed.plan.changes:
        save_rendered(root, {name: past.now.text for name, past in materials.past.items()})
        code = _carry(options, loaded, absorbed.plan) or _settle(root, options)
    return code or _exit_code(absorbed, check=options.is_asked, is_applied=options.applies)


def propose_edits(root: Path, options: AbsorbOptions) -> None:
    """Propose the files that the edits on the remote's branch mean, and the documents with them."""
    from issuesync.app.actions import tell_run
    from issuesync.app.event import is_elsewhere, say_elsewhere
    from issuesync.app.output import say
    from issuesync.app.pull_request import ABSORPTION, propose
    from issuesync.app.workspace import load_schema

    schema = load_schema(root)
    if is_elsewhere(schema):
        say_elsewhere(schema)
        return
    pull = options.pull
    made = partial(_absorbed_anew, options=options)
    landed = propose(root, made, pull, proposal=ABSORPTION)
    tell_run(landed.made, landed, pull.meter)
    say(f"see {landed.pull_request}" if landed.pull_request else "no edit to propose")


def _absorbed_anew(root: Path, options: AbsorbOptions) -> Regenerated:
    """Take the edits of a folder in, and write what follows; nothing where there are none."""
    from issuesync.app.actions import SUMMARY, append
    from issuesync.app.sync import Regenerated, SyncOptions, build, problems_after, regenerate
    from issuesync.edits.absorb import absorb
    from issuesync.reports.absorption import absorbed_markdown
    from issuesync.store.files import changed_files, write_files

    loaded, materials = _gather(root, options)
    absorbed = absorb(materials)
    tell_taken(absorbed)
    append(SUMMARY, absorbed_markdown(absorbed))
    if not absorbed.taken:
        built = build(loaded, options.help_text)
        return Regenerated(loaded, built, (), problems_after(loaded, built))
    changed = changed_files(root, absorbed.files)
    write_files(root, changed)
    wanted = SyncOptions(root, options.origin, options.pull, help_text=options.help_text)
    made = regenerate(wanted)
    return replace(made, changed=(*changed, *made.changed))


def _exit_code(absorbed: Absorbed, *, check: bool, is_applied: bool) -> int:
    """Return 1 where an edit was found that is asked after, cannot be taken in, or waits."""
    from issuesync.errors import ExitCode
    from issuesync.model.problem import Severity

    is_stuck = any(one.severity is Severity.ERROR for one in absorbed.problems)
    has_edits = absorbed.edited or absorbed.taken
    is_waiting = absorbed.plan.changes and not is_applied
    found = is_stuck or is_waiting or (check and has_edits)
    return ExitCode.FOUND if found else ExitCode.DONE


def _carry(options: AbsorbOptions, loaded: Loaded, plan: Plan) -> int:
    """Carry out what concerns issues; return the exit code."""
    from issuesync.app.execute import carry_out, on_github, on_snapshot

    schema = loaded.catalog.schema
    where = options.origin or schema.source
    if where == "github":
        with on_github(loaded.root, schema, options.max_wait, options.home) as site:
            return carry_out(plan, site, lambda: _planned_anew(loaded.root, options))
    snapshot = loaded.origin.snapshot
    assert snapshot is not None, "a plan for issues comes of issues"
    name = schema.snapshot if where == "snapshot" else where
    with on_snapshot(loaded.root, snapshot, name) as site:
        return carry_out(plan, site, lambda: _planned_anew(loaded.root, options))


def _settle(root: Path, options: AbsorbOptions) -> int:
    """Put the regions in order whose edits the issues say now; return the exit code."""
    from issuesync.app.output import report_problems, say
    from issuesync.edits.absorb import absorb
    from issuesync.store.files import changed_files, write_files

    _, materials = _gather(root, options)
    absorbed = absorb(materials)
    report_problems(absorbed.problems)
    changed = changed_files(root, absorbed.files)
    write_files(root, changed)
    for file in changed:
        say(f"wrote {file.path}")
    return _exit_code(absorbed, check=False, is_applied=False)


def _planned_anew(root: Path, options: AbsorbOptions) -> Plan:
    """Plan from the issues as they are now."""
    from issuesync.edits.absorb import absorb

    return absorb(_gather(root, options)[1]).plan


def _gather(root: Path, options: AbsorbOptions) -> tuple[Loaded, Materials]:
    """Read the catalog, the files that edits may go to, and what the documents were."""
    from issuesync.app.sync import help_texts
    from issuesync.app.workspace import data_files, load, override_files
    from issuesync.edits.materials import Materials
    from issuesync.errors import DocumentError
    from issuesync.schema.catalog import CATALOG
    from issuesync.store.files import read_text
    from issuesync.store.history import require_revision, text_at

    loaded = load(root, options.origin, options.pull)
    schema = loaded.catalog.schema
    documents = loaded.documents
    if options.head is not None:
        commit = require_revision(root, options.head)
        documents = {name: text_at(root, commit, name) for name in documents}
    names = dict.fromkeys((CATALOG, *data_files(schema), *override_files(schema)))
    texts = {name: read_text(root, name) or "" for name in names}
    helps = help_texts(documents.values(), options.help_text)
    fresh, faults = _fresh_documents(loaded, documents, helps)
    if faults:
        raise DocumentError("nothing was taken in", problems=faults)
    commit = require_revision(root, options.base) if options.base is not None else ""
    past = {name: _past_of(root, name, text, commit) for name, text in fresh.items()}
    return loaded, Materials(
        catalog=loaded.catalog,
        snapshot=loaded.origin.snapshot,
        texts=texts,
        documents=documents,
        past=past,
        helps=helps,
        into_issues=options.into is Into.ISSUES,
    )


def _fresh_documents(
    loaded: Loaded, documents: dict[str, str | None], helps: dict[str, str]
) -> tuple[dict[str, str], tuple[Problem, ...]]:
    """Return the documents as a sync would write them, and what is wrong with their markers."""
    from issuesync.documents.build import build_documents

    built = build_documents(loaded.catalog, documents, helps, {}, overwrite=True)
    texts = {file.path: file.text for file in built.files if file.path in documents and file.text}
    return texts, built.faults


def _past_of(root: Path, name: str, fresh: str, commit: str) -> Past:
    """Gather what a document was: before a run that was broken off, and in git where needed."""
    from itertools import chain

    from issuesync.edits.base_versions import Past
    from issuesync.store.history import text_at, versions
    from issuesync.store.saved_renderings import load_rendered

    base = text_at(root, commit, name) if commit else None
    kept = [text for path, text in load_rendered(root) if path == name]
    return Past.of(name, fresh, chain(kept, versions(root, name)), base)


def tell_taken(absorbed: Absorbed) -> None:
    """Say what each edit means; inside Actions as an annotation of its line."""
    from issuesync.app.output import in_actions, report_problems, say
    from issuesync.model.problem import Problem

    told = [(one.place, f"{one.what} → {one.into}") for one in absorbed.taken]
    if in_actions():
        report_problems(Problem("hand-edit", words, place) for place, words in told)
    else:
        for place, words in told:
            say(f"{place}: {words}")
