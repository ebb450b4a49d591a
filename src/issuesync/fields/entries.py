"""Names of other entries, as a text gives them, and the forms in which names compare."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import fold
from issuesync.fields.text import List

if TYPE_CHECKING:
    from collections.abc import Iterator

_NOT_COMPARED = re.compile(r"[\s_\u2010-\u2015\u2212-]+")
"""Blanks, underscores and every kind of hyphen or dash."""
_MARKUP = "*`\"'“”‘’"
_PAIR = " & "
_NAMED_TWICE = re.compile(r"([^()]*[^()\s])\s*\(([^()]+)\)")
_WHOLLY_IN_BRACKETS = re.compile(r"\([^()]*\)")
_JOINED = re.compile(r" ?\+ ?| & | and ")
_PART = re.compile(r"[^\W\d_]+|[0-9]+|[^\s\w\u2010-\u2015\u2212-]|\d+")
"""A stretch of letters or of digits, or one sign that counts."""
_VERSION = re.compile(r"(?:v(?:er(?:sion)?)?\.?)?[0-9]+(?:\.[0-9]+)*\Z")
_LONGEST_NAME = 80
"""Characters of a name that is compared with others by its parts or letters."""


@dataclass(frozen=True, slots=True)
class Entries(List):
    """Names of entries of these collections, of all where none is given.

    ``places`` are what may be named there and is not an entry: where pictures come from. The value
    keeps the names as written; `records.references` resolves them.
    """

    of: tuple[str, ...] = ()
    places: tuple[str, ...] = ()

    kind: ClassVar[str] = "entries"


def name_key(name: str) -> str:
    """Return a name as names of entries compare: without case, blanks, hyphens and underscores.

    All else counts: ``LEVIR-CD`` and ``LEVIR-CD+`` are two names.
    """
    return _NOT_COMPARED.sub("", fold(name).strip(_MARKUP))


def names_of(name: str) -> Iterator[str]:
    """Give what else an entry is called: the parts of ``A & B``, and both names of ``A (B)``."""
    parts = name.split(_PAIR)
    for part in (name, *parts) if len(parts) > 1 else parts:
        if part != name:
            yield part
        both = _NAMED_TWICE.fullmatch(_plain_brackets(part).strip())
        if both:
            yield from (one.strip() for one in both.groups() if any(map(str.isalpha, one)))


def without_remark(name: str) -> str:
    """Return a name without the remark in brackets after it; empty where all is a remark."""
    plain = _plain_brackets(name).strip()
    if _WHOLLY_IN_BRACKETS.fullmatch(plain):
        return ""
    both = _NAMED_TWICE.fullmatch(plain)
    return both[1].strip() if both else name


def leading_keys(name: str) -> list[str]:
    """Return the keys of what a name begins with, shortest first, the whole name's last.

    ``NWPU VHR-10`` begins with ``nwpu`` and ``nwpuvhr``: a part ends where letters do.
    """
    parts = _PART.findall(fold(name[:_LONGEST_NAME]).strip(_MARKUP))
    return list(accumulate(parts))


def unversioned_key(name: str) -> str:
    """Return a name's key without the version or year that it ends with."""
    key = name_key(name[:_LONGEST_NAME])
    return _VERSION.sub("", key)


def joined_names(name: str) -> list[str]:
    """Divide ``Google Earth + OSM`` at its signs."""
    return [part for part in _JOINED.split(name) if part]


def _plain_brackets(text: str) -> str:
    """Write full-width brackets as ASCII has them."""
    return text.replace("（", "(").replace("）", ")")
