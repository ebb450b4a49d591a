"""One submitted issue into a verdict, and the verdict into what is to be written."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import TYPE_CHECKING

from issuesync.bodies.read import read_body
from issuesync.fields.base import label_key
from issuesync.fields.choices import Labels
from issuesync.labels.implied import plan_implied
from issuesync.labels.rules import LABEL_CODES
from issuesync.model.plan import AddLabel, Change, Plan, RemoveLabel, WriteComment
from issuesync.model.problem import Problem, Severity, sort_problems
from issuesync.records.catalog import check_beside
from issuesync.records.issues import build_record
from issuesync.submissions.acceptance import TRUSTED, Doubt, EditVerdict, collection_for
from issuesync.submissions.duplicates import Likeness, Neighbours, find_likenesses
from issuesync.submissions.forms import asked_fields

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.model.issue import Issue
    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog
    from issuesync.records.overrides import Override
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.schema.taxonomy import Taxonomy
    from issuesync.submissions.acceptance import Decision

MARKER = "<!-- issuesync:review -->"
"""By which the comment is found again, together with its author: anybody can write a marker."""
_HEADING = re.compile(r"^ {0,3}#{1,6}(.+)$", re.MULTILINE)
_FEWEST_HEADINGS = 2


class Stage(Enum):
    """Where an issue is on its way into the catalog."""

    SUBMITTED = auto()
    """It waits for a maintainer's label."""
    PUBLISHED = auto()
    """It has the label, and its text is the accepted one."""
    HELD = auto()
    """It was edited after it was accepted; the accepted version stays."""
    UNSEEN = auto()
    """It was edited after it got the label; nothing of it is published yet."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one issue.

    ``accepted`` is the version that stays while it is held, and ``doubt`` why it is. ``is_unread``
    says that nothing in its text could be read as an answer.
    """

    issue: Issue
    collection: Collection
    record: Record
    stage: Stage
    mistakes: tuple[Problem, ...] = ()
    advice: tuple[Problem, ...] = ()
    likenesses: tuple[Likeness, ...] = ()
    accepted: Record | None = None
    doubt: Doubt = Doubt.EDITED
    is_unread: bool = False

    @property
    def same(self) -> tuple[Likeness, ...]:
        """The entries that this one repeats."""
        return tuple(one for one in self.likenesses if one.is_same)

    @property
    def is_incomplete(self) -> bool:
        """Say whether the text has to be edited before anybody can publish it."""
        return bool(self.mistakes) or self.is_unread

    @property
    def is_faultless(self) -> bool:
        """Say whether there is nothing to fix."""
        return not self.is_incomplete and not self.same

    @property
    def needs_no_comment(self) -> bool:
        """Say whether a submission goes without one: a member's, with nothing to fix."""
        return self.stage is Stage.SUBMITTED and self.is_by_member and self.is_faultless

    @property
    def is_unknown(self) -> bool:
        """Say whether the issue's past could not be read: that is no fault of its author's."""
        return self.stage in {Stage.HELD, Stage.UNSEEN} and self.doubt is Doubt.UNREAD

    @property
    def is_by_member(self) -> bool:
        """Say whether the author is of the repository."""
        return self.issue.association in TRUSTED


def judge(
    issue: Issue,
    catalog: Catalog,
    pending: Iterable[Issue],
    overrides: Mapping[int, Mapping[str, Override]],
    decision: Decision | None,
) -> Verdict | None:
    """Judge an open issue of the catalog; ``None`` for one that is none of the catalog's.

    ``catalog`` holds what is published, ``pending`` other issues that wait: `neighbours` reads them
    once, however many issues are judged. ``decision`` is what
    happens to the text of an issue that has the label that publishes.
    """
    collection = collection_of(issue, catalog.schema)
    if collection is None or issue.is_pull or issue.state != "open":
        return None
    schema = catalog.schema
    own = overrides.get(issue.number, {})
    record = build_record(issue, collection, schema.taxonomy, own, schema.review.labels)
    accepted = next((one for one in catalog if one.number == issue.number), None)
    stage = _stage_of(decision, accepted)
    waiting = pending if isinstance(pending, Neighbours) else neighbours(catalog, pending)
    problems = _judged_problems(record, catalog)
    short = tuple(_group_mistakes(record, collection, schema.taxonomy))
    mistakes = (*(one for one in problems if _is_mistake(one)), *short)
    return Verdict(
        issue,
        collection,
        record,
        stage,
        mistakes=mistakes,
        advice=tuple(one for one in problems if not _is_mistake(one)),
        likenesses=find_likenesses(record, waiting.sharing(record), schema.by_key),
        accepted=accepted if stage is Stage.HELD else None,
        doubt=decision.doubt if decision is not None else Doubt.EDITED,
        is_unread=stage is Stage.SUBMITTED and _is_unread(issue, collection, mistakes),
    )


def _is_unread(issue: Issue, collection: Collection, mistakes: Sequence[Problem]) -> bool:
    """Say whether a text answers nothing; one that says nothing may, where nothing is required."""
    is_structured = bool(read_body(issue.body, collection.fields).stated)
    return not is_structured and bool(issue.body.strip() or mistakes)


def _group_mistakes(
    record: Record, collection: Collection, taxonomy: Taxonomy
) -> Iterator[Problem]:
    """Report groups of labels of which an answer names fewer or more than their rule allows."""
    missing = {one.field for one in record.problems if one.code == "required"}
    for field in asked_fields(collection):
        group = taxonomy.by_group.get(field.group or "")
        if group is None or field.key in missing or not isinstance(field.type, Labels):
            continue
        named = {*record.labels, *(one.label for one in record.implied)}
        count = sum(label.name in named for label in group.labels)
        if count < group.at_least:
            message = f"{field.label}: {count} given, at least {group.at_least} needed"
            hint = f"choose from: {'; '.join(label.name for label in group.labels[:20])}"
            yield Problem("label-group-min", message, record.place, hint, field.key)
        elif group.at_most is not None and count > group.at_most:
            message = f"{field.label}: {count} given, at most {group.at_most} allowed"
            yield Problem("label-group-max", message, record.place, "remove the rest", field.key)


def collection_of(issue: Issue, schema: Schema) -> Collection | None:
    """Return the collection of an issue: by its label, or by what its form made of it.

    A form leaves its labels, its issue type, the beginning of its title, and its headings.
    """
    marked = collection_for(issue, schema)
    if marked is not None and marked.publish is not None:
        return marked
    of_forms = [one for one in schema.collections if one.form is not None]
    borne = {name.casefold() for name in issue.labels}
    for collection in of_forms:
        named = {name.casefold() for name in (collection.form.labels if collection.form else ())}
        if named & borne:
            return collection
    begun = (one for one in of_forms if _is_begun_by(issue, one))
    return next(begun, None) or next((one for one in of_forms if _is_of_form(issue, one)), None)


def _is_begun_by(issue: Issue, collection: Collection) -> bool:
    """Say whether the issue's title begins as the form's does, or its type is the form's."""
    is_typed = bool(collection.type) and collection.has_type_of(issue)
    return is_typed or bool(collection.title_prefix(issue.title))


def _is_of_form(issue: Issue, collection: Collection) -> bool:
    """Say whether at least half of the form's fields have a place in a body, and two of them."""
    headings = {label_key(text.strip().rstrip(":：#")) for text in _HEADING.findall(issue.body)}
    labels = {label_key(field.label) for field in asked_fields(collection)}
    stated = read_body(issue.body, collection.fields).stated
    found = max(len(labels & headings), sum(one.key in stated for one in asked_fields(collection)))
    return found >= _FEWEST_HEADINGS and 2 * found >= len(labels)


def _stage_of(decision: Decision | None, accepted: Record | None) -> Stage:
    """Return where an issue stands."""
    if decision is None:
        return Stage.SUBMITTED
    if decision.step is not EditVerdict.WAITS:
        return Stage.PUBLISHED
    return Stage.HELD if accepted is not None else Stage.UNSEEN


def neighbours(catalog: Catalog, pending: Iterable[Issue]) -> Neighbours:
    """Return the issues that wait next to a catalog."""
    schema = catalog.schema

    def read(issue: Issue) -> Record | None:
        collection = collection_of(issue, schema)
        return build_record(issue, collection, schema.taxonomy, {}) if collection else None

    return Neighbours(catalog, pending, read)


def _judged_problems(record: Record, catalog: Catalog) -> tuple[Problem, ...]:
    """Return what a contributor can fix: no notes, and nothing about labels."""
    found = [
        problem
        for problem in (*record.problems, *check_beside(record, catalog))
        if problem.severity is not Severity.NOTE and problem.code not in LABEL_CODES
    ]
    return sort_problems(found)


def _is_mistake(problem: Problem) -> bool:
    """Say whether a problem is in the way; the others are worth a look."""
    return problem.severity is Severity.ERROR or problem.code.startswith("bad-")


def label_changes(verdict: Verdict, schema: Schema) -> tuple[Change, ...]:
    """Plan the labels: those of the review as they should be, and those that publishing adds."""
    number, review = verdict.issue.number, schema.review
    is_submitted = verdict.stage is Stage.SUBMITTED
    wanted = {
        review.waiting: verdict.stage in {Stage.HELD, Stage.UNSEEN},
        review.incomplete: verdict.is_incomplete and verdict.stage is not Stage.PUBLISHED,
        review.duplicate: bool(verdict.same) and is_submitted,
    }
    changes: list[Change] = []
    for name, is_wanted in wanted.items():
        present = [one for one in verdict.issue.labels if _is_called(one, name, schema)]
        if is_wanted and not present and name is not None:
            changes.append(AddLabel(number, name, "by its review"))
        elif not is_wanted:
            changes += (RemoveLabel(number, one, "by its review") for one in present)
    publish = verdict.collection.publish
    is_published_now = is_submitted and publishes_itself(verdict, schema)
    if is_published_now and publish is not None:
        changes.append(AddLabel(number, publish, "its author is of the repository"))
    if is_published_now or verdict.stage is Stage.PUBLISHED:
        changes += plan_implied([verdict.record], schema.taxonomy, schema.deciding_labels)
    return tuple(changes)


def relabelled(issue: Issue, changes: Iterable[Change]) -> Issue:
    """Return the issue as it is once its labels are changed: the comment is to say that."""
    labels = list(issue.labels)
    for change in changes:
        if isinstance(change, AddLabel):
            labels.append(change.label)
        elif isinstance(change, RemoveLabel):
            labels.remove(change.label)
    return replace(issue, labels=tuple(labels))


def _is_called(borne: str, name: str | None, schema: Schema) -> bool:
    """Say whether a label that an issue has is the one named, by its present or a former name."""
    return name is not None and borne.casefold() in schema.taxonomy.names_of(name)


def publishes_itself(verdict: Verdict, schema: Schema) -> bool:
    """Say whether an issue needs no maintainer's label: never a stranger's, never a faulty one."""
    return (
        schema.review.publishes_members
        and verdict.collection.publish is not None
        and verdict.is_by_member
        and verdict.is_faultless
    )


def _speaks(verdict: Verdict, schema: Schema) -> bool:
    """Say whether an issue without a comment is to get one."""
    if verdict.stage is Stage.SUBMITTED:
        return not verdict.needs_no_comment
    return verdict.stage is not Stage.PUBLISHED and schema.review.holds_edits


def plan_review(verdict: Verdict, schema: Schema, comment: str, existing: str | None) -> Plan:
    """Plan what is to be written: labels, and the one comment where it is new or says other things.

    ``existing`` is the text of the comment that is there, ``None`` for none.
    """
    if verdict.is_unknown:
        return Plan()
    changes = list(label_changes(verdict, schema))
    is_due = _speaks(verdict, schema) if existing is None else existing.strip() != comment.strip()
    if is_due:
        changes.append(WriteComment(verdict.issue.number, MARKER, comment))
    return Plan(tuple(changes))
