"""What a pull asks GitHub for, request by request, and how many requests it may cost."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from github_server import faults
from github_server.model import stamp
from issuesync.errors import GitHubError, LimitError
from issuesync.github.pull import SMALL, PullWishes
from pulling import ALWAYS_A_MIRROR, NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from issuesync.model.issue import Snapshot
    from pulling import Hub

TOTALS = "POST /graphql"
REPOSITORY = f"GET /repos/{NAME}"
ROOT = "/repositories/1002"
"""Where every request but the first goes: the id of the server's first repository."""
COUNT = f"GET {ROOT}/issues?per_page=1&state=all"
FULL = PullWishes(full=True, small=ALWAYS_A_MIRROR)


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        yield hub


def issues(since: int | None = None, page: int = 0, size: int = 100) -> str:
    """Return the request for a page of the walk; ``since`` is in the server's seconds."""
    stated = {
        "direction": "asc",
        "page": str(page) if page else "",
        "per_page": str(size),
        "since": "" if since is None else stamp(since),
        "sort": "updated",
        "state": "all",
    }
    query = "&".join(f"{key}={value}" for key, value in stated.items() if value)
    return f"GET {ROOT}/issues?{query}"


def labels(page: int = 1, size: int = 100) -> str:
    return f"GET {ROOT}/labels?page={page}&per_page={size}"


def at(hub: Hub, number: int) -> int:
    """Return the second in which an issue was last changed."""
    return hub.repository.issues[number].updated_at


def overlap(hub: Hub) -> int:
    """Return where the next pull starts: a minute before the last change."""
    return max(one.updated_at for one in hub.repository.issues.values()) - 60


def as_truth(hub: Hub, found: Snapshot) -> None:
    assert found == hub.truth()


# A small catalog


def test_a_small_catalog_is_listed_in_a_page_a_hundred_and_two_requests_more(hub: Hub) -> None:
    hub.fill(150)
    asked = hub.lines(lambda: as_truth(hub, hub.listed()))
    assert asked == [TOTALS, issues(), issues(at(hub, 100)), labels()]


def test_an_empty_repository_costs_three_requests(hub: Hub) -> None:
    assert hub.lines(lambda: as_truth(hub, hub.listed())) == [TOTALS, issues(), labels()]


def test_a_small_catalog_without_a_token_asks_for_the_repository_instead(hub: Hub) -> None:
    hub.fill(3)
    asked = hub.lines(lambda: as_truth(hub, hub.listed(with_token=False)))
    assert asked == [REPOSITORY, issues(), labels()]


def test_a_token_at_a_server_without_graphql_costs_one_question_more(hub: Hub) -> None:
    hub.server.github.graphql = False
    hub.fill(3)
    asked = hub.lines(lambda: as_truth(hub, hub.listed()))
    assert asked == [TOTALS, REPOSITORY, issues(), labels()]


def test_that_nothing_is_there_is_asked_twice_where_no_total_says_it(hub: Hub) -> None:
    asked = hub.lines(lambda: as_truth(hub, hub.listed(with_token=False)))
    assert asked == [REPOSITORY, issues(), COUNT, labels()]


@pytest.mark.parametrize("count", [100, 101, 200, 201])
def test_labels_cost_a_request_a_hundred(hub: Hub, count: int) -> None:
    for number in range(count):
        hub.repository.create_label(f"label {number}")
    pages = [labels(number) for number in range(1, -(-count // 100) + 1)]
    assert hub.lines(lambda: as_truth(hub, hub.listed())) == [TOTALS, issues(), *pages]


@pytest.mark.parametrize("with_token", [True, False])
@pytest.mark.parametrize("count", [1, 99, 100, 101, 999, SMALL])
def test_a_listing_costs_a_request_a_hundred_and_three_more(
    hub: Hub, count: int, with_token: bool
) -> None:
    hub.fill(count)
    asked = hub.lines(lambda: as_truth(hub, hub.listed(with_token=with_token)))
    assert len(asked) <= -(-count // 100) + 3


@pytest.mark.parametrize("with_token", [True, False])
def test_a_catalog_of_a_thousand_is_listed_and_a_larger_one_is_kept(
    hub: Hub, with_token: bool
) -> None:
    hub.fill(SMALL, a_second=10)
    hub.mirrored(wishes=PullWishes(), with_token=with_token)
    assert not list(hub.folder.iterdir())
    hub.fill(1)
    hub.mirrored(wishes=PullWishes(), with_token=with_token)
    assert [one.name for one in hub.folder.iterdir()] == [".issuesync"]


# A mirror


def test_a_cold_mirror_walks_from_the_beginning(hub: Hub) -> None:
    hub.fill(150)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(), issues(at(hub, 100)), labels()]


def test_without_totals_the_first_page_shows_that_a_catalog_is_large(hub: Hub) -> None:
    hub.fill(150)
    wishes = PullWishes(small=100)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(with_token=False, wishes=wishes)))
    assert asked == [REPOSITORY, issues(), issues(), issues(at(hub, 100)), labels(), COUNT]


def test_a_cold_mirror_of_a_large_catalog_looks_at_no_page_twice(hub: Hub) -> None:
    hub.fill(SMALL + 1, a_second=99)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(wishes=PullWishes())))
    assert asked[:2] == [TOTALS, issues()]
    assert len(set(asked)) == len(asked)


def test_a_pull_with_nothing_new_costs_three_requests(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    hub.server.github.advance(1000)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(overlap(hub)), labels()]


def test_a_pull_with_nothing_new_and_no_token_costs_four(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored(with_token=False)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(with_token=False)))
    assert asked == [REPOSITORY, issues(overlap(hub)), labels(), COUNT]


def test_an_edit_a_new_issue_and_a_comment_cost_nothing_more(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    start = overlap(hub)
    hub.server.github.advance(1000)
    hub.repository.edit_issue(3, body="other")
    hub.repository.comment(4, "well")
    hub.repository.create_issue("new")
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(start), labels()]


@pytest.mark.parametrize("deed", ["rename", "delete", "create"])
def test_a_changed_label_costs_nothing_more_and_is_right_at_once(hub: Hub, deed: str) -> None:
    hub.fill(150)
    hub.repository.label_issue(3, "VQA")
    hub.repository.label_issue(4, "Cap.")
    hub.mirrored()
    if deed == "rename":
        hub.repository.edit_label("VQA", new_name="Questions")
    elif deed == "delete":
        hub.repository.delete_label("VQA")
    else:
        hub.repository.delete_label("VQA")
        hub.repository.create_label("VQA")
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(overlap(hub)), labels()]


def test_a_deleted_issue_is_asked_for_twice_and_then_swept(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    start = overlap(hub)
    hub.repository.delete_issue(7)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    sweep = [issues(), issues(at(hub, 101))]
    assert asked == [TOTALS, issues(start), labels(), TOTALS, *sweep]
    assert hub.lines(hub.mirrored) == [TOTALS, issues(start), labels()]


def test_without_a_token_a_deleted_issue_is_counted_twice_and_then_swept(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored(with_token=False)
    start = overlap(hub)
    hub.repository.delete_issue(7)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(with_token=False)))
    sweep = [issues(), issues(at(hub, 101))]
    assert asked == [REPOSITORY, issues(start), labels(), COUNT, COUNT, *sweep]


def test_an_issue_that_comes_while_we_read_starts_no_sweep(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    start = overlap(hub)
    new = faults.calls(after=lambda: hub.repository.create_issue("just now"))
    hub.server.plan.at(1, new)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(start), labels(), TOTALS]


def test_full_asks_for_everything_again(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(wishes=FULL)))
    assert asked == [TOTALS, issues(), issues(at(hub, 100)), labels()]


def test_a_renamed_repository_is_read_anew_under_its_present_name(hub: Hub) -> None:
    hub.fill(150)
    hub.mirrored()
    hub.server.github.rename_repository(hub.repository, "octo/list")
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    pages = [issues(), issues(at(hub, 100))]
    assert asked == [TOTALS, *pages, labels()]
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [TOTALS, issues(overlap(hub)), labels()]


def test_a_repository_that_is_renamed_while_we_read_is_read_to_its_end(hub: Hub) -> None:
    hub.fill(150)
    rename = faults.calls(
        before=lambda: hub.server.github.rename_repository(hub.repository, "octo/list")
    )
    hub.server.plan.at(3, rename)
    assert len(hub.mirrored().issues) == 150
    as_truth(hub, hub.mirrored())


# Bounds


def test_five_thousand_issues_cost_fifty_pages_and_few_requests_more(hub: Hub) -> None:
    count = 5_000
    hub.fill(count)
    pages = -(-count // 100)
    asked = hub.lines(lambda: hub.mirrored(wishes=PullWishes()))
    assert pages <= len(asked) <= pages + -(-pages // 100) + 5
    asked = hub.lines(lambda: hub.mirrored(wishes=PullWishes()))
    assert len(asked) == 3, "a minute holds sixty of them"


def test_what_one_second_holds_is_read_at_most_once_more(hub: Hub) -> None:
    hub.page = 10
    hub.fill(30)
    hub.fill(100, a_second=100)
    hub.fill(30)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert len(asked) <= 16 + 11 + 5 + 1


def test_a_pull_that_a_limit_ended_goes_on_and_repeats_no_page(hub: Hub) -> None:
    hub.page = 10
    hub.fill(95)
    limits, now = hub.server.github.limits, hub.server.github.now
    limits.leave(6, "octo", now)
    with pytest.raises(LimitError, match="come back at"):
        hub.mirrored(max_wait=0)
    first = [one.line for one in hub.server.log if one.status == 200]
    hub.server.github.advance(3601)
    second = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert sum("since" in line for line in first) == 5
    assert second[0] == TOTALS
    assert second[1] == issues(at(hub, 55), size=10)
    assert not set(first[1:]) & set(second)


def test_a_pull_that_waits_for_a_limit_repeats_the_one_request(hub: Hub) -> None:
    hub.fill(150)
    limits, now = hub.server.github.limits, hub.server.github.now
    limits.leave(1, "octo", now)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored(max_wait=4000)))
    last = issues(at(hub, 100))
    assert asked == [TOTALS, issues(), last, last, labels()]
    assert hub.waits == [3601]


PAGE_FAULTS = [*faults.passing(), faults.hangs(0), faults.limits_secondary()]


@pytest.mark.parametrize("number", [1, 3])
@pytest.mark.parametrize("fault", PAGE_FAULTS, ids=lambda fault: fault.name)
def test_a_failure_that_passes_costs_the_one_request_again(
    hub: Hub, fault: faults.Fault, number: int
) -> None:
    hub.page = 10
    hub.fill(15)
    usual = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    for file in (hub.folder / ".issuesync").iterdir():
        file.unlink()
    hub.server.plan.at(number, fault)
    asked = hub.lines(lambda: as_truth(hub, hub.mirrored()))
    assert asked == [*usual[:number], *usual[number - 1 :]]
    assert len(hub.waits) == 1


@pytest.mark.parametrize("content", [b"{}", b'{"data": "<html>"}', b"null", b"[1]"])
def test_a_listing_that_is_no_list_is_asked_for_again_and_never_believed(
    hub: Hub, content: bytes
) -> None:
    hub.fill(3)
    object_ = faults.Fault("no list", lambda reply: replace(reply, body=content))
    hub.server.plan.when(lambda request: "/issues" in request.target, object_, times=None)
    with pytest.raises(GitHubError, match="the answer is not a list"):
        hub.listed(max_wait=5)
    hub.server.plan.clear()
    as_truth(hub, hub.listed())


def test_an_answer_that_is_not_ready_is_asked_for_again(hub: Hub) -> None:
    hub.fill(3)
    not_ready = faults.Fault("not ready", lambda reply: replace(reply, status=202, body=b"{}"))
    hub.server.plan.at(2, not_ready)
    asked = hub.lines(lambda: as_truth(hub, hub.listed()))
    assert asked == [TOTALS, issues(), issues(), labels()]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirected_listing_is_an_error_and_its_query_is_never_lost(
    hub: Hub, status: int
) -> None:
    hub.fill(3)
    where = (("Location", f"{hub.server.url}/repos/octo/other/issues"),)
    hub.server.plan.at(2, faults.refuses(status, headers=where))
    with pytest.raises(GitHubError, match=f"redirects \\({status}\\)"):
        hub.listed()
    assert hub.server.lines == [TOTALS, issues()]


@pytest.mark.parametrize("status", [401, 403, 404, 410, 422, 451])
def test_a_refusal_ends_the_run_at_once(hub: Hub, status: int) -> None:
    hub.server.plan.at(2, faults.refuses(status, "Because"))
    with pytest.raises(GitHubError, match=f"{status}, .*Because"):
        hub.listed()
    assert len(hub.server.lines) == 2
    assert hub.waits == []
