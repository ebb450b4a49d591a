"""Commands that change GitHub, killed at every request and run again, end as one calm run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.github.api import Api
from issuesync.model.plan import MARK
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran
    from issuesync.github.responses import Response
    from pulling import Hub

    Command = Callable[..., Ran]

CHANGING = re.compile(MARK.format("[0-9a-f]{32}") + r"|127\.0\.0\.1:\d+|sha256:[0-9a-f]+")
"""What is another each time: the marks, the server's port, and checksums of what names it."""

README = "# Cats\n\n|Year|Name|More|\n|-|-|-|\n{}|1999|Nobody||\n|1998|No one||\n\nThe end.\n"
ROW = "|{}|[Cats {}](https://example.org/{})|[m](https://github.com/octo/cat/issues/{})|\n"
ADOPT = ("init", "README.md", "--from", "github", "--into", "issues", "--rows", "issues", "--apply")
ABSORB = ("absorb", "--from", "github", "--into", "issues", "--apply")


class Killer:
    """Ends the process at one request: before it is sent, or after its answer came."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.asked = self.at = 0
        self.is_sent = False
        send = Api.request

        def request(api: Api, *arguments: Any, **more: Any) -> Response:
            self.asked += 1
            if self.asked == self.at and not self.is_sent:
                raise KeyboardInterrupt
            answer = send(api, *arguments, **more)
            if self.asked == self.at:
                raise KeyboardInterrupt
            return answer

        monkeypatch.setattr(Api, "request", request)

    def arm(self, at: int, *, is_sent: bool = False) -> None:
        self.asked, self.at, self.is_sent = 0, at, is_sent


@pytest.fixture
def killer(monkeypatch: pytest.MonkeyPatch) -> Killer:
    for name in ("GITHUB_ACTIONS", "GH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return Killer(monkeypatch)


def held(hub: Hub, folder: Path) -> tuple[object, ...]:
    """Return everything on GitHub and in the folder but what is another each time."""
    issues = [
        (one.number, one.title, CHANGING.sub("", one.body), sorted(one.labels), one.state)
        for one in hub.truth().issues
    ]
    files = {
        str(path.relative_to(folder)): CHANGING.sub("", path.read_text("utf-8"))
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".issuesync" not in path.parts
    }
    return issues, files


def adopting(folder: Path, hub: Hub, issuesync: Command) -> None:
    """Write a document whose rows the issues do not say, two of them without an issue."""
    del issuesync
    rows = "".join(ROW.format(2000 + number, *[number] * 3) for number in (1, 2, 3))
    (folder / "README.md").write_text(README.format(rows), "utf-8")
    for number in (1, 2, 3):
        hub.repository.create_issue(f"Cats {number}", f"**Link**: https://example.org/{number}")


def absorbing(folder: Path, hub: Hub, issuesync: Command) -> None:
    """Edit the rows of a catalog: fix one, remove one, add two."""
    adopting(folder, hub, issuesync)
    assert issuesync(*ADOPT).code == 0
    settings = (folder / "catalog.yaml").read_text("utf-8")
    assert "from: [issues, catalog/data/cats.yaml]" in settings
    settings = settings.replace("from: [issues, catalog/data/cats.yaml]", "from: issues")
    (folder / "catalog.yaml").write_text(settings, "utf-8")
    (folder / "catalog/data/cats.yaml").unlink()
    text = (folder / "README.md").read_text("utf-8").replace("|2001|", "|2011|")
    kept = [line for line in text.splitlines() if "[Cats 2]" not in line]
    at = next(index for index, line in enumerate(kept) if "[Cats 3]" in line)
    kept[at:at] = ["| 2004 | [New](https://n.org/1) | — |", "| 2005 | Newer | — |"]
    (folder / "README.md").write_text("\n".join(kept) + "\n", "utf-8")


@pytest.mark.parametrize("is_sent", [False, True], ids=["before it is sent", "after its answer"])
@pytest.mark.parametrize(
    ("prepare", "words"), [(adopting, ADOPT), (absorbing, ABSORB)], ids=["init", "absorb"]
)
def test_killed_at_any_request_and_run_again_a_command_ends_as_undisturbed(  # noqa: PLR0917
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    issuesync: Command,
    killer: Killer,
    prepare: Callable[[Path, Hub, Command], None],
    words: tuple[str, ...],
    is_sent: bool,
) -> None:
    expected: tuple[object, ...] | None = None
    at = count = 0
    while at <= count:
        folder = tmp_path / str(at)
        folder.mkdir()
        monkeypatch.chdir(folder)
        with hub_at(folder, "octo/cat") as hub:
            monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
            monkeypatch.setenv("GITHUB_TOKEN", hub.token)
            killer.arm(0)
            prepare(folder, hub, issuesync)
            killer.arm(at, is_sent=is_sent)
            ran = issuesync(*words)
            if at:
                assert ran.code == 130
                killer.arm(0)
                ran = issuesync(*words)
            assert ran.code == 0, ran.err
            count = count or killer.asked
            expected = expected or held(hub, folder)
            assert held(hub, folder) == expected, at
            assert len({one.title for one in hub.truth().issues}) == len(hub.truth().issues)
        at += 1
    assert count >= 15
