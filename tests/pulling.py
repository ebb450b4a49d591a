"""A catalog's repository on the server of the tests, and pulls of it as the commands make them."""

from __future__ import annotations

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from github_server import GitHubServer
from github_server.model import stamp
from issuesync.github.api import Api
from issuesync.github.pull import PullWishes, pull_repository
from issuesync.github.retry import RetryPolicy
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.store.mirror import locked, mirror_path, open_mirror

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    import pytest

    from github_server import Repository
    from issuesync.github.repository import Identity
    from issuesync.store.mirror import SqliteMirror
    from repositories import Remote

NAME = "octo/catalog"
ALWAYS_A_MIRROR = -1


@dataclass(slots=True)
class Hub:
    """A server with one repository; ``folder`` is where a catalog and its mirror live.

    ``waits`` are the seconds that pulls would have slept, ``words`` what set a mirror aside.
    """

    server: GitHubServer
    repository: Repository
    folder: Path
    token: str
    page: int = 100
    waits: list[float] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @contextmanager
    def api(
        self,
        *,
        with_token: bool = True,
        max_wait: float = 3600.0,
        url: str = "",
    ) -> Iterator[Api]:
        """Connect as the commands do; a wait moves the server's clock instead of sleeping."""

        def sleep(seconds: float) -> None:
            self.waits.append(seconds)
            with self.server.lock:
                self.server.github.advance(int(seconds) + 1)

        patience = RetryPolicy(max_wait=max_wait, sleep=sleep)
        token = self.token if with_token else None
        api = Api(patience, token, url or self.server.url, self.page)
        try:
            yield api
        finally:
            api.close()

    def mirrored(
        self,
        *,
        name: str = NAME,
        with_token: bool = True,
        max_wait: float = 3600.0,
        wishes: PullWishes | None = None,
    ) -> Snapshot:
        """Pull with a mirror, as for a large catalog."""
        wishes = wishes or PullWishes(small=ALWAYS_A_MIRROR)
        has_mirror = mirror_path(self.folder).exists()
        with (
            ExitStack() as stack,
            self.api(with_token=with_token, max_wait=max_wait) as api,
        ):

            def opened(identity: Identity) -> SqliteMirror:
                stack.enter_context(locked(self.folder))
                mirror, word = open_mirror(self.folder, identity.id, identity.name)
                stack.callback(mirror.close)
                if word:
                    self.words.append(word)
                return mirror

            found = pull_repository(api, name, opened, has_mirror=has_mirror, wishes=wishes)
            labels = tuple(map(Label.from_json, found.labels))
            issues = tuple(map(Issue.from_json, found.items))
            return Snapshot(found.identity.name, labels, issues)

    def listed(
        self, *, name: str = NAME, with_token: bool = True, max_wait: float = 3600.0
    ) -> Snapshot:
        """Pull into memory, as for a small catalog."""
        with self.api(with_token=with_token, max_wait=max_wait) as api:
            found = pull_repository(api, name, None, has_mirror=False, wishes=PullWishes())
            labels = tuple(map(Label.from_json, found.labels))
            return Snapshot(found.identity.name, labels, tuple(map(Issue.from_json, found.items)))

    def truth(self) -> Snapshot:
        """State what the server holds, past its own interface."""
        one = self.repository
        labels = sorted(one.labels.values(), key=lambda label: label.name.casefold())
        issues = []
        for number, issue in sorted(one.issues.items()):
            names = tuple(one.labels[id_].name for id_ in issue.labels)
            updated_at = stamp(issue.updated_at)
            if issue.is_pull:
                pull_request = Issue(
                    number, "", "", labels=names, updated_at=updated_at, is_pull=True
                )
                issues.append(pull_request)
                continue
            issues.append(
                Issue(
                    number=number,
                    title=issue.title,
                    body=issue.body or "",
                    state=issue.state,
                    state_reason=issue.state_reason or "",
                    labels=names,
                    author=issue.author,
                    created_at=stamp(issue.created_at),
                    updated_at=updated_at,
                    url=f"{self.server.url}/{one.full_name}/issues/{number}",
                )
            )
        stated = tuple(Label(one.name, one.color, one.description or "") for one in labels)
        return Snapshot(one.full_name, stated, tuple(issues))

    def lines(self, act: Callable[[], object]) -> list[str]:
        """Do something and return the requests that it made."""
        before = len(self.server.log)
        act()
        return self.server.lines[before:]

    def fill(self, count: int, *, a_second: int = 1, apart: int = 1) -> None:
        """Open issues: so many at once, then nothing until the next ones."""
        for number in range(count):
            if number % a_second == 0:
                self.server.github.advance(apart)
            self.repository.create_issue(f"issue {self.repository.numbers + 1}")


@contextmanager
def hub_at(folder: Path, name: str = NAME) -> Iterator[Hub]:
    """Start a server with an empty repository."""
    with GitHubServer() as server:
        server.github.limits.anonymous = server.github.limits.authenticated = 1_000_000
        repository = server.github.add_repository(name)
        yield Hub(server, repository, folder, server.github.token("octo"))


@contextmanager
def hub_of(clone: Path, remote: Remote, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve the repository whose branches are on the remote, and let Actions run in it."""
    with hub_at(clone, "octo/cat") as hub:
        hub.repository.heads = lambda: {name: remote.head(name) for name in remote.branches()}
        hub.repository.roles["github-actions[bot]"] = "write"
        monkeypatch.setenv("GITHUB_ACTIONS", "true")
        monkeypatch.setenv("GITHUB_REPOSITORY", "octo/cat")
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.server.github.token("github-actions[bot]", "write"))
        yield hub
