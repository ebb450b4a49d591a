"""`make demo` renders the flagship elsewhere and shows what a hand edit and `check` say."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def demo(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the demo into `folder`."""
    words = [sys.executable, "examples/demo.py", str(folder)]
    return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)


def test_the_demo_renders_the_flagship_from_scratch_and_names_the_page(tmp_path: Path) -> None:
    ran = demo(tmp_path / "demo")
    assert ran.returncode == 0, ran.stderr
    made = tmp_path / "demo" / "catalog" / "README.md"
    assert made.read_bytes() == (ROOT / "catalog" / "README.md").read_bytes()
    assert "297 entries, 16 tables, 297 rows" in ran.stdout
    assert "run issuesync absorb to take the edit in" in ran.stdout
    assert "$ issuesync check" in ran.stdout
    page = tmp_path / "demo" / "site" / "index.html"
    assert page.exists()
    assert ran.stdout.endswith(f"Open the page: {page.as_uri()}\n")


def test_the_demo_replaces_no_folder_that_it_did_not_make(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    ran = demo(tmp_path)
    assert ran.returncode == 1
    assert (tmp_path / "mine.txt").read_text(encoding="utf-8") == "mine"
