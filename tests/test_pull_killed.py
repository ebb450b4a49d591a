"""Real processes that are killed, or run next to each other, over the same mirror."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import TYPE_CHECKING

import pytest

from forked import begin
from github_server import faults
from issuesync.github.pull import PullWishes
from issuesync.store.mirror import mirror_path, read_status
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from forked import Running
    from pulling import Hub

COUNT = 1150


@pytest.fixture
def hub(cats: Path) -> Iterator[Hub]:
    """Serve a repository that is large enough for a mirror."""
    with hub_at(cats, "octo/cat") as hub:
        hub.fill(COUNT, a_second=7)
        hub.repository.create_pull("A change", labels=["VQA"])
        yield hub


def start(hub: Hub, *words: str) -> Running:
    """Start a pull of its own."""
    env = {**os.environ, "GITHUB_API_URL": hub.server.url, "GITHUB_TOKEN": hub.token}
    return begin(*(words or ("pull",)), folder=hub.folder, env=env)


def pull_and_kill(hub: Hub, at: int, milliseconds: int) -> None:
    """Kill a pull while a request waits for its answer, or so long after it was answered."""
    ready = threading.Event()
    process: list[Running] = []

    def kill() -> None:
        ready.wait()
        time.sleep(milliseconds / 1000)
        process[0].send_signal(signal.SIGKILL)

    def answered() -> None:
        threading.Thread(target=kill, daemon=True).start()

    call = faults.calls(after=answered) if milliseconds else faults.calls(before=kill)
    hub.server.plan.at(at, call)
    process.append(start(hub))
    ready.set()
    process[0].communicate()
    assert process[0].returncode in {-signal.SIGKILL, 0}
    hub.server.plan.clear()


def undisturbed(hub: Hub) -> None:
    """Pull as the command does, and compare with what the server holds."""
    found = hub.mirrored(name="octo/cat", wishes=PullWishes())
    assert found == hub.truth()


@pytest.mark.parametrize(
    ("at", "milliseconds"), [(1, 0), (2, 0), (2, 4), (3, 9), (5, 0), (7, 6), (12, 0), (14, 1)]
)
def test_after_a_kill_an_undisturbed_pull_has_the_same_mirror(
    hub: Hub, at: int, milliseconds: int
) -> None:
    pull_and_kill(hub, at, milliseconds)
    undisturbed(hub)


def test_a_pull_that_is_killed_again_and_again_goes_on_each_time(hub: Hub) -> None:
    held = []
    for _ in range(3):
        pull_and_kill(hub, 5, 0)
        held.append(read_status(mirror_path(hub.folder)).issues)
        hub.repository.edit_issue(1, title=f"edited after {held[-1]}")
    assert held == sorted(set(held))
    assert held[0] >= 200
    undisturbed(hub)


def test_a_sweep_that_is_killed_is_finished_rightly(hub: Hub) -> None:
    undisturbed(hub)
    hub.repository.delete_issue(1)
    pull_and_kill(hub, 20, 0)
    hub.repository.delete_issue(2)
    undisturbed(hub)


def test_two_pulls_at_once_both_end_well(hub: Hub) -> None:
    runs = [start(hub), start(hub, "pull", "--full")]
    for run in runs:
        out, err = run.communicate()
        assert (run.returncode, out) == (0, ""), err
    undisturbed(hub)
