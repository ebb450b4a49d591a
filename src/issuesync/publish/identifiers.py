"""Addresses into the identifiers that they hold: arXiv's and DOIs."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_ARXIV_HOSTS = frozenset({"arxiv.org", "www.arxiv.org", "export.arxiv.org"})
_ARXIV = re.compile(
    r"/(?:abs|pdf|html|format)/((?:[0-9]{4}\.[0-9]{4,5})|(?:[a-z-]+(?:\.[A-Z]{2})?/[0-9]{7}))"
    r"(?:v[0-9]+)?(?:\.pdf)?/?"
)
"""https://info.arxiv.org/help/arxiv_identifier.html"""
_ARXIV_DOI = re.compile(r"10\.48550/arxiv\.([0-9]{4}\.[0-9]{4,5})", re.IGNORECASE)
_DOI = re.compile(r"(?:^|/)(10\.[0-9]{4,9}/[-._;()/:<>+A-Za-z0-9]+)")
"""https://www.crossref.org/blog/dois-and-matching-regular-expressions/"""
_PARTS = re.compile(
    r"(?:/(?:abstract|full|fulltext|html|meta|pdf|epub|summary)(?:\.html)?"
    r"|\.(?:short|full|abstract|pdf|html))/?$"
)
"""What publishers put behind a DOI to name one view of the paper."""
_NO_PAPERS = frozenset({"github.com", "gitlab.com", "raw.githubusercontent.com"})
_LONGEST = 2000


def arxiv_id(url: str) -> str:
    """Return the arXiv identifier without its version that an address holds, or nothing."""
    parts = _split(url)
    if parts is None:
        return ""
    host, path, _ = parts
    found = _ARXIV.fullmatch(path) if host in _ARXIV_HOSTS else _ARXIV_DOI.fullmatch(doi(url))
    return found[1] if found else ""


def doi(url: str) -> str:
    """Return the DOI that an address holds in its path or query, or nothing."""
    parts = _split(url)
    if parts is None or parts[0] in _NO_PAPERS:
        return ""
    texts = [parts[1], *(value for _, _, value in map(_pair, parts[2].split("&")))]
    found = next(filter(None, map(_DOI.search, texts)), None)
    if found is None:
        return ""
    bare = found[1]
    while (shorter := _PARTS.sub("", bare)) != bare:
        bare = shorter
    return bare.rstrip("/.")


def _split(url: str) -> tuple[str, str, str] | None:
    """Return an address's host, decoded path and query; nothing where it is none."""
    try:
        parts = urlsplit(url[:_LONGEST])
        return (parts.hostname or "").lower(), unquote(parts.path), parts.query
    except ValueError:
        return None


def _pair(text: str) -> tuple[str, str, str]:
    """Divide ``key=value`` of a query, decoded."""
    return unquote(text).partition("=")
