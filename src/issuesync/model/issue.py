"""What GitHub says of an issue, a label and a repository."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Label:
    """A repository's label; ``color`` is six hexadecimal digits or empty where it is not known."""

    name: str
    color: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue as GitHub states it; times are ISO 8601 in UTC, so they sort as text."""

    number: int
    title: str
    body: str
    state: str = "open"
    labels: tuple[str, ...] = ()
    author: str = ""
    created_at: str = ""
    updated_at: str = ""
    url: str = ""
    is_pull: bool = False
    accepted_at: str = ""

    @property
    def published_at(self) -> str:
        """The moment the entry was published: its acceptance, else its creation."""
        return self.accepted_at or self.created_at


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A repository's labels and issues at one moment."""

    repository: str
    labels: tuple[Label, ...]
    issues: tuple[Issue, ...]
