"""Marks into blocks: whose answer each stretch of a body is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.bodies.form import Candidate, align
from issuesync.bodies.marks import FORM_LEVEL, Kind, Mark, find_marks
from issuesync.model.problem import Finding
from issuesync.model.record import Extra

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.bodies.lines import Page


@dataclass(frozen=True, slots=True)
class Slot:
    """A field as a body sees it: where its answer goes and what shape the answer has."""

    key: str
    label: str
    multiline: bool
    collects: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """The fields of a collection in the form's order, found by any of their labels."""

    slots: tuple[Slot, ...]
    index: Mapping[str, int]


@dataclass(frozen=True, slots=True)
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


def find_blocks(page: Page, layout: Layout) -> Blocks:
    """Read the body as a form where its headings allow, else mark by mark."""
    marks = list(find_marks(page, layout.index))
    return read_form(page, layout, marks) or read_marks(page, layout, marks)


def read_form(page: Page, layout: Layout, marks: Sequence[Mark]) -> Blocks | None:
    """Read a body that GitHub rendered from the form; ``None`` where it was not."""
    ranks = [layout.index.get(mark.key) for mark in marks if is_form_heading(mark)]
    lines = [mark.line for mark in marks if is_form_heading(mark)]
    candidates = [Candidate(line, r) for line, r in zip(lines, ranks, strict=True) if r is not None]
    others = {
        layout.index[m.key] for m in marks if m.kind is not Kind.HEADING and m.key in layout.index
    }
    named = {candidate.rank for candidate in candidates}
    if len(named) < 2 or others - named or lines[0] != candidates[0].line:  # noqa: PLR2004 - one heading is no form
        return None
    aligned = align(page, candidates, [slot.multiline for slot in layout.slots])
    if aligned is None:
        return None
    blocks = Blocks()
    keep_preamble(blocks, page, candidates[0].line)
    ends = [*(candidate.line for candidate in aligned.chosen[1:]), len(page.lines)]
    for candidate, end in zip(aligned.chosen, ends, strict=True):
        text = trim(page.text(candidate.line + 1, end))
        answer = Answer(text, candidate.line + 1, end)
        blocks.answers[layout.slots[candidate.rank].key] = [answer]
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


def is_form_heading(mark: Mark) -> bool:
    """Say whether GitHub could have rendered the heading from a form."""
    return mark.kind is Kind.HEADING and mark.level == FORM_LEVEL


def read_marks(page: Page, layout: Layout, marks: Sequence[Mark]) -> Blocks:
    """Read headings, bold keys and badges as they come; a first answer is never overwritten."""
    reader = _Reader(page, layout)
    for mark in marks:
        reader.take(mark)
    return reader.finish()


@dataclass(slots=True)
class _Reader:
    page: Page
    layout: Layout
    blocks: Blocks = field(default_factory=Blocks)
    current: Mark | None = None
    badge_lines: set[int] = field(default_factory=set)

    def take(self, mark: Mark) -> None:
        """Begin a new block at the mark, unless it is text of the current one."""
        if mark.kind is Kind.BADGE:
            self._take_badge(mark)
        elif not self._is_text(mark):
            self._close(mark.line)
            self.current = mark

    def _is_text(self, mark: Mark) -> bool:
        """Say whether the mark belongs to the answer of the section it stands in."""
        current, known = self.current, self._slot(mark)
        if current is None or current.kind is not Kind.HEADING or self._slot(current) is None:
            return False
        if mark.kind is Kind.KEY:
            return known is None or known.key in self.blocks.answers or known == self._slot(current)
        return known is None and mark.level > current.level

    def _slot(self, mark: Mark) -> Slot | None:
        rank = self.layout.index.get(mark.key)
        return None if rank is None else self.layout.slots[rank]

    def _take_badge(self, mark: Mark) -> None:
        slot = self._slot(mark)
        current = self._slot(self.current) if self.current else None
        if current is not None and current.multiline:
            return
        self.badge_lines.add(mark.line)
        if slot is None:
            self._keep("unknown-key", mark.label, mark.inline, mark.line)
        elif slot.key in self.blocks.answers:
            self._keep("repeated-key", mark.label, mark.inline, mark.line)
        else:
            answer = Answer(mark.inline, mark.line + 1, mark.line + 1, legacy=True)
            self.blocks.answers[slot.key] = [answer]

    def _close(self, end: int) -> None:
        mark = self.current
        if mark is None:
            keep_preamble(self.blocks, self.page, end, self.badge_lines)
            return
        lines = [
            line
            for index, line in enumerate(self.page.lines[mark.line + 1 : end], mark.line + 1)
            if index not in self.badge_lines
        ]
        if mark.kind is Kind.HEADING and lines and is_underline(mark, lines[0]):
            lines = lines[1:]
        text = trim("\n".join([mark.inline, *lines]))
        self._store(mark, text, end)

    def _store(self, mark: Mark, text: str, end: int) -> None:
        slot = self._slot(mark)
        if slot is None:
            code = "unknown-heading" if mark.kind is Kind.HEADING else "unknown-key"
            if text or mark.kind is Kind.KEY:
                self._keep(code, mark.label, text, mark.line)
            return
        answer = Answer(text, mark.line + 1, end, mark.declared, not is_form_heading(mark))
        earlier = self.blocks.answers.setdefault(slot.key, [])
        if not earlier or slot.collects:
            earlier.append(answer)
        else:
            self._keep("repeated-key", mark.label, text, mark.line)

    def _keep(self, code: str, label: str, text: str, line: int) -> None:
        self.blocks.extras.append(Extra(label, text, line + 1))
        hint = "remove one of the two" if code == "repeated-key" else ""
        self.blocks.findings.append(Finding(code, f"“{label[:120]}”", hint, line + 1))

    def finish(self) -> Blocks:
        """Close the last block."""
        self._close(len(self.page.lines))
        return self.blocks


def is_underline(mark: Mark, line: str) -> bool:
    """Say whether the line underlines a setext heading."""
    return mark.level <= 2 and set(line.strip()) in ({"="}, {"-"})  # noqa: PLR2004 - setext has two levels


def keep_preamble(
    blocks: Blocks, page: Page, end: int, badge_lines: set[int] | frozenset[int] = frozenset()
) -> None:
    """Keep the text before the first label."""
    kept = [i for i in range(end) if page.lines[i].strip() and i not in badge_lines]
    if kept:
        text = "\n".join(page.lines[index] for index in kept)
        blocks.extras.append(Extra("", text, kept[0] + 1))
        blocks.findings.append(
            Finding("unlabelled-text", "text that stands under no label", "", kept[0] + 1)
        )


def trim(text: str) -> str:
    """Drop blank lines around the text and the blanks after it; keep its first indent."""
    lines = text.split("\n")
    start = 0
    while start < len(lines) and not lines[start].strip():
        start += 1
    return "\n".join(lines[start:]).rstrip()
