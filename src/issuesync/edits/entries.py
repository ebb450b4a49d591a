"""A collection's entries by the rows that show them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from issuesync.documents.kept import KeptRows
from issuesync.documents.tables import render_cell, render_item
from issuesync.edits.pairs import know
from issuesync.edits.region_rows import RegionRow, split_item
from issuesync.fields.base import fold
from issuesync.markdown.blocks import Bullets, read_row
from issuesync.markdown.document import parse_document
from issuesync.markdown.rows import join_cells
from issuesync.records.catalog import sections_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.model.record import Record
    from issuesync.schema.catalog import Collection


@dataclass(slots=True)
class EntryIndex:
    """The records of a collection; the rows that show them now are made once each."""

    records: Sequence[Record]
    collection: Collection
    repository: str
    by_number: dict[int, Record] = field(default_factory=dict)
    by_name: defaultdict[str, list[Record]] = field(default_factory=lambda: defaultdict(list))
    by_cells: defaultdict[tuple[str, ...], list[Record]] = field(
        default_factory=lambda: defaultdict(list)
    )
    by_addresses: defaultdict[frozenset[str], list[Record]] = field(
        default_factory=lambda: defaultdict(list)
    )

    _kept: KeptRows = field(init=False)

    def __post_init__(self) -> None:
        self._kept = KeptRows(self.collection, self.repository, {})
        for record in self.records:
            if record.number is not None:
                self.by_number[record.number] = record
            self.by_name[fold(record.name)].append(record)
            tables = [self.row_of(record, key) for key in sections_of(record) or ("",)]
            items = [self.row_of(record, "", is_item=True)]
            for cells in dict.fromkeys(row.cells for row in (*tables, *items)):
                self.by_cells[cells].append(record)
            for addresses in {know(row, self.collection).addresses for row in tables}:
                if addresses:
                    self.by_addresses[addresses].append(record)

    def row_of(self, record: Record, section: str, *, is_item: bool = False) -> RegionRow:
        """Return the row that shows an entry in a section, as a reader of the document finds it."""
        cells = self._item(record) if is_item else self._cells(record, section)
        return RegionRow("", section, cells, 0, is_item)

    def _item(self, record: Record) -> tuple[str, ...]:
        """Return the two parts of an entry's bullet, as it is kept or written."""
        kept = self._kept.item_of(record)
        blocks = parse_document("", kept).page.blocks if kept is not None else ()
        if blocks and isinstance(blocks[0], Bullets) and len(blocks[0].items) == 1:
            return split_item(blocks[0].items[0].raw)
        return split_item(render_item(record, self.collection, self.repository))

    def _cells(self, record: Record, section: str) -> tuple[str, ...]:
        """Return the cells of an entry's row, as it is kept or written."""
        columns = self.collection.columns_in(section)
        row = self._kept.row_of(record, columns)
        if row is None:
            rendered = [render_cell(record, c, self.collection, self.repository) for c in columns]
            row = join_cells(rendered)
        return tuple(cell.raw for cell in read_row(row, 0).cells)

    def find(self, row: RegionRow) -> Record | None:
        """Return the one entry that a row shows: whole, by issue, by name, by its addresses."""
        known = know(row, self.collection)
        if known.number is not None:
            return self.by_number.get(known.number)
        ways = (
            self.by_cells.get(row.cells, []),
            self.by_name.get(known.name, []) if known.name else [],
            self.by_addresses.get(known.addresses, []) if known.addresses else [],
        )
        return next((found[0] for found in ways if len(found) == 1), None)
