"""A mention into the entry that it names, or into what else it may be."""

from __future__ import annotations

from copy import copy
from enum import StrEnum
from typing import TYPE_CHECKING

from issuesync.fields.entries import (
    joined_names,
    leading_keys,
    name_key,
    names_of,
    unversioned_key,
    without_remark,
)
from issuesync.fields.spelling import NearWords
from issuesync.model.frozen import frozen_dataclass

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from issuesync.model.record import Record, RecordKey

_SHORTEST_STEM = 3
"""Below this many characters, what names begin with says nothing."""


class MentionKind(StrEnum):
    """What a mention is; only the first is resolved."""

    ENTRY = "entry"
    ITSELF = "itself"
    PLACE = "place"
    REMARK = "remark"
    FAMILY = "family"
    TYPO = "typo"
    VERSION = "other version"
    OUTSIDE = "outside"


@frozen_dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention is, and the entry that it names or those that it may mean."""

    kind: MentionKind
    entries: tuple[Record, ...] = ()


_Found = dict[str, dict["RecordKey", "Record"]]


class NameIndex:
    """The names of the entries that a field may name, in every form in which they are looked up."""

    def __init__(
        self,
        records: Iterable[Record],
        aliases: Callable[[Record], Iterable[str]],
        places: Iterable[str] = (),
    ) -> None:
        self.places = frozenset(map(name_key, places))
        self._whole: _Found = {}
        self._parts: _Found = {}
        self._stems: _Found = {}
        self._unversioned: _Found = {}
        self._near = NearWords()
        self._known: dict[str, Resolution] = {}
        for record in records:
            self._add(record, (record.name, *aliases(record)), self._whole)
            self._add(record, names_of(record.name), self._parts)

    def with_places(self, places: Iterable[str]) -> NameIndex:
        """Return the same names for a field with places of its own."""
        other = copy(self)
        other.places = frozenset(map(name_key, places))
        other._known = {}  # noqa: SLF001 - a place is no entry
        return other

    def _add(self, record: Record, names: Iterable[str], exact: _Found) -> None:
        """Note an entry under each of these names, and under what they begin with."""
        own = record.key
        for name in names:
            key = name_key(name)
            if not key:
                continue
            exact.setdefault(key, {})[own] = record
            stems = [(stem, self._stems) for stem in leading_keys(name)[:-1]]
            for stem, index in (*stems, (unversioned_key(name), self._unversioned)):
                if _tells(stem):
                    index.setdefault(stem, {})[own] = record
            self._near.add(key)

    def resolve(self, text: str, naming: RecordKey | None = None) -> Resolution:
        """Say what a mention is that is in the entry ``naming``."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = self._resolve(text, None)
        if all(one.key != naming for one in known.entries):
            return known
        return self._resolve(text, naming)

    def _resolve(self, text: str, naming: RecordKey | None) -> Resolution:
        if self._is_place(text):
            return Resolution(MentionKind.PLACE)
        if not without_remark(text):
            return Resolution(MentionKind.REMARK)
        named = self._named(name_key(text))
        others = {key: record for key, record in named.items() if key != naming}
        if len(others) == 1:
            return Resolution(MentionKind.ENTRY, tuple(others.values()))
        if named and not others:
            return Resolution(MentionKind.ITSELF, tuple(named.values()))
        if others:
            return Resolution(MentionKind.FAMILY, tuple(others.values()))
        return self._guess(text, naming)

    def _named(self, key: str) -> dict[RecordKey, Record]:
        """Return the entries of exactly this name; one's whole name beats another's part."""
        return self._whole.get(key) or self._parts.get(key) or {}

    def _is_place(self, text: str) -> bool:
        """Say whether all that is named is a place, remarks in brackets aside."""
        if name_key(text) in self.places:
            return True
        parts = joined_names(without_remark(text))
        return bool(parts) and all(name_key(without_remark(part)) in self.places for part in parts)

    def _guess(self, text: str, naming: RecordKey | None) -> Resolution:
        """Say what a mention that is not an entry's name is likely to mean."""
        key = name_key(text)
        guesses: tuple[tuple[MentionKind, Callable[[], dict[RecordKey, Record]]], ...] = (
            (MentionKind.FAMILY, lambda: self._stems.get(key, {}) if _tells(key) else {}),
            (MentionKind.TYPO, lambda: dict(self._misspelt(key))),
            (MentionKind.VERSION, lambda: self._other_version(text)),
        )
        for kind, guess in guesses:
            found = tuple(record for one, record in guess().items() if one != naming)
            if found:
                return Resolution(kind, found)
        return Resolution(MentionKind.OUTSIDE)

    def _misspelt(self, key: str) -> Iterator[tuple[RecordKey, Record]]:
        """Give the entries whose names differ by one slip; a sign or digit makes another name."""
        for name in self._near.near(key):
            if _signs(name) == _signs(key):
                yield from self._named(name).items()

    def _other_version(self, text: str) -> dict[RecordKey, Record]:
        """Return the entry that the mention begins with, or is another version of."""
        bare = without_remark(text)
        keys = leading_keys(bare)
        if name_key(bare) == name_key(text):
            keys = keys[:-1]
        for key in reversed(keys):
            if _tells(key) and (found := self._named(key)):
                return found
        stem = unversioned_key(bare)
        return self._unversioned.get(stem, {}) if _tells(stem) and stem != name_key(bare) else {}


def _tells(stem: str) -> bool:
    """Say whether what names begin with is long enough to tell anything."""
    return len(stem) >= _SHORTEST_STEM and any(map(str.isalpha, stem))


def _signs(key: str) -> str:
    """Return what of a name is not a letter."""
    return "".join(sign for sign in key if not sign.isalpha())
