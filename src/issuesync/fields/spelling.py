"""Whether one word is a typo for another."""

from __future__ import annotations

import re
from collections import Counter
from difflib import get_close_matches
from functools import cached_property
from typing import TYPE_CHECKING

from issuesync.fields.base import fold
from issuesync.model.problem import Finding

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_GLUED_YEAR = re.compile(r"(.*[^0-9 '’-])[ '’-]?((?:19|20)[0-9]{2})")
_LONGEST_WORD = 120
_LONGEST_COMPARED = 60
_SETTLED = 2
"""Entries that have to have a text before another one is held for a slip of it."""
_SHORTEST_SWAP = 4
_SHORTEST_EXTRA = 5
_SHORTEST_CHANGE = 6
_SHORTEST_COINED = 5
"""Below these lengths one letter makes another word: ICCV and ECCV, CVPR and CVPRW."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Return the known word nearest to this one, for a hint; ``None`` where none is near."""
    if len(word) > _LONGEST_WORD:
        return None
    by_fold = {fold(name): name for name in known}
    found = get_close_matches(fold(word), by_fold, n=1, cutoff=0.6)
    return by_fold[found[0]] if found else None


def suggest(word: str, known: Iterable[str], otherwise: str = "") -> str:
    """Ask whether the nearest known word is meant; where none is near, say something else."""
    near = nearest(word, known)
    return f"did you mean “{near}”?" if near else otherwise


def _is_slip(word: str, known: str) -> bool:
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
        least = _SHORTEST_COINED if _is_coined(known) else _SHORTEST_CHANGE
        return len(left) >= least and not left[differing[0]].isdigit()
    return len(left) >= _SHORTEST_SWAP and is_one_swap(left, right, differing)


def _is_coined(word: str) -> bool:
    """Say whether a word has capitals of its own, as arXiv: none other is like it by chance."""
    return not (word.islower() or word.isupper() or word.istitle())


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


class NearWords:
    """Words found by what is left of them without one letter: slips have some of that in common.

    A word of more than `_LONGEST_COMPARED` letters is not a slip: hints are worth a bounded effort.
    """

    def __init__(self, words: Iterable[str] = ()) -> None:
        self._words: dict[str, None] = {}
        self._by_fold: dict[str, list[str]] = {}
        self._by_shape: dict[str, list[str]] = {}
        for word in words:
            self.add(word)

    def __contains__(self, word: str) -> bool:
        return word in self._words

    def __bool__(self) -> bool:
        return bool(self._words)

    def add(self, word: str) -> None:
        """Add a word; one that is there already changes nothing."""
        if word in self._words:
            return
        self._words[word] = None
        self._by_fold.setdefault(fold(word), []).append(word)
        for shape in _shapes(word):
            self._by_shape.setdefault(shape, []).append(word)

    def alike(self, word: str) -> Sequence[str]:
        """Return the words that are the same but for case and space, as they were added."""
        return self._by_fold.get(fold(word), ())

    def near(self, word: str) -> list[str]:
        """Return the words that this one is a slip for, as they were added."""
        found = (name for shape in _shapes(word) for name in self._by_shape.get(shape, ()))
        return [name for name in dict.fromkeys(found) if _is_slip(word, name)]


def _shapes(word: str) -> set[str]:
    """Return a word, folded, and all that is left of it without one letter."""
    plain = fold(word).replace(" ", "")
    return one_letter_less(plain) if len(plain) <= _LONGEST_COMPARED else set()


def one_letter_less(plain: str) -> set[str]:
    """Return a word and all that is left of it without one letter: slips share one of these."""
    return {plain, *(plain[:at] + plain[at + 1 :] for at in range(len(plain)))}


class Uses(Counter[str]):
    """How many entries have each text."""

    @cached_property
    def settled(self) -> NearWords:
        """The texts that two entries or more have."""
        return NearWords(key for key, count in self.items() if count >= _SETTLED)


def find_slips(value: str, declared: NearWords, uses: Uses) -> Iterator[Finding]:
    """Report a value that is close to an option, or to a value that two other entries have."""
    if value in declared:
        return
    glued = _GLUED_YEAR.fullmatch(value)
    stem = _bare_of_year(glued[1], (declared, uses.settled)) if glued else None
    if glued and stem:
        message = f"the year {glued[2]} is glued to “{glued[1]}”"
        yield Finding("glued-year", message, f"write “{stem}”; the year has its own field")
        return
    if uses.get(value, 0) >= _SETTLED and not declared:
        return
    near = min((*declared.near(value), *uses.settled.near(value)), default=None)
    if near:
        yield Finding("near-option", f"“{value}” is close to “{near}”", f"write “{near}”?")


def _bare_of_year(word: str, known: Iterable[NearWords]) -> str | None:
    """Return the known value that the word before a year is, or is a slip for."""
    same = [name for words in known for name in words.alike(word)]
    return next(iter(same), None) or min(
        (n for words in known for n in words.near(word)), default=None
    )
