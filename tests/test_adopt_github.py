"""Adoption beside GitHub itself: read there, stopped by the guard, published, and in order then."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING, Any

import pytest

from github_server import faults
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


@pytest.mark.parametrize("cut", ["/issues?", "/labels?"])
def test_a_listing_that_stays_short_is_never_taken_for_the_repository(
    hub: Hub, issuesync: Command, tmp_path: Path, cut: str
) -> None:
    hub.repository.create_label("old")
    hub.repository.label_issue(1, "old")
    before = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()}
    hub.server.plan.when(lambda asked: cut in asked.target, faults.cuts_page(), times=None)
    ran = issuesync("init", "README.md", "--from", "github")
    assert ran.code == 4
    assert "Nothing was written" in ran.err
    after = {path.name: path.read_text("utf-8") for path in tmp_path.iterdir() if path.is_file()}
    assert after == before


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


class Killed(BaseException):
    """The process is gone: nothing that catches errors sees this."""


WORDS = (
    "init", "README.md", "--from", "github", "--into", "issues", "--rows", "issues", "--apply",
)  # fmt: skip
MARK = re.compile(r"<!-- issuesync:created [0-9a-f]+ -->\s*")


def world(root: Path, patch: pytest.MonkeyPatch, hub: Hub) -> None:
    """Put a README of two issues and one row without one next to a fresh repository."""
    text = f"# Cats\n\n|Year|Name|More|\n|-|-|-|\n{row(1)}{row(2)}|1999|Nobody||\n"
    (root / "README.md").write_text(text, "utf-8")
    patch.chdir(root)
    for name in ("GITHUB_ACTIONS", "GH_TOKEN"):
        patch.delenv(name, raising=False)
    patch.setenv("GITHUB_API_URL", hub.server.url)
    patch.setenv("GITHUB_TOKEN", hub.token)
    for number in (1, 2):
        hub.repository.create_issue(f"Cats {number}", f"**Link**: https://example.org/{number}")


def held(hub: Hub) -> list[tuple[int, str, str, tuple[str, ...], str]]:
    """Return what the repository holds, the marks of creation aside."""
    return [
        (one.number, one.title, MARK.sub("", one.body), one.labels, one.state)
        for one in hub.truth().issues
    ]


def local(root: Path) -> dict[str, bytes]:
    """Return the catalog's files, without marks, and the times and address of the server."""
    times = re.compile(
        rb'"(?:updated_at|created_at|at)": "[^"]*"|[0-9a-f]{32}|127\.0\.0\.1:\d+|sha256:[0-9a-f]+'
    )
    return {
        str(path.relative_to(root)): times.sub(b"", path.read_bytes())
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".issuesync" not in path.parts
    }


def run_killed_at(at: int, issuesync: Command) -> bool:
    """Run the command, killed before its request of this number is sent; say whether it was."""
    from issuesync.github.api import Api

    count = 0
    request = Api.request

    def dying(self: Api, *arguments: Any, **more: Any) -> Any:
        nonlocal count
        count += 1
        if count == at:
            raise Killed
        answer = request(self, *arguments, **more)
        if count == -at:
            raise Killed
        return answer

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Api, "request", dying)
        try:
            issuesync(*WORDS)
        except Killed:
            return True
    return False


def ends(root: Path, issuesync: Command, at: int) -> tuple[Any, Any, bool]:
    """Return what is at GitHub and here after a run that was killed, and one more."""
    root.mkdir()
    with hub_at(root, "octo/cat") as hub, pytest.MonkeyPatch.context() as patch:
        world(root, patch, hub)
        was_killed = bool(at) and run_killed_at(at, issuesync)
        ran = issuesync(*WORDS)
        assert ran.code == 0, ran.err
        return held(hub), local(root), was_killed


def test_killed_at_any_request_and_run_again_the_end_is_that_of_a_calm_run(
    tmp_path: Path, issuesync: Command
) -> None:
    calm = ends(tmp_path / "calm", issuesync, 0)
    titles = [title for _, title, *_ in calm[0]]
    assert titles == ["Cats 1", "Cats 2", "Nobody"]
    for at in itertools.count(1):  # before each odd request is sent, after each even one
        point = at if at % 2 else -at
        found = ends(tmp_path / f"killed{at}", issuesync, point)
        assert found[:2] == calm[:2], point
        if not found[2]:
            break
    assert at > 10
