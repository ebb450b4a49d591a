"""``--pull-request``: what changed on one branch, in one pull request, always the same."""

from __future__ import annotations

import os
import re
import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from issuesync.app.commit import Landed, branch_of, fetch_head, find_checkout, land, persist, push
from issuesync.app.connection import connected
from issuesync.app.output import say
from issuesync.app.workspace import load_schema
from issuesync.errors import GitError, RefusedError, UsageError
from issuesync.github.home import Home
from issuesync.github.pulls import Pulls
from issuesync.github.repository import resolve
from issuesync.model.output import OutputFile
from issuesync.reports.changes import SUBJECT, commit_message
from issuesync.reports.summary import render_proposal
from issuesync.store.git import remote_address
from issuesync.store.worktree import beside

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from issuesync.app.connection import PullOptions
    from issuesync.app.sync import Regenerated
    from issuesync.store.worktree import Worktree

_REPOSITORY = re.compile(r"(?:\A|[/:])([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


@dataclass(frozen=True, slots=True)
class _Proposal:
    """One kind of proposal: the branch that is always its own, and what its text begins with."""

    branch: str
    lead: str


_SYNC = _Proposal("issuesync/sync", "The catalog as the issues have it now")
ABSORPTION = _Proposal("issuesync/absorb", "What the hand edits of generated tables mean")


def propose(
    root: Path,
    regenerate: Callable[[Path], Regenerated],
    options: PullOptions,
    *,
    proposal: _Proposal = _SYNC,
    sleep: Callable[[float], None] = time.sleep,
) -> Landed:
    """Regenerate the catalog on the remote's branch, and propose what changed.

    The proposing branch is the remote's branch and one commit. Where nothing is left to change,
    the open pull request is closed.
    """
    checkout = find_checkout(root)
    base, repository = branch_of(checkout), _repository_of(root)
    if base == proposal.branch:
        hint = "check out the branch it is for"
        raise UsageError(f"{base} is what is proposed", hint=hint)
    is_own = repository.casefold() == load_schema(root).repository.casefold()
    home = options.meter.home if is_own else Home()  # a fork proposes to itself
    with beside(checkout) as space, connected(options.max_wait, options.meter, home) as api:
        pulls = Pulls(api, resolve(api, repository).name, proposal.branch, base)
        landing = _Landing(space, base, proposal.branch, pulls, regenerate)
        landed = persist(landing.attempt, sleep)
        if not landed.commit:
            closed = pulls.close()
            if closed:
                say(f"nothing is left to change: closed {closed.url}")
            return landed
        made = landed.made
        text = render_proposal(proposal.lead, landed.counts, made.changed, made.built.held)
        found = pulls.propose(commit_message(landed.counts), text)
    say(str(options.meter), "dim")
    return replace(landed, pull_request=found.url)


class _Landing:
    def __init__(
        self,
        space: Worktree,
        base: str,
        branch: str,
        pulls: Pulls,
        regenerate: Callable[[Path], Regenerated],
    ) -> None:
        self.space, self.base, self.branch = space, base, branch
        self.pulls, self.regenerate = pulls, regenerate
        self.begun = self.pushed = ""

    def attempt(self) -> Landed:
        """Put what changes on the proposing branch, unless it is there already."""
        space = self.space
        head = self.begun = fetch_head(space, self.base, self.begun)
        there = space.git.fetch(self.branch)
        is_foreign = bool(there) and self.is_foreign(there, head)

        def pending() -> Sequence[OutputFile]:
            return () if is_foreign or not there else _proposed_snapshot(space, head, there)

        landed = land(space, head, self.branch, self.regenerate, pending)
        if not landed.commit:
            return landed
        if there and space.tree_of(there) == space.tree_of(landed.commit):
            return replace(landed, commit=there, is_pushed=there == self.pushed)
        if is_foreign and self.pulls.find():
            hint = f"merge or close the pull request, or take the commit off {self.branch}"
            raise RefusedError(f"somebody else committed to {self.branch}", hint=hint)
        self.pushed = landed.commit
        push(space, landed.commit, self.branch, lease=there)
        return landed

    def is_foreign(self, commit: str, head: str) -> bool:
        """Say whether a commit is somebody's work that the base does not have yet."""
        is_ours = self.space.subject_of(commit).startswith(SUBJECT)
        return not is_ours and not self.space.holds(head, commit)


def _proposed_snapshot(space: Worktree, head: str, proposal: str) -> Sequence[OutputFile]:
    """Return the proposed snapshot, as long as the base still has the one that it was made from.

    What was accepted in a proposal stays accepted in the next one, and at the same time: else
    every run would propose another snapshot, and forget who vouched for what.
    """
    name = load_schema(space.root).snapshot
    base, origin = space.read(head, name), space.read(f"{proposal}^", name)
    text = space.read(proposal, name)
    return () if text is None or base != origin else (OutputFile(name, text),)


def _repository_of(root: Path) -> str:
    """Return the name of the repository that is pushed to."""
    stated = os.environ.get("GITHUB_REPOSITORY") or remote_address(root)
    found = _REPOSITORY.search(stated)
    if not found:
        hint = "set GITHUB_REPOSITORY to owner/name"
        raise GitError("the remote's address names no repository of GitHub", hint=hint)
    return found[1]
