"""Keys within the answers to others: ``**Name**: Cat  **Year**: 2024`` on one line."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from issuesync.bodies.marks import COLONS
from issuesync.fields.base import label_key

if TYPE_CHECKING:
    from collections.abc import Container, Iterable

    from issuesync.bodies.blocks import Answer, Layout

_DIVIDER = re.compile(r"(?:\s*[|,;·，；、]|\s[/(（–—-])?\s*\Z")
_LONGEST_TEXT = 2_000


def share_out(answers: dict[str, list[Answer]], layout: Layout) -> None:
    """Give what an answer holds under the keys of other fields to these, if nothing else does."""
    missing = {rank for rank, slot in enumerate(layout.slots) if slot.key not in answers}
    for slot in layout.slots:
        given = answers.get(slot.key, ())
        if slot.prose or len(given) != 1:
            continue
        (answer,) = given
        held = _held_keys(answer.text, layout, missing, has_names=slot.has_names)
        ends = [*(key.start() for key in held.values()), len(answer.text)]
        for (rank, key), end in zip(held.items(), ends[1:], strict=True):
            text = _before_key(answer.text[key.end() : end])
            answers[layout.slots[rank].key] = [replace(answer, text=text, declared=None)]
        missing -= held.keys()
        if held:
            answers[slot.key] = [replace(answer, text=_before_key(answer.text[: ends[0]]))]


def _held_keys(
    text: str, layout: Layout, missing: Container[int], *, has_names: bool
) -> dict[int, re.Match[str]]:
    """Find the keys of missing fields that stand within an answer, in order, each once.

    A plain key begins a line or follows a separator; an emphasised one may follow a word. What
    begins the answer is the answer. Of one that has names of its own (``has_names``), as
    ``train: 9, test: 1`` has, plain keys count at the beginning of a line alone.
    """
    found: dict[int, re.Match[str]] = {}
    if len(text) > _LONGEST_TEXT or not any(colon in text for colon in COLONS):
        return found
    for key in layout.keys.finditer(text):
        rank = layout.index.get(label_key(key["bold"] or key["plain"]))
        if rank is None or rank not in missing or rank in found:
            continue
        is_name = has_names and not key["bold"] and text[key.start() - 1] != "\n"
        is_first = not found and not _before_key(text[: key.start()])
        if not is_name and not is_first:
            found[rank] = key
    return found


def _before_key(text: str) -> str:
    """Return what is before a key, without what divides the two."""
    return _DIVIDER.sub("", text.rstrip(), count=1).rstrip()


def key_pattern(keys: Iterable[str]) -> re.Pattern[str]:
    """Match any of the keys, which are folded, where it states a field."""
    words = (r"[ \t]+".join(map(re.escape, key.split())) for key in keys)
    names = "|".join(sorted(words, key=len, reverse=True))
    colon = f"[{COLONS}]"
    return re.compile(
        rf"(?<!\S)[(（]?(?P<marks>\*\*|__)(?P<bold>{names})"
        rf"(?:[ ]?{colon}[ ]?(?P=marks)|(?P=marks)[ ]?{colon})[ \t]*"
        rf"|(?:^|(?<=[|,;·，；、])|(?<=  )|(?<=\t))[ \t]*(?P<plain>{names})[ ]?{colon}(?!//)[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )
