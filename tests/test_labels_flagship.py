"""The flagship's labels: what is said of them, and the documentation's walk-throughs, run."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer
from issuesync.errors import ExitCode
from label_worlds import open_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from cats import Ran
    from label_worlds import Hub

    Command = Callable[..., Ran]

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "labels.md").read_text(encoding="utf-8")
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COUNTED = {
    "Cap.": 46, "VQA": 16, "VG": 12, "Human": 21,
    "GPT-4V": 6, "Multi-Turn": 5, "VHR": 2, "Temporal": 4,
}  # fmt: skip


def section(title: str) -> str:
    """Return a section of the guide."""
    _, _, rest = GUIDE.partition(f"\n## {title}\n")
    assert rest, title
    return rest.partition("\n## ")[0]


def blocks(title: str, kind: str) -> list[str]:
    return [text for found, text in BLOCK.findall(section(title)) if found == kind]


def run_block(text: str, issuesync: Command) -> None:
    """Run the command of a console block, and require what the block shows."""
    line, _, shown = text.partition("\n")
    ran = issuesync(*line.removeprefix("$ issuesync ").split())
    assert ran.code == ExitCode.DONE
    told = [one for one in (ran.out + ran.err).splitlines() if "left this hour" not in one]
    expected = [one for one in shown.splitlines() if "left this hour" not in one]
    assert told == expected


# What the flagship's labels are


def issues_of(folder: Path) -> list[dict[str, object]]:
    content = json.loads((folder / "catalog" / "issues.json").read_text(encoding="utf-8"))
    issues: list[dict[str, object]] = content["issues"]
    return issues


def test_no_issue_of_the_flagship_bears_a_label_outside_the_taxonomy(
    catalog_dir: Path, issuesync: Command
) -> None:
    ran = issuesync("labels", "--json", "--prune")
    content = json.loads(ran.out)
    assert content["changes"] == []
    assert {problem["code"] for problem in content["problems"]} == {"label-missing"}
    assert len(issues_of(catalog_dir)) == 78


def test_only_the_43_issues_whose_labels_are_fully_known_are_said_to_lack_any(
    catalog_dir: Path, issuesync: Command
) -> None:
    known = {one["number"] for one in issues_of(catalog_dir) if one.get("labels_complete", True)}
    assert len(known) == 43
    missing = json.loads(issuesync("labels", "--json", "--issues").out)["problems"]
    assert [(one["issue"], one["line"], one["message"]) for one in missing] == [
        (60, 13, "Data Pipeline implies “Human”, which the issue lacks")
    ]
    assert {one["issue"] for one in missing} <= known


def test_bodies_would_imply_more_if_all_labels_were_taken_for_known(
    catalog_dir: Path, issuesync: Command
) -> None:
    path = catalog_dir / "catalog" / "issues.json"
    content = json.loads(path.read_text(encoding="utf-8"))
    for issue in content["issues"]:
        issue.pop("labels_complete", None)
    path.write_text(json.dumps(content), encoding="utf-8")
    changes = json.loads(issuesync("labels", "--json", "--issues").out)["changes"]
    assert len(changes) > 1


def test_implied_labels_of_the_flagship_are_not_added_unasked(
    catalog_dir: Path, issuesync: Command
) -> None:
    before = issues_of(catalog_dir)
    ran = issuesync("labels", "--apply")
    assert "label-missing" in ran.err
    assert issues_of(catalog_dir) == before
    assert issuesync("labels", "--apply", "--issues").code == ExitCode.DONE
    after = issues_of(catalog_dir)
    names = [{str(label["name"]) for label in labels_of(one)} for one in (*before, *after)]
    grown = [new - old for old, new in zip(names[:78], names[78:], strict=True) if new != old]
    assert grown == [{"Human"}]


def labels_of(issue: dict[str, object]) -> list[dict[str, object]]:
    labels = issue["labels"]
    assert isinstance(labels, list)
    return labels


@pytest.mark.parametrize(
    ("group", "empty"),
    [("status", 0), ("task", 0), ("annotation", 1), ("property", 36), ("geometry", 37)],
)
def test_a_required_group_that_is_empty_is_reported_for_issues_whose_labels_are_known(
    catalog_dir: Path, issuesync: Command, group: str, empty: int
) -> None:
    path = catalog_dir / "labels.yaml"
    text = path.read_text(encoding="utf-8")
    rule = f"\n  {group}:\n    at_least: 1\n"
    path.write_text(text.replace(f"\n  {group}:\n", rule), encoding="utf-8")
    problems = json.loads(issuesync("labels", "--json").out)["problems"]
    known = {one["number"] for one in issues_of(catalog_dir) if one.get("labels_complete", True)}
    found = {one["issue"] for one in problems if one["code"] == "label-group-min"}
    assert found <= known
    assert len(found) == empty


# The guide


def test_renaming_vhr_to_uhr_is_one_changed_line_as_the_guide_shows(
    catalog_dir: Path, issuesync: Command
) -> None:
    title = "Renaming a label of the catalog"
    change, shown = blocks(title, "diff")
    old, new = (line[1:] for line in change.splitlines())
    path = catalog_dir / "labels.yaml"
    taxonomy = path.read_text(encoding="utf-8")
    assert taxonomy.count(f"{old}\n") == 1
    path.write_text(taxonomy.replace(old, new), encoding="utf-8")
    before = (catalog_dir / "catalog" / "README.md").read_text(encoding="utf-8").splitlines()
    plan, sync, apply, again = blocks(title, "console")
    run_block(plan, issuesync)
    run_block(sync, issuesync)
    after = (catalog_dir / "catalog" / "README.md").read_text(encoding="utf-8").splitlines()
    changed = [
        *(f"-{line}" for line in before if line not in after),
        *(f"+{line}" for line in after if line not in before),
    ]
    told = [line for line in changed if "issuesync:end" not in line and "<img" not in line]
    assert sorted(told) == sorted(shown.splitlines())
    run_block(apply, issuesync)
    run_block(again, issuesync)
    assert issuesync("sync", "--check").code == ExitCode.DONE
    assert issuesync("labels", "--check").code == ExitCode.DONE


def test_the_renamed_label_counts_what_the_former_one_did(
    catalog_dir: Path, issuesync: Command
) -> None:
    document = (catalog_dir / "catalog" / "README.md").read_text(encoding="utf-8")
    for name, count in COUNTED.items():
        assert f"[![{name}: {count}]" in document
    path = catalog_dir / "labels.yaml"
    text = path.read_text(encoding="utf-8").replace("VHR: {is: Very High", "UHR: {is: Ultra-high")
    path.write_text(text.replace("was: [Very High Res]", "was: [VHR]"), encoding="utf-8")
    issuesync("sync")
    document = (catalog_dir / "catalog" / "README.md").read_text(encoding="utf-8")
    assert "[![UHR: 2]" in document
    assert "VHR:" not in document


@pytest.fixture
def three_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Have one thing under three names on 30 issues, as the guide says."""
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.write("labels.yaml", blocks("Three names for one thing", "yaml")[0])
        hub.write(
            "catalog.yaml",
            "repository: octo/cat\nsource: github\ndocuments: README.md\n"
            "fields: {name: title}\ncollections: {all: {from: issues, columns: {Name: name}}}\n",
        )
        colors = {
            "bug": "d73a4a", "human": "d93f0b", "gpt4v": "c2e0c6", "gpt-4-vision": "0e8a16",
            "GPT 4V": "fbca04", "Gemini": "ededed",
        }  # fmt: skip
        for name, color in colors.items():
            hub.repository.create_label(name, color)
        for index in range(30):
            number = hub.entry(("gpt4v", "gpt-4-vision", "GPT 4V")[index % 3], "human")
            if index % 2:
                hub.repository.close_issue(number)
        yield hub


def test_three_names_become_one_on_30_issues_as_the_guide_shows(
    three_names: Hub, issuesync: Command
) -> None:
    for block in blocks("Three names for one thing", "console"):
        run_block(block, issuesync)
    assert three_names.names == {"bug", "Human", "GPT-4V"}
    assert all(
        three_names.borne(number) == {"GPT-4V", "Human"} for number in three_names.repository.issues
    )
    writes = len(three_names.writes)
    run_block(blocks("Three names for one thing", "console")[-1], issuesync)
    assert len(three_names.writes) == writes


def test_the_guide_names_the_race_that_github_leaves_open() -> None:
    text = section("What is left open")
    assert "between the last listing and the delete" in " ".join(text.split())
