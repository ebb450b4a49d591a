"""Reading a document that nobody prepared: every table, list, cell and line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from issuesync.markdown.blocks import Bullets, Page, Table
from issuesync.markdown.document import parse_document
from issuesync.markdown.inline import Content, Link, read_cell

FACTS = Path(__file__).parent / "facts"
ROWS = [json.loads(line) for line in (FACTS / "rows.jsonl").read_text("utf-8").splitlines()]
PLACEHOLDERS = [115, 344, 461]


def tables_of(page: Page) -> list[Table]:
    return [block for block in page.blocks if isinstance(block, Table)]


def lists_of(page: Page) -> list[Bullets]:
    return [block for block in page.blocks if isinstance(block, Bullets)]


def table_of(text: str) -> Table:
    (table,) = tables_of(parse_document("README.md", text).page)
    return table


def texts(table: Table) -> list[list[str]]:
    return [[cell.raw for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="module")
def seed() -> Page:
    return parse_document("README.md", (FACTS / "seed-readme.md").read_text("utf-8")).page


@pytest.fixture(scope="module")
def seed_rows(seed: Page) -> dict[int, tuple[Table, dict[str, Content]]]:
    """Return the cells of every row by its line, counted from 1."""
    found: dict[int, tuple[Table, dict[str, Content]]] = {}
    for table in tables_of(seed):
        heads = [read_cell(cell.raw).text for cell in table.head]
        for row in table.rows:
            cells = [read_cell(cell.raw) for cell in row.cells]
            found[row.line + 1] = table, dict(zip(heads, cells, strict=False))
    return found


@pytest.mark.parametrize("fact", ROWS, ids=lambda fact: f"line-{fact['line']}")
def test_a_row_of_the_flagship_says_what_is_known_of_it(
    fact: dict[str, Any], seed_rows: dict[int, tuple[Table, dict[str, Content]]]
) -> None:
    table, cells = seed_rows[fact["line"]]
    assert list(table.path) == fact["path"]
    assert list(cells) == fact["columns"]
    for head, known in fact["row"].items():
        cell = cells[head]
        assert (cell.links[0].url if cell.links else None) == (known["url"] or None)
        assert cell.star == known.get("star")
        if head not in {"Download", "More"}:
            assert cell.text.replace("â€“", "–") == known["text"]


def test_the_flagship_has_297_rows_and_three_placeholders(
    seed: Page, seed_rows: dict[int, tuple[Table, dict[str, Content]]]
) -> None:
    assert len(tables_of(seed)) == 16
    blank = [
        line
        for line, (_, cells) in seed_rows.items()
        if all(cell.is_blank for cell in cells.values())
    ]
    assert blank == PLACEHOLDERS
    assert len(seed_rows) - len(blank) == len(ROWS) == 297


@pytest.mark.parametrize(
    ("raw", "text", "links"),
    [
        ("[a](https://h.example/x_(y))", "a", [("a", "https://h.example/x_(y)")]),
        ("[[paper](https://a.example)]", "paper", [("paper", "https://a.example")]),
        (
            "[[paper](https://a.example), [code](https://b.example)]",
            "paper, code",
            [("paper", "https://a.example"), ("code", "https://b.example")],
        ),
        ("[x](https://h.example/a b)", "x", [("x", "https://h.example/ab")]),
        ('<a href="https://h.example?a=1&amp;b=2">A &amp; B</a>', "A & B",
         [("A & B", "https://h.example?a=1&b=2")]),
        ("see https://h.example/a.", "see https://h.example/a.",
         [("https://h.example/a", "https://h.example/a")]),
        ("<https://h.example>", "https://h.example", [("https://h.example", "https://h.example")]),
        ("**[Bold](https://h.example)** and `code`", "Bold and code",
         [("Bold", "https://h.example")]),
        ("a<br/>b", "a b", []),
        ("Falcon_SFT", "Falcon_SFT", []),
        ("&lt;b&gt; &copy; <!-- gone -->", "<b> ©", []),
        ("[name][ref]", "name", [("name", "https://ref.example")]),
        (r"a\|b \*c\*", "a|b *c*", []),
    ],
)  # fmt: skip
def test_a_cell_is_read_for_what_it_shows(
    raw: str, text: str, links: list[tuple[str, str]]
) -> None:
    content = read_cell(raw, {"REF": "https://ref.example"})
    assert content.text == text
    assert content.links == tuple(Link(*link) for link in links)
    assert not content.faults


@pytest.mark.parametrize(
    "raw",
    [
        "![](https://img.shields.io/github/stars/o/n.svg?style=social)](https://h.example)",
        "[![](https://img.shields.io/github/stars/o/n.svg?style=social)(https://h.example)",
        "[![](https://img.shields.io/github/stars/o/n)(https://h.example) more",
    ],
)
def test_a_badge_whose_brackets_are_not_balanced_is_read_and_named(raw: str) -> None:
    content = read_cell(raw)
    assert content.star == "o/n"
    assert [link.url for link in content.links] == ["https://h.example"]
    assert content.text.strip() in {"", "more"}
    assert content.faults == ("unbalanced-badge",)


@pytest.mark.parametrize(
    "raw",
    ["", " ", "N/A", "NaN", "n/a", "-", "—", "?", "[]()",
     "[![Star](https://img.shields.io/github/stars/.svg?style=social&label=Star)]()"],
)  # fmt: skip
def test_a_cell_without_a_fact_is_blank(raw: str) -> None:
    assert read_cell(raw).is_blank
    assert read_cell(raw).links == ()
    assert read_cell(raw).star is None


def test_an_empty_link_is_named_and_keeps_its_words() -> None:
    content = read_cell("[A Survey]()")
    assert (content.text, content.links, content.faults) == ("A Survey", (), ("empty-link",))


def test_the_words_on_a_badge_are_the_links_words() -> None:
    content = read_cell(
        "[![](https://img.shields.io/badge/%E2%9D%A4-ff69b4.svg)](https://h.example)"
    )
    assert content.links == (Link("❤", "https://h.example"),)
    assert content.text == ""


def test_pictures_are_kept_apart_from_words() -> None:
    content = read_cell('<img src="a.png" width="9"> Name ![alt](b.png)')
    assert content.images == ("a.png", "b.png")
    assert content.text == "Name"


def test_rows_may_lack_pipes_and_cells_and_have_too_many() -> None:
    table = table_of("a|b|c\n-|-|-\n1|2|3\n|4|\n5|6|7|8\n")
    assert texts(table) == [["1", "2", "3"], ["4"], ["5", "6", "7", "8"]]
    assert (table.line, table.end) == (0, 5)


def test_a_pipe_behind_a_backslash_divides_nothing() -> None:
    assert texts(table_of("|a|b|\n|-|-|\n|x \\| y|`p\\|q`|\n")) == [["x | y", "`p|q`"]]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system_give_the_same_lines(newline: str) -> None:
    table = table_of("# T\n\n|a|b|\n|-|-|\n|1|2|\n".replace("\n", newline))
    assert (table.path, table.line, table.rows[0].line) == (("T",), 2, 4)
    assert texts(table) == [["1", "2"]]


def test_a_rule_of_another_length_is_read_and_named() -> None:
    page = parse_document("README.md", "|a|b|c|\n|-|--|\n|1|2|3|\n").page
    assert texts(tables_of(page)[0]) == [["1", "2", "3"]]
    assert [(one.code, one.place.line) for one in page.problems] == [("broken-table", 2)]


def test_rows_behind_a_blank_line_belong_to_the_table_above() -> None:
    page = parse_document("README.md", "|a|b|\n|-|-|\n|1|2|\n\n|3|4|\n\nprose\n").page
    (table,) = tables_of(page)
    assert texts(table) == [["1", "2"], ["3", "4"]]
    assert (table.end, [one.place.line for one in page.problems]) == (5, [5])


def test_a_table_of_html_is_read_with_its_lines() -> None:
    text = """\
## Sets

<table>
  <tr><th>Name</th><th>Year</th></tr>
  <tr>
    <td rowspan="2"><a href="https://h.example">A</a></td>
    <td>2020</td>
  </tr>
  <tr><td>2021</td></tr>

  <tr><td>B</td><td><table><tr><td>inner</td></tr></table></td></tr>
</table>

after
"""
    table = table_of(text)
    assert [cell.raw for cell in table.head] == ["Name", "Year"]
    link = '<a href="https://h.example">A</a>'
    inner = "<table><tr><td>inner</td></tr></table>"
    assert texts(table) == [[link, "2020"], [link, "2021"], ["B", inner]]
    assert [row.line for row in table.rows] == [5, 5, 10]
    assert (table.line, table.end, table.path, table.is_free) == (2, 12, ("Sets",), True)


def test_a_table_of_html_among_other_things_is_not_free() -> None:
    table = table_of('<div align="center"><table><tr><th>A</th></tr><tr><td>1</td></tr></table>\n')
    assert not table.is_free


def test_headings_of_html_and_folded_parts_stand_above_tables() -> None:
    text = (
        '<h2 align="center">Tools &amp; Sets</h2>\n\n<details>\n<summary><b>Old</b></summary>\n\n'
        "|a|\n|-|\n|1|\n\n</details>\n\n|b|\n|-|\n|2|\n"
    )
    paths = [table.path for table in tables_of(parse_document("README.md", text).page)]
    assert paths == [("Tools & Sets", "Old"), ("Tools & Sets",)]


def test_nested_bullets_know_what_they_stand_under() -> None:
    text = "## Tools\n\n- Editors\n  - [A](https://a.example) - good\n  - B\n    more of B\n- C\n"
    (bullets,) = lists_of(parse_document("README.md", text).page)
    assert [(item.raw, item.line, item.above) for item in bullets.items] == [
        ("Editors", 2, ()),
        ("[A](https://a.example) - good", 3, (2,)),
        ("B\nmore of B", 4, (2,)),
        ("C", 6, ()),
    ]
    assert [item.has_items for item in bullets.items] == [True, False, False, False]
    assert (bullets.line, bullets.end) == (2, 7)


def test_what_stands_in_code_is_no_table() -> None:
    page = parse_document("README.md", "```\n|a|\n|-|\n|1|\n```\n\n<!--\n<table>\n-->\n").page
    assert page.blocks == ()


def test_a_block_within_a_region_knows_its_name() -> None:
    text = "<!-- issuesync:begin table sets/one -->\n\n|a|\n|-|\n|1|\n\n<!-- issuesync:end -->\n"
    assert table_of(text).region == "table sets/one"
