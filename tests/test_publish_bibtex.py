"""BibTeX of anything that an entry may be called, and of any address, as a reader decodes it."""

from __future__ import annotations

from urllib.parse import unquote

import bibtexparser
import pytest
from bibtexparser.middlewares import LatexDecodingMiddleware
from hypothesis import given

from corpus import CORPUS, hostile_texts
from issuesync.documents.bibtex import render_entry
from issuesync.fields.link import url_fault
from issuesync.markdown.escape import HIDDEN
from issuesync.model.issue import Issue
from issuesync.publish.formats import render_format
from small_catalog import make_catalog


def read_entry(text: str) -> dict[str, str]:
    """Read one entry as a program for BibTeX does."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    assert len(library.blocks) == 1, "one entry, and nothing next to it"
    (entry,) = library.entries
    return {key: one.value for key, one in entry.fields_dict.items()}


@given(hostile_texts())
def test_any_title_is_read_back(text: str) -> None:
    shown = " ".join(HIDDEN.sub("", text).split())
    read = read_entry(render_entry("key", {"title": text, "year": "2024"}))
    assert read["title"] == shown
    assert read["year"] == "2024"


@pytest.mark.parametrize("text", CORPUS)
def test_each_hostile_title_is_read_back(text: str) -> None:
    shown = " ".join(HIDDEN.sub("", text).split())
    assert read_entry(render_entry("key", {"title": text}))["title"] == shown


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/a_b/c--d?via%3Dihub&x=1#y",
        "https://example.org/~user/%7Bx%7D",
        "https://example.org/'quoted'",
        "https://example.org/$x^2$",
        "https://例え.example/路",
    ],
)
def test_an_address_is_read_back(url: str) -> None:
    assert url_fault(url) == ""
    assert unquote(read_entry(render_entry("key", {"url": url}))["url"]) == unquote(url)


CATALOG = """\
repository: octocat/hello-world
documents: [README.md]
fields: {name: title, paper: url, site: url, year: year, date: date, doi: doi, eprint: arxiv}
collections: {sets: {from: issues, columns: {Name: {field: name, link: paper}},
  fields: [name, site, paper, year, date, doi, eprint]}}
"""


@pytest.mark.parametrize(
    ("stated", "cited"),
    [
        ({}, {}),
        ({"paper": "https://arxiv.org/abs/2403.20213v4"}, {"eprint": "2403.20213"}),
        ({"paper": "http://www.arxiv.org/pdf/2003.07333.pdf"}, {"eprint": "2003.07333"}),
        (
            {"paper": "https://doi.org/10.48550/arXiv.2003.07333"},
            {"eprint": "2003.07333", "doi": "10.48550/arXiv.2003.07333"},
        ),
        ({"paper": "https://example.org/abs/2003.07333"}, {}),
        (
            {"paper": "https://dl.acm.org/doi/abs/10.1145/1869790.1869829"},
            {"doi": "10.1145/1869790.1869829"},
        ),
        ({"paper": "https://a.example/10.1117/1.JRS.10.035004.short"},
         {"doi": "10.1117/1.JRS.10.035004"}),
        ({"paper": "https://a.example/article?id=10.1371/journal.pcbi.1009180"},
         {"doi": "10.1371/journal.pcbi.1009180"}),
        ({"paper": "https://a.example/?v=3&id=10.1371%2Fjournal.pcbi.1009180"},
         {"doi": "10.1371/journal.pcbi.1009180"}),
        ({"site": "https://a.example/"}, {"url": "https://a.example/"}),
        (
            {"site": "https://a.example/", "paper": "https://b.example/"},
            {"url": "https://b.example/"},
        ),
        ({"doi": "10.1000/182", "paper": "https://doi.org/10.1000/183"}, {"doi": "10.1000/182"}),
        ({"eprint": "2401.01234v2"}, {"eprint": "2401.01234"}),
        ({"date": "2023-05-06"}, {"year": "2023"}),
        ({"date": "2023-05-06", "year": "2024"}, {"year": "2024"}),
    ],
)  # fmt: skip
def test_an_entry_says_what_is_known_of_it(stated: dict[str, str], cited: dict[str, str]) -> None:
    body = "\n\n".join(f"### {key.capitalize()}\n\n{text}" for key, text in stated.items())
    issue = Issue(7, "A name", body, url="https://github.com/octocat/hello-world/issues/7")
    text = render_format("bibtex", make_catalog([issue], catalog=CATALOG))
    expected = {"title": "A name", "url": stated.get("paper", issue.url), **cited}
    if "eprint" in cited:
        expected["archiveprefix"] = "arXiv"
    assert {key: unquote(value) for key, value in read_entry(text).items()} == {
        key: unquote(value) for key, value in expected.items()
    }
