"""``issuesync labels``: its views, saved plans, exit codes, issues, exports and documents."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from forked import Running, begin
from github_server import GitHubServer, faults
from issuesync.errors import ExitCode
from label_worlds import LABELS, Hub, open_hub
from markdown import read_page

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.agree()
        yield hub


@pytest.fixture
def untidy(hub: Hub) -> Hub:
    """Leave something of each kind to do."""
    hub.repository.delete_label("Temporal")
    hub.repository.edit_label("VQA", new_name="Visual QA", color="ffffff")
    hub.repository.edit_label("Human", description="by a person")
    hub.entry("accepted", "gpt4v", "Visual QA", pipeline="GPT-4V + Human")
    hub.repository.create_label("left over")
    hub.repository.create_label("ci: fast")
    return hub


LINES = """\
create      Temporal   #1d76db In time
rename      Visual QA  to VQA; colour ffffff to 1d76db
redescribe  Human      description “by a person” to “By hand”
add         Human      to #1: Data Pipeline (#1:7)
merge       gpt4v      into GPT-4V, then delete
delete      left over  not in use
"""


# Views


def test_the_plan_is_a_line_a_change_and_nothing_is_written(
    untidy: Hub, issuesync: Command
) -> None:
    ran = issuesync("labels", "--prune", "--issues")
    shown = ran.err.splitlines()
    start = shown.index("create      Temporal   #1d76db In time")
    assert shown[start : start + 6] == LINES.splitlines()
    planned = "planned: 5 labels and 1 issue; nothing was changed yet"
    assert shown[0] == "read octo/cat on GitHub"
    assert shown[-2] == f"{planned}: --apply changes octo/cat on GitHub"
    assert (ran.code, ran.out, untidy.writes) == (ExitCode.DONE, "", [])


@pytest.mark.usefixtures("untidy")
def test_json_is_the_plan_and_the_problems_and_nothing_else(issuesync: Command) -> None:
    content = json.loads(issuesync("labels", "--json", "--prune", "--issues").out)
    kinds = [change["kind"] for change in content["changes"]]
    assert kinds == ["create", "update", "update", "add", "merge", "delete"]
    assert content["changes"][3] == {
        "kind": "add",
        "number": 1,
        "label": "Human",
        "reason": "Data Pipeline (#1:7)",
    }
    codes = {problem["code"] for problem in content["problems"]}
    assert codes == {"label-missing"}


def test_json_holds_inside_actions_and_names_run_no_command(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.repository.create_label("::error::x", description="##[group]")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = issuesync("labels", "--json", "--prune")
    assert json.loads(ran.out)["changes"][0]["existing"]["name"] == "::error::x"
    shown = issuesync("labels", "--prune")
    for text in (ran.out, shown.out, shown.err):
        assert "##[" not in text
        assert not [line for line in text.splitlines() if line.startswith("::error")]


def test_markdown_is_one_table_with_a_row_a_change(untidy: Hub, issuesync: Command) -> None:
    untidy.repository.create_label("a|b <b>", description="@octo")
    ran = issuesync("labels", "--markdown", "--prune")
    (table,) = read_page(ran.out).tables
    assert [cell.text for cell in table.head] == ["Change", "Label", "How"]
    assert [row[0].text for row in table.rows] == [
        "create", "rename", "redescribe", "merge", "delete", "delete",
    ]  # fmt: skip
    assert {row[1].text for row in table.rows} >= {"left over", "a|b <b>"}


def test_check_ends_with_1_where_changes_are_pending_and_with_0_otherwise(
    untidy: Hub, issuesync: Command
) -> None:
    assert issuesync("labels", "--check").code == ExitCode.FOUND
    assert untidy.writes == []
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert issuesync("labels", "--check").code == ExitCode.DONE
    assert issuesync("labels", "--check", "--prune").code == ExitCode.FOUND


def test_after_applying_it_says_what_was_done_and_what_was_not(
    untidy: Hub, issuesync: Command
) -> None:
    untidy.server.plan.when(lambda one: one.method == "PATCH", faults.refuses(403, "Not by you"))
    ran = issuesync("labels", "--apply", "--prune")
    assert ran.code == ExitCode.GITHUB
    assert "2 done, 3 not done" in ran.err
    assert "failed: rename Visual QA" in ran.err
    assert "Not by you" in ran.err
    assert "not done: delete left over not in use: something before it failed" in ran.err
    assert issuesync("labels", "--apply", "--prune").code == ExitCode.DONE


# Deleting by name


@pytest.mark.parametrize("name", ["vqa", "GPT 4V", "bug", "CI: x"])
def test_a_label_that_is_wanted_or_protected_cannot_be_named_for_deletion(
    hub: Hub, issuesync: Command, name: str
) -> None:
    ran = issuesync("labels", "--delete", name, "--apply")
    assert ran.code == ExitCode.USAGE
    assert hub.server.log == []


def test_a_label_to_delete_that_is_not_there_is_named_and_the_rest_is_done(
    untidy: Hub, issuesync: Command
) -> None:
    ran = issuesync("labels", "--delete", "left ovr", "--delete", "left over", "--apply")
    assert "there is no label “left ovr” to delete; did you mean “left over”?" in ran.err
    assert ran.code == ExitCode.DONE
    assert "left over" not in untidy.names
    assert issuesync("labels", "--delete", "left over", "--apply").code == ExitCode.DONE


# Saved plans


def test_a_saved_plan_is_applied_with_all_that_it_was_made_with(
    untidy: Hub, issuesync: Command
) -> None:
    untidy.repository.label_issue(1, "by mistake")
    words = ("--prune", "--issues", "--delete", "by mistake")
    assert issuesync("labels", *words, "--out", "plan.json").code == ExitCode.DONE
    assert untidy.writes == []
    assert issuesync("labels", "--plan", "plan.json", "--apply").code == ExitCode.DONE
    assert untidy.borne(1) == {"accepted", "VQA", "GPT-4V", "Human"}
    assert "left over" not in untidy.names
    again = issuesync("labels", "--plan", "plan.json", "--apply", "--check")
    assert again.code == ExitCode.DONE
    assert "the labels agree" in again.err


def test_a_saved_plan_that_broke_off_is_resumed(untidy: Hub, issuesync: Command) -> None:
    issuesync("labels", "--prune", "--issues", "--out", "plan.json")
    untidy.server.plan.when(lambda one: one.method == "DELETE", faults.fails(), times=None)
    broken = issuesync("labels", "--plan", "plan.json", "--apply", "--max-wait", "0")
    assert broken.code == ExitCode.GITHUB
    untidy.server.plan.clear()
    assert issuesync("labels", "--plan", "plan.json", "--apply").code == ExitCode.DONE
    assert {"left over", "gpt4v"}.isdisjoint(untidy.names)


def test_what_a_saved_plan_does_not_hold_is_shown_and_nothing_is_done(
    untidy: Hub, issuesync: Command
) -> None:
    issuesync("labels", "--out", "plan.json")
    untidy.repository.delete_label("T-VQA")
    untidy.repository.edit_label("Visual QA", color="eeeeee")
    ran = issuesync("labels", "--plan", "plan.json", "--apply")
    assert ran.code == ExitCode.REFUSED
    assert "create T-VQA" in ran.err
    assert "colour eeeeee to 1d76db" in ran.err
    assert untidy.writes == []


def test_what_changes_while_a_saved_plan_is_applied_is_not_done_beyond_it(
    untidy: Hub, issuesync: Command
) -> None:
    issuesync("labels", "--out", "plan.json")
    untidy.server.plan.when(
        lambda one: one.segments[-2:] == ("labels", "Human"),
        faults.calls(before=lambda: untidy.repository.edit_label("Human", color="eeeeee")),
    )
    ran = issuesync("labels", "--plan", "plan.json", "--apply")
    assert ran.code == ExitCode.REFUSED
    assert "colour eeeeee to d93f0b" in ran.err
    label = untidy.repository.find_label("Human")
    assert label
    assert label.color == "eeeeee"


@pytest.mark.parametrize("text", ["", "{", "[]", '{"changes": [{"kind": "burn"}]}'])
def test_a_file_that_is_no_plan_is_refused(hub: Hub, issuesync: Command, text: str) -> None:
    hub.write("plan.json", text)
    ran = issuesync("labels", "--plan", "plan.json", "--apply")
    assert (ran.code, hub.server.log) == (ExitCode.SOURCE, [])
    assert issuesync("labels", "--plan", "none.json").code == ExitCode.SOURCE


# Labels on issues


def test_implied_labels_are_shown_with_their_line_and_added_only_when_asked(
    hub: Hub, issuesync: Command
) -> None:
    number = hub.entry("accepted", "T-VQA", pipeline="GPT-4V + Human")
    ran = issuesync("labels", "--issues")
    for name, reason in (("GPT-4V", "Data Pipeline (#1:7)"), ("VQA", "“T-VQA” (#1)")):
        assert f"add  {name:8}  to #1: {reason}\n" in ran.err
    assert f"#{number}:7: note [label-missing] Data Pipeline implies “Human”" in ran.err
    issuesync("labels", "--apply")
    assert hub.writes == []
    issuesync("labels", "--apply", "--issues")
    assert hub.borne(number) == {"accepted", "T-VQA", "VQA", "Temporal", "GPT-4V", "Human"}
    again = issuesync("labels", "--apply", "--issues", "--check")
    assert (again.code, len(hub.writes)) == (ExitCode.DONE, 4)


def test_labels_beside_the_taxonomy_contradictions_and_rules_are_reported_and_never_removed(
    hub: Hub, issuesync: Command
) -> None:
    text = LABELS.replace("annotation:\n", "annotation:\n    at_most: 1\n")
    hub.write("labels.yaml", text.replace("task:\n", "task:\n    at_least: 1\n"))
    hub.entry("accepted", "Human", "humann", pipeline="GPT-4V")
    hub.entry("accepted", "GPT-4V", "Human", "VQA")
    ran = issuesync("labels", "--apply", "--issues")
    for line in (
        "labels.yaml: warning [label-unknown] the label “humann” is not known",
        "#1: warning [label-group-min] 0 of Task, at least 1 needed",
        "#1: warning [label-unknown] the label “humann” is not known",
        "#1:7: warning [label-contradicts] Data Pipeline implies “GPT-4V”",
        "#1:7: note [label-extra] the issue has “Human”, which Data Pipeline does not name",
        "#2: warning [label-group-max] Human, GPT-4V: at most 1 of Annotation",
        "did you mean “Human”?",
    ):
        assert line in ran.err
    assert hub.writes == []


def test_an_issue_that_is_not_an_entry_gets_no_label(hub: Hub, issuesync: Command) -> None:
    hub.entry(pipeline="Human")
    hub.entry("accepted", pipeline="Human", is_pull=True)
    closed = hub.entry("accepted", pipeline="Human")
    hub.repository.close_issue(closed)
    issuesync("labels", "--apply", "--issues")
    assert hub.writes == []


# Documents


def test_documents_show_the_present_names_before_and_after_the_plan_is_applied(
    hub: Hub, issuesync: Command
) -> None:
    hub.entry("accepted", "Visual QA")
    hub.entry("accepted", "VQA")
    issuesync("sync")
    before = (hub.root / "README.md").read_text(encoding="utf-8")
    assert "Visual Question Answering: [2](" in before
    issuesync("labels", "--apply")
    assert hub.names.isdisjoint({"Visual QA"})
    ran = issuesync("sync")
    assert "README.md" not in ran.err
    assert (hub.root / "README.md").read_text(encoding="utf-8") == before


# Snapshots and exports


def test_a_plan_is_applied_to_a_snapshot_alike(hub: Hub, issuesync: Command) -> None:
    hub.entry("accepted", "gpt4v", "Visual QA", pipeline="Human")
    issuesync("pull", "--to", "all.json")
    asked = len(hub.server.log)
    words = ("labels", "--from", "all.json", "--issues")
    assert issuesync(*words, "--apply").code == ExitCode.DONE
    (issue,) = json.loads((hub.root / "all.json").read_text(encoding="utf-8"))["issues"]
    assert {one["name"] for one in issue["labels"]} == {"accepted", "GPT-4V", "VQA", "Human"}
    before = (hub.root / "all.json").read_bytes()
    assert issuesync(*words, "--apply", "--check").code == ExitCode.DONE
    assert (hub.root / "all.json").read_bytes() == before
    assert len(hub.server.log) == asked


def test_an_export_into_labels_yaml_makes_the_repository_agree(
    untidy: Hub, issuesync: Command
) -> None:
    untidy.repository.create_label("type: data", "123456", "a: b # c")
    untidy.repository.create_label("type: code", "1e1000")
    untidy.repository.create_label("bug", "d73a4a")
    untidy.write("labels.yaml", "")  # as the shell leaves it before the command begins
    ran = issuesync("labels", "--export")
    assert ran.code == ExitCode.DONE
    untidy.write("labels.yaml", ran.out)
    untidy.write("catalog.yaml", EXPORTED)
    again = issuesync("labels", "--check", "--prune")
    assert (again.code, untidy.writes) == (ExitCode.DONE, [])


EXPORTED = """\
repository: octo/cat
source: github
documents: README.md
fields: {name: title}
collections: {entries: {from: issues, columns: {Name: name}}}
"""


def test_an_export_needs_a_catalog_and_reads_a_snapshot_too(hub: Hub, issuesync: Command) -> None:
    hub.entry("accepted")
    issuesync("pull", "--to", "all.json")
    assert issuesync("labels", "--export", "--from", "all.json").out == (
        issuesync("labels", "--export").out
    )
    hub.write("catalog.yaml", "repository: octo\n")
    assert issuesync("labels", "--export").code == ExitCode.CONFIGURATION
    (hub.root / "catalog.yaml").unlink()
    assert issuesync("labels", "--export").code == ExitCode.CONFIGURATION


def test_a_file_of_endbug_is_a_taxonomy(hub: Hub, issuesync: Command) -> None:
    hub.write("catalog.yaml", EXPORTED + "labels: .github/labels.yml\n")
    (hub.root / ".github").mkdir()
    hub.write(".github/labels.yml", '- {name: Picture, color: "#ff0000", aliases: [Human]}\n')
    number = hub.entry("Human")
    assert issuesync("labels", "--apply").code == ExitCode.DONE
    assert hub.borne(number) == {"Picture"}


# A process that is killed


@pytest.mark.parametrize("at", range(1, 8))
def test_a_process_that_is_killed_after_a_write_is_taken_up_by_the_next_run(
    untidy: Hub, issuesync: Command, at: int
) -> None:
    started: list[Running] = []
    seen = iter(range(1, 1000))

    def kill() -> None:
        if next(seen) == at:
            started[0].kill()
            started[0].wait()

    untidy.server.plan.when(
        lambda one: one.method != "GET" and one.segments != ("graphql",),
        faults.calls(after=kill),
        times=None,
    )
    started.append(begin("labels", "--apply", "--prune", "--issues"))
    started[0].wait()
    writes = len(untidy.writes)
    assert writes == min(at, 7)
    untidy.server.plan.clear()
    assert issuesync("labels", "--apply", "--prune", "--issues").code == ExitCode.DONE
    assert untidy.borne(1) == {"accepted", "VQA", "GPT-4V", "Human"}
    expected = {"accepted", "VQA", "Temporal", "T-VQA", "Human", "GPT-4V", "ci: fast"}
    assert untidy.names == expected
