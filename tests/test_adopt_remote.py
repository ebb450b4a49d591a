"""What adoption plans for GitHub: labels, edits of bodies, issues for rows; what is left then."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.app.workspace import load, load_schema
from issuesync.records.catalog import build_catalog
from issuesync.store.snapshot import load_snapshot
from issuesync.yamlfile.source import parse_yaml
from test_adopt_flagship import BESIDE, FIELDS, ROOT, begin, contents, facts_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

CASES = Path(__file__).parent / "cases" / "readmes"
LEGACY = ("init", "README.md", "--from", "legacy.json")
UNLINKED = ("init", "README.md", "--from", "issues.json")


@pytest.fixture
def flagship(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    begin(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


@pytest.fixture
def unlinked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(CASES / "unlinked.md", tmp_path / "README.md")
    shutil.copy(CASES / "unlinked.issues.json", tmp_path / "issues.json")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def listed(root: Path, name: str) -> dict[int, dict[str, Any]]:
    content = json.loads((root / name).read_text("utf-8"))
    issues = content["issues"] if isinstance(content, dict) else content
    return {one["number"]: one for one in issues}


def test_by_default_the_label_that_publishes_is_planned_and_nothing_done(
    flagship: Path, issuesync: Command
) -> None:
    before = (flagship / "legacy.json").read_bytes()
    ran = issuesync(*LEGACY)
    assert ran.code == 0
    assert "planned for GitHub: 79 changes (add 78, create 1); --apply makes them" in ran.err
    assert (flagship / "legacy.json").read_bytes() == before


def test_into_issues_the_edits_are_planned_and_nothing_done(
    flagship: Path, issuesync: Command
) -> None:
    before = (flagship / "legacy.json").read_bytes()
    ran = issuesync(*LEGACY, "--into", "issues")
    assert "planned for GitHub: 157 changes (add 78, create 1, edit 78)" in ran.err
    assert (flagship / "legacy.json").read_bytes() == before


def test_applied_into_issues_the_bodies_state_the_records_and_no_override_is_left(
    flagship: Path, issuesync: Command
) -> None:
    ran = issuesync(*LEGACY, "--into", "issues", "--apply")
    assert ran.code == 0, ran.err
    assert "not done" not in ran.err
    source, _ = parse_yaml((flagship / "catalog/overrides.yaml").read_text("utf-8"), "o.yaml")
    assert isinstance(source.value, dict)
    rows = [one for key, one in source.value.items() if key != "listed"]
    assert all(isinstance(one, dict) and set(one) == {"row"} for one in rows)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        schema, kept = load_schema(Path()), load(Path(), "snapshot").catalog
    snapshot = load_snapshot(flagship / "legacy.json", "legacy.json")
    empty = {name: parse_yaml("[]", name)[0] for c in schema.collections for name in c.data_files}
    none = {
        one.overrides: parse_yaml("", "o.yaml")[0] for one in schema.collections if one.overrides
    }
    built = build_catalog(schema, snapshot, empty, none)
    found = {
        r.number: facts_of(r, built, *FIELDS, *BESIDE) for r in built.in_collection("datasets")
    }
    known = {r.number: facts_of(r, kept, *FIELDS, *BESIDE) for r in kept.in_collection("datasets")}
    assert found == known
    assert len(found) == 78


def test_after_that_nothing_is_planned_and_nothing_written(
    flagship: Path, issuesync: Command
) -> None:
    words = (*LEGACY, "--into", "issues", "--apply")
    assert issuesync(*words).code == 0
    before = contents(flagship)
    ran = issuesync(*words)
    assert ran.code == 0
    assert "nothing to write" in ran.err
    assert "planned" not in ran.err
    assert contents(flagship) == before
    assert issuesync("sync", "--check").code == 0


def test_a_row_without_an_issue_gets_one_and_leaves_its_data_file(
    unlinked: Path, issuesync: Command
) -> None:
    assert "Untracked" in (CASES / "unlinked.md").read_text("utf-8")
    ran = issuesync(*UNLINKED, "--rows", "issues", "--apply")
    assert ran.code == 0, ran.err
    created = next(
        one for one in listed(unlinked, "issues.json").values() if one.get("title") == "Untracked"
    )
    assert created["number"] > 16
    assert {"name": "accepted"} in created["labels"]
    assert "https://untracked.example/p.pdf" in created["body"]
    data = (unlinked / "catalog/data/birdsong-datasets.yaml").read_text("utf-8")
    assert "Untracked" not in data
    assert created["number"] in listed(unlinked, "catalog/issues.json")
    catalog = load(Path(), "snapshot").catalog
    names = [record.name for record in catalog.in_collection("birdsong-datasets")]
    assert names.count("Untracked") == 1
    assert "Untracked" in (unlinked / "README.md").read_text("utf-8")
    assert issuesync("sync", "--check").code == 0


def test_until_a_rows_issue_exists_the_row_stays_in_its_data_file(
    unlinked: Path, issuesync: Command
) -> None:
    ran = issuesync(*UNLINKED, "--rows", "issues")
    assert "planned for GitHub: 8 changes (add 6, create 2)" in ran.err
    data = (unlinked / "catalog/data/birdsong-datasets.yaml").read_text("utf-8")
    assert "Untracked" in data


def test_run_again_no_row_gets_a_second_issue(unlinked: Path, issuesync: Command) -> None:
    words = (*UNLINKED, "--rows", "issues", "--into", "issues", "--apply")
    assert issuesync(*words).code == 0
    before = contents(unlinked)
    ran = issuesync(*words)
    assert ran.code == 0
    assert "planned" not in ran.err
    assert contents(unlinked) == before


def test_a_difference_that_was_left_to_the_issue_is_not_written_into_it(
    unlinked: Path, issuesync: Command
) -> None:
    words = (*UNLINKED, "--prefer", "issue", "--into", "issues", "--apply")
    assert issuesync(*words).code == 0
    body = listed(unlinked, "issues.json")[4]["body"]
    assert "**Hours**: 75" in body
    assert "**Hours**: 80" not in body


def test_a_collection_without_issues_is_named_when_rows_should_get_some(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text("# T\n\n|Name|Year|\n|-|-|\n|A|2020|\n|B|2021|\n", "utf-8")
    ran = issuesync("init", "README.md", "--from", "none", "--rows", "issues")
    assert ran.code == 0
    assert "[row-without-issue] the entries of “t” take no issues" in ran.err
