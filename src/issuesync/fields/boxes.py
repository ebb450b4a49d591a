"""Lines into boxes, ticked or not, as people type them."""

from __future__ import annotations

import re
from dataclasses import dataclass

_BOX = re.compile(
    r"[ \t]*(?:(?:[-*+•–—]|[0-9]{1,9}[.)])[ \t]+)?"
    r"(?:[\[［][ \t]{0,4}([xX✓✔√☑✅]?)[ \t]{0,4}[\]］](?![(\[:])|([☑☒✅✔☐⬜🔲])\ufe0f?)[ \t]*(.*)"
)
_TICKED = frozenset("xX✓✔√☑☒✅")


@dataclass(frozen=True, slots=True)
class Box:
    """A box of a list of boxes: whether it is ticked, and what is next to it."""

    is_ticked: bool
    label: str


def box_of(line: str) -> Box | None:
    """Read a line as a box, or say that it is none."""
    match = _BOX.match(line)
    if match is None:
        return None
    sign, emoji, label = match.groups()
    return Box((sign or emoji) in _TICKED, label.strip())
