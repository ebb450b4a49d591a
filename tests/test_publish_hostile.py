"""The hostile corpus as a catalog, in every published file: each text arrives, and none is live."""

from __future__ import annotations

import csv
import json
import posixpath
import re
import sqlite3
import warnings
from contextlib import closing
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from xml.etree import ElementTree as ET

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware

from corpus import CORPUS
from issuesync.app.publish import build_site
from issuesync.fields.link import url_fault
from issuesync.markdown.escape import HIDDEN
from issuesync.model.issue import Issue
from issuesync.publish.table import build_tables
from issuesync.yamlfile.write import flow_text
from markdown import Page, additions, read_page, seen
from small_catalog import CATALOG, make_catalog, make_issue

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.records.catalog import Catalog
    from issuesync.yamlfile.source import Plain

ABOUT = """\
about:
  title: "A <b>title</b> | of --> --"
  description: "'; DROP TABLE sets; -- ]]> </script>"
  license: MIT
  url: https://octocat.github.io/hello-world
  creators: ["An {author} & sons", {name: "Smith, John and Co.", type: organization}]
"""
FORMULA = ("=", "+", "-", "@", "\t", "\r")


SETTINGS = (
    CATALOG.replace("  note: text\n", "  note: text\n  from: {type: entries}\n")
    .replace("publish: accepted", "publish: accepted\n    form: {name: Add, title: '<b>New</b> '}")
    .replace("fields: [name, download, repository, note]", "fields: [name, download, note, from]")
)
"""The settings of a small catalog whose entries name each other, and are asked for by a form."""


def hostile_catalog() -> Catalog:
    """Put every text into a title, a field, an address and a paragraph that no field takes in.

    Each entry names its own text and the one before, so that names lead to entries too.
    """
    issues = [
        Issue.from_json(
            make_issue(
                number,
                text,
                note=text,
                venue=text,
                paper=f"https://h.example/{text}",
                download=text,
                **{"from": f"{text}, {CORPUS[number - 2]}", "nobody asked": text},
            ).to_json()
        )
        for number, text in enumerate(CORPUS, 1)
    ]
    names = [text for text in CORPUS if not re.search("[\ud800-\udfff]", text)]  # no YAML holds it
    entries: list[Plain] = [
        {"name": f"{n} {text}".strip(), "note": text, "from": [text, f"{n - 1} {names[n - 1]}"]}
        for n, text in enumerate(names)
    ]
    return make_catalog(issues, flow_text(entries, is_inside=False), SETTINGS + ABOUT)


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return hostile_catalog()


@pytest.fixture(scope="module")
def site(catalog: Catalog) -> dict[str, bytes]:
    return build_site(catalog)


def names_of(catalog: Catalog) -> list[str]:
    return [record.name for record in catalog]


def test_every_file_has_a_plain_name(site: dict[str, bytes]) -> None:
    for path in site:
        assert re.fullmatch(r"(?:entries/(?:lists/)?[\w-]+\.md|[a-z]+\.[a-z]+)", path), path
        assert max(len(part.encode()) for part in path.split("/")) <= 200


def test_json_lines_hold_every_text(catalog: Catalog, site: dict[str, bytes]) -> None:
    lines = [json.loads(line) for line in site["catalog.jsonl"].decode().split("\n")[:-1]]
    assert [line["name"] for line in lines] == names_of(catalog)
    assert [line["note"] for line in lines] == [record.value("note") for record in catalog]


def test_no_cell_of_a_csv_is_a_formula(catalog: Catalog, site: dict[str, bytes]) -> None:
    for table in build_tables(catalog):
        text = site[f"{table.key}.csv"].decode()
        rows = list(csv.reader(text.splitlines(keepends=True)))
        assert len(rows) == len(table.rows) + 1
        assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]


def test_sqlite_holds_every_text(catalog: Catalog, site: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "a.sqlite").write_bytes(site["catalog.sqlite"])
    with closing(sqlite3.connect(tmp_path / "a.sqlite")) as connection:
        found = [name for (name,) in connection.execute("SELECT name FROM entries")]
        assert found == names_of(catalog)
        notes = [note for (note,) in connection.execute("SELECT note FROM sets")]
        assert notes == [record.value("note") for record in catalog.in_collection("sets")]


def test_bibtex_is_one_entry_each(catalog: Catalog, site: dict[str, bytes]) -> None:
    library = bibtexparser.parse_string(
        site["catalog.bib"].decode(), append_middleware=[LatexDecodingMiddleware()]
    )
    assert library.failed_blocks == []
    assert len(library.blocks) == len(library.entries) == len(names_of(catalog))
    shown = [" ".join(HIDDEN.sub("", name).split()) for name in names_of(catalog)]
    assert [entry.fields_dict["title"].value for entry in library.entries] == shown


def test_the_feed_has_no_element_or_address_of_a_text(site: dict[str, bytes]) -> None:
    root = ET.fromstring(site["feed.xml"])
    names = {element.tag.rpartition("}")[2] for element in root.iter()}
    assert names <= {
        "feed", "entry", "id", "title", "subtitle", "updated", "published", "author", "name",
        "link", "category", "summary",
    }  # fmt: skip
    for element in root.iter("{http://www.w3.org/2005/Atom}link"):
        assert urlsplit(element.get("href", "")).scheme in {"http", "https"}
    assert b"<!" not in site["feed.xml"]
    assert all("type" not in element.attrib for element in root.iter()), "every text is plain"


def test_linked_data_links_only_to_addresses(site: dict[str, bytes]) -> None:
    stated = json.loads(site["catalog.jsonld"])
    parts = stated["hasPart"]
    for part in parts:
        assert set(part) <= {
            "@type", "@id", "identifier", "name", "url", "sameAs", "datePublished",
            "discussionUrl", "isPartOf", "isBasedOn", "additionalProperty",
        }  # fmt: skip
        assert {one["@id"] for one in part.get("isBasedOn", ())} <= {one["@id"] for one in parts}
        for key in ("url", "sameAs", "discussionUrl"):
            assert not part.get(key) or url_fault(part[key]) == ""
        assert {key for one in part.get("additionalProperty", ()) for key in one} <= {
            "@type", "propertyID", "name", "value", "unitText",
        }  # fmt: skip
        assert all(
            isinstance(one["value"], str | int) for one in part.get("additionalProperty", ())
        )


def test_croissant_is_valid(site: dict[str, bytes], tmp_path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        for name in ("croissant.json", "catalog.jsonl"):
            (tmp_path / name).write_bytes(site[name])
        issues = mlcroissant.Dataset(str(tmp_path / "croissant.json")).metadata.ctx.issues
    assert (issues.errors, issues.warnings) == (set(), set())


def pages(site: dict[str, bytes]) -> list[tuple[str, Page]]:
    """Read every file of Markdown as GitHub would show it."""
    texts = {path: data.decode() for path, data in site.items() if path.endswith((".md", ".txt"))}
    return [(path, read_page(text)) for path, text in texts.items()]


def test_nothing_in_markdown_is_live(site: dict[str, bytes]) -> None:
    for path, page in pages(site):
        assert page.images == [], path
        assert page.comments == [], path
        assert set(page.tags) <= {
            "h1", "h2", "ul", "li", "a", "code", "pre", "p", "blockquote",
        }, path  # fmt: skip
        for link in page.links:
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(link)))
            assert beside in site or url_fault(link) == "", (path, link)
        own = {unquote(link) for link in page.links}  # an address that shows as itself
        shown = [text for text in page.texts if unquote(text) not in own]
        assert [text for text in shown if additions(text)] == [], path


def test_an_entrys_page_has_one_heading_and_says_its_name(
    catalog: Catalog, site: dict[str, bytes]
) -> None:
    for table in build_tables(catalog):
        for row in table.rows:
            page = read_page(site[f"entries/{row.id}.md"].decode())
            (heading,) = page.headings
            assert seen(heading[1]) in {seen(row.record.name), "—"}


def test_a_selection_is_the_same_rows(catalog: Catalog) -> None:
    assert build_site(catalog) == build_site(hostile_catalog())
