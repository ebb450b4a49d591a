"""A maintainer's word on an issue, and what is said of words that change nothing."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issuesync.model.issue import Issue, Snapshot
from issuesync.model.record import Origin
from issuesync.records.catalog import Catalog, build_catalog
from issuesync.records.overrides import build_overrides
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.yamlfile.source import parse_yaml

LABELS = "groups: {task: {color: 0e8a16, labels: {VQA: Questions, VG: Grounding}}}"
CATALOG = """\
repository: octo/cat
documents: README.md
fields:
  name: title
  year: year
  size: bytes
  sources: list
  section: {type: choice, required: true}
collections:
  a: {from: issues, overrides: o.yaml, sections: [One, Two]}
"""
BODY = "**Year**: 2023\n**Section**: One\n**Size**: 1 GB\n**Sources**: A, B"


def catalog_of(overrides: str, body: str = BODY, *labels: str) -> Catalog:
    taxonomy, _ = parse_taxonomy(LABELS, "labels.yaml")
    schema, problems = parse_catalog(CATALOG, "catalog.yaml", taxonomy)
    assert problems == []
    assert schema is not None
    source, faults = parse_yaml(overrides, "o.yaml")
    assert faults == []
    issues = (Issue(11, "An entry", body, labels=labels),)
    return build_catalog(schema, Snapshot("octo/cat", (), issues), {}, {"o.yaml": source})


def told(catalog: Catalog) -> list[tuple[str, str]]:
    return [(str(problem.place), problem.code) for problem in catalog.problems]


def test_an_override_beats_the_body_and_names_its_line() -> None:
    catalog = catalog_of("11:\n  year: 2024\n  section: Two\n")
    (record,) = catalog.in_collection("a")
    stated = record.values["year"]
    assert (stated.value, stated.origin, str(stated.place)) == (2024, Origin.OVERRIDE, "o.yaml:2")
    assert catalog.in_section("a", "two") == (record,)
    assert told(catalog) == []


@pytest.mark.parametrize(
    "overrides",
    ["11: {year: 2023}", "11: {section: one}", "11: {size: 1000 MB}", "11: {sources: [A, B]}"],
)
def test_an_override_that_repeats_the_body_is_reported(overrides: str) -> None:
    assert told(catalog_of(overrides)) == [("o.yaml:1", "override-repeats")]


def test_an_override_that_repeats_the_title_or_a_label_is_reported() -> None:
    found = catalog_of("11:\n  name: An entry\n  task: VQA\n", BODY, "VQA")
    assert told(found) == [("o.yaml:2", "override-repeats"), ("o.yaml:3", "override-repeats")]


def test_an_override_for_an_issue_that_is_not_there_is_reported() -> None:
    assert told(catalog_of("11: {year: 2024}\n12: {year: 2024}")) == [
        ("o.yaml:2", "override-unknown-issue")
    ]


def test_an_override_for_an_unknown_field_is_an_error_with_the_nearest_word() -> None:
    catalog = catalog_of("11: {yaer: 2024}")
    assert told(catalog) == [("o.yaml:1", "override-unknown-field")]
    assert "did you mean “year”?" in catalog.problems[0].hint


def test_an_override_of_nothing_takes_the_value_away() -> None:
    catalog = catalog_of("11: {year: , section: }")
    (record,) = catalog.in_collection("a")
    assert record.value("year") is None
    assert told(catalog) == [("o.yaml:1", "required")]


def test_what_a_maintainer_has_overridden_is_mended() -> None:
    body = BODY.replace("2023", "soon")
    assert told(catalog_of("", body)) == [("#11:1", "bad-year")]
    assert told(catalog_of("11: {year: 2024}", body)) == []


def test_an_override_that_cannot_be_read_is_reported_at_its_own_line() -> None:
    catalog = catalog_of("11:\n  year: soon\n  section: Three\n")
    assert told(catalog) == [("o.yaml:2", "bad-year"), ("o.yaml:3", "unknown-section")]


def test_lists_and_named_amounts_may_be_written_as_yaml_has_them() -> None:
    (record,) = catalog_of(
        "11: {sources: {HR: [A, C], LR: D}, size: {HR: 2 GB, LR: 1 MB}}"
    ).records["a"]
    shown = [record.value("sources"), record.value("size")]
    assert getattr(shown[0], "items", None) == ("A", "C", "D")
    assert [(one.name, one.number) for one in shown[1]] == [("HR", 2 * 10**9), ("LR", 10**6)]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("- 11", "wrong-setting"),
        ("words", "wrong-setting"),
        ("eleven: {year: 2024}", "wrong-setting"),
        ("11: 2024", "wrong-setting"),
        ("11:", "wrong-setting"),
        ("-1: {year: 2024}", "wrong-setting"),
        ("１１: {year: 2024}", "wrong-setting"),
        ("9" * 500 + ": {year: 2024}", "wrong-setting"),
        ("11: {year: 2024}\n'#11': {year: 2025}", "yaml-duplicate-key"),
        ("11: {year: 2024}\n011: {year: 2025}", "yaml-duplicate-key"),
    ],
)
def test_what_is_no_override_is_an_error(text: str, code: str) -> None:
    assert [problem.code for problem in catalog_of(text).problems] == [code]


def test_a_number_may_stand_with_its_sign() -> None:
    assert told(catalog_of("'#11': {year: 2024}")) == []


@settings(max_examples=100, deadline=None)
@given(st.text())
@example("&a 11: {x: *a}")
def test_no_text_makes_reading_overrides_raise(text: str) -> None:
    source, _ = parse_yaml(text, "o.yaml")
    overrides, problems = build_overrides(source)
    assert all(problem.place.file == "o.yaml" for problem in problems)
    assert set(overrides.by_issue) == set(overrides.places)
