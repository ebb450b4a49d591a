"""Exports within the repository, the citation, and what ``check`` says that they lack."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

from issuesync.errors import ExitCode
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import parse_taxonomy
from small_catalog import CATALOG, LABELS, make_catalog, make_issue, region, render_one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

ABOUT = """\
about:
  title: Cats & dogs
  description: All of them.
  license: CC-BY-4.0
  url: https://octocat.github.io/hello-world/
  creators: [Mona Lisa Octocat, {name: "Tom and Jerry, Inc.", type: organization}]
"""


def declare(folder: Path, text: str) -> None:
    """Add settings to a catalog."""
    path = folder / "catalog.yaml"
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_a_sync_writes_what_is_exported_and_a_second_one_nothing(
    cats: Path, issuesync: Command
) -> None:
    declare(
        cats,
        "exports: [{jsonl: data/catalog.jsonl}, {feed: feed.xml}, {csv: c.csv}, {bibtex: c.bib},"
        " {jsonld: c.jsonld}]\n",
    )
    assert issuesync("sync").code == 0
    text = (cats / "data/catalog.jsonl").read_text(encoding="utf-8")
    names = [json.loads(line)["name"] for line in text.splitlines()]
    with (cats / "c.csv").open(newline="") as stream:
        assert [row["name"] for row in csv.DictReader(stream)] == names
    assert (cats / "feed.xml").read_text().startswith("<?xml")
    assert (cats / "c.bib").read_text().count("@misc{") == len(names)
    assert len(json.loads((cats / "c.jsonld").read_text())["hasPart"]) == len(names)
    assert "nothing to write" in issuesync("sync").err


def test_check_reports_an_export_that_is_out_of_date(cats: Path, issuesync: Command) -> None:
    declare(cats, "exports: [{jsonl: catalog.jsonl}]\n")
    issuesync("sync")
    (cats / "catalog.jsonl").write_text("{}\n")
    ran = issuesync("check")
    assert ran.code == ExitCode.FOUND
    assert "catalog.jsonl: error [drift]" in ran.err
    assert issuesync("sync", "--check").code == ExitCode.FOUND


@pytest.mark.parametrize(
    ("exports", "says"),
    [
        ("[{jsonl: ../out.jsonl}]", "a path below this folder"),
        ("[{jsonl: /etc/out.jsonl}]", "a path below this folder"),
        ("[{jsonl: a/../../out.jsonl}]", "a path below this folder"),
        ("[{jsonl: README.md}]", "it is a document"),
        ("[{jsonl: ./readme.md}]", "it is a document"),
        ("[{csv: catalog.yaml}]", "it is the configuration"),
        ("[{csv: labels.yaml}]", "it is the labels"),
        ("[{csv: lists.yaml}]", "it is data"),
        ("[{csv: catalog/issues.json}]", "it is the snapshot"),
        ("[{csv: .github/workflows/sync.yml}]", "it is a folder of GitHub's"),
        ("[{csv: badges/vqa.svg}]", "it is the badges' folder"),
        ("[{csv: data/}]", "is a folder"),
        ("[{csv: .}]", "a path below this folder"),
        ("[{csv: a.txt}, {jsonl: A.txt}]", "it is another export"),
        ("[{parquet: a.parquet}]", "exports"),
        ("[{sqlite: a.sqlite}]", "exports"),
        ("feed.xml", "a list"),
    ],
)
def test_an_export_where_it_cannot_be_is_an_error(exports: str, says: str) -> None:
    taxonomy, _ = parse_taxonomy(LABELS, "labels.yaml")
    _, problems = parse_catalog(f"{CATALOG}exports: {exports}\n", "catalog.yaml", taxonomy)
    assert [says in one.message for one in problems] == [True], problems
    assert problems[0].place.line == CATALOG.count("\n") + 1


def test_a_citation_is_written_from_about() -> None:
    catalog = make_catalog([make_issue(3)], catalog=CATALOG + ABOUT)
    assert """\
```bibtex
@misc{hello-world,
  title = {{Cats \\& dogs}},
  author = {Mona Lisa Octocat and {Tom and Jerry, Inc.}},
  year = {2025},
  url = {https://octocat.github.io/hello-world},
}
```""" in render_one(catalog, region("citation"))


def test_a_citation_without_about_says_what_is_known() -> None:
    text = render_one(make_catalog([]), region("citation"))
    assert "title = {{octocat/hello-world}}" in text
    assert "url = {https://github.com/octocat/hello-world}" in text
    assert "author" not in text
    assert "year" not in text


def test_citation_cff_says_what_about_leaves_out(cats: Path, issuesync: Command) -> None:
    (cats / "CITATION.cff").write_text(
        "cff-version: 1.2.0\ntitle: The cats\nversion: 1.2.0\ndate-released: 2024-05-06\n"
        "doi: 10.5281/zenodo.1\nauthors:\n- {family-names: Lisa, given-names: Mona,"
        " orcid: 'https://orcid.org/0000-0000-0000-0001'}\n- {name: The Octocats}\n",
        encoding="utf-8",
    )
    declare(cats, "about: {title: My cats}\n")
    readme = cats / "README.md"
    readme.write_text(readme.read_text() + "\n" + region("citation"))
    assert issuesync("sync").code == 0
    text = readme.read_text()
    assert "title = {{My cats}}" in text
    assert "author = {Mona Lisa and {The Octocats}}" in text
    assert "year = {2024}" in text
    assert "version = {1.2.0}" in text
    assert "doi = {10.5281/zenodo.1}" in text


def test_check_says_what_a_declared_output_still_needs(cats: Path, issuesync: Command) -> None:
    declare(cats, "exports: [{feed: feed.xml}]\nabout: {title: Cats}\n")
    readme = cats / "README.md"
    readme.write_text(readme.read_text() + "\n" + region("citation"))
    issuesync("sync")
    said = [line for line in issuesync("check").err.splitlines() if "about-missing" in line]
    assert [line.partition("] ")[2] for line in said] == [
        "“citation” needs creators",
        "the export “feed.xml” needs url",
        "croissant.json needs description, license, creators",
        "datapackage.json needs license",
        "feed.xml needs url",
    ]


@pytest.mark.usefixtures("cats")
def test_nothing_is_missing_where_nothing_is_declared(issuesync: Command) -> None:
    issuesync("sync")
    assert "about-missing" not in issuesync("check").err


@pytest.mark.parametrize("text", ["", "a", "- a", "title: [1", "authors: {a: b}\ntitle: {x: y}"])
def test_a_citation_file_that_is_none_says_nothing(
    text: str, cats: Path, issuesync: Command
) -> None:
    (cats / "CITATION.cff").write_text(text, encoding="utf-8")
    assert issuesync("sync").code == 0
