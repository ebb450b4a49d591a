"""What the Markdown of a row says of its entry, and what a data file states of that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.documents.fresh_rows import fresh_row
from issuesync.documents.says import states, tells_all, text_of, unlike
from issuesync.edits.row_pairs import Trait
from issuesync.fields.base import fold
from issuesync.fields.choices import Choices
from issuesync.markdown.inline import read_cell
from issuesync.model.record import Record
from issuesync.records.overrides import BETWEEN, ROW
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.documents.kept import KeptRows
    from issuesync.edits.listed_rows import ListedRow
    from issuesync.markdown.regions import Region
    from issuesync.schema.catalog import Collection
    from issuesync.yamlfile.source import Plain

_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[,，、;；]")


@dataclass(frozen=True, slots=True)
class ListedWords:
    """Reads rows of one collection; ``repository`` is where its issues are."""

    kept: KeptRows
    repository: str

    @property
    def collection(self) -> Collection:
        """Return the collection whose rows are read."""
        return self.kept.collection

    def said(self, row: ListedRow) -> dict[str, str] | str:
        """Return what a row says, or why it cannot be used where it does."""
        if row.region.startswith("table "):
            columns = self.collection.columns_in(row.section)
            found = self.kept.row_says(row.text.strip("\n"), columns)
        else:
            found = self.kept.item_says(row.text.strip("\n"))
        return found if isinstance(found, str) else {**found, **row.outer}

    def trait_of(self, row: ListedRow) -> Trait:
        """Read off a row what tells it from others."""
        addresses = frozenset(one.url for one in read_cell(row.bare).links)
        words = frozenset(_WORD.findall(row.bare))
        said = {} if isinstance(row.own, Record) else self.said(row)
        name = row.own.name if isinstance(row.own, Record) else ""
        if isinstance(said, dict):
            name = name or said.get(self.collection.naming, "")
        return Trait(fold(name), addresses, words)

    def tells_all(self, region: Region) -> bool:
        """Say whether a row of a region can be read whole."""
        columns = self.collection.columns_in(region.address.section)
        is_list = region.address.kind == "list"
        return tells_all(columns, self.collection, is_list=is_list)

    def reads_otherwise(self, old: ListedRow, new: ListedRow) -> bool:
        """Say whether a row that was edited did not say before what its entry says."""
        if not isinstance(old.own, Record) or old.text == new.text:
            return False
        said = self.said(old)
        known = self.known(old)
        return isinstance(said, str) or bool(
            self.differing(said, known) or set(self.differing(known, said)) - set(self.outer_keys())
        )

    def known(self, old: ListedRow | None) -> dict[str, str]:
        """Return what the row of an entry has to say."""
        if old is None or not isinstance(old.own, Record):
            return {}
        found = states(old.own, self.collection.columns_in(old.section), self.collection)
        for key in self.outer_keys():
            found[key] = text_of(old.own, key, self.collection)
        return {key: text for key, text in found.items() if text}

    def outer_keys(self) -> tuple[str, ...]:
        """Return the fields that a bullet states by where it stands."""
        return tuple(key for key in ("part_of", "group") if key in self.collection.by_key)

    def differing(self, said: Mapping[str, str], known: Mapping[str, str]) -> dict[str, str]:
        """Return what a row says other than its entry."""
        found = unlike(said, known, self.collection)
        return {key: text for key, text in found.items() if key in self.collection.by_key}

    def fault_of(self, key: str, text: str) -> tuple[str, str] | None:
        """Say why a text is not a value of a field, and what to do; nothing where it is one."""
        of = self.collection.by_key[key]
        reading = of.type.read(text)
        if of.type.is_blank(text) or reading.value is not None:
            return None
        found = next(iter(reading.findings), None)
        why = f": {found.message}" if found else ""
        return f"{of.label} cannot be read{why}", found.hint if found else ""

    def stated(
        self, row: ListedRow, said: Mapping[str, str], *, is_usual: bool
    ) -> dict[str, Plain]:
        """Return what a data file states of a row, or of what is between rows.

        ``is_usual`` says that the bullets of the list begin as ours do.
        """
        section: dict[str, Plain] = (
            {SECTION: self.collection.title_of(row.section)} if row.section else {}
        )
        if not row.is_entry:
            return {BETWEEN: row.text, **section}
        naming = self.collection.naming
        fields: dict[str, Plain] = {
            key: self.plain(key, text)
            for key, text in said.items()
            if key != naming and key in self.collection.by_key
            and text
        }  # fmt: skip
        entry: dict[str, Plain] = {naming: said[naming], **section, **fields}
        return entry if is_usual and self.is_fresh(row, entry) else {**entry, ROW: row.text}

    def is_fresh(self, row: ListedRow, entry: Mapping[str, Plain | None]) -> bool:
        """Say whether a row is what would be written of its entry anyway."""
        told = {key: value for key, value in entry.items() if value and key != ROW}
        stated = {key: value for key, value in told.items() if isinstance(value, str)}
        columns = self.collection.columns_in(row.section)
        is_item = row.region.startswith("list ")
        fresh = fresh_row(stated, columns, self.collection, self.repository, is_item=is_item)
        return row.text == fresh and len(stated) == len(told)

    def plain(self, key: str, text: str) -> Plain:
        """Return a text as YAML states it: several options as a list."""
        of = self.collection.by_key[key].type
        if not isinstance(of, Choices):
            return text
        parts = [part.strip() for part in _PARTS.split(text) if part.strip()]
        listed = of.read("\n".join(f"- {part}" for part in parts))
        return list(parts) if listed == of.read(text) else text
