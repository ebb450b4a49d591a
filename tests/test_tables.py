"""Tables, lists and legends, read back from the Markdown they are rendered to."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from issuesync.documents.tables import render_legend, render_list, render_table
from issuesync.model.value import Amount, Listing
from issuesync.schema.parts import Column
from markdown import Page, Table, read_page
from small_catalog import (
    CATALOG,
    build_one,
    make_catalog,
    make_issue,
    make_record,
    make_schema,
    record_of,
    region,
    render_one,
)

if TYPE_CHECKING:
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

REPOSITORY = "octocat/hello-world"
EVERY_TYPE = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  remark: text
  story: markdown
  paper: url
  code: repository
  year: year
  venue: choice
  keywords: {type: choices, options: {SAR: Synthetic Aperture Radar, IR: Infrared}}
  country: country
  samples: count
  size: bytes
  sources: list
  task: labels
collections:
  all:
    from: issues
    columns:
      Name: name
      Remark: remark
      Story: story
      Paper: paper
      Code: code
      Year: year
      Venue: venue
      Keywords: keywords
      Country: country
      Samples: samples
      Size: size
      Sources: sources
      Task: task
      Issue: issue
      Labels: labels
      Published: published
"""


def every_type() -> Collection:
    return make_schema(EVERY_TYPE).by_key["all"]


def sets() -> Collection:
    return make_schema().by_key["sets"]


def table_of(*records: Record, collection: Collection | None = None) -> Table:
    page = read_page(render_table(records, collection or sets(), REPOSITORY).text)
    (table,) = page.tables
    return table


def cell_of(shape: Column, values: dict[str, Value]) -> tuple[str, list[str], list[str]]:
    """Render one cell; return its text, links and images."""
    collection = replace(every_type(), columns=(shape,))
    record = record_of("Entry", "all", 7, values)
    cell = table_of(record, collection=collection).rows[0][0]
    return cell.text, cell.links, cell.images


def column(field: str, link: str | None = None, shape: str = "", title: str = "A") -> Column:
    """Build a column as the schema has it, under its head."""
    return Column(field=field, link=link, as_=shape).model_copy(update={"title": title})


def test_a_column_stands_as_its_type_does() -> None:
    table = table_of(make_record("a"), collection=every_type())
    styles = dict(zip([cell.text for cell in table.head], table.alignments, strict=True))
    center, right = "text-align:center", "text-align:right"
    assert styles == {
        "Name": "", "Remark": "", "Story": "", "Paper": "", "Code": "", "Sources": "",
        "Year": center, "Venue": center, "Keywords": center, "Country": center, "Task": center,
        "Issue": center, "Labels": center, "Published": center,
        "Samples": right, "Size": right,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("column", "values", "text", "links"),
    [
        (column("year"), {"year": 2024}, "2024", []),
        (column("paper"), {"paper": "https://p.example/(1)"}, "link", ["https://p.example/(1)"]),
        (column("paper", shape="PDF"), {"paper": "https://p.example"}, "PDF", ["https://p.example"]),
        (column("code"), {"code": "a/b_c"}, "a/b_c", ["https://github.com/a/b_c"]),
        (column("name", link="paper"), {"paper": "https://p.example"}, "Entry", ["https://p.example"]),
        (column("name", link="paper"), {}, "Entry", []),
        (column("keywords"), {"keywords": ("SAR", "IR")}, "SAR, IR", []),
        (column("sources"), {"sources": Listing(("A|B", "C"))}, "A|B, C", []),
        (column("samples"), {"samples": (Amount(12345),)}, "12,345", []),
        (column("story"), {"story": "# a\n\n- b"}, "# a - b", []),
        (column("issue"), {}, "#\u20607", ["https://github.com/octocat/hello-world/issues/7"]),
        (column("issue", shape="❤"), {}, "❤", ["https://github.com/octocat/hello-world/issues/7"]),
        (column("published"), {}, "2025-04-29", []),
        (column("remark", shape="yes"), {"remark": "anything"}, "yes", []),
        (column("remark"), {}, "—", []),
        (column("labels"), {}, "—", []),
    ],
)  # fmt: skip
def test_a_cell_shows_its_value_in_the_column_s_shape(
    column: Column, values: dict[str, Value], text: str, links: list[str]
) -> None:
    assert cell_of(column, values) == (text, links, [])


def stars(**values: Value) -> tuple[list[str], list[str], str]:
    table = table_of(record_of("a", "sets", 1, values))
    cell = table.rows[0][4]
    return cell.images, cell.links, cell.text


def test_stars_show_where_a_repository_is_known() -> None:
    badge = "https://img.shields.io/github/stars/o/r?style=social&label=Star"
    download = "https://d.example/x"
    assert stars(repository="o/r", download=download) == ([badge], [download], "")
    assert stars(repository="o/r") == ([badge], ["https://github.com/o/r"], "")


def test_the_word_link_shows_where_only_an_address_is_known() -> None:
    assert stars(download="https://d.example/x") == ([], ["https://d.example/x"], "link")


def test_one_sign_shows_where_nothing_is_known() -> None:
    assert stars() == ([], [], "—")


def test_a_download_on_github_shows_the_stars_of_its_repository() -> None:
    issue = make_issue(1, "A", download="https://github.com/o/r/tree/main/data")
    page = read_page(render_one(make_catalog([issue]), region("table sets/one")))
    assert page.images == ["https://img.shields.io/github/stars/o/r?style=social&label=Star"]
    assert "https://github.com/o/r/tree/main/data" in page.links


def test_an_entry_of_a_data_file_has_no_issue_to_link() -> None:
    table = table_of(make_record("a", number=None))
    assert (table.rows[0][5].text, table.rows[0][5].links) == ("—", [])


def test_an_empty_table_keeps_its_head() -> None:
    table = table_of()
    assert [cell.text for cell in table.head] == [
        "Year",
        "Venue",
        "Name",
        "Note",
        "Download",
        "More",
    ]
    assert table.rows == []


def test_heads_are_escaped_too() -> None:
    collection = replace(every_type(), columns=(column("name", title="a|b <i> @c"),))
    table = table_of(make_record("x", "all"), collection=collection)
    assert [cell.text for cell in table.head] == ["a|b <i> @\u2060c"]
    assert [[cell.text for cell in row] for row in table.rows] == [["x"]]


# Lists


def bullets(*records: Record) -> list[tuple[str, list[str]]]:
    collection = make_schema().by_key["lists"]
    page = read_page(render_list(records, collection, REPOSITORY).text)
    return [(bullet.text.strip(), bullet.links) for bullet in page.bullets]


def test_a_bullet_links_the_name_and_says_what_else_is_known() -> None:
    address = "https://d.example"
    assert bullets(
        make_record("a", "lists", None, download=address, note="what it is"),
        make_record("b", "lists", None, download=address),
        make_record("c", "lists", None, note="what it is"),
        make_record("d", "lists", None),
    ) == [("a - what it is", [address]), ("b", [address]), ("c - what it is", []), ("d", [])]


def test_a_bullet_links_the_name_to_what_its_column_names() -> None:
    record = make_record("a", paper="https://p.example", download="https://d.example", year=2024)
    page = read_page(render_list([record], sets(), REPOSITORY).text)
    (bullet,) = page.bullets
    assert bullet.text.strip() == "a - 2024, link, #\u20601"
    assert bullet.links[:2] == ["https://p.example", "https://d.example"]


def test_a_list_of_a_collection_with_sections_has_their_headings() -> None:
    catalog = make_catalog([make_issue(1, "A"), make_issue(2, "B", section="two")])
    page = read_page(render_one(catalog, region("list sets")))
    assert page.headings == [(2, "Section One"), (2, "Section Two")]
    assert [bullet.text.partition(" ")[0] for bullet in page.bullets] == ["A", "B"]


# Legends


def legend(*records: Record) -> list[str]:
    page = read_page(render_legend(records, sets()).text)
    return [bullet.text.strip() for bullet in page.bullets]


def test_a_legend_lists_the_options_in_use_that_have_a_meaning() -> None:
    assert legend(make_record("a"), make_record("b", venue="Elsewhere")) == []
    assert legend(make_record("a", venue="a`b"), make_record("b", venue="CVPR")) == [
        "CVPR: Computer Vision",
        "a`b: Back-ticks",
    ]


def test_a_legend_lists_each_of_several_options_once_in_the_order_of_declaration() -> None:
    records = [
        make_record("a", "all", keywords=("IR",)),
        make_record("b", "all", keywords=("SAR", "IR")),
    ]
    page = read_page(render_legend(records, every_type()).text)
    assert [bullet.text.strip() for bullet in page.bullets] == [
        "SAR: Synthetic Aperture Radar",
        "IR: Infrared",
    ]


def test_the_legend_of_a_section_knows_its_table_only() -> None:
    catalog = make_catalog([make_issue(1, venue="CVPR"), make_issue(2, section="two")])
    assert "CVPR" in render_one(catalog, region("legend sets/one"))
    assert "CVPR" in render_one(catalog, region("legend sets"))
    assert "CVPR" not in render_one(catalog, region("legend sets/two"))


# Sections and headings


def two_sections() -> Catalog:
    return make_catalog([make_issue(1, "A"), make_issue(2, "B", section="two")])


@pytest.mark.parametrize(
    ("above", "level"),
    [
        ("", 2),
        ("# One\n\n", 2),
        ("# One\n\n## Two\n\n", 3),
        ("# One\n\n### Three\n\n", 4),
        ("###### Six\n\n", 6),
        ("Setext\n---\n\n", 3),
        ("```\n#### in a fence\n```\n\n", 2),
    ],
)
def test_headings_of_sections_stand_one_level_below_the_heading_above(
    above: str, level: int
) -> None:
    page = read_page(render_one(two_sections(), above + region("table sets")))
    assert page.headings[-2:] == [(level, "Section One"), (level, "Section Two")]
    assert [table.path[-1] for table in page.tables] == ["Section One", "Section Two"]


def test_headings_that_a_region_wrote_set_no_level_for_the_next() -> None:
    text = f"## Data\n\n{region('table sets')}\n{region('list sets')}"
    once = render_one(two_sections(), text)
    assert [level for level, _ in read_page(once).headings] == [2, 3, 3, 3, 3]
    assert render_one(two_sections(), once) == once


def test_the_table_of_a_section_has_no_heading_of_its_own() -> None:
    page = read_page(render_one(two_sections(), region("table sets/one")))
    assert page.headings == []
    assert [row[2].text for row in page.tables[0].rows] == ["A"]


def codes(text: str, catalog: Catalog | None = None) -> list[tuple[str, str]]:
    built = build_one(catalog or two_sections(), text)
    return [(problem.code, str(problem.place)) for problem in built.problems]


WHOLE = region("list lists")
TWO = f"## Section Two\n\n{region('table sets/two')}\n"


def test_a_heading_that_is_not_the_section_s_title_is_named_with_its_line() -> None:
    text = f"# T\n\n## Part One\n\n{region('table sets/one')}\n{TWO}{WHOLE}"
    built = build_one(two_sections(), text)
    (problem,) = built.problems
    assert (problem.code, str(problem.place)) == ("heading-title", "README.md:3")
    assert "“Part One”" in problem.message
    assert "“Section One”" in problem.hint


@pytest.mark.parametrize("heading", ["## Section One", "Section One\n===", "# Section *One* ##"])
def test_a_heading_that_reads_as_the_title_is_fine(heading: str) -> None:
    assert codes(f"{heading}\n\n{region('table sets/one')}\n{TWO}{WHOLE}") == []


def test_a_table_without_any_heading_above_is_fine() -> None:
    assert codes(f"{region('table sets/one')}\n{TWO}{WHOLE}") == []


def test_a_section_that_no_document_shows_is_an_error_where_it_is_declared() -> None:
    built = build_one(two_sections(), f"{region('table sets/one')}\n{region('legend sets/two')}")
    (problem,) = built.problems
    line = next(n for n, text in enumerate(CATALOG.split("\n"), 1) if "two: Section Two" in text)
    assert (problem.code, str(problem.place)) == ("not-shown", f"catalog.yaml:{line}")
    assert "issuesync:begin table sets/two" in problem.hint


def test_a_collection_without_sections_that_no_document_shows_is_an_error() -> None:
    catalog = make_catalog([], "- {name: X}\n")
    assert [code for code, _ in codes("", catalog)] == ["not-shown"]
    assert codes(region("table lists"), catalog) == []


def test_a_section_without_entries_need_not_be_shown() -> None:
    assert codes(region("table sets/one"), make_catalog([make_issue(1)])) == []


def test_a_table_of_all_sections_shows_them_all() -> None:
    assert codes(region("table sets")) == []
    assert codes(region("list sets")) == []


def test_tables_and_rows_are_counted() -> None:
    catalog = make_catalog(
        [make_issue(1), make_issue(2, section="two")], "- {name: X}\n- {name: Y}\n"
    )
    built = build_one(catalog, region("table sets") + region("list lists") + region("news"))
    assert (built.tables, built.rows) == (2, 4)


def test_a_new_title_of_a_section_is_a_change_of_one_line() -> None:
    renamed = CATALOG.replace("one: Section One", "one: {title: Part One, was: [Section One]}")
    issues = [make_issue(1, "A", section="Section One"), make_issue(2, "B", section="one")]
    catalog = make_catalog(issues, catalog=renamed)
    assert catalog.problems == ()
    page: Page = read_page(render_one(catalog, region("table sets")))
    assert page.headings[0] == (2, "Part One")
    assert [row[2].text for row in page.tables[0].rows] == ["A", "B"]
