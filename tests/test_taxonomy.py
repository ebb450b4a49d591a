"""The taxonomy of labels: names without case, former names, protection, and the rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from issuesync.labels.rules import canonical_labels, check_rules
from issuesync.schema.taxonomy import Taxonomy, parse_taxonomy

if TYPE_CHECKING:
    from pathlib import Path

TEXT = """\
protect: [bug, "dependencies*"]
groups:
  task:
    title: Tasks
    color: "#1D76DB"
    at_least: 1
    at_most: 2
    labels:
      VQA: {is: Visual Question Answering, was: [Visual QA, vqa-task]}
      T-VQA: {is: Temporal, implies: VQA, color: FF0000}
      Cap.: Captioning
  annotation_kind:
    color: d93f0b
    labels: {Human: , Rule: By rules}
"""


@pytest.fixture
def taxonomy() -> Taxonomy:
    found, problems = parse_taxonomy(TEXT, "labels.yaml")
    assert problems == []
    return found


def test_a_label_is_found_by_each_of_its_names_without_case(taxonomy: Taxonomy) -> None:
    for name in ("VQA", "vqa", "VISUAL qa", "VQA-Task"):
        label = taxonomy.find(name)
        assert label is not None
        assert label.name == "VQA"
    assert taxonomy.find("VQA ") is None


def test_a_label_has_its_own_colour_or_its_groups(taxonomy: Taxonomy) -> None:
    colors = {label.name: label.color for group in taxonomy.groups for label in group.labels}
    assert colors == {
        "VQA": "1d76db",
        "T-VQA": "ff0000",
        "Cap.": "1d76db",
        "Human": "d93f0b",
        "Rule": "d93f0b",
    }


def test_a_group_is_called_by_its_title_or_its_key(taxonomy: Taxonomy) -> None:
    assert [group.title for group in taxonomy.groups] == ["Tasks", "Annotation kind"]


def test_protected_labels_are_matched_without_case_and_by_pattern(taxonomy: Taxonomy) -> None:
    names = ("Bug", "dependencies", "Dependencies: npm", "debug", "VQA")
    assert [taxonomy.is_protected(name) for name in names] == [True, True, True, False, False]


def test_former_names_count_as_the_present_one_and_are_told(taxonomy: Taxonomy) -> None:
    labels, findings = canonical_labels(["Visual QA", "VQA", "human", "bug", "Ruel"], taxonomy)
    assert labels == ("VQA", "Human")
    assert [(one.code, one.message, one.hint) for one in findings] == [
        ("label-former", "“Visual QA” is now called “VQA”", "rename the label"),
        ("label-former", "“human” is now called “Human”", "rename the label"),
        ("label-unknown", "the label “Ruel” is not known", "did you mean “Rule”?"),
    ]


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (("VQA",), []),
        (("VQA", "T-VQA"), []),
        (("VQA", "T-VQA", "Cap."), ["label-group-max"]),
        (("Human",), ["label-group-min"]),
        ((), ["label-group-min"]),
        (("T-VQA",), ["label-implied"]),
    ],
)
def test_the_rules_of_groups_and_of_implied_labels_hold(
    taxonomy: Taxonomy, labels: tuple[str, ...], codes: list[str]
) -> None:
    assert [finding.code for finding in check_rules(labels, taxonomy)] == codes


def test_the_flagships_labels_have_descriptions_and_other_names(catalog_dir: Path) -> None:
    text = (catalog_dir / "labels.yaml").read_text(encoding="utf-8")
    taxonomy, problems = parse_taxonomy(text, "labels.yaml")
    assert problems == []
    labels = [label for group in taxonomy.groups for label in group.labels]
    assert all(label.description and label.was for label in labels)
    badges = {"Cap.", "VQA", "VG", "Human", "GPT-4V", "Multi-Turn", "VHR", "Temporal"}
    assert badges <= {label.name for label in labels}
