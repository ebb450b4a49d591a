"""Keys within the answers to others: ``**Name**: Cat  **Year**: 2024`` on one line."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from issuesync.fields.base import label_key
from issuesync.model.frozen import frozen_dataclass

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EMPHASIS = r"\*\*|__"
_DIVIDER = re.compile(r"(?:\s*[|,;·，；、]|\s[/(（–—-])?\s*\Z")
_LONGEST_TEXT = 2_000


@frozen_dataclass(frozen=True, slots=True)
class _Held:
    """A key within an answer: where it begins, the rank of its field, and where its value does."""

    start: int
    rank: int
    end: int


def held_keys(
    text: str, index: Mapping[str, int], missing: Iterable[int], *, has_names: bool
) -> list[_Held]:
    """Find the keys of missing fields that stand within an answer, in order, each once.

    A plain key begins a line or follows a separator; an emphasised one may follow a word. What
    begins the answer is the answer. Of one that has names of its own (``has_names``), as
    ``train: 9, test: 1`` has, plain keys count at the beginning of a line alone.
    """
    if (":" not in text and "：" not in text) or len(text) > _LONGEST_TEXT:
        return []
    free = set(missing)
    found: list[_Held] = []
    for match in _pattern(tuple(index)).finditer(text):
        rank = index.get(label_key(match["bold"] or match["plain"]))
        is_name = has_names and not match["bold"] and text[match.start() - 1] != "\n"
        is_first = not found and not before_key(text[: match.start()])
        if rank is not None and rank in free and not is_name and not is_first:
            free.discard(rank)
            found.append(_Held(match.start(), rank, match.end()))
    return found


def before_key(text: str) -> str:
    """Return what is before a key, without what divides the two."""
    return _DIVIDER.sub("", text.rstrip(), count=1).rstrip()


@lru_cache(maxsize=64)
def _pattern(keys: tuple[str, ...]) -> re.Pattern[str]:
    """Match any of the keys, which are folded, where it states a field."""
    words = (r"[ \t]+".join(map(re.escape, key.split())) for key in keys)
    names = "|".join(sorted(words, key=len, reverse=True))
    return re.compile(
        rf"(?<!\S)[(（]?(?P<marks>{_EMPHASIS})(?P<bold>{names})"
        rf"(?:[ ]?[:：][ ]?(?P=marks)|(?P=marks)[ ]?[:：])[ \t]*"
        rf"|(?:^|(?<=[|,;·，；、])|(?<=  )|(?<=\t))[ \t]*(?P<plain>{names})[ ]?[:：](?!//)[ \t]*",
        re.IGNORECASE | re.MULTILINE,
    )
