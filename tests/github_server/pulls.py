"""The routes of pull requests from a branch of the repository to another.

https://docs.github.com/rest/pulls/pulls
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_server.call import page_reply
from github_server.message import Refused, Reply, invalid, json_reply, refusal

if TYPE_CHECKING:
    from github_server.call import Call
    from github_server.model import Issue

RESOURCE = "PullRequest"
ACTIONS = "github-actions[bot]"
NOT_PERMITTED = "GitHub Actions is not permitted to create or approve pull requests."


def list_pulls(call: Call) -> Reply:
    """List pull requests, newest first; a ``head`` without an owner filters nothing."""
    repository, last = call.repository, call.request.last
    state, head, base = last("state", "open"), last("head"), last("base")
    owner, colon, branch = head.partition(":")
    found = [
        issue
        for number, issue in sorted(repository.issues.items(), reverse=True)
        if issue.is_pull
        and state in ("all", issue.state)
        and (not colon or (owner, branch) == (repository.owner, repository.pulls[number].head))
        and base in ("", repository.pulls[number].base)
    ]
    return page_reply(call, found, lambda issue: call.shapes.pull(repository, issue))


def show_pull(call: Call) -> Reply:
    return answer_pull(call, find_pull(call))


def create_pull(call: Call) -> Reply:
    """Open a pull request, if the branches are there and have none that is open."""
    title = call.text("title", RESOURCE, required=True) or ""
    body = call.text("body", RESOURCE)
    head, base = (call.text(name, RESOURCE, required=True) or "" for name in ("head", "base"))
    repository = call.repository
    head = head.removeprefix(f"{repository.owner}:")
    call.require("write")
    if call.login == ACTIONS and not repository.actions_may_propose:
        raise Refused(refusal(403, NOT_PERMITTED))
    check_branches(call, head, base)
    number = repository.create_pull(title, body, author=call.login, head=head, base=base)
    return answer_pull(call, repository.issues[number], 201)


def check_branches(call: Call, head: str, base: str) -> None:
    """Refuse branches that are not there, that are equal, or that have a pull request."""
    repository = call.repository
    heads = repository.heads()
    for name, branch in (("head", head), ("base", base)):
        if branch not in heads:
            raise invalid(RESOURCE, name, "invalid")
    if heads[head] == heads[base]:
        raise custom(f"No commits between {base} and {head}")
    for number, pull in repository.pulls.items():
        same = (pull.head, pull.base) == (head, base)
        if same and repository.issues[number].state == "open":
            raise custom(f"A pull request already exists for {repository.owner}:{head}.")


def custom(message: str) -> Refused:
    """Refuse with an error that names no field."""
    error = {"resource": RESOURCE, "code": "custom", "message": message}
    return Refused(refusal(422, "Validation Failed", errors=(error,)))


def edit_pull(call: Call) -> Reply:
    """Change title, body or state."""
    issue, repository, actor = find_pull(call), call.repository, call.login
    if issue.author != actor:
        call.require("write")
    state = call.text("state", RESOURCE)
    if state not in (None, "open", "closed"):
        raise invalid(RESOURCE, "state", "invalid")
    title, body = call.text("title", RESOURCE), call.text("body", RESOURCE)
    repository.edit_issue(issue.number, title=title, body=body, actor=actor)
    if state == "closed":
        repository.close_issue(issue.number, actor=actor)
    elif state == "open":
        reopen(call, issue)
    return show_pull(call)


def reopen(call: Call, issue: Issue) -> None:
    """Open one again that was closed; one that was merged, or lost its branch, stays closed."""
    pull = call.repository.pulls[issue.number]
    if pull.merged_at is not None or pull.head not in call.repository.heads():
        raise invalid(RESOURCE, "state", "invalid", "state cannot be changed.")
    call.repository.reopen_issue(issue.number, actor=call.login)


def find_pull(call: Call) -> Issue:
    issue = call.repository.issues.get(int(call.names[0]))
    if issue is None or not issue.is_pull:
        raise Refused(refusal(404, "Not Found"))
    return issue


def answer_pull(call: Call, issue: Issue, status: int = 200) -> Reply:
    shape = call.shapes.pull(call.repository, issue)
    headers = (("Location", shape["url"]),) if status == 201 else ()
    return json_reply(shape, status, headers)
