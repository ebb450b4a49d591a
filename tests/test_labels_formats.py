"""EndBug/label-sync's file as a taxonomy, and labels as they are into a labels.yaml."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.labels.formats import GITHUB_DEFAULTS, group_labels, render_labels
from issuesync.labels.reconcile import plan_labels
from issuesync.model.issue import Label
from issuesync.schema.taxonomy import TaxonomyLabel, parse_taxonomy
from label_worlds import taxonomy_of

if TYPE_CHECKING:
    from collections.abc import Sequence

ENDBUG = """\
# The labels of the repository.
- name: VQA
  color: "#1D76DB"
  description: Visual Question Answering
  aliases: [visual-qa, Visual QA]
- name: Human
  color: 000000
- {"name": "GPT-4V", "color": "d93f0b", "description": null, "aliases": []}
"""


def problems_of(text: str) -> list[str]:
    _, problems = parse_taxonomy(text, "labels.yml")
    return [f"{problem.place} {problem.code}: {problem.message}" for problem in problems]


def test_a_file_of_endbug_is_read_as_one_group() -> None:
    (group,) = taxonomy_of(ENDBUG).groups
    assert group.labels == (
        TaxonomyLabel(
            "VQA", "labels", "Visual Question Answering", "1d76db", ("visual-qa", "Visual QA")
        ),
        TaxonomyLabel("Human", "labels", "", "000000"),
        TaxonomyLabel("GPT-4V", "labels", "", "d93f0b"),
    )


def test_a_file_of_endbug_in_json_is_read_too() -> None:
    (group,) = taxonomy_of('[{"name": "VQA", "color": "#1d76db"}]').groups
    assert [label.name for label in group.labels] == ["VQA"]


def test_an_entry_without_a_colour_gets_githubs_grey() -> None:
    (group,) = taxonomy_of("- name: VQA\n").groups
    assert group.labels[0].color == "ededed"


VQA = "groups → labels → labels → VQA"
SIX = "six hexadecimal digits, as in 0e8a16"


def test_every_mistake_in_a_file_of_endbug_is_reported_with_its_line() -> None:
    text = """\
- name: VQA
  color: blue
- color: ffffff
- just a word
- name: Human
  aliases: {by: hand}
- name: VQA
  delete: true
- name: Cap.
  colour: ffffff
- name: [a]
"""
    assert problems_of(text) == [
        f"labels.yml:2 wrong-setting: {VQA} → color “blue” has to be {SIX}",
        "labels.yml:3 missing-setting: entry 2 of the list has no name",
        "labels.yml:4 missing-setting: entry 3 of the list has no name",
        "labels.yml:6 wrong-setting: groups → labels → labels → Human → was has to be a list",
        "labels.yml:7 name-clash: “VQA” is in line 1 too",
        (
            "labels.yml:10 unknown-setting: “colour” is not a setting of "
            "groups → labels → labels → Cap."
        ),
        "labels.yml:11 missing-setting: entry 7 of the list has no name",
    ]


def test_clashing_names_of_a_file_of_endbug_are_reported_with_their_lines() -> None:
    text = "- name: VQA\n- name: Human\n  aliases: [vqa]\n- name: human\n"
    assert problems_of(text) == [
        "labels.yml:3 name-clash: “vqa” is a name of “VQA” of line 1 too; case does not count",
        "labels.yml:4 name-clash: “human” is a name of “Human” of line 2 too; case does not count",
    ]


# Export


def test_an_export_groups_by_prefix_and_else_by_colour() -> None:
    labels = [
        Label("type: bug", "ff0000", "It breaks"),
        Label("type: wish", "00ff00"),
        Label("VQA", "1d76db", "Questions"),
        Label("Cap.", "1d76db"),
        Label("lonely: one", "d93f0b"),
        Label("bug", "d73a4a", "Something isn't working"),
    ]
    assert (
        render_labels(labels)
        == """\
protect: [bug]
groups:
  type:
    color: ff0000
    labels:
      "type: bug": It breaks
      "type: wish": {is: "", color: "00ff00"}
  color_1d76db:
    color: "1d76db"
    labels:
      Cap.: ""
      VQA: Questions
  color_d93f0b:
    color: d93f0b
    labels:
      "lonely: one": ""
"""
    )


def test_an_export_of_nothing_is_a_taxonomy_of_nothing() -> None:
    assert render_labels([]) == "protect: []\ngroups: {}\n"
    assert taxonomy_of(render_labels([])).groups == ()


def test_githubs_own_labels_are_protected_and_not_ours() -> None:
    text = render_labels([Label(name.title(), "ffffff") for name in GITHUB_DEFAULTS])
    taxonomy = taxonomy_of(text)
    assert taxonomy.groups == ()
    assert all(taxonomy.is_protected(name) for name in GITHUB_DEFAULTS)


def test_a_prefix_is_no_colour() -> None:
    labels = [Label(f"color ededed: {one}", "ffffff") for one in "ab"]
    groups = group_labels([*labels, Label("c", "ededed")])
    assert sorted(len(members) for members in groups.values()) == [1, 2]


def is_name(text: str) -> bool:
    return text == text.strip() and text not in {"", ".", ".."} and "\x00" not in text


TEXT = st.one_of(
    st.sampled_from([
        "null", "no", "~", "1e3", "0x1f", "2024-01-01", "a: b", "a #b", "<<", "- a", "? a", "{a}",
        "[a]", "'a'", '"a"', "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "a\\b", "type: bug",
        "type: wish", "type/x", "type/y", "\u2028", "\ufeff", "a\x7fb", "a\x85b", "🛰️",
    ]),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=20),
)  # fmt: skip
LABELS = st.lists(
    st.builds(
        Label,
        TEXT.filter(is_name),
        st.sampled_from(["", "000000", "1e1000", "ededed", "012345"]),
        TEXT,
    ),
    unique_by=lambda label: label.name.casefold(),
    max_size=8,
)


@settings(deadline=None)
@given(labels=LABELS)
def test_an_export_read_back_plans_nothing_against_the_same_labels(
    labels: Sequence[Label],
) -> None:
    text = render_labels(labels)
    taxonomy = taxonomy_of(text)
    known = [label for label in labels if label.name.casefold() not in GITHUB_DEFAULTS]
    assert plan_labels(labels, taxonomy, {}, prune=True).changes == ()
    names = [label.name for group in taxonomy.groups for label in group.labels]
    assert sorted(names) == sorted(label.name for label in known)
    assert yaml.safe_load(text).keys() == {"protect", "groups"}


@pytest.mark.parametrize("name", ["Cap.", "GPT-4V", "good first try", "T-VQA"])
def test_plain_names_stay_plain(name: str) -> None:
    assert f"      {name}: x" in render_labels([Label(name, "", "x")]).splitlines()
