"""Sheets of one collection into its title, its key and its sections."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import fold, slug

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.adopt.rows import Sheet

ENTRIES = "entries"
ADDRESS = re.compile(r"(?:table|list) ([\w.-]+)(?:/([\w.-]+))?")


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
    address = ADDRESS.fullmatch(sheets[0].region)
    wanted = address[1] if address else slug(title) or ENTRIES
    return free_key(wanted, taken)


def free_key(wanted: str, taken: set[str]) -> str:
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
        address = ADDRESS.fullmatch(sheet.region)
        own: dict[tuple[str, ...], str] = {}
        for above in dict.fromkeys(entry.above for entry in sheet.entries) or ((),):
            title = " / ".join(above) or (sheet.path[-1] if sheet.path else "Entries")
            title = free_title(title, titles)
            wanted = address[2] if address and address[2] else slug(title)
            key = free_key(wanted or f"section-{len(sections) + 1}", keys)
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
