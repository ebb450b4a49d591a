"""Dates as ISO 8601 writes them: a year, a month of a year, or a day."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from issuesync.fields.amount import EARLIEST, LATEST
from issuesync.fields.base import Alignment, FieldType, Reading, bare_line
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterator

_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORTEST_MONTH = 3
_NO_MONTH = 99
_NUMERIC = re.compile(r"([0-9]{4})(?:([-/.])([0-9]{1,2})(?:\2([0-9]{1,2}))?)?")
_TIME = re.compile(r"[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?(?:Z|[+-][0-9:]{4,6})?")
_CHINESE = re.compile(r"([0-9]{4}) ?年(?: ?([0-9]{1,2}) ?月(?: ?([0-9]{1,2}) ?[日号])?)?")
_BASIC = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_MONTH_YEAR = re.compile(r"([0-9]{1,2})[-/.]([0-9]{4})")
_LAST_YEAR = re.compile(r"([0-9]{1,2})([-/.])([0-9]{1,2})\2([0-9]{4})")
_WORDS = re.compile(r"[A-Za-z]+|[0-9]+")
_ORDINAL = re.compile(r"(?<=[0-9])(?:st|nd|rd|th)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"(?:[ ,.]|\bof\b|\bthe\b)*")
_ADVICE = "give a date such as 2024-05-17, 2024-05 or 2024"


@dataclass(frozen=True, slots=True)
class Date(FieldType[str]):
    """A date as ISO 8601 writes it; one without its day or month stays so."""

    kind: ClassVar[str] = "date"
    hint: ClassVar[str] = "A date such as 2024-05-17, 2024-05 or 2024."
    alignment: ClassVar[Alignment] = Alignment.CENTER

    def read(self, text: str, declared: int | None = None) -> Reading[str]:
        """Read a date in figures or with the month's English name; never guess which is the day."""
        del declared
        line = bare_line(unicodedata.normalize("NFKC", text))
        found = {date for parts in _candidates(line) if (date := _date(*parts))}
        if len(found) == 1:
            return Reading(found.pop())
        message = f"“{line[:200]}” is not a date"
        if len(found) > 1:
            message = f"“{line[:200]}” is {' or '.join(sorted(found))}"
        return Reading(None, (Finding("bad-date", message, _ADVICE),))

    def show(self, value: str) -> str:
        """Return the date as ISO 8601 writes it."""
        return value

    def sort_key(self, value: str) -> tuple[int | str, ...]:
        """Sort by time; a year comes before its months."""
        return (value,)


def _candidates(line: str) -> Iterator[tuple[int, int, int]]:
    """Give each year, month and day that the line could mean; 0 for what it does not say."""
    numeric = _NUMERIC.match(line)
    if numeric and (numeric.end() == len(line) or _TIME.fullmatch(line, numeric.end())):
        yield int(numeric[1]), _part(numeric[3]), _part(numeric[4])
    elif basic := _BASIC.fullmatch(line):
        yield int(basic[1]), _part(basic[2]), _part(basic[3])
    elif month := _MONTH_YEAR.fullmatch(line):
        yield int(month[2]), _part(month[1]), 0
    elif chinese := _CHINESE.fullmatch(line):
        yield int(chinese[1]), _part(chinese[2]), _part(chinese[3])
    elif reverse := _LAST_YEAR.fullmatch(line):
        first, second, year = _part(reverse[1]), _part(reverse[3]), int(reverse[4])
        yield year, second, first
        if reverse[2] != ".":  # points stand where the day comes first
            yield year, first, second
    else:
        yield from _in_words(_ORDINAL.sub("", line))


def _part(digits: str | None) -> int:
    """Return a month or a day, 0 where none is stated; a nought is none that there is."""
    return (int(digits) or _NO_MONTH) if digits else 0


def _in_words(line: str) -> Iterator[tuple[int, int, int]]:
    """Read ``17 May 2024``, ``May 17, 2024`` and ``May 2024``."""
    words = _WORDS.findall(line)
    if _BETWEEN.fullmatch(_WORDS.sub(" ", line).replace("-", " ")) is None:
        return
    words = [word for word in words if word.casefold() not in {"of", "the"}]
    months = [month for word in words if (month := _month(word))]
    numbers = [word for word in words if word.isdigit()]
    if len(months) != 1 or len(numbers) + 1 != len(words) or len(numbers) > 2:  # noqa: PLR2004 - a day and a year
        return
    years = [number for number in numbers if len(number) == 4]  # noqa: PLR2004 - digits of a year
    days = [number for number in numbers if len(number) < 3]  # noqa: PLR2004 - digits of a day
    if len(years) == 1 and len(years) + len(days) == len(numbers):
        yield int(years[0]), months[0], _part(days[0]) if days else 0


def _month(word: str) -> int:
    """Return the number of a month by its name or the beginning of that, 0 for another word."""
    folded = word.casefold()
    if len(folded) < _SHORTEST_MONTH:
        return 0
    whole = "september" if folded == "sept" else folded
    return next((i for i, name in enumerate(_MONTHS, 1) if whole in {name, name[:3]}), 0)


def _date(year: int, month: int, day: int) -> str:
    """Write a date, or nothing where there is no such day."""
    if not EARLIEST <= year <= LATEST or month > len(_MONTHS) or (day and not month):
        return ""
    if month and day > monthrange(year, month)[1]:
        return ""
    parts = [f"{year:04}", *(f"{part:02}" for part in (month, day) if part)]
    return "-".join(parts)
