"""What GitHub says of an issue's past."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

UNKNOWN = "~"
"""A moment later than every time: from there on, nothing is known."""


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of an issue's title or body; no editor where GitHub no longer knows one."""

    at: str
    editor: str


@dataclass(frozen=True, slots=True)
class LabelChange:
    """A label given or taken away; ``is_person`` is false for bots and where nobody is known."""

    at: str
    label: str
    actor: str
    is_given: bool
    is_person: bool

    @property
    def is_bots(self) -> bool:
        """Whether a bot is known to have done it."""
        return bool(self.actor) and not self.is_person


@dataclass(frozen=True, slots=True)
class History:
    """Edits and label changes of an issue, in any order, and the text that they led to.

    Everything at ``known_from`` or later is known; the empty text says that all is. ``writers``
    are those of the people named who may write to the repository, in lower case. ``association``
    is what GitHub calls the author's tie to it.
    """

    title: str = ""
    body: str = ""
    author: str = ""
    edits: tuple[Edit, ...] = ()
    labels: tuple[LabelChange, ...] = ()
    known_from: str = ""
    writers: frozenset[str] = frozenset()
    association: str = field(default="", compare=False)

    def may_write(self, login: str) -> bool:
        """Say whether somebody is known to have write access."""
        return login.casefold() in self.writers

    def given(
        self,
        names: frozenset[str],
        vouches: Callable[[LabelChange], bool] = lambda change: change.is_given,
    ) -> LabelChange | None:
        """Return who gave a label of these names (in lower case) and is still taken at their word.

        A name given to an issue that has another one of them merges two labels, which says nothing
        of the text, and neither does a giving that does not vouch. What bots take away and give
        again changes nothing; who else takes the label away takes the word back.
        """
        word: LabelChange | None = None
        had: list[str] = []
        for one in self._changes_of(names):
            name = one.label.casefold()
            others = [other for other in had if other != name]
            if one.is_given:
                word = one if not others and vouches(one) else word
                had = [*others, name]
            else:
                is_merge = bool(had[-1:]) and had[-1] != name
                word = word if is_merge or one.is_bots else None
                had = others
        return word

    def taken_by_a_person(self, names: frozenset[str], after: str) -> LabelChange | None:
        """Return when a person last took such a label away, later than a moment.

        A former name that goes after a present one was given is a merge.
        """
        found: LabelChange | None = None
        had: list[str] = []
        for one in self._changes_of(names):
            name = one.label.casefold()
            is_merge = bool(had[-1:]) and had[-1] != name
            if not one.is_given and one.is_person and one.at > after and not is_merge:
                found = one
            had = [*(other for other in had if other != name), *([name] if one.is_given else [])]
        return found

    def last_given(self, names: frozenset[str], until: str) -> str:
        """Return when such a label was last given up to a moment; empty where none was."""
        given = (one.at for one in self._changes_of(names) if one.is_given and one.at <= until)
        return max(given, default="")

    def _changes_of(self, names: frozenset[str]) -> list[LabelChange]:
        """Return the changes of some labels, oldest first."""
        changes = (one for one in self.labels if one.label.casefold() in names)
        return sorted(changes, key=lambda one: one.at)

    def strangers_between(self, start: str, end: str) -> bool:
        """Say whether somebody without write access may have edited within this time."""
        edits = self.edits_since(start)
        return edits is None or any(
            one.at < end and not self.may_write(one.editor) for one in edits
        )

    def edits_since(self, moment: str) -> tuple[Edit, ...] | None:
        """Return the edits at a moment or later, oldest first; ``None`` where not all are known.

        GitHub's times are whole seconds, so what happened within the moment's own second may have
        come after it.
        """
        if not moment or moment < self.known_from:
            return None
        return tuple(sorted((e for e in self.edits if e.at >= moment), key=lambda e: e.at))

    def only_writers_since(self, moment: str) -> bool:
        """Say whether whatever was edited since then was edited by people with write access."""
        edits = self.edits_since(moment)
        return edits is not None and all(self.may_write(one.editor) for one in edits)
