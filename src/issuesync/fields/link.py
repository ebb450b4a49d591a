"""Addresses and GitHub repositories."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import ClassVar
from urllib.parse import urlsplit

from issuesync.fields.base import IMAGE, Alignment, FieldType, Reading, one_line, visible
from issuesync.model.problem import Finding

_REPOSITORY = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))/([A-Za-z0-9._-]{1,100})")
_GITHUB_PAGES = frozenset(
    {
        "about", "apps", "collections", "contact", "customer-stories", "enterprise", "explore",
        "features", "login", "marketplace", "notifications", "orgs", "pricing", "search",
        "settings", "site", "sponsors", "stars", "topics", "trending", "users",
    }
)  # fmt: skip
"""First path segments of github.com that are no owner."""

_UNSAFE = re.compile('[\x00-\x20\x7f-\x9f<>"`\\\\\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_LONGEST_HOST_LABEL = 63
DANGLING = ".,;。，；>"
"""What may stand after an address and is none of it, as GitHub's own links have it."""

_SPLIT_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE")
_ADVICE = "give one address that starts with https:// or http://"


@dataclass(frozen=True, slots=True)
class Url(FieldType[str]):
    """An http or https address."""

    kind: ClassVar[str] = "url"
    leads: ClassVar[bool] = True
    hint: ClassVar[str] = "One address that starts with https:// or http://."

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Unwrap, trim and judge the address."""
        del declared
        target, rest = _unwrap(visible(one_line(text)))
        fault = url_fault(target)
        if fault:
            return Reading(None, (Finding("bad-url", f"“{target[:200]}”: {fault}", _ADVICE),))
        return Reading(target, _beside(rest))

    def show(self, value: str) -> str:
        """Return the address."""
        return value

    def address(self, value: str) -> str:
        """Return the address."""
        return value


@dataclass(frozen=True, slots=True)
class Repository(FieldType[str]):
    """A GitHub repository as ``owner/name``."""

    kind: ClassVar[str] = "repository"
    leads: ClassVar[bool] = True
    hint: ClassVar[str] = "A repository on GitHub as owner/name."
    alignment: ClassVar[Alignment] = Alignment.LEFT

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take ``owner/name`` or any address inside the repository."""
        del declared
        target, rest = _unwrap(visible(one_line(text)))
        name = repository_of(target)
        if name:
            return Reading(name, _beside(rest))
        finding = Finding(
            "bad-repository",
            f"“{target[:200]}” names no GitHub repository",
            "give owner/name or the address of the repository on github.com",
        )
        return Reading(None, (finding,))

    def show(self, value: str) -> str:
        """Return ``owner/name``."""
        return value

    def address(self, value: str) -> str:
        """Return the repository's page on github.com."""
        return f"https://github.com/{value}"


def _beside(rest: str) -> tuple[Finding, ...]:
    """Report what stands beside an address."""
    return (Finding("unread-text", f"“{rest[:200]}” beside the address"),) if rest else ()


def _unwrap(text: str) -> tuple[str, str]:
    """Take the first address out of Markdown links and angle brackets; return it and the rest.

    A link's own words are no rest: they are how the address was shown.
    """
    text = IMAGE.sub("", text).strip(" `")
    before, is_link, after = text.partition("](")
    outside, _, _ = before.rpartition("[")
    is_glued = " " not in outside
    if is_link and (is_glued or "://" not in outside):
        inner = link_target(after)
        target, _, _ = inner.strip().lstrip("<").partition(" ")
        rest = after[len(inner) :].strip(" )]" + DANGLING)
        return target.rstrip(DANGLING), rest if is_glued else f"{outside.strip()} {rest}".strip()
    if text.startswith("<") and ">" in text:
        target, _, rest = text[1:].partition(">")
        return target.strip(), rest.strip()
    target, _, rest = text.partition(" ")
    return target.rstrip(DANGLING), rest.strip()


def link_target(text: str) -> str:
    """Return the text up to the bracket that closes the link, inner pairs counted."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return text[:position]
    return text


def url_fault(url: str) -> str:
    """Say why the address must not be linked, or nothing."""
    try:
        parts = urlsplit(url)
        port_is_good = parts.port is None or parts.port > 0
    except ValueError:
        return "not an address"
    if parts.scheme.lower() not in {"http", "https"}:
        return "neither http nor https"
    host = parts.hostname or ""
    labels = host.split(".")
    is_short = max(map(len, labels)) <= _LONGEST_HOST_LABEL
    if not is_short or not _is_host(host) or not port_is_good or _UNSAFE.search(url):
        return "not an address"
    if "@" in parts.netloc:
        return "a user name before the host hides where it leads"
    if any(map(_mixes_scripts, labels)):
        return "the host mixes letters of several scripts"
    return ""


def _is_host(host: str) -> bool:
    """Say whether the host is of letters and digits of any script, and of no look-alike signs."""
    return any(map(str.isalnum, host)) and all(
        char.isalnum() or char in "-._:" or unicodedata.category(char).startswith("M")
        for char in host
    )


def _mixes_scripts(label: str) -> bool:
    """Say whether one label of a host draws on several alphabets, as look-alike names do."""
    if label.startswith("xn--"):
        try:
            label = label[4:].encode("ascii").decode("punycode")
        except UnicodeError:
            return True
    if label.isascii():
        return False
    names = {unicodedata.name(char, "").partition(" ")[0] for char in label if char.isalpha()}
    return len(names.intersection(_SPLIT_SCRIPTS)) > 1


def repository_of(text: str) -> str | None:
    """Return ``owner/name`` of a github.com address or of ``owner/name`` itself."""
    if "://" in text:
        if url_fault(text):
            return None
        parts = urlsplit(text)
        if (parts.hostname or "").removeprefix("www.") != "github.com":
            return None
        path = parts.path.strip("/").split("/")
    else:
        path = text.split("/")
        if len(path) != 2:  # noqa: PLR2004 - an owner and a name
            return None
    name = "/".join(path[:2]).removesuffix(".git")
    match = _REPOSITORY.fullmatch(name)
    if not match or match[1].lower() in _GITHUB_PAGES or match[2] in {".", ".."}:
        return None
    return name
