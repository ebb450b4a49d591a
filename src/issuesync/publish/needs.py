"""What a published file still needs to know of the catalog."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuesync.schema.catalog import About

_NEEDS = {
    "croissant": ("title", "description", "license", "creators"),
    "datapackage": ("title", "license"),
    "feed": ("title", "url"),
    "jsonld": ("title", "description", "license"),
    "citation": ("title", "creators"),
}


def missing_for(output: str, about: About) -> tuple[str, ...]:
    """Return the settings of ``about:`` that an output needs and that nobody states."""
    return tuple(key for key in _NEEDS.get(output, ()) if not getattr(about, key))
