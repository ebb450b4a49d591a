"""GraphQL in the small: what GitHub's schema calls these fields, and the same state behind them."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from github_server.graphql_text import GraphQLError, Selection, parse_query
from github_server.message import Refused, Reply, json_reply, refusal
from github_server.model import stamp
from github_server.shapes import association, node_id

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from github_server.call import Call
    from github_server.model import Edit, Event, Issue, Label
    from github_server.repository import Repository

EVENTS = {
    "labeled": "LabeledEvent",
    "unlabeled": "UnlabeledEvent",
    "renamed": "RenamedTitleEvent",
    "closed": "ClosedEvent",
    "reopened": "ReopenedEvent",
}
ITEMS = {
    "LABELED_EVENT": "labeled",
    "UNLABELED_EVENT": "unlabeled",
    "RENAMED_TITLE_EVENT": "renamed",
    "CLOSED_EVENT": "closed",
    "REOPENED_EVENT": "reopened",
}


@dataclass(frozen=True, slots=True)
class Thing:
    """An object of the schema; a function among its fields is called with the arguments."""

    kind: str
    fields: Mapping[str, Any]


def answer_graphql(call: Call) -> Reply:
    """Answer a query: whatever is wrong with it, the status is 200."""
    if not call.github.graphql:
        raise Refused(refusal(404, "Not Found"))
    if call.token is None:
        raise Refused(refusal(401, "This endpoint requires you to be authenticated."))
    text, variables = call.content.get("query"), call.content.get("variables") or {}
    if not isinstance(text, str):
        raise Refused(refusal(400, "A query attribute must be specified and must be a string."))
    errors: list[dict[str, Any]] = []
    try:
        data = select(Thing("Query", query(call)), parse_query(text, variables), (), errors)
    except GraphQLError as error:
        return json_reply({"errors": [told(error, ())]})
    return json_reply({"data": data, **({"errors": errors} if errors else {})})


def rate_limited(login: str) -> Reply:
    """Refuse a query beyond the primary limit, with status 200 as documented."""
    message = f"API rate limit exceeded for {login}."
    return json_reply({"errors": [{"type": "RATE_LIMITED", "message": message}]})


def told(error: GraphQLError, path: tuple[str, ...]) -> dict[str, Any]:
    kind = {"type": error.kind} if error.kind else {}
    return {**kind, "path": list(path), "message": str(error)}


def select(
    thing: Thing, selections: Sequence[Selection], path: tuple[str, ...], errors: list[Any]
) -> dict[str, Any]:
    """Answer the selected fields of one object; what is not found is null and an error."""
    found: dict[str, Any] = {}
    for one in selections:
        here = (*path, one.alias)
        if one.on:
            if one.on == thing.kind:
                found |= select(thing, one.fields, path, errors)
            continue
        if one.name == "__typename":
            found[one.alias] = thing.kind
            continue
        if one.name not in thing.fields:
            raise GraphQLError(f"Field '{one.name}' doesn't exist on type '{thing.kind}'")
        value = thing.fields[one.name]
        try:
            value = value(one.arguments) if callable(value) else value
        except GraphQLError as error:
            if error.kind != "NOT_FOUND":
                raise
            errors.append(told(error, here))
            value = None
        found[one.alias] = complete(value, one, here, errors)
    return found


def complete(value: Any, one: Selection, path: tuple[str, ...], errors: list[Any]) -> Any:
    if isinstance(value, list):
        return [complete(item, one, path, errors) for item in value]
    if value is not None and isinstance(value, Thing) != bool(one.fields):
        raise GraphQLError(f"Field '{one.name}' must have selections, or must have none")
    return select(value, one.fields, path, errors) if isinstance(value, Thing) else value


def query(call: Call) -> Mapping[str, Any]:
    count = call.github.limits.count(call.login, "graphql", call.github.now)
    limit = {"limit": count.limit, "cost": 1, "used": count.used, "remaining": count.remaining}

    def find(arguments: Mapping[str, Any]) -> Thing:
        name = f"{arguments.get('owner')}/{arguments.get('name')}"
        found = call.github.find(name)
        if found is None or call.github.role(found, call.token) == "none":
            message = f"Could not resolve to a Repository with the name '{name}'."
            raise GraphQLError(message, "NOT_FOUND")
        return repository(call, found)

    return {
        "repository": find,
        "viewer": actor(call, call.login),
        "rateLimit": Thing("RateLimit", {**limit, "resetAt": stamp(count.reset)}),
    }


def repository(call: Call, found: Repository) -> Thing:
    issues = [one for one in found.issues.values() if not one.is_pull]
    pulls = [one for one in found.issues.values() if one.is_pull]

    def numbered(arguments: Mapping[str, Any]) -> Thing:
        number = arguments.get("number")
        if (
            not isinstance(number, int)
            or number not in found.issues
            or found.issues[number].is_pull
        ):
            message = f"Could not resolve to an Issue with the number of {number}."
            raise GraphQLError(message, "NOT_FOUND")
        return issue(call, found, found.issues[number])

    def listed(items: Sequence[Issue]) -> Callable[[Mapping[str, Any]], Thing]:
        def answer(arguments: Mapping[str, Any]) -> Thing:
            states = arguments.get("states") or ["OPEN", "CLOSED"]
            wanted = [states] if isinstance(states, str) else states
            chosen = [one for one in items if one.state.upper() in wanted]
            kind = "PullRequestConnection" if items is pulls else "IssueConnection"
            return connection(kind, chosen, lambda one: issue(call, found, one), arguments)

        return answer

    def labels(arguments: Mapping[str, Any]) -> Thing:
        return connection("LabelConnection", list(found.labels.values()), label, arguments)

    return Thing(
        "Repository",
        {
            "id": node_id("Repository", found.id),
            "databaseId": found.id,
            "name": found.name,
            "nameWithOwner": found.full_name,
            "owner": actor(call, found.owner),
            "url": f"{call.shapes.web}/{found.full_name}",
            "isPrivate": found.private,
            "isArchived": False,
            "hasIssuesEnabled": True,
            "viewerPermission": call.github.role(found, call.token).upper(),
            "issue": numbered,
            "issues": listed(issues),
            "pullRequests": listed(pulls),
            "labels": labels,
        },
    )


def issue(call: Call, home: Repository, one: Issue) -> Thing:
    last = one.edits[-1] if one.edits else None
    labels = [home.labels[id_] for id_ in one.labels]
    newest_first = list(reversed(one.edits))

    def events(arguments: Mapping[str, Any]) -> Thing:
        wanted = [ITEMS.get(name) for name in arguments.get("itemTypes") or ITEMS]
        chosen = [one for one in one_events if one.kind in wanted]
        return connection(
            "IssueTimelineItemsConnection", chosen, lambda event: told_event(call, event), arguments
        )

    one_events = one.events
    return Thing(
        "PullRequest" if one.is_pull else "Issue",
        {
            "id": node_id("PullRequest" if one.is_pull else "Issue", one.id),
            "number": one.number,
            "title": one.title,
            "body": one.body or "",
            "state": one.state.upper(),
            "url": f"{call.shapes.web}/{home.full_name}/issues/{one.number}",
            "author": actor(call, one.author),
            "authorAssociation": association(home, one.author),
            "editor": actor(call, last.editor) if last else None,
            "closed": one.state == "closed",
            "createdAt": stamp(one.created_at),
            "updatedAt": stamp(one.updated_at),
            "closedAt": None if one.closed_at is None else stamp(one.closed_at),
            "lastEditedAt": stamp(last.at) if last else None,
            "includesCreatedEdit": bool(last),
            "labels": lambda given: connection("LabelConnection", labels, label, given),
            "userContentEdits": lambda given: connection(
                "UserContentEditConnection", newest_first, lambda edit: told_edit(call, edit), given
            ),
            "timelineItems": events,
        },
    )


def told_edit(call: Call, edit: Edit) -> Thing:
    """Show one version of a body; the first is what it was created with."""
    at = stamp(edit.at)
    moments = {"createdAt": at, "editedAt": at, "updatedAt": at, "deletedAt": None}
    who = {"editor": actor(call, edit.editor), "deletedBy": None}
    return Thing(
        "UserContentEdit",
        {"id": node_id("UserContentEdit", edit.id), "diff": edit.text, **moments, **who},
    )


def told_event(call: Call, event: Event) -> Thing:
    fields = {
        "id": node_id("Event", event.id),
        "createdAt": stamp(event.at),
        "actor": actor(call, event.actor),
    }
    if event.label:
        fields["label"] = Thing("Label", {"name": event.label, "color": event.color})
    if event.kind == "renamed":
        fields |= {"previousTitle": event.before, "currentTitle": event.after}
    return Thing(EVENTS[event.kind], fields)


def actor(call: Call, login: str) -> Thing | None:
    """Show an account; an actor is null where the account was deleted."""
    if login in call.github.gone:
        return None
    user = call.github.user(login)
    kind = "Bot" if user.is_bot else "User"
    shown = login.removesuffix("[bot]")  # GraphQL names a bot without its suffix
    return Thing(kind, {"login": shown, "url": f"{call.shapes.web}/{shown}"})


def label(one: Label) -> Thing:
    fields = {"name": one.name, "color": one.color, "description": one.description}
    return Thing("Label", {"id": node_id("Label", one.id), **fields})


def connection(
    kind: str, items: Sequence[Any], shape: Callable[[Any], Thing], arguments: Mapping[str, Any]
) -> Thing:
    """Show a part of a list: ``first`` or ``last`` is needed as soon as nodes are asked for."""
    first, last = arguments.get("first"), arguments.get("last")
    for size in (first, last):
        if size is not None and not (isinstance(size, int) and 1 <= size <= 100):
            raise GraphQLError(f"Requesting {size} records on the `{kind}` exceeds 100")
    start = int(b64decode(arguments["after"])) if arguments.get("after") else 0
    chosen = list(items[start : start + first] if first else items[-(last or 0) :])
    more = bool(first) and start + len(chosen) < len(items)
    end = b64encode(json.dumps(start + len(chosen)).encode()).decode()

    def nodes(_arguments: Mapping[str, Any]) -> list[Thing]:
        if first is None and last is None:
            message = (
                f"You must provide a `first` or `last` value to properly paginate the `{kind}`."
            )
            raise GraphQLError(message, "MISSING_PAGINATION_BOUNDARIES")
        return [shape(item) for item in chosen]

    is_cut = first is None and len(chosen) < len(items)
    info = {
        "hasNextPage": more,
        "hasPreviousPage": bool(start) or is_cut,
        "endCursor": end if chosen else None,
    }
    page = Thing("PageInfo", info)
    return Thing(kind, {"totalCount": len(items), "nodes": nodes, "pageInfo": page})
