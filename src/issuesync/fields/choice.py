"""One option, by any of the names that people give it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    BULLET,
    LONGEST_LABEL,
    Alignment,
    Element,
    FieldType,
    Reading,
    fold,
)
from issuesync.fields.boxes import Box, box_of
from issuesync.fields.signs import (
    bare,
    bare_text,
    one_line,
    unquoted,
    unwrapped,
    without_comments,
    without_emoji,
    without_stop,
)
from issuesync.fields.spelling import NearWords, find_slips, nearest
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.fields.spelling import Uses

_BULLETS = re.compile(rf"\A(?:{BULLET.pattern})+")
"""The bullets at the beginning of a text folded into one line."""
_LOOSE = re.compile(
    r"(?<![0-9])[.,](?![0-9])|(?<![0-9])[-‐‑–—]|[-‐‑–—](?![0-9])|[_/()（）\[\]:'’‘\"“”]"
)
"""Signs between words that people leave out or put in without meaning another option."""
_SPACE = re.compile(r"(?<![0-9]) | (?![0-9])")
_WITH_SHORT = re.compile(r"([^()（）]*[^()（） ]) ?[(（]([^()（）]+)[)）]")
NOT_CHOSEN = "Please choose"
"""What leads a required dropdown: GitHub selects the first option for whoever chooses none."""


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
    is_shared: ClassVar[bool] = True
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
    def loose(self) -> dict[str, str]:
        """Map what is left of each name without signs and spaces to its key; no two share one.

        ``Object Detection (OD)`` goes by either of its parts too.
        """
        found: dict[str, set[str]] = {}
        for option in self.options:
            for name in (*option.names, option.meaning, option.asked):
                for part in (name, *_parts(name)):
                    found.setdefault(_loosened(part), set()).add(option.key)
        return {name: min(keys) for name, keys in found.items() if name and len(keys) == 1}

    @cached_property
    def by_key(self) -> dict[str, Option]:
        """Map a key to its option."""
        return {option.key: option for option in self.options}

    def is_blank(self, text: str) -> bool:
        """Count ``None``, the lead of a dropdown and boxes without a tick as no answer too."""
        word = fold(text)
        if word in self.index:
            return False
        is_lead = word in {"none", fold(NOT_CHOSEN)}
        return is_lead or self.ticked(text) == [] or FieldType.is_blank(self, text)

    @property
    def asked_by(self) -> Element:
        """The element of a form: a dropdown takes no value next to its options."""
        return Element.INPUT if self.open else Element.DROPDOWN

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Take an option by any of its names; an open choice keeps the text."""
        del declared
        ticked = self.ticked(text)
        raw = one_line(text) if ticked is None else ", ".join(ticked)
        word = bare_text(raw)
        key = self.index.get(fold(raw), self.find(word))
        if key is not None:
            return Reading(key, partial=ticked is not None)
        plain = without_stop(unwrapped(_BULLETS.sub("", word, count=1)))
        if self.open and len(ticked or ()) <= 1:
            return Reading(plain or None, partial=ticked is not None)
        return Reading(None, (self.unknown(plain),))

    def find(self, word: str) -> str | None:
        """Return the option that a text names, with or without the signs around it."""
        bare_word = unwrapped(_BULLETS.sub("", word, count=1))
        for name in (word, bare_word, without_emoji(bare_word), without_stop(bare_word)):
            if (key := self.index.get(fold(name))) is not None:
                return key
        return self.loose.get(_loosened(bare_word)) if len(bare_word) <= LONGEST_LABEL else None

    def boxes_of(self, lines: Iterable[str]) -> list[Box | None]:
        """Read lines as boxes; what begins as an option does is none."""
        return [None if self._has_brackets and line[:1] == "[" else box_of(line) for line in lines]

    @cached_property
    def has_signs(self) -> bool:
        """Say whether an option has in its name what people else put around one."""
        return any(sign in name for name in self.index for sign in "<~&")

    @cached_property
    def _has_brackets(self) -> bool:
        return any(name.startswith("[") for name in self.index)

    def ticked(self, text: str) -> list[str] | None:
        """Return what is ticked where a text is boxes and nothing else."""
        boxes = self.boxes_of(lines_of(text))
        if not boxes or not all(boxes):
            return None
        return [box.label for box in boxes if box and box.is_ticked and box.label]

    def said(self, text: str) -> str:
        """Return a text without signs, unless an option has them in its name."""
        return text if fold(text) in self.index else bare(text)

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

    @cached_property
    def _declared(self) -> NearWords:
        return NearWords(self.by_key)

    def check(self, value: str, uses: Uses) -> tuple[Finding, ...]:
        """Warn of an open choice's value that looks like a slip for another."""
        return tuple(find_slips(value, self._declared, uses)) if self.open else ()


def _loosened(text: str) -> str:
    """Return a text without the signs and spaces that people put between words or leave out."""
    return _SPACE.sub("", _LOOSE.sub(" ", fold(without_emoji(text)))).strip()


def _parts(name: str) -> tuple[str, ...]:
    """Return the parts of ``Object Detection (OD)``; a name without brackets has none."""
    both = _WITH_SHORT.fullmatch(name) if len(name) <= LONGEST_LABEL else None
    return both.groups() if both else ()


def lines_of(text: str) -> list[str]:
    """Return the lines that hold anything, without the ``>`` before them."""
    return [line for line in unquoted(without_comments(text)).split("\n") if line.strip()]
