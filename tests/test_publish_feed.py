"""The feed: what is new, what changed, what was removed, each with a date that a record states."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from issuesync.publish.feed import render_feed
from issuesync.publish.table import build_tables
from small_catalog import make_catalog, make_issue

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog

ATOM = "{http://www.w3.org/2005/Atom}"


def feed_of(catalog: Catalog) -> ET.Element:
    text = render_feed(catalog.schema, build_tables(catalog), catalog.removed)
    return ET.fromstring(text)


def entries(catalog: Catalog) -> list[tuple[str, str, str]]:
    """Return each entry's title, kind and date, in the feed's order."""
    found = []
    for one in feed_of(catalog).iter(f"{ATOM}entry"):
        (category,) = one.iter(f"{ATOM}category")
        found.append(
            (one.findtext(f"{ATOM}title", ""), category.get("term", ""),
             one.findtext(f"{ATOM}updated", ""))
        )  # fmt: skip
    return found


def test_new_changed_and_removed_entries_come_latest_first() -> None:
    new = make_issue(1, "New")
    changed = replace(make_issue(2, "Changed"), updated_at="2025-05-02T00:00:00Z")
    removed = replace(make_issue(3, "Gone"), updated_at="2025-05-01T00:00:00Z", state="closed")
    assert entries(make_catalog([new, changed, removed])) == [
        ("Changed", "changed", "2025-05-02T00:00:00Z"),
        ("Removed: Gone", "removed", "2025-05-01T00:00:00Z"),
        ("New", "new", "2025-04-02T00:00:00Z"),
    ]


def test_an_issue_that_was_never_accepted_is_not_removed() -> None:
    issue = replace(
        make_issue(3), labels=("VQA",), state="closed", updated_at="2025-05-01T00:00:00Z"
    )
    assert entries(make_catalog([issue])) == []


def test_entries_of_data_files_have_no_dates_and_are_not_in_the_feed() -> None:
    assert entries(make_catalog([], lists="- {name: A list}")) == []


@pytest.mark.parametrize("time", ["", "yesterday", "2025-04-01", "2025-04-01T00:00:00+02:00"])
def test_an_entry_without_a_time_that_atom_takes_is_left_out(time: str) -> None:
    issue = replace(make_issue(1), created_at=time, updated_at=time)
    assert entries(make_catalog([issue])) == []


def test_a_feed_of_nothing_is_a_feed() -> None:
    root = feed_of(make_catalog([]))
    assert root.findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"
    assert root.findtext(f"{ATOM}id") == "https://github.com/octocat/hello-world"


def test_only_the_latest_hundred_are_listed() -> None:
    issues = [
        replace(make_issue(n), created_at=f"2025-01-01T00:{n // 60:02}:{n % 60:02}Z")
        for n in range(1, 131)
    ]
    listed = entries(make_catalog(issues))
    assert len(listed) == 100
    assert listed[0][0] == "Entry 130"
    assert listed[-1][0] == "Entry 31"
