"""The repository that a run is about: every request names it by its id, which no other has."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from issuesync.errors import GitHubError

_BY_NAME = re.compile(r"/repos/([^/?]+/[^/?]+)(?=/|\Z)")


@dataclass(slots=True)
class Home:
    """A repository by its id, 0 before that is known, and by the names that led to it.

    A name that was given up can be taken by somebody else's repository at any moment, between two
    requests too. So nothing is asked of a name once it was resolved: GitHub itself redirects from
    a former name to ``/repositories/ID/…``, for writes too, and links to the next page so.
    https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api
    """

    id: int = 0
    _names: set[str] = field(default_factory=set, init=False)

    def take(self, id_: int, *names: str) -> None:
        """Take what a name led to for the repository at work; raise `GitHubError` for another."""
        self.id = self.id or id_
        if id_ != self.id:
            hint = "see whose it is now, then fix repository: in catalog.yaml"
            raise GitHubError(f"{names[0]} is another repository than before", hint=hint)
        self._names.update(name.casefold() for name in names)

    def address(self, path: str) -> str:
        """Return the path that a request goes to: by the id where the name is known."""
        found = _BY_NAME.match(path)
        if found is None or found[1].casefold() not in self._names:
            return path
        return f"/repositories/{self.id}{path[found.end() :]}"
