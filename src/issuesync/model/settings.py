"""What a repository's settings allow, as far as somebody may see."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """A repository's settings. ``barring`` are the rules that refuse a push to the default branch.

    ``may_propose`` says whether Actions may open pull requests, ``None`` where that is hidden.
    """

    name: str
    has_issues: bool
    is_archived: bool
    branch: str
    labels: tuple[str, ...]
    disabled: tuple[str, ...]
    barring: tuple[str, ...]
    may_propose: bool | None
