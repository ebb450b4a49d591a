"""A body into typed values that know the lines they came from."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from issuesync.bodies.blocks import Answer, Layout, Slot, find_blocks
from issuesync.bodies.lines import FENCE, split_page
from issuesync.fields.base import Element, is_no_response, label_key
from issuesync.fields.signs import leaves_out, without_comments

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.problem import Finding
    from issuesync.model.record import Extra
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field

LEGACY_BLANKS = frozenset({"none", "unknown"})


@dataclass(frozen=True, slots=True)
class ParsedField:
    """What a body states for one field; ``value`` is ``None`` where that is nothing readable.

    ``raw`` is the text where the value does not say all of it. Lines count from 1.
    """

    value: Value | None
    raw: str
    first: int
    last: int
    declared: int | None


@dataclass(frozen=True, slots=True)
class Body:
    """A body read: what it states by field, the text beside it, and what is to be said of it."""

    stated: Mapping[str, ParsedField]
    extras: tuple[Extra, ...]
    findings: tuple[Finding, ...]

    @property
    def values(self) -> dict[str, Value]:
        """Return the values alone."""
        return {key: s.value for key, s in self.stated.items() if s.value is not None}


def read_body(text: str | None, fields: tuple[Field, ...]) -> Body:
    """Read a body of any dialect, in time linear in its length; no text makes this raise."""
    page = split_page(text or "")
    blocks = find_blocks(page, layout_of(fields))
    findings = [*page.findings, *blocks.findings]
    stated: dict[str, ParsedField] = {}
    for field in fields:
        answers = blocks.answers.get(field.key)
        if answers:
            stated[field.key] = _read_answer(field, _merge(answers), findings)
    return Body(stated, tuple(blocks.extras), tuple(findings))


def _read_answer(field: Field, answer: Answer, findings: list[Finding]) -> ParsedField:
    """Read one answer by the field's type; add what is found, with the answer's line."""
    plain = answer.text if field.type.prose else _unfenced(answer.text)
    text = "" if _is_blank(field, plain, legacy=answer.legacy) else plain
    if not text and (answer.declared is None or not field.type.collects):
        raw = "" if is_no_response(without_comments(plain)) else answer.text
        return ParsedField(None, raw, answer.first, answer.last, None)
    reading = field.type.read(text, answer.declared)
    findings += (replace(one, line=answer.first, field=field.key) for one in reading.findings)
    is_whole = reading.value is not None and not reading.findings and not reading.partial
    is_whole = is_whole and (field.type.prose or not leaves_out(text))
    raw = "" if is_whole else answer.text
    return ParsedField(reading.value, raw, answer.first, answer.last, answer.declared)


def _unfenced(text: str) -> str:
    """Take an answer out of the fence that GitHub puts around it where the form says ``render``."""
    first, *inside, last = text.split("\n") if "\n" in text else ("", "")
    return "\n".join(inside) if FENCE.match(first) and FENCE.match(last) else text


def _is_blank(field: Field, text: str, *, legacy: bool) -> bool:
    """Say whether the answer is none, in the words of its dialect."""
    shown = without_comments(text)
    return field.type.is_blank(shown) or (legacy and shown.strip().casefold() in LEGACY_BLANKS)


def _merge(answers: list[Answer]) -> Answer:
    """Put together what stands under several keys of one name; their counts no longer apply."""
    if len(answers) == 1:
        return answers[0]
    text = "\n".join(answer.text for answer in answers)
    return Answer(text, answers[0].first, answers[-1].last, None, answers[0].legacy)


@lru_cache(maxsize=64)
def layout_of(fields: tuple[Field, ...]) -> Layout:
    """Arrange the fields for a reader; an earlier field keeps a name that two would have.

    What a field is called now comes before its key and its former names.
    """
    slots = tuple(
        Slot(
            f.key,
            f.label,
            f.type.element in {Element.TEXTAREA, Element.CHECKBOXES},
            f.type.collects,
            f.type.prose,
        )
        for f in fields
    )
    index = {label_key(field.label): rank for rank, field in reversed([*enumerate(fields)])}
    for rank, field in enumerate(fields):
        for label in field.labels:
            index.setdefault(label_key(label), rank)
    index.pop("", None)
    return Layout(slots, index)
