"""Single issues as they are now, and those that somebody worked on last."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.github.responses import judge, parse_object
from issuesync.model.issue import Issue

if TYPE_CHECKING:
    from issuesync.github.api import Api

_GONE = frozenset({301, 404, 410})
"""Never there, deleted, or transferred to another repository."""


def read_issue(api: Api, name: str, number: int) -> Issue | None:
    """Read one issue; ``None`` where it is gone."""
    path = f"/repos/{name}/issues/{number}"

    def call() -> dict[str, Any]:
        response = api.request("GET", path)
        return {} if response.status in _GONE else parse_object(judge(response, path), path)

    raw = api.retry(call)
    return Issue.from_json(raw) if raw else None


def read_open(api: Api, name: str) -> tuple[Issue, ...]:
    """Read the open issues that changed last, a page of them."""
    page, _ = api.get_list(
        f"/repos/{name}/issues",
        state="open",
        sort="updated",
        direction="desc",
        per_page=api.page,
    )
    return tuple(map(Issue.from_json, page))
