"""A repository's issues and labels as they are now: listed whole, or brought up to date."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from issuesync.errors import RefusedError, SourceError
from issuesync.github.repository import Identity, count_all, resolve
from issuesync.github.responses import LABEL
from issuesync.github.walk import IssuePage, walk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from issuesync.github.api import Api

_log = logging.getLogger(__name__)

SMALL = 1000
"""Issues and pull requests up to which a catalog is listed whole each time."""

_MOST_READINGS = 2
"""How often everything is listed where something is missing."""
_OVERLAP = timedelta(minutes=1)
_MOST_LOST = 10
_KEPT = (
    "id", "number", "title", "body", "state", "state_reason", "created_at", "updated_at",
    "closed_at", "html_url", "comments", "reactions",
)  # fmt: skip


class Mirror(Protocol):
    """What keeps a large catalog between runs; `issuesync.store.mirror` is one."""

    @property
    def is_complete(self) -> bool:
        """Whether the last walk came to its end."""

    @property
    def cursor(self) -> str | None:
        """The last second that was read whole."""

    @property
    def sweep(self) -> int:
        """The number of the sweep under way, 0 for none."""

    @property
    def difference(self) -> int:
        """What the last sweep left between our count and GitHub's."""

    def save(self, items: Sequence[dict[str, Any]], cursor: str | None, *, done: bool) -> None:
        """Keep a page and the cursor it earns, both or neither."""

    def save_labels(self, labels: Sequence[dict[str, Any]]) -> None:
        """Replace the labels."""

    def begin_sweep(self) -> None:
        """Start counting what is seen anew."""

    def unseen(self) -> int:
        """Count what the sweep has not met."""

    def end_sweep(self) -> None:
        """Forget what the sweep has not met."""

    def remember(self, difference: int) -> None:
        """Remember what a sweep left between our count and GitHub's."""

    def count(self) -> int:
        """Count issues and pull requests."""

    def remember_graphql(self, *, offered: bool) -> None:
        """Remember whether the server answers GraphQL."""

    def items(self) -> Iterator[dict[str, Any]]:
        """Give issues and pull requests by number."""

    def borne(self) -> dict[int, str]:
        """Return the names by id of all labels that an item has."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull found; of pull requests, the items hold number and labels alone.

    ``count`` is the number of items, which a mirror gives one by one.
    """

    identity: Identity
    labels: tuple[dict[str, Any], ...]
    items: Iterable[dict[str, Any]]
    count: int


@dataclass(frozen=True, slots=True)
class PullWishes:
    """How to pull. ``progress`` is told how many items were read, and of how many if known.

    ``small`` is up to how many issues and pull requests are listed whole each time.
    ``by_rest_alone`` spares the question to a server that is known to offer no GraphQL.
    """

    full: bool = False
    allow_shrink: bool = False
    progress: Callable[[int, int | None], None] = lambda read, total: None  # noqa: ARG005 - the default says nothing
    small: int = SMALL
    by_rest_alone: bool = False


def pull_repository(
    api: Api,
    repository: str,
    open_mirror: Callable[[Identity], Mirror] | None,
    *,
    has_mirror: bool,
    wishes: PullWishes,
) -> Pulled:
    """Read what GitHub holds now: list a small catalog, bring a large one's mirror up to date.

    ``open_mirror`` is ``None`` where nothing may be kept.
    """
    identity = resolve(api, repository, by_rest_alone=wishes.by_rest_alone)
    _log.info("%s is repository %d with %s items", identity.name, identity.id, identity.total)
    may_list = open_mirror is None or (not has_mirror and (identity.total or 0) <= wishes.small)
    if may_list:
        listed = _list_whole(api, identity, wishes, only_small=open_mirror is not None)
        if listed is not None:
            return listed
    assert open_mirror is not None
    _log.info("it is read into the mirror, from where the last pull ended")
    mirror = open_mirror(identity)
    labels = _update(api, identity, mirror, wishes)
    mirror.remember_graphql(offered=identity.total is not None or not api.has_token)
    return Pulled(identity, tuple(labels), _with_labels(mirror.items(), labels), mirror.count())


def _list_whole(
    api: Api, identity: Identity, wishes: PullWishes, *, only_small: bool
) -> Pulled | None:
    """List everything; return ``None`` where the first page shows that it is too much for that.

    What the totals say is missing is read again. Raises `SourceError` where it stays missing.
    """
    found: dict[int, dict[str, Any]] = {}
    total = 0
    for _ in range(_MOST_READINGS):
        promised = _list_once(api, identity, wishes, found, only_small=only_small)
        if promised is None:
            return None
        total = promised if identity.total is None else identity.total
        _log.info("listed %d of %d items", len(found), total)
        if len(found) < total or (not found and identity.total is None):
            total = _fresh_total(api, identity)  # nothing at all is not believed at one word
        if len(found) >= total:
            break
    else:
        raise _incomplete(f"{len(found)} of {total} issues and pull requests")
    slim = [_slim(found[number]) for number in sorted(found)]
    borne = {one["id"]: one["name"] for item in slim for one in item["labels"]}
    labels = _labels_of(api, identity, borne)
    return Pulled(identity, tuple(labels), tuple(_with_labels(slim, labels)), len(found))


def _list_once(
    api: Api,
    identity: Identity,
    wishes: PullWishes,
    found: dict[int, dict[str, Any]],
    *,
    only_small: bool,
) -> int | None:
    """Walk through everything once; return how many items its first page promised at least.

    ``None`` says that it is too much for that.
    """
    promised = 0
    for page in walk(api, identity.name):
        if only_small and page.pages * api.page > wishes.small:
            return None
        promised = promised or (page.pages - 1) * api.page + 1
        _keep_newest(found, page)
        wishes.progress(len(found), identity.total)
    return promised


def _incomplete(what: str) -> SourceError:
    """Return the error of a listing that stays cut short."""
    hint = "run the same again; if it stays so, see https://www.githubstatus.com"
    return SourceError(f"GitHub lists {what}. Nothing was written", hint=hint)


def _labels_of(api: Api, identity: Identity, borne: Mapping[int, str]) -> list[dict[str, Any]]:
    """Read all labels; raise `SourceError` where one that an item has stays missing.

    A label that was deleted since the items were read is not missing.
    """
    labels = read_labels(api, identity.name)
    if not borne.keys() <= {label["id"] for label in labels}:
        labels = read_labels(api, identity.name)
    for name in {borne[key] for key in borne.keys() - {label["id"] for label in labels}}:
        there = api.find(f"/repos/{identity.name}/labels/{quote(name, safe='')}", LABEL)
        if there is not None and there["id"] in borne:
            raise _incomplete(f"labels without “{name}”")
    return labels


def _keep_newest(found: dict[int, dict[str, Any]], page: IssuePage) -> None:
    """Collapse what was met twice to its newest state."""
    for item in page.items:
        number = int(item["number"])
        earlier = found.get(number)
        if earlier is None or item["updated_at"] >= earlier["updated_at"]:
            found[number] = item


def _update(
    api: Api, identity: Identity, mirror: Mirror, wishes: PullWishes
) -> list[dict[str, Any]]:
    """Bring the mirror up to date, and sweep where the totals say that something is missing."""
    if wishes.full:
        mirror.begin_sweep()
    _fill(api, identity, mirror, wishes)
    labels = _labels_of(api, identity, mirror.borne())
    mirror.save_labels(labels)
    if mirror.sweep:
        _finish_sweep(mirror, wishes)
    total = identity.total if identity.total is not None else count_all(api, identity.name)
    if mirror.count() - total != mirror.difference:
        total = _fresh_total(api, identity)
    if mirror.count() - total != mirror.difference:
        _sweep(api, identity, mirror, wishes, total)
    return labels


def _sweep(api: Api, identity: Identity, mirror: Mirror, wishes: PullWishes, total: int) -> None:
    """Read everything again and forget what is not met.

    What the totals still differ by is remembered only where no item came or went meanwhile: else
    an item that was deleted after it was met would be taken for one that GitHub does not count.
    """
    known = mirror.count()
    _log.info("the mirror holds %d of %d items: everything is read again", known, total)
    mirror.begin_sweep()
    _fill(api, identity, mirror, wishes)
    has_come = mirror.count() != known
    _finish_sweep(mirror, wishes)
    left = mirror.count() - total
    if not left or (not has_come and _fresh_total(api, identity) == total):
        mirror.remember(left)


def _fill(api: Api, identity: Identity, mirror: Mirror, wishes: PullWishes) -> None:
    """Walk from where the mirror stands to now, a page and its cursor at a time."""
    read = 0
    for page in walk(api, identity.name, _start(mirror)):
        mirror.save([_slim(item) for item in page.items], page.since, done=page.is_last)
        read += len(page.items)
        wishes.progress(read, identity.total)


def _start(mirror: Mirror) -> str | None:
    """Return where to start: a minute before the last pull's end, or where one broke off."""
    if mirror.cursor is None or not mirror.is_complete:
        return mirror.cursor
    return (datetime.fromisoformat(mirror.cursor) - _OVERLAP).strftime("%Y-%m-%dT%H:%M:%SZ")


def _finish_sweep(mirror: Mirror, wishes: PullWishes) -> None:
    """Forget what a sweep of everything has not met; refuse where that is most of it."""
    gone, kept = mirror.unseen(), mirror.count() - mirror.unseen()
    if not wishes.allow_shrink and gone and (not kept or (gone > kept and gone > _MOST_LOST)):
        mirror.begin_sweep()  # the next run looks at everything again
        raise RefusedError(
            f"GitHub lists {kept} issues where there were {kept + gone}. Nothing was written",
            hint="see whether the token still sees everything; --allow-shrink if this is meant",
        )
    mirror.end_sweep()


def _fresh_total(api: Api, identity: Identity) -> int:
    """Ask for the totals again: what came while we read is not a difference."""
    again = resolve(api, identity.name) if identity.total is not None else None
    return again.total if again and again.total is not None else count_all(api, identity.name)


def read_labels(api: Api, name: str) -> list[dict[str, Any]]:
    """Read all labels; read after the issues, so that their names are the present ones."""
    return [label for page in api.pages(f"/repos/{name}/labels", LABEL) for label in page]


def _slim(raw: dict[str, Any]) -> dict[str, Any]:
    """Keep what a catalog can use of an issue; of a pull request only what shares the labels."""
    labels = [{"id": one.get("id"), "name": one.get("name", "")} for one in raw.get("labels", ())]
    if "pull_request" in raw:
        number, updated = raw["number"], raw["updated_at"]
        return {"number": number, "updated_at": updated, "labels": labels, "pull_request": {}}
    kept = {key: raw[key] for key in _KEPT if key in raw}
    return {**kept, "user": {"login": (raw.get("user") or {}).get("login", "")}, "labels": labels}


def _with_labels(
    items: Iterable[dict[str, Any]], labels: Sequence[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    """Give each item's labels the names they have now, joined by id; drop those that are gone."""
    names = {label["id"]: label["name"] for label in labels}
    for item in items:
        borne = [{"name": names[one["id"]]} for one in item["labels"] if one["id"] in names]
        yield {**item, "labels": borne}
