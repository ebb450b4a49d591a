"""Nothing is silently nothing: what is not read or not shown is said once, with its fix."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from issuesync.markdown.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

BEGIN, END = "<!-- issuesync:begin table datasets/vqa -->", "<!-- issuesync:end -->"
ODD = {
    "another case": ("<!-- IssueSync:Begin table datasets/vqa -->", "<!-- ISSUESYNC:END -->"),
    "the kind in another case": ("<!-- issuesync:Begin Table datasets/vqa -->", END),
    "capitals": ("<!-- ISSUESYNC:BEGIN TABLE DATASETS/VQA -->", "<!-- ISSUESYNC:END -->"),
    "no spaces": ("<!--issuesync:begin table datasets/vqa-->", "<!--issuesync:end-->"),
    "an indented pair": (f"  {BEGIN}", f"  {END}"),
    "a space after the colon": ("<!-- issuesync: begin table datasets/vqa -->", END),
    "a hyphen in the name": ("<!-- issue-sync:begin table datasets/vqa -->", END),
    "more spaces": ("<!--  issuesync:begin  table datasets/vqa  -->", END),
    "a blank at the end": (f"{BEGIN} ", END),
    "only the end": (BEGIN, "<!-- issuesync:End -->"),
    "only the begin": ("<!-- issuesync:Begin table datasets/vqa -->", END),
}


@pytest.mark.parametrize("what", ODD)
def test_a_marker_that_is_nearly_one_is_told_with_the_right_spelling(
    cats: Path, issuesync: Command, what: str
) -> None:
    begin, end = ODD[what]
    text = (cats / "README.md").read_text("utf-8")
    old = f"{BEGIN}\n{END}"
    assert old in text
    (cats / "README.md").write_text(text.replace(old, f"{begin}\n{end}"), "utf-8")
    for words in (["sync"], ["check"]):
        ran = issuesync(*words)
        assert "error [marker] this is not a marker\n" in ran.err
        right = BEGIN if begin != BEGIN else END
        assert f"    write {right} on a line of its own" in ran.err
        assert "[not-shown]" not in ran.err
    found = json.loads(issuesync("check", "--json").out)["problems"]
    assert len([one for one in found if one["code"] == "marker"]) <= (2 if begin != end else 1)


@pytest.mark.parametrize("what", ["only the end", "only the begin", "a blank at the end"])
def test_one_typo_is_one_problem(cats: Path, issuesync: Command, what: str) -> None:
    text = (cats / "README.md").read_text("utf-8").replace(f"{BEGIN}\n{END}", "\n".join(ODD[what]))
    (cats / "README.md").write_text(text, "utf-8")
    found = json.loads(issuesync("check", "--json").out)["problems"]
    assert [one["code"] for one in found if one["code"] not in {"drift", "label-former"}] == [
        "marker"
    ]


def test_two_markers_on_one_line_are_told_as_one_mistake() -> None:
    document = parse_document("README.md", f"{BEGIN}{END}\n")
    problems = [*document.faults, *document.near_markers]
    assert [one.hint for one in problems] == [
        f"write {BEGIN} on a line of its own, and {END} on the line below"
    ]


def test_a_placeholder_is_an_error(cats: Path, issuesync: Command) -> None:
    text = (cats / "catalog.yaml").read_text("utf-8")
    (cats / "catalog.yaml").write_text(text.replace("octo/cat", "OWNER/REPOSITORY"), "utf-8")
    said = "catalog.yaml:1: error [wrong-setting] OWNER/REPOSITORY is a placeholder\n"
    assert said in issuesync("sync").err
    assert said in issuesync("check").err
    ran = issuesync("sync", "--from", "github")
    assert (ran.code, "OWNER/REPOSITORY is a placeholder" in ran.err) == (3, True)


def test_a_section_that_is_shown_twice_is_a_warning(cats: Path, issuesync: Command) -> None:
    text = (cats / "README.md").read_text("utf-8")
    more = f"{text}\n## All\n\n<!-- issuesync:begin table datasets -->\n{END}\n"
    (cats / "README.md").write_text(more, "utf-8")
    issuesync("sync")
    said = issuesync("check").err
    words = (
        "“table datasets” shows “datasets/cap” and “datasets/vqa” a second time in this document"
    )
    assert f"warning [shown-twice] {words}" in said


def test_an_entry_that_no_table_shows_is_told_by_sync(cats: Path, issuesync: Command) -> None:
    text = (cats / "README.md").read_text("utf-8")
    (cats / "README.md").write_text(text.replace(f"{BEGIN}\n{END}", ""), "utf-8")
    ran = issuesync("sync")
    assert "error [not-shown] no document shows “datasets/vqa” with its 2 entries" in ran.err
    assert f"add {BEGIN} and {END} to a document" in ran.err


def test_a_column_of_no_field_says_which_line_to_add(cats: Path, issuesync: Command) -> None:
    text = (cats / "catalog.yaml").read_text("utf-8")
    changed = text.replace("Venue: venue", "Venue: zzz")
    assert changed != text
    (cats / "catalog.yaml").write_text(changed, "utf-8")
    assert "add the line “zzz: text” to fields" in issuesync("check").err


@pytest.mark.parametrize("name", ["overrides.yaml", "catalog.yaml"])
def test_after_an_edit_of_a_file_check_says_run_sync_and_nothing_of_rows(
    cats: Path, issuesync: Command, name: str
) -> None:
    assert issuesync("sync").code == 0
    edits = {"overrides.yaml": ("CVPR", "ECCV"), "catalog.yaml": ("Venue: venue", "Where: venue")}
    text = (cats / name).read_text("utf-8")
    assert edits[name][0] in text
    (cats / name).write_text(text.replace(*edits[name]), "utf-8")
    ran = issuesync("check")
    assert "run issuesync sync" in ran.err
    assert "row-differs" not in ran.err


@pytest.mark.parametrize(
    ("word", "hint"),
    [
        ("githb", "did you mean --from github?"),
        ("snapshots", "did you mean --from snapshot?"),
        ("elsewhere", "write snapshot, github or a file's path"),
    ],
)
@pytest.mark.usefixtures("cats")
def test_an_unknown_source_gets_the_nearest_right_one(
    issuesync: Command, word: str, hint: str
) -> None:
    for command in (["sync"], ["labels"], ["list"], ["review", "1"]):
        ran = issuesync(*command, "--from", word)
        assert ran.code == 4
        assert f"--from {word}: there is no such source or file" in ran.err
        assert hint in ran.err


@pytest.mark.usefixtures("catalog_dir")
def test_sync_and_check_count_the_same_problems(issuesync: Command) -> None:
    synced = json.loads(issuesync("sync", "--json").out)["problems"]
    checked = json.loads(issuesync("check", "--json").out)["problems"]
    assert synced == checked
    assert len(checked) > 20


@pytest.mark.usefixtures("cats")
def test_a_name_is_found_by_a_part_that_one_entry_has(issuesync: Command) -> None:
    assert issuesync("show", "outl").out.startswith("An outlook\n")
    ran = issuesync("show", "cats")
    assert ran.code == 2
    assert "“cats” is part of the names of 3 entries: #3 Cats 3, " in ran.err


@pytest.mark.usefixtures("cats")
def test_a_list_is_sorted_by_a_field_and_shows_five_columns(issuesync: Command) -> None:
    rows = [line.split("\t") for line in issuesync("list", "--sort", "year").out.splitlines()]
    assert all(len(row) == 5 for row in rows)
    years = [row[2] for row in rows if row[2]]
    assert years == sorted(years)
    down = [line.split("\t") for line in issuesync("list", "--sort", "-year").out.splitlines()]
    assert [row[2] for row in down if row[2]] == years[::-1]
    assert "there is no field “yer”" in issuesync("list", "--sort", "yer").err
