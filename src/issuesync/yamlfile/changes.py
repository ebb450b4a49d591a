"""Changes of plain values by path, and the order in which they can be made one by one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Sequence

    from issuesync.yamlfile.source import Path, Plain


@dataclass(frozen=True, slots=True)
class Put:
    """A value to stand at a path; a key that is not there is added to its mapping."""

    path: Path
    value: Plain


@dataclass(frozen=True, slots=True)
class Insert:
    """An item to stand before the one at the path's index, or at the end of the list."""

    path: Path
    value: Plain


@dataclass(frozen=True, slots=True)
class Drop:
    """A key or an item to go; a mapping that loses its last key goes with it."""

    path: Path


Edit: TypeAlias = Put | Insert | Drop


def ordered_edits(edits: Sequence[Edit]) -> list[Edit]:
    """Put the changes in an order in which no index changes before it is used.

    Of two items that are to be in one place the first one given stands first.
    """
    return [edit for _, edit in sorted(enumerate(edits), key=lambda pair: _rank(*pair))]


def _rank(number: int, edit: Edit) -> tuple[int, int, int]:
    """Return what changes are sorted by: the last items of lists come first.

    Of one item, what is in it comes first, then the item goes, then others come before it.
    """
    index = next((part for part in edit.path if isinstance(part, int)), -1)
    if isinstance(edit, Insert):
        return -index, 3, -number
    if isinstance(edit, Put):
        return -index, 0, number
    return -index, 2 if isinstance(edit.path[-1], int) else 1, number


def changed(value: Plain, path: Path, edit: Edit) -> Plain:
    """Return a plain value with one change made in it."""
    if not path:
        assert isinstance(edit, Put)
        return edit.value
    part, rest = path[0], path[1:]
    if isinstance(part, int):
        items = list(value) if isinstance(value, list) else []
        if isinstance(edit, Insert) and not rest:
            return [*items[:part], edit.value, *items[part:]]
        kept = changed(items[part], rest, edit) if rest or isinstance(edit, Put) else None
        return [*items[:part], *([] if _is_gone(kept, edit) else [kept]), *items[part + 1 :]]
    pairs = dict(value) if isinstance(value, dict) else {}
    kept = changed(pairs.get(part), rest, edit) if rest or isinstance(edit, Put) else None
    if _is_gone(kept, edit):
        return {key: one for key, one in pairs.items() if key != part}
    return {**pairs, part: kept}


def _is_gone(value: Plain, edit: Edit) -> bool:
    """Say whether a value goes with what was taken out of it."""
    return isinstance(edit, Drop) and not value
