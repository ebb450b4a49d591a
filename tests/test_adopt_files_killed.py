"""`init README` killed before each of its file operations, and run again, ends as undisturbed."""

from __future__ import annotations

import errno
import json
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

README = """\
# Cats

| Year | Name | More |
| - | - | - |
| 2001 | [Cats 1](https://example.org/1) | [m](https://github.com/octo/cat/issues/1) |
| 1999 | Nobody | |
| 1998 | No one | |

The end.
"""
SNAPSHOT = {
    "repository": "octo/cat",
    "labels": [],
    "issues": [{"number": 1, "title": "Cats 1", "body": "**Link**: https://example.org/1"}],
}
PLAIN = ("init", "README.md", "--from", "listing.json")
FILING = (*PLAIN, "--rows", "issues", "--apply")


@dataclass
class Killer:
    """Ends the process at one file operation, and lets nothing be written after that.

    ``error`` is what happens there: a kill, or what a full disk answers.
    """

    folder: str = ""
    at: int = 0
    count: int = 0
    error: BaseException = field(default_factory=KeyboardInterrupt)

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self.folder and self.is_writing(event, arguments):
            self.count += 1
            if self.at and self.count >= self.at:
                raise self.error

    def is_writing(self, event: str, arguments: tuple[Any, ...]) -> bool:
        """Say whether an event changes a file below the folder."""
        if event == "open" and not (isinstance(arguments[2], int) and arguments[2] & 3):
            return False
        named = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod"}
        return event in named and str(arguments[0]).startswith(self.folder)


@pytest.fixture(scope="module")
def killer() -> Killer:
    """An audit hook stays for as long as the process, so there is one."""
    found = Killer()
    sys.addaudithook(found)
    return found


def prepare(folder: Path) -> None:
    folder.mkdir()
    (folder / "README.md").write_text(README, "utf-8")
    (folder / "listing.json").write_text(json.dumps(SNAPSHOT), "utf-8")


def contents(folder: Path) -> dict[str, str]:
    """Return all that is in a folder but the marks of issues, which are others each time."""
    texts = {
        str(path.relative_to(folder)): path.read_text("utf-8")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "journal.jsonl"
    }
    return {name: _without_marks(text) for name, text in texts.items()}


def _without_marks(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "issuesync:created" not in line)


@pytest.mark.parametrize("words", [PLAIN, FILING], ids=["files", "files and rows"])
def test_killed_at_any_file_operation_and_run_again_init_ends_as_undisturbed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    issuesync: Command,
    killer: Killer,
    words: tuple[str, ...],
) -> None:
    calm = tmp_path / "calm"
    prepare(calm)
    monkeypatch.chdir(calm)
    killer.folder, killer.at, killer.count = str(tmp_path), 0, 0
    assert issuesync(*words).code == 0
    killer.folder = ""
    assert issuesync(*words).code == 0
    expected, most = contents(calm), killer.count
    assert most > 20
    for at in range(1, most + 1):
        folder = tmp_path / str(at)
        prepare(folder)
        monkeypatch.chdir(folder)
        killer.folder, killer.at, killer.count = str(tmp_path), at, 0
        issuesync(*words)
        killer.folder = ""
        for _ in range(2):
            ran = issuesync(*words)
            assert ran.code == 0, (at, ran.err)
        assert contents(folder) == expected, at


def test_a_disk_that_fills_up_at_any_file_operation_is_told_and_the_next_run_completes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command, killer: Killer
) -> None:
    monkeypatch.setattr(killer, "error", OSError(errno.ENOSPC, "No space left on device"))
    calm = tmp_path / "calm"
    prepare(calm)
    monkeypatch.chdir(calm)
    killer.folder, killer.at, killer.count = str(tmp_path), 0, 0
    assert issuesync(*PLAIN).code == 0
    killer.folder = ""
    expected, most = contents(calm), killer.count
    for at in range(1, most + 1):
        folder = tmp_path / str(at)
        prepare(folder)
        monkeypatch.chdir(folder)
        killer.folder, killer.at, killer.count = str(tmp_path), at, 0
        ran = issuesync(*PLAIN)
        killer.folder = ""
        assert ran.code in {0, 5}, (at, ran.err)  # what is only cleared away may fail
        assert ("No space left" in ran.err) is (ran.code == 5), (at, ran.err)
        assert issuesync(*PLAIN).code == 0, at
        assert contents(folder) == expected, at


def test_a_file_that_somebody_changed_after_the_crash_is_not_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command, killer: Killer
) -> None:
    folder = tmp_path / "here"
    prepare(folder)
    monkeypatch.chdir(folder)
    at = 0
    while not (folder / ".issuesync/staging/list.json").exists():
        at += 1
        killer.folder, killer.at, killer.count = str(tmp_path), at, 0
        issuesync(*PLAIN)
        killer.folder = ""
    (folder / "README.md").write_text("mine", "utf-8")
    ran = issuesync(*PLAIN)
    assert ran.code == 6
    assert "README.md was changed" in ran.err
    assert (folder / "README.md").read_text("utf-8") == "mine"
    (folder / "catalog.yaml").touch()
    assert "run issuesync init again" in issuesync("check").err
