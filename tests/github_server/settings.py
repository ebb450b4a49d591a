"""The routes of a repository's settings: workflows, rules, and what Actions may do.

https://docs.github.com/rest/actions/workflows, https://docs.github.com/rest/repos/rules and
https://docs.github.com/rest/actions/permissions
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_server.message import json_reply

if TYPE_CHECKING:
    from github_server.call import Call
    from github_server.message import Reply


def list_workflows(call: Call) -> Reply:
    """List the workflows with their states."""
    flows = call.repository.workflows
    listed = [
        {"id": number, "name": path, "path": path, "state": state}
        for number, (path, state) in enumerate(sorted(flows.items()), start=1)
    ]
    return json_reply({"total_count": len(listed), "workflows": listed})


def list_rules(call: Call) -> Reply:
    """List the rules that hold for a branch."""
    return json_reply([{"type": one} for one in call.repository.rules.get(call.names[0], ())])


def show_rights(call: Call) -> Reply:
    """Tell what a workflow's token may do; only who administers the repository may ask."""
    call.require("admin")
    may = call.repository.actions_may_propose
    rights = {"default_workflow_permissions": "read", "can_approve_pull_request_reviews": may}
    return json_reply(rights)
