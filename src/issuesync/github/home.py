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
        self._is_sure = False

    def learn(self, labels: Iterable[dict[str, Any]]) -> None:
        """Take the ids of labels that are read for the first time."""
        for raw in labels:
            self._labels.setdefault(_name_of(raw), raw["id"])

    def forget(self, name: str) -> None:
        """Take a label for one never seen: it will have another id."""
        self._labels.pop(name.casefold(), None)

    def see(self, labels: Iterable[dict[str, Any]]) -> None:
        """Compare the labels that were just read, alone or on an issue; raise `GitHubError`.

        What was read without any label that is known says nothing of whose it is.
        """
        self._is_sure = False
        for raw in labels:
            id_ = self._labels.get(_name_of(raw))
            if id_ is not None and raw.get("id", id_) != id_:
                message = f"the label “{raw['name']}” is another one than when this run began"
                hint = f"see whose repository {self._name} is now, and run the same again"
                raise GitHubError(message, hint=hint)
            self._is_sure |= id_ is not None and "id" in raw

    def require(self, *, has_looked: bool = False) -> None:
        """Raise `GitHubError` before a write to another repository.

        Who ``has_looked`` knows the repository by what was read last, where that had a label.
        """
        if not has_looked or (self._api.home and not self._is_sure):
            self._api.confirm(self._name)
        self._is_sure = False


def _name_of(raw: dict[str, Any]) -> str:
    """Return a label's name as names compare."""
    return str(raw["name"]).casefold()
