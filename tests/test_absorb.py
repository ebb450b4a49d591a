"""Hand edits of generated tables and lists, each taken in as what it means."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from absorbing import CATALOG, README, Folder, bodies_of, make_folder, outside_of
from corpus import CORPUS
from issuesync.edits.absorb import absorb
from issuesync.model.plan import AddLabel, CreateIssue, EditIssue, Plan, RemoveLabel
from issuesync.model.problem import Severity
from issuesync.reports.absorption import absorbed_markdown
from issuesync.reports.plan import describe
from markdown import read_page
from small_catalog import make_issue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.edits.absorb import Absorbed


@pytest.fixture(scope="module")
def folder() -> Folder:
    return make_folder()


def told(absorbed: Absorbed) -> list[str]:
    return [f"{one.what} → {one.into}" for one in absorbed.taken]


def codes(absorbed: Absorbed) -> list[str]:
    return [one.code for one in absorbed.problems]


def require_settled(edited: Folder, absorbed: Absorbed) -> Folder:
    """Assert that a sync gives the edited document, and that nothing is left to take in."""
    after = edited.after(absorbed)
    assert bodies_of(after.synced().document)["summary"]
    wanted, found = bodies_of(edited.document), bodies_of(after.synced().document)
    assert {k: v for k, v in found.items() if k != "summary"} == {
        k: v for k, v in wanted.items() if k != "summary"
    }
    assert outside_of(after.synced().document) == outside_of(edited.document)
    assert not after.synced().built().held
    again = after.absorb()
    assert (again.edited, again.taken, again.plan) == (0, (), Plan())
    return after


def test_an_unedited_document_comes_to_nothing(folder: Folder) -> None:
    absorbed = folder.absorb()
    assert (absorbed.files, absorbed.plan, absorbed.problems) == ((), Plan(), ())
    assert absorbed.edited == 0


# One cell


@pytest.mark.parametrize(
    ("old", "new", "override"),
    [
        ("| 2023 |", "| 2022 |", "1:\n  year: 2022\n"),
        ("| 2023 | — |", "| 2023 | ICCV |", "1:\n  venue: ICCV\n"),
        ("[Zorb]", "[Zorb 2]", "1:\n  name: Zorb 2\n"),
        ("](https://a.org/1)", "](https://a.org/2)", "1:\n  paper: https://a.org/2\n"),
        ("[Zorb](https://a.org/1)", "Zorb", "1:\n  paper:\n"),
        ("One \\| two", "Two \\| \\[one\\]", "1:\n  note: Two | [one]\n"),
        ("| CVPR |", "| ICCV |", "2:\n  venue: ICCV   # as published\n"),
        ("| CVPR |", "| ECCV |", ""),  # as the issue says by itself
        (
            "| 2024 | CVPR |",
            "| 2025 | CVPR |",
            "2:\n  venue: CVPR   # as published\n  year: 2025\n",
        ),
    ],
)
def test_an_edited_cell_of_an_issues_row_becomes_an_override(
    folder: Folder, old: str, new: str, override: str
) -> None:
    edited = folder.edited(old, new)
    absorbed = edited.absorb()
    after = require_settled(edited, absorbed)
    assert not absorbed.plan.changes
    expected = "# A maintainer's word.\n"
    kept = "2:\n  venue: CVPR   # as published\n"
    if override.startswith("1:"):
        expected += override + kept
    else:
        expected += override
    assert after.texts["overrides.yaml"] == expected


def test_a_link_and_its_stars_are_one_edit(folder: Folder) -> None:
    edited = folder.edited("y/yott", "z/other", count=2)
    after = require_settled(edited, edited.absorb())
    assert "  download: https://github.com/z/other\n" in after.texts["overrides.yaml"]
    assert "repository" not in after.texts["overrides.yaml"]


def test_stars_of_another_repository_than_the_download_are_stated(folder: Folder) -> None:
    edited = folder.edited("stars/y/yott", "stars/z/other")
    after = require_settled(edited, edited.absorb())
    assert "  repository: z/other\n" in after.texts["overrides.yaml"]
    back = after.synced().edited("stars/z/other", "stars/y/yott")
    assert (
        require_settled(back, back.absorb()).texts["overrides.yaml"]
        == (folder.texts["overrides.yaml"])
    )


@pytest.mark.parametrize(
    ("old", "new", "line", "stated"),
    [
        ("| 2020 |", "| 2019 |", "  year: 2020", "  year: 2019"),
        ("A survey", "The survey", "- name: A survey", "- name: The survey"),
        ("/survey) |", "/studies) |", "github.com/a/survey", "github.com/a/survey"),
        ("| 2024 | An", "| 2023 | An", "year: 2024, note", "year: 2023, note"),
        ("| Words: more |", "| — |", ', note: "Words: more"}', "}"),
        ("| A third | — | — |", "| A third | — | Why: not |", "  year: 2021\n",
         "  year: 2021\n  note: 'Why: not'\n"),
    ],
)  # fmt: skip
def test_an_edited_cell_of_a_data_files_row_is_stated_there(
    folder: Folder, old: str, new: str, line: str, stated: str
) -> None:
    edited = folder.edited(old, new)
    absorbed = edited.absorb()
    after = edited.after(absorbed)
    assert folder.texts["papers.yaml"].count(line) == 1
    if line != stated:
        require_settled(edited, absorbed)
        assert after.texts["papers.yaml"] == folder.texts["papers.yaml"].replace(line, stated)
    assert after.texts["overrides.yaml"] == folder.texts["overrides.yaml"]


def test_several_edits_of_several_tables_are_all_taken_in(folder: Folder) -> None:
    edited = folder.edited("[Zorb]", "[Zorb 2]").edited("| 2023 |", "| 2022 |")
    edited = edited.edited("| 2020 |", "| 2019 |").edited("Quux", "Quuux")
    absorbed = edited.absorb()
    require_settled(edited, absorbed)
    assert told(absorbed) == [
        "#1 Zorb: Year: 2022, was 2023 → overrides.yaml",
        "#1 Zorb: Name: Zorb 2, was Zorb → overrides.yaml",
        "#3 Quux: Name: Quuux, was Quux → overrides.yaml",
        "A survey: Year: 2019, was 2020 → papers.yaml",
    ]
    assert (
        absorbed.taken[0].place.line
        == edited.document[: edited.document.index("[Zorb 2]")].count("\n") + 1
    )


# Rows


def row(folder: Folder, word: str) -> str:
    """Return the line of the document that holds a word."""
    return next(line for line in folder.document.splitlines(keepends=True) if word in line)


def test_a_removed_row_leaves_its_data_file(folder: Folder) -> None:
    edited = folder.edited(row(folder, "An outlook"), "")
    after = require_settled(edited, edited.absorb())
    gone = '- {name: An outlook, section: Later, year: 2024, note: "Words: more"}  # unsure\n'
    assert after.texts["papers.yaml"] == folder.texts["papers.yaml"].replace(gone, "")


def test_a_removed_row_of_an_issue_takes_its_label_away(folder: Folder) -> None:
    edited = folder.edited(row(folder, "[Zorb]"), "")
    absorbed = edited.absorb()
    assert absorbed.plan == Plan((RemoveLabel(1, "accepted", "its row was removed"),))
    assert not absorbed.files
    assert [one.region for one in absorbed.held] == ["table sets/one"]
    after = require_settled(edited, absorbed)
    assert after.issues[0].labels == ()


def test_a_new_row_of_a_data_files_table_becomes_an_entry_below_the_one_above(
    folder: Folder,
) -> None:
    above = row(folder, "A survey")
    edited = folder.edited(above, f"{above}| 2020 | [New: one](https://n.org) | — | Words |\n")
    after = require_settled(edited, edited.absorb())
    assert after.texts["papers.yaml"] == folder.texts["papers.yaml"].replace(
        "  download: https://github.com/a/survey\n",
        "  download: https://github.com/a/survey\n"
        "- name: 'New: one'\n  section: Old\n  year: 2020\n  paper: https://n.org\n  note: Words\n",
    )


def test_a_new_row_of_a_table_of_issues_becomes_an_issue(folder: Folder) -> None:
    new = "| 2025 | CVPR | [New](https://n.org) | — | — | — |\n"
    last = row(folder, "[Yott]" if "[Yott]" in folder.document else "Yott")
    edited = folder.edited(last, last + new)
    absorbed = edited.absorb()
    (change,) = (one for one in absorbed.plan if isinstance(one, CreateIssue))
    assert (change.row, change.labels) == ("sets/New", ("accepted",))
    assert "### Paper\n\nhttps://n.org\n" in change.body
    assert "### Section\n\nSection One\n" in change.body
    after = edited.after(absorbed)
    assert after.synced().built().held  # until the row is looked at again
    again = after.absorb(folder.document)
    assert not again.plan.changes
    assert not again.taken
    settled = after.after(again)
    assert not settled.built().held
    assert "| 2025 | CVPR | [New](https://n.org) | — | — | [\\#\u20605]" in settled.document


def test_each_committed_text_is_read_once_and_only_as_far_as_needed(folder: Folder) -> None:
    """Sections, columns and rows are all looked for in the same edits."""
    read: list[str] = []

    def committed() -> Iterator[str]:
        for text in ("# Nothing yet\n", folder.document, "# Never asked for\n"):
            read.append(text)
            yield text

    papers = folder.texts["papers.yaml"].replace("A third", "A fourth")
    newer = replace(folder, texts={**folder.texts, "papers.yaml": papers})
    absorbed = absorb(newer.edited("| 2021 |", "| 2022 |").materials(committed()))
    assert absorbed.edited == 1
    assert read == ["# Nothing yet\n", folder.document]


def test_a_new_row_that_leads_to_an_issue_publishes_it(folder: Folder) -> None:
    waiting = replace(make_issue(9, "Newer", year="2025"), labels=())
    there = replace(folder, issues=(*folder.issues, waiting))
    link = "[\\#\u20609](https://github.com/octocat/hello-world/issues/9)"
    last = row(folder, "Yott")
    edited = there.edited(last, f"{last}| 2025 | CVPR | Newer | — | — | {link} |\n")
    absorbed = edited.absorb()
    assert [one for one in absorbed.plan if isinstance(one, AddLabel)] == [
        AddLabel(9, "accepted", "its row was added")
    ]
    after = require_settled(edited, absorbed)
    assert "9:\n  venue: CVPR\n" in after.texts["overrides.yaml"]


def test_a_row_that_leads_to_an_issue_nobody_read_is_named(folder: Folder) -> None:
    link = "[\\#99](https://github.com/octocat/hello-world/issues/99)"
    last = row(folder, "Yott")
    edited = folder.edited(last, f"{last}| 2025 | CVPR | Newer | — | — | {link} |\n")
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "#99" in absorbed.problems[0].message
    assert not absorbed.files


def test_a_row_moved_to_another_table_is_in_another_section(folder: Folder) -> None:
    moved = row(folder, "Quux")
    edited = folder.edited(moved, "")
    first = row(edited, "[Zorb]")
    edited = edited.edited(first, moved + first)
    absorbed = edited.absorb()
    after = require_settled(edited, absorbed)
    assert told(absorbed) == ["#3 Quux: Section: Section One, was Section Two → overrides.yaml"]
    assert "3:\n  section: Section One\n" in after.texts["overrides.yaml"]


def test_a_row_moved_below_another_heading_of_one_region_is_in_another_section(
    folder: Folder,
) -> None:
    moved = row(folder, "A third")
    edited = folder.edited(moved, "")
    first = row(edited, "An outlook")
    edited = edited.edited(first, moved + first)
    after = require_settled(edited, edited.absorb())
    assert "- name: A third\n  section: Later\n" in after.texts["papers.yaml"]


def test_rows_in_another_order_are_put_back_and_that_is_said(folder: Folder) -> None:
    first, second = row(folder, "[Zorb]"), row(folder, "Yott")
    edited = folder.edited(first + second, second + first)
    absorbed = edited.absorb()
    assert [(one.code, one.severity) for one in absorbed.problems] == [
        ("written-otherwise", Severity.NOTE)
    ]
    assert "in the order of year, issue" in absorbed.problems[0].message
    assert edited.after(absorbed).document == folder.document


# Titles


def test_a_title_edited_above_a_table_is_the_sections_title_and_edits_no_issue(
    folder: Folder,
) -> None:
    edited = folder.edited("## Section One", "## Part One")
    absorbed = edited.absorb(folder.document)
    after = edited.after(absorbed)
    assert after.texts["catalog.yaml"] == folder.texts["catalog.yaml"].replace(
        "one: Section One", "one: {title: Part One, was: [Section One]}"
    )
    assert outside_of(after.synced().document) == outside_of(edited.document)
    assert "Part One 2, Section Two 2" in after.synced().document
    assert not after.absorb(folder.document).taken
    assert not after.built().problems


def test_a_heading_that_is_merely_older_than_the_title_reverts_nothing(folder: Folder) -> None:
    newer = folder.texts["catalog.yaml"].replace("one: Section One", "one: First Part")
    changed = replace(folder, texts={**folder.texts, "catalog.yaml": newer})
    assert not changed.absorb(changed.document, folder.document).taken


def test_a_title_edited_within_a_region_is_taken_in(folder: Folder) -> None:
    edited = folder.edited("### Old\n", "### Early\n")
    absorbed = edited.absorb()
    after = require_settled(edited, absorbed)
    assert "sections: [{title: Early, was: [Old]}, Later]" in after.texts["catalog.yaml"]
    assert after.texts["papers.yaml"] == folder.texts["papers.yaml"]


def test_a_listed_title_that_a_region_is_named_by_keeps_its_key(folder: Folder) -> None:
    named = folder.edited("begin table papers -->", "begin table papers/old -->").synced()
    named = replace(
        named, texts={**named.texts, README: named.document.replace("## Papers", "## Old")}
    )
    edited = named.edited("## Old", "## Early")
    after = edited.after(edited.absorb(named.document))
    assert (
        "sections: {old: {title: Early, was: [Old]}, later: Later}" in (after.texts["catalog.yaml"])
    )
    assert not after.synced().built().problems[1:]


# Lists


@pytest.mark.parametrize(
    ("old", "new", "line", "stated"),
    [
        ("[Awesome A](https://example.org/a)", "[Awesome A+](https://example.org/a)",
         "name: Awesome A,", "name: Awesome A+,"),
        ("[Awesome A](https://example.org/a)", "[Awesome A](https://example.org/z)",
         '"https://example.org/a"', "https://example.org/z"),
        (" - Long", " - Longer", "note: Long", "note: Longer"),
        (" - Long", "", ", note: Long", ""),
        ("[Awesome B](https://example.org/b)", "[Awesome B](https://example.org/b) - Short",
         '"https://example.org/b"}', '"https://example.org/b", note: Short}'),
    ],
)  # fmt: skip
def test_an_edited_bullet_is_stated_in_its_data_file(
    folder: Folder, old: str, new: str, line: str, stated: str
) -> None:
    edited = folder.edited(old, new)
    after = require_settled(edited, edited.absorb())
    assert after.texts["lists.yaml"] == folder.texts["lists.yaml"].replace(line, stated)


def test_a_new_bullet_and_a_removed_one_are_taken_in(folder: Folder) -> None:
    edited = folder.edited(row(folder, "Awesome A"), "").edited(
        row(folder, "Awesome B"),
        row(folder, "Awesome B") + "- [Awesome C](https://c.org) - Words\n",
    )
    after = require_settled(edited, edited.absorb())
    assert after.texts["lists.yaml"] == (
        '- {name: Awesome B, download: "https://example.org/b"}\n'
        "- {name: Awesome C, download: 'https://c.org', note: Words}\n"
    ).replace("'https://c.org'", "https://c.org")


# What nothing can say


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("](https://github.com/octocat/hello-world/issues/1)", "](https://elsewhere.org)",
         "shows the entry's issue"),
        ("| 2023 |", "| soon |", "“soon” is not a year"),
        ("[Zorb](https://a.org/1)", "[Zorb](javascript:alert)", "Paper cannot be read"),
        ("[Zorb](https://a.org/1)", "—", "has to have a name"),
        ("| One \\| two |", "| One | two |", "7 cells and the table 6 columns"),
        ("| Year | Venue |", "| Year | Where |", "columns of the table were edited"),
        ("\n\n<!-- issuesync:end 2 rows", "\n\nA word of mine.\n\n<!-- issuesync:end 2 rows",
         "text between the markers"),
        ("**9 entries**", "**8 entries**", "“summary” is computed"),
    ],
)  # fmt: skip
def test_an_edit_that_nothing_can_say_is_named_with_its_line(
    folder: Folder, old: str, new: str, words: str
) -> None:
    edited = folder.edited(old, new)
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed"]
    problem = absorbed.problems[0]
    assert words in problem.message
    assert problem.place.file == README
    lines = edited.document.split("\n")
    assert problem.place.line
    region = next(one for one in absorbed.held)
    assert region.line <= problem.place.line <= len(lines)
    assert (absorbed.files, absorbed.plan) == ((), Plan())
    assert edited.after(absorbed).synced().built().held


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("| :-: | :-: | --- | --- | --- | :-: |\n", ""),
        ("| Year | Venue | Name | Note | Download | More |\n", ""),
        ("\n| Year | Name", "\n<!--\n\n| Year | Name"),
    ],
)
def test_a_table_that_cannot_be_read_any_more_removes_no_entry(
    folder: Folder, old: str, new: str
) -> None:
    absorbed = folder.edited(old, new).absorb()
    assert "not-absorbed" in codes(absorbed)
    assert (absorbed.files, absorbed.plan, absorbed.taken) == ((), Plan(), ())


def test_a_document_that_lost_most_rows_removes_no_entry() -> None:
    papers = "".join(f"- {{name: Paper {i}, section: Old, year: {2000 + i}}}\n" for i in range(20))
    folder = make_folder(papers_yaml=papers)
    rows = [line for line in folder.document.splitlines(keepends=True) if "| Paper" in line]
    edited = folder.edited("".join(rows[5:]), "")
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "15 rows of “papers” are gone, more than half of all" in absorbed.problems[0].message
    assert not absorbed.files
    fewer = folder.edited("".join(rows[10:]), "")
    assert len(fewer.absorb().taken) == 10


def test_a_heading_without_rows_of_its_own_is_named_and_renames_nothing(folder: Folder) -> None:
    edited = folder.edited("### Old\n", "### Old\n\n### Extra\n")
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed", "not-absorbed"]
    assert not absorbed.plan.changes
    assert "text between the markers" in absorbed.problems[0].message
    assert "“Extra” is not a section of “papers”" in absorbed.problems[1].message
    assert not absorbed.files


def test_the_other_edits_of_a_row_that_has_a_fault_are_taken_in_all_the_same(
    folder: Folder,
) -> None:
    edited = folder.edited("| 2023 | — |", "| soon | ICCV |")
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert told(absorbed) == ["#1 Zorb: Venue: ICCV → overrides.yaml"]
    assert [file.path for file in absorbed.files] == ["overrides.yaml"]


def test_a_change_of_looks_alone_is_written_as_before(folder: Folder) -> None:
    edited = folder.edited("| 2023 | — |", "| **2023** |   N/A |")
    absorbed = edited.absorb()
    assert set(codes(absorbed)) == {"written-otherwise"}
    assert edited.after(absorbed).document == folder.document


# What a region was before


def later(folder: Folder, number: int, **fields: str) -> Folder:
    """Return the folder with an issue edited since its document was written."""
    issues = tuple(
        make_issue(number, one.title, **fields) if one.number == number else one
        for one in folder.issues
    )
    return replace(folder, issues=issues)


def test_a_cell_that_is_merely_older_than_its_issue_never_reverts_it(folder: Folder) -> None:
    now = later(folder, 1, year="2026", paper="https://a.org/1", note="One | two")
    edited = now.edited("| CVPR |", "| ICCV |")
    absorbed = edited.absorb(folder.document)
    assert told(absorbed) == ["#2 Yott: Venue: ICCV, was CVPR → overrides.yaml"]
    after = edited.after(absorbed)
    assert "1:" not in after.texts["overrides.yaml"]
    assert "| 2026 |" in after.document
    assert "meanwhile" in absorbed.problems[0].message or codes(absorbed) == ["written-otherwise"]


def test_a_cell_edited_here_and_in_the_issue_is_a_conflict(folder: Folder) -> None:
    now = later(folder, 1, year="2026", paper="https://a.org/1", note="One | two")
    edited = now.edited("| 2023 |", "| 2022 |")
    absorbed = edited.absorb(folder.document)
    assert codes(absorbed) == ["edit-conflict"]
    assert "“2023” and is “2026” now; it was edited to “2022”" in absorbed.problems[0].message
    assert not absorbed.files


def test_an_edit_that_the_issue_says_by_now_is_nothing_to_do(folder: Folder) -> None:
    now = later(folder, 1, year="2026", paper="https://a.org/1", note="One | two")
    edited = now.edited("| 2023 |", "| 2026 |")
    absorbed = edited.absorb(folder.document)
    assert not absorbed.taken
    assert not edited.after(absorbed).built().held


def test_without_a_base_the_differences_are_listed_and_nothing_is_planned(folder: Folder) -> None:
    now = later(folder, 1, year="2026", paper="https://a.org/1", note="One | two")
    edited = now.edited("| CVPR |", "| ICCV |")
    absorbed = edited.absorb("# Other\n")
    assert codes(absorbed) == ["no-base"]
    assert (absorbed.files, absorbed.plan, absorbed.taken) == ((), Plan(), ())
    assert "-| 2024 | ICCV" in absorbed.held[0].diff or "ICCV" in absorbed.held[0].diff


def test_a_base_that_is_named_is_taken_where_no_checksum_leads_to_one(folder: Folder) -> None:
    now = later(folder, 1, year="2026", paper="https://a.org/1", note="One | two")
    edited = now.edited("| CVPR |", "| ICCV |")
    absorbed = edited.absorb(base=folder.document)
    assert told(absorbed) == ["#2 Yott: Venue: ICCV, was CVPR → overrides.yaml"]


# Into the issues themselves


def test_an_edit_can_go_into_the_issue_itself_and_no_override_beats_it(folder: Folder) -> None:
    edited = folder.edited("| 2024 | CVPR |", "| 2025 | ICCV |").edited("[Zorb]", "[Zorb 2]")
    absorbed = edited.absorb(into_issues=True)
    edits = {one.number: one for one in absorbed.plan if isinstance(one, EditIssue)}
    assert (edits[1].title, edits[1].body) == ("Zorb 2", edits[1].body_before)
    assert edits[2].body == folder.issues[1].body.replace("2024", "2025").replace("ECCV", "ICCV")
    assert not absorbed.files  # the override stays until the issue says otherwise
    applied = edited.after(absorbed)
    after = require_settled(applied, applied.absorb(folder.document, into_issues=True))
    assert after.texts["overrides.yaml"] == "# A maintainer's word.\n"


def test_a_link_and_its_stars_need_no_second_line_in_the_issue(folder: Folder) -> None:
    edited = folder.edited("y/yott", "z/other", count=2)
    absorbed = edited.absorb(into_issues=True)
    (edit,) = absorbed.plan
    assert isinstance(edit, EditIssue)
    assert edit.body == folder.issues[1].body.replace("y/yott", "z/other")
    require_settled(edited, absorbed)


GROUPED = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, year: year, section: {type: choice, group: task}}
collections:
  sets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    columns: {Year: year, Name: name, More: issue}
    sort: [issue]
"""


def test_a_row_moved_between_sections_that_labels_make_moves_the_labels() -> None:
    issues = [
        replace(make_issue(1, "Zorb"), labels=("accepted", "VQA")),
        replace(make_issue(2, "Yott"), labels=("accepted", "Cap.")),
    ]
    document = (
        "# T\n\n## Image Captioning\n\n<!-- issuesync:begin table sets/cap -->\n"
        "<!-- issuesync:end -->\n\n## Visual Question Answering\n\n"
        "<!-- issuesync:begin table sets/vqa -->\n<!-- issuesync:end -->\n"
    )
    folder = make_folder(issues, catalog_yaml=GROUPED, README_md=document, overrides_yaml="")
    moved = row(folder, "Zorb")
    edited = folder.edited(moved, "").edited(row(folder, "Yott"), moved + row(folder, "Yott"))
    absorbed = edited.absorb(into_issues=True)
    assert [describe(one)[:2] for one in absorbed.plan] == [("add", "Cap."), ("remove", "VQA")]
    assert bodies_of(edited.after(absorbed).synced().document) == bodies_of(edited.document)
    local = edited.after(edited.absorb())
    assert local.texts["overrides.yaml"].startswith("1:\n  section: ")


# The summary


@pytest.mark.parametrize("text", CORPUS)
def test_nothing_that_an_edit_says_is_live_in_a_summary(folder: Folder, text: str) -> None:
    line = " ".join(text.split()).encode("utf-8", "replace").decode()
    for old in ("[Zorb](https://a.org/1)", "One \\| two", "Old\n", "**9 entries**"):
        edited = folder.edited(old, f"{line}\n" if old.endswith("\n") else line)
        shown = absorbed_markdown(edited.absorb(folder.document))
        page = read_page(shown)
        cells = [cell for table in page.tables for row in table.rows for cell in row]
        assert not [url for cell in cells for url in (*cell.links, *cell.images)]
        assert shown.startswith(("### 1 region", "### No region"))


def test_a_summary_is_cut_where_it_grows_too_long(folder: Folder) -> None:
    absorbed = folder.edited("[Zorb]", f"[Zorb {'x' * 5000}]").absorb()
    many = replace(absorbed, taken=absorbed.taken * 5000, problems=absorbed.problems * 5000)
    shown = absorbed_markdown(many)
    assert len(shown.encode()) < 1_000_000
    assert "4800 more" in shown


def test_a_summary_says_when_there_is_nothing(folder: Folder) -> None:
    assert absorbed_markdown(folder.absorb()) == "### No region was edited by hand\n"


# Sections whose tables have columns of their own

OWN_COLUMNS = CATALOG.replace(
    "{one: Section One, two: Section Two}",
    "{one: {title: Section One, columns: [Name, Note, More]}, two: Section Two}",
)


def test_a_row_is_read_by_the_columns_of_its_own_section() -> None:
    folder = make_folder(catalog_yaml=OWN_COLUMNS)
    assert "| Name | Note | More |" in folder.document
    edited = folder.edited("| One \\| two |", "| Another |")
    absorbed = edited.absorb()
    assert told(absorbed) == ["#1 Zorb: Note: Another, was One | two → overrides.yaml"]
    require_settled(edited, absorbed)


def test_a_row_moved_to_a_table_of_other_columns_is_refused() -> None:
    folder = make_folder(catalog_yaml=OWN_COLUMNS)
    row = next(line for line in folder.document.split("\n") if "Zorb" in line and "| One" in line)
    there = next(line for line in folder.document.split("\n") if "Quux" in line)
    text = folder.document.replace(f"{row}\n", "").replace(there, f"{there}\n{row}")
    absorbed = replace(folder, texts={**folder.texts, README: text}).absorb()
    assert "moved to a table of other columns" in absorbed.problems[0].message
    assert {"table sets/one", "table sets/two"} <= {one.region for one in absorbed.held}
    assert not absorbed.plan.changes
