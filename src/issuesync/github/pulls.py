"""The pull request of a branch: found, made, edited and closed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.errors import GitHubError
from issuesync.github.idempotent import write_once
from issuesync.github.responses import PULL, check_response, parse_object

if TYPE_CHECKING:
    from issuesync.github.api import Api
    from issuesync.github.responses import Response

_FORBIDDEN = 403
_NOT_PERMITTED = "not permitted to create or approve pull requests"
_NOTHING_TO_MERGE = "No commits between"


@dataclass(frozen=True, slots=True)
class _Pull:
    """An open pull request."""

    number: int
    url: str
    title: str
    body: str

    @classmethod
    def from_json(cls, raw: dict[str, Any]) -> _Pull:
        """Take what matters out of a pull request as GitHub states it."""
        texts = (str(raw.get(key) or "") for key in ("html_url", "title", "body"))
        return cls(int(raw["number"]), *texts)


class Pulls:
    """The pull requests of a repository from one of its branches to another."""

    def __init__(self, api: Api, repository: str, branch: str, base: str) -> None:
        self._api = api
        self._path = f"/repos/{repository}/pulls"
        self._owner = repository.partition("/")[0]
        self._branch, self._base = branch, base

    def find(self) -> _Pull | None:
        """Return the open one; GitHub allows no second."""
        raw = self._open()
        return _Pull.from_json(raw) if raw else None

    def propose(self, title: str, body: str) -> _Pull:
        """Make the open one say this; make one where there is none."""
        found = self.find()
        if found is None:
            return self._create(title, body)
        if found.title == title and _same_text(found.body, body):
            return found
        self._edit(found.number, {"title": title, "body": body})
        return _Pull(found.number, found.url, title, body)

    def close(self) -> _Pull | None:
        """Close the open one, and return it."""
        found = self.find()
        if found is not None:
            self._edit(found.number, {"state": "closed"})
        return found

    def _create(self, title: str, body: str) -> _Pull:
        """Make one; where the answer is lost, or another run was faster, return what is there."""
        sent = {"title": title, "body": body, "head": self._branch, "base": self._base}

        def send() -> dict[str, Any]:
            response = self._api.request("POST", self._path, body=sent)
            _raise_known(response)
            if "already exists" in response.text and (there := self._open()):
                return there
            return parse_object(check_response(response, self._path), self._path, PULL)

        return _Pull.from_json(write_once(self._api, self._open, send))

    def _edit(self, number: int, content: dict[str, str]) -> None:
        """Change one. To do that twice is to do it once, so nothing has to be looked for."""
        path = f"{self._path}/{number}"

        def send() -> dict[str, Any]:
            response = self._api.request("PATCH", path, body=content)
            return parse_object(check_response(response, path), path)

        self._api.retry(send)

    def _open(self) -> dict[str, Any] | None:
        """Return the open one as GitHub states it."""
        head = f"{self._owner}:{self._branch}"
        page, _ = self._api.get_list(self._path, PULL, state="open", head=head, base=self._base)
        return page[0] if page else None


def _same_text(left: str, right: str) -> bool:
    """Compare texts as GitHub may give them back: with other line ends, or trimmed."""
    return left.replace("\r\n", "\n").strip() == right.strip()


def _raise_known(response: Response) -> None:
    """Name the setting that keeps Actions from making pull requests, and who was faster.

    https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/enabling-features-for-your-repository/managing-github-actions-settings-for-a-repository
    """
    if response.status == _FORBIDDEN and _NOT_PERMITTED in response.text:
        hint = (
            "tick “Allow GitHub Actions to create and approve pull requests” in the repository's"
            " Settings, Actions, General; the branch is pushed, the next run opens it"
        )
        raise GitHubError("GitHub Actions may not make pull requests here", hint=hint)
    if _NOTHING_TO_MERGE in response.text:
        hint = "run the same again: somebody merged it in the same moment"
        raise GitHubError("the branch has nothing that is left to propose", hint=hint)
