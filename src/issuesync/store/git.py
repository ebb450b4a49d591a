"""git's commands, one at a time, and what they say into what it means."""

from __future__ import annotations

import os
import re
import subprocess
from base64 import b64encode
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from issuesync.errors import GitError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

_SSH = re.compile(r"(?:ssh://)?git@([^:/]+)[:/](.+)")
LOCAL = 120
"""Seconds that a command may take which asks nobody."""
REMOTE = 300
"""Seconds that a command may take which speaks to the remote."""

_PLAIN = {"GIT_TERMINAL_PROMPT": "0", "GIT_LITERAL_PATHSPECS": "1", "LC_ALL": "C", "LANGUAGE": "C"}
"""Ask nobody, take a path for itself alone, and say everything in the words we know."""
_ELSEWHERE = re.compile(
    r"GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|COMMON_DIR|PREFIX|NAMESPACE|TRACE\w*|CURL_VERBOSE)"
)
"""What a surrounding hook would have us work on instead, and what would write headers to a log."""
_TOKENS = ("GITHUB_TOKEN", "GH_TOKEN")

_SAID = re.compile(r"^(?:fatal|error|remote(?:: error)?): *(\S.*?)\s*$", re.MULTILINE)
_NOTHING_NEW = "failed to push some refs"
_USER = re.compile(r"(?<=//)[^/@\s]+(?=@)")
_MOST_SAID = 500
_REJECTED = re.compile(r"^!\t.*\[(?:remote )?rejected\] \((.+)\)$", re.MULTILINE)
_OVERTAKEN = (
    "fetch first", "non-fast-forward", "stale info", "remote ref updated since checkout",
    "cannot lock ref", "failed to update ref", "incorrect old value",
)  # fmt: skip
"""Why a push is rejected where somebody else pushed: before it, or in the same moment."""
_PASSING = ("internal",)
_DENIED = re.compile(
    r"error: 40[134]\b|Authentication failed|could not read (?:Username|Password)"
    r"|Permission to .* denied|Permission denied \(|[Rr]epository .*not found"
    r"|does not appear to be a git repository"
)
_MISSING = re.compile(r"couldn't find remote ref")


class PushKind(Enum):
    """How a push ended, where the remote could be reached."""

    DONE = auto()
    BEHIND = auto()
    REFUSED = auto()


@dataclass(frozen=True, slots=True)
class Push:
    """How a push ended, and why in the remote's words."""

    kind: PushKind
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Author:
    """Who commits."""

    name: str
    email: str


@dataclass(frozen=True, slots=True)
class Login:
    """The token for one server, such as ``https://github.com``; it is never shown."""

    server: str
    token: str = field(repr=False)

    @property
    def basic(self) -> str:
        """Return the token as the header of a request states it."""
        return b64encode(f"x-access-token:{self.token}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Git:
    """git in a folder; without an author or a login it uses what the user has set up."""

    folder: Path
    author: Author | None = None
    login: Login | None = None

    def run(self, *words: str, is_remote: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command; raise `GitError` where it cannot be run or takes too long."""
        seconds = REMOTE if is_remote else LOCAL
        try:
            ran = self._call(words, seconds, is_remote=is_remote)
        except subprocess.TimeoutExpired:
            message = f"git {words[0]} took more than {seconds} s"
            raise (UnreachableError if is_remote else GitError)(message) from None
        except OSError as error:
            hint = "install git, version 2.31 or newer"
            raise GitError(f"git cannot be run: {error.strerror}", hint=hint) from error
        said, complained = (one.decode("utf-8", "replace") for one in (ran.stdout, ran.stderr))
        return subprocess.CompletedProcess(ran.args, ran.returncode, said, complained)

    def look(self, *words: str) -> bytes | None:
        """Run a command that only looks; return what it says, ``None`` where it fails."""
        try:
            ran = self._call(words, LOCAL, is_remote=False)
        except (OSError, subprocess.SubprocessError):
            return None
        return ran.stdout if ran.returncode == 0 else None

    def _call(
        self, words: Sequence[str], seconds: int, *, is_remote: bool
    ) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(  # noqa: S603 - a list of words, none from an issue
            ["git", "-C", str(self.folder), *words],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            env=self._environment(is_remote=is_remote),
            stdin=subprocess.DEVNULL,
            timeout=seconds,
        )

    def ask(self, *words: str) -> str:
        """Run a command that has to succeed, and return what it says."""
        found = self.run(*words)
        if found.returncode:
            said = self.words_of(found)
            hint = "run this in a clone of the repository" if "not a git repo" in said else ""
            raise GitError(f"git {words[0]}: {said}", hint=hint)
        return found.stdout.rstrip("\n")

    def words_of(self, ran: subprocess.CompletedProcess[str]) -> str:
        """Return what git, or the remote through it, says is wrong; never the token."""
        text = _USER.sub("***", ran.stderr)
        for secret in (self.login.token, self.login.basic) if self.login else ():
            text = text.replace(secret, "***")
        return " ".join(_said(text))[:_MOST_SAID] or f"it ended with {ran.returncode}"

    def fetch(self, branch: str) -> str:
        """Fetch a branch of the remote and return its head; nothing where there is no such branch.

        No branch of ours moves.
        """
        words = ("--quiet", "--no-tags", "--no-recurse-submodules", "origin")
        ran = self.run("fetch", *words, f"refs/heads/{branch}", is_remote=True)
        if _MISSING.search(ran.stderr):
            return ""
        if ran.returncode:
            raise self._trouble("fetch", ran)
        return self.ask("rev-parse", "--verify", "FETCH_HEAD^{commit}")

    def push(self, commit: str, branch: str, lease: str | None = None) -> Push:
        """Push a commit to a branch: on top of what is there, or in place of ``lease``.

        An empty ``lease`` is a branch that must not be there.
        """
        force = () if lease is None else (f"--force-with-lease=refs/heads/{branch}:{lease}",)
        target = f"{commit}:refs/heads/{branch}"
        ran = self.run("push", "--porcelain", *force, "origin", target, is_remote=True)
        push = parse_push(ran.returncode, ran.stdout)
        if push is None:
            raise self._trouble("push", ran)
        if push.kind is PushKind.REFUSED:
            return Push(push.kind, f"{push.reason}: {self.words_of(ran)}"[:_MOST_SAID])
        return push

    def _trouble(self, verb: str, ran: subprocess.CompletedProcess[str]) -> GitError:
        """Return the error for a remote that refuses us, or that cannot be reached."""
        message = f"git {verb}: {self.words_of(ran)}"
        if verb == "push" and not _said(ran.stderr):
            return GitError("a hook of this checkout declines the push", hint="see pre-push")
        if _DENIED.search(ran.stderr):
            hint = "give the job “permissions: contents: write”, or sign in to the remote"
            return GitError(message, hint=hint)
        return UnreachableError(message, hint="run the same again; nothing is lost")

    def _environment(self, *, is_remote: bool) -> dict[str, str]:
        """Return the environment of a command; a token is in it only where it is needed."""
        env = {k: v for k, v in os.environ.items() if not _ELSEWHERE.fullmatch(k)} | _PLAIN
        if self.author:
            for role in ("AUTHOR", "COMMITTER"):
                env[f"GIT_{role}_NAME"] = self.author.name
                env[f"GIT_{role}_EMAIL"] = self.author.email
        if self.login or not is_remote:
            env = {key: text for key, text in env.items() if key not in _TOKENS}
        return with_login(env, self.login) if self.login and is_remote else env


def _said(text: str) -> list[str]:
    """Return what git says is wrong, each once; that it failed is nothing new."""
    lines = dict.fromkeys(_SAID.findall(text))
    return [line for line in lines if not line.startswith(_NOTHING_NEW)]


def with_login(env: Mapping[str, str], login: Login) -> dict[str, str]:
    """Add a login to an environment, next to settings that it has, in place of another login.

    An empty header takes away those set before, such as one that a checkout kept.
    """
    first = int(env.get("GIT_CONFIG_COUNT") or 0)
    key = f"http.{login.server}/.extraheader"
    added = {"GIT_CONFIG_COUNT": str(first + 2)}
    for index, value in enumerate(("", f"AUTHORIZATION: basic {login.basic}"), first):
        added[f"GIT_CONFIG_KEY_{index}"], added[f"GIT_CONFIG_VALUE_{index}"] = key, value
    return {**env, **added}


def parse_push(code: int, answer: str) -> Push | None:
    """Read what ``git push --porcelain`` says; nothing where the remote did not answer."""
    if code == 0:
        return Push(PushKind.DONE)
    found = _REJECTED.search(answer)
    reason = found[1] if found else ""
    if not reason or reason.casefold().startswith(_PASSING):
        return None
    is_behind = reason.casefold().startswith(_OVERTAKEN)
    return Push(PushKind.BEHIND if is_behind else PushKind.REFUSED, reason)


def remote_address(root: Path) -> str:
    """Return the https address of the remote named origin, or nothing where there is none."""
    try:
        found = Git(root).run("remote", "get-url", "origin")
    except GitError:
        return ""
    return _SSH.sub(r"https://\1/\2", found.stdout.strip()) if not found.returncode else ""


def is_at(address: str, server: str) -> bool:
    """Say whether a remote's address is one of a server's, so that its token may go there."""
    there, ours = urlsplit(address), urlsplit(server)
    return bool(ours.netloc) and (there.scheme, there.netloc) == (ours.scheme, ours.netloc)
