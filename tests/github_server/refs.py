"""The routes of Git's own objects, as far as tags need them.

https://docs.github.com/rest/git/tags, https://docs.github.com/rest/git/refs
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from github_server.message import Refused, Reply, json_reply, refusal

if TYPE_CHECKING:
    from github_server.call import Call

RESOURCE = "Reference"


def show_ref(call: Call) -> Reply:
    """Tell what a branch or a tag points to."""
    kind, name = call.below.split("/")[2:4]
    repository = call.repository
    if kind == "heads" and name in repository.heads():
        return json_reply(ref_shape("heads", name, "commit", repository.heads()[name]))
    if kind == "tags" and name in repository.tags:
        return answer_tag(call, name)
    raise Refused(refusal(404, "Not Found"))


def create_ref(call: Call) -> Reply:
    """Make a tag's name; one that is there already is refused."""
    call.require("write")
    ref = call.text("ref", RESOURCE, required=True) or ""
    sha = call.text("sha", RESOURCE, required=True) or ""
    name = ref.removeprefix("refs/tags/")
    if name in call.repository.tags:
        raise Refused(refusal(422, "Reference already exists"))
    if sha not in call.repository.tag_objects:
        raise Refused(refusal(422, "Object does not exist"))
    call.repository.tags[name] = sha
    return answer_tag(call, name, 201)


def move_ref(call: Call) -> Reply:
    """Let a tag's name point elsewhere; without force only where that is no move."""
    call.require("write")
    name = call.names[0]
    sha = call.text("sha", RESOURCE, required=True) or ""
    if name not in call.repository.tags:
        raise Refused(refusal(422, "Reference does not exist"))
    if call.repository.tags[name] != sha and call.content.get("force") is not True:
        raise Refused(refusal(422, "Update is not a fast forward"))
    call.repository.tags[name] = sha
    return answer_tag(call, name)


def create_tag(call: Call) -> Reply:
    """Make a tag's object: of the same content, the same one."""
    call.require("write")
    names = ("tag", "message", "object", "type")
    made: dict[str, Any] = {name: call.text(name, "Tag", required=True) for name in names}
    made["tagger"] = call.content.get("tagger") or {"name": call.login, "date": call.github.now}
    if made["object"] not in call.repository.heads().values():
        raise Refused(refusal(422, "Object does not exist"))
    sha = hashlib.sha1(json.dumps(made, sort_keys=True).encode()).hexdigest()
    call.repository.tag_objects[sha] = made
    return json_reply({"sha": sha, **made}, 201)


def show_tag(call: Call) -> Reply:
    """Tell a tag's object."""
    made = call.repository.tag_objects.get(call.names[0])
    if made is None:
        raise Refused(refusal(404, "Not Found"))
    return json_reply({"sha": call.names[0], **made})


def answer_tag(call: Call, name: str, status: int = 200) -> Reply:
    sha = call.repository.tags[name]
    kind = "tag" if sha in call.repository.tag_objects else "commit"
    return json_reply(ref_shape("tags", name, kind, sha), status)


def ref_shape(space: str, name: str, kind: str, sha: str) -> dict[str, Any]:
    return {"ref": f"refs/{space}/{name}", "object": {"type": kind, "sha": sha}}
