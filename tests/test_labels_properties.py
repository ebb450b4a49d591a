"""Plans of labels, applied to any repository, as a snapshot and on the fault server."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import TYPE_CHECKING, TypeAlias

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from github_server import GitHubServer, faults
from issuesync.apply import apply_plan
from issuesync.errors import GitHubError
from issuesync.github.retry import RetryPolicy
from issuesync.labels.implied import plan_implied
from issuesync.labels.reconcile import plan_labels
from issuesync.labels.rules import canonical_labels
from issuesync.model.issue import Label
from issuesync.model.plan import AddLabel, Plan
from issuesync.store.target import SnapshotTarget
from label_worlds import (
    Held,
    ServerWorld,
    SnapshotWorld,
    Start,
    apply_in,
    cases,
    in_snapshot,
    on_server,
    plan_in,
    uses_in,
)
from small_catalog import CATALOG, make_catalog, make_issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from contextlib import AbstractContextManager

    from issuesync.model.issue import Issue
    from issuesync.model.plan import Target
    from issuesync.records.catalog import Catalog
    from issuesync.schema.taxonomy import Taxonomy
    from label_worlds import World

MakeWorld: TypeAlias = "Callable[[Start], AbstractContextManager[World]]"
MakeHub: TypeAlias = "Callable[[Start], AbstractContextManager[ServerWorld]]"
Case: TypeAlias = "tuple[Start, Taxonomy]"

MANY = settings(deadline=None, max_examples=60)
SOME = settings(deadline=None, max_examples=20)
"""For what runs on the server: each example is some fifty requests."""


@pytest.fixture(scope="module")
def server() -> Iterator[GitHubServer]:
    with GitHubServer() as running:
        running.github.limits.authenticated = 10**9
        yield running


@pytest.fixture(scope="module", params=["snapshot", "server"])
def make_world(request: pytest.FixtureRequest, server: GitHubServer) -> MakeWorld:
    if request.param == "snapshot":
        return in_snapshot
    return lambda start: on_server(server, start)


@pytest.fixture(scope="module")
def make_hub(server: GitHubServer) -> MakeHub:
    return lambda start: on_server(server, start)


def meanings(held: Held, taxonomy: Taxonomy) -> list[frozenset[str]]:
    """Return of each issue what its labels mean: present names, and names next to the taxonomy."""
    return [
        frozenset(canonical_labels(names, taxonomy)[0])
        | {name.casefold() for name in names if taxonomy.find(name) is None}
        for names in held.borne
    ]


def assert_agrees(held: Held, start: Start, taxonomy: Taxonomy) -> None:
    """Require every label of the taxonomy as it should be, and no former name."""
    by_name = {label.name: label for label in held.labels}
    for group in taxonomy.groups:
        for label in group.labels:
            desired = Label(label.name, label.color, label.description)
            assert by_name[label.name] == desired
            assert not {one for one in by_name for was in label.was if one.casefold() == was}
    beside = {label for label in start.labels if taxonomy.find(label.name) is None}
    assert beside <= held.labels


@pytest.mark.parametrize("prune", [False, True])
@SOME
@given(case=cases())
def test_a_plan_that_was_applied_leaves_nothing_to_plan(
    make_world: MakeWorld, prune: bool, case: Case
) -> None:
    start, taxonomy = case
    with make_world(start) as world:
        before = meanings(world.held(), taxonomy)
        outcome = apply_in(world, plan_in(world, taxonomy, prune=prune))
        assert outcome.is_clean
        assert plan_in(world, taxonomy, prune=prune).changes == ()
        assert meanings(world.held(), taxonomy) == before
        if not prune:
            assert_agrees(world.held(), start, taxonomy)


@SOME
@given(case=cases())
def test_both_targets_end_alike(make_hub: MakeHub, case: Case) -> None:
    start, taxonomy = case
    snapshot = SnapshotWorld(start)
    apply_in(snapshot, plan_in(snapshot, taxonomy, prune=True))
    with make_hub(start) as world:
        apply_in(world, plan_in(world, taxonomy, prune=True))
        assert world.held() == snapshot.held()


@SOME
@given(case=cases())
def test_a_second_run_makes_no_write(make_hub: MakeHub, case: Case) -> None:
    start, taxonomy = case
    with make_hub(start) as world:
        plan = plan_in(world, taxonomy, prune=True)
        apply_in(world, plan)
        asked = len(world.server.log)
        assert apply_in(world, plan_in(world, taxonomy, prune=True)).is_clean
        assert {one.method for one in world.server.log[asked:]} == {"GET"}


@SOME
@given(case=cases())
def test_the_same_plan_applied_twice_writes_nothing_the_second_time(
    make_hub: MakeHub, case: Case
) -> None:
    start, taxonomy = case
    with make_hub(start) as world:
        plan = plan_in(world, taxonomy, prune=True)
        apply_in(world, plan)
        before, asked = world.held(), len(world.server.log)
        assert not apply_in(world, plan).failed
        assert world.held() == before
        assert {one.method for one in world.server.log[asked:]} <= {"GET"}


@SOME
@given(case=cases())
def test_no_request_takes_a_meaning_from_an_issue(make_hub: MakeHub, case: Case) -> None:
    start, taxonomy = case
    with make_hub(start) as world:
        before = meanings(world.held(), taxonomy)

        def check() -> None:
            now = meanings(world.held(), taxonomy)
            assert all(old <= new for old, new in zip(before, now, strict=True))

        world.server.plan.always(faults.calls(after=check))
        assert apply_in(world, plan_in(world, taxonomy, prune=True)).is_clean
        assert world.server._broken == []


class KilledError(BaseException):
    """The process ends here."""


def die(_seconds: float) -> None:
    raise KilledError


def run(world: ServerWorld, taxonomy: Taxonomy, target: Target | None = None) -> None:
    """Plan and apply, as one run of the command does."""
    target = target or world.target()
    plan = plan_labels(target.labels(), taxonomy, uses_in(world), prune=True)
    apply_in(world, plan, target)


def disturbances() -> list[faults.Fault]:
    """Return what can happen to one request, each before and after it was carried out."""
    refused = faults.refuses(403, "Resource not accessible by integration")
    all_of_them = [*faults.passing(), refused]
    return [*all_of_them, *(one.after_write() for one in all_of_them)]


@settings(deadline=None, max_examples=40)
@given(
    case=cases(),
    at=st.integers(1, 40),
    fault=st.sampled_from(disturbances()),
    is_kill=st.booleans(),
)
def test_after_a_fault_or_a_kill_the_next_run_ends_where_an_undisturbed_one_ends(
    make_hub: MakeHub, case: Case, at: int, fault: faults.Fault, is_kill: bool
) -> None:
    start, taxonomy = case
    with make_hub(start) as calm:
        run(calm, taxonomy)
        expected = calm.held()
    with make_hub(start) as world:
        patience = RetryPolicy(max_wait=1e9, sleep=die) if is_kill else RetryPolicy(max_wait=0)
        world.server.plan.at(at, fault)
        with suppress(KilledError, GitHubError):
            run(world, taxonomy, world.impatient(patience))
        world.server.plan.clear()
        run(world, taxonomy)
        assert world.held() == expected
        assert plan_in(world, taxonomy, prune=True).changes == ()


@settings(deadline=None, max_examples=25)
@given(case=cases(), at=st.integers(1, 40), fault=st.sampled_from(faults.passing()))
@pytest.mark.parametrize("is_applied", [False, True])
def test_a_run_gets_over_a_failure_that_passes(
    make_hub: MakeHub, case: Case, at: int, fault: faults.Fault, is_applied: bool
) -> None:
    start, taxonomy = case
    calm = SnapshotWorld(start)
    apply_in(calm, plan_in(calm, taxonomy, prune=True))
    with make_hub(start) as world:
        plan = plan_in(world, taxonomy, prune=True)
        world.server.plan.at(at, fault.after_write() if is_applied else fault)
        assert apply_in(world, plan).is_clean
        assert world.held() == calm.held()


# What records imply

BODIES = st.sampled_from(["GPT-4V + Human", "Human", "LLaVA, GPT-4V", "something else", "-"])
RULES = st.fixed_dictionaries(
    {
        "at_most": st.sampled_from([None, 1, 2]),
        "LLaVA": st.sampled_from([[], ["Visual"], ["GPT-4V", "Visual"]]),
        "Visual": st.sampled_from([[], ["Model"]]),
    }
)
BORNE = st.lists(
    st.sampled_from(["gpt4v", "Human", "LLaVA", "Visual", "Model", "elsewhere"]), unique=True
)


def implying(rules: dict[str, object]) -> str:
    """Write a taxonomy in which labels imply others, one group perhaps being exclusive."""
    limit = {} if rules["at_most"] is None else {"at_most": rules["at_most"]}
    labels = {
        "GPT-4V": {"is": "By GPT-4V", "was": ["gpt4v"]},
        "Human": {"is": "By hand"},
        "LLaVA": {"is": "By LLaVA", "implies": rules["LLaVA"]},
    }
    kinds = {"Visual": {"is": "Sees", "implies": rules["Visual"]}, "Model": {"is": "A model"}}
    groups = {
        "status": {"color": "0e8a16", "labels": {"accepted": "It is in the catalog"}},
        "annotation": {"color": "1d76db", "labels": labels, **limit},
        "kind": {"color": "1d76db", "labels": kinds},
    }
    return json.dumps({"groups": groups})


PLAIN_CATALOG = CATALOG.partition("badges:")[0]


@MANY
@given(rules=RULES, said=st.lists(st.tuples(BODIES, BORNE), max_size=4))
def test_labels_that_were_added_imply_no_more_and_break_no_rule(
    rules: dict[str, object], said: list[tuple[str, list[str]]]
) -> None:
    issues = tuple(
        make_issue(number, labels=borne, annotation=text)
        for number, (text, borne) in enumerate(said, start=1)
    )
    labels = implying(rules)

    def build(issues: tuple[Issue, ...]) -> tuple[Catalog, Plan, int]:
        catalog = make_catalog(issues, catalog=PLAIN_CATALOG, labels=labels)
        crowded = sum(one.code == "label-group-max" for one in catalog.problems)
        return catalog, plan_implied(list(catalog), catalog.schema.taxonomy), crowded

    catalog, plan, crowded = build(issues)
    assume(plan.changes)
    names = {label.name for group in catalog.schema.taxonomy.groups for label in group.labels}
    added = [(one.number, one.label) for one in plan if isinstance(one, AddLabel)]
    assert len(set(added)) == len(plan)
    assert {name for _, name in added} <= names
    target = SnapshotTarget(Start((), issues).snapshot)
    assert apply_plan(plan, target, lambda _: None).is_clean
    for old, new in zip(issues, target.snapshot.issues, strict=True):
        assert set(old.labels) <= set(new.labels)
    _, again, now_crowded = build(target.snapshot.issues)
    assert (again.changes, now_crowded) == ((), crowded)
