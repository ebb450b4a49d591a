"""What `docs/absorb.md` shows is what the commands say of the repository's own catalog.

``python tests/test_absorb_docs.py`` writes the output anew.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import textwrap
from pathlib import Path

import yaml

import forked

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "absorb.md"
WIDTH = 100
"""Characters of a line that a page shows without scrolling."""

SHELL = re.compile(r"[|&;<>*$`]")
"""What a command has that only a shell understands."""

BLOCK = re.compile(r"(?<=```console\n)(.*?)(?=^```$)", re.DOTALL | re.MULTILINE)


def copy_catalog(folder: Path) -> None:
    """Copy the repository's catalog, synced and committed."""
    settings = yaml.safe_load((ROOT / "catalog.yaml").read_text(encoding="utf-8"))
    shutil.copytree(ROOT / "catalog", folder / "catalog")
    for name in {"catalog.yaml", "labels.yaml", *settings["documents"]}:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, folder / name)
    for command in ("issuesync sync", "git init -q", "git add --all", "git commit -q -m catalog"):
        run(folder, command)


def run(folder: Path, command: str) -> str:
    """Run a command in a folder, and return what it says."""
    environment = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "PYTHONPATH": str(ROOT / "src"),
        "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_CONFIG_SYSTEM": "/dev/null",
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@b.org", "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@b.org", "LC_ALL": "C.UTF-8", "LANG": "C.UTF-8",
    }  # fmt: skip
    name, *words = shlex.split(command)
    if name == "issuesync" and not SHELL.search(command):
        return forked.run(*words, folder=folder, env=environment, is_joined=True).out
    script = f'issuesync() {{ {sys.executable} -m issuesync "$@" 2>&1; }}\n{command}'
    ran = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, check=False,
                         capture_output=True, text=True)  # fmt: skip
    return ran.stdout + ran.stderr


def said_again(text: str, folder: Path) -> str:
    """Return the page with the output that its commands give, one after the other."""

    def block(shown: re.Match[str]) -> str:
        commands = [line for line in shown[1].splitlines() if line.startswith("$ ")]
        return "".join(f"{one}\n{fitted(run(folder, one[2:]), one[2:])}" for one in commands)

    return BLOCK.sub(block, text)


def broken(line: str) -> str:
    """Break a line between words, at its own indent, as the commands do in a terminal."""
    if len(line) <= WIDTH:
        return line
    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.fill(
        line,
        WIDTH,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def cut(line: str) -> str:
    """Cut a line that is longer than a page is wide."""
    return line if len(line) <= WIDTH else f"{line[: WIDTH - 1]}…"


def fitted(output: str, command: str) -> str:
    """Make an output as narrow as a page: break what issuesync says, cut what git says."""
    fit = cut if command.startswith("git ") else broken
    return "".join(f"{fit(line)}\n" for line in output.splitlines() if line)


def test_every_output_in_the_documentation_is_what_the_commands_say(tmp_path: Path) -> None:
    copy_catalog(tmp_path)
    text = PAGE.read_text(encoding="utf-8")
    assert said_again(text, tmp_path) == text, "run python tests/test_absorb_docs.py"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        copy_catalog(Path(name))
        PAGE.write_text(said_again(PAGE.read_text(encoding="utf-8"), Path(name)), encoding="utf-8")
