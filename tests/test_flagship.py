"""The flagship's document, entry by entry, next to the facts of the README that people kept."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from issuesync.app.sync import build
from issuesync.app.workspace import load
from issuesync.cli.help import help_text
from markdown import Cell, Page, github_anchors, read_page

if TYPE_CHECKING:
    from issuesync.documents.build import Built

ROOT = Path(__file__).parent.parent
DOCUMENT = "catalog/README.md"
FACTS = [json.loads(line) for line in (ROOT / "tests/facts/rows.jsonl").read_text().splitlines()]
PLAIN_LINK = 254
"""The line of the one GitHub download that the kept README shows without its stars."""

NONE = {"", "N/A", "NaN", "—"}
STARS = re.compile(r"https://img\.shields\.io/github/stars/([^?]+)\?style=social&label=Star")
BADGES = {
    "Cap.": 46, "VQA": 16, "VG": 12, "Human": 21,
    "GPT-4V": 6, "Multi-Turn": 5, "VHR": 2, "Temporal": 4,
}  # fmt: skip
REPOSITORY = "https://github.com/zytx121/Awesome-RS-SFT-Data"


@pytest.fixture(scope="module")
def built() -> Built:
    return build(load(ROOT, "snapshot"), help_text)


@pytest.fixture(scope="module")
def document(built: Built) -> str:
    return next(file.text for file in built.files if file.path == DOCUMENT and file.text)


@pytest.fixture(scope="module")
def page(document: str) -> Page:
    return read_page(document)


def address(url: str | None) -> str:
    """Return an address as it compares: decoded, without a slash at its end."""
    return unquote(url or "").removesuffix("/")


def word(text: str) -> str:
    """Return a cell's text as it compares: every sign for nothing is the same."""
    return "—" if text.strip() in NONE else text.strip()


def shown_entry(section: str, head: list[Cell], row: list[Cell]) -> dict[str, str]:
    """Return what a row of the generated document says."""
    cells = dict(zip([cell.text for cell in head], row, strict=True))
    download = cells["Download"]
    star = STARS.fullmatch(download.images[0]) if download.images else None
    entry = {
        "section": section.casefold(),
        "name": cells["Name"].text,
        "paper": address(next(iter(cells["Name"].links), "")),
        "download": address(next(iter(download.links), "")),
        "star": star[1].casefold() if star else "",
        "issue": address(next(iter(cells["More"].links), "")) if "More" in cells else "",
    }
    plain = {
        key: word(cells[key].text)
        for key in ("Year", "Venue", "Country", "Keywords")
        if key in cells
    }
    return entry | plain  # fmt: skip


def known_entry(fact: dict[str, object]) -> dict[str, str]:
    """Return what the kept README says of an entry."""
    row = fact["row"]
    assert isinstance(row, dict)
    star = row["Download"].get("star", "")
    if fact["line"] == PLAIN_LINK:
        star = address(row["Download"]["url"]).removeprefix("https://github.com/")
    issue = f"{REPOSITORY}/issues/{fact['issue']}" if fact["issue"] else ""
    entry = {
        "section": str(fact["section"]).casefold(),
        "name": row["Name"]["text"],
        "paper": address(row["Name"]["url"]),
        "download": address(row["Download"]["url"]),
        "star": star.casefold(),
        "issue": address(row["More"]["url"]) if "More" in row else issue,
    }
    plain = {
        key: word(row[key]["text"])
        for key in ("Year", "Venue", "Country", "Keywords")
        if key in row
    }
    return entry | plain  # fmt: skip


def shown_entries(page: Page) -> list[dict[str, str]]:
    return [
        shown_entry(table.path[-1], table.head, row) for table in page.tables for row in table.rows
    ]


def by_place(entries: list[dict[str, str]]) -> dict[tuple[str, str, str], dict[str, str]]:
    found = {(one["section"], one["name"], one["paper"]): one for one in entries}
    assert len(found) == len(entries)
    return found


def test_the_document_holds_sixteen_tables_and_297_rows(page: Page, built: Built) -> None:
    assert len(page.tables) == 16
    assert sum(len(table.rows) for table in page.tables) == 297
    assert (built.tables, built.rows) == (16, 297)


@pytest.mark.parametrize("fact", FACTS, ids=lambda fact: f"line-{fact['line']}")
def test_an_entry_stands_under_its_section_with_all_its_values(
    fact: dict[str, object], page: Page
) -> None:
    known = known_entry(fact)
    shown = [
        one
        for one in shown_entries(page)
        if (one["section"], one["name"]) == (known["section"], known["name"])
    ]
    assert known in shown


def test_the_document_holds_no_entry_besides_the_known_ones(page: Page) -> None:
    assert by_place(shown_entries(page)) == by_place([known_entry(fact) for fact in FACTS])


def test_each_section_keeps_the_years_in_order(page: Page) -> None:
    for table in page.tables:
        heads = [cell.text for cell in table.head]
        if "Year" in heads:
            years = [row[heads.index("Year")].text for row in table.rows]
            assert years == sorted(years)


def test_162_entries_show_stars(page: Page) -> None:
    assert sum(bool(one["star"]) for one in shown_entries(page)) == 162


def test_no_row_is_a_placeholder(page: Page) -> None:
    for table in page.tables:
        for row in table.rows:
            assert len(row) == len(table.head)
            assert all(cell.text.strip() or cell.images for cell in row)
            assert {cell.text for cell in row} - {"—", "❤", "link"}


def test_every_anchor_leads_to_a_heading(page: Page) -> None:
    wanted = [link for link in page.links if link.startswith("#")]
    anchors = {f"#{anchor}" for anchor in github_anchors(page.headings)}
    assert len(wanted) > 16
    assert set(wanted) <= anchors


def test_contents_list_every_heading_below_the_title_but_their_own(page: Page) -> None:
    listed = [bullet for bullet in page.bullets if bullet.links and bullet.links[0].startswith("#")]
    below = [title for level, title in page.headings if level > 1 and title != "Contents"]
    assert [re.sub(r" \(\d+\)\s*$", "", bullet.text).strip() for bullet in listed] == below


def test_no_sign_of_markdown_is_left_over(page: Page) -> None:
    assert not [text for text in page.texts if re.search(r"\]\(|!\[|\[\[|\]\]|\*\*|&\w+;", text)]
    assert {"a", "img", "table"} <= set(page.tags)
    assert not {"script", "iframe", "form", "input"} & set(page.tags)


def test_brackets_of_links_and_images_are_balanced(document: str) -> None:
    for line in document.splitlines():
        plain = re.sub(r"\\.|`[^`]*`", "", line)
        assert plain.count("[") == plain.count("]")
        assert plain.count("](") <= plain.count(")")


def test_every_link_is_http_or_leads_into_the_document(page: Page) -> None:
    beside = {link for link in page.links if not link.startswith(("https://", "http://", "#"))}
    assert beside == {"lineage.md"}
    assert (ROOT / "catalog/lineage.md").is_file()


def test_badges_count_the_labels_that_are_known(page: Page, built: Built) -> None:
    files = {file.path: file.text for file in built.files}
    badges = {
        alt: source
        for bullet in page.bullets
        for alt, source in zip(bullet.alts, bullet.images, strict=True)
    }
    assert list(badges) == [f"{name}: {count}" for name, count in BADGES.items()]
    for alt, source in badges.items():
        drawing = ET.fromstring(files[f"catalog/{source}"] or "")
        assert drawing.tag == "{http://www.w3.org/2000/svg}svg"
        assert drawing.get("aria-label") == alt
        assert (ROOT / "catalog" / source).is_file()


def test_a_badge_leads_to_the_search_for_its_label(page: Page) -> None:
    links = {bullet.alts[0]: bullet.links[0] for bullet in page.bullets if bullet.alts}
    assert links["VQA: 16"] == (
        f"{REPOSITORY}/issues?q=is%3Aissue%20state%3Aopen%20label%3Aaccepted%20label%3AVQA"
    )
    assert links["Cap.: 46"].endswith("%20label%3A%22Cap.%22")


def test_the_committed_files_are_what_a_sync_writes(built: Built) -> None:
    ours = [file for file in built.files if file.path.startswith("catalog/")]
    assert len(ours) == 20
    for file in ours:
        assert file.text is not None
        assert (ROOT / file.path).read_bytes().decode() == file.text


def test_nothing_stands_in_the_way_of_a_sync(built: Built) -> None:
    assert built.held == ()
    assert built.faults == ()
    assert built.shrinks == ()
    assert [one for one in built.problems if one.place.file != "README.md"] == []


def test_fifteen_tables_centre_what_is_short_and_all_keep_names_left(page: Page) -> None:
    centred = "text-align:center"
    for table in page.tables:
        styles = dict(zip([cell.text for cell in table.head], table.alignments, strict=True))
        assert styles["Name"] == styles["Download"] == ""
        assert all(styles[head] == centred for head in styles if head not in {"Name", "Download"})
    assert sum("Year" in [cell.text for cell in table.head] for table in page.tables) == 15
