"""What a handler is given, and the pages it answers with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlencode

from github_server.message import Refused, Reply, invalid, json_reply, moved, refusal
from github_server.model import covers

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from github_server.github import GitHub
    from github_server.message import Request
    from github_server.model import Issue, Token
    from github_server.repository import Repository
    from github_server.shapes import Shapes

T = TypeVar("T")
PER_PAGE = 30
MOST_PER_PAGE = 100
TOO_FAR = "In order to keep the API fast for everyone, pagination is limited for this resource."
FORBIDDEN = "Resource not accessible by personal access token"


@dataclass(frozen=True, slots=True)
class Call:
    """One request to one route; ``below`` is the path below the repository, as it was sent."""

    github: GitHub
    request: Request
    shapes: Shapes
    token: Token | None
    found: Repository | None
    names: tuple[str, ...]
    below: str

    @property
    def repository(self) -> Repository:
        """The repository that the path names; routes without one never ask."""
        assert self.found is not None
        return self.found

    @property
    def login(self) -> str:
        return self.token.login if self.token else ""

    @property
    def role(self) -> str:
        return self.github.role(self.repository, self.token)

    def may(self, needed: str) -> bool:
        """Tell whether who asks has this role here."""
        return covers(self.role, needed)

    def require(self, needed: str) -> None:
        """Refuse who has not this role here."""
        if not self.may(needed):
            accepted = (("X-Accepted-GitHub-Permissions", "issues=write"),)
            raise Refused(refusal(403, FORBIDDEN, headers=accepted))

    @property
    def sent(self) -> Any:
        """The request's JSON, whatever it is."""
        try:
            return json.loads(self.request.body or b"{}")
        except ValueError:
            raise Refused(refusal(400, "Problems parsing JSON")) from None

    @property
    def content(self) -> dict[str, Any]:
        """The request's JSON object."""
        content = self.sent
        if not isinstance(content, dict):
            raise Refused(refusal(400, "Body should be a JSON object"))
        return content

    def text(self, name: str, resource: str, *, required: bool = False) -> str | None:
        """Return a text of the request's object; null and absent are the same."""
        value = self.content.get(name)
        if value is None and required:
            raise invalid(resource, name, "missing_field")
        if value is not None and not isinstance(value, str):
            raise invalid(resource, name, "invalid")
        return value

    def labels(self, *, bare: bool = False) -> tuple[str, ...]:
        """Return label names, given as texts or as objects; ``bare`` allows a list by itself."""
        value = (
            self.sent if bare and isinstance(self.sent, list) else self.content.get("labels", [])
        )
        if not isinstance(value, list):
            raise invalid("Issue", "labels", "invalid")
        names = [one.get("name") if isinstance(one, dict) else one for one in value]
        if not all(isinstance(one, str) for one in names):
            raise invalid("Issue", "labels", "invalid")
        return tuple(map(str, names))

    def issue(self) -> Issue:
        """Find the issue that the path names, or say where it went."""
        return self.issue_numbered(int(self.names[0]))

    def issue_numbered(self, number: int) -> Issue:
        """Find an issue: 410 where it was deleted, 301 where it was transferred, else 404."""
        repository = self.repository
        if number in repository.deleted:
            raise Refused(refusal(410, "This issue was deleted"))
        if number in repository.moved:
            other, there = repository.moved[number]
            here = f"{self.shapes.api}/repositories/{other}/issues/{there}"
            raise moved(self.request.method, here)
        if number not in repository.issues:
            raise Refused(refusal(404, "Not Found"))
        return repository.issues[number]


def page_reply(call: Call, items: Sequence[T], shape: Callable[[T], object]) -> Reply:
    """Answer one page of a listing, with the links that GitHub gives.

    The links lead to ``/repositories/{id}/…`` whatever the path was that was asked for.
    https://docs.github.com/rest/using-the-rest-api/using-pagination-in-the-rest-api
    """
    size = whole(call, "per_page", PER_PAGE)
    page = whole(call, "page", 1)
    size = min(size, MOST_PER_PAGE)
    if page > call.github.max_page:
        raise Refused(refusal(422, TOO_FAR))
    last = max(1, -(-len(items) // size))
    links = {"prev": page - 1, "next": page + 1, "last": last, "first": 1}
    if page >= last:
        del links["next"], links["last"]
    if page == 1:
        del links["prev"], links["first"]
    address = f"{call.shapes.api}/repositories/{call.repository.id}/{call.below}"
    written = [f'<{address}?{numbered(call, n)}>; rel="{rel}"' for rel, n in links.items()]
    headers = (("Link", ", ".join(written)),) if written else ()
    chosen = items[(page - 1) * size : page * size]
    return json_reply([shape(item) for item in chosen], headers=headers)


def whole(call: Call, name: str, default: int) -> int:
    """Read a number from the query; what is none, or not positive, is the default."""
    value = call.request.last(name)
    return int(value) if value.isascii() and value.isdigit() and int(value) else default


def numbered(call: Call, page: int) -> str:
    """Write the query of another page of the same listing."""
    kept = [(name, value) for name, value in call.request.query if name != "page"]
    return urlencode([*kept, ("page", str(page))])
