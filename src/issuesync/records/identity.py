"""Which entries are the same: what their addresses lead to, and whether their names are alike."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from issuesync.fields.base import fold
from issuesync.fields.identifier import arxiv_of, doi_of
from issuesync.fields.link import repository_of
from issuesync.fields.spelling import is_one_extra, is_one_swap, one_letter_less
from issuesync.model.frozen import frozen_dataclass
from issuesync.model.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.fields.base import FieldType
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection

REPOSITORY, ARXIV, DOI, ADDRESS = "repository", "arXiv identifier", "DOI", "address"
"""What two addresses can have in common, the surest first."""

_VERSION = re.compile(r"v[0-9]+\Z")
_MAY_NAME_PAPER = re.compile(r"10\.|iv\.|%", re.IGNORECASE)
"""What is in each address that names a paper: a DOI, a host of arXiv's kind, or an escape."""
_PLAIN = re.compile(r"https?://(?:www\.)?(?!www\.)([a-z0-9.-]+)(/[A-Za-z0-9./%+~_-]*)?")
"""An address of a host and a path alone."""
_IDENTIFYING = frozenset({"url", "repository", "doi", "arxiv"})
"""The kinds of fields that tell one entry from another."""
_TRACKING = ("utm_", "fbclid", "gclid")
_MOST_COMPARED = 50
"""Entries of one address that are compared by name: a home page of hundreds tells nothing."""
_LONGEST_SPREAD = 40
_SHORTEST_LIKE = 5
"""Below this many letters one letter makes another name."""


@frozen_dataclass(frozen=True, slots=True)
class Key:
    """One thing that an address leads to, in a form that compares."""

    kind: str
    text: str


def address_keys(url: str) -> tuple[Key, ...]:
    """Return what an address leads to, the surest first; nothing for what is not an address."""
    url = url.strip()
    bare = _bare(url)
    if not bare:
        return ()
    found: list[Key] = []
    repository = repository_of(url)
    if repository:
        found.append(Key(REPOSITORY, repository.lower()))
    return (*found, *_paper_keys(url), Key(ADDRESS, bare))


def _bare(url: str) -> str:
    """Return an address without scheme, fragment and what tracks readers; nothing for none."""
    plain = _PLAIN.fullmatch(url)
    if plain:
        return f"{plain[1]}{(plain[2] or '').rstrip('/')}"
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not host:
        return ""
    path = parts.path.rstrip("/")
    query = urlencode([(k, v) for k, v in parse_qsl(parts.query) if not k.startswith(_TRACKING)])
    return f"{host}{path}{'?' * bool(query)}{query}"


def _paper_keys(url: str) -> Iterator[Key]:
    """Give the arXiv identifier, without its version, or the DOI that an address names."""
    if not _MAY_NAME_PAPER.search(url):
        return
    if arxiv := arxiv_of(url):
        yield Key(ARXIV, _VERSION.sub("", arxiv.lower()))
    elif doi := doi_of(url):
        yield Key(DOI, doi.lower())


def identity_keys(record: Record, collection: Collection) -> frozenset[Key]:
    """Return everything that the record's addresses and repositories lead to."""
    stated = _stated_addresses(record, collection)
    return frozenset(key for kind, value in stated for key in _field_keys(kind, value))


def work_keys(record: Record, collection: Collection) -> frozenset[Key]:
    """Return the arXiv identifiers and DOIs that the record's addresses lead to."""
    stated = _stated_addresses(record, collection)
    addresses = (kind.address(value) for kind, value in stated if kind.kind != "repository")
    return frozenset(key for address in addresses for key in _paper_keys(address or ""))


def _stated_addresses(
    record: Record, collection: Collection
) -> Iterator[tuple[FieldType[Any], Any]]:
    """Give each value that tells one entry from another, with its field's type."""
    for field in collection.fields:
        if field.type.kind in _IDENTIFYING and (value := record.value(field.key)) is not None:
            yield field.type, value


def _field_keys(kind: FieldType[Any], value: Any) -> Iterable[Key]:
    """Return what the value of a field of this type leads to."""
    if kind.kind == "repository":
        return (Key(REPOSITORY, value.lower()),)
    return address_keys(kind.address(value) or "")


def check_same(
    records: Iterable[Record], collections: Mapping[str, Collection]
) -> Iterator[Problem]:
    """Report entries of one collection that lead to the same thing and have like names."""
    by_key: dict[tuple[str, Key], list[Record]] = {}
    for record in records:
        found: dict[int, tuple[Record, Key]] = {}
        for key in sorted(identity_keys(record, collections[record.collection]), key=surest):
            earlier = by_key.setdefault((record.collection, key), [])
            for other in earlier[:_MOST_COMPARED]:
                found.setdefault(id(other), (other, key))
            earlier.append(record)
        for other, key in found.values():
            if is_like(record.name, other.name):
                message = f"“{record.name}” leads to the same {key.kind} as {other.title}"
                yield Problem("duplicate", message, record.place, "keep one of the two")


def surest(key: Key) -> tuple[bool, str, str]:
    """Sort the surest kind first: an address is the least that two entries can share."""
    return key.kind == ADDRESS, key.kind, key.text


def is_like(name: str, other: str) -> bool:
    """Say whether two names are the same but for case, signs, and one slip of a finger.

    One letter in the place of another is not a slip here: what shares a paper is often called
    ``RSVQA-LR`` and ``RSVQA-HR``.
    """
    left, right = _squeeze(name), _squeeze(other)
    if left == right:
        return bool(left) or fold(name) == fold(other)
    shorter, longer = sorted((left, right), key=len)
    if len(shorter) < _SHORTEST_LIKE:
        return False
    if len(longer) - len(shorter) == 1:
        return is_one_extra(shorter, longer)
    if len(longer) != len(shorter):
        return False
    differing = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    return is_one_swap(left, right, differing)


class LikeNames:
    """Numbers by names, found by a name that `is_like` theirs, without looking at all of them."""

    def __init__(self) -> None:
        self._by_part: dict[str, dict[int, list[str]]] = {}

    def add(self, name: str, number: int) -> None:
        """Note a number under a name."""
        for part in _like_parts(name):
            self._by_part.setdefault(part, {}).setdefault(number, []).append(name)

    def like(self, name: str) -> list[int]:
        """Return the numbers noted under names like this one, in ascending order."""
        found: dict[int, dict[str, None]] = {}
        for part in _like_parts(name):
            for number, names in self._by_part.get(part, {}).items():
                found.setdefault(number, {}).update(dict.fromkeys(names))
        return sorted(n for n, names in found.items() if any(is_like(name, one) for one in names))


def _like_parts(name: str) -> set[str]:
    """Return texts of which two names that are like have one in common.

    Of a short name they are what is left without any one letter, of a long one its halves: a slip
    leaves one of them as it is.
    """
    plain = _squeeze(name) or fold(name)
    if len(plain) <= _LONGEST_SPREAD:
        return one_letter_less(plain)
    halves = {size // 2 - 1 for size in (len(plain) - 1, len(plain), len(plain) + 1)}
    ends = {f"{plain[:half]}…" for half in halves} | {f"…{plain[-half:]}" for half in halves}
    return {plain} | ends


def _squeeze(name: str) -> str:
    """Return a name's letters and digits alone, folded."""
    return "".join(filter(str.isalnum, fold(name)))
