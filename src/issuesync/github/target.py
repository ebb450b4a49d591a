"""GitHub as a target of plans: every write looks first, and again where its answer was lost."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from issuesync.errors import GitHubError
from issuesync.github.idempotent import judge_write, write_once
from issuesync.github.pull import read_labels
from issuesync.github.repository import count_all, is_by, read_viewer
from issuesync.github.responses import (
    COMMENT,
    ISSUE,
    LABEL,
    Response,
    check_response,
    parse_object,
)
from issuesync.github.tags import find_tag, put_tag
from issuesync.model.issue import Issue, Label
from issuesync.model.plan import Comment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from issuesync.github.api import Api
    from issuesync.model.plan import CreateIssue, PendingIssue, Tag, WriteTag

_NOT_THERE = frozenset({404, 410})
_SKEW = timedelta(minutes=1)
"""How far the clocks of GitHub's servers are taken to differ at most."""


def _at_once() -> None:
    """Let a request that creates something go without a wait."""


class GitHubTarget:
    """The labels, issues and comments of one repository.

    ``pace`` is called before each request that creates something.
    """

    def __init__(self, api: Api, name: str, pace: Callable[[], None] = _at_once) -> None:
        self._api = api
        self._name = name
        self._root = f"/repos/{name}"
        self._pace = pace
        self._viewer: str | None = None

    def labels(self) -> list[Label]:
        """Read all labels as they are now."""
        return [Label.from_json(raw) for raw in read_labels(self._api, self._name)]

    def label(self, name: str) -> Label | None:
        """Read one label as it is now."""
        raw = self._api.find(self._path(name), LABEL)
        return Label.from_json(raw) if raw else None

    def issues_with_label(self, name: str) -> list[tuple[int, tuple[str, ...]]]:
        """List who has a label: issues and pull requests, open and closed.

        The filter takes a comma for the end of a name, so for such a label everything is listed.
        """
        wanted: dict[str, str | int] = {} if "," in name else {"labels": name}
        found: dict[int, tuple[str, ...]] = {}
        for raw in self._listed(wanted):
            names = _names_of(raw)
            if name.casefold() in {one.casefold() for one in names}:
                found[int(raw["number"])] = names
        return sorted(found.items())

    def count_uses(self, name: str) -> int:
        """Count who has a label, by the number of pages of one item each."""
        if "," in name:  # no filter takes it: see above
            return len(self.issues_with_label(name))
        return count_all(self._api, self._name, labels=name)

    def _listed(self, wanted: dict[str, str | int]) -> Iterator[dict[str, Any]]:
        """Give the issues and pull requests of any state that a filter leaves, page by page."""
        listed = {**wanted, "state": "all", "sort": "created", "direction": "asc"}
        for page in self._api.pages(f"{self._root}/issues", ISSUE, **listed):
            yield from page

    def labels_of(self, number: int) -> tuple[str, ...] | None:
        """Read the labels of one issue or pull request as they are now."""
        raw = self._find_issue(number)
        return _names_of(raw) if raw else None

    def _find_issue(self, number: int) -> dict[str, Any] | None:
        """Read one issue or pull request as it is now."""
        return self._api.find(f"{self._root}/issues/{number}", ISSUE)

    def create_label(self, label: Label) -> None:
        """Make a label."""
        body = {"name": label.name, "color": label.color, "description": label.description}
        self._write("POST", f"{self._root}/labels", body, lambda: self.label(label.name) == label)

    def update_label(self, name: str, desired: Label) -> None:
        """Give a label another name, colour and description; issues keep it."""
        body = {
            "new_name": desired.name,
            "color": desired.color,
            "description": desired.description,
        }
        path = self._path(name)
        self._write("PATCH", path, body, lambda: self.label(desired.name) == desired)

    def delete_label(self, name: str) -> None:
        """Delete a label; one that is gone already is not an error."""
        path = self._path(name)
        self._write("DELETE", path, None, lambda: self.label(name) is None, gone_is_done=True)

    def add_label(self, number: int, name: str) -> None:
        """Give an issue a label."""

        def is_done() -> bool:
            borne = self.labels_of(number) or ()
            return name.casefold() in {one.casefold() for one in borne}

        path = f"{self._root}/issues/{number}/labels"
        self._write("POST", path, {"labels": [name]}, is_done)

    def issue(self, number: int) -> Issue | None:
        """Read one issue as it is now; a pull request is none."""
        raw = self._find_issue(number)
        return Issue.from_json(raw) if raw and raw.get("pull_request") is None else None

    def edit_issue(self, number: int, title: str, body: str) -> None:
        """Give an issue another title and body."""

        def is_done() -> bool:
            present = self.issue(number)
            return present is not None and (present.title, present.body) == (title, body)

        path = f"{self._root}/issues/{number}"
        self._write("PATCH", path, {"title": title, "body": body}, is_done)

    def create_issue(self, change: CreateIssue, creation: PendingIssue) -> Issue:
        """Make an issue; where the answer is lost, look for its mark before making it again."""
        path = f"{self._root}/issues"
        body = creation.marked(change.body)
        content = {"title": change.title, "body": body, "labels": list(change.labels)}

        def send() -> dict[str, Any]:
            self._pace()
            response = self._api.request("POST", path, body=content)
            return parse_object(check_response(response, path), path, ISSUE)

        return Issue.from_json(write_once(self._api, lambda: self._find_marked(creation), send))

    def find_created(self, creation: PendingIssue) -> Issue | None:
        """Look for the mark in what changed since the creation was begun."""
        found = self._find_marked(creation)
        return Issue.from_json(found) if found else None

    def _find_marked(self, creation: PendingIssue) -> dict[str, Any] | None:
        since = datetime.fromisoformat(creation.since) - _SKEW
        wanted: dict[str, str | int] = {"since": f"{since:%Y-%m-%dT%H:%M:%SZ}"}
        listed = self._listed(wanted)
        return next((raw for raw in listed if creation.mark in (raw.get("body") or "")), None)

    def now(self) -> str:
        """Return the time by GitHub's clock, to the second."""
        if not self._api.ended:
            self._api.find(self._root)
        return self._api.ended

    def remove_label(self, number: int, name: str) -> None:
        """Take a label off an issue; one that it does not have is not an error."""

        def is_done() -> bool:
            borne = self.labels_of(number) or ()
            return name.casefold() not in {one.casefold() for one in borne}

        path = f"{self._root}/issues/{number}/labels/{_label_part(name)}"
        self._write("DELETE", path, None, is_done, gone_is_done=True)

    def own_comment(self, number: int, marker: str) -> Comment | None:
        """Find our comment by its marker and its author; of several the first."""
        return next(self._own_comments(number, marker), None)

    def _own_comments(self, number: int, marker: str) -> Iterator[Comment]:
        """Give our comments that begin with the marker, the first one first."""
        viewer = self.viewer()
        for page in self._api.pages(f"{self._root}/issues/{number}/comments", COMMENT):
            for raw in page:
                if str(raw.get("body") or "").startswith(marker) and is_by(raw, viewer):
                    yield Comment(int(raw["id"]), str(raw["body"]))

    def create_comment(self, number: int, marker: str, body: str) -> None:
        """Write the comment, once: where the answer is lost, look for it first.

        Two runs can both find none and both write. Whoever wrote looks again, and what stands
        next to the first one goes: it would never be edited.
        """
        path = f"{self._root}/issues/{number}/comments"
        found = self.own_comment
        self._write("POST", path, {"body": body}, lambda: found(number, marker) is not None)
        for spare in list(self._own_comments(number, marker))[1:]:
            self._delete_comment(spare)

    def _delete_comment(self, comment: Comment) -> None:
        """Delete a comment of ours; one that is gone already is not an error."""
        path = f"{self._root}/issues/comments/{comment.id}"
        self._write("DELETE", path, None, lambda: False, gone_is_done=True)

    def edit_comment(self, comment: Comment, body: str) -> None:
        """Give a comment of ours another text."""
        path = f"{self._root}/issues/comments/{comment.id}"
        # The same text twice is one edit, so nothing has to be looked for.
        self._write("PATCH", path, {"body": body}, lambda: False)

    def tag(self, name: str) -> Tag | None:
        """Read a tag as it is now, with its message where it is annotated."""
        return find_tag(self._api, self._root, name)

    def write_tag(self, change: WriteTag) -> None:
        """Make the tag's object, then its name or the move of it."""
        self._pace()
        put_tag(self._api, self._root, change)

    def viewer(self) -> str:
        """Return who we are, asked for once."""
        if self._viewer is None:
            self._viewer = read_viewer(self._api)
        return self._viewer

    def _path(self, name: str) -> str:
        """Return a label's path."""
        return f"{self._root}/labels/{_label_part(name)}"

    def _write(
        self,
        verb: str,
        path: str,
        body: dict[str, Any] | None,
        is_done: Callable[[], bool],
        *,
        gone_is_done: bool = False,
    ) -> None:
        """Write once; where the answer is lost, look whether it was done before writing again."""

        def send() -> dict[str, Any]:
            if verb == "POST":
                self._pace()
            response: Response = self._api.request(verb, path, body=body)
            if not (gone_is_done and response.status in _NOT_THERE):
                judge_write(response, path)
            return {}

        write_once(self._api, lambda: {} if is_done() else None, send)


def _label_part(name: str) -> str:
    """Return a label's part of a path; raise `GitHubError` for one that HTTP would resolve away.

    On the wire ``labels/..`` is the repository itself, and a DELETE of it deletes that.
    """
    if name in {".", ".."}:
        hint = "rename it by hand, in the repository's settings"
        raise GitHubError(f"no request can address a label called “{name}”", hint=hint)
    return quote(name, safe="")


def _names_of(raw: dict[str, Any]) -> tuple[str, ...]:
    """Return the names of an issue's labels."""
    return tuple(str(label["name"]) for label in raw.get("labels", ()))
