"""What changed between two states of a catalog, and how a commit says it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.model.problem import Location
from issuesync.reports.changes import Counts, commit_message, count_changes
from small_catalog import make_record

CASES = {
    Counts(80): "Update the catalog: 80 entries",
    Counts(80, added=2, removed=1): "Update the catalog: 80 entries (+2 −1)",
    Counts(1, changed=1): "Update the catalog: 1 entry (~1)",
    Counts(0, removed=3): "Update the catalog: 0 entries (−3)",
    Counts(9, 1, 2, 3): "Update the catalog: 9 entries (+1 −2 ~3)",
}


@pytest.mark.parametrize("counts", CASES, ids=str)
def test_a_commit_says_how_many_came_went_and_changed(counts: Counts) -> None:
    assert commit_message(counts) == CASES[counts]


def test_an_issue_is_the_same_whatever_it_is_called() -> None:
    before = [make_record("Cats", number=1), make_record("Dogs", number=2)]
    after = [make_record("Lions", number=1), make_record("Dogs", number=2)]
    assert count_changes(before, after) == Counts(2, changed=1)


def test_an_entry_of_a_data_file_is_the_same_by_its_name() -> None:
    before = [make_record("Cats", "lists", None, note="a"), make_record("Dogs", "lists", None)]
    after = [make_record("CATS", "lists", None, note="b"), make_record("Hens", "lists", None)]
    assert count_changes(before, after) == Counts(2, added=1, removed=1, changed=1)


def test_where_an_entry_stands_in_a_file_does_not_count() -> None:
    record = make_record("Cats", "lists", None)
    assert count_changes(
        [record], [replace(record, place=Location("lists.yaml", line=9))]
    ) == Counts(1)


@given(st.sets(st.integers(1, 20)), st.sets(st.integers(1, 20)))
def test_what_came_and_went_explains_how_many_there_are(old: set[int], new: set[int]) -> None:
    before, after = ([make_record("x", number=n) for n in numbers] for numbers in (old, new))
    counts = count_changes(before, after)
    assert counts.entries == len(old) + counts.added - counts.removed
    assert (counts.added, counts.removed, counts.changed) == (len(new - old), len(old - new), 0)
