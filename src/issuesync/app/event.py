"""What an Actions run is about: the event that began it, and whose repository it runs in."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.output import in_actions, say
from issuesync.errors import SourceError
from issuesync.submissions.event import parse_event

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.event import Event

PATH, REPOSITORY = "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY"


def load_event(name: str | None) -> Event | None:
    """Read the event of a file, or of the run; ``None`` where it is of no issue."""
    stated = name or (os.environ.get(PATH) if in_actions() else None)
    if not stated:
        return None
    try:
        return parse_event(Path(stated).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        hint = "give the file that GITHUB_EVENT_PATH names"
        raise SourceError(f"{stated}: no event can be read: {error}", hint=hint) from error


def is_scheduled() -> bool:
    """Say whether this is a run of the schedule, and not of an event."""
    return in_actions() and os.environ.get("GITHUB_EVENT_NAME") == "schedule"


def is_elsewhere(schema: Schema) -> bool:
    """Say whether a run is of another repository than the catalog's, as in a fork."""
    here = os.environ.get(REPOSITORY, "") if in_actions() else ""
    return bool(here) and here.casefold() != schema.repository.casefold()


def say_elsewhere(schema: Schema) -> None:
    """Say what a run of another repository does not do."""
    here = os.environ.get(REPOSITORY, "")
    say(
        f"this run is of {here}, the catalog of {schema.repository}: the snapshot is read, and no"
        " issue, label or comment is written",
        "yellow",
    )


def source_of(schema: Schema, origin: str | None) -> str:
    """Return where to read, as the catalog or ``--from`` says; a run elsewhere asks no GitHub."""
    where = origin or schema.source
    if where != "github" or not is_elsewhere(schema):
        return where
    say_elsewhere(schema)
    return "snapshot"
