"""What hand edits want into changes of local files and the plan for GitHub."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.adopt.edits import NewEntry, Wanted, edit_issue, plan_edits
from issuesync.adopt.local import Files, insert, override, remove, state
from issuesync.adopt.titles import retitle
from issuesync.fields.choice import Choice, Choices
from issuesync.model.plan import AddLabel, Change, RemoveLabel
from issuesync.model.problem import Place, Problem
from issuesync.model.record import Origin
from issuesync.records.issues import build_record
from issuesync.schema.changes import Drop

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.adopt.wishes import GoneRow, NewRow, Wish, Wishes
    from issuesync.model.issue import Issue, Snapshot
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection, Field, Schema

CATALOG = "catalog.yaml"
MOST_GONE = 10
"""More than this, and more than half of all, is no removal any more."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An edit that was understood: where it stands, what it says, and where that goes."""

    place: Place
    what: str
    into: str


@dataclass(slots=True)
class Taker:
    """Takes wishes in, a collection at a time.

    ``waiting`` holds the regions that show what they say only once the plan is carried out.
    """

    schema: Schema
    snapshot: Snapshot | None
    files: Files
    into_issues: bool
    names: tuple[str, ...] = ()
    """The names of all regions, by which a section's key may be in use."""
    counts: Mapping[str, int] = field(default_factory=dict)
    """How many entries each collection has."""
    taken: list[Taken] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    waiting: set[str] = field(default_factory=set)
    wanted: list[Wanted] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    _issues: dict[int, Issue] | None = None

    def take(self, wishes: Wishes) -> None:
        """Take in everything that is wanted of a collection."""
        collection = wishes.collection
        self.problems += wishes.problems
        self.refused |= wishes.refused
        for key, title, place in wishes.titles:
            self.take_title(collection, key, title, place)
        for wish in wishes.wishes.values():
            self.take_wish(wish, collection)
        self.take_all_gone([*wishes.gone.values()], collection)
        for row in wishes.new:
            self.take_new(row, collection)
        self.plan(collection)

    def plan(self, collection: Collection) -> None:
        """Plan what issues should say, and those to make."""
        if self.snapshot is None:
            return
        plan, problems = plan_edits(
            self.schema, collection, self.snapshot, self.wanted, self.entries
        )
        self.changes += plan
        self.problems += problems
        self.wanted, self.entries = [], []

    def refuse(self, place: Place, region: str, message: str, hint: str) -> None:
        """Note an edit that has nowhere to go."""
        self.problems.append(Problem("not-absorbed", message, place, hint))
        self.refused.add(region)

    def say(self, place: Place, what: str, into: str) -> None:
        """Note an edit that was understood."""
        self.taken.append(Taken(place, what, into))

    # Entries that are there

    def take_wish(self, wish: Wish, collection: Collection) -> None:
        """Take in what one entry should say: in its file, its overrides, or its issue."""
        record = wish.record
        if record.number is None:
            where = record.place.file
            is_done = state(record, wish.values, collection, self.files)
        elif self.into_issues:
            where = f"issue #{record.number}"
            is_done = self.into_issue(wish, record.number, collection)
        else:
            where = collection.overrides or "overrides"
            is_done = self.into_overrides(wish, record.number, collection)
        if not is_done:
            return
        for key, value in wish.values.items():
            self.say(wish.places[key], change_text(record, key, value, collection), where)

    def into_overrides(self, wish: Wish, number: int, collection: Collection) -> bool:
        """State the values in the collection's overrides; say whether that can be."""
        issue = self.issue(number)
        if issue is None or collection.overrides is None:
            message = f"“{collection.key}” has no file of overrides to state this in"
            hint = f"add overrides: to it in {CATALOG}, or absorb --into issues"
            for place in dict.fromkeys(wish.places.values()):
                for region in wish.regions:
                    self.refuse(place, region, message, hint)
            return False
        override(issue, wish.values, collection, self.schema.taxonomy, self.files)
        return True

    def into_issue(self, wish: Wish, number: int, collection: Collection) -> bool:
        """Want the values of the issue itself: of its labels where those say it, else its body."""
        rest: dict[str, Value | None] = {}
        for key, value in wish.values.items():
            stated = wish.record.values.get(key)
            if stated is None or stated.origin is not Origin.LABEL:
                rest[key] = value
                continue
            found = label_changes(wish.record, collection.by_key[key], value, self.schema)
            if found is None:
                label = collection.by_key[key].label
                message = f"no label of its group says this {label}"
                for region in wish.regions:
                    self.refuse(wish.places[key], region, message, "add the label to labels.yaml")
            else:
                self.changes += found
        self.wanted.append(Wanted(number, self.without_derived(rest, number, collection)))
        self.drop_overrides(number, wish.values, collection)
        self.waiting |= wish.regions
        return True

    def without_derived(
        self, values: Mapping[str, Value | None], number: int, collection: Collection
    ) -> dict[str, Value | None]:
        """Leave out what an issue need not state, since another field stands in for it."""
        issue = self.issue(number)
        own = {k: v for k, v in values.items() if not collection.by_key[k].default}
        if issue is None or len(own) == len(values):
            return dict(values)
        edit = edit_issue(issue, own, collection, [])
        edited = replace(issue, title=edit.title, body=edit.body) if edit else issue
        record = build_record(edited, collection, self.schema.taxonomy, {})
        return own | {k: v for k, v in values.items() if k not in own and record.value(k) != v}

    def drop_overrides(
        self, number: int, values: Mapping[str, Value | None], collection: Collection
    ) -> None:
        """Take away the overrides that would beat what the issue is to say."""
        if collection.overrides is None:
            return
        name = collection.overrides
        present = self.files.overrides_of(name, number)
        key = self.files.key_of(name, number) or str(number)
        drops = [Drop((key, field)) for field in values if field in present]
        if drops:
            self.files.edit(name, *drops)

    # Entries to go, and new ones

    def take_all_gone(self, gone: list[GoneRow], collection: Collection) -> None:
        """Take in the removed rows, unless they are more than anybody is likely to have meant."""
        if len(gone) > MOST_GONE and 2 * len(gone) > self.counts.get(collection.key, 0):
            message = f"{len(gone)} rows of “{collection.key}” are gone, more than half of all"
            hint = "restore the document, or remove the entries where they are kept"
            for one in gone:
                self.refused.add(one.region)
            self.problems.append(Problem("not-absorbed", message, gone[0].place, hint))
            return
        for one in gone:
            self.take_gone(one, collection)

    def take_gone(self, gone: GoneRow, collection: Collection) -> None:
        """Take in the removal of a row: out of its file, or out of what is published."""
        record = gone.record
        what = f"{record.title}: removed"
        if record.number is None:
            if remove(record, self.files):
                self.say(gone.place, what, record.place.file)
            return
        if collection.publish is None:
            message = f"the entry is issue #{record.number}, and no label publishes it"
            self.refuse(gone.place, gone.region, message, "close the issue")
            return
        self.changes.append(RemoveLabel(record.number, collection.publish, "its row was removed"))
        self.waiting.add(gone.region)
        self.say(gone.place, what, f"issue #{record.number}")

    def take_new(self, row: NewRow, collection: Collection) -> None:
        """Take in a row without an entry: publish its issue, or make an entry or an issue."""
        values = {key: value for key, value in row.values.items() if value is not None}
        name = str(values[collection.naming])
        if row.number is not None and collection.from_issues:
            self.publish(row, name, row.number, collection)
        elif collection.data_files:
            insert(row.values, row.after, collection, self.files)
            self.say(row.place, f"{name}: new", collection.data_files[-1])
        else:
            self.entries.append(NewEntry(name, values, row.place))
            self.waiting.add(row.region)
            self.say(row.place, f"{name}: new", "a new issue")

    def publish(self, row: NewRow, name: str, number: int, collection: Collection) -> None:
        """Publish the issue that a new row leads to, and let it say what the row does."""
        issue = self.issue(number)
        if issue is None:
            message = f"the row leads to #{number}, which is not among the issues read"
            self.refuse(row.place, row.region, message, "read the issues with --from github")
            return
        record = build_record(issue, collection, self.schema.taxonomy, {})
        differing = {k: v for k, v in row.values.items() if record.value(k) != v}
        if self.into_issues or collection.overrides is None:
            self.wanted.append(Wanted(number, differing, "its row was added"))
        else:
            self.wanted.append(Wanted(number, {}, "its row was added"))
            override(issue, differing, collection, self.schema.taxonomy, self.files)
        self.waiting.add(row.region)
        self.say(row.place, f"#{number} {name}: published", f"issue #{number}")

    def take_title(self, collection: Collection, key: str, title: str, place: Place) -> None:
        """Take in a section's new title; its former one stays among those that it had."""
        section = next(one for one in collection.sections if one.key == key)
        region = f"{place.file} table {collection.key}"
        is_used = any(name.endswith(f" {collection.key}/{key}") for name in self.names)
        change = retitle(collection, section, title, self.schema, keeps_key=is_used)
        if change is None:
            message = f"{CATALOG} does not state the title of “{section.title}” there"
            self.refuse(place, region, message, f"change it in {CATALOG}")
            return
        self.files.edit(CATALOG, change)
        self.say(place, f"section “{section.title}” is “{title}” by now", CATALOG)

    def issue(self, number: int) -> Issue | None:
        """Return an issue that was read."""
        if self._issues is None:
            read = self.snapshot.issues if self.snapshot else ()
            self._issues = {issue.number: issue for issue in read if not issue.is_pull}
        return self._issues.get(number)


def change_text(record: Record, key: str, value: Value | None, collection: Collection) -> str:
    """State what a value becomes."""
    of = collection.by_key[key]
    old = record.value(key)
    was = f", was {of.type.show(old)}" if old is not None else ""
    return f"{record.title}: {of.label}: {'none' if value is None else of.type.show(value)}{was}"


def label_changes(
    record: Record, field: Field, value: Value | None, schema: Schema
) -> list[Change] | None:
    """Return the changes of labels that make a group say a value; ``None`` where no label does."""
    group = schema.taxonomy.by_group.get(field.group or "")
    if group is None or not isinstance(field.type, Choice | Choices) or record.number is None:
        return None
    keys = {key: name for name in (one.name for one in group.labels)
            for key in keys_of(field.type.of_names([name]))}  # fmt: skip
    wanted = set(keys_of(value))
    if wanted - set(keys):
        return None
    return list(relabel(record, record.number, field, keys, wanted))


def relabel(
    record: Record, number: int, field: Field, keys: Mapping[str, str], wanted: set[str]
) -> Iterator[Change]:
    """Give the labels to add, then those to take away."""
    reason = f"its row's {field.label}"
    for key, name in keys.items():
        if key in wanted and name not in record.labels:
            yield AddLabel(number, name, reason)
    for key, name in keys.items():
        if key not in wanted and name in record.labels:
            yield RemoveLabel(number, name, reason)


def keys_of(value: Value | None) -> tuple[str, ...]:
    """Return the keys of the options in a value."""
    if isinstance(value, str):
        return (value,)
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, tuple) else ()
