"""What people read first is in plain technical English: no word of an older manner is left."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORDS = {
    r"bears?\b(?! with)": "have",
    r"(?<!Node )stands? (?:in|under|on|between|twice|there)": "be, appear",
    r"mend(?:s|ed|ing)?": "fix",
    r"by now": "now",
    r"is no (?:year|address)": "is not a year, is not a valid URL",
    r"(?:says|knows) not": "does not say",
    r"becomes of": "what happens to",
    r"tells? of": "report",
    r"beside": "next to, besides",
    r"at hand": "available, set",
    r"for want of": "because … is missing",
    r"turned round": "reversed",
    r"slip of the pen": "typo",
    r"taken back": "kept",
    r"sort out|makes it so": "apply",
    r"1 (?:files|tables|rows|entries|issues|warnings|notes|labels)\b": "the singular",
    r"and how (?:surely|safely)|which tests hold it": "say what it does",
}
OLD = re.compile(
    "|".join(rf"(?P<w{at}>\b(?:{one})\b)" for at, one in enumerate(WORDS)), re.IGNORECASE
)
NOT_YET = frozenset(
    [
        "absorb",
        "adopt",
        "automation",
        "catalog",
        "contributors",
        "data",
        "github",
        "json",
        "labels",
        "maintainers",
        "problems",
        "regions",
        "reliability",
        "security",
    ]
)
"""Pages with such words still, many in quoted output: take a page off once it is clean."""
PAGES = [page for page in sorted((ROOT / "docs").glob("*.md")) if page.stem not in NOT_YET]


@pytest.mark.parametrize("page", [ROOT / "README.md", *PAGES], ids=lambda page: page.name)
def test_no_word_of_the_older_manner_is_left(page: Path) -> None:
    found = [
        f"{page.name}:{number}: “{one[0]}”: write “{list(WORDS.values())[int(one.lastgroup[1:])]}”"
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        for one in OLD.finditer(line)
        if one.lastgroup
    ]
    assert found == []
