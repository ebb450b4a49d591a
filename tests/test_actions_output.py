"""Inside GitHub Actions: problems are annotations, and nothing an issue says is a command.

The runner's rules: a line that begins with ``::`` after blanks, and ``##[`` anywhere.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cats import Ran, issue, write_snapshot
from issuesync.app.output import annotation, safe_for_runner
from issuesync.model.problem import CODES, Location, Problem, Severity

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., Ran]

COMMAND = re.compile(r"(?:^|[\r\n])[^\S\r\n]*::|##\[")
ANNOTATION = re.compile(
    r"::(?:error|warning|notice) title=[a-z-]+(?:,file=[^:,]+)?(?:,line=[0-9]+)?::.*|::error::.*"
)
EVIL = [
    "::error::owned", "  ::set-output name=x::y", "##[command]rm", "a\r::stop-commands::x",
    "%0A::x", "::add-mask::a", "x ##[error]y", "\u2028::error::z", "title,file=x::y",
]  # fmt: skip


@pytest.fixture
def actions(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    return cats


@pytest.fixture
def evil(actions: Path) -> Path:
    """A catalog whose every text tries to speak to the runner."""
    issues = [
        issue(
            n,
            f"**Section**: vqa\n**Year**: {text}\n**Notes**: {text}\n**Venue**: {text}\n{text}",
            "VQA",
            text,
            title=text,
        )
        for n, text in enumerate(EVIL, start=1)
    ]
    write_snapshot(actions, *issues)
    return actions


def commands_in(text: str) -> list[str]:
    """Return the lines that the runner would act on."""
    return [line for line in re.split(r"[\r\n]", text) if COMMAND.match(line) or "##[" in line]


def test_problems_become_annotations_with_file_and_line(actions: Path, issuesync: Command) -> None:
    (actions / "overrides.yaml").write_text("2:\n  venue: ICCV\n")
    issuesync("sync")
    ran = issuesync("check")
    place = "file=overrides.yaml,line=2"
    message = "Venue is “ICCV” by itself (remove the override)"
    assert ran.out.splitlines() == [
        "::notice title=label-former::#2: “Visual QA” is “VQA” by now (rename the label)",
        f"::warning title=override-repeats,{place}::{message}",
    ]
    read = "read catalog/issues.json (snapshot of octo/cat)"
    assert ran.err == f"{read}\n1 warning, 1 note\n"


def test_an_error_of_the_operator_is_an_annotation_too(actions: Path, issuesync: Command) -> None:
    (actions / "catalog.yaml").write_text("repositry: octo/cat\n")
    ran = issuesync("sync")
    assert ran.code == 3
    first, *_, last = ran.out.splitlines()
    assert first.startswith("::error title=")
    assert "file=catalog.yaml,line=1::" in ran.out
    assert last == "::error::the configuration cannot be used"


@pytest.mark.parametrize(
    "words",
    [
        ["sync"],
        ["sync", "--diff"],
        ["sync", "--json"],
        ["check"],
        ["check", "--json"],
        ["list"],
        ["list", "--csv"],
        ["list", "--json"],
        ["list", "::error::owned"],
        ["show", "1"],
        ["show", "4"],
        ["show", "1", "--json"],
        ["show", "::error::nobody"],
        ["show", "##[error]nobody"],
        ["list", "--field", "::error::x=y"],
        ["sync", "--from", "::error::nowhere"],
    ],
)
def test_no_line_of_data_is_a_command(evil: Path, issuesync: Command, words: list[str]) -> None:
    ran = issuesync(*words)
    assert [line for line in commands_in(ran.out) if not ANNOTATION.fullmatch(line)] == []
    assert commands_in(ran.err) == []
    assert "##[" not in ran.out
    assert ran.out + ran.err
    assert evil


def test_a_hand_edit_that_is_shown_is_no_command(actions: Path, issuesync: Command) -> None:
    issuesync("sync")
    readme = actions / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(text.replace("| Cats 3 |", "| Cats 3 |\n::error::owned\n##[error]x"))
    ran = issuesync("sync")
    assert "owned" in ran.err
    assert commands_in(ran.err) == []


def test_json_stays_the_json_it_is(evil: Path, issuesync: Command) -> None:
    inside = json.loads(issuesync("list", "--json").out)
    assert {one["name"] for one in inside} >= {"::error::owned", "##[command]rm"}
    assert {one["values"]["venue"] for one in inside if one["number"]} >= {"::error::owned"}
    assert evil


TEXTS = st.text(st.sampled_from("::##[ab \t\r\n%,\u2028\u0085é"), max_size=24)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_no_text_is_a_command_once_it_is_broken(text: str) -> None:
    broken = safe_for_runner(text)
    assert not COMMAND.search(broken)
    assert broken.replace("\u2060", "") == text


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(CODES)), TEXTS, TEXTS, TEXTS, st.integers(1, 9))
def test_an_annotation_is_one_command_of_one_line(
    code: str, message: str, hint: str, file: str, line: int
) -> None:
    text = annotation(Problem(code, f"m{message}", Location(file, line=line), hint))
    assert not re.search(r"[\r\n]", text)
    assert "##[" not in text
    properties, _, rest = text.removeprefix("::").partition("::")
    assert rest.startswith("m")
    word, _, stated = properties.partition(" ")
    assert word in {"error", "warning", "notice"}
    assert [one.partition("=")[0] for one in stated.split(",")] in (
        ["title"],
        ["title", "file", "line"],
    )


def test_each_severity_has_its_kind_of_annotation() -> None:
    codes = {Severity.ERROR: "required", Severity.WARNING: "bad-url", Severity.NOTE: "unknown-key"}
    kinds = [
        annotation(Problem(code, "m", Location(issue=1))).split()[0] for code in codes.values()
    ]
    assert kinds == ["::error", "::warning", "::notice"]


def test_outside_actions_nothing_is_an_annotation(cats: Path, issuesync: Command) -> None:
    write_snapshot(cats, issue(1, "**Section**: nowhere"))
    ran = issuesync("check")
    assert ran.out == ""
    assert "::" not in ran.err
