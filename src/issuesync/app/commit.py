"""``sync --commit``: what changed as one commit on the remote's branch, whoever else pushes."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, replace
from secrets import SystemRandom
from typing import TYPE_CHECKING, TypeVar

from issuesync.app.connection import DEFAULT_HOST, TOKEN_VARIABLES
from issuesync.app.output import in_actions, say
from issuesync.errors import GitError, RefusedError, SourceError, UnreachableError
from issuesync.reports.changes import Counts, commit_message, count_changes
from issuesync.store.files import write_files
from issuesync.store.git import Author, Git, Login, PushKind, is_at, remote_address
from issuesync.store.worktree import Checkout, Worktree, beside, look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from issuesync.app.sync import Regenerated
    from issuesync.model.output import OutputFile
    from issuesync.model.record import Record

_T = TypeVar("_T")

_BOT = Author("github-actions[bot]", "41898282+github-actions[bot]@users.noreply.github.com")
_MOST_ATTEMPTS = 5
FIRST_WAIT = 1.0
"""Seconds, about: each further wait is twice as long."""
_AGAIN = "run the same again; nothing is lost"
_RULE = (
    "a rule of the repository or a hook is in the way, and trying again would not help:"
    " let who pushes bypass it"
)


@dataclass(frozen=True, slots=True)
class Landed:
    """Where a sync's files ended: in ``commit`` on ``branch``.

    ``is_pushed`` is false where they stood there already; ``pull_request`` is the address of the
    one that proposes them. Where there is nothing to propose, ``commit`` is empty.
    """

    made: Regenerated
    counts: Counts
    branch: str
    commit: str = ""
    is_pushed: bool = False
    pull_request: str = ""


def commit_and_push(
    root: Path,
    regenerate: Callable[[Path], Regenerated],
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Landed:
    """Regenerate the catalog on the remote's branch, and push what changed as one commit.

    Where somebody else pushed meanwhile, everything is regenerated on top of that.
    """
    checkout = find_checkout(root)
    branch = branch_of(checkout)
    with beside(checkout) as space:
        landed = persist(_Landing(space, branch, regenerate).attempt, sleep)
    if checkout.branch and not checkout.follow(landed.commit):
        say(f"your checkout is as it was; git pull brings it to {branch}", "dim")
    return landed


class _Landing:
    def __init__(
        self, space: Worktree, branch: str, regenerate: Callable[[Path], Regenerated]
    ) -> None:
        self.space, self.branch, self.regenerate = space, branch, regenerate
        self.begun = ""
        self.pushed: Landed | None = None

    def attempt(self) -> Landed:
        """Work on the branch as it is now; raise `UnreachableError` where it is worth a repeat."""
        head = self.begun = fetch_head(self.space, self.branch, self.begun)
        if self.pushed and self.space.holds(head, self.pushed.commit):
            return self.pushed  # it had arrived; its answer was lost
        landed = land(self.space, head, self.branch, self.regenerate)
        if not landed.commit:
            return replace(landed, commit=head)
        self.pushed = landed
        push(self.space, landed.commit, self.branch)
        return landed


def find_checkout(root: Path) -> Checkout:
    """Look at the checkout; refuse one with changes that nobody committed."""
    git = Git(root.resolve(), _BOT if in_actions() else None)
    checkout = look(git)
    address = remote_address(git.folder)
    if not address:
        hint = "run it in a clone of the catalog's repository"
        raise GitError("there is no remote called origin", hint=hint)
    if checkout.is_changed:
        hint = "commit and push them, or stash them: this works on what the remote has"
        raise RefusedError("files here have changes that are not committed", hint=hint)
    return replace(checkout, git=replace(git, login=_find_login(address)))


def _find_login(address: str) -> Login | None:
    """Return the run's token for its own server; outside Actions git asks who the user set up."""
    server = os.environ.get("GITHUB_SERVER_URL") or f"https://{DEFAULT_HOST}"
    tokens = (os.environ.get(variable, "").strip() for variable in TOKEN_VARIABLES)
    token = next(filter(None, tokens), "")
    return Login(server, token) if token and in_actions() and is_at(address, server) else None


def branch_of(checkout: Checkout) -> str:
    """Return the branch to work on: the one checked out, else the one that the run is about."""
    ref = os.environ.get("GITHUB_REF", "") if in_actions() else ""
    branch = checkout.branch or ref.removeprefix("refs/heads/") * ref.startswith("refs/heads/")
    if not branch:
        hint = "check one out; a run for a pull request or a tag has none"
        raise GitError("there is no branch to commit to", hint=hint)
    return branch


def fetch_head(space: Worktree, branch: str, begun: str) -> str:
    """Return the head of a branch that has to be there, with all that the checkout has of it.

    It has to come after ``begun``, what it was before, where there was anything before: git knows a
    repository by its name alone, which another one may have taken.
    """
    head = space.git.fetch(branch)
    if not head:
        raise GitError(f"the remote has no branch {branch}", hint=f"git push origin {branch}")
    if space.checkout.is_ahead(head):
        hint = "push them first: this works on what the remote has"
        raise RefusedError(f"{branch} has commits that are not pushed", hint=hint)
    if begun and not space.holds(head, begun):
        hint = "check whether somebody force-pushed, and whose repository origin is now; run again"
        raise RefusedError(f"{branch} does not continue from where this run began", hint=hint)
    return head


def land(
    space: Worktree,
    head: str,
    branch: str,
    regenerate: Callable[[Path], Regenerated],
    pending: Callable[[], Sequence[OutputFile]] = tuple,
) -> Landed:
    """Regenerate on top of a commit, and commit what changed, if anything did.

    ``pending`` gives files that are to be taken for those of the commit.
    """
    space.reset_to(head)
    before = _published_before(space.root)
    taken = pending()
    write_files(space.root, taken)
    made = regenerate(space.root)
    counts = count_changes(before, made.loaded.catalog)
    made = replace(made, changed=_changed_in(space, [*taken, *made.changed]))
    paths = [file.path for file in made.changed]
    commit = space.commit(paths, commit_message(counts)) if paths else ""
    return Landed(made, counts, branch, commit, is_pushed=bool(commit))


def _changed_in(space: Worktree, files: Iterable[OutputFile]) -> tuple[OutputFile, ...]:
    """Return the files that git sees changed, by path; of two texts of one the last counts."""
    by_path = {file.path: file for file in files}
    return tuple(by_path[path] for path in sorted(space.changed(list(by_path))))


def _published_before(root: Path) -> list[Record]:
    """Return the entries of the committed snapshot; none where there is no snapshot yet."""
    from issuesync.app.workspace import load

    try:
        return list(load(root, "snapshot").catalog)
    except SourceError:
        return []


def push(space: Worktree, commit: str, branch: str, lease: str | None = None) -> None:
    """Push, or say why that cannot be."""
    result = space.git.push(commit, branch, lease)
    if result.kind is PushKind.BEHIND:
        raise UnreachableError(f"somebody else pushed to {branch}", hint=_AGAIN)
    if result.kind is PushKind.REFUSED:
        other = ", or use --pull-request" if lease is None else ""
        raise RefusedError(f"{branch} takes no push: {result.reason}", hint=f"{_RULE}{other}")


def persist(attempt: Callable[[], _T], sleep: Callable[[float], None]) -> _T:
    """Try a few times, with growing waits that no two runs share."""
    for number in range(1, _MOST_ATTEMPTS):
        try:
            return attempt()
        except UnreachableError as error:
            wait = FIRST_WAIT * 2 ** (number - 1) * SystemRandom().uniform(0.5, 1.5)
            say(f"{error}; starting again in {wait:.0f} s", "yellow")
            sleep(wait)
    return attempt()
