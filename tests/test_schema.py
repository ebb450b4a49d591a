"""The files under ``cases/schema`` against the problems that stand at their ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issuesync.model.problem import CODES, Problem
from issuesync.schema.build import labels_file, parse_catalog
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema

CASES = Path(__file__).parent / "cases" / "schema"
MARK = "#! "
LABELS = """\
groups:
  status: {color: 0e8a16, labels: {accepted: It is in the catalog}}
  task: {color: 1d76db, labels: {VQA: Visual Question Answering, Cap.: Image Captioning}}
  annotation: {color: d93f0b, labels: {Human: By Hand, GPT-4: By GPT-4}}
"""


def told(problem: Problem) -> str:
    """Say a problem as the case files do."""
    hint = f" ({problem.hint})" if problem.hint else ""
    return f"{problem.place.line or 0} {problem.code}: {problem.message}{hint}"


def expected_of(text: str) -> list[str]:
    return [line.removeprefix(MARK) for line in text.split("\n") if line.startswith(MARK)]


def problems_of(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    if path.parent.name == "labels":
        _, problems = parse_taxonomy(text, path.name)
    else:
        taxonomy, _ = parse_taxonomy(LABELS, "labels.yaml")
        _, problems = parse_catalog(text, path.name, taxonomy)
    return [told(problem) for problem in problems]


@pytest.mark.parametrize(
    "path", sorted(CASES.rglob("*.yaml")), ids=lambda p: f"{p.parent.name}/{p.stem}"
)
def test_a_file_has_the_problems_that_it_says(path: Path) -> None:
    assert problems_of(path) == expected_of(path.read_text(encoding="utf-8"))


def test_every_case_but_the_flawless_ones_expects_a_problem() -> None:
    silent = {
        path.stem for path in CASES.rglob("*.yaml") if not expected_of(path.read_text("utf-8"))
    }
    assert silent == {"flawless", "sections_without_a_field", "strings_only"}


def schema_of(text: str) -> Schema:
    """Parse a catalog that has no problem."""
    schema, problems = parse_catalog(text, "catalog.yaml", parse_taxonomy(LABELS, "labels.yaml")[0])
    assert [told(problem) for problem in problems] == []
    assert schema is not None
    return schema


HEAD = "repository: octo/cat\ndocuments: README.md\n"


def test_names_that_yaml_takes_for_other_things_stay_the_strings_they_are() -> None:
    schema = schema_of(
        HEAD + "fields: {no: text, null: text, 012345: text, 1e1000: text}\n"
        "collections: {2024: {from: a.yaml, columns: {on: no, 1.0: null}, sections: [007, ~x]}}\n"
    )
    one = schema.by_key["2024"]
    assert [field.key for field in one.fields] == ["no", "null", "012345", "1e1000", "section"]
    assert [column.title for column in one.columns] == ["on", "1.0"]
    assert [section.key for section in one.sections] == ["007", "x"]


def test_a_list_of_sections_and_a_mapping_of_them_mean_the_same() -> None:
    fields = "fields: {name: title, section: choice}\n"
    listed = "[Image Captioning / Retrieval, {title: VQA, was: Questions}]"
    mapped = "{image-captioning-retrieval: Image Captioning / Retrieval, "
    mapped += "vqa: {title: VQA, was: [Questions]}}"
    first, second = (
        schema_of(f"{HEAD}{fields}collections: {{a: {{from: a.yaml, sections: {text}}}}}").by_key[
            "a"
        ]
        for text in (listed, mapped)
    )
    assert first.sections == second.sections


def test_the_short_form_of_a_field_is_its_type() -> None:
    collections = "collections: {a: {from: a.yaml}}\n"
    short = schema_of(f"{HEAD}fields: {{year: year}}\n{collections}")
    long = schema_of(f"{HEAD}fields: {{year: {{type: year}}}}\n{collections}")
    shown = [
        (f.key, f.label, f.type, f.required, f.default)
        for one in (short, long)
        for f in one.by_key["a"].fields
    ]
    assert shown[0] == shown[1]


def test_a_section_field_follows_from_sections_and_is_required_only_there() -> None:
    schema = schema_of(
        HEAD + "fields: {name: title, section: {type: choice, required: true}}\n"
        "collections: {a: {from: a.yaml, sections: [One]}, b: {from: b.yaml}}\n"
    )
    required = {key: one.by_key["section"].required for key, one in schema.by_key.items()}
    assert required == {"a": True, "b": False}


def test_like_takes_over_what_is_not_stated_and_never_the_title() -> None:
    schema = schema_of(
        HEAD + "fields: {name: title, year: year}\n"
        "collections:\n"
        "  a: {from: a.yaml, title: Meta Data, sort: [-year], columns: {Year: year}}\n"
        "  b: {like: a, from: b.yaml, columns: {Name: name}}\n"
        "  c: {like: b, from: c.yaml}\n"
    )
    last = schema.by_key["c"]
    assert last.title == "C"
    assert last.sort == (("year", True),)
    assert [column.title for column in last.columns] == ["Name"]


def test_sections_may_come_from_a_group_of_labels() -> None:
    schema = schema_of(
        HEAD + "fields: {name: title, section: {type: choices, group: task}}\n"
        "collections: {a: {from: issues, publish: accepted}, b: {from: b.yaml}}\n"
    )
    assert [(s.key, s.title) for s in schema.by_key["a"].sections] == [
        ("vqa", "Visual Question Answering"),
        ("cap", "Image Captioning"),
    ]
    assert schema.by_key["a"].has_several_sections
    assert schema.by_key["b"].sections == ()


def test_every_group_is_a_field_of_issues_but_the_one_that_publishes() -> None:
    text = HEAD + "fields: {name: title}\ncollections: {a: {from: issues, publish: ACCEPTED}}\n"
    assert list(schema_of(text).by_key["a"].by_key) == ["name", "task", "annotation"]


def test_labels_yaml_may_stand_elsewhere() -> None:
    assert labels_file("labels: config/labels.yaml", "catalog.yaml") == "config/labels.yaml"
    assert labels_file("labels: [", "catalog.yaml") == "labels.yaml"
    assert labels_file("- labels", "catalog.yaml") == "labels.yaml"


YAML_PARTS = st.lists(
    st.sampled_from(
        [
            "groups", "labels", "fields", "collections", "sections", "like", "from", "color", "was",
            "name", "issues", "a", ": ", ":", "\n", "\n  ", "\n    ", "- ", "? ", "{", "}", "[",
            "]", ", ", "&x ", "*x", "<<", "!!int ", "!", "|\n", ">", "'", '"', "#", "---\n", "...",
            "%YAML 1.1\n", "\t", "\x00", "\x07", "\x85", "\u2028", "\ufeff", "\ud800", "~", "1e9",
        ]
    )
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(), YAML_PARTS.map("".join)))
@example("[" * 100_000)
@example("{a: " * 100_000)
@example("? " * 5_000)
@example("a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]")
@example("&a [*a]")
@example("repository: a/b\ndocuments: x\nfields: {}\ncollections: {a: {from: ../x.yaml}}")
def test_no_text_makes_a_parser_raise(text: str) -> None:
    taxonomy, problems = parse_taxonomy(text, "labels.yaml")
    schema, faults = parse_catalog(text, "catalog.yaml", Taxonomy())
    assert all(one.code in CODES and one.place.file for one in (*problems, *faults))
    assert schema is not None or faults
    assert taxonomy.groups or problems or "groups" in text


SETTINGS = st.recursive(
    st.one_of(st.none(), st.sampled_from(["issues", "name", "year", "accepted", "VQA", "a", "-1"])),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                [
                    "repository", "documents", "fields", "collections", "badges", "news", "from",
                    "like", "sections", "columns", "sort", "type", "title", "was", "of", "labels",
                    "name", "a", "b", "section", "options", "group", "default", "link", "field",
                ]
            ),
            inner,
            max_size=6,
        ),
    ),
    max_leaves=30,
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(fields=SETTINGS, collections=SETTINGS, badges=SETTINGS)
def test_no_settings_make_the_builder_raise(
    fields: object, collections: object, badges: object
) -> None:
    stated = {"repository": "a/b", "documents": "x", "fields": fields}
    text = json.dumps({**stated, "collections": collections, "badges": badges, "news": badges})
    schema, problems = parse_catalog(text, "catalog.yaml", parse_taxonomy(LABELS, "l")[0])
    assert schema is not None or problems
