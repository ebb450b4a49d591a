"""Every command says first what it read, and last what it changed and where."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuesync.app.acting import Place, changed_line, files_line, planned_line
from issuesync.model.issue import Label
from issuesync.model.plan import AddLabel, CreateIssue, CreateLabel, WriteComment, WriteTag
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from issuesync.model.plan import Change
    from pulling import Hub

    Command = Callable[..., Ran]

SNAPSHOT = "read catalog/issues.json (snapshot of octo/cat)"
READING = [
    ["sync"],
    ["sync", "--check"],
    ["check"],
    ["list"],
    ["list", "--shares-sources-with", "1"],
    ["show", "1"],
    ["show", "1", "--against", "2"],
    ["labels"],
    ["review", "1"],
    ["absorb"],
    ["publish"],
]


@pytest.fixture
def hub(cats: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    assert cats == tmp_path
    with hub_at(tmp_path, "octo/cat") as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        yield hub


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.usefixtures("cats")
def test_a_command_says_first_which_snapshot_it_read(issuesync: Command, words: list[str]) -> None:
    ran = issuesync(*words)
    assert ran.err.splitlines()[0] == SNAPSHOT


@pytest.mark.parametrize("words", READING[:3], ids=" ".join)
def test_a_command_says_first_which_repository_it_read(
    hub: Hub, issuesync: Command, words: list[str]
) -> None:
    ran = issuesync(*words, "--from", "github")
    assert ran.err.splitlines()[0].startswith("read octo/cat on GitHub (")
    assert hub.server.log


@pytest.mark.usefixtures("cats")
def test_a_sync_says_last_what_it_changed(issuesync: Command) -> None:
    asked = issuesync("sync", "--check")
    assert asked.err.splitlines()[-1] == "changed nothing: 2 files would change"
    ran = issuesync("sync")
    assert ran.err.splitlines()[-1] == "changed 2 files in this folder; GitHub is untouched"
    assert issuesync("sync").err.splitlines()[-1] == "changed nothing"


@pytest.mark.usefixtures("cats")
def test_labels_of_a_snapshot_change_its_file_and_each_is_told_once(issuesync: Command) -> None:
    shown = issuesync("labels")
    assert shown.err.splitlines()[-1].endswith("--apply changes catalog/issues.json")
    ran = issuesync("labels", "--apply")
    lines = ran.err.splitlines()
    assert lines[-1] == "changed 1 label in catalog/issues.json; GitHub is untouched"
    assert sum(line.startswith("1/1 ") for line in lines) == 1
    assert len(lines) == len(shown.err.splitlines())
    again = issuesync("labels", "--apply")
    last = again.err.splitlines()[-1]
    assert last == "changed nothing in catalog/issues.json; GitHub is untouched"


def test_labels_on_github_are_told_once_and_counted_last(hub: Hub, issuesync: Command) -> None:
    ran = issuesync("labels", "--from", "github", "--apply")
    assert ran.code == 0, ran.err
    lines = ran.err.splitlines()
    assert lines[-1].startswith("changed ")
    assert lines[-1].endswith(" of octo/cat on GitHub")
    made = [line for line in lines if " VQA " in line]
    assert len(made) <= 1
    assert hub.server.log


@pytest.mark.usefixtures("cats")
def test_a_review_of_a_snapshot_cannot_be_posted(issuesync: Command) -> None:
    ran = issuesync("review", "1", "--apply", "--from", "snapshot")
    assert ran.code == 2
    assert "a snapshot holds no comments, so there is nowhere to post" in ran.err


def test_changes_are_counted_by_what_they_change() -> None:
    label = Label("x", "ff0000", "")
    changes: list[Change] = [
        CreateLabel(label),
        AddLabel(1, "x", "because"),
        AddLabel(1, "y", "because"),
        CreateIssue("row", "t", "b", ()),
        WriteComment(1, "b", "m"),
        WriteTag("t", "m", "2026-01-01", ""),
    ]
    here, there = Place("o/r", "a.json"), Place("o/r")
    words = "1 label, 1 issue, 1 new issue, 1 comment and 1 tag"
    assert changed_line(changes, here) == f"changed {words} in a.json; GitHub is untouched"
    assert changed_line(changes, there) == f"changed {words} of o/r on GitHub"
    assert changed_line([], there) == "changed nothing on GitHub"
    assert planned_line(changes[:1], here).startswith("planned: 1 label; nothing was changed yet")
    assert files_line(1) == "changed 1 file in this folder; GitHub is untouched"
