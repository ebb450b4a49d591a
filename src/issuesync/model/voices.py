"""What readers say of an issue without words: their reactions, and how many comments there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

REACTIONS = ("+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes")
"""The reactions there are: https://docs.github.com/en/rest/reactions"""


@dataclass(frozen=True, slots=True)
class Voices:
    """How many comments an issue has, and how many reactions of each kind, none left out."""

    comments: int = 0
    reactions: tuple[tuple[str, int], ...] = ()

    @classmethod
    def from_json(cls, raw: Any) -> Voices | None:
        """Read what GitHub's listing, or a file of voices, states; nothing where it does not.

        Raises `ValueError` for what is not a count.
        """
        if not isinstance(raw, dict) or not isinstance(raw.get("reactions"), dict):
            return None
        stated = raw["reactions"]
        counts = tuple((kind, _count(stated.get(kind))) for kind in REACTIONS)
        found = tuple((kind, number) for kind, number in counts if number)
        return cls(_count(raw.get("comments")), found)

    def to_json(self) -> dict[str, Any]:
        """State them as a file of voices does."""
        return {"comments": self.comments, "reactions": dict(self.reactions)}

    @property
    def tallies(self) -> Mapping[str, int]:
        """Return what columns and orders show of them."""
        return {
            "thumbs": dict(self.reactions).get("+1", 0),
            "reactions": sum(number for _, number in self.reactions),
            "comments": self.comments,
        }


def _count(value: Any) -> int:
    """Return a count; what is missing is none."""
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ValueError(f"{value!r} is not a count")
    return value
