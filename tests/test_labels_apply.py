"""Plans carried out on the fault server: requests and their number, races, and lost answers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer, faults
from issuesync.errors import ExitCode, GitHubError
from issuesync.github.api import Api
from issuesync.github.retry import RetryPolicy
from issuesync.github.target import GitHubTarget
from issuesync.model.issue import Label
from label_worlds import Hub, open_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from github_server import Request

    Command = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.agree()
        yield hub


@pytest.fixture
def target(hub: Hub) -> Iterator[GitHubTarget]:
    """Return a target that never sleeps, and gives up after a simulated hour."""
    api = Api(
        RetryPolicy(3600, sleep=lambda _: None), hub.server.github.token("octo"), hub.server.url
    )
    yield GitHubTarget(api, "octo/cat")
    api.close()


def names_a_label(name: str) -> Callable[[Request], bool]:
    return lambda request: request.segments[-2:] == ("labels", name)


# How many requests a run costs


@pytest.mark.parametrize(("others", "pages"), [(0, 1), (94, 1), (95, 2), (244, 3)])
def test_a_taxonomy_that_agrees_costs_one_request_and_one_per_hundred_labels(
    hub: Hub, issuesync: Command, others: int, pages: int
) -> None:
    for index in range(others):
        hub.repository.create_label(f"other {index}")
    hub.entry("gpt")
    hub.repository.delete_label("gpt")
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert len(hub.repository.labels) == 6 + others
    assert len(hub.server.log) == 1 + pages
    assert [one.line.partition("?")[0] for one in hub.server.log] == [
        "POST /graphql",
        *[f"GET /repositories/{hub.repository.id}/labels"] * pages,
    ]


@pytest.mark.parametrize("count", [1, 2, 100, 101])
@pytest.mark.parametrize("borne", ["none", "half", "all"])
def test_merging_a_label_costs_no_more_than_two_requests_an_issue_two_a_page_and_three(
    hub: Hub, issuesync: Command, count: int, borne: str
) -> None:
    for index in range(count):
        bears = {"none": False, "half": bool(index % 2), "all": True}[borne]
        hub.entry("gpt4v", *["GPT-4V"] * bears, is_pull=index % 3 == 0)
    hub.repository.edit_label("gpt4v", color="ffffff")
    issuesync("labels")
    agreeing = len(hub.server.log)
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    merged = len(hub.server.log) - 2 * agreeing
    assert merged <= 2 * count + 2 * math.ceil(count / 100) + 3
    assert all(hub.borne(number) == {"GPT-4V"} for number in hub.repository.issues)


def test_a_rename_costs_its_write_and_a_look_at_both_names(hub: Hub, issuesync: Command) -> None:
    hub.repository.edit_label("VQA", new_name="visual-qa")
    hub.entry("visual-qa")
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert [one.line for one in hub.server.log[2:]] == [
        f"GET /repositories/{hub.repository.id}/labels/visual-qa",
        f"GET /repositories/{hub.repository.id}/labels/VQA",
        f"PATCH /repositories/{hub.repository.id}/labels/visual-qa",
    ]


def test_what_concerns_issues_costs_what_a_pull_costs(hub: Hub, issuesync: Command) -> None:
    hub.entry("accepted", pipeline="Human")
    issuesync("pull")
    pulled = len(hub.server.log)
    issuesync("labels", "--issues")
    assert len(hub.server.log) <= 2 * pulled + 2


# Before each write its label or issue is read again


def test_a_label_changed_after_the_plan_is_planned_anew_and_not_overwritten(
    hub: Hub, issuesync: Command
) -> None:
    hub.repository.edit_label("VQA", color="ffffff")
    seen = []

    def change() -> None:
        hub.repository.edit_label("VQA", description="somebody's own words")

    hub.server.plan.when(names_a_label("VQA"), faults.calls(before=change))
    hub.server.plan.when(
        lambda one: one.method == "PATCH", faults.calls(before=lambda: seen.append(len(seen)))
    )
    ran = issuesync("labels", "--apply")
    assert ran.code == ExitCode.DONE
    assert "the repository changed meanwhile; planning again" in ran.err
    assert "description “somebody's own words” to “Visual Question Answering”" in ran.err
    assert len(seen) == len(hub.writes) == 1


def test_a_label_made_after_the_plan_is_not_made_twice(hub: Hub, issuesync: Command) -> None:
    hub.repository.delete_label("Human")
    hub.server.plan.when(
        names_a_label("Human"),
        faults.calls(before=lambda: hub.repository.create_label("human", "ffffff")),
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.writes == [f"PATCH /repositories/{hub.repository.id}/labels/human"]
    assert "Human" in hub.names


def test_a_label_gone_after_the_plan_is_made_by_a_new_plan(hub: Hub, issuesync: Command) -> None:
    hub.repository.edit_label("Human", color="ffffff")
    hub.server.plan.when(
        names_a_label("Human"),
        faults.calls(before=lambda: hub.repository.delete_label("Human")),
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.writes == [f"POST /repositories/{hub.repository.id}/labels"]
    assert "Human" in hub.names


def test_an_issue_that_is_deleted_meanwhile_is_no_error_of_a_merge(
    hub: Hub, issuesync: Command
) -> None:
    gone, kept = hub.entry("gpt4v"), hub.entry("gpt4v")
    hub.server.plan.when(
        lambda one: one.path.endswith(f"/issues/{gone}"),
        faults.calls(before=lambda: hub.repository.delete_issue(gone)),
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.borne(kept) == {"GPT-4V"}


def test_a_repository_that_never_rests_is_left_as_it_is_and_said_so(
    hub: Hub, issuesync: Command
) -> None:
    hub.repository.edit_label("VQA", color="ffffff")
    times = iter(range(100))

    def change() -> None:
        hub.repository.edit_label("VQA", description=f"words {next(times)}")

    hub.server.plan.when(names_a_label("VQA"), faults.calls(before=change), times=None)
    ran = issuesync("labels", "--apply")
    assert ran.code == ExitCode.FOUND
    assert "0 done, 1 not done" in ran.err
    assert "“VQA” was changed meanwhile" in ran.err
    assert hub.writes == []


# Writes whose answer is lost


LOST = [*faults.passing(), *(fault.after_write() for fault in faults.passing())]
HUMAN = Label("Person", "d93f0b", "By hand")


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: f"{fault.name}, {fault.applied}")
def test_a_write_whose_answer_is_lost_is_looked_for_before_it_is_repeated(
    hub: Hub, target: GitHubTarget, fault: faults.Fault
) -> None:
    number = hub.entry("Temporal")
    steps: list[tuple[Callable[[], None], Callable[[], bool]]] = [
        (lambda: target.create_label(Label("New", "ffffff", "x")), lambda: "New" in hub.names),
        (lambda: target.update_label("Human", HUMAN), lambda: "Person" in hub.names),
        (lambda: target.add_label(number, "VQA"), lambda: "VQA" in hub.borne(number)),
        (lambda: target.delete_label("Temporal"), lambda: "Temporal" not in hub.names),
    ]
    for write, is_done in steps:
        hub.server.plan.at(1, fault)
        before = len(hub.server.log)
        write()
        assert is_done()
        asked = [one.method for one in hub.server.log[before:]]
        assert asked[1:2] in ([], ["GET"])
        assert sum(method != "GET" for method in asked) == (1 if fault.applied else 2)


def test_a_write_that_was_not_done_is_done_once(hub: Hub, target: GitHubTarget) -> None:
    hub.server.plan.at(1, faults.closes())
    hub.server.plan.at(3, faults.closes().after_write())
    target.create_label(Label("New", "ffffff"))
    assert [one.method for one in hub.server.log] == ["POST", "GET", "POST", "GET"]


def test_deleting_what_is_gone_is_no_error(hub: Hub, target: GitHubTarget) -> None:
    target.delete_label("never there")
    assert hub.server.log[-1].status == 404


def test_a_refused_write_is_an_error_with_what_github_said(hub: Hub, target: GitHubTarget) -> None:
    hub.server.plan.at(1, faults.refuses(403, "Resource not accessible by integration"))
    with pytest.raises(GitHubError, match="Resource not accessible by integration"):
        target.create_label(Label("New", "ffffff"))
    assert len(hub.server.log) == 1


@pytest.mark.parametrize("name", [".", ".."])
def test_a_name_that_is_a_step_in_a_path_is_never_sent(
    hub: Hub, target: GitHubTarget, name: str
) -> None:
    label = Label(name, "ffffff")
    calls: list[Callable[[], object]] = [
        lambda: target.label(name),
        lambda: target.update_label(name, label),
        lambda: target.delete_label(name),
    ]
    for call in calls:
        with pytest.raises(GitHubError, match="no request can address"):
            call()
    assert hub.server.log == []


# Who bears a label


def test_bearers_are_all_issues_and_pull_requests_over_all_pages(
    hub: Hub, target: GitHubTarget
) -> None:
    numbers = [hub.entry("VQA", "Human", is_pull=index % 2 == 0) for index in range(203)]
    for number in numbers[::3]:
        hub.repository.close_issue(number)
    hub.entry("Human")
    assert target.issues_with_label("vqa") == [(number, ("VQA", "Human")) for number in numbers]
    assert len(hub.server.log) == 3


def test_a_label_with_a_comma_is_found_though_the_filter_cannot_name_it(
    hub: Hub, target: GitHubTarget
) -> None:
    number = hub.entry("one, two")
    hub.entry("one", "two")
    assert target.issues_with_label("one, two") == [(number, ("one, two",))]
