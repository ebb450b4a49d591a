"""Identifiers of papers and data: DOI and arXiv."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import quote, unquote, urlsplit

from issuesync.fields.base import FieldType, Reading, bare_line, fold
from issuesync.fields.link import CUT_SHORT, Url, url_fault
from issuesync.model.problem import Finding

_ARXIV_HOSTS = frozenset(
    {
        "arxiv.org", "www.arxiv.org", "export.arxiv.org", "ar5iv.org", "ar5iv.labs.arxiv.org",
        "alphaxiv.org", "www.alphaxiv.org",
    }
)  # fmt: skip
_ARXIV = (
    r"(?:[a-z-]+(?:\.[a-z]{2})?/[0-9]{7}|[0-9]{2}(?:0[1-9]|1[0-2])\.[0-9]{4,5})(?:v[0-9]{1,3})?"
)
"""The forms of an identifier: https://info.arxiv.org/help/arxiv_identifier.html"""
_ARXIV_BARE = re.compile(rf"(?:arxiv(?: preprint)?\s*[: ]?\s*){{0,2}}({_ARXIV})", re.IGNORECASE)
_ARXIV_PATH = re.compile(rf"(?:abs|pdf|html|format|ps)/({_ARXIV})(?:\.pdf)?/?", re.IGNORECASE)
_ARXIV_DOI = re.compile(rf"10\.48550/arxiv\.({_ARXIV})", re.IGNORECASE)
_DOI = re.compile(r"10\.[0-9]{4,9}(?:\.[0-9]+)*/\S+")
"""What a DOI looks like: https://www.crossref.org/blog/dois-and-matching-regular-expressions/"""
_DOI_BARE = re.compile(
    r"(?:doi\s*[: ]?\s*)?(?:https?://)?(?:(?:dx\.)?doi\.org/)?(10\.\S+)", re.IGNORECASE
)
_DOI_TAIL = re.compile(
    r"(?:/(?:full|abstract|pdf|epdf|epub|html|meta|fulltext|summary))?"
    r"(?:\.(?:pdf|html|short|full|abstract))?$"
)
"""What publishers' addresses put after a DOI."""
_BIORXIV_TAIL = re.compile(r"(?<=[0-9])v[0-9]{1,3}(?:\.[a-z.-]+)?$")
_TO_COME = frozenset({"pending", "none", "none yet", "not yet", "forthcoming", "coming soon"})
_DANGLING = ".,;:)]}>”\"'"


@dataclass(frozen=True, slots=True)
class _Identifier(FieldType[str]):
    """A name that a registry resolves."""

    leads: ClassVar[bool] = True

    def is_blank(self, text: str) -> bool:
        """Count the words for one that will come as no answer."""
        return fold(text).rstrip(".…") in _TO_COME or FieldType.is_blank(self, text)

    def show(self, value: str) -> str:
        """Return the identifier."""
        return value


@dataclass(frozen=True, slots=True)
class Arxiv(_Identifier):
    """An arXiv identifier, with the version where one is given."""

    kind: ClassVar[str] = "arxiv"
    hint: ClassVar[str] = "An arXiv identifier such as 2401.01234, or its URL."

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take an identifier as it is, after ``arXiv:``, out of an address or out of its DOI."""
        del declared
        line, linked = bare_line(text), Url().read(text)
        name = arxiv_of(linked.value or "")
        if name is not None:
            return Reading(_small_v(name), linked.findings)
        bare = _ARXIV_BARE.match(line)
        if bare and not line[bare.end() : bare.end() + 1].isalnum():
            return Reading(_small_v(bare[1]), _beside(line[bare.end() :]))
        message = f"“{line[:200]}” is not an arXiv identifier"
        return Reading(None, (Finding("bad-arxiv", message, self.hint),))

    def address(self, value: str) -> str:
        """Return the page of the paper."""
        return f"https://arxiv.org/abs/{value}"


@dataclass(frozen=True, slots=True)
class Doi(_Identifier):
    """A DOI without its resolver."""

    kind: ClassVar[str] = "doi"
    hint: ClassVar[str] = "A DOI such as 10.1000/182, or its URL."

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take a DOI as it is, after ``doi:``, or out of an address."""
        del declared
        line, linked = bare_line(text), Url().read(text)
        name = doi_of(linked.value or "")
        if name is not None:
            return Reading(name, linked.findings)
        bare = _DOI_BARE.match(line)
        name = _undangled(bare[1]) if bare else ""
        if bare and _DOI.fullmatch(name):
            return Reading(name, _beside(line[bare.end() :]))
        message = f"“{line[:200]}” is not a DOI"
        return Reading(None, (Finding("bad-doi", message, self.hint),))

    def address(self, value: str) -> str:
        """Return the address at which the DOI resolves."""
        return f"https://doi.org/{quote(value, safe='/():;.,_-')}"


def doi_of(url: str) -> str | None:
    """Return the DOI in an address's path or query, as it is written there; ``None`` for none."""
    if url_fault(url):
        return None
    parts = urlsplit(url)
    queried = (unquote(pair.partition("=")[2]) for pair in parts.query.split("&"))
    texts = (unquote(parts.path), *(text for text in queried if text.startswith("10.")))
    found = next(filter(None, map(_DOI.search, texts)), None)
    if not found:
        return None
    name = found[0].rstrip("/")
    host = parts.hostname or ""
    if not host.endswith("doi.org"):
        name = _DOI_TAIL.sub("", name)
    if host.endswith(("biorxiv.org", "medrxiv.org")):
        name = _BIORXIV_TAIL.sub("", name)
    name = _undangled(name)
    return name if _DOI.fullmatch(name) else None


def _undangled(name: str) -> str:
    """Drop the signs of a sentence after a DOI; a bracket that it opened itself is its own.

    Nothing is left of one that is cut short.
    """
    if name.endswith(CUT_SHORT):
        return ""
    while name and name[-1] in _DANGLING:
        if name[-1] == ")" and name.count("(") >= name.count(")"):
            break
        name = name[:-1]
    return name


def arxiv_of(url: str) -> str | None:
    """Return the identifier in an address of arXiv, or in the DOI that arXiv gives it."""
    if url_fault(url):
        return None
    parts = urlsplit(url)
    path = unquote(parts.path).strip("/")
    if (parts.hostname or "") in _ARXIV_HOSTS:
        found = _ARXIV_PATH.fullmatch(path)
    else:
        found = _ARXIV_DOI.fullmatch(path)
    return found[1] if found else None


def _small_v(name: str) -> str:
    """Write the version as arXiv does; the archive's own letters stay."""
    return re.sub(r"V(?=[0-9]+\Z)", "v", name)


def _beside(rest: str) -> tuple[Finding, ...]:
    """Report what is next to an identifier; its subject in brackets, as arXiv cites it, is not."""
    plain = re.sub(r"\A\s*\[[A-Za-z.-]+\]", "", rest).strip(f" {_DANGLING}")
    return (Finding("unread-text", f"“{plain[:200]}” next to the identifier"),) if plain else ()
