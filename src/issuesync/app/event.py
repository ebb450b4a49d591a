"""What an Actions run is about: the event that began it, and whose repository it runs in."""

from __future__ import annotations

import json
import os
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.output import in_actions, say
from issuesync.errors import ConfigurationError, GitHubError, SourceError
from issuesync.model.problem import Problem
from issuesync.submissions.event import parse_event

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.event import Event

PATH, REPOSITORY = "GITHUB_EVENT_PATH", "GITHUB_REPOSITORY"
_IDENTITY = "GITHUB_REPOSITORY_ID"
_SHORTLY = 30.0
"""Seconds to wait for what is only asked to be sure."""


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
    """Say whether a run is of another repository than the catalog's, as in a fork.

    Raises `ConfigurationError` where it is the same one by another name: it would go on reading
    the snapshot for ever, and look as though all were well.
    """
    here = os.environ.get(REPOSITORY, "") if in_actions() else ""
    if not here or here.casefold() == schema.repository.casefold():
        return False
    if _is_moved(schema.repository, os.environ.get(_IDENTITY, "")):
        place = schema.file.place("repository")
        hint = f"write repository: {here}"
        message = f"{schema.repository} is now called {here}"
        problems = [Problem("repository-moved", message, place, hint)]
        raise ConfigurationError(f"the repository has moved: {message}", problems=problems)
    return True


@lru_cache(maxsize=8)
def _is_moved(repository: str, identity: str) -> bool:
    """Say whether a repository's name leads to the one that a run is of; a fork asks for nothing.

    Where GitHub does not say, it is taken for another one.
    """
    from issuesync.app.connection import connected
    from issuesync.github.repository import resolve

    if not identity.isdigit() or _is_fork():
        return False
    try:
        with connected(_SHORTLY) as api:
            return resolve(api, repository).id == int(identity)
    except GitHubError:
        return False


def _is_fork() -> bool:
    """Say whether the event tells that the run is of a fork."""
    try:
        event = json.loads(Path(os.environ[PATH]).read_text(encoding="utf-8"))
        return event["repository"]["fork"] is True
    except (KeyError, OSError, TypeError, ValueError):
        return False


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
