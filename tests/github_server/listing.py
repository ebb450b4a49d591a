"""The listing of issues: its filters, its order, and what it refuses."""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING

from github_server.message import invalid

if TYPE_CHECKING:
    from github_server.message import Request
    from github_server.model import Issue
    from github_server.repository import Repository

STATES = ("open", "closed", "all")
SORTS = ("created", "updated", "comments")
DIRECTIONS = ("asc", "desc")
SCATTER = 7919  # a prime: within one second the order is stable and not that of the numbers


class Listings:
    """Lists issues, and keeps the last few listings for the pages that follow."""

    def __init__(self) -> None:
        self._kept: dict[tuple[object, ...], list[Issue]] = {}

    def find(self, repository: Repository, request: Request) -> list[Issue]:
        """Return what a request asks for, issues and pull requests in one order.

        https://docs.github.com/rest/issues/issues#list-repository-issues
        """
        state = one_of(request, "state", STATES)
        sort = one_of(request, "sort", SORTS)
        descending = one_of(request, "direction", ("desc", "asc")) == "desc"
        since, labels = seconds(request), request.last("labels")
        key = (repository.id, repository.version, state, sort, descending, since, labels)
        if key not in self._kept:
            if len(self._kept) > 8:
                self._kept.clear()
            chosen = [
                issue
                for issue in repository.issues.values()
                if state in ("all", issue.state) and issue.updated_at >= since
            ]
            for name in filter(None, (name.strip() for name in labels.split(","))):
                label = repository.find_label(name)
                chosen = [issue for issue in chosen if label and label.id in issue.labels]
            chosen.sort(key=lambda issue: order(issue, sort), reverse=descending)
            self._kept[key] = chosen
        return self._kept[key]


def order(issue: Issue, sort: str) -> tuple[int, int]:
    """Return what a listing is sorted by."""
    values = {"created": issue.created_at, "updated": issue.updated_at}
    return values.get(sort, len(issue.comments)), issue.number * SCATTER % 100_003


def one_of(request: Request, name: str, allowed: tuple[str, ...]) -> str:
    """Read a parameter that has few values; the first is the default."""
    value = request.last(name, allowed[0])
    if value not in allowed:
        raise invalid("Issue", name, "invalid")
    return value


def seconds(request: Request) -> int:
    """Read ``since``, a time in UTC; it is inclusive and a fraction of a second is dropped."""
    value = request.last("since")
    if not value:
        return 0
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)", value):
        raise invalid("Issue", "since", "invalid")
    return int(datetime.fromisoformat(value).timestamp())
