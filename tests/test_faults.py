"""What breaks in new ways: told, counted, and right again when it is run again."""

from __future__ import annotations

import contextlib
import copy
import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import requests

from fault_sweep import COMMANDS, World, lasting, rendered, sweep, world
from github_server import GitHubServer, faults
from github_server.message import refusal
from issuesync.apply import apply_plan
from issuesync.errors import ForbiddenError, GitHubError, LimitError, SourceError
from issuesync.github.connections import PlainHttp
from issuesync.github.history import read_histories
from issuesync.github.issues import read_issue
from issuesync.github.pull import PullWishes
from issuesync.github.pulls import Pulls
from issuesync.github.repository import resolve
from issuesync.github.responses import ISSUE, Response, TransientError, check_response, parse_list
from issuesync.github.retry import RetryPolicy
from issuesync.github.target import GitHubTarget
from issuesync.model.issue import Label
from issuesync.model.plan import (
    AddLabel,
    Comment,
    CreateLabel,
    DeleteLabel,
    MergeLabel,
    Plan,
    RemoveLabel,
)
from label_worlds import Hub as LabelHub
from label_worlds import open_hub
from pulling import NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from github_server import Exchange, Repository
    from github_server.message import Request
    from issuesync.github.api import Api
    from pulling import Hub

    Command = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        yield hub


def quietly(change: object) -> None:
    """Show nothing of a change."""
    del change


# All of them, in small


def test_each_fault_at_a_request_of_a_command_is_told_and_gone_when_it_is_run_again() -> None:
    """``make faults`` tries them at every request of every command."""
    figures = sweep((COMMANDS[0],), lasting()[::4], times=(1,))
    assert figures.wrong == []
    assert figures.tried > 10
    assert "| `issuesync sync --from github` |" in rendered(figures, 1)


def test_a_tag_that_is_answered_in_another_shape_is_told() -> None:
    words = next(one for one in COMMANDS if "--dashboard-tag" in one)
    figures = sweep((words,), faults.odd_shapes()[:3], times=(1,))
    assert figures.wrong == []


# Listings that are not whole


@pytest.mark.parametrize("with_token", [True, False])
@pytest.mark.parametrize("count", [1, 5, 12])
def test_a_page_cut_to_nothing_anywhere_is_read_again_without_a_mirror(
    hub: Hub, count: int, with_token: bool
) -> None:
    hub.page = 4
    hub.fill(count)
    with hub.api(with_token=with_token) as api:
        pulled(api, hub)
    for at in range(1, len(hub.server.lines) + 1):
        with hub.api(with_token=with_token) as api:
            hub.server.plan.at(at, faults.cuts_page())
            assert pulled(api, hub) == set(hub.repository.issues), at


def pulled(api: Api, hub: Hub) -> set[int]:
    from issuesync.github.pull import pull_repository

    del hub
    found = pull_repository(api, NAME, None, has_mirror=False, wishes=PullWishes())
    return {int(item["number"]) for item in found.items}


def test_a_listing_that_stays_short_ends_the_run(hub: Hub) -> None:
    hub.fill(3)
    hub.server.plan.when(lambda asked: "/issues?" in asked.target, faults.cuts_page(), times=None)
    with hub.api() as api, pytest.raises(SourceError, match="lists 0 of 3"):
        pulled(api, hub)


def test_a_label_is_not_deleted_on_a_list_of_its_issues_that_is_cut(hub: Hub) -> None:
    hub.repository.create_label("old")
    hub.repository.create_label("new")
    hub.repository.create_issue("Cats", "one", labels=["old"])
    hub.server.plan.when(lambda asked: "direction" in asked.target, faults.cuts_page(), times=None)
    with hub.api() as api:
        target = GitHubTarget(api, NAME)
        plan = Plan((MergeLabel(Label("old"), "new"),))
        outcome = apply_plan(plan, target, quietly)
    ((_, error),) = outcome.failed
    assert isinstance(error, SourceError)
    assert hub.repository.find_label("old")


def test_pages_that_go_round_are_an_error(hub: Hub) -> None:
    same, more = faults.says([{"id": 1, "name": "a"}], "a label"), faults.links_for_ever()
    hub.server.plan.always(replace(same, distort=lambda reply: more.distort(same.distort(reply))))
    with hub.api() as api, pytest.raises(GitHubError, match="round and round"):
        GitHubTarget(api, NAME).labels()
    assert len(hub.server.lines) == 2


def test_an_empty_page_that_says_that_there_are_more_is_waited_for(hub: Hub) -> None:
    hub.server.plan.always(faults.links_for_ever())
    with hub.api(max_wait=10) as api, pytest.raises(GitHubError, match="empty page says"):
        GitHubTarget(api, NAME).labels()


# Answers of another shape, GraphQL errors, redirects


@pytest.mark.parametrize("text", ["[{}]", '[{"number": "1"}]', '[{"number": true}]'])
def test_a_listing_of_another_shape_is_named(text: str) -> None:
    with pytest.raises(TransientError, match="/x: the answer has another shape: number"):
        parse_list(Response(200, {}, text), "/x", ISSUE)


def test_errors_of_graphql_are_waited_for_and_then_named(hub: Hub) -> None:
    hub.server.plan.at(1, faults.errs_in_graphql())
    with hub.api() as api:
        assert resolve(api, NAME).total == 0
    assert hub.server.lines == ["POST /graphql"] * 2
    hub.server.plan.always(faults.errs_in_graphql())
    with hub.api(max_wait=10) as api, pytest.raises(GitHubError, match="Something went wrong"):
        resolve(api, NAME)


def test_an_issue_that_was_transferred_is_gone_for_reading_and_for_plans_alike(hub: Hub) -> None:
    hub.repository.create_label("old")
    number = hub.repository.create_issue("Cats", "one")
    hub.repository.transfer_issue(number, hub.server.github.add_repository("octo/other"))
    with hub.api() as api:
        home = resolve(api, NAME).name
        assert read_issue(api, home, number) is None
        outcome = apply_plan(Plan((AddLabel(number, "old", ""),)), GitHubTarget(api, home), quietly)
    assert outcome.failed == []
    assert [reason for _, reason in outcome.changed] == [f"#{number} is gone"]


def test_a_repository_that_is_renamed_during_a_run_is_read_and_written_all_the_same(
    hub: Hub,
) -> None:
    number = hub.repository.create_issue("Cats", "one")
    hub.repository.create_label("old")
    with hub.api() as api:
        resolve(api, NAME)
        hub.server.github.rename_repository(hub.repository, "octo/list")
        assert read_issue(api, NAME, number) is not None
        GitHubTarget(api, NAME).add_label(number, "old")
    assert hub.repository.issues[number].labels


def test_a_redirect_to_another_repository_stops_a_run(hub: Hub) -> None:
    number = hub.repository.create_issue("Cats", "one")
    with hub.api() as api:
        resolve(api, NAME)
        hub.server.plan.always(faults.moves_elsewhere())
        with pytest.raises(GitHubError, match="redirects"):
            GitHubTarget(api, NAME).label("VQA")
        with pytest.raises(GitHubError, match="redirects"):
            GitHubTarget(api, NAME).labels()
        with pytest.raises(GitHubError, match="redirects"):
            GitHubTarget(api, NAME).add_label(number, "VQA")


def test_a_past_that_is_of_another_repository_is_not_believed(hub: Hub) -> None:
    hub.repository.create_issue("Cats", "one")
    with hub.api() as api:
        resolve(api, NAME)
        replaced(hub)
        with pytest.raises(GitHubError, match="another repository than before"):
            read_histories(api, NAME, [1])


@pytest.mark.parametrize("with_token", [True, False])
def test_a_second_connection_knows_the_repository_of_the_first(hub: Hub, with_token: bool) -> None:
    with hub.api(with_token=with_token) as api:
        resolve(api, NAME)
        home = api.home
    other = replaced(hub)
    with hub.api(with_token=with_token) as api:
        api.home = home
        if with_token:
            with pytest.raises(GitHubError, match="another repository than before"):
                resolve(api, NAME)
        else:
            assert resolve(api, NAME).name == "octo/moved"
    assert home.id == hub.repository.id != other.id


def replaced(hub: Hub) -> Repository:
    """Give the repository's name to somebody else's, with an issue and labels that look alike."""
    hub.server.github.rename_repository(hub.repository, "octo/moved")
    other = hub.server.github.add_repository(NAME)
    for label in hub.repository.labels.values():
        other.create_label(label.name, label.color, label.description)
    other.create_issue("Theirs", "theirs", labels=["old"])
    return other


NEW = Label("new", "ededed")
WRITES: list[Callable[[GitHubTarget], object]] = [
    lambda target: apply_plan(Plan((AddLabel(1, "new", ""),)), target, quietly),
    lambda target: apply_plan(Plan((CreateLabel(Label("newer")),)), target, quietly),
    lambda target: apply_plan(Plan((RemoveLabel(1, "old", ""),)), target, quietly),
    lambda target: apply_plan(Plan((MergeLabel(Label("old"), "new"),)), target, quietly),
    lambda target: apply_plan(
        Plan((DeleteLabel(Label("new", "ededed"), is_named=True),)), target, quietly
    ),
    lambda target: target.create_comment(1, "<!-- ours -->", "<!-- ours --> Hello"),
    lambda target: target.edit_comment(Comment(1, "before"), "after"),
    lambda target: Pulls(target._api, NAME, "ours", "main").propose("A title", "A text"),
]


@pytest.mark.parametrize("has_looked", [True, False])
@pytest.mark.parametrize("number", range(len(WRITES)))
def test_nothing_is_written_to_a_repository_that_took_the_name_of_ours(
    hub: Hub, number: int, has_looked: bool
) -> None:
    hub.repository.create_label("old")
    hub.repository.create_label("new")
    hub.repository.create_issue("Cats", "one", labels=["old"])
    with hub.api() as api:
        resolve(api, NAME)
        target = GitHubTarget(api, NAME)
        if has_looked:
            target.labels()
            target.labels_of(1)
        other = replaced(hub)
        before = (dict(other.labels), dict(other.issues), dict(other.comments))
        with contextlib.suppress(GitHubError):
            WRITES[number](target)
    assert (other.labels, other.issues, other.comments) == before
    assert {one.target.split("/")[2] for one in written(hub)} == {str(hub.repository.id)}


@pytest.mark.parametrize("status", [301, 302, 307, 308])
@pytest.mark.parametrize("number", range(len(WRITES)))
def test_a_write_that_is_sent_to_another_repository_ends_there(
    hub: Hub, number: int, status: int
) -> None:
    hub.repository.create_label("old")
    hub.repository.create_label("new")
    hub.repository.create_issue("Cats", "one", labels=["old"])
    other = hub.server.github.add_repository("octo/other")
    for name in ("old", "new"):
        other.create_label(name)
    other.create_issue("Theirs", "theirs", labels=["old"])
    before = (dict(other.labels), dict(other.issues), dict(other.comments))
    ours, theirs = (f"/repositories/{one.id}" for one in (hub.repository, other))

    def send_away(seen: int, asked: Request) -> bool:
        del seen
        where = f"{hub.server.url}{asked.target.replace(ours, theirs)}"
        away[:] = [("Location", where)]
        return asked.method != "GET" and "graphql" not in asked.target

    away: list[tuple[str, str]] = []
    moved = faults.Fault(
        "moves", lambda _: refusal(status, "Moved Permanently", headers=tuple(away)), applied=False
    )
    hub.server.plan.planned.append(faults.Planned(send_away, moved, None))
    with hub.api(max_wait=0) as api:
        resolve(api, NAME)
        with contextlib.suppress(GitHubError):
            WRITES[number](GitHubTarget(api, NAME))
    assert (other.labels, other.issues, other.comments) == before
    assert len(written(hub)) == 1
    assert not any(theirs in one.target for one in hub.server.log)


def written(hub: Hub) -> list[Exchange]:
    """Return the writes that were sent."""
    return [one for one in hub.server.log if one.method != "GET" and "graphql" not in one.target]


WRITING: list[tuple[str, ...]] = [
    ("labels", "--from", "github", "--issues", "--prune", "--apply"),
    ("review", "--apply"),
    ("absorb", "--from", "github", "--into", "issues", "--apply"),
    ("publish", "--from", "github", "--dashboard-tag", "--apply"),
    ("init", "README.md", "--from", "github", "--rows", "issues", "--apply"),
]


@pytest.mark.parametrize("words", WRITING, ids=lambda words: str(words[0]))
def test_a_name_that_is_taken_between_any_two_requests_gets_no_write(
    words: tuple[str, ...],
) -> None:
    """A run knows the id of its repository from the first answer on, over all its connections."""
    with world(words) as calm:
        begun = len(calm.server.lines)
        calm.run(*words)
        lines = calm.server.lines[begun:]
    assert any(not line.startswith("GET") and "graphql" not in line for line in lines)
    for at in range(2, len(lines) + 1):
        with world(words) as made:
            kept: list[tuple[Repository, object]] = []

            def take(made: World = made, kept: list[tuple[Repository, object]] = kept) -> None:
                home, github = made.repository, made.server.github
                github.rename_repository(home, "octo/moved")
                other = github.add_repository("octo/cat")
                names = {label.id: label.name for label in home.labels.values()}
                for label in home.labels.values():
                    other.create_label(label.name, label.color, label.description)
                for issue in home.issues.values():
                    other.create_issue(
                        issue.title, issue.body, labels=[names[one] for one in issue.labels]
                    )
                kept.append((other, everything(other)))

            made.server.plan.at(at, faults.calls(before=take))
            made.run(*words)
            ((other, before),) = kept
            assert everything(other) == before, (at, lines[at - 1])


def everything(repository: Repository) -> object:
    """Return what a write could have changed of a repository."""
    return copy.deepcopy(
        (repository.labels, repository.issues, repository.comments, repository.tags)
    )


# Waits


def test_a_wait_of_no_length_is_counted_too(hub: Hub) -> None:
    hub.server.plan.always(faults.limits_secondary(0))
    with hub.api(max_wait=100) as api, pytest.raises(LimitError):
        resolve(api, NAME)
    assert sum(hub.waits) <= 100
    assert len(hub.server.lines) < 20


def test_an_answer_that_drips_is_given_up_and_its_time_counted(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(PlainHttp, "longest", 1.0)
    hub.server.plan.always(faults.drips(0.05))
    with hub.api(max_wait=2) as api:
        with pytest.raises(GitHubError, match="not whole after 1 s"):
            api.get_object(f"/repos/{NAME}")
        assert api._patience.lost >= 1


def test_the_time_of_requests_that_fail_spends_patience() -> None:
    ticks = iter(range(0, 3000, 30))
    policy = RetryPolicy(100, sleep=lambda _: None, clock=lambda: float(next(ticks)))

    def fail() -> None:
        raise TransientError("time-out")

    with pytest.raises(GitHubError, match="waited"):
        policy.retry(fail)
    assert policy.lost <= 120


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (requests.exceptions.SSLError("self-signed certificate"), "certificate is not trusted"),
        (requests.exceptions.InvalidURL("no host"), "address cannot be asked"),
        (requests.exceptions.ConnectionError("Failed to resolve 'x'"), "no such host"),
    ],
)
def test_what_no_wait_changes_ends_at_once_with_its_reason(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, error: Exception, words: str
) -> None:
    def fail(*_arguments: object, **_more: object) -> None:
        raise error

    monkeypatch.setattr(requests.Session, "request", fail)
    with hub.api() as api, pytest.raises(GitHubError, match=words) as caught:
        api.get_object("/user")
    assert caught.value.hint
    assert hub.waits == []


# Refusals


def test_a_refused_write_stops_those_of_its_kind_and_no_others(hub: Hub) -> None:
    hub.repository.create_label("a")
    numbers = [hub.repository.create_issue("Cats", "one") for _ in range(3)]
    changes = tuple(AddLabel(number, "a", "") for number in numbers)
    hub.server.plan.when(
        lambda asked: asked.method == "POST", faults.refuses(403, "Not by you"), times=None
    )
    with hub.api() as api:
        outcome = apply_plan(Plan(changes), GitHubTarget(api, NAME), quietly)
    ((_, error),) = outcome.failed
    assert isinstance(error, ForbiddenError)
    assert [reason for _, reason in outcome.changed] == ["GitHub has refused the same before"] * 2
    assert [one.method for one in hub.server.log].count("POST") == 1


@pytest.mark.parametrize(
    ("headers", "message", "hint"),
    [
        ({"x-github-sso": "required; url=https://github.com/orgs/o/sso?a=b"}, "", "/orgs/o/sso?a"),
        ({}, "Resource protected by organization SAML enforcement", "single sign-on"),
        ({}, "the organization has an IP allow list enabled", "IP allow list"),
        ({}, "Repository was archived so is read-only.", "unarchive"),
        ({}, "no", "permission"),
    ],
)
def test_refusals_have_remedies_of_their_own(
    headers: dict[str, str], message: str, hint: str
) -> None:
    with pytest.raises(ForbiddenError) as caught:
        check_response(Response(403, headers, json.dumps({"message": message})), "/x")
    assert hint in caught.value.hint


# A repository that moved, seen from its own workflows


@pytest.fixture
def moved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LabelHub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.entry("accepted")
        server.github.rename_repository(hub.repository, "octo/dogs")
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_REPOSITORY", "octo/dogs")
        monkeypatch.setenv("GITHUB_REPOSITORY_ID", str(hub.repository.id))
        yield hub


@pytest.mark.parametrize("words", [("sync", "--from", "github"), ("review", "--apply")])
def test_a_run_of_a_renamed_repository_fails_with_the_line_to_change(
    moved: LabelHub, issuesync: Command, words: tuple[str, ...]
) -> None:
    del moved
    ran = issuesync(*words)
    assert ran.code == 3
    assert "file=catalog.yaml,line=1" in ran.out
    assert "write repository: octo/dogs" in ran.out


def test_a_fork_asks_once_and_stays_quiet(
    moved: LabelHub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "sam/cat")
    monkeypatch.setenv("GITHUB_REPOSITORY_ID", "4711")
    assert "this run is of sam/cat" in issuesync("review", "--apply").err
    event = moved.root / "event.json"
    event.write_text(json.dumps({"repository": {"fork": True}}), encoding="utf-8")
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(event))
    monkeypatch.setenv("GITHUB_REPOSITORY", "tom/cat")
    moved.server.log.clear()
    assert "this run is of tom/cat" in issuesync("review", "--apply").err
    assert moved.server.log == []
