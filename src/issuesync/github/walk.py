"""A repository's issues, oldest change first, in pages that no edit can tear.

GitHub numbers the pages of a listing that changes while it is read: an edit moves an item to the
end and another one off the next page. So each page but those within one second is asked for by
time: ``since`` the last change seen, which is inclusive. Items only ever move towards the end,
and what moved is met again there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.errors import GitHubError, SourceError
from issuesync.github.responses import ISSUE, last_page, links

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.github.api import Api


@dataclass(frozen=True, slots=True)
class IssuePage:
    """Items whose times are all known up to ``since``, from which the walk goes on.

    ``pages`` is how many pages the listing had from where this one began.
    """

    items: tuple[dict[str, Any], ...]
    since: str | None
    is_last: bool
    pages: int


def walk(api: Api, name: str, since: str | None = None) -> Iterator[IssuePage]:
    """Give the pages of all issues and pull requests changed at ``since`` or later."""
    begun = since
    while True:
        items, more, pages = _read_page(api, name, since, 1)
        if not items and since != begun:
            items, more, pages = _read_again(api, name, since)
        if not more:
            yield IssuePage(tuple(items), _latest(items) or since, is_last=True, pages=pages)
            return
        last = _latest(items)
        if last == since:
            page = _read_second(api, name, since, items, pages)
        else:
            page = IssuePage(tuple(items), last, is_last=False, pages=pages)
        yield page
        if page.is_last:
            return
        if page.since is None or (since is not None and page.since <= since):
            raise _going_round(name)
        since = page.since


def _going_round(name: str) -> GitHubError:
    """Return the error of pages that were seen before."""
    hint = "run again; what was read is kept"
    return GitHubError(f"/repos/{name}/issues: GitHub's pages go round and round", hint=hint)


def _read_again(api: Api, name: str, since: str | None) -> tuple[list[dict[str, Any]], bool, int]:
    """Read a page again that lacks the very item whose time it was asked by."""
    items, more, pages = _read_page(api, name, since, 1)
    if not items:
        hint = "run the same again; what was read is kept"
        raise SourceError(f"/repos/{name}/issues: GitHub lists nothing since {since}", hint=hint)
    return items, more, pages


def _read_second(
    api: Api, name: str, since: str | None, first: list[dict[str, Any]], pages: int
) -> IssuePage:
    """Read on within a second that fills more than a page, until a later one is seen.

    What leaves the second moves the rest towards its front. So the pages before the last one are
    read again from back to front: whatever slipped over a page's edge is met there.
    """
    found, seen = list(first), [first]
    number, more = 1, True
    while more and _latest(found[-1:]) == since:
        number += 1
        items, more, _ = _read_page(api, name, since, number)
        if items in seen:
            raise _going_round(name)
        seen.append(items)
        found += items
    end = _latest(found[-1:])
    for earlier in range(number - 1, 0, -1):
        items, _, _ = _read_page(api, name, since, earlier)
        found += items
    return IssuePage(tuple(found), end, is_last=not more, pages=pages)


def _read_page(
    api: Api, name: str, since: str | None, number: int
) -> tuple[list[dict[str, Any]], bool, int]:
    """Read one page; return its items, whether there is a next one, and how many there are."""
    path = f"/repos/{name}/issues"
    parameters: dict[str, str | int] = {
        "state": "all",
        "sort": "updated",
        "direction": "asc",
        "per_page": api.page,
    }
    if since is not None:
        parameters["since"] = since
    if number > 1:
        parameters["page"] = number
    try:
        items, response = api.get_list(path, ISSUE, **parameters)
    except GitHubError as error:
        if number > 1 and ": 422, " in str(error):
            most = (number - 1) * api.page
            raise GitHubError(
                f"more than {most} issues changed in one second, and GitHub shows no more",
                hint="ask for --from a snapshot, or touch some of these issues to spread them",
            ) from error
        raise
    return items, "next" in links(response), last_page(response)


def _latest(items: list[dict[str, Any]]) -> str | None:
    """Return the time of the last item's change as the server states it: GitHub to the second."""
    return str(items[-1]["updated_at"]) if items else None
