"""``init README.md`` in a catalog that is there: what people wrote since, taken at its word."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from cats import Ran, issue, write_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Command = Callable[..., Ran]

README = "README.md"


def edit(root: Path, old: str, new: str, name: str = README) -> None:
    """Make one edit by hand."""
    text = (root / name).read_text("utf-8")
    assert text.count(old) == 1, (old, text)
    (root / name).write_text(text.replace(old, new), "utf-8")


def loaded(root: Path, name: str) -> Any:
    return yaml.load((root / name).read_text("utf-8"), yaml.BaseLoader)


def contents(root: Path) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


@pytest.fixture
def synced(cats: Path, issuesync: Command) -> Path:
    """Return the folder of the small catalog, its document written."""
    assert issuesync("sync").code == 0
    return cats


def test_a_cell_that_was_mended_becomes_an_override(synced: Path, issuesync: Command) -> None:
    edit(synced, "| 2023 | Cats 2 | CVPR |", "| 2024 | Cats 2 | CVPR |")
    ran = issuesync("init", README)
    assert ran.code == 0, ran.err
    assert loaded(synced, "overrides.yaml") == {"2": {"venue": "CVPR", "year": "2024"}}
    assert "Year is “2024” here and “2023” in #2:2" in ran.err
    assert issuesync("sync", "--check").code == 0
    assert "| 2024 | Cats 2 | CVPR |" in (synced / README).read_text("utf-8")


def test_with_issues_preferred_the_region_is_written_as_the_issue_has_it(
    synced: Path, issuesync: Command
) -> None:
    before = (synced / README).read_text("utf-8")
    edit(synced, "| 2023 | Cats 2 | CVPR |", "| 2024 | Cats 2 | CVPR |")
    assert issuesync("init", README, "--prefer", "issue").code == 0
    assert loaded(synced, "overrides.yaml") == {"2": {"venue": "CVPR"}}
    assert (synced / README).read_text("utf-8") == before


def test_a_row_that_is_merely_older_than_its_issue_reverts_nothing(
    synced: Path, issuesync: Command
) -> None:
    content = json.loads((synced / "catalog/issues.json").read_text("utf-8"))
    content["issues"][0]["body"] = "**Section**: vqa\n**Year**: 2025"
    (synced / "catalog/issues.json").write_text(json.dumps(content), "utf-8")
    assert issuesync("init", README).code == 0
    assert loaded(synced, "overrides.yaml") == {"2": {"venue": "CVPR"}}
    assert "| 2025 | Cats 1 |" in (synced / README).read_text("utf-8")


def test_comments_and_order_of_overrides_stay(synced: Path, issuesync: Command) -> None:
    text = "# mine\n2:  # the second\n  venue: CVPR   # as printed\n"
    (synced / "overrides.yaml").write_text(text, "utf-8")
    edit(synced, "| 2023 | Cats 2 | CVPR |", "| 2024 | Cats 2 | CVPR |")
    assert issuesync("init", README).code == 0
    written = (synced / "overrides.yaml").read_text("utf-8")
    assert written == f"{text}  year: 2024\n"


def test_a_bullet_that_is_new_becomes_an_entry_of_the_data_file(
    synced: Path, issuesync: Command
) -> None:
    line = "- [A survey](https://example.org/survey) - 2023\n"
    edit(synced, line, f"{line}- [A sequel](https://example.org/sequel) - 2025\n")
    ran = issuesync("init", README)
    assert ran.code == 0, ran.err
    entries = {entry["name"]: entry for entry in loaded(synced, "papers.yaml")}
    assert entries["A sequel"]["paper"] == "https://example.org/sequel"
    assert issuesync("sync", "--check").code == 0
    assert "[A sequel](https://example.org/sequel)" in (synced / README).read_text("utf-8")


def test_a_row_of_issues_that_no_issue_backs_is_named_and_stays(
    synced: Path, issuesync: Command
) -> None:
    edit(synced, "| 2023 | Cats 2 | CVPR |", "| 2023 | Nobody | CVPR |\n| 2023 | Cats 2 | CVPR |")
    ran = issuesync("init", README)
    assert ran.code == 0
    assert "[row-without-issue] nothing of “datasets” is called “Nobody”" in ran.err
    assert "| 2023 | Nobody | CVPR |" in (synced / README).read_text("utf-8")


def test_a_row_that_was_removed_takes_its_entry_along_as_absorb_does(
    synced: Path, issuesync: Command
) -> None:
    edit(synced, "- [A survey](https://example.org/survey) - 2023\n", "")
    ran = issuesync("init", README)
    assert ran.code == 0
    assert "[row-removed] the row of “A survey” was removed, and so is its entry" in ran.err
    assert [one["name"] for one in loaded(synced, "papers.yaml")] == ["An outlook"]
    assert "A survey" not in (synced / README).read_text("utf-8")
    assert issuesync("sync", "--check").code == 0
    before = contents(synced)
    assert "nothing to write" in issuesync("init", README).err
    assert contents(synced) == before


def test_an_issue_whose_row_was_removed_is_left_to_absorb(synced: Path, issuesync: Command) -> None:
    text = (synced / README).read_text("utf-8")
    row = next(line for line in text.splitlines(keepends=True) if "| 2023 | Cats 2 |" in line)
    edit(synced, row, "")
    ran = issuesync("init", README)
    assert "the row of “Cats 2” was removed, and init does not take that in" in ran.err
    assert "run issuesync absorb, or restore the row" in ran.err
    assert row not in (synced / README).read_text("utf-8")


def test_of_two_entries_on_one_line_the_one_that_was_meant_is_edited(
    cats: Path, issuesync: Command
) -> None:
    (cats / "papers.yaml").write_text("[{name: Alpha, year: 2001}, {name: Beta, year: 2002}]\n")
    edit(cats, "begin list papers", "begin table papers")
    assert issuesync("sync").code == 0
    edit(cats, "| 2001 | Alpha |", "| 2003 | Alpha |")
    edit(cats, "| 2002 | Beta |", "| 2004 | Beta |")
    assert issuesync("init", README).code == 0
    assert loaded(cats, "papers.yaml") == [
        {"name": "Alpha", "year": "2003"}, {"name": "Beta", "year": "2004"},
    ]  # fmt: skip


def test_of_two_entries_on_one_line_the_one_that_has_an_issue_goes(
    cats: Path, issuesync: Command
) -> None:
    edit(cats, "from: issues\n", "from: [issues, more.yaml]\n", "catalog.yaml")
    alpha, beta = ({"name": name, "section": "vqa"} for name in ("Alpha", "Beta"))
    (cats / "more.yaml").write_text(
        yaml.safe_dump([alpha, beta], default_flow_style=True, width=999)
    )
    assert issuesync("sync").code == 0
    content = json.loads((cats / "catalog/issues.json").read_text("utf-8"))
    filed = issue(9, "**Section**: vqa", "accepted", title="Beta")
    content["issues"].append(filed)
    (cats / "listing.json").write_text(json.dumps(content), "utf-8")
    ran = issuesync("init", README, "--rows", "issues", "--from", "listing.json")
    assert ran.code == 0, ran.err
    assert loaded(cats, "more.yaml") == [alpha]
    names = [
        one["title"] for one in json.loads((cats / "catalog/issues.json").read_text())["issues"]
    ]
    assert "Beta" in names


def test_a_catalog_without_issues_is_adopted_again_without_a_snapshot(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / README).write_text("# T\n\n|Name|Year|\n|-|-|\n|A|2020|\n|B|2021|\n", "utf-8")
    assert issuesync("init", README, "--from", "none").code == 0
    for path in tmp_path.rglob("issues.json"):
        path.unlink()
    edit(tmp_path, "2021", "2022")
    ran = issuesync("init", README, "--from", "none")
    assert ran.code == 0, ran.err
    (data,) = tmp_path.glob("catalog/data/*.yaml")
    assert "2022" in data.read_text("utf-8")
    assert not list(tmp_path.rglob("issues.json"))


def test_a_value_that_its_field_cannot_read_is_named_and_stays(
    synced: Path, issuesync: Command
) -> None:
    edit(synced, "| 2023 | Cats 2 | CVPR |", "| soon | Cats 2 | CVPR |")
    ran = issuesync("init", README)
    assert "[not-kept] Year is “soon” here" in ran.err
    assert "| soon | Cats 2 | CVPR |" in (synced / README).read_text("utf-8")
    assert loaded(synced, "overrides.yaml") == {"2": {"venue": "CVPR"}}


def test_a_row_moved_to_another_sections_table_moves_its_entry(
    synced: Path, issuesync: Command
) -> None:
    lines = (synced / README).read_text("utf-8").splitlines(keepends=True)
    row = next(line for line in lines if "Cats 3" in line and line.startswith("|"))
    head = next(line for line in lines if line.startswith("| :-: |"))
    edit(synced, row, "")
    (synced / README).write_text(
        (synced / README).read_text("utf-8").replace(head, f"{head}{row}", 1), "utf-8"
    )
    ran = issuesync("init", README)
    assert ran.code == 0, ran.err
    assert loaded(synced, "overrides.yaml")["3"] == {"section": "Questions"}
    assert issuesync("sync", "--check").code == 0


def test_a_table_by_hand_gets_its_region(cats: Path, issuesync: Command) -> None:
    (cats / README).write_text(
        "# Cats\n\n## Questions\n\n| Year | Name | Venue | More |\n|-|-|-|-|\n"
        "|2024|[Cats 1](https://example.org/1)|-|[x](https://github.com/octo/cat/issues/1)|\n"
        "| 2023 | Cats 2 | ECCV | [x](https://github.com/octo/cat/issues/2) |\n\nThe end.\n",
        "utf-8",
    )
    ran = issuesync("init", README)
    assert ran.code == 0, ran.err
    text = (cats / README).read_text("utf-8")
    assert "<!-- issuesync:begin table datasets/vqa -->" in text
    assert text.startswith("# Cats\n\n## Questions\n\n<!--")
    assert text.endswith("-->\n\nThe end.\n")
    assert loaded(cats, "overrides.yaml") == {"2": {"venue": "ECCV"}}
    assert issuesync("sync", "--check").code == 0


def test_a_table_of_other_columns_is_named_and_left(cats: Path, issuesync: Command) -> None:
    table = "| Kennel | City |\n|-|-|\n| A | B |\n"
    (cats / README).write_text(f"# Cats\n\n{table}", "utf-8")
    ran = issuesync("init", README)
    assert "README.md:3: warning [not-adopted]" in ran.err
    assert (cats / README).read_text("utf-8") == f"# Cats\n\n{table}"


def test_a_fresh_snapshot_brings_new_bodies_and_keeps_what_was_accepted(
    synced: Path, issuesync: Command
) -> None:
    accepted = json.loads((synced / "catalog/issues.json").read_text("utf-8"))
    accepted["issues"][0]["accepted"] = {"at": "2024-06-01T00:00:00Z", "by": "octo"}
    (synced / "catalog/issues.json").write_text(json.dumps(accepted), "utf-8")
    fresh = [
        issue(1, "**Section**: vqa\n**Year**: 2026"), issue(2, "**Section**: vqa\n**Year**: 2023"),
        issue(3, "### Section\n\ncap\n\n### Year\n\n2022\n"), issue(9, "**Section**: vqa"),
    ]  # fmt: skip
    for one in fresh:
        one["labels"] = []
    (synced / "fresh.json").write_text(json.dumps(fresh), "utf-8")
    assert issuesync("init", README, "--from", "fresh.json").code == 0
    written = json.loads((synced / "catalog/issues.json").read_text("utf-8"))["issues"]
    assert [one["number"] for one in written] == [1, 2, 3]
    assert all(one["labels"] == [{"name": "accepted"}] for one in written)
    assert written[0]["accepted"] == {"at": "2024-06-01T00:00:00Z", "by": "octo"}
    assert "| 2026 | " in (synced / README).read_text("utf-8")


def test_broken_markers_stop_everything(synced: Path, issuesync: Command) -> None:
    edit(synced, "<!-- issuesync:begin table datasets/vqa -->", "<!-- issuesync:begin -->")
    before = contents(synced)
    assert issuesync("init", README).code == 5
    assert contents(synced) == before


def test_a_file_of_somebody_elses_is_never_replaced(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / README).write_text("# T\n\n|Name|Year|\n|-|-|\n|A|2020|\n|B|2021|\n", "utf-8")
    (tmp_path / "catalog/data").mkdir(parents=True)
    (tmp_path / "catalog/data/t.yaml").write_text("mine", "utf-8")
    before = contents(tmp_path)
    ran = issuesync("init", README, "--from", "none")
    assert ran.code == 6
    assert "catalog/data/t.yaml would be replaced" in ran.err
    assert contents(tmp_path) == before


def test_a_taxonomy_that_is_there_is_used_as_it_is(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    labels = "groups: {status: {color: 0e8a16, labels: {accepted: Yes}}}\n"
    (tmp_path / "labels.yaml").write_text(labels, "utf-8")
    (tmp_path / README).write_text(
        "|Name|Issue|\n|-|-|\n|A|[1](https://github.com/octo/cat/issues/1)|\n", "utf-8"
    )
    write_snapshot(tmp_path, issue(1, "**Year**: 2020", title="A"))
    assert issuesync("init", README).code == 0
    assert (tmp_path / "labels.yaml").read_text("utf-8") == labels
    shutil.rmtree(tmp_path / "catalog")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["absent.md"], 2, "absent.md: there is no such document"),
        (["../README.md"], 2, "is not below this folder"),
        (["prose.md", "--from", "none"], 2, "holds no table or list of entries"),
        (["prose.md", "--from", "github"], 2, "names a GitHub repository"),
        (["prose.md", "--from", "absent.json"], 4, "there is no such snapshot"),
    ],
)
def test_what_cannot_be_adopted_is_said_and_nothing_written(  # noqa: PLR0917 - a table
    words: list[str], code: int, said: str,
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "prose.md").write_text("# Prose\n\nAnd no list.\n", "utf-8")
    before = contents(tmp_path)
    ran = issuesync("init", *words)
    assert ran.code == code
    assert said in ran.err
    assert contents(tmp_path) == before


def test_a_document_with_broken_markers_is_not_adopted(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text = "|Name|Year|\n|-|-|\n|A|2020|\n\n<!-- issuesync:end -->\n"
    (tmp_path / README).write_text(text, "utf-8")
    before = contents(tmp_path)
    assert issuesync("init", README, "--from", "none").code == 5
    assert contents(tmp_path) == before


def test_a_cell_of_a_data_files_entry_is_mended_in_the_file(cats: Path, issuesync: Command) -> None:
    settings = (cats / "catalog.yaml").read_text("utf-8")
    (cats / "catalog.yaml").write_text(
        settings.replace("from: papers.yaml", "from: papers.yaml\n    sections: [Old, New]"),
        "utf-8",
    )
    (cats / "papers.yaml").write_text(
        "# kept\n- {name: A survey, section: Old, year: 2023}\n"
        "- {name: An outlook, section: New, year: 2024}\n", "utf-8",
    )  # fmt: skip
    (cats / README).write_text(
        "# Cats\n\n## Old\n\n<!-- issuesync:begin table papers/old -->\n<!-- issuesync:end -->\n\n"
        "## New\n\n<!-- issuesync:begin table papers/new -->\n<!-- issuesync:end -->\n", "utf-8",
    )  # fmt: skip
    assert issuesync("sync").code == 0
    edit(
        cats, "| 2023 | A survey |", "| 2022 | A survey |\n| 2021 | [A start](https://s.example) |"
    )
    ran = issuesync("init", README)
    assert ran.code == 0, ran.err
    text = (cats / "papers.yaml").read_text("utf-8")
    assert text.startswith("# kept\n- {name: A survey, section: Old, year: 2022}\n")
    assert loaded(cats, "papers.yaml")[2] == {
        "name": "A start", "section": "Old", "year": "2021", "paper": "https://s.example",
    }  # fmt: skip
    assert issuesync("sync", "--check").code == 0
