"""What GitHub's tools write of issues into the one shape that its REST interface has.

A file may be a snapshot of ours, a REST listing (also several pages one after another),
``gh issue list --json …``, or the nodes of a GraphQL query. What holds fewer issues than there are,
or less of each than a catalog needs, is refused: an empty catalog would look like a right one.
"""

from __future__ import annotations

import json
from codecs import BOM_UTF8
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.model.json_text import read_json

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMEDY = "make one by: issuesync pull --to FILE (docs/snapshot.md names other commands)"
_NEEDED = ("number", "title", "body", "state", "labels")
"""What every issue has to state; ``gh issue list --json`` states only what it is asked for."""

_COMMAND = (
    "gh issue list --state all --limit 10000 --json"
    " number,title,body,state,stateReason,labels,author,createdAt,updatedAt,url"
)

_AS_REST = {
    "createdAt": "created_at",
    "updatedAt": "updated_at",
    "stateReason": "state_reason",
    "authorAssociation": "author_association",
    "author": "user",
    "issueType": "type",
}
"""The names of ``gh`` and of GraphQL, by which REST calls the same."""


class ListingError(ValueError):
    """A file that is no whole listing of issues; ``hint`` says what to do."""

    def __init__(self, message: str, hint: str = _REMEDY) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class IssueListing:
    """The issues of a file as REST states them, the labels next to them, and whose they are."""

    issues: list[Any]
    labels: list[Any]
    repository: str = ""


def parse_listing(content: bytes) -> IssueListing:
    """Read what a file holds; raise `ListingError` where it is not a whole listing of issues."""
    pages = _documents(content)
    if len(pages) == 1 and _is_snapshot(pages[0]):
        (page,) = pages
        if "labels" not in page:
            _refuse_gaps(page["issues"])
        return IssueListing(
            page["issues"], page.get("labels") or [], str(page.get("repository") or "")
        )
    if not pages:
        raise ValueError("the file is empty")
    pages = [one for page in pages for one in (page if _is_slurped(page) else [page])]
    found = [_page_of(page) for page in pages]
    issues = [issue for page in found for issue in page.issues]
    if not issues:
        raise ListingError("holds no issue")
    _refuse_cut(found, len(issues))
    _refuse_gaps(issues)
    return IssueListing(issues, [])


@dataclass(frozen=True, slots=True)
class _Page:
    """The issues of one answer, how many there are in all where it says so, and if more follow."""

    issues: list[Any]
    total: int = 0
    has_next: bool = False


def _is_slurped(page: Any) -> bool:
    """Say whether a list holds whole pages, as ``gh api --paginate --slurp`` writes them."""
    return isinstance(page, list) and any(
        isinstance(one, list) or (isinstance(one, dict) and "number" not in one) for one in page
    )


def _refuse_cut(pages: list[_Page], count: int) -> None:
    """Refuse a listing of which a page is missing."""
    total = max(page.total for page in pages)
    if total > count:
        raise ListingError(f"holds {count} of {total} issues")
    if pages[-1].has_next:
        raise ListingError(f"is cut short after {count} issues")


def _documents(content: bytes) -> list[Any]:
    """Return the JSON values of a file: one, or one a page as ``gh api --paginate`` writes them."""
    bare = content.removeprefix(BOM_UTF8)
    try:
        return [read_json(bare)]
    except ValueError:
        return list(_values(bare.decode("utf-8")))


def _values(text: str) -> Iterator[Any]:
    """Give the JSON values that are one after another in a text."""
    decoder, position, end = json.JSONDecoder(), 0, len(text)
    while True:
        while position < end and text[position] in " \t\r\n\ufeff":
            position += 1
        if position == end:
            return
        value, position = decoder.raw_decode(text, position)
        yield value


def _is_snapshot(page: Any) -> bool:
    """Say whether a value is a snapshot as issuesync writes it."""
    is_listing = isinstance(page, dict) and isinstance(page.get("issues"), list)
    return is_listing and isinstance(page.get("labels") or [], list)


def _page_of(page: Any) -> _Page:
    """Read one page, in whatever its issues are wrapped."""
    if isinstance(page, list):
        return _Page(page)
    if not isinstance(page, dict):
        raise ListingError(f"holds {_kind_of(page)} where a listing of issues should be")
    if page.get("errors") or page.keys() >= {"message", "documentation_url"}:
        raise ListingError(f"holds an error of GitHub's: “{_error_of(page)}”")
    if "number" in page:  # one issue a line, as --jq '.[]' writes them
        return _Page([page])
    inner = _unwrapped(page)
    if inner.get("incomplete_results"):
        raise ListingError("is a search that GitHub did not finish")
    edges = inner.get("edges")
    nodes = [one.get("node") for one in edges if isinstance(one, dict)] if edges else None
    issues = nodes or inner.get("nodes") or inner.get("items") or []
    total = inner.get("totalCount", inner.get("total_count"))
    info = inner.get("pageInfo")
    return _Page(
        issues if isinstance(issues, list) else [],
        total if isinstance(total, int) else 0,
        isinstance(info, dict) and bool(info.get("hasNextPage")),
    )


def _unwrapped(page: dict[str, Any]) -> dict[str, Any]:
    """Return the connection of a GraphQL answer, or what a search found."""
    while not page.keys() & {"nodes", "edges", "items"}:
        inner = next((page[key] for key in _WRAPPERS if isinstance(page.get(key), dict)), None)
        if inner is None:
            keys = ", ".join(sorted(map(str, page))[:8]) or "nothing"
            raise ListingError(f"holds no list of issues, only: {keys}")
        page = inner
    return page


_WRAPPERS = ("data", "repository", "issues", "search")


def _error_of(page: dict[str, Any]) -> str:
    """Return what GitHub says went wrong."""
    errors = page.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else page
    message = first.get("message") if isinstance(first, dict) else first
    return str(message or page.get("message"))[:200]


def _kind_of(value: Any) -> str:
    """Name what a JSON value is."""
    return "a text" if isinstance(value, str) else "nothing" if value is None else "a number"


def as_rest(raw: Any) -> Any:
    """Return an issue as REST states it; raise `ListingError` for what is not an issue."""
    if not isinstance(raw, dict):
        raise ListingError(f"is {_kind_of(raw)}, not an issue")
    stated: dict[str, Any] = {_AS_REST.get(str(key), str(key)): raw[key] for key in raw}
    if raw.get("isPullRequest") or raw.get("__typename") == "PullRequest":
        stated["pull_request"] = {}
    stated["state"] = _lower(stated.get("state"))
    stated["state_reason"] = _lower(stated.get("state_reason"))
    stated["html_url"] = _address_of(stated)
    _unwrap_labels(stated)
    if "issueFieldValues" in raw:
        stated["issue_field_values"] = [*map(_field_value, _nodes(raw["issueFieldValues"]))]
    return stated


def _refuse_gaps(issues: list[Any]) -> None:
    """Refuse a listing in which no issue states something that a catalog is made of."""
    stated = [one for one in issues if isinstance(one, dict) and not _says_little(one)]
    if not stated:
        return
    missing = [key for key in _NEEDED if not any(key in one for one in stated)]
    if missing:
        raise ListingError(f"no issue states its {' or its '.join(missing)}", _COMMAND)


def _says_little(raw: dict[str, Any]) -> bool:
    """Say whether an issue states little by intent: a pull request, or a text that waits."""
    return raw.get("pull_request") is not None or "held" in raw


def _lower(word: Any) -> Any:
    """Return a word of an enumeration as REST writes it."""
    return word.lower() if isinstance(word, str) else word


def _address_of(stated: dict[str, Any]) -> Any:
    """Return the address of the issue's page; what REST calls ``url`` is the interface's."""
    url = stated.get("html_url") or stated.get("url")
    return url if isinstance(url, str) and "/repos/" not in url else ""


def _unwrap_labels(stated: dict[str, Any]) -> None:
    """Take labels out of a GraphQL connection; say so where it holds only some of them."""
    labels = stated.get("labels")
    if not isinstance(labels, dict):
        return
    stated["labels"] = _nodes(labels)
    info = labels.get("pageInfo") or {}
    if info.get("hasNextPage") or int(labels.get("totalCount") or 0) > len(stated["labels"]):
        stated["labels_complete"] = False


def _nodes(connection: Any) -> list[Any]:
    """Return what a connection holds."""
    nodes = connection.get("nodes") if isinstance(connection, dict) else connection
    return [one for one in nodes if one is not None] if isinstance(nodes, list) else []


def _field_value(node: Any) -> Any:
    """Return an issue field's value as REST states it."""
    if not isinstance(node, dict):
        return node
    kind = _KINDS.get(str(node.get("__typename")), "text")
    value = node.get("name") if node.get("name") is not None else node.get("value")
    options = node.get("options")
    if isinstance(options, list):
        value = [one.get("name") for one in options if isinstance(one, dict)]
    named = node.get("field") or {}
    return {"issue_field_name": named.get("name"), "data_type": kind, "value": value}


_KINDS = {
    "IssueFieldSingleSelectValue": "single_select",
    "IssueFieldMultiSelectValue": "multi_select",
    "IssueFieldNumberValue": "number",
    "IssueFieldDateValue": "date",
}
