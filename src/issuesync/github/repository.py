"""A repository's present name, and how many issues and pull requests it has."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.errors import ConfigurationError, GitHubError
from issuesync.github.connections import REDIRECT
from issuesync.github.responses import (
    ISSUE,
    Response,
    TransientError,
    check_response,
    last_page,
    limited,
    parse_object,
    seconds_to_reset,
)
from issuesync.model.issue import PLACEHOLDER

if TYPE_CHECKING:
    from issuesync.github.api import Api

TOTALS_QUERY = """\
query Totals($owner: String!, $name: String!) {
  repository(owner: $owner, name: $name) {
    databaseId
    nameWithOwner
    issues { totalCount }
    pullRequests { totalCount }
  }
}
"""
_TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
_BOT = "[bot]"
_HIDDEN = frozenset({403, 404})
"""How GitHub answers what a token may not see."""
VIEWER_QUERY = "query Viewer { viewer { login } }"

_FORBIDDING = frozenset({"FORBIDDEN", "INSUFFICIENT_SCOPES"})
"""The types of errors that say that the token may not ask."""

NO_GRAPHQL = frozenset({401, 403, 404, 406, 410, 501})
"""How servers answer that offer no GraphQL, or not to this token."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A repository as it is called now; ``total`` is ``None`` where GitHub did not say."""

    id: int
    name: str
    total: int | None = None


def resolve(api: Api, repository: str, *, by_rest_alone: bool = False) -> Identity:
    """Ask for the repository's name and totals: by GraphQL where it answers, else by REST."""
    if repository == PLACEHOLDER:
        hint = "write the repository's owner and name in catalog.yaml, such as octo/cat"
        raise ConfigurationError(f"{PLACEHOLDER} is a placeholder", hint=hint)
    found = None
    if api.has_token and not by_rest_alone:
        found = _by_graphql(api, repository)
    if found is None:
        raw = api.retry(lambda: _by_rest(api, repository))
        found = Identity(raw["id"], raw["full_name"])
    api.home.take(found.id, repository, found.name)
    return found


def _by_graphql(api: Api, repository: str) -> Identity | None:
    """Ask by GraphQL; return ``None`` where the server offers none or the token may not use it."""
    owner, _, name = repository.partition("/")

    def call() -> Identity | None:
        response = api.graphql(TOTALS_QUERY, {"owner": owner, "name": name})
        if response.status == 403:  # noqa: PLR2004 - a limit, or a token without permission
            limited(response)
        if response.status in NO_GRAPHQL:
            return None
        found = checked(check_response(response, "/graphql"), repository).get("repository")
        return _identity_of(found) if isinstance(found, dict) else None

    return api.retry(call)


def _identity_of(raw: dict[str, Any]) -> Identity:
    """Build what GraphQL says of a repository; raise `TransientError` for another shape."""
    try:
        total = raw["issues"]["totalCount"] + raw["pullRequests"]["totalCount"]
        return Identity(int(raw["databaseId"]), str(raw["nameWithOwner"]), int(total))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise TransientError("/graphql: the answer is not a repository") from error


def checked(response: Response, repository: str, *, is_partial: bool = False) -> dict[str, Any]:
    """Return the data of a GraphQL answer; raise for the errors it states next to it.

    ``is_partial`` takes the data where some things below the repository are not there.
    """
    answer = parse_object(response, "/graphql")
    errors = answer.get("errors") or []
    if is_partial:
        errors = [one for one in errors if not _is_below(one)]
    kinds = {str(error.get("type", "")) for error in errors if isinstance(error, dict)}
    if "RATE_LIMITED" in kinds:
        wait = seconds_to_reset(response)
        raise TransientError("the hour's GraphQL points are used up", wait, is_limit=True)
    if "NOT_FOUND" in kinds:
        hint = "fix repository: in catalog.yaml, or give a token that may read it"
        raise GitHubError(f"there is no repository {repository} that we may see", hint=hint)
    if kinds & _FORBIDDING:
        return {}
    if errors:
        raise TransientError(f"GraphQL answers with an error: {_message_of(errors[0])}")
    data = answer.get("data")
    if not isinstance(data, dict):
        raise TransientError("/graphql: the answer has no data")
    return data


def _message_of(error: Any) -> str:
    """Return what a GraphQL error says, cut where it is long."""
    stated = error.get("message") or error.get("type") if isinstance(error, dict) else error
    return str(stated or "without a message")[:200]


def _is_below(error: Any) -> bool:
    """Say whether an error is about a thing of the repository, not about the repository."""
    return (
        isinstance(error, dict)
        and error.get("type") == "NOT_FOUND"
        and len(error.get("path") or ()) > 1
    )


def _by_rest(api: Api, repository: str) -> dict[str, Any]:
    """Ask by REST, which redirects from a former name; this request has no query to lose."""
    path = f"/repos/{repository}"
    response = api.request("GET", path)
    if response.status in {301, 302, 307, 308} and REDIRECT in response.headers:
        response = api.request("GET", response.headers[REDIRECT])
    raw = parse_object(check_response(response, path), path)
    if not (isinstance(raw.get("id"), int) and isinstance(raw.get("full_name"), str)):
        raise TransientError(f"{path}: the answer is not a repository")
    return raw


def read_viewer(api: Api) -> str:
    """Return whose token it is, as REST calls its comments' author.

    A bot, as in Actions, may ask by GraphQL alone, which names it without the end of its login.
    That is the login of a person, who may be a stranger: so persons are asked for first. Empty
    where GitHub does not say it of this token. Raises `GitHubError` where there is no token.
    """
    if api.has_token:
        person = api.find("/user", missing=_HIDDEN) or {}
        login = person.get("login") or _bot_of(
            api.retry(lambda: _viewer_by_graphql(api)).get("login")
        )
        return login if isinstance(login, str) else ""
    hint = "set GITHUB_TOKEN"
    raise GitHubError("without a token our own comment cannot be recognised", hint=hint)


def _bot_of(login: Any) -> str | None:
    """Return a bot's login with its end."""
    return f"{login.removesuffix(_BOT)}{_BOT}" if isinstance(login, str) else None


def _viewer_by_graphql(api: Api) -> dict[str, Any]:
    """Ask by GraphQL; nothing where the server offers none."""
    response = api.graphql(VIEWER_QUERY, {})
    if response.status in NO_GRAPHQL:
        limited(response)
        return {}
    viewer = checked(check_response(response, "/graphql"), "").get("viewer")
    return viewer if isinstance(viewer, dict) else {}


def is_by(raw: dict[str, Any], viewer: str) -> bool:
    """Say whether a comment is ours; where nobody says who we are, one of the repository's own."""
    user = raw.get("user") or {}
    if viewer:
        return bool(user.get("login") == viewer)
    return user.get("type") == "Bot" or raw.get("author_association") in _TRUSTED


def count_all(api: Api, name: str, **wanted: str) -> int:
    """Count issues and pull requests in one request, by the number of pages of one item each."""
    items, response = api.get_list(
        f"/repos/{name}/issues", ISSUE, state="all", per_page=1, **wanted
    )
    return last_page(response) if items else 0
