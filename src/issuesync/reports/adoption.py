"""A catalog made of a document into a few lines that say what became of what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.model.wording import counted
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.model.problem import Problem
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection

_OUTSIDE = frozenset({"not-adopted", "placeholder-row", "broken-table", "reads-otherwise"})


def adopted_lines(catalog: Catalog, problems: Iterable[Problem]) -> Iterator[str]:
    """Give a line for each collection, its fields with their types, and what stayed outside."""
    for collection in catalog.schema.collections:
        count = len(catalog.in_collection(collection.key))
        lists = len(collection.sections)
        where = f" in {counted(lists, 'section')}" if lists else ""
        yield f"{collection.key}: {counted(count, 'entry', 'entries')}{where}"
        yield f"    fields: {_fields(collection, catalog)}"
    outside = [one for one in problems if one.code in _OUTSIDE]
    if outside:
        yield f"left as it is: {counted(len(outside), 'place')}"
        yield from (f"    line {one.place.line}: {one.message}" for one in outside)


def _fields(collection: Collection, catalog: Catalog) -> str:
    """List the fields that entries state, with their types."""
    stated = {key for one in catalog.in_collection(collection.key) for key in one.values}
    shown = (one for one in collection.fields if one.key in stated - {SECTION})
    return ", ".join(f"{one.key} ({one.type.kind})" for one in shown)
