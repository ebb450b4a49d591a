"""What ``charts:`` declares, with every name resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.schema.catalog import Collection
    from issuesync.schema.name_resolution import NameTable
    from issuesync.schema.parts import Chart

_NEEDS_FIELD = ("bars", "together", "grid")
_ONE = ("choice", "country", "text")
"""The types of which an entry has one value, so that the parts of a bar add up."""
_SEVERAL = ("choices", "labels", "list", "entries")
"""The types of which one entry may have two values."""


def build_charts(names: NameTable, collections: Mapping[str, Collection]) -> Iterator[Chart]:
    """Give every chart that is sound; note what is wrong with the others."""
    of_issues = [key for key, one in collections.items() if one.from_issues]
    default = (of_issues or [*collections, ""])[0]
    for name, stated in names.settings.charts.items():
        key = stated.of or default
        if not names.known("collection", key, collections, "charts", name, "of"):
            continue
        chart = _build_chart(names, name, stated, collections[key])
        if chart is not None:
            yield chart


def _build_chart(
    names: NameTable, name: str, stated: Chart, collection: Collection
) -> Chart | None:
    """Build one chart; note a field that the collection does not have, or not of that type."""
    before = len(names.problems)
    year = stated.year or _first(collection, ("year",))
    has_one_section = SECTION in collection.by_key and not collection.has_several_sections
    by = stated.by or (SECTION if has_one_section else None)
    if stated.field is None and stated.kind in _NEEDS_FIELD:
        message = f"a chart of the kind {stated.kind} needs a field"
        hint = f"field: and one of {', '.join(collection.by_key)}"
        names.report("missing-setting", message, "charts", name, hint=hint)
    if stated.kind in {"years", "grid"} and year is None:
        message = f"no field of “{collection.key}” is a year"
        names.report("missing-setting", message, "charts", name, hint="year: and a field's name")
    wanted = {
        "field": (stated.field, _SEVERAL if stated.kind == "together" else ()),
        "year": (stated.year, ("year",)),
        "by": (stated.by, _ONE),
        "size": (stated.size, ("count", "bytes")),
    }
    for setting, (key, kinds) in wanted.items():
        _check_field(names, collection, key, kinds, ("charts", name, setting))
    if len(names.problems) > before:
        return None
    title = stated.title or (collection.by_key[stated.field].label if stated.field else name)
    resolved = {"name": name, "collection": collection.key, "title": title, "year": year, "by": by}
    return stated.model_copy(update={**resolved, "folder": names.settings.pictures})


def _check_field(
    names: NameTable,
    collection: Collection,
    key: str | None,
    kinds: tuple[str, ...],
    path: tuple[str, ...],
) -> None:
    """Note a field that is not the collection's, or of another type than the chart needs."""
    if key is None or not names.known(
        f"field of “{collection.key}”", key, collection.by_key, *path
    ):
        return
    kind = collection.by_key[key].type.kind
    if kinds and kind not in kinds:
        hint = f"name a field of the type {' or '.join(kinds)}"
        names.report("wrong-setting", f"“{key}” is of the type {kind}", *path, hint=hint)


def _first(collection: Collection, kinds: tuple[str, ...]) -> str | None:
    """Return the first field of one of these types."""
    return next((one.key for one in collection.fields if one.type.kind in kinds), None)
