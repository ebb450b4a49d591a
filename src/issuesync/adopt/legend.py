"""The legends of a document: what the words that stand as code in it mean."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.markdown.blocks import Bullets
from issuesync.markdown.bullets import LEAD
from issuesync.markdown.inline import read_cell, tidy

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.markdown.blocks import Page


_CODE = "`"


def find_meanings(page: Page) -> dict[str, str]:
    """Map each word that a bullet explains to its first meaning: ``- `SAR`: Aperture Radar``."""
    meanings: dict[str, str] = {}
    for word, meaning in _explained(page):
        meanings.setdefault(word, meaning)
    return meanings


def _explained(page: Page) -> Iterator[tuple[str, str]]:
    """Give the words with their meanings in order."""
    for block in page.blocks:
        items = block.items if isinstance(block, Bullets) else ()
        for item in (one for one in items if _CODE in one.raw):
            pieces = read_cell(item.raw, page.references).pieces
            if len(pieces) > 1 and pieces[0].is_code and not any(p.url for p in pieces):
                text = tidy("".join(piece.text for piece in pieces[1:]))
                start = LEAD.match(text)
                if start and text[start.end() :]:
                    yield pieces[0].text, text[start.end() :]
