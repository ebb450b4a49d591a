"""The texts of a field into the type that reads them all, so that none is lost."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from issuesync.adopt.column_kinds import KEYS
from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.base import fold, label_key
from issuesync.fields.country import find_country
from issuesync.fields.date import Date
from issuesync.fields.link import Repository, Url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.fields.base import FieldType

_COUNTED = re.compile(
    r"(?i)\b(?:count|number|size|samples?|images?|instances?|params?|classes|items|#)|^#|^num|数量|样本"
)
SIZED = re.compile(r"(?i)size|disk|storage|bytes|大小|容量")
SEPARATORS = re.compile(r"[,，、;；]")
_DATE = re.compile(r"[12][0-9]{3}([-/.])[01]?[0-9](?:\1[0-3]?[0-9])?")
_LONGEST_WORD = 40
"""A longer text is not a word that a choice offers."""

_MOST_OPTIONS = 60
_MOST_OF_100 = 95
"""As many cells in a hundred make a column of countries; the others are told of."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A field's type, and the options of a choice with what they mean."""

    kind: str
    options: Mapping[str, str] = field(default_factory=dict)
    is_open: bool = False
    is_relative: bool = False


def type_of(
    key: str, kind: str, head: str, texts: Sequence[str], meanings: Mapping[str, str]
) -> Typed:
    """Return the narrowest type that reads every text without a finding.

    ``kind`` is what the column holds: ``url``, ``repository`` or ``text``. ``meanings`` are those
    of the words that stand as code in the column, as a legend in the document gives them.
    """
    if key == "name":
        return Typed("title")
    if kind == "markdown":
        return Typed("markdown")
    if kind == "url":
        is_relative = any(Url(relative=True).read(text) != Url().read(text) for text in texts)
        return Typed("url", is_relative=is_relative)
    if kind == "repository":
        return Typed("repository" if _reads_all(Repository(), texts) else "text")
    return _word_type(head, texts, meanings) if texts else Typed("text")


def _word_type(head: str, texts: Sequence[str], meanings: Mapping[str, str]) -> Typed:
    """Return the type of a column of words."""
    name = label_key(head)
    years = [int(text) for text in texts if text.isdecimal() and text.isascii()]
    is_recent = len(years) == len(texts) and all(1950 <= year <= 2100 for year in years)  # noqa: PLR2004 - the years that catalogs speak of
    if (name in KEYS["year"] or is_recent) and _reads_all(Year(), texts):
        return Typed("year")
    if _is_country(name, texts):
        return Typed("country")
    if all(_DATE.fullmatch(text) for text in texts) and _reads_all(Date(), texts):
        return Typed("date")
    amount = _amount_type(head, texts)
    return Typed(amount) if amount else _choice_type(texts, meanings)


def _amount_type(head: str, texts: Sequence[str]) -> str | None:
    """Return the type of a column of counts or of sizes; ``3k`` is either, so the head decides."""
    has_unit = any(not text.isdecimal() for text in texts)
    kinds: tuple[FieldType[Any], ...] = (Count(), Bytes())
    for kind in reversed(kinds) if SIZED.search(head) else kinds:
        is_meant = has_unit or (kind.kind == "count" and _COUNTED.search(head))
        if is_meant and _reads_all(kind, texts):
            return kind.kind
    return None


def _reads_all(kind: FieldType[Any], texts: Iterable[str]) -> bool:
    """Say whether a type makes a value of every text and finds nothing odd."""
    each = dict.fromkeys(texts)
    readings = (kind.read(text) for text in each)
    return not any(map(kind.is_blank, each)) and all(
        reading.value is not None and not reading.findings for reading in readings
    )


def _is_country(name: str, texts: Sequence[str]) -> bool:
    """Say whether the words are countries as we write them; two letters can mean a language."""
    counts = Counter(texts)
    are_words = len(counts) > 2 and all(len(text) > 3 for text in counts)  # noqa: PLR2004 - no codes
    if not (are_words or name in KEYS["country"]):
        return False
    others = (n for text, n in counts.items() if fold(find_country(text) or "") != fold(text))
    return sum(others) <= len(texts) * (100 - _MOST_OF_100) // 100


def _choice_type(texts: Sequence[str], meanings: Mapping[str, str]) -> Typed:
    """Return a choice where words come again and again, else plain text."""
    words = [part.strip() for text in texts for part in SEPARATORS.split(text)]
    if meanings and all(map(_is_word, words)):
        used = dict.fromkeys(words)
        options = {word: meanings.get(word, "") for word in (*meanings, *used)}
        if len({fold(word) for word in options}) == len(options):
            return Typed("choices", {word: options[word] for word in options if word in used})
    has_several = any(SEPARATORS.search(text) for text in texts)
    if has_several and _are_repeated(words):
        return Typed("choices", is_open=True)
    if not has_several and _are_repeated(texts):
        return Typed("choice", is_open=True)
    return Typed("text")


def _are_repeated(words: Sequence[str]) -> bool:
    """Say whether the words are short and few next to how often they stand."""
    counts = Counter(map(fold, words))
    is_few = len(counts) * 2 <= len(words) and len(counts) <= _MOST_OPTIONS
    return is_few and all(map(_is_word, words))


def _is_word(text: str) -> bool:
    """Say whether a text can be one of several that are chosen from."""
    return 0 < len(text) <= _LONGEST_WORD
