"""What can go wrong with a request, as values, and the plan of when it does.

A fault that is ``applied`` happens after the request has changed the state: to whoever wrote, a
lost answer then looks like a lost request.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from github_server.limits import SECONDARY
from github_server.message import JSON_TYPE, Reply, refusal

if TYPE_CHECKING:
    from collections.abc import Callable

    from github_server.message import Request

HTML = b"<!DOCTYPE html><html><body><h1>Unicorn!</h1><p>We had issues.</p></body></html>"
HTML_TYPE = (("Content-Type", "text/html; charset=utf-8"),)


def unchanged(reply: Reply) -> Reply:
    return reply


@dataclass(frozen=True, slots=True)
class Fault:
    """What happens to a reply, whether the request is carried out, and calls around it."""

    name: str
    distort: Callable[[Reply], Reply] = unchanged
    applied: bool = True
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None

    def after_write(self) -> Fault:
        """Return the same fault for a request that is carried out all the same."""
        return replace(self, applied=True)


def closes() -> Fault:
    """Close the connection without a word."""
    return Fault("closes", lambda reply: replace(reply, sent=0), applied=False)


def closes_half_way() -> Fault:
    """Close the connection after half of the body."""
    return Fault("closes half way", lambda reply: replace(reply, sent=len(reply.body) // 2))


def hangs(seconds: float) -> Fault:
    """Say nothing for so long, then close the connection."""
    return Fault("hangs", lambda reply: replace(reply, sent=0, hang=seconds), applied=False)


def fails(status: int = 502) -> Fault:
    """Answer 500 with JSON as GitHub does, and other 5xx with a page."""
    answer = (
        Reply(
            status, json.dumps({"message": "Server Error"}).encode(), (("Content-Type", JSON_TYPE),)
        )
        if status == 500
        else Reply(status, HTML, HTML_TYPE)
    )
    return Fault(f"fails with {status}", lambda _reply: answer, applied=False)


def refuses(status: int, message: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Fault:
    """Answer with any status and message."""
    answer = refusal(status, message or f"Refused with {status}", headers=headers)
    return Fault(f"refuses with {status}", lambda _reply: answer, applied=False)


def shows_a_page() -> Fault:
    """Answer 200 with HTML, as a proxy's log-in page does."""
    return Fault("shows a page", lambda _reply: Reply(200, HTML, HTML_TYPE), applied=False)


def truncates() -> Fault:
    """Answer half of the JSON and give that half's length, so that nothing looks cut short."""

    def half(reply: Reply) -> Reply:
        return replace(reply, body=reply.body[: len(reply.body) // 2])

    return Fault("truncates", half)


def says_nothing() -> Fault:
    """Answer with the right status and an empty body."""
    return Fault("says nothing", lambda reply: replace(reply, body=b""))


def cuts_page() -> Fault:
    """Answer a listing with nothing in it, and nothing that says that there is more."""

    def cut(reply: Reply) -> Reply:
        if not reply.body.startswith(b"["):
            return reply
        kept = tuple(one for one in reply.headers if one[0].lower() != "link")
        return replace(reply, body=b"[]", headers=kept)

    return Fault("cuts a page to nothing", cut)


def links_for_ever() -> Fault:
    """Say after each page of a listing that there is another one."""

    def linked(reply: Reply) -> Reply:
        if not reply.body.startswith(b"["):
            return reply
        link = (
            '<https://api.github.com/x?page=2>; rel="next", <https://api.github.com/x>; rel="last"'
        )
        return replace(reply, headers=(*reply.headers, ("Link", link)))

    return Fault("links for ever", linked)


def drips(seconds: float) -> Fault:
    """Send an answer a byte at a time."""
    return Fault("drips", lambda reply: replace(reply, drip=seconds))


def says(content: object, name: str) -> Fault:
    """Answer 200 with any JSON."""
    body = json.dumps(content).encode()

    def distort(reply: Reply) -> Reply:
        return replace(reply, status=200, body=body)

    return Fault(f"says {name}", distort, applied=False)


def errs_in_graphql() -> Fault:
    """Answer a query with errors, and status 200; leave all else alone."""
    body = json.dumps({"data": None, "errors": [{"message": "Something went wrong"}]}).encode()

    def distort(reply: Reply) -> Reply:
        return replace(reply, body=body) if reply.body.startswith(b'{"data"') else reply

    return Fault("errs in GraphQL", distort)


def moves_elsewhere() -> Fault:
    """Redirect to the same thing in another repository."""
    where = (("Location", "https://api.github.com/repositories/999999/issues/1"),)
    return refuses(301, "Moved Permanently", where)


def odd_shapes() -> tuple[Fault, ...]:
    """Return answers that are good JSON, and not what was asked for."""
    message = {"message": "Server Error"}
    odd: tuple[object, ...] = (
        [{}],
        message,
        {},
        [],
        None,
        7,
        "x",
        [None],
        {"data": {"repository": {}}},
    )
    return tuple(says(one, json.dumps(one)) for one in odd)


def limits_primary(reset: int, status: int = 403) -> Fault:
    """Refuse as GitHub does beyond the primary limit, until ``reset``."""
    message = "API rate limit exceeded for user ID 1."
    told = (("X-RateLimit-Limit", "5000"), ("X-RateLimit-Remaining", "0"))
    return refuses(status, message, (*told, ("X-RateLimit-Reset", str(reset))))


def limits_secondary(retry_after: int | None = None, status: int = 403) -> Fault:
    """Refuse as GitHub does beyond a secondary limit; without a time, only the message tells."""
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return refuses(status, SECONDARY, headers)


def calls(
    *, before: Callable[[], object] | None = None, after: Callable[[], object] | None = None
) -> Fault:
    """Answer rightly, and do something before the request is read or its answer is sent.

    An edit while a page is read, and a kill between a write and its answer, are such calls.
    """
    return Fault("calls", before=before, after=after)


def passing() -> tuple[Fault, ...]:
    """Return one of each fault that whoever asks again gets over at once."""
    statuses = (500, 502, 503, 504)
    cut = (closes(), closes_half_way(), truncates(), says_nothing(), shows_a_page())
    return (*cut, *(fails(status) for status in statuses), limits_secondary(1))


@dataclass(frozen=True, slots=True)
class Planned:
    """A fault, and for which requests; ``times`` is how often, none for always."""

    matches: Callable[[int, Request], bool]
    fault: Fault
    times: int | None = 1


@dataclass(slots=True)
class Plan:
    """The faults to come; ``seen`` counts the requests since the server began."""

    seen: int = 0
    planned: list[Planned] = field(default_factory=list)

    def at(self, number: int, fault: Fault) -> None:
        """Plan a fault for one request, the next one being 1."""
        wanted = self.seen + number
        self.planned.append(Planned(lambda seen, _request: seen == wanted, fault))

    def when(
        self, matches: Callable[[Request], bool], fault: Fault, *, times: int | None = 1
    ) -> None:
        """Plan a fault for the next requests that match."""
        self.planned.append(Planned(lambda _seen, request: matches(request), fault, times))

    def always(self, fault: Fault) -> None:
        """Plan a fault for every request until `clear`."""
        self.when(lambda _request: True, fault, times=None)

    def clear(self) -> None:
        """Forget every fault that has not happened."""
        self.planned.clear()

    def take(self, request: Request) -> list[Fault]:
        """Count a request and return what happens to it."""
        self.seen += 1
        found = [one for one in self.planned if one.matches(self.seen, request)]
        self.planned = [spent for one in self.planned if (spent := spend(one, one in found))]
        return [one.fault for one in found]


def spend(planned: Planned, happened: bool) -> Planned | None:
    """Return what is left of a planned fault."""
    if not happened or planned.times is None:
        return planned
    return replace(planned, times=planned.times - 1) if planned.times > 1 else None
