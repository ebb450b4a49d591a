"""The documentation says what the tool says: problems, settings, and the output that it shows.

``python tests/test_docs.py`` writes anew what can be.
"""

from __future__ import annotations

import re
import subprocess
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from issuesync.model.problem import CODES
from issuesync.schema.files import CatalogFile, CollectionFile, FieldFile
from issuesync.schema.parts import About, Chooser, Form, Review
from issuesync.schema.shapes import settings_of
from look import OURS, PAGES, markup

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel

    from cats import Ran

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
SUBMISSION = "tests/facts/submission.json"
TABLE = "| code | severity | meaning |\n| --- | --- | --- |\n"
REVIEW = re.compile(rf"(\$ issuesync review (\d+) --from {SUBMISSION}\n```\n\n)((?:>.*\n)+)")
REVIEWED = ["80", "79", "81", "82"]
"""A good submission, a sloppy one, one of free text, and one of an entry that is there."""


def read(name: str) -> str:
    """Return the text of a file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def reviewed(shown: re.Match[str]) -> str:
    """Return what the page shows of a review: its command, and its comment as a quote."""
    words = [sys.executable, "-m", "issuesync", "review", shown[2], "--from", SUBMISSION]
    ran = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True)
    return f"{shown[1]}{quoted(ran.stdout)}"


def quoted(comment: str) -> str:
    """Quote a comment without its marker; a page keeps a line break only where it is told to."""
    text = re.sub(r"(?<=\S)\n(?=[^\n-])", "\\\\\n", comment.partition("\n")[2].rstrip())
    return "".join(f"> {line}".rstrip() + "\n" for line in text.splitlines())


def problems_text() -> str:
    """Return docs/problems.md as it should be: its introduction, and a row a code."""
    intro = (DOCS / "problems.md").read_text(encoding="utf-8").partition(TABLE)[0]
    rows = (f"| `{code}` | {one.severity.value} | {one.meaning} |\n" for code, one in CODES.items())
    return f"{intro}{TABLE}{''.join(rows)}"


def test_every_problem_is_documented_as_it_is() -> None:
    written = (DOCS / "problems.md").read_text(encoding="utf-8")
    assert written == problems_text(), "run python tests/test_docs.py"


@pytest.mark.parametrize(
    "model", [CatalogFile, FieldFile, CollectionFile, Form, Review, Chooser, About]
)
def test_every_setting_is_documented(model: type[BaseModel]) -> None:
    text = (DOCS / "catalog.md").read_text(encoding="utf-8")
    assert [name for name in settings_of(model) if f"`{name}`" not in text] == []


def test_the_page_for_contributors_shows_real_comments(
    monkeypatch: pytest.MonkeyPatch, issuesync: Callable[..., Ran]
) -> None:
    monkeypatch.chdir(ROOT)
    shown = REVIEW.findall((DOCS / "contributors.md").read_text(encoding="utf-8"))
    assert [number for _, number, _ in shown] == REVIEWED
    for _, number, text in shown:
        ran = issuesync("review", number, "--from", SUBMISSION)
        assert text == quoted(ran.out), "run python tests/test_docs.py"


@pytest.mark.parametrize("name", PAGES)
def test_every_link_of_a_page_leads_to_a_file_and_to_a_heading_of_it(name: str) -> None:
    """As GitHub renders the page; links to this repository on GitHub are read as its files."""
    for href in re.findall(r'(?:href|src(?:set)?)="([^"]+)"', markup(read(name))):
        path, _, anchor = OURS.sub(f"{ROOT}/", unescape(href)).partition("#")
        if ":" not in path:
            target = (ROOT / name).parent / path if path else ROOT / name
            assert target.exists(), href
            assert not anchor or f'id="{anchor}"' in markup(target.read_text("utf-8")), href


def test_every_test_that_the_promises_name_is_there() -> None:
    text = (DOCS / "security.md").read_text(encoding="utf-8")
    named = set(re.findall(r"`(tests/[\w/.]+)`", text))
    assert named
    assert [name for name in sorted(named) if not (ROOT / name).exists()] == []


if __name__ == "__main__":
    (DOCS / "problems.md").write_text(problems_text(), encoding="utf-8")
    page = DOCS / "contributors.md"
    page.write_text(REVIEW.sub(reviewed, page.read_text(encoding="utf-8")), encoding="utf-8")
