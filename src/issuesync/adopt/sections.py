"""Sheets of one collection into its title, its key and its sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import fold, slug
from issuesync.markdown.regions import entries_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.markdown.tables import Sheet

_ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sheet's rows go; a sheet whose bullets make sections has several."""

    sheet: int
    sections: Mapping[tuple[str, ...], str]
    """By the bullets above a row, the key of its section; empty for a collection without any."""


def collection_title(sheets: Sequence[Sheet], *, is_single: bool) -> str:
    """Return the heading that all the sheets stand under, where it is not the document's own."""
    paths = [sheet.path if is_single else sheet.path[:-1] for sheet in sheets]
    has_bullets = len(sheets) == 1 and any(entry.above for entry in sheets[0].entries)
    if has_bullets:
        paths = [sheets[0].path]
    common = paths[0] if all(path == paths[0] for path in paths) else ()
    least = 1 if is_single or has_bullets else 2
    return common[-1] if len(common) >= least else ""


def collection_key(sheets: Sequence[Sheet], title: str, taken: set[str]) -> str:
    """Return a key that names regions: the one they have, else the title's."""
    wanted = entries_of(sheets[0].region).collection or slug(title) or _ENTRIES
    return _free_key(wanted, taken)


def _free_key(wanted: str, taken: set[str]) -> str:
    """Return the key with a number behind it where it is taken, and take it."""
    key, number = wanted, 2
    while key in taken:
        key, number = f"{wanted}-{number}", number + 1
    taken.add(key)
    return key


def plan_sections(
    sheets: Sequence[Sheet], members: Sequence[int]
) -> tuple[dict[str, str], tuple[Placed, ...]]:
    """Make a section of each sheet, or of the bullets that a list's entries stand under."""
    sections: dict[str, str] = {}
    keys: set[str] = set()
    titles: set[str] = set()
    has_bullets = any(entry.above for sheet in sheets for entry in sheet.entries)
    if len(sheets) == 1 and not has_bullets and "/" not in sheets[0].region:
        return {}, (Placed(members[0], {}),)
    places: list[Placed] = []
    for index, sheet in zip(members, sheets, strict=True):
        address = entries_of(sheet.region)
        own: dict[tuple[str, ...], str] = {}
        for above in dict.fromkeys(entry.above for entry in sheet.entries) or ((),):
            title = " / ".join(above) or (sheet.path[-1] if sheet.path else "Entries")
            title = free_title(title, titles)
            wanted = address.section or slug(title)
            key = _free_key(wanted or f"section-{len(sections) + 1}", keys)
            sections[key] = title
            own[above] = key
        places.append(Placed(index, own))
    return sections, tuple(places)


def free_title(wanted: str, titles: set[str]) -> str:
    """Return the title with a number behind it where another one is the same, and take it."""
    title, number = wanted, 2
    while fold(title) in titles:
        title, number = f"{wanted} ({number})", number + 1
    titles.add(fold(title))
    return title
