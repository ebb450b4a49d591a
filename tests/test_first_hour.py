"""The first hour: from an empty folder to a first accepted entry, as a newcomer walks it."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

import pytest

from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

    Command = Callable[..., Ran]

BODY = "### Section\n\nDatasets\n\n### Year\n\n2024\n\n### Paper\n\nhttps://example.org/1\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve an empty repository that the folder's git names."""
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    remote = ["git", "remote", "add", "origin", "https://github.com/octo/cat.git"]
    subprocess.run(["git", "init", "-q"], check=True)
    subprocess.run(remote, check=True)
    with hub_at(tmp_path, "octo/cat") as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        yield hub


def test_from_an_empty_folder_to_the_first_accepted_entry(hub: Hub, issuesync: Command) -> None:
    assert issuesync("init").code == 0
    assert issuesync("sync").code == 0
    readme = hub.folder / "README.md"
    assert "[A first sample](https://example.org/first)" in readme.read_text("utf-8")
    made = issuesync("labels", "--from", "github", "--apply")
    assert made.code == 0, made.err
    assert hub.repository.find_label("accepted") is not None
    hub.repository.create_issue("Mine", BODY)
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 0, ran.err
    assert "1 open issue, and it does not have the label “accepted”" in ran.err
    assert "gh issue edit 1 --add-label accepted" in ran.err
    hub.repository.label_issue(1, "accepted", actor="octo")
    hub.server.github.advance(1000)
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 0, ran.err
    assert "[Mine](https://example.org/1)" in readme.read_text("utf-8")
    assert issuesync("check").code == 0


def test_the_samples_go_once_there_is_an_entry_and_before_with_a_flag(
    hub: Hub, issuesync: Command
) -> None:
    issuesync("init")
    issuesync("sync")
    (hub.folder / "catalog/data/samples.yaml").unlink()
    settings = hub.folder / "catalog.yaml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace(", catalog/data/samples.yaml", ""), "utf-8")
    ran = issuesync("sync")
    assert (ran.code, "--allow-shrink" in ran.err) == (6, True)
    hub.repository.create_label("accepted", "0e8a16")
    hub.repository.create_issue("Mine", BODY, labels=["accepted"])
    assert issuesync("sync", "--from", "github").code == 0
    readme = (hub.folder / "README.md").read_text("utf-8")
    assert "[Mine](https://example.org/1)" in readme
    assert "sample" not in readme


@pytest.mark.parametrize("has_token", [True, False])
def test_the_first_reading_accepts_what_has_the_label(
    hub: Hub, issuesync: Command, has_token: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issuesync("init").code == 0
    assert not (hub.folder / "catalog/issues.json").exists()
    hub.repository.create_label("accepted", "0e8a16")
    hub.repository.create_issue("Mine", BODY, labels=["accepted"])
    if not has_token:
        monkeypatch.delenv("GITHUB_TOKEN")
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 0, ran.err
    assert "edited" not in ran.err
    assert "[Mine](https://example.org/1)" in (hub.folder / "README.md").read_text("utf-8")
    held = json.loads((hub.folder / "catalog/issues.json").read_text("utf-8"))
    assert [one["number"] for one in held["issues"]] == [1]


def test_ten_issues_without_the_label_are_counted_and_the_remedy_named(
    hub: Hub, issuesync: Command
) -> None:
    issuesync("init")
    for number in range(10):
        hub.repository.create_issue(f"Entry {number}", BODY)
    ran = issuesync("sync", "--from", "github")
    assert "10 open issues, and none has the label “accepted”" in ran.err
    assert "give it to those that belong in the catalog" in ran.err


def test_one_issue_with_the_label_is_enough_though_its_text_waits(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuesync("init")
    issuesync("sync", "--from", "github")
    hub.repository.create_label("accepted", "0e8a16")
    for number in range(3):
        hub.repository.create_issue(f"Entry {number}", BODY)
    hub.repository.label_issue(1, "accepted", actor="octo")
    hub.server.github.advance(1000)
    monkeypatch.delenv("GITHUB_TOKEN")
    ran = issuesync("sync", "--from", "github")
    assert "#1: warning [entry-held] history unknown" in ran.err
    assert "no-label" not in ran.err
    assert "1 warning; issuesync check --from github lists it" in ran.err
    assert "history unknown" in issuesync("check", "--from", "github").err
    assert "history unknown" not in issuesync("check").err


def test_labels_are_compared_with_no_snapshot_that_is_not_there(
    hub: Hub, issuesync: Command
) -> None:
    issuesync("init")
    for words in (["labels"], ["labels", "--apply"]):
        ran = issuesync(*words)
        assert (ran.code, ran.err.splitlines()) == (
            4,
            [
                "issuesync: there is no catalog/issues.json yet, so no labels to compare",
                "    run issuesync labels --from github for the labels of octo/cat",
            ],
        )
    assert not (hub.folder / "catalog/issues.json").exists()


@pytest.mark.parametrize("words", [["labels", "--from", "github"], ["review", "1"]], ids=" ".join)
def test_nothing_is_tried_on_github_without_a_token(
    hub: Hub, issuesync: Command, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    issuesync("init")
    hub.repository.create_issue("Mine", BODY)
    monkeypatch.delenv("GITHUB_TOKEN")
    ran = issuesync(*words, "--apply")
    assert (ran.code, ran.err.splitlines()) == (
        7,
        [
            "issuesync: no token is set, and GitHub takes no change without one",
            "    set GITHUB_TOKEN to a token that may write issues, or run gh auth login",
        ],
    )


def test_a_review_says_first_what_it_read_and_last_what_it_changed(
    hub: Hub, issuesync: Command
) -> None:
    issuesync("init")
    assert issuesync("review").err.splitlines()[1:] == ["no issue waits for a review"]
    issuesync("labels", "--from", "github", "--apply")
    hub.repository.create_issue("Mine", BODY, labels=["new entry"])
    assert "#1: nothing to write: members' issues without mistakes get no comment" in (
        issuesync("review").err.splitlines()
    )
    hub.repository.create_issue("Theirs", BODY, labels=["new entry"], author="stranger")
    said = issuesync("review", "--apply").err.splitlines()
    assert said[0] == "read octo/cat on GitHub"
    assert said[-1] == "changed 1 comment of octo/cat on GitHub"
    hub.repository.create_issue("A question", "How?")
    said = issuesync("review", "3", "--apply").err.splitlines()
    assert said[0] == "read octo/cat on GitHub"
    assert "#3 is not an open issue of this catalog: nothing to review" in said
    assert said[-1] == "changed nothing on GitHub"


def test_a_review_of_the_snapshot_says_that_github_has_what_waits(
    hub: Hub, issuesync: Command
) -> None:
    issuesync("init")
    ran = issuesync("review", "1")
    assert (ran.code, ran.err.splitlines()) == (
        4,
        [
            "issuesync: there is no catalog/issues.json yet, so no issue to review",
            "    add --from github to review an issue as it is there",
        ],
    )
    issuesync("sync", "--from", "github")
    hub.repository.create_label("new entry", "0e8a16")
    hub.repository.create_issue("Mine", BODY, labels=["new entry"], author="stranger")
    assert issuesync("review", "#1").err.splitlines()[1:] == [
        "#1 is not in catalog/issues.json: nothing to review",
        "    add --from github to review an issue as it is there",
    ]
    assert "This entry is complete" in issuesync("review", "#1", "--from", "github").out


def test_a_starter_without_a_repository_says_so_until_it_has_one(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert issuesync("init").code == 0
    said = "catalog.yaml:2: error [wrong-setting] OWNER/REPOSITORY is a placeholder"
    ran = issuesync("sync")
    assert (ran.code, said in ran.err) == (0, True)
    assert "[A first sample]" in (tmp_path / "README.md").read_text("utf-8")
    ran = issuesync("check")
    assert (ran.code, said in ran.err) == (1, True)
