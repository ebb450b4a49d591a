"""The mirror of a large catalog: what it keeps, what it forgets, and when it refuses."""

from __future__ import annotations

import json
import sqlite3
import threading
from contextlib import closing, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from github_server import faults
from issuesync.errors import ExitCode, GitHubError, MirrorError, RefusedError
from issuesync.github.pull import PullWishes
from issuesync.store.mirror import VERSION, locked, mirror_path, open_mirror, read_status
from pulling import ALWAYS_A_MIRROR, NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from github_server import Reply, Request
    from pulling import Hub

SHRINK = PullWishes(allow_shrink=True, small=ALWAYS_A_MIRROR)
FULL = PullWishes(full=True, small=ALWAYS_A_MIRROR)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        hub.page = 10
        yield hub


def path_of(hub: Hub) -> Path:
    return mirror_path(hub.folder)


def sql(hub: Hub, text: str, *values: object) -> list[tuple[Any, ...]]:
    """Ask or change the mirror's database by hand."""
    with closing(sqlite3.connect(path_of(hub))) as database, database:
        return database.execute(text, values).fetchall()


def sweeps(hub: Hub, act: Callable[[], object]) -> int:
    """Do something and count how often it read from the beginning."""
    return sum(
        line.startswith(f"GET /repositories/{hub.repository.id}/issues?direction")
        and "since" not in line
        for line in hub.lines(act)
    )


# What it holds


def test_it_holds_a_row_an_issue_and_of_pull_requests_number_and_labels_alone(hub: Hub) -> None:
    hub.repository.create_issue("An issue", "its body", labels=["VQA"])
    hub.repository.create_pull("A change", "its secrets", labels=["VQA"])
    hub.mirrored()
    rows = {number: json.loads(raw) for number, raw in sql(hub, "SELECT number, raw FROM issues")}
    assert rows[1]["body"] == "its body"
    assert set(rows[2]) == {"number", "updated_at", "labels", "pull_request"}
    label = hub.repository.find_label("VQA")
    assert label is not None
    assert sql(hub, "SELECT id, name FROM labels") == [(label.id, "VQA")]


def test_it_says_what_it_holds_without_being_changed(hub: Hub) -> None:
    hub.fill(3)
    hub.repository.create_pull("A change")
    hub.mirrored()
    before = path_of(hub).read_bytes()
    status = read_status(path_of(hub))
    assert (status.repository, status.issues, status.pulls) == (NAME, 3, 1)
    assert status.is_complete
    assert path_of(hub).read_bytes() == before


def test_a_page_and_its_cursor_are_kept_together(hub: Hub) -> None:
    hub.fill(30)
    hub.server.plan.at(4, faults.refuses(404))
    with pytest.raises(GitHubError):
        hub.mirrored()
    status = read_status(path_of(hub))
    assert not status.is_complete
    assert status.issues == 19
    (newest,) = sql(hub, "SELECT max(updated_at) FROM issues")
    assert newest == (status.cursor,)


def test_an_older_state_never_replaces_a_newer_one(tmp_path: Path) -> None:
    mirror, _ = open_mirror(tmp_path, 1, NAME)

    def state(title: str, time: str) -> dict[str, Any]:
        return {"number": 1, "title": title, "updated_at": time, "labels": []}

    with closing(mirror):
        for title, time in (("b", "2025-01-02"), ("a", "2025-01-01"), ("c", "2025-01-02")):
            mirror.save([state(title, time)], time, done=True)
        assert [item["title"] for item in mirror.items()] == ["c"]


# Sweeps


def test_a_deleted_and_a_transferred_issue_are_found_by_a_sweep(hub: Hub) -> None:
    hub.fill(25, apart=100)
    hub.mirrored()
    hub.repository.delete_issue(3)
    hub.repository.transfer_issue(4, hub.server.github.add_repository("octo/other"))
    assert sweeps(hub, hub.mirrored) == 1
    assert hub.mirrored() == hub.truth()


def test_an_issue_transferred_here_with_an_old_time_is_found_by_a_sweep(hub: Hub) -> None:
    other = hub.server.github.add_repository("octo/other")
    other.create_issue("from elsewhere")
    hub.fill(25, apart=100)
    hub.server.github.advance(1000)
    hub.mirrored()
    other.transfer_issue(1, hub.repository)
    assert hub.mirrored() == hub.truth()


def test_a_sweep_that_broke_off_is_finished_by_the_next_pull(hub: Hub) -> None:
    hub.fill(40, apart=100)
    hub.mirrored()
    hub.repository.delete_issue(3)
    hub.server.plan.at(6, faults.refuses(404))
    with pytest.raises(GitHubError):
        hub.mirrored()
    assert sweeps(hub, hub.mirrored) == 0, "it goes on where it was"
    assert hub.mirrored() == hub.truth()


def test_an_issue_deleted_between_the_halves_of_a_sweep_is_found(hub: Hub) -> None:
    hub.fill(40, apart=100)
    hub.mirrored()
    hub.repository.delete_issue(40)
    hub.server.plan.at(7, faults.refuses(404))
    with pytest.raises(GitHubError):
        hub.mirrored()
    hub.repository.delete_issue(1)
    assert hub.mirrored() == hub.truth()


@pytest.mark.parametrize("and_another_comes", [False, True])
def test_an_issue_deleted_after_the_sweep_met_it_is_found_by_the_next_pull(
    hub: Hub, and_another_comes: bool
) -> None:
    hub.fill(40, apart=100)
    hub.mirrored()
    hub.repository.delete_issue(40)

    def delete_one_that_was_met() -> None:
        hub.repository.delete_issue(1)
        if and_another_comes:
            hub.repository.create_issue("new")

    hub.server.plan.at(7, faults.calls(before=delete_one_that_was_met))
    hub.mirrored()
    assert hub.mirrored() == hub.truth()


def is_about_totals(request: Request) -> bool:
    return request.target.endswith("/graphql")


def counts_more(by: int) -> faults.Fault:
    """Count issues that no listing shows, as GitHub does of hidden authors."""

    def distort(reply: Reply) -> Reply:
        content = json.loads(reply.body)
        content["data"]["repository"]["issues"]["totalCount"] += by
        return replace(reply, body=json.dumps(content).encode())

    return faults.Fault("counts more", distort)


def test_a_difference_that_a_sweep_leaves_is_remembered(hub: Hub) -> None:
    hub.fill(25, apart=100)
    hub.server.plan.when(is_about_totals, counts_more(2), times=None)
    assert sweeps(hub, hub.mirrored) == 2, "the first pull, and the sweep after it"
    assert sweeps(hub, hub.mirrored) == 0
    assert hub.mirrored() == hub.truth()


def test_a_difference_sweeps_again_only_when_it_changes(hub: Hub) -> None:
    hub.fill(25, apart=100)
    hub.server.plan.when(is_about_totals, counts_more(2), times=None)
    hub.mirrored()
    hub.repository.delete_issue(3)
    assert sweeps(hub, hub.mirrored) == 1
    assert sweeps(hub, hub.mirrored) == 0
    hub.server.plan.clear()
    assert sweeps(hub, hub.mirrored) == 1
    assert sweeps(hub, hub.mirrored) == 0
    assert hub.mirrored() == hub.truth()


def test_full_reads_everything_anew_once(hub: Hub) -> None:
    hub.fill(25, apart=100)
    hub.mirrored()
    sql(hub, "UPDATE issues SET raw = replace(raw, 'issue 7', 'spoilt')")
    assert hub.mirrored() != hub.truth()
    assert sweeps(hub, lambda: hub.mirrored(wishes=FULL)) == 1
    assert hub.mirrored() == hub.truth()


def test_full_keeps_a_remembered_difference(hub: Hub) -> None:
    hub.fill(25, apart=100)
    hub.server.plan.when(is_about_totals, counts_more(2), times=None)
    hub.mirrored()
    assert sweeps(hub, lambda: hub.mirrored(wishes=FULL)) == 1
    assert sweeps(hub, hub.mirrored) == 0


# Refusals


@pytest.mark.parametrize("left", [0, 12])
def test_a_listing_that_lost_most_of_it_is_refused(hub: Hub, left: int) -> None:
    hub.fill(30)
    hub.mirrored()
    for number in range(left + 1, 31):
        hub.repository.delete_issue(number)
    with pytest.raises(RefusedError, match=f"lists {left} issues where there were 30") as caught:
        hub.mirrored()
    assert caught.value.exit_code == ExitCode.REFUSED
    assert "--allow-shrink" in caught.value.hint
    assert read_status(path_of(hub)).issues == 30
    with pytest.raises(RefusedError):
        hub.mirrored()
    assert hub.mirrored(wishes=SHRINK) == hub.truth()
    assert hub.mirrored() == hub.truth()


@pytest.mark.parametrize(("count", "left"), [(30, 15), (12, 2), (1000, 500)])
def test_a_loss_of_half_or_of_ten_is_believed(hub: Hub, count: int, left: int) -> None:
    hub.page = 100
    hub.fill(count, a_second=7)
    hub.mirrored()
    for number in range(left + 1, count + 1):
        hub.repository.delete_issue(number)
    assert hub.mirrored() == hub.truth()


def test_one_issue_that_goes_leaves_nothing_and_is_refused(hub: Hub) -> None:
    hub.fill(1)
    hub.mirrored()
    hub.repository.delete_issue(1)
    with pytest.raises(RefusedError, match="lists 0 issues"):
        hub.mirrored()


def test_what_a_refused_listing_did_not_show_is_there_when_it_is_seen_again(hub: Hub) -> None:
    hub.fill(30)
    hub.mirrored()
    hidden = dict(hub.repository.issues)
    for number in range(6, 31):
        del hub.repository.issues[number]
    hub.repository.version += 1
    with pytest.raises(RefusedError):
        hub.mirrored()
    hub.repository.issues.update(hidden)
    hub.repository.version += 1
    assert hub.mirrored() == hub.truth()


# What it is asked to refuse


def test_another_repositorys_mirror_is_an_error_that_says_what_to_do(hub: Hub) -> None:
    hub.fill(3)
    hub.mirrored()
    hub.server.github.add_repository("octo/other").create_issue("another")
    before = path_of(hub).read_bytes()
    with pytest.raises(MirrorError, match="holds octo/catalog, not octo/other") as caught:
        hub.mirrored(name="octo/other")
    assert "remove" in caught.value.hint
    assert path_of(hub).read_bytes() == before


def test_a_new_repository_of_the_same_name_is_another_one(hub: Hub) -> None:
    hub.fill(3)
    hub.mirrored()
    hub.server.github.add_repository(NAME)
    with pytest.raises(MirrorError, match="the mirror holds"):
        hub.mirrored()


def test_a_later_version_is_an_error_that_says_what_to_do(hub: Hub) -> None:
    hub.fill(3)
    hub.mirrored()
    sql(hub, f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(MirrorError, match="of a later version") as caught:
        hub.mirrored()
    assert "update issuesync" in caught.value.hint
    assert sql(hub, "SELECT count(*) FROM issues") == [(3,)]


SPOILT: dict[str, Callable[[bytes], bytes]] = {
    "garbage": lambda data: b"not a database" * 500,  # noqa: ARG005 - whatever it was
    "cut short": lambda data: data[: len(data) // 2],
    "a page of zeros": lambda data: data[:4096] + bytes(4096) + data[8192:],
    "a spoilt head": lambda data: b"SQLite format 4\0" + data[16:],
    "some text": lambda data: b"hello",  # noqa: ARG005 - the same
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_damaged_file_is_set_aside_with_a_word_and_pulled_anew(
    hub: Hub, spoil: Callable[[bytes], bytes]
) -> None:
    hub.fill(30)
    hub.mirrored()
    spoilt = spoil(path_of(hub).read_bytes())
    path_of(hub).write_bytes(spoilt)
    assert hub.mirrored() == hub.truth()
    (word,) = hub.words
    aside = path_of(hub).with_name("mirror.damaged-1.sqlite")
    assert str(aside) in word
    assert aside.exists()
    assert hub.mirrored() == hub.truth()
    assert len(hub.words) == 1


def test_every_damaged_file_is_kept(hub: Hub) -> None:
    hub.fill(3)
    for _ in range(3):
        hub.mirrored()
        path_of(hub).write_bytes(b"spoilt" * 1000)
    hub.mirrored()
    asides = sorted(path.name for path in path_of(hub).parent.glob("mirror.damaged-*"))
    assert asides == [f"mirror.damaged-{number}.sqlite" for number in (1, 2, 3)]


def test_a_database_that_is_not_ours_is_set_aside(hub: Hub) -> None:
    path_of(hub).parent.mkdir()
    sql(hub, "CREATE TABLE cats (name)")
    hub.fill(3)
    assert hub.mirrored() == hub.truth()
    assert len(hub.words) == 1


def test_a_damaged_file_is_named_where_only_its_state_is_asked_for(hub: Hub) -> None:
    path_of(hub).parent.mkdir()
    path_of(hub).write_bytes(b"spoilt" * 1000)
    with pytest.raises(MirrorError, match="damaged"):
        read_status(path_of(hub))


def test_a_mirror_that_is_a_folder_is_an_error_that_says_what_to_do(hub: Hub) -> None:
    path_of(hub).mkdir(parents=True)
    with pytest.raises(MirrorError, match="cannot be used") as caught:
        hub.mirrored()
    assert "remove" in caught.value.hint
    with pytest.raises(MirrorError, match="cannot be read"):
        read_status(path_of(hub))


def test_a_file_in_the_folders_place_is_an_error(hub: Hub) -> None:
    path_of(hub).parent.write_text("a file", encoding="utf-8")
    with pytest.raises(MirrorError, match=r"\.issuesync cannot be used"):
        hub.mirrored()


# Two at once


def test_a_second_run_waits_for_the_first(hub: Hub) -> None:
    hub.fill(25)
    results = []

    def run() -> None:
        results.append(hub.mirrored())

    runs = [threading.Thread(target=run) for _ in range(3)]
    for one in runs:
        one.start()
    for one in runs:
        one.join()
    assert results == [hub.truth()] * 3


def test_a_run_that_has_waited_long_enough_says_so(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(MirrorError, match="another run"), locked(tmp_path, 0):
        raise AssertionError


def test_a_lock_goes_with_the_run_that_failed(tmp_path: Path) -> None:
    with suppress(RuntimeError), locked(tmp_path):
        raise RuntimeError
    with locked(tmp_path, 0):
        pass


def test_an_error_of_the_disk_is_an_error_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(MirrorError, match="disk is full"), locked(tmp_path):
        raise sqlite3.OperationalError("database or disk is full")
