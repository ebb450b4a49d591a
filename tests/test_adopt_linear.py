"""A document of many rows is read, adopted and compared in time linear in its rows."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from issuesync.adopt.build import AdoptWishes, adopt
from issuesync.documents.lint import lint_document
from issuesync.edits.drift import check_drift
from issuesync.markdown.document import parse_document
from issuesync.model.issue import Issue, Snapshot

if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

ROWS = 3_000
HEAD = "|Year|Name|Venue|Download|More|\n|-|-|-|-|-|\n"


def table_row(number: int) -> str:
    return (
        f"|{1990 + number % 30}|[Entry {number}](https://h.example/{number})|V{number % 9}|"
        f"[![Star](https://img.shields.io/github/stars/o/n{number}.svg)](https://github.com/o/n{number})|"
        f"[❤](https://github.com/octo/cat/issues/{number + 1})|\n"
    )


def html_row(number: int) -> str:
    return (
        f'<tr><td><a href="https://h.example/{number}">E {number}</a></td><td>{number}</td></tr>\n'
    )


def bullet(number: int) -> str:
    return f"- [Entry {number}](https://h.example/{number}) - Word {number}. [code](https://c.example/{number})\n"


def section(number: int) -> str:
    return f"\n## Part {number}\n\n{HEAD}{table_row(number)}"


def document(kind: str, rows: int) -> str:
    """Return a document with so many rows of one kind."""
    if kind == "table":
        return f"# T\n\n{HEAD}{''.join(map(table_row, range(rows)))}"
    if kind == "html":
        head = "<table>\n<tr><th>Name</th><th>Count</th></tr>\n"
        return f"# T\n\n{head}{''.join(map(html_row, range(rows)))}</table>\n"
    if kind == "list":
        return f"# T\n\n{''.join(map(bullet, range(rows)))}"
    return f"# T\n{''.join(map(section, range(rows)))}"


def issues(rows: int) -> tuple[Issue, ...]:
    return tuple(Issue(n + 1, f"Entry {n}", f"**Venue**: V{n % 9}") for n in range(rows))


def work(kind: str, rows: int) -> None:
    """Adopt a document, and compare it with what came of it."""
    text = document(kind, rows)
    snapshot = Snapshot("octo/cat", (), issues(rows if kind in {"table", "sections"} else 0))
    made = adopt("README.md", text, snapshot, None, AdoptWishes())
    assert made.entries == (0 if kind == "html" else rows)  # a table in HTML is left alone
    check_drift(parse_document("README.md", text), made.catalog)
    assert lint_document(parse_document("README.md", text)) == []


def count_steps(kind: str, rows: int) -> int:
    """Count the calls that the work makes."""
    steps = 0

    def trace(_frame: FrameType, event: str, _arg: Any) -> None:
        nonlocal steps
        steps += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(trace)
    try:
        work(kind, rows)
    finally:
        sys.setprofile(before)
    return steps


@pytest.mark.parametrize("kind", ["table", "html", "list", "sections"])
def test_four_times_the_rows_take_no_more_than_some_four_times_the_steps(kind: str) -> None:
    work(kind, 10)  # what is made once is made
    short = count_steps(kind, 60)
    assert count_steps(kind, 240) < 5 * short


def test_three_thousand_rows_are_read() -> None:
    # A quadratic step takes minutes here, far over the limit; what is linear takes seconds.
    subprocess.run([sys.executable, __file__, "table"], check=True, timeout=120)


if __name__ == "__main__":
    work(sys.argv[1], ROWS)
