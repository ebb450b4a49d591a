"""Catalogs that cost more than their length: four times of each take some four times the steps."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from issuesync.documents.check import check_anchors
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices
from issuesync.fields.spelling import Uses
from issuesync.markdown.document import Document
from steps import count_steps

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran
    from issuesync.model.problem import Problem

    Command = Callable[..., Ran]

SMALL, LARGE = 40, 160


def dead_anchors(count: int) -> int:
    """Check links that miss as many headings by one letter each."""
    heads = [f"## Heading number {number}" for number in range(count)]
    links = [f"[x](#heading-numbr-{number})" for number in range(count)]
    document = Document("README.md", "\n\n".join([*heads, *links]) + "\n")
    found: list[Problem] = []
    steps = count_steps(lambda: found.extend(check_anchors(document)))
    assert len(found) == count
    return steps


def open_values(count: int) -> int:
    """Judge values of an open choice: half of them appear twice, each of the others once."""
    names = [f"Workshop {number * 7919 % 100_003:05}" for number in range(count)]
    uses = Uses({name: 1 + number % 2 for number, name in enumerate(names)})
    return count_steps(lambda: [Choice(open=True).check(value, uses) for value in uses])


def several_values(count: int, *, are_options: bool) -> int:
    """Read that many values of one field, each another one, as what somebody may type."""
    names = [f"value {number}" for number in range(count)]
    options = tuple(Option(name, name) for name in names) if are_options else ()
    field = Choices(options, open=not are_options)
    found: list[object] = []
    steps = count_steps(lambda: found.append(field.read(", ".join(names)).value))
    assert found == [tuple(names)]
    return steps


@pytest.mark.parametrize("are_options", [True, False])
def test_four_times_the_values_of_a_field_take_some_four_times_the_steps(
    *, are_options: bool
) -> None:
    several_values(4, are_options=are_options)
    large, small = (several_values(count, are_options=are_options) for count in (4000, 1000))
    assert large < 5 * small


def test_hints_for_dead_links_take_a_bounded_effort() -> None:
    assert dead_anchors(LARGE) < 5 * dead_anchors(SMALL)


def test_open_values_are_compared_with_those_that_are_near_alone() -> None:
    open_values(4)
    assert open_values(LARGE) < 5 * open_values(SMALL)


def document_of(count: int) -> str:
    rows = "".join(f"| Entry {n} | [l](https://h.example/home) |\n" for n in range(count))
    return f"# List\n\n| Name | Link |\n|-|-|\n{rows}"


def begin(root: Path, count: int) -> None:
    """Write rows and issues that all lead to one page."""
    issues = [
        {"number": number + 1, "title": f"Entry {number}", "state": "open", "labels": [],
         "body": "**Link**: https://h.example/home"}
        for number in range(count)
    ]  # fmt: skip
    (root / "README.md").write_text(document_of(count), "utf-8")
    (root / "issues.json").write_text(json.dumps(issues), "utf-8")


def all_is_well(ran: Ran) -> None:
    assert ran.code == 0, ran.err


@pytest.fixture
def steps_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command
) -> Callable[[Callable[[Path, int], object], tuple[str, ...]], tuple[int, int]]:
    """Count the steps of a command in a small and in a large folder."""

    def run(prepare: Callable[[Path, int], object], words: tuple[str, ...]) -> tuple[int, int]:
        counts = []
        for count in (4, SMALL, LARGE):  # the first makes what is made once
            root = tmp_path / str(count)
            root.mkdir()
            monkeypatch.chdir(root)
            prepare(root, count)
            counts.append(count_steps(lambda: all_is_well(issuesync(*words))))
        return counts[1], counts[2]

    return run


ADOPT = ("init", "README.md", "--from", "issues.json")


def test_rows_and_issues_that_lead_to_one_page_are_told_apart_by_name(
    steps_of: Callable[..., tuple[int, int]], tmp_path: Path
) -> None:
    small, large = steps_of(begin, ADOPT)
    assert large < 5 * small
    text = (tmp_path / str(LARGE) / "README.md").read_text("utf-8")
    assert f"end {LARGE} rows" in text


def test_edits_that_go_to_one_file_of_overrides(
    steps_of: Callable[..., tuple[int, int]], issuesync: Command
) -> None:
    def prepare(root: Path, count: int) -> None:
        begin(root, count)
        assert issuesync(*ADOPT).code == 0
        text = (root / "README.md").read_text("utf-8")
        edited = re.sub(r"Entry (\d+) (.*)/home\)", r"Entry \1 \2/page\1)", text)
        (root / "README.md").write_text(edited, "utf-8")

    small, large = steps_of(prepare, ("absorb",))
    assert large < 5 * small


CATALOG = """\
repository: octo/list
documents: README.md
fields: {name: title, section: choice}
collections:
  list:
    from: list.yaml
    fields: [name, section]
    columns: {Name: name}
    sections:
"""
README = """\
# List

<!-- issuesync:begin contents -->
<!-- issuesync:end -->

<!-- issuesync:begin table list -->
<!-- issuesync:end -->
"""


def test_a_section_for_every_tenth_entry(steps_of: Callable[..., tuple[int, int]]) -> None:
    def prepare(root: Path, count: int) -> None:
        sections = "".join(f"      s{n}: Section {n}\n" for n in range(count // 10 + 1))
        (root / "catalog.yaml").write_text(CATALOG + sections, "utf-8")
        (root / "labels.yaml").write_text("groups: {}\n", "utf-8")
        entries = (f"- {{name: Entry {n}, section: s{n // 10}}}\n" for n in range(count))
        (root / "list.yaml").write_text("".join(entries), "utf-8")
        (root / "README.md").write_text(README, "utf-8")

    small, large = steps_of(prepare, ("sync",))
    assert large < 5 * small
