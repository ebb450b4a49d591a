"""``absorb --pull-request``: a hand edit on the default branch comes back as a proposal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from pulling import hub_of
from repositories import Remote, clone_of, isolate, push_change

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

    Command = Callable[..., Ran]

BRANCH = "issuesync/absorb"


@pytest.fixture
def clone(cats: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command) -> Path:
    isolate(monkeypatch)
    assert issuesync("sync").code == 0
    return clone_of(cats, monkeypatch)


@pytest.fixture
def remote(clone: Path) -> Remote:
    return Remote(clone.parent / "remote.git")


@pytest.fixture
def hub(clone: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with hub_of(clone, remote, monkeypatch) as hub:
        monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(clone.parent / "summary.md"))
        yield hub


def edit(clone: Path, old: str, new: str) -> str:
    """Edit the README on the remote's main branch, as somebody in a browser would."""
    text = (clone / "README.md").read_text(encoding="utf-8")
    assert old in text
    push_change(clone, "README.md", text.replace(old, new), "Edit the README by hand")
    return text


def test_an_edit_is_proposed_as_what_it_means(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    edit(clone, "| CVPR |", "| ECCV |")
    ran = issuesync("absorb", "--pull-request")
    assert ran.code == 0, ran.err
    assert remote.changed_by(BRANCH) == ["M README.md", "M overrides.yaml"]
    assert "venue: ECCV" in remote.read("overrides.yaml", BRANCH)
    assert "| ECCV |" in remote.read("README.md", BRANCH)
    pull = next(one for one in hub.repository.issues.values() if one.is_pull)
    assert "What the hand edits of generated tables mean: 5 entries (~1)." in (pull.body or "")
    assert "pull/1" in ran.err
    assert "ECCV" in (clone.parent / "summary.md").read_text(encoding="utf-8")


def test_a_second_run_proposes_nothing_new_and_a_merged_one_closes(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    before = edit(clone, "| CVPR |", "| ECCV |")
    issuesync("absorb", "--pull-request")
    head = remote.head(BRANCH)
    assert issuesync("absorb", "--pull-request").code == 0
    assert remote.head(BRANCH) == head
    push_change(clone, "README.md", before, "Take it back")
    assert "no edit to propose" in issuesync("absorb", "--pull-request").err
    assert [one.state for one in hub.repository.issues.values() if one.is_pull] == ["closed"]


def test_without_an_edit_nothing_is_proposed_even_where_a_sync_would_write(
    hub: Hub, remote: Remote, clone: Path, issuesync: Command
) -> None:
    text = (clone / "catalog.yaml").read_text(encoding="utf-8")
    push_change(clone, "catalog.yaml", text.replace("Year: year, ", ""), "Show no years")
    ran = issuesync("absorb", "--pull-request")
    assert (ran.code, "no edit to propose" in ran.err) == (0, True)
    assert remote.branches() == ["main"]
    assert hub.repository.issues == {}


def test_a_proposal_goes_with_no_other_way(clone: Path, issuesync: Command) -> None:
    ran = issuesync("absorb", "--pull-request", "--apply")
    assert ran.code == 2
    assert "leave out" in ran.err
    assert clone
