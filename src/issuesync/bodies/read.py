"""A body into typed values that know the lines they came from."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from issuesync.bodies.blocks import Answer, Blocks, Layout, Slot, find_blocks
from issuesync.bodies.held_keys import key_pattern, share_out
from issuesync.bodies.lines import split_page
from issuesync.bodies.literal import FENCE
from issuesync.fields.base import LONGEST_LABEL, WORDS, Element, fold, is_no_response, label_key
from issuesync.fields.boxes import box_of
from issuesync.fields.signs import leaves_out, without_comments
from issuesync.model.frozen import frozen_dataclass
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.bodies.lines import BodyLines
    from issuesync.model.record import Extra
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Field

_COLON = re.compile(r"[*_` ]{0,4}[:：][*_` ]{0,4}")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:\*[ \t]*){3,}|(?:_[ \t]*){3,}|=+[ \t]*)?")
"""A rule, the line under a heading, or a blank line."""
_HARD_BREAK = re.compile(r"(?<!\\)\\[ \t]*(?=\n|\Z)")
_LONGEST_EXAMPLE, _TELLING = 2_000, 4
LEGACY_BLANKS = frozenset({"none", "unknown"})


@frozen_dataclass(frozen=True, slots=True)
class ParsedField:
    """What a body states for one field; ``value`` is ``None`` where that is nothing readable.

    ``raw`` is the text where the value does not say all of it. Lines count from 1.
    """

    value: Value | None
    raw: str
    first: int
    last: int
    declared: int | None


@frozen_dataclass(frozen=True, slots=True)
class Body:
    """A body read: what it states by field, the text next to it, and what is to be said of it."""

    stated: Mapping[str, ParsedField]
    extras: tuple[Extra, ...]
    findings: tuple[Finding, ...]

    @property
    def values(self) -> dict[str, Value]:
        """Return the values alone."""
        return {key: s.value for key, s in self.stated.items() if s.value is not None}


def read_body(text: str | None, fields: tuple[Field, ...]) -> Body:
    """Read a body of any dialect, in time linear in its length; no text makes this raise."""
    layout = layout_of(fields)
    page = split_page(text or "", layout.index)
    blocks = find_blocks(page, layout)
    share_out(blocks.answers, layout)
    findings = [*page.findings, *blocks.findings, *_mostly_unread(page, blocks)]
    stated: dict[str, ParsedField] = {}
    untouched = _untouched(fields, blocks)
    for field in fields:
        answers = blocks.answers.get(field.key)
        if answers:
            stated[field.key] = _read_answer(
                field, _merge(answers), findings, is_untouched=field.key in untouched
            )
    return Body(stated, tuple(blocks.extras), tuple(findings))


def _read_answer(
    field: Field, answer: Answer, findings: list[Finding], *, is_untouched: bool
) -> ParsedField:
    """Read one answer by the field's type; add what is found, with the answer's line."""
    plain = answer.text if field.type.prose else _without_frame(field, answer.text)
    is_blank = is_untouched or _is_blank(field, plain, legacy=answer.legacy)
    text = "" if is_blank else plain
    if is_untouched:
        finding = Finding(
            "untouched-example", "the example is not an answer", "give the entry's own"
        )
        findings.append(replace(finding, line=answer.first, field=field.key))
    if not text and (answer.declared is None or not field.type.collects):
        raw = "" if is_no_response(without_comments(plain)) else answer.text
        return ParsedField(None, raw, answer.first, answer.last, None)
    reading = field.read(text, answer.declared)
    findings += (replace(one, line=answer.first, field=field.key) for one in reading.findings)
    is_whole = reading.value is not None and not reading.findings and not reading.partial
    is_whole = is_whole and (field.type.prose or not leaves_out(text))
    raw = "" if is_whole else answer.text
    return ParsedField(reading.value, raw, answer.first, answer.last, answer.declared)


def _without_frame(field: Field, text: str) -> str:
    """Take off an answer of words what is around it: a fence, rules, the field's own name."""
    bare = _without_rules(_unfenced(text))
    return _without_own_key(field, _HARD_BREAK.sub("", bare) if "\\" in bare else bare)


def _without_rules(text: str) -> str:
    """Drop the lines that end an answer and divide it from what is below."""
    lines = text.split("\n")
    while len(lines) > 1 and _RULE.fullmatch(lines[-1]):
        lines.pop()
    return "\n".join(lines)


def _unfenced(text: str) -> str:
    """Take an answer out of the fence that GitHub puts around it where the form says ``render``."""
    first, *inside, last = text.split("\n") if "\n" in text else ("", "")
    return "\n".join(inside) if FENCE.match(first) and FENCE.match(last) else text


def _is_blank(field: Field, text: str, *, legacy: bool) -> bool:
    """Say whether the answer is none, in the words of its dialect."""
    shown = without_comments(text)
    is_unknown = legacy and shown.strip().casefold() in LEGACY_BLANKS
    return is_unknown or field.is_blank(shown)


def _untouched(fields: tuple[Field, ...], blocks: Blocks) -> frozenset[str]:
    """Return the fields whose answers are their own examples, left as a template has them.

    Not in the entry that the examples were taken from: there an example has the entry's name.
    """
    texts = {
        field.key: without_comments(blocks.answers[field.key][0].text)
        for field in fields
        if field.key in blocks.answers
    }
    equal = {f.key for f in fields if f.example and _is_example(texts.get(f.key), f.example)}
    if not equal:
        return frozenset()
    names = [_squeezed(texts[f.key]) for f in fields if f.type.kind == "title" and texts.get(f.key)]
    words = [word for name in names for word in WORDS.findall(name) if len(word) >= _TELLING]
    examples = [_squeezed(field.example) for field in fields if field.example]
    is_model = not names or any(word in one for one in examples for word in words)
    shared = {field.key for field in fields if field.type.is_shared}
    return frozenset() if is_model else frozenset(equal - shared)


def _is_example(text: str | None, example: str) -> bool:
    """Say whether an answer is the example but for case and space."""
    return text is not None and _squeezed(text) == _squeezed(example)


@lru_cache(maxsize=1024)
def _squeezed(text: str) -> str:
    """Return a text as examples compare: without case and space."""
    return fold(text[:_LONGEST_EXAMPLE]).replace(" ", "")


def _without_own_key(field: Field, text: str) -> str:
    """Leave out the field's name where the answer repeats it: ``Year: 2024``; a box is none."""
    if ":" not in text and "：" not in text:
        return text
    line = text.strip().partition("\n")[0][:LONGEST_LABEL]
    colon = _COLON.search(line)
    if colon is None or box_of(line) or not label_key(line[: colon.start()]):
        return text
    is_own = label_key(line[: colon.start()]) in {label_key(label) for label in field.labels}
    rest = text.strip()[colon.end() :]
    return rest if is_own and rest.strip() and not rest.startswith("//") else text


def _mostly_unread(page: BodyLines, blocks: Blocks) -> Iterator[Finding]:
    """Report a body of which less than half of the lines ended up in fields."""
    answers = [one for given in blocks.answers.values() for one in given]
    read = {index for one in answers for index in range(one.first - 1, one.last)}
    for extra in blocks.extras:
        if label_key(extra.label) in blocks.retired or not without_comments(extra.text).strip():
            read |= {*range(extra.line - 1, extra.line + extra.text.count("\n") + 1)}
    filled = [index for index, line in enumerate(page.lines) if line.strip()]
    unread = sum(index not in read for index in filled)
    if unread * 2 > len(filled):
        message = f"{unread} of {len(filled)} lines are in no field"
        yield Finding("mostly-unread", message, "give each answer below the name of its field")


def _merge(answers: list[Answer]) -> Answer:
    """Put together what is under several keys of one name; their counts no longer apply."""
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
            f.type.has_names,
        )
        for f in fields
    )
    index = {label_key(field.label): rank for rank, field in reversed([*enumerate(fields)])}
    for rank, field in enumerate(fields):
        for label in field.labels:
            index.setdefault(label_key(label), rank)
    index.pop("", None)
    retired = {label_key(label) for field in fields for label in field.retired} - index.keys()
    return Layout(slots, index, key_pattern(index), frozenset(retired))
