"""What issues should say, and entries that have none, into the plan for GitHub."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.bodies.edit import edit_body
from issuesync.bodies.read import read_body
from issuesync.bodies.write import UnwritableError, write_body
from issuesync.fields.choices import Labels
from issuesync.model.issue import Label
from issuesync.model.plan import AddLabel, CreateIssue, CreateLabel, EditIssue, Plan
from issuesync.model.problem import Location, Problem
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.model.issue import Issue, Snapshot
    from issuesync.model.plan import Change
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection, Field, Schema
    from issuesync.schema.taxonomy import Taxonomy

_LONGEST_TITLE = 256
"""Characters that GitHub takes in an issue's title."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one issue should state by itself: the fields that it lacks or states otherwise.

    ``reason`` is why it should have the label that publishes it; none where it need not.
    """

    number: int
    values: Mapping[str, Value | None]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class NewEntry:
    """An entry that should have an issue, and where it stands until then."""

    name: str
    values: Mapping[str, Value]
    place: Location


def plan_edits(
    schema: Schema,
    collection: Collection,
    snapshot: Snapshot,
    wanted: Iterable[Wanted],
    entries: Iterable[NewEntry] = (),
) -> tuple[Plan, list[Problem]]:
    """Plan what makes the issues say what is wanted, published, and every entry have an issue.

    What no issue can say is a problem, and all else is planned. Labels come first, then edits;
    what is created comes last.
    """
    issues = {issue.number: issue for issue in snapshot.issues if not issue.is_pull}
    problems: list[Problem] = []
    edits: list[Change] = []
    labels: list[Change] = []
    for one in sorted(wanted, key=lambda one: one.number):
        issue = issues.get(one.number)
        if issue is None:
            message = f"there is no issue #{one.number}"
            problems.append(Problem("no-issue", message, Location(issue=one.number), "see its row"))
            continue
        edit = edit_issue(issue, one.values, collection, problems)
        edits += [edit] if edit else []
        labels += _publish(issue, one.reason, collection, schema.taxonomy)
    created = [
        change
        for entry in entries
        if (change := _create(entry, collection, schema.taxonomy, problems)) is not None
    ]
    names = [one.label for one in labels if isinstance(one, AddLabel)]
    names += [name for change in created for name in change.labels]
    new = _new_labels(dict.fromkeys(names), snapshot, schema.taxonomy)
    return Plan((*new, *edits, *labels, *created)), problems


def edit_issue(
    issue: Issue,
    values: Mapping[str, Value | None],
    collection: Collection,
    problems: list[Problem],
) -> EditIssue | None:
    """Plan the edit of one issue; an entry's name without a line of its own is the title."""
    title, stated = issue.title, dict(values)
    name = collection.by_key.get(collection.naming)
    if name is not None and name.key in stated and not _names_itself(issue, name, collection):
        wanted, prefix = stated.pop(name.key), collection.title_prefix(title)
        if wanted is not None and name.type.read(title[len(prefix) :]).value != wanted:
            title = f"{prefix}{name.type.show(wanted)}"
    body = _edit_as_far(issue, stated, collection, problems)
    if (title, body) == (issue.title, issue.body):
        return None
    reason = "; ".join(_differences(issue, title, body, collection))
    return EditIssue(issue.number, issue.title, issue.body, title, body, reason)


def _names_itself(issue: Issue, name: Field, collection: Collection) -> bool:
    """Say whether the body has a line for the entry's name."""
    return name.key in read_body(issue.body, collection.fields).values


def _edit_as_far(
    issue: Issue,
    values: Mapping[str, Value | None],
    collection: Collection,
    problems: list[Problem],
) -> str:
    """Edit a body as far as it can state what is wanted; report what it cannot."""
    try:
        return edit_body(issue.body, values, collection.fields)
    except UnwritableError as refusal:
        problems += (
            Problem(
                "unwritable",
                f"no edit makes the body state this {collection.by_key[key].label}",
                Location(issue=issue.number),
                "edit the issue by hand, or state it in the overrides",
            )
            for key in refusal.keys
        )
        rest = {key: value for key, value in values.items() if key not in refusal.keys}
    return edit_body(issue.body, rest, collection.fields)


def unwritable(
    issue: Issue, values: Mapping[str, Value | None], collection: Collection
) -> tuple[str, ...]:
    """Return the fields that no edit of an issue could state."""
    name = collection.by_key.get(collection.naming)
    is_title = name is not None and not _names_itself(issue, name, collection)
    of_body = {k: v for k, v in values.items() if not (is_title and k == collection.naming)}
    try:
        edit_body(issue.body, of_body, collection.fields)
    except UnwritableError as refusal:
        return refusal.keys
    return ()


def _differences(issue: Issue, title: str, body: str, collection: Collection) -> Iterator[str]:
    """State each value that an edit changes."""
    if title != issue.title:
        yield f"title: {title}"
    before = read_body(issue.body, collection.fields).values
    after = read_body(body, collection.fields).values
    for field in collection.fields:
        old, new = before.get(field.key), after.get(field.key)
        if old != new:
            shown = "none" if new is None else field.type.show(new)
            was = "" if old is None else f", was {field.type.show(old)}"
            yield f"{field.label}: {shown}{was}"


def _publish(
    issue: Issue, reason: str, collection: Collection, taxonomy: Taxonomy
) -> Iterator[AddLabel]:
    """Give the label that publishes an issue that should be in the catalog, unless it has it."""
    label = collection.publish
    borne = {found.name for name in issue.labels if (found := taxonomy.find(name))}
    if label is not None and reason and label not in borne:
        yield AddLabel(issue.number, label, reason)


def _create(
    entry: NewEntry, collection: Collection, taxonomy: Taxonomy, problems: list[Problem]
) -> CreateIssue | None:
    """Plan an entry's issue: the body that a form would give, and the labels that are its own."""
    fields = tuple(f for f in collection.fields if f.key in entry.values or not _is_group(f))
    try:
        body = write_body(entry.values, fields)
    except UnwritableError as refusal:
        labels = ", ".join(collection.by_key[key].label for key in refusal.keys)
        message = f"no issue can state the {labels} of “{entry.name}”"
        problems.append(Problem("unwritable", message, entry.place, "fix it, or file it by hand"))
        return None
    labels_of = (collection.publish, _section_label(entry, collection, taxonomy))
    names = tuple(dict.fromkeys(name for name in labels_of if name))
    row = f"{collection.key}/{entry.name}"
    return CreateIssue(row, entry.name[:_LONGEST_TITLE], body, names)


def _is_group(field: Field) -> bool:
    """Say whether labels alone state the field."""
    return isinstance(field.type, Labels)


def _section_label(entry: NewEntry, collection: Collection, taxonomy: Taxonomy) -> str | None:
    """Return the label that puts an entry in its section, where labels do so."""
    section, field = entry.values.get(SECTION), collection.by_key.get(SECTION)
    group = taxonomy.by_group.get(field.group or "") if field is not None else None
    if field is None or group is None or section is None:
        return None
    names = (label.name for label in group.labels)
    return next((name for name in names if field.type.read(name).value == section), None)


def _new_labels(names: Iterable[str], snapshot: Snapshot, taxonomy: Taxonomy) -> Iterator[Change]:
    """Plan the labels of the taxonomy that the repository lacks as yet."""
    borne = (name for issue in snapshot.issues for name in issue.labels)
    there = {name.casefold() for name in (*(one.name for one in snapshot.labels), *borne)}
    for name in names:
        label = taxonomy.find(name)
        if label is not None and not there & {n.casefold() for n in (label.name, *label.was)}:
            yield CreateLabel(Label(label.name, label.color, label.description))
