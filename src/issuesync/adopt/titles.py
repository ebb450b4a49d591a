"""Sections' titles that were edited in a document into changes of ``catalog.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.fields.base import slug
from issuesync.schema.edit import Put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.schema.catalog import Collection, Schema, Section
    from issuesync.schema.source import Plain


def retitle(collection: Collection, section: Section, title: str, schema: Schema) -> Put | None:
    """Return the change that gives a section another title and keeps its former one.

    ``None`` where ``catalog.yaml`` does not state the title at the collection itself.
    """
    path = ("collections", collection.key, "sections")
    stated = stated_sections(collection, schema)
    was = [*section.was, section.title]
    if isinstance(stated, dict) and section.key in stated:
        present = stated[section.key]
        return Put((*path, section.key), with_title(present, title, was))
    if isinstance(stated, list):
        for index, present in enumerate(stated):
            shown = present.get("title") if isinstance(present, dict) else present
            if isinstance(shown, str) and slug(shown) == section.key:
                return Put((*path, index), with_title(present, title, was))
    return None


def stated_sections(collection: Collection, schema: Schema) -> Plain:
    """Return the sections as the file states them."""
    value = schema.file.value
    for part in ("collections", collection.key, "sections"):
        value = value.get(part) if isinstance(value, dict) else None
    return value


def with_title(present: Plain, title: str, was: Iterable[str]) -> Plain:
    """Return a section's setting with another title; what else it states stays."""
    settings = dict(present) if isinstance(present, dict) else {}
    former = [name for name in dict.fromkeys(was) if name != title]
    return {**settings, "title": title, "was": [*former]}


def loses_key(collection: Collection, section: Section, title: str, schema: Schema) -> bool:
    """Say whether a new title gives the section another key, by which regions name it."""
    is_list = isinstance(stated_sections(collection, schema), list)
    return is_list and slug(title) != section.key
