"""Addresses with a known form into what they mean: issues, and the words on a badge."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.markdown.inline import Content

ISSUE_LINK = re.compile(
    r"https?://[A-Za-z0-9.:-]+/([A-Za-z0-9-]+/[A-Za-z0-9._-]+)/issues/([0-9]{1,18})(?![0-9])"
)
ISSUE = re.compile(rf"{ISSUE_LINK.pattern}(?:[#?].*)?")


def issue_links(cells: Iterable[Content]) -> Iterator[tuple[str, int]]:
    """Give the repository and number of every issue that a row links to."""
    for cell in cells:
        for link in cell.links:
            if found := ISSUE.fullmatch(link.url):
                yield found[1], int(found[2])


def badge_text(image: str) -> str:
    """Return the words on a shields.io badge: ``Paper`` of ``…/badge/Paper-20B2AA``.

    The form of the path: https://shields.io/badges
    """
    _, found, path = image.partition("img.shields.io/badge/")
    if not found:
        return ""
    content = unquote(path.partition("?")[0]).replace("--", "\0")
    return content.partition("-")[0].replace("\0", "-").replace("_", " ").strip()
