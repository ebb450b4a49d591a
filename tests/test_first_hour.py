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
