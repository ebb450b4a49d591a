"""Hostile texts in every place where a text lands, read back as GitHub and browsers read them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS, hostile_texts
from issuesync.app.output import print_json, safe_line
from issuesync.documents.badges import draw_badge
from issuesync.documents.overview import render_contents, render_news
from issuesync.documents.tables import render_legend, render_list, render_table
from issuesync.fields.choice import Choice, Option
from issuesync.fields.link import Url
from issuesync.fields.text import Text
from issuesync.markdown.document import Document, parse_document
from issuesync.markdown.escape import escape_code, escape_inline, escape_url, image_link, link
from issuesync.publish.csv import render_shown_csv, safe_cell
from issuesync.records.catalog import Catalog
from issuesync.schema.parts import News
from markdown import LIVE_SIGN, Cell, Page, additions, read_page, seen
from small_catalog import make_record, make_schema, make_section, region, render_one

if TYPE_CHECKING:
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection, Schema

REPOSITORY = "octocat/hello-world"
NOTHING = "—"
TARGET = "https://good.example/a"
EXAMPLES = settings(max_examples=100, deadline=None)


@cache
def schema() -> Schema:
    return make_schema()


@cache
def sets() -> Collection:
    return schema().by_key["sets"]


def shows(cell: Cell | str, text: str) -> bool:
    """Say whether a place shows the text, and nothing that GitHub would add to it."""
    shown = cell if isinstance(cell, str) else cell.text
    return seen(shown) == (seen(text) or NOTHING) and not additions(shown)


def is_plain(page: Page, *tags: str) -> bool:
    """Say whether the page holds none but the tags, no comment, and none but our links."""
    allowed = {"p", *tags}
    return set(page.tags) <= allowed and not page.comments


def hostile_record(text: str) -> Record:
    return make_record(text, note=text, venue=text, paper=TARGET)


def test_the_corpus_holds_each_technique_once() -> None:
    assert len(CORPUS) >= 200
    assert [text for text, count in Counter(CORPUS).items() if count > 1] == []


def test_a_line_of_markdown_shows_the_text_and_nothing_else() -> None:
    for text in CORPUS:
        escaped = escape_inline(text)
        page = read_page(escaped)
        assert "\n" not in escaped
        assert "\r" not in escaped
        assert is_plain(page)
        assert not LIVE_SIGN.search(escaped)
        assert seen("".join(page.texts)) == seen(text)
        assert not additions("".join(page.texts))


def test_a_table_keeps_its_cells() -> None:
    for text in CORPUS:
        check_table(text)


@given(hostile_texts())
@EXAMPLES
def test_a_table_keeps_its_cells_whatever_is_put_together(text: str) -> None:
    check_table(text)


def check_table(text: str) -> None:
    records = [hostile_record(text), make_record("after", paper=TARGET)]
    page = read_page(render_table(records, sets(), REPOSITORY).text)
    assert is_plain(page, "table", "thead", "tbody", "tr", "th", "td", "a")
    (table,) = page.tables
    hostile, after = table.rows
    assert [len(row) for row in table.rows] == [6, 6]
    assert after[2].text == "after"
    assert shows(hostile[1], text)
    assert shows(hostile[2], text)
    assert shows(hostile[3], text)
    assert hostile[2].links == ([TARGET] if text else [])
    assert [cell.links for cell in (hostile[0], hostile[1], hostile[3], hostile[4])] == [[]] * 4


def test_a_list_keeps_its_items() -> None:
    for text in CORPUS:
        check_list(text)


@given(hostile_texts())
@EXAMPLES
def test_a_list_keeps_its_items_whatever_is_put_together(text: str) -> None:
    check_list(text)


def check_list(text: str) -> None:
    collection = schema().by_key["lists"]
    records = [
        make_record(text, "lists", None, note=text, download=TARGET),
        make_record(text, "lists", None),
        make_record("after", "lists", None),
    ]
    page = read_page(render_list(records, collection, REPOSITORY).text)
    assert is_plain(page, "ul", "li", "a")
    assert page.tags["ul"] == 1
    linked, plain, after = page.bullets
    assert linked.links == [TARGET]
    assert seen(linked.text) == seen(f"{seen(text) or NOTHING} - {text}") or not seen(text)
    assert not additions(linked.text)
    assert shows(plain, text) or not seen(text)
    assert plain.links == []
    assert after.text.strip() == "after"


def test_a_link_keeps_its_text_and_its_address() -> None:
    for text in CORPUS:
        page = read_page(f"a {link(text, TARGET)} b")
        assert is_plain(page, "a")
        assert page.links == [TARGET]
        assert seen("".join(page.texts)) == f"a {seen(text) or NOTHING} b"


def test_an_image_keeps_its_words() -> None:
    for text in CORPUS:
        page = read_page(image_link(text, "https://good.example/b.svg", TARGET))
        assert is_plain(page, "a", "img")
        assert page.images == ["https://good.example/b.svg"]
        assert page.links == [TARGET]


def test_a_heading_shows_the_text_at_its_level() -> None:
    for text in CORPUS:
        check_heading(text)


@given(hostile_texts())
@EXAMPLES
def test_a_heading_shows_the_text_whatever_is_put_together(text: str) -> None:
    check_heading(text)


def check_heading(text: str) -> None:
    sections = (make_section("one", text), make_section("two", "After"))
    collection = replace(sets(), sections=sections)
    changed = replace(schema(), collections=(collection,))
    catalog = Catalog(changed, {"sets": (make_record("a"),)}, ())
    document = render_one(catalog, f"# T\n\n{region('contents')}\n{region('table sets')}")
    page = read_page(document)
    assert [level for level, _ in page.headings] == [1, 2, 2]
    assert seen(page.headings[1][1]) == seen(text)
    assert not additions(page.headings[1][1])
    assert [len(table.rows) for table in page.tables] == [1, 0]
    assert len(page.comments) == 4
    listed = [bullet for bullet in page.bullets if bullet.links]
    assert [seen(one.text).removesuffix(" (1)") for one in listed] == (
        [seen(text), "After"] if seen(text) else ["After"]
    )
    assert render_one(catalog, document) == document


def test_contents_show_a_heading_that_people_wrote() -> None:
    for text in CORPUS:
        headings = f"# T\n\n## {escape_inline(text)}\n\n## After\n"
        document = parse_document("README.md", headings)
        page = read_page(render_contents(document, 3).text)
        assert is_plain(page, "ul", "li", "a")
        assert [seen(one.text) for one in page.bullets][-1] == "After"
        assert len(page.links) == len(page.bullets) == 1 + bool(seen(text))
        assert all(address.startswith("#") for address in page.links)


def test_news_show_names_and_lead_to_issues() -> None:
    for text in CORPUS:
        records = (make_record(text, number=1), make_record("after", number=2))
        catalog = Catalog(schema(), {"sets": records}, ())
        page = read_page(render_news(catalog, News.model_construct(collection="sets")).text)
        assert is_plain(page, "ul", "li", "a", "strong")
        assert page.links == [f"https://github.com/{REPOSITORY}/issues/{n}" for n in (1, 2)]
        (bullet,) = page.bullets
        assert seen(bullet.text) == f"2025-04-29: {seen(text) or NOTHING}, after"


def test_a_legend_shows_option_and_meaning() -> None:
    for text in CORPUS:
        option = Option("key", text, text or "meaning")
        venue = replace(sets().by_key["venue"], type=Choice((option,)))
        fields = tuple(venue if one.key == "venue" else one for one in sets().fields)
        collection = replace(sets(), fields=fields)
        page = read_page(render_legend([make_record("a", venue="key")], collection).text)
        assert is_plain(page, "ul", "li", "code")
        (bullet,) = page.bullets
        assert seen(bullet.text) == f"{seen(text)}: {seen(text)}" or not seen(text)
        assert not additions("".join(page.texts))


def test_code_shows_the_text() -> None:
    for text in CORPUS:
        page = read_page(f"a {escape_code(text)} b")
        assert set(page.tags) == ({"p", "code"} if seen(text) else {"p"})
        assert "".join(page.texts).strip() in {"a  b", "a `` b"}


def test_a_badge_is_well_formed_and_shows_the_text() -> None:
    for text in CORPUS:
        check_badge(text)


@given(hostile_texts())
@EXAMPLES
def test_a_badge_is_well_formed_whatever_is_put_together(text: str) -> None:
    check_badge(text)


def check_badge(text: str) -> None:
    drawing = ET.fromstring(draw_badge(text, 7, "0e8a16"))
    tags = Counter(one.tag.rpartition("}")[2] for one in drawing.iter())
    assert tags == {"svg": 1, "title": 1, "clipPath": 1, "g": 2, "rect": 3, "text": 2}
    assert not [key for one in drawing.iter() for key in one.attrib if key.startswith("on")]
    shown = [seen(one.text or "") for one in drawing.iter() if one.tag.endswith(("title", "text"))]
    assert shown == [f"{seen(text)}: 7".strip(), seen(text), "7"]
    assert seen(drawing.attrib["aria-label"]) == f"{seen(text)}: 7"


def test_an_address_is_refused_or_linked_as_it_is() -> None:
    for text in CORPUS:
        reading = Url().read(text)
        if reading.value is None:
            assert reading.findings
            continue
        page = read_page(f"| a |\n| --- |\n| {link('b', reading.value)} |")
        (table,) = page.tables
        (cell,) = table.rows[0]
        (target,) = cell.links
        assert re.match(r"https?://[^/@]+(?:[/?#]|$)", target, re.IGNORECASE)
        assert cell.text == "b"


@given(hostile_texts())
@EXAMPLES
def test_no_address_breaks_out_of_its_link(text: str) -> None:
    page = read_page(f"| a | b |\n| --- | --- |\n| {link('c', f'https://h/{text}')} | d |")
    (table,) = page.tables
    first, second = table.rows[0]
    assert (first.text, second.text) == ("c", "d")
    assert len(page.links) == 1
    assert page.links[0].startswith("https://h/")
    assert is_plain(page, "table", "thead", "tbody", "tr", "th", "td", "a")


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/(b)_c",
        "https://a.example/b)c(",
        "https://a.example/?a=1&amp=2&copy=3",
        "https://a.example/*b*_c_~d~",
        "https://a.example/[b]",
        "https://a.example/é/数据",
        "https://a.example/%20%7C",
        "https://a.example/?q=a@b.example",
        "https://a.example/#b!",
        "https://a.example/?a=1&copy;=2&#106;",
    ],
)
def test_an_address_arrives_as_it_is(url: str) -> None:
    assert read_page(f"[a]({escape_url(url)})").links == [url]


def test_what_no_address_holds_is_percent_encoded() -> None:
    assert escape_url('https://h/a b|c`d<e>"f\\g{h}^\n') == (
        "https://h/a%20b%7Cc%60d%3Ce%3E%22f%5Cg%7Bh%7D%5E%0A"
    )


def test_a_csv_row_keeps_its_cells_and_none_is_a_formula() -> None:
    for text in CORPUS:
        value = Text().read(text).value or "-"
        (head, row) = csv.reader(
            io.StringIO(render_shown_csv([make_record(value, note=value)], schema()), newline="")
        )
        cells = dict(zip(head, row, strict=True))
        assert cells["note"] == cells["name"] == safe_cell(value)
        assert cells["note"].removeprefix("'") == value.removeprefix("'")
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_a_terminal_gets_no_control() -> None:
    for text in CORPUS:
        assert not re.search(
            "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", safe_line(text)
        )


def test_the_runner_gets_no_command(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in CORPUS:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        check_runner(safe_line(text))


@given(text=hostile_texts(), before=st.sampled_from(["", "a", "\n", " \t"]))
@EXAMPLES
def test_the_runner_gets_no_command_whatever_is_put_together(text: str, before: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GITHUB_ACTIONS", "true")
        check_runner(safe_line(before + text))


def check_runner(shown: str) -> None:
    assert "##[" not in shown
    assert not [line for line in re.split(r"[\r\n]", shown) if line.strip().startswith("::")]


def test_json_in_the_runner_s_log_is_no_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in CORPUS:
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        print_json({"a": text.encode("utf-8", "replace").decode()})
        check_runner(capsys.readouterr().out)


def test_a_commit_s_hash_is_broken_into_stretches_too_short_to_link() -> None:
    for length in range(7, 41):
        assert not additions(escape_inline("0123456789abcdef0123456789abcdef01234567"[:length]))


def test_plain_text_stays_readable_in_the_source() -> None:
    for text in ("RSVQA-LR & RSVQA-HR", "Proc. IEEE", "a (b), c/d 'e' 50%", "100-200 m"):
        assert escape_inline(text) == text
    assert escape_inline("Falcon_SFT") == "Falcon\\_SFT"


def test_a_value_that_shows_nothing_shows_the_sign_for_nothing() -> None:
    for unseen in ("\u200b", "\u3164", "\u200c", "\u200d \u200c", "\x1b", "\ud800", "\xa0"):
        records = [make_record(unseen, note=unseen, paper=TARGET)]
        page = read_page(render_table(records, sets(), REPOSITORY).text)
        assert [cell.text for cell in page.tables[0].rows[0]][2:4] == [NOTHING, NOTHING]


def test_a_text_makes_no_image_of_a_link_that_follows() -> None:
    page = read_page(escape_inline("look!") + link("a", TARGET))
    assert (page.links, page.images) == ([TARGET], [])


def test_a_text_makes_no_heading_of_a_line_above() -> None:
    for text in ("===", "=", "---", "-"):
        page = read_page(f"above\n{escape_inline(text)}")
        assert is_plain(page)
        assert seen("".join(page.texts)) == f"above {text}"


def test_text_that_begins_with_a_marker_stays_in_its_region() -> None:
    catalog = Catalog(schema(), {"sets": (make_record("<!-- issuesync:end -->"),)}, ())
    document = render_one(catalog, region("news") + region("table sets"))
    parsed = parse_document("README.md", document)
    faults = list(parsed.faults)
    assert isinstance(parsed, Document)
    assert not faults
    assert [one.name for one in parsed.regions] == ["news", "table sets"]
