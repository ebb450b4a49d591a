"""The past of issues: who edited their texts, and when which label was given or taken away.

GitHub's own timeline does not show edited bodies; GraphQL does, with each version's editor.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from issuesync.github.repository import NO_GRAPHQL, checked
from issuesync.github.responses import check_response, limited
from issuesync.model.history import UNKNOWN, Edit, History, LabelChange

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.github.api import Api

AT_ONCE = 20
"""Issues that one query asks for: each counts some two hundred nodes of GraphQL's limit."""
_HIDDEN = frozenset({403, 404})
_WRITING = frozenset({"admin", "maintain", "write"})
_PAST = """\
number title body createdAt authorAssociation author { login }
      userContentEdits(first: 100) {
        pageInfo { hasNextPage }
        nodes { editedAt editor { __typename login } }
      }
      timelineItems(last: 100, itemTypes: [LABELED_EVENT, UNLABELED_EVENT, RENAMED_TITLE_EVENT]) {
        pageInfo { hasPreviousPage }
        nodes {
          __typename
          ... on LabeledEvent { createdAt actor { __typename login } label { name } }
          ... on UnlabeledEvent { createdAt actor { __typename login } label { name } }
          ... on RenamedTitleEvent { createdAt actor { __typename login } }
        }
      }"""


def past_query(numbers: Iterable[int]) -> str:
    """Return the query that asks for the past of some issues at once."""
    asked = "\n".join(f"    i{n}: issue(number: {n}) {{\n      {_PAST}\n    }}" for n in numbers)
    return f"""\
query Past($owner: String!, $name: String!) {{
  repository(owner: $owner, name: $name) {{
    databaseId
{asked}
  }}
}}
"""


def read_histories(api: Api, name: str, numbers: Sequence[int]) -> dict[int, History]:
    """Read the past of issues; one that GitHub does not tell, or not whole, is left out."""
    if not api.has_token:
        return {}
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(numbers), AT_ONCE):
        found |= _ask(api, name, numbers[start : start + AT_ONCE])
    permissions = Permissions(api, name)
    built = {number: _build_history(raw, permissions) for number, raw in found.items()}
    return {number: history for number, history in built.items() if history is not None}


def _ask(api: Api, name: str, numbers: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Send one query; return what it tells by number, nothing where there is no GraphQL."""
    owner, _, short = name.partition("/")
    query = past_query(numbers)

    def call() -> dict[str, Any]:
        response = api.graphql(query, {"owner": owner, "name": short})
        if response.status in NO_GRAPHQL:
            limited(response)
            return {}
        return checked(check_response(response, "/graphql"), name, is_partial=True)

    repository = api.retry(call).get("repository") or {}
    id_ = repository.get("databaseId")
    if not isinstance(id_, int):
        return {}
    api.home.take(id_, name)
    told = {number: repository.get(f"i{number}") for number in numbers}
    return {number: raw for number, raw in told.items() if isinstance(raw, dict)}


class Permissions:
    """Who may write to the repository, asked for once a person."""

    def __init__(self, api: Api, name: str) -> None:
        self._api = api
        self._name = name
        self._known: dict[str, bool] = {}

    def may_write(self, login: str) -> bool:
        """Say whether somebody has write access now."""
        folded = login.casefold()
        if folded not in self._known:
            self._known[folded] = self._ask(login)
        return self._known[folded]

    def _ask(self, login: str) -> bool:
        path = f"/repos/{self._name}/collaborators/{quote(login, safe='')}/permission"
        found = self._api.find(path, missing=_HIDDEN) or {}
        return found.get("permission") in _WRITING


def _build_history(raw: Mapping[str, Any], permissions: Permissions) -> History | None:
    """Build the history of one issue from what GraphQL tells; ``None`` for an answer with gaps."""
    try:
        edits, events = raw["userContentEdits"], raw["timelineItems"]
        of_body = [Edit(str(x["editedAt"]), _person(x["editor"])) for x in edits["nodes"]]
        told = [one for one in events["nodes"] if one]
        renames = [
            Edit(str(x["createdAt"]), _person(x["actor"]))
            for x in told
            if x["__typename"] == "RenamedTitleEvent"
        ]
        labels = tuple(map(_label_change, (x for x in told if "label" in x)))
        known_from = max(
            _cut(of_body, is_cut=edits["pageInfo"]["hasNextPage"]),
            _cut_of_events(told, is_cut=events["pageInfo"]["hasPreviousPage"]),
        )
        author = _login_of(raw["author"])
    except (KeyError, TypeError):
        return None
    people = {edit.editor for edit in (*of_body, *renames)} | {
        change.actor for change in labels if change.is_given and change.actor == author
    }
    writers = frozenset(one.casefold() for one in people if one and permissions.may_write(one))
    return History(
        title=str(raw["title"] or ""),
        body=str(raw["body"] or ""),
        author=author,
        edits=(*of_body, *renames),
        labels=labels,
        known_from=known_from,
        writers=writers,
        association=str(raw.get("authorAssociation") or ""),
    )


def _label_change(raw: Mapping[str, Any]) -> LabelChange:
    """Build one change of a label."""
    return LabelChange(
        at=str(raw["createdAt"]),
        label=str(raw["label"]["name"]),
        actor=_login_of(raw["actor"]),
        is_given=raw["__typename"] == "LabeledEvent",
        is_person=bool(_person(raw["actor"])),
    )


def _login_of(actor: Mapping[str, Any] | None) -> str:
    """Return somebody's login; GraphQL knows nobody where the account is gone."""
    return str(actor["login"]) if actor else ""


def _person(actor: Mapping[str, Any] | None) -> str:
    """Return a person's login, and nothing for a bot: a workflow of anybody's may have used it."""
    return str(actor["login"]) if actor and actor.get("__typename") == "User" else ""


def _cut(edits: Sequence[Edit], *, is_cut: bool) -> str:
    """Return from when on all edits are known; they are told newest first."""
    if not is_cut or not edits:
        return ""
    return _later_than(edits[-1].at) if edits[0].at >= edits[-1].at else UNKNOWN


def _cut_of_events(told: Sequence[Mapping[str, Any]], *, is_cut: bool) -> str:
    """Return from when on all renames and labels are known: the last of them are told."""
    return _later_than(min(str(x["createdAt"]) for x in told)) if is_cut and told else ""


def _later_than(moment: str) -> str:
    """Return what sorts after a second and before the next."""
    return f"{moment}~"
