"""examples/template: the files of a new catalog, as ``init`` and a first ``sync`` write them.

``python tests/test_template.py`` writes them anew.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

ROOT = Path(__file__).parent.parent
TEMPLATE = ROOT / "examples" / "template"
REPOSITORY = "https://github.com/octo/catalog.git"
OURS = {"README.md", "catalog.yaml", "labels.yaml"}


def files(root: Path) -> dict[str, str]:
    """Return the files of a catalog's folder, but for what git and editors keep there."""
    return {
        str(path.relative_to(root)): path.read_text(encoding="utf-8")
        for path in sorted(root.rglob("*"))
        if path.is_file() and not {".git", ".issuesync"} & set(path.relative_to(root).parts)
    }


def make(folder: Path) -> dict[str, str]:
    """Begin a catalog in a folder whose repository git names, and return its files."""
    for words in (["git", "init", "-q"], ["git", "remote", "add", "origin", REPOSITORY]):
        subprocess.run(words, cwd=folder, check=True)
    for command in ("init", "sync"):
        words = [sys.executable, "-m", "issuesync", command]
        subprocess.run(words, cwd=folder, check=True, capture_output=True)
    return files(folder)


@pytest.fixture
def template(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(TEMPLATE, tmp_path / "template")
    monkeypatch.chdir(tmp_path / "template")
    return tmp_path / "template"


def test_the_template_is_what_init_and_sync_write(tmp_path: Path) -> None:
    assert files(TEMPLATE) == make(tmp_path), "run python tests/test_template.py"


def test_the_template_holds_a_catalog_labels_a_workflow_and_a_form() -> None:
    held = set(files(TEMPLATE))
    assert held >= OURS
    assert {".github/workflows/catalog.yml", ".github/ISSUE_TEMPLATE/entries.yml"} <= held


def test_the_template_is_up_to_date_and_has_no_problem(template: Path, issuesync: Command) -> None:
    assert issuesync("sync", "--check").code == 0
    ran = issuesync("check", "--strict")
    assert (ran.code, ran.err.splitlines()[-1]) == (0, "1 note")
    assert issuesync("labels", "--from", str(snapshot(template))).code == 0


def snapshot(root: Path) -> Path:
    """Write a snapshot of a repository without labels, and return its path."""
    path = root / "empty.json"
    path.write_text('{"repository": "octo/catalog", "labels": [], "issues": []}', "utf-8")
    return path


LINTERS = {
    "actionlint": ["actionlint", ".github/workflows/catalog.yml"],
    "zizmor": ["zizmor", "--offline", "--quiet", "--persona", "pedantic", "."],
}


@pytest.mark.parametrize("name", LINTERS)
def test_the_workflow_of_the_template_passes(name: str, template: Path) -> None:
    program = Path(sys.executable).parent / LINTERS[name][0]
    if not program.exists():
        pytest.skip(f"{name} is not installed: make lint runs it")
    ran = subprocess.run(
        [str(program), *LINTERS[name][1:]],
        cwd=template,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "NO_COLOR": "1"},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        shutil.rmtree(TEMPLATE, ignore_errors=True)
        for path, text in make(Path(name)).items():
            (TEMPLATE / path).parent.mkdir(parents=True, exist_ok=True)
            (TEMPLATE / path).write_text(text, encoding="utf-8")
