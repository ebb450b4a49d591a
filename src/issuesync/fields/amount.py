"""Years, counts and sizes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar

from issuesync.fields.base import (
    BULLET,
    Alignment,
    FieldType,
    Reading,
    Stored,
    after_bullet,
    first_readable,
)
from issuesync.fields.quantities import AmountReader
from issuesync.fields.scales import COUNT_SCALES, SIZE_SCALES, SOME
from issuesync.fields.signs import (
    CROSSES,
    bare,
    shown_lines,
    unescaped,
    unquoted,
    unwrapped,
    without_emphasis,
    without_stop,
)
from issuesync.model.problem import Finding
from issuesync.model.value import Amount

EARLIEST, LATEST = 1800, 2199
_UNKNOWN_AMOUNT = Amount(None)

_SHOWN_SIZES = (("PB", 10**15), ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))
_AROUND_YEAR = re.compile(r"\A[(（]|[)）]\Z|[ ]?年\Z")
_STEP = re.compile(r"[ \t]*([0-9]{1,3})[.)][ \t]+")
_MARKS = re.compile(r"(?<![^\s(])[*_]{1,3}(?=\S)|(?<=\S)[*_]{1,3}(?![^\s.,;:!?)])")
"""Signs of emphasis around words, and the stars of footnotes."""


_DIVIDED = re.compile(r"[0-9](?:\*\*|`)+[0-9]")


@dataclass(frozen=True, slots=True)
class Year(FieldType[int]):
    """A year of four digits."""

    kind: ClassVar[str] = "year"
    is_shared: ClassVar[bool] = True
    hint: ClassVar[str] = "Four digits."
    alignment: ClassVar[Alignment] = Alignment.CENTER
    stored: ClassVar[Stored] = Stored.INTEGER

    def read(self, text: str, declared: int | None = None) -> Reading[int]:
        """Take four digits and nothing else."""
        del declared
        word = bare(text)
        number = _AROUND_YEAR.sub("", without_stop(after_bullet(word)))
        digits = unicodedata.normalize("NFKC", number)
        is_plain = all(unicodedata.category(char) == "Nd" for char in number)
        if is_plain and re.fullmatch(r"[0-9]{4}", digits) and EARLIEST <= int(digits) <= LATEST:
            return Reading(int(digits))
        return Reading(
            None, (Finding("bad-year", f"“{word[:80]}” is not a year", "give four digits"),)
        )

    def show(self, value: int) -> str:
        """Return the four digits."""
        return str(value)

    def plain(self, value: int) -> int:
        """Return the number."""
        return value

    def sort_key(self, value: int) -> tuple[int | str, ...]:
        """Sort by the number."""
        return (value,)


@dataclass(frozen=True, slots=True)
class _Amounts(FieldType[tuple[Amount, ...]]):
    """One amount, or several that each have a name."""

    alignment: ClassVar[Alignment] = Alignment.RIGHT
    has_names: ClassVar[bool] = True
    stored: ClassVar[Stored] = Stored.INTEGER
    reader: ClassVar[AmountReader]
    code: ClassVar[str]
    advice: ClassVar[str]

    def is_blank(self, text: str) -> bool:
        """Count a unit that stands alone, as an untouched template has it, as no answer."""
        word = text.strip().casefold()
        is_unit = word in self.reader.units and word not in SOME
        return is_unit or FieldType.is_blank(self, text)

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[Amount, ...]]:
        """Read one amount, several on one line, or one a line; never guess."""
        del declared
        lines = _plain_lines(text)
        amounts, taken = self._read_lines(lines) if lines else (None, 0)
        if amounts is None:
            raw = " ".join(text.split())[:200]
            return Reading(None, (Finding(self.code, f"“{raw}” cannot be read", self.advice),))
        rest = " ".join(lines[taken:])
        findings = (Finding("unread-text", f"“{rest[:200]}” below the value"),) if rest else ()
        says_nothing = amounts == (replace(_UNKNOWN_AMOUNT, approximate=amounts[0].approximate),)
        return Reading(None if says_nothing else amounts, findings)

    def _read_lines(self, lines: list[str]) -> tuple[tuple[Amount, ...] | None, int]:
        """Return what the lines state, and how many do: the bullets, all, or the first."""
        bullets = _leading_bullets(lines)
        if bullets:
            return self.reader.read_lines([after_bullet(line) for line in lines[:bullets]]), bullets
        if len(lines) > 1 and all(map(_has_digit, lines)):
            return self.reader.read_lines(lines), len(lines)
        return self.reader.read_line(lines[0].strip()), 1

    def write(self, value: tuple[Amount, ...]) -> str:
        """Write one line, or a bullet a name where a line would not read back."""
        named = [f"{one.name}: {self._show_one(replace(one, name=''))}" for one in value]
        bullets = "\n".join(f"- {one}" for one in named)
        return first_readable(self, value, self.show(value), ", ".join(named), bullets)

    def show(self, value: tuple[Amount, ...]) -> str:
        """Join the amounts by commas, each with its name or note in brackets."""
        return ", ".join(self._show_one(amount) for amount in value)

    def _show_one(self, amount: Amount) -> str:
        number = "?" if amount.number is None else self.show_number(amount.number)
        beside = ", ".join(part for part in (amount.name, amount.note) if part)
        return f"{'~' * amount.approximate}{number}" + (f" ({beside})" if beside else "")

    @property
    def has_text(self) -> bool:
        """Say that notes, names and doubts are shown next to the number."""
        return True

    def plain(self, value: tuple[Amount, ...]) -> int | None:
        """Return the sum of what is known; ``None`` where nothing is."""
        known = [amount.number for amount in value if amount.number is not None]
        return sum(known) if known else None

    def show_number(self, number: int) -> str:
        """Show the number alone, exactly."""
        raise NotImplementedError

    def sort_key(self, value: tuple[Amount, ...]) -> tuple[int | str, ...]:
        """Sort by the sum of what is known."""
        return (sum(amount.number or 0 for amount in value),)


@dataclass(frozen=True, slots=True)
class Count(_Amounts):
    """How many of something, exact to the last one."""

    kind: ClassVar[str] = "count"
    hint: ClassVar[str] = "A number such as 12,345 or 1.2 million."
    reader: ClassVar[AmountReader] = AmountReader(COUNT_SCALES, needs_unit=False)
    code: ClassVar[str] = "bad-count"
    advice: ClassVar[str] = "give a number such as 12,345 or 1.2 million, or several with names"

    def show_number(self, number: int) -> str:
        """Divide the thousands by commas."""
        return f"{number:,}"


@dataclass(frozen=True, slots=True)
class Bytes(_Amounts):
    """A size in bytes; a kilobyte is 1,000 of them."""

    kind: ClassVar[str] = "bytes"
    unit: ClassVar[str] = "bytes"
    hint: ClassVar[str] = "A number and a unit, such as 1.5 GB or 300 MB."
    reader: ClassVar[AmountReader] = AmountReader(SIZE_SCALES, needs_unit=True)
    code: ClassVar[str] = "bad-size"
    advice: ClassVar[str] = "give a number and a unit, such as 1.5 GB or 300 MB"

    def show_number(self, number: int) -> str:
        """Show the largest unit that needs no more than three decimals."""
        for unit, factor in _SHOWN_SIZES:
            if number >= factor and number * 1000 % factor == 0:
                shown = f"{Decimal(number) / factor:f}"
                return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} {unit}"
        return f"{number} B"


def _plain_lines(text: str) -> list[str]:
    """Return the lines that hold anything, without signs; none where a digit is not a plain digit.

    A superscript, a fraction, or digits after a sign of emphasis would be glued to those before.
    """
    # One line that begins with “>” says that there are more; several are quoted.
    shown = shown_lines(unquoted(text) if "\n" in text.strip() else text)
    if any(unicodedata.category(char) == "No" for char in shown) or _DIVIDED.search(shown):
        return []
    plain = unicodedata.normalize("NFKC", unescaped(shown))
    return [line for each in plain.split("\n") if (line := _plain_line(each)).strip()]


def _plain_line(line: str) -> str:
    """Return a line without signs of emphasis, quotation marks and leading symbols."""
    bare = _MARKS.sub("", unwrapped(without_emphasis(line)))
    while bare and bare[0] not in CROSSES and unicodedata.category(bare[0]) in {"So", "Mn"}:
        bare = bare[1:].lstrip()
    return _without_trailing(bare)


def _without_trailing(line: str) -> str:
    """Drop a comma or semicolon after a number or a unit; after a word a list was cut short."""
    bare = line.rstrip(" ,;、")
    is_short = bool(re.search(r"[0-9] ?[A-Za-z]{0,2}$", bare[-6:]))
    return bare if is_short else line


def _has_digit(line: str) -> bool:
    return any(map(str.isdigit, line))


def _leading_bullets(lines: list[str]) -> int:
    """Count the bullets that the lines begin with; numbers are bullets if they count from one."""
    count = 0
    for line in lines:
        step = _STEP.match(line)
        if not BULLET.match(line) or (step and (int(step[1]) != count + 1 or len(lines) == 1)):
            return count
        count += 1
    return count
