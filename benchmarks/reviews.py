"""What hostile texts and long lists of labels cost those who wait next to them.

Seconds are the processor's for this process, the least of several rounds that take turns, so that
a busy moment falls on both sides.
"""

from __future__ import annotations

import argparse
import sys
from time import process_time
from typing import TYPE_CHECKING

from run import HERE, Row

sys.path.insert(0, str(HERE.parent / "tests"))

from issuesync.fields.choice import Option
from issuesync.fields.choices import Labels
from issuesync.submissions.review import judge, neighbours
from reviewing import answers, catalog_of, comment_of, published, submitted

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.model.issue import Issue

LONGEST = 65_536
"""The greatest length of an issue's body that GitHub takes."""

BEGINNINGS = {
    "paper": "https://doi.org/10.1234/a", "download": "https://arxiv.org/abs/", "code": "a/",
    "task": "VQA ", "notes": "a ",
}  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="once: see that it runs")
    rounds = 1 if parser.parse_args().quick else 7
    hostile = hostile_submissions()
    calm, beside = least_of(lambda: review_all(()), lambda: review_all(hostile), rounds)
    print(Row("200 reviews", calm, unit=" s"))
    print(Row("200 reviews next to 20 hostile submissions, times", beside / calm, 2))
    few, many = least_of(finding(3), finding(300), rounds)
    print(Row("300 labels sought in 65,536 letters, times 3 labels", many / few, 5))


def least_of(
    one: Callable[[], float], other: Callable[[], float], rounds: int
) -> tuple[float, float]:
    """Let two pieces of work take turns, after a warm-up; return the least seconds of each."""
    one(), other()
    seconds = [(one(), other()) for _ in range(rounds)]
    return min(first for first, _ in seconds), min(second for _, second in seconds)


def hostile_submissions() -> tuple[Issue, ...]:
    """Return twenty open issues, each with one answer of the greatest length."""
    kinds = [*BEGINNINGS.items()] * 4
    return tuple(
        submitted(number, "Tabby", answers(**{key: head * (LONGEST // len(head))}))
        for number, (key, head) in enumerate(kinds, start=1)
    )


def review_all(waiting: tuple[Issue, ...]) -> float:
    """Review 200 submissions of a run that other issues wait in; return the seconds."""
    catalog = catalog_of([published(1000 + n, f"Cat {n}", answers()) for n in range(100)])
    beside = neighbours(catalog, waiting)
    begun = process_time()
    for number in range(5000, 5200):
        issue = submitted(number, f"New {number}", answers(paper=f"https://cats.org/{number}"))
        verdict = judge(issue, catalog, beside, {}, None)
        assert verdict is not None
        comment_of(verdict)
    return process_time() - begun


def finding(count: int) -> Callable[[], float]:
    """Return what looks for so many labels in a text of the greatest length, in seconds."""
    kind = Labels(
        tuple(Option(name, name) for name in (f"{'ab'[n % 2]} {n}" for n in range(count)))
    )
    text = "a b " * (LONGEST // 4)

    def find() -> float:
        begun = process_time()
        kind.read(text)
        return process_time() - begun

    return find


if __name__ == "__main__":
    main()
