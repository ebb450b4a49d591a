"""``sync --pull-request`` against real git and the server of the tests: one branch, one request."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING

import pytest

from cats import PAPERS, issue, write_snapshot
from corpus import CORPUS
from git_http import git_server
from github_server import faults
from issuesync.errors import ExitCode
from pulling import hub_of
from repositories import Remote, clone_of, commit_all, first_push, git, isolate, push_change, state

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

    Command = Callable[..., Ran]

BRANCH = "issuesync/sync"
MORE_PAPERS = f"{PAPERS}- {{name: A postscript, year: 2025}}\n"
SECTION_OF = "**Section**: vqa\n**Year**: 2024"


@pytest.fixture
def clone(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    isolate(monkeypatch)
    monkeypatch.setattr("issuesync.app.commit.FIRST_WAIT", 0.0)
    return clone_of(cats, monkeypatch)


@pytest.fixture
def remote(clone: Path) -> Remote:
    return Remote(clone.parent / "remote.git")


@pytest.fixture
def hub(clone: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub_of(clone, remote, monkeypatch) as hub:
        yield hub


def pulls(hub: Hub, state: str = "open") -> list[int]:
    """Return the numbers of the pull requests in a state."""
    return [n for n, one in hub.repository.issues.items() if one.is_pull and one.state == state]


def writes(hub: Hub) -> list[str]:
    """Return what was written to GitHub; a query of GraphQL writes nothing."""
    asked = [one for one in hub.server.log if one.method != "GET" and one.target != "/graphql"]
    return [f"{one.method} {one.target}" for one in asked]


def test_the_first_run_pushes_one_commit_and_opens_a_pull_request(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    before = state(clone)
    ran = issuesync("sync", "--pull-request")
    assert ran.code == 0, ran.err
    assert remote.log() == ["Begin"]
    assert remote.log(BRANCH) == ["Update the catalog: 5 entries", "Begin"]
    assert remote.changed_by(BRANCH) == ["M README.md", "A badges/vqa.svg"]
    pull = hub.repository.issues[1]
    assert (pull.title, pull.author) == ("Update the catalog: 5 entries", "github-actions[bot]")
    assert "- `README.md`\n- `badges/vqa.svg`" in (pull.body or "")
    assert f"see {hub.server.url}/octo/cat/pull/1" in ran.err
    assert state(clone) == before


def test_a_second_run_pushes_and_writes_nothing(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    head, before = remote.head(BRANCH), len(writes(hub))
    ran = issuesync("sync", "--pull-request", "--json")
    assert ran.code == 0
    assert remote.head(BRANCH) == head
    assert len(writes(hub)) == before
    told = json.loads(ran.out)
    assert (told["commit"], told["pull_request"]) == (head, f"{hub.server.url}/octo/cat/pull/1")
    assert "nothing to push to issuesync/sync" in issuesync("sync", "--pull-request").err


def test_a_change_goes_to_the_same_branch_and_the_same_pull_request(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    text = (clone / "catalog.yaml").read_text().replace("labels: [VQA]", "labels: [VQA, Cap.]")
    push_change(clone, "catalog.yaml", text, "Count captions too")
    issuesync("sync", "--pull-request")
    assert remote.log(BRANCH) == [
        "Update the catalog: 5 entries",
        "Count captions too",
        "Begin",
    ]
    assert (pulls(hub), pulls(hub, "closed")) == ([1], [])
    assert "- `badges/cap.svg`" in (hub.repository.issues[1].body or "")


def test_where_the_base_moved_the_branch_is_made_anew_on_top(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    push_change(clone, "notes.txt", "unrelated\n", "Note something")
    issuesync("sync", "--pull-request")
    assert remote.log(BRANCH) == ["Update the catalog: 5 entries", "Note something", "Begin"]
    assert remote.changed_by(BRANCH) == ["M README.md", "A badges/vqa.svg"]
    assert pulls(hub) == [1]


def test_once_it_is_merged_nothing_is_left_and_nothing_written(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    git(remote.path, "update-ref", "refs/heads/main", remote.head(BRANCH))
    hub.repository.merge_pull(1)
    git(clone, "pull", "--quiet")
    before = len(writes(hub))
    assert issuesync("sync", "--pull-request").code == 0
    assert len(writes(hub)) == before
    push_change(clone, "papers.yaml", MORE_PAPERS, "Add a paper")
    assert issuesync("sync", "--pull-request").code == 0
    assert (pulls(hub), pulls(hub, "closed")) == ([2], [1])
    assert remote.log(BRANCH)[:2] == ["Update the catalog: 6 entries", "Add a paper"]


def test_an_open_pull_request_is_closed_once_nothing_is_left_to_change(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    issuesync("sync")
    commit_all(clone, "Render it by hand")
    git(clone, "push", "--quiet", "origin", "main")
    head = remote.head(BRANCH)
    ran = issuesync("sync", "--pull-request")
    assert ran.code == 0
    assert f"nothing is left to change: closed {hub.server.url}/octo/cat/pull/1" in ran.err
    assert pulls(hub) == []
    assert remote.head(BRANCH) == head
    before = len(writes(hub))
    assert issuesync("sync", "--pull-request").code == 0
    assert len(writes(hub)) == before


def test_one_that_was_closed_unmerged_is_made_again(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    head = remote.head(BRANCH)
    hub.repository.close_issue(1)
    issuesync("sync", "--pull-request")
    assert (pulls(hub), pulls(hub, "closed")) == ([2], [1])
    assert remote.head(BRANCH) == head


def test_somebody_elses_commit_on_the_branch_is_not_overwritten(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--pull-request")
    other = remote.clone("other", "--branch", BRANCH)
    push_change(other, "notes.txt", "mine\n", "Fix a word")
    push_change(clone, "papers.yaml", MORE_PAPERS)
    ran = issuesync("sync", "--pull-request")
    assert ran.code == ExitCode.REFUSED
    assert "somebody else committed to issuesync/sync" in ran.out
    assert remote.log(BRANCH)[0] == "Fix a word"
    hub.repository.close_issue(1)
    assert issuesync("sync", "--pull-request").code == 0
    assert remote.log(BRANCH)[0] == "Update the catalog: 6 entries"
    assert pulls(hub) == [2]


def test_a_run_that_another_overtook_begins_again(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    other = remote.clone("other")
    (other / "notes.txt").write_text("theirs\n")
    commit_all(other, "Update the catalog: by another run")
    first_push(clone, f"git -C {other} push --quiet origin main:{BRANCH}")
    ran = issuesync("sync", "--pull-request")
    assert ran.code == 0, ran.err
    assert "somebody else pushed to issuesync/sync; starting again" in ran.err
    assert remote.log(BRANCH) == ["Update the catalog: 5 entries", "Begin"]
    assert pulls(hub) == [1]


def test_where_actions_may_make_none_the_setting_is_named_and_the_branch_stands(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    hub.repository.actions_may_propose = False
    ran = issuesync("sync", "--pull-request")
    assert ran.code == ExitCode.GITHUB
    assert "GitHub Actions may not make pull requests here" in ran.out
    assert "“Allow GitHub Actions to create and approve pull requests”" in ran.err
    assert remote.log(BRANCH)[0] == "Update the catalog: 5 entries"
    hub.repository.actions_may_propose = True
    assert issuesync("sync", "--pull-request").code == 0
    assert pulls(hub) == [1]


def test_a_region_edited_by_hand_is_named_in_the_pull_request(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    issuesync("sync", "--commit")
    text = (clone / "README.md").read_text().replace("| Cats 3 |", "| Cats three |")
    push_change(clone, "README.md", text)
    push_change(clone, "papers.yaml", MORE_PAPERS)
    assert issuesync("sync", "--pull-request").code == 1
    assert "| Cats three |" in remote.read("README.md", BRANCH)
    assert "A postscript" in remote.read("README.md", BRANCH)
    assert "`table datasets/cap` was edited by hand" in (hub.repository.issues[1].body or "")


def test_from_github_the_counts_are_of_entries_and_the_snapshot_is_part_of_it(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    for number in range(3):
        hub.repository.create_issue(f"Cats {number}", SECTION_OF, labels=["accepted"])
    assert issuesync("sync", "--commit", "--from", "github").code == 0
    assert "M catalog/issues.json" in remote.changed_by()
    hub.repository.close_issue(1)
    hub.repository.edit_issue(3, body=f"{SECTION_OF}\n**Venue**: ICCV")
    for number in range(2):
        hub.repository.create_issue(f"Dogs {number}", SECTION_OF, labels=["accepted"])
    ran = issuesync("sync", "--commit", "--from", "github")
    assert ran.code == 0, ran.err
    assert remote.log()[0] == "Update the catalog: 6 entries (+2 −1 ~1)"
    assert "Dogs 1" in remote.read("README.md")


def test_what_a_proposal_accepted_stays_accepted_until_it_is_merged(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    words = ("sync", "--pull-request", "--from", "github")
    number = hub.repository.create_issue("Lions", SECTION_OF, author="stranger")
    hub.server.github.advance(60)
    hub.repository.label_issue(number, "accepted", actor="octo")
    hub.server.github.advance(60)
    assert issuesync(*words).code == 0
    assert "Lions" in remote.read("README.md", BRANCH)
    head, before = remote.head(BRANCH), len(writes(hub))
    hub.server.github.advance(60)
    assert issuesync(*words).code == 0
    assert (remote.head(BRANCH), writes(hub)[before:]) == (head, [])
    hub.server.github.advance(60)
    hub.repository.edit_issue(number, title="Casino", actor="stranger")
    assert issuesync(*words).code == 0
    assert "Lions" in remote.read("README.md", BRANCH)
    assert "Casino" not in remote.read("README.md", BRANCH)
    git(remote.path, "update-ref", "refs/heads/main", remote.head(BRANCH))
    hub.repository.merge_pull(pulls(hub)[0])
    assert issuesync(*words).code == 0
    assert pulls(hub) == []


def test_once_the_base_has_another_snapshot_the_proposed_one_is_forgotten(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    words = ("sync", "--pull-request", "--from", "github")
    number = hub.repository.create_issue("Lions", SECTION_OF, labels=["accepted"])
    assert issuesync(*words).code == 0
    proposed = json.loads(remote.read("catalog/issues.json", BRANCH))
    write_snapshot(clone, issue(9, SECTION_OF))
    commit_all(clone, "Accept another")
    git(clone, "push", "--quiet", "origin", "main")
    hub.server.github.advance(60)
    assert issuesync(*words).code == 0
    made = json.loads(remote.read("catalog/issues.json", BRANCH))
    assert [one["number"] for one in made["issues"]] == [number]
    assert made["issues"][0]["accepted"]["at"] > proposed["issues"][0]["accepted"]["at"]


def test_no_text_of_an_issue_gets_into_a_commit_or_the_pull_requests_text(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    evil = [text for text in CORPUS if text.strip()][:40]
    for text in evil:
        title = text[:200].replace("\n", " ").strip() or "x"
        hub.repository.create_issue(f"evil {title}", f"{SECTION_OF}\n{text}", labels=["accepted"])
    number = hub.repository.numbers + 1
    assert issuesync("sync", "--pull-request", "--from", "github").code == 0
    said = git(remote.path, "log", "--format=%B", BRANCH)
    pull = hub.repository.issues[number]
    assert "evil" not in said + pull.title + (pull.body or "")
    assert "evil" in remote.read("README.md", BRANCH)


TROUBLES = [
    faults.closes(),
    faults.closes().after_write(),
    faults.fails(502),
    faults.fails(502).after_write(),
    faults.truncates(),
]


@pytest.mark.parametrize("trouble", TROUBLES, ids=lambda one: f"{one.name}-{one.applied}")
def test_a_lost_answer_makes_no_second_pull_request(
    hub: Hub,
    clone: Path,
    issuesync: Command,
    trouble: faults.Fault,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("issuesync.app.connection.count_down", lambda _: None)
    plan = hub.server.plan
    plan.when(lambda request: request.method == "GET", trouble)
    plan.when(lambda request: request.method == "POST", trouble)
    assert issuesync("sync", "--pull-request").code == 0
    push_change(clone, "papers.yaml", MORE_PAPERS)
    plan.when(lambda request: request.method == "PATCH", trouble)
    assert issuesync("sync", "--pull-request").code == 0
    assert hub.repository.issues[1].title == "Update the catalog: 6 entries"
    assert (pulls(hub), pulls(hub, "closed"), plan.planned) == ([1], [], [])
    issuesync("sync")
    commit_all(clone, "Render it by hand")
    git(clone, "push", "--quiet", "origin", "main")
    plan.when(lambda request: request.method == "PATCH", trouble)
    assert issuesync("sync", "--pull-request").code == 0
    assert (pulls(hub), pulls(hub, "closed"), plan.planned) == ([], [1], [])


def test_a_pull_request_that_another_run_just_made_is_taken(hub: Hub, issuesync: Command) -> None:
    def other_run() -> None:
        hub.repository.create_pull("Theirs", head=BRANCH)

    hub.server.plan.when(lambda request: request.method == "POST", faults.calls(before=other_run))
    ran = issuesync("sync", "--pull-request")
    assert ran.code == 0, ran.err
    assert pulls(hub) == [1]
    assert "/octo/cat/pull/1" in ran.err


def test_a_branch_that_was_merged_in_the_same_moment_is_not_proposed(
    hub: Hub, remote: Remote, issuesync: Command
) -> None:
    def merge() -> None:
        git(remote.path, "update-ref", "refs/heads/main", remote.head(BRANCH))

    hub.server.plan.when(
        lambda request: request.method == "POST" and request.path.endswith("/pulls"),
        faults.calls(before=merge),
    )
    ran = issuesync("sync", "--pull-request")
    assert ran.code == ExitCode.GITHUB
    assert "somebody merged it in the same moment" in ran.err
    assert issuesync("sync", "--pull-request").code == 0
    assert (pulls(hub), pulls(hub, "closed")) == ([], [])


def test_without_a_snapshot_every_issue_is_new(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    git(clone, "rm", "--quiet", "catalog/issues.json")
    commit_all(clone, "Begin anew")
    git(clone, "push", "--quiet", "origin", "main")
    hub.repository.create_issue("Cats", SECTION_OF, labels=["accepted"])
    assert issuesync("sync", "--commit", "--from", "github").code == 0
    assert remote.log()[0] == "Update the catalog: 3 entries (+1)"  # two are of a data file
    assert "A catalog/issues.json" in remote.changed_by()


def test_the_proposing_branch_is_not_proposed_to_itself(
    hub: Hub, clone: Path, issuesync: Command
) -> None:
    git(clone, "checkout", "--quiet", "-b", BRANCH)
    git(clone, "push", "--quiet", "origin", BRANCH)
    assert issuesync("sync", "--pull-request").code == ExitCode.USAGE
    assert hub.server.log == []


def test_a_push_whose_answer_was_lost_is_found_and_proposed(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    git(remote.path, "config", "http.receivepack", "true")
    with git_server(remote.path.parent, os.environ["GITHUB_TOKEN"]) as server:
        git(clone, "remote", "set-url", "origin", f"{server.url}/remote.git")
        monkeypatch.setenv("GITHUB_SERVER_URL", server.url)
        server.drops = 1
        told = json.loads(issuesync("sync", "--pull-request", "--json").out)
    assert (told["commit"], told["pushed"]) == (remote.head(BRANCH), True)
    assert server.drops == 0
    assert pulls(hub) == [1]
    assert len(remote.log(BRANCH)) == 2


def test_a_remote_without_a_name_needs_one(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("GITHUB_REPOSITORY")
    git(hub.folder, "remote", "set-url", "origin", "catalog")
    ran = issuesync("sync", "--pull-request")
    assert ran.code == ExitCode.GITHUB
    assert "set GITHUB_REPOSITORY" in ran.err
