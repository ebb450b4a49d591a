"""What a declared output still needs to know of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.markdown.document import parse_document
from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.schema.catalog import Schema
    from issuesync.schema.parts import About

_NEEDS = {
    "citation": ("title", "creators"),
    "croissant": ("title", "description", "license", "creators"),
    "datapackage": ("title", "license"),
    "feed": ("title", "url"),
    "jsonld": ("title", "description", "license"),
}
_PUBLISHED = {"croissant": "croissant.json", "datapackage": "datapackage.json", "feed": "feed.xml"}


def missing_for(output: str, about: About) -> tuple[str, ...]:
    """Return the settings of ``about:`` that an output needs and that nobody states."""
    return tuple(key for key in _NEEDS.get(output, ()) if not getattr(about, key))


def check_needs(schema: Schema, documents: Mapping[str, str | None]) -> Iterator[Problem]:
    """Report what exports and citations lack, and what publishing does once ``about:`` is there."""
    for index, one in enumerate(schema.exports):
        place = schema.file.place("exports", index)
        yield from _lacking(schema, one.format, f"the export “{one.path}”", place)
    for path, text in documents.items():
        for region in parse_document(path, text).regions if text else ():
            if region.name == "citation":
                yield from _lacking(
                    schema, "citation", "“citation”", Location(path, line=region.begin + 1)
                )
    if ("about",) in schema.file.lines:
        for output, name in _PUBLISHED.items():
            yield from _lacking(schema, output, name, schema.file.place("about"))


def _lacking(schema: Schema, output: str, name: str, place: Location) -> Iterator[Problem]:
    """Report what one output lacks."""
    missing = missing_for(output, schema.about)
    if missing:
        hint = "state it below about: in catalog.yaml, or in CITATION.cff"
        yield Problem("about-missing", f"{name} needs {', '.join(missing)}", place, hint)
