"""The walk through a listing that changes while it is read."""

from __future__ import annotations

import itertools
import json
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from github_server import faults
from github_server.model import stamp
from issuesync.errors import GitHubError
from issuesync.github.walk import walk
from pulling import NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Iterator

    from github_server.message import Reply
    from issuesync.github.walk import IssuePage
    from pulling import Hub

PAGE = 4


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        hub.page = PAGE
        yield hub


def pages(hub: Hub, since: str | None = None) -> list[IssuePage]:
    with hub.api() as api:
        return list(walk(api, NAME, since))


def newest(found: list[IssuePage]) -> dict[int, dict[str, Any]]:
    """Collapse what was met more than once: the later state of equal times wins."""
    items: dict[int, dict[str, Any]] = {}
    for page in found:
        for item in page.items:
            known = items.get(item["number"])
            if known is None or item["updated_at"] >= known["updated_at"]:
                items[item["number"]] = item
    return items


def test_an_empty_repository_is_one_empty_page_without_a_cursor(hub: Hub) -> None:
    (page,) = pages(hub)
    assert (page.items, page.since, page.is_last) == ((), None, True)


def test_a_page_earns_the_time_of_its_last_item(hub: Hub) -> None:
    hub.fill(PAGE + 2)
    first, last = pages(hub)
    assert [item["number"] for item in first.items] == [1, 2, 3, 4]
    assert first.since == first.items[-1]["updated_at"]
    assert [item["number"] for item in last.items] == [4, 5, 6], "since is inclusive"
    assert (first.is_last, last.is_last) == (False, True)


def test_a_page_says_how_many_pages_were_left(hub: Hub) -> None:
    hub.fill(3 * PAGE)
    assert [page.pages for page in pages(hub)] == [3, 3, 2, 1]


def test_a_walk_that_meets_nothing_keeps_its_cursor(hub: Hub) -> None:
    hub.fill(1)
    later = stamp(hub.server.github.now + 100)
    (page,) = pages(hub, later)
    assert (page.items, page.since) == ((), later)


def test_a_page_that_is_full_and_last_ends_the_walk(hub: Hub) -> None:
    hub.fill(PAGE)
    (page,) = pages(hub)
    assert (len(page.items), page.is_last) == (PAGE, True)


def test_within_one_second_pages_are_counted_and_then_looked_at_again(hub: Hub) -> None:
    hub.fill(3 * PAGE, a_second=3 * PAGE)
    second = stamp(hub.server.github.now)
    numbered = [f"&page={number}" for number in (2, 3, 2, 1)]
    want = ["", f"&since={second}"]
    asked = hub.lines(lambda: pages(hub))
    queries = [line.partition("per_page=4")[2] for line in asked]
    head = f"GET /repos/{NAME}/issues?direction=asc"
    assert all(line.startswith(head) for line in asked)
    assert queries[:2] == [f"{one}&sort=updated&state=all" for one in want]
    assert len(queries) == 6
    for line, number in zip(asked[2:5], numbered, strict=False):
        assert number in line
    assert "page=" not in queries[5]


def test_an_item_that_slips_over_a_pages_edge_within_a_second_is_met(hub: Hub) -> None:
    hub.fill(3 * PAGE, a_second=3 * PAGE)
    hub.server.github.advance()
    order = [item["number"] for item in hub_listing(hub)]
    edge = order[PAGE * 2]

    def edit_the_first_two() -> None:
        for number in order[:2]:
            hub.repository.edit_issue(number, title="moved")

    hub.server.plan.at(4, faults.calls(before=edit_the_first_two))
    found = newest(pages(hub))
    assert edge in found
    assert set(found) == set(hub.repository.issues)
    assert {found[number]["title"] for number in order[:2]} == {"moved"}


def hub_listing(hub: Hub) -> list[dict[str, Any]]:
    """Give all items in the order of the listing, with pages as large as GitHub's."""
    size, hub.page = hub.page, 100
    try:
        return [item for page in pages(hub) for item in page.items]
    finally:
        hub.page = size


def test_more_in_one_second_than_github_shows_is_an_error_that_says_so(hub: Hub) -> None:
    hub.server.github.max_page = 2
    hub.fill(3 * PAGE, a_second=3 * PAGE)
    with pytest.raises(GitHubError, match="more than 8 issues changed in one second"):
        pages(hub)


def test_another_refusal_of_a_later_page_keeps_its_own_words(hub: Hub) -> None:
    hub.fill(3 * PAGE, a_second=3 * PAGE)
    hub.server.plan.at(3, faults.refuses(403, "no"))
    with pytest.raises(GitHubError, match="the token may not do this"):
        pages(hub)


def test_a_repository_of_any_size_needs_no_high_page_number(hub: Hub) -> None:
    hub.server.github.max_page = 2
    hub.fill(40, a_second=3)
    assert set(newest(pages(hub))) == set(hub.repository.issues)


CHANGES = st.lists(
    st.tuples(
        st.integers(1, 14),  # at which request
        st.sampled_from(["edit", "create", "delete", "wait"]),
        st.integers(0, 40),  # which issue
        st.booleans(),  # whether a second passes before
    ),
    max_size=8,
)


@settings(max_examples=40, deadline=None)
@given(
    bursts=st.lists(st.integers(1, 11), min_size=1, max_size=4),
    changes=CHANGES,
    size=st.integers(2, 5),
)
def test_whatever_changes_meanwhile_all_before_the_cursor_is_as_it_is(
    bursts: list[int], changes: list[tuple[int, str, int, bool]], size: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, hub_at(Path(folder)) as hub:
        hub.page = size
        for count in bursts:
            hub.fill(count, a_second=count)
        for at, kind, which, passes in changes:
            deed = partial(change, hub, kind, which, passes)
            hub.server.plan.at(at, faults.calls(before=deed))
        found = pages(hub)
        met, cursor = newest(found), found[-1].since
        for number, issue in hub.repository.issues.items():
            if cursor is None or stamp(issue.updated_at) < cursor:
                assert met[number]["title"] == issue.title


def change(hub: Hub, kind: str, which: int, passes: bool) -> None:
    one = hub.repository
    hub.server.github.advance(int(passes))
    number = sorted(one.issues)[which % len(one.issues)] if one.issues else 0
    if kind == "create":
        one.create_issue("new")
    elif kind == "edit" and number:
        one.edit_issue(
            number, title=f"edited {len(one.issues[number].edits)} {hub.server.plan.seen}"
        )
    elif kind == "delete" and number:
        one.delete_issue(number)


def answering(*given: int) -> faults.Fault:
    """Answer with issues of these seconds, a page each, again and again; there are always more."""
    numbers = itertools.count()

    def distort(reply: Reply) -> Reply:
        second = given[next(numbers) % len(given)]
        item = {"number": second, "title": "", "body": "", "labels": [], "user": None}
        body = json.dumps([{**item, "updated_at": stamp(second)}]).encode()
        return faults.links_for_ever().distort(replace(reply, status=200, body=body))

    return faults.Fault("answers", distort)


@pytest.mark.parametrize("given", [(7,), (7, 8), (9, 8, 7), (7, 7, 8)])
def test_pages_that_go_round_end_the_walk_at_once(hub: Hub, given: tuple[int, ...]) -> None:
    hub.server.plan.always(answering(*given))
    with pytest.raises(GitHubError, match="round and round"):
        pages(hub)
    assert len(hub.server.lines) <= 2 * len(given) + 1
    assert hub.waits == []
