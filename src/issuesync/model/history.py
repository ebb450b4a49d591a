"""What GitHub tells of an issue's past."""

from __future__ import annotations

from dataclasses import dataclass

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


@dataclass(frozen=True, slots=True)
class History:
    """Edits and label changes of an issue, in any order, and the text that they led to.

    Everything at ``known_from`` or later is known; the empty text says that all is. ``writers``
    are those of the people named who may write to the repository, in lower case.
    """

    title: str = ""
    body: str = ""
    author: str = ""
    edits: tuple[Edit, ...] = ()
    labels: tuple[LabelChange, ...] = ()
    known_from: str = ""
    writers: frozenset[str] = frozenset()

    def may_write(self, login: str) -> bool:
        """Say whether somebody is known to have write access."""
        return login.casefold() in self.writers

    def given(self, names: frozenset[str]) -> LabelChange | None:
        """Return when a label of these names (in lower case) was last given."""
        changes = [one for one in self.labels if one.is_given and one.label.casefold() in names]
        return max(changes, key=lambda one: one.at, default=None)

    def taken_by_a_person(self, names: frozenset[str], after: str) -> LabelChange | None:
        """Return when a person last took away such a label, later than a moment."""
        changes = [
            one
            for one in self.labels
            if not one.is_given
            and one.is_person
            and one.at > after
            and one.label.casefold() in names
        ]
        return max(changes, key=lambda one: one.at, default=None)

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
