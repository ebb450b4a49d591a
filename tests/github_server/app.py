"""A request into a reply: the address, the token, the limits, the route, the ETag."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from typing import TYPE_CHECKING

from github_server import graphql, issues, places, pulls, refs, settings
from github_server.call import Call
from github_server.listing import Listings
from github_server.message import Refused, Reply, moved, refusal
from github_server.shapes import Shapes

if TYPE_CHECKING:
    from collections.abc import Callable

    from github_server.github import GitHub
    from github_server.message import Request
    from github_server.model import Token
    from github_server.repository import Repository

REPO = "{repo}"
CREATES = ("issues", "comments", "labels", "pulls")
NO_AGENT = (
    b"Request forbidden by administrative rules. Please make sure your request has a User-Agent."
)


def routes(listings: Listings) -> dict[tuple[str, str], Callable[[Call], Reply]]:
    """Return everything this server answers; ``{n}`` is a number and ``{name}`` a text."""
    return {
        ("GET", "user"): places.show_viewer,
        ("GET", "users/{name}"): places.show_user,
        ("GET", "rate_limit"): places.show_rate_limit,
        ("POST", "graphql"): graphql.answer_graphql,
        ("GET", f"{REPO}"): places.show_repository,
        ("GET", f"{REPO}/collaborators/{{name}}/permission"): places.show_permission,
        ("GET", f"{REPO}/labels"): places.list_labels,
        ("POST", f"{REPO}/labels"): places.create_label,
        ("GET", f"{REPO}/labels/{{name}}"): places.show_label,
        ("PATCH", f"{REPO}/labels/{{name}}"): places.edit_label,
        ("DELETE", f"{REPO}/labels/{{name}}"): places.delete_label,
        ("GET", f"{REPO}/issues"): issues.list_issues(listings),
        ("POST", f"{REPO}/issues"): issues.create_issue,
        ("GET", f"{REPO}/issues/{{n}}"): issues.show_issue,
        ("PATCH", f"{REPO}/issues/{{n}}"): issues.edit_issue,
        ("GET", f"{REPO}/issues/{{n}}/labels"): issues.list_issue_labels,
        ("POST", f"{REPO}/issues/{{n}}/labels"): issues.add_issue_labels,
        ("DELETE", f"{REPO}/issues/{{n}}/labels/{{name}}"): issues.remove_issue_label,
        ("GET", f"{REPO}/issues/{{n}}/comments"): issues.list_comments,
        ("POST", f"{REPO}/issues/{{n}}/comments"): issues.create_comment,
        ("GET", f"{REPO}/issues/comments/{{n}}"): issues.show_comment,
        ("PATCH", f"{REPO}/issues/comments/{{n}}"): issues.edit_comment,
        ("DELETE", f"{REPO}/issues/comments/{{n}}"): issues.delete_comment,
        ("GET", f"{REPO}/issues/{{n}}/events"): issues.list_events,
        ("GET", f"{REPO}/issues/{{n}}/timeline"): issues.list_timeline,
        ("GET", f"{REPO}/actions/workflows"): settings.list_workflows,
        ("GET", f"{REPO}/actions/permissions/workflow"): settings.show_rights,
        ("GET", f"{REPO}/rules/branches/{{name}}"): settings.list_rules,
        ("GET", f"{REPO}/git/ref/heads/{{name}}"): refs.show_ref,
        ("GET", f"{REPO}/git/ref/tags/{{name}}"): refs.show_ref,
        ("POST", f"{REPO}/git/refs"): refs.create_ref,
        ("PATCH", f"{REPO}/git/refs/tags/{{name}}"): refs.move_ref,
        ("POST", f"{REPO}/git/tags"): refs.create_tag,
        ("GET", f"{REPO}/git/tags/{{name}}"): refs.show_tag,
        ("GET", f"{REPO}/pulls"): pulls.list_pulls,
        ("POST", f"{REPO}/pulls"): pulls.create_pull,
        ("GET", f"{REPO}/pulls/{{n}}"): pulls.show_pull,
        ("PATCH", f"{REPO}/pulls/{{n}}"): pulls.edit_pull,
    }


@dataclass(slots=True)
class App:
    """Answers requests out of the state; knows no socket."""

    github: GitHub
    table: dict[tuple[str, str], Callable[[Call], Reply]] = field(
        default_factory=lambda: routes(Listings())
    )
    requests: itertools.count[int] = field(default_factory=lambda: itertools.count(1))

    def answer(self, request: Request, web: str) -> Reply:
        """Answer one request; ``web`` is the address it came to."""
        enterprise = request.segments[:1] == ("api",)
        try:
            reply = self._counted(request, web)
        except Refused as refused:
            reply = refused.reply
        common = (
            ("Date", formatdate(self.github.now, usegmt=True)),
            ("X-GitHub-Request-Id", f"{next(self.requests):04X}:TEST"),
            ("X-GitHub-Media-Type", "github.v3; format=json"),
            *((("X-GitHub-Enterprise-Version", "3.17.0"),) if enterprise else ()),
        )
        return replace(reply, headers=(*common, *reply.headers))

    def _counted(self, request: Request, web: str) -> Reply:
        """Refuse who is not known or asks too often; a 304 is not counted."""
        if not request.headers.get("user-agent"):
            return Reply(403, NO_AGENT, (("Content-Type", "text/plain"),))
        token, segments = self._token(request), api_segments(request)
        login, limits = token.login if token else "", self.github.limits
        if segments == ("rate_limit",):
            return self._routed(request, web, token, segments)
        resource = "graphql" if segments == ("graphql",) else "core"
        count, allowed = limits.spend(login, resource, self.github.now)
        if not allowed:
            over = graphql.rate_limited if resource == "graphql" else limits.exceeded
            return with_headers(over(login), count.headers)
        creates = request.method == "POST" and segments[-1:] and segments[-1] in CREATES
        slow = limits.create(self.github.now) if creates else None
        try:
            reply = slow or self._routed(request, web, token, segments)
        except Refused as refused:
            reply = refused.reply
        reply = self._tagged(request, reply)
        if reply.status == 304 and token:
            count = limits.give_back(login, count)
        return with_headers(reply, count.headers)

    def _token(self, request: Request) -> Token | None:
        """Return the bearer's token, or none for who sends none."""
        kind, _, value = request.headers.get("authorization", "").partition(" ")
        if not kind:
            return None
        token = self.github.tokens.get(value.strip())
        if kind.casefold() not in ("bearer", "token") or token is None:
            raise Refused(refusal(401, "Bad credentials"))
        return token

    def _routed(
        self, request: Request, web: str, token: Token | None, segments: tuple[str, ...]
    ) -> Reply:
        prefix = "/api/v3" if request.path.startswith("/api/") else ""
        shapes = Shapes(self.github, web + prefix, web)
        home, rest = self._home(request, shapes, token, segments)
        for (method, pattern), handle in self.table.items():
            names = match(pattern, ((REPO,) if home else ()) + rest)
            if method == request.method and names is not None:
                below = "/".join(request.parts[len(request.parts) - len(rest) :])
                call = Call(self.github, request, shapes, token, home, names, below)
                return handle(call)
        raise Refused(refusal(404, "Not Found"))

    def _home(
        self, request: Request, shapes: Shapes, token: Token | None, segments: tuple[str, ...]
    ) -> tuple[Repository | None, tuple[str, ...]]:
        """Find the repository a path begins with; a former name redirects to the id."""
        found, rest = None, segments
        if segments[:1] == ("repos",) and len(segments) >= 3:
            found, rest = self.github.find("/".join(segments[1:3])), segments[3:]
        elif segments[:1] == ("repositories",) and segments[1:2] and segments[1].isdigit():
            found, rest = self.github.repositories.get(int(segments[1])), segments[2:]
        else:
            return None, segments
        if found is None or self.github.role(found, token) == "none":
            raise Refused(refusal(404, "Not Found"))
        if segments[0] == "repos" and "/".join(segments[1:3]).casefold() != (
            found.full_name.casefold()
        ):
            below = request.parts[len(request.parts) - len(rest) :]
            address = "/".join((shapes.api, "repositories", str(found.id), *below))
            asked = request.target.partition("?")[2]
            raise moved(request.method, f"{address}?{asked}" if asked else address)
        if request.method != "GET":
            if token is None:
                raise Refused(refusal(401, "Requires authentication"))
            if token.allows == "read":
                raise Refused(refusal(403, "Resource not accessible by personal access token"))
        return found, rest

    def _tagged(self, request: Request, reply: Reply) -> Reply:
        """Give a good answer to a GET its ETag, or answer 304 to who has it."""
        if request.method != "GET" or reply.status != 200:
            return reply
        drift = str(next(self.requests)) if self.github.drifting_etags else ""
        tag = f'W/"{hashlib.sha256(reply.body + drift.encode()).hexdigest()}"'
        if tag in request.headers.get("if-none-match", ""):
            return Reply(304, b"", (("ETag", tag),))
        return with_headers(reply, (("ETag", tag),))


def api_segments(request: Request) -> tuple[str, ...]:
    """Return the path's parts without ``/api/v3``, or ``/api`` before GraphQL."""
    segments = request.segments
    if segments[:2] == ("api", "v3") and segments[2:] != ("graphql",):
        return segments[2:]
    return segments[1:] if segments == ("api", "graphql") else segments


def match(pattern: str, segments: tuple[str, ...]) -> tuple[str, ...] | None:
    """Return what is in a pattern's braces, or None where a path is another's."""
    parts = pattern.split("/")
    if len(parts) != len(segments):
        return None
    names = []
    for part, segment in zip(parts, segments, strict=True):
        number = part == "{n}" and segment.isascii() and segment.isdigit()
        if number or part == "{name}":
            names.append(segment)
        elif part != segment:
            return None
    return tuple(names)


def with_headers(reply: Reply, headers: tuple[tuple[str, str], ...]) -> Reply:
    return replace(reply, headers=(*reply.headers, *headers))
