"""A write whose answer may be lost: looked for before it is sent again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.github.responses import check_response, parse_json

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.github.api import Api
    from issuesync.github.responses import Response


def write_once(
    api: Api, look: Callable[[], dict[str, Any] | None], send: Callable[[], dict[str, Any]]
) -> dict[str, Any]:
    """Send a write as patience allows, and return what it made.

    Before each try but the first, ``look`` says what an earlier one made; ``None`` is nothing.
    """
    is_lost = False

    def call() -> dict[str, Any]:
        nonlocal is_lost
        found = look() if is_lost else None
        if found is not None:
            return found
        is_lost = True
        return send()

    return api.retry(call)


def judge_write(response: Response, path: str) -> None:
    """Take JSON, or nothing with a 204, for done: a proxy's page may come with a 200."""
    check_response(response, path)
    if response.status != 204:  # noqa: PLR2004 - done, with nothing to say
        parse_json(response, path)
