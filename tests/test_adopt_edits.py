"""What issues should say, into a plan for GitHub; the flagship's issues say it afterwards."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.app.workspace import load
from issuesync.apply import apply_plan
from issuesync.edits.issue_edits import NewEntry, Wanted, plan_edits
from issuesync.fields.link import repository_of
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.model.plan import AddLabel, CreateIssue, CreateLabel, EditIssue, Plan
from issuesync.model.problem import Location
from issuesync.records.catalog import build_catalog
from issuesync.records.issues import build_record
from issuesync.reports.plan import describe, parse_plan, plan_diff, plan_json
from issuesync.store.journal import FileJournal
from issuesync.store.target import SnapshotTarget
from small_catalog import make_issue, make_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.model.value import Value
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

TESTS = Path(__file__).parent
FACTS = TESTS / "facts"
ROWS = [json.loads(line) for line in (FACTS / "rows.jsonl").read_text("utf-8").splitlines()]
NOTHING = {"", "N/A", "NaN", "—", None}


def applied(plan: Plan, snapshot: Snapshot, folder: Path) -> Snapshot:
    target = SnapshotTarget(snapshot)
    journal = FileJournal(folder / "journal.jsonl", snapshot.repository)
    assert apply_plan(plan, target, lambda _: None, journal).is_clean
    return target.snapshot


# The flagship


@pytest.fixture(scope="module")
def flagship() -> Catalog:
    """Return the catalog as it was adopted: issues that say all, and overrides."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(TESTS.parent)
        return load(Path(), "snapshot").catalog


@pytest.fixture(scope="module")
def legacy() -> Snapshot:
    """Return the issues as they were before, whose labels' colours nobody knows."""
    listed = json.loads((FACTS / "issues-legacy.json").read_text(encoding="utf-8"))
    issues = tuple(Issue.from_json(raw) for raw in listed)
    return Snapshot("zytx121/Awesome-RS-SFT-Data", (), issues)


def row_texts(row: dict[str, Any], section: str) -> Iterator[tuple[str, str]]:
    """Give what a row of the kept README says, by field."""
    for key in ("Year", "Venue", "Country", "Name"):
        yield key.casefold(), row[key]["text"]
    yield "section", section
    yield "paper", row["Name"]["url"]
    yield "download", row["Download"]["url"]
    star = row["Download"].get("star")
    if star and star.casefold() != (repository_of(row["Download"]["url"] or "") or "").casefold():
        yield "repository", star


def wanted_of(fact: dict[str, Any], collection: Collection, issue: Issue) -> Wanted:
    """Return what an issue should say so that it says what its row does, slashes aside."""
    stated = build_record(issue, collection, make_schema().taxonomy, {})
    values: dict[str, Value | None] = {}
    for key, text in row_texts(fact["row"], fact["section"]):
        value = collection.by_key[key].type.read(text).value if text not in NOTHING else None
        if value is not None and slashless(stated.value(key)) != slashless(value):
            values[key] = value
    return Wanted(issue.number, values, "its row is in the README")


def slashless(value: Value | None) -> Value | None:
    return value.rstrip("/") if isinstance(value, str) else value


@pytest.fixture(scope="module")
def plan(flagship: Catalog, legacy: Snapshot) -> Plan:
    collection = flagship.schema.by_key["datasets"]
    issues = {issue.number: issue for issue in legacy.issues}
    facts = [fact for fact in ROWS if fact["issue"]]
    wanted = [wanted_of(fact, collection, issues[fact["issue"]]) for fact in facts]
    plan, problems = plan_edits(flagship.schema, collection, legacy, wanted)
    assert not problems
    return plan


def test_the_edited_bodies_state_the_records_of_the_adopted_issues_and_overrides(
    flagship: Catalog, legacy: Snapshot, plan: Plan, tmp_path: Path
) -> None:
    after = applied(plan, legacy, tmp_path)
    edited = build_catalog(flagship.schema, after, *without_files(flagship))
    expected = flagship.in_collection("datasets")
    assert len(expected) == 78
    for record, other in zip(edited.in_collection("datasets"), expected, strict=True):
        assert (record.number, record.name) == (other.number, other.name)
        for key in flagship.schema.by_key["datasets"].by_key:
            assert slashless(record.value(key)) == slashless(other.value(key))


def without_files(catalog: Catalog) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return empty data files, and no overrides at all."""
    from issuesync.yamlfile.source import Source

    names = [name for one in catalog.schema.collections for name in one.data_files]
    return {name: Source(name, [], {}) for name in names}, {}


def test_every_issue_is_published_and_only_the_titles_without_a_line_are_edited(
    legacy: Snapshot, plan: Plan
) -> None:
    added = [one for one in plan if isinstance(one, AddLabel)]
    edits = [one for one in plan if isinstance(one, EditIssue)]
    assert {one.number for one in added} == {issue.number for issue in legacy.issues}
    assert {one.label for one in added} == {"accepted"}
    assert [type(one) for one in plan] == [CreateLabel] + [EditIssue] * 78 + [AddLabel] * 78
    assert {one.number for one in edits if one.title != one.title_before} == {75}


def test_a_second_plan_is_empty(
    flagship: Catalog, legacy: Snapshot, plan: Plan, tmp_path: Path
) -> None:
    collection = flagship.schema.by_key["datasets"]
    after = applied(plan, legacy, tmp_path)
    issues = {issue.number: issue for issue in after.issues}
    facts = [fact for fact in ROWS if fact["issue"]]
    wanted = [wanted_of(fact, collection, issues[fact["issue"]]) for fact in facts]
    assert plan_edits(flagship.schema, collection, after, wanted) == (Plan(), [])


# One issue


SCHEMA = make_schema()
SETS = SCHEMA.by_key["sets"]
LABELS = tuple(Label(one.name) for group in SCHEMA.taxonomy.groups for one in group.labels)


def planned(*issues: Issue, entries: Iterable[NewEntry] = (), **values: Value | None) -> Plan:
    wanted = [Wanted(issue.number, values) for issue in issues]
    snapshot = Snapshot("octo/cat", LABELS, issues)
    plan, problems = plan_edits(SCHEMA, SETS, snapshot, wanted, entries)
    assert not problems
    return plan


def test_a_name_without_a_line_of_its_own_is_the_title() -> None:
    (edit,) = planned(make_issue(7, "Zrob", year="2024"), name="Zorb")
    assert isinstance(edit, EditIssue)
    assert (edit.title, edit.body) == ("Zorb", edit.body_before)
    assert describe(edit) == ("edit", "#7 Zrob", "title: Zorb")


def test_a_name_with_a_line_of_its_own_is_edited_there() -> None:
    (edit,) = planned(replace(make_issue(7, Name="Zrob"), title="[Data] Zrob"), name="Zorb")
    assert isinstance(edit, EditIssue)
    assert (edit.title, edit.body) == ("[Data] Zrob", edit.body_before.replace("Zrob", "Zorb"))
    assert edit.reason == "Name: Zorb, was Zrob"


def test_what_an_issue_says_already_is_not_planned() -> None:
    assert not planned(make_issue(7, "Zorb", year="2024"), name="Zorb", year=2024).changes


def test_what_no_issue_can_say_is_a_problem_and_all_else_is_planned() -> None:
    snapshot = Snapshot("octo/cat", LABELS, (make_issue(7),))
    wanted = [Wanted(7, {"year": 99, "note": "Words."}), Wanted(9, {"year": 2024})]
    plan, problems = plan_edits(SCHEMA, SETS, snapshot, wanted)
    assert [one.code for one in problems] == ["unwritable", "no-issue"]
    (edit,) = plan
    assert isinstance(edit, EditIssue)
    assert edit.reason == "Note: Words."


def entry(name: str = "Zorb", **values: Value) -> NewEntry:
    return NewEntry(name, {"name": name, "section": "one", **values}, Location("README.md", line=3))


def test_a_new_entry_gets_an_issue_with_the_body_of_a_form_and_the_label_that_publishes(
    tmp_path: Path,
) -> None:
    plan = planned(entries=[entry(year=2024, paper="https://a.org")])
    (made,) = plan
    assert isinstance(made, CreateIssue)
    assert (made.row, made.title, made.labels) == ("sets/Zorb", "Zorb", ("accepted",))
    after = applied(plan, Snapshot("octo/cat", LABELS, ()), tmp_path)
    catalog = build_catalog(SCHEMA, after, *without_files_of_sets())
    (record,) = catalog.in_collection("sets")
    assert (record.name, record.value("year"), record.value("section")) == ("Zorb", 2024, "one")
    assert not [one for one in record.problems if one.code != "unlabelled-text"]


def without_files_of_sets() -> tuple[dict[str, Any], dict[str, Any]]:
    from issuesync.yamlfile.source import Source

    return {"lists.yaml": Source("lists.yaml", [], {})}, {}


def test_a_new_entry_that_no_body_states_is_a_problem_at_its_row() -> None:
    snapshot = Snapshot("octo/cat", LABELS, ())
    plan, problems = plan_edits(SCHEMA, SETS, snapshot, [], [entry(year=99)])
    assert not plan.changes
    assert [(one.code, str(one.place)) for one in problems] == [("unwritable", "README.md:3")]


GROUPED = """\
repository: octo/cat
documents: README.md
fields: {name: title, section: {type: choice, group: task}}
collections: {sets: {from: issues, publish: accepted, columns: {Name: name}}}
"""


def test_the_label_of_its_section_is_proposed_where_labels_make_the_sections() -> None:
    schema = make_schema(GROUPED)
    snapshot = Snapshot("octo/cat", (), ())
    values: dict[str, Value] = {"name": "Zorb", "section": "vqa"}
    new = NewEntry("Zorb", values, Location())
    plan, problems = plan_edits(schema, schema.by_key["sets"], snapshot, [], [new])
    assert not problems
    assert [describe(one)[:2] for one in plan] == [
        ("create", "accepted"),
        ("create", "VQA"),
        ("create", "issue “Zorb”"),
    ]
    assert isinstance(plan.changes[-1], CreateIssue)
    assert plan.changes[-1].labels == ("accepted", "VQA")


def test_a_plan_of_edits_goes_through_json_and_shows_as_a_diff() -> None:
    plan = planned(make_issue(7, "Zrob"), name="Zorb", year=2024, entries=[entry("Yott")])
    assert parse_plan(json.loads(json.dumps(plan_json(plan)))) == plan
    diff = plan_diff(plan)
    assert "-Zrob\n+Zorb\n" in diff
    assert "+### Year\n+\n+2024" in diff


# Any repository: the plan is carried out once, and then there is nothing to plan


VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Zorb", "Yott 7"]),
        "year": st.none() | st.integers(1990, 2030),
        "venue": st.none() | st.sampled_from(["CVPR", "a`b", "New"]),
        "paper": st.none() | st.just("https://a.org/x"),
        "section": st.sampled_from(["one", "two"]),
    },
)
ISSUES = st.builds(
    lambda number, fields, labels, title: replace(
        make_issue(number, title, **fields), labels=labels
    ),
    st.integers(1, 9),
    st.fixed_dictionaries({}, optional={"year": st.sampled_from(["2024", "soon", "_No response_"]),
                                        "Name": st.sampled_from(["Zorb", ""])}),
    st.sampled_from([(), ("accepted",), ("Accepted", "VQA")]),
    st.sampled_from(["Zorb", "An entry"]),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(ISSUES, unique_by=lambda issue: issue.number, max_size=4),
    st.dictionaries(st.integers(1, 9), VALUES, max_size=4),
)
def test_a_plan_that_was_carried_out_leaves_nothing_to_plan(
    tmp_path_factory: pytest.TempPathFactory,
    issues: list[Issue],
    wanted: dict[int, dict[str, Value | None]],
) -> None:
    snapshot = Snapshot("octo/cat", (), tuple(issues))
    wishes = [Wanted(number, values, "its row") for number, values in wanted.items()]
    plan, problems = plan_edits(SCHEMA, SETS, snapshot, wishes)
    assert {one.code for one in problems} <= {"no-issue"}
    after = applied(plan, snapshot, tmp_path_factory.mktemp("journal"))
    assert plan_edits(SCHEMA, SETS, after, wishes)[0] == Plan()
    untouched = {one.number for one in issues} - set(wanted)
    assert [x for x in after.issues if x.number in untouched] == [
        x for x in issues if x.number in untouched
    ]
