"""Tags with a message: read, made and moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from issuesync.errors import GitHubError
from issuesync.github.idempotent import judge_write, write_once
from issuesync.github.responses import (
    BRANCHED,
    REF,
    SHA,
    check_response,
    parse_object,
    require,
)
from issuesync.model.plan import Tag

if TYPE_CHECKING:
    from issuesync.github.api import Api
    from issuesync.model.plan import WriteTag

_TAGGER = "github-actions[bot]"
_TAGGER_EMAIL = "41898282+github-actions[bot]@users.noreply.github.com"


def find_tag(api: Api, root: str, name: str) -> Tag | None:
    """Read a tag of the repository at a path, with its message where it is annotated."""
    points = _points_to(api, f"{root}/git/ref/tags/{quote(name)}")
    if points is None:
        return None
    sha = str(points["sha"])
    is_annotated = points.get("type") == "tag"
    raw = api.find(f"{root}/git/tags/{sha}", SHA) if is_annotated else None
    return Tag(name, sha, str((raw or {}).get("message") or ""))


def put_tag(api: Api, root: str, change: WriteTag) -> None:
    """Make the tag's object, then its name or the move of it.

    An object of the same content is the same object, so making it again does no harm.
    """
    path = f"{root}/git/tags"
    by = {"name": _TAGGER, "email": _TAGGER_EMAIL, "date": change.date}
    body = {"tag": change.name, "message": change.message, "object": _head(api, root)}
    content = {**body, "type": "commit", "tagger": by}

    def send() -> dict[str, Any]:
        response = check_response(api.request("POST", path, body=content), path)
        return parse_object(response, path, SHA)

    _point(api, root, change, str(api.retry(send)["sha"]))


def _point(api: Api, root: str, change: WriteTag, sha: str) -> None:
    """Let the tag's name point to an object."""
    refs, name = f"{root}/git/refs", f"tags/{quote(change.name)}"
    move = ("PATCH", f"{refs}/{name}", {"sha": sha, "force": True})
    verb, path, body = (
        move if change.before else ("POST", refs, {"ref": f"refs/{name}", "sha": sha})
    )

    def look() -> dict[str, Any] | None:
        present = find_tag(api, root, change.name)
        return {} if present is not None and present.sha == sha else None

    def send() -> dict[str, Any]:
        judge_write(api.request(verb, path, body=body), path)
        return {}

    write_once(api, look, send)


def _head(api: Api, root: str) -> str:
    """Return the commit at the head of the default branch."""
    branch = str(api.get_object(root, BRANCHED)["default_branch"])
    points = _points_to(api, f"{root}/git/ref/heads/{quote(branch)}")
    if points is None:
        raise GitHubError(f"{root} has no commit to tag", hint="push one first")
    return str(points["sha"])


def _points_to(api: Api, path: str) -> dict[str, Any] | None:
    """Read what a tag or a branch points to; return nothing where it is not there."""
    found = api.find(path, REF)
    return require(found["object"], SHA, path) if found else None
