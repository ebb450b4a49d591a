"""The server of the tests against what GitHub documents, so that what is tested on it counts."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pytest
import requests
from github import Auth, Github, UnknownObjectException
from hypothesis import given, settings
from hypothesis import strategies as st

from github_server import GitHubServer, faults
from github_server.model import stamp

if TYPE_CHECKING:
    from collections.abc import Iterator

    from github_server import Repository

ISSUES = "/repos/octo/catalog/issues"
LABELS = "/repos/octo/catalog/labels"


@dataclass
class World:
    """A server with one repository, and a hand to ask it with."""

    server: GitHubServer
    repository: Repository
    token: str

    def ask(
        self,
        method: str,
        path: str,
        content: Any = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> requests.Response:
        token = self.token if token is None else token
        url = path if path.startswith("http") else self.server.url + path
        given = {"Authorization": f"Bearer {token}"} if token else {}
        return requests.request(
            method,
            url,
            json=content,
            headers={**given, **(headers or {})},
            timeout=5,
            allow_redirects=False,
        )

    def numbers(self, query: str) -> list[int]:
        return [issue["number"] for issue in self.ask("GET", f"{ISSUES}?{query}").json()]

    def graphql(self, query: str, **variables: object) -> Any:
        return self.ask("POST", "/graphql", {"query": query, "variables": variables}).json()


@pytest.fixture
def world() -> Iterator[World]:
    with GitHubServer() as server:
        repository = server.github.add_repository("octo/catalog")
        yield World(server, repository, server.github.token("octo"))


# Listing


def test_a_listing_has_pull_requests_among_the_issues(world: World) -> None:
    world.repository.create_issue("a dataset")
    world.repository.create_pull("a change")
    pull, issue = world.ask("GET", ISSUES).json()
    assert "pull_request" in pull
    assert "pull_request" not in issue
    assert pull["html_url"].endswith("/octo/catalog/pull/2")


def test_a_page_has_thirty_issues_by_default_and_a_hundred_at_most(world: World) -> None:
    for number in range(120):
        world.repository.create_issue(f"issue {number}")
    assert len(world.numbers("")) == 30
    assert len(world.numbers("per_page=1000")) == 100
    assert len(world.numbers("per_page=0")) == 30


def test_a_listing_shows_open_issues_and_on_request_closed_ones(world: World) -> None:
    for title in ("open", "closed"):
        world.repository.create_issue(title)
    world.repository.close_issue(2)
    assert world.numbers("") == [1]
    assert world.numbers("state=closed") == [2]
    assert sorted(world.numbers("state=all")) == [1, 2]


def test_since_is_inclusive_and_looks_at_updated_at(world: World) -> None:
    github = world.server.github
    world.repository.create_issue("old")
    world.repository.create_issue("edited")
    github.advance(10)
    second = stamp(github.now)
    world.repository.edit_issue(2, body="more")
    assert world.numbers(f"since={second}") == [2]
    github.advance(1)
    assert world.numbers(f"since={stamp(github.now)}") == []


def test_since_that_is_no_time_is_refused(world: World) -> None:
    assert world.ask("GET", f"{ISSUES}?since=yesterday").status_code == 422


def test_the_order_within_one_second_is_stable_but_not_that_of_the_numbers(world: World) -> None:
    for number in range(40):
        world.repository.create_issue(str(number))
    ascending = world.numbers("sort=updated&direction=asc&per_page=100")
    assert ascending == world.numbers("sort=updated&direction=asc&per_page=100")
    assert ascending != sorted(ascending)
    assert ascending[::-1] == world.numbers("sort=updated&per_page=100")


def test_an_edit_moves_an_issue_to_the_end_of_the_updated_listing(world: World) -> None:
    for number in range(3):
        world.repository.create_issue(str(number))
        world.server.github.advance()
    world.repository.edit_issue(1, title="later")
    assert world.numbers("sort=updated&direction=asc") == [2, 3, 1]
    assert world.numbers("sort=created&direction=asc") == [1, 2, 3]


def test_links_lead_through_all_pages_and_back(world: World) -> None:
    for number in range(5):
        world.repository.create_issue(str(number))
    first = world.ask("GET", f"{ISSUES}?per_page=2&state=all")
    assert set(first.links) == {"next", "last"}
    second = world.ask("GET", first.links["next"]["url"])
    assert set(second.links) == {"next", "last", "prev", "first"}
    third = world.ask("GET", second.links["next"]["url"])
    assert set(third.links) == {"prev", "first"}
    seen = [issue["number"] for page in (first, second, third) for issue in page.json()]
    assert sorted(seen) == [1, 2, 3, 4, 5]
    assert f"/repositories/{world.repository.id}/issues?" in first.links["next"]["url"]
    assert world.server.lines[1].endswith("/issues?per_page=2&state=all&page=2")


def test_a_high_page_number_is_refused(world: World) -> None:
    world.server.github.max_page = 3
    assert world.ask("GET", f"{ISSUES}?page=3").status_code == 200
    assert world.ask("GET", f"{ISSUES}?page=4").status_code == 422


def test_labels_filter_without_case_and_all_of_them_must_match(world: World) -> None:
    world.repository.create_issue("both", labels=["VQA", "Human made"])
    world.repository.create_issue("one", labels=["VQA"])
    assert sorted(world.numbers("labels=vqa")) == [1, 2]
    assert world.numbers("labels=vqa,human%20MADE") == [1]
    assert world.numbers("labels=vqa,unknown") == []


def test_a_known_etag_gets_304_without_a_body_and_costs_nothing(world: World) -> None:
    first = world.ask("GET", ISSUES)
    again = world.ask("GET", ISSUES, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["X-RateLimit-Used"] == first.headers["X-RateLimit-Used"]
    world.repository.create_issue("new")
    known = {"If-None-Match": first.headers["ETag"]}
    assert world.ask("GET", ISSUES, headers=known).status_code == 200


def test_etags_can_change_without_cause(world: World) -> None:
    world.server.github.drifting_etags = True
    tags = {world.ask("GET", ISSUES).headers["ETag"] for _ in range(3)}
    assert len(tags) == 3


# Time


def test_time_stands_still_until_a_test_moves_it(world: World) -> None:
    dates = {world.ask("GET", "/user").headers["Date"] for _ in range(2)}
    assert dates == {"Tue, 01 Apr 2025 12:00:00 GMT"}
    world.server.github.advance(61)
    assert world.ask("GET", "/user").headers["Date"] == "Tue, 01 Apr 2025 12:01:01 GMT"


def test_what_touches_an_issue_and_what_does_not(world: World) -> None:
    github, repository = world.server.github, world.repository
    repository.create_label("VQA")
    repository.create_issue("a dataset", labels=["VQA"])
    comment = repository.comment(1, "hello")

    def touches(act: Any) -> bool:
        github.advance(10)
        act()
        return repository.issues[1].updated_at == github.now

    assert touches(lambda: repository.edit_issue(1, title="b"))
    assert touches(lambda: repository.edit_issue(1, body="b"))
    assert touches(lambda: repository.close_issue(1))
    assert touches(lambda: repository.reopen_issue(1))
    assert touches(lambda: repository.label_issue(1, "Human"))
    assert touches(lambda: repository.unlabel_issue(1, "Human"))
    assert touches(lambda: repository.comment(1, "again"))
    assert touches(lambda: repository.edit_comment(comment, "hello there"))
    assert not touches(lambda: repository.edit_issue(1, title="b", body="b"))
    assert not touches(lambda: repository.label_issue(1, "vqa"))
    assert not touches(lambda: repository.edit_label("VQA", new_name="Questions", color="123456"))
    assert not touches(lambda: repository.delete_label("questions"))
    assert repository.issues[1].labels == ()


# One issue


def test_an_issue_that_never_was_a_deleted_and_a_transferred_one_are_told_apart(
    world: World,
) -> None:
    other = world.server.github.add_repository("octo/other")
    for title in ("deleted", "transferred"):
        world.repository.create_issue(title)
    world.repository.delete_issue(1)
    world.repository.transfer_issue(2, other)
    assert world.ask("GET", f"{ISSUES}/9").status_code == 404
    assert world.ask("GET", f"{ISSUES}/1").status_code == 410
    gone = world.ask("GET", f"{ISSUES}/2")
    assert gone.status_code == 301
    assert world.ask("GET", gone.headers["Location"]).json()["title"] == "transferred"
    assert world.numbers("state=all") == []


def test_closing_and_reopening_tell_time_reason_and_actor(world: World) -> None:
    world.repository.create_issue("a dataset")
    closed = world.ask("PATCH", f"{ISSUES}/1", {"state": "closed", "state_reason": "not_planned"})
    shown = closed.json()
    assert (shown["state"], shown["state_reason"]) == ("closed", "not_planned")
    assert shown["closed_at"] == "2025-04-01T12:00:00Z"
    assert shown["closed_by"]["login"] == "octo"
    again = world.ask("PATCH", f"{ISSUES}/1", {"state": "open"}).json()
    assert (again["state_reason"], again["closed_at"], again["closed_by"]) == (
        "reopened",
        None,
        None,
    )


@pytest.mark.parametrize(
    ("content", "where", "code"),
    [
        ({}, "title", "missing_field"),
        ({"title": " "}, "title", "missing_field"),
        ({"title": "x" * 257}, "title", "custom"),
        ({"title": "x", "body": "y" * 65_537}, "body", "custom"),
        ({"title": 7}, "title", "invalid"),
        ({"title": "x", "labels": "VQA"}, "labels", "invalid"),
    ],
)
def test_an_issue_that_github_refuses_is_refused(
    world: World, content: object, where: str, code: str
) -> None:
    answer = world.ask("POST", ISSUES, content)
    assert answer.status_code == 422
    error = answer.json()["errors"][0]
    assert (error["field"], error["code"]) == (where, code)
    assert world.repository.issues == {}


def test_a_body_that_is_no_json_object_is_refused(world: World) -> None:
    url = world.server.url + ISSUES
    headers = {"Authorization": f"Bearer {world.token}"}
    for body in (b"{", b"[]"):
        answer = requests.post(url, body, headers=headers, timeout=5)
        assert answer.status_code == 400


# Labels


def test_label_names_are_compared_without_case(world: World) -> None:
    assert world.ask("POST", LABELS, {"name": "Human", "color": "AABBCC"}).status_code == 201
    twice = world.ask("POST", LABELS, {"name": "human"})
    assert twice.status_code == 422
    assert twice.json()["errors"][0]["code"] == "already_exists"
    assert world.ask("GET", f"{LABELS}/hUMAN").json()["color"] == "aabbcc"


def test_a_change_of_case_is_a_rename_that_keeps_the_issues(world: World) -> None:
    world.repository.create_issue("a dataset", labels=["vqa"])
    answer = world.ask("PATCH", f"{LABELS}/vqa", {"new_name": "VQA"})
    assert answer.status_code == 200
    assert [label["name"] for label in world.ask("GET", f"{ISSUES}/1").json()["labels"]] == ["VQA"]


def test_a_rename_onto_another_label_is_refused(world: World) -> None:
    for name in ("one", "two"):
        world.repository.create_label(name)
    answer = world.ask("PATCH", f"{LABELS}/one", {"new_name": "TWO"})
    assert answer.json()["errors"][0]["code"] == "already_exists"


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"name": "x" * 51}, "name"),
        ({"name": ""}, "name"),
        ({"name": "x", "color": "#aabbcc"}, "color"),
        ({"name": "x", "color": "abc"}, "color"),
        ({"name": "x", "description": "y" * 101}, "description"),
    ],
)
def test_a_label_that_github_refuses_is_refused(world: World, content: object, where: str) -> None:
    answer = world.ask("POST", LABELS, content)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == where
    assert world.repository.labels == {}


def test_a_label_with_a_slash_a_space_and_a_percent_sign_is_found(world: World) -> None:
    world.repository.create_label("a/b 50%")
    assert world.ask("GET", f"{LABELS}/a%2Fb%2050%25").json()["name"] == "a/b 50%"
    assert world.ask("DELETE", f"{LABELS}/A%2FB%2050%25").status_code == 204
    assert world.ask("GET", LABELS).json() == []


def test_labels_are_put_on_and_taken_off_one_by_one(world: World) -> None:
    world.repository.create_issue("a dataset", labels=["VQA"])
    world.repository.create_pull("a change")
    added = world.ask("POST", f"{ISSUES}/1/labels", {"labels": ["Human"]}).json()
    assert [label["name"] for label in added] == ["VQA", "Human"]
    left = world.ask("DELETE", f"{ISSUES}/1/labels/vqa").json()
    assert [label["name"] for label in left] == ["Human"]
    assert world.ask("DELETE", f"{ISSUES}/1/labels/vqa").status_code == 404
    assert world.ask("POST", f"{ISSUES}/2/labels", {"labels": ["human"]}).status_code == 200
    assert len(world.repository.labels) == 2


def test_an_edit_can_replace_the_whole_set_of_labels_and_is_told_label_by_label(
    world: World,
) -> None:
    world.repository.create_issue("a dataset", labels=["VQA", "Human"])
    edited = world.ask("PATCH", f"{ISSUES}/1", {"labels": ["human", {"name": "VHR"}]}).json()
    assert [label["name"] for label in edited["labels"]] == ["Human", "VHR"]
    told = world.ask("GET", f"{ISSUES}/1/events").json()[2:]
    assert [(one["event"], one["label"]["name"]) for one in told] == [
        ("unlabeled", "VQA"),
        ("labeled", "VHR"),
    ]


def test_a_label_is_only_made_by_who_may_make_labels(world: World) -> None:
    world.repository.create_issue("a dataset")
    world.repository.roles |= {"mia": "triage", "noa": "write"}
    for login, status in (("mia", 403), ("noa", 200)):
        token = world.server.github.token(login)
        answer = world.ask("POST", f"{ISSUES}/1/labels", {"labels": ["new"]}, token=token)
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("content", "where"),
    [
        ({"state": "shut"}, "state"),
        ({"state": "closed", "state_reason": "bored"}, "state_reason"),
        ({"labels": [7]}, "labels"),
        ({"labels": [" "]}, "name"),
    ],
)
def test_an_edit_that_github_refuses_changes_nothing(
    world: World, content: object, where: str
) -> None:
    world.repository.create_issue("a dataset")
    before = world.repository.issues[1]
    answer = world.ask("PATCH", f"{ISSUES}/1", content)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == where
    assert world.repository.issues[1] is before


def test_a_body_can_be_emptied(world: World) -> None:
    world.repository.create_issue("a dataset", "text")
    assert not world.ask("PATCH", f"{ISSUES}/1", {"body": None}).json()["body"]


# Comments and events


def test_comments_are_written_edited_and_listed(world: World) -> None:
    world.repository.create_issue("a dataset")
    made = world.ask("POST", f"{ISSUES}/1/comments", {"body": "hello"})
    assert made.status_code == 201
    changed = world.ask("PATCH", made.json()["url"], {"body": "hello there"})
    assert changed.json()["body"] == "hello there"
    (listed,) = world.ask("GET", f"{ISSUES}/1/comments").json()
    assert (listed["id"], listed["user"]["login"]) == (made.json()["id"], "octo")
    assert world.ask("GET", f"{ISSUES}/1").json()["comments"] == 1


def test_the_timeline_tells_labels_and_titles_but_no_edited_body(world: World) -> None:
    world.repository.create_issue("a dataset")
    world.repository.label_issue(1, "VQA", actor="mia")
    world.server.github.advance()
    world.repository.edit_issue(1, title="another", body="text", actor="noa")
    world.repository.unlabel_issue(1, "VQA")
    world.repository.comment(1, "hello")
    told = world.ask("GET", f"{ISSUES}/1/timeline").json()
    kinds = ["labeled", "renamed", "unlabeled", "commented"]
    assert [one["event"] for one in told] == kinds
    assert [one["event"] for one in world.ask("GET", f"{ISSUES}/1/events").json()] == kinds[:3]
    assert (told[0]["actor"]["login"], told[0]["label"]["name"]) == ("mia", "VQA")
    assert told[1]["rename"] == {"from": "a dataset", "to": "another"}
    assert told[1]["created_at"] == "2025-04-01T12:00:01Z"


# Who may do what


def test_a_wrong_token_is_401_and_none_reads_what_is_public(world: World) -> None:
    assert world.ask("GET", ISSUES, token="wrong").status_code == 401
    assert world.ask("GET", ISSUES, token="").status_code == 200
    assert world.ask("POST", ISSUES, {"title": "x"}, token="").status_code == 401


def test_a_private_repository_is_404_to_strangers(world: World) -> None:
    private = world.server.github.add_repository("octo/secret", private=True)
    stranger, friend = (world.server.github.token(login) for login in ("eve", "fay"))
    private.roles["fay"] = "read"
    path = "/repos/octo/secret/issues"
    statuses = [world.ask("GET", path, token=token).status_code for token in (stranger, friend, "")]
    assert statuses == [404, 200, 404]


@pytest.mark.parametrize(
    ("role", "expected"),
    [  # commenting, putting a label on, closing, editing the body, making a label
        ("read", [201, 403, 403, 403, 403]),
        ("triage", [201, 200, 200, 403, 403]),
        ("write", [201, 200, 200, 200, 201]),
        ("maintain", [201, 200, 200, 200, 201]),
    ],
)
def test_a_role_may_do_what_github_lets_it(world: World, role: str, expected: list[int]) -> None:
    world.repository.create_issue("a dataset")
    world.repository.create_label("VQA")
    world.repository.roles["mia"] = role
    token = world.server.github.token("mia")

    def status(method: str, path: str, content: object) -> int:
        return world.ask(method, path, content, token=token).status_code

    assert expected == [
        status("POST", f"{ISSUES}/1/comments", {"body": "hello"}),
        status("POST", f"{ISSUES}/1/labels", {"labels": ["VQA"]}),
        status("PATCH", f"{ISSUES}/1", {"state": "closed"}),
        status("PATCH", f"{ISSUES}/1", {"body": "mine now"}),
        status("POST", LABELS, {"name": "new"}),
    ]


def test_a_token_may_do_less_than_its_owner(world: World) -> None:
    token = world.server.github.token("octo", allows="read")
    assert world.ask("GET", ISSUES, token=token).status_code == 200
    assert world.ask("POST", ISSUES, {"title": "x"}, token=token).status_code == 403


def test_a_stranger_edits_the_own_issue_and_sets_no_label(world: World) -> None:
    world.repository.create_label("VQA")
    token = world.server.github.token("eve")
    made = world.ask("POST", ISSUES, {"title": "mine", "labels": ["VQA"]}, token=token)
    assert made.json()["labels"] == []
    assert made.json()["author_association"] == "NONE"
    changed = {"body": "more", "labels": ["VQA"]}
    edited = world.ask("PATCH", f"{ISSUES}/1", changed, token=token).json()
    assert (edited["body"], edited["labels"]) == ("more", [])


def test_a_permission_is_told_by_its_old_and_its_new_name(world: World) -> None:
    world.repository.roles["mia"] = "triage"
    world.server.github.user("mia")
    path = "/repos/octo/catalog/collaborators/{}/permission"
    told = world.ask("GET", path.format("mia")).json()
    assert (told["permission"], told["role_name"]) == ("read", "triage")
    assert world.ask("GET", path.format("octo")).json()["permission"] == "admin"
    assert world.ask("GET", path.format("nobody")).status_code == 404


# A renamed repository


def test_a_former_name_redirects_by_rest(world: World) -> None:
    world.repository.create_issue("a dataset")
    world.server.github.rename_repository(world.repository, "octo/atlas")
    moved = world.ask("GET", f"{ISSUES}?state=all&per_page=5")
    assert moved.status_code == 301
    expected = f"/repositories/{world.repository.id}/issues?state=all&per_page=5"
    assert moved.headers["Location"] == world.server.url + expected
    assert [issue["number"] for issue in world.ask("GET", moved.headers["Location"]).json()] == [1]
    assert world.ask("GET", "/repos/octo/atlas").json()["full_name"] == "octo/atlas"


def test_a_write_under_a_former_name_is_not_carried_out(world: World) -> None:
    world.server.github.rename_repository(world.repository, "octo/atlas")
    assert world.ask("POST", ISSUES, {"title": "x"}).status_code == 307
    assert world.repository.issues == {}


TOTALS = """
query Totals($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    nameWithOwner
    issues { totalCount }
    pullRequests { totalCount }
  }
}
"""


def test_graphql_answers_a_former_name_with_the_present_one_and_the_totals(world: World) -> None:
    for title in ("one", "two"):
        world.repository.create_issue(title)
    world.repository.create_pull("a change")
    world.repository.close_issue(1)
    world.server.github.rename_repository(world.repository, "octo/atlas")
    assert world.graphql(TOTALS, owner="octo", name="catalog") == {
        "data": {
            "repository": {
                "nameWithOwner": "octo/atlas",
                "issues": {"totalCount": 2},
                "pullRequests": {"totalCount": 1},
            }
        }
    }


def test_graphql_says_with_status_200_that_there_is_no_such_repository(world: World) -> None:
    answer = world.graphql(TOTALS, owner="octo", name="nowhere")
    assert answer["data"] == {"repository": None}
    assert answer["errors"][0]["type"] == "NOT_FOUND"


def test_graphql_tells_when_a_body_was_edited_and_by_whom(world: World) -> None:
    world.repository.create_issue("a dataset", "first", author="eve")
    query = """{ repository(owner: "octo", name: "catalog") { issue(number: 1) {
        lastEditedAt editor { login }
        userContentEdits(first: 10) { nodes { editedAt editor { login } diff } }
        timelineItems(first: 5, itemTypes: [RENAMED_TITLE_EVENT, LABELED_EVENT]) { nodes {
          __typename
          ... on RenamedTitleEvent { previousTitle actor { login } }
          ... on LabeledEvent { label { name } createdAt }
        } } } } }"""
    issue = world.graphql(query)["data"]["repository"]["issue"]
    assert (issue["lastEditedAt"], issue["editor"]) == (None, None)
    assert issue["userContentEdits"]["nodes"] == []
    world.server.github.advance(5)
    world.repository.edit_issue(1, title="another", body="second", actor="mia")
    world.repository.label_issue(1, "VQA")
    issue = world.graphql(query)["data"]["repository"]["issue"]
    assert (issue["lastEditedAt"], issue["editor"]["login"]) == ("2025-04-01T12:00:05Z", "mia")
    edits = issue["userContentEdits"]["nodes"]
    assert [(edit["editor"]["login"], edit["diff"]) for edit in edits] == [
        ("mia", "second"),
        ("eve", "first"),
    ]
    renamed, labeled = issue["timelineItems"]["nodes"]
    expected = {"previousTitle": "a dataset", "actor": {"login": "mia"}}
    assert renamed == {"__typename": "RenamedTitleEvent", **expected}
    assert labeled["label"] == {"name": "VQA"}


@pytest.mark.parametrize(
    "query",
    [
        "{ repository(owner: 1, name: 2) { inventedField } ",
        '{ repository(owner: "octo", name: "catalog") { inventedField } }',
        '{ repository(owner: "octo", name: "catalog") }',
        '{ repository(owner: "octo", name: "catalog") { issues { nodes { number } } } }',
        '{ repository(owner: "octo", name: "catalog") { issues(first: 101) { totalCount } } }',
        "{ viewer { login { deeper } } }",
        "query ($name: String!) { repository(owner: $owner, name: $name) { name } }",
        "mutation { addStar { clientMutationId } }",
    ],
)
def test_graphql_refuses_what_github_would_refuse_with_status_200(world: World, query: str) -> None:
    answer = world.ask("POST", "/graphql", {"query": query})
    assert answer.status_code == 200
    assert answer.json()["errors"]


def test_graphql_needs_a_token_and_can_be_missing(world: World) -> None:
    query = {"query": "{ viewer { login } }"}
    assert world.ask("POST", "/graphql", query).json() == {"data": {"viewer": {"login": "octo"}}}
    assert world.ask("POST", "/graphql", query, token="").status_code == 401
    world.server.github.graphql = False
    assert world.ask("POST", "/graphql", query).status_code == 404


def test_an_enterprise_server_answers_under_its_own_addresses(world: World) -> None:
    world.repository.create_issue("a dataset")
    shown = world.ask("GET", f"{world.server.enterprise_url}{ISSUES}/1")
    assert shown.json()["url"] == f"{world.server.url}/api/v3{ISSUES}/1"
    assert shown.headers["X-GitHub-Enterprise-Version"]
    query = {"query": "{ viewer { login } }"}
    assert world.ask("POST", "/api/graphql", query).status_code == 200
    assert world.ask("POST", "/api/v3/graphql", query).status_code == 404


# Limits


@pytest.mark.parametrize("status", [403, 429])
def test_the_primary_limit_refuses_until_its_reset(world: World, status: int) -> None:
    github = world.server.github
    github.limits.status = status
    github.limits.leave(1, "octo", github.now)
    last = world.ask("GET", "/user")
    assert last.headers["X-RateLimit-Remaining"] == "0"
    refused = world.ask("GET", "/user")
    assert refused.status_code == status
    assert refused.headers["X-RateLimit-Reset"] == str(github.now + 3600)
    assert world.ask("GET", "/rate_limit").json()["rate"]["remaining"] == 0
    github.advance(3600)
    assert world.ask("GET", "/user").status_code == 200


def test_the_primary_limit_of_graphql_is_its_own_and_told_with_status_200(world: World) -> None:
    github = world.server.github
    github.limits.leave(0, "octo", github.now, "graphql")
    answer = world.ask("POST", "/graphql", {"query": "{ viewer { login } }"})
    assert answer.status_code == 200
    assert answer.json()["errors"][0]["type"] == "RATE_LIMITED"
    assert answer.headers["X-RateLimit-Remaining"] == "0"
    assert world.ask("GET", "/user").status_code == 200


def test_who_sends_no_token_has_sixty_requests(world: World) -> None:
    answer = world.ask("GET", ISSUES, token="")
    assert answer.headers["X-RateLimit-Limit"] == "60"
    assert answer.headers["X-RateLimit-Remaining"] == "59"


def test_content_made_too_fast_is_recorded_and_on_request_refused(world: World) -> None:
    limits, github = world.server.github.limits, world.server.github
    limits.paces, limits.a_minute = True, 2
    statuses = [world.ask("POST", ISSUES, {"title": "x"}).status_code for _ in range(2)]
    assert statuses == [201, 201]
    github.advance(20)
    refused = world.ask("POST", ISSUES, {"title": "x"})
    assert (refused.status_code, refused.headers["Retry-After"]) == (403, "40")
    github.advance(40)
    assert world.ask("POST", ISSUES, {"title": "x"}).status_code == 201
    assert limits.busiest(60) == 2


def test_a_request_without_a_user_agent_is_refused(world: World) -> None:
    connection = http.client.HTTPConnection(world.server.url.removeprefix("http://"), timeout=5)
    connection.request("GET", ISSUES)
    assert connection.getresponse().status == 403
    connection.close()


# Faults


def test_a_closed_connection_and_one_closed_half_way(world: World) -> None:
    world.server.plan.at(1, faults.closes())
    world.server.plan.at(2, faults.closes_half_way())
    for _ in range(2):
        with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
            world.ask("GET", "/user")
    assert world.ask("GET", "/user").status_code == 200
    assert [one.status for one in world.server.log] == [None, None, 200]


def test_a_hanging_server(world: World) -> None:
    world.server.plan.at(1, faults.hangs(30))
    with pytest.raises(requests.ReadTimeout):
        requests.get(world.server.url, timeout=0.2)


def test_answers_that_are_whole_but_wrong(world: World) -> None:
    world.repository.create_issue("a dataset")
    wrong = (faults.truncates(), faults.says_nothing(), faults.shows_a_page())
    for number, fault in enumerate(wrong, 1):
        world.server.plan.at(number, fault)
    for _ in wrong:
        answer = world.ask("GET", ISSUES)
        assert answer.status_code == 200
        with pytest.raises(requests.JSONDecodeError):
            answer.json()


@pytest.mark.parametrize("status", [500, 502, 503])
def test_a_failing_server(world: World, status: int) -> None:
    world.server.plan.at(1, faults.fails(status))
    assert world.ask("GET", ISSUES).status_code == status


def test_a_refusal_can_be_put_in_the_place_of_any_answer(world: World) -> None:
    world.server.plan.at(1, faults.limits_secondary())
    world.server.plan.at(2, faults.limits_secondary(7, 429))
    world.server.plan.at(3, faults.limits_primary(99))
    world.server.plan.at(4, faults.refuses(451))
    answers = [world.ask("GET", ISSUES) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [403, 429, 403, 451]
    assert "Retry-After" not in answers[0].headers
    assert "secondary rate limit" in answers[0].json()["message"]
    assert answers[1].headers["Retry-After"] == "7"
    assert answers[2].headers["X-RateLimit-Remaining"] == "0"


def test_a_write_that_fails_is_not_carried_out_unless_the_fault_comes_after_it(
    world: World,
) -> None:
    world.server.plan.at(1, faults.fails(502))
    world.server.plan.at(2, faults.fails(502).after_write())
    for expected in (0, 1):
        assert world.ask("POST", ISSUES, {"title": "x"}).status_code == 502
        assert len(world.repository.issues) == expected


def test_a_fault_can_wait_for_a_certain_request_and_come_more_than_once(world: World) -> None:
    fault = faults.fails(503)
    world.server.plan.when(lambda request: request.path.endswith("labels"), fault, times=2)
    paths = (ISSUES, LABELS, ISSUES, LABELS, LABELS)
    assert [world.ask("GET", path).status_code for path in paths] == [200, 503, 200, 503, 200]
    world.server.plan.always(fault)
    assert [world.ask("GET", ISSUES).status_code for _ in range(2)] == [503, 503]
    world.server.plan.clear()
    assert world.ask("GET", ISSUES).status_code == 200


@pytest.mark.parametrize("fault", faults.passing(), ids=lambda fault: str(fault.name))
def test_every_passing_fault_is_over_with_the_next_request(
    world: World, fault: faults.Fault
) -> None:
    world.server.plan.at(1, fault)
    try:
        wrong = world.ask("GET", ISSUES)
        assert wrong.status_code != 200 or not is_json(wrong.content)
    except (requests.ConnectionError, requests.exceptions.ChunkedEncodingError):
        pass
    assert world.ask("GET", ISSUES).json() == []


def is_json(text: bytes) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


WRITES = """
import sys, urllib.request
for number in range(3):
    body = b'{"title": "issue"}'
    headers = {"Authorization": "Bearer " + sys.argv[2]}
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], body, headers)).read()
"""


@pytest.mark.parametrize(("point", "made"), [("before", 2), ("after", 2), ("lost", 1)])
def test_whoever_asks_can_be_killed_at_any_request(world: World, point: str, made: int) -> None:
    command = [sys.executable, "-c", WRITES, world.server.url + ISSUES, world.token]
    started = threading.Event()

    def kill() -> None:
        assert started.wait(10)
        process.kill()
        process.wait(10)

    fault = faults.calls(after=kill) if point == "after" else faults.calls(before=kill)
    world.server.plan.at(2, replace(fault, applied=point != "lost"))
    process = subprocess.Popen(command)
    started.set()
    assert process.wait(20) < 0
    for _ in range(200):  # what was under way is carried out all the same, in its own time
        if len(world.repository.issues) == made:
            break
        threading.Event().wait(0.02)
    assert len(world.repository.issues) == made
    assert len(world.server.log) == 2


def test_a_call_can_change_the_state_before_a_page_is_read_or_after(world: World) -> None:
    world.server.plan.at(1, faults.calls(before=lambda: world.repository.create_issue("before")))
    world.server.plan.at(2, faults.calls(after=lambda: world.repository.create_issue("after")))
    assert [len(world.numbers("")) for _ in range(3)] == [1, 1, 2]


def test_an_error_in_a_call_is_seen_by_the_test() -> None:
    def breaks() -> None:
        raise RuntimeError("seen")

    def ask() -> None:
        with GitHubServer() as server:
            server.plan.at(1, faults.calls(before=breaks))
            assert requests.get(server.url, timeout=5).status_code == 500

    with pytest.raises(RuntimeError, match="seen"):
        ask()


def test_a_stopped_server_ends_what_waits_for_it() -> None:
    ended: list[str] = []

    def ask(url: str) -> None:
        try:
            requests.get(url, timeout=60)
        except requests.ConnectionError:
            ended.append("closed")

    with GitHubServer() as server:
        asked = threading.Event()
        server.plan.at(1, faults.calls(before=asked.set))
        server.plan.at(1, faults.hangs(60))
        thread = threading.Thread(target=ask, args=(server.url,))
        thread.start()
        assert asked.wait(10)
    thread.join(10)
    assert ended == ["closed"]


# The log


def test_the_log_tells_every_request_and_no_token(world: World) -> None:
    world.ask("POST", ISSUES, {"title": "ä"})
    world.ask("GET", f"{ISSUES}?labels=a%20b", token="")
    assert world.server.lines == [f"POST {ISSUES}", f"GET {ISSUES}?labels=a b"]
    made, read = world.server.log
    assert made.content == {"title": "ä"}
    assert (made.authorized, read.authorized) == (True, False)
    assert (made.status, read.status) == (201, 200)
    assert world.token not in repr(world.server.log)
    assert world.token not in repr(world.server.github.tokens.values())


def test_one_connection_serves_many_requests(world: World) -> None:
    connection = http.client.HTTPConnection(world.server.url.removeprefix("http://"), timeout=5)
    connection.connect()
    socket = connection.sock
    for _ in range(3):
        connection.request("GET", ISSUES, headers={"User-Agent": "test"})
        assert json.loads(connection.getresponse().read()) == []
    assert connection.sock is socket
    connection.close()


# A client that nobody here wrote


DOCUMENTED = [
    "active_lock_reason",
    "assignee",
    "assignees",
    "author_association",
    "body",
    "closed_at",
    "closed_by",
    "comments",
    "comments_url",
    "created_at",
    "events_url",
    "html_url",
    "id",
    "issue_dependencies_summary",
    "labels",
    "labels_url",
    "locked",
    "milestone",
    "node_id",
    "number",
    "performed_via_github_app",
    "reactions",
    "repository_url",
    "state",
    "state_reason",
    "sub_issues_summary",
    "timeline_url",
    "title",
    "type",
    "updated_at",
    "url",
    "user",
]


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # old attributes are read too
def test_pygithub_finds_every_documented_attribute_in_the_listing(world: World) -> None:
    world.repository.create_issue("a dataset", "text", labels=["VQA"])
    world.repository.create_pull("a change")
    world.repository.close_issue(1)
    auth = Auth.Token(world.token)
    client = Github(base_url=world.server.url, auth=auth, seconds_between_requests=0)
    repository = client.get_repo("octo/catalog", lazy=True)
    pull, issue = repository.get_issues(state="all", direction="desc")
    read = {name: getattr(issue, name) for name in DOCUMENTED if hasattr(type(issue), name)}
    assert len(world.server.log) == 1
    assert read["title"] == "a dataset"
    assert [label.name for label in issue.labels] == ["VQA"]
    assert issue.state_reason == "completed"
    assert pull.pull_request is not None
    assert issue.user.login == "octo"
    assert set(DOCUMENTED) == set(world.ask("GET", f"{ISSUES}/1").json())
    client.close()


def test_pygithub_writes_labels_comments_and_issues(world: World) -> None:
    auth = Auth.Token(world.token)
    client = Github(base_url=world.server.url, auth=auth, seconds_between_writes=0)
    repository = client.get_repo("octo/catalog")
    label = repository.create_label("VQA", "aabbcc", "questions")
    issue = repository.create_issue("a dataset", "text", labels=["VQA"])
    label.edit("Questions", "aabbcc")
    issue.create_comment("hello").edit("hello there")
    issue.edit(title="another", state="closed")
    issue.add_to_labels("Human")
    issue.remove_from_labels("questions")
    kept = world.repository.issues[1]
    assert (kept.title, kept.state) == ("another", "closed")
    assert [world.repository.labels[id_].name for id_ in kept.labels] == ["Human"]
    assert [one.body for one in world.repository.comments.values()] == ["hello there"]
    world.repository.delete_issue(1)
    with pytest.raises(UnknownObjectException):
        repository.get_issue(7)
    client.close()


# Pull requests

PULLS = "/repos/octo/catalog/pulls"
PROPOSAL = {"title": "A change", "body": "text", "head": "sync", "base": "main"}


def grow(world: World, *branches: str) -> None:
    """Let the repository have branches that each have a commit of their own."""
    heads = {name: f"{number:040}" for number, name in enumerate(("main", *branches))}
    world.repository.heads = lambda: heads


def test_a_pull_request_is_made_listed_edited_and_closed(world: World) -> None:
    grow(world, "sync", "other")
    made = world.ask("POST", PULLS, PROPOSAL)
    assert (made.status_code, made.json()["number"]) == (201, 1)
    assert made.json()["head"]["label"] == "octo:sync"
    world.ask("POST", PULLS, {**PROPOSAL, "head": "octo:other"})
    listed = world.ask("GET", f"{PULLS}?head=octo:sync&base=main").json()
    assert [(one["number"], one["title"], one["body"]) for one in listed] == [
        (1, "A change", "text")
    ]
    edited = world.ask("PATCH", f"{PULLS}/1", {"title": "Another", "state": "closed"}).json()
    assert (edited["title"], edited["body"], edited["state"]) == ("Another", "text", "closed")
    assert [one["number"] for one in world.ask("GET", PULLS).json()] == [2]
    assert [one["number"] for one in world.ask("GET", f"{PULLS}?state=all").json()] == [2, 1]


def test_a_head_without_an_owner_filters_nothing(world: World) -> None:
    world.repository.create_pull("a change")
    assert len(world.ask("GET", f"{PULLS}?head=nothing").json()) == 1
    assert world.ask("GET", f"{PULLS}?head=octo:nothing").json() == []
    assert world.ask("GET", f"{PULLS}?head=else:patch-1").json() == []


def test_a_branch_has_one_open_pull_request(world: World) -> None:
    grow(world, "sync")
    world.ask("POST", PULLS, PROPOSAL)
    second = world.ask("POST", PULLS, PROPOSAL)
    assert second.status_code == 422
    (error,) = second.json()["errors"]
    assert error["message"] == "A pull request already exists for octo:sync."
    world.repository.close_issue(1)
    assert world.ask("POST", PULLS, PROPOSAL).status_code == 201


@pytest.mark.parametrize("where", ["head", "base"])
def test_a_pull_request_needs_branches_that_are_there(world: World, where: str) -> None:
    grow(world, "sync")
    answer = world.ask("POST", PULLS, {**PROPOSAL, where: "nowhere"})
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"resource": "PullRequest", "field": where, "code": "invalid"}
    ]


def test_a_pull_request_needs_a_commit_of_its_own(world: World) -> None:
    world.repository.heads = lambda: {"main": "1" * 40, "sync": "1" * 40}
    answer = world.ask("POST", PULLS, PROPOSAL)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["message"] == "No commits between main and sync"


def test_actions_make_pull_requests_only_where_a_setting_lets_them(world: World) -> None:
    grow(world, "sync")
    world.repository.roles["github-actions[bot]"] = "write"
    bot = world.server.github.token("github-actions[bot]")
    world.repository.actions_may_propose = False
    refused = world.ask("POST", PULLS, PROPOSAL, token=bot)
    assert refused.status_code == 403
    assert "not permitted to create or approve pull requests" in refused.json()["message"]
    world.repository.actions_may_propose = True
    assert world.ask("POST", PULLS, PROPOSAL, token=bot).status_code == 201


def test_who_may_only_read_makes_and_edits_no_pull_request(world: World) -> None:
    grow(world, "sync")
    world.repository.create_pull("a change")
    reader = world.server.github.token("reader")
    assert world.ask("POST", PULLS, PROPOSAL, token=reader).status_code == 403
    assert world.ask("PATCH", f"{PULLS}/1", {"title": "x"}, token=reader).status_code == 403


def test_a_merged_pull_request_stays_closed(world: World) -> None:
    grow(world, "patch-1")
    world.repository.create_pull("a change")
    world.repository.merge_pull(1)
    assert world.ask("GET", f"{PULLS}/1").json()["merged_at"]
    assert world.ask("PATCH", f"{PULLS}/1", {"state": "open"}).status_code == 422
    world.repository.create_pull("another", head="patch-1")
    world.repository.close_issue(2)
    assert world.ask("PATCH", f"{PULLS}/2", {"state": "open"}).json()["state"] == "open"
    assert world.ask("PATCH", f"{PULLS}/2", {"state": "ajar"}).status_code == 422


def test_an_issue_is_no_pull_request(world: World) -> None:
    world.repository.create_issue("a dataset")
    assert world.ask("GET", f"{PULLS}/1").status_code == 404
    assert world.ask("GET", f"{PULLS}/2").status_code == 404


def test_pygithub_reads_a_pull_request(world: World) -> None:
    grow(world, "sync")
    client = Github(
        base_url=world.server.url, auth=Auth.Token(world.token), seconds_between_writes=0
    )
    repository = client.get_repo("octo/catalog")
    repository.create_pull(base="main", head="sync", title="A change", body="text")
    (pull,) = repository.get_pulls(head="octo:sync")
    read = (pull.title, pull.head.ref, pull.base.ref, pull.user.login, pull.merged_at)
    assert read == ("A change", "sync", "main", "octo", None)
    pull.edit(state="closed")
    assert world.repository.issues[1].state == "closed"
    client.close()


@settings(max_examples=25, deadline=None)
@given(
    count=st.integers(0, 25),
    size=st.integers(1, 9),
    times=st.lists(st.integers(0, 2), min_size=25, max_size=25),
)
def test_the_pages_together_are_the_listing(count: int, size: int, times: list[int]) -> None:
    with GitHubServer() as server, requests.Session() as session:
        repository = server.github.add_repository("octo/catalog")
        for number in range(count):
            server.github.advance(times[number])
            repository.create_issue(str(number))
        query = f"state=all&sort=updated&direction=asc&per_page={size}"
        url, found = f"{server.url}{ISSUES}?{query}", []
        while url:
            answer = session.get(url, timeout=5)
            found += [(issue["updated_at"], issue["number"]) for issue in answer.json()]
            url = answer.links.get("next", {}).get("url", "")
        assert sorted(number for _, number in found) == list(range(1, count + 1))
        assert [at for at, _ in found] == sorted(at for at, _ in found)
        assert len(server.log) == max(1, -(-count // size))
