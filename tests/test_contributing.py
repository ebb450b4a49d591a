"""CONTRIBUTING.md and docs/design.md: what they name is there, and is as they say."""

from __future__ import annotations

import re

from conftest import ROOT
from test_architecture import FLOORS, SHELL

SOURCE = ROOT / "src" / "issuesync"
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DESIGN = (ROOT / "docs" / "design.md").read_text("utf-8")


def test_every_file_that_is_named_is_there() -> None:
    named = re.findall(r"`((?:tests/)?[a-z_]+/[a-z_/]+\.py|[a-z_]+\.py)`", CONTRIBUTING + DESIGN)
    assert len(named) > 15
    missing = [
        name for name in named if not (SOURCE / name).exists() and not (ROOT / name).exists()
    ]
    assert missing == []


def test_the_table_answers_what_a_newcomer_asks() -> None:
    rows = re.findall(r"^\| (.+?) \| `(.+?)`", CONTRIBUTING, re.MULTILINE)
    assert {question.split("`")[0].strip() for question, _ in rows} >= {
        "a spelling of a country", "the colour of a badge", "a wrong anchor",
        "how long a rate limit waits", "a sentence of a review's comment",
        "a hand edit that is misread", "a flag of",
    }  # fmt: skip


def test_the_design_page_has_the_rooms_and_their_floors() -> None:
    rows = re.findall(r"^\| (\d+) \| `(\w+)/` \|", DESIGN, re.MULTILINE)
    stated = {room: int(floor) for floor, room in rows}
    rooms = {path.name for path in SOURCE.iterdir() if (path / "__init__.py").exists()}
    assert set(stated) == rooms - SHELL
    assert stated == {room: FLOORS[room] for room in stated}
