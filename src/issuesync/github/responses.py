"""GitHub's answers into what they mean: functions of status, headers and text alone."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import parse_qs, urlsplit

from issuesync.errors import ForbiddenError, GitHubError
from issuesync.model.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping

_LINK = re.compile(r'<([^<>]*)>\s*;[^,]*?rel="([a-z]+)"')
_SSO_LINK = re.compile(r"url=(https://[^\s;,]+)")
_SECONDARY = ("secondary rate limit", "abuse detection")
SECONDARY_WAIT = 60.0
"""Seconds: https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api"""

GONE = frozenset({301, 404, 410})
"""What GitHub answers for an issue that is not there: transferred, never there, deleted."""

REMEDIES = {
    401: ("the token is not accepted", "renew GITHUB_TOKEN, or unset it for a public repository"),
    403: ("the token may not do this", "give it the permission that the message names"),
    404: ("it does not exist, or the token may not see it", "check the repository's name"),
    410: ("it was deleted, or issues are switched off", "switch issues on in the settings"),
    422: ("GitHub takes the request for invalid", "this is a mistake of issuesync: report it"),
    451: ("it was taken down for legal reasons", "ask GitHub"),
}


@dataclass(frozen=True, slots=True)
class Response:
    """One answer; header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    text: str


class TransientError(Exception):
    """A failure that may pass; ``wait`` is how many seconds GitHub asks for, if it says so.

    ``is_limit`` tells a rate limit from a breakdown, ``is_silence`` that no answer came at all.
    """

    def __init__(
        self,
        reason: str,
        wait: float | None = None,
        *,
        is_limit: bool = False,
        is_silence: bool = False,
    ) -> None:
        super().__init__(reason)
        self.wait = wait
        self.is_limit = is_limit
        self.is_silence = is_silence


def check_response(response: Response, what: str) -> Response:
    """Return a good answer; raise `TransientError` or `GitHubError` for any other.

    ``what`` is what messages call the request.
    """
    status = response.status
    if status < 300:  # noqa: PLR2004 - 2xx
        return response
    if status in {403, 429}:
        limited(response)
    if status >= 500 or status in {408, 429}:  # noqa: PLR2004 - the server's own faults
        raise TransientError(f"{what}: GitHub answered {status}", _retry_after(response))
    if 300 <= status < 400:  # noqa: PLR2004 - redirects
        hint = "the repository may have moved: fix repository: in catalog.yaml"
        raise GitHubError(f"{what}: GitHub redirects ({status})", hint=hint)
    meaning, hint = REMEDIES.get(status, ("GitHub refuses", "see the message"))
    kind = ForbiddenError if status == 403 else GitHubError  # noqa: PLR2004 - refused
    hint = _special_remedy(response) or hint
    raise kind(f"{what}: {status}, {meaning}{_said(response)}", hint=hint)


def _special_remedy(response: Response) -> str:
    """Return what to do about a refusal that no permission of the token would change.

    https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api
    """
    if response.status not in {401, 403}:
        return ""
    sso = _SSO_LINK.search(response.headers.get("x-github-sso", ""))
    if sso:
        return f"authorize the token for the organization's single sign-on: {sso[1]}"
    words = response.text.lower()
    if "single sign-on" in words or "saml" in words:
        return "authorize the token for the organization's single sign-on, in its settings"
    if "ip allow list" in words:
        return "run where the organization's IP allow list lets you, or add this address to it"
    if "archived" in words:
        return "unarchive the repository in its settings; until then it can only be read"
    return ""


def limited(response: Response) -> None:
    """Raise `TransientError` where the answer is about a limit, with the time it asks for.

    The rules: https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
    """
    wait = _retry_after(response)
    if wait is not None:
        raise TransientError("GitHub asks to slow down", wait, is_limit=True)
    if response.headers.get("x-ratelimit-remaining") == "0":
        wait = seconds_to_reset(response)
        raise TransientError("the hour's requests are used up", wait, is_limit=True)
    if response.status == 429 or any(word in response.text.lower() for word in _SECONDARY):  # noqa: PLR2004 - too many requests
        raise TransientError("GitHub asks to slow down", SECONDARY_WAIT, is_limit=True)


def _retry_after(response: Response) -> float | None:
    """Return the seconds that the answer asks to wait."""
    stated = response.headers.get("retry-after", "")
    return float(stated) if stated.isascii() and stated.isdigit() else None


def seconds_to_reset(response: Response) -> float:
    """Return how long the limit lasts by the server's own clock."""
    stated = response.headers.get("x-ratelimit-reset", "")
    if not (stated.isascii() and stated.isdigit()):
        return SECONDARY_WAIT
    now = server_time(response)
    return max(float(stated) - now.timestamp(), 0.0) + 1.0 if now else SECONDARY_WAIT


def server_time(response: Response) -> datetime | None:
    """Return the server's time of the answer, to the second."""
    try:
        return parsedate_to_datetime(response.headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, TypeError):
        return None


def _said(response: Response) -> str:
    """Return GitHub's own words, if it used any."""
    try:
        message = json.loads(response.text).get("message", "")
    except (ValueError, AttributeError):
        return ""
    return f": {str(message)[:200]}" if message else ""


def parse_json(response: Response, what: str) -> Any:
    """Parse the text; raise `TransientError` for one that is cut short or no JSON at all."""
    try:
        return read_json(response.text)
    except ValueError as error:
        raise TransientError(f"{what}: the answer is not JSON") from error


Shape: TypeAlias = "Mapping[str, tuple[type, ...]]"
"""The keys that an object has to have, and of which types their values are."""

ANY: Shape = MappingProxyType({})
_TEXT, _NUMBER, _NULL = (str,), (int,), type(None)
NAMED: Shape = {"name": _TEXT}
LABEL: Shape = {"name": _TEXT, "id": _NUMBER}
ISSUE: Shape = {
    "number": _NUMBER,
    "title": _TEXT,
    "body": (str, _NULL),
    "updated_at": _TEXT,
    "labels": (list,),
    "user": (dict, _NULL),
}
COMMENT: Shape = {"id": _NUMBER, "body": (str, _NULL), "user": (dict, _NULL)}
PULL: Shape = {"number": _NUMBER}
BRANCHED: Shape = {"default_branch": _TEXT}
REF: Shape = {"object": (dict,)}
SHA: Shape = {"sha": _TEXT}


def require(raw: Any, shape: Shape, what: str) -> dict[str, Any]:
    """Return an object that has a shape; raise `TransientError` naming what it lacks."""
    if not isinstance(raw, dict):
        raise TransientError(f"{what}: the answer is not an object")
    for key, kinds in shape.items():
        value = raw.get(key)
        if not isinstance(value, kinds) or isinstance(value, bool) or (key not in raw):
            raise TransientError(f"{what}: the answer has another shape: {key}")
    if "labels" in shape and not all(map(_is_named, raw.get("labels") or ())):
        for label in raw["labels"]:
            require(label, NAMED, what)
    return raw


def _is_named(label: Any) -> bool:
    """Say at a glance whether a label has the shape of one."""
    return isinstance(label, dict) and isinstance(label.get("name"), str)


def parse_list(response: Response, what: str, shape: Shape = ANY) -> list[dict[str, Any]]:
    """Parse a page of a listing; raise `TransientError` for anything but a list of such objects."""
    page = parse_json(response, what)
    if not isinstance(page, list) or not all(isinstance(item, dict) for item in page):
        raise TransientError(f"{what}: the answer is not a list")
    return [require(item, shape, what) for item in page]


def parse_object(response: Response, what: str, shape: Shape = ANY) -> dict[str, Any]:
    """Parse one object; raise `TransientError` for anything else."""
    return require(parse_json(response, what), shape, what)


def links(response: Response) -> dict[str, str]:
    """Return the addresses of the ``Link`` header by their relation."""
    return {rel: url for url, rel in _LINK.findall(response.headers.get("link", ""))}


def last_page(response: Response) -> int:
    """Return how many pages a listing has; 1 where the answer names no last one."""
    query = parse_qs(urlsplit(links(response).get("last", "")).query)
    page = query.get("page", ["1"])[-1]
    return int(page) if page.isascii() and page.isdigit() else 1
