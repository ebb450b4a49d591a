"""Contents with the anchors GitHub gives, news by day, and totals."""

from __future__ import annotations

import re

import pytest

from issuesync.markdown.document import parse_document
from issuesync.markdown.headings import anchor_of, anchors_of
from issuesync.model.issue import Acceptance, Issue
from markdown import Cell, read_page
from small_catalog import CATALOG, build_one, make_catalog, make_issue, region, render_one

CONTENTS = region("contents")


def anchors(text: str) -> list[str]:
    return [heading.anchor for heading in parse_document("README.md", text).headings]


@pytest.mark.parametrize(
    ("heading", "anchor"),
    [
        ("Comprehensive SFT", "comprehensive-sft"),
        ("Image Captioning / Retrieval", "image-captioning--retrieval"),
        ("Visual Question Answering (VQA)", "visual-question-answering-vqa"),
        ("Vision-Language Pre-training", "vision-language-pre-training"),
        ("What's new?", "whats-new"),
        ("a_b", "a_b"),
        ("C++ & C#", "c--c"),
        ("100% – a — b", "100--a--b"),
        ("1.2.3", "123"),
        ("a  b", "a--b"),
        ("**Bold** *text* ~~gone~~", "bold-text-gone"),
        ("`code.py` and ``a`b``", "codepy-and-ab"),
        ("[Link](https://a.example/b)", "link"),
        ("[Link][1]", "link"),
        ("[not a link][2]", "not-a-link2"),
        ("<b>Tag</b>", "tag"),
        ("<!-- hidden --> shown", "-shown"),
        ("a &amp; b", "a--b"),
        ("a \\* b", "a--b"),
        ("![logo](a.png) Title", "-title"),
        ("Title ![logo](a.png)", "title-"),
        ("🚀 Start", "-start"),
        ("Start 🚀", "start-"),
        ("❤️ Love", "\ufe0f-love"),
        (":rocket: Start", "-start"),
        (":+1::tada: Yes", "-yes"),
        ("Ratio 1:2:3", "ratio-123"),
        ("std::vector::size", "stdvectorsize"),
        ("遥感 数据", "遥感-数据"),
        ("Ärger & Über", "ärger--über"),
        ("Ελληνικά", "ελληνικά"),
        ("Привет мир", "привет-мир"),
        ("हिन्दी", "हिन्दी"),
        ("Part Ⅳ", "part-ⅳ"),
        ("x² ½", "x-"),
        ("@\u2060octocat", "octocat"),
        ("tab\tbed", "tabbed"),
    ],
)
def test_an_anchor_is_the_one_that_github_gives(heading: str, anchor: str) -> None:
    assert anchors(f"## {heading}\n\n[1]: https://a.example\n") == [anchor]


def test_repeated_headings_are_numbered() -> None:
    assert anchors("# A\n\n## A\n\n### a!\n\n## B\n\n## A\n") == ["a", "a-1", "a-2", "b", "a-3"]


def test_a_numbered_anchor_does_not_step_aside_for_a_heading_of_its_name() -> None:
    assert anchors_of(["A", "A", "A-1"]) == ["a", "a-1", "a-1"]


def test_a_heading_over_two_lines_has_both_in_its_anchor() -> None:
    (heading,) = parse_document("README.md", "One\ntwo\n---\n").headings
    assert (heading.level, heading.text, heading.anchor) == (2, "One two", "onetwo")


@pytest.mark.parametrize(
    "text",
    [
        "```\n# a\n```\n",
        "    # a\n",
        "#a\n",
        "####### a\n",
        "<!--\n# a\n-->\n",
        "\\# a\n",
        "a\n\n---\n",
    ],
)
def test_what_is_no_heading_has_no_anchor(text: str) -> None:
    assert parse_document("README.md", text).headings == ()


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_heading_knows_its_line(newline: str) -> None:
    text = "\ufeff# A\n\ntext\n\nB\n---\n\n> ## C\n\n- ### D\n".replace("\n", newline)
    headings = parse_document("README.md", text).headings
    assert [(one.line, one.level, one.text) for one in headings] == [
        (0, 1, "A"), (4, 2, "B"), (7, 2, "C"), (9, 3, "D"),
    ]  # fmt: skip


def test_anchor_of_keeps_letters_digits_hyphens_and_underscores() -> None:
    assert anchor_of("Az_09- !\"#$%&'()*+,./:;<=>?@[\\]^`{|}~") == "az_09--"


# Contents


def contents(text: str, catalog: str = CATALOG) -> list[tuple[int, str, str]]:
    """Return the lines of the contents: how deep they stand, their text and where they lead."""
    issues = [make_issue(1, "A"), make_issue(2, "B"), make_issue(3, "C", section="two")]
    document = render_one(make_catalog(issues, "- {name: X}\n", catalog), text)
    listed = re.findall(r"(?m)^( *)- \[(.*)\]\((#[^)]*)\)(.*)$", document)
    bullets = [
        bullet
        for bullet in read_page(document).bullets
        if bullet.links[:1] and bullet.links[0][:1] == "#"
    ]
    assert len(bullets) == len(listed)
    return [
        (len(indent) // 2, shown(bullet), address)
        for (indent, _, address, _), bullet in zip(listed, bullets, strict=True)
    ]


def shown(bullet: Cell) -> str:
    return bullet.text.strip()


def test_contents_list_headings_below_the_title_with_the_rows_under_each() -> None:
    text = (
        f"# T\n\n## Contents\n\n{CONTENTS}\n## About\n\n## Data\n\n### One\n\n"
        f"{region('table sets/one')}\n### Two\n\n{region('table sets/two')}\n"
        f"## Lists\n\n{region('list lists')}"
    )
    assert contents(text) == [
        (0, "About", "#about"),
        (0, "Data (3)", "#data"),
        (1, "One (2)", "#one"),
        (1, "Two (1)", "#two"),
        (0, "Lists (1)", "#lists"),
    ]


@pytest.mark.parametrize("kind", ["table", "list"])
def test_sections_that_a_region_writes_are_listed_and_counted(kind: str) -> None:
    assert contents(f"# T\n\n{CONTENTS}\n## Data\n\n{region(f'{kind} sets')}") == [
        (0, "Data (3)", "#data"),
        (1, "Section One (2)", "#section-one"),
        (1, "Section Two (1)", "#section-two"),
    ]


def test_the_anchors_of_contents_count_headings_in_the_whole_document() -> None:
    assert contents(
        f"# One\n\n## Two\n\n### One\n\n## Two\n\n## Contents\n\n{CONTENTS}\n## One\n"
    ) == [
        (0, "Two", "#two"),
        (1, "One", "#one-1"),
        (0, "Two", "#two-1"),
        (0, "One", "#one-2"),
    ]


def test_contents_are_no_deeper_than_declared() -> None:
    text = f"# T\n\n{CONTENTS}\n## A\n\n### B\n\n#### C\n\n##### D\n\n###### E\n"
    assert [name for _, name, _ in contents(text)] == ["A", "B"]
    deep = contents(text, f"{CATALOG}contents: {{depth: 6}}\n")
    assert [(level, name) for level, name, _ in deep] == [
        (0, "A"), (1, "B"), (2, "C"), (3, "D"), (4, "E"),
    ]  # fmt: skip
    assert [name for _, name, _ in contents(text, f"{CATALOG}contents: {{depth: 2}}\n")] == ["A"]


def test_a_level_left_out_leaves_no_gap_in_the_contents() -> None:
    text = f"# T\n\n{CONTENTS}\n##### A\n\n## B\n\n##### C\n\n### D\n"
    listed = contents(text, f"{CATALOG}contents: {{depth: 6}}\n")
    assert [(level, name) for level, name, _ in listed] == [
        (0, "A"), (0, "B"), (1, "C"), (1, "D"),
    ]  # fmt: skip


def test_an_empty_heading_is_not_listed() -> None:
    assert contents(f"# T\n\n{CONTENTS}\n##\n\n## <!-- a -->\n\n## A\n") == [(0, "A", "#a")]


def test_a_heading_inside_the_contents_is_gone_with_them() -> None:
    text = region("contents", "## Old\n\n") + "\n## A\n\n## Old\n"
    catalog = make_catalog()
    once = render_one(catalog, text, overwrite=True)
    assert "(#old)" in once
    assert render_one(catalog, once) == once


def test_a_region_inside_details_counts_too() -> None:
    text = f"# T\n\n{CONTENTS}\n## A\n\n<details>\n\n{region('table sets/one')}\n</details>\n"
    assert contents(text) == [(0, "A (2)", "#a")]


# Links that lead nowhere


def dead(text: str) -> list[tuple[str, str, str]]:
    built = build_one(make_catalog(), text)
    return [
        (str(problem.place), problem.message, problem.hint)
        for problem in built.problems
        if problem.code == "dead-anchor"
    ]


def test_a_link_to_a_heading_that_is_not_there_is_reported_with_the_nearest() -> None:
    assert dead("# Title\n\n[a](#title)\n\n[b](#titel)\n") == [
        ("README.md:5", "no heading has the anchor #titel", "did you mean #title?")
    ]
    assert dead("a\r\r[b](#titel)\r")[0][0] == "README.md:3"


@pytest.mark.parametrize(
    "text",
    [
        "`[a](#b)` and ``[a](#b) ` ``\n",
        "```\n[a](#b)\n```\n",
        "\\[a\\](#b)\n",
        '<a name="b"></a>[a](#b)\n',
        "# B\n\n[a](#b)\n",
        "# 数据\n\n[a](#数据) [a](#%E6%95%B0%E6%8D%AE)\n",
    ],
)
def test_what_is_no_link_or_leads_somewhere_is_not_reported(text: str) -> None:
    assert dead(text) == []


def test_the_contents_of_odd_headings_lead_somewhere() -> None:
    headings = ("a\u3164b", "@octocat", "a_b & *c*", "❤️", "`|`", "x", "x", "数据")
    text = f"# T\n\n{CONTENTS}\n" + "".join(f"## {one}\n\n" for one in headings)
    assert dead(text) == []


# News


def issue(number: int, day: str, accepted: str = "") -> Issue:
    return Issue(
        number,
        f"Entry {number}",
        "### Section\n\none",
        labels=("accepted",),
        created_at=f"{day}T10:00:00Z",
        accepted=Acceptance(f"{accepted}T09:00:00Z") if accepted else None,
    )


def news(*issues: Issue, days: int = 30) -> list[str]:
    catalog = make_catalog(issues, catalog=CATALOG.replace("days: 30", f"days: {days}"))
    return [
        bullet.text.strip() for bullet in read_page(render_one(catalog, region("news"))).bullets
    ]


def test_news_stand_by_day_newest_first_each_day_by_number() -> None:
    assert news(issue(3, "2025-04-01"), issue(1, "2025-04-02"), issue(2, "2025-04-01")) == [
        "2025-04-02: Entry 1",
        "2025-04-01: Entry 2, Entry 3",
    ]


def test_the_day_of_acceptance_beats_that_of_creation() -> None:
    assert news(issue(1, "2025-01-01", "2025-04-02"), issue(2, "2025-04-01")) == [
        "2025-04-02: Entry 1",
        "2025-04-01: Entry 2",
    ]


def test_news_reach_as_many_days_back_from_the_newest_as_declared() -> None:
    issues = [issue(1, "2025-03-31"), issue(2, "2025-03-30"), issue(3, "2025-04-29")]
    assert news(*issues) == ["2025-04-29: Entry 3", "2025-03-31: Entry 1"]
    assert news(*issues, days=31)[-1] == "2025-03-30: Entry 2"
    assert news(*issues, days=1) == ["2025-04-29: Entry 3"]


def test_news_lead_to_the_issues() -> None:
    text = render_one(make_catalog([make_issue(7)]), region("news"))
    assert read_page(text).links == ["https://github.com/octocat/hello-world/issues/7"]


def test_a_catalog_without_entries_has_no_news() -> None:
    assert news() == []


# Summary


def test_the_summary_totals_collections_sections_and_groups_of_labels() -> None:
    issues = [
        make_issue(1, labels=["VQA"]),
        make_issue(2, labels=["VQA", "Cap."]),
        make_issue(3, section="two"),
    ]
    text = render_one(make_catalog(issues, "- {name: X}\n"), region("summary"))
    assert [bullet.text.strip() for bullet in read_page(text).bullets] == [
        "4 entries in 2 collections, the newest of 2025-04-04",
        "Sets (3): Section One 2, Section Two 1",
        "Lists (1)",
        "Labels, Task: VQA 2, Cap. 1",
    ]


def test_the_summary_of_an_empty_catalog_names_no_date() -> None:
    text = render_one(make_catalog(), region("summary"))
    assert read_page(text).bullets[0].text.strip() == "0 entries in 2 collections"


def test_the_summary_counts_one_as_one() -> None:
    text = render_one(make_catalog([], "- {name: X}\n"), region("summary"))
    assert read_page(text).bullets[0].text.strip() == "1 entry in 2 collections"
