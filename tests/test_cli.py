"""The commands from end to end, as a maintainer runs them."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import forked
from cats import Ran, issue, write_snapshot
from issuesync.app.workspace import load_schema
from issuesync.documents.badges import OWN_MARK
from issuesync.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., Ran]

COMMANDS = (
    "init",
    "sync",
    "check",
    "list",
    "show",
    "labels",
    "review",
    "absorb",
    "publish",
    "pull",
)


def change(root: Path, name: str, old: str, new: str) -> None:
    """Replace one text in a file, which has to be there."""
    text = (root / name).read_text(encoding="utf-8")
    assert old in text
    (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def contents(root: Path) -> dict[str, tuple[bytes, int]]:
    """Return every file below a folder with the moment at which it was written."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def synced(cats: Path, issuesync: Command) -> Path:
    assert issuesync("sync").code == 0
    return cats


def run_python(*words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    inherited = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "GITHUB_ACTIONS"}}
    command = [sys.executable, "-m", "issuesync", *words]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={**inherited, **env}
    )


def test_sync_writes_what_the_issues_say_and_tells_which_files(
    cats: Path, issuesync: Command
) -> None:
    ran = issuesync("sync")
    assert ran.code == 0
    assert ran.out == ""
    assert ran.err.splitlines()[:4] == [
        "read catalog/issues.json (snapshot of octo/cat)",
        "wrote README.md",
        "wrote badges/vqa.svg",
        "5 entries, 2 tables, 5 rows",
    ]
    readme = (cats / "README.md").read_text(encoding="utf-8")
    row = next(line for line in readme.splitlines() if "| Cats 2 |" in line)
    assert row.startswith("| 2023 | Cats 2 | CVPR | [")
    assert row.endswith("2](https://github.com/octo/cat/issues/2) |")
    assert "- [A survey](https://example.org/survey)" in readme


def test_a_second_sync_writes_nothing_and_says_so(synced: Path, issuesync: Command) -> None:
    before = contents(synced)
    ran = issuesync("sync")
    assert ran.code == 0
    assert "nothing to write: 2 files are up to date\n" in ran.err
    assert ran.err.splitlines()[-1] == "changed nothing"
    assert contents(synced) == before


def test_the_flagship_is_up_to_date_and_has_no_error(catalog_dir: Path, issuesync: Command) -> None:
    first = issuesync("sync")
    assert first.code == 0
    before = contents(catalog_dir)
    assert "nothing to write: " in issuesync("sync").err
    assert contents(catalog_dir) == before
    assert issuesync("sync", "--check").code == 0
    found = json.loads(issuesync("check", "--json").out)["problems"]
    assert [one for one in found if one["severity"] == "error"] == []


CHANGES = {
    "a body": ("catalog/issues.json", "Year**: 2024", "Year**: 2025"),
    "a title": ("catalog/issues.json", "Cats 3", "Dogs 3"),
    "a label": ("catalog/issues.json", "Cap.", "VQA"),
    "a date": ("catalog/issues.json", "2024-05-03T", "2024-05-04T"),
    "an override": ("overrides.yaml", "CVPR", "ECCV"),
    "a data file": ("papers.yaml", "2024", "2020"),
    "a column": ("catalog.yaml", "Venue: venue", "Where: venue"),
    "an order": ("catalog.yaml", "sort: [year, issue]", "sort: [-year, issue]"),
    "a label's meaning": ("labels.yaml", "Visual Question Answering", "Questions and Answers"),
    "a colour": ("labels.yaml", "1d76db", "ff0000"),
    "a region": ("README.md", "| Cats 3 |", "| Cats three |"),
    "a checksum": ("README.md", "1 row sha256:", "1 row sha256:0"),
    "a picture": ("badges/vqa.svg", "VQA: 2", "VQA: 3"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_check_fails_with_a_diff_after_a_change_of(
    synced: Path, issuesync: Command, what: str
) -> None:
    name, old, new = CHANGES[what]
    assert issuesync("sync", "--check").code == 0
    change(synced, name, old, new)
    before = contents(synced)
    ran = issuesync("sync", "--check")
    assert ran.code == 1
    assert "\n+" in ran.out + ran.err
    assert "\n-" in ran.out + ran.err
    assert contents(synced) == before
    assert issuesync("check").code == 1


def test_a_change_outside_the_regions_is_the_maintainers_own(
    synced: Path, issuesync: Command
) -> None:
    change(synced, "README.md", "# Cats\n", "# All cats\n\nHere they are.\n")
    assert issuesync("sync", "--check").code == 0


def test_a_missing_picture_is_drawn_again_and_an_old_one_of_ours_removed(
    synced: Path, issuesync: Command
) -> None:
    (synced / "badges/vqa.svg").unlink()
    (synced / "badges/old.svg").write_text(f"<svg>{OWN_MARK}</svg>")
    (synced / "badges/photo.svg").write_text("<svg/>")
    (synced / "badges/latin.svg").write_bytes(b"\xff")
    ran = issuesync("sync")
    assert ran.err.splitlines()[1:3] == ["wrote badges/vqa.svg", "removed badges/old.svg"]
    names = {path.name for path in (synced / "badges").iterdir()}
    assert names == {"vqa.svg", "photo.svg", "latin.svg"}


def test_diff_shows_and_writes_nothing_and_exits_0(cats: Path, issuesync: Command) -> None:
    before = contents(cats)
    ran = issuesync("sync", "--diff")
    assert ran.code == 0
    assert ran.out.startswith("--- a/README.md\n+++ b/README.md\n@@ ")
    assert "+| Year | Name" in ran.out
    assert "would change README.md" in ran.err
    assert contents(cats) == before


def test_a_hand_edit_is_left_and_told_while_all_else_is_written(
    synced: Path, issuesync: Command
) -> None:
    change(synced, "README.md", "| Cats 3 |", "| Cats, the third |")
    change(synced, "papers.yaml", "An outlook", "An inlook")
    ran = issuesync("sync")
    readme = (synced / "README.md").read_text(encoding="utf-8")
    assert ran.code == 1
    assert "wrote README.md" in ran.err
    assert "“table datasets/cap” was edited by hand and is left as it is" in ran.err
    assert "-| 2022 | Cats, the third |" in ran.err
    assert "+| 2022 | Cats 3 |" in ran.err
    assert "| Cats, the third |" in readme
    assert "An inlook" in readme
    assert issuesync("sync").code == 1
    over = issuesync("sync", "--overwrite")
    assert over.code == 0
    assert "| Cats 3 |" in (synced / "README.md").read_text(encoding="utf-8")


def test_a_hand_edit_is_part_of_the_json(synced: Path, issuesync: Command) -> None:
    change(synced, "README.md", "| Cats 3 |", "| Cats, the third |")
    ran = issuesync("sync", "--json")
    (held,) = json.loads(ran.out)["held"]
    assert ran.code == 1
    assert (held["path"], held["region"]) == ("README.md", "table datasets/cap")
    line = (synced / "README.md").read_text(encoding="utf-8").splitlines()[held["line"] - 1]
    assert line == "<!-- issuesync:begin table datasets/cap -->"


def many(number: int) -> list[dict[str, object]]:
    return [issue(n, "**Section**: vqa", "VQA", created_at="2024-01-01") for n in range(1, number)]


@pytest.mark.parametrize("flags", [(), ("--overwrite",), ("--check",), ("--diff",), ("--json",)])
def test_losing_most_rows_is_refused_whole(
    cats: Path, issuesync: Command, flags: tuple[str, ...]
) -> None:
    write_snapshot(cats, *many(31))
    assert issuesync("sync").code == 0
    write_snapshot(cats, *many(11))
    change(cats, "papers.yaml", "An outlook", "An inlook")
    before = contents(cats)
    ran = issuesync("sync", *flags)
    assert ran.code == ExitCode.REFUSED
    assert "datasets from 30 to 10. Nothing was written" in ran.err
    assert "--allow-shrink" in ran.err
    assert contents(cats) == before


def test_losing_most_rows_is_done_where_it_is_meant(cats: Path, issuesync: Command) -> None:
    write_snapshot(cats, *many(31))
    issuesync("sync")
    write_snapshot(cats, *many(11))
    assert issuesync("sync", "--allow-shrink").code == 0
    assert "end 10 rows" in (cats / "README.md").read_text(encoding="utf-8")


def test_another_snapshot_may_be_named(cats: Path, issuesync: Command, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    other.mkdir()
    write_snapshot(other, issue(9, "**Section**: vqa", "VQA", title="From elsewhere"))
    assert issuesync("sync", "--from", str(other / "catalog" / "issues.json")).code == 0
    assert "From elsewhere" in (cats / "README.md").read_text(encoding="utf-8")
    assert issuesync("sync", "--from", "snapshot").code == 0
    assert "From elsewhere" not in (cats / "README.md").read_text(encoding="utf-8")


def test_what_sync_did_as_json(cats: Path, issuesync: Command) -> None:
    ran = issuesync("sync", "--json")
    told = json.loads(ran.out)
    assert ran.err == ""
    assert told["written"] is True
    assert told["changed"] == [
        {"path": "README.md", "removed": False},
        {"path": "badges/vqa.svg", "removed": False},
    ]
    assert told["entries"] == {"datasets": 3, "papers": 2}
    assert (told["tables"], told["rows"], told["held"]) == (2, 5, [])
    assert json.loads(issuesync("sync", "--check", "--json").out)["written"] is False
    assert contents(cats)


BROKEN_MARKERS = {
    "no end": ("<!-- issuesync:end -->\n\n## Questions", "\n## Questions"),
    "a conflict": ("# Cats", "<<<<<<< ours\n# Cats\n=======\n# Dogs\n>>>>>>> theirs"),
    "an unknown region": ("table datasets/vqa", "table dataset/vqa"),
}


@pytest.mark.parametrize("what", BROKEN_MARKERS)
def test_nothing_is_written_where_markers_cannot_be_trusted(
    cats: Path, issuesync: Command, what: str
) -> None:
    change(cats, "README.md", *BROKEN_MARKERS[what])
    before = contents(cats)
    ran = issuesync("sync")
    assert ran.code == ExitCode.DOCUMENT
    assert "README.md:" in ran.err
    assert contents(cats) == before
    assert issuesync("check").code == 1


def test_a_bad_issue_never_stops_a_sync(cats: Path, issuesync: Command) -> None:
    bad = "**Section**: nowhere\n**Year**: soon\n**Paper**: javascript:x"
    write_snapshot(cats, issue(1, "**Section**: vqa"), issue(2, bad), issue(3, ""))
    ran = issuesync("sync")
    assert ran.code == 0
    assert "#2:1: error [unknown-section]" in ran.err
    assert "#3: error [required]" in ran.err
    assert "Cats 1" in (cats / "README.md").read_text(encoding="utf-8")
    assert issuesync("check").code == 1


def test_check_says_what_is_wrong_where_and_what_to_do(synced: Path, issuesync: Command) -> None:
    ran = issuesync("check")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "read catalog/issues.json (snapshot of octo/cat)\n"
        "#2: note [label-former] “Visual QA” is now called “VQA”\n    rename the label\n1 note\n"
    )
    assert synced


def test_warnings_fail_a_strict_check_alone_and_notes_none(
    synced: Path, issuesync: Command
) -> None:
    assert issuesync("check", "--strict").code == 0
    change(synced, "overrides.yaml", "CVPR", "ICCV")
    issuesync("sync")
    ran = issuesync("check")
    assert ran.code == 0
    assert "overrides.yaml:2: warning [override-repeats]" in ran.err
    assert issuesync("check", "--strict").code == 1


def test_problems_as_json_have_their_place_taken_apart(synced: Path, issuesync: Command) -> None:
    change(synced, "catalog/issues.json", "Year**: 2024", "Year**: soon")
    ran = issuesync("check", "--json")
    found = {one["code"]: one for one in json.loads(ran.out)["problems"]}
    assert ran.code == 1
    assert ran.err == ""
    assert found["bad-year"] == {
        "code": "bad-year",
        "severity": "warning",
        "message": "Year: “soon” is not a year",
        "hint": "give four digits",
        "file": None,
        "issue": 1,
        "line": 2,
    }
    assert found["drift"]["file"] == "README.md"


def test_check_lists_the_mistakes_of_both_configuration_files_at_once(
    synced: Path, issuesync: Command
) -> None:
    change(synced, "catalog.yaml", "sort: [-year]", "sort: [-yaer]")
    change(synced, "catalog.yaml", "news:", "newz:")
    change(synced, "labels.yaml", "0e8a16", "green")
    for words in (["check"], ["sync"], ["list"], ["show", "1"]):
        ran = issuesync(*words)
        assert ran.code == (1 if words == ["check"] else ExitCode.CONFIGURATION)
        assert ran.out == ""
        for line in (
            "labels.yaml:3: error [wrong-setting]",
            "error [unknown-name] “yaer” is not a field",
            "did you mean “year”?",
            "error [unknown-setting] “newz” is not a setting",
            "did you mean “news”?",
        ):
            assert line in ran.err


def test_a_new_title_of_a_section_is_one_line_and_check_names_the_heading(
    synced: Path, issuesync: Command
) -> None:
    change(synced, "catalog.yaml", "vqa: Questions", "vqa: {title: Answers, was: Questions}")
    assert issuesync("sync").code == 0
    ran = issuesync("check")
    line = (synced / "README.md").read_text(encoding="utf-8").splitlines().index("## Questions")
    assert f"README.md:{line + 1}: warning [heading-title]" in ran.err
    assert "write “Answers” in this line" in ran.err
    change(synced, "README.md", "## Questions", "## Answers")
    assert "heading-title" not in issuesync("check").err
    assert issuesync("list", "--section", "Answers").out.count("\n") == 2


def test_an_entry_that_no_document_shows_is_an_error(synced: Path, issuesync: Command) -> None:
    change(synced, "README.md", "begin list papers", "begin table papers")
    issuesync("sync", "--overwrite")
    assert issuesync("check").code == 0
    text = (synced / "README.md").read_text(encoding="utf-8")
    (synced / "README.md").write_text(text[: text.index("## Papers")], encoding="utf-8")
    ran = issuesync("check")
    assert ran.code == 1
    assert re.search(r"error \[not-shown\] .*2 entries", ran.err)
    assert "add <!-- issuesync:begin table papers -->" in ran.err


def test_show_names_each_values_origin_and_place(cats: Path, issuesync: Command) -> None:
    ran = issuesync("show", "2")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "#2 Cats 2",
        "  Name: Cats 2  (title, #2)",
        "  Paper: —",
        "  Year: 2023  (body, #2:2)",
        "  Venue: CVPR  (override, overrides.yaml:2)",
        "  Section: Questions  (body, #2:1)",
        "  Notes: —",
        "  Task: VQA  (label, #2)",
    ]
    assert "label-former" in ran.err
    assert cats


@pytest.mark.parametrize("entry", ["2", "#2", "Cats 2", "cats  2"])
def test_an_entry_goes_by_its_number_or_its_name(
    cats: Path, issuesync: Command, entry: str
) -> None:
    assert issuesync("show", entry).out.startswith("#2 Cats 2\n")
    assert cats


def test_show_tells_what_was_wrong_and_what_was_kept(cats: Path, issuesync: Command) -> None:
    write_snapshot(cats, issue(1, "**Section**: vqa\n**Year**: soon\n**Colour**: red", "VQA"))
    ran = issuesync("show", "1")
    assert "  Year: unknown “soon”  (body, #1:2)" in ran.out
    assert "kept, Colour (line 3): red" in ran.out
    assert "#1:2: warning [bad-year]" in ran.err


def test_show_as_json_has_typed_values(cats: Path, issuesync: Command) -> None:
    (shown,) = json.loads(issuesync("show", "2", "--json").out)
    assert shown["values"]["year"] == 2023
    assert shown["values"]["task"] == ["VQA"]
    assert shown["origins"]["venue"] == {"origin": "override", "place": "overrides.yaml:2"}
    assert [one["code"] for one in shown["problems"]] == ["label-former"]
    assert cats


@pytest.mark.parametrize(
    ("entry", "hint"),
    [
        ("A survy", "did you mean “A survey”?"),
        ("99", "issuesync list shows what there is"),
        ("9" * 5000, "issuesync list shows what there is"),
        ("", "issuesync list shows what there is"),
    ],
)
def test_an_unknown_entry_is_a_mistake_of_usage(
    cats: Path, issuesync: Command, entry: str, hint: str
) -> None:
    ran = issuesync("show", entry)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert hint in ran.err
    assert cats


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ([], ["Cats 3", "Cats 2", "Cats 1", "An outlook", "A survey"]),
        (["--label", "vqa"], ["Cats 2", "Cats 1"]),
        (["--label", "Visual QA"], ["Cats 2", "Cats 1"]),
        (["--label", "VQA", "--label", "Cap."], []),
        (["--section", "cap"], ["Cats 3"]),
        (["--section", "captioning"], ["Cats 3"]),
        (["--collection", "papers"], ["An outlook", "A survey"]),
        (["--field", "year=2024"], ["Cats 1", "An outlook"]),
        (["--field", "year=2024", "--field", "section=vqa"], ["Cats 1"]),
        (["--field", "venue="], ["Cats 3", "Cats 1", "An outlook", "A survey"]),
        (["--field", "venue=cvpr"], ["Cats 2"]),
        (["survey"], ["A survey"]),
        (["example.org SURVEY"], ["A survey"]),
        (["no such words"], []),
    ],
)
def test_entries_are_found_by(
    cats: Path, issuesync: Command, words: list[str], names: list[str]
) -> None:
    ran = issuesync("list", *words)
    assert ran.code == 0
    assert [line.split("\t")[1] for line in ran.out.splitlines()] == names
    read = "read catalog/issues.json (snapshot of octo/cat)"
    assert ran.err == f"{read}\n{len(names)} of 5 entries\n"
    assert [one["name"] for one in json.loads(issuesync("list", *words, "--json").out)] == names
    assert cats


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["--label", "VQAA"], "did you mean VQA?"),
        (["--section", "captionning"], "did you mean Captioning?"),
        (["--collection", "paper"], "did you mean papers?"),
        (["--field", "yeer=2024"], "did you mean year?"),
        (["--field", "year"], "--field year=2024"),
    ],
)
def test_a_filter_by_what_is_not_there_is_a_mistake_of_usage(
    cats: Path, issuesync: Command, words: list[str], hint: str
) -> None:
    ran = issuesync("list", *words)
    assert (ran.code, ran.out) == (ExitCode.USAGE, "")
    assert hint in ran.err
    assert cats


def test_no_cell_of_the_csv_is_a_formula(cats: Path, issuesync: Command) -> None:
    texts = ["=1+1", "+1", "-1", "@x", "=HYPERLINK(1)", "\t=1", 'a"b,c']
    body = "**Section**: vqa\n**Notes**: "
    write_snapshot(cats, *(issue(n, f"{body}{text}", title=text) for n, text in enumerate(texts)))
    rows = list(csv.DictReader(issuesync("list", "--csv").out.splitlines()))
    assert len(rows) == len(texts) + 2
    assert {row["name"] for row in rows} >= {"'=1+1", "'+1", "'-1", "'@x", 'a"b,c'}
    assert not [cell for row in rows for cell in row.values() if cell[:1] in set("=+-@\t\r")]


def test_the_csv_has_a_column_for_every_field(cats: Path, issuesync: Command) -> None:
    rows = list(csv.DictReader(issuesync("list", "--csv").out.splitlines()))
    assert list(rows[0]) == [
        "collection", "number", "url", "published_at",
        "name", "paper", "year", "venue", "section", "notes", "task",
    ]  # fmt: skip
    assert rows[1]["venue"] == "CVPR"
    assert rows[4]["paper"] == "https://example.org/survey"
    assert cats


def test_python_runs_the_package(cats: Path) -> None:
    ran = run_python("sync")
    assert ran.returncode == 0
    assert ran.stdout == ""
    assert ran.stderr.splitlines()[1] == "wrote README.md"
    assert cats


@pytest.mark.parametrize("command", COMMANDS)
def test_the_help_of_each_command_shows_an_example(issuesync: Command, command: str) -> None:
    ran = issuesync(command, "--help")
    assert ran.code == 0
    assert f"issuesync {command}" in " ".join(ran.out.partition("Example:")[2].split())


def test_help_lists_every_command_and_this_test_knows_them(issuesync: Command) -> None:
    listed = issuesync("--help").out.partition("Commands:\n")[2]
    assert {line.split()[0] for line in listed.splitlines() if line.strip()} == set(COMMANDS)


def test_a_folder_may_be_named(
    cats: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")
    assert issuesync("-C", str(cats), "sync").code == 0
    monkeypatch.chdir("/")
    ran = issuesync("-C", str(cats / "nowhere"), "sync")
    assert ran.code == ExitCode.USAGE
    assert "No such file" in ran.err


@pytest.mark.parametrize(
    ("words", "name", "text", "code"),
    [
        (["sync", "--nope"], None, None, ExitCode.USAGE),
        (["nonsense"], None, None, ExitCode.USAGE),
        (["show"], None, None, ExitCode.USAGE),
        (["sync"], "catalog.yaml", None, ExitCode.CONFIGURATION),
        (["sync"], "catalog.yaml", b"\xff", ExitCode.SOURCE),
        (["sync"], "catalog.yaml", b"", ExitCode.CONFIGURATION),
        (["sync"], "labels.yaml", b"", ExitCode.CONFIGURATION),
        (["sync"], "papers.yaml", b"- {", ExitCode.CONFIGURATION),
        (["sync"], "papers.yaml", None, ExitCode.SOURCE),
        (["sync"], "overrides.yaml", None, ExitCode.SOURCE),
        (["sync", "--from", "catalog/issues.json"], "catalog/issues.json", None, ExitCode.SOURCE),
        (["sync"], "catalog/issues.json", b'{"issues": [', ExitCode.SOURCE),
        (["check"], "catalog/issues.json", b"[]", ExitCode.SOURCE),
        (["sync"], "README.md", None, ExitCode.DOCUMENT),
        (["sync"], "README.md", b"\xff", ExitCode.SOURCE),
        (["sync"], "badges", b"a file where a folder should be", ExitCode.DOCUMENT),
        (["sync", "--from", "no such thing"], None, None, ExitCode.SOURCE),
    ],
)
def test_each_family_of_errors_has_its_exit_code_and_no_traceback(  # noqa: PLR0917 - a table
    cats: Path,
    issuesync: Command,
    words: list[str],
    name: str | None,
    text: bytes | None,
    code: ExitCode,
) -> None:
    if name is not None and text is not None:
        (cats / name).write_bytes(text)
    elif name is not None:
        (cats / name).unlink()
    ran = issuesync(*words)
    assert (ran.code, ran.out) == (code, "")
    assert name is None or name in ran.err
    assert "Traceback" not in ran.err


def test_colours_are_for_terminals_without_no_color(cats: Path) -> None:
    colour = re.compile(r"\x1b\[(?:\d+;)*(?:3|4|9|10)\d(?:;\d+)*m")
    assert colour.search(in_terminal("check", TERM="xterm"))
    assert not colour.search(in_terminal("check", TERM="xterm", NO_COLOR="1"))
    ran = run_python("check", TERM="xterm")
    assert "\x1b" not in ran.stderr + ran.stdout
    assert cats


def in_terminal(*words: str, **env: str) -> str:
    """Run the command with a terminal for its messages and its data."""
    leader, follower = pty.openpty()
    inherited = {k: v for k, v in os.environ.items() if k not in {"NO_COLOR", "GITHUB_ACTIONS"}}
    process = forked.begin(*words, terminal=follower, env={**inherited, **env})
    os.close(follower)
    parts = []
    try:
        while part := os.read(leader, 65536):
            parts.append(part)
    except OSError:  # Linux says so where the other end is closed
        pass
    finally:
        os.close(leader)
        process.wait()
    return b"".join(parts).decode()


def test_no_issue_can_speak_to_the_terminal(cats: Path) -> None:
    evil = "\x1b]0;owned\x07\x1b[31mred\x9b2J [bold]x[/bold]"
    body = f"**Section**: vqa\n**Notes**: {evil}\n**Year**: {evil}"
    write_snapshot(cats, issue(1, body, "VQA", title=f"T {evil}"))
    for words in (["list"], ["list", "--csv"], ["show", "1"], ["check"], ["sync", "--diff"]):
        shown = in_terminal(*words, TERM="xterm", NO_COLOR="1")
        assert "\x1b]0;" not in shown
        assert "\x1b[31m" not in shown
        assert "\x9b" not in shown
        assert "\x07" not in shown
    assert "[bold]x[/bold]" in in_terminal("list", TERM="xterm", NO_COLOR="1", COLUMNS="300")


def test_a_reader_that_goes_away_is_no_error(cats: Path) -> None:
    write_snapshot(cats, *many(3000))
    command = [sys.executable, "-m", "issuesync", "list", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        said = process.stderr.read()
    assert (process.returncode, said) == (0, b"")


@pytest.mark.parametrize("again", ["README.md", "./README.md", "././README.md", ".//README.md"])
def test_a_document_that_is_named_twice_is_one(
    cats: Path, issuesync: Callable[..., Ran], again: str
) -> None:
    change(cats, "catalog.yaml", "documents: README.md", f"documents: [README.md, {again}]")
    assert load_schema(cats).documents == ("README.md",)
    ran = issuesync("sync")
    assert ran.code == ExitCode.DONE
    assert ran.err.count("README.md") == 1


@pytest.mark.parametrize("documents", ["docs/INDEX.md, README.md", "README.md, docs/INDEX.md"])
def test_a_document_and_a_link_to_it_are_one(
    cats: Path, issuesync: Callable[..., Ran], documents: str
) -> None:
    """Else each sync would write it as it is to be below the other folder."""
    (cats / "docs").mkdir()
    (cats / "docs" / "INDEX.md").symlink_to("../README.md")
    change(cats, "catalog.yaml", "documents: README.md", f"documents: [{documents}]")
    first = issuesync("sync")
    assert first.code == ExitCode.DONE
    assert "INDEX.md" not in first.err
    assert "(badges/vqa.svg)" in (cats / "README.md").read_text(encoding="utf-8")
    assert "changed nothing" in issuesync("sync").err
