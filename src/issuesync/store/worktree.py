"""A branch of the remote in a folder of its own, where it is changed and pushed from.

The user's checkout is never worked in: whatever happens here, nobody's work can be lost, and a
process that is killed leaves nothing that the next run would have to fix.
"""

from __future__ import annotations

import os
import shutil
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import TYPE_CHECKING

from issuesync.errors import GitError
from issuesync.store.files import is_running

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.store.git import Git

_LEFTOVER = "issuesync-"
"""How the name of each folder begins, followed by the process's number."""
_MIRROR = ".issuesync"
"""What a catalog's folder keeps between runs; the folder next to it shares it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The user's checkout; ``branch`` is empty where none is checked out.

    ``prefix`` is where the catalog's folder is in it, and ends with a slash or is empty.
    """

    git: Git
    prefix: str
    branch: str
    is_changed: bool

    def is_ahead(self, head: str) -> bool:
        """Say whether the branch has commits that the remote does not, whose head was fetched."""
        words = ("--max-count=1", "HEAD", "--not", "--remotes", head)
        return bool(self.branch and self.git.ask("rev-list", *words))

    def follow(self, commit: str) -> bool:
        """Bring the checkout to a commit that came after; say whether nothing stood in the way."""
        return self.git.run("merge", "--ff-only", "--quiet", commit).returncode == 0


def look(git: Git) -> Checkout:
    """Look at the checkout that a folder belongs to; raise `GitError` where it is none."""
    prefix = git.ask("rev-parse", "--show-prefix")
    if git.run("rev-parse", "--verify", "--quiet", "HEAD^{commit}").returncode:
        raise GitError("the checkout has no commit yet", hint="commit and push the catalog first")
    branch = git.run("symbolic-ref", "--quiet", "--short", "HEAD").stdout.strip()
    changed = git.ask("status", "--porcelain", "--untracked-files=no", "--ignore-submodules")
    return Checkout(git, prefix, branch, bool(changed))


@dataclass(frozen=True, slots=True)
class Worktree:
    """A folder next to the checkout, with its own files and index and no branch checked out."""

    git: Git
    checkout: Checkout

    @property
    def prefix(self) -> str:
        """Where the catalog's folder stands, ending with a slash or empty."""
        return self.checkout.prefix

    @property
    def root(self) -> Path:
        """The catalog's folder in it."""
        return self.git.folder / self.prefix

    def reset_to(self, commit: str) -> None:
        """Make the folder hold exactly what a commit holds."""
        self.git.ask("reset", "--hard", "--quiet", commit)
        if not self.root.is_dir():
            hint = "commit and push the catalog first"
            raise GitError(f"the remote's branch has no folder {self.prefix}", hint=hint)
        mirror, shared = self.checkout.git.folder / _MIRROR, self.root / _MIRROR
        if mirror.is_dir() and not shared.exists():
            shared.symlink_to(mirror)

    def changed(self, paths: Sequence[str]) -> list[str]:
        """Return which files of the catalog's folder git sees changed, new or removed.

        One that git ignores is not among them, nor one that differs in line ends alone.
        """
        if not paths:
            return []
        words = ("--porcelain", "-z", "--no-renames", "--untracked-files=all")
        said = self.git.ask("status", *words, "--", *map(self._whole, paths))
        return [entry[3:].removeprefix(self.prefix) for entry in said.split("\0") if entry]

    def commit(self, paths: Sequence[str], message: str) -> str:
        """Commit files of the catalog's folder, removed ones too, and return the commit."""
        self.git.ask("add", "--all", "--", *map(self._whole, paths))
        # Hooks judge what people write, and may need what only their own checkout has.
        self.git.ask("commit", "--quiet", "--no-verify", "--message", message)
        return self.git.ask("rev-parse", "HEAD")

    def read(self, commit: str, path: str) -> str | None:
        """Return a file of the catalog's folder as a commit has it; ``None`` where it has none."""
        found = self.git.run("show", f"{commit}:{self._whole(path)}")
        return None if found.returncode else found.stdout

    def _whole(self, path: str) -> str:
        """Return a path within the repository."""
        return f"{self.prefix}{path}"

    def tree_of(self, commit: str) -> str:
        """Return what stands for all files of a commit."""
        return self.git.ask("rev-parse", f"{commit}^{{tree}}")

    def subject_of(self, commit: str) -> str:
        """Return the first line of a commit's message."""
        return self.git.ask("show", "--no-patch", "--format=%s", commit)

    def holds(self, commit: str, part: str) -> bool:
        """Say whether a commit is, or came after, another one."""
        return self.git.run("merge-base", "--is-ancestor", part, commit).returncode == 0


@contextmanager
def beside(checkout: Checkout) -> Iterator[Worktree]:
    """Make a folder next to the checkout, share the catalog's mirror with it, and remove it."""
    git = checkout.git
    _remove_leftovers()
    git.run("worktree", "prune")  # what a killed run left, once its folder is gone
    name = f"{_LEFTOVER}{os.getpid()}-"
    with TemporaryDirectory(prefix=name, ignore_cleanup_errors=True) as folder:
        path = Path(folder).resolve() / "tree"
        git.ask("worktree", "add", "--detach", "--no-checkout", "--quiet", str(path), "HEAD")
        try:
            yield Worktree(replace(git, folder=path), checkout)
        finally:
            git.run("worktree", "remove", "--force", str(path))


def _remove_leftovers() -> None:
    """Remove the folders of runs of ours that were killed."""
    for path in Path(gettempdir()).glob(f"{_LEFTOVER}[0-9]*-*"):
        number = path.name.removeprefix(_LEFTOVER).partition("-")[0]
        if not is_running(number) and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)  # another user's stays
