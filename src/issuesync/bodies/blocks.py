"""Marks into blocks: whose answer each stretch of a body is."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.bodies.form import Candidate, align, first_between
from issuesync.bodies.marks import FORM_LEVEL, Mark, MarkKind, find_marks
from issuesync.bodies.plain_keys import find_plain_keys
from issuesync.fields.base import BULLET, is_no_response, label_key
from issuesync.fields.boxes import box_of
from issuesync.fields.signs import without_comments
from issuesync.model.frozen import frozen_dataclass
from issuesync.model.problem import Finding
from issuesync.model.record import Extra

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.bodies.lines import BodyLines

_BLANK_LINES = re.compile(r"(?:[^\S\n]*\n)*")


@dataclass(frozen=True, slots=True)
class Slot:
    """A field as a body sees it: where its answer goes and what shape the answer has."""

    key: str
    label: str
    multiline: bool
    collects: bool
    prose: bool
    has_names: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a collection in the form's order, found by any of their labels."""

    slots: tuple[Slot, ...]
    index: Mapping[str, int]
    keys: re.Pattern[str]
    """What states any of them within the answer to another."""
    retired: frozenset[str] = frozenset()
    """The label keys of fields that the catalog no longer has."""


@frozen_dataclass(frozen=True, slots=True)
class Answer:
    """What a body says under one label; lines count from 1, the label's own first."""

    text: str
    first: int
    last: int
    declared: int | None = None
    legacy: bool = False


@dataclass(slots=True)
class Blocks:
    """The answers of a body by field, and everything that is none."""

    answers: dict[str, list[Answer]] = field(default_factory=dict)
    extras: list[Extra] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    retired: frozenset[str] = frozenset()

    def keep(self, code: str, label: str, text: str, line: int) -> None:
        """Keep a text that is no field's answer, and report it; ``line`` counts from 0."""
        self.extras.append(Extra(label, text, line + 1))
        if label_key(label) in self.retired:
            return
        hint = "remove one of the two" if code == "repeated-key" else ""
        self.findings.append(Finding(code, f"“{label[:120]}”", hint, line + 1))


def find_blocks(page: BodyLines, layout: Layout) -> Blocks:
    """Read the body as a form where its headings allow, else mark by mark."""
    marks = find_marks(page, layout.index)
    form = _read_form(page, layout, marks)
    if form is not None:
        return form
    blocks = _read_marks(page, layout, marks)
    plain = _plain_keys(page, layout, marks, blocks)
    return _read_marks(page, layout, _in_order(marks, plain)) if plain else blocks


def marks_of(page: BodyLines, layout: Layout) -> list[Mark]:
    """Return the marks by which the body is read, plain keys among them where they count."""
    marks = find_marks(page, layout.index)
    if _read_form(page, layout, marks) is not None:
        return marks
    plain = _plain_keys(page, layout, marks, _read_marks(page, layout, marks))
    return _in_order(marks, plain)


def _in_order(marks: list[Mark], plain: list[Mark]) -> list[Mark]:
    """Put marks in the order of their lines."""
    return sorted([*marks, *plain], key=lambda mark: mark.line) if plain else marks


def _plain_keys(page: BodyLines, layout: Layout, marks: list[Mark], blocks: Blocks) -> list[Mark]:
    """Return the plain keys that are in no answer, if they are two or there is nothing else."""
    answers = [one for given in blocks.answers.values() for one in given]
    taken = {index for one in answers for index in range(one.first - 1, one.last)}
    taken |= {mark.line for mark in marks} | page.literal | _below_unknown_keys(page, layout, marks)
    rows = [(i, line) for i, line in enumerate(page.lines) if i not in taken and line.strip()]
    found = [
        mark
        for mark in find_plain_keys(rows, layout.index)
        if layout.slots[layout.index[mark.key]].key not in blocks.answers
    ]
    are_several = len({layout.index[mark.key] for mark in found}) > 1
    return found if are_several or not answers else []


def _below_unknown_keys(page: BodyLines, layout: Layout, marks: Sequence[Mark]) -> set[int]:
    """Return the lines of the paragraphs below bold keys that name no field."""
    found: set[int] = set()
    for mark in marks:
        line = mark.line + 1
        if mark.kind is MarkKind.KEY and mark.key not in layout.index and not mark.inline:
            while line < len(page.lines) and page.lines[line].strip() and line not in found:
                found.add(line)
                line += 1
    return found


def _read_form(page: BodyLines, layout: Layout, marks: Sequence[Mark]) -> Blocks | None:
    """Read a body that GitHub rendered from the form; ``None`` where it was not."""
    headings = [mark for mark in marks if _is_form_heading(mark)]
    candidates = [Candidate(m.line, layout.index[m.key]) for m in headings if m.key in layout.index]
    breaks = [mark.line for mark in headings if mark.key not in layout.index]
    others = {
        layout.index[m.key] for m in marks if m.key in layout.index and not _is_heading_alone(m)
    }
    named = {candidate.rank for candidate in candidates}
    if others - named or not _are_of_form(page, layout, candidates):
        return None
    aligned = align(page, candidates, [slot.multiline for slot in layout.slots], breaks)
    if aligned is None:
        return None
    blocks = Blocks(retired=layout.retired)
    foreign = _foreign(page, headings, layout)
    labels = {mark.line: mark.label for mark in headings}
    _keep_sections(blocks, page, labels, [-1, *breaks], candidates[0].line)
    ends = [*(candidate.line for candidate in aligned.chosen[1:]), len(page.lines)]
    for candidate, end in zip(aligned.chosen, ends, strict=True):
        slot = layout.slots[candidate.rank]
        stop = first_between(foreign if slot.prose else breaks, candidate.line, end)
        text = _trim(page.text(candidate.line + 1, stop))
        blocks.answers[slot.key] = [Answer(text, candidate.line + 1, stop)]
        _keep_sections(blocks, page, labels, breaks[bisect_left(breaks, stop) :], end)
    if aligned.ambiguous:
        blocks.findings.append(
            Finding(
                "ambiguous-body",
                "an answer holds a heading that equals a field's label; "
                "each field was taken to start at the first one possible",
                "indent or rename the heading inside the answer",
                candidates[0].line + 1,
            )
        )
    return blocks


def _are_of_form(page: BodyLines, layout: Layout, candidates: Sequence[Candidate]) -> bool:
    """Say whether headings of fields are enough for a form: two, or one of prose on top of all."""
    ranks = {candidate.rank for candidate in candidates}
    if len(ranks) != 1:
        return len(ranks) > 1
    above = any(line.strip() for line in page.lines[: candidates[0].line])
    return layout.slots[candidates[0].rank].prose and not above


def _foreign(page: BodyLines, headings: Sequence[Mark], layout: Layout) -> list[int]:
    """Return the headings without a field that no contributor typed inside an answer.

    They are of fields that the catalog has retired, or hold what only a form gives.
    """
    ends = [*(mark.line for mark in headings[1:]), len(page.lines)]
    return [
        mark.line
        for mark, end in zip(headings, ends, strict=False)
        if mark.key not in layout.index
        and (mark.key in layout.retired or _is_given_by_form(page.lines[mark.line + 1 : end]))
    ]


def _is_given_by_form(lines: Sequence[str]) -> bool:
    """Say whether lines are boxes and nothing else, or GitHub's words for no answer."""
    filled = [line for line in lines if line.strip()]
    is_empty = len(filled) == 1 and is_no_response(filled[0])
    return is_empty or (bool(filled) and all(map(box_of, filled)))


def _is_form_heading(mark: Mark) -> bool:
    """Say whether GitHub could have rendered the heading from a form."""
    return _is_heading_alone(mark) and mark.level == FORM_LEVEL


def _is_heading_alone(mark: Mark) -> bool:
    """Say whether the mark is a heading without a value next to it."""
    return mark.kind is MarkKind.HEADING and not mark.inline


def _keep_sections(
    blocks: Blocks, page: BodyLines, labels: Mapping[int, str], starts: Sequence[int], end: int
) -> None:
    """Keep the sections that have no field's label, each up to the next one or ``end``.

    A start of -1 is the text before the first heading.
    """
    for start, following in zip(starts, [*starts[1:], end], strict=False):
        if start >= end:
            return
        stop = min(following, end)
        if start < 0:
            _keep_unlabelled(blocks, [(i, page.lines[i]) for i in range(stop)])
            continue
        text = _trim(page.text(start + 1, stop))
        blocks.keep("unknown-heading", labels[start], text, start)


def _read_marks(page: BodyLines, layout: Layout, marks: Sequence[Mark]) -> Blocks:
    """Read headings, bold keys and badges as they come; a first answer is never overwritten."""
    reader = _Reader(page, layout, Blocks(retired=layout.retired))
    for mark in marks:
        reader.take(mark)
    return reader.finish()


@dataclass(slots=True)
class _Reader:
    page: BodyLines
    layout: Layout
    blocks: Blocks = field(default_factory=Blocks)
    current: Mark | None = None
    badges: dict[int, list[tuple[int, int]]] = field(default_factory=dict)
    """Where on each line the badges stand that were taken as fields of their own."""

    def take(self, mark: Mark) -> None:
        """Begin a new block at the mark, unless it is text of the current one."""
        if self._is_text(mark):
            return
        if mark.kind is MarkKind.BADGE:
            self._take_badge(mark)
        else:
            self._close(mark.line)
            self.current = mark

    def _is_text(self, mark: Mark) -> bool:
        """Say whether the mark belongs to the answer of the block it is in."""
        current, known = self.current, self._slot(mark)
        holder = self._slot(current) if current else None
        if current is None or holder is None or mark.key in self.layout.retired:
            return False
        if mark.kind is MarkKind.BADGE:
            is_free = known is None or known == holder
            return holder.multiline or (is_free and not current.inline)
        if known is not None and known != holder and known.key not in self.blocks.answers:
            return False
        if mark.kind is MarkKind.KEY and mark.indent > current.indent:
            return holder.multiline or not current.inline
        is_inside = mark.kind is MarkKind.KEY or mark.level > current.level
        return holder.multiline and current.kind is MarkKind.HEADING and is_inside

    def _slot(self, mark: Mark) -> Slot | None:
        rank = self.layout.index.get(mark.key)
        return None if rank is None else self.layout.slots[rank]

    def _take_badge(self, mark: Mark) -> None:
        slot = self._slot(mark)
        self.badges.setdefault(mark.line, []).append(mark.span)
        if slot is None:
            self.blocks.keep("unknown-key", mark.label, mark.inline, mark.line)
        elif slot.key in self.blocks.answers:
            self.blocks.keep("repeated-key", mark.label, mark.inline, mark.line)
        else:
            answer = Answer(mark.inline, mark.line + 1, mark.line + 1, legacy=True)
            self.blocks.answers[slot.key] = [answer]

    def _rows(self, start: int, end: int) -> list[tuple[int, str]]:
        """Return the lines with their numbers, without the badges taken from them."""
        if not self.badges and not self.page.closings:
            return [(index, self.page.lines[index]) for index in range(start, end)]
        rows = []
        for index in range(start, end):
            line, *closing = self.page.shown(index)
            for left, right in reversed(self.badges.get(index, ())):
                line = line[:left] + line[right:]
            if line.strip() or index not in self.badges:
                rows.append((index, line))
            rows += ((index, end) for end in closing)
        return rows

    def _close(self, end: int) -> None:
        mark = self.current
        if mark is None:
            _keep_unlabelled(self.blocks, self._rows(0, end))
            return
        rows = self._rows(mark.line + 1, end)
        if mark.kind is MarkKind.HEADING and rows and _is_underline(mark, rows[0][1]):
            rows = rows[1:]
        slot = self._slot(mark)
        if slot is None:
            text = _trim("\n".join([mark.inline, *(line for _, line in rows)]))
            if text or mark.kind is MarkKind.KEY:
                code = "unknown-heading" if mark.kind is MarkKind.HEADING else "unknown-key"
                self.blocks.keep(code, mark.label, text, mark.line)
            return
        taken = len(rows) if slot.multiline else _answer_rows(mark, rows)
        text = _trim("\n".join([mark.inline, *(line for _, line in rows[:taken])]))
        self._store(slot, mark, text, rows[taken][0] if taken < len(rows) else end)
        _keep_unlabelled(self.blocks, rows[taken:])

    def _store(self, slot: Slot, mark: Mark, text: str, end: int) -> None:
        answer = Answer(text, mark.line + 1, end, mark.declared, not _is_form_heading(mark))
        earlier = self.blocks.answers.setdefault(slot.key, [])
        if not earlier or slot.collects:
            earlier.append(answer)
        else:
            self.blocks.keep("repeated-key", mark.label, text, mark.line)

    def finish(self) -> Blocks:
        """Close the last block."""
        self._close(len(self.page.lines))
        return self.blocks


def _answer_rows(mark: Mark, rows: Sequence[tuple[int, str]]) -> int:
    """Return how many of the lines below a mark answer a field of one line.

    What is next to the key is the answer; else it is the first paragraph, or the first list.
    """
    if mark.inline:
        return 0
    first = next((i for i, (_, line) in enumerate(rows) if line.strip()), len(rows))
    is_list = first < len(rows) and BULLET.match(rows[first][1])
    gap = None
    for index in range(first, len(rows)):
        line = rows[index][1]
        if not line.strip():
            gap = index if gap is None else gap
        elif gap is None or (is_list and (BULLET.match(line) or line[0] in " \t")):
            gap = None
        else:
            return gap
    return len(rows)


def _is_underline(mark: Mark, line: str) -> bool:
    """Say whether the line underlines a setext heading."""
    return mark.level <= 2 and set(line.strip()) in ({"="}, {"-"})  # noqa: PLR2004 - setext has two levels


def _keep_unlabelled(blocks: Blocks, rows: Sequence[tuple[int, str]]) -> None:
    """Keep the text that is under no label; report it unless it is a comment alone."""
    kept = [(index, line) for index, line in rows if line.strip()]
    if kept:
        first = kept[0][0] + 1
        text = "\n".join(line for _, line in kept)
        blocks.extras.append(Extra("", text, first))
        if without_comments(text).strip():
            finding = Finding("unlabelled-text", "text that is under no label", "", first)
            blocks.findings.append(finding)


def _trim(text: str) -> str:
    """Drop blank lines around the text and the blanks after it; keep its first indent."""
    above = _BLANK_LINES.match(text)
    return text[above.end() if above else 0 :].rstrip()
