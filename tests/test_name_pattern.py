"""However many labels there are, finding their names in a text takes time linear in it."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from issuesync.fields.choice import Option
from issuesync.fields.choices import Labels
from issuesync.fields.name_pattern import longest_of
from issuesync.model.issue import Issue
from issuesync.records.issues import build_record
from small_catalog import make_schema

LONGEST = 65_536
CATALOG = """\
repository: octo/cat
documents: README.md
fields: {name: title, task: labels}
collections:
  cats: {from: issues, publish: accepted, fields: [name, task], columns: {Name: name}}
"""
NAMES = st.text("ab.- ", min_size=1, max_size=6)


@given(st.sets(NAMES, max_size=20), st.text("ab.- ", max_size=60))
def test_the_tree_of_names_finds_what_trying_each_longest_first_finds(
    names: set[str], text: str
) -> None:
    each = "|".join(map(re.escape, sorted(names, key=len, reverse=True))) or r"(?!)"
    assert re.findall(f"(?:{longest_of(names)})(?!a)", text) == re.findall(f"(?:{each})(?!a)", text)


def seconds_to_find(count: int) -> float:
    """Return how long it takes to find so many labels in a text of GitHub's greatest length."""
    names = [f"{'ab'[n % 2]} {n}" for n in range(count)]
    kind = Labels(tuple(Option(name, name) for name in names))
    kind.read("x")
    text = "a b " * (LONGEST // 4)
    begun = time.process_time()
    kind.read(text)
    return time.process_time() - begun


def test_three_hundred_labels_take_no_longer_than_a_few() -> None:
    few = min(seconds_to_find(3) for _ in range(3))
    assert min(seconds_to_find(300) for _ in range(3)) < 5 * few + 0.05


def seconds_to_build(count: int) -> float:
    """Return how long an entry takes that names so many labels at the end of its many lines."""
    names = [f"zz {n}" for n in range(count)]
    labels = "".join(f"      {name}: a label\n" for name in names)
    text = f"groups:\n  task:\n    color: '000000'\n    labels:\n{labels}"
    status = "  status:\n    color: '000000'\n    labels: {accepted: yes it is}\n"
    schema = make_schema(CATALOG, text + status)
    lines = "".join(f"- {name}\n" for name in names)
    plain = "- nothing\n" * 5_000
    body = f"### Task\n\n{plain}{lines}"
    issue = Issue(1, "Tabby", body, labels=("accepted",))
    begun = time.process_time()
    record = build_record(issue, schema.collections[0], schema.taxonomy, {})
    assert [one.place.line for one in record.implied] == list(range(5_003, 5_003 + count))
    return time.process_time() - begun


def test_two_hundred_labels_that_an_issue_lacks_are_found_in_one_look_at_its_lines() -> None:
    few = min(seconds_to_build(2) for _ in range(3))
    assert min(seconds_to_build(200) for _ in range(3)) < 5 * few + 0.05
