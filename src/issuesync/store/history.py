"""Files as they were: at a revision of git, and version by version."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.errors import UsageError
from issuesync.store.git import Git

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_MOST_VERSIONS = 500
"""How many commits of a file are looked through."""


def require_revision(root: Path, revision: str) -> str:
    """Return the commit that a revision names; raise `UsageError` where there is none."""
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    found = Git(root).look(*words)
    if not found:
        hint = "name a branch, a tag or a commit that this clone has"
        raise UsageError(f"git has no revision “{revision}”", hint=hint)
    return found.decode().strip()


def text_at(root: Path, commit: str, name: str) -> str | None:
    """Return a file's text at a commit; ``None`` where it was not there, or was no UTF-8 text."""
    found = Git(root).look("cat-file", "blob", f"{commit}:./{name}")
    try:
        return None if found is None else found.decode("utf-8")
    except UnicodeDecodeError:
        return None


def versions(root: Path, name: str) -> Iterator[str]:
    """Give a file's text at each commit that changed it, the newest first; none without git."""
    words = ("log", "--format=%H", f"--max-count={_MOST_VERSIONS}", "--", name)
    for commit in (Git(root).look(*words) or b"").decode().split():
        text = text_at(root, commit, name)
        if text is not None:
            yield text
