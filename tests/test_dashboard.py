"""The tag that the dashboard reads: its message, and the writing of it on the fault server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from github_server import GitHubServer, faults
from issuesync.app.workspace import load
from issuesync.apply import apply_plan
from issuesync.errors import ExitCode, UsageError
from issuesync.github.api import Api
from issuesync.github.retry import RetryPolicy
from issuesync.github.target import GitHubTarget
from issuesync.model.issue import Snapshot
from issuesync.model.plan import Plan, WriteTag
from issuesync.publish.dashboard import dashboard_message, plan_dashboard
from issuesync.reports.plan import parse_plan, plan_json
from issuesync.store.target import SnapshotTarget
from label_worlds import Hub, open_hub
from publishing import ROOT
from small_catalog import make_catalog, make_issue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.agree()
        hub.entry("gpt4v", "accepted")
        yield hub


@pytest.fixture
def target(hub: Hub) -> Iterator[GitHubTarget]:
    patience = RetryPolicy(3600, sleep=lambda _: None)
    api = Api(patience, hub.server.github.token("octo"), hub.server.url)
    yield GitHubTarget(api, "octo/cat")
    api.close()


def stated(hub: Hub) -> Any:
    """Return the message of the tag as GitHub keeps it."""
    repository = hub.repository
    return json.loads(repository.tag_objects[repository.tags["dashboard"]]["message"])


def test_the_message_of_the_flagship() -> None:
    message = json.loads(dashboard_message(load(ROOT, "snapshot").catalog))
    assert list(message) == ["total", "labels", "recentCreatedAt", "updated"]
    assert message["total"] == 78
    assert message["labels"]["Cap."] == 46
    assert message["labels"]["VQA"] == 16
    assert "accepted" not in message["labels"]
    assert len(message["recentCreatedAt"]) == 30
    listed = json.loads((ROOT / "catalog/issues.json").read_text("utf-8"))["issues"]
    recent = [one for one in listed if one["created_at"] >= "2025-03-31" and "title" in one]
    assert sum(message["recentCreatedAt"]) == len(recent) == 30
    assert message["updated"] == "2025-04-29T08:00:00Z"
    numbers = [message["total"], *message["labels"].values(), *message["recentCreatedAt"]]
    assert all(type(one) is int for one in numbers)


def test_days_count_back_from_the_newest_entry() -> None:
    issues = [make_issue(number) for number in (1, 27, 28, 29, 57)]  # 2, 28, 1, 2 and 2 April
    message = json.loads(dashboard_message(make_catalog(issues)))
    assert message["recentCreatedAt"] == [1, *[0] * 25, 3, 1, 0, 0]
    assert message["updated"] == "2025-04-28T00:00:00Z"


def test_a_catalog_without_entries_has_a_message_too() -> None:
    message = json.loads(dashboard_message(make_catalog([])))
    assert message == {"total": 0, "labels": {}, "recentCreatedAt": [0] * 30, "updated": ""}


def test_without_apply_the_message_is_shown_and_nobody_is_asked(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    ran = issuesync("publish", "--dashboard-tag")
    assert ran.code == ExitCode.DONE
    assert json.loads(ran.out)["total"] > 0
    assert not (cats / "site").exists()


def test_apply_is_refused_without_the_tag(cats: Path, issuesync: Command) -> None:
    assert issuesync("publish", "--apply").code == ExitCode.USAGE
    assert not (cats / "site").exists()


def test_the_tag_is_made_and_then_left_alone(hub: Hub, issuesync: Command) -> None:
    ran = issuesync("publish", "--dashboard-tag", "--apply", "--from", "github")
    assert ran.code == ExitCode.DONE, ran.err
    assert stated(hub) == json.loads(ran.out)
    made = hub.repository.tag_objects[hub.repository.tags["dashboard"]]
    assert (made["type"], made["object"]) == ("commit", "0" * 40)
    assert made["tagger"]["date"] == stated(hub)["updated"]
    before = len(hub.server.log)
    assert issuesync("publish", "--dashboard-tag", "--apply", "--from", "github").code == 0
    assert not [one for one in hub.server.log[before:] if one.line.startswith(("PATCH", "POST /r"))]


def test_the_tag_is_moved_when_an_entry_comes(hub: Hub, issuesync: Command) -> None:
    issuesync("publish", "--dashboard-tag", "--apply", "--from", "github")
    first = hub.repository.tags["dashboard"]
    total = stated(hub)["total"]
    hub.entry("gpt4v", "accepted")
    assert issuesync("publish", "--dashboard-tag", "--apply", "--from", "github").code == 0
    assert hub.repository.tags["dashboard"] != first
    assert stated(hub)["total"] == total + 1


def test_a_tag_without_a_message_is_replaced(hub: Hub, target: GitHubTarget) -> None:
    hub.repository.tags["dashboard"] = "0" * 40
    present = target.tag("dashboard")
    assert present is not None
    assert present.message == ""
    plan = plan_dashboard(make_catalog([make_issue(3)]), present)
    assert apply_plan(plan, target, lambda _: None).is_clean
    assert stated(hub)["total"] == 1


def test_a_tag_that_was_moved_meanwhile_is_left_for_a_new_plan(
    hub: Hub, target: GitHubTarget
) -> None:
    plan = plan_dashboard(make_catalog([make_issue(3)]), target.tag("dashboard"))
    hub.repository.tags["dashboard"] = "0" * 40
    outcome = apply_plan(plan, target, lambda _: None)
    assert [reason for _, reason in outcome.changed] == ["the tag “dashboard” was moved meanwhile"]
    assert hub.repository.tags["dashboard"] == "0" * 40


@pytest.mark.parametrize("is_there", [False, True])
@pytest.mark.parametrize("number", range(1, 8))
@pytest.mark.parametrize("fault", faults.passing(), ids=lambda fault: fault.name)
def test_whatever_answer_is_lost_the_tag_is_written_once(
    fault: faults.Fault, number: int, is_there: bool, hub: Hub, target: GitHubTarget
) -> None:
    if is_there:
        hub.repository.tags["dashboard"] = "0" * 40
    plan = plan_dashboard(make_catalog([make_issue(3)]), target.tag("dashboard"))
    hub.server.plan.at(number, fault)
    assert apply_plan(plan, target, lambda _: None).is_clean
    assert stated(hub)["total"] == 1
    assert len(hub.repository.tag_objects) == 1
    assert plan_dashboard(make_catalog([make_issue(3)]), target.tag("dashboard")) == Plan()


def test_a_snapshot_holds_no_tag() -> None:
    target = SnapshotTarget(Snapshot("octo/cat", (), ()))
    assert target.tag("dashboard") is None
    with pytest.raises(UsageError, match="holds no tag"):
        target.write_tag(WriteTag("dashboard", "{}", "", ""))


def test_a_plan_with_a_tag_is_read_back() -> None:
    plan = plan_dashboard(make_catalog([make_issue(3)]), None)
    assert parse_plan(json.loads(json.dumps(plan_json(plan)))) == plan
