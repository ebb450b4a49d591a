"""The routes of the repository itself, its labels, and the account that asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from github_server.call import page_reply
from github_server.message import Refused, Reply, json_reply, refusal

if TYPE_CHECKING:
    from github_server.call import Call
    from github_server.model import Label

RESOURCES = ("core", "graphql")


def show_repository(call: Call) -> Reply:
    return json_reply(call.shapes.repository(call.repository, call.role))


def show_permission(call: Call) -> Reply:
    """Tell a user's role; ``permission`` knows only the four old names.

    https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user
    """
    login = call.names[0]
    if login.casefold() not in call.github.users:
        raise Refused(refusal(404, f"{login} is not a user"))
    role = call.repository.role(call.github.user(login).login)
    old = {"triage": "read", "maintain": "write"}.get(role, role)
    return json_reply(
        {"permission": old, "role_name": role, "user": call.shapes.user(login)},
    )


def list_labels(call: Call) -> Reply:
    repository = call.repository
    labels = sorted(repository.labels.values(), key=lambda label: label.name.casefold())
    return page_reply(call, labels, lambda label: call.shapes.label(repository, label))


def show_label(call: Call) -> Reply:
    return answer_label(call, find_label(call))


def create_label(call: Call) -> Reply:
    call.require("write")
    name = call.text("name", "Label", required=True) or ""
    given = (call.text("color", "Label"), call.text("description", "Label"))
    made = call.repository.create_label(name, given[0] or "ededed", given[1])
    return answer_label(call, made, 201)


def edit_label(call: Call) -> Reply:
    call.require("write")
    changed = call.repository.edit_label(
        find_label(call).name,
        new_name=call.text("new_name", "Label"),
        color=call.text("color", "Label"),
        description=call.text("description", "Label"),
    )
    return answer_label(call, changed)


def delete_label(call: Call) -> Reply:
    call.require("write")
    call.repository.delete_label(find_label(call).name)
    return Reply(204)


def find_label(call: Call) -> Label:
    label = call.repository.find_label(call.names[0])
    if label is None:
        raise Refused(refusal(404, "Not Found"))
    return label


def answer_label(call: Call, label: Label, status: int = 200) -> Reply:
    shape = call.shapes.label(call.repository, label)
    headers = (("Location", shape["url"]),) if status == 201 else ()
    return json_reply(shape, status, headers)


def show_viewer(call: Call) -> Reply:
    """Tell whose token it is; an app's, as that of Actions, is nobody's."""
    if not call.login:
        raise Refused(refusal(401, "Requires authentication"))
    if call.github.user(call.login).is_bot:
        raise Refused(refusal(403, "Resource not accessible by integration"))
    return json_reply(call.shapes.user(call.login))


def show_user(call: Call) -> Reply:
    if call.names[0].casefold() not in call.github.users:
        raise Refused(refusal(404, "Not Found"))
    return json_reply(call.shapes.user(call.names[0]))


def show_rate_limit(call: Call) -> Reply:
    """Tell what is left; asking costs nothing."""
    limits, now = call.github.limits, call.github.now
    counts = {name: limits.count(call.login, name, now).shape() for name in RESOURCES}
    return json_reply({"resources": counts, "rate": counts["core"]})
