"""Issues edited, published and made: killed at every request, the end is that of one calm run."""

from __future__ import annotations

import itertools
import os
import re
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import requests

from emulate import FreshRepository, emulate_server, new_repository, why_not
from github_server import GitHubServer, faults
from issuesync.apply import Outcome, apply_plan
from issuesync.edits.issue_edits import NewEntry, Wanted, plan_edits
from issuesync.errors import GitHubError, SourceError
from issuesync.github.api import Api
from issuesync.github.retry import RetryPolicy
from issuesync.github.target import GitHubTarget
from issuesync.github.throttle import LIMITS, Throttle
from issuesync.model.issue import Label, Snapshot
from issuesync.model.plan import MARK, EditIssue, PendingIssue
from issuesync.model.problem import Location
from issuesync.store.journal import FileJournal, journal_path
from issuesync.store.mirror import locked
from label_worlds import Start, fill
from small_catalog import make_issue, make_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from emulate import Emulate
    from github_server import Repository
    from issuesync.github.responses import Response
    from issuesync.model.plan import Plan

SCHEMA = make_schema()
SETS = SCHEMA.by_key["sets"]
MARKS = re.compile(MARK.format("[0-9a-f]{32}") + "\n\n")
START = Start(
    (Label("VQA", "1d76db", "Visual Question Answering"),),
    (
        replace(make_issue(1, "Zorb", year="2023"), labels=("VQA",)),
        replace(make_issue(2, "Zrob"), labels=()),
        replace(make_issue(3, "Left alone", year="2020"), labels=(), state="closed"),
    ),
)
WANTED = (
    Wanted(1, {"year": 2024, "venue": "CVPR"}, "its row"),
    Wanted(2, {"name": "Zorb 2"}, "its row"),
)
ENTRIES = tuple(
    NewEntry(name, {"name": name, "section": "two", "year": 2021}, Location("README.md", line=line))
    for line, name in enumerate(["Yott", "Yott 7", "ÿ | <!-- x"], start=9)
)


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees this."""


class Dying(Api):
    """A connection of a process that is killed at a request: before it is sent, or after."""

    at = 0
    is_sent = False

    def request(self, *arguments: Any, **more: Any) -> Response:
        is_last = self.requests + 1 == self.at
        if is_last and not self.is_sent:
            raise Killed
        answer = super().request(*arguments, **more)
        if is_last:
            raise Killed
        return answer


@dataclass(frozen=True)
class World:
    """A repository, and a folder with the journal of what is made in it."""

    url: str
    token: str
    name: str
    folder: Path

    def run(self, at: int = 0, *, is_sent: bool = False) -> tuple[Outcome, int]:
        """Plan and carry out, as a command does; the process may be killed at a request."""
        api = Dying(RetryPolicy(1e9, sleep=lambda _: None), self.token, self.url, page=2)
        api.at, api.is_sent = at, is_sent
        try:
            target = GitHubTarget(api, self.name)
            journal = FileJournal(journal_path(self.folder), self.name)
            plan = plan_of(target)
            return apply_plan(plan, target, lambda _: None, journal), api.requests
        finally:
            api.close()


def plan_of(target: GitHubTarget) -> Plan:
    """Plan from the issues as they are now; the entries stay in their file until they have one."""
    issues = [target.issue(number) for number in (1, 2, 3)]
    snapshot = Snapshot("octo/cat", tuple(target.labels()), tuple(x for x in issues if x))
    plan, problems = plan_edits(SCHEMA, SETS, snapshot, WANTED, ENTRIES)
    assert not problems
    return plan


def held(repository: Repository) -> dict[int, tuple[object, ...]]:
    """Return every issue as it is, the marks aside."""
    return {
        number: (
            one.title,
            MARKS.sub("", one.body or ""),
            {repository.labels[id_].name for id_ in one.labels},
            one.state,
        )
        for number, one in repository.issues.items()
    }


@pytest.fixture(scope="module")
def server() -> Iterator[GitHubServer]:
    with GitHubServer() as running:
        running.github.limits.authenticated = 10**9
        yield running


def on_server(server: GitHubServer, folder: Path) -> tuple[World, Repository]:
    repository = fill(server, START)
    return World(server.url, server.github.token("octo"), repository.full_name, folder), repository


def test_a_calm_run_edits_publishes_and_makes_what_is_wanted(
    server: GitHubServer, tmp_path: Path
) -> None:
    world, repository = on_server(server, tmp_path)
    outcome, _ = world.run()
    assert outcome.is_clean
    state = held(repository)
    assert sorted(state) == [1, 2, 3, 4, 5, 6]
    assert state[1][2:] == ({"accepted", "VQA"}, "open")
    assert "### Year\n\n2024\n\n### Venue\n\nCVPR" in str(state[1][1])
    assert (state[2][0], state[2][2]) == ("Zorb 2", {"accepted"})
    assert state[3] == ("Left alone", START.issues[2].body, set(), "closed")
    assert [state[number][0] for number in (4, 5, 6)] == [one.name for one in ENTRIES]
    assert {str(state[number][2]) for number in (4, 5, 6)} == {"{'accepted'}"}
    again, count = world.run()
    assert again.is_clean
    assert held(repository) == state
    assert count == 7  # four to plan, and a look at each issue that was made


@pytest.mark.parametrize("is_sent", [False, True], ids=["before it is sent", "after it is sent"])
def test_a_run_killed_at_any_request_and_run_again_ends_as_one_calm_run(
    server: GitHubServer, tmp_path: Path, is_sent: bool
) -> None:
    calm, expected = on_server(server, tmp_path / "calm")
    _, count = calm.run()
    for at in range(1, count + 1):
        world, repository = on_server(server, tmp_path / str(at))
        with pytest.raises(Killed):
            world.run(at, is_sent=is_sent)
        assert world.run()[0].is_clean
        assert held(repository) == held(expected), at


def test_a_run_killed_twice_makes_no_issue_twice(server: GitHubServer, tmp_path: Path) -> None:
    calm, expected = on_server(server, tmp_path / "calm")
    _, count = calm.run()
    for first, second in itertools.product(range(8, count + 1, 3), range(5, count, 4)):
        world, repository = on_server(server, tmp_path / f"{first}-{second}")
        with pytest.raises(Killed):
            world.run(first, is_sent=True)
        with suppress(Killed):  # where less was left to do, nobody was killed
            world.run(second, is_sent=True)
        assert world.run()[0].is_clean
        assert held(repository) == held(expected)


LOST = [
    faults.closes(),
    faults.closes().after_write(),
    faults.closes_half_way(),
    faults.fails(502).after_write(),
    faults.truncates(),
    faults.says_nothing(),
    faults.shows_a_page().after_write(),
    faults.limits_secondary(30),
]


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.name}-{fault.applied}")
def test_a_lost_answer_to_any_request_makes_no_issue_twice(
    server: GitHubServer, tmp_path: Path, fault: faults.Fault
) -> None:
    calm, expected = on_server(server, tmp_path / "calm")
    _, count = calm.run()
    for at in range(1, count + 1):
        world, repository = on_server(server, tmp_path / str(at))
        server.plan.at(at, fault)
        assert world.run()[0].is_clean
        server.plan.clear()
        assert held(repository) == held(expected), at


def test_an_issue_edited_between_plan_and_act_is_left_for_a_new_plan(
    server: GitHubServer, tmp_path: Path
) -> None:
    world, repository = on_server(server, tmp_path)
    looks = itertools.count(1)
    server.plan.when(
        lambda request: (
            request.method == "GET" and request.path.endswith("/issues/1") and next(looks) == 2
        ),
        faults.calls(before=lambda: repository.edit_issue(1, body="### Section\n\none")),
    )
    outcome, _ = world.run()
    assert [(type(one), why) for one, why in outcome.changed] == [
        (EditIssue, "#1 was edited meanwhile")
    ]
    assert world.run()[0].is_clean
    assert "### Year\n\n2024" in str(held(repository)[1][1])


def test_an_issue_that_is_gone_is_left_for_a_new_plan(server: GitHubServer, tmp_path: Path) -> None:
    world, repository = on_server(server, tmp_path)
    server.plan.when(
        lambda request: request.method == "PATCH" and request.path.endswith("/issues/1"),
        faults.calls(after=lambda: repository.delete_issue(2)),
    )
    outcome, _ = world.run()
    assert {why for _, why in outcome.changed} == {"#2 is gone"}


def test_an_issue_that_was_made_and_deleted_since_is_made_anew(
    server: GitHubServer, tmp_path: Path
) -> None:
    world, repository = on_server(server, tmp_path)
    assert world.run()[0].is_clean
    repository.delete_issue(5)
    assert world.run()[0].is_clean
    assert sorted(held(repository)) == [1, 2, 3, 4, 6, 7]


def test_labels_that_github_dropped_without_a_word_are_given_by_themselves(
    server: GitHubServer, tmp_path: Path
) -> None:
    world, repository = on_server(server, tmp_path)
    repository.roles["guest"] = "read"
    guest = replace(world, token=server.github.token("guest"))
    outcome, _ = guest.run()
    assert outcome.failed
    assert isinstance(outcome.failed[-1][1], GitHubError)
    assert world.run()[0].is_clean
    assert all(held(repository)[number][2] == {"accepted"} for number in (4, 5, 6))
    assert len(repository.issues) == 6


def test_a_mark_that_somebody_else_planted_is_found_by_nobody(
    server: GitHubServer, tmp_path: Path
) -> None:
    world, repository = on_server(server, tmp_path)
    repository.create_issue("Planted", PendingIssue("sets/Yott", "0" * 32, "").marked("Mine."))
    assert world.run()[0].is_clean
    assert [held(repository)[n][0] for n in range(4, 8)] == ["Planted", "Yott", "Yott 7",
                                                             ENTRIES[2].name]  # fmt: skip


# Pace


def test_creations_keep_to_the_pace_and_waiting_for_it_spends_no_patience(
    server: GitHubServer, tmp_path: Path
) -> None:
    limits, clock = server.github.limits, server.github
    repository = server.github.add_repository("octo/paced")
    told: list[float] = []

    def sleep(seconds: float) -> None:
        clock.advance(int(seconds) + 1)

    pacer = Throttle(sleep=sleep, clock=lambda: float(clock.now), show=told.append)
    api = Api(RetryPolicy(0.0, sleep=sleep), server.github.token("octo"), server.url)
    target = GitHubTarget(api, repository.full_name, pacer)
    entries = [
        NewEntry(f"Entry {i}", {"name": f"Entry {i}", "section": "one"}, Location())
        for i in range(620)
    ]
    plan, _ = plan_edits(SCHEMA, SETS, Snapshot("octo/cat", (), ()), (), entries)
    limits.created.clear()
    limits.paces = True
    try:
        assert round(pacer.seconds_for(621) / 60) == 61
        outcome = apply_plan(plan, target, lambda _: None, FileJournal(tmp_path / "j", "octo/x"))
    finally:
        limits.paces = False
        api.close()
    assert outcome.is_clean
    assert len(repository.issues) == 620
    assert (limits.busiest(60), limits.busiest(3600)) == (80, 500)
    assert len(told) == 8


def test_a_pacer_lets_the_first_go_at_once_and_no_more_than_the_limits() -> None:
    at = [0.0]
    pacer = Throttle(sleep=lambda seconds: at.__setitem__(0, at[0] + seconds), clock=lambda: at[0])
    times = []
    for _ in range(1200):
        pacer()
        times.append(at[0])
    assert times[:80] == [0.0] * 80
    for count, span in LIMITS:
        assert all(b - a >= span for a, b in zip(times, times[count:], strict=False))
    assert pacer.seconds_for(81) > 0


# The journal


def test_a_journal_knows_what_was_begun_and_what_was_made(tmp_path: Path) -> None:
    path = journal_path(tmp_path)
    first = FileJournal(path, "octo/cat", iter("abc").__next__)
    begun = first.begin("sets/Zörb \n| x", "2025-04-01T12:00:00Z")
    made = first.begin("sets/Yott", "2025-04-01T12:00:01Z")
    first.end(made, 7)
    for journal in (first, FileJournal(path, "octo/cat")):
        assert journal.find("sets/Zörb \n| x") == begun
        assert journal.find("sets/Yott") == replace(made, number=7)
        assert journal.find("sets/Other") is None
    assert FileJournal(path, "octo/dog").find("sets/Yott") is None
    assert (path.parent / ".gitignore").read_text(encoding="utf-8").split() == [
        "*.sqlite*", "*.jsonl",
    ]  # fmt: skip


def test_a_journal_that_was_cut_short_anywhere_knows_every_line_before(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    whole = FileJournal(path, "octo/cat", iter("abc").__next__)
    whole.end(whole.begin("a", ""), 1)
    whole.begin("b", "")
    text = path.read_bytes()
    for cut in range(len(text)):
        path.write_bytes(text[:cut])
        journal = FileJournal(path, "octo/cat", iter("xyz").__next__)
        lines = text[:cut].count(b"\n")
        found = [journal.find("a"), journal.find("b")]
        expected = [None, PendingIssue("a", "a", ""), PendingIssue("a", "a", "", 1)][lines]
        assert found == [expected, None]
        after = journal.begin("c", "now")
        assert FileJournal(path, "octo/cat").find("c") == after


def test_a_journal_that_cannot_be_used_makes_no_issue(tmp_path: Path) -> None:
    (tmp_path / "journal.jsonl").mkdir()
    with pytest.raises(SourceError, match=r"journal\.jsonl cannot be read") as refusal:
        FileJournal(tmp_path / "journal.jsonl", "octo/cat")
    assert "which issues were made" in refusal.value.hint
    journal = FileJournal(tmp_path / "later.jsonl", "octo/cat")
    (tmp_path / "later.jsonl").mkdir()
    with pytest.raises(SourceError, match="cannot be written"):
        journal.begin("sets/Zorb", "")


def test_two_runs_are_not_at_work_on_one_journal(tmp_path: Path) -> None:
    from issuesync.app.execute import JOURNAL_LOCK
    from issuesync.errors import MirrorError

    with (
        locked(tmp_path, name=JOURNAL_LOCK),
        locked(tmp_path),
        pytest.raises(MirrorError, match="another run"),
        locked(tmp_path, 0.0, JOURNAL_LOCK),
    ):
        pass


# A GitHub that nobody here wrote


@pytest.fixture
def fresh() -> Iterator[FreshRepository]:
    missing = why_not()
    if missing and not os.environ.get("CI"):
        pytest.skip(missing)
    with emulate_server() as server:
        yield new_repository(server)


def ask(fresh: FreshRepository, verb: str, path: str, **content: Any) -> Any:
    answer = requests.request(verb, f"{fresh.url}{path}", json=content, headers=fresh.headers,
                              timeout=10)  # fmt: skip
    answer.raise_for_status()
    return answer.json()


def begun_on(server: Emulate, folder: Path) -> World:
    """Make a repository of emulate that is as the others begin."""
    repository = new_repository(server)
    ask(repository, "POST", "/labels", name="VQA", color="1d76db")
    for issue in START.issues:
        made = {"title": issue.title, "body": issue.body, "labels": list(issue.labels)}
        ask(repository, "POST", "/issues", **made)
    ask(repository, "PATCH", "/issues/3", state="closed")
    return World(repository.server.url, repository.token, repository.full_name, folder)


def state_on(fresh: Emulate, world: World) -> list[tuple[object, ...]]:
    """Return every issue of emulate as it is, the marks aside."""
    repository = FreshRepository(fresh, world.name.partition("/")[2], world.token)
    return [
        (
            one["number"],
            one["title"],
            MARKS.sub("", one["body"] or ""),
            sorted(label["name"] for label in one["labels"]),
            one["state"],
        )
        for one in ask(repository, "GET", "/issues?state=all&direction=asc&per_page=100")
    ]


def test_a_run_killed_at_any_request_and_run_again_ends_as_one_calm_run_on_emulate(
    fresh: FreshRepository, tmp_path: Path
) -> None:
    calm = begun_on(fresh.server, tmp_path / "calm")
    outcome, count = calm.run()
    assert outcome.is_clean
    expected = state_on(fresh.server, calm)
    assert len(expected) == 6
    for at in range(1, count + 1):
        for is_sent in (False, True):
            world = begun_on(fresh.server, tmp_path / f"{at}-{is_sent}")
            with pytest.raises(Killed):
                world.run(at, is_sent=is_sent)
            assert world.run()[0].is_clean
            assert state_on(fresh.server, world) == expected, (at, is_sent)
