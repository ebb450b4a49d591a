"""What is accepted: each rule by itself, and a world of people who try to get around them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from issuesync.model.history import UNKNOWN, Edit, History, LabelChange
from issuesync.model.issue import Acceptance, Issue, PendingVersion, Snapshot
from issuesync.submissions.acceptance import (
    Decision,
    Doubt,
    EditVerdict,
    Evidence,
    LabelNames,
    Moments,
    decide,
    fingerprint,
    needs_history,
    update_snapshot,
)
from issuesync.submissions.event import Event
from small_catalog import CATALOG, LABELS, make_schema

if TYPE_CHECKING:
    from issuesync.schema.catalog import Schema

WITH_REVIEW = f"{CATALOG}review: {{waiting: needs review, settle: 0}}\n"
STATUS = (
    "labels: {accepted: {is: An entry, was: [approved]}, needs review: {is: Edited, was: [edited]}}"
)
STATUS_LABELS = LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
SCHEMA = make_schema(WITH_REVIEW, STATUS_LABELS)
NAMES = LabelNames.of(SCHEMA.by_key["sets"], SCHEMA)
AUTHOR, WRITER, BOT = "ann", "mia", "github-actions"
STAYS, TAKEN, WAITS = EditVerdict.STANDS, EditVerdict.ACCEPTED, EditVerdict.WAITS


def moment(second: int) -> str:
    return f"2025-01-01T00:{second // 60:02}:{second % 60:02}Z"


def an_issue(text: str = "one", at: int = 0, **more: object) -> Issue:
    issue = Issue(1, "A set", text, labels=("accepted",), author=AUTHOR, updated_at=moment(at))
    return replace(issue, **more)  # type: ignore[arg-type]


def a_history(
    issue: Issue, edits: str = "", labels: str = "accepted@5:mia", known_from: str = ""
) -> History:
    """Build a history: ``ann@7`` is an edit, ``accepted@5:mia`` a label, ``-`` takes it off."""
    made = []
    for one in labels.split():
        name, _, rest = one.lstrip("-").partition("@")
        at, _, who = rest.partition(":")
        label = name.replace("_", " ")
        change = LabelChange(moment(int(at)), label, who, not one.startswith("-"), who != BOT)
        made.append(change)
    done = [one.partition("@") for one in edits.split()]
    return History(
        title=issue.title,
        body=issue.body,
        edits=tuple(Edit(moment(int(at)), "" if who == "nobody" else who) for who, _, at in done),
        labels=tuple(made),
        known_from=known_from,
        writers=frozenset({WRITER}),
    )


def decided(
    issue: Issue, before: Issue | None, history: History, event: Event | None = None
) -> Decision:
    return decide(issue, before, history, NAMES, event)


def labelled(issue: Issue, label: str = "accepted", sender: str = WRITER, at: int = 5) -> Event:
    return Event("labeled", replace(issue, updated_at=moment(at)), label, sender)


OLD = an_issue("old", accepted=Acceptance(moment(10), WRITER))
HELD = replace(OLD, held=PendingVersion(fingerprint(an_issue("one")), moment(20)))
OTHER = replace(OLD, held=PendingVersion(fingerprint(an_issue("another")), moment(20)))
HELD_NEW = replace(HELD, has_text=False, accepted=None)


@pytest.mark.parametrize(
    ("what", "before", "edits", "labels", "step"),
    [
        ("a new one that was never edited", None, "", "accepted@5:mia", TAKEN),
        ("edited before the label", None, "ann@4", "accepted@5:mia", TAKEN),
        ("edited in the label's second", None, "ann@5", "accepted@5:mia", WAITS),
        ("edited after the label", None, "ann@6", "accepted@5:mia", WAITS),
        ("edited by a maintainer after the label", None, "ann@4 mia@6", "accepted@5:mia", TAKEN),
        ("edited by both after the label", None, "mia@6 ann@7", "accepted@5:mia", WAITS),
        ("the label's former name", None, "", "Approved@5:mia", TAKEN),
        ("the label in another case", None, "", "ACCEPTED@5:mia", TAKEN),
        ("given, taken, and given again", None, "ann@6", "accepted@5:mia accepted@7:mia", TAKEN),
        ("no label is told", None, "", "", WAITS),
        ("another label", None, "", "VQA@5:mia", WAITS),
        ("the author's own label, as a form gives it", None, "", "accepted@5:ann", WAITS),
        ("the label of an account that is gone", None, "", "accepted@5:", WAITS),
        ("changed by a writer", OLD, "mia@12", "accepted@5:mia", TAKEN),
        ("changed in the second of acceptance by a writer", OLD, "mia@10", "accepted@5:mia", TAKEN),
        ("changed by the author", OLD, "ann@12", "accepted@5:mia", WAITS),
        ("changed by both", OLD, "ann@12 mia@13", "accepted@5:mia", WAITS),
        ("changed by nobody known", OLD, "nobody@12", "accepted@5:mia", WAITS),
        ("changed without an edit", OLD, "ann@3", "accepted@5:mia", WAITS),
        ("the label given again after the edit", OLD, "ann@12", "accepted@13:mia", TAKEN),
        ("the label given again before the edit", OLD, "ann@14", "accepted@13:mia", WAITS),
        ("held and released", HELD, "ann@12", "accepted@5:mia -needs_review@21:mia", TAKEN),
        ("released by the former name", HELD, "ann@12", "accepted@5:mia -edited@21:mia", TAKEN),
        ("released in the second it was held", HELD, "ann@12", "-needs_review@20:mia", WAITS),
        ("released before it was held", HELD, "ann@12", "-needs_review@19:mia", WAITS),
        ("released by a bot", HELD, "ann@12", f"-needs_review@21:{BOT}", WAITS),
        ("gone and come back since", HELD, "ann@12 ann@22 ann@23", "-needs_review@22:mia", WAITS),
        ("another version was held", OTHER, "ann@12", "-needs_review@21:mia", WAITS),
        ("not released", HELD, "ann@12", "accepted@5:mia needs_review@15:mia", WAITS),
        ("merged after an edit", None, "ann@6", "approved@5:mia accepted@7:mia", WAITS),
        ("merged, withdrawn and given", None, "ann@6",
         "approved@5:mia accepted@7:mia -approved@8:mia -accepted@9:mia accepted@10:mia", TAKEN),
        ("merged twice after a crash", None, "ann@6",
         "approved@5:mia accepted@7:mia -accepted@8:mia accepted@9:mia", WAITS),
        ("merged before anybody edited", None, "", "approved@5:mia accepted@7:mia", TAKEN),
        ("withdrawn and toggled by a bot", None, "",
         f"accepted@5:mia -accepted@6:mia accepted@7:{BOT}", WAITS),
        ("toggled by a bot after an edit", None, "ann@6",
         f"accepted@5:mia -accepted@7:{BOT} accepted@8:{BOT}", WAITS),
        ("toggled by a bot unedited", None, "",
         f"accepted@5:mia -accepted@7:{BOT} accepted@8:{BOT}", TAKEN),
        ("a bot's label on a stranger's issue", None, "", f"accepted@5:{BOT}", WAITS),
        ("the review's label merged", HELD, "ann@12",
         "edited@15:mia needs_review@21:mia -edited@22:mia", WAITS),
        ("released after that merge", HELD, "ann@12",
         "edited@15:mia needs_review@21:mia -edited@22:mia -needs_review@23:mia", TAKEN),
        ("a new one, held and released", HELD_NEW, "ann@12", "-edited@21:mia", TAKEN),
    ],
)  # fmt: skip
def test_a_text_is_accepted_by_what_happened(
    what: str, before: Issue | None, edits: str, labels: str, step: EditVerdict
) -> None:
    issue = an_issue()
    assert decided(issue, before, a_history(issue, edits, labels)).step is step, what


def test_the_accepted_text_stands_whatever_is_known() -> None:
    for history in (a_history(OLD), History(known_from=UNKNOWN)):
        assert decided(an_issue("old"), OLD, history).step is STAYS
    assert decided(an_issue("old\r\ntext"), an_issue("old\ntext"), a_history(OLD)).step is STAYS


def test_a_form_gives_no_label_in_the_name_of_somebody_who_is_renamed_or_gone() -> None:
    """GraphQL tells the present name, or nobody; REST the name when it was listed, or “ghost”."""
    issue = an_issue()
    renamed = replace(a_history(issue, "", "accepted@5:anna"), author="anna")
    assert decided(issue, None, renamed).step is WAITS
    assert decided(issue, None, replace(renamed, writers=frozenset({"anna"}))).step is TAKEN
    gone = an_issue(author="ghost")
    assert decided(gone, None, a_history(gone, "", "accepted@5:")).step is WAITS


def test_a_bot_that_files_an_issue_may_give_it_the_label() -> None:
    issue = an_issue(author=f"{BOT}[bot]")
    history = replace(a_history(issue, "", f"accepted@5:{BOT}"), author=BOT)
    assert decided(issue, None, history).step is TAKEN


def test_who_vouched_is_told() -> None:
    issue = an_issue()
    assert decided(issue, None, a_history(issue)).by == WRITER
    assert decided(issue, OLD, a_history(issue, "mia@12", "accepted@5:zoe")).by == WRITER
    released = a_history(issue, "ann@12", "accepted@5:mia -needs_review@21:zoe")
    assert decided(issue, HELD, released).by == "zoe"


def test_a_title_counts_as_text() -> None:
    renamed = an_issue("old", title="Another")
    assert decided(renamed, OLD, a_history(renamed, "ann@12")).step is WAITS
    assert decided(renamed, OLD, a_history(renamed, "mia@12")).step is TAKEN


def test_nothing_is_accepted_by_a_past_that_is_not_known() -> None:
    issue = an_issue()
    assert decided(issue, None, History(known_from=UNKNOWN)).step is WAITS
    cut = a_history(issue, "mia@12", known_from=f"{moment(10)}~")
    assert decided(issue, OLD, cut).step is WAITS
    assert decided(issue, OLD, replace(cut, known_from=f"{moment(9)}~")).step is TAKEN


def test_nothing_is_accepted_by_the_past_of_another_text() -> None:
    behind = a_history(an_issue("what a replica still has"))
    assert decided(an_issue(), None, behind).step is WAITS


def test_the_event_of_the_label_vouches_for_the_text_it_holds() -> None:
    issue, nothing = an_issue(), History(known_from=UNKNOWN)
    assert decided(issue, None, nothing, labelled(issue)) == Decision(TAKEN, WRITER)
    assert decided(issue, None, nothing, labelled(issue, "approved")).step is TAKEN
    slipped = labelled(an_issue("what stood there then"))
    assert decided(issue, None, nothing, slipped).step is WAITS


@pytest.mark.parametrize(
    "event",
    [
        labelled(an_issue(), "VQA"),
        labelled(an_issue(number=2)),
        labelled(an_issue(), sender=AUTHOR),
        labelled(an_issue(), at=10),
        replace(labelled(an_issue(), at=12), action="unlabeled"),
        replace(labelled(an_issue(), at=12), action="edited"),
    ],
)
def test_other_events_vouch_for_nothing(event: Event) -> None:
    before = OLD if event.issue.updated_at == moment(10) else None
    assert decided(an_issue(), before, History(known_from=UNKNOWN), event).step is WAITS


@pytest.mark.parametrize("association", ["OWNER", "MEMBER", "COLLABORATOR", "NONE"])
def test_an_authors_own_label_is_asked_after_whoever_they_are(association: str) -> None:
    """A member may have no write access, and a form gives its labels in its author's name."""
    issue = an_issue(association=association)
    event = labelled(issue, sender=AUTHOR)
    assert decided(issue, None, History(known_from=UNKNOWN), event).step is WAITS
    own = a_history(issue, labels="accepted@5:ann")
    assert decided(issue, None, own, event).step is WAITS
    assert decided(issue, None, replace(own, writers=frozenset({AUTHOR})), event).step is TAKEN


@pytest.mark.parametrize(
    ("what", "before", "edits", "labels", "late"),
    [
        ("the label", None, "ann@200", "accepted@210:mia", 510),
        ("the label given anew", OLD, "ann@200", "accepted@5:mia accepted@210:mia", 510),
        ("a release of what changed under it", HELD, "ann@200",
         "needs_review@16:mia -needs_review@210:mia", None),
    ],
)  # fmt: skip
def test_a_text_edited_just_before_the_click_waits_until_it_has_stood(
    what: str, before: Issue | None, edits: str, labels: str, late: int | None
) -> None:
    issue = an_issue()
    held = PendingVersion(fingerprint(issue), moment(201))
    known = replace(before, held=held) if before is not None and late is None else before
    history, calm = a_history(issue, edits, labels), replace(NAMES, settle=timedelta(minutes=5))
    late = late or 510
    early, then = (decide(issue, known, history, calm, None, moment(at)) for at in (late - 1, late))
    assert (early.step, early.doubt) == (WAITS, Doubt.SETTLING), what
    assert then.step is TAKEN
    again = a_history(issue, f"{edits} ann@300", labels)
    assert decide(issue, known, again, calm, None, moment(late)).step is WAITS


def test_a_text_that_stood_or_that_a_writer_edited_needs_no_wait() -> None:
    issue, calm = an_issue(), replace(NAMES, settle=timedelta(minutes=5))
    for edits, labels in (("", "210:mia"), ("ann@4", "310:mia"), ("mia@200", "210:mia")):
        history = a_history(issue, edits, f"accepted@{labels}")
        assert decide(issue, None, history, calm, None, moment(211)).step is TAKEN


def test_a_label_that_came_after_the_edit_can_be_taken_off_at_once() -> None:
    issue, calm = an_issue(), replace(NAMES, settle=timedelta(minutes=5))
    history = a_history(issue, "ann@12", "accepted@5:mia needs_review@13:mia -needs_review@30:mia")
    assert decide(issue, HELD, history, calm, None, moment(31)).step is TAKEN


def test_the_event_of_the_label_waits_too_where_the_text_was_just_edited() -> None:
    issue, calm = an_issue(), replace(NAMES, settle=timedelta(minutes=5))
    history, event = a_history(issue, "ann@200", "accepted@210:mia"), labelled(issue, at=210)
    decision = decide(issue, None, history, calm, event, moment(215))
    assert decision == Decision(WAITS, doubt=Doubt.SETTLING)
    patient = make_schema(WITH_REVIEW.replace("settle: 0", "settle: 5m"), STATUS_LABELS)
    assert needs_history(issue, None, patient.by_key["sets"], patient, event)


def test_neither_a_bots_event_nor_a_merges_vouches() -> None:
    issue, nothing = an_issue(), History(known_from=UNKNOWN)
    bots = replace(labelled(issue), is_persons=False)
    assert decided(issue, None, nothing, bots).step is WAITS
    both = an_issue(labels=("approved", "accepted"))
    assert decided(both, None, nothing, labelled(both)).step is WAITS


def test_a_members_entry_is_published_by_the_reviews_bot_where_that_is_wanted() -> None:
    issue, wanted = an_issue(), replace(NAMES, trusts_members=True)
    history = replace(a_history(issue, "", f"accepted@5:{BOT}"), association="MEMBER")
    assert decide(issue, None, history, wanted, None).step is TAKEN
    assert decided(issue, None, history).step is WAITS
    assert decide(issue, None, replace(history, association="NONE"), wanted, None).step is WAITS


@pytest.mark.parametrize(
    ("history", "doubt"),
    [
        (a_history(an_issue(), "ann@12"), Doubt.EDITED),
        (a_history(an_issue(), "mia@12", known_from=f"{moment(10)}~"), Doubt.CUT),
        (a_history(an_issue("what a replica still has")), Doubt.UNREAD),
        (History(known_from=UNKNOWN), Doubt.UNREAD),
    ],
)
def test_why_a_text_waits_is_told(history: History, doubt: Doubt) -> None:
    assert decided(an_issue(), OLD, history) == Decision(WAITS, doubt=doubt)


# What the snapshot holds


def accepted(  # noqa: PLR0917 - tests give what matters
    issue: Issue,
    before: Issue | None,
    history: History | None = None,
    schema: Schema = SCHEMA,
    begun: int = 30,
    ended: int = 31,
) -> list[Issue]:
    """Return what the snapshot holds after one issue was listed."""
    committed = Snapshot("o/r", (), (before,) if before is not None else ())
    histories = {1: history} if history is not None else {}
    evidence = Evidence(histories, None, Moments(moment(begun), moment(ended)))
    return list(
        update_snapshot(Snapshot("o/r", (), (issue,)), committed, schema, evidence).snapshot.issues
    )


def test_an_acceptance_has_the_time_before_anything_was_read() -> None:
    issue = an_issue()
    (kept,) = accepted(issue, None, a_history(issue))
    assert kept.accepted == Acceptance(moment(30), WRITER)
    assert kept.has_text
    assert kept.held is None


def test_a_held_version_has_the_time_after_everything_was_read_and_keeps_it() -> None:
    issue = an_issue(labels=("accepted", "Needs Review"))
    (kept,) = accepted(issue, OLD, a_history(issue, "ann@12"))
    assert (kept.body, kept.held) == ("old", PendingVersion(fingerprint(issue), moment(31)))
    (again,) = accepted(issue, kept, a_history(issue, "ann@12"), ended=50)
    assert again == kept


def test_a_version_is_held_only_once_the_reviews_label_is_seen() -> None:
    issue = an_issue()
    (kept,) = accepted(issue, OLD, a_history(issue, "ann@12"))
    assert kept == replace(OLD, labels=issue.labels)
    assert accepted(issue, None, a_history(issue, "ann@12")) == []


def test_a_new_issue_that_waits_is_held_without_its_text() -> None:
    issue = an_issue(labels=("accepted", "needs review"), url="https://example.org/1")
    (kept,) = accepted(issue, None, a_history(issue, "ann@12"))
    stated = kept.to_json()
    assert stated["held"] == {"sha256": fingerprint(issue), "at": moment(31)}
    assert not stated.keys() & {"title", "body"}
    assert Issue.from_json(stated).has_text is False
    touched = replace(issue, updated_at=moment(59))
    assert accepted(touched, kept, a_history(issue, "ann@12"))[0].to_json() == stated


def test_another_version_is_held_anew() -> None:
    issue = an_issue("three", labels=("accepted", "needs review"))
    (kept,) = accepted(issue, HELD, a_history(issue, "ann@12 ann@25"))
    assert kept.held == PendingVersion(fingerprint(issue), moment(31))


def test_the_times_of_a_reading_leave_room_for_two_clocks() -> None:
    assert Moments.around(moment(10), moment(58)) == Moments(moment(5), moment(63))
    assert Moments.around("", "") == Moments("", UNKNOWN)


def test_closing_keeps_the_accepted_version_and_reopening_restores_it() -> None:
    closed = an_issue("edited while closed", state="closed")
    (kept,) = accepted(closed, OLD, None)
    assert (kept.body, kept.state) == ("old", "closed")
    assert accepted(closed, None, None) == []
    (back,) = accepted(an_issue("edited while closed"), kept, a_history(closed, "ann@40"))
    assert (back.body, back.state) == ("old", "open")


def test_taking_the_label_away_drops_the_accepted_version() -> None:
    assert accepted(an_issue("old", labels=()), OLD, None) == []
    given_again = a_history(an_issue(), "ann@12", "accepted@5:mia accepted@11:mia")
    assert accepted(an_issue(), None, given_again) == []


def test_where_nothing_is_committed_what_bears_the_label_is_accepted_as_it_stands() -> None:
    evidence = Evidence({}, None, Moments(moment(1), moment(2)))
    listed = Snapshot("o/r", (), (an_issue(), replace(an_issue(), number=2, labels=())))
    found = update_snapshot(listed, None, SCHEMA, evidence)
    assert found.snapshot.issues == (an_issue(),)


def test_a_text_in_the_snapshot_counts_as_accepted_since_its_last_change() -> None:
    before = an_issue("old", at=10)
    issue = an_issue()
    assert accepted(issue, before, a_history(issue, "mia@12"))[0].body == "one"
    assert accepted(issue, before, a_history(issue, "ann@9 mia@12"))[0].body == "one"
    assert accepted(issue, before, a_history(issue, "ann@10 mia@12"))[0].body == "old"


def test_a_catalog_that_trusts_edits_shows_what_stands_there() -> None:
    text = WITH_REVIEW.replace("review: {", "review: {edits: trust, ")
    trusting = make_schema(
        text, LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
    )
    (kept,) = accepted(an_issue(), OLD, None, trusting)
    assert (kept.body, kept.accepted) == ("one", OLD.accepted)


def test_trusting_edits_leaves_a_snapshot_alone_that_says_what_stands_there() -> None:
    labels = LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
    trusting = make_schema(WITH_REVIEW.replace("review: {", "review: {edits: trust, "), labels)
    same = replace(OLD, accepted=None, updated_at=moment(40))
    assert accepted(same, OLD, None, trusting) == [OLD]
    assert accepted(same, HELD, None, trusting) == [OLD]


def test_trusting_edits_takes_the_edit_of_a_closed_issue_and_that_it_is_closed() -> None:
    labels = LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
    trusting = make_schema(WITH_REVIEW.replace("review: {", "review: {edits: trust, "), labels)
    closed = an_issue("new", at=40, state="closed", state_reason="not_planned")
    (kept,) = accepted(closed, OLD, None, trusting)
    assert (kept.body, kept.state, kept.state_reason) == ("new", "closed", "not_planned")
    assert kept.accepted == OLD.accepted
    (held,) = accepted(closed, OLD, a_history(closed, "ann@12"))
    assert (held.body, held.state, held.state_reason) == ("old", "closed", "not_planned")


def test_what_was_closed_alone_is_closed_in_the_snapshot_too() -> None:
    labels = LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
    trusting = make_schema(WITH_REVIEW.replace("review: {", "review: {edits: trust, "), labels)
    closed = replace(OLD, accepted=None, state="closed", state_reason="duplicate")
    for schema in (SCHEMA, trusting):
        (kept,) = accepted(closed, OLD, None, schema)
        assert kept == replace(OLD, state="closed", state_reason="duplicate")


def test_edits_of_an_entry_wait_where_another_collection_takes_every_issue() -> None:
    everything = "collections:\n  all: {from: issues, fields: [name], columns: {Name: name}}\n"
    text = WITH_REVIEW.replace("collections:\n", everything)
    for part in ("badges", "news"):
        text = text.replace(f"{part}: {{", f"{part}: {{of: sets, ")
    schema = make_schema(
        text, LABELS.replace("labels: {accepted: An entry of the catalog}", STATUS)
    )
    issue = an_issue()
    (kept,) = accepted(issue, OLD, a_history(issue, "ann@12"), schema)
    assert kept.body == "old"
    (taken,) = accepted(an_issue(labels=()), OLD, None, schema)
    assert taken.body == "one"


# A world of people


@dataclass
class World:
    """An issue with everything that ever happened to it; ``good`` are the texts vouched for."""

    now: int = 100
    text: str = "0"
    title: str = "A set"
    state: str = "open"
    labels: frozenset[str] = frozenset()
    edits: list[tuple[int, str]] = field(default_factory=list)
    changes: list[LabelChange] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    good: set[str] = field(default_factory=set)
    count: int = 0
    is_silent: bool = False

    @property
    def version(self) -> str:
        return f"{self.title}\n{self.text}"

    def issue(self) -> Issue:
        return Issue(
            1, self.title, self.text, self.state, tuple(sorted(self.labels)), AUTHOR,
            updated_at=moment(self.now),
        )  # fmt: skip

    def history(self) -> History:
        return History(
            title=self.title,
            body=self.text,
            edits=tuple(Edit(moment(at), who) for at, who in self.edits),
            labels=tuple(self.changes),
            writers=frozenset({WRITER}),
        )

    def edit(self, who: str, *, text: str | None = None, title: str | None = None) -> None:
        was_good = self.version in self.good
        self.text = self.text if text is None else text
        self.title = self.title if title is None else title
        self.edits.append((self.now, who))
        if who == WRITER and was_good:
            self.good.add(self.version)

    def tool_labels(self, name: str, who: str, *, give: bool) -> None:
        """Give or take a label without meaning anything by it."""
        self.labels = self.labels | {name} if give else self.labels - {name}
        self.changes.append(LabelChange(moment(self.now), name, who, give, who != BOT))
        if give and name == "accepted":
            self.events.append(Event("labeled", self.issue(), name, who, who != BOT))

    def label(self, name: str, who: str, *, give: bool) -> None:
        self.labels = self.labels | {name} if give else self.labels - {name}
        self.changes.append(LabelChange(moment(self.now), name, who, give, who != BOT))
        if who == WRITER and ((name == "accepted") == give):
            self.good.add(self.version)
        if give and name == "accepted":
            self.events.append(Event("labeled", self.issue(), name, who))


class People(RuleBasedStateMachine):
    """Whatever people do, and whenever a sync looks, it shows only what somebody vouched for."""

    def __init__(self) -> None:
        super().__init__()
        self.world = World()
        self.committed = Snapshot("o/r", (), ())
        self.seen: list[History] = []

    @initialize(steps=st.integers(0, 3))
    def begin(self, steps: int) -> None:
        """Begin with a new issue, an accepted one, one whose edit waits, or one that is held."""
        self.seen.append(self.world.history())
        if steps:
            self.a_label_on_a_calm_issue_publishes_it()
        if steps > 1:
            self.world.now += 1
            self.somebody_edits(AUTHOR, False, False)
            self.world.label("needs review", BOT, give=True)
        if steps > 2:
            self.world.now += 1
            self.a_sync_looks(0, False, 0, 0, True)

    @rule(seconds=st.sampled_from([1, 1, 2]))
    def time_passes(self, seconds: int) -> None:
        self.world.now += seconds

    @rule(
        who=st.sampled_from([AUTHOR, AUTHOR, WRITER]), is_old=st.booleans(), is_title=st.booleans()
    )
    def somebody_edits(self, who: str, is_old: bool, is_title: bool) -> None:
        """Write a new text, or one of the first again: texts come back."""
        self.world.count += not is_old
        number = self.world.count if not is_old else self.world.count // 2
        if is_title:
            self.world.edit(who, title=f"A set {number}")
        else:
            self.world.edit(who, text=str(number))

    @precondition(lambda self: "accepted" not in self.world.labels)
    @rule()
    def a_maintainer_publishes(self) -> None:
        self.world.label("accepted", WRITER, give=True)

    @precondition(lambda self: self.world.labels.isdisjoint({"accepted", "approved"}))
    @rule()
    def a_maintainer_publishes_by_the_former_name(self) -> None:
        self.world.label("approved", WRITER, give=True)
        self.world.good.add(self.world.version)

    @precondition(lambda self: self.world.labels & {"approved", "edited"})
    @rule(tells=st.booleans(), who=st.sampled_from([WRITER, BOT]), crashes=st.booleans())
    def labels_are_merged(self, tells: bool, who: str, crashes: bool) -> None:
        """Merge as `labels --apply` does; GitHub may tell that a deleted label went, or not."""
        world = self.world
        for former, name in (("approved", "accepted"), ("edited", "needs review")):
            if former not in world.labels:
                continue
            if name not in world.labels:
                world.tool_labels(name, who, give=True)
            if crashes:
                return
            if tells:
                world.tool_labels(former, who, give=False)
            # From then on only the event of a label tells a person's from that of another merge.
            world.is_silent |= not tells
            world.labels -= {former}

    @precondition(lambda self: "accepted" in self.world.labels)
    @rule()
    def a_bot_toggles_the_label(self) -> None:
        self.world.tool_labels("accepted", BOT, give=False)
        self.world.tool_labels("accepted", BOT, give=True)

    @precondition(lambda self: "accepted" in self.world.labels)
    @rule()
    def a_maintainer_withdraws(self) -> None:
        self.world.label("accepted", WRITER, give=False)

    @precondition(lambda self: "needs review" not in self.world.labels)
    @rule()
    def the_review_sets_its_label(self) -> None:
        self.world.label("needs review", BOT, give=True)

    @precondition(lambda self: "needs review" in self.world.labels)
    @rule(who=st.sampled_from([WRITER, WRITER, BOT]))
    def the_label_is_taken_off(self, who: str) -> None:
        self.world.label("needs review", who, give=False)

    @rule()
    def somebody_closes_or_reopens(self) -> None:
        self.world.state = "closed" if self.world.state == "open" else "open"

    @rule(
        takes=st.integers(0, 2),
        slips=st.booleans(),
        lags=st.integers(0, 2),
        event=st.integers(0, 3),
        knows=st.sampled_from([True, True, True, False]),
    )
    def a_sync_looks(self, takes: int, slips: bool, lags: int, event: int, knows: bool) -> None:
        """Look for some seconds; an edit may slip in, and a replica may lag behind."""
        world = self.world
        begun, listed = world.now, Snapshot("o/r", (), (world.issue(),))
        world.now += takes
        ended = world.now
        if slips:
            self.somebody_edits(AUTHOR, False, False)
        self.seen.append(world.history())
        history = self.seen[max(0, len(self.seen) - 1 - lags)]
        past = world.events[-event:][:1] if event else []
        evidence = Evidence(
            {1: history} if knows else {},
            past[0] if past else None,
            Moments(moment(begun), moment(ended)),
        )
        before = self.committed.issues
        self.committed = update_snapshot(listed, self.committed, SCHEMA, evidence).snapshot
        for one in self.committed.issues:
            is_new = one.held is not None and all(one.held != old.held for old in before)
            assert not is_new or "needs review" in listed.issues[0].labels
        again = update_snapshot(
            listed, self.committed, SCHEMA, replace(evidence, event=None)
        ).snapshot
        assert again == self.committed

    @precondition(
        lambda self: (
            self.world.labels.isdisjoint({"accepted", "approved"})
            and self.world.state == "open"
            and not self.world.is_silent
        )
    )
    @rule()
    def a_label_on_a_calm_issue_publishes_it(self) -> None:
        self.world.now += 1
        self.world.label("accepted", WRITER, give=True)
        self.world.now += 1
        self.a_sync_looks(0, False, 0, 0, True)
        assert [one.body for one in self.committed.issues if one.has_text] == [self.world.text]

    @precondition(lambda self: "accepted" in self.world.labels and self.world.state == "open")
    @rule()
    def a_release_of_what_waits_publishes_it(self) -> None:
        """Go the whole way: an edit, the review's label, a sync, the label taken off, a sync."""
        world = self.world
        world.now += 1
        self.somebody_edits(AUTHOR, False, False)
        if "needs review" not in world.labels:
            world.label("needs review", BOT, give=True)
        world.now += 1
        self.a_sync_looks(0, False, 0, 0, True)
        world.now += 1
        world.label("needs review", WRITER, give=False)
        world.now += 1
        self.a_sync_looks(0, False, 0, 0, True)
        assert [one.body for one in self.committed.issues if one.has_text] == [world.text]

    @precondition(lambda self: "accepted" in self.world.labels and self.world.state == "open")
    @rule(
        who=st.sampled_from([WRITER, BOT]),
        ticks=st.tuples(*[st.integers(0, 1)] * 5),
        reads=st.integers(0, 1),
        goes=st.booleans(),
        comes_back=st.booleans(),
    )
    def a_text_is_swapped_around_its_release(
        self, who: str, ticks: tuple[int, ...], reads: int, goes: bool, comes_back: bool
    ) -> None:
        """Show a maintainer another text than the one that was held, within the same seconds."""
        world = self.world
        world.now += 1
        self.somebody_edits(AUTHOR, False, False)
        evil = world.text
        if "needs review" not in world.labels:
            world.label("needs review", BOT, give=True)
        world.now += ticks[0]
        self.a_sync_looks(reads, False, 0, 0, True)
        world.now += ticks[1]
        if goes:
            self.somebody_edits(AUTHOR, False, False)
        world.now += ticks[2]
        if "needs review" in world.labels:
            world.label("needs review", who, give=False)
        world.now += ticks[3]
        if comes_back:
            world.edit(AUTHOR, text=evil)
        world.now += ticks[4]
        self.a_sync_looks(0, False, 0, 0, True)

    @invariant()
    def only_what_was_vouched_for_is_shown(self) -> None:
        shown = {f"{one.title}\n{one.body}" for one in self.committed.issues if one.has_text}
        assert shown <= self.world.good


TestPeople = People.TestCase
TestPeople.settings = settings(max_examples=400, stateful_step_count=20, deadline=None)
