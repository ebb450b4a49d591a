"""One option, several options, and the labels of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    CHECKBOX,
    WORDS,
    Alignment,
    Element,
    FieldType,
    Reading,
    after_bullet,
    first_readable,
    fold,
    one_line,
    without_comments,
)
from issuesync.fields.name_pattern import longest_of
from issuesync.fields.spelling import is_slip, nearest
from issuesync.fields.text import repeated_items
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_SEPARATOR = re.compile(r"[,，、;；]")
_BULLETS = re.compile(r"\A(?:(?:[-*+•·]|[0-9]{1,9}[.)]) )+")
"""The bullets at the beginning of a text folded into one line."""
_ASIAN = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
"""Letters of scripts that put no space between words."""
NOT_CHOSEN = "Please choose"
"""What leads a required dropdown: GitHub selects the first option for whoever chooses none."""
_GLUED_YEAR = re.compile(r"(.*[^0-9 '’-])[ '’-]?((?:19|20)[0-9]{2})")


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose: the value's key, how it shows, what it means, what else it is called."""

    key: str
    shown: str
    meaning: str = ""
    was: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Return every text that chooses this option."""
        return (self.key, self.shown, *self.was)

    @property
    def asked(self) -> str:
        """Return what a form shows: the option with its meaning, where that says more."""
        says_more = fold(self.meaning) not in {"", fold(self.shown)}
        return f"{self.shown}: {self.meaning}" if says_more else self.shown


@dataclass(frozen=True)
class Choice(FieldType[str]):
    """One of the options; an open choice keeps any other value too."""

    options: tuple[Option, ...] = ()
    open: bool = False

    kind: ClassVar[str] = "choice"
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.DROPDOWN

    @cached_property
    def index(self) -> dict[str, str]:
        """Map every name of an option, folded, to its key; a name beats another's meaning."""
        meanings = {
            fold(text): o.key for o in self.options if o.meaning for text in (o.meaning, o.asked)
        }
        return meanings | {fold(name): o.key for o in reversed(self.options) for name in o.names}

    @cached_property
    def by_key(self) -> dict[str, Option]:
        """Map a key to its option."""
        return {option.key: option for option in self.options}

    def is_blank(self, text: str) -> bool:
        """Count ``None`` and the lead of a dropdown as no answer too: nothing was chosen."""
        word = fold(text)
        is_lead = word in {"none", fold(NOT_CHOSEN)} and word not in self.index
        return is_lead or FieldType.is_blank(self, text)

    @property
    def asked_by(self) -> Element:
        """The element of a form: a dropdown takes no value beside its options."""
        return Element.INPUT if self.open else Element.DROPDOWN

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take an option by any of its names; an open choice keeps the text."""
        del declared
        word = one_line(text)
        bare = _BULLETS.sub("", word, count=1)
        key = self.index.get(fold(word), self.index.get(fold(bare)))
        if key is not None:
            return Reading(key)
        if self.open:
            return Reading(bare or None)
        return Reading(None, (self.unknown(bare),))

    def of_names(self, names: Iterable[str]) -> str | None:
        """Return the first option that any of the names chooses."""
        return next((self.index[fold(name)] for name in names if fold(name) in self.index), None)

    def unknown(self, word: str) -> Finding:
        """Report a text that is no option, with the nearest one or all of them."""
        shown = {name: option.shown for option in self.options for name in option.names}
        near = shown.get(nearest(word, shown) or "")
        listed = "; ".join(option.shown for option in self.options[:20])
        hint = f"did you mean “{near}”?" if near else f"one of: {listed}"
        return Finding("unknown-option", f"“{word[:120]}” is none of the options", hint)

    def show(self, value: str) -> str:
        """Return how the option shows, or the value of an open choice."""
        option = self.by_key.get(value)
        return option.shown if option else value

    @property
    def has_text(self) -> bool:
        """Say whether any option shows as something other than its key."""
        return any(option.shown != option.key for option in self.options)

    def plain(self, value: str) -> str:
        """Return the option's key, or the value of an open choice."""
        return value

    def check(self, value: str, uses: Mapping[str, int]) -> tuple[Finding, ...]:
        """Warn of an open choice's value that looks like a slip for another."""
        return tuple(_slips(value, self.by_key, uses)) if self.open else ()


@dataclass(frozen=True)
class Choices(FieldType[tuple[str, ...]]):
    """Several of the options, in the order in which they are declared."""

    options: tuple[Option, ...] = ()
    open: bool = False

    kind: ClassVar[str] = "choices"
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
        boxes = [CHECKBOX.match(line) for line in text.split("\n") if line.strip()]
        is_unticked = bool(boxes) and all(box and box[1] not in {"x", "X"} for box in boxes)
        return is_unticked or self.one.is_blank(text)

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
        lines = [line for line in without_comments(text).split("\n") if line.strip()]
        boxes = [CHECKBOX.match(line) for line in lines]
        if any(boxes):
            ticked = (box[2].strip() for box in boxes if box and box[1] in {"x", "X"})
            beside = [line for line, box in zip(lines, boxes, strict=True) if not box]
            is_partial = any(box and fold(box[2]) not in self.one.index for box in boxes)
            return [word for word in ticked if word], one_line(" ".join(beside)), is_partial
        index = self.one.index
        rows = (line if fold(line) in index else after_bullet(line) for line in lines)
        return [word for row in rows for word in self._split(row)], "", False

    def _split(self, line: str) -> Iterator[str]:
        """Split at commas, but never inside an option: the longest declared option wins."""
        ends = [*(match.start() for match in _SEPARATOR.finditer(line)), len(line)]
        start = index = 0
        while index < len(ends):
            longest = range(min(len(ends), index + self._most_parts) - 1, index, -1)
            names = (i for i in longest if fold(line[start : ends[i]]) in self.one.index)
            index = next(names, index)
            word = line[start : ends[index]].strip()
            if word:
                yield word
            start = ends[index] + 1
            index += 1

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

    def check(self, value: tuple[str, ...], uses: Mapping[str, int]) -> tuple[Finding, ...]:
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
        lines = [line for line in without_comments(text).split("\n") if line.strip()]
        boxes = [CHECKBOX.match(line) for line in lines]
        if (boxes and all(boxes)) or fold(text) in self.one.index:
            return Choices.read(self, text, declared)
        chosen = fold(
            "\n".join(
                self._without_meaning(line)
                for line, box in zip(lines, boxes, strict=True)
                if not box or box[1] in {"x", "X"}
            )
        )
        found = [self.one.index[word] for word in self.pattern.findall(chosen)]
        is_partial = bool(WORDS.search(self.pattern.sub("", chosen))) or any(boxes)
        return Reading(self._in_order(found) or None, partial=is_partial)

    def _without_meaning(self, line: str) -> str:
        """Leave an option's meaning out: it may hold another label's name."""
        box = CHECKBOX.match(line)
        key = self.one.index.get(fold(box[2])) if box else None
        return line if key is None else key


def _slips(
    value: str, declared: Mapping[str, Option], uses: Mapping[str, int]
) -> Iterator[Finding]:
    """Report a value that is close to an option, or to a value that two other entries bear."""
    if value in declared:
        return
    settled = [key for key, count in uses.items() if count >= 2 and key != value]  # noqa: PLR2004 - two others
    targets = [*declared, *settled]
    glued = _GLUED_YEAR.fullmatch(value)
    stem = _bare_of_year(glued[1], targets) if glued else None
    if glued and stem:
        message = f"the year {glued[2]} is glued to “{glued[1]}”"
        yield Finding("glued-year", message, f"write “{stem}”; the year has its own field")
        return
    if uses.get(value, 0) >= 2 and not declared:  # noqa: PLR2004 - in use by two
        return
    near = next((target for target in sorted(targets) if is_slip(value, target)), None)
    if near:
        yield Finding("near-option", f"“{value}” is close to “{near}”", f"write “{near}”?")


def _bare_of_year(word: str, targets: list[str]) -> str | None:
    """Return the known value that the word before a year is, or is a slip for."""
    same = (target for target in targets if fold(target) == fold(word))
    near = (target for target in sorted(targets) if is_slip(word, target))
    return next(same, None) or next(near, None)
