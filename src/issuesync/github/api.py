"""Requests to GitHub by PyGithub, answered with status, headers and text."""

from __future__ import annotations

import logging
import re
import time
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import github
import requests
import urllib3

from issuesync import __version__
from issuesync.errors import GitHubError, SourceError
from issuesync.github.connections import REDIRECT, PlainHttp, PlainHttps, no_answer
from issuesync.github.home import Home
from issuesync.github.responses import (
    ANY,
    GONE,
    ISSUE,
    Response,
    TransientError,
    check_response,
    limited,
    links,
    parse_list,
    parse_object,
    server_time,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from issuesync.github.responses import Shape
    from issuesync.github.retry import RetryPolicy

_T = TypeVar("_T")
_log = logging.getLogger(__name__)

DEFAULT_SERVER = "https://api.github.com"
PAGE = 100
_TIMEOUT = 30
_MOST_PAGES = 1000
"""Pages of a listing beyond which nobody is believed."""
_REDIRECTS = frozenset({301, 302, 307, 308})
_BY_ID = re.compile(r"/repositories/([0-9]{1,18})(?:/|$)")


class Api:
    """GitHub's REST and GraphQL interfaces at one server; no token ever leaves this object.

    ``page`` is how many items a page of a listing has: GitHub gives a hundred at most. ``begun``
    and ``ended`` are the server's times of the first answer and of the last, empty before any.
    ``home`` is the repository at work: what is asked of its name is asked of its id.
    """

    def __init__(
        self,
        patience: RetryPolicy,
        token: str | None,
        server: str = DEFAULT_SERVER,
        page: int = PAGE,
        home: Home | None = None,
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
        plain = PlainHttps if requester.scheme == "https" else PlainHttp
        address = urlsplit(server)
        self._connection = plain(address.hostname or "", address.port, timeout=_TIMEOUT, retry=0)
        self._patience = patience
        self.has_token = token is not None
        self.page = page
        self.requests = 0
        self.remaining: int | None = None
        self.begun = self.ended = ""
        self.home = Home() if home is None else home

    def close(self) -> None:
        """Close the connections."""
        self._connection.close()
        self._client.close()

    def get_list(
        self, path: str, shape: Shape = ISSUE, **parameters: str | int
    ) -> tuple[list[dict[str, Any]], Response]:
        """Read a page of a listing; wait and repeat as patience allows.

        A page without anything that says that there are more was cut.
        """

        def call() -> tuple[list[dict[str, Any]], Response]:
            response = check_response(self.request("GET", path, parameters), path)
            page = parse_list(response, path, shape)
            if not page and "next" in links(response):
                raise TransientError(f"{path}: an empty page says that there are more")
            return page, response

        return self._patience.retry(call)

    def pages(
        self, path: str, shape: Shape = ISSUE, **parameters: str | int
    ) -> Iterator[list[dict[str, Any]]]:
        """Give the pages of a listing that grows at its end; raise where they go round."""
        seen: set[str] = set()
        for number in range(1, _MOST_PAGES + 1):
            wanted = {**parameters, "per_page": self.page, "page": number}
            page, response = self.get_list(path, shape, **wanted)
            if not page and number > 1:
                hint = "run the same again"
                raise SourceError(f"{path}: page {number} is not there any more", hint=hint)
            yield page
            if "next" not in links(response):
                return
            if response.text in seen:
                break
            seen.add(response.text)
        hint = "run again; if it stays so, ask GitHub"
        raise GitHubError(f"{path}: GitHub's pages go round and round", hint=hint)

    def find(
        self,
        path: str,
        shape: Shape = ANY,
        missing: frozenset[int] = GONE,
    ) -> dict[str, Any] | None:
        """Read one thing; ``None`` where GitHub answers that it is missing.

        What moved together with its repository is not missing: then the run has to stop.
        """

        def call() -> dict[str, Any] | None:
            response = self.request("GET", path)
            if response.status not in missing:
                return parse_object(check_response(response, path), path, shape)
            limited(response)
            if response.status in _REDIRECTS and not self._is_elsewhere(path, response):
                check_response(response, path)
            return None

        return self._patience.retry(call)

    def _is_elsewhere(self, path: str, response: Response) -> bool:
        """Say whether an issue's redirect leads to another repository than the one at work."""
        target = _BY_ID.search(urlsplit(response.headers.get(REDIRECT, "")).path)
        return target is not None and "/issues/" in path and int(target[1]) != self.home.id

    def get_object(self, path: str, shape: Shape = ANY) -> dict[str, Any]:
        """Read one object."""
        return self.retry(
            lambda: parse_object(check_response(self.request("GET", path), path), path, shape)
        )

    def retry(self, call: Callable[[], _T]) -> _T:
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
        path = self.home.address(path)
        self.requests += 1
        begun = time.monotonic()
        try:
            status, headers, text = self._client.requester.requestJson(
                verb,
                path,
                parameters=parameters,
                input=body,
                cnx=self._connection,
            )
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            _log.info("%s %s: %s", verb, path, type(error).__name__)
            raise no_answer(path, error) from error
        self._patience.is_answered = True
        plain = {name.lower(): str(value) for name, value in headers.items()}
        stated = plain.get("x-ratelimit-remaining", "")
        is_core = plain.get("x-ratelimit-resource", "core") == "core"
        if is_core and stated.isascii() and stated.isdigit():
            self.remaining = int(stated)
        response = Response(status, plain, text)
        self._note_time(response)
        took = time.monotonic() - begun
        _log.info("%s %s: %d in %.2f s, %s left", verb, path, status, took, stated or "?")
        _log.debug(
            "asked with %s; %d characters; id %s",
            parameters or {},
            len(text),
            plain.get("x-github-request-id", "?"),
        )
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
