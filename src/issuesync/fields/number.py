"""Decimal numbers, exact, with the unit and the range that a catalog asks for."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import ClassVar

from issuesync.fields.base import Alignment, FieldType, Reading, Stored, bare_line, fold
from issuesync.model.problem import Finding

_MOST_DIGITS = 15
"""Significant digits that every reader of JSON keeps."""
_LARGEST_EXPONENT = 30
_LONGEST = 64
_SIGNED = re.compile(r"([+-]?) ?([0-9][0-9.,' ]*|[.,][0-9]+)(?:[eE]([+-]?[0-9]{1,3}))?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:([,.' ])[0-9]{3})(?:\1[0-9]{3})*")
_POINTED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){2,}")
_APPROXIMATE = re.compile(
    r"(?:~|≈|about|around|roughly|approx(?:imately|\.)?|ca\.) ?", re.IGNORECASE
)
_MINUS = str.maketrans("−–", "--")


@dataclass(frozen=True)
class Number(FieldType[Decimal]):
    """A decimal number. Values outside the range that the catalog gives are refused."""

    unit: str = ""  # type: ignore[misc] # a field of its own here, the same for all elsewhere
    at_least: Decimal | None = None
    at_most: Decimal | None = None

    kind: ClassVar[str] = "number"
    alignment: ClassVar[Alignment] = Alignment.RIGHT
    stored: ClassVar[Stored] = Stored.NUMBER

    @property
    def hint(self) -> str:  # type: ignore[override] # the class's own cannot name the unit
        """Say how to answer: the unit and the range."""
        unit = f" in {self.unit}" if self.unit else ""
        low, high = self.at_least, self.at_most
        bounds = [
            f"at least {low:f}" if low is not None else "",
            f"at most {high:f}" if high is not None else "",
        ]
        asked = " and ".join(filter(None, bounds))
        return f"A number{unit}{', ' if asked else ''}{asked}."

    def read(self, text: str, declared: int | None = None) -> Reading[Decimal]:
        """Read one number, with the field's own unit or none; never drop a sign beside it."""
        del declared
        line = bare_line(text)
        digits = self._without_unit(line)
        about = _APPROXIMATE.match(digits)
        match = _SIGNED.fullmatch(digits, about.end() if about else 0)
        number = _decimal(match[1], match[2], match[3]) if match else None
        if number is None or any(unicodedata.category(sign) == "No" for sign in digits):
            return self._refused(f"“{line[:200]}” is not a number")
        if self._is_outside(number):
            return self._refused(f"“{line[:200]}” is out of range")
        beside = f"“{about[0].strip()}” before the number" if about else ""
        return Reading(number, (Finding("unread-text", beside),) if about else ())

    def _refused(self, message: str) -> Reading[Decimal]:
        return Reading(None, (Finding("bad-number", message, self.hint),))

    def _without_unit(self, line: str) -> str:
        """Return the digits in their common form; a unit with a superscript is not among them."""
        head = line.rstrip(".")
        if self.unit and fold(head).endswith(fold(self.unit)):
            head = head[: len(head) - len(self.unit)].rstrip()
        else:
            head = line
        is_common = all(unicodedata.category(sign) != "No" for sign in head)
        return (unicodedata.normalize("NFKC", head) if is_common else head).translate(_MINUS)

    def _is_outside(self, number: Decimal) -> bool:
        low, high = self.at_least, self.at_most
        return (low is not None and number < low) or (high is not None and number > high)

    def show(self, value: Decimal) -> str:
        """Return the number with its unit."""
        text = f"{value:f}"
        shown = text.rstrip("0").rstrip(".") if "." in text else text
        return f"{shown}{self.suffix}"

    @property
    def suffix(self) -> str:
        """What stands behind a number: the unit, with a blank before it where it needs one."""
        return f"{'' if self.unit in {'', '%', '°'} else ' '}{self.unit}"

    def plain(self, value: Decimal) -> int | float:
        """Return the number as JSON has it."""
        whole = value.to_integral_value()
        return int(value) if value == whole else float(value)

    def sort_key(self, value: Decimal) -> tuple[int | str, ...]:
        """Sort by the number: by its sign and, scaled to whole numbers, by its size."""
        return (int(value.scaleb(_LARGEST_EXPONENT + _MOST_DIGITS)),)


def _decimal(sign: str, digits: str, exponent: str | None) -> Decimal | None:
    """Read digits with their separators; ``None`` where those are not of one kind."""
    plain = _ungrouped(digits)
    if plain is None or abs(int(exponent or 0)) > _LARGEST_EXPONENT:
        return None
    significant = plain.replace(".", "").strip("0")
    if len(significant) > _MOST_DIGITS or len(plain) > _LONGEST:
        return None
    try:
        return Decimal(f"{sign}{plain}e{exponent or 0}").normalize() + 0
    except InvalidOperation:  # pragma: no cover - the pattern leaves digits only
        return None


def _ungrouped(digits: str) -> str | None:
    """Return the digits with a point for the decimal sign and nothing between thousands.

    ``1,234`` is a thousand and more, as everywhere in a catalog; ``1,5`` and ``0,123`` can only
    have a decimal comma; ``1.234`` has a decimal point.
    """
    digits = digits.rstrip(" ").removesuffix(".")
    if re.fullmatch(r"[0-9]*\.?[0-9]+", digits):
        return digits
    head, comma, tail = digits.rpartition(",")
    whole, point, fraction = digits.rpartition(".")
    if _GROUPED.fullmatch(digits) and "." not in digits and not digits.startswith("0"):
        return _bare(digits)
    if point and _GROUPED.fullmatch(whole) and "." not in whole:
        return f"{_bare(whole)}.{fraction}"
    if comma and tail.isdigit() and (head.isdigit() or not head):
        return f"{head or '0'}.{tail}"
    if comma and tail.isdigit() and _GROUPED.fullmatch(head) and "," not in head:
        return f"{_bare(head)}.{tail}"
    return _bare(digits) if _POINTED.fullmatch(digits) else None


def _bare(digits: str) -> str:
    """Return digits without what divides their thousands."""
    return "".join(filter(str.isdigit, digits))
