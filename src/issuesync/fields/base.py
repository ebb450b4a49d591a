"""What every field type offers, and the text functions they share."""

from __future__ import annotations

import re
import unicodedata
from abc import ABC, abstractmethod
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING, ClassVar, Generic, TypeAlias, TypeVar

from issuesync.fields.signs import bare, escaped, is_placeholder, unwrapped, visible
from issuesync.model.frozen import frozen_dataclass
from issuesync.model.value import Value

if TYPE_CHECKING:
    from issuesync.fields.spelling import Uses
    from issuesync.model.problem import Finding

_V = TypeVar("_V", bound=Value)

BULLET = re.compile(r"[ \t]*(?:[-*+•·–—‣▪◦●○■□►▶➢✓✔]|[0-9]{1,9}[.)]|[(（][0-9]{1,2}[)）])[ \t]+")
IMAGE = re.compile(r"!\[[^\[\]\n]*\]\([^()\n]*\)")
WORDS = re.compile(r"\w+")
_SELECTORS = re.compile("[\ufe0e\ufe0f]")
"""What asks for an emoji's look: ❤️ is ❤."""

LONGEST_LABEL = 200
_MOST_DECLARED = 6
"""How many digits the number in ``Source (3)`` may have."""

UNKNOWN = frozenset({"", "?", "n/a", "na", "nan", "-", "–", "—", "tbd"})
_NO_RESPONSE = frozenset({"", "_no response_", "*no response*", "\\_no response\\_"})


class Alignment(StrEnum):
    """How a table's column stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class Element(StrEnum):
    """Which element of an issue form asks for the value."""

    INPUT = "input"
    TEXTAREA = "textarea"
    DROPDOWN = "dropdown"
    CHECKBOXES = "checkboxes"
    UPLOAD = "upload"


class Stored(StrEnum):
    """What data files keep of a value: the type of a column, or of each item of its list."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"


StoredValue: TypeAlias = str | int | float | bool | tuple[str, ...]
"""A value as data files keep it."""


@frozen_dataclass(frozen=True, slots=True)
class Reading(Generic[_V]):
    """What a type made of a text: a value, or ``None``, and what is to be said of it.

    ``partial`` says that the text holds more than the value, as prose that names a label does.
    """

    value: _V | None = None
    findings: tuple[Finding, ...] = ()
    partial: bool = False


class FieldType(ABC, Generic[_V]):
    """One kind of field. Every method is total: no text makes it raise."""

    kind: ClassVar[str]
    alignment: ClassVar[Alignment] = Alignment.LEFT
    element: ClassVar[Element] = Element.INPUT
    collects: ClassVar[bool] = False
    """Whether a key that appears twice adds to the value instead of being reported."""
    prose: ClassVar[bool] = False
    """Whether an answer may hold headings of its own."""
    has_names: ClassVar[bool] = False
    """Whether an answer may have names of its own, as in ``train: 9, test: 1``."""
    is_shared: ClassVar[bool] = False
    """Whether many entries have one and the same value, so that an example may be an answer."""
    may_say_none: ClassVar[bool] = False
    """Whether “None” is a value and not the lack of one."""
    hint: ClassVar[str] = ""
    """What a form says of how to answer, where the catalog says nothing of its own."""
    leads: ClassVar[bool] = False
    """Whether a value leads to an address."""
    stored: ClassVar[Stored] = Stored.TEXT
    is_several: ClassVar[bool] = False
    """Whether data files keep a list of such values."""
    unit: ClassVar[str] = ""
    """What a stored number counts, where that is not the field's own name."""

    @property
    def has_text(self) -> bool:
        """Say whether people are shown something other than what data files keep."""
        return False

    @property
    def asked_by(self) -> Element:
        """The element of a form that asks for this very field."""
        return self.element

    def is_blank(self, text: str) -> bool:
        """Say whether the text is not an answer: empty, unknown, or GitHub's ``_No response_``."""
        word = fold(text)
        is_none = word == "none" and not self.may_say_none
        return is_none or is_no_response(text) or word in UNKNOWN or is_placeholder(word)

    @abstractmethod
    def read(self, text: str, declared: int | None = None) -> Reading[_V]:
        """Turn a text that is not blank into a value.

        ``declared`` is the number a body states next to the key, as in ``Source (3)``.
        """

    def read_kept(self, text: str) -> Reading[_V]:
        """Read a text that a maintainer keeps, which may hold inline Markdown where that shows."""
        return self.read(text)

    def write(self, value: _V) -> str:
        """Turn a value into the text that reads back as it."""
        shown = self.show(value)
        return first_readable(self, value, shown, escaped(shown))

    @abstractmethod
    def show(self, value: _V) -> str:
        """Turn a value into plain text for a person; whoever prints it escapes it."""

    def address(self, value: _V) -> str | None:
        """Return where a value leads; ``None`` for a type whose values lead nowhere."""
        del value
        return None

    def plain(self, value: _V) -> StoredValue | None:
        """Return the value as data files keep it, by ``stored``; ``None`` where it is unknown."""
        return self.show(value)

    def sort_key(self, value: _V) -> tuple[int | str, ...]:
        """Return what the value sorts by among values of its type."""
        return (fold(self.show(value)), self.show(value))

    def check(self, value: _V, uses: Uses) -> tuple[Finding, ...]:
        """Judge a value next to the others: ``uses`` counts how many entries have each text."""
        del value, uses
        return ()

    def terms(self, value: _V) -> tuple[str, ...]:
        """Return the texts that ``uses`` counts and a filter looks for."""
        return (self.show(value),)


def is_no_response(text: str) -> bool:
    """Say whether the text is what GitHub writes for no answer."""
    return text.strip().casefold() in _NO_RESPONSE


def first_readable(field_type: FieldType[_V], value: _V, *texts: str) -> str:
    """Return the first of the texts that reads back as the value, or the first of all."""
    return next((text for text in texts if field_type.read(text).value == value), texts[0])


def bare_line(text: str) -> str:
    """Return a text on one line without a bullet, marks of emphasis or quotes around it."""
    return unwrapped(after_bullet(bare(text)))


def after_bullet(line: str) -> str:
    """Return the line without the bullet that it may begin with."""
    bullet = BULLET.match(line)
    return line[bullet.end() :] if bullet else line


def split_declared(label: str) -> tuple[str, int | None]:
    """Divide ``Source (3)`` into the label and the number; empty brackets are dropped."""
    start = max(label.rfind("("), label.rfind("（"))
    head, word = label[:start].rstrip(), label[start + 1 : -1].strip()
    is_number = word.isascii() and word.isdigit() and len(word) <= _MOST_DECLARED
    if start < 0 or not head or label[-1] not in ")）" or (word and not is_number):
        return label, None
    return head, int(word) if word else None


def fold(text: str) -> str:
    """Return the text as it compares: without case, width, invisible signs and doubled space."""
    if text.isascii():
        return " ".join(text.lower().split())
    return " ".join(visible(unicodedata.normalize("NFKC", text)).casefold().split())


def label_key(text: str) -> str:
    """Return a label as labels compare: its words without case, signs and emoji."""
    return _label_key(text) if len(text) <= LONGEST_LABEL else ""


@lru_cache(maxsize=4096)
def _label_key(text: str) -> str:
    plain = (
        text if text.isascii() else _SELECTORS.sub("", visible(unicodedata.normalize("NFKC", text)))
    )
    plain = plain.casefold()
    return " ".join(WORDS.findall(plain)) or plain.strip()


def title_of_key(key: str) -> str:
    """Return what readers call what has a key and no title."""
    return key.replace("_", " ").replace("-", " ").capitalize()


def slug(title: str) -> str:
    """Return a title in lower case with a hyphen for each run of other than letters and digits."""
    return re.sub(r"[\W_]+", "-", title.lower()).strip("-")
