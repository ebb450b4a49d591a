"""The committed snapshot: ``{repository, labels, issues}`` as JSON."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from issuesync.errors import SourceError
from issuesync.model.issue import Issue, Label, Snapshot

if TYPE_CHECKING:
    from pathlib import Path


def load_snapshot(path: Path, name: str) -> Snapshot:
    """Read a snapshot file; ``name`` is what messages call it.

    Raises `SourceError` where the file is missing, cut short or not of this shape.
    """
    try:
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise SourceError(
            f"{name}: there is no such snapshot",
            hint="name the file under snapshot: in catalog.yaml, or pull one",
        ) from None
    except (OSError, ValueError, RecursionError) as error:
        hint = "restore the last good version from git"
        raise SourceError(f"{name}: cannot be read: {error}", hint=hint) from error
    if not isinstance(content, dict) or not isinstance(content.get("issues"), list):
        raise SourceError(
            f"{name}: not a snapshot", hint="it has to be {repository, labels, issues}"
        )
    issues = content.pop("issues")
    issues.reverse()
    repository = str(content.get("repository", ""))
    read: list[Issue] = []
    while issues:  # each is let go once read: bodies and users weigh more than records
        read.append(parse_issue(issues.pop(), name, len(read)))
    labels = tuple(parse_label(label) for label in content.get("labels") or ())
    return Snapshot(repository, labels, tuple(read))


def parse_issue(raw: Any, name: str, index: int) -> Issue:
    """Take what matters out of an issue as GitHub's REST interface states it."""
    try:
        accepted = raw.get("accepted") or {}
        return Issue(
            number=int(raw["number"]),
            title=str(raw["title"]),
            body=raw.get("body") or "",
            state=raw.get("state", "open"),
            labels=tuple(label_name(label) for label in raw.get("labels", ())),
            author=str((raw.get("user") or {}).get("login", "")),
            created_at=raw.get("created_at") or "",
            updated_at=raw.get("updated_at") or "",
            url=raw.get("html_url") or "",
            is_pull="pull_request" in raw,
            accepted_at=accepted.get("at") or "",
        )
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise SourceError(
            f"{name}: issue {index + 1} of the file is not as GitHub states issues: {error!r}",
            hint="restore the last good version from git",
        ) from error


def parse_label(raw: Any) -> Label:
    """Take a label's name, colour and description."""
    if not isinstance(raw, dict):
        return Label(str(raw))
    return Label(str(raw.get("name", "")), raw.get("color") or "", raw.get("description") or "")


def label_name(raw: Any) -> str:
    """Return the name of a label, which GitHub states as an object or as a string."""
    return str(raw["name"]) if isinstance(raw, dict) else str(raw)
