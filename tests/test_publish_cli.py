"""``issuesync publish``, and ``list --format`` for a selection."""

from __future__ import annotations

import csv
import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.errors import ExitCode
from publishing import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


def test_publish_writes_the_folder_and_then_nothing(cats: Path, issuesync: Command) -> None:
    ran = issuesync("publish")
    assert ran.code == 0
    assert (cats / "site" / "catalog.jsonl").is_file()
    assert (cats / "site" / "catalog.sqlite").read_bytes().startswith(b"SQLite format 3\0")
    assert "are up to date" in issuesync("publish").err


def test_publish_check_writes_nothing_and_says_so(cats: Path, issuesync: Command) -> None:
    ran = issuesync("publish", "--check", "--to", "out")
    assert ran.code == ExitCode.FOUND
    assert "would write" in ran.err
    assert not (cats / "out").exists()
    issuesync("publish", "--to", "out")
    assert issuesync("publish", "--check", "--to", "out").code == 0


def test_publish_says_what_it_did_as_json(cats: Path, issuesync: Command) -> None:
    stated = json.loads(issuesync("publish", "--json").out)
    assert stated["written"]
    assert stated["folder"] == "site"
    assert set(stated["changed"]) == set(stated["files"])
    assert stated["files"] == {
        name: (cats / "site" / name).stat().st_size for name in stated["files"]
    }
    again = json.loads(issuesync("publish", "--json").out)
    assert (again["changed"], again["removed"]) == ([], [])


def test_an_entry_that_is_gone_takes_its_page_with_it(cats: Path, issuesync: Command) -> None:
    issuesync("publish")
    pages = sorted((cats / "site/entries").rglob("*.md"))
    papers = cats / "papers.yaml"
    papers.write_text("[]\n")
    assert issuesync("publish").code == 0
    assert len(sorted((cats / "site/entries").rglob("*.md"))) < len(pages)


def test_publish_never_writes_over_somebody_elses_file(cats: Path, issuesync: Command) -> None:
    (cats / "site").mkdir()
    (cats / "site/llms.txt").write_text("mine\n")
    ran = issuesync("publish")
    assert ran.code == ExitCode.REFUSED
    assert "site/llms.txt is not a file of issuesync's" in ran.err
    assert [path.name for path in (cats / "site").iterdir()] == ["llms.txt"]


@pytest.fixture
def flagship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.mark.usefixtures("flagship")
def test_a_selection_as_bibtex_has_the_keys_of_the_whole(issuesync: Command) -> None:
    whole = issuesync("list", "--format", "bibtex").out
    part = issuesync("list", "--field", "year>=2024", "--format", "bibtex").out
    assert len(re.findall("^@misc", part, re.MULTILINE)) == 133
    entry = re.compile(r"^@misc{.*?^}$", re.MULTILINE | re.DOTALL)
    assert set(entry.findall(part)) < set(entry.findall(whole))


@pytest.mark.usefixtures("flagship")
def test_a_selection_as_csv_has_the_columns_of_its_collections(issuesync: Command) -> None:
    out = issuesync("list", "--collection", "lists", "--format", "csv").out
    rows = list(csv.DictReader(out.splitlines()))
    assert len(rows) == 12
    assert "task" not in rows[0]
    both = list(csv.DictReader(issuesync("list", "--format", "csv").out.splitlines()))
    assert len(both) == 297
    assert {"task", "keywords"} <= set(both[0])


MILLION, HUNDRED_GB = 10**6, 10**11
QUESTIONS: dict[str, Callable[[dict[str, Any]], bool]] = {
    "year>=2024": lambda row: (row["year"] or 0) >= 2024,
    "year>2024": lambda row: (row["year"] or 0) > 2024,
    "year<2017": lambda row: (row["year"] or 9999) < 2017,
    "year=2024": lambda row: row["year"] == 2024,
    "year>=2024 year<=2024": lambda row: row["year"] == 2024,
    "year!=2024": lambda row: row["year"] != 2024,
    "samples>=1m": lambda row: (row["samples"] or 0) >= MILLION,
    "samples>=1,000,000": lambda row: (row["samples"] or 0) >= MILLION,
    "samples>=1000k section=comprehensive": lambda row: (
        (row["samples"] or 0) >= MILLION and row["section"] == "comprehensive"
    ),
    "size>100GB": lambda row: (row["size"] or 0) > HUNDRED_GB,
    "venue!=arXiv year=2025": lambda row: row["venue"] != "arXiv" and row["year"] == 2025,
    "samples=": lambda row: row["samples"] is None,
}


@pytest.mark.usefixtures("flagship")
@pytest.mark.parametrize("question", QUESTIONS)
def test_a_field_is_compared_as_its_type_compares(question: str, issuesync: Command) -> None:
    flags = [flag for test in question.split() for flag in ("--field", test)]
    whole = issuesync("list", "--format", "jsonl").out.splitlines()
    wanted = [line for line in whole if QUESTIONS[question](json.loads(line))]
    assert issuesync("list", *flags, "--format", "jsonl").out.splitlines() == wanted
    assert 0 < len(wanted) < len(whole)


@pytest.mark.usefixtures("flagship")
@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (["--format", "bibtx"], "did you mean bibtex?"),
        (["--format", "parquet"], "known: jsonl, csv, bibtex, feed, jsonld"),
        (["--format", "csv", "--json"], "give one of them"),
        (["--csv", "--json"], "give one of them"),
        (["--field", "year>=two"], "“two” is not a value that “year” can be compared with"),
        (["--field", "yaer>=2024"], "did you mean year?"),
        (["--field", ">=2024"], "write, say, --field year=2024"),
    ],
)
def test_a_wish_that_cannot_be_met_is_refused(
    flags: list[str], says: str, issuesync: Command
) -> None:
    ran = issuesync("list", *flags)
    assert ran.code == ExitCode.USAGE
    assert says in ran.err
    assert ran.out == ""
