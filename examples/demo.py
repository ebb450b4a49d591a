"""Render the flagship catalog from scratch into a folder of its own, and show what comes of it.

``python examples/demo.py [FOLDER]``; the folder is ``site/demo`` unless named, and is made anew.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("catalog.yaml", "labels.yaml", "catalog", "docs/cli.md", "docs/flagship.md")
REGION = re.compile(r"(<!-- issuesync:begin [^\n]*-->\n).*?<!-- issuesync:end[^\n]*-->", re.DOTALL)
WIDTH = 100
MARK = ".issuesync-demo"
"""Names a folder as one that this script made, and may therefore replace."""


def copied(folder: Path) -> None:
    """Copy the catalog to `folder` with every generated region empty."""
    if folder.exists() and not (folder / MARK).exists():
        sys.exit(f"{folder} was not made by this demo: name another folder, or remove it")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / MARK).touch()
    for name in COPIED:
        source, target = ROOT / name, folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, target)
    for page in folder.rglob("*.md"):
        text = REGION.sub(r"\1<!-- issuesync:end -->", page.read_text(encoding="utf-8"))
        page.write_text(text, encoding="utf-8", newline="\n")


def cut(line: str) -> str:
    """Return `line`, at most WIDTH characters of it."""
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def run(folder: Path, *words: str, last: int = 3) -> int:
    """Run issuesync in `folder`, print the last lines of what it says, and return its exit code."""
    print(f"\n$ issuesync {' '.join(words)}")
    command = [sys.executable, "-m", "issuesync", "-C", str(folder), *words]
    ran = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    said = (ran.stdout + ran.stderr).splitlines()[-last:]
    print("\n".join(cut(line) for line in said))
    return ran.returncode


def rows(page: Path) -> list[str]:
    """Return the rows of the first table of data sets."""
    table = page.read_text(encoding="utf-8").partition("begin table datasets")[2]
    return [line for line in table.splitlines() if line.startswith("|")]


def edited(page: Path) -> None:
    """Change a year in the first table, as a person would by hand."""
    row = rows(page)[2]
    text = page.read_text(encoding="utf-8")
    changed = re.sub(r"\b20\d\d\b", "1999", row, count=1)
    page.write_text(text.replace(row, changed, 1), encoding="utf-8", newline="\n")


def main(folder: Path) -> int:
    """Render, show, edit a row by hand, and undo it; return the first failure's exit code."""
    copied(folder)
    page = folder / "catalog" / "README.md"
    print(f"The catalog is in {folder}; its tables are empty.")
    if code := run(folder, "sync"):
        return code
    print("\nThe first rows of the first table:\n")
    print("\n".join(cut(line) for line in rows(page)[:5]))
    rendered = page.read_bytes()
    edited(page)
    print("\nSomebody changes a year in that table by hand. Nothing overwrites it:")
    run(folder, "sync", last=12)
    page.write_bytes(rendered)
    print("\nThe edit is undone. What is wrong in the issues themselves:")
    run(folder, "check", last=8)
    if code := run(folder, "publish", "--to", str(folder / "site"), last=1):
        return code
    print(f"\nRead the tables: {page}")
    print(f"Open the page: {(folder / 'site' / 'index.html').as_uri()}")
    return 0


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / "site" / "demo").resolve()))
