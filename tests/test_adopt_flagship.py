"""The flagship's README of April 2025 and its issues, adopted: nothing lost, all of it found."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.app.workspace import load, load_schema
from issuesync.edits.match import match_document
from issuesync.markdown.blocks import Table
from issuesync.markdown.document import parse_document
from issuesync.records.catalog import Catalog, build_catalog
from issuesync.store.snapshot import load_snapshot
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran
    from issuesync.model.record import Record

    Command = Callable[..., Ran]

ROOT = Path(__file__).parent.parent
FACTS = ROOT / "tests" / "facts"
SEED = (FACTS / "seed-readme.md").read_text("utf-8")
ROWS = [json.loads(line) for line in (FACTS / "rows.jsonl").read_text("utf-8").splitlines()]
FIELDS = ("name", "paper", "download", "repository", "year", "venue", "country")
BESIDE = ("samples", "size", "sources", "annotation")
DIFFERING = {11, 14, 19, 24, 31, 32, 33, 43, 51, 57, 61, 64, 73, 75}
"""The issues that the flagship's kept overrides speak of."""

MISSING = {"year", "venue", "country", "section"}


def begin(root: Path) -> None:
    """Put the flagship's README and issues, as they were found, into a folder."""
    shutil.copy(FACTS / "seed-readme.md", root / "README.md")
    shutil.copy(FACTS / "issues-legacy.json", root / "legacy.json")


def run_in(root: Path, *words: str) -> str:
    """Run the command in a folder, and return what it says."""
    import contextlib
    import io
    import sys

    from issuesync.cli.main import main

    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setattr(sys, "argv", ["issuesync", *words])
        for name in ("GITHUB_ACTIONS", "FORCE_COLOR", "COLUMNS"):
            patch.delenv(name, raising=False)
        with contextlib.redirect_stderr(said), pytest.raises(SystemExit):
            main()
    return said.getvalue()


@pytest.fixture(scope="module")
def adopted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the adopted flagship; tests only read it."""
    root = tmp_path_factory.mktemp("adopted")
    begin(root)
    said = run_in(root, "init", "README.md", "--from", "legacy.json")
    (root / "said.txt").write_text(said, "utf-8")
    return root


@pytest.fixture(scope="module")
def catalog(adopted: Path) -> Catalog:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(adopted)
        return load(Path(), "snapshot").catalog


@pytest.fixture(scope="module")
def kept() -> Catalog:
    """Return the flagship's catalog as it is kept in this repository."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        return load(Path(), "snapshot").catalog


@pytest.fixture
def again(adopted: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a copy of the adopted flagship to work in."""
    root = tmp_path / "again"
    shutil.copytree(adopted, root)
    monkeypatch.chdir(root)
    return root


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes() for path in root.rglob("*") if path.is_file()
    }


def facts_of(record: Record, catalog: Catalog, *keys: str) -> dict[str, Any]:
    """Return what a record says, with its section's title and no difference that means nothing."""
    collection = catalog.schema.by_key[record.collection]
    found: dict[str, Any] = {key: record.value(key) for key in keys}
    for key in ("paper", "download"):
        if isinstance(found.get(key), str):
            found[key] = found[key].removesuffix("/")
    if isinstance(found.get("repository"), str):
        found["repository"] = found["repository"].casefold()
    titles = {section.key: section.title.casefold() for section in collection.sections}
    found["section"] = titles.get(str(record.value("section")))
    return found


def test_all_297_entries_are_found(catalog: Catalog) -> None:
    counts = {key: len(records) for key, records in catalog.records.items()}
    assert counts == {"entries": 78, "meta-data": 138, "papers": 69, "awesome-lists": 12}
    assert sum(counts.values()) == len(ROWS) == 297


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [("meta-data", "metadata"), ("papers", "papers"), ("awesome-lists", "lists")],
)
def test_the_data_files_say_what_the_kept_ones_say(
    ours: str, theirs: str, catalog: Catalog, kept: Catalog
) -> None:
    keys = ("name", "year", "venue", "keywords", "paper", "download", "repository")
    found = [facts_of(record, catalog, *keys) for record in catalog.in_collection(ours)]
    known = [facts_of(record, kept, *keys) for record in kept.in_collection(theirs)]
    assert sorted(found, key=str) == sorted(known, key=str)


def test_overrides_alone_make_the_records_of_the_edited_bodies(
    adopted: Path, kept: Catalog
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        schema = load_schema(Path())
    snapshot = load_snapshot(adopted / "catalog/issues.json", "issues.json")
    text = (adopted / "catalog/overrides.yaml").read_text("utf-8")
    source, problems = parse_yaml(text, "catalog/overrides.yaml")
    assert not problems
    empty = {name: parse_yaml("[]", name)[0] for c in schema.collections for name in c.data_files}
    built = build_catalog(schema, snapshot, empty, {"catalog/overrides.yaml": source})
    found = {
        r.number: facts_of(r, built, *FIELDS, *BESIDE) for r in built.in_collection("datasets")
    }
    known = {r.number: facts_of(r, kept, *FIELDS, *BESIDE) for r in kept.in_collection("datasets")}
    assert len(found) == 78
    assert found == known


def overrides_in(root: Path) -> dict[int, dict[str, Any]]:
    """Return the overrides of a catalog by issue number."""
    text = (root / "catalog/overrides.yaml").read_text("utf-8")
    source, problems = parse_yaml(text, "overrides.yaml")
    value: Any = source.value
    assert not problems
    return {
        int(number): stated
        for number, fields in value.items()
        if number != "listed" and (stated := {k: v for k, v in fields.items() if k != "row"})
    }


def test_the_overrides_beyond_what_issues_lack_are_those_of_14_issues(adopted: Path) -> None:
    found = overrides_in(adopted)
    assert len(found) == 78
    assert all(set(fields) >= MISSING for fields in found.values())
    beyond = {
        number: {key: value for key, value in fields.items() if key not in MISSING}
        for number, fields in found.items()
    }
    ours = {number: fields for number, fields in beyond.items() if fields}
    assert set(ours) == DIFFERING
    assert ours == overrides_in(ROOT)


def test_every_issue_is_accepted_in_the_snapshot_and_nothing_else_of_it_changed(
    adopted: Path,
) -> None:
    before = {
        one["number"]: one for one in json.loads((FACTS / "issues-legacy.json").read_text("utf-8"))
    }
    snapshot = load_snapshot(adopted / "catalog/issues.json", "issues.json")
    assert len(snapshot.issues) == 78
    for issue in snapshot.issues:
        known = before[issue.number]
        labels = [label["name"] for label in known["labels"]]
        assert issue.labels == (*labels, "accepted")
        assert (issue.title, issue.body) == (known["title"], known["body"] or "")


def test_what_bodies_state_besides_becomes_fields(catalog: Catalog) -> None:
    expected = [
        json.loads(line) for line in (FACTS / "expected.jsonl").read_text("utf-8").splitlines()
    ]
    kinds = {field.key: field.type.kind for field in catalog.schema.by_key["entries"].fields}
    assert kinds["total_samples"] == "count"
    assert kinds["dataset_size"] == "bytes"
    assert kinds["source"] == "list"
    by_number = {record.number: record for record in catalog.in_collection("entries")}
    for fact in expected:
        source: Any = by_number[fact["number"]].value("source")
        assert list(source.items if source else ()) == list(dict.fromkeys(fact["sources"] or ()))


def test_a_sync_right_after_writes_nothing(again: Path, issuesync: Command) -> None:
    before = contents(again)
    ran = issuesync("sync", "--check")
    assert ran.code == 0
    assert "nothing to write" in ran.err
    assert "297 entries, 16 tables, 297 rows" in ran.err
    assert issuesync("sync").code == 0
    assert contents(again) == before


@pytest.mark.parametrize("source", [[], ["--from", "legacy.json"], ["--from", "snapshot"]])
def test_a_second_run_plans_nothing(source: list[str], again: Path, issuesync: Command) -> None:
    before = contents(again)
    ran = issuesync("init", "README.md", *source)
    assert ran.code == 0, ran.err
    assert "nothing to write" in ran.err
    assert contents(again) == before


def test_the_readme_differs_by_its_markers_alone(adopted: Path) -> None:
    written = (adopted / "README.md").read_bytes().decode("utf-8")
    assert re.sub(r"<!-- issuesync:(?:begin|end)[^\n]*\n", "", written) == SEED


def outside_tables(text: str) -> list[str]:
    """Return the lines of the README as it was found that no table of it holds."""
    inside = {
        line
        for table in parse_document("README.md", text).page.blocks
        if isinstance(table, Table)
        for line in range(table.line, table.end)
    }
    return [line for i, line in enumerate(text.splitlines(keepends=True)) if i not in inside]


def outside_regions(text: str) -> list[str]:
    return re.sub(
        r"^<!-- issuesync:begin [^\n]*\n.*?^<!-- issuesync:end[^\n]*\n",
        "",
        text,
        flags=re.DOTALL | re.MULTILINE,
    ).splitlines(keepends=True)


def test_every_line_outside_tables_is_the_readmes_own(adopted: Path) -> None:
    written = (adopted / "README.md").read_bytes().decode("utf-8")
    assert outside_regions(written) == outside_tables(SEED)
    assert len(outside_tables(SEED)) > 100


FINDINGS = [
    *((line, "hash-missing") for line in range(31, 39)),
    *((line, "unbalanced-badge") for line in range(18, 26)),
    *((line, "placeholder-row") for line in (115, 344, 461)),
    *((line, "mis-decoded") for line in (7, 396)),
    *((line, "mixed-blanks") for line in (62, 385)),
    (435, "empty-link"),
]
ROWS_THAT_DIFFER = {
    11: [("Repository", 132)], 14: [("Download", 49)],
    19: [("Download", 53), ("Paper", 53)], 24: [("Name", 131)], 31: [("Download", 74)],
    32: [("Repository", 75)], 33: [("Repository", 77)], 43: [("Repository", 145)],
    51: [("Paper", 95)], 57: [("Download", 121)], 61: [("Paper", 126)],
    64: [("Download", 78), ("Repository", 78)], 73: [("Repository", 113)], 75: [("Name", 153)],
}  # fmt: skip


@pytest.mark.parametrize(("line", "code"), FINDINGS)
def test_what_is_broken_in_the_readme_is_reported_by_line(
    line: int, code: str, adopted: Path
) -> None:
    said = (adopted / "said.txt").read_text("utf-8")
    assert re.search(rf"^README\.md:{line}: warning \[{code}\]", said, re.MULTILINE)


def test_nothing_else_is_said_to_be_broken(adopted: Path) -> None:
    said = (adopted / "said.txt").read_text("utf-8")
    found = re.findall(r"^README\.md:(\d+): \w+ \[([a-z-]+)\]", said, re.MULTILINE)
    assert set(ROWS_THAT_DIFFER) == DIFFERING
    rows = [(line, "row-differs") for found in ROWS_THAT_DIFFER.values() for _, line in found]
    assert sorted((int(line), code) for line, code in found) == sorted([*FINDINGS, *rows])


@pytest.mark.parametrize("number", ROWS_THAT_DIFFER)
def test_a_row_that_differs_from_its_issue_is_named_with_both_places(
    number: int, adopted: Path
) -> None:
    said = (adopted / "said.txt").read_text("utf-8")
    for label, line in ROWS_THAT_DIFFER[number]:
        assert re.search(
            rf"^README\.md:{line}: warning \[row-differs\] {label} is .* in #{number}\b",
            said,
            re.MULTILINE,
        )


def test_with_the_issues_preferred_no_override_contradicts_an_issue(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert issuesync("init", "README.md", "--from", "legacy.json", "--prefer", "issue").code == 0
    stated = {number: set(fields) for number, fields in overrides_in(tmp_path).items()}
    assert all(keys >= MISSING for keys in stated.values())
    assert stated[24] == stated[75] == MISSING
    assert "name" not in set().union(*stated.values())
    catalog = load(Path(), "snapshot").catalog
    names = {record.number: record.name for record in catalog.in_collection("entries")}
    assert (names[24], names[75]) == ("QVG-360K", "AerialVG")


def test_a_diff_writes_nothing_and_shows_what_the_readme_becomes(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    before = contents(tmp_path)
    ran = issuesync("init", "README.md", "--from", "legacy.json", "--diff")
    assert ran.code == 0
    assert "+<!-- issuesync:begin table entries/comprehensive-sft -->" in ran.out
    assert not re.search(r"^-[^-]", ran.out, re.MULTILINE)
    assert "would write catalog.yaml" in ran.err
    assert contents(tmp_path) == before


def test_adoption_uses_no_network(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch,
    beyond_loopback: list[str],
) -> None:  # fmt: skip
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    assert issuesync("init", "README.md", "--from", "legacy.json").code == 0
    assert beyond_loopback == []


def test_the_readme_as_it_was_found_agrees_with_the_kept_catalog(kept: Catalog) -> None:
    document = match_document(parse_document("README.md", SEED), kept)
    assert len(document.rows) == 297
    assert all(row.record is not None for row in document.rows)
