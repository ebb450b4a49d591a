"""The hostile texts of ``tests/hostile/corpus.txt``, and texts put together from their pieces."""

from __future__ import annotations

import re
from pathlib import Path

from hypothesis import strategies as st

FILE = Path(__file__).parent / "hostile" / "corpus.txt"
ESCAPE = re.compile(r"\\(?:x([0-9a-f]{2})|u([0-9a-f]{4})|U([0-9a-f]{8})|([nrte\\]))")
NAMED = {"n": "\n", "r": "\r", "t": "\t", "e": "\x1b", "\\": "\\"}
PIECE = re.compile(r"\w+|\s+|[^\w\s]+")


def read_corpus() -> list[str]:
    """Return the texts in the order of the file."""
    lines = FILE.read_text(encoding="utf-8").split("\n")
    return [unescape(line) for line in lines if line and not line.startswith("%%")]


def unescape(line: str) -> str:
    """Put characters in the places of their escapes."""
    return ESCAPE.sub(
        lambda found: (
            NAMED[found[4]] if found[4] else chr(int(found[1] or found[2] or found[3], 16))
        ),
        line,
    )


CORPUS = read_corpus()
PIECES = sorted({piece for text in CORPUS for piece in PIECE.findall(text)})


def hostile_texts(max_size: int = 6) -> st.SearchStrategy[str]:
    """Make texts of whole techniques, their pieces, and anything else."""
    part = st.one_of(
        st.sampled_from(CORPUS), st.sampled_from(PIECES), st.text(max_size=4), st.just(" ")
    )
    return st.lists(part, min_size=1, max_size=max_size).map("".join)
