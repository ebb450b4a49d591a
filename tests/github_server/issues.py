"""The routes of issues, their labels, comments and events.

What a role may do: https://docs.github.com/organizations/managing-user-access-to-your-organizations-repositories/managing-repository-roles/repository-roles-for-an-organization
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_server.call import page_reply
from github_server.message import Refused, Reply, invalid, json_reply, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from github_server.call import Call
    from github_server.listing import Listings
    from github_server.model import Comment, Issue
    from github_server.shapes import Json

TRIAGED = {"state", "state_reason", "labels"}
REASONS = ("completed", "not_planned", "duplicate", "reopened")


def list_issues(listings: Listings) -> Callable[[Call], Reply]:
    """Return the handler that lists issues and pull requests."""

    def handle(call: Call) -> Reply:
        repository = call.repository
        found = listings.find(repository, call.request)
        return page_reply(call, found, lambda issue: call.shapes.issue(repository, issue))

    return handle


def show_issue(call: Call) -> Reply:
    return answer_issue(call, call.issue())


def create_issue(call: Call) -> Reply:
    """Open an issue; labels of who may not set them are dropped without a word, as documented."""
    title = call.text("title", "Issue", required=True) or ""
    body = call.text("body", "Issue")
    labels = call.labels() if call.may("triage") else ()
    check_labels(call, labels)
    number = call.repository.create_issue(title, body, author=call.login, labels=labels)
    return answer_issue(call, call.repository.issues[number], 201)


def edit_issue(call: Call) -> Reply:
    """Change title, body, state or the whole set of labels."""
    issue, repository, actor = call.issue(), call.repository, call.login
    content = call.content
    if issue.author != actor:
        call.require("triage" if set(content) <= TRIAGED else "write")
    state = call.text("state", "Issue")
    if state not in (None, "open", "closed"):
        raise invalid("Issue", "state", "invalid")
    reason = call.text("state_reason", "Issue") or "completed"
    if reason not in REASONS:
        raise invalid("Issue", "state_reason", "invalid")
    labels = call.labels() if call.may("triage") and "labels" in content else None
    check_labels(call, labels or ())
    body = call.text("body", "Issue")
    cleared = "body" in content and body is None
    repository.edit_issue(
        issue.number,
        title=call.text("title", "Issue"),
        body="" if cleared and issue.body else body,
        actor=actor,
    )
    if labels is not None:
        replace_labels(call, issue.number, labels)
    if state == "closed":
        repository.close_issue(issue.number, actor=actor, reason=reason)
    elif state == "open":
        repository.reopen_issue(issue.number, actor=actor)
    return answer_issue(call, repository.issues[issue.number])


def replace_labels(call: Call, number: int, names: tuple[str, ...]) -> None:
    """Make the issue's labels be exactly these."""
    repository = call.repository
    wanted = {name.casefold() for name in names}
    for label in [repository.labels[id_] for id_ in repository.issues[number].labels]:
        if label.name.casefold() not in wanted:
            repository.unlabel_issue(number, label.name, actor=call.login)
    for name in names:
        repository.label_issue(number, name, actor=call.login)


def check_labels(call: Call, names: tuple[str, ...]) -> None:
    """Refuse a label that would have to be made by who may make none."""
    for name in names:
        if not name.strip():
            raise invalid("Label", "name", "missing_field")
        if call.repository.find_label(name) is None:
            call.require("write")


def list_issue_labels(call: Call) -> Reply:
    repository = call.repository
    labels = [repository.labels[id_] for id_ in call.issue().labels]
    return page_reply(call, labels, lambda label: call.shapes.label(repository, label))


def add_issue_labels(call: Call) -> Reply:
    """Put labels on an issue; those it has already stay."""
    issue, names = call.issue(), call.labels(bare=True)
    call.require("triage")
    check_labels(call, names)
    for name in names:
        call.repository.label_issue(issue.number, name, actor=call.login)
    return all_issue_labels(call)


def remove_issue_label(call: Call) -> Reply:
    """Take one label off an issue: 404 where the issue does not have it."""
    issue, name = call.issue(), call.names[1]
    call.require("triage")
    label = call.repository.find_label(name)
    if label is None or label.id not in issue.labels:
        raise Refused(refusal(404, "Label does not exist"))
    call.repository.unlabel_issue(issue.number, name, actor=call.login)
    return all_issue_labels(call)


def all_issue_labels(call: Call) -> Reply:
    repository = call.repository
    labels = [repository.labels[id_] for id_ in repository.issues[int(call.names[0])].labels]
    return json_reply([call.shapes.label(repository, label) for label in labels])


def list_comments(call: Call) -> Reply:
    repository = call.repository
    comments = [repository.comments[id_] for id_ in call.issue().comments]
    return page_reply(call, comments, lambda one: call.shapes.comment(repository, one))


def create_comment(call: Call) -> Reply:
    issue, body = call.issue(), call.text("body", "IssueComment", required=True) or ""
    made = call.repository.comment(issue.number, body, author=call.login)
    shape = call.shapes.comment(call.repository, call.repository.comments[made])
    return json_reply(shape, 201, (("Location", shape["url"]),))


def show_comment(call: Call) -> Reply:
    return json_reply(call.shapes.comment(call.repository, find_comment(call)))


def edit_comment(call: Call) -> Reply:
    comment, body = find_comment(call), call.text("body", "IssueComment", required=True) or ""
    if comment.author != call.login:
        call.require("write")
    call.repository.edit_comment(comment.id, body)
    return show_comment(call)


def delete_comment(call: Call) -> Reply:
    comment = find_comment(call)
    if comment.author != call.login:
        call.require("write")
    call.repository.delete_comment(comment.id)
    return Reply(204)


def find_comment(call: Call) -> Comment:
    comment = call.repository.comments.get(int(call.names[0]))
    if comment is None or comment.number not in call.repository.issues:
        raise Refused(refusal(404, "Not Found"))
    return comment


def list_events(call: Call) -> Reply:
    repository = call.repository
    return page_reply(call, call.issue().events, lambda one: call.shapes.event(repository, one))


def list_timeline(call: Call) -> Reply:
    """List events and comments together, oldest first."""
    repository, issue = call.repository, call.issue()
    events = [(one.at, one.id, call.shapes.event(repository, one)) for one in issue.events]
    comments = [repository.comments[id_] for id_ in issue.comments]
    told = [(one.created_at, one.id, told_comment(call, one)) for one in comments]
    ordered = sorted([*events, *told], key=lambda one: one[:2])
    return page_reply(call, ordered, lambda one: one[2])


def told_comment(call: Call, comment: Comment) -> Json:
    shape = call.shapes.comment(call.repository, comment)
    return {**shape, "event": "commented", "actor": shape["user"]}


def answer_issue(call: Call, issue: Issue, status: int = 200) -> Reply:
    shape = call.shapes.issue(call.repository, issue)
    headers = (("Location", shape["url"]),) if status == 201 else ()
    return json_reply(shape, status, headers)
