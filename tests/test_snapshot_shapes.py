"""A snapshot in every shape that GitHub's own tools write; what is not whole is refused."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.edits.issue_edits import edit_issue
from issuesync.errors import SourceError
from issuesync.model.issue import Issue, IssueField, Snapshot
from issuesync.records.catalog import build_catalog
from issuesync.store.snapshot import load_snapshot, snapshot_text
from issuesync.yamlfile.source import parse_yaml
from small_catalog import make_schema

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog

ROOT = Path(__file__).parent.parent
CATALOG = """\
repository: octo/cat
documents: README.md
fields: {name: title, year: year, venue: {type: text, issue_field: Venue}}
collections:
  cats: {from: issues, columns: {Name: name}, publish: accepted}
"""
LABELS = "groups: {status: {color: aaaaaa, labels: {accepted: ok}}}"

REST = {
    "number": 3, "title": "Tabby", "body": "### Year\n\n2024", "state": "closed",
    "state_reason": "completed", "labels": [{"name": "accepted"}], "user": {"login": "ann"},
    "created_at": "2025-01-01T00:00:00Z", "updated_at": "2025-01-02T00:00:00Z",
    "url": "https://api.github.com/repos/octo/cat/issues/3", "pull_request": None,
    "html_url": "https://github.com/octo/cat/issues/3", "author_association": "NONE",
    "type": {"id": 1, "name": "Breed"}, "sub_issues_summary": {"total": 0},
}  # fmt: skip
GH = {
    "number": 3, "title": "Tabby", "body": "### Year\n\n2024", "state": "CLOSED",
    "stateReason": "COMPLETED", "labels": [{"id": "L", "name": "accepted", "color": "aaaaaa"}],
    "author": {"login": "ann", "is_bot": False}, "createdAt": "2025-01-01T00:00:00Z",
    "updatedAt": "2025-01-02T00:00:00Z", "url": "https://github.com/octo/cat/issues/3",
}  # fmt: skip
NODE = {**GH, "labels": {"nodes": [{"name": "accepted"}]}, "issueType": {"name": "Breed"}}


def connection(*nodes: object, **info: object) -> dict[str, Any]:
    """Return issues as GraphQL answers with them."""
    return {"data": {"repository": {"issues": {"nodes": list(nodes), **info}}}}


def load(folder: Path, content: object) -> Snapshot:
    """Write a file, JSON unless it is text, and read it as a snapshot."""
    text = content if isinstance(content, str) else json.dumps(content)
    (folder / "issues.json").write_text(text, encoding="utf-8")
    return load_snapshot(folder / "issues.json", "issues.json")


SHAPES = {
    "a snapshot": {"repository": "octo/cat", "labels": [], "issues": [REST]},
    "a REST listing": [REST],
    "pages of REST in one list": [[REST], []],
    "pages of REST one after another": f"{json.dumps([REST])}\n{json.dumps([])}",
    "an issue a line": json.dumps(REST) + "\n",
    "gh issue list": [GH],
    "gh issue list, with a mark of the byte order": "\ufeff" + json.dumps([GH]),
    "a search": {"total_count": 1, "incomplete_results": False, "items": [REST]},
    "a GraphQL answer": connection(NODE, totalCount=1, pageInfo={"hasNextPage": False}),
    "a GraphQL connection": {"nodes": [NODE]},
    "edges of GraphQL": {"data": {"repository": {"issues": {"edges": [{"node": NODE}]}}}},
    "a list of nodes": [NODE],
}


@pytest.mark.parametrize("shape", SHAPES)
def test_every_shape_says_the_same_of_an_issue(tmp_path: Path, shape: str) -> None:
    (issue,) = load(tmp_path, SHAPES[shape]).issues
    assert (issue.number, issue.title, issue.body) == (3, "Tabby", "### Year\n\n2024")
    assert (issue.state, issue.state_reason, issue.labels) == ("closed", "completed", ("accepted",))
    assert (issue.author, issue.created_at[:10], issue.updated_at[8:10]) == (
        "ann", "2025-01-01", "02",
    )  # fmt: skip
    assert issue.url == "https://github.com/octo/cat/issues/3"
    assert not issue.is_pull


def test_pages_of_a_query_are_put_together(tmp_path: Path) -> None:
    pages = [
        connection(NODE, pageInfo={"hasNextPage": True, "endCursor": "x"}),
        connection({**NODE, "number": 4}, pageInfo={"hasNextPage": False, "endCursor": "y"}),
    ]
    text = "\n".join(map(json.dumps, pages))
    assert [one.number for one in load(tmp_path, text).issues] == [3, 4]


def test_a_pull_request_among_the_nodes_is_one(tmp_path: Path) -> None:
    nodes = [NODE, {"__typename": "PullRequest", "number": 5, "labels": {"nodes": []}}]
    assert [one.is_pull for one in load(tmp_path, connection(*nodes)).issues] == [False, True]
    found = load(tmp_path, [{**GH, "isPullRequest": True}]).issues
    assert [one.is_pull for one in found] == [True]


def test_labels_of_which_a_query_gave_only_some_are_not_taken_for_all(tmp_path: Path) -> None:
    some = {"nodes": [{"name": "accepted"}], "totalCount": 101}
    (issue,) = load(tmp_path, [{**NODE, "labels": some}]).issues
    assert (issue.labels, issue.are_labels_known) == (("accepted",), False)


REFUSED = {
    "holds no issue": [],
    "is cut short": connection(NODE, pageInfo={"hasNextPage": True, "endCursor": "x"}),
    "holds 1 of 340 issues": {"total_count": 340, "items": [REST]},
    "holds 1 of 7 issues": connection(NODE, totalCount=7),
    "is a search that GitHub did not finish": {"incomplete_results": True, "items": [REST]},
    "no issue states its labels": [{k: v for k, v in GH.items() if k != "labels"}],
    "no issue states its body or its state": [{"number": 1, "title": "A", "labels": []}],
    "holds an error of GitHub's: “Not Found”": {"message": "Not Found", "documentation_url": "x"},
    "holds an error of GitHub's: “Bad query”": {"data": None, "errors": [{"message": "Bad query"}]},
    "holds no list of issues, only: a, b": {"b": 1, "a": {"c": []}},
    "holds a text where": '"issues"',
    "issue 1 of the file is a number": [7],
}  # fmt: skip


@pytest.mark.parametrize("reason", REFUSED)
def test_what_is_not_whole_is_refused_with_the_reason_and_a_command(
    tmp_path: Path, reason: str
) -> None:
    with pytest.raises(SourceError) as refusal:
        load(tmp_path, REFUSED[reason])
    assert reason in str(refusal.value)
    assert any(word in refusal.value.hint for word in ("issuesync pull --to", "gh issue list"))


def catalog_of(catalog: str, *issues: Issue) -> Catalog:
    schema = make_schema(catalog, LABELS)
    return build_catalog(schema, Snapshot("octo/cat", (), issues), {}, {})


def closed(number: int, reason: str = "") -> Issue:
    return Issue(number, f"Cat {number}", "", "closed", ("accepted",), state_reason=reason)


ALL_CLOSED = tuple(
    closed(number, reason)
    for number, reason in enumerate(["completed", "not_planned", "duplicate", ""], start=1)
)


@pytest.mark.parametrize(
    ("setting", "numbers"),
    [
        ("state: closed", [1, 4]),
        ("state: all", [1, 4, 5]),
        ("state: open", [5]),
        ("state: closed, closed_as: [completed, duplicate]", [1, 3, 4]),
        ("state: all, closed_as: not_planned", [2, 4, 5]),
    ],
)
def test_what_was_closed_as_not_planned_or_duplicate_is_published_only_if_asked_for(
    setting: str, numbers: list[int]
) -> None:
    catalog = CATALOG.replace("publish: accepted", f"publish: accepted, {setting}")
    reopened = Issue(5, "Cat 5", "", labels=("accepted",), state_reason="reopened")
    found = catalog_of(catalog, *ALL_CLOSED, reopened)
    assert [record.number for record in found] == numbers


def test_the_reason_the_type_and_the_fields_are_kept_in_a_snapshot(tmp_path: Path) -> None:
    fields = (
        IssueField("Venue", "single_select", ("CVPR",)),
        IssueField("Tasks", "multi_select", ("VQA", "Captioning, dense")),
        IssueField("Samples", "number", ("42.5",)),
    )
    issue = Issue(1, "T", "", "closed", state_reason="duplicate", type="B", field_values=fields)
    text = snapshot_text(Snapshot("octo/cat", (), (issue,)))
    assert load(tmp_path, text).issues == (issue,)


# Issue fields and issue types, as GitHub's REST interface and GraphQL state them

RAW = [
    {"issue_field_id": 1, "issue_field_name": "Venue", "data_type": "text", "value": "CVPR"},
    {
        "issue_field_id": 2, "issue_field_name": "Level", "data_type": "single_select",
        "value": 6556, "single_select_option": {"id": 6556, "name": "High", "color": "red"},
    },
    {
        "issue_field_id": 3, "issue_field_name": "Tasks", "data_type": "multi_select",
        "value": None, "multi_select_options": [{"id": 1, "name": "A"}, {"id": 2, "name": "B"}],
    },
    {"issue_field_name": "Samples", "data_type": "number", "value": 42.0},
    {"issue_field_name": "Due", "data_type": "date", "value": "2025-12-25"},
    {"issue_field_name": "Empty", "data_type": "text", "value": None},
    {"issue_field_name": "Unnamed option", "data_type": "single_select", "value": 7},
    {"issue_field_id": 9, "data_type": "text", "value": "of no name"},
]  # fmt: skip
READ = {
    "Venue": ("CVPR",), "Level": ("High",), "Tasks": ("A", "B"), "Samples": ("42",),
    "Due": ("2025-12-25",),
}  # fmt: skip
NODES = [
    {"__typename": "IssueFieldTextValue", "value": "CVPR", "field": {"name": "Venue"}},
    {"__typename": "IssueFieldSingleSelectValue", "name": "High", "field": {"name": "Level"}},
    {
        "__typename": "IssueFieldMultiSelectValue",
        "options": [{"name": "A"}, {"name": "B"}],
        "field": {"name": "Tasks"},
    },
    {"__typename": "IssueFieldNumberValue", "value": 42.0, "field": {"name": "Samples"}},
    {"__typename": "IssueFieldDateValue", "value": "2025-12-25", "field": {"name": "Due"}},
    {},
]


def test_issue_fields_are_read_by_name_from_rest_and_from_graphql(tmp_path: Path) -> None:
    rest = load(tmp_path, [{**REST, "issue_field_values": RAW}]).issues[0]
    node = load(tmp_path, [{**NODE, "issueFieldValues": {"nodes": NODES}}]).issues[0]
    for issue in (rest, node):
        assert {one.name: one.texts for one in issue.field_values} == READ


@pytest.mark.parametrize("stated", [None, [], [None], ["x"]])
def test_a_server_without_issue_fields_changes_nothing(tmp_path: Path, stated: object) -> None:
    raw = {**REST, "type": None, "issue_field_values": stated}
    (issue,) = load(tmp_path, [raw]).issues
    assert (issue.type, issue.field_values) == ("", ())


VENUE = (IssueField("venue", "text", ("ECCV",)),)


def test_an_issue_field_beats_the_body_and_is_named_as_the_source() -> None:
    body = "### Venue\n\nCVPR"
    (record,) = catalog_of(
        CATALOG, Issue(1, "Tabby", body, labels=("accepted",), field_values=VENUE)
    )
    assert record.values["venue"].value == "ECCV"
    assert record.values["venue"].origin.value == "issue field"
    (other,) = catalog_of(CATALOG, Issue(1, "Tabby", body, labels=("accepted",)))
    assert other.value("venue") == "CVPR"


@pytest.mark.parametrize(
    ("labels", "override", "value", "origin"),
    [
        ((), "", "ECCV", "issue field"),
        (("High",), "", "High", "label"),
        (("High",), "1: {venue: Low}", "Low", "override"),
    ],
)
def test_a_label_beats_an_issue_field_and_an_override_beats_both(
    labels: tuple[str, ...], override: str, value: str, origin: str
) -> None:
    options = "{type: choice, options: {High: h}, open: true, group: level, issue_field: Venue}"
    catalog = CATALOG.replace("{type: text, issue_field: Venue}", options)
    catalog = catalog.replace("publish: accepted", "publish: accepted, overrides: o.yaml")
    taxonomy = LABELS.replace("groups: {", "groups: {level: {color: bbbbbb, labels: {High: h}}, ")
    issue = Issue(1, "Tabby", "", labels=("accepted", *labels), field_values=VENUE)
    source, _ = parse_yaml(override, "o.yaml")
    snapshot = Snapshot("octo/cat", (), (issue,))
    (record,) = build_catalog(make_schema(catalog, taxonomy), snapshot, {}, {"o.yaml": source})
    assert (record.value("venue"), record.values["venue"].origin.value) == (value, origin)


def test_an_issue_field_that_cannot_be_read_gives_no_value_and_a_problem() -> None:
    catalog = CATALOG.replace("year: year", "year: {type: year, issue_field: Made}")
    fields = (IssueField("Made", "text", ("long ago",)),)
    found = catalog_of(
        catalog, Issue(1, "T", "### Year\n\n2024", labels=("accepted",), field_values=fields)
    )
    (record,) = found
    assert record.value("year") is None
    assert [one.code for one in found.problems] == ["bad-year"]


def test_several_choices_of_an_issue_field_are_several_options() -> None:
    options = "{type: choices, options: [VQA, 'Captioning, dense'], issue_field: Venue}"
    catalog = CATALOG.replace("{type: text, issue_field: Venue}", options)
    fields = (IssueField("Venue", "multi_select", ("VQA", "Captioning, dense")),)
    (record,) = catalog_of(catalog, Issue(1, "T", "", labels=("accepted",), field_values=fields))
    assert record.value("venue") == ("VQA", "Captioning, dense")


TYPED = CATALOG.replace("publish: accepted", "type: breed")


def test_an_issue_type_chooses_a_collection() -> None:
    issues = (Issue(1, "Tabby", "", type="Breed"), Issue(2, "A bug", "", type="Bug"))
    assert [record.number for record in catalog_of(TYPED, *issues)] == [1]


def test_a_type_that_no_issue_has_is_reported() -> None:
    (problem,) = catalog_of(TYPED, Issue(1, "Tabby", "")).problems
    assert (problem.code, problem.place.file) == ("issue-type-unknown", "catalog.yaml")
    assert catalog_of(TYPED).problems == ()


@pytest.mark.parametrize(
    ("prefix", "title", "name"),
    [
        ("[Cat]: ", "[Cat]: Tabby", "Tabby"),
        ("[Cat]: ", "[cat]:Tabby", "Tabby"),
        ("[Cat] ", " [Cat]  : Tabby", "Tabby"),
        ("[Cat]: ", "Tabby", "Tabby"),
        ("[Cat]: ", "[Dog]: Rex", "[Dog]: Rex"),
        ("[Cat]: ", "[Cat]: ", "#1"),
        ("Add ", "Add Tabby", "Tabby"),
        ("Add ", "Additional cats", "Additional cats"),
        ("猫:", "猫:花", "花"),
    ],
)
def test_the_forms_own_beginning_is_no_part_of_a_name(prefix: str, title: str, name: str) -> None:
    form = f"form: {{name: Add, title: {json.dumps(prefix)}}}"
    catalog = CATALOG.replace("publish: accepted", f"publish: accepted, {form}")
    (record,) = catalog_of(catalog, Issue(1, title, "", labels=("accepted",)))
    assert record.name == name


def test_an_edit_of_a_name_keeps_the_forms_own_beginning_of_the_title() -> None:
    form = "form: {name: Add, title: '[Cat]: '}"
    schema = make_schema(CATALOG.replace("publish: a", f"{form}, publish: a"), LABELS)
    issue = Issue(1, "[Cat]: Tabby", "### Year\n\n2024")
    edit = edit_issue(issue, {"name": "Tom"}, schema.by_key["cats"], [])
    assert edit is not None
    assert edit.title == "[Cat]: Tom"
