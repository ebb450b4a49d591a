"""What a run tells Actions: outputs that nothing can forge, a summary in which nothing is live."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cats import issue, write_snapshot
from corpus import CORPUS, hostile_texts
from issuesync.app.actions import output_text
from issuesync.documents.build import Held
from issuesync.model.output import OutputFile
from issuesync.model.problem import CODES, Location, Problem
from issuesync.reports.changes import Counts
from issuesync.reports.summary import (
    Run,
    render_failure,
    render_proposal,
    render_summary,
)
from markdown import additions, read_page

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

MOST = 2**20
"""Bytes that GitHub takes of one step's summary."""
MOST_OF_PULL = 65_536
"""Characters of a pull request's text."""
OUTPUT = re.compile(r"([a-z]+)<<(end_[0-9a-f]{32})\n(.*?)\n\2\n", re.DOTALL)


@pytest.fixture
def runner(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let the catalog be worked on inside Actions."""
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_OUTPUT", str(cats / "output"))
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(cats / "summary"))
    return cats


def outputs(runner: Path) -> dict[str, str]:
    """Read what the runner reads, and forget it."""
    text = (runner / "output").read_text()
    (runner / "output").unlink()
    found = {name: value for name, _, value in OUTPUT.findall(text)}
    assert OUTPUT.sub("", text) == ""
    return found


def test_outputs_say_whether_anything_changed_and_how_much_there_is(
    runner: Path, issuesync: Command
) -> None:
    issuesync("sync")
    assert outputs(runner) == {"changed": "true", "problems": "1", "entries": "5"}
    issuesync("sync")
    assert outputs(runner) == {"changed": "false", "problems": "1", "entries": "5"}


def test_the_summary_says_what_changed_what_is_wrong_and_what_it_cost(
    runner: Path, issuesync: Command
) -> None:
    issuesync("sync")
    text = (runner / "summary").read_text()
    assert text.startswith(
        "### The catalog: 5 entries\n\nThe files are written, and not committed."
    )
    assert "- `README.md`\n- `badges/vqa.svg`\n" in text
    assert "note `label-former` “Visual QA” is now called “VQA” | rename the label |" in text
    assert re.search(r"\n0 requests; [0-9]+ s\n\Z", text)


def test_a_hand_edit_is_shown_with_its_diff(runner: Path, issuesync: Command) -> None:
    issuesync("sync")
    (runner / "summary").unlink()
    readme = runner / "README.md"
    begin = "<!-- issuesync:begin table datasets/cap -->\n"
    readme.write_text(readme.read_text().replace(begin, f"{begin}```\n# owned\n```\n"))
    assert issuesync("sync").code == 1
    text = (runner / "summary").read_text()
    assert "#### Edited by hand, and left as it is\n\n`README.md:" in text
    assert "`table datasets/cap`\n\n````diff\n--- README.md" in text
    assert "\n-```\n" in text
    page = read_page(text)
    assert [title for _, title in page.headings] == [
        "The catalog: 5 entries",
        "Edited by hand, and left as it is",
        "Problems",
    ]


def test_what_stopped_a_run_stands_in_the_summary(runner: Path, issuesync: Command) -> None:
    (runner / "README.md").write_text("<!-- issuesync:begin news -->\n")
    assert issuesync("sync").code == 5
    text = (runner / "summary").read_text()
    assert text.startswith("### issuesync stopped\n\nnothing was written\n")
    assert "| README.md:1 | error `marker` “news” never ends |" in text


def test_without_a_runner_nothing_is_told(cats: Path, issuesync: Command) -> None:
    before = {path.name for path in cats.iterdir()}
    issuesync("sync")
    assert {path.name for path in cats.iterdir()} - before == {"badges"}


def test_a_summary_that_cannot_be_written_stops_nothing(
    runner: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(runner / "nowhere" / "summary"))
    ran = issuesync("sync")
    assert ran.code == 0
    assert "GITHUB_STEP_SUMMARY cannot be written" in ran.err


def test_hostile_issues_put_nothing_live_into_outputs_or_summary(
    runner: Path, issuesync: Command
) -> None:
    issues = [
        issue(n, f"**Section**: {text}\n**Year**: {text}\n**Paper**: {text}", title=text[:200])
        for n, text in enumerate(CORPUS, start=1)
    ]
    write_snapshot(runner, *issues)
    issuesync("sync")
    assert set(outputs(runner)) == {"changed", "problems", "entries"}
    is_dead((runner / "summary").read_text())


def is_dead(text: str) -> None:
    """Assert that a page shows texts alone: no link, image, tag, comment or mention."""
    page = read_page(text)
    assert (page.links, page.images, page.comments) == ([], [], [])
    assert set(page.tags) <= {
        "h3", "h4", "p", "ul", "li", "code", "pre", "table", "thead", "tbody", "tr", "th", "td",
    }  # fmt: skip
    assert [one for shown in page.texts for one in additions(shown)] == []


CODES_LISTED = st.sampled_from(sorted(CODES))
PROBLEMS = st.builds(
    Problem,
    CODES_LISTED,
    hostile_texts(),
    st.builds(Location, hostile_texts(2), st.none() | st.integers(1, 99)),
    hostile_texts(),
)
HELD = st.builds(Held, hostile_texts(2), hostile_texts(2), st.integers(1, 99), hostile_texts())
FILES = st.builds(OutputFile, hostile_texts(2), st.none() | st.just(""))


@settings(max_examples=150, deadline=None)
@given(
    st.lists(PROBLEMS, max_size=3),
    st.lists(HELD, max_size=3),
    st.lists(FILES, max_size=3),
    hostile_texts(2),
)
def test_no_text_is_live_in_a_summary_a_failure_or_a_pull_request(
    problems: list[Problem], held: list[Held], files: list[OutputFile], branch: str
) -> None:
    run = Run(Counts(1), files, held, problems, "cost", branch=branch, commit="0" * 40)
    is_dead(render_summary(run))
    is_dead(render_failure(branch, branch, problems))
    is_dead(render_proposal("The catalog", Counts(1), files, held))
    page = read_page(render_summary(run))
    assert [title for _, title in page.headings] == [
        "The catalog: 1 entry",
        *(["Edited by hand, and left as it is"] if held else []),
        *(["Problems"] if problems else []),
    ]
    assert sum(len(table.rows) for table in page.tables) == len(problems)


@pytest.mark.parametrize("char", ["@", "𝔘", "`", ":a", "\n", "<"])
def test_a_summary_stays_within_what_github_takes(char: str) -> None:
    long = char * 70_000
    problems = [Problem("required", long, Location(long, line=n), long) for n in range(1000)]
    held = [Held(long, long, 1, long) for _ in range(100)]
    files = [OutputFile(f"{n}{long}", None) for n in range(1000)]
    run = Run(Counts(1), files, held, problems, "cost", branch=long, commit="0" * 40)
    text = render_summary(run)
    assert len(text.encode()) < MOST
    assert "- … and 900 more" in text
    assert len(render_failure(long, long, problems).encode()) < MOST
    assert len(render_proposal("The catalog", Counts(1), files, held)) < MOST_OF_PULL


def test_the_worst_problems_come_first() -> None:
    codes = ("unknown-key", "bad-url", "required")
    problems = [Problem(code, code, Location(issue=1)) for code in codes]
    (table,) = read_page(render_summary(Run(Counts(1), (), (), problems, ""))).tables
    assert [row[1].text.split()[0] for row in table.rows] == ["error", "warning", "note"]


def test_no_value_ends_an_output_early_and_no_two_have_one_delimiter() -> None:
    values = {"first": "a\nsecond<<x\nb\nx", "second": "c"}
    text = output_text(values)
    assert {name: value for name, _, value in OUTPUT.findall(text)} == values
    assert len({delimiter for _, delimiter, _ in OUTPUT.findall(text)}) == 2
    assert text != output_text(values)


def test_the_json_says_that_nothing_was_committed(cats: Path, issuesync: Command) -> None:
    assert cats
    told = json.loads(issuesync("sync", "--json").out)
    assert (told["commit"], told["pushed"], told["pull_request"]) == (None, False, None)
