"""The issue forms that follow from a catalog: what they ask, and how, and what happens to files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

from issuesync.bodies.read import read_body
from issuesync.submissions.forms import CHOOSER, FOLDER, OWN_MARK, build_forms
from small_catalog import make_schema

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

LABELS = """\
groups:
  status: {color: 0e8a16, labels: {accepted: {is: It stands, was: [approved]}, new: Just filed}}
  task:
    title: What for
    color: 1d76db
    labels: {Cap.: Captions, VQA: {is: Questions, was: [Visual QA]}, Odd: Odd}
  geometry:
    color: 5319e7
    at_most: 1
    labels: {HBB: Horizontal boxes, OBB: Oriented boxes}
"""
CATALOG = """\
repository: octocat/hello-world
documents: README.md
fields:
  name: title
  paper: {type: url, required: true, label: Paper 论文, description: Not the PDF., example: "https://e.org"}
  code: repository
  remark: {type: text, example: "yes"}
  notes: {type: markdown, required: true, example: Anything}
  year: year
  country: country
  samples: count
  size: bytes
  sources: list
  scale: {type: choice, required: true, options: {small: "1 - 1,000", large: More}}
  mood: {type: choice, options: ["yes", "no", "on", "2024"]}
  venue: {type: choice, open: true, options: [CVPR, ICCV]}
  parts: {type: choices, required: true, options: [images, masks]}
  words: {type: choices, open: true, options: [sea, sky]}
  secret: {type: text, ask: false}
  来源: text
collections:
  sets:
    from: issues
    publish: accepted
    columns: {Paper: paper, Notes: notes, Scale: scale, Parts: parts}
    sections: {one: Section One, two: Section Two}
    form:
      name: Add a set
      description: One data set
      intro: "**Thank you.**"
      title: "[Set] "
      labels: [new]
  lists: {from: lists.yaml, fields: [name], form: Never asked}
chooser:
  blank: false
  links: [{name: Talk, url: "https://example.org/talk", about: Ask there}]
"""
ELEMENTS = {
    "name": "input", "paper": "input", "code": "input", "remark": "input", "notes": "textarea",
    "year": "input", "country": "input", "samples": "input", "size": "input",
    "sources": "textarea", "scale": "dropdown", "mood": "dropdown", "venue": "input",
    "parts": "checkboxes", "words": "input", "field-16": "input", "section": "dropdown",
    "task": "checkboxes", "geometry": "dropdown",
}  # fmt: skip
PATH = f"{FOLDER}/sets.yml"


def read_form(catalog: str = CATALOG, labels: str = LABELS) -> dict[str, Any]:
    """Build a catalog's form and read it as GitHub does."""
    texts = {file.path: file.text for file in build_forms(make_schema(catalog, labels), {})}
    form = yaml.safe_load(texts[PATH] or "")
    assert isinstance(form, dict)
    return form


def elements(form: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the elements that ask for something, by id."""
    return {one["id"]: one for one in form["body"] if one["type"] != "markdown"}


def attributes(key: str) -> dict[str, Any]:
    stated = elements(read_form())[key]["attributes"]
    assert isinstance(stated, dict)
    return stated


def test_every_type_of_field_is_asked_for_by_its_element_in_the_catalogs_order() -> None:
    asked = {key: one["type"] for key, one in elements(read_form()).items()}
    assert list(asked.items()) == list(ELEMENTS.items())


def test_the_top_of_a_form_says_what_the_catalog_says() -> None:
    form = read_form()
    assert {key: form[key] for key in form if key != "body"} == {
        "name": "Add a set",
        "description": "One data set",
        "title": "[Set] ",
        "labels": ["new"],
    }
    assert form["body"][0] == {"type": "markdown", "attributes": {"value": "**Thank you.**"}}


def test_what_the_catalog_leaves_out_stands_in_no_form() -> None:
    start, end = CATALOG.index("    form:\n"), CATALOG.index("  lists:")
    form = read_form(f"{CATALOG[:start]}    form: Add a set\n{CATALOG[end:]}")
    assert list(form) == ["name", "description", "body"]
    assert form["description"] == "Submit an entry for “sets”."
    assert form["body"][0]["id"] == "name"


def test_a_label_a_description_and_an_example_of_the_catalog_stand_in_the_element() -> None:
    assert attributes("paper") == {
        "label": "Paper 论文",
        "description": "Not the PDF.",
        "placeholder": "https://e.org",
    }


def test_without_a_description_the_type_says_how_to_answer() -> None:
    assert attributes("code")["description"] == "A repository on GitHub as owner/name."
    assert "placeholder" not in attributes("code")


def test_an_example_that_looks_boolean_is_a_text() -> None:
    assert attributes("remark")["placeholder"] == "yes"


def test_only_what_is_required_is_and_boxes_never_are() -> None:
    required = [key for key, one in elements(read_form()).items() if "validations" in one]
    assert required == ["paper", "notes", "scale", "section"]
    assert elements(read_form())["paper"]["validations"] == {"required": True}
    assert attributes("parts")["description"] == "Tick at least one."


def test_a_required_dropdown_leads_with_what_means_nothing_chosen() -> None:
    assert attributes("scale")["options"] == ["Please choose", "small: 1 - 1,000", "large: More"]
    assert attributes("section")["options"] == ["Please choose", "Section One", "Section Two"]


@pytest.mark.parametrize("key", ["scale", "section"])
def test_the_lead_of_a_required_dropdown_reads_as_no_answer(key: str) -> None:
    fields = make_schema(CATALOG, LABELS).by_key["sets"].fields
    options = attributes(key)["options"]
    label = attributes(key)["label"]
    body = read_body(f"### {label}\n\n{options[0]}", fields)
    assert body.values == {}
    assert not body.findings
    assert body.stated[key].value is None
    assert [key in read_body(f"### {label}\n\n{one}", fields).values for one in options] == [
        False,
        True,
        True,
    ]


def test_a_dropdown_that_may_stay_empty_offers_its_options_alone_as_texts() -> None:
    assert attributes("mood")["options"] == ["yes", "no", "on", "2024"]


def test_labels_of_a_group_are_boxes_with_their_meaning_by_their_present_names() -> None:
    assert attributes("task") == {
        "label": "What for",
        "options": [{"label": "Cap.: Captions"}, {"label": "VQA: Questions"}, {"label": "Odd"}],
    }


def test_a_group_of_which_one_label_may_stand_is_a_dropdown() -> None:
    assert attributes("geometry")["options"] == ["HBB: Horizontal boxes", "OBB: Oriented boxes"]


def test_an_open_choice_is_a_line_that_names_its_options() -> None:
    assert attributes("venue")["description"] == "Such as CVPR, ICCV."
    assert attributes("words")["description"] == "Several are divided by commas. Such as sea, sky."


def test_the_status_is_nothing_that_a_form_asks_for() -> None:
    assert not {"status", "secret"} & set(elements(read_form()))


def test_a_collection_of_data_files_has_no_form() -> None:
    paths = [file.path for file in build_forms(make_schema(CATALOG, LABELS), {})]
    assert paths == [PATH, CHOOSER]


def test_the_chooser_says_whether_a_blank_issue_may_and_where_else_to_go() -> None:
    texts = {file.path: file.text for file in build_forms(make_schema(CATALOG, LABELS), {})}
    assert yaml.safe_load(texts[CHOOSER] or "") == {
        "blank_issues_enabled": False,
        "contact_links": [
            {"name": "Talk", "url": "https://example.org/talk", "about": "Ask there"}
        ],
    }


def test_a_catalog_without_a_form_writes_no_chooser() -> None:
    start, end = CATALOG.index("    form:\n"), CATALOG.index("  lists:")
    without = CATALOG[:start] + CATALOG[end:]
    assert build_forms(make_schema(without, LABELS), {}) == ()


def test_a_collection_called_config_does_not_take_the_choosers_place() -> None:
    schema = make_schema(CATALOG.replace("  sets:\n", "  config:\n"), LABELS)
    assert [file.path for file in build_forms(schema, {})] == [f"{FOLDER}/config-form.yml", CHOOSER]


def test_forms_of_ours_that_the_catalog_no_longer_asks_for_are_removed() -> None:
    existing = {
        f"{FOLDER}/old.yml": f"{OWN_MARK}\nname: Old\n",
        f"{FOLDER}/theirs.yml": "name: Theirs\n",
        f"{FOLDER}/bug.md": "---\nname: Bug\n---\n",
    }
    built = {file.path: file.text for file in build_forms(make_schema(CATALOG, LABELS), existing)}
    assert built[f"{FOLDER}/old.yml"] is None
    assert set(built) == {PATH, CHOOSER, f"{FOLDER}/old.yml"}


def test_a_form_and_a_chooser_of_others_are_left_alone() -> None:
    existing = {PATH: "name: Theirs\n", CHOOSER: "blank_issues_enabled: true\n"}
    assert build_forms(make_schema(CATALOG, LABELS), existing) == ()


def test_a_form_of_ours_that_was_edited_is_written_anew() -> None:
    schema = make_schema(CATALOG, LABELS)
    first = build_forms(schema, {})
    edited = {file.path: f"{file.text}# a note\n" for file in first}
    assert build_forms(schema, edited) == first


def test_sync_writes_the_forms_and_check_reports_what_drifts(
    cats: Path, issuesync: Callable[..., Ran]
) -> None:
    settings = cats / "catalog.yaml"
    stated = settings.read_text(encoding="utf-8")
    settings.write_text(stated.replace("    publish:", "    form: Add\n    publish:"), "utf-8")
    assert issuesync("sync").code == 0
    form = cats / FOLDER / "datasets.yml"
    written = form.read_text(encoding="utf-8")
    assert yaml.safe_load(written)["name"] == "Add"
    assert issuesync("check").code == 0
    form.write_text(written.replace("Add", "Take"), encoding="utf-8")
    ran = issuesync("check")
    assert ran.code == 1
    assert f"{FOLDER}/datasets.yml" in ran.out + ran.err
    assert "is not what a sync would write" in ran.out + ran.err
    settings.write_text(stated, encoding="utf-8")
    ran = issuesync("check")
    assert ran.code == 1
    assert "would be removed" in ran.out + ran.err
    assert issuesync("sync").code == 0
    assert not form.exists()
    assert issuesync("check").code == 0
