"""Whether one word is a slip of the pen for another."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

_GLUED_YEAR = re.compile(r"(.*[^0-9 '’-])[ '’-]?((?:19|20)[0-9]{2})")
_LONGEST_WORD = 120
_SHORTEST_SWAP = 4
_SHORTEST_EXTRA = 5
_SHORTEST_CHANGE = 6
"""Below these lengths one letter makes another word: ICCV and ECCV, CVPR and CVPRW."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to this one, for a hint; ``None`` where none is near."""
    if len(word) > _LONGEST_WORD:
        return None
    by_fold = {fold(name): name for name in known}
    found = get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def is_slip(word: str, known: str) -> bool:
    """Say whether two different words differ by case, space, or one slip of a finger."""
    left, right = fold(word).replace(" ", ""), fold(known).replace(" ", "")
    if word == known:
        return False
    if left == right:
        return True
    shorter, longer = sorted((left, right), key=len)
    if len(longer) - len(shorter) == 1:
        return len(shorter) >= _SHORTEST_EXTRA and is_one_extra(shorter, longer)
    if len(longer) != len(shorter):
        return False
    differing = [i for i, (a, b) in enumerate(zip(left, right, strict=True)) if a != b]
    if len(differing) == 1:
        return len(left) >= _SHORTEST_CHANGE and not left[differing[0]].isdigit()
    return len(left) >= _SHORTEST_SWAP and is_one_swap(left, right, differing)


def is_one_extra(shorter: str, longer: str) -> bool:
    """Say whether leaving one letter out of the longer gives the shorter."""
    start = next((i for i, (a, b) in enumerate(zip(shorter, longer, strict=False)) if a != b), None)
    start = len(shorter) if start is None else start
    return not longer[start].isdigit() and shorter[start:] == longer[start + 1 :]


def is_one_swap(left: str, right: str, differing: list[int]) -> bool:
    """Say whether the words differ by two neighbouring letters in the other order."""
    if len(differing) != 2 or differing[1] != differing[0] + 1:  # noqa: PLR2004 - a pair
        return False
    first, second = differing
    return left[first] == right[second] and left[second] == right[first]


def find_slips(value: str, declared: Collection[str], uses: Mapping[str, int]) -> Iterator[Finding]:
    """Report a value that is close to an option, or to a value that two other entries bear."""
    if value in declared:
        return
    settled = [key for key, count in uses.items() if count >= 2 and key != value]  # noqa: PLR2004 - two others
    targets = [*declared, *settled]
    glued = _GLUED_YEAR.fullmatch(value)
    stem = _bare_of_year(glued[1], targets) if glued else None
    if glued and stem:
        message = f"the year {glued[2]} is glued to “{glued[1]}”"
        yield Finding("glued-year", message, f"write “{stem}”; the year has its own field")
        return
    if uses.get(value, 0) >= 2 and not declared:  # noqa: PLR2004 - in use by two
        return
    near = next((target for target in sorted(targets) if is_slip(value, target)), None)
    if near:
        yield Finding("near-option", f"“{value}” is close to “{near}”", f"write “{near}”?")


def _bare_of_year(word: str, targets: list[str]) -> str | None:
    """Return the known value that the word before a year is, or is a slip for."""
    same = (target for target in targets if fold(target) == fold(word))
    near = (target for target in sorted(targets) if is_slip(word, target))
    return next(same, None) or next(near, None)
