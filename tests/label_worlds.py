"""Repositories with labels, as a snapshot and on the fault server, to try one plan on both."""

from __future__ import annotations

import itertools
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hypothesis import strategies as st

from github_server import GitHubServer, Repository
from issuesync.apply import Outcome, apply_plan
from issuesync.github.api import Api
from issuesync.github.retry import Patience
from issuesync.github.target import GitHubTarget
from issuesync.labels.reconcile import count_uses, plan_labels
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy
from issuesync.store.target import SnapshotTarget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from issuesync.model.plan import Plan, Target

NAMES = itertools.count(1)
"""Each repository of a server bears a name of its own."""


@dataclass(frozen=True)
class Held:
    """What a repository holds: its labels, and by number the labels of issues and pull requests."""

    labels: frozenset[Label]
    borne: tuple[frozenset[str], ...]


@dataclass(frozen=True)
class Start:
    """How a repository is at first: labels, and of each issue its labels, state and kind."""

    labels: tuple[Label, ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot("octo/cat", self.labels, self.issues)


class World(Protocol):
    """A place where labels can be changed, and looked at from outside."""

    def target(self) -> Target: ...

    def held(self) -> Held: ...


class SnapshotWorld:
    """A snapshot in memory."""

    def __init__(self, start: Start) -> None:
        self._target = SnapshotTarget(start.snapshot)

    def target(self) -> Target:
        return self._target

    def held(self) -> Held:
        snapshot = self._target.snapshot
        borne = (frozenset(one.labels) for one in snapshot.issues)
        return Held(frozenset(snapshot.labels), tuple(borne))


class ServerWorld:
    """A repository of the fault server."""

    def __init__(self, server: GitHubServer, start: Start) -> None:
        self.server = server
        self.repository = fill(server, start)
        self.token = server.github.token("octo")
        self._opened: list[Api] = []
        self._calm = self.impatient(Patience(max_wait=1e9, sleep=lambda _: None))

    def target(self) -> GitHubTarget:
        """Return a target that gets over every failure that passes."""
        return self._calm

    def impatient(self, patience: Patience) -> GitHubTarget:
        """Return a target that waits as ``patience`` says."""
        self._opened.append(Api(patience, self.token, self.server.url))
        return GitHubTarget(self._opened[-1], self.repository.full_name)

    def close(self) -> None:
        for api in self._opened:
            api.close()

    def held(self) -> Held:
        known = self.repository.labels
        labels = (Label(x.name, x.color, x.description or "") for x in known.values())
        borne = (
            frozenset(known[one].name for one in self.repository.issues[number].labels)
            for number in sorted(self.repository.issues)
        )
        return Held(frozenset(labels), tuple(borne))


@contextmanager
def on_server(server: GitHubServer, start: Start) -> Iterator[ServerWorld]:
    """Make a repository of the server, and close all connections to it at the end."""
    world = ServerWorld(server, start)
    try:
        yield world
    finally:
        server.plan.clear()
        world.close()


@contextmanager
def in_snapshot(start: Start) -> Iterator[SnapshotWorld]:
    yield SnapshotWorld(start)


def fill(server: GitHubServer, start: Start) -> Repository:
    """Make a repository that is as ``start`` says; its issues are numbered from 1."""
    repository = server.github.add_repository(f"octo/cat-{next(NAMES)}")
    for label in start.labels:
        repository.create_label(label.name, label.color, label.description or None)
    for issue in start.issues:
        make = repository.create_pull if issue.is_pull else repository.create_issue
        number = make(issue.title or "An entry", issue.body, labels=issue.labels)
        assert number == issue.number
        if issue.state == "closed":
            repository.close_issue(number)
    return repository


def taxonomy_of(text: str) -> Taxonomy:
    """Parse a taxonomy that has to be right."""
    taxonomy, problems = parse_taxonomy(text, "labels.yaml")
    assert not problems, problems
    return taxonomy


def uses_in(world: World) -> dict[str, int]:
    return count_uses(world.held().borne)


def plan_in(
    world: World, taxonomy: Taxonomy, *, prune: bool = False, delete: Collection[str] = ()
) -> Plan:
    """Plan with all that is known of a world, as the command does."""
    existing = world.target().labels()
    return plan_labels(existing, taxonomy, uses_in(world), prune=prune, delete=delete)


def apply_in(world: World, plan: Plan, target: Target | None = None) -> Outcome:
    return apply_plan(plan, target or world.target(), lambda _: None)


def plain_issue(number: int, *labels: str, is_pull: bool = False, state: str = "open") -> Issue:
    return Issue(number, f"Entry {number}", "", state, labels, is_pull=is_pull)


# Hypothesis: any repository, and a taxonomy that has something to do in it

LETTERS = "abVQ .,/?#%&+:[*\"'-_é猫🛰"
COLORS = st.sampled_from(["0e8a16", "000000", "1e1000", "012345"])
DESCRIPTIONS = st.text("ab |<é", max_size=5).map(str.strip)


def is_name(text: str) -> bool:
    return text == text.strip() and text not in {"", ".", ".."}


NAME = st.text(LETTERS, min_size=1, max_size=5).filter(is_name)


@st.composite
def taxonomies(draw: st.DrawFn, pool: list[str]) -> str:
    """Write a ``labels.yaml`` of names from the pool: canonical and former ones, and a rule."""
    names = iter(pool)
    groups: dict[str, dict[str, object]] = {}
    canonical: list[str] = []
    for key in ("one", "two"):
        labels: dict[str, object] = {}
        for name in itertools.islice(names, draw(st.integers(0, 3))):
            was = list(itertools.islice(names, draw(st.integers(0, 3))))
            implies = draw(st.lists(st.sampled_from(canonical), max_size=2)) if canonical else []
            described = {"is": draw(DESCRIPTIONS), "color": draw(COLORS)}
            labels[name] = {**described, "was": was, "implies": implies}
            canonical.append(name)
        groups[key] = {"color": draw(COLORS), "labels": labels}
    groups["one"]["labels"] = {**labels_of(groups["one"]), "kept": "There is always one label"}
    protect = draw(st.lists(st.sampled_from(["zz", "yy*"]), max_size=2))
    return json.dumps({"protect": protect, "groups": groups}, ensure_ascii=False)


def labels_of(group: dict[str, object]) -> dict[str, object]:
    labels = group["labels"]
    assert isinstance(labels, dict)
    return labels


@st.composite
def cases(draw: st.DrawFn) -> tuple[Start, Taxonomy]:
    """Draw a repository and a taxonomy that share names, in any case."""
    pool = draw(st.lists(NAME, unique_by=str.casefold, max_size=10))
    taxonomy = taxonomy_of(draw(taxonomies(pool)))
    cased = [draw(st.sampled_from([name, name.upper(), name.lower()])) for name in pool]
    there = draw(st.lists(st.sampled_from(cased), unique_by=str.casefold)) if cased else []
    labels = tuple(Label(one, draw(COLORS), draw(DESCRIPTIONS)) for one in [*there, "zz", "yyy"])
    some = st.lists(st.sampled_from([one.name for one in labels]), unique=True, max_size=4)
    issues = tuple(
        Issue(
            number,
            f"Entry {number}",
            "",
            draw(st.sampled_from(["open", "closed"])),
            tuple(draw(some)),
            is_pull=draw(st.booleans()),
        )
        for number in range(1, draw(st.integers(1, 6)))
    )
    return Start(labels, issues), taxonomy
