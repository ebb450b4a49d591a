"""Requests to GitHub by PyGithub, answered with status, headers and text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import github
import requests
from github.Requester import (
    HTTPRequestsConnectionClass,
    HTTPSRequestsConnectionClass,
    RequestsResponse,
)

from issuesync import __version__
from issuesync.errors import GitHubError
from issuesync.github.responses import (
    Response,
    TransientError,
    judge,
    parse_list,
    parse_object,
    server_time,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.github.retry import RetryPolicy

DEFAULT_SERVER = "https://api.github.com"
REDIRECT = "x-redirected-to"
PAGE = 100
_TIMEOUT = 30


class _PlainAnswer(RequestsResponse):
    """An answer that PyGithub hands on as it is.

    PyGithub would follow a 301 without its query and return a redirected write's body as though
    it had succeeded, and would sleep inside a 202; so the one is hidden and the other a failure.
    """

    def __init__(self, answer: RequestsResponse) -> None:
        super().__init__(answer.response)
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
        return self.response.content.decode("utf-8", "replace")


class _PlainHttp(HTTPRequestsConnectionClass):
    """A connection over http, for servers on this machine and behind a proxy."""

    def getresponse(self) -> RequestsResponse:
        """Send the request and return the plain answer."""
        return _PlainAnswer(super().getresponse())


class _PlainHttps(HTTPSRequestsConnectionClass):
    """A connection over https."""

    def getresponse(self) -> RequestsResponse:
        """Send the request and return the plain answer."""
        return _PlainAnswer(super().getresponse())


class Api:
    """GitHub's REST and GraphQL interfaces at one server; no token ever leaves this object.

    ``page`` is how many items a page of a listing has: GitHub gives a hundred at most. ``begun``
    and ``ended`` are the server's times of the first answer and of the last, empty before any.
    """

    def __init__(
        self,
        patience: RetryPolicy,
        token: str | None,
        server: str = DEFAULT_SERVER,
        page: int = PAGE,
    ) -> None:
        if token and not (token.isascii() and token.isprintable()):
            hint = "set GITHUB_TOKEN to the token alone"
            raise GitHubError("the token holds characters that no token has", hint=hint)
        auth = github.Auth.Token(token) if token else None
        self._client = github.Github(
            auth=auth,
            base_url=server.rstrip("/"),
            timeout=_TIMEOUT,
            user_agent=f"issuesync/{__version__}",
            retry=None,
            seconds_between_requests=0,
            seconds_between_writes=0,
        )
        requester = self._client.requester
        plain = _PlainHttps if requester.scheme == "https" else _PlainHttp
        host, _, port = requester.hostname_and_port.partition(":")
        self._connection = plain(host, int(port) if port else None, timeout=_TIMEOUT, retry=0)
        self._patience = patience
        self.has_token = token is not None
        self.page = page
        self.requests = 0
        self.remaining: int | None = None
        self.begun = self.ended = ""

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()
        self._client.close()

    def get_list(self, path: str, **parameters: str | int) -> tuple[list[dict[str, Any]], Response]:
        """Read a page of a listing; wait and repeat as patience allows."""

        def call() -> tuple[list[dict[str, Any]], Response]:
            response = judge(self.request("GET", path, parameters), path)
            return parse_list(response, path), response

        return self._patience.retry(call)

    def get_object(self, path: str) -> dict[str, Any]:
        """Read one object."""
        return self.retry(lambda: parse_object(judge(self.request("GET", path), path), path))

    def retry(self, call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        """Repeat a call that may fail and pass."""
        return self._patience.retry(call)

    def request(
        self,
        verb: str,
        path: str,
        parameters: dict[str, str | int] | None = None,
        body: dict[str, Any] | None = None,
    ) -> Response:
        """Send one request, once; raise `TransientError` where no answer came."""
        self.requests += 1
        try:
            status, headers, text = self._client.requester.requestJson(
                verb, path, parameters=parameters, input=body, cnx=self._connection
            )
        except requests.exceptions.RequestException as error:
            kind = type(error).__name__
            raise TransientError(f"{path}: no answer from GitHub ({kind})") from error
        plain = {name.lower(): str(value) for name, value in headers.items()}
        stated = plain.get("x-ratelimit-remaining", "")
        is_core = plain.get("x-ratelimit-resource", "core") == "core"
        if is_core and stated.isascii() and stated.isdigit():
            self.remaining = int(stated)
        response = Response(status, plain, text)
        self._note_time(response)
        return response

    def _note_time(self, response: Response) -> None:
        """Remember when the server answered, by its own clock."""
        moment = server_time(response)
        if moment is not None:
            self.ended = f"{moment:%Y-%m-%dT%H:%M:%SZ}"
            self.begun = self.begun or self.ended

    def graphql(self, query: str, variables: dict[str, Any]) -> Response:
        """Send one GraphQL query, once."""
        body = {"query": query, "variables": variables}
        return self.request("POST", self._client.requester.graphql_url, body=body)
