"""``sync --pull-request``: what changed on one branch, in one pull request, always the same."""

from __future__ import annotations

import os
import re
import time
from dataclasses import replace
from typing import TYPE_CHECKING

from issuesync.cli.commit import Landed, branch_of, fetch_head, find_checkout, land, persist, push
from issuesync.cli.remote import connected
from issuesync.errors import GitError, RefusedError
from issuesync.github.pulls import Pulls
from issuesync.publish.changes import SUBJECT, commit_message
from issuesync.publish.summary import render_proposal
from issuesync.store.branch import beside
from issuesync.store.git import remote_address

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from issuesync.cli.remote import PullOptions
    from issuesync.cli.sync import Regenerated
    from issuesync.store.branch import Beside

BRANCH = "issuesync/sync"
REPOSITORY = re.compile(r"(?:\A|[/:])([\w.-]+/[\w.-]+?)(?:\.git)?/?\Z")


def propose(
    root: Path,
    regenerate: Callable[[], Regenerated],
    options: PullOptions,
    *,
    sleep: Callable[[float], None] = time.sleep,
) -> Landed:
    """Regenerate the catalog on the remote's branch, and propose what changed.

    The proposing branch is the remote's branch and one commit. Where nothing is left to change,
    the open pull request is closed.
    """
    checkout = find_checkout(root)
    base, repository = branch_of(checkout), repository_of(root)
    with beside(checkout) as space, connected(options.max_wait, options.meter) as api:
        pulls = Pulls(api, repository, BRANCH, base)
        landed = persist(lambda: attempt(space, base, pulls, regenerate), sleep)
        if not landed.commit:
            pulls.close()
            return landed
        text = render_proposal(landed.counts, landed.made.changed, landed.made.built.held)
        found = pulls.propose(commit_message(landed.counts), text)
    return replace(landed, pull_request=found.url)


def repository_of(root: Path) -> str:
    """Return the name of the repository that is pushed to."""
    stated = os.environ.get("GITHUB_REPOSITORY") or remote_address(root)
    found = REPOSITORY.search(stated)
    if not found:
        hint = "set GITHUB_REPOSITORY to owner/name"
        raise GitError("the remote's address names no repository of GitHub", hint=hint)
    return found[1]


def attempt(
    space: Beside, base: str, pulls: Pulls, regenerate: Callable[[], Regenerated]
) -> Landed:
    """Put what changes on the proposing branch, unless it stands there already."""
    head = fetch_head(space, base)
    landed = replace(land(space, head, base, regenerate), branch=BRANCH)
    there = space.git.fetch(BRANCH)
    if not landed.commit:
        return landed
    if there and space.tree_of(there) == space.tree_of(landed.commit):
        return replace(landed, commit=there, is_pushed=False)
    if there and is_foreign(space, there, head) and pulls.find():
        hint = f"merge or close the pull request, or take the commit off {BRANCH}"
        raise RefusedError(f"somebody else committed to {BRANCH}", hint=hint)
    push(space, landed.commit, BRANCH, lease=there)
    return landed


def is_foreign(space: Beside, commit: str, head: str) -> bool:
    """Say whether a commit is somebody's work that the base does not have yet."""
    return not space.subject_of(commit).startswith(SUBJECT) and not space.holds(head, commit)
