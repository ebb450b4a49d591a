"""GitHub as a source: where it is, who asks, and what a pull shows while it runs."""

from __future__ import annotations

import os
import subprocess
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from issuesync.app.output import in_actions, is_watched, people, say
from issuesync.errors import GitHubError
from issuesync.github.home import Home
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.model.problem import Problem
from issuesync.model.wording import counted

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from issuesync.github.api import Api
    from issuesync.github.pull import Mirror, Pulled
    from issuesync.github.repository import Identity
    from issuesync.schema.catalog import Schema

_SERVER_VARIABLE = "GITHUB_API_URL"
TOKEN_VARIABLES = ("GITHUB_TOKEN", "GH_TOKEN")
_BAR = 16
"""Columns of the bar: with its figures the line fits a terminal of 80 columns."""

DEFAULT_HOST = "github.com"


@dataclass(slots=True)
class Meter:
    """What a command cost so far: requests, how many are left this hour, and since when.

    ``home`` is the repository that it works on, by whichever of its connections.
    """

    requests: int = 0
    remaining: int | None = None
    home: Home = field(default_factory=Home)
    begun: float = field(default_factory=time.monotonic)

    def __str__(self) -> str:
        """Say it in a line."""
        left = "" if self.remaining is None else f", {self.remaining} left this hour"
        return f"{counted(self.requests, 'request')}{left}"

    @property
    def seconds(self) -> float:
        """Return how long the command has been at work."""
        return time.monotonic() - self.begun


@dataclass(frozen=True, slots=True)
class PullOptions:
    """How a command wants to pull; ``max_wait`` is in seconds, ``event`` the path of an event.

    ``voices`` asks for the reactions and comments that the listing states.
    """

    max_wait: float = 300.0
    full: bool = False
    allow_shrink: bool = False
    event: str | None = None
    voices: bool = False
    meter: Meter = field(default_factory=Meter, compare=False)


def _server_address() -> str:
    """Return GitHub's address: from the environment alone, never from a file of the catalog."""
    from issuesync.github.api import DEFAULT_SERVER

    address = os.environ.get(_SERVER_VARIABLE) or DEFAULT_SERVER
    if not _is_address(address):
        hint = f"unset {_SERVER_VARIABLE}, or give an address such as https://host/api/v3"
        raise GitHubError(f"“{address}” is not a server's address", hint=hint)
    return address


def _is_address(text: str) -> bool:
    """Say whether a text is an address on the web."""
    try:
        parts = urlsplit(text)
        return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is no number, half an IPv6 address
        return False


def find_token(server: str) -> str | None:
    """Return the token that is there: from the environment, else from the gh tool."""
    for variable in TOKEN_VARIABLES:
        if token := os.environ.get(variable, "").strip():
            return token
    host = (urlsplit(server).hostname or "").removeprefix("api.")
    command = ["gh", "auth", "token", "--hostname", host or DEFAULT_HOST]
    try:
        found = subprocess.run(command, capture_output=True, text=True, check=True, timeout=10)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    return found.stdout.strip() or None


def require_token() -> None:
    """Raise `GitHubError` before anything is written where no token is set."""
    if find_token(_server_address()) is None:
        hint = "set GITHUB_TOKEN to a token that may write issues, or run gh auth login"
        raise GitHubError("no token is set, and GitHub takes no change without one", hint=hint)


@contextmanager
def connected(
    max_wait: float, meter: Meter | None = None, home: Home | None = None
) -> Iterator[Api]:
    """Open GitHub's interface for a command; say at the end what it cost, or add it to a meter.

    ``home`` is the repository that the connection works on, where it is not the meter's.
    """
    from issuesync.github.api import Api
    from issuesync.github.retry import RetryPolicy

    server = _server_address()
    patience = RetryPolicy(max_wait=max_wait, sleep=count_down, show=_say_wait)
    home = meter.home if meter and home is None else home
    api = Api(patience, find_token(server), server, home=home)
    try:
        yield api
    finally:
        if meter is None:
            say(str(Meter(api.requests, api.remaining)), "dim")
        else:
            meter.requests += api.requests
            meter.remaining = api.remaining if api.remaining is not None else meter.remaining
        api.close()


def _say_wait(reason: str, seconds: float) -> None:
    """Say why and how long we wait."""
    say(f"{reason}; waiting {seconds:.0f} s", "yellow")


def count_down(seconds: float) -> None:
    """Sleep; show the seconds left where somebody watches."""
    if not is_watched() or in_actions() or not (console := people()).is_terminal:
        time.sleep(seconds)
        return
    end = time.monotonic() + seconds
    with console.status("") as status:
        while (left := end - time.monotonic()) > 0:
            status.update(f"resuming in {left:.0f} s")
            time.sleep(min(left, 1.0))


@contextmanager
def _progress(what: str) -> Iterator[Callable[[int, int | None], None]]:
    """Show count, rate and time left where somebody watches; else show nothing."""
    if not is_watched():
        yield lambda _read, _total: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    console = people()
    rate = TextColumn("{task.fields[rate]:.0f}/s")
    columns = (TextColumn(what), BarColumn(_BAR), MofNCompleteColumn(), rate, TimeRemainingColumn())
    shown = Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal or in_actions()
    )
    begun = time.monotonic()
    with shown:
        task = shown.add_task(what, total=None, rate=0.0)

        def show(read: int, total: int | None) -> None:
            speed = read / max(time.monotonic() - begun, 0.001)
            shown.update(task, completed=read, total=total, rate=speed)

        yield show


@contextmanager
def pulled(api: Api, root: Path, schema: Schema, options: PullOptions) -> Iterator[Pulled]:
    """Pull the catalog's repository; hold the mirror's lock until the caller has read it all."""
    from issuesync.github.pull import PullWishes, pull_repository
    from issuesync.store.mirror import locked, mirror_path, open_mirror

    with ExitStack() as stack, _progress("reading issues") as shown:

        def opened(identity: Identity) -> Mirror:
            stack.enter_context(locked(root))
            mirror, word = open_mirror(root, identity.id, identity.name)
            stack.callback(mirror.close)
            if word:
                say(word, "yellow")
            return mirror

        has_mirror = mirror_path(root).exists()
        by_rest = has_mirror and not options.full and _lacks_graphql(mirror_path(root))
        wishes = PullWishes(options.full, options.allow_shrink, shown, by_rest_alone=by_rest)
        yield pull_repository(api, schema.repository, opened, has_mirror=has_mirror, wishes=wishes)


def _lacks_graphql(path: Path) -> bool:
    """Say whether the last pull found no GraphQL; a mirror that cannot be read says nothing."""
    from issuesync.errors import MirrorError
    from issuesync.store.mirror import read_status

    try:
        return not read_status(path).offers_graphql
    except MirrorError:
        return False


def read_github(
    api: Api, root: Path, schema: Schema, options: PullOptions
) -> tuple[Snapshot, tuple[Problem, ...]]:
    """Read everything that GitHub holds now; report a repository that has moved."""
    with pulled(api, root, schema, options) as found:
        snapshot = snapshot_of(found)
    return snapshot, moved(schema, snapshot.repository)


def snapshot_of(found: Pulled) -> Snapshot:
    """State what a pull found as a snapshot."""
    issues = tuple(Issue.from_json(item) for item in found.items)
    labels = tuple(Label.from_json(label) for label in found.labels)
    return Snapshot(found.identity.name, labels, issues)


def moved(schema: Schema, name: str) -> tuple[Problem, ...]:
    """Report that ``catalog.yaml`` has a former name of the repository."""
    if name.casefold() == schema.repository.casefold():
        return ()
    message = f"{schema.repository} is now {name}"
    place = schema.file.place("repository")
    return (Problem("repository-moved", message, place, f"write repository: {name}"),)
