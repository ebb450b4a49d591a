"""What people read first is in plain technical English: no word of an older manner is left."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORDS = {
    r"bears?\b": "have",
    r"(?<!Node )stands? (?:in|under|on|for as|between|twice|there|here|above|below|among|at)": "be",
    r"mend(?:s|ed|ing)?": "fix",
    r"by now": "now",
    r"is no (?:year|address)": "is not a year, is not a valid URL",
    r"(?:says|knows) not": "does not say",
    r"becomes of": "what happens to",
    r"tells? of": "report",
    r"beside": "next to, besides",
    r"at hand": "available, set",
    r"for want of": "because … is missing",
    r"turn(?:s|ed)? (?:it |one )?round": "reverse",
    r"slip of the pen": "typo",
    r"taken back": "kept",
    r"sort out|makes it so": "apply",
    r"1 (?:files|tables|rows|entries|issues|warnings|notes|labels)\b": "the singular",
    r"and how (?:surely|safely)|which tests hold it": "say what it does",
}
OLD = re.compile(
    "|".join(rf"(?P<w{at}>\b(?:{one})\b)" for at, one in enumerate(WORDS)), re.IGNORECASE
)
PAGES = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
SOURCES = sorted((ROOT / "src").rglob("*.py"))


def old_words(name: str, number: int, text: str) -> list[str]:
    """Return what a text has of the older manner, and what to write instead."""
    return [
        f"{name}:{number}: “{one[0]}”: write “{list(WORDS.values())[int(one.lastgroup[1:])]}”"
        for one in OLD.finditer(text)
        if one.lastgroup
    ]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_word_of_the_older_manner_is_left(page: Path) -> None:
    found = [
        one
        for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1)
        for one in old_words(page.name, number, line)
    ]
    assert found == []


def messages(path: Path) -> list[tuple[int, str]]:
    """Return the texts of a module that are no docstring, each with its line."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    alone = {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    return [
        (one.lineno, one.value)
        for one in ast.walk(tree)
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in alone
    ]


def test_no_message_has_a_word_of_the_older_manner() -> None:
    found = [
        word
        for path in SOURCES
        for line, text in messages(path)
        for word in old_words(str(path.relative_to(ROOT)), line, text)
    ]
    assert found == []


def test_no_message_says_that_a_thing_is_no_thing() -> None:
    """“X is no field” is “X is not a field”; “there is no field” may stay."""
    odd = re.compile(r"(?<!there )\bis no (?!longer|more)[a-z]", re.IGNORECASE)
    found = [
        f"{path.name}:{line}: {text[:80]}"
        for path in SOURCES
        for line, text in messages(path)
        if odd.search(text)
    ]
    assert found == []
