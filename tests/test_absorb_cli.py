"""``issuesync absorb`` as a command: what it writes, what it shows, and what it reads of git."""

from __future__ import annotations

import json
import os
import subprocess
from typing import TYPE_CHECKING

import pytest

from cats import write_snapshot
from issuesync.errors import ExitCode
from issuesync.store.saved_renderings import load_rendered, save_rendered

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


@pytest.fixture
def written(cats: Path, issuesync: Command) -> Path:
    """Return the cats' folder, synced and committed."""
    assert issuesync("sync").code == ExitCode.DONE
    git(cats, "init", "-q", "-b", "main")
    commit(cats)
    return cats


def git(root: Path, *words: str) -> str:
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(root), "GIT_CONFIG_GLOBAL": "/dev/null",
        "GIT_CONFIG_SYSTEM": "/dev/null", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.org",
        "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@b.org",
    }  # fmt: skip
    ran = subprocess.run(["git", "-C", root, *words], env=environment, check=True,
                         capture_output=True, text=True)  # fmt: skip
    return ran.stdout.strip()


def commit(root: Path) -> str:
    git(root, "add", "--all")
    git(root, "commit", "-q", "--allow-empty", "-m", "a commit")
    return git(root, "rev-parse", "HEAD")


def edit(root: Path, old: str, new: str, name: str = "README.md") -> None:
    path = root / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def texts(root: Path) -> dict[str, str]:
    names = ("README.md", "overrides.yaml", "papers.yaml", "catalog.yaml", "catalog/issues.json")
    return {name: (root / name).read_text(encoding="utf-8") for name in names}


def test_an_unedited_catalog_has_nothing_to_absorb(written: Path, issuesync: Command) -> None:
    before = texts(written)
    ran = issuesync("absorb", "--check")
    assert (ran.code, ran.err) == (
        ExitCode.DONE,
        "read catalog/issues.json (snapshot of octo/cat)\nno region was edited by hand\n",
    )
    assert texts(written) == before


def test_an_edit_is_written_where_it_belongs_and_a_sync_agrees(
    written: Path, issuesync: Command
) -> None:
    edit(written, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    assert issuesync("sync").code == ExitCode.FOUND  # left as it is
    ran = issuesync("absorb")
    assert ran.code == ExitCode.DONE
    assert "#1 Cats 1: Year: 2025, was 2024 → overrides.yaml" in ran.err
    assert "wrote overrides.yaml\nwrote README.md\n" in ran.err
    assert texts(written)["overrides.yaml"] == "1:\n  year: 2025\n2:\n  venue: CVPR\n"
    edited = texts(written)["README.md"]
    assert issuesync("sync", "--check").code == ExitCode.DONE
    assert texts(written)["README.md"] == edited


@pytest.mark.parametrize("flag", ["--check", "--diff"])
def test_looking_writes_nothing(written: Path, issuesync: Command, flag: str) -> None:
    edit(written, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    before = texts(written)
    ran = issuesync("absorb", flag)
    assert ran.code == (ExitCode.FOUND if flag == "--check" else ExitCode.DONE)
    assert texts(written) == before
    assert "would change overrides.yaml" in ran.err
    if flag == "--diff":
        assert "+1:\n+  year: 2025\n" in ran.out


def test_what_nothing_can_say_is_reported_with_its_line_and_ends_with_1(
    written: Path, issuesync: Command
) -> None:
    edit(written, "| [#", "| [new #") if "| [#" in texts(written)["README.md"] else edit(
        written, "- **2024", "- **2025"
    )
    ran = issuesync("absorb")
    assert ran.code == ExitCode.FOUND
    assert "README.md:" in ran.err
    assert "error [not-absorbed]" in ran.err


def test_a_base_is_found_in_git_where_the_issues_say_otherwise_by_now(
    written: Path, issuesync: Command
) -> None:
    from cats import issue

    write_snapshot(
        written,
        issue(1, "**Section**: vqa\n**Year**: 2026\n**Paper**: https://example.org/1", "VQA"),
        issue(2, "**Section**: Questions\n**Year**: 2023\n**Venue**: ICCV", "VQA"),
        issue(3, "### Section\n\ncap\n\n### Year\n\n2022\n", "Cap."),
    )
    edit(written, "| CVPR |", "| ECCV |")
    commit(written)  # the base is further back
    ran = issuesync("absorb")
    assert ran.code == ExitCode.DONE
    assert "#2 Cats 2: Venue: ECCV, was CVPR → overrides.yaml" in ran.err
    assert texts(written)["overrides.yaml"] == "2:\n  venue: ECCV\n"
    assert "| 2026 | [Cats 1]" in texts(written)["README.md"]


def test_without_git_and_without_a_base_nothing_is_planned(cats: Path, issuesync: Command) -> None:
    issuesync("sync")
    edit(cats, "| CVPR |", "| ECCV |")
    edit(cats, "2024", "2026", "catalog/issues.json")
    before = texts(cats)
    ran = issuesync("absorb")
    assert ran.code == ExitCode.FOUND
    assert "error [no-base]" in ran.err
    assert "-| 2023 | Cats 2 | ECCV |" in ran.err
    assert texts(cats) == before
    ran = issuesync("absorb", "--base", "HEAD")
    assert ran.code == ExitCode.USAGE
    assert "git has no revision “HEAD”" in ran.err


@pytest.mark.parametrize("revision", ["-x", "nothing", "HEAD:README.md", "a..b", ""])
def test_a_revision_that_is_none_is_refused(
    written: Path, issuesync: Command, revision: str
) -> None:
    assert issuesync("absorb", f"--base={revision}").code == ExitCode.USAGE
    assert (written / "README.md").exists()


def test_the_documents_of_another_revision_are_read_and_nothing_is_written(
    written: Path, issuesync: Command
) -> None:
    base = git(written, "rev-parse", "HEAD")
    git(written, "checkout", "-q", "-b", "proposal")
    edit(written, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    head = commit(written)
    git(written, "checkout", "-q", "main")
    before = texts(written)
    ran = issuesync("absorb", "--base", base, "--head", head)
    assert ran.code == ExitCode.DONE
    assert "#1 Cats 1: Year: 2025, was 2024 → overrides.yaml" in ran.err
    assert texts(written) == before
    shown = issuesync("absorb", "--base", base, "--head", head, "--markdown")
    assert "### 1 region edited by hand" in shown.out
    assert "`README.md:" in shown.out
    assert texts(written) == before


def test_edits_go_into_the_snapshots_issues_where_that_is_asked_for(
    written: Path, issuesync: Command
) -> None:
    edit(written, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    shown = issuesync("absorb", "--into", "issues")
    assert shown.code == ExitCode.FOUND
    assert "planned: edit #1 Cats 1 Year: 2025, was 2024" in shown.err
    assert "run absorb --apply to make the planned changes" in shown.err
    edited = texts(written)["README.md"]
    ran = issuesync("absorb", "--into", "issues", "--apply")
    assert ran.code == ExitCode.DONE
    assert "1/1 edit #1 Cats 1 Year: 2025, was 2024" in ran.err
    assert (
        "**Year**: 2025" in json.loads(texts(written)["catalog/issues.json"])["issues"][0]["body"]
    )
    assert texts(written)["overrides.yaml"] == "2:\n  venue: CVPR\n"
    assert issuesync("sync", "--check").code == ExitCode.DONE
    assert texts(written)["README.md"].split("sha256")[0] == edited.split("sha256")[0]


def test_a_row_that_is_new_becomes_an_issue_and_stands_where_a_sync_puts_it(
    written: Path, issuesync: Command
) -> None:
    edit(written, "| 2023 |", "| 2025 | [New](https://n.org) | — | — |\n| 2023 |")
    assert issuesync("absorb").code == ExitCode.FOUND
    ran = issuesync("absorb", "--apply")
    assert ran.code == ExitCode.DONE
    assert "1/1 create issue “New” with accepted" in ran.err
    issues = json.loads(texts(written)["catalog/issues.json"])["issues"]
    assert [one["number"] for one in issues] == [1, 2, 3, 4]
    assert "| 2025 | [New](https://n.org) | — | [\\#\u20604]" in texts(written)["README.md"]
    assert issuesync("sync").code == ExitCode.DONE
    assert issuesync("absorb", "--check").code == ExitCode.DONE
    assert json.loads((written / ".issuesync/journal.jsonl").read_text().splitlines()[1])[
        "number"
    ] == 4  # fmt: skip


def test_a_document_with_broken_markers_is_refused(written: Path, issuesync: Command) -> None:
    edit(written, "<!-- issuesync:end", "<!-- issuesync:ende")
    ran = issuesync("absorb")
    assert ran.code == ExitCode.DOCUMENT
    assert "nothing was taken in" in ran.err


def test_json_says_what_was_found(written: Path, issuesync: Command) -> None:
    edit(written, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    found = json.loads(issuesync("absorb", "--diff", "--json").out)
    assert found["edited"] == 1
    assert found["taken"][0]["what"] == "#1 Cats 1: Year: 2025, was 2024"
    assert found["changed"] == ["overrides.yaml", "README.md"]
    assert (found["changes"], found["problems"]) == ([], [])


def test_inside_actions_each_edit_is_an_annotation(
    written: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(written, "| 2024 | [Cats 1]", "| soon | [Cats 1]")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    ran = issuesync("absorb", "--check")
    assert ran.code == ExitCode.FOUND
    assert "::error title=not-absorbed,file=README.md,line=" in ran.out


def test_what_a_document_was_is_kept_while_its_edits_are_carried_out(tmp_path: Path) -> None:
    assert load_rendered(tmp_path) == []
    save_rendered(tmp_path, {"README.md": "one \u2028 line", "OTHER.md": "two"})
    save_rendered(tmp_path, {"README.md": "three"})
    kept = [("README.md", "one \u2028 line"), ("OTHER.md", "two"), ("README.md", "three")]
    assert load_rendered(tmp_path) == kept
    for number in range(40):
        save_rendered(tmp_path, {"README.md": str(number)})
    assert len(load_rendered(tmp_path)) == 20
    (tmp_path / ".issuesync" / "rendered.jsonl").write_text("[]\n{", encoding="utf-8")
    assert load_rendered(tmp_path) == []
