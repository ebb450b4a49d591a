"""The edits that people make of a list's rows, each made in a document with regions.

Every function takes a document with our markers around its rows and returns it edited by hand, or
nothing where there is no place for such an edit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

BULLET = re.compile(r"(\s*)([-*+]|[0-9]+[.)])(\s+)")
LINK = re.compile(r"(?<!!)\[([^\[\]]+)\]\(((?:https?://|/|\.\./|[a-z])[^()\s]*)\)")
RULE = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*")
WORD = re.compile(r"[^\W\d_]{4,}")


@dataclass(frozen=True)
class Rows:
    """A region's place in the lines of a document, and the first line and end of each row."""

    begin: int
    end: int
    is_table: bool
    rows: tuple[tuple[int, int], ...]


def regions(lines: list[str]) -> list[Rows]:
    """Find the regions of a document and the rows in each."""
    found = []
    begin = -1
    for at, line in enumerate(lines):
        if line.startswith("<!-- issuesync:begin"):
            begin = at
        elif line.startswith("<!-- issuesync:end") and begin >= 0:
            found.append(_rows(lines, begin, at))
            begin = -1
    return found


def _rows(lines: list[str], begin: int, end: int) -> Rows:
    first = begin + 1
    is_table = first + 1 < end and RULE.fullmatch(lines[first + 1]) is not None
    starts = [
        at
        for at in range(first + 2 if is_table else first, end)
        if (lines[at].strip() if is_table else BULLET.match(lines[at]))
    ]
    ends = [*starts[1:], end] if starts else []
    return Rows(begin, end, is_table, tuple(zip(starts, ends, strict=True)))


def _edit_line(text: str, change: Callable[[str], str | None]) -> str | None:
    """Change the first row of the document that can be changed so."""
    lines = text.split("\n")
    for region in regions(lines):
        for start, _ in region.rows:
            made = change(lines[start])
            if made is not None and made != lines[start]:
                lines[start] = made
                return "\n".join(lines)
    return None


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _as_new(line: str) -> str:
    """Return a row with other names and addresses."""
    line = re.sub(r"(https?://)", r"\1new-", line)
    line = re.sub(r"(?<!!)\[(?=\w)", "[New ", line, count=1) if "[" in line else line
    return re.sub(r"#([0-9]+)", r"#9\1", line)


def _appended(text: str, make: Callable[[Rows, list[str]], str]) -> str | None:
    lines = text.split("\n")
    region = next((one for one in regions(lines) if one.rows), None)
    if region is None:
        return None
    lines.insert(region.end, make(region, lines))
    return "\n".join(lines)


def new_row(text: str) -> str | None:
    """Add a row at the end of a list, after the manner of its first one."""
    return _appended(text, lambda region, lines: _as_new(lines[region.rows[0][0]]))


def new_row_with_links(text: str) -> str | None:
    """Add a row with several links, code, emphasis and a picture."""

    def rich(region: Rows, lines: list[str]) -> str:
        words = (
            "Runs `go  x` and **bold**, see [the manual](https://rich.example.org/manual)"
            " ![ci](https://rich.example.org/ci.svg)"
        )
        name = "[Rich One](https://rich.example.org)"
        if not region.is_table:
            sign = BULLET.match(lines[region.rows[0][0]])
            assert sign
            return f"{sign[0]}{name} - {words}"
        count = lines[region.begin + 1].strip().strip("|").count("|") + 1
        cells = [name, words, *[""] * count][:count] if count > 1 else [f"{name} {words}"]
        return f"| {' | '.join(cells)} |"

    return _appended(text, rich)


def row_removed(text: str) -> str | None:
    """Remove a row with what is below it."""
    lines = text.split("\n")
    region = next((one for one in regions(lines) if len(one.rows) > 1), None)
    if region is None:
        return None
    start, end = region.rows[-1]
    del lines[start:end]
    return "\n".join(lines)


def cell_mended(text: str) -> str | None:
    """Add a word to the end of a row's last words."""

    def mend(line: str) -> str | None:
        found = list(
            WORD.finditer(re.sub(r"\([^()]*\)|`[^`]*`|<[^<>]*>", lambda m: " " * len(m[0]), line))
        )
        at = found[-1].end() if len(found) > 1 else -1
        return f"{line[:at]} indeed{line[at:]}" if at > 0 else None

    return _edit_line(text, mend)


def link_changed(text: str) -> str | None:
    """Change where a row's first link leads."""

    def change(line: str) -> str | None:
        found = LINK.search(line)
        return f"{line[: found.end(2)].rstrip('/')}/v2{line[found.end(2) :]}" if found else None

    return _edit_line(text, change)


def name_mended(text: str) -> str | None:
    """Change a row's name."""

    def change(line: str) -> str | None:
        found = LINK.search(line)
        return f"{line[: found.end(1)]} Two{line[found.end(1) :]}" if found else None

    return _edit_line(text, change)


def typo(text: str) -> str | None:
    """Change one letter of a row's words that are no name."""

    def change(line: str) -> str | None:
        bare = re.sub(
            r"\[[^\[\]]*\](\([^()]*\))?|`[^`]*`|<[^<>]*>", lambda m: " " * len(m[0]), line
        )
        found = WORD.search(bare)
        return f"{line[: found.start() + 2]}x{line[found.start() + 3 :]}" if found else None

    return _edit_line(text, change)


def moved(text: str) -> str | None:
    """Move a row to the next list that has the same head."""
    lines = text.split("\n")
    found = [one for one in regions(lines) if one.rows]
    for left in found:
        for right in found:
            heads = [lines[one.begin + 1] if one.is_table else "" for one in (left, right)]
            if left.end < right.begin and heads[0] == heads[1] and len(left.rows) > 1:
                start, end = left.rows[0]
                row = lines[start:end]
                at = right.rows[-1][1]
                return "\n".join([*lines[:start], *lines[end:at], *row, *lines[at:]])
    return None


def reordered(text: str) -> str | None:
    """Put a list's second row before its first."""
    lines = text.split("\n")
    for region in regions(lines):
        if len(region.rows) > 1:
            (a, b), (_, c) = region.rows[:2]
            if _indent(lines[a]) == _indent(lines[b]) and (
                len(region.rows) < 3 or _indent(lines[c]) <= _indent(lines[a])
            ):
                return "\n".join([*lines[:a], *lines[b:c], *lines[a:b], *lines[c:]])
    return None


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def new_section(text: str) -> str | None:
    """Write a heading and rows below a list, outside of all regions."""
    lines = text.split("\n")
    return _with_section(lines, lambda region: region.end + 1)


def new_section_inside(text: str) -> str | None:
    """Write a heading and rows at the end of a list, before its end marker."""
    lines = text.split("\n")
    return _with_section(lines, lambda region: region.end)


def _with_section(lines: list[str], place: Callable[[Rows], int]) -> str | None:
    for region in reversed(regions(lines)):
        heading = next(
            (one for one in reversed(lines[: region.begin]) if re.match("#{2,6} ", one)), None
        )
        if region.rows and heading:
            level = heading.split(" ")[0]
            rows = [_as_new(lines[start]) for start, _ in region.rows if not _indent(lines[start])]
            head = lines[region.begin + 1 : region.begin + 3] if region.is_table else []
            at = place(region)
            made = ["", f"{level} Brand New", "", *head, *(rows * 2)[:2]]
            if len(rows) == 1:
                made[-1] = made[-1].replace("new-", "other-").replace("[New", "[Other")
            return "\n".join([*lines[:at], *made, *lines[at:]])
    return None


def new_column(text: str) -> str | None:
    """Give a table another column; to a list's rows, another link."""
    lines = text.split("\n")
    region = next((one for one in regions(lines) if one.rows), None)
    if region is None:
        return None
    if not region.is_table:
        for number, (start, _) in enumerate(region.rows):
            lines[start] += f" ([code](https://code.example.org/{number}))"
        return "\n".join(lines)
    closing = "|" if lines[region.begin + 1].rstrip().endswith("|") else ""
    opening = "" if closing else " |"
    cells = [" Size ", "---", *(f" {n} MB " for n in range(len(region.rows)))]
    places = [region.begin + 1, region.begin + 2, *(start for start, _ in region.rows)]
    for at, cell in zip(places, cells, strict=True):
        lines[at] = lines[at].rstrip() + (f"{opening}{cell}{closing}")
    return "\n".join(lines)


def new_column_between(text: str) -> str | None:
    """Give a table another column behind its first one, with cells for half of its rows."""
    lines = text.split("\n")
    region = next((one for one in regions(lines) if one.is_table and len(one.rows) > 1), None)
    if region is None:
        return None
    cells = ["Weight", "---", *(f"{n} kg" if n % 2 else "" for n in range(len(region.rows)))]
    places = [region.begin + 1, region.begin + 2, *(start for start, _ in region.rows)]
    for at, cell in zip(places, cells, strict=True):
        parts = re.split(r"(?<!\\)\|", lines[at])
        parts.insert(1 + lines[at].lstrip().startswith("|"), f" {cell} ")
        lines[at] = "|".join(parts)
    return "\n".join(lines)


def respaced(text: str) -> str | None:
    """Put a blank more into a row of a table, between a pipe and a cell."""
    return _edit_line(text, lambda line: re.sub(r"(\S.*?)\|(?=[^|])", r"\1|  ", line, count=1)
                      if line.count("|") > 1 and not RULE.fullmatch(line) else None)  # fmt: skip


EDITS: dict[str, Callable[[str], str | None]] = {
    one.__name__: one
    for one in (
        new_row, new_row_with_links, row_removed, cell_mended, link_changed, name_mended, typo,
        moved, reordered, new_section, new_section_inside, new_column,
        new_column_between, respaced,
    )
}  # fmt: skip
