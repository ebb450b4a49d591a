"""What ``catalog.yaml`` states of one collection, and of those that are like it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.yamlfile.changes import Edit, Insert, Put

if TYPE_CHECKING:
    from issuesync.schema.catalog import Collection, Schema
    from issuesync.yamlfile.source import Path, Plain


@dataclass(frozen=True, slots=True)
class Stated:
    """The settings of a collection as the file has them, and the edits that add to them."""

    schema: Schema
    collection: Collection

    def path(self, *parts: str | int) -> Path:
        """Return where a setting of the collection stands in the file."""
        return ("collections", self.collection.key, *parts)

    @property
    def file(self) -> dict[str, Plain]:
        """Return all settings."""
        return mapping(self.schema.file.value)

    @property
    def own(self) -> dict[str, Plain]:
        """Return what is stated of the collection itself."""
        return mapping(mapping(self.file.get("collections")).get(self.collection.key))

    def inherited(self, setting: str) -> Plain:
        """Return a setting of the collection, else that of the one it is like."""
        if setting in self.own:
            return self.own[setting]
        like = self.own.get("like")
        others = mapping(self.file.get("collections"))
        return mapping(others.get(like)).get(setting) if isinstance(like, str) else None

    def kept_by_others(self, setting: str, value: Plain) -> list[Edit]:
        """Let the collections that are like this one keep what they had of it."""
        others = mapping(self.file.get("collections"))
        return [
            Put(("collections", key, setting), value)
            for key, one in others.items()
            if mapping(one).get("like") == self.collection.key and setting not in mapping(one)
        ]

    def section_at(self, key: str) -> tuple[Path, Plain] | None:
        """Return where a section is stated, and how; nothing where that is elsewhere."""
        stated = self.own.get("sections")
        if isinstance(stated, dict) and key in stated:
            return self.path("sections", key), stated[key]
        keys = [one.key for one in self.collection.sections]
        if isinstance(stated, list) and key in keys:
            at = keys.index(key)
            return self.path("sections", at), stated[at]
        return None

    def add_section(self, key: str, title: str, after: str, columns: list[str]) -> Edit | None:
        """State a section behind another; nothing where no sections are stated."""
        stated = self.own.get("sections")
        value: Plain = {"title": title, "columns": [*columns]} if columns else title
        if isinstance(stated, dict):
            return Put(self.path("sections", key), value)
        keys = [one.key for one in self.collection.sections]
        return Insert(self.path("sections", keys.index(after) + 1), value) if stated else None


def mapping(value: Plain) -> dict[str, Plain]:
    """Return a mapping as it is, and anything else as an empty one."""
    return value if isinstance(value, dict) else {}
