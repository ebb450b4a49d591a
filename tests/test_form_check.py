"""What ``check`` says of forms and templates: what GitHub refuses, and what would publish."""

from __future__ import annotations

import importlib.util
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator

from issuesync.model.problem import Severity
from issuesync.submissions.form_check import check_forms
from issuesync.submissions.forms import CHOOSER, FOLDER, OWN_MARK, build_forms
from issuesync.yamlfile.source import Loader
from small_catalog import make_schema
from test_forms import CATALOG, LABELS, PATH

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from cats import Ran
    from issuesync.model.problem import Problem

CASES = Path(__file__).parent / "cases" / "forms"
REFUSED = sorted((CASES / "refused").glob("*.yml"))
TAKEN = sorted((CASES / "taken").glob("*.yml"))
SCHEMA = make_schema(CATALOG, LABELS)
PUBLISHING = ["accepted", "Accepted", "approved", "APPROVED"]
PUBLISHES = "whoever files the form gives the issue “{}”, which publishes it"


def vendored_schema() -> Draft7Validator | None:
    """Return the published schema of issue forms, where the linter that brings it is installed."""
    found = importlib.util.find_spec("check_jsonschema")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "builtin_schemas" / "vendor"
    text = (folder / "github-issue-forms.json").read_text(encoding="utf-8")
    return Draft7Validator(json.loads(text))


PUBLISHED = vendored_schema()
needs_schema = pytest.mark.skipif(
    PUBLISHED is None and not os.environ.get("CI"), reason="check-jsonschema is not installed"
)


def faults_of(form: Any) -> list[str]:
    """Say what the published schema has against a form."""
    assert PUBLISHED is not None, "check-jsonschema is not installed"
    return [f"{one.json_path}: {one.message}" for one in PUBLISHED.iter_errors(form)]


def check(name: str, text: str) -> list[Problem]:
    """Check one file of others next to our own forms."""
    return list(check_forms(SCHEMA, {f"{FOLDER}/{name}": text}))


def told(problems: Sequence[Problem]) -> list[str]:
    """Write problems down, a line each."""
    return [f"{p.code} @{p.place.line}: {p.message}; {p.hint}" for p in problems]


@pytest.mark.parametrize("path", REFUSED, ids=lambda path: path.stem)
def test_what_github_refuses_is_reported_with_its_line_and_what_would_mend_it(path: Path) -> None:
    problems = check("theirs.yml", path.read_text(encoding="utf-8"))
    expected = path.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    assert told(problems) == expected
    assert {one.place.file for one in problems} == {f"{FOLDER}/theirs.yml"}
    assert {one.severity for one in problems} == {Severity.ERROR}


def test_there_are_cases_for_every_error_that_github_documents() -> None:
    assert len(REFUSED) >= 25
    assert {path.stem for path in (CASES / "refused").glob("*.txt")} == {p.stem for p in REFUSED}


@pytest.mark.parametrize("path", TAKEN, ids=lambda path: path.stem)
def test_a_form_that_github_takes_has_nothing_wrong(path: Path) -> None:
    assert check("theirs.yml", path.read_text(encoding="utf-8")) == []


@needs_schema
@pytest.mark.parametrize("path", TAKEN, ids=lambda path: path.stem)
def test_a_form_that_github_takes_fits_the_published_schema(path: Path) -> None:
    form = yaml.load(path.read_text(encoding="utf-8"), Loader)
    assert faults_of(form) == []


@needs_schema
def test_our_own_form_fits_the_published_schema() -> None:
    texts = {file.path: file.text for file in build_forms(SCHEMA, {})}
    assert faults_of(yaml.safe_load(texts[PATH] or "")) == []
    assert list(check_forms(SCHEMA, {})) == []


def cut(path: Path) -> st.SearchStrategy[str]:
    """Leave some lines of a form out."""
    lines = path.read_text(encoding="utf-8").splitlines()
    kept = st.lists(st.booleans(), min_size=len(lines), max_size=len(lines))
    return kept.map(lambda marks: "\n".join(x for x, m in zip(lines, marks, strict=True) if m))


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200) | st.sampled_from(REFUSED + TAKEN).flatmap(cut))
def test_no_text_of_a_form_makes_a_check_fail(text: str) -> None:
    for name in ("one.yml", "one.yaml", "one.md", "config.yml", "picture.png"):
        for problem in check(name, text):
            assert problem.message


@pytest.mark.parametrize("label", PUBLISHING)
def test_a_form_of_ours_may_not_give_the_label_that_publishes(label: str) -> None:
    catalog = CATALOG.replace("labels: [new]", f"labels: [new, {label}]")
    problems = list(check_forms(make_schema(catalog, LABELS), {}))
    assert [one.code for one in problems] == ["form-publishes"]
    assert problems[0].message == PUBLISHES.format("accepted")
    assert problems[0].place.file == "catalog.yaml"
    line = problems[0].place.line or 0
    assert "labels: [new" in catalog.splitlines()[line - 1]


@pytest.mark.parametrize("label", PUBLISHING)
@pytest.mark.parametrize(
    "stated", ["labels: [bug, {}]", "labels:\n- bug\n- {}", 'labels: "bug, {}"', "labels: {}"]
)
@pytest.mark.parametrize("name", ["theirs.yml", "theirs.yaml", "theirs.md"])
def test_a_form_or_template_of_others_may_not_give_it_either(
    name: str, stated: str, label: str
) -> None:
    top = f"name: Theirs\ndescription: A bug\n{stated.format(label)}\n"
    form = f"{top}body:\n- type: input\n  attributes: {{label: What}}\n"
    text = f"---\n{top}---\nlabels: [accepted]\n" if name.endswith(".md") else form
    problems = check(name, text)
    assert [one.code for one in problems] == ["form-publishes"]
    assert problems[0].message == PUBLISHES.format(label)
    line = problems[0].place.line or 0
    stands = text.splitlines()[line - 1]
    assert label in stands or stands == "labels:"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_the_line_in_the_front_matter_is_told_whatever_ends_a_line(end: str) -> None:
    text = end.join(["---", "name: Theirs", "labels: approved", "---", "Say it.", ""])
    assert [one.place.line for one in check("theirs.md", text)] == [3]


@pytest.mark.parametrize(
    "text",
    [
        "Just words about labels: accepted.\n",
        "---\nname: Theirs\nlabels: bug\n---\nlabels: accepted\n",
        "words\n---\nlabels: accepted\n---\n",
        "",
    ],
)
def test_a_template_without_the_label_in_its_front_matter_is_no_problem(text: str) -> None:
    assert check("theirs.md", text) == []


def test_a_label_that_publishes_another_collection_counts_too() -> None:
    catalog = CATALOG.replace(
        "  lists:", "  more: {from: issues, publish: new, columns: {Name: name}}\n  lists:"
    )
    problems = list(check_forms(make_schema(catalog, LABELS), {}))
    assert [one.message for one in problems] == [PUBLISHES.format("new")]


def test_a_form_of_others_in_the_place_of_ours_is_reported_and_kept() -> None:
    existing = {PATH: "name: Theirs\n", CHOOSER: "blank_issues_enabled: true\n"}
    problems = [one for one in check_forms(SCHEMA, existing) if one.code == "form-kept"]
    assert [one.place.file for one in problems] == [PATH, CHOOSER]
    assert {one.hint for one in problems} == {"remove it, or take the form out of catalog.yaml"}


def test_files_of_our_own_are_judged_by_the_catalog_and_not_by_what_stands_there() -> None:
    old = f"{OWN_MARK}\nname: Old\nlabels: [accepted]\n"
    assert list(check_forms(SCHEMA, {PATH: old, CHOOSER: f"{OWN_MARK}\nx: y\n"})) == []


def test_a_chooser_of_others_is_no_form() -> None:
    assert check("config.yaml", "blank_issues_enabled: true\nlabels: [accepted]\n") == []


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("word: {type: text, label: Password}", "GitHub lets no label ask for a password"),
        ("kind: {type: choice, options: [None, Some]}", "the option “None” is reserved"),
        ("kind: {type: choice, options: ['', Some]}", "an option is empty"),
    ],
)
def test_a_field_that_no_form_can_ask_for_is_reported_at_the_form(field: str, message: str) -> None:
    catalog = CATALOG.replace("  year: year\n", f"  year: year\n  {field}\n")
    problems = list(check_forms(make_schema(catalog, LABELS), {}))
    assert [one.code for one in problems] == ["form-refused"]
    assert message in problems[0].message
    line = problems[0].place.line or 0
    assert catalog.splitlines()[line - 1].strip() == "form:"


def test_check_fails_on_a_form_that_would_publish(
    cats: Path, issuesync: Callable[..., Ran]
) -> None:
    assert issuesync("sync").code == 0
    form = cats / FOLDER / "bug.md"
    form.parent.mkdir(parents=True)
    form.write_text("---\nname: A bug\nlabels: Accepted\n---\n", encoding="utf-8")
    ran = issuesync("check")
    assert ran.code == 1
    assert f"{FOLDER}/bug.md:3" in ran.out + ran.err
    assert "form-publishes" in ran.out + ran.err
    assert issuesync("sync").code == 0
    assert "Accepted" in form.read_text(encoding="utf-8")
