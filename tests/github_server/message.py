"""A request and a reply as values, and the refusals GitHub documents."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, unquote

if TYPE_CHECKING:
    from collections.abc import Mapping

JSON_TYPE = "application/json; charset=utf-8"
DOCS = "https://docs.github.com/rest"


@dataclass(frozen=True, slots=True)
class Request:
    """One request; ``target`` is path and query as sent, and header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]

    @property
    def query(self) -> tuple[tuple[str, str], ...]:
        return tuple(parse_qsl(self.target.partition("?")[2], keep_blank_values=True))

    @property
    def parts(self) -> tuple[str, ...]:
        """The path's parts as sent."""
        return tuple(part for part in self.path.split("/") if part)

    @property
    def segments(self) -> tuple[str, ...]:
        """The path's parts, each decoded by itself: a label's name may hold a slash."""
        return tuple(unquote(part) for part in self.parts)

    def last(self, name: str, default: str = "") -> str:
        """Return the last value of a query parameter."""
        return dict(self.query).get(name, default)


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; ``sent`` bytes of it go out before the connection closes, all where it is None.

    With ``drip`` they go out one at a time, so many seconds apart.
    """

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    sent: int | None = None
    hang: float = 0.0
    drip: float = 0.0


class Refused(Exception):  # noqa: N818 - it is an answer, not an error of the server
    """The request is answered with a refusal instead."""

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply.status)
        self.reply = reply


def refusal(
    status: int,
    message: str,
    *,
    errors: tuple[Mapping[str, str], ...] = (),
    headers: tuple[tuple[str, str], ...] = (),
) -> Reply:
    """Answer with a status, a message and GitHub's list of what was wrong."""
    content: dict[str, Any] = {"message": message}
    if errors:
        content["errors"] = list(errors)
    content |= {"documentation_url": DOCS, "status": str(status)}
    return json_reply(content, status, headers)


def invalid(resource: str, where: str, code: str, message: str = "") -> Refused:
    """Refuse a value: https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api."""
    error = {"resource": resource, "field": where, "code": code}
    if message:
        error["message"] = message
    return Refused(refusal(422, "Validation Failed", errors=(error,)))


def moved(method: str, location: str) -> Refused:
    """Say where it stands now: 301, and 307 for a write, which is to be repeated there."""
    status, message = 307, "Temporary Redirect"
    if method in ("GET", "HEAD"):
        status, message = 301, "Moved Permanently"
    content = {"message": message, "url": location, "documentation_url": DOCS}
    return Refused(json_reply(content, status, (("Location", location),)))


def json_reply(
    content: object, status: int = 200, headers: tuple[tuple[str, str], ...] = ()
) -> Reply:
    """Answer with JSON, compact and in UTF-8."""
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )
    return Reply(status, body, (("Content-Type", JSON_TYPE), *headers))
