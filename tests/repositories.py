"""A catalog in git: a bare remote, clones of it, hooks, and what stands where."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SETTINGS = {
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "GIT_AUTHOR_NAME": "Ada",
    "GIT_AUTHOR_EMAIL": "ada@example.org",
    "GIT_COMMITTER_NAME": "Ada",
    "GIT_COMMITTER_EMAIL": "ada@example.org",
}
OURS = ("GITHUB_", "GIT_", "RUNNER_", "GH_TOKEN")


def isolate(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the surroundings say of git and Actions; nobody's settings count."""
    for name in [name for name in os.environ if name.startswith(OURS)]:
        monkeypatch.delenv(name)
    for name, value in SETTINGS.items():
        monkeypatch.setenv(name, value)


def git(folder: Path, *words: str) -> str:
    """Run git in a folder, and return what it says."""
    ran = subprocess.run(
        ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0, f"git {' '.join(words)}: {ran.stderr}"
    return ran.stdout.rstrip("\n")


@dataclass(frozen=True)
class Remote:
    """A bare repository, and the folder in which clones of it are made."""

    path: Path

    @property
    def address(self) -> str:
        return str(self.path)

    def clone(self, name: str, *words: str) -> Path:
        """Clone it into a new folder next to it."""
        folder = self.path.parent / name
        git(self.path.parent, "clone", "--quiet", *words, self.address, str(folder))
        return folder

    def head(self, branch: str = "main") -> str:
        return git(self.path, "rev-parse", branch)

    def branches(self) -> list[str]:
        return git(self.path, "for-each-ref", "--format=%(refname:short)", "refs/heads").split()

    def log(self, branch: str = "main") -> list[str]:
        """Return the subjects of a branch, newest first."""
        return git(self.path, "log", "--format=%s", branch).splitlines()

    def changed_by(self, revision: str = "main") -> list[str]:
        """Return the paths that a commit changed, each with A, M or D before it."""
        words = (
            "-c",
            "core.quotepath=off",
            "diff-tree",
            "-r",
            "--no-commit-id",
            "--name-status",
            "--no-renames",
            revision,
        )
        return [line.replace("\t", " ") for line in git(self.path, *words).splitlines()]

    def read(self, path: str, branch: str = "main") -> str:
        return git(self.path, "show", f"{branch}:{path}")

    def hook(self, name: str, script: str) -> None:
        """Let the remote run a script when somebody pushes."""
        write_hook(self.path / "hooks" / name, script)


def write_hook(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


def publish(folder: Path, remote: Path) -> Remote:
    """Make a folder a repository whose main branch is on a bare remote."""
    subprocess.run(
        ["git", "init", "--quiet", "--bare", "--initial-branch=main", str(remote)], check=True
    )
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "remote", "add", "origin", str(remote))
    commit_all(folder, "Begin")
    git(folder, "push", "--quiet", "--set-upstream", "origin", "main")
    return Remote(remote)


def clone_of(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a catalog into a folder below its own, as a clone of a remote next to it; work there."""
    work = cats / "work"
    work.mkdir()
    for path in [path for path in cats.iterdir() if path != work]:
        path.rename(work / path.name)
    monkeypatch.chdir(work)
    publish(work, cats / "remote.git")
    return work


def first_push(clone: Path, script: str) -> None:
    """Let a script run once: when a commit is made, and before it is pushed."""
    marker = clone / ".git" / "was-run"
    lines = (
        f"[ -e {marker} ] && exit 0",
        f"touch {marker}",
        "unset $(git rev-parse --local-env-vars)",
        script,
    )
    write_hook(clone / ".git" / "hooks" / "pre-push", "\n".join(lines))


def commit_all(folder: Path, message: str) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)


def push_change(folder: Path, name: str, text: str, message: str = "A change") -> None:
    """Write, commit and push a file, as somebody else would."""
    (folder / name).write_text(text, encoding="utf-8")
    commit_all(folder, message)
    git(folder, "push", "--quiet", "origin", "HEAD")


def state(folder: Path) -> tuple[str, str, dict[str, bytes]]:
    """Return everything that a user sees of a clone: head, status, every file."""
    files = {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".git" not in path.relative_to(folder).parts
    }
    return git(folder, "rev-parse", "HEAD"), git(folder, "status", "--porcelain"), files
