"""Edits into what is accepted: which text of each issue a document may show.

A maintainer's label vouches for the text that stood when it was given. Later edits are accepted
only where people with write access made all of them, or where a maintainer takes the review's
label off the very text that waited. Whatever cannot be known waits.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.model.history import UNKNOWN, History
from issuesync.model.issue import Acceptance, Issue, PendingVersion, Snapshot
from issuesync.records.issues import is_marked

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.model.history import LabelChange
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.submissions.event import Event


_SKEW = timedelta(seconds=5)
"""How far two clocks of GitHub may be apart."""
NOTHING_KNOWN = History(known_from=UNKNOWN)


class EditVerdict(Enum):
    """What becomes of an issue's present text."""

    STANDS = auto()
    """It is the accepted one."""
    ACCEPTED = auto()
    """It is accepted now."""
    WAITS = auto()
    """It waits; the accepted version stays, or nothing where there is none."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of an issue's present text, and by whose word."""

    step: EditVerdict
    by: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the labels that publish and that wait, former ones too, in lower case."""

    publish: frozenset[str]
    waiting: frozenset[str]

    @classmethod
    def of(cls, collection: Collection, schema: Schema) -> Names:
        """Collect them from the taxonomy."""
        return cls(
            schema.taxonomy.names_of(collection.publish),
            schema.taxonomy.names_of(schema.review.waiting),
        )


@dataclass(frozen=True, slots=True)
class Moments:
    """The server's time before the first issue was read, and after the last."""

    begun: str
    ended: str

    @classmethod
    def around(cls, begun: str, ended: str) -> Moments:
        """Widen the time of a reading: who answers may have another clock than who notes events."""
        return cls(
            _shifted(begun, -_SKEW) if begun else "", _shifted(ended, _SKEW) if ended else UNKNOWN
        )


def _shifted(moment: str, by: timedelta) -> str:
    """Return a moment some time earlier or later."""
    return f"{datetime.fromisoformat(moment) + by:%Y-%m-%dT%H:%M:%SZ}"


def fingerprint(issue: Issue) -> str:
    """Return the checksum of a title and a body, by which a version is known again."""
    text = f"{issue.title}\n{issue.body}".replace("\r\n", "\n")
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def same_text(left: Issue, right: Issue) -> bool:
    """Say whether two versions of an issue say the same."""
    return fingerprint(left) == fingerprint(right)


def collection_for(issue: Issue, schema: Schema) -> Collection | None:
    """Return the collection whose label the issue bears, in whatever state it is.

    One that takes issues without a label comes last: it would let edits of the others' entries in.
    """
    collections = sorted(schema.collections, key=lambda one: one.publish is None)
    of_issues = (one for one in collections if one.from_issues)
    return next((one for one in of_issues if is_marked(issue, one, schema.taxonomy)), None)


def needs_history(
    issue: Issue, before: Issue | None, collection: Collection, schema: Schema, event: Event | None
) -> bool:
    """Say whether the issue's past has to be asked for to decide on its present text."""
    return (
        collection.has_state_of(issue)
        and decide(issue, before, NOTHING_KNOWN, Names.of(collection, schema), event).step
        is EditVerdict.WAITS
        and holds_edits(collection, schema)
    )


def holds_edits(collection: Collection, schema: Schema) -> bool:
    """Say whether edits wait: without a label that publishes there is nobody to wait for."""
    return schema.review.holds_edits and collection.publish is not None


def decide(
    issue: Issue, before: Issue | None, history: History, names: Names, event: Event | None
) -> Decision:
    """Decide on the present text of an issue that bears the label; ``before`` is the snapshot's."""
    accepted = before if before is not None and before.has_text else None
    if accepted is not None and same_text(issue, accepted):
        return Decision(EditVerdict.STANDS)
    since = _accepted_at(accepted)
    if event is not None and _vouches(event, issue, since, names):
        return Decision(EditVerdict.ACCEPTED, event.sender)
    if not _is_of(history, issue):
        return Decision(EditVerdict.WAITS)
    words = (
        _word_of_label(issue, history, names, since),
        _word_of_editors(history, since) if accepted is not None else None,
        _word_of_release(issue, before.held if before is not None else None, history, names),
    )
    by = next((word for word in words if word is not None), None)
    return Decision(EditVerdict.WAITS) if by is None else Decision(EditVerdict.ACCEPTED, by)


def _word_of_label(issue: Issue, history: History, names: Names, since: str) -> str | None:
    """Return who gave the label that publishes, if only writers have edited the text since."""
    given = history.given(names.publish)
    if given is None or given.at <= since or not _is_maintainers(given, issue, history):
        return None
    return given.actor if history.only_writers_since(given.at) else None


def _word_of_editors(history: History, since: str) -> str | None:
    """Return who edited the accepted text last, if everybody who did may write."""
    edits = history.edits_since(since)
    return edits[-1].editor if edits and history.only_writers_since(since) else None


def _word_of_release(
    issue: Issue, held: PendingVersion | None, history: History, names: Names
) -> str | None:
    """Return which person took the review's label off the very text that waited.

    A text that was edited since it was held may have gone and come back: then nobody knows which
    version the person saw.
    """
    if held is None or held.sha256 != fingerprint(issue):
        return None
    taken = history.taken_by_a_person(names.waiting, held.at)
    return taken.actor if taken is not None and history.only_writers_since(held.at) else None


def _is_of(history: History, issue: Issue) -> bool:
    """Say whether the history leads to this text: two answers of GitHub may be of two moments."""
    return same_text(issue, replace(issue, title=history.title, body=history.body))


def _is_maintainers(given: LabelChange, issue: Issue, history: History) -> bool:
    """Say whether a label is a maintainer's: a form can give one in its author's own name.

    The past calls people as they are called now, a listing as they were once: an author can take
    another name. Who is gone is nobody known, and may have been the author. A bot fills in no form.
    """
    if not given.actor:
        return False
    authors = {issue.author.casefold(), history.author.casefold()}
    is_own = given.is_person and given.actor.casefold() in authors
    return not is_own or history.may_write(given.actor)


def _accepted_at(accepted: Issue | None) -> str:
    """Return since when edits count: the acceptance, else the last change that the text knew."""
    if accepted is None:
        return ""
    return accepted.accepted.at if accepted.accepted else accepted.updated_at


def _vouches(event: Event, issue: Issue, since: str, names: Names) -> bool:
    """Say whether the event is the label being given to the very text that stands now."""
    return (
        event.action == "labeled"
        and event.issue.number == issue.number
        and event.label.casefold() in names.publish
        and event.issue.updated_at > since
        and event.sender != event.issue.author  # a form gives its labels in its author's name
        and same_text(event.issue, issue)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known beside the issues themselves: histories by number, and the event at hand."""

    histories: Mapping[int, History]
    event: Event | None
    moments: Moments


@dataclass(frozen=True, slots=True)
class Acceptances:
    """The snapshot as it is to be committed, and the issues whose present text waits."""

    snapshot: Snapshot
    waiting: tuple[Issue, ...] = ()


def update_snapshot(
    listed: Snapshot,
    committed: Snapshot | None,
    schema: Schema,
    evidence: Evidence,
) -> Acceptances:
    """Decide on every issue that GitHub lists.

    Where nothing is committed yet, whatever bears the label is accepted as it stands.
    """
    known = {issue.number: issue for issue in committed.issues} if committed else {}
    kept: list[Issue] = []
    waiting: list[Issue] = []
    for issue, collection in marked(listed, schema):
        before = known.get(issue.number)
        if committed is None or not holds_edits(collection, schema):
            kept.append(_renewed(issue, before))
            continue
        if not collection.has_state_of(issue):
            kept += [_as_now(before, issue)] if before is not None and before.has_text else []
            continue
        names = Names.of(collection, schema)
        history = evidence.histories.get(issue.number, NOTHING_KNOWN)
        decision = decide(issue, before, history, names, evidence.event)
        kept += _entry_of(issue, before, decision, names, evidence.moments)
        waiting += [issue] if decision.step is EditVerdict.WAITS else []
    return Acceptances(replace(listed, issues=tuple(kept)), tuple(waiting))


def marked(listed: Snapshot, schema: Schema) -> Iterator[tuple[Issue, Collection]]:
    """Give the issues that bear a collection's label, with that collection."""
    for issue in listed.issues:
        collection = collection_for(issue, schema)
        if collection is not None:
            yield issue, collection


def _entry_of(
    issue: Issue, before: Issue | None, decision: Decision, names: Names, moments: Moments
) -> Iterator[Issue]:
    """Give what the snapshot holds of an issue after a decision, if anything."""
    if decision.step is EditVerdict.ACCEPTED:
        yield replace(issue, accepted=Acceptance(moments.begun, decision.by), held=None)
        return
    if decision.step is EditVerdict.STANDS and before is not None:
        yield replace(_as_now(before, issue), held=None)
        return
    held = _held_version(issue, before, names, moments)
    if before is not None and before.has_text:
        yield replace(_as_now(before, issue), held=held)
    elif held is not None:
        stub = issue if before is None else _as_now(before, issue)
        yield replace(stub, has_text=False, held=held)


def _held_version(
    issue: Issue, before: Issue | None, names: Names, moments: Moments
) -> PendingVersion | None:
    """Return which version waits since when; none before the review's label is seen on it."""
    earlier = before.held if before is not None else None
    if earlier is not None and earlier.sha256 == fingerprint(issue):
        return earlier
    is_seen = any(name.casefold() in names.waiting for name in issue.labels)
    return PendingVersion(fingerprint(issue), moments.ended) if is_seen else None


def _as_now(before: Issue, issue: Issue) -> Issue:
    """Return the accepted version with the labels, the state and all else of now."""
    return replace(before, **issue.of_maintainers())


def _renewed(issue: Issue, before: Issue | None) -> Issue:
    """Return an issue as it stands; one whose text is the accepted one keeps its acceptance."""
    if before is not None and before.has_text and same_text(issue, before):
        return replace(_as_now(before, issue), held=None)
    return replace(issue, accepted=before.accepted if before is not None else None)
