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
from issuesync.publish.identifiers import arxiv_id, doi


def read_entry(text: str) -> dict[str, str]:
    """Read one entry as a program for BibTeX does."""
    library = bibtexparser.parse_string(text, append_middleware=[LatexDecodingMiddleware()])
    assert library.failed_blocks == []
    assert len(library.blocks) == 1, "one entry, and nothing beside it"
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


@pytest.mark.parametrize(
    ("url", "id_"),
    [
        ("https://arxiv.org/abs/2003.07333", "2003.07333"),
        ("https://arxiv.org/abs/2403.20213v4", "2403.20213"),
        ("http://www.arxiv.org/pdf/2003.07333.pdf", "2003.07333"),
        ("https://arxiv.org/pdf/2003.07333v2", "2003.07333"),
        ("https://arxiv.org/html/2003.07333v2", "2003.07333"),
        ("https://arxiv.org/abs/math.GT/0309136", "math.GT/0309136"),
        ("https://doi.org/10.48550/arXiv.2003.07333", "2003.07333"),
        ("https://arxiv.org/list/cs.CV/recent", ""),
        ("https://example.org/abs/2003.07333", ""),
        ("https://arxiv.org.example.org/abs/2003.07333", ""),
        ("https://[broken", ""),
    ],
)
def test_an_arxiv_identifier_is_read_from_an_address(url: str, id_: str) -> None:
    assert arxiv_id(url) == id_


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://doi.org/10.1145/3503161.3548316", "10.1145/3503161.3548316"),
        ("https://dl.acm.org/doi/abs/10.1145/1869790.1869829", "10.1145/1869790.1869829"),
        ("https://a.example/doi/full/10.1111/2041-210X.13277", "10.1111/2041-210X.13277"),
        ("https://a.example/10.1117/1.JRS.10.035004.short", "10.1117/1.JRS.10.035004"),
        ("https://a.example/articles/10.3389/frai.2020.534696/full", "10.3389/frai.2020.534696"),
        (
            "https://a.example/article?id=10.1371/journal.pcbi.1009180",
            "10.1371/journal.pcbi.1009180",
        ),
        (
            "https://a.example/article?id=10.1371%2Fjournal.pcbi.1009180",
            "10.1371/journal.pcbi.1009180",
        ),
        ("https://a.example/article/doi/10.11834/jrs.20222139/", "10.11834/jrs.20222139"),
        ("https://link.springer.com/article/10.1007/s1/fulltext.html", "10.1007/s1"),
        ("https://a.example/release-10.1234/x", ""),
        ("https://github.com/owner/10.1234/abc", ""),
        ("https://a.example/version/10.1/x", ""),
    ],
)
def test_a_doi_is_read_from_an_address(url: str, found: str) -> None:
    assert doi(url) == found
