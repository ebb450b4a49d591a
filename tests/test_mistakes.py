"""Mistakes that people make, each with the whole message that it gets.

The files under ``cases/mistakes`` hold the table. A case is a title, edits of the files of a small
catalog that was synced (``FILE: old => new``, ``FILE += a line``, ``FILE :=`` for an empty file,
``FILE -`` to remove it), the command, and its message. ``python tests/test_mistakes.py`` writes the
messages anew; whoever does that reads them.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from cats import CATALOG, LABELS, PAPERS, README, issue, write_snapshot
from issuesync.cli.main import main

FILES = sorted((Path(__file__).parent / "cases" / "mistakes").glob("*.txt"))
LEAST = 120
COUNTED = re.compile(r"(?:\d+ (?:error|warning|note)s?(?:, |$|; issuesync check))+")
BARE = {
    "catalog.yaml": CATALOG,
    "labels.yaml": LABELS,
    "papers.yaml": PAPERS,
    "README.md": README,
    "overrides.yaml": "2:\n  venue: CVPR\n",
}


@dataclass(frozen=True)
class Mistake:
    """A case: what is changed, what is run, and what it says then."""

    title: str
    edits: tuple[str, ...]
    command: str
    message: str


def read_cases(path: Path) -> list[Mistake]:
    """Read the cases of a file, each below its title."""
    found: list[Mistake] = []
    for block in re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        title, *lines = block.rstrip("\n").split("\n")
        edits = [line for line in lines if line and line[0] not in "$>"]
        command = next((line[2:] for line in lines if line.startswith("$ ")), "issuesync check")
        message = "\n".join(line[2:] for line in lines if line.startswith("> "))
        found.append(Mistake(title, tuple(edits), command, message))
    return found


def edit(root: Path, line: str) -> None:
    """Change a file of the catalog as a case says; what is to be replaced has to be there."""
    if added := re.fullmatch(r"(\S+) \+= ?(.*)", line):
        with (root / added[1]).open("a", encoding="utf-8") as file:
            file.write(added[2].replace("\\n", "\n") + "\n")
    elif stated := re.fullmatch(r"(\S+) := ?(.*)", line):
        (root / stated[1]).write_text(stated[2].replace("\\n", "\n"), encoding="utf-8")
    elif removed := re.fullmatch(r"(\S+) -", line):
        (root / removed[1]).unlink()
    else:
        name, _, change = line.partition(": ")
        old, arrow, new = change.partition(" => ")
        assert arrow, line
        text = (root / name).read_text(encoding="utf-8")
        old, new = old.replace("\\n", "\n"), new.replace("\\n", "\n")
        assert old in text, f"{name} has no “{old}”"
        (root / name).write_text(text.replace(old, new, 1), encoding="utf-8")


def said(root: Path, mistake: Mistake) -> str:
    """Return what a command says of a mistake, but for what it read and how much it counted."""
    for line in mistake.edits:
        edit(root, line)
    output = io.StringIO()
    words = re.findall(r"'([^']*)'|(\S+)", mistake.command)
    arguments = [quoted or plain for quoted, plain in words]
    with contextlib.redirect_stderr(output), contextlib.redirect_stdout(io.StringIO()):
        before, sys.argv = sys.argv, arguments
        try:
            main()
        except SystemExit:
            pass
        finally:
            sys.argv = before
    lines = output.getvalue().replace(str(root), "FOLDER").splitlines()
    kept = [one for one in lines if not one.startswith("read ") and not COUNTED.match(one)]
    return "\n".join(kept)


def make_catalog(root: Path) -> None:
    """Write the small catalog, synced."""
    for name, text in BARE.items():
        (root / name).write_text(text, encoding="utf-8")
    write_snapshot(
        root,
        issue(1, "**Section**: vqa\n**Year**: 2024\n**Paper**: https://example.org/1", "VQA"),
        issue(2, "**Section**: Questions\n**Year**: 2023\n**Venue**: ICCV"),
        issue(3, "### Section\n\ncap\n\n### Year\n\n2022\n", "Cap."),
    )
    said(root, Mistake("", (), "issuesync sync", ""))


@pytest.fixture(scope="module")
def synced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the catalog once; each case gets a copy."""
    root = tmp_path_factory.mktemp("cats")
    before = Path.cwd()
    os.chdir(root)
    make_catalog(root)
    os.chdir(before)
    return root


CASES = [(path.stem, one) for path in FILES for one in read_cases(path)]


def test_there_are_enough_of_every_kind() -> None:
    kinds = {"command-line", "configuration", "labels", "markers", "overrides"}
    assert {path.stem for path in FILES} >= kinds
    assert len(CASES) >= LEAST
    assert len({one.title for _, one in CASES}) == len(CASES)


@pytest.mark.parametrize(
    "mistake", [one for _, one in CASES], ids=[f"{kind}: {one.title}" for kind, one in CASES]
)
def test_a_mistake_gets_this_message(
    mistake: Mistake, synced: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "cats"
    shutil.copytree(synced, root)
    monkeypatch.chdir(root)
    assert mistake.message
    assert said(root, mistake) == mistake.message


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        base, here = Path(folder) / "base", Path.cwd()
        base.mkdir()
        os.chdir(base)
        make_catalog(base)
        for path in FILES:
            texts = []
            for number, one in enumerate(read_cases(path)):
                root = Path(folder) / f"{path.stem}-{number}"
                shutil.copytree(base, root)
                os.chdir(root)
                message = said(root, one).splitlines()
                body = [*one.edits, f"$ {one.command}", *(f"> {line}" for line in message)]
                texts.append("\n".join([f"## {one.title}", *body]) + "\n")
            path.write_text("\n".join(texts), encoding="utf-8")
        os.chdir(here)
