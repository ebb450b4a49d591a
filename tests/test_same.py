"""Which addresses lead to one thing, and which names are alike."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.records.identity import ARXIV, DOI, REPOSITORY, Key, address_keys, is_like

FACTS = Path(__file__).parent / "facts"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://arxiv.org/abs/2406.12384", Key(ARXIV, "2406.12384")),
        ("http://www.arxiv.org/pdf/2406.12384v2.pdf", Key(ARXIV, "2406.12384")),
        ("https://export.arxiv.org/abs/2406.12384/", Key(ARXIV, "2406.12384")),
        ("https://arxiv.org/abs/cs/0112017", Key(ARXIV, "cs/0112017")),
        ("https://doi.org/10.48550/arXiv.2406.12384", Key(ARXIV, "2406.12384")),
        ("https://doi.org/10.1145/1869790.1869829", Key(DOI, "10.1145/1869790.1869829")),
        ("https://dl.acm.org/doi/abs/10.1145/1869790.1869829", Key(DOI, "10.1145/1869790.1869829")),
        ("https://dx.doi.org/10.1145/1869790.1869829/", Key(DOI, "10.1145/1869790.1869829")),
        ("https://github.com/Octo/Cat.git", Key(REPOSITORY, "octo/cat")),
        ("https://github.com/octo/cat/tree/main/data", Key(REPOSITORY, "octo/cat")),
    ],
)
def test_an_address_leads_to_what_it_names(url: str, key: Key) -> None:
    assert address_keys(url)[0] == key


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("https://example.org/a/", "http://www.example.org/a#top"),
        ("https://example.org/a?x=1&utm_source=mail", "https://example.org/a?x=1"),
    ],
)
def test_what_tells_nothing_of_an_address_does_not_count(left: str, right: str) -> None:
    assert address_keys(left) == address_keys(right)


@pytest.mark.parametrize("text", ["", "none", "javascript:x", "https://", "https://[half", "a/b"])
def test_what_is_no_address_leads_nowhere(text: str) -> None:
    assert address_keys(text) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("RSVQA-LR", "rsvqa lr"),
        ("GeoChat_Instruct", "GeoChat-Instruct"),
        ("VRSBench", "VRSBenchh"),
        ("VRSBench", "VRSBecnh"),
        ("❤", "❤"),
    ],
)
def test_names_that_a_hand_mixes_up_are_alike(left: str, right: str) -> None:
    assert is_like(left, right)
    assert is_like(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("RSVQA-LR", "RSVQA-HR"),
        ("VRSBench", "VRSBench-Train"),
        ("FIT-RS", "FIT-RSFG"),
        ("Set 1", "Set 2"),
        ("Set 1", "Set 11"),
        ("❤", "☂"),
        ("", "A"),
    ],
)
def test_names_of_a_family_are_not_alike(left: str, right: str) -> None:
    assert not is_like(left, right)


def test_no_two_data_sets_of_the_flagship_share_an_address_and_a_like_name() -> None:
    issues = json.loads((FACTS / "issues-legacy.json").read_text(encoding="utf-8"))
    assert len(issues) == 78
    titles = [issue["title"] for issue in issues]
    assert not [(a, b) for a, b in combinations(titles, 2) if is_like(a, b) and a != b]


@settings(max_examples=200, deadline=None)
@given(st.text(), st.text())
def test_no_text_makes_it_fail(left: str, right: str) -> None:
    assert is_like(left, right) == is_like(right, left)
    assert is_like(left, left)
    assert isinstance(address_keys(f"https://{left}/{right}"), tuple)
