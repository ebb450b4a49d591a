"""What a repository's settings allow, as far as the token may see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.github.pull import read_labels
from issuesync.github.repository import resolve
from issuesync.github.responses import check_response, limited, parse_json
from issuesync.model.settings import Settings

if TYPE_CHECKING:
    from issuesync.github.api import Api

_HIDDEN = frozenset({401, 403, 404})
"""How GitHub answers what a token may not see."""
_BARRING = frozenset({"pull_request", "update", "required_status_checks", "required_signatures"})
"""Rules that refuse a plain push: https://docs.github.com/en/rest/repos/rules"""


def read_settings(api: Api, repository: str) -> Settings:
    """Read what matters of a repository's settings; what the token may not see bars nothing."""
    name = resolve(api, repository).name
    root = f"/repos/{name}"
    stated = api.get_object(root)
    branch = str(stated.get("default_branch") or "main")
    flows = _visible(api, f"{root}/actions/workflows") or {}
    rules = _visible(api, f"{root}/rules/branches/{branch}") or []
    rights = _visible(api, f"{root}/actions/permissions/workflow") or {}
    return Settings(
        name=name,
        has_issues=bool(stated.get("has_issues", True)),
        is_archived=bool(stated.get("archived", False)),
        branch=branch,
        labels=tuple(str(label["name"]) for label in read_labels(api, name)),
        disabled=tuple(
            str(flow["path"])
            for flow in flows.get("workflows", ())
            if str(flow.get("state", "")).startswith("disabled")
        ),
        barring=tuple(sorted({str(rule["type"]) for rule in rules} & _BARRING)),
        may_propose=rights.get("can_approve_pull_request_reviews"),
    )


def _visible(api: Api, path: str) -> Any:
    """Read something that the token may not see; ``None`` where it may not."""

    def call() -> dict[str, Any]:
        response = api.request("GET", path)
        if response.status in _HIDDEN:
            limited(response)
            return {}
        return {"found": parse_json(check_response(response, path), path)}

    return api.retry(call).get("found")
