"""A repository's labels at hand: where they are read, what is planned, and where changes go."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.app.connection import PullOptions, connected
from issuesync.app.event import source_of
from issuesync.app.workspace import CATALOG, load
from issuesync.errors import UsageError
from issuesync.labels.implied import check_implied, plan_implied
from issuesync.labels.reconcile import count_uses, in_order, plan_labels
from issuesync.labels.rules import LABEL_CODES, check_known
from issuesync.model.plan import DeleteLabel, Plan
from issuesync.model.problem import Location, Problem
from issuesync.store.target import SnapshotTarget

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from issuesync.app.workspace import Loaded
    from issuesync.model.issue import Label, Snapshot
    from issuesync.model.plan import Target
    from issuesync.schema.catalog import Schema
    from issuesync.schema.taxonomy import Taxonomy


_SAID_OTHERWISE = {"label-former", "label-implied"}
"""A former name is in the plan; an implied label is among those that are missing."""


@dataclass(frozen=True, slots=True)
class LabelOptions:
    """What the command was asked for; ``max_wait`` is in seconds."""

    origin: str | None
    prune: bool
    delete: tuple[str, ...]
    with_issues: bool
    max_wait: float


@dataclass(frozen=True, slots=True)
class Bench:
    """What a plan is made from. ``uses`` and ``implied`` are empty where no issues were read."""

    schema: Schema
    options: LabelOptions
    target: Target
    uses: dict[str, int]
    implied: Plan
    problems: tuple[Problem, ...]

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
        return in_order([*found, *(self.implied if options.with_issues else ())])

    def odd(self, existing: Sequence[Label], plan: Plan) -> Iterator[Problem]:
        """Report labels beside the taxonomy that stay, and what is odd on issues."""
        going = {change.existing.name for change in plan if isinstance(change, DeleteLabel)}
        place = Location(self.schema.labels)
        for label in existing:
            if label.name not in going:
                for finding in check_known(label.name, self.schema.taxonomy):
                    yield Problem.of(finding, place)
        yield from self.problems


def _require_deletable(names: Iterable[str], taxonomy: Taxonomy) -> None:
    """Raise `UsageError` for a label to delete that ``labels.yaml`` wants or protects."""
    for name in names:
        if taxonomy.is_protected(name):
            raise UsageError(f"“{name}” is protected", hint="take it out of protect first")
        if taxonomy.find(name) is not None:
            hint = "take it out there first; a former name goes by itself, once it is merged"
            raise UsageError(f"“{name}” stands in labels.yaml", hint=hint)


def read_labels(root: Path, schema: Schema, origin: str | None, max_wait: float) -> Sequence[Label]:
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
def open_bench(root: Path, schema: Schema, options: LabelOptions) -> Iterator[Bench]:
    """Hold the labels ready where the catalog, or ``--from``, says that they are."""
    _require_deletable(options.delete, schema.taxonomy)
    where = source_of(schema, options.origin)
    settled = replace(options, origin=where)
    if where == "github":
        with _github_bench(schema, settled) as bench:
            yield bench
    else:
        name = schema.snapshot if where == "snapshot" else where
        with _snapshot_bench(root, schema, settled, name) as bench:
            yield bench


@contextmanager
def _snapshot_bench(
    root: Path, schema: Schema, options: LabelOptions, name: str
) -> Iterator[Bench]:
    """Work on a snapshot; write it back where a change was made."""
    from issuesync.model.output import OutputFile
    from issuesync.store.files import write_files
    from issuesync.store.snapshot import snapshot_text

    loaded = load(options.origin)
    snapshot = loaded.origin.snapshot
    if snapshot is None:
        raise UsageError("no collection draws on issues", hint=f"add from: issues to {CATALOG}")
    target = SnapshotTarget(snapshot)
    yield Bench(schema, options, target, _uses_of(snapshot), *_issue_labels(loaded))
    if target.snapshot is not snapshot:
        write_files(root, [OutputFile(name, snapshot_text(target.snapshot))])


@contextmanager
def _github_bench(schema: Schema, options: LabelOptions) -> Iterator[Bench]:
    """Work on GitHub; issues are read only where the plan needs them."""
    from issuesync.github.repository import resolve
    from issuesync.github.target import GitHubTarget

    uses: dict[str, int] = {}
    implied: Plan = Plan()
    problems: tuple[Problem, ...] = ()
    if options.prune or options.with_issues:
        loaded = load(options.origin, PullOptions(options.max_wait))
        if loaded.origin.listed is not None:
            uses = _uses_of(loaded.origin.listed)
        implied, problems = _issue_labels(loaded)
    with connected(options.max_wait) as api:
        target = GitHubTarget(api, resolve(api, schema.repository).name)
        yield Bench(schema, options, target, uses, implied, problems)


def _uses_of(snapshot: Snapshot) -> dict[str, int]:
    """Count on how many issues and pull requests each label stands."""
    return count_uses(issue.labels for issue in snapshot.issues)


def _issue_labels(loaded: Loaded) -> tuple[Plan, tuple[Problem, ...]]:
    """Return the labels that issues should bear too, and what is odd in those they bear."""
    records, taxonomy = list(loaded.catalog), loaded.catalog.schema.taxonomy
    odd = [one for one in loaded.catalog.problems if one.code in LABEL_CODES - _SAID_OTHERWISE]
    return plan_implied(records, taxonomy), (*odd, *check_implied(records, taxonomy))
