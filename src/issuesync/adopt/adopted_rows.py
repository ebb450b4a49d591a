"""The rows of a document under the schema made of them: data files, overrides, differences."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.adopt.outputs import plain_value, with_section
from issuesync.adopt.rows import between, found_in, said_by
from issuesync.adopt.settings import DATA, render_data
from issuesync.documents.fresh_rows import fresh_row, row_text
from issuesync.documents.tables import sign_of
from issuesync.edits.difference import differences
from issuesync.model.problem import Location
from issuesync.model.record import FieldValue, Origin
from issuesync.records.issues import build_record
from issuesync.records.overrides import ROW

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.adopt.infer import CollectionPlan, Design
    from issuesync.adopt.match import Matches
    from issuesync.adopt.reading import RowReading
    from issuesync.adopt.rows import Found
    from issuesync.adopt.settings import Value
    from issuesync.edits.difference import Difference
    from issuesync.markdown.blocks import Page
    from issuesync.model.issue import Issue, Snapshot
    from issuesync.model.record import Record
    from issuesync.schema.catalog import Schema


@dataclass(frozen=True)
class AdoptedRows:
    """All rows in the order of the document, as the catalog's files are to state them."""

    page: Page
    reading: RowReading
    matches: Matches
    design: Design
    schema: Schema

    @cached_property
    def found(self) -> dict[str, list[Found]]:
        """Map each collection to its rows and what stands between them."""
        lines = {row.line: index for index, row in enumerate(self.reading.rows)}
        return {
            plan.key: [
                found
                for place in plan.places
                for found in found_in(
                    self.page, self.reading.sheets[place.sheet], place.section, lines
                )
            ]
            for plan in self.design.collections
        }

    @cached_property
    def odd(self) -> dict[str, set[str]]:
        """Map each collection to the sections of lists whose bullets begin otherwise than ours."""
        return {
            plan.key: {
                section
                for section, items in self._texts(plan).items()
                if plan.kind == "list" and any(sign_of(item) != sign_of("- ") for item in items)
            }
            for plan in self.design.collections
        }

    def _texts(self, plan: CollectionPlan) -> dict[str, list[str]]:
        """Map each section to the Markdown of its rows."""
        texts: dict[str, list[str]] = {}
        for found in self.found[plan.key]:
            if found.row is not None:
                texts.setdefault(found.section, []).append(found.text)
        return texts

    def stated(self, plan: CollectionPlan, found: Found) -> dict[str, str]:
        """Return what a row states, its section behind its name."""
        assert found.row is not None
        collection = self.schema.by_key[plan.key]
        columns = collection.columns_in(found.section)
        said = said_by(self.reading.rows[found.row], columns, collection)
        return with_section(said, plan.sections.get(found.section, ""))

    def data_files(self) -> dict[str, str]:
        """Write the data file of each collection: its rows that no issue backs."""
        return {
            DATA.format(plan.key): render_data(self._entries(plan))
            for plan in self.design.collections
            if plan.has_data
        }

    def _entries(self, plan: CollectionPlan) -> Iterator[dict[str, Value]]:
        """Give the entries of a data file, and the lines between them."""
        collection = self.schema.by_key[plan.key]
        fields = collection.by_key
        for found in self.found[plan.key]:
            if found.row is None:
                if not plan.is_of_issues:
                    yield dict(between(found, plan.sections.get(found.section, "")))
                continue
            if found.row in self.matches.by_row:
                continue
            stated = self.stated(plan, found)
            entry: dict[str, Value] = {
                key: plain_value(fields[key], text) for key, text in stated.items() if key in fields
            }
            columns = collection.columns_in(found.section)
            is_item = plan.kind == "list"
            fresh = fresh_row(stated, columns, collection, self.schema.repository, is_item=is_item)
            is_fresh = fresh == found.text and found.section not in self.odd[plan.key]
            yield entry if is_fresh else {**entry, ROW: found.text}

    def differences(self, snapshot: Snapshot) -> Iterator[Difference]:
        """Compare every matched row with what its issue says by itself."""
        issues = {issue.number: issue for issue in snapshot.issues}
        for plan, found, number in self._of_issues():
            assert found.row is not None
            record = self._record(plan, issues[number])
            stated = self.stated(plan, found)
            line = self.reading.rows[found.row].line + 1
            yield from differences(record, self.schema.by_key[plan.key], stated, line)

    def _of_issues(self) -> Iterator[tuple[CollectionPlan, Found, int]]:
        """Give the rows of collections from issues that have one, with its number."""
        for plan in self.design.collections:
            for found in self.found[plan.key] if plan.is_of_issues else ():
                if found.row is not None and found.row in self.matches.by_row:
                    yield plan, found, self.matches.by_row[found.row].number

    def _record(self, plan: CollectionPlan, issue: Issue) -> Record:
        """Return what an issue says by itself."""
        return build_record(issue, self.schema.by_key[plan.key], self.schema.taxonomy, {})

    def kept_of_issues(
        self, snapshot: Snapshot, overrides: Mapping[int, Mapping[str, Value]]
    ) -> dict[int, dict[str, Value]]:
        """Add to the overrides the rows that would be written otherwise."""
        issues = {issue.number: issue for issue in snapshot.issues}
        kept: dict[int, dict[str, Value]] = {n: dict(fields) for n, fields in overrides.items()}
        for plan, found, number in self._of_issues():
            collection = self.schema.by_key[plan.key]
            record = self._record(plan, issues[number])
            stated = overrides.get(number, {})
            values = {
                key: FieldValue(
                    collection.by_key[key]
                    .type.read(text if isinstance(text, str) else "\n".join(f"- {x}" for x in text))
                    .value,
                    Origin.OVERRIDE,
                    Location(),
                )
                for key, text in stated.items()
            }
            whole = replace(record, values={**record.values, **values})
            columns = collection.columns_in(found.section)
            is_item = plan.kind == "list"
            fresh = row_text(whole, columns, collection, self.schema.repository, is_item=is_item)
            if fresh != found.text or found.section in self.odd[plan.key]:
                kept.setdefault(number, {})[ROW] = found.text
        return kept

    def listed(self) -> list[int | str | Mapping[str, Value]]:
        """Return the order of the collections from issues whose rows follow no sort."""
        items: list[int | str | Mapping[str, Value]] = []
        for plan in self.design.collections:
            if not plan.is_of_issues or not self.schema.by_key[plan.key].is_as_listed:
                continue
            for found in self.found[plan.key]:
                if found.row is None:
                    items.append(between(found, plan.sections.get(found.section, "")))
                elif found.row in self.matches.by_row:
                    items.append(self.matches.by_row[found.row].number)
                else:
                    items.append(self.stated(plan, found)["name"])
        return items
