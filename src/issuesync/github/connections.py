"""Connections that send one request and give its answer as it is, or say why none came."""

from __future__ import annotations

import time
from typing import Any

import requests
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    RequestsResponse,
)

from issuesync.errors import GitHubError
from issuesync.github.responses import TransientError

REDIRECT = "x-redirected-to"
_LONGEST = 120.0
"""Seconds after which an answer that still comes is given up."""
_CHUNK = 65_536
_CONNECT = 5
"""Seconds after which a host that takes no connection is given up for the moment."""


class _PlainAnswer(RequestsResponse):
    """An answer that PyGithub hands on as it is.

    PyGithub would follow a 301 without its query and return a redirected write's body as though
    it had succeeded, and would sleep inside a 202; so the one is hidden and the other a failure.
    """

    def __init__(self, answer: requests.Response, content: bytes) -> None:
        super().__init__(answer)
        self._content = content
        if self.status == 202:  # noqa: PLR2004 - accepted, not yet done
            raise TransientError("GitHub is still at it (202)")

    def getheaders(self) -> Any:
        """Return the headers, with the redirect's under another name."""
        return [
            (REDIRECT if name.lower() == "location" else name, value)
            for name, value in self.headers.items()
        ]

    def read(self) -> str:
        """Return the text as UTF-8, which JSON is; guessing the encoding takes seconds."""
        return self._content.decode("utf-8", "replace")


class PlainHttp(HTTPRequestsConnectionClass):
    """A connection over http, for servers on this machine and behind a proxy."""

    longest = _LONGEST

    def getresponse(self) -> RequestsResponse:
        """Send the request and return the plain answer."""
        return _send(self)


class PlainHttps(HTTPSRequestsConnectionClass):
    """A connection over https."""

    longest = _LONGEST

    def getresponse(self) -> RequestsResponse:
        """Send the request and return the plain answer."""
        return _send(self)


def _send(connection: PlainHttp | PlainHttps) -> _PlainAnswer:
    """Send a connection's request; give up on an answer that comes too slowly.

    A time-out counts from each byte to the next, so an answer could drip for ever.
    """
    host = f"[{connection.host}]" if ":" in connection.host else connection.host
    answer = connection.session.request(
        connection.verb,
        f"{connection.protocol}://{host}:{connection.port}{connection.url}",
        headers=connection.headers,
        data=connection.input,
        timeout=(_CONNECT, connection.timeout),
        verify=connection.verify,
        allow_redirects=False,
        stream=True,
    )
    answer.raw.decode_content = True
    end, parts = time.monotonic() + connection.longest, []
    while part := answer.raw.read1(_CHUNK):
        parts.append(part)
        if time.monotonic() > end:
            answer.close()
            raise TransientError(f"the answer is not whole after {connection.longest:.0f} s")
    return _PlainAnswer(answer, b"".join(parts))


def no_answer(path: str, error: Exception) -> Exception:
    """Return what became of a request without an answer: what may pass, or what never will."""
    words = _words_of(error)
    for kinds, known, meaning, hint in _LASTING:
        if isinstance(error, kinds) and any(word in words for word in known):
            return GitHubError(f"{path}: {meaning} ({words[:200]})", hint=hint)
    reason = f"{path}: no answer from GitHub ({type(error).__name__})"
    return TransientError(reason, is_silence=True)


def _words_of(error: BaseException) -> str:
    """Return the innermost reason of an error."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return _words_of(reason) if isinstance(reason, BaseException) else str(error)


_LASTING: tuple[tuple[tuple[type[Exception], ...], tuple[str, ...], str, str], ...] = (
    (
        (requests.exceptions.SSLError,),
        ("",),
        "the server's certificate is not trusted",
        "set REQUESTS_CA_BUNDLE to the certificates of your network, or see whose proxy answers",
    ),
    (
        (requests.exceptions.InvalidURL, requests.exceptions.InvalidSchema),
        ("",),
        "GitHub's address cannot be asked",
        "unset GITHUB_API_URL, or give an address such as https://host/api/v3",
    ),
    (
        (requests.exceptions.ConnectionError,),
        ("Failed to resolve", "Name or service not known", "getaddrinfo failed", "nodename nor"),
        "there is no such host",
        "see that you are online, and that GITHUB_API_URL names a host that there is",
    ),
)
