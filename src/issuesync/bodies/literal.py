"""Lines inside fences, comments and front matter, and where those end that are left open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Container, Mapping, Sequence

FENCE = re.compile(r" {0,3}(`{3,}(?=[^`]*$)|~{3,})")
_WITH_WORDS = re.compile(r" {0,3}(?:`{3,}|~{3,})[ \t]*[^\s`~]")
_COMMENT = re.compile(r" {0,3}<!--")
_HEADING = re.compile(r" {0,3}###[ \t]+(.*?)[ \t#]*$")
_MOST_FRONTMATTER = 40


@dataclass(frozen=True, slots=True)
class _Span:
    """A fence or comment: its lines from the one that opens it up to ``end``, and how it ends."""

    start: int
    end: int
    closing: str
    is_closed: bool


@dataclass(frozen=True, slots=True)
class Literal:
    """The lines that cannot be headings or keys; what is added where one was left open."""

    lines: frozenset[int]
    findings: tuple[Finding, ...] = ()
    closings: Mapping[int, str] | None = None
    added: tuple[str, ...] = ()


def find_literal(lines: Sequence[str], known: Container[str]) -> Literal:
    """Find fences and comments; end one that swallows the heading of a field, and report it.

    One that is never closed and swallows none runs to the end of the body, as GitHub shows it.
    Time is linear in the lines for each field: every field's heading ends one span at most.
    """
    start = _frontmatter_end(lines)
    spans = _find_spans(lines, start)
    cut: list[_Span] = []
    while (found := _first_swallowed(lines, spans, known)) is not None:
        index, heading = found
        span = spans[index]
        cut.append(_Span(span.start, heading, span.closing, is_closed=False))
        spans = [*spans[:index], cut[-1], *_find_spans(lines, heading)]
    return _literal_of(lines, start, spans, cut)


def _literal_of(
    lines: Sequence[str], start: int, spans: Sequence[_Span], cut: Sequence[_Span]
) -> Literal:
    """Collect the lines of the spans; close and report those that are left open."""
    literal = {*range(start), *(i for span in spans for i in range(span.start, span.end))}
    closings = {_last_filled(lines, span): span.closing for span in cut}
    findings = [_unclosed(span, "ends above the next field's heading") for span in cut]
    last = spans[-1] if spans else None
    if last is None or last.is_closed or last in cut:
        return Literal(frozenset(literal), tuple(findings), closings)
    findings.append(_unclosed(last, "all below it counts as its text"))
    literal.add(len(lines))
    return Literal(frozenset(literal), tuple(findings), closings, (last.closing,))


def _last_filled(lines: Sequence[str], span: _Span) -> int:
    """Return the last line of a span that is not blank."""
    return next(i for i in range(span.end - 1, span.start - 1, -1) if lines[i].strip())


def _unclosed(span: _Span, result: str) -> Finding:
    """Report a fence or comment that is left open."""
    what = "comment" if span.closing == "-->" else "code fence"
    message = f"the {what} opened here is never closed; {result}"
    return Finding("unclosed-fence", message, f"add a line {span.closing}", span.start + 1)


def _find_spans(lines: Sequence[str], start: int) -> list[_Span]:
    """Find the fences and comments from a line on; the last may be open."""
    spans: list[_Span] = []
    closing, opened = "", 0
    for index in range(start, len(lines)):
        if closing and _closes(lines[index], closing):
            spans.append(_Span(opened, index + 1, closing, is_closed=True))
            closing = ""
        elif not closing:
            closing, opened = _opens(lines[index]), index
    return [*spans, _Span(opened, len(lines), closing, is_closed=False)] if closing else spans


def _first_swallowed(
    lines: Sequence[str], spans: Sequence[_Span], known: Container[str]
) -> tuple[int, int] | None:
    """Return the first span that swallows a field's heading, and the heading's line.

    A span that is closed swallows one where it is closed by another's sign: where another opens
    inside it after the heading, where its end is the first line below a heading, or where the last
    one of the body is open for that.
    """
    if not spans:
        return None
    inside = {index for span in spans for index in range(span.start, span.end)}
    shown = {_field_of(line, known) for i, line in enumerate(lines) if i not in inside}
    is_odd = not spans[-1].is_closed and spans[-1].end == len(lines)
    for number, span in enumerate(spans):
        heading = _missing_heading(lines, span, known, shown)
        if heading is not None and (
            is_odd or _opens_again(lines, span, heading) or _ends_below_heading(lines, span, known)
        ):
            return number, heading
    return None


def _missing_heading(
    lines: Sequence[str], span: _Span, known: Container[str], shown: Container[str]
) -> int | None:
    """Return the first line of a span that is a field's heading with blank lines around it."""
    for index in range(span.start + 1, span.end):
        key = _field_of(lines[index], known)
        around = (*lines[index - 1 : index], *lines[index + 1 : index + 2])
        if key and key not in shown and not any(line.strip() for line in around):
            return index
    return None


def _field_of(line: str, known: Container[str]) -> str:
    """Return the key of the field whose heading a line is, or nothing."""
    heading = _HEADING.match(line) if "###" in line else None
    key = label_key(heading[1]) if heading else ""
    return key if key in known else ""


def _opens_again(lines: Sequence[str], span: _Span, heading: int) -> bool:
    """Say whether another fence or comment opens in a span, below a line of it."""
    opening = "<!--" if span.closing == "-->" else ""
    return any(
        opening in lines[index] if opening else _WITH_WORDS.match(lines[index])
        for index in range(heading, span.end)
    )


def _ends_below_heading(lines: Sequence[str], span: _Span, known: Container[str]) -> bool:
    """Say whether the sign that closes a span is the first thing below a field's heading."""
    above = next((i for i in range(span.end - 2, span.start, -1) if lines[i].strip()), span.start)
    return span.is_closed and above > span.start and bool(_field_of(lines[above], known))


def _opens(line: str) -> str:
    """Return what will close the fence or comment that this line opens, or nothing."""
    fence = FENCE.match(line)
    if fence:
        return fence[1]
    return "-->" if _COMMENT.match(line) and "-->" not in line else ""


def _closes(line: str, closing: str) -> bool:
    """Say whether the line closes the fence or comment."""
    if closing == "-->":
        return "-->" in line
    word = line.strip(" \t")
    indent = len(line) - len(line.lstrip(" "))
    return indent <= 3 and len(word) >= len(closing) and set(word) == {closing[0]}  # noqa: PLR2004 - four are code


def _frontmatter_end(lines: Sequence[str]) -> int:
    """Return how many lines a YAML front matter at the top takes, 0 where there is none."""
    if not lines or lines[0].strip() != "---":
        return 0
    for index in range(1, min(len(lines), _MOST_FRONTMATTER)):
        if lines[index].strip() == "---":
            return index + 1
        if ":" not in lines[index]:
            return 0
    return 0
