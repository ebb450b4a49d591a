"""A run in a fork: it reads the snapshot, writes no issue, label or comment, and says so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from cats import issue, write_snapshot
from github_server import GitHubServer
from label_worlds import Hub, open_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

TOLD = "this run is of somebody/cat, the catalog of octo/cat: the snapshot is read"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_REPOSITORY", "somebody/cat")
        hub.entry("accepted", "visual-qa")
        write_snapshot(tmp_path, issue(1, "### Section\n\nText\n", "visual-qa", title="Committed"))
        yield hub


@pytest.mark.parametrize(
    "words",
    [
        ["sync", "--from", "github"],
        ["review", "1", "--apply"],
        ["review", "--apply"],
        ["labels", "--from", "github", "--issues", "--apply"],
        ["sync", "--from", "github", "--pull-request"],
        ["absorb", "--pull-request"],
        ["check"],
    ],
)
def test_a_run_elsewhere_asks_github_for_nothing_and_says_so(
    hub: Hub, issuesync: Command, words: list[str]
) -> None:
    before = (hub.root / "catalog/issues.json").read_bytes()
    ran = issuesync(*words)
    assert TOLD in ran.err
    assert hub.server.log == []
    assert (hub.root / "catalog/issues.json").read_bytes() == before


def test_a_sync_elsewhere_shows_the_snapshot(hub: Hub, issuesync: Command) -> None:
    assert issuesync("sync").code == 0
    assert "Committed" in (hub.root / "README.md").read_text(encoding="utf-8")


def test_a_run_of_the_catalogs_own_repository_asks_in_any_case_of_its_name(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_REPOSITORY", "Octo/Cat")
    ran = issuesync("review", "1")
    assert TOLD not in ran.err
    assert hub.server.log != []
