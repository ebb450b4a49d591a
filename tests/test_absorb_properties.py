"""Any edit of any cell: a sync gives the edited document afterwards, or a reason is named."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from absorbing import README, Folder, bodies_of, make_folder, outside_of
from corpus import hostile_texts
from issuesync.markdown.document import parse_document
from issuesync.markdown.escape import escape_inline, link
from issuesync.model.plan import Plan

if TYPE_CHECKING:
    from issuesync.edits.absorb import Absorbed
    from issuesync.markdown.regions import Region


@cache
def folder() -> Folder:
    return make_folder()


def shown_rows(document: str) -> list[int]:
    """Return the lines, from 0, that hold a row or a bullet of an entry."""
    parsed = parse_document(README, document)
    found = []
    for region in parsed.regions:
        if region.name.startswith(("table", "list")):
            for line in range(region.begin + 1, region.end):
                text = parsed.lines[line]
                is_row = text.startswith("| ") and not text.startswith(("| Year", "| :-"))
                if is_row or text.startswith("- "):
                    found.append(line)
    return found


def region_at(document: str, line: int) -> Region:
    parsed = parse_document(README, document)
    return next(one for one in parsed.regions if one.begin < line < one.end)


LINES = shown_rows(folder().document)
CELLS = [
    cell.strip()
    for line in LINES
    for cell in folder().document.split("\n")[line].strip("| ").split(" | ")
]
PLAIN = st.sampled_from(["2020", "2031", "soon", "CVPR", "ICCV", "Zorb", "A survey", "x|y", "N/A",
                         "NaN", "", "-", "https://b.org", "#5", "a`b", "Words: more"])  # fmt: skip
LINKS = st.builds(link, PLAIN, st.sampled_from(["https://b.org/(x)", "https://github.com/o/n"]))
TEXTS = st.one_of(
    st.sampled_from(CELLS),
    PLAIN,
    PLAIN.map(escape_inline),
    LINKS,
    hostile_texts(3).map(lambda text: " ".join(text.split())),
    hostile_texts(3).map(escape_inline),
    st.sampled_from(["**2020**", "[a](b", "![i](https://x.org/i.png)", "<b>x</b>", "`c`", "\\"]),
)


def with_cell(line: str, index: int, text: str) -> str:
    """Put a text in the place of a cell, or of what a bullet shows."""
    if line.startswith("- "):
        head, found, rest = line[2:].partition(" - ")
        return f"- {text}{found}{rest}" if index % 2 else f"- {head} - {text}"
    cells = line.strip().removeprefix("| ").removesuffix(" |").split(" | ")
    cells[index % len(cells)] = text
    return f"| {' | '.join(cells)} |"


def require_result_or_reason(before: Folder, edited: Folder, absorbed: Absorbed, line: int) -> None:
    """Assert that a sync gives the edited document, or that a problem stands where it does not."""
    after = edited.after(absorbed).synced()
    # What was created has a number that only the next look can know.
    after = after.after(after.absorb(edited.document, before.document)).synced()
    region = region_at(edited.document, line)
    named = {
        one.place.line
        for one in absorbed.problems
        if one.place.file == README and one.place.line is not None
    }
    name = region.name
    same = bodies_of(after.document)[name] == bodies_of(edited.document)[name]
    if not same and not any(
        isinstance(one.into, str) and "issue" in one.into for one in absorbed.taken
    ):
        assert any(region.begin < one <= region.end + 1 for one in named), absorbed
    for other, text in bodies_of(edited.document).items():
        if other not in {name, "summary"} and not absorbed.taken:
            assert bodies_of(after.document)[other] == text
    assert outside_of(after.document) == outside_of(edited.document)


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(LINES), st.integers(0, 5), TEXTS, st.booleans())
def test_any_edit_of_any_cell_is_what_a_sync_gives_or_is_named(
    line: int, index: int, text: str, into_issues: bool
) -> None:
    lines = folder().document.split("\n")
    lines[line] = with_cell(lines[line], index, text)
    edited = folder().with_document("\n".join(lines))
    absorbed = edited.absorb(into_issues=into_issues)
    if edited.document == folder().document:
        assert (absorbed.files, absorbed.plan, absorbed.problems) == ((), Plan(), ())
        return
    require_result_or_reason(folder(), edited, absorbed, line)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Edit rows of the document: change, remove, repeat, move and add some."""
    lines = folder().document.split("\n")
    for _ in range(draw(st.integers(1, 4))):
        places = [i for i in shown_rows("\n".join(lines)) if i < len(lines)]
        if not places:
            break
        line = draw(st.sampled_from(places))
        match draw(st.sampled_from(["change", "remove", "repeat", "move", "add"])):
            case "change":
                lines[line] = with_cell(lines[line], draw(st.integers(0, 5)), draw(TEXTS))
            case "remove":
                del lines[line]
            case "repeat":
                lines.insert(line, lines[line])
            case "move":
                lines.insert(draw(st.sampled_from(places)), lines.pop(line))
            case _:
                made = with_cell(lines[line], draw(st.integers(0, 5)), draw(TEXTS))
                lines.insert(line + 1, made)
    return "\n".join(lines)


@settings(max_examples=50, deadline=None)
@given(documents(), st.booleans())
def test_any_edits_of_rows_are_what_a_sync_gives_or_are_named(
    document: str, into_issues: bool
) -> None:
    edited = folder().with_document(document)
    absorbed = edited.absorb(into_issues=into_issues)
    after = edited.after(absorbed).synced()
    after = after.after(after.absorb(edited.document, folder().document)).synced()
    wanted, found = bodies_of(document), bodies_of(after.document)
    parsed = parse_document(README, document)
    for region in parsed.regions:
        if region.name == "summary" or wanted[region.name] == found[region.name]:
            continue
        named = {one.place.line for one in absorbed.problems}
        is_due = region.name in {one.region for one in absorbed.held} and absorbed.plan.changes
        assert is_due or any(region.begin < (line or 0) <= region.end + 1 for line in named), region
    assert outside_of(after.document) == outside_of(document)


def names_in(document: str) -> list[str]:
    """Return what the rows of the tables of data sets are called."""
    rows = [line.split(" | ") for line in document.splitlines() if line.startswith("| 2")]
    return [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", row[2]) for row in rows if len(row) > 2]


@settings(max_examples=50, deadline=None)
@given(documents())
def test_taking_edits_in_twice_takes_nothing_in_the_second_time(document: str) -> None:
    edited = folder().with_document(document)
    first = edited.absorb()
    after = edited.after(first)
    second = after.absorb(folder().document)
    again = [one for one in second.taken if one.what in {x.what for x in first.taken}]
    # A row that leads to no issue is known by its name: two of one name cannot be told apart.
    twins = {f"{name}: new" for name in names_in(document) if names_in(document).count(name) > 1}
    assert [one for one in again if one.what not in twins] == []
