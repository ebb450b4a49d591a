"""Addresses and GitHub repositories."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import ClassVar
from urllib.parse import urlsplit

from issuesync.fields.base import IMAGE, Alignment, FieldType, Reading, after_bullet
from issuesync.fields.signs import (
    one_line,
    unescaped,
    unquoted,
    unwrapped,
    visible,
    without_emoji,
    without_struck,
    without_tags,
)
from issuesync.model.problem import Finding

_REPOSITORY = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}))/([A-Za-z0-9._-]{1,100})")
_GITHUB_PAGES = frozenset(
    {
        "about", "account", "advisories", "apps", "blog", "codespaces", "collections", "contact",
        "copilot", "customer-stories", "dashboard", "discussions", "enterprise", "enterprises",
        "events", "explore", "features", "issues", "join", "login", "logout", "marketplace",
        "models", "new", "notifications", "organizations", "orgs", "pricing", "pulls", "readme",
        "search", "security", "sessions", "settings", "signup", "site", "solutions", "sponsors",
        "stars", "team", "topics", "trending", "users", "watching",
    }
)  # fmt: skip
"""First path segments of github.com that are no owner."""

_ALTERNATIVES = frozenset({"and/or", "yes/no", "true/false", "on/off", "w/o", "tbd/tba"})
"""What has the shape of a repository and is none."""

_PLAIN_HOST = re.compile(r"[a-z0-9._:-]*[a-z0-9][._:-]*")
_UNSAFE = re.compile('[\x00-\x20\x7f-\x9f<>"`\\\\\u2028\u2029\ud800-\udfff\ufffe\uffff]')
_RELATIVE = re.compile(r"(?!//)[^\s<>\"'`\\:|]+")
"""An address without a scheme: of a file of the repository, or of a heading."""

_LONGEST_HOST_LABEL = 63
_SSH = re.compile(r"\A(?:(?:ssh://)?git@github\.com[:/]|(?:www\.)?github\.com/)", re.IGNORECASE)
_ANCHOR = re.compile(
    r"<a\b[^<>]{0,1000}?\bhref[ ]{0,5}=[ ]{0,5}[\"']?([^\"'\s<>]{1,2000})[\"']?[^<>]{0,1000}>"
    r"([^<>\[\]]{0,1000})</a[ ]{0,5}>",
    re.IGNORECASE,
)
_SPACED_LINK = re.compile(r"\][ ]{1,3}\((?=[ ]?<?https?://)", re.IGNORECASE)
_SCHEME = re.compile(r"(?<![A-Za-z0-9+.-])https?://", re.IGNORECASE)
_ADDRESS_END = re.compile(r"[\s<>，。；、）》」|]")
_HELD = re.compile(r"<([^<>]*)>")
_PLAIN = re.compile(r"https?://[A-Za-z0-9./?#&=%+-]*[A-Za-z0-9/]")
"""An address and nothing else, without a sign that could be none of it."""
_SOUND = re.compile(
    r"https?://(?:(?!xn--)[a-z0-9-]{1,63}\.)+[a-z]{2,24}(?:/[A-Za-z0-9./?#&=%+~_-]*)?"
)
"""An address with which nothing can be wrong."""
_MARKS = "*_'‘’\"“”„«»`"
_CLOSING = {"“": "”", "„": "“", "‘": "’", "«": "»"}
_IS_KEY = re.compile(r"[^:：]{1,60}?[*_ ]{0,4}[:：=–-]+[*_ ]{0,4}")
_GLUE = re.compile(r"[,;]+(?=https?://)", re.IGNORECASE)
_GLUED_SCHEME = re.compile(r"(?<=[A-Za-z0-9])https?://", re.IGNORECASE)
DANGLING = ".,;。，；>"
"""What may stand after an address and is none of it, as GitHub's own links have it."""

CUT_SHORT = ("...", "…")
"""What ends an address that somebody, or a program, did not write out."""

_SPLIT_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "HEBREW", "ARABIC", "CHEROKEE")
_ADVICE = "give one address that starts with https:// or http://"


@dataclass(frozen=True, slots=True)
class Url(FieldType[str]):
    """An http or https address."""

    kind: ClassVar[str] = "url"
    leads: ClassVar[bool] = True
    hint: ClassVar[str] = "One address that starts with https:// or http://."
    relative: bool = False
    """Whether the path of a file of the repository is one too."""

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Unwrap, trim and judge the address."""
        del declared
        target, rest = _find_address(text)
        fault = url_fault(target)
        if self.relative and _RELATIVE.fullmatch(target):
            fault = ""
        if fault:
            said = " ".join(text.split())[:200]
            return Reading(None, (Finding("bad-url", f"“{said}”: {fault}", _ADVICE),))
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
        target, rest = _find_address(text)
        name = repository_of(target)
        if name and target.casefold() not in _ALTERNATIVES:
            return Reading(name, _beside(rest))
        finding = Finding(
            "bad-repository",
            f"“{' '.join(text.split())[:200]}” names no GitHub repository",
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
    """Report what is next to an address."""
    return (Finding("unread-text", f"“{rest[:200]}” next to the address"),) if rest else ()


def _undangled(target: str) -> str:
    """Drop the signs of a sentence after an address; the dots of one that is cut short stay."""
    return target if target.endswith(CUT_SHORT) else target.rstrip(DANGLING)


def _find_address(text: str) -> tuple[str, str]:
    """Return the first address of an answer, without what holds it, and the text next to it."""
    if _PLAIN.fullmatch(text):
        return text, ""
    lines = (after_bullet(line) for line in visible(unquoted(text)).split("\n"))
    plain = without_struck(_anchors_as_links(one_line("\n".join(lines))))
    plain = _SPACED_LINK.sub("](", without_tags(IMAGE.sub("", plain))).strip()
    found = _in_link(plain) or _bare_address(plain) or _first_word(plain)
    target, rest = found
    first, *others = _GLUE.split(target, maxsplit=1)
    return unescaped(first), " ".join([*others, rest]).strip()


def _anchors_as_links(text: str) -> str:
    """Write ``<a href="address">words</a>`` as a link of Markdown."""
    return _ANCHOR.sub(lambda found: f"[{found[2]}]({found[1]})", text) if "</" in text else text


def _in_link(text: str) -> tuple[str, str] | None:
    """Return the target of the first Markdown link, unless an address stands before it.

    A link's own words are no rest: they are how the address was shown.
    """
    before, is_link, after = text.partition("](")
    outside, _, _ = before.rpartition("[")
    is_glued = " " not in outside
    if not is_link or ("://" in outside and not is_glued):
        return None
    inner = link_target(after)
    if (held := _HELD.match(inner.strip())) is not None:
        target = held[1].replace(" ", "%20")
    else:
        target, _, _ = inner.strip().lstrip("<").partition(" ")
    rest = after[len(inner) :].strip(" )]*_`" + DANGLING)
    lead = "" if is_glued else _lead(outside)
    return _undangled(target), f"{lead} {rest}".strip()


def _bare_address(text: str) -> tuple[str, str] | None:
    """Return the first address that is in no link, and what is said next to it."""
    start = _SCHEME.search(text)
    if start is None:
        return None
    before, rest = text[: start.start()], text[start.start() :]
    end = _ADDRESS_END.search(rest)
    target = rest[: end.start()] if end else rest
    if before[-1:] and before[-1] in _MARKS:
        target = _undangled(target.rstrip(_CLOSING.get(before[-1], before[-1])))
    target = _undangled(target)
    for opening, closing in ("()", "[]"):
        while target.endswith(closing) and target.count(closing) > target.count(opening):
            target = _undangled(target[:-1])
    after = rest[len(target) :].strip(_MARKS + DANGLING + ")]|<>”’»` ")
    return target, f"{_lead(before)} {after}".strip()


def _lead(before: str) -> str:
    """Return what stands before an address, unless it is a key such as ``Paper:`` or a sign."""
    lead = before.strip(_MARKS + ' ([<“‘«"')
    is_said = any(map(str.isalnum, lead)) and not _IS_KEY.fullmatch(lead)
    return lead if is_said else ""


def _first_word(text: str) -> tuple[str, str]:
    """Return the first word and the others, where there is no address."""
    target, _, rest = without_emoji(unwrapped(text)).partition(" ")
    return _undangled(target.strip("<>`")), rest.strip()


def link_target(text: str) -> str:
    """Return the text up to the bracket that closes the link, inner pairs counted."""
    depth = 0
    for position, char in enumerate(text):
        depth += (char == "(") - (char == ")")
        if depth < 0:
            return text[:position]
    return text


@lru_cache(maxsize=4096)
def url_fault(url: str) -> str:
    """Say why the address must not be linked, or nothing."""
    if _SOUND.fullmatch(url) and not url.endswith(CUT_SHORT):
        return ""
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
    return _fault_of_parts(host, url)


def _fault_of_parts(host: str, url: str) -> str:
    """Say what is wrong with an address that is one by its form, or nothing."""
    if url.endswith(CUT_SHORT):
        return "cut short"
    if host in {"http", "https"} or _GLUED_SCHEME.search(url):
        return "two addresses in one"
    if any(map(_mixes_scripts, host.split("."))):
        return "the host mixes letters of several scripts"
    return ""


def _is_host(host: str) -> bool:
    """Say whether the host is of letters and digits of any script, and of no look-alike signs."""
    if host.isascii():
        return _PLAIN_HOST.fullmatch(host) is not None
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


@lru_cache(maxsize=4096)
def repository_of(text: str) -> str | None:
    """Return ``owner/name`` of a github.com address or of ``owner/name`` itself."""
    text = _SSH.sub("https://github.com/", text)
    if "://" in text:
        if "github.com" not in text.lower() or url_fault(text):
            return None
        parts = urlsplit(text)
        if (parts.hostname or "").removeprefix("www.") != "github.com":
            return None
        path = parts.path.removeprefix("/").rstrip("/").split("/")
    else:
        path = text.split("/")
        if len(path) != 2:  # noqa: PLR2004 - an owner and a name
            return None
    name = "/".join(path[:2]).removesuffix(".git")
    match = _REPOSITORY.fullmatch(name)
    if not match or match[1].lower() in _GITHUB_PAGES or match[2] in {".", ".."}:
        return None
    return name
