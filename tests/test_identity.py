"""A repository's present name and totals, asked for once a run."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from github_server import faults
from issuesync.errors import GitHubError, LimitError
from issuesync.github.repository import Identity, count_all, resolve
from pulling import NAME, hub_at

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from github_server import Reply
    from pulling import Hub

GRAPHQL = "POST /graphql"
REST = f"GET /repos/{NAME}"


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with hub_at(tmp_path) as hub:
        yield hub


def ask(hub: Hub, name: str = NAME, **how: Any) -> Identity:
    with hub.api(**how) as api:
        return resolve(api, name)


def test_with_a_token_one_query_tells_name_and_totals(hub: Hub) -> None:
    hub.fill(3)
    hub.repository.create_pull("a change")
    hub.repository.close_issue(1)
    assert ask(hub) == Identity(hub.repository.id, NAME, 4)
    assert hub.server.lines == [GRAPHQL]


def test_without_a_token_the_repository_is_asked_for_by_rest(hub: Hub) -> None:
    assert ask(hub, with_token=False) == Identity(hub.repository.id, NAME, None)
    assert hub.server.lines == [REST]


def test_a_server_without_graphql_is_asked_by_rest(hub: Hub) -> None:
    hub.server.github.graphql = False
    assert ask(hub) == Identity(hub.repository.id, NAME, None)
    assert hub.server.lines == [GRAPHQL, REST]


@pytest.mark.parametrize("status", [403, 404, 406, 410, 501])
def test_a_token_that_may_not_use_graphql_may_still_read(hub: Hub, status: int) -> None:
    hub.server.plan.at(1, faults.refuses(status))
    assert ask(hub).total is None
    assert hub.server.lines == [GRAPHQL, REST]


def test_a_query_that_fails_in_part_is_asked_by_rest(hub: Hub) -> None:
    hub.server.plan.at(1, says({"data": {"repository": None}, "errors": [{"type": "FORBIDDEN"}]}))
    assert ask(hub).name == NAME


def says(content: Any) -> faults.Fault:
    """Answer with other JSON."""

    def distort(reply: Reply) -> Reply:
        return replace(reply, status=200, body=json.dumps(content).encode())

    return faults.Fault("says something else", distort)


@pytest.mark.parametrize("content", [[], None, "x"])
def test_a_query_that_is_not_answered_with_an_object_is_asked_again(hub: Hub, content: Any) -> None:
    hub.server.plan.at(1, says(content))
    assert ask(hub).total == 0
    assert hub.server.lines == [GRAPHQL, GRAPHQL]


@pytest.mark.parametrize("with_token", [True, False])
def test_a_renamed_repository_is_known_by_its_present_name(hub: Hub, with_token: bool) -> None:
    hub.server.github.rename_repository(hub.repository, "octo/list")
    found = ask(hub, with_token=with_token)
    assert (found.id, found.name) == (hub.repository.id, "octo/list")
    rest = [REST, f"GET /repositories/{hub.repository.id}"]
    assert hub.server.lines == ([GRAPHQL] if with_token else rest)


@pytest.mark.parametrize("with_token", [True, False])
def test_an_enterprise_server_has_its_interfaces_below_api(hub: Hub, with_token: bool) -> None:
    hub.server.github.rename_repository(hub.repository, "octo/list")
    found = ask(hub, with_token=with_token, url=hub.server.enterprise_url)
    assert found.name == "octo/list"
    rest = ["GET /api/v3/repos/octo/catalog", f"GET /api/v3/repositories/{hub.repository.id}"]
    assert hub.server.lines == (["POST /api/graphql"] if with_token else rest)


def test_a_redirect_to_another_host_is_asked_for_at_ours(hub: Hub) -> None:
    where = (("Location", f"https://elsewhere.example/repositories/{hub.repository.id}"),)
    hub.server.plan.at(1, faults.refuses(301, headers=where))
    assert ask(hub, with_token=False).name == NAME


def test_a_redirect_that_goes_on_is_an_error(hub: Hub) -> None:
    where = (("Location", f"{hub.server.url}/repos/{NAME}"),)
    hub.server.plan.always(faults.refuses(301, headers=where))
    with pytest.raises(GitHubError, match="redirects"):
        ask(hub, with_token=False)
    assert len(hub.server.lines) == 2


def test_a_redirect_without_a_place_is_an_error(hub: Hub) -> None:
    hub.server.plan.always(faults.refuses(302))
    with pytest.raises(GitHubError, match="redirects"):
        ask(hub, with_token=False)


@pytest.mark.parametrize("with_token", [True, False])
def test_a_repository_that_is_not_there_is_an_error(hub: Hub, with_token: bool) -> None:
    with pytest.raises(GitHubError) as caught:
        ask(hub, "octo/nothing", with_token=with_token)
    assert "octo/nothing" in str(caught.value)
    assert caught.value.hint


def test_a_private_repository_is_not_there_for_who_has_no_token(hub: Hub) -> None:
    hub.repository.private = True
    assert ask(hub).name == NAME
    with pytest.raises(GitHubError, match="404"):
        ask(hub, with_token=False)


def test_a_token_that_nobody_knows_is_told_apart(hub: Hub) -> None:
    hub.token = "nobody"
    with pytest.raises(GitHubError, match="401, the token is not accepted"):
        ask(hub)


def test_graphql_points_that_are_used_up_are_waited_for_until_their_reset(hub: Hub) -> None:
    hub.server.github.limits.leave(0, "octo", hub.server.github.now, "graphql")
    assert ask(hub, max_wait=1e9).total == 0
    assert hub.waits == [3601]
    hub.server.github.limits.leave(0, "octo", hub.server.github.now, "graphql")
    with pytest.raises(LimitError, match="come back at"):
        ask(hub, max_wait=10)


@pytest.mark.parametrize("retry_after", [None, 3])
def test_a_secondary_limit_of_graphql_is_waited_for(hub: Hub, retry_after: int | None) -> None:
    hub.server.plan.at(1, faults.limits_secondary(retry_after))
    assert ask(hub).total == 0
    assert hub.waits == [retry_after or 60]
    assert hub.server.lines == [GRAPHQL, GRAPHQL]


@pytest.mark.parametrize("count", [0, 1, 2, 230])
def test_everything_is_counted_in_one_request(hub: Hub, count: int) -> None:
    hub.fill(count, a_second=50)
    with hub.api() as api:
        assert count_all(api, NAME) == count
    assert hub.server.lines == [f"GET /repos/{NAME}/issues?per_page=1&state=all"]
