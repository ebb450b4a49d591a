"""Issues and data files into records: what beats what, in which order, and what is reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.model.issue import Acceptance, Issue, Snapshot
from issuesync.model.problem import Location
from issuesync.model.record import Origin, Record
from issuesync.records.catalog import Catalog, build_catalog, sections_of
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema

LABELS = """\
protect: [bug]
groups:
  status: {color: 0e8a16, labels: {accepted: {is: Stands, was: [approved]}}}
  task:
    color: 1d76db
    at_least: 1
    at_most: 2
    labels:
      VQA: {is: Visual Question Answering, was: [Visual QA]}
      VG: Visual Grounding
      Cap.: Image Captioning
      T-VQA: {is: Temporal, implies: VQA}
"""
FIELDS = """\
repository: octo/cat
documents: README.md
fields:
  name: title
  paper: url
  repository: {type: repository, default: paper}
  year: year
  venue: {type: choice, open: true}
  section: choice
  notes: markdown
"""
ISSUES = "from: issues, publish: accepted, overrides: o.yaml"


def schema_of(collections: str, fields: str = FIELDS) -> Schema:
    taxonomy, _ = parse_taxonomy(LABELS, "labels.yaml")
    schema, problems = parse_catalog(f"{fields}collections: {collections}", "c.yaml", taxonomy)
    assert [problem.message for problem in problems] == []
    assert schema is not None
    return schema


def issue(number: int, body: str = "", *labels: str, title: str = "", **more: Any) -> Issue:
    name = title or f"Entry {number}"
    stated = {"created_at": f"2024-01-{number:02}T00:00:00Z", **more}
    return Issue(number, name, body, labels=("accepted", *(labels or ("VG",))), **stated)


def catalog_of(schema: Schema, *issues: Issue, **files: str) -> Catalog:
    """Build a catalog; files are by their names without ``.yaml``."""
    sources = {}
    for name, text in {"o": "", **files}.items():
        sources[f"{name}.yaml"], problems = parse_yaml(text, f"{name}.yaml")
        assert problems == []
    return build_catalog(schema, Snapshot("octo/cat", (), issues), sources, sources)


def told(catalog: Catalog) -> list[tuple[str, str]]:
    return [(str(problem.place), problem.code) for problem in catalog.problems]


def names(records: tuple[Record, ...]) -> list[str]:
    return [record.name for record in records]


ONE = f"{{a: {{{ISSUES}}}}}"


@pytest.mark.parametrize(
    ("body", "title", "override", "name", "origin", "place"),
    [
        ("", "T", "", "T", Origin.TITLE, Location(issue=1)),
        ("\n\n**Name**: B", "T", "", "B", Origin.BODY, Location(issue=1, line=3)),
        ("**Name**: B", "T", "1: {name: O}", "O", Origin.OVERRIDE, Location("o.yaml", line=1)),
        ("", "T", "1:\n  name: O", "O", Origin.OVERRIDE, Location("o.yaml", line=2)),
    ],
)
def test_a_name_is_the_overrides_else_the_bodys_else_the_titles(  # noqa: PLR0917 - a table
    body: str, title: str, override: str, name: str, origin: Origin, place: Location
) -> None:
    catalog = catalog_of(schema_of(ONE), issue(1, body, title=title), o=override)
    (record,) = catalog.in_collection("a")
    assert record.name == name
    assert (record.values["name"].origin, record.values["name"].place) == (origin, place)
    assert told(catalog) == []


def test_a_label_beats_the_body_and_an_override_the_label() -> None:
    body = "**Task**: Cap."
    catalog = catalog_of(
        schema_of(ONE),
        issue(1, body, "VQA"),
        issue(2, body, "VQA"),
        issue(3, body, "bug"),
        o="2: {task: [VG, VQA]}",
    )
    found = [
        (record.value("task"), record.values["task"].origin)
        for record in catalog.in_collection("a")
    ]
    assert found == [
        (("VQA",), Origin.LABEL),
        (("VQA", "VG"), Origin.OVERRIDE),
        (("Cap.",), Origin.BODY),
    ]


def test_a_default_is_the_other_fields_value_and_bears_its_place() -> None:
    body = "**Year**: 2024\n**Paper**: https://github.com/octo/dog"
    (record,) = catalog_of(schema_of(ONE), issue(1, body)).in_collection("a")
    assert record.value("repository") == "octo/dog"
    assert record.values["repository"].origin is Origin.DEFAULT
    assert record.values["repository"].place == Location(issue=1, line=2)


def test_a_default_that_cannot_be_read_is_no_value_and_no_problem() -> None:
    catalog = catalog_of(schema_of(ONE), issue(1, "**Paper**: https://example.org/x"))
    assert catalog.in_collection("a")[0].value("repository") is None
    assert told(catalog) == []


@pytest.mark.parametrize(
    "body",
    [
        "### Repository\n\n_No response_\n\n### Paper\n\nhttps://github.com/octo/dog",
        "**Repository**: None\n**Paper**: https://github.com/octo/dog",
        "**Repository**:\n**Paper**: https://github.com/octo/dog",
    ],
)
def test_a_default_stands_in_for_an_empty_answer(body: str) -> None:
    (record,) = catalog_of(schema_of(ONE), issue(1, body)).in_collection("a")
    assert record.value("repository") == "octo/dog"


def test_an_override_of_nothing_keeps_the_default_away() -> None:
    issues = issue(1, "**Paper**: https://github.com/octo/dog")
    (record,) = catalog_of(schema_of(ONE), issues, o="1: {repository: }").in_collection("a")
    assert record.value("repository") is None


def test_a_default_never_hides_what_cannot_be_read() -> None:
    body = "**Paper**: https://github.com/octo/dog\n**Repository**: the one on my disk"
    catalog = catalog_of(schema_of(ONE), issue(1, body))
    assert catalog.in_collection("a")[0].value("repository") is None
    assert told(catalog) == [("#1:2", "bad-repository")]


def test_only_open_issues_with_the_label_are_published_and_never_a_pull_request() -> None:
    issues = (
        issue(1),
        issue(2, state="closed"),
        Issue(3, "no label", ""),
        Issue(4, "a pull request", "", labels=("accepted",), is_pull=True),
        Issue(5, "former name of the label", "", labels=("Approved", "VG")),
    )
    assert names(catalog_of(schema_of(ONE), *issues).in_collection("a")) == [
        "Entry 1",
        "former name of the label",
    ]
    both = schema_of(f"{{a: {{{ISSUES}, state: all}}}}")
    assert len(catalog_of(both, *issues).in_collection("a")) == 3


def test_the_day_of_publication_is_that_of_acceptance_else_of_creation() -> None:
    catalog = catalog_of(
        schema_of(ONE), issue(1), issue(2, accepted=Acceptance("2025-02-03T00:00:00Z"))
    )
    days = [record.published_at[:10] for record in catalog.in_collection("a")]
    assert days == ["2024-01-01", "2025-02-03"]


def test_former_label_names_count_as_the_present_one_and_are_told() -> None:
    catalog = catalog_of(schema_of(ONE), issue(1, "", "visual qa"))
    assert catalog.in_collection("a")[0].labels == ("accepted", "VQA")
    assert told(catalog) == [("#1", "label-former")]


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (("VQA", "VG", "Cap."), ["label-group-max"]),
        (("bug",), ["label-group-min"]),
        (("T-VQA",), ["label-implied"]),
        (("VQA", "unheard of"), ["label-unknown"]),
        (("VQA", "T-VQA", "bug"), []),
    ],
)
def test_an_issues_labels_are_judged_by_the_rules(
    labels: tuple[str, ...], codes: list[str]
) -> None:
    assert told(catalog_of(schema_of(ONE), issue(1, "", *labels))) == [("#1", c) for c in codes]


SECTIONS = "{vqa: {title: Questions, was: [Old Title]}, cap: Captioning, vg: Grounding}"


@pytest.mark.parametrize("stated", ["vqa", "VQA", "Questions", "questions", "Old Title"])
def test_a_section_goes_by_its_key_its_title_or_a_former_one(stated: str) -> None:
    schema = schema_of(f"{{a: {{{ISSUES}, sections: {SECTIONS}}}}}")
    catalog = catalog_of(schema, issue(1, f"**Section**: {stated}"))
    assert names(catalog.in_section("a", "vqa")) == ["Entry 1"]
    assert told(catalog) == []


def test_an_unknown_section_is_an_error_at_its_line_and_the_entry_stays() -> None:
    schema = schema_of(
        f"{{a: {{{ISSUES}, sections: {SECTIONS}}}, b: {{from: b.yaml, sections: [One]}}}}"
    )
    catalog = catalog_of(
        schema,
        issue(1, "\n**Section**: Qestions"),
        issue(2),
        issue(3, "**Section**: cap"),
        b="- name: x\n  section: Two\n- {name: y}\n",
    )
    assert len(catalog.in_collection("a")) == 3
    assert len(catalog.in_collection("b")) == 2
    errors = [(str(one.place), one.code, one.severity.value, one.hint) for one in catalog.problems]
    assert errors == [
        ("#1:2", "unknown-section", "error", "did you mean “Questions”?"),
        ("#2", "required", "error", "state its Section"),
        ("b.yaml:2", "unknown-section", "error", "one of: One"),
        ("b.yaml:3", "required", "error", "state its Section"),
    ]


def test_an_entry_may_stand_in_several_sections() -> None:
    fields = FIELDS.replace("section: choice", "section: choices")
    schema = schema_of(f"{{a: {{{ISSUES}, sections: {SECTIONS}}}}}", fields)
    catalog = catalog_of(schema, issue(1, "**Section**: Grounding, Questions"))
    (record,) = catalog.in_collection("a")
    assert sections_of(record) == ("vqa", "vg")
    assert names(catalog.in_section("a", "vg")) == names(catalog.in_section("a", "vqa"))
    assert catalog.in_section("a", "cap") == ()


def test_a_section_from_a_group_of_labels_beats_the_body() -> None:
    fields = FIELDS.replace("section: choice", "section: {type: choice, group: task}")
    catalog = catalog_of(
        schema_of(ONE, fields),
        issue(1, "**Section**: VG", "VQA"),
        issue(2, "**Section**: Visual QA", "bug"),
        issue(3, "", "Visual QA"),
    )
    assert names(catalog.in_section("a", "vqa")) == ["Entry 1", "Entry 2", "Entry 3"]
    origins = [record.values["section"].origin for record in catalog.in_collection("a")]
    assert origins == [Origin.LABEL, Origin.BODY, Origin.LABEL]


def test_missing_values_come_last_in_either_order() -> None:
    bodies = {1: "**Year**: 2024", 2: "", 3: "**Year**: 2022", 4: "**Year**: 2024"}
    issues = [issue(number, body) for number, body in bodies.items()]
    orders = {"year": [3, 1, 4, 2], "-year": [1, 4, 3, 2], "-issue": [4, 3, 2, 1]}
    orders |= {"-published": [4, 3, 2, 1], "labels": [1, 2, 3, 4]}
    for sort, numbers in orders.items():
        schema = schema_of(f"{{a: {{{ISSUES}, sort: {sort}}}}}")
        found = catalog_of(schema, *issues).in_collection("a")
        assert [record.number for record in found] == numbers


def test_entries_of_issues_come_before_those_of_data_files_and_then_by_name() -> None:
    schema = schema_of("{a: {from: [issues, b.yaml], publish: accepted, sort: year}}")
    catalog = catalog_of(
        schema, issue(7, "**Year**: 2024"), b="- {name: b, year: 2024}\n- {name: A, year: 2024}\n"
    )
    assert names(catalog.in_collection("a")) == ["Entry 7", "A", "b"]


def test_sections_sort_in_the_order_of_their_declaration() -> None:
    schema = schema_of(f"{{a: {{{ISSUES}, sections: {SECTIONS}, sort: section}}}}")
    issues = [issue(n, f"**Section**: {key}") for n, key in ((1, "vg"), (2, "cap"), (3, "vqa"))]
    found = catalog_of(schema, *issues).in_collection("a")
    assert [record.number for record in found] == [3, 2, 1]


@settings(max_examples=60, deadline=None)
@given(st.permutations(range(1, 8)), st.sampled_from(["year", "-year", "venue", "-labels", "name"]))
def test_the_order_of_the_input_does_not_matter(numbers: list[int], sort: str) -> None:
    schema = schema_of(f"{{a: {{{ISSUES}, sort: {sort}, sections: {SECTIONS}}}}}")
    issues = {
        n: issue(n, f"**Year**: {2020 + n % 2}\n**Venue**: V{n % 3}", *[["VQA"], ["VG"]][n % 2])
        for n in range(1, 8)
    }
    first = catalog_of(schema, *issues.values())
    second = catalog_of(schema, *(issues[number] for number in numbers))
    assert first.records == second.records
    assert first.problems == second.problems


def test_two_entries_of_a_data_file_with_one_name_are_an_error() -> None:
    schema = schema_of("{a: {from: b.yaml}, c: {from: [d.yaml, e.yaml]}}")
    catalog = catalog_of(
        schema, b="- name: X\n- name: Y\n- name: x\n", d="- name: X\n", e="- name: Ｘ\n"
    )
    assert told(catalog) == [("b.yaml:3", "twice"), ("e.yaml:1", "twice")]
    assert "b.yaml:1" in catalog.problems[0].message
    assert len(catalog.in_collection("a")) == 3


def test_a_data_file_is_judged_entry_by_entry() -> None:
    data = """\
- name: fine
  year: 2024
- words
- {name: unknown key, yaer: 2024}
- {year: 2024}
- {name: , year: soon}
- [a, b]
"""
    catalog = catalog_of(schema_of("{a: {from: b.yaml}}"), b=data)
    assert told(catalog) == [
        ("b.yaml:3", "wrong-setting"),
        ("b.yaml:4", "unknown-name"),
        ("b.yaml:5", "required"),
        ("b.yaml:6", "bad-year"),
        ("b.yaml:6", "required"),
        ("b.yaml:7", "wrong-setting"),
    ]
    assert catalog.problems[1].hint == "did you mean “year”?"
    assert "fine" in names(catalog.in_collection("a"))


@pytest.mark.parametrize("data", ["", "[]", "# nothing"])
def test_an_empty_data_file_has_no_entries(data: str) -> None:
    catalog = catalog_of(schema_of("{a: {from: b.yaml}}"), b=data)
    assert catalog.in_collection("a") == ()
    assert told(catalog) == []


def test_a_data_file_that_is_no_list_is_an_error() -> None:
    assert told(catalog_of(schema_of("{a: {from: b.yaml}}"), b="name: x")) == [
        ("b.yaml:1", "wrong-setting")
    ]


def test_values_of_a_data_file_know_their_lines() -> None:
    catalog = catalog_of(schema_of("{a: {from: b.yaml}}"), b="- name: x\n\n  year: 2024\n")
    (record,) = catalog.in_collection("a")
    assert record.values["year"].place == Location("b.yaml", line=3)
    assert record.values["year"].origin is Origin.DATA
    assert record.number is None


def test_an_issue_without_any_name_is_reported_and_kept() -> None:
    catalog = catalog_of(schema_of(ONE), issue(1, title=" "))
    assert names(catalog.in_collection("a")) == ["#1"]
    assert told(catalog) == [("#1", "required")]


@settings(max_examples=100, deadline=None)
@given(st.text(), st.text(), st.lists(st.text(max_size=8), max_size=4))
def test_one_bad_issue_never_stops_a_run(title: str, body: str, labels: list[str]) -> None:
    schema = schema_of(f"{{a: {{{ISSUES}, sections: {SECTIONS}, sort: [year, name]}}}}")
    catalog = catalog_of(
        schema, issue(1, "**Section**: cap", "Cap."), issue(2, body, *labels, title=title)
    )
    assert len(catalog.in_collection("a")) == 2
    assert "Entry 1" in names(catalog.in_section("a", "cap"))


def test_unread_text_is_kept_beside_the_problem() -> None:
    catalog = catalog_of(schema_of(ONE), issue(1, "**Year**: some day\n**Colour**: red"))
    (record,) = catalog.in_collection("a")
    assert record.values["year"].value is None
    assert record.values["year"].raw == "some day"
    assert [(extra.label, extra.text, extra.line) for extra in record.extras] == [
        ("Colour", "red", 2)
    ]
    assert told(catalog) == [("#1:1", "bad-year"), ("#1:2", "unknown-key")]


def test_a_slip_in_an_open_choice_is_seen_beside_the_other_entries() -> None:
    issues = [issue(n, f"**Venue**: {venue}") for n, venue in enumerate(["NeurIPS"] * 2, start=1)]
    slip = issue(3, "**Venue**: NeruIPS")
    assert told(catalog_of(schema_of(ONE), *issues, slip)) == [("#3:1", "near-option")]
