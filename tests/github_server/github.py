"""The state of the whole server, and its clock, which only a test moves."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field

from github_server.limits import Limits
from github_server.model import ROLES, Token, User, covers
from github_server.repository import Repository

START = 1_743_508_800  # 2025-04-01T12:00:00Z


@dataclass(slots=True)
class GitHub:
    """Accounts, tokens and repositories, and the switches a test may set.

    ``graphql`` off is a server without it; ``max_page`` is the last page number a listing answers;
    ``drifting_etags`` gives an unchanged listing a new ETag each time, as GitHub's do; ``gone``
    are the logins of accounts that were deleted, whom GraphQL no longer knows.
    """

    now: int = START
    graphql: bool = True
    max_page: int = 100
    drifting_etags: bool = False
    gone: set[str] = field(default_factory=set)
    limits: Limits = field(default_factory=Limits)
    users: dict[str, User] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    names: dict[str, int] = field(default_factory=dict)
    ids: itertools.count[int] = field(default_factory=lambda: itertools.count(1001))

    def advance(self, seconds: int = 1) -> None:
        """Let time pass, whole seconds only: nothing else moves the server's clock."""
        if seconds < 0 or seconds != int(seconds):
            raise ValueError(seconds)
        self.now += int(seconds)

    def user(self, login: str) -> User:
        """Return an account, making it where it is new."""
        return self.users.setdefault(login.casefold(), User(next(self.ids), login))

    def token(self, login: str, allows: str = "admin") -> str:
        """Make a token of a user that may do at most what the role ``allows`` may."""
        if allows not in ROLES:
            raise ValueError(allows)
        self.user(login)
        value = f"github_pat_{next(self.ids)}_{login}_of_the_tests"
        self.tokens[value] = Token(value, login, allows)
        return value

    def add_repository(self, full_name: str, *, private: bool = False) -> Repository:
        """Make an empty repository; its owner may do everything in it."""
        owner, name = full_name.split("/")
        self.user(owner)
        made = Repository(
            next(self.ids), owner, name, lambda: self.now, lambda: next(self.ids), private
        )
        self.repositories[made.id] = made
        self.names[full_name.casefold()] = made.id
        return made

    def rename_repository(self, repository: Repository, full_name: str) -> None:
        """Give a repository another name or owner; the former name goes on leading to it."""
        repository.owner, repository.name = full_name.split("/")
        self.user(repository.owner)
        self.names[full_name.casefold()] = repository.id

    def find(self, full_name: str) -> Repository | None:
        """Find a repository by its present or a former name, in any case."""
        found = self.names.get(full_name.casefold())
        return None if found is None else self.repositories.get(found)

    def role(self, repository: Repository, token: Token | None) -> str:
        """Return what a request may do: the user's role, within what the token allows."""
        if token is None:
            return "none" if repository.private else "read"
        role = repository.role(token.login)
        return role if covers(token.allows, role) else token.allows
