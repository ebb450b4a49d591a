"""Files as they were: at a revision of git, and version by version."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

from issuesync.errors import UsageError
from issuesync.store.git import ELSEWHERE, PLAIN

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_VERSIONS = 500
"""How many commits of a file are looked through."""
_SECONDS = 120


def require_revision(root: Path, revision: str) -> str:
    """Return the commit that a revision names; raise `UsageError` where there is none."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = _git(root, *words)
    if not found:
        hint = "name a branch, a tag or a commit that this clone has"
        raise UsageError(f"git knows no revision “{revision}”", hint=hint)
    return found.decode().strip()


def text_at(root: Path, commit: str, name: str) -> str | None:
    """Return a file's text at a commit; ``None`` where it was not there, or was no UTF-8 text."""
    found = _git(root, "cat-file", "blob", f"{commit}:./{name}")
    try:
        return None if found is None else found.decode("utf-8")
    except UnicodeDecodeError:
        return None


def versions(root: Path, name: str) -> Iterator[str]:
    """Give a file's text at each commit that changed it, the newest first; none without git."""
    words = ("log", "--format=%H", f"--max-count={_MOST_VERSIONS}", "--", name)
    for commit in (_git(root, *words) or b"").decode().split():
        text = text_at(root, commit, name)
        if text is not None:
            yield text


def _git(root: Path, *words: str) -> bytes | None:
    """Run a command of git that only looks; return what it says, ``None`` where it fails."""
    environment = {k: v for k, v in os.environ.items() if not ELSEWHERE.fullmatch(k)} | PLAIN
    try:
        ran = subprocess.run(  # noqa: S603 - a list of words, none from an issue
            ["git", "-C", str(root), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            env=environment,
            stdin=subprocess.DEVNULL,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return ran.stdout if ran.returncode == 0 else None
