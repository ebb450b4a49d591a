"""Sections' titles that were edited in a document into changes of ``catalog.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.edits.stated import Stated
from issuesync.fields.base import slug
from issuesync.yamlfile.changes import Put

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.schema.catalog import Collection, Schema
    from issuesync.schema.parts import Section
    from issuesync.yamlfile.source import Plain


def retitle(
    collection: Collection, section: Section, title: str, schema: Schema, *, keeps_key: bool
) -> Put | None:
    """Return the change that gives a section another title and keeps its former one.

    A section that a list names by its title has a key made of that: where regions use it, the
    list becomes a mapping. ``None`` where ``catalog.yaml`` does not state the title there.
    """
    settings = Stated(schema, collection)
    path, stated = settings.path("sections"), settings.own.get("sections")
    was = [*section.was, section.title]
    if isinstance(stated, dict) and section.key in stated:
        return Put((*path, section.key), _with_title(stated[section.key], title, was))
    if not isinstance(stated, list):
        return None
    by_key = {slug(_title_of(present)): present for present in stated}
    if section.key not in by_key:
        return None
    changed = _with_title(by_key[section.key], title, was)
    if keeps_key and slug(title) != section.key:
        return Put(path, {**by_key, section.key: changed})
    return Put((*path, list(by_key).index(section.key)), changed)


def _title_of(present: Plain) -> str:
    """Return the title that a section of a list states."""
    stated = present.get("title") if isinstance(present, dict) else present
    return stated if isinstance(stated, str) else ""


def _with_title(present: Plain, title: str, was: Iterable[str]) -> Plain:
    """Return a section's setting with another title; what else it states stays."""
    settings = dict(present) if isinstance(present, dict) else {}
    former = [name for name in dict.fromkeys(was) if name != title]
    return {**settings, "title": title, "was": [*former]}
