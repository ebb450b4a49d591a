"""A new catalog from nothing: what ``init`` writes is in order, and nothing is lost."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from cats import Ran, issue, write_snapshot
from issuesync.schema.json_schema import schema_files

if TYPE_CHECKING:
    from collections.abc import Callable

    Command = Callable[..., Ran]


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("GITHUB_ACTIONS", raising=False)
    return tmp_path


def contents(root: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in root.rglob("*")
        if path.is_file() and ".git" not in path.parts
    }


def git(root: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(root), *words], check=True)


def name_repository(root: Path) -> None:
    """Let git name the repository of a folder, so that no placeholder is left."""
    git(root, "init", "-q")
    git(root, "remote", "add", "origin", "https://github.com/octo/cat.git")


def test_init_tells_each_file_it_writes_and_what_to_do_next(
    empty: Path, issuesync: Command
) -> None:
    ran = issuesync("init")
    assert (ran.code, ran.out) == (0, "")
    written = {line.removeprefix("wrote ") for line in ran.err.splitlines() if "wrote" in line}
    assert written == set(contents(empty))
    assert {"catalog.yaml", "labels.yaml", "README.md"} <= written
    *steps, changed = ran.err.partition("next:\n")[2].splitlines()
    assert changed == "changed 9 files in this folder; GitHub is untouched"
    assert [step.strip()[:2] for step in steps] == ["1.", "2.", "3."]
    assert "issuesync sync" in steps[0]
    assert "catalog/issues.json" not in written


def test_a_new_catalog_syncs_and_has_no_problem(empty: Path, issuesync: Command) -> None:
    name_repository(empty)
    assert issuesync("init").code == 0
    assert issuesync("sync").code == 0
    assert "nothing to write" in issuesync("sync").err
    assert issuesync("sync", "--check").code == 0
    ran = issuesync("check", "--strict")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "1 note")
    assert "there is no catalog/issues.json yet, so no issue is read" in ran.err
    readme = (empty / "README.md").read_text("utf-8")
    assert "[A first sample](https://example.org/first)" in readme
    assert "[A second sample](https://example.org/second)" in readme


def test_the_samples_of_a_new_catalog_are_thrown_away_as_it_says(
    empty: Path, issuesync: Command
) -> None:
    issuesync("init")
    issuesync("sync")
    (empty / "catalog/data/samples.yaml").unlink()
    settings = (empty / "catalog.yaml").read_text("utf-8")
    (empty / "catalog.yaml").write_text(
        settings.replace("from: [issues, catalog/data/samples.yaml]", "from: issues"), "utf-8"
    )
    write_snapshot(empty, issue(1, "### Section\n\nDatasets", title="Mine"))
    assert issuesync("sync").code == 0
    assert "sample" not in (empty / "README.md").read_text("utf-8")


def test_a_snapshot_that_is_lost_empties_no_table(empty: Path, issuesync: Command) -> None:
    issuesync("init")
    (empty / "catalog/data/samples.yaml").write_text("[]\n")
    write_snapshot(empty, issue(1, "### Section\n\nDatasets", title="Mine"))
    issuesync("sync")
    (empty / "catalog/issues.json").unlink()
    before = contents(empty)
    ran = issuesync("sync")
    assert ran.code == 6
    assert "this would take away most of the rows: entries from 1 to 0" in ran.err
    assert contents(empty) == before


def test_a_new_catalog_takes_its_first_issue(empty: Path, issuesync: Command) -> None:
    name_repository(empty)
    issuesync("init")
    body = "### Section\n\nDatasets\n\n### Year\n\n2024\n\n### Paper\n\nhttps://example.org/1\n"
    write_snapshot(empty, issue(1, body, "Text", title="First"))
    assert issuesync("sync").code == 0
    readme = (empty / "README.md").read_text(encoding="utf-8")
    assert "[First](https://example.org/1)" in readme
    assert "### Datasets" in readme
    assert issuesync("check", "--strict").code == 0


def test_the_workflow_of_a_new_catalog_is_one_that_github_takes(
    empty: Path, issuesync: Command
) -> None:
    issuesync("init")
    text = (empty / ".github/workflows/catalog.yml").read_text(encoding="utf-8")
    flow = yaml.safe_load(text)
    assert len(text.splitlines()) < 35
    assert flow["permissions"] == {}
    rights = {name: job["permissions"] for name, job in flow["jobs"].items()}
    assert rights == {
        "review": {"contents": "read", "issues": "write"},
        "sync": {"contents": "write", "issues": "read"},
    }
    assert all(job["timeout-minutes"] for job in flow["jobs"].values())
    commands = [job["steps"][1]["with"]["command"] for job in flow["jobs"].values()]
    assert commands == ["review", "sync"]
    assert all(
        job["steps"][0]["with"]["persist-credentials"] is False for job in flow["jobs"].values()
    )
    assert "run:" not in text


@pytest.mark.parametrize("words", [[], ["README.md", "--from", "none"]], ids=["new", "adopted"])
def test_init_says_that_the_action_is_named_by_a_tag(
    empty: Path, issuesync: Command, words: list[str]
) -> None:
    if words:
        table = "# Cats\n\n| Name | Year |\n| --- | --- |\n| [A](https://a.org) | 2024 |\n"
        (empty / "README.md").write_text(table, "utf-8")
    assert (
        ".github/workflows/catalog.yml names the Action by the tag v0.1.0\n"
        "    write the release's commit in its place; before there is a release,"
        " a commit of github.com/issuesync/issuesync\n"
    ) in issuesync("init", *words).err


def test_init_overwrites_nothing(empty: Path, issuesync: Command) -> None:
    mine = {"README.md": "# Mine\n", "labels.yaml": "mine", "catalog/data/samples.yaml": "mine"}
    for name, text in mine.items():
        (empty / name).parent.mkdir(parents=True, exist_ok=True)
        (empty / name).write_text(text)
    ran = issuesync("init")
    assert ran.code == 0
    for name, text in mine.items():
        assert (empty / name).read_text() == text
        assert f"kept {name}, which exists" in ran.err
    assert "wrote catalog.yaml" in ran.err
    assert "<!-- issuesync:begin table entries -->" in ran.err


def test_a_second_init_writes_nothing(empty: Path, issuesync: Command) -> None:
    issuesync("init")
    before = contents(empty)
    ran = issuesync("init")
    assert ran.code == 0
    assert "nothing to write" in ran.err
    assert contents(empty) == before


@pytest.mark.parametrize(
    ("address", "repository"),
    [
        ("git@github.com:octo/cat.git", "octo/cat"),
        ("https://github.com/octo/cat", "octo/cat"),
        ("https://gitlab.com/octo/cat", "OWNER/REPOSITORY"),
        ("/srv/git/cat.git", "OWNER/REPOSITORY"),
    ],
)
def test_the_repository_is_the_one_that_git_knows(
    empty: Path, issuesync: Command, address: str, repository: str
) -> None:
    git(empty, "init", "--quiet")
    git(empty, "remote", "add", "origin", address)
    ran = issuesync("init")
    settings = yaml.safe_load((empty / "catalog.yaml").read_text(encoding="utf-8"))
    assert settings["repository"] == repository
    assert ("write the repository" in ran.err) == (repository == "OWNER/REPOSITORY")


def test_editors_find_the_schemas_that_the_new_files_name(empty: Path, issuesync: Command) -> None:
    issuesync("init")
    for name in ("catalog.yaml", "labels.yaml"):
        first = (empty / name).read_text(encoding="utf-8").split("\n", 1)[0]
        schema = empty / first.partition("$schema=")[2]
        assert schema.read_text(encoding="utf-8") == schema_files()[Path(schema).name]


def test_init_and_sync_and_check_use_no_network(
    empty: Path, issuesync: Command, beyond_loopback: list[str]
) -> None:
    name_repository(empty)
    for command in ("init", "sync", "check", "list"):
        assert issuesync(command).code == 0
    assert beyond_loopback == []
    assert empty


def test_without_a_catalog_each_command_says_how_to_begin(empty: Path, issuesync: Command) -> None:
    for words in (["sync"], ["check"], ["list"], ["show", "1"]):
        ran = issuesync(*words)
        assert ran.code == 3
        assert "there is no catalog.yaml in" in ran.err
        assert "issuesync init" in ran.err
    assert contents(empty) == {}


def test_init_writes_the_workflow_of_the_page_where_it_is_wanted(
    empty: Path, issuesync: Command
) -> None:
    assert issuesync("init", "--pages").code == 0
    pages = yaml.safe_load((empty / ".github/workflows/pages.yml").read_text(encoding="utf-8"))
    catalog = yaml.safe_load((empty / ".github/workflows/catalog.yml").read_text(encoding="utf-8"))
    needed = {k: v for job in pages["jobs"].values() for k, v in job["permissions"].items()}
    assert catalog["jobs"]["pages"]["permissions"] == needed
    assert catalog["jobs"]["pages"]["needs"] == "sync"
    assert pages["permissions"] == {}


@pytest.mark.usefixtures("empty")
def test_init_says_which_job_a_workflow_that_is_there_lacks(issuesync: Command) -> None:
    issuesync("init")
    ran = issuesync("init", "--pages")
    assert "add this job to .github/workflows/catalog.yml:" in ran.err
    assert "uses: $/.github/workflows/pages.yml" in ran.err
    assert "wrote .github/workflows/pages.yml" in ran.err


def test_a_new_catalog_has_no_page_unless_it_is_wanted(empty: Path, issuesync: Command) -> None:
    issuesync("init")
    assert not (empty / ".github/workflows/pages.yml").exists()


def test_what_is_published_is_ignored_by_git(empty: Path, issuesync: Command) -> None:
    issuesync("init")
    git(empty, "init", "--quiet")
    assert issuesync("publish").code == 0
    assert (empty / "site/index.html").is_file()
    git(empty, "add", "--all")
    listed = subprocess.run(
        ["git", "-C", str(empty), "ls-files", "site"], check=True, capture_output=True, text=True
    )
    assert listed.stdout == ""
