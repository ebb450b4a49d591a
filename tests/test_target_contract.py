"""One contract for every target of plans: the server of the tests, and a snapshot in memory."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer
from issuesync.model.issue import Label
from issuesync.model.plan import CreateIssue, PendingIssue
from label_worlds import Start, in_snapshot, on_server, plain_issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.model.plan import Target

LABELS = (Label("VQA", "1d76db", "Questions"), Label("old", "ffffff", ""))
ISSUES = (plain_issue(1, "old"), plain_issue(2, "old", "VQA", is_pull=True), plain_issue(3))


@contextmanager
def targets(kind: str) -> Iterator[Target]:
    start = Start(LABELS, ISSUES)
    if kind == "snapshot":
        with in_snapshot(start) as world:
            yield world.target()
        return
    with GitHubServer() as server, on_server(server, start) as world:
        yield world.target()


@pytest.fixture(params=["snapshot", "server"])
def target(request: pytest.FixtureRequest) -> Iterator[Target]:
    with targets(request.param) as found:
        yield found


def test_labels_are_read_all_or_one_in_any_case_and_none_that_is_not_there(target: Target) -> None:
    assert sorted(label.name for label in target.labels()) == ["VQA", "old"]
    found = target.label("vqa")
    assert found is not None
    assert (found.name, found.color.lower()) == ("VQA", "1d76db")
    assert target.label("nothing") is None


def test_who_has_a_label_is_listed_and_counted_alike(target: Target) -> None:
    assert [(number, set(names)) for number, names in target.issues_with_label("OLD")] == [
        (1, {"old"}),
        (2, {"old", "VQA"}),
    ]
    for name, count in (("old", 2), ("VQA", 1), ("nothing", 0)):
        assert target.count_uses(name) == len(target.issues_with_label(name)) == count


def test_labels_are_made_changed_and_deleted_and_issues_follow(target: Target) -> None:
    target.create_label(Label("new", "000000", "New"))
    assert target.label("new") == Label("new", "000000", "New")
    target.update_label("old", Label("older", "111111", "Older"))
    assert target.label("old") is None
    assert target.labels_of(1) == ("older",)
    target.delete_label("older")
    target.delete_label("older")
    assert target.labels_of(1) == ()


def test_an_issue_gets_and_loses_labels_and_one_that_is_gone_has_none(target: Target) -> None:
    target.add_label(3, "VQA")
    assert target.labels_of(3) == ("VQA",)
    target.remove_label(3, "vqa")
    target.remove_label(3, "VQA")
    assert target.labels_of(3) == ()
    assert target.labels_of(99) is None


def test_an_issue_is_read_and_edited_and_a_pull_request_is_none(target: Target) -> None:
    target.edit_issue(1, "Cats", "A body")
    found = target.issue(1)
    assert found is not None
    assert (found.title, found.body) == ("Cats", "A body")
    assert target.issue(2) is None
    assert target.issue(99) is None


def test_an_issue_that_was_made_is_found_by_its_mark(target: Target) -> None:
    creation = PendingIssue("cats/Tabby", "0" * 32, "2025-01-01T00:00:00Z")
    assert target.find_created(creation) is None
    made = target.create_issue(CreateIssue("cats/Tabby", "Tabby", "A cat", ("VQA",)), creation)
    found = target.find_created(creation)
    assert found is not None
    assert (found.number, found.title, found.labels) == (made.number, "Tabby", ("VQA",))
    assert creation.mark in found.body
