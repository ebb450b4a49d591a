"""The server that nobody here wrote starts, keeps what it is told, and is what we say it is."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
import requests

from emulate import FreshRepository, emulate_server, new_repository, why_not

if TYPE_CHECKING:
    from collections.abc import Iterator

    from emulate import Emulate

MISSING = why_not()
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING)


@pytest.fixture(scope="module")
def emulate() -> Iterator[Emulate]:
    with emulate_server() as server:
        yield server


@pytest.fixture
def fresh(emulate: Emulate) -> FreshRepository:
    return new_repository(emulate)


@pytest.fixture
def session(fresh: FreshRepository) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.headers.update(fresh.headers)
        yield session


def test_a_label_and_an_issue_are_made_and_listed(
    fresh: FreshRepository, session: requests.Session
) -> None:
    label = {"name": "VQA", "color": "aabbcc", "description": "questions"}
    assert session.post(f"{fresh.url}/labels", json=label, timeout=10).status_code == 201
    issue = {"title": "a dataset", "body": "text", "labels": ["VQA"]}
    assert session.post(f"{fresh.url}/issues", json=issue, timeout=10).status_code == 201
    (listed,) = session.get(f"{fresh.url}/issues?state=all", timeout=10).json()
    assert (listed["number"], listed["title"], listed["body"]) == (1, "a dataset", "text")
    assert [one["name"] for one in listed["labels"]] == ["VQA"]
    assert [one["name"] for one in session.get(f"{fresh.url}/labels", timeout=10).json()] == ["VQA"]


def test_each_test_has_a_repository_of_its_own(
    emulate: Emulate, fresh: FreshRepository, session: requests.Session
) -> None:
    session.post(f"{fresh.url}/issues", json={"title": "a dataset"}, timeout=10)
    other = new_repository(emulate)
    assert requests.get(f"{other.url}/issues", headers=other.headers, timeout=10).json() == []
    assert other.token not in repr(other)
    assert emulate.token not in repr(emulate)


def test_pages_are_linked_and_a_renamed_label_keeps_its_id_and_touches_no_issue(
    fresh: FreshRepository, session: requests.Session
) -> None:
    for title in ("one", "two", "three"):
        content = {"title": title, "labels": ["vhr"]}
        session.post(f"{fresh.url}/issues", json=content, timeout=10)
    listing = f"{fresh.url}/issues?state=all&sort=updated&direction=asc&per_page=2"
    before = session.get(listing, timeout=10)
    assert set(before.links) == {"next", "last"}
    (rest,) = session.get(before.links["next"]["url"], timeout=10).json()
    assert [*(one["number"] for one in before.json()), rest["number"]] == [1, 2, 3]
    session.patch(f"{fresh.url}/labels/vhr", json={"new_name": "UHR"}, timeout=10)
    for old, new in zip(before.json(), session.get(listing, timeout=10).json(), strict=True):
        assert new["updated_at"] == old["updated_at"]
        assert new["labels"][0]["id"] == old["labels"][0]["id"]
        assert new["labels"][0]["name"] == "UHR"


def test_the_server_is_gone_after_the_block() -> None:
    with emulate_server() as server:
        assert requests.get(f"{server.url}/user", timeout=10).status_code == 401
    with pytest.raises(requests.ConnectionError):
        requests.get(f"{server.url}/user", timeout=10)


def test_since_leaves_out_what_changed_in_the_second_it_names(
    fresh: FreshRepository, session: requests.Session
) -> None:
    made = session.post(f"{fresh.url}/issues", json={"title": "a dataset"}, timeout=10).json()
    second = made["updated_at"][:19] + "Z"

    def count(since: str) -> int:
        return len(session.get(f"{fresh.url}/issues?since={since}", timeout=10).json())

    assert made["updated_at"][19] == "."
    assert (count(second), count(made["updated_at"]), count("2020-01-01T00:00:00Z")) == (0, 1, 1)
