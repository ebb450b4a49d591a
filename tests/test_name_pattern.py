"""However many labels there are, finding their names in a text takes time linear in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from issuesync.fields.name_pattern import longest_of
from issuesync.model.issue import Issue
from issuesync.records.issues import build_record
from small_catalog import make_schema
from steps import count_steps

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


def test_names_that_begin_alike_share_their_beginning() -> None:
    assert longest_of(["cat", "cats", "car", "dog"]) == "(?:ca(?:t(?:s)?|r)|dog)"


def test_a_place_where_no_name_begins_is_left_at_its_first_letter() -> None:
    names = [f"{'ab'[n % 2]} {n}" for n in range(300)]
    assert re.findall(r"[(|:]([ab])", longest_of(names)) == ["a", "b"]


def steps_to_build(count: int) -> int:
    """Count the steps to an entry that names so many labels at the end of its many lines."""
    names = [f"zz {n}" for n in range(count)]
    labels = "".join(f"      {name}: a label\n" for name in names)
    text = f"groups:\n  task:\n    color: '000000'\n    labels:\n{labels}"
    status = "  status:\n    color: '000000'\n    labels: {accepted: yes it is}\n"
    schema = make_schema(CATALOG, text + status)
    lines = "".join(f"- {name}\n" for name in names)
    plain = "- nothing\n" * 5_000
    body = f"### Task\n\n{plain}{lines}"
    issue = Issue(1, "Tabby", body, labels=("accepted",))
    implied: list[int | None] = []

    def work() -> None:
        record = build_record(issue, schema.collections[0], schema.taxonomy, {})
        implied.extend(one.place.line for one in record.implied)

    steps = count_steps(work)
    assert implied == list(range(5_003, 5_003 + count))
    return steps


def test_two_hundred_labels_that_an_issue_lacks_are_found_in_one_look_at_its_lines() -> None:
    assert steps_to_build(200) < 2 * steps_to_build(2)
