"""What GitHub hands to an Actions run about one issue."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from issuesync.model.issue import Issue


@dataclass(frozen=True, slots=True)
class Event:
    """One event of an issue: the issue as it was at that moment, and whose act it was.

    ``label`` is the label given or taken away, empty for other actions; ``is_persons`` is false
    for the act of a bot.
    """

    action: str
    issue: Issue
    label: str
    sender: str
    is_persons: bool = True


def parse_event(text: str) -> Event | None:
    """Read an event's file; ``None`` where it is of no issue. Raises `ValueError` for no JSON."""
    content = json.loads(text)
    if not isinstance(content, dict) or not isinstance(content.get("issue"), dict):
        return None
    issue = Issue.from_json(content["issue"])
    return Event(
        action=str(content.get("action") or ""),
        issue=issue,
        label=_text_in(content.get("label"), "name"),
        sender=_text_in(content.get("sender"), "login"),
        is_persons=_text_in(content.get("sender"), "type") in {"", "User"},
    )


def _text_in(raw: Any, key: str) -> str:
    """Return one text of an object; empty where there is none."""
    return str(raw.get(key) or "") if isinstance(raw, dict) else ""
