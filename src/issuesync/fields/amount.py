"""Years, counts and sizes."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.base import (
    BULLET,
    Alignment,
    FieldType,
    Reading,
    Stored,
    after_bullet,
    first_readable,
    without_comments,
)
from issuesync.model.problem import Finding
from issuesync.model.value import Amount

if TYPE_CHECKING:
    from collections.abc import Mapping

EARLIEST, LATEST = 1800, 2199
_LONGEST_NUMBER = 40
_LARGEST = 10**18
_UNKNOWN_AMOUNT = Amount(None)

_COUNT_UNITS: dict[str, int] = {
    "": 1, "k": 10**3, "thousand": 10**3, "m": 10**6, "mn": 10**6, "mio": 10**6,
    "million": 10**6, "millions": 10**6, "b": 10**9, "bn": 10**9, "billion": 10**9,
    "billions": 10**9, "万": 10**4, "百万": 10**6, "亿": 10**8,
}  # fmt: skip
_SIZE_UNITS: dict[str, int] = {
    "b": 1, "byte": 1, "bytes": 1, "kb": 10**3, "mb": 10**6, "gb": 10**9, "tb": 10**12,
    "pb": 10**15, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12,
    "kib": 2**10, "mib": 2**20, "gib": 2**30, "tib": 2**40, "pib": 2**50,
}  # fmt: skip
_SHOWN_SIZES = (("PB", 10**15), ("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("KB", 10**3))
_NO_COUNT_NOUNS = frozenset(
    {
        "hour", "hours", "hrs", "min", "mins", "minute", "minutes", "sec", "second", "seconds",
        "day", "days", "week", "weeks", "year", "years", "fps", "pixel", "pixels", "percent",
        "hectare", "hectares", "gsd", "resolution", "dpi", "each", "per",
        "byte", "bytes", "kib", "mib", "gib", "tib", "pib",
    }
)  # fmt: skip
"""What is measured and not counted: 25 hours of video are no 25 samples."""

_APPROXIMATE = re.compile(
    r"(?:~|≈|>=?|≥|about|around|over|more than|at least|approximately|approx\.?|nearly|almost|ca\."
    r"|约|大约|超过)[ \t]*",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"[0-9]{1,3}(?:[, ][0-9]{3})+(?![0-9])(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?")
_WORD = re.compile(r"[ \t]*([A-Za-z][A-Za-z-]*|百万|[万亿])")
_NOUN = re.compile(r"[ \t]*(?:[个张条对幅份][ \t]*)?([A-Za-z][A-Za-z_-]{2,}|[\u4e00-\u9fff]+)")
_NOTE = re.compile(r"[ \t]*\(([^()]*)\)")
_NAME = re.compile(r"([^\W\d][^:,;、()]*):[ \t]*")
_SEPARATOR = re.compile(r"[ \t]*[,;、][ \t]*")


@dataclass(frozen=True, slots=True)
class Year(FieldType[int]):
    """A year of four digits."""

    kind: ClassVar[str] = "year"
    hint: ClassVar[str] = "Four digits."
    alignment: ClassVar[Alignment] = Alignment.CENTER
    stored: ClassVar[Stored] = Stored.INTEGER

    def read(self, text: str, declared: int | None = None) -> Reading[int]:
        """Take four digits and nothing else."""
        del declared
        word = unicodedata.normalize("NFKC", text).strip()
        if re.fullmatch(r"[0-9]{4}", word) and EARLIEST <= int(word) <= LATEST:
            return Reading(int(word))
        return Reading(
            None, (Finding("bad-year", f"“{word[:80]}” is no year", "give four digits"),)
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
    stored: ClassVar[Stored] = Stored.INTEGER
    units: ClassVar[Mapping[str, int]]
    bare_unit: ClassVar[bool]
    """Whether a number may stand without a unit."""
    code: ClassVar[str]
    advice: ClassVar[str]

    def is_blank(self, text: str) -> bool:
        """Count a unit that stands alone, as an untouched template has it, as no answer."""
        blank = FieldType.is_blank(self, text)
        return blank or text.strip().casefold() in self.units

    def read(self, text: str, declared: int | None = None) -> Reading[tuple[Amount, ...]]:
        """Read one amount, several on one line, or one a bullet; never guess."""
        del declared
        plain = unicodedata.normalize("NFKC", without_comments(text))
        lines = [line for line in plain.split("\n") if line.strip()]
        taken = _leading_bullets(lines) or 1
        amounts = (
            self._read_bullets(lines[:taken])
            if lines and BULLET.match(lines[0])
            else self._read_line(lines[0].strip() if lines else "")
        )
        if amounts is None:
            raw = " ".join(text.split())[:200]
            return Reading(None, (Finding(self.code, f"“{raw}” cannot be read", self.advice),))
        rest = " ".join(lines[taken:])
        findings = (Finding("unread-text", f"“{rest[:200]}” below the value"),) if rest else ()
        says_nothing = amounts == (replace(_UNKNOWN_AMOUNT, approximate=amounts[0].approximate),)
        return Reading(None if says_nothing else amounts, findings)

    def _read_bullets(self, lines: list[str]) -> tuple[Amount, ...] | None:
        amounts: list[Amount] = []
        for line in lines:
            entry = after_bullet(line).strip()
            name, colon, stated = entry.partition(":")
            parts = self._read_line(entry) or (self._read_line(stated.strip()) if colon else None)
            if parts is None or len(parts) != 1:
                return None
            is_named = colon and not self._read_line(entry)
            amounts.append(replace(parts[0], name=name.strip(" *\t")) if is_named else parts[0])
        return tuple(amounts) if len(amounts) == 1 else _distinct(amounts)

    def _read_line(self, line: str) -> tuple[Amount, ...] | None:
        amounts: list[Amount] = []
        position = 0
        while True:
            name = _NAME.match(line, position)
            step = self._read_amount(line, name.end() if name else position)
            if step is None:
                return None
            amount, position = step
            amounts.append(replace(_single(amount), name=name[1].rstrip()) if name else amount)
            if position == len(line) and len(amounts) == 1:
                return (amounts[0] if name else _single(amounts[0]),)
            if position == len(line):
                return _distinct(amounts)
            separator = _SEPARATOR.match(line, position)
            if not separator or separator.end() == len(line):
                return None
            position = separator.end()

    def _read_amount(self, line: str, position: int) -> tuple[Amount, int] | None:
        approximate = _APPROXIMATE.match(line, position)
        start = approximate.end() if approximate else position
        if line.startswith("?", start):
            number, end = None, start + 1
        else:
            step = self._read_number(line, start)
            if step is None:
                return None
            number, end = step
        more = line.startswith("+", end)
        end += more
        noun = _NOUN.match(line, end) if self.bare_unit else None
        if noun and noun[1].casefold() in _NO_COUNT_NOUNS.union(self.units):
            return None
        end = noun.end() if noun else end
        note = _NOTE.match(line, end)
        end = note.end() if note else end
        return (
            Amount(
                number,
                bool(approximate or more),
                noun[1] if noun else "",
                " ".join(note[1].split()) if note else "",
            ),
            end,
        )

    def _read_number(self, line: str, start: int) -> tuple[int, int] | None:
        digits = _NUMBER.match(line, start)
        if not digits or len(digits[0]) > _LONGEST_NUMBER:
            return None
        word = _WORD.match(line, digits.end())
        unit = word[1].casefold() if word else ""
        if unit in self.units:
            end = word.end() if word else digits.end()
        elif self.bare_unit:
            unit, end = "", digits.end()
        else:
            return None
        number = Decimal(re.sub("[, ]", "", digits[0])) * self.units[unit]
        return (int(number), end) if number == int(number) and number <= _LARGEST else None

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
        """Say that notes, names and doubts are shown beside the number."""
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
    units: ClassVar[Mapping[str, int]] = _COUNT_UNITS
    bare_unit: ClassVar[bool] = True
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
    units: ClassVar[Mapping[str, int]] = _SIZE_UNITS
    bare_unit: ClassVar[bool] = False
    code: ClassVar[str] = "bad-size"
    advice: ClassVar[str] = "give a number and a unit, such as 1.5 GB or 300 MB"

    def show_number(self, number: int) -> str:
        """Show the largest unit that needs no more than three decimals."""
        for unit, factor in _SHOWN_SIZES:
            if number >= factor and number * 1000 % factor == 0:
                shown = f"{Decimal(number) / factor:f}"
                return f"{shown.rstrip('0').rstrip('.') if '.' in shown else shown} {unit}"
        return f"{number} B"


def _leading_bullets(lines: list[str]) -> int:
    """Count the bullets that the lines begin with."""
    for index, line in enumerate(lines):
        if not BULLET.match(line):
            return index
    return len(lines)


def _single(amount: Amount) -> Amount:
    """Turn the noun of an amount that stands alone into its note."""
    note = ", ".join(part for part in (amount.name, amount.note) if part)
    return replace(amount, name="", note=note)


def _distinct(amounts: list[Amount]) -> tuple[Amount, ...] | None:
    """Name each amount by its noun or its note; refuse where two would have one name or none."""
    named = [
        amount if amount.name else replace(amount, name=amount.note, note="") for amount in amounts
    ]
    names = {amount.name for amount in named}
    return tuple(named) if len(names) == len(named) and all(names) else None
