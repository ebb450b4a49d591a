"""The committed snapshot: ``{repository, labels, issues}`` as JSON; see ``docs/snapshot.md``."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

from issuesync.errors import SourceError
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.store.listing import ListingError, as_rest, parse_listing

if TYPE_CHECKING:
    from pathlib import Path


def load_snapshot(path: Path, name: str) -> Snapshot:
    """Read a snapshot file, or a listing of issues; ``name`` is what messages call it.

    Raises `SourceError` where the file is missing, cut short or not of a shape that is known.
    """
    try:
        listing = parse_listing(path.read_bytes())
    except FileNotFoundError:
        raise _missing(path, name) from None
    except ListingError as error:
        raise SourceError(f"{name}: {error}", hint=error.hint) from error
    except (OSError, ValueError, RecursionError) as error:
        hint = "restore the last good version from git"
        raise SourceError(f"{name}: cannot be read: {error}", hint=hint) from error
    issues = listing.issues
    issues.reverse()
    read: list[Issue] = []
    while issues:  # each is let go once read: bodies and users weigh more than records
        read.append(_read_issue(issues.pop(), name, len(read)))
    labels = tuple(Label.from_json(label) for label in listing.labels)
    return Snapshot(listing.repository, labels, tuple(read))


def _missing(path: Path, name: str) -> SourceError:
    """Say that there is no such file; a bare word is more likely a slip in another word."""
    if path.suffix:
        hint = "check the path; issuesync sync --from github writes the catalog's own snapshot"
        return SourceError(f"{name}: there is no such snapshot", hint=hint)
    near = get_close_matches(path.name, ("snapshot", "github"), n=1)
    hint = f"did you mean --from {near[0]}?" if near else "write snapshot, github or a file's path"
    return SourceError(f"--from {path.name}: there is no such source or file", hint=hint)


def _read_issue(raw: Any, name: str, index: int) -> Issue:
    """Read one issue of the file; ``index`` counts from 0."""
    try:
        return Issue.from_json(as_rest(raw))
    except ListingError as error:
        message = f"{name}: issue {index + 1} of the file {error}"
        raise SourceError(message, hint=error.hint) from error
    except ValueError as error:
        raise SourceError(
            f"{name}: issue {index + 1} of the file is {error}",
            hint="restore the last good version from git",
        ) from error


def snapshot_text(snapshot: Snapshot) -> str:
    """Write a snapshot so that a change of one issue is a change of its own lines alone."""
    content = {
        "repository": snapshot.repository,
        "labels": [label.to_json() for label in sorted(snapshot.labels, key=_label_order)],
        "issues": [one.to_json() for one in sorted(snapshot.issues, key=lambda x: x.number)],
    }
    return json.dumps(content, ensure_ascii=False, indent=1) + "\n"


def _label_order(label: Label) -> tuple[str, str]:
    """Sort labels by name without case."""
    return label.name.casefold(), label.name
