"""The page's files: what they hold, that nothing in them is live, and how large they are."""

from __future__ import annotations

import gzip
import json
import re
from typing import Any

import pytest

from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.fields.link import url_fault
from issuesync.publish.page_data import render_page_data
from markdown import read_page
from page_tools import ROOT
from small_catalog import CATALOG, make_catalog, make_issue
from test_publish_hostile import hostile_catalog

PAGE = ("index.html", "page.css", "page.js", "page.svg", "theme.js", "catalog.js")
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'"
BEGIN = "var issuesyncData = "
"""What a script that could be ended or cut into by a text would not hold."""


@pytest.fixture(scope="module")
def flagship() -> dict[str, bytes]:
    return build_site(load(ROOT).catalog)


@pytest.fixture(scope="module")
def hostile() -> dict[str, bytes]:
    return build_site(hostile_catalog())


def data_of(site: dict[str, bytes]) -> dict[str, Any]:
    text = site["catalog.js"].decode()
    assert text.startswith(BEGIN)
    found = json.loads(text.removeprefix(BEGIN).removesuffix(";\n"))
    assert isinstance(found, dict)
    return found


def packed(*texts: bytes) -> int:
    return sum(len(gzip.compress(text, 9, mtime=0)) for text in texts)


def test_the_flagship_has_every_entry_and_field(flagship: dict[str, bytes]) -> None:
    data = data_of(flagship)
    assert len(data["names"]) == 297
    keys = [field["key"] for field in data["fields"]]
    assert keys[-4:] == ["task", "annotation", "property", "geometry"]
    assert {"paper", "download", "year", "venue", "country", "section", "sources"} <= set(keys)


def test_the_flagship_is_small(flagship: dict[str, bytes]) -> None:
    files = {name: packed(flagship[name]) for name in PAGE}
    assert sum(files.values()) <= 50_000, files
    assert packed(flagship["page.js"], flagship["theme.js"]) <= 20_000, files


def test_the_same_catalog_gives_the_same_bytes(flagship: dict[str, bytes]) -> None:
    again = build_site(load(ROOT).catalog)
    assert all(again[name] == flagship[name] for name in PAGE)


@pytest.mark.parametrize(
    "char", ["</script>", "<!--", "\u2028", "\u2029", "]]>", "&amp;", "\ud800"]
)
def test_no_text_ends_the_script(char: str) -> None:
    text = render_page_data({"names": [char]})
    assert json.loads(text.removeprefix(BEGIN).removesuffix(";\n")) == {"names": [char]}
    assert not re.search("[<>&\u2028\u2029\ud800-\udfff]", text)


def test_hostile_texts_arrive_as_data_and_end_nothing(hostile: dict[str, bytes]) -> None:
    assert not re.search("[<>&\u2028\u2029]", hostile["catalog.js"].decode())
    assert data_of(hostile)["names"] == [record.name for record in hostile_catalog()]


def test_every_address_of_hostile_entries_may_be_linked(hostile: dict[str, bytes]) -> None:
    links = (one["values"] for one in data_of(hostile)["fields"] if one["kind"] == "link")
    found = [link for values in links for link in values if link]
    assert found
    assert not [one for one in found if url_fault(one)]


def test_a_hostile_title_stays_text_in_the_frame(hostile: dict[str, bytes]) -> None:
    frame = hostile["index.html"].decode()
    assert "A &lt;b&gt;title&lt;/b&gt;" in frame
    assert frame.count("<script") == frame.count("</script>")
    assert "<b>" not in frame


def test_the_policy_allows_the_pages_own_files_alone(flagship: dict[str, bytes]) -> None:
    frame = flagship["index.html"].decode()
    assert POLICY in frame
    assert not re.search(r"""(?:src|href)=["'](?!https://github\.com/)(?:\w+:|//)""", _own(frame))
    assert not re.search(r"\son\w+=|\sstyle=", frame)
    assert read_page(frame)


def _own(frame: str) -> str:
    """Return the frame without what people stated as the catalog's own licence and page."""
    return re.sub(r'<a href="https://(?:creativecommons|spdx|octocat)[^"]*"', "<a", frame)


def test_every_file_that_the_frame_names_is_published(flagship: dict[str, bytes]) -> None:
    named = re.findall(r'(?:src|href)="([\w./-]+)"', flagship["index.html"].decode())
    assert {"catalog.jsonl", "catalog.bib", "feed.xml"} <= set(named)
    assert set(named) <= set(flagship)


def test_a_catalog_without_entries_makes_a_page() -> None:
    site = build_site(make_catalog([], "[]"))
    data = data_of(site)
    assert (data["names"], data["fields"]) == ([], [])
    assert b"0 entries" in site["index.html"]


def test_a_catalog_of_one_field_makes_a_page() -> None:
    issues = [make_issue(1, "One")]
    data = data_of(build_site(make_catalog(issues, "[]", CATALOG)))
    assert data["names"] == ["One"]


def test_a_number_with_a_note_keeps_its_text(flagship: dict[str, bytes]) -> None:
    data = data_of(flagship)
    samples = next(field for field in data["fields"] if field["key"] == "samples")
    assert [1032896, "955,664 (HR), 77,232 (LR)"] in samples["values"]


def test_former_names_of_labels_and_sections_open_old_links(flagship: dict[str, bytes]) -> None:
    fields = {field["key"]: field for field in data_of(flagship)["fields"]}
    named = {one[0]: one for one in fields["task"]["options"]}
    assert named["Cap."] == [
        "Cap.", "Cap.", "Image Captioning", "1d76db", ["Caption", "Captioning", "Image Captioning"],
    ]  # fmt: skip
    sections = {one[0]: one for one in fields["section"]["options"]}
    assert sections["comprehensive"][4] == ["Comprehensive SFT", "Comprehensive Data"]
