"""The benchmark's made-up issues are GitHub's in shape, the same every time, and can be timed."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest

ROOT = Path(__file__).parent.parent
BENCHMARKS = ROOT / "benchmarks"
SHAPE = ROOT / "tests" / "facts" / "rest_snapshot.schema.json"
COUNT = 400


def run(*command: str | Path, **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, *command],
        env=os.environ | environment,
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def written(path: Path, count: int = COUNT, *options: str, hash_seed: str = "0") -> str:
    script = BENCHMARKS / "generate.py"
    run(script, str(count), path, *options, PYTHONHASHSEED=hash_seed)
    return path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def text(tmp_path_factory: pytest.TempPathFactory) -> str:
    return written(tmp_path_factory.mktemp("snapshot") / "issues.json")


@pytest.fixture(scope="module")
def snapshot(text: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(text)
    return content


def test_one_seed_writes_the_same_bytes_in_every_process(text: str, tmp_path: Path) -> None:
    assert written(tmp_path / "again.json", hash_seed="7") == text


def test_another_seed_writes_other_issues(text: str, tmp_path: Path) -> None:
    assert written(tmp_path / "other.json", COUNT, "--seed", "2") != text


def test_an_issue_is_the_same_in_a_larger_snapshot(
    snapshot: dict[str, Any], tmp_path: Path
) -> None:
    smaller = json.loads(written(tmp_path / "smaller.json", 30))
    assert smaller["issues"] == snapshot["issues"][:30]


def test_every_issue_has_the_full_shape_of_the_rest_interface(snapshot: dict[str, Any]) -> None:
    jsonschema.validate(snapshot, json.loads(SHAPE.read_text(encoding="utf-8")))
    assert [issue["number"] for issue in snapshot["issues"]] == list(range(1, COUNT + 1))


@pytest.mark.parametrize(
    "habit",
    [
        r"\A### Name\n\n",  # a form's body
        r"\A\[!\[\]\(https://img\.shields\.io/badge/Paper",  # the old template
        r"\A(?:(?!badge/Download)[\s\S])*\*\*Source",  # without a download's badge
        r"for-the-badge\)\]\(\)",  # a badge without an address
        r"\]\( https://",  # a space inside the address
        r"\]\(https://github\.com/\[",  # a link inside the address
        r"\*\*Source \(\d+\)",
        r"\*\*Source \(\)",
        r"\*\*Source\*\*|\*\*Source:",
        r"\*\*(?:：|::)",  # full-width and doubled colons
        r"Total Samples\*\*:  million$",  # the untouched template
        r"Dataset Size\*\*:  GB$",
        r"Samples\S*\s+\d+samples$",
        r"\(HR\), \d+",
        r"^- Part 1: ",
        r"[^\x00-\x7f]，|、",
        r"^```$",
        r"^_No response_$",
        r"\*\*Year[\s\S]*\*\*Year",  # a whole key block twice
    ],
)
def test_bodies_have_the_habits_of_real_ones(snapshot: dict[str, Any], habit: str) -> None:
    bodies = [(issue["body"] or "").replace("\r\n", "\n") for issue in snapshot["issues"]]
    assert any(re.search(habit, body, re.MULTILINE) for body in bodies)


def test_not_every_issue_is_an_accepted_entry(snapshot: dict[str, Any]) -> None:
    issues = snapshot["issues"]
    assert any("pull_request" in issue for issue in issues)
    assert any(issue["state"] == "closed" for issue in issues)
    assert any(issue["body"] is None for issue in issues)
    accepted = [one for one in issues if "accepted" in {label["name"] for label in one["labels"]}]
    assert COUNT // 2 < len(accepted) < COUNT


def test_a_quick_run_prints_every_figure_beside_its_aim(tmp_path: Path) -> None:
    shown = run(BENCHMARKS / "run.py", "--quick", "--data", tmp_path)
    for aim in ("7", "13", "1.1", "1.2"):
        assert re.search(rf"\d   at most +{re.escape(aim)}   (?:met|MISSED)$", shown, re.MULTILINE)
    assert "imported by issuesync --version: none of github, pydantic" in shown
