"""Badges in four styles, the searches they lead to, and the drawings."""

from __future__ import annotations

import re
from dataclasses import replace
from urllib.parse import parse_qs, unquote, urlsplit
from xml.etree import ElementTree as ET

import pytest

from issuesync.documents.badges import (
    LIVE_NOTE,
    OWN_MARK,
    badge_files,
    draw_badge,
    live_url,
    quote_term,
    search_url,
    static_url,
    text_width,
)
from issuesync.schema.parts import Badges
from markdown import Cell, read_page
from small_catalog import (
    CATALOG,
    build_one,
    make_catalog,
    make_issue,
    make_schema,
    region,
    render_one,
)

ODD = 'good "first" try'
ISSUES = [
    make_issue(1, labels=["VQA"]),
    make_issue(2, labels=["VQA", "Cap."]),
    make_issue(3, labels=["vqa"]),
    make_issue(4),
]


def usage(style: str, path: str = "README.md", catalog: str = CATALOG) -> list[Cell]:
    """Return the usage lines of a badges region."""
    changed = catalog.replace("style: local", f"style: {style}")
    return read_page(
        render_one(make_catalog(ISSUES, catalog=changed), region("badges"), path=path)
    ).bullets


def test_a_line_reads_the_description_and_its_badge_the_name_and_count() -> None:
    lines = usage("local")
    assert [line.text.strip() for line in lines] == [
        "Image Captioning:",
        "Visual Question Answering:",
        "Odd:",
    ]
    assert [line.alts for line in lines] == [["Cap.: 1"], ["VQA: 3"], [f"{ODD}: 0"]]


def test_local_badges_are_files_beside_the_document() -> None:
    sources = ["badges/cap.svg", "badges/vqa.svg", "badges/good-first-try.svg"]
    assert [line.images for line in usage("local")] == [[source] for source in sources]
    assert [line.images for line in usage("local", "docs/deep/A.md")] == [
        [f"../../{source}"] for source in sources
    ]
    assert [line.images for line in usage("local", "badges/A.md")] == [
        [source.removeprefix("badges/")] for source in sources
    ]


def test_a_folder_s_name_is_encoded_in_the_address() -> None:
    changed = CATALOG.replace("folder: badges", "folder: my badges (new)")
    lines = usage("local", catalog=changed)
    assert unquote(lines[0].images[0]) == "my badges (new)/cap.svg"
    assert len(lines[0].links) == 1


def test_static_badges_have_the_number_written_in() -> None:
    assert [line.images for line in usage("static")] == [
        ["https://img.shields.io/badge/Cap.-1-1d76db"],
        ["https://img.shields.io/badge/VQA-3-1d76db"],
        ["https://img.shields.io/badge/good%20%22first%22%20try-0-1d76db"],
    ]


def test_live_badges_count_by_themselves_and_the_document_says_what() -> None:
    changed = CATALOG.replace("style: local", "style: live")
    document = render_one(make_catalog(ISSUES, catalog=changed), region("badges"))
    lines = read_page(document).bullets
    base = "https://img.shields.io/github/issues/octocat/hello-world"
    assert lines[1].images == [f"{base}/VQA?style=social"]
    assert lines[2].images == [f"{base}/good%20%22first%22%20try?style=social"]
    assert lines[1].alts == ["VQA"]
    assert LIVE_NOTE in document
    assert LIVE_NOTE not in render_one(make_catalog(ISSUES), region("badges"))


def test_text_badges_are_words() -> None:
    lines = usage("text")
    assert [line.text.strip() for line in lines] == [
        "Image Captioning: 1", "Visual Question Answering: 3", "Odd: 0",
    ]  # fmt: skip
    assert [line.images for line in lines] == [[], [], []]
    assert [len(line.links) for line in lines] == [1, 1, 1]


def test_every_style_leads_to_the_same_search() -> None:
    searches = [
        [line.links for line in usage(style)] for style in ("live", "static", "local", "text")
    ]
    assert searches == [searches[0]] * 4


def terms(url: str) -> str:
    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == ("github.com", "/octocat/hello-world/issues")
    return parse_qs(parts.query)["q"][0]


@pytest.mark.parametrize(
    ("label", "term"),
    [
        ("VQA", "label:VQA"),
        ("GPT-4V", "label:GPT-4V"),
        ("Cap.", 'label:"Cap."'),
        ("good first issue", 'label:"good first issue"'),
        ('a "b"', r'label:"a \"b\""'),
        ("a\\b", r'label:"a\\b"'),
        ("C++ & more", 'label:"C++ & more"'),
        ("50%", 'label:"50%"'),
        ("a#b?c=d", 'label:"a#b?c=d"'),
        ("数据", 'label:"数据"'),
        ("state:closed", 'label:"state:closed"'),
    ],
)
def test_a_search_names_the_label_whatever_it_holds(label: str, term: str) -> None:
    url = search_url("octocat/hello-world", make_schema().by_key["sets"], label)
    assert terms(url) == f"is:issue state:open label:accepted {term}"
    assert re.fullmatch(r"[A-Za-z0-9:/?=%._-]+", url)
    assert term == f"label:{quote_term(label)}"


NEITHER = '-reason:"not planned" -reason:duplicate'


def test_a_search_finds_the_states_that_the_collection_shows() -> None:
    collection = make_schema().by_key["sets"]
    found = {
        state: terms(search_url("octocat/hello-world", replace(collection, state=state), "VQA"))
        for state in ("open", "closed", "all")
    }
    assert found == {
        "open": "is:issue state:open label:accepted label:VQA",
        "closed": f"is:issue state:closed {NEITHER} label:accepted label:VQA",
        "all": f"is:issue {NEITHER} label:accepted label:VQA",
    }


def test_a_search_names_no_label_that_nothing_needs() -> None:
    collection = replace(make_schema().by_key["sets"], publish=None)
    assert (
        terms(search_url("octocat/hello-world", collection, "VQA"))
        == "is:issue state:open label:VQA"
    )


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("GPT-4V", "GPT--4V"),
        ("a_b", "a__b"),
        ("a--b", "a----b"),
        ("a/b?c#d", "a%2Fb%3Fc%23d"),
        ("é %", "%C3%A9%20%25"),
    ],
)
def test_a_name_is_encoded_as_shields_reads_it(name: str, path: str) -> None:
    assert static_url(name, 3, "0e8a16") == f"https://img.shields.io/badge/{path}-3-0e8a16"


def test_a_live_badge_encodes_the_label() -> None:
    assert live_url("o/r", "a/b c") == (
        "https://img.shields.io/github/issues/o/r/a%2Fb%20c?style=social"
    )


def test_two_labels_never_share_a_file() -> None:
    names = ("Cap.", "cap", "CAP!", "???", "数据", "!!!", "../x")
    files = badge_files(Badges(style="local", labels=names, folder="b"))
    assert files == {
        "Cap.": "b/cap.svg", "cap": "b/cap-2.svg", "CAP!": "b/cap-3.svg",
        "???": "b/label.svg", "数据": "b/数据.svg", "!!!": "b/label-2.svg", "../x": "b/x.svg",
    }  # fmt: skip


def test_a_sync_draws_every_badge_and_marks_it_as_its_own() -> None:
    built = build_one(make_catalog(ISSUES), region("badges"))
    drawn = {file.path: file.text or "" for file in built.files if file.path.endswith(".svg")}
    assert list(drawn) == ["badges/cap.svg", "badges/vqa.svg", "badges/good-first-try.svg"]
    assert all(OWN_MARK in text for text in drawn.values())
    assert ET.fromstring(drawn["badges/vqa.svg"]).attrib["aria-label"] == "VQA: 3"


def texts_of(drawing: str) -> list[ET.Element]:
    return list(ET.fromstring(drawing).iter("{http://www.w3.org/2000/svg}text"))


@pytest.mark.parametrize("name", ["VQA", "Multi-Turn", "il.,|", "遥感数据", "e\u0301", "🚀", ""])
def test_the_texts_of_a_badge_lie_within_it_and_beside_each_other(name: str) -> None:
    drawing = draw_badge(name, 12, "1d76db")
    width = int(ET.fromstring(drawing).attrib["width"])
    left, right = texts_of(drawing)
    spans = []
    for text in (left, right):
        middle, length = float(text.attrib["x"]), int(text.attrib["textLength"])
        spans.append((middle - length / 2, middle + length / 2))
    assert spans[0][0] == 6
    assert spans[0][1] + 12 == spans[1][0]
    assert spans[1][1] + 6 == width


def test_wide_letters_take_more_room_than_narrow_ones() -> None:
    assert text_width("il") < text_width("ab") < text_width("数据")
    assert text_width("e\u0301") == text_width("e")


@pytest.mark.parametrize(
    ("color", "ink"),
    [("000000", "#fff"), ("ffffff", "#000"), ("fbca04", "#000"), ("5319e7", "#fff")],
)
def test_the_count_can_be_read_on_its_colour(color: str, ink: str) -> None:
    drawing = draw_badge("a", 1, color)
    assert [text.attrib["fill"] for text in texts_of(drawing)] == ["#fff", ink]
    assert f'fill="#{color}"' in drawing
