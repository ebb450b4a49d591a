"""An edited region next to what is to be written in its place, into the addresses that would go.

This looks at texts alone and shares nothing with what reads rows: whatever misread an edit, an
address that somebody typed is somewhere afterwards, or its line is refused by name.
"""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.edits.base_versions import HandEdit

_WEB = re.compile(r"(?:https?:)?//[^\s<>\"'`|\\]+|www\.[^\s<>\"'`|\\]+")
_TARGET = re.compile(r"\]\(\s*<?([^\s<>()]*(?:\([^\s<>()]*\)[^\s<>()]*)*)>?")
_ATTRIBUTE = re.compile(r"(?i)\b(?:href|src)\s*=\s*[\"']?([^\s\"'<>]+)")
_STARS = re.compile(r"img\.shields\.io/github/stars/([^/?#\s]+/[^/?#\s]+?)(?:\.svg)?(?:[?#].*)?")
_ISSUE = re.compile(r"[^/]+/([^/]+/[^/]+/issues/[0-9]+)")
_OPENING = {")": "(", "]": "["}


def lost_addresses(edit: HandEdit, written: Iterable[str]) -> Iterator[tuple[int, list[str]]]:
    """Give the edited lines, by number from 1, with the addresses that no text holds afterwards.

    ``written`` are the texts as they will be: the document, and the files that an edit goes to.
    """
    before = Counter(edit.base.text.split("\n") if edit.base is not None else ())
    kept: set[str] | None = None
    for at, line in enumerate(edit.region.text.split("\n")):
        if before[line] > 0:
            before[line] -= 1
            continue
        stated = list(dict.fromkeys(_addresses(line)))
        if stated and kept is None:
            kept = {_bare(one) for text in written for one in _addresses(text)}
        lost = [one for one in stated if _bare(one) not in (kept or set())]
        if lost:
            yield edit.region.begin + 2 + at, lost


def _addresses(text: str) -> Iterator[str]:
    """Give every address of a text: of links, pictures and tags, and those that stand bare."""
    for found in _WEB.findall(text):
        yield _without_frame(found)
    for pattern in (_TARGET, _ATTRIBUTE):
        yield from (one for one in pattern.findall(text) if one and "//" not in one)


def _without_frame(address: str) -> str:
    """Take the brackets and stops off an address's end that belong to the text around it."""
    for sign, opening in _OPENING.items():
        at = address.find(sign)
        while at >= 0:
            if address.count(opening, 0, at) < address.count(sign, 0, at + 1):
                address = address[:at]
                break
            at = address.find(sign, at + 1)
    return address.rstrip(".,;:!?*_~")


def _bare(address: str) -> str:
    """Return an address as addresses compare: without scheme, escapes and a last slash.

    An issue is the same wherever its repository is served.
    """
    plain = unquote(unescape(address))
    plain = re.sub(r"^(?:https?:)?//(?:www\.)?|^www\.", "", plain).rstrip("/").casefold()
    issue = _ISSUE.fullmatch(plain)
    if issue:
        return issue[1]
    stars = _STARS.fullmatch(plain)
    return f"github.com/{stars[1]}" if stars else plain
