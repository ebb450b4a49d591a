"""An issue of GitHub's greatest length is judged in time linear in it, whatever it repeats."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from issuesync.submissions.review import judge, neighbours
from reviewing import answers, catalog_of, comment_of, published, submitted
from steps import count_steps

if TYPE_CHECKING:
    from issuesync.model.issue import Issue

LONGEST = 65_536
"""The greatest length of an issue's body that GitHub takes."""

PIECES = (" ", "\t", "#", "/", "# ", "\r", "a ", ".", "-", "~", "a/", "x\n", "### year\n\n")
BEGINNINGS = {
    "paper": "https://doi.org/10.1234/a", "download": "https://arxiv.org/abs/", "code": "a/",
    "task": "VQA ", "notes": "a",
}  # fmt: skip


def main(pieces: tuple[str, ...]) -> None:
    """Judge each piece in a body without headings, in one of headings, and in an answer."""
    for piece in pieces:
        long = f"{piece * (LONGEST // len(piece))}x"
        bodies = [f"# a{long}", f"{answers()}\n\n### a{long}"]
        bodies += [answers(**{key: head + long}) for key, head in BEGINNINGS.items()]
        for body in bodies:
            review(body)


def review(body: str) -> None:
    """Judge an issue that only its body can tell to be a submission, next to others that wait."""
    *waiting, issue = (submitted(number, "Tabby", body, labels=()) for number in range(1, 8))
    verdict = judge(issue, catalog_of(), waiting, {}, None)
    if verdict is not None:
        comment_of(verdict)


@pytest.mark.parametrize("start", range(2))
def test_the_longest_submission_of_any_piece_is_judged(start: int) -> None:
    # A quadratic step takes minutes here, far over the limit; what is linear takes seconds.
    subprocess.run([sys.executable, __file__, str(start)], check=True, timeout=240)


def steps_of_reviews(waiting: tuple[Issue, ...], count: int) -> int:
    """Count the steps of so many reviews of a run that other issues wait in."""
    catalog = catalog_of([published(1000 + n, f"Cat {n}", answers()) for n in range(100)])
    beside = neighbours(catalog, waiting)

    def work() -> None:
        for number in range(5000, 5000 + count):
            issue = submitted(number, f"New {number}", answers(paper=f"https://cats.org/{number}"))
            verdict = judge(issue, catalog, beside, {}, None)
            assert verdict is not None
            comment_of(verdict)

    return count_steps(work)


def test_a_review_costs_no_more_for_hostile_submissions_that_wait() -> None:
    hostile = tuple(
        submitted(
            number, "Tabby", answers(**{key: (head or "a ") * (LONGEST // len(head or "a "))})
        )
        for number, (key, head) in enumerate([*BEGINNINGS.items()] * 4, start=1)
    )
    assert len(hostile) == 20
    assert steps_of_reviews(hostile, 200) < 2 * steps_of_reviews((), 200)
    once, twice = (steps_of_reviews(hostile, count) for count in (50, 100))
    calm_once, calm_twice = (steps_of_reviews((), count) for count in (50, 100))
    assert twice - once < 1.1 * (calm_twice - calm_once)


if __name__ == "__main__":
    main(PIECES[int(sys.argv[1]) :: 2])
