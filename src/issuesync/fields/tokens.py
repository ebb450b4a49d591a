"""A line that states amounts into numbers, words, notes in brackets and signs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

_LONGEST_NUMBER = 40
LONGEST_LINE = 2_000
"""A line that is longer states no amounts that anybody would read at a glance."""

_GROUPED = (
    r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})+,[0-9]{3}"
    r"|[0-9]{1,3}(?:\.[0-9]{3}){2,}"
    r"|[0-9]{1,3}(?: [0-9]{3})+(?:\.[0-9]+)?"
    r"|[0-9]{1,3}(?:['’][0-9]{3})+"
    r"|[0-9]{1,3}(?:_[0-9]{3})+"
)
_NUMBER = re.compile(
    rf"(?:{_GROUPED})(?![0-9]|[.,'’_ ]?[0-9])|[0-9]+(?:\.[0-9]+)?(?![0-9]|[.,'’_][0-9])"
)
ASIAN = "\u3005\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_ASIAN_WORD = re.compile(rf"[{ASIAN}]+")
_WORD = re.compile(
    rf"[^\W\d_](?:[^\s,;:()（）/&|+=~≈<>≥≤±×*^%$€£¥#@\"“”、，；：…–—{ASIAN}-]"
    r"|-(?=[^\W\d_])|(?<=[^\W\d_]{2})-)*"
)
"""A hyphen joins words, and a number to a word of more than one letter: GPT-4, but not 5k-10k."""
_SPACE = re.compile(r"[ \t]+")
_TRAILING = ".!?-–—'’"


class TokenKind(Enum):
    """What a token is."""

    NUMBER = auto()
    WORD = auto()
    NOTE = auto()
    SIGN = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """A part of a line; ``is_glued`` says that no space stands before it."""

    kind: TokenKind
    text: str
    start: int
    end: int
    is_glued: bool
    number: Decimal = Decimal(0)


def token_at(line: str, position: int) -> Token | None:
    """Return the token after any blanks, or ``None`` at the end of the line.

    A digit that is part of no number that anybody can read is a sign.
    """
    space = _SPACE.match(line, position)
    start = space.end() if space else position
    if start >= len(line):
        return None
    kind, end = _kind_and_end(line, start)
    text = line[start:end]
    if kind is TokenKind.NOTE:
        text = " ".join(text[1:-1].split())
    number = _value(text) if kind is TokenKind.NUMBER else Decimal(0)
    return Token(kind, text, start, end, start == position and start > 0, number)


def _kind_and_end(line: str, start: int) -> tuple[TokenKind, int]:
    """Say what begins at a place that is not blank, and where it ends."""
    char = line[start]
    number = _NUMBER.match(line, start)
    if number and len(number[0]) <= _LONGEST_NUMBER:
        return TokenKind.NUMBER, number.end()
    if char in "(（" and (end := _closing(line, start)) > 0:
        return TokenKind.NOTE, end + 1
    word = _ASIAN_WORD.match(line, start) or _WORD.match(line, start)
    if word:
        return TokenKind.WORD, start + len(word[0].rstrip(_TRAILING))
    is_letter = unicodedata.category(char)[0] in "LM"
    return (TokenKind.WORD if is_letter else TokenKind.SIGN), start + 1


def _value(text: str) -> Decimal:
    """Return the number that a text of digits, with or without groups, states."""
    is_grouped_by_dots = text.count(".") > 1
    plain = text.replace(".", "") if is_grouped_by_dots else text
    return Decimal(re.sub("[, '’_]", "", plain))


def _closing(line: str, start: int) -> int:
    """Return where the bracket opened at ``start`` closes, inner pairs counted, or -1."""
    depth = 0
    for position in range(start, len(line)):
        depth += (line[position] in "(（") - (line[position] in ")）")
        if depth == 0:
            return position
    return -1
