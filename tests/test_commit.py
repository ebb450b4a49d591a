"""``sync --commit`` against real git: what is committed, who else pushes, and what goes wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from repositories import (
    Remote,
    isolate,
    publish,
    state,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


@pytest.fixture
def clone(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The catalog of cats, not yet rendered, as a clone of its remote."""
    isolate(monkeypatch)
    (cats / "work").mkdir()
    for path in [path for path in cats.iterdir() if path.name != "work"]:
        path.rename(cats / "work" / path.name)
    monkeypatch.chdir(cats / "work")
    publish(cats / "work", cats / "remote.git")
    return cats / "work"


@pytest.fixture
def remote(clone: Path) -> Remote:
    return Remote(clone.parent / "remote.git")


def test_what_changed_is_one_commit_of_exactly_these_paths(
    clone: Path, remote: Remote, issuesync: Command
) -> None:
    ran = issuesync("sync", "--commit")
    assert ran.code == 0, ran.err
    assert remote.log() == ["Update the catalog: 5 entries", "Begin"]
    assert remote.changed_by() == ["M README.md", "A badges/vqa.svg"]
    assert state(clone)[:2] == (remote.head(), "")
