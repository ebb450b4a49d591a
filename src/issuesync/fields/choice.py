"""One option, several options, and the labels of a group."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    BULLET,
    CHECKBOX,
    Alignment,
    Element,
    FieldType,
    Reading,
    fold,
    one_line,
)
from issuesync.fields.near import is_slip, nearest
from issuesync.fields.text import repeated_items
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

SEPARATOR = re.compile(r"[ \t]*[,，、;；\n][ \t]*")
GLUED_YEAR = re.compile(r"(.*[^0-9 '’-])[ '’-]?((?:19|20)[0-9]{2})")


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
        meanings = {fold(o.meaning): o.key for o in self.options if o.meaning}
        return meanings | {fold(name): o.key for o in reversed(self.options) for name in o.names}

    @cached_property
    def by_key(self) -> dict[str, Option]:
        """Map a key to its option."""
        return {option.key: option for option in self.options}

    def is_blank(self, text: str) -> bool:
        """Count ``None`` as no answer too: GitHub's dropdown says so where nothing was chosen."""
        word = text.strip().casefold()
        return FieldType.is_blank(self, text) or (word == "none" and word not in self.index)

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take an option by any of its names; an open choice keeps the text."""
        del declared
        word = one_line(BULLET.sub("", text, count=1) if text.count("\n") == 0 else text)
        key = self.index.get(fold(word))
        if key is not None:
            return Reading(key)
        if self.open:
            return Reading(word or None)
        return Reading(None, (self.unknown(word),))

    def of_names(self, names: Iterable[str]) -> str | None:
        """Return the first option that any of the names chooses."""
        return next((self.index[fold(name)] for name in names if fold(name) in self.index), None)

    def unknown(self, word: str) -> Finding:
        """Report a text that is no option, with the nearest one or all of them."""
        near = nearest(word, [option.shown for option in self.options])
        listed = "; ".join(option.shown for option in self.options[:20])
        hint = f"did you mean “{near}”?" if near else f"one of: {listed}"
        return Finding("unknown-option", f"“{word[:120]}” is none of the options", hint)

    def show(self, value: str) -> str:
        """Return how the option shows, or the value of an open choice."""
        option = self.by_key.get(value)
        return option.shown if option else value

    def check(self, value: str, uses: Mapping[str, int]) -> tuple[Finding, ...]:
        """Warn of an open choice's value that looks like a slip for another."""
        return tuple(slips(value, self.by_key, uses)) if self.open else ()


@dataclass(frozen=True)
class Choices(FieldType[tuple[str, ...]]):
    """Several of the options, in the order in which they are declared."""

    options: tuple[Option, ...] = ()
    open: bool = False

    kind: ClassVar[str] = "choices"
    alignment: ClassVar[Alignment] = Alignment.CENTER
    element: ClassVar[Element] = Element.CHECKBOXES

    @cached_property
    def one(self) -> Choice:
        """The same options, one at a time."""
        return Choice(self.options, self.open)

    def is_blank(self, text: str) -> bool:
        """Count ``None`` as no answer too."""
        return self.one.is_blank(text)

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[str, ...]]:
        """Take ticked boxes, bullets, or a line of options that may hold commas themselves."""
        del declared
        words = list(self._words(text))
        findings: list[Finding] = []
        keys: list[str] = []
        for word in words:
            reading = self.one.read(word)
            findings += reading.findings
            if reading.value is not None:
                keys.append(reading.value)
        findings += repeated_items(keys)
        return Reading(self._in_order(keys) or None, tuple(findings))

    def of_names(self, names: Iterable[str]) -> tuple[str, ...] | None:
        """Return the options that the names choose."""
        index = self.one.index
        return self._in_order([index[fold(name)] for name in names if fold(name) in index]) or None

    def _words(self, text: str) -> Iterator[str]:
        lines = [line for line in text.split("\n") if line.strip()]
        boxes = [CHECKBOX.match(line) for line in lines]
        if any(boxes):
            yield from (box[2] for box in boxes if box and box[1] in {"x", "X"} and box[2].strip())
            return
        for line in lines:
            yield from self._split(BULLET.sub("", line, count=1).strip())

    def _split(self, line: str) -> Iterator[str]:
        """Split at commas, but never inside an option: the longest declared option wins."""
        parts = SEPARATOR.split(line)
        cuts = [match.group() for match in SEPARATOR.finditer(line)]
        start = 0
        while start < len(parts):
            end = self._longest(parts, cuts, start)
            word = join(parts, cuts, start, end)
            if word:
                yield word
            start = end

    def _longest(self, parts: list[str], cuts: list[str], start: int) -> int:
        for end in range(min(len(parts), start + self._most_parts), start + 1, -1):
            if fold(join(parts, cuts, start, end)) in self.one.index:
                return end
        return start + 1

    @cached_property
    def _most_parts(self) -> int:
        return max(
            (len(SEPARATOR.split(name)) for o in self.options for name in o.names), default=1
        )

    def _in_order(self, keys: list[str]) -> tuple[str, ...]:
        rank = {option.key: index for index, option in enumerate(self.options)}
        distinct = list(dict.fromkeys(keys))
        return tuple(sorted(distinct, key=lambda key: rank.get(key, len(rank))))

    def show(self, value: tuple[str, ...]) -> str:
        """Join the options by commas."""
        return ", ".join(self.one.show(key) for key in value)

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
        """Match any label's name as a whole word; ``GPT-4`` is none of ``GPT-4V``."""
        names = sorted({n for o in self.options for n in o.names}, key=len, reverse=True)
        words = "|".join(re.escape(name) for name in names) or r"(?!)"
        return re.compile(rf"(?<![\w.-])(?:{words})(?![\w-]|\.\w)", re.IGNORECASE)

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[str, ...]]:
        """Take ticked boxes, else every label that the text names."""
        del declared
        lines = text.split("\n")
        if any(CHECKBOX.match(line) for line in lines):
            return Choices.read(self, text)
        found = [self.one.index[fold(match)] for match in self.pattern.findall(text)]
        return Reading(self._in_order(found) or None)


def join(parts: list[str], cuts: list[str], start: int, end: int) -> str:
    """Put parts together again with the separators that stood between them."""
    text = parts[start]
    for index in range(start + 1, end):
        text += cuts[index - 1] + parts[index]
    return text


def slips(value: str, declared: Mapping[str, Option], uses: Mapping[str, int]) -> Iterator[Finding]:
    """Report a value that is close to an option, or to a value that two other entries bear."""
    if value in declared:
        return
    settled = [key for key, count in uses.items() if count >= 2 and key != value]  # noqa: PLR2004 - two others
    targets = [*declared, *settled]
    glued = GLUED_YEAR.fullmatch(value)
    if glued and fold(glued[1]) in {fold(target) for target in targets}:
        message = f"the year {glued[2]} is glued to “{glued[1]}”"
        yield Finding("glued-year", message, f"write “{glued[1]}”; the year has its own field")
        return
    if uses.get(value, 0) >= 2 and not declared:  # noqa: PLR2004 - in use by two
        return
    near = next((target for target in sorted(targets) if is_slip(value, target)), None)
    if near:
        yield Finding("near-option", f"“{value}” is close to “{near}”", f"write “{near}”?")
