"""Several options, and the labels of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    WORDS,
    Alignment,
    Element,
    FieldType,
    Reading,
    after_bullet,
    first_readable,
    fold,
)
from issuesync.fields.choice import Choice, Option, lines_of
from issuesync.fields.joints import divided_at_joints, without_leading_joint
from issuesync.fields.mentions import find_mentions, fold_lines
from issuesync.fields.name_pattern import longest_of
from issuesync.fields.signs import bare, bare_lines, unwrapped
from issuesync.fields.text import repeated_items
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.fields.boxes import Box
    from issuesync.fields.spelling import Uses

_SEPARATOR = re.compile(r"[,，、;；|]")
_JOINT = re.compile(r" [+/] |[/+]")
_ASIAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Letters of scripts that put no space between words."""


@dataclass(frozen=True)
class Choices(FieldType[tuple[str, ...]]):
    """Several of the options, in the order in which they are declared."""

    options: tuple[Option, ...] = ()
    open: bool = False

    kind: ClassVar[str] = "choices"
    is_shared: ClassVar[bool] = True
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.CHECKBOXES
    is_several: ClassVar[bool] = True

    @property
    def asked_by(self) -> Element:
        """The element of a form: boxes take no value beside their options."""
        return Element.INPUT if self.open else Element.CHECKBOXES

    @cached_property
    def one(self) -> Choice:
        """The same options, one at a time."""
        return Choice(self.options, self.open)

    def is_blank(self, text: str) -> bool:
        """Count ``None``, and boxes of which none is ticked, as no answer too."""
        return self.one.is_blank(text)

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[str, ...]]:
        """Take ticked boxes, bullets, or a line of options that may hold commas themselves."""
        del declared
        words, beside, is_partial = self._words(text)
        findings: list[Finding] = []
        keys: list[str] = []
        if beside:
            findings.append(Finding("unread-text", f"“{beside[:200]}” beside the boxes"))
        readings = {word: self.one.read(word) for word in words}
        findings += (finding for reading in readings.values() for finding in reading.findings)
        keys += (key for word in words if (key := readings[word].value) is not None)
        findings += repeated_items(keys)
        return Reading(self._in_order(keys) or None, tuple(findings), is_partial)

    def of_names(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """Return the options that the names choose."""
        index = self.one.index
        return self._in_order([index[fold(name)] for name in names if fold(name) in index]) or None

    def _words(self, text: str) -> tuple[list[str], str, bool]:
        """Return what is chosen, the text beside the boxes, and whether a box is no option."""
        lines = lines_of(text)
        boxes = self.one.boxes_of(lines)
        if any(boxes):
            ticked = (self.one.said(box.label) for box in boxes if box and box.is_ticked)
            beside = [line for line, box in zip(lines, boxes, strict=True) if not box]
            is_partial = any(box and fold(box.label) not in self.one.index for box in boxes)
            return [word for word in ticked if word], " ".join(" ".join(beside).split()), is_partial
        if not self.one.has_signs:
            lines = [line for line in bare_lines("\n".join(lines)).split("\n") if line.strip()]
        rows = (self._row(line) for line in lines)
        return [word for row in rows for word in self._split(row)], "", False

    def _row(self, line: str) -> str:
        """Return a line without its bullet and the signs around it, unless that is an option."""
        return line if fold(line) in self.one.index else unwrapped(after_bullet(line))

    def _split(self, line: str) -> Iterator[str]:
        """Split at commas, but never inside an option: the longest declared option wins."""
        ends = [*(match.start() for match in _SEPARATOR.finditer(line)), len(line)]
        known: dict[str, tuple[str, ...]] = {}
        start = index = 0
        while index < len(ends):
            longest = range(min(len(ends), index + self._most_parts) - 1, index, -1)
            names = (i for i in longest if fold(line[start : ends[i]]) in self.one.index)
            index = next(names, index)
            word = line[start : ends[index]].strip()
            if word and word not in known:
                known[word] = self._joined(self.one.said(word))
            yield from known.get(word, ())
            start = ends[index] + 1
            index += 1

    def _joined(self, word: str) -> tuple[str, ...]:
        """Divide ``A and B`` or ``A/B`` where that is no option and both of them are."""
        if self.one.find(word):
            return (word,)
        bare = without_leading_joint(word)
        parts = [one for part in divided_at_joints(bare) for one in _JOINT.split(part) if one]
        return tuple(parts) if parts and all(map(self.one.find, parts)) else (word,)

    @cached_property
    def _most_parts(self) -> int:
        return max((len(_SEPARATOR.split(name)) for name in self.one.index), default=1)

    @cached_property
    def _rank(self) -> dict[str, int]:
        return {option.key: index for index, option in enumerate(self.options)}

    def _in_order(self, keys: list[str]) -> tuple[str, ...]:
        rank = self._rank
        return tuple(sorted(dict.fromkeys(keys), key=lambda key: rank.get(key, len(rank))))

    def show(self, value: tuple[str, ...]) -> str:
        """Join the options by commas."""
        return ", ".join(self.one.show(key) for key in value)

    @property
    def has_text(self) -> bool:
        """Say whether any option shows as something other than its key."""
        return self.one.has_text

    def plain(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return the keys of the options."""
        return value

    def write(self, value: tuple[str, ...]) -> str:
        """Write one line, or ticked boxes where a line would not read back."""
        boxes = (f"- [X] {self.one.show(key)}" for key in value)
        return first_readable(self, value, self.show(value), "\n".join(boxes))

    def terms(self, value: tuple[str, ...]) -> tuple[str, ...]:
        """Return each option as it shows."""
        return tuple(self.one.show(key) for key in value)

    def check(self, value: tuple[str, ...], uses: Uses) -> tuple[Finding, ...]:
        """Warn of an open choice's values that look like slips."""
        return tuple(finding for key in value for finding in self.one.check(key, uses))


@dataclass(frozen=True)
class Labels(Choices):
    """Labels of one group of ``labels.yaml``; a body names them by whole words."""

    kind: ClassVar[str] = "labels"
    collects: ClassVar[bool] = True

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Match any label's folded name as a whole word; ``GPT-4`` is none of ``GPT-4V``.

        Chinese, Japanese and Korean stand beside a word without a space.
        """
        names = {fold(name) for option in self.options for name in option.names} - {""}
        letter = rf"[^\W{_ASIAN}]"
        return re.compile(
            rf"(?<!{letter})(?<![.-])(?:{longest_of(names)})(?!{letter}|-|\.{letter})"
        )

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[str, ...]]:
        """Take ticked boxes where there is nothing else, else every label that the text names."""
        lines = lines_of(text)
        boxes = self.one.boxes_of(lines)
        if (boxes and all(boxes)) or {fold(text), fold(bare(text))} & self.one.index.keys():
            return Choices.read(self, text, declared)
        pairs = zip(lines, boxes, strict=True)
        said = (self._said(line, box) for line, box in pairs if not box or box.is_ticked)
        chosen = bare_lines("\n".join(said))
        mentions = find_mentions(fold_lines(chosen), self.pattern)
        found = [self.one.index[name] for name in mentions.affirmed]
        is_partial = bool(WORDS.search(mentions.beside)) or any(boxes)
        findings = (
            Finding("label-denied", f"“{one[:120]}” is not taken for a label", "name what was used")
            for one in dict.fromkeys(mentions.denied)
        )
        return Reading(self._in_order(found) or None, tuple(findings), is_partial)

    def _said(self, line: str, box: Box | None) -> str:
        """Leave an option's meaning out: it may hold another label's name."""
        key = self.one.index.get(fold(box.label)) if box else None
        return line if key is None else key
