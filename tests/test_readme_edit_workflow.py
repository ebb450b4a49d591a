"""The answer to a pull request that edits a generated table: nothing of it is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from test_absorb_cli import commit, edit, git

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

FILE = Path(__file__).parent.parent / ".github/workflows/readme-edit.yml"
SOURCE = FILE.parent.parent.parent / "src"
PINNED = re.compile(r"uses: [\w-]+/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    assert isinstance(found, dict)
    return found


def job_of(workflow: dict[Any, Any]) -> dict[str, Any]:
    (job,) = workflow["jobs"].values()
    assert isinstance(job, dict)
    return job


def test_it_runs_for_pull_requests_alone_and_may_read_contents_alone(
    workflow: dict[Any, Any],
) -> None:
    assert set(workflow[True]) == {"pull_request"}  # YAML takes the word on for true
    assert workflow["permissions"] == {}
    assert job_of(workflow)["permissions"] == {"contents": "read"}
    assert job_of(workflow)["timeout-minutes"] <= 10


def test_it_watches_every_document_of_the_catalog(workflow: dict[Any, Any]) -> None:
    catalog = yaml.safe_load((FILE.parent.parent.parent / "catalog.yaml").read_text("utf-8"))
    assert sorted(workflow[True]["pull_request"]["paths"]) == sorted(catalog["documents"])


def test_every_action_is_named_by_its_commit_and_nothing_of_the_event_is_in_a_script(
    workflow: dict[Any, Any],
) -> None:
    uses = [line.strip("- ") for line in FILE.read_text("utf-8").splitlines() if "uses:" in line]
    assert uses
    assert all(PINNED.fullmatch(line) for line in uses)
    for step in job_of(workflow)["steps"]:
        assert "${{" not in step.get("run", "")
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False
            assert step["with"]["ref"] == "${{ github.event.pull_request.base.sha }}"


@pytest.fixture
def proposal(cats: Path, issuesync: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a checkout of a base branch whose remote has a pull request."""
    assert issuesync("sync").code == 0
    git(cats, "init", "-q", "-b", "main")
    commit(cats)
    remote = tmp_path_factory.mktemp("remote")
    git(remote, "clone", "-q", "--bare", str(cats), "remote.git")
    git(cats, "remote", "add", "origin", str(remote / "remote.git"))
    git(cats, "checkout", "-q", "-b", "proposal")
    edit(cats, "| 2024 | [Cats 1]", "| 2025 | [Cats 1]")
    edit(cats, "| CVPR |", "| ::error::x |")
    (cats / "catalog.yaml").write_text("not: ours\n", encoding="utf-8")
    (cats / "setup.py").write_text("raise SystemExit('the proposal was run')\n", encoding="utf-8")
    commit(cats)
    git(cats, "push", "-q", "origin", "HEAD:refs/pull/7/head")
    git(cats, "checkout", "-q", "main")
    git(cats, "branch", "-q", "-D", "proposal")
    return cats


def run_script(workflow: dict[Any, Any], folder: Path, runner: Path) -> tuple[Ran_, str]:
    """Run the step's own script as the runner does, with the tool of this source."""
    tool = runner / "issuesync/bin/issuesync"
    tool.parent.mkdir(parents=True)
    tool.write_text(f'#!/bin/sh\nPYTHONPATH={SOURCE} exec {sys.executable} -m issuesync "$@"\n')
    tool.chmod(0o755)
    (runner / "summary").touch()
    script = job_of(workflow)["steps"][-1]["run"]
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(runner), "GIT_CONFIG_GLOBAL": "/dev/null",
        "RUNNER_TEMP": str(runner), "GITHUB_STEP_SUMMARY": str(runner / "summary"),
        "GITHUB_SERVER_URL": "https://github.com", "GITHUB_ACTIONS": "true", "NUMBER": "7",
        "BASE": git(folder, "rev-parse", "HEAD"), "TOKEN": "ghs_0RecognisableWhereverItWent0",
    }  # fmt: skip
    ran = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", script], cwd=folder, check=False,
                         env=environment, capture_output=True, text=True)  # fmt: skip
    return ran, (runner / "summary").read_text(encoding="utf-8")


Ran_ = subprocess.CompletedProcess[str]


def test_it_says_in_annotations_and_summary_what_the_edits_mean_and_runs_nothing_of_them(
    workflow: dict[Any, Any], proposal: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    ran, summary = run_script(workflow, proposal, tmp_path_factory.mktemp("runner"))
    assert ran.returncode == 0, ran.stderr
    told = [line for line in ran.stdout.splitlines() if line.startswith("::")]
    kinds = [line.split("::")[1].split(",line")[0] for line in told]
    assert kinds.count("notice title=hand-edit,file=README.md") == 2
    assert set(kinds) <= {
        "notice title=hand-edit,file=README.md",
        "notice title=written-otherwise,file=README.md",
    }
    expected = "#1 Cats 1: Year: 2025, was 2024 → overrides.yaml"
    assert any(line.endswith(expected) for line in told)
    assert "### 1 region edited by hand" in summary
    assert "\\#⁠1 Cats 1: Year: 2025, was 2024 | overrides.yaml |" in summary
    assert "ghs_0Recognisable" not in ran.stdout + ran.stderr + summary
    assert git(proposal, "status", "--porcelain") == ""
    assert not (proposal / "setup.py").exists()
    assert "ghs_0" not in (proposal / ".git/config").read_text(encoding="utf-8")
