"""One entry of a catalog as typed values that know where they came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from issuesync.model.frozen import frozen_dataclass
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.value import Value


class Origin(StrEnum):
    """What gave a value, in the order in which one beats the next."""

    OVERRIDE = "override"
    LABEL = "label"
    ISSUE_FIELD = "issue field"
    BODY = "body"
    TITLE = "title"
    DATA = "data file"
    DEFAULT = "default"


@frozen_dataclass(frozen=True, slots=True)
class FieldValue:
    """A field's value with its origin and place.

    ``value`` is ``None`` where the text could not be read or says that it is not known;
    ``raw`` then keeps that text.
    """

    value: Value | None
    origin: Origin
    place: Location
    raw: str = ""


@frozen_dataclass(frozen=True, slots=True)
class Extra:
    """Text of a body that no field took in, kept with the label it stood under."""

    label: str
    text: str
    line: int


@frozen_dataclass(frozen=True, slots=True)
class Implied:
    """A label that the entry implies: by a text that names it, or by another label it has."""

    label: str
    reason: str
    place: Location
    is_stated: bool


@dataclass(frozen=True, slots=True)
class Between:
    """Lines of a list or table that are between entries and are none: a group's bullet.

    ``section`` is the key of the section whose table they are in, empty for none.
    """

    text: str
    section: str
    place: Location
    index: int | None = None
    """Where among the items of its data file it stands, from 0; ``None`` in overrides."""


@frozen_dataclass(frozen=True, slots=True)
class RecordKey:
    """What tells entries apart: two of one name are told apart by their places."""

    collection: str
    number: int | None
    name: str
    place: Location


@frozen_dataclass(frozen=True, slots=True)
class Record:
    """One entry; ``number`` is its issue's, or ``None`` for an entry of a data file.

    ``id`` is its permanent name within the catalog, as in ``57`` and ``metadata/dior``.
    ``index`` is where in its data file the entry is, from 0; an issue's entry has none.

    ``tallies`` are what is counted of it: ``uses`` by other entries, ``reactions``, ``comments``.
    ``row`` is its own Markdown, as a maintainer keeps it in a file: shown as long as it says what
    the entry says. ``row_place`` is where that stands.
    """

    collection: str
    name: str
    number: int | None
    values: Mapping[str, FieldValue]
    labels: tuple[str, ...] = ()
    url: str = ""
    state: str = ""
    created_at: str = ""
    updated_at: str = ""
    published_at: str = ""
    place: Location = field(default_factory=Location)
    extras: tuple[Extra, ...] = ()
    implied: tuple[Implied, ...] = ()
    are_labels_known: bool = True
    problems: tuple[Problem, ...] = ()
    tallies: Mapping[str, int] = field(default_factory=dict)
    id: str = field(default="", compare=False)
    index: int | None = field(default=None, compare=False)
    row: str | None = None
    row_place: Location = field(default_factory=Location, compare=False)

    @property
    def key(self) -> RecordKey:
        """Return what tells this entry from every other of the catalog."""
        return RecordKey(self.collection, self.number, self.name, self.place)

    @property
    def facts(self) -> dict[str, str | int | None]:
        """Return what is known of an entry besides its fields, ``None`` where that is nothing."""
        return {
            "collection": self.collection,
            "number": self.number,
            "name": self.name,
            "url": self.url or None,
            "state": self.state or None,
            "created_at": self.created_at or None,
            "updated_at": self.updated_at or None,
            "published_at": self.published_at or None,
        }

    def value(self, key: str) -> Value | None:
        """Return the field's value, or ``None`` where the entry has none."""
        sourced = self.values.get(key)
        return sourced.value if sourced else None

    @property
    def title(self) -> str:
        """What people call the entry: its name, with the issue's number where it has one."""
        return self.name if self.number is None else f"#{self.number} {self.name}"
