"""Single issues as they are now, and those that somebody worked on last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.github.responses import ISSUE
from issuesync.model.issue import Issue

if TYPE_CHECKING:
    from issuesync.github.api import Api


def read_issue(api: Api, name: str, number: int) -> Issue | None:
    """Read one issue; ``None`` where it is gone."""
    raw = api.find(f"/repos/{name}/issues/{number}", ISSUE)
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
