"""Edits into what is accepted: which text of each issue a document may show.

A maintainer's label vouches for the text that stood when it was given, if it stood long enough to
be read. Later edits are accepted only where people with write access made all of them, or where a
maintainer takes the review's label off the very text that waited. A label that a tool gave vouches
for nothing. Whatever cannot be known waits.
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
    from collections.abc import Iterator, Mapping, Sequence

    from issuesync.model.history import LabelChange
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.submissions.event import Event


_SKEW = timedelta(seconds=5)
"""How far two clocks of GitHub may be apart."""
TRUSTED = frozenset({"OWNER", "MEMBER", "COLLABORATOR"})
"""Authors who are of the repository: https://docs.github.com/en/graphql/reference/enums#commentauthorassociation"""
NOTHING_KNOWN = History(known_from=UNKNOWN)


class EditVerdict(Enum):
    """What happens to an issue's present text."""

    STANDS = auto()
    """It is the accepted one."""
    ACCEPTED = auto()
    """It is accepted now."""
    WAITS = auto()
    """It waits; the accepted version stays, or nothing where there is none."""


class Doubt(Enum):
    """Why a text waits."""

    EDITED = auto()
    """Nobody has vouched for it since it was edited."""
    SETTLING = auto()
    """It was edited so shortly before somebody did that nobody can have read it."""
    CUT = auto()
    """GitHub does not tell all of its edits."""
    UNREAD = auto()
    """Its past could not be read: the doubt is ours, and nothing is said of the text."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What happens to an issue's present text, and by whose word; why it waits, where it does."""

    step: EditVerdict
    by: str = ""
    doubt: Doubt = Doubt.EDITED


@dataclass(frozen=True, slots=True)
class LabelNames:
    """The names of the labels that publish and that wait, former ones too, in lower case.

    ``settle`` is how long a stranger's edit has to stand before a label can mean it, and
    ``trusts_members`` whether the review publishes what members submit.
    """

    publish: frozenset[str]
    waiting: frozenset[str]
    settle: timedelta = timedelta()
    trusts_members: bool = False

    @classmethod
    def of(cls, collection: Collection, schema: Schema) -> LabelNames:
        """Collect them from the taxonomy."""
        return cls(
            schema.taxonomy.names_of(collection.publish),
            schema.taxonomy.names_of(schema.review.waiting),
            schema.review.settling,
            schema.review.publishes_members,
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
    """Return the collection whose label the issue has, in whatever state it is.

    One that takes issues without a label comes last: it would let edits of the others' entries in.
    """
    collections = sorted(schema.collections, key=lambda one: one.publish is None)
    of_issues = (one for one in collections if one.from_issues)
    return next((one for one in of_issues if is_marked(issue, one, schema.taxonomy)), None)


def needs_history(
    issue: Issue, before: Issue | None, collection: Collection, schema: Schema, event: Event | None
) -> bool:
    """Say whether the issue's past has to be asked for to decide on its present text."""
    if not collection.has_state_of(issue) or not holds_edits(collection, schema):
        return False
    names = LabelNames.of(collection, schema)
    step = decide(issue, before, NOTHING_KNOWN, names, event).step
    return step is EditVerdict.WAITS or (step is EditVerdict.ACCEPTED and bool(names.settle))


def holds_edits(collection: Collection, schema: Schema) -> bool:
    """Say whether edits wait: without a label that publishes there is nobody to wait for."""
    return schema.review.holds_edits and collection.publish is not None


def decide(  # noqa: PLR0917 - everything that a decision depends on
    issue: Issue,
    before: Issue | None,
    history: History,
    names: LabelNames,
    event: Event | None,
    now: str = UNKNOWN,
) -> Decision:
    """Decide on the present text of an issue that has the label; ``before`` is the snapshot's.

    ``now`` is the server's time before anything was read.
    """
    accepted = before if before is not None and before.has_text else None
    if accepted is not None and same_text(issue, accepted):
        return Decision(EditVerdict.STANDS)
    since = _accepted_at(accepted)
    vouching = event if event is not None and _vouches(event, issue, since, names) else None
    if vouching is not None and history == NOTHING_KNOWN:
        return Decision(EditVerdict.ACCEPTED, vouching.sender)
    if not _is_of(history, issue):
        return Decision(EditVerdict.WAITS, doubt=Doubt.UNREAD)
    editor = _word_of_editors(history, since) if accepted is not None else None
    if editor is not None:
        return Decision(EditVerdict.ACCEPTED, editor)
    words = (
        _word_of_label(issue, history, names, since),
        _word_of_release(issue, before.held if before is not None else None, history, names),
        _word_of_event(vouching, names) if vouching is not None else None,
    )
    return _weighed([word for word in words if word is not None], history, names, now)


@dataclass(frozen=True, slots=True)
class _Word:
    """Somebody's word for a text, and when it was given.

    ``since`` is from when on a text has to have stood to be the one that was meant.
    """

    at: str
    by: str
    since: str


def _weighed(words: Sequence[_Word], history: History, names: LabelNames, now: str) -> Decision:
    """Take the first word for a text that could be read before, or that nobody edited since."""
    settled = next((one for one in words if not _is_fresh(one, history, names, now)), None)
    if settled is not None:
        return Decision(EditVerdict.ACCEPTED, settled.by)
    if words:
        return Decision(EditVerdict.WAITS, doubt=Doubt.SETTLING)
    is_cut = bool(history.known_from) and history.only_writers_since(history.known_from)
    return Decision(EditVerdict.WAITS, doubt=Doubt.CUT if is_cut else Doubt.EDITED)


def _is_fresh(word: _Word, history: History, names: LabelNames, now: str) -> bool:
    """Say whether a stranger edited shortly before a word that was not given long ago either."""
    if not names.settle or now >= _shifted(word.at, names.settle):
        return False
    return history.strangers_between(word.since, word.at)


def _word_of_label(issue: Issue, history: History, names: LabelNames, since: str) -> _Word | None:
    """Return who gave the label that publishes, if only writers have edited the text since."""
    given = history.given(names.publish, lambda one: _is_word(one, issue, history, names))
    if given is None or given.at <= since or not history.only_writers_since(given.at):
        return None
    return _Word(given.at, given.actor, _shifted(given.at, -names.settle))


def _word_of_event(event: Event, names: LabelNames) -> _Word:
    """Return who gave the label in an event that vouches for the text."""
    at = event.issue.updated_at
    return _Word(at, event.sender, _shifted(at, -names.settle))


def _word_of_editors(history: History, since: str) -> str | None:
    """Return who edited the accepted text last, if everybody who did may write."""
    edits = history.edits_since(since)
    return edits[-1].editor if edits and history.only_writers_since(since) else None


def _word_of_release(
    issue: Issue, held: PendingVersion | None, history: History, names: LabelNames
) -> _Word | None:
    """Return which person took the review's label off the very text that waited.

    A text that was edited since it was held may have gone and come back: then nobody knows which
    version the person saw. Who takes a label off that came after the edit has looked since.
    """
    if held is None or held.sha256 != fingerprint(issue):
        return None
    taken = history.taken_by_a_person(names.waiting, held.at)
    if taken is None or not history.only_writers_since(held.at):
        return None
    shown = history.last_given(names.waiting, taken.at)
    return _Word(taken.at, taken.actor, max(shown, _shifted(taken.at, -names.settle)))


def _is_of(history: History, issue: Issue) -> bool:
    """Say whether the history leads to this text: two answers of GitHub may be of two moments."""
    return same_text(issue, replace(issue, title=history.title, body=history.body))


def _is_word(given: LabelChange, issue: Issue, history: History, names: LabelNames) -> bool:
    """Say whether a label is somebody's word: a form can give one in its author's own name.

    The past calls people as they are called now, a listing as they were once: an author can take
    another name. Who is gone is nobody known, and may have been the author. A bot's label is the
    word of nobody, but for an issue of its own, or a member's that the review was told to publish.
    """
    if not given.actor:
        return False
    authors = {issue.author.casefold(), history.author.casefold()}
    is_own = given.actor.casefold() in authors
    if given.is_bots:
        return is_own or (names.trusts_members and history.association in TRUSTED)
    return not is_own or history.may_write(given.actor)


def _accepted_at(accepted: Issue | None) -> str:
    """Return since when edits count: the acceptance, else the last change that the text knew."""
    if accepted is None:
        return ""
    return accepted.accepted.at if accepted.accepted else accepted.updated_at


def _vouches(event: Event, issue: Issue, since: str, names: LabelNames) -> bool:
    """Say whether the event is a person giving the label to the very text that stands now.

    An issue that has another name of the label too is being merged by a tool.
    """
    had = {name.casefold() for name in event.issue.labels} & names.publish
    is_merge = event.label.casefold() in had and len(had) > 1
    return (
        event.action == "labeled"
        and event.is_persons
        and not is_merge
        and event.issue.number == issue.number
        and event.label.casefold() in names.publish
        and event.issue.updated_at > since
        and event.sender != event.issue.author  # a form gives its labels in its author's name
        and same_text(event.issue, issue)
    )


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known next to the issues: histories by number, and the event of this run."""

    histories: Mapping[int, History]
    event: Event | None
    moments: Moments


@dataclass(frozen=True, slots=True)
class Waiting:
    """An issue whose present text waits, and why."""

    issue: Issue
    doubt: Doubt


@dataclass(frozen=True, slots=True)
class Acceptances:
    """The snapshot as it is to be committed, and the issues whose present text waits."""

    snapshot: Snapshot
    waiting: tuple[Waiting, ...] = ()


def update_snapshot(
    listed: Snapshot,
    committed: Snapshot | None,
    schema: Schema,
    evidence: Evidence,
) -> Acceptances:
    """Decide on every issue that GitHub lists.

    Where nothing is committed yet, whatever has the label is accepted as it is.
    """
    known = {issue.number: issue for issue in committed.issues} if committed else {}
    kept: list[Issue] = []
    waiting: list[Waiting] = []
    for issue, collection in marked(listed, schema):
        before = known.get(issue.number)
        if committed is None or not holds_edits(collection, schema):
            kept.append(_renewed(issue, before))
            continue
        if not collection.has_state_of(issue):
            kept += [_as_now(before, issue)] if before is not None and before.has_text else []
            continue
        names = LabelNames.of(collection, schema)
        history = evidence.histories.get(issue.number, NOTHING_KNOWN)
        decision = decide(issue, before, history, names, evidence.event, evidence.moments.begun)
        kept += _entry_of(issue, before, decision, names, evidence.moments)
        waiting += [Waiting(issue, decision.doubt)] if decision.step is EditVerdict.WAITS else []
    return Acceptances(replace(listed, issues=tuple(kept)), tuple(waiting))


def marked(listed: Snapshot, schema: Schema) -> Iterator[tuple[Issue, Collection]]:
    """Give the issues that have a collection's label, with that collection."""
    for issue in listed.issues:
        collection = collection_for(issue, schema)
        if collection is not None:
            yield issue, collection


def _entry_of(
    issue: Issue, before: Issue | None, decision: Decision, names: LabelNames, moments: Moments
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
    issue: Issue, before: Issue | None, names: LabelNames, moments: Moments
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
    """Return an issue as it is; one whose text is the accepted one keeps its acceptance."""
    if before is not None and before.has_text and same_text(issue, before):
        return replace(_as_now(before, issue), held=None)
    return replace(issue, accepted=before.accepted if before is not None else None)
