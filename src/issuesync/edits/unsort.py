"""A sorted collection into one whose rows stand as they are listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.edits.stated import Stated
from issuesync.schema.catalog import AS_LISTED, CATALOG
from issuesync.yamlfile.changes import Put

if TYPE_CHECKING:
    from issuesync.edits.route import EditRouter
    from issuesync.model.problem import Location
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.yamlfile.source import Plain


def can_unsort(collection: Collection, catalog: Catalog) -> bool:
    """Say whether entries are stated in the order in which they are shown, by name alone."""
    if collection.is_as_listed or [name for name, _ in collection.sort] not in ([], ["name"]):
        return False
    sections = [one.key for one in collection.sections] or [""]
    key = collection.key
    return all(
        _is_rising([(files.index(one.place.file), one.index or 0) for one in records])
        for section in sections
        for files, records in [
            (
                collection.data_files,
                catalog.in_section(key, section) if section else catalog.in_collection(key),
            )
        ]
    )


def _is_rising(places: list[tuple[int, int]]) -> bool:
    """Say whether places are in order."""
    return places == sorted(places)


def unsort(collection: Collection, schema: Schema, router: EditRouter, place: Location) -> None:
    """Let the rows of a collection stand as listed; those that are like it stay as they are."""
    stated = Stated(schema, collection)
    order: list[Plain] = [f"{'-' * down}{name}" for name, down in collection.sort]
    router.files.edit(CATALOG, *stated.kept_by_others("sort", order))
    router.files.edit(CATALOG, Put(stated.path("sort"), AS_LISTED))
    what = f"the rows of “{collection.key}” are in an order of their own, no longer sorted by name"
    router.say(place, what, CATALOG)
