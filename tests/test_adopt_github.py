"""Adoption beside GitHub itself: read there, stopped by the guard, published, and in order then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

    Command = Callable[..., Ran]

COUNT = 14


def row(number: int) -> str:
    link = f"https://github.com/octo/cat/issues/{number}"
    return f"|{2000 + number}|[Cats {number}](https://example.org/{number})|[m]({link})|\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve a repository of issues that no label publishes yet, beside a README that shows them."""
    rows = "".join(map(row, range(1, COUNT + 1)))
    text = f"# Cats\n\n|Year|Name|More|\n|-|-|-|\n{rows}|1999|Nobody||\n\nThe end.\n"
    (tmp_path / "README.md").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with hub_at(tmp_path, "octo/cat") as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        for number in range(1, COUNT + 1):
            hub.repository.create_issue(f"Cats {number}", f"**Link**: https://example.org/{number}")
        yield hub


def test_the_issues_are_read_from_the_repository_that_the_document_links_to(
    hub: Hub, issuesync: Command
) -> None:
    ran = issuesync("init", "README.md")
    assert ran.code == 0, ran.err
    assert f"{COUNT + 1} rows, {COUNT} of them issues: {COUNT} by issue link" in ran.err
    assert "planned for GitHub" in ran.err
    assert all(not issue.labels for issue in hub.truth().issues)


@pytest.mark.usefixtures("hub")
def test_until_the_label_is_given_a_sync_from_github_is_stopped_and_says_how_to_go_on(
    issuesync: Command, tmp_path: Path
) -> None:
    assert issuesync("init", "README.md").code == 0
    before = (tmp_path / "README.md").read_bytes()
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 6
    assert "Nothing was written" in ran.err
    assert "--apply gives the issues the label that publishes" in ran.err
    assert (tmp_path / "README.md").read_bytes() == before


def test_applied_everything_is_on_github_and_a_second_run_plans_nothing(
    hub: Hub, issuesync: Command, tmp_path: Path
) -> None:
    words = ("init", "README.md", "--from", "github", "--into", "issues", "--rows", "issues")
    assert issuesync(*words[:2]).code == 0
    ran = issuesync(*words, "--apply")
    assert ran.code == 0, ran.err
    truth = {issue.number: issue for issue in hub.truth().issues}
    assert len(truth) == COUNT + 1
    assert all("accepted" in issue.labels for issue in truth.values())
    assert "**Year**: 2003" in truth[3].body
    assert truth[COUNT + 1].title == "Nobody"
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.suffix != ".sqlite"
              and path.is_file()}  # fmt: skip
    ran = issuesync(*words, "--apply")
    assert ran.code == 0, ran.err
    assert "planned" not in ran.err
    assert "nothing to write" in ran.err
    assert all(path.read_bytes() == content for path, content in before.items())
    assert len(hub.truth().issues) == COUNT + 1


def test_applied_a_sync_from_github_shows_every_row(
    hub: Hub, issuesync: Command, tmp_path: Path
) -> None:
    assert hub
    assert issuesync("init", "README.md").code == 0
    assert issuesync("init", "README.md", "--from", "github", "--apply").code == 0
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 0, ran.err
    text = (tmp_path / "README.md").read_text("utf-8")
    assert all(f"[Cats {number}]" in text for number in range(1, COUNT + 1))
