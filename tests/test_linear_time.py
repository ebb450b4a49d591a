"""A body of GitHub's greatest length, of any one thing repeated, is read in time linear in it."""

from __future__ import annotations

import subprocess
import sys

import pytest

from bodies_schema import FIELDS
from issuesync.bodies.read import read_body
from steps import count_steps

LONGEST = 65_536
"""The greatest length of an issue's body that GitHub takes."""

PIECES = (
    " ", "\t", "\u00a0", "\n", "\r", "\u200b", "a ", "a:", "a,", "，", "1 ", "1,", "5 张",
    "[", "(", "（1", "![", "![](", "[](", "[a](b) ", "[![](", "<!--", "<", "`",
    "<!-- -->", "```\n", "~~~\n", "> ", "# ", "### Year\n\n", "### Notes\n\n", "### Mood\n\n",
    "**", "**a**:", "**Year**: 1\n", "- **a**: b\n", "- ", "- a: ", "- a: b\n  ", "1. ",
    "- [x] a\n", "- [ ]", "-", "=\n", "@", "https://a.org/", "https://xn--", ".", "~",
    "1 a (b), ", "\\", "_No response_\n", "ﬁ", "GPT-4",
)  # fmt: skip
PLACES = (
    ("Name", "a"), ("Paper", "https://"), ("Repository", "a/"), ("Year", "1"), ("Venue", "a"),
    ("Country", "a"), ("Tasks", "a"), ("Tasks", "- a"), ("Total Samples", "1"),
    ("Total Samples", "- a"), ("Dataset Size", "1"), ("Source", "a"), ("Source", "- a"),
    ("Tools", "a"), ("Notes", "a"),
)  # fmt: skip
"""A field of each type, and how an answer may begin that its reader does not refuse at once."""

STRUCTURES = (
    "### Year\n\n", "### Notes\n\nx\n\n### Year\n\n", "### Mood\n\n", "**Year**: 1\n",
    "**a**: b\n", "- **a**: b\n", "[![](a)](b) ", "[![](a)](b)\n", "```\n", "<!--\n", "a\n---\n",
    "- a: b\n", "a, ", "(", "\n\n", "- [x] a\n", "- a\n\n", "> a\n", "1 (a), ", "[",
    "### Year\n\n### Mood\n\n",
)  # fmt: skip


def main(pieces: tuple[str, ...]) -> None:
    """Read each piece as the whole body, in a label, next to a key, and as an answer."""
    for piece in pieces:
        long = piece * (LONGEST // len(piece))
        for body in (long, f"### a{long})", f"**a{long})**: x", f"**Name**: {long}"):
            read_body(body, FIELDS)
        for label, head in PLACES:
            read_body(f"### {label}\n\n{head}{long})", FIELDS)


@pytest.mark.parametrize("start", range(2))
def test_the_longest_body_of_any_piece_is_read(start: int) -> None:
    # A quadratic step takes minutes here, far over the limit; what is linear takes seconds.
    command = [sys.executable, __file__, str(start)]
    subprocess.run(command, check=True, timeout=240)


def steps_of(body: str) -> int:
    """Count the lines of Python that reading the body runs."""
    return count_steps(lambda: read_body(body, FIELDS))


@pytest.mark.parametrize("piece", STRUCTURES)
def test_four_times_the_body_takes_no_more_than_some_four_times_the_steps(piece: str) -> None:
    start = "### Name\n\nZorb\n\n### Notes\n\n"
    for head in ("", start):
        short, long = head + piece * 400, head + piece * 1600
        assert steps_of(long) < 6 * steps_of(short)


if __name__ == "__main__":
    main(PIECES[int(sys.argv[1]) :: 2])
