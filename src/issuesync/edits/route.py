"""What hand edits want into changes of local files and the plan for GitHub."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from issuesync.edits.file_edits import Files, insert, keep_row, override, remove, state
from issuesync.edits.issue_edits import NewEntry, Wanted, edit_issue, plan_edits, unwritable
from issuesync.edits.relabel import label_edits
from issuesync.edits.relist import relist
from issuesync.edits.titles import retitle
from issuesync.model.limits import is_too_much
from issuesync.model.plan import Change, RemoveLabel
from issuesync.model.problem import Location, Problem
from issuesync.model.record import Origin
from issuesync.model.wording import counted
from issuesync.records.issues import build_record
from issuesync.schema.catalog import CATALOG
from issuesync.yamlfile.changes import Drop

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.edits.model import Edits, GoneRow, NewRow, Wish
    from issuesync.model.issue import Issue, Snapshot
    from issuesync.model.record import Record
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection, Schema

_ISSUE_FIELD = Origin.ISSUE_FIELD
_MOST_ROWS = 3
"""How many rows that are kept for their looks alone are told one by one."""


@dataclass(frozen=True, slots=True)
class Taken:
    """An edit that was understood: where it stands, what it says, and where that goes."""

    place: Location
    what: str
    into: str


@dataclass(slots=True)
class EditRouter:
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
    as_written: list[Taken] = field(default_factory=list)
    """The rows that are kept for their looks alone."""
    wanted: list[Wanted] = field(default_factory=list)
    entries: list[NewEntry] = field(default_factory=list)
    _issues: dict[int, Issue] | None = None

    def take(self, wishes: Edits) -> None:
        """Take in everything that is wanted of a collection."""
        collection = wishes.collection
        self.problems += wishes.problems
        self.refused |= wishes.refused
        for key, title, place in wishes.titles:
            self.take_title(collection, key, title, place)
        for wish in wishes.wishes.values():
            self.take_wish(wish, collection)
        for record, text, place in wishes.rows:
            into = keep_row(record, text, collection, self.files)
            if into and id(record) not in wishes.wishes:
                self.say_as_written(place, record.title, into)
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

    def refuse(self, place: Location, region: str, message: str, hint: str) -> None:
        """Note an edit that has nowhere to go."""
        self.problems.append(Problem("not-absorbed", message, place, hint))
        self.refused.add(region)

    def say(self, place: Location, what: str, into: str) -> None:
        """Note an edit that was understood."""
        self.taken.append(Taken(place, what, into))

    def say_as_written(self, place: Location, title: str, into: str) -> None:
        """Note a row that says what its entry says, and is kept as it is written."""
        self.as_written.append(Taken(place, f"{title}: written as in the document", into))

    def told(self) -> list[Taken]:
        """Return what was understood in order; many rows of a file kept for their looks as one."""
        found = list(self.taken)
        for into in dict.fromkeys(one.into for one in self.as_written):
            rows = [one for one in self.as_written if one.into == into]
            if len(rows) > _MOST_ROWS:
                what = f"{counted(len(rows), 'row')}: written as in the document"
                rows = [Taken(rows[0].place, what, into)]
            found += rows
        return sorted(found, key=lambda one: (one.place.file, one.place.line or 0))

    # Entries that are there

    def take_wish(self, wish: Wish, collection: Collection) -> None:
        """Take in what one entry should say: in its file, its overrides, or its issue."""
        record = wish.record
        if record.number is None:
            where = record.place.file
            keys = [*wish.values] if state(record, wish.values, collection, self.files) else []
        elif self.into_issues:
            where = f"issue #{record.number}"
            keys = self.into_issue(wish, record.number, collection)
        else:
            where = collection.overrides or "overrides"
            keys = self.into_overrides(wish, record.number, collection)
        for key in keys:
            what = _change_text(record, key, wish.values[key], collection)
            self.say(wish.places[key], what, where)

    def refuse_wish(self, wish: Wish, key: str, message: str, hint: str) -> None:
        """Note that a value of an entry has nowhere to go."""
        for region in wish.regions:
            self.refuse(wish.places[key], region, message, hint)

    def into_overrides(self, wish: Wish, number: int, collection: Collection) -> list[str]:
        """State the values in the collection's overrides; return the fields that can be."""
        issue = self.issue(number)
        if issue is not None and collection.overrides is not None:
            override(issue, wish.values, collection, self.schema.taxonomy, self.files)
            return [*wish.values]
        message = f"“{collection.key}” has no file of overrides to state this in"
        hint = f"add overrides: to it in {CATALOG}, or absorb --into issues"
        for key in wish.values:
            self.refuse_wish(wish, key, message, hint)
        return []

    def into_issue(self, wish: Wish, number: int, collection: Collection) -> list[str]:
        """Want the values of the issue itself: of its labels where those say it, else its body.

        An override beats the issue, so it goes, but not before the issue says the value.
        """
        issue = self.issue(number)
        assert issue is not None, "a record with a number is an issue that was read"
        bare = build_record(issue, collection, self.schema.taxonomy, {})
        said = [key for key, value in wish.values.items() if bare.value(key) == value]
        self.drop_overrides(number, said, collection)
        left = {key: value for key, value in wish.values.items() if key not in said}
        by_label = [k for k in left if k in bare.values and bare.values[k].origin is Origin.LABEL]
        of_field = [k for k in left if k in bare.values and bare.values[k].origin is _ISSUE_FIELD]
        for key in of_field:
            message = f"an issue field of #{number} states this {collection.by_key[key].label}"
            self.refuse_wish(wish, key, message, "change it there, or absorb it into the overrides")
        rest = {key: value for key, value in left.items() if key not in {*by_label, *of_field}}
        taken = [key for key in by_label if self.relabelled(wish, bare, key, collection)]
        refused = unwritable(issue, rest, collection)
        for key in refused:
            message = f"no edit makes issue #{number} state this {collection.by_key[key].label}"
            self.refuse_wish(wish, key, message, "absorb it into the overrides")
        rest = {key: value for key, value in rest.items() if key not in refused}
        if rest:
            self.wanted.append(Wanted(number, self.without_derived(rest, issue, collection)))
        if rest or taken:
            self.waiting |= wish.regions
        return [key for key in wish.values if key in {*said, *taken, *rest}]

    def relabelled(self, wish: Wish, bare: Record, key: str, collection: Collection) -> bool:
        """Plan the labels that say a value; say whether there are such labels."""
        found = label_edits(bare, collection.by_key[key], wish.values[key], self.schema)
        if found is None:
            message = f"no label of its group says this {collection.by_key[key].label}"
            self.refuse_wish(wish, key, message, f"add the label to {self.schema.labels}")
            return False
        for change in found:
            self.changes += self.as_borne(change) if isinstance(change, RemoveLabel) else [change]
        return True

    def as_borne(self, change: RemoveLabel) -> list[Change]:
        """Return a removal by each name under which the issue has the label."""
        issue = self.issue(change.number)
        names = [
            name
            for name in (issue.labels if issue else ())
            if (label := self.schema.taxonomy.find(name)) and label.name == change.label
        ]
        return [replace(change, label=name) for name in names or [change.label]]

    def without_derived(
        self, values: Mapping[str, Value | None], issue: Issue, collection: Collection
    ) -> dict[str, Value | None]:
        """Leave out what an issue need not state, since another field replaces it."""
        own = {k: v for k, v in values.items() if not collection.by_key[k].default}
        if len(own) == len(values):
            return dict(values)
        edit = edit_issue(issue, own, collection, [])
        edited = replace(issue, title=edit.title, body=edit.body) if edit else issue
        record = build_record(edited, collection, self.schema.taxonomy, {})
        return own | {k: v for k, v in values.items() if k not in own and record.value(k) != v}

    def drop_overrides(self, number: int, keys: list[str], collection: Collection) -> None:
        """Take away the overrides that would beat what the issue says."""
        if collection.overrides is None:
            return
        name = collection.overrides
        present = self.files.overrides_of(name, number)
        key = self.files.key_of(name, number) or str(number)
        drops = [Drop((key, field)) for field in keys if field in present]
        if drops:
            self.files.edit(name, *drops)

    # Entries to go, and new ones

    def take_all_gone(self, gone: list[GoneRow], collection: Collection) -> None:
        """Take in the removed rows, unless they are more than anybody is likely to have meant."""
        if is_too_much(len(gone), self.counts.get(collection.key, 0)):
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
        removal = RemoveLabel(record.number, collection.publish, "its row was removed")
        self.changes += self.as_borne(removal)
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

    def take_order(self, wishes: Edits, records: Sequence[Record]) -> None:
        """Take in the order of rows where a file of overrides lists it."""
        collection = wishes.collection
        orders = {name: keys for name, keys in wishes.orders.items() if name not in self.refused}
        if not orders or not collection.is_as_listed or collection.overrides is None:
            return
        listed = self.files.listed_in(collection.overrides)
        edits, moved = relist(orders.values(), records, listed)
        if edits:
            self.files.edit(collection.overrides, *edits)
            place = wishes.places[next(iter(orders))]
            what = f"{counted(moved, 'row')} moved to another place"
            self.say(place, what, collection.overrides)

    def take_title(self, collection: Collection, key: str, title: str, place: Location) -> None:
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
        self.say(place, f"section “{section.title}” is now called “{title}”", CATALOG)

    def issue(self, number: int) -> Issue | None:
        """Return an issue that was read."""
        if self._issues is None:
            read = self.snapshot.issues if self.snapshot else ()
            self._issues = {issue.number: issue for issue in read if not issue.is_pull}
        return self._issues.get(number)


def _change_text(record: Record, key: str, value: Value | None, collection: Collection) -> str:
    """State what a value becomes."""
    of = collection.by_key[key]
    old = record.value(key)
    was = f", was {of.type.show(old)}" if old is not None else ""
    return f"{record.title}: {of.label}: {'none' if value is None else of.type.show(value)}{was}"
