"""Repositories with labels, as a snapshot and on the fault server, to try one plan on both."""

from __future__ import annotations

import itertools
import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hypothesis import strategies as st

from issuesync.apply import Outcome, apply_plan
from issuesync.github.api import Api
from issuesync.github.retry import RetryPolicy
from issuesync.github.target import GitHubTarget
from issuesync.labels.reconcile import count_uses, plan_labels
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy
from issuesync.store.target import SnapshotTarget

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    import pytest

    from github_server import Exchange, GitHubServer, Repository
    from issuesync.model.plan import Plan, Target

NAMES = itertools.count(1)
"""Each repository of a server has a name of its own."""


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
        self._calm = self.impatient(RetryPolicy(max_wait=1e9, sleep=lambda _: None))

    def target(self) -> GitHubTarget:
        """Return a target that gets over every failure that passes."""
        return self._calm

    def impatient(self, patience: RetryPolicy) -> GitHubTarget:
        """Return a target that waits as ``patience`` says."""
        self._opened.append(Api(patience, self.token, self.server.url, page=3))
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


CATALOG = """\
repository: octo/cat
source: github
documents: README.md
fields: {name: title, section: choice, annotation: {type: labels, label: Data Pipeline}}
collections:
  entries:
    from: issues
    publish: accepted
    sections: [Images, Text]
    columns: {Name: name, More: issue}
badges: {style: text, labels: [VQA]}
"""
LABELS = """\
protect: [bug, "ci: *"]
groups:
  status: {color: 0e8a16, labels: {accepted: It is in the catalog}}
  task:
    color: 1d76db
    labels:
      VQA: {is: Visual Question Answering, was: [visual-qa, Visual QA]}
      Temporal: In time
      T-VQA: {is: VQA in time, implies: [VQA, Temporal]}
  annotation:
    color: d93f0b
    labels: {Human: By hand, GPT-4V: {is: By GPT-4V, was: [gpt4v, gpt-4-vision, GPT 4V]}}
"""
README = """\
# Entries

<!-- issuesync:begin badges -->
<!-- issuesync:end -->

<!-- issuesync:begin table entries -->
<!-- issuesync:end -->
"""


@dataclass(frozen=True)
class Hub:
    """A repository of the fault server, and a folder with the catalog that is made of it."""

    server: GitHubServer
    repository: Repository
    root: Path

    def write(self, name: str, text: str) -> None:
        (self.root / name).write_text(text, encoding="utf-8")

    def agree(self) -> None:
        """Make the labels that the taxonomy wants."""
        for group in taxonomy_of(LABELS).groups:
            for label in group.labels:
                self.repository.create_label(label.name, label.color, label.description)

    def entry(self, *labels: str, pipeline: str = "", is_pull: bool = False) -> int:
        body = f"### Section\n\nText\n\n### Data Pipeline\n\n{pipeline or '_No response_'}\n"
        make = self.repository.create_pull if is_pull else self.repository.create_issue
        return make("An entry", body, labels=labels)

    def borne(self, number: int) -> set[str]:
        known = self.repository.labels
        return {known[one].name for one in self.repository.issues[number].labels}

    @property
    def names(self) -> set[str]:
        return {label.name for label in self.repository.labels.values()}

    @property
    def writes(self) -> list[str]:
        return [one.line for one in self.server.log if one.method != "GET" and not is_query(one)]


def is_query(exchange: Exchange) -> bool:
    return exchange.target.endswith("graphql")


def open_hub(server: GitHubServer, root: Path, monkeypatch: pytest.MonkeyPatch) -> Hub:
    """Begin a catalog in a folder that reads from a new repository of the server."""
    hub = Hub(server, server.github.add_repository("octo/cat"), root)
    for name, text in (
        ("catalog.yaml", CATALOG),
        ("labels.yaml", LABELS),
        ("README.md", README),
    ):
        hub.write(name, text)
    monkeypatch.chdir(root)
    monkeypatch.setenv("GITHUB_API_URL", server.url)
    monkeypatch.setenv("GITHUB_TOKEN", server.github.token("octo"))
    for name in ("GITHUB_ACTIONS", "NO_COLOR", "FORCE_COLOR", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return hub


def taxonomy_of(text: str) -> Taxonomy:
    """Parse a taxonomy that has to be right."""
    taxonomy, problems = parse_taxonomy(text, "labels.yaml")
    refused = [one for one in problems if one.code != "label-refused"]  # the server takes emoji
    assert not refused, refused
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
    pool = draw(st.lists(NAME, unique_by=str.casefold, max_size=8))
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
