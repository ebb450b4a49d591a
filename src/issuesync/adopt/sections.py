"""Sheets of one collection into its title, its key and its sections."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.fields.base import fold, slug
from issuesync.markdown.regions import entries_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.markdown.tables import Sheet

_ENTRIES = "entries"


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a sheet's rows go: the key of its section, empty in a collection without any."""

    sheet: int
    section: str = ""


def collection_title(sheets: Sequence[Sheet], *, is_single: bool) -> str:
    """Return the heading that all the sheets are under, where it is not the document's own."""
    paths = [sheet.path if is_single else sheet.path[:-1] for sheet in sheets]
    common = paths[0] if all(path == paths[0] for path in paths) else ()
    least = 1 if is_single else 2
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
    """Make a section of each sheet."""
    sections: dict[str, str] = {}
    keys: set[str] = set()
    titles: set[str] = set()
    if len(sheets) == 1 and "/" not in sheets[0].region:
        return {}, (Placed(members[0]),)
    places: list[Placed] = []
    for index, sheet in zip(members, sheets, strict=True):
        title = free_title(sheet.path[-1] if sheet.path else "Entries", titles)
        wanted = entries_of(sheet.region).section or slug(title)
        key = _free_key(wanted or f"section-{len(sections) + 1}", keys)
        sections[key] = title
        places.append(Placed(index, key))
    return sections, tuple(places)


def free_title(wanted: str, titles: set[str]) -> str:
    """Return the title with a number behind it where another one is the same, and take it."""
    title, number = wanted, 2
    while fold(title) in titles:
        title, number = f"{wanted} ({number})", number + 1
    titles.add(fold(title))
    return title
