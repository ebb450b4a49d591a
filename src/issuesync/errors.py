"""The operator's errors and the exit code of each family."""

from __future__ import annotations

import re
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.model.problem import Problem


_LOGIN = re.compile(r"(?<=://)[^/?#@\s]{1,1000}@")


def without_passwords(text: str) -> str:
    """Return a text in which no address has a login any more."""
    return _LOGIN.sub("", text)


class ExitCode(IntEnum):
    """What the process says when it ends."""

    DONE = 0
    FOUND = 1
    USAGE = 2
    CONFIGURATION = 3
    SOURCE = 4
    DOCUMENT = 5
    REFUSED = 6
    GITHUB = 7
    LIMIT = 8
    CRASH = 70


class IssuesyncError(Exception):
    """Something only the operator can fix: what value, what is wrong, what to do."""

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, *, hint: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(without_passwords(message))
        self.hint = without_passwords(hint)
        self.problems = tuple(problems)


class UsageError(IssuesyncError):
    """The command was asked for something that is not there."""


class ConfigurationError(IssuesyncError):
    """``catalog.yaml`` or ``labels.yaml`` cannot be used; ``problems`` says where and why."""

    exit_code = ExitCode.CONFIGURATION


class SourceError(IssuesyncError):
    """A snapshot, a data file or an overrides file cannot be read."""

    exit_code = ExitCode.SOURCE


class DocumentError(IssuesyncError):
    """A document's markers cannot be trusted, so nothing was written."""

    exit_code = ExitCode.DOCUMENT


class RefusedError(IssuesyncError):
    """The change is larger than anybody is likely to have meant."""

    exit_code = ExitCode.REFUSED


class GitHubError(IssuesyncError):
    """GitHub, or the way to it, said no; the hint says what would change its mind."""

    exit_code = ExitCode.GITHUB


class ForbiddenError(GitHubError):
    """GitHub does not let this token do such a thing."""


class GitError(GitHubError):
    """git, or the remote that it speaks to, said no."""


class UnreachableError(GitError):
    """The remote could not be reached, or did not say how it ended: that may pass."""


class LimitError(GitHubError):
    """GitHub asks to come back later than this run is willing to wait."""

    exit_code = ExitCode.LIMIT


class MirrorError(IssuesyncError):
    """The mirror belongs to another repository or to a later version."""

    exit_code = ExitCode.SOURCE
