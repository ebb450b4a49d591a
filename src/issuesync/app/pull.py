"""The issues and labels on GitHub: a listing of everything, the mirror's state, a pull's cost."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.connection import connected, moved, pulled, snapshot_of
from issuesync.app.workspace import load_schema
from issuesync.errors import UsageError
from issuesync.model.output import OutputFile
from issuesync.store.files import changed_files, write_files
from issuesync.store.mirror import MirrorStatus, mirror_path, read_status
from issuesync.store.snapshot import snapshot_text

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.model.problem import Problem


@dataclass(frozen=True, slots=True)
class PulledListing:
    """What a pull found; ``is_changed`` says whether the file asked for was written."""

    repository: str
    issues: int
    labels: int
    problems: tuple[Problem, ...]
    is_changed: bool
    cost: str


@dataclass(frozen=True, slots=True)
class MirrorState:
    """What the mirror holds, where there is one, and how many requests are left this hour."""

    repository: str
    path: Path
    held: MirrorStatus | None
    seconds: float
    remaining: int
    limit: int


@dataclass(frozen=True, slots=True)
class Cost:
    """How many issues and pull requests a pull would read, and how many pages that takes."""

    repository: str
    total: int
    pages: int
    is_update: bool
    is_kept: bool


def pull_issues(root: Path, options: PullOptions, to: str | None) -> PulledListing:
    """Pull, and write a listing of everything where a file is named for it."""
    schema = load_schema(root)
    if to is not None and (root / to).resolve() == (root / schema.snapshot).resolve():
        hint = "name another file; issuesync sync --from github writes the snapshot"
        raise UsageError(f"{to} is the accepted state, which a listing must not replace", hint=hint)
    with (
        connected(options.max_wait, options.meter) as api,
        pulled(api, root, schema, options) as found,
    ):
        name, labels, count = found.identity.name, len(found.labels), found.count
        files = [] if to is None else [OutputFile(to, snapshot_text(snapshot_of(found)))]
    changed = changed_files(root, files)
    write_files(root, changed)
    cost = str(options.meter)
    return PulledListing(name, count, labels, moved(schema, name), bool(changed), cost)


def mirror_state(root: Path, options: PullOptions) -> MirrorState:
    """Say what the mirror holds and how old it is, and ask how many requests are left."""
    schema, path = load_schema(root), mirror_path(root)
    held = read_status(path) if path.exists() else None
    seconds = max(0.0, time.time() - path.stat().st_mtime) if held else 0.0
    with connected(options.max_wait) as api:
        limit = api.get_object("/rate_limit")["resources"]["core"]
    repository = held.repository if held else schema.repository
    return MirrorState(repository, path, held, seconds, limit["remaining"], limit["limit"])


def pull_cost(root: Path, options: PullOptions) -> Cost:
    """Count what a pull would read, without reading it."""
    from issuesync.github.api import PAGE
    from issuesync.github.pull import SMALL
    from issuesync.github.repository import count_all, resolve

    schema = load_schema(root)
    with connected(options.max_wait) as api:
        identity = resolve(api, schema.repository)
        total = identity.total if identity.total is not None else count_all(api, identity.name)
    is_update = mirror_path(root).exists() and not options.full
    return Cost(identity.name, total, -(-total // PAGE), is_update, total > SMALL)
