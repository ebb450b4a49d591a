"""Labels as they are and the taxonomy into a plan, and the plan into its views."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.apply import apply_plan
from issuesync.errors import GitHubError, LimitError, RefusedError
from issuesync.labels.implied import check_implied, plan_implied
from issuesync.labels.reconcile import count_uses, in_order, plan_labels
from issuesync.labels.rules import check_known
from issuesync.model.issue import Label
from issuesync.model.plan import (
    AddLabel,
    Change,
    CreateLabel,
    DeleteLabel,
    MergeLabel,
    Plan,
    UpdateLabel,
)
from issuesync.model.problem import Location, Problem
from issuesync.model.record import Implied, Record
from issuesync.reports.plan import describe, parse_plan, plan_json, plan_markdown
from issuesync.store.target import SnapshotTarget
from label_worlds import LABELS, SnapshotWorld, Start, cases, plain_issue, plan_in, taxonomy_of
from markdown import read_page

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from issuesync.schema.taxonomy import Taxonomy

TAXONOMY = taxonomy_of("""\
protect: [bug, "CI: *"]
groups:
  task:
    color: 1d76db
    labels:
      VQA: {is: Questions, was: [visual-qa, Visual QA]}
      Cap.: Captions
""")
VQA = Label("VQA", "1d76db", "Questions")
CAP = Label("Cap.", "1d76db", "Captions")


def changes(
    *existing: Label,
    uses: Mapping[str, int] | None = None,
    prune: bool = False,
    delete: Collection[str] = (),
) -> list[Change]:
    return list(plan_labels(existing, TAXONOMY, uses or {}, prune=prune, delete=delete))


# The plan


def test_labels_that_agree_need_nothing() -> None:
    assert changes(VQA, CAP) == []


def test_a_label_that_is_not_there_is_made() -> None:
    assert changes(VQA) == [CreateLabel(CAP)]


@pytest.mark.parametrize(
    "existing",
    [
        Label("vqa", "1d76db", "Questions"),
        Label("VQA", "000000", "Questions"),
        Label("VQA", "1d76db", "Answers"),
        Label("VISUAL qa", "000000", ""),
    ],
)
def test_a_label_is_mended_in_one_change(existing: Label) -> None:
    assert changes(existing, CAP) == [UpdateLabel(existing, VQA)]


def test_a_colour_in_capitals_is_the_same_colour() -> None:
    assert changes(Label("VQA", "1D76DB", "Questions"), CAP) == []


def test_a_colour_that_is_not_known_is_not_wrong() -> None:
    assert changes(Label("VQA"), CAP) == []
    assert changes(Label("vqa"), CAP) == [UpdateLabel(Label("vqa"), VQA)]


def test_a_former_name_beside_its_label_is_merged() -> None:
    former = Label("Visual QA", "ffffff")
    assert changes(VQA, former, CAP) == [MergeLabel(former, "VQA")]


def test_of_several_former_names_the_one_most_in_use_is_renamed_and_the_others_merged() -> None:
    rare, common = Label("visual-qa", "ffffff"), Label("visual qa", "ffffff")
    assert changes(rare, common, CAP, uses={"visual qa": 3, "visual-qa": 1}) == [
        UpdateLabel(common, VQA),
        MergeLabel(rare, "VQA"),
    ]


def test_what_adds_comes_first_and_what_deletes_last() -> None:
    former, gone = Label("visual-qa", "ffffff"), Label("left over", "ffffff")
    wrong = Label("vqa", "ffffff")
    planned = changes(gone, former, wrong, prune=True)
    assert [type(one) for one in planned] == [CreateLabel, UpdateLabel, MergeLabel, DeleteLabel]
    shown = in_order([*reversed(planned), AddLabel(1, "VQA", "")])
    assert [type(one) for one in shown] == [
        CreateLabel,
        UpdateLabel,
        AddLabel,
        MergeLabel,
        DeleteLabel,
    ]


def test_pruning_takes_only_what_is_not_in_use_not_protected_and_not_ours() -> None:
    others = [Label(name, "ffffff") for name in ("left over", "in use", "BUG", "ci: fast")]
    assert changes(VQA, CAP, *others, uses={"in use": 1}) == []
    planned = changes(VQA, CAP, *others, uses={"in use": 1}, prune=True)
    assert planned == [DeleteLabel(others[0])]


def test_a_label_in_use_is_deleted_where_it_is_named_in_any_case() -> None:
    used = Label("in use", "ffffff")
    planned = changes(VQA, CAP, used, uses={"in use": 1}, delete=["IN USE"])
    assert planned == [DeleteLabel(used, is_named=True)]


@pytest.mark.parametrize("name", ["VQA", "visual-qa", "bug", "CI: fast"])
def test_what_the_taxonomy_holds_or_protects_is_not_deleted_even_if_named(name: str) -> None:
    there = Label(name, "ffffff")
    found = changes(there, delete=[name], prune=True)
    assert not [one for one in found if isinstance(one, DeleteLabel)]


def test_ten_labels_may_be_pruned_and_more_only_where_most_stay() -> None:
    many = [Label(f"model {index}", "ffffff") for index in range(11)]
    assert len(changes(VQA, CAP, *many[:10], prune=True)) == 10
    with pytest.raises(RefusedError, match="11 of 13 labels"):
        changes(VQA, CAP, *many, prune=True)
    used = [Label(f"used {index}", "ffffff") for index in range(9)]
    uses = {label.name: 1 for label in used}
    assert len(changes(VQA, CAP, *many, *used, uses=uses, prune=True)) == 11


def test_uses_are_counted_once_an_issue_and_without_case() -> None:
    assert count_uses([["VQA", "vqa"], ["vqa", "Cap."], []]) == {"vqa": 2, "cap.": 1}


@settings(deadline=None)
@given(case=cases(), data=st.data())
def test_the_order_of_the_labels_does_not_matter(
    case: tuple[Start, Taxonomy], data: st.DataObject
) -> None:
    start, taxonomy = case
    mixed = data.draw(st.permutations(start.labels))
    uses = count_uses(issue.labels for issue in start.issues)
    plans = [plan_labels(x, taxonomy, uses, prune=True) for x in (start.labels, mixed)]
    assert set(plans[0]) == set(plans[1])


# Labels beside the taxonomy


def test_a_label_beside_the_taxonomy_is_reported_with_the_nearest_name() -> None:
    (finding,) = check_known("VQAA", TAXONOMY)
    assert (finding.code, finding.hint) == ("label-unknown", "did you mean “VQA”?")
    (far,) = check_known("something else", TAXONOMY)
    assert far.hint == "add it to labels.yaml or to protect"


@pytest.mark.parametrize("name", ["vqa", "Visual QA", "bug", "ci: slow"])
def test_a_known_former_or_protected_label_is_not_reported(name: str) -> None:
    assert list(check_known(name, TAXONOMY)) == []


# Labels that records imply

RULED = taxonomy_of("""\
groups:
  task:
    color: 1d76db
    labels:
      VQA: Questions
      Temporal: {is: In time, implies: [Dated]}
      T-VQA: {is: Questions in time, implies: [VQA, Temporal]}
      Dated: Dated
      Any: {is: Made somehow, implies: [Human, Rule]}
  annotation: {color: d93f0b, at_most: 1, labels: {Human: By hand, GPT-4V: By GPT-4V, Rule: }}
""")
LINE = Location(issue=7, line=12)


def record(
    borne: tuple[str, ...], *stated: str, are_known: bool = True, derived: tuple[str, ...] = ()
) -> Record:
    implied = [Implied(name, "Data Pipeline", LINE, is_stated=True) for name in stated]
    implied += [Implied(name, "“T-VQA”", Location(issue=7), is_stated=False) for name in derived]
    return Record(
        "sets", "x", 7, {}, labels=borne, implied=tuple(implied), are_labels_known=are_known
    )


def added(one: Record) -> list[str]:
    planned = plan_implied([one], RULED)
    return [change.label for change in planned if isinstance(change, AddLabel)]


def found(one: Record) -> list[Problem]:
    return list(check_implied([one], RULED))


def test_a_label_that_the_text_names_is_added_with_the_line_that_does() -> None:
    assert list(plan_implied([record((), "Human")], RULED)) == [
        AddLabel(7, "Human", "Data Pipeline (#7:12)")
    ]
    (problem,) = found(record((), "Human"))
    assert (problem.code, problem.place) == ("label-missing", LINE)


def test_a_label_that_is_borne_is_neither_added_nor_reported() -> None:
    assert added(record(("Human",), "Human")) == []
    assert found(record(("Human",), "Human")) == []


def test_a_label_implies_others_and_they_others_each_once() -> None:
    assert added(record((), "T-VQA", "VQA")) == ["T-VQA", "VQA", "Temporal", "Dated"]
    assert added(record(("T-VQA", "VQA"), derived=("VQA", "Temporal"))) == ["Temporal", "Dated"]


def test_a_label_that_its_group_has_no_room_for_is_contradictory_and_not_added() -> None:
    assert added(record(("GPT-4V",), "Human")) == []
    codes = [problem.code for problem in found(record(("GPT-4V",), "Human"))]
    assert codes == ["label-contradicts", "label-extra"]


def test_two_labels_for_a_group_of_one_are_both_contradictory() -> None:
    assert added(record((), "Human", "GPT-4V")) == []
    codes = {problem.code for problem in found(record((), "Human", "GPT-4V"))}
    assert codes == {"label-contradicts"}


def test_labels_that_a_label_implies_fill_a_group_only_as_far_as_it_has_room() -> None:
    assert added(record((), "Any")) == ["Any", "Human"]
    assert [one.code for one in found(record((), "Any"))][-1] == "label-contradicts"


def test_a_label_of_a_group_that_the_text_does_not_name_is_extra() -> None:
    (problem,) = found(record(("VQA", "Dated"), "VQA"))
    assert (problem.code, problem.place) == ("label-extra", LINE)
    assert "“Dated”" in problem.message


def test_nothing_is_missing_where_not_all_labels_are_known() -> None:
    assert added(record((), "Human", are_known=False)) == []
    assert found(record((), "Human", are_known=False)) == []


def test_a_label_that_is_not_in_the_taxonomy_is_never_added() -> None:
    assert added(record((), "Nonsense", "Human")) == ["Human"]


# Applying


class Stubborn(SnapshotTarget):
    """A target at which some labels cannot be made."""

    def __init__(self, start: Start, error: GitHubError) -> None:
        super().__init__(start.snapshot)
        self.error = error
        self.asked: list[str] = []

    def label(self, name: str) -> Label | None:
        self.asked.append(name)
        return super().label(name)

    def create_label(self, label: Label) -> None:
        self.asked.append(f"make {label.name}")
        raise self.error


OTHER = Label("other", "ffffff")
START = Start((Label("vqa", "ffffff"), OTHER), (plain_issue(1, "vqa"),))


def test_after_an_error_what_adds_goes_on_and_what_deletes_does_not() -> None:
    target = Stubborn(START, GitHubError("no"))
    plan = plan_labels(target.labels(), TAXONOMY, {}, prune=True)
    outcome = apply_plan(plan, target, lambda _: None)
    assert [type(one) for one, _ in outcome.failed] == [CreateLabel]
    assert [type(one) for one in outcome.done] == [UpdateLabel]
    assert outcome.changed == [(DeleteLabel(OTHER), "something before it failed")]
    assert target.label("other") == OTHER


def test_after_a_limit_nothing_more_is_asked() -> None:
    target = Stubborn(START, LimitError("come back later"))
    outcome = apply_plan(
        plan_labels(target.labels(), TAXONOMY, {}, prune=True), target, lambda _: None
    )
    assert (outcome.done, len(outcome.changed), len(outcome.failed)) == ([], 2, 1)
    assert target.asked == ["Cap.", "make Cap."]


def test_what_is_shown_before_it_is_made_is_what_is_made() -> None:
    world = SnapshotWorld(START)
    shown: list[Change] = []
    plan = plan_in(world, TAXONOMY, prune=True)
    assert apply_plan(plan, world.target(), shown.append).done == shown == list(plan)


MOVED: dict[str, tuple[Change, Start]] = {
    "was made meanwhile, otherwise": (CreateLabel(CAP), Start((Label("cap.", "ffffff"),))),
    "was recoloured meanwhile": (UpdateLabel(Label("vqa", "ffffff"), VQA), Start((Label("vqa"),))),
    "is gone": (UpdateLabel(Label("vqa", "ffffff"), VQA), Start()),
    "got its new name meanwhile": (
        UpdateLabel(Label("visual-qa", "ffffff"), VQA),
        Start((Label("visual-qa", "ffffff"), Label("VQA", "ffffff"))),
    ),
    "is to be merged into nothing": (MergeLabel(OTHER, "VQA"), Start((OTHER,))),
    "has an issue that is gone": (AddLabel(9, "VQA", ""), Start((VQA,))),
    "was redescribed before its deletion": (
        DeleteLabel(OTHER),
        Start((Label("other", "ffffff", "kept"),)),
    ),
    "came into use": (DeleteLabel(OTHER), Start((OTHER,), (plain_issue(1, "other"),))),
}


@pytest.mark.parametrize("case", MOVED)
def test_what_changed_meanwhile_is_left_for_a_new_plan(case: str) -> None:
    change, start = MOVED[case]
    target = SnapshotTarget(start.snapshot)
    outcome = apply_plan(Plan((change,)), target, lambda _: None)
    assert [one for one, _ in outcome.changed] == [change]
    assert target.snapshot == start.snapshot


DONE: dict[str, tuple[Change, Start]] = {
    "create": (CreateLabel(CAP), Start((CAP,))),
    "rename": (UpdateLabel(Label("visual-qa", "ffffff"), VQA), Start((VQA,))),
    "recolour": (UpdateLabel(Label("VQA", "ffffff"), VQA), Start((VQA,))),
    "add": (AddLabel(1, "VQA", ""), Start((VQA,), (plain_issue(1, "vqa"),))),
    "merge": (MergeLabel(OTHER, "VQA"), Start((VQA,))),
    "delete": (DeleteLabel(OTHER), Start()),
}


@pytest.mark.parametrize("case", DONE)
def test_a_step_that_is_done_already_is_done_and_writes_nothing(case: str) -> None:
    change, start = DONE[case]
    target = SnapshotTarget(start.snapshot)
    assert apply_plan(Plan((change,)), target, lambda _: None).done == [change]
    assert target.snapshot == start.snapshot


def test_a_snapshot_without_a_list_of_labels_has_those_that_its_issues_bear() -> None:
    world = SnapshotWorld(Start((), (plain_issue(1, "gpt4v", "GPT 4V"), plain_issue(2, "gpt4v"))))
    taxonomy = taxonomy_of(LABELS)
    plan = plan_in(world, taxonomy)
    assert {describe(one)[0] for one in plan} == {"create", "rename", "merge"}
    assert apply_plan(plan, world.target(), lambda _: None).is_clean
    assert world.held().borne == (frozenset({"GPT-4V"}), frozenset({"GPT-4V"}))
    assert plan_in(world, taxonomy).changes == ()


# Views

SHOWN: list[tuple[Change, tuple[str, str, str]]] = [
    (CreateLabel(CAP), ("create", "Cap.", "#1d76db Captions")),
    (UpdateLabel(Label("vqa", "1d76db", "Questions"), VQA), ("rename", "vqa", "to VQA")),
    (UpdateLabel(Label("vqa"), VQA), ("rename", "vqa", "to VQA")),
    (
        UpdateLabel(Label("VQA", "ffffff", "Q"), VQA),
        ("recolour", "VQA", "colour ffffff to 1d76db; description “Q” to “Questions”"),
    ),
    (
        UpdateLabel(Label("VQA", "1d76db"), VQA),
        ("redescribe", "VQA", "description “” to “Questions”"),
    ),
    (AddLabel(7, "VQA", "it says so"), ("add", "VQA", "to #7: it says so")),
    (MergeLabel(OTHER, "VQA"), ("merge", "other", "into VQA, then delete")),
    (DeleteLabel(OTHER), ("delete", "other", "not in use")),
    (DeleteLabel(OTHER, is_named=True), ("delete", "other", "named")),
]


@pytest.mark.parametrize(("change", "texts"), SHOWN)
def test_a_change_is_told_in_three_texts(change: Change, texts: tuple[str, str, str]) -> None:
    assert describe(change) == texts


def test_a_plan_in_markdown_is_one_table_whatever_the_names_are() -> None:
    hostile = "a|b `c` <img src=x> @octo #12 [x](y) -->"
    labels = Label(hostile, "ffffff", f"{hostile}\nnext")
    text = plan_markdown(Plan((CreateLabel(labels), DeleteLabel(labels))))
    (table,) = read_page(text).tables
    assert [len(row) for row in table.rows] == [3, 3]
    cell = table.rows[0][1]
    assert (cell.links, cell.images) == ([], [])
    assert cell.text.replace("\u2060", "") == hostile
    assert "@octo" not in text


def test_an_empty_plan_in_markdown_is_a_sentence() -> None:
    assert plan_markdown(Plan()) == "The labels agree with labels.yaml.\n"


@settings(deadline=None)
@given(case=cases(), delete=st.lists(st.sampled_from(["zz", "yyy"])))
def test_a_plan_is_read_back_from_its_json(case: tuple[Start, Taxonomy], delete: list[str]) -> None:
    start, taxonomy = case
    plan = plan_in(SnapshotWorld(start), taxonomy, prune=True, delete=delete)
    plan = Plan((*plan, AddLabel(3, "é", "a line (#3:4)")))
    assert parse_plan(json.loads(json.dumps(plan_json(plan)))) == plan


@pytest.mark.parametrize(
    "content",
    [
        None, [], {}, 3, "changes", {"changes": 1}, {"changes": [1]}, {"changes": ["x"]},
        {"changes": [{}]}, {"changes": [{"kind": "destroy"}]}, {"changes": [{"kind": []}]},
        {"changes": [{"kind": "create"}]}, {"changes": [{"kind": "create", "label": {"x": 1}}]},
        {"changes": [{"kind": "add", "number": 1, "label": "x", "reason": "", "more": 1}]},
    ],
)  # fmt: skip
def test_what_is_no_plan_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="not a plan"):
        parse_plan(content)


def test_a_plan_says_how_many_texts_go_on_waiting() -> None:
    former, label = Label("approved"), Label("accepted")
    assert describe(MergeLabel(former, "accepted", 2))[2] == (
        "into accepted, then delete; 2 issues keep waiting for a maintainer"
    )
    assert describe(UpdateLabel(former, label, 1))[2] == (
        "to accepted; 1 issue keeps waiting for a maintainer"
    )
    assert MergeLabel(former, "accepted", 2) == MergeLabel(former, "accepted")
