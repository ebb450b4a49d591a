"""How other tools that reconcile labels fail, each as a run of this one that does not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer, faults
from issuesync.errors import ExitCode
from label_worlds import LABELS, Hub, open_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from github_server import Request
    from github_server.message import Reply

    Command = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.agree()
        yield hub


def lowered(hub: Hub, name: str) -> None:
    """Let a label stand as it was before somebody changed its case."""
    hub.repository.edit_label(name, new_name=name.lower(), color="cccccc")


# “human” on the repository and “Human” in the file


def test_a_change_of_case_is_a_rename_and_deletes_nothing(hub: Hub, issuesync: Command) -> None:
    lowered(hub, "Human")
    number = hub.entry("human")
    pull = hub.entry("human", is_pull=True)
    label = hub.repository.find_label("human")
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert hub.borne(number) == hub.borne(pull) == {"Human"}
    renamed = hub.repository.find_label("Human")
    assert label
    assert renamed
    assert (renamed.id, renamed.color) == (label.id, "d93f0b")
    assert hub.writes == [f"PATCH /repositories/{hub.repository.id}/labels/human"]


# An alias equal to the label's own name


@pytest.mark.parametrize("was", ["[Human]", "[human]", "[by-hand, VQA]", "[visual-qa]"])
def test_an_alias_that_is_a_name_already_is_refused_before_the_first_request(
    hub: Hub, issuesync: Command, was: str
) -> None:
    hub.write("labels.yaml", LABELS.replace("Human: By hand", f"Human: {{is: x, was: {was}}}"))
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.CONFIGURATION
    assert "labels.yaml:12: error [name-clash]" in ran.err
    assert hub.server.log == []


def test_every_fault_of_the_names_is_reported_at_once_before_the_first_request(
    hub: Hub, issuesync: Command
) -> None:
    long = "a" * 51
    hub.write(
        "labels.yaml",
        "protect: [old*]\n"
        "groups:\n"
        "  one:\n"
        "    color: blue\n"
        "    labels:\n"
        "      A: {is: x, was: [b, Old-a]}\n"
        "      B: {is: x, implies: [C]}\n"
        f"      {long}: x\n"
        f"      D: {'x' * 101}\n"
        "      '..': up\n",
    )
    ran = issuesync("labels", "--apply")
    assert ran.code == ExitCode.CONFIGURATION
    for line in (4, 6, 7, 8, 9, 10):
        assert f"labels.yaml:{line}: error" in ran.err
    assert "“Old-a” is protected" in ran.err
    assert hub.server.log == []


# An empty or half-read file


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "groups: {task: {color: 1d76db, lab"])
def test_an_empty_or_broken_file_is_refused_before_the_first_request(
    hub: Hub, issuesync: Command, text: str
) -> None:
    hub.write("labels.yaml", text)
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.CONFIGURATION
    assert hub.server.log == []


@pytest.mark.parametrize("text", [None, "groups: {}\n", "[]\n"])
def test_pruning_by_no_labels_at_all_is_refused(
    hub: Hub, issuesync: Command, text: str | None
) -> None:
    hub.write("catalog.yaml", CATALOG_WITHOUT_LABELS)
    (hub.root / "labels.yaml").unlink()
    if text is not None:
        hub.write("labels.yaml", text)
    before = hub.names
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.REFUSED
    assert "labels.yaml holds no label" in ran.err
    assert (hub.names, hub.writes) == (before, [])


CATALOG_WITHOUT_LABELS = """\
repository: octo/cat
source: github
documents: README.md
fields: {name: title}
collections: {entries: {from: issues, columns: {Name: name}}}
"""


def test_a_file_cut_short_prunes_no_more_than_anybody_is_likely_to_mean(
    hub: Hub, issuesync: Command
) -> None:
    for index in range(14):
        hub.repository.create_label(f"model {index}")
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.REFUSED
    assert "pruning would delete 14 of 20 labels: model 0, model 1" in ran.err
    assert hub.writes == []
    words = [word for index in range(14) for word in ("--delete", f"model {index}")]
    assert issuesync("labels", "--apply", "--prune", *words).code == ExitCode.DONE
    assert len(hub.names) == 6


def test_nothing_is_pruned_unless_asked(hub: Hub, issuesync: Command) -> None:
    hub.repository.create_label("left over")
    ran = issuesync("labels", "--apply")
    assert ran.code == ExitCode.DONE
    assert "the label “left over” is not known" in ran.err
    assert "left over" in hub.names
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert "left over" not in hub.names


@pytest.mark.parametrize("state", ["open", "closed"])
@pytest.mark.parametrize("is_pull", [False, True])
def test_a_label_in_use_is_not_pruned_unless_it_is_named(
    hub: Hub, issuesync: Command, state: str, is_pull: bool
) -> None:
    number = hub.entry("left over", is_pull=is_pull)
    if state == "closed":
        hub.repository.close_issue(number)
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert hub.borne(number) == {"left over"}
    assert issuesync("labels", "--apply", "--delete", "LEFT over").code == ExitCode.DONE
    assert hub.borne(number) == set()


# A second run of a rename


def test_a_second_run_of_a_rename_plans_nothing(hub: Hub, issuesync: Command) -> None:
    hub.repository.edit_label("VQA", new_name="visual-qa")
    number = hub.entry("visual-qa")
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    writes = len(hub.writes)
    again = issuesync("labels", "--apply", "--prune", "--check")
    assert again.code == ExitCode.DONE
    assert "the labels agree with labels.yaml" in again.err
    assert len(hub.writes) == writes == 1
    assert hub.borne(number) == {"VQA"}


# Merging


def merging(hub: Hub) -> list[int]:
    """Let a former name stand next to its label on issues and pull requests of both states."""
    numbers = [hub.entry("gpt4v", is_pull=is_pull) for is_pull in (False, False, True, True)]
    for number in numbers[1::2]:
        hub.repository.close_issue(number)
    return numbers


def test_a_merge_reaches_closed_issues_and_pull_requests(hub: Hub, issuesync: Command) -> None:
    numbers = merging(hub)
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert [hub.borne(number) for number in numbers] == [{"GPT-4V"}] * 4
    assert "gpt4v" not in hub.names


def is_listing(request: Request) -> bool:
    return request.method == "GET" and request.path.endswith("/issues")


def is_adding(request: Request) -> bool:
    return (
        request.method == "POST"
        and request.path.endswith("/labels")
        and "/issues/" in (request.path)
    )


@pytest.mark.parametrize(
    "fault",
    [faults.fails(), faults.refuses(422), faults.refuses(404), faults.shows_a_page()],
    ids=lambda fault: str(fault.name),
)
def test_a_listing_that_fails_is_not_a_label_that_nobody_bears(
    hub: Hub, issuesync: Command, fault: faults.Fault
) -> None:
    numbers = merging(hub)
    hub.server.plan.when(is_listing, fault, times=None)
    ran = issuesync("labels", "--apply", "--max-wait", "0")
    assert ran.code == ExitCode.GITHUB
    assert hub.writes == []
    assert {"gpt4v", "GPT-4V"} <= hub.names
    hub.server.plan.clear()
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert [hub.borne(number) for number in numbers] == [{"GPT-4V"}] * 4


def test_a_label_is_not_deleted_while_fewer_issues_are_listed_than_are_known_to_have_it(
    hub: Hub, issuesync: Command
) -> None:
    numbers = merging(hub)

    def first_alone(reply: Reply) -> Reply:
        return replace(reply, body=json.dumps(json.loads(reply.body)[:1]).encode())

    is_of_bearers = "labels=gpt4v"
    hub.server.plan.when(
        lambda asked: is_of_bearers in asked.target and "per_page=1&" not in asked.target,
        faults.Fault("lists the first alone", first_alone),
        times=None,
    )
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.FOUND
    assert "GitHub lists 1 of its 4 issues" in ran.err
    assert "gpt4v" in hub.names
    hub.server.plan.clear()
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert [hub.borne(number) for number in numbers] == [{"GPT-4V"}] * 4


def test_an_error_while_merging_sets_the_exit_code_and_blocks_every_deletion_that_follows(
    hub: Hub, issuesync: Command
) -> None:
    numbers = merging(hub)
    other = hub.entry("gpt-4-vision")
    hub.repository.create_label("left over")
    hub.server.plan.when(is_adding, faults.refuses(403), times=1)
    ran = issuesync("labels", "--apply", "--prune", "--max-wait", "0")
    assert ran.code == ExitCode.GITHUB
    assert {"gpt4v", "gpt-4-vision", "left over"} <= hub.names
    assert not any(line.startswith("DELETE") for line in hub.writes)
    assert "something before it failed" in ran.err
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert [hub.borne(number) for number in [*numbers, other]] == [{"GPT-4V"}] * 5
    assert not {"gpt4v", "gpt-4-vision", "left over"} & hub.names


def test_an_error_before_a_deletion_blocks_it(hub: Hub, issuesync: Command) -> None:
    hub.repository.delete_label("Temporal")
    hub.repository.create_label("left over")
    hub.server.plan.when(lambda one: one.method == "POST" and one.path.count("/") == 3,
                         faults.refuses(422))  # fmt: skip
    ran = issuesync("labels", "--apply", "--prune", "--delete", "bug fix", "--max-wait", "0")
    assert ran.code == ExitCode.GITHUB
    assert "left over" in hub.names


def test_an_issue_that_lost_the_former_label_meanwhile_is_left_alone(
    hub: Hub, issuesync: Command
) -> None:
    first, second, *_ = merging(hub)
    hub.server.plan.when(
        lambda one: one.path.endswith(f"/issues/{second}"),
        faults.calls(before=lambda: hub.repository.unlabel_issue(second, "gpt4v")),
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.borne(first) == {"GPT-4V"}
    assert hub.borne(second) == set()


def test_a_label_given_while_others_are_merged_is_merged_too(hub: Hub, issuesync: Command) -> None:
    merging(hub)
    late = hub.entry()
    hub.server.plan.when(
        is_adding, faults.calls(after=lambda: hub.repository.label_issue(late, "gpt4v"))
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.borne(late) == {"GPT-4V"}


def test_the_former_label_goes_last(hub: Hub, issuesync: Command) -> None:
    merging(hub)
    hub.repository.delete_label("Temporal")
    issuesync("labels", "--apply")
    assert [line.split()[0] for line in hub.writes] == ["POST"] * 5 + ["DELETE"]


@pytest.mark.parametrize("name", ["gpt4v, old", "a/b", "50% ?", "#1", "-", "x:y z", "..gpt", "🛰"])
def test_no_sign_in_a_name_makes_a_label_look_unused(
    hub: Hub, issuesync: Command, name: str
) -> None:
    hub.write("labels.yaml", LABELS.replace("gpt4v", json.dumps(name, ensure_ascii=False)))
    hub.repository.create_label("gpt4v")
    number = hub.entry(name)
    other = hub.entry("gpt4v")
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert hub.borne(number) == {"GPT-4V"}
    assert hub.borne(other) == {"gpt4v"}


@pytest.mark.parametrize("name", [".", ".."])
def test_a_label_whose_name_is_a_step_in_a_path_deletes_nothing_else(
    hub: Hub, issuesync: Command, name: str
) -> None:
    hub.repository.create_label(name)
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.GITHUB
    assert hub.writes == []
    assert "no request can address" in ran.err


# Colours and keys that YAML turns into something else


def test_colours_that_look_like_numbers_stay_colours(hub: Hub, issuesync: Command) -> None:
    hub.write(
        "labels.yaml",
        LABELS
        + "  odd: {color: 000000, labels: {no: {color: 012345}, 1: {color: 1e1000}, on: }}\n",
    )
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    colors = {label.name: label.color for label in hub.repository.labels.values()}
    assert (colors["no"], colors["1"], colors["on"]) == ("012345", "1e1000", "000000")


def test_a_key_that_stands_twice_is_reported_with_both_lines(hub: Hub, issuesync: Command) -> None:
    hub.write("labels.yaml", LABELS.replace("      Temporal:", "      VQA: again\n      Temporal:"))
    ran = issuesync("labels", "--apply")
    assert ran.code == ExitCode.CONFIGURATION
    assert "labels.yaml:8: error [yaml-duplicate-key] “VQA” is in line 7 too" in ran.err
    assert hub.server.log == []


# One by one, and only what is ours


def test_labels_are_given_one_by_one_and_never_as_a_whole_set(hub: Hub, issuesync: Command) -> None:
    kept = {"accepted", "by somebody", "T-VQA"}
    number = hub.entry(*kept, pipeline="GPT-4V + Human")
    assert issuesync("labels", "--apply", "--issues").code == ExitCode.DONE
    assert hub.borne(number) == kept | {"VQA", "Temporal", "Human", "GPT-4V"}
    sent = [one.content for one in hub.server.log if one.line in hub.writes]
    assert all(set(content) == {"labels"} and len(content["labels"]) == 1 for content in sent)
    assert set(hub.writes) == {f"POST /repositories/{hub.repository.id}/issues/{number}/labels"}


def test_a_label_is_never_made_from_what_a_contributor_wrote(hub: Hub, issuesync: Command) -> None:
    number = hub.entry("accepted", pipeline="GPT-9000 + my-own-label")
    before = hub.names
    assert issuesync("labels", "--apply", "--issues").code == ExitCode.DONE
    assert (hub.names, hub.writes, hub.borne(number)) == (before, [], {"accepted"})


# A label that no issue bears can be in use


def test_a_label_that_only_a_pull_request_bears_is_in_use(hub: Hub, issuesync: Command) -> None:
    pull = hub.entry("left over", is_pull=True)
    hub.repository.close_issue(pull)
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE
    assert hub.borne(pull) == {"left over"}


def test_a_label_that_comes_into_use_after_the_plan_is_not_deleted(
    hub: Hub, issuesync: Command
) -> None:
    hub.repository.create_label("left over")
    number = hub.entry()
    hub.server.plan.when(
        lambda one: one.path.endswith("/labels/left%20over"),
        faults.calls(after=lambda: hub.repository.label_issue(number, "left over")),
    )
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.FOUND
    assert "in use by 1" in ran.err
    assert hub.borne(number) == {"left over"}
