"""Rows and issues: by link, by what addresses lead to, by name; each pair once, doubts named."""

from __future__ import annotations

import pytest

from issuesync.adopt.build import AdoptWishes, adopt
from issuesync.adopt.match import AdoptedRow, Certainty, Matches, match_rows
from issuesync.markdown.inline import read_cell
from issuesync.markdown.tables import Entry
from issuesync.model.issue import Issue, Snapshot

REPOSITORY = "octo/cat"


def row(name: str, *cells: str, line: int = 0) -> AdoptedRow:
    contents = tuple(read_cell(cell) for cell in (name, *cells))
    return AdoptedRow(0, {"name": name}, Entry(line, contents, line, line + 1))


def link(number: int, repository: str = REPOSITORY) -> str:
    return f"[more](https://github.com/{repository}/issues/{number})"


def match(rows: list[AdoptedRow], issues: list[Issue]) -> Matches:
    return match_rows(rows, issues, REPOSITORY, "README.md")


def pairs(found: Matches) -> dict[int, tuple[int, str]]:
    return {index: (one.number, one.by) for index, one in found.by_row.items()}


def codes(found: Matches) -> list[tuple[str, int | None]]:
    return [(one.code, one.place.line) for one in found.problems]


PAPER = "https://arxiv.org/abs/2401.00001"


@pytest.mark.parametrize(
    ("cells", "body", "by"),
    [
        ((link(7), f"[p]({PAPER})"), "", "issue link"),
        ((f"[p]({PAPER}v3)",), f"**Paper**: {PAPER}", "arXiv identifier"),
        (("[p](https://doi.org/10.1000/X.1)",), "see https://dl.example/doi/10.1000/x.1", "DOI"),
        (("[c](https://github.com/O/N/tree/main)",), "https://github.com/o/n.git", "repository"),
        (("![](https://img.shields.io/github/stars/o/n.svg)",), "https://github.com/o/n",
         "repository"),
        (("[h](https://www.h.example/a/)",), "[h](https://h.example/a)", "address"),
        ((), "", "name"),
    ],
)  # fmt: skip
def test_a_row_finds_its_issue(cells: tuple[str, ...], body: str, by: str) -> None:
    found = match([row("zorb", *cells)], [Issue(7, "Zorb", body), Issue(8, "Other", "")])
    assert pairs(found) == {0: (7, by)}
    assert codes(found) == []
    sure = Certainty.SURE if by == "issue link" else Certainty.LIKELY
    assert found.by_row[0].certainty is sure


def test_a_row_with_two_issues_has_the_first_and_says_so() -> None:
    found = match([row("A", link(1), link(2), line=4)], [Issue(1, "A", ""), Issue(2, "B", "")])
    assert pairs(found) == {0: (1, "issue link")}
    assert codes(found) == [("row-two-issues", 5)]
    assert found.problems[0].message == "“A” leads to #2 next to #1"


def test_a_link_to_an_issue_that_is_not_there_is_named() -> None:
    rows = [row("A", link(1)), row("B", link(77), line=1), row("C", link(9, "else/where"), line=2)]
    found = match(rows, [Issue(1, "A", "")])
    assert pairs(found) == {0: (1, "issue link")}
    assert codes(found) == [("no-issue", 2), ("no-issue", 3)]
    assert [one.message for one in found.problems] == [
        "“B” leads to #77, which is not among the issues",
        "“C” leads to else/where#9, which is not among the issues",
    ]


def test_a_link_by_a_former_owner_of_the_repository_finds_its_issue() -> None:
    rows = [row("A", link(1)), row("B", link(2)), row("C", link(3, "old/Cat"))]
    found = match(rows, [Issue(n, name, "") for n, name in enumerate("XYZ", start=1)])
    assert pairs(found)[2] == (3, "issue link")
    assert codes(found) == []


def test_where_no_issues_were_read_no_link_is_said_to_be_wrong() -> None:
    assert codes(match([row("A", link(1)), row("B", link(2))], [])) == []


def test_a_link_beats_an_address_and_an_address_a_name() -> None:
    rows = [row("A", link(2)), row("B", f"[p]({PAPER})"), row("C")]
    issues = [Issue(1, "A", f"{PAPER}"), Issue(2, "C", ""), Issue(3, "B", "")]
    assert pairs(match(rows, issues)) == {0: (2, "issue link"), 1: (1, "arXiv identifier")}


def test_entries_of_one_paper_are_told_apart_by_their_names() -> None:
    rows = [row("Zorb-Bench", f"[p]({PAPER})"), row("Zorb-Train", f"[p]({PAPER})")]
    issues = [Issue(1, "Zorb Train", PAPER), Issue(2, "Zorb Bench", PAPER)]
    assert pairs(match(rows, issues)) == {0: (2, "arXiv identifier"), 1: (1, "arXiv identifier")}


def test_a_row_that_could_be_several_issues_is_given_to_none_and_named() -> None:
    found = match([row("Zorb", f"[p]({PAPER})")], [Issue(1, "A", PAPER), Issue(2, "B", PAPER)])
    assert pairs(found) == {}
    assert codes(found) == [("row-ambiguous", 1)]
    assert "#1 A, #2 B" in found.problems[0].message


def test_two_rows_that_share_an_address_with_one_issue_are_given_to_none() -> None:
    rows = [row("A", f"[p]({PAPER})"), row("B", f"[p]({PAPER})")]
    assert pairs(match(rows, [Issue(1, "Zorb", PAPER)])) == {}


def test_two_rows_that_link_to_one_issue_are_named_with_both_lines() -> None:
    found = match([row("A", link(1), line=4), row("B", link(1), line=9)], [Issue(1, "A", "")])
    assert pairs(found) == {0: (1, "issue link")}
    assert codes(found) == [("row-twice", 10)]
    assert "line 5" in found.problems[0].message


def test_a_name_that_stands_twice_matches_nothing() -> None:
    assert pairs(match([row("A"), row("A")], [Issue(1, "A", "")])) == {}
    assert pairs(match([row("A")], [Issue(1, "A", ""), Issue(2, "a", "")])) == {}


def test_a_body_may_name_the_entry_otherwise_than_the_title() -> None:
    assert pairs(match([row("Zorb")], [Issue(1, "New set!", "**Name**:  Zorb")])) == {
        0: (1, "name")
    }


def test_links_by_a_former_name_of_the_repository_count() -> None:
    found = match([row("A", link(1, "octo/kitten"))], [Issue(1, "A", "")])
    assert pairs(found) == {0: (1, "issue link")}
    assert found.repository == "octo/kitten"


def test_a_link_to_somebody_elses_issue_is_no_match_where_others_are_ours() -> None:
    rows = [row("A", link(1)), row("B", link(2)), row("C", link(3, "other/repo"))]
    issues = [Issue(n, f"I{n}", "") for n in (1, 2, 3)]
    assert pairs(match(rows, issues)) == {0: (1, "issue link"), 1: (2, "issue link")}


def test_pull_requests_are_no_entries() -> None:
    assert pairs(match([row("A", link(1))], [Issue(1, "A", "", is_pull=True)])) == {}


DOCUMENT = """\
# Zorbs

## Sets

|Name|Paper|More|
|-|-|-|
|A|[p](https://arxiv.org/abs/2401.00001)|[m](https://github.com/octo/cat/issues/1)|
|B|[p](https://arxiv.org/abs/2401.00002)|[m](https://github.com/octo/cat/issues/2)|

## Papers

|Name|Paper|
|-|-|
|On C|[p](https://arxiv.org/abs/2401.00003)|
|On D|[p](https://arxiv.org/abs/2401.00004)|
|On E|[p](https://arxiv.org/abs/2401.00005)|
"""


def test_a_row_among_others_that_no_issue_backs_stays_among_them() -> None:
    issues = tuple(Issue(n, f"I{n}", f"https://arxiv.org/abs/2401.0000{n}") for n in (1, 2, 3))
    made = adopt("README.md", DOCUMENT, Snapshot(REPOSITORY, (), issues), None, AdoptWishes())
    assert {one.number for one in made.matches} == {1, 2}
    (problem,) = [one for one in made.problems if one.code == "issue-without-row"]
    assert problem.place.issue == 3
    assert "line 14 of README.md looks like it" in problem.message
    assert [record.name for record in made.catalog.in_collection("papers")] == [
        "On C", "On D", "On E",
    ]  # fmt: skip


def test_a_former_repository_is_named_when_a_document_is_adopted() -> None:
    issues = (Issue(1, "A", ""), Issue(2, "B", ""))
    made = adopt("README.md", DOCUMENT, Snapshot("octo/lion", (), issues), None, AdoptWishes())
    (problem,) = [one for one in made.problems if one.code == "former-repository"]
    assert problem.place.line == 7
    assert problem.message == "2 links lead to octo/cat, which is now octo/lion"


def test_issues_that_are_closed_when_accepted_are_shown_closed() -> None:
    issues = tuple(Issue(n, f"I{n}", "", state="closed") for n in (1, 2))
    made = adopt("README.md", DOCUMENT, Snapshot(REPOSITORY, (), issues), None, AdoptWishes())
    assert made.catalog.schema.by_key["sets"].state == "closed"
    assert len(made.catalog.in_collection("sets")) == 2
