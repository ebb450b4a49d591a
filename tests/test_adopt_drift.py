"""What a document says against what the entries say, in ``check``, with regions and without."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from cats import issue, write_snapshot
from issuesync.documents.lint import lint_document
from issuesync.markdown.document import parse_document

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

HEAD = "| Year | Name | Venue | More |\n|-|-|-|-|\n"
FOUND = re.compile(r"^(\S+?): \w+ \[([a-z-]+)\] (.*)$", re.MULTILINE)
CODES = {"row-differs", "row-without-issue", "issue-without-row", "former-repository"}


def link(number: int, repository: str = "octo/cat") -> str:
    return f"[more](https://github.com/{repository}/issues/{number})"


def found(said: str) -> list[tuple[str, str, str]]:
    return [one for one in FOUND.findall(said) if one[1] in CODES]


def write(root: Path, *rows: str, heading: str = "Questions") -> None:
    """Write a document without regions, its table below a section's heading."""
    lines = "".join(f"{row}\n" for row in rows)
    (root / "README.md").write_text(f"# Cats\n\n## {heading}\n\n{HEAD}{lines}", "utf-8")


ONE = f"|2024|[Cats 1](https://example.org/1)||{link(1)}|"
TWO = f"|2023|Cats 2|CVPR|{link(2)}|"


def test_a_document_without_regions_that_agrees_has_no_problem(
    cats: Path, issuesync: Command
) -> None:
    write(cats, ONE, TWO)
    assert found(issuesync("check").err) == []


def test_a_row_that_no_issue_backs_is_named_by_line(cats: Path, issuesync: Command) -> None:
    write(cats, ONE, TWO, "|2020|Ghost|ICCV||")
    (one,) = found(issuesync("check").err)
    assert one[:2] == ("README.md:9", "row-without-issue")
    assert "“Ghost”" in one[2]


def test_an_entry_that_no_row_of_its_sections_table_shows_is_named(
    cats: Path, issuesync: Command
) -> None:
    write(cats, ONE)
    assert found(issuesync("check").err) == [
        ("#2", "issue-without-row", "no row of README.md shows “Cats 2”")
    ]


def test_facts_that_differ_are_named_with_both_places(cats: Path, issuesync: Command) -> None:
    write(cats, ONE.replace("2024", "2021").replace("example.org/1", "example.org/one"), TWO)
    assert found(issuesync("check").err) == [
        ("README.md:7", "row-differs", ("Paper is “https://example.org/one” here and "
         "“https://example.org/1” in #1:3")),
        ("README.md:7", "row-differs", "Year is “2021” here and “2024” in #1:2"),
    ]  # fmt: skip


def test_a_sign_for_nothing_and_a_last_slash_are_no_difference(
    cats: Path, issuesync: Command
) -> None:
    write(cats, ONE.replace("example.org/1", "example.org/1/").replace("||", "|N/A|"), TWO)
    assert found(issuesync("check").err) == []


def test_a_row_in_another_sections_table_is_named(cats: Path, issuesync: Command) -> None:
    write(cats, ONE, TWO, f"|2022|Cats 3||{link(3)}|")
    (one,) = found(issuesync("check").err)
    assert one[:2] == ("README.md:9", "row-differs")
    assert "another section" in one[2]


def test_links_to_a_former_name_of_the_repository_are_counted_once(
    cats: Path, issuesync: Command
) -> None:
    write(cats, ONE.replace("octo/cat", "octo/kitten"), TWO.replace("octo/cat", "octo/kitten"))
    assert found(issuesync("check").err) == [
        (
            "README.md:7",
            "former-repository",
            "2 links lead to octo/kitten, which is now octo/cat",
        )
    ]


def test_a_link_in_prose_to_a_former_owner_is_told_with_its_line(
    cats: Path, issuesync: Command
) -> None:
    readme = cats / "README.md"
    issuesync("sync")
    news = "News: [one](https://github.com/old/cat/issues/1), [x](https://github.com/o/x/issues/1)."
    readme.write_text(f"{readme.read_text('utf-8')}\n{news}\n", "utf-8")
    line = readme.read_text("utf-8").splitlines().index(news) + 1
    told = ("former-repository", "1 link leads to old/cat, which is now octo/cat")
    assert (f"README.md:{line}", *told) in found(issuesync("check").err)


def test_rows_are_known_by_name_where_they_link_to_no_issue(cats: Path, issuesync: Command) -> None:
    write(cats, ONE.replace(link(1), ""), TWO.replace(link(2), "").replace("2023", "2019"))
    assert [one[:2] for one in found(issuesync("check").err)] == [("README.md:8", "row-differs")]


def test_rows_are_known_by_what_they_lead_to_where_their_name_is_another(
    cats: Path, issuesync: Command
) -> None:
    write(cats, ONE.replace(link(1), "").replace("Cats 1", "First cats"), TWO)
    assert found(issuesync("check").err) == [
        ("README.md:7", "row-differs", "Name is “First cats” here and “Cats 1” in #1")
    ]


def test_a_list_without_a_region_is_compared_below_its_collections_heading(
    cats: Path, issuesync: Command
) -> None:
    text = (
        "# Cats\n\n## Papers\n\n- [A survey](https://example.org/other) - 2023\n"
        "- [An outlook](https://example.org/outlook) - 2024\n- [Ghost](https://g.example)\n\n"
        f"## News\n\n- [Cats 1]({link(1)[7:-1]}) is new\n- [Cats 2]({link(2)[7:-1]}) too\n"
    )
    (cats / "README.md").write_text(text, "utf-8")
    assert [one[:2] for one in found(issuesync("check").err)] == [
        ("README.md:5", "row-differs"),
        ("README.md:6", "row-differs"),
        ("README.md:7", "row-without-issue"),
    ]


def test_a_table_of_other_columns_is_nobodys(cats: Path, issuesync: Command) -> None:
    (cats / "README.md").write_text("# Cats\n\n|Kennel|City|\n|-|-|\n|A|B|\n", "utf-8")
    assert found(issuesync("check").err) == []


@pytest.mark.usefixtures("cats")
def test_a_region_as_it_was_written_has_no_problem(issuesync: Command) -> None:
    assert issuesync("sync").code == 0
    assert found(issuesync("check").err) == []


def test_a_region_edited_by_hand_is_compared_row_by_row(cats: Path, issuesync: Command) -> None:
    assert issuesync("sync").code == 0
    path = cats / "README.md"
    text = path.read_text("utf-8").replace("| 2023 | Cats 2 | CVPR |", "| 2023 | Cats 2 | ECCV |")
    path.write_text(text, "utf-8")
    line = text.splitlines().index(next(x for x in text.splitlines() if "ECCV" in x)) + 1
    ran = issuesync("check")
    assert found(ran.err) == [
        (f"README.md:{line}", "row-differs", "Venue is “ECCV” here and “CVPR” in overrides.yaml:2")
    ]
    assert "[region-edited]" in ran.err


def test_an_issue_accepted_since_is_named_until_a_sync(cats: Path, issuesync: Command) -> None:
    assert issuesync("sync").code == 0
    content = json.loads((cats / "catalog/issues.json").read_text("utf-8"))
    write_snapshot(cats, *content["issues"], issue(4, "**Section**: vqa\n**Year**: 2025"))
    assert found(issuesync("check").err) == [
        ("#4", "issue-without-row", "no row of README.md shows “Cats 4”")
    ]
    assert issuesync("sync").code == 0
    assert found(issuesync("check").err) == []


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("# A\n\n- [A](a)\n", 3, "hash-missing"),
        ("# A\n\n![](https://img.shields.io/b)](https://h.example)\n", 3, "unbalanced-badge"),
        ("# A\n\nIt isnâ€™t.\n", 3, "mis-decoded"),
        ("# A\n\n|Name|\n|-|\n|B|\n| |\n", 6, "placeholder-row"),
        ("# A\n\n|Name|\n|-|\n|[B]()|\n", 5, "empty-link"),
        ("# A\n\n|N|\n|-|\n|N/A|\n|x|\n", 5, "placeholder-row"),
        ("|A|B|\n|-|-|\n|x|N/A|\n|y|N/A|\n|z|NaN|\n", 5, "mixed-blanks"),
        ("|A|B|\n|-|\n|x|y|\n", 2, "broken-table"),
    ],
)
def test_what_is_broken_in_a_document_is_named_by_line(text: str, line: int, code: str) -> None:
    assert [
        (one.place.line, one.code) for one in lint_document(parse_document("README.md", text))
    ] == [(line, code)]


@pytest.mark.parametrize(
    "text",
    [
        "# A\n\n[A](#a) [b](other) [c](./a) `[A](a)`\n",
        "# A\n\n```\n[A](a) ![](x)](https://h.example) â€™\n```\n",
        "# A\n\n[![](https://img.shields.io/b)](https://h.example) ![alt](x.png) (note)\n",
        "# Ä\n\nNaïve café — “quoted” … 中文\n",
        "|A|B|\n|-|-|\n|x|N/A|\n|y|N/A|\n",
    ],
)
def test_what_is_sound_is_not_named(text: str) -> None:
    assert lint_document(parse_document("README.md", text)) == []


def test_nothing_within_a_region_is_a_slip_of_a_hand() -> None:
    text = (
        "# A\n\n<!-- issuesync:begin table a -->\n\n|Name|\n|-|\n|[B]()|\n| |\n|â€™|\n\n"
        "<!-- issuesync:end -->\n"
    )
    assert lint_document(parse_document("README.md", text)) == []
