"""docs/first-catalog.md shows what its commands print, in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from repositories import git, isolate
from test_absorb_docs import broken
from test_first_hour import BODY, hub

if TYPE_CHECKING:
    import pytest

    from pulling import Hub
    from test_first_hour import Command

__all__ = ["hub"]
PAGE = (Path(__file__).parent.parent / "docs" / "first-catalog.md").read_text(encoding="utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
COMMAND = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


def shown() -> list[tuple[str, list[str]]]:
    """Return each command of the page with the lines that the page shows of its output."""
    blocks = [body for kind, body in FENCE.findall(PAGE) if kind == "console"]
    return [(one[1], one[2].splitlines()) for body in blocks for one in COMMAND.finditer(body)]


def cloned(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the folder what a clone of an empty repository is, and return where it pushes to."""
    isolate(monkeypatch)
    monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
    monkeypatch.setenv("GITHUB_TOKEN", hub.token)
    folder = hub.folder
    remote = folder.parent / f"{folder.name}.git"
    git(folder, "init", "--quiet", "--bare", "--initial-branch=main", str(remote))
    git(folder, "symbolic-ref", "HEAD", "refs/heads/main")
    git(folder, "config", "branch.main.remote", "origin")
    git(folder, "config", "branch.main.merge", "refs/heads/main")
    git(folder, "config", f"url.{remote}.pushInsteadOf", "https://github.com/octo/cat.git")
    return remote


def test_the_page_shows_what_its_commands_print(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = cloned(hub, monkeypatch)
    for command, lines in shown():
        program, *words = command.split()
        if command == "gh issue edit 1 --add-label accepted":
            hub.repository.label_issue(1, "accepted", actor="octo")
            hub.server.github.advance(1000)
        elif program == "issuesync":
            if words == ["sync", "--from", "github"] and not hub.repository.issues:
                hub.repository.create_issue("Mine", BODY)
            ran = issuesync(*words)
            assert ran.code == 0, ran.err
            printed = "\n".join(map(broken, (ran.out + ran.err).splitlines())).splitlines()
            assert [line for line in printed if line in lines] == lines, command
        elif words[:1] in (["add"], ["commit"], ["push"]):
            git(hub.folder, *shlex.split(command)[1:])
        else:
            assert (program, *words)[:2] in {("git", "clone"), ("cd", "cat")}, command
    pushed = git(remote, "ls-tree", "-r", "--name-only", "main").splitlines()
    assert {"catalog.yaml", "README.md", ".github/workflows/catalog.yml"} <= set(pushed)


def test_the_page_shows_the_body_of_the_issue_and_its_row(hub: Hub, issuesync: Command) -> None:
    assert BODY in [body for kind, body in FENCE.findall(PAGE) if kind == "markdown"]
    issuesync("init")
    hub.repository.create_label("accepted", "0e8a16")
    hub.repository.create_issue("Mine", BODY, labels=["accepted"])
    assert issuesync("sync", "--from", "github").code == 0
    text = (hub.folder / "README.md").read_text("utf-8")
    text = text.replace(hub.server.url, "https://github.com")
    rows = [line for line in PAGE.splitlines() if line.startswith("|")]
    assert [row for row in rows if row not in text.splitlines()] == []
