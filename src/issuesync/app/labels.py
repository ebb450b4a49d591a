"""A repository's labels: where they are read, what is planned, and where changes go."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.app.acting import Place, changed_line
from issuesync.app.connection import PullOptions, connected, require_token
from issuesync.app.event import is_elsewhere, source_of
from issuesync.app.output import say
from issuesync.app.saved_plan import load_plan, require_within, save_plan
from issuesync.app.workspace import committed_snapshot, load, load_bare_schema, load_schema
from issuesync.errors import ExitCode, SourceError, UsageError
from issuesync.fields.spelling import nearest
from issuesync.labels.implied import check_implied, plan_implied
from issuesync.labels.reconcile import count_uses, in_order, plan_labels
from issuesync.labels.rules import LABEL_CODES, check_known
from issuesync.model.plan import AddLabel, DeleteLabel, MergeLabel, Plan, UpdateLabel
from issuesync.model.problem import Location, Problem
from issuesync.schema.catalog import CATALOG
from issuesync.store.target import SnapshotTarget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from issuesync.app.workspace import Loaded
    from issuesync.model.issue import Label, Snapshot
    from issuesync.model.plan import Change, Target
    from issuesync.schema.catalog import Schema


_SAID_OTHERWISE = {"label-former", "label-implied"}
"""A former name is in the plan; an implied label is among those that are missing."""


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What the command was asked for; ``max_wait`` is in seconds.

    ``saved`` is the file of a plan to go no further than, ``out`` where to save this one.
    """

    origin: str | None
    prune: bool
    delete: tuple[str, ...]
    with_issues: bool
    max_wait: float
    saved: str | None = None
    out: str | None = None
    check: bool = False
    applies: bool = False


@dataclass(frozen=True, slots=True)
class LabelsFound:
    """What would change in a repository's labels, and what is odd in them.

    ``absent`` are labels to delete that are not there, each with the nearest name or nothing.
    """

    plan: Plan
    problems: tuple[Problem, ...]
    absent: tuple[tuple[str, str], ...]
    saved_to: str | None
    place: Place
    applies: bool


def reconcile(root: Path, options: LabelOptions, show: Callable[[LabelsFound], None]) -> int:
    """Plan what the labels lack, show it, and carry it out where that was asked for.

    Returns the exit code: 1 where changes are pending and were asked after.
    """
    schema = load_schema(root)
    saved = None if options.saved is None else load_plan(root, options.saved)
    with _open_bench(root, schema, _widened(options, saved)) as bench:
        existing = bench.target.labels()
        absent = tuple(_absent(options.delete, existing))
        plan = bench.plan(existing)
        require_within(plan, saved)
        if options.out is not None:
            save_plan(root, options.out, plan)
        applies = options.applies and not is_elsewhere(schema)
        odd = tuple(bench.odd(existing, plan))
        show(LabelsFound(plan, odd, absent, options.out, bench.place, applies))
        code, done = _carry_out(bench, plan, saved) if applies and plan.changes else (0, set())
    if applies:
        say(changed_line(done, bench.place))
        return code
    return ExitCode.FOUND if options.check and not options.applies and plan.changes else 0


def export_labels(root: Path, origin: str | None, max_wait: float) -> str:
    """Return a labels.yaml that says what the labels are now; the present one is not read."""
    from issuesync.labels.formats import render_labels

    return render_labels(_read_labels(root, load_bare_schema(root), origin, max_wait))


def _widened(options: LabelOptions, saved: Plan | None) -> LabelOptions:
    """Return what a saved plan was made with: its deletions and additions are asked for too."""
    going = [change for change in saved or () if isinstance(change, DeleteLabel)]
    return replace(
        options,
        prune=options.prune or not all(one.is_named for one in going),
        delete=(*options.delete, *(one.existing.name for one in going if one.is_named)),
        with_issues=options.with_issues or any(isinstance(one, AddLabel) for one in saved or ()),
    )


def _absent(names: Iterable[str], existing: Sequence[Label]) -> Iterator[tuple[str, str]]:
    """Give the labels to delete that are not there, with the nearest: deleted, or misspelt."""
    known = {label.name.casefold(): label.name for label in existing}
    for name in names:
        if name.casefold() not in known:
            yield name, nearest(name, known.values()) or ""


def _carry_out(bench: _Bench, plan: Plan, saved: Plan | None) -> tuple[int, set[Change]]:
    """Apply the plan; plan anew where the repository changed meanwhile.

    Returns the exit code and what was done.
    """
    from issuesync.app.execute import Site, carry_out

    def replan() -> Plan:
        fresh = bench.plan(bench.target.labels())
        require_within(fresh, saved)
        return fresh

    site = Site(bench.target)
    return carry_out(plan, site, replan), site.done


@dataclass(frozen=True, slots=True)
class _Bench:
    """What a plan is made from. ``uses`` and ``implied`` are empty where no issues were read.

    ``held`` says on how many issues with a text that waits each label is.
    """

    schema: Schema
    options: LabelOptions
    target: Target
    place: Place
    uses: dict[str, int]
    implied: Plan
    problems: tuple[Problem, ...]
    held: dict[str, int]

    def plan(self, existing: Sequence[Label]) -> Plan:
        """Plan against the labels as they are now."""
        options = self.options
        found = plan_labels(
            existing,
            self.schema.taxonomy,
            self.uses,
            prune=options.prune,
            delete=options.delete,
        )
        counted = (_with_counts(change, self.held, self.uses) for change in found)
        return in_order([*counted, *(self.implied if options.with_issues else ())])

    def odd(self, existing: Sequence[Label], plan: Plan) -> Iterator[Problem]:
        """Report labels next to the taxonomy that stay, and what is odd on issues."""
        going = {change.existing.name for change in plan if isinstance(change, DeleteLabel)}
        place = Location(self.schema.labels)
        for label in existing:
            if label.name not in going:
                for finding in check_known(label.name, self.schema.taxonomy):
                    yield Problem.of(finding, place)
        yield from self.problems


def _with_counts(change: Change, held: Mapping[str, int], uses: Mapping[str, int]) -> Change:
    """State in a rename or a merge how many texts wait that it does not accept, and its uses."""
    if isinstance(change, UpdateLabel) and change.existing.name != change.desired.name:
        return replace(change, held=held.get(change.existing.name.casefold(), 0))
    if isinstance(change, MergeLabel):
        name = change.former.name.casefold()
        return replace(change, held=held.get(name, 0), uses=uses.get(name, 0))
    return change


def _held_of(root: Path, schema: Schema) -> dict[str, int]:
    """Count on how many issues whose text waits each label is, by what is committed."""
    committed = committed_snapshot(root, schema)
    issues = committed.issues if committed is not None else ()
    return count_uses(issue.labels for issue in issues if issue.held is not None)


def _require_deletable(names: Iterable[str], schema: Schema) -> None:
    """Raise `UsageError` for a label to delete that is wanted, protected, or accepts texts."""
    taxonomy = schema.taxonomy
    decide = {name for one in schema.deciding_labels for name in taxonomy.names_of(one)}
    for name in names:
        if taxonomy.is_protected(name):
            raise UsageError(f"“{name}” is protected", hint="take it out of protect first")
        if taxonomy.find(name) is not None:
            hint = "take it out there first; a former name goes by itself, once it is merged"
            raise UsageError(f"“{name}” is in labels.yaml", hint=hint)
        if name.casefold() in decide:
            hint = "take it out of catalog.yaml first"
            raise UsageError(f"“{name}” says there what is published or waits", hint=hint)


def _read_labels(
    root: Path, schema: Schema, origin: str | None, max_wait: float
) -> Sequence[Label]:
    """Read the labels alone, from where the catalog, or ``--from``, says."""
    from issuesync.store.snapshot import load_snapshot

    where = source_of(schema, origin)
    if where == "github":
        from issuesync.github.repository import resolve
        from issuesync.github.target import GitHubTarget

        with connected(max_wait) as api:
            return GitHubTarget(api, resolve(api, schema.repository).name).labels()
    name = schema.snapshot if where == "snapshot" else where
    return SnapshotTarget(load_snapshot(root / name, name)).labels()


@contextmanager
def _open_bench(root: Path, schema: Schema, options: LabelOptions) -> Iterator[_Bench]:
    """Hold the labels ready where the catalog, or ``--from``, says that they are."""
    _require_deletable(options.delete, schema)
    where = source_of(schema, options.origin)
    settled = replace(options, origin=where)
    if where == "github":
        with _github_bench(root, schema, settled) as bench:
            yield bench
    else:
        name = schema.snapshot if where == "snapshot" else where
        with _snapshot_bench(root, schema, settled, name) as bench:
            yield bench


@contextmanager
def _snapshot_bench(
    root: Path, schema: Schema, options: LabelOptions, name: str
) -> Iterator[_Bench]:
    """Work on a snapshot; write it back where a change was made."""
    from issuesync.model.output import OutputFile
    from issuesync.store.files import write_files
    from issuesync.store.snapshot import snapshot_text

    loaded = load(root, options.origin)
    snapshot = loaded.origin.snapshot
    if snapshot is None:
        raise UsageError("no collection draws on issues", hint=f"add from: issues to {CATALOG}")
    if loaded.origin.is_first:
        hint = f"run issuesync labels --from github for the labels of {schema.repository}"
        raise SourceError(f"there is no {name} yet, so no labels to compare", hint=hint)
    target = SnapshotTarget(snapshot)
    held = _held_of(root, schema)
    place, uses = Place(snapshot.repository, name), _uses_of(snapshot)
    yield _Bench(schema, options, target, place, uses, *_issue_labels(loaded), held)
    if target.snapshot is not snapshot:
        write_files(root, [OutputFile(name, snapshot_text(target.snapshot))])


@contextmanager
def _github_bench(root: Path, schema: Schema, options: LabelOptions) -> Iterator[_Bench]:
    """Work on GitHub; issues are read only where the plan needs them."""
    from issuesync.github.repository import resolve
    from issuesync.github.target import GitHubTarget

    uses: dict[str, int] = {}
    implied: Plan = Plan()
    problems: tuple[Problem, ...] = ()
    pull = PullOptions(options.max_wait)
    if options.prune or options.with_issues:
        loaded = load(root, options.origin, pull)
        if loaded.origin.listed is not None:
            uses = _uses_of(loaded.origin.listed)
        implied, problems = _issue_labels(loaded)
    if options.applies:
        require_token()
    with connected(options.max_wait, home=pull.meter.home) as api:
        name = resolve(api, schema.repository).name
        target, held = GitHubTarget(api, name), _held_of(root, schema)
        yield _Bench(schema, options, target, Place(name), uses, implied, problems, held)


def _uses_of(snapshot: Snapshot) -> dict[str, int]:
    """Count on how many issues and pull requests each label stands."""
    return count_uses(issue.labels for issue in snapshot.issues)


def _issue_labels(loaded: Loaded) -> tuple[Plan, tuple[Problem, ...]]:
    """Return the labels that issues should have too, and what is odd in those they have."""
    records, schema = list(loaded.catalog), loaded.catalog.schema
    implied = plan_implied(records, schema.taxonomy, schema.deciding_labels)
    odd = [one for one in loaded.catalog.problems if one.code in LABEL_CODES - _SAID_OTHERWISE]
    return implied, (*odd, *check_implied(records, schema.taxonomy))
