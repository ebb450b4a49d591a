"""What is broken in a document whatever its catalog says, by line."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.documents.check import CODE
from issuesync.markdown.encoding import mended
from issuesync.markdown.inline import read_cell
from issuesync.markdown.pieces import BROKEN
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.markdown.document import Document

_BARE_TARGET = re.compile(r"(?<!\\)\]\(([\w-]+)\)")
_MAY_BE_BADGE = re.compile(r"(?<!\[)!\[[^\]\[]*\]\([^()\s]*\)\]\(|\[!\[[^\]\[]*\]\([^()\s]*\)\(")
"""A linked picture that lacks the bracket before it, or the one behind it."""


def lint_document(document: Document) -> list[Problem]:
    """Report what hands broke outside the regions: links, badges, letters, rows."""
    path, rows = document.path, document.own_sheets.problems
    ours = {line for region in document.regions for line in range(region.begin, region.end + 1)}
    skipped = ours | document.literal
    lines = [
        (index, line.rstrip("\r\n"))
        for index, line in enumerate(document.lines)
        if index not in skipped
    ]
    anchors = frozenset(heading.anchor for heading in document.headings)
    return [
        *(x for x in rows if x.code != "not-adopted" and (x.place.line or 0) - 1 not in ours),
        *_bare_targets(path, lines, anchors),
        *_broken_badges(path, lines),
        *_odd_letters(path, lines),
    ]


def _bare_targets(
    path: str, lines: list[tuple[int, str]], anchors: frozenset[str]
) -> Iterator[Problem]:
    """Report links to a heading of the document that lack the sign before its anchor."""
    for index, line in lines:
        for target in _BARE_TARGET.findall(CODE.sub("", line)) if "](" in line else ():
            if target in anchors:
                message = f"({target}) leads to a file of that name, not to the heading"
                place = Location(path, line=index + 1)
                yield Problem("hash-missing", message, place, f"write (#{target})")


def _broken_badges(path: str, lines: list[tuple[int, str]]) -> Iterator[Problem]:
    """Report the badges whose brackets are not balanced."""
    for index, line in lines:
        if "![" in line and _MAY_BE_BADGE.search(line) and BROKEN in read_cell(line).faults:
            message = "a badge's brackets are not balanced, so GitHub shows its signs"
            hint = "write [![words](picture)](address)"
            yield Problem(BROKEN, message, Location(path, line=index + 1), hint)


def _odd_letters(path: str, lines: list[tuple[int, str]]) -> Iterator[Problem]:
    """Report characters that were read in the wrong encoding when they were saved."""
    for index, line in lines:
        good = mended(line)
        if good != line:
            odd, meant = _differing(line, good)
            message = f"“{odd}” was meant to be “{meant}”"
            yield Problem(
                "mis-decoded", message, Location(path, line=index + 1), f"write “{meant}”"
            )


def _differing(left: str, right: str) -> tuple[str, str]:
    """Return the words of two lines from where they differ first to where they do last."""
    start = next((i for i, (a, b) in enumerate(zip(left, right, strict=False)) if a != b), 0)
    limit = min(len(left), len(right)) - start
    end = next((i for i in range(limit) if left[-1 - i] != right[-1 - i]), limit)
    return left[start : len(left) - end], right[start : len(right) - end]
