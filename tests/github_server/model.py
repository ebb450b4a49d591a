"""What the server remembers: plain values, whole seconds, nothing about HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

ROLES = ("none", "read", "triage", "write", "maintain", "admin")
"""Weakest first: a role may do what the roles before it may."""


def covers(role: str, needed: str) -> bool:
    """Tell whether ``role`` may do what ``needed`` may."""
    return ROLES.index(role) >= ROLES.index(needed)


def stamp(seconds: int) -> str:
    """Write seconds since 1970 as GitHub writes a time."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@dataclass(frozen=True, slots=True)
class User:
    """An account; a bot's login ends in ``[bot]``."""

    id: int
    login: str

    @property
    def is_bot(self) -> bool:
        return self.login.endswith("[bot]")


@dataclass(frozen=True, slots=True)
class Token:
    """A bearer token: whose it is, and the most that it may do anywhere."""

    value: str
    login: str
    allows: str = "admin"

    def __repr__(self) -> str:
        return f"Token({self.login!r}, allows={self.allows!r})"


@dataclass(frozen=True, slots=True)
class Label:
    """A label of a repository; an issue remembers its id, never its name."""

    id: int
    name: str
    color: str
    description: str | None


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on an issue."""

    id: int
    number: int
    author: str
    body: str
    created_at: int
    updated_at: int


@dataclass(frozen=True, slots=True)
class Event:
    """Something GitHub's timeline tells; an edited body is not among them."""

    id: int
    kind: str
    actor: str
    at: int
    label: str = ""
    color: str = ""
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Pull:
    """What a pull request has next to an issue: its branches, and when it was merged."""

    head: str
    base: str
    merged_at: int | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One version of an issue's body."""

    id: int
    at: int
    editor: str
    text: str


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue or a pull request."""

    id: int
    number: int
    title: str
    body: str | None
    author: str
    created_at: int
    updated_at: int
    is_pull: bool = False
    state: str = "open"
    state_reason: str | None = None
    closed_at: int | None = None
    closed_by: str = ""
    labels: tuple[int, ...] = ()
    comments: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()
    edits: tuple[Edit, ...] = ()
    reactions: tuple[tuple[str, int], ...] = ()
