"""A line into the amounts that it states, each with its name; or nothing where that is a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from issuesync.fields import scales
from issuesync.fields.tokens import LONGEST_LINE, Token, TokenKind, token_at
from issuesync.model.value import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping
    from decimal import Decimal

_LARGEST = 10**18
_NAME = re.compile(r"([^\W\d][^:=,;、()]*)[:=][ \t]*")
_HEAD = re.compile(r"[ \t]*(?:[0-9]|\?)")
_JOINTS = frozenset(",;、/|&+\n")
_AND = frozenset({"and", "und", "et", "y", "和", "及"})
_QUOTES = frozenset("\"“”'‘’`")
_RATES = frozenset({"per", "each", "every", "apiece", "x", "by", "times", "fold", "versus", "vs"})
_OF_TWO_READINGS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")
"""Twelve thousand in one country and twelve in another: 12.000."""
_TIMES = re.compile(r"[xe][0-9]")
_FACTOR = re.compile(r"[x×*][ ]?[0-9]|%")
_RANGE = re.compile(r"[0-9][^0-9,;]{0,12}(?:[-–—~±]|\bto\b)[^0-9,;]{0,4}[0-9]|±")
_LONGEST_SCALE_SIGN = 2
"""``k`` and ``mn`` may stand elsewhere among words; longer words of scale may not."""


class _Part(NamedTuple):
    """An amount as a line states it: what stands before the number and after it."""

    number: int | None
    is_about: bool
    noun: str
    note: str
    end: int
    key: str = ""

    def amount(self, name: str) -> Amount:
        """Return the amount by this name; what is not the name is its note."""
        note = ", ".join(part for part in (self.noun, self.note) if part and part != name)
        return Amount(self.number, self.is_about, name, note)


@dataclass(frozen=True, slots=True)
class AmountReader:
    """Reads lines: ``units`` are what may follow a number and multiplies it."""

    units: Mapping[str, int]
    needs_unit: bool

    def read_line(self, line: str) -> tuple[Amount, ...] | None:
        """Read one amount, or several that each have a name of their own."""
        return _named(self._read_parts(line) or [])

    def read_lines(self, lines: list[str]) -> tuple[Amount, ...] | None:
        """Read lines that each state one amount."""
        parts = [self._read_parts(line.strip()) for line in lines]
        ones = [part[0] for part in parts if part is not None and len(part) == 1]
        return _named(ones) if len(ones) == len(lines) else None

    def _read_parts(self, line: str) -> list[_Part] | None:
        """Read the amounts of a line, each with the key before it or the noun after it as name."""
        if len(line) > LONGEST_LINE:
            return None
        parts: list[_Part] = []
        position = 0
        while True:
            name = _NAME.match(line, position)
            part = self._read_amount(line, name.end() if name else position)
            if part is None:
                return None
            parts.append(part._replace(key=name[1].rstrip() if name else ""))
            position = part.end
            if not line[position:].strip():
                return parts
            position = _after_joint(line, position)

    def _read_amount(self, line: str, position: int) -> _Part | None:
        """Read what says “about”, the number, its unit, and the words that name it."""
        lead = _read_lead(line, position)
        if lead is None:
            return None
        is_about, split, position = lead
        token = token_at(line, position)
        if token is not None and token.text == "?":
            number, end = None, token.end
        else:
            scaled = self._read_number(line, token)
            if scaled is None:
                return None
            number, end = scaled
        more = line.startswith("+", end) and not _starts_amount(line, end + 1)
        phrase = _Phrase.read(line, end + more, self.units)
        if phrase is None or (split and phrase.noun):
            return None
        about = is_about or more or phrase.is_about
        return _Part(number, about, split or phrase.noun, phrase.note, phrase.end)

    def _read_number(self, line: str, token: Token | None) -> tuple[int, int] | None:
        """Read a number with the words that multiply it; not where that is no whole number."""
        if token is None or token.kind is not TokenKind.NUMBER:
            return None
        factor, end = self._read_unit(line, token)
        if not factor or (factor == 1 and _OF_TWO_READINGS.fullmatch(token.text)):
            return None
        number: Decimal = token.number * factor
        return (int(number), end) if number == int(number) and number <= _LARGEST else None

    def _read_unit(self, line: str, number: Token) -> tuple[int, int]:
        """Return what the words after a number multiply it by, nought where that is unclear."""
        bare = 0 if self.needs_unit else 1
        word = token_at(line, number.end)
        if word is None or word.kind is not TokenKind.WORD:
            return bare, number.end
        name = word.text.casefold().rstrip(".")
        if name in self.units:
            if name == "m" and word.text == "m" and not word.is_glued and not self.needs_unit:
                following = token_at(line, word.end)
                if following is None or following.kind is not TokenKind.WORD:
                    return 0, word.end  # “10 m” are metres as well as millions
            end = word.end + line.startswith(".", word.end)
            return self.units[name], end
        if word.is_glued and self._may_scale(word.text):
            return 0, word.end
        signs = 0
        factor = 1
        while not self.needs_unit and word.text[signs : signs + 1] in scales.SCALE_SIGNS:
            factor *= 10 if word.text[signs] == "十" else self.units[word.text[signs]]
            signs += 1
            if signs == len(word.text):
                break
        return (factor, word.start + signs) if signs else (bare, number.end)

    def _may_scale(self, word: str) -> bool:
        """Say whether a word that is glued to a number begins with what may multiply it.

        Two words may be glued together, as in ``10kimages`` and ``12k→15k``; ``12maps`` are twelve.
        """
        is_unit = word[0].casefold() in self.units and word[0].isascii()
        return is_unit and (word[0] in "kK" or word[0].isupper() or not word.isalpha())


def _named(parts: list[_Part]) -> tuple[Amount, ...] | None:
    """Name each amount by its key, its noun or its note; refuse where two have one name or none.

    What stands alone needs no name: its noun is a note.
    """
    if not parts:
        return None
    if len(parts) == 1:
        return (parts[0].amount(parts[0].key),)
    names = [part.key or part.noun or part.note for part in parts]
    if len(set(names)) < len(names) and all(part.note for part in parts):
        names = [part.note for part in parts]
    is_told_apart = len(set(names)) == len(names) and all(names)
    amounts = (part.amount(name) for part, name in zip(parts, names, strict=True))
    return tuple(amounts) if is_told_apart else None


def _read_lead(line: str, position: int) -> tuple[bool, str, int] | None:
    """Read what stands before a number: whether it says “about”, a name, and where it ends."""
    is_about, split = False, ""
    while not _HEAD.match(line, position):
        token = token_at(line, position)
        if token is None:
            return None
        rest = line[token.start : token.start + 40].casefold()
        phrase = _leading(rest, scales.ABOUT_PHRASES) or _leading_word(rest, token)
        filler = _leading(rest, scales.FILLERS)
        if phrase:
            is_about = True
        elif not filler:
            if split or token.text.casefold() not in scales.SPLITS:
                return None
            split = filler = token.text
        position = token.start + len(phrase or filler)
    return is_about, split, position


def _leading(text: str, phrases: tuple[str, ...]) -> str:
    """Return the longest of the phrases that a text begins with, as whole words."""
    found = (
        phrase
        for phrase in phrases
        if text.startswith(phrase)
        and (not phrase.isascii() or not text[len(phrase) :][:1].isalpha())
    )
    return max(found, key=len, default="")


def _leading_word(text: str, token: Token) -> str:
    """Return the word or sign that says “about” at the beginning of a text."""
    for word in (text[: len(token.text) + 1], token.text.casefold(), text[:2], text[:1]):
        if word in scales.ABOUT and not (
            word[-1].isalpha() and word != token.text.casefold() and word.isascii()
        ):
            return word
    return ""


def _starts_amount(line: str, position: int) -> bool:
    """Say whether an amount begins here, with its name or without."""
    word = token_at(line, position)
    if word is not None and word.text.casefold() in _AND:
        position = word.end
    name = _NAME.match(line, position) or _NAME.match(line.lstrip(" \t"), position)
    token = token_at(line, position)
    if token is None:
        return False
    name = _NAME.match(line, token.start)
    lead = _read_lead(line, name.end() if name else token.start)
    return lead is not None


def _after_joint(line: str, position: int) -> int:
    """Return where the amount after a comma, an “and” or both begins."""
    for _ in range(2):
        token = token_at(line, position)
        if token is not None and (token.text in _JOINTS or token.text.casefold() in _AND):
            position = token.end
    token = token_at(line, position)
    return token.start if token is not None else position


@dataclass(frozen=True, slots=True)
class _Phrase:
    """What follows a number up to the next amount: the words that name it, and notes."""

    noun: str
    note: str
    is_about: bool
    end: int

    @classmethod
    def read(cls, line: str, position: int, units: Mapping[str, int]) -> _Phrase | None:
        """Read up to the next amount or the end; ``None`` where it says that nothing is counted."""
        words: list[str] = []
        notes: list[str] = []
        is_of_another = False
        while (token := token_at(line, position)) is not None:
            word = token.text.casefold()
            is_joint = token.text in _JOINTS or word in _AND
            if is_joint and _starts_amount(line, token.end):
                break
            if token.kind is TokenKind.NOTE:
                notes.append(token.text)
            elif token.kind is TokenKind.WORD:
                is_of_another = is_of_another or (
                    word in scales.BEFORE_NUMBERS and (bool(words) or word != "of")
                )
                words.append(token.text)
            elif (token.kind is TokenKind.NUMBER and is_of_another) or (
                token.text in _JOINTS and words and token_at(line, token.end) is not None
            ):
                words.append(token.text)
            elif token.text in {".", "!"} and token_at(line, token.end) is None:
                pass
            elif token.text not in _QUOTES:
                return None
            position = token.end
        noun = _after_counter(" ".join(words).replace(" ,", ","))
        is_about = noun.casefold() in scales.EVEN_MORE
        if not _names_things(words, units) or not all(_is_note(note, units) for note in notes):
            return None
        return cls("" if is_about else noun, ", ".join(notes), is_about, position)


def _after_counter(noun: str) -> str:
    """Return what is counted, without the measure word before it: 12 张图像 are 图像."""
    return noun[1:].lstrip() if noun[:1] and noun[0] in scales.COUNTERS else noun


def _names_things(words: list[str], units: Mapping[str, int]) -> bool:
    """Say whether words after a number name what is counted, and do not measure or multiply."""
    if not words or " ".join(words).casefold() in scales.EVEN_MORE:
        return True
    folded = [word.casefold().rstrip(".") for word in words]
    if folded[:2] == ["out", "of"]:
        return False
    if any(word in _RATES or _TIMES.match(word) or _is_scale(word, units) for word in folded):
        return False
    stop = next(
        (i for i, w in enumerate(folded) if w in scales.BEFORE_NUMBERS or w == ","), len(folded)
    )
    ends = {folded[0], folded[max(stop - 1, 0)]}
    if not ends.isdisjoint(scales.MEASURES) or (len(folded[0]) == 1 and folded[0].isascii()):
        return False
    if "/" in folded and folded[-2] == "/" and folded[-1].isascii() and folded[-1][-1] != "s":
        return False  # “images/class” is a rate
    return not any(map(_is_asian_measure, (words[0], _after_counter(words[0]))))


def _is_asian_measure(word: str) -> bool:
    """Say whether a word of Chinese, Japanese or Korean measures, or multiplies out of place."""
    is_scale = not scales.SCALE_SIGNS.isdisjoint(word) or word[:1] in set("多余餘几幾来來數数")
    return is_scale or word.startswith(scales.MEASURE_SIGNS)


def _is_scale(word: str, units: Mapping[str, int]) -> bool:
    """Say whether a word multiplies, so that what stands before it is not a whole number yet."""
    is_known = word in scales.COUNT_SCALES or word in units
    return (
        (is_known and len(word) > _LONGEST_SCALE_SIGN)
        or word in scales.UNCLEAR_SCALES
        or word.startswith(scales.UNCLEAR_BEGINNINGS)
        or ("-" in word and word.partition("-")[0] in units)
    )


def _is_note(note: str, units: Mapping[str, int]) -> bool:
    """Say whether a note in brackets leaves the number as it is."""
    words = note.replace(".", " ").split()
    if not words or words[0].casefold() in _RATES or _FACTOR.match(note) or _RANGE.search(note):
        return False
    rest = words[1:] if words[0].casefold() in {"in", "unit", "unit:"} else words
    return len(rest) != 1 or not _is_unit(rest[0], units)


def _is_unit(word: str, units: Mapping[str, int]) -> bool:
    """Say whether a note is a unit; HR in capitals is a name, and so is any other single letter."""
    folded = word.casefold()
    is_known = folded in units or folded in scales.MEASURES or _is_scale(folded, units)
    is_name = len(word) == 1 or (word.isupper() and folded not in scales.SIZE_SCALES)
    return folded == "k" or (is_known and not is_name)
