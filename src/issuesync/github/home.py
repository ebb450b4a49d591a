"""Whether the repository that is written to is still the one that this run began with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.errors import GitHubError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.github.api import Api


class Home:
    """A repository told by its id, and by the ids of its labels where those were just read.

    A name that was given up can be taken by somebody else's repository within a run. Asking before
    each write would double the requests of a run, and most writes look at their label or issue
    first: a label's id is no other repository's.
    """

    def __init__(self, api: Api, name: str) -> None:
        self._api, self._name = api, name
        self._labels: dict[str, int] = {}
        self._seen: set[str | int] = set()

    def learn(self, labels: Iterable[dict[str, Any]]) -> None:
        """Take the ids of labels that are read for the first time."""
        for raw in labels:
            self._labels.setdefault(_name_of(raw), raw["id"])

    def forget(self, name: str) -> None:
        """Take a label for one never seen: it will have another id."""
        self._labels.pop(name.casefold(), None)

    def see(self, key: str | int, labels: Iterable[dict[str, Any]]) -> None:
        """Compare the labels that a label or an issue was just read with; raise `GitHubError`."""
        self._seen.discard(key)
        for raw in labels:
            id_ = self._labels.get(_name_of(raw))
            if id_ is not None and raw.get("id", id_) != id_:
                message = f"the label “{raw['name']}” is another one than when this run began"
                hint = f"see whose repository {self._name} is now, and run the same again"
                raise GitHubError(message, hint=hint)
            if id_ is not None and "id" in raw:
                self._seen.add(key)

    def require(self, key: str | int | None = None) -> None:
        """Raise `GitHubError` before a write to another repository.

        ``key`` is the label's folded name or the issue's number, where it was looked at before.
        """
        if key is None or (self._api.home and key not in self._seen):
            self._api.confirm(self._name)


def _name_of(raw: dict[str, Any]) -> str:
    """Return a label's name as names compare."""
    return str(raw["name"]).casefold()
