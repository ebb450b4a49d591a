"""Documents of many rows, next to the version of issuesync that kept none as it was found.

``init``, ``sync``, ``check`` and ``absorb`` of a list and a table, plain and with emphasis, code
and links in every row. The earlier version is taken from the project's own history, and both run
in turn on the same documents with the same interpreter.
"""

from __future__ import annotations

import argparse
import io
import shutil
import subprocess
import sys
import tarfile
from itertools import product
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from commands import run
from run import HERE, Row, with_bytecode

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

BEFORE = "d633bda"
"""The commit before rows were kept, of 24 November 2026."""

MANY = 10_000
STARTED = "from issuesync.cli.main import main; main()"
COMMANDS = {
    "init": ("init", "README.md", "--from", "none"),
    "sync": ("sync",),
    "check": ("check",),
    "absorb": ("absorb",),
}
WORDS = {
    "plain": "a text about entry {n}",
    "formatted": "a text about *entry* {n} with `code` and [a link](https://l{n}.example/)",
}
KEPT_AIM, MOST_GROWTH = 1.2, 5.0


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, once: see that it runs")
    quick = parser.parse_args().quick
    count, rounds = (400, 1) if quick else (MANY, 5)
    with TemporaryDirectory() as folder:
        root = Path(folder)
        versions = {"now": HERE.parent / "src", "before": earlier_source(root / "before")}
        for shape, words in product(("table", "list"), WORDS):
            taken = [measure(root, versions, shape, words, count) for _ in range(rounds + 1)]
            print_rows(f"{shape}, {words}", taken[1:], count)  # the first round only warms up


def measure(
    root: Path, versions: Mapping[str, Path], shape: str, words: str, count: int
) -> dict[str, dict[str, float]]:
    """Time both versions with one kind of document, and the present one with a quarter of it."""
    large, small = (document(shape, WORDS[words], size) for size in (count, count // 4))
    taken = {name: seconds_of(root, source, large) for name, source in versions.items()}
    return {**taken, "small": seconds_of(root, versions["now"], small)}


def print_rows(kind: str, taken: Sequence[Mapping[str, Mapping[str, float]]], count: int) -> None:
    """Print the figures of one kind of document."""
    name = f"{kind}, {count:,} rows"
    for command in COMMANDS:
        now, before, less = (
            median(one[version][command] for one in taken) for version in ("now", "before", "small")
        )
        print(Row(f"{name}: {command}", now, unit=" s"), flush=True)
        print(Row(f"{name}: {command}, times before", now / before, KEPT_AIM), flush=True)
        growth = f"{name}: {command}, times {count // 4:,} rows"
        print(Row(growth, now / less, MOST_GROWTH), flush=True)


def document(shape: str, words: str, count: int) -> str:
    """Write a document of so many rows, as a list or as a table."""
    names = ((n, f"[Entry {n}](https://h{n}.example/home)") for n in range(count))
    if shape == "list":
        return "# Catalog\n\n## Papers\n\n" + "".join(
            f"- {name} - {words.format(n=n)}.\n" for n, name in names
        )
    head = "| Name | Year | Task | Note |\n| --- | --- | --- | --- |\n"
    rows = (f"| {name} | {2000 + n % 25} | VQA | {words.format(n=n)} |\n" for n, name in names)
    return f"# Catalog\n\n## Papers\n\n{head}{''.join(rows)}"


def seconds_of(root: Path, source: Path, text: str) -> dict[str, float]:
    """Run each command once on a document; return the seconds that the processor worked for it."""
    folder = root / "catalog"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "README.md").write_text(text, "utf-8")
    origin = "https://github.com/octocat/catalog.git"
    for words in (["init", "--quiet"], ["remote", "add", "origin", origin]):
        subprocess.run(["git", *words], cwd=folder, check=True)
    environment = {**with_bytecode(str(root / "bytecode")), "PYTHONPATH": str(source)}
    start = [sys.executable, "-c", STARTED]
    return {name: run([*start, *words], folder, environment) for name, words in COMMANDS.items()}


def earlier_source(folder: Path) -> Path:
    """Take the earlier version's modules from the history; return the folder that they are in."""
    archive = ["git", "archive", "--format=tar", BEFORE, "src"]
    done = subprocess.run(archive, cwd=HERE.parent, capture_output=True)  # noqa: PLW1510 - said below
    if done.returncode:
        raise SystemExit(f"{BEFORE} is not in this clone; fetch its whole history")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as packed:
        packed.extractall(folder, filter="data")
    return folder / "src"


if __name__ == "__main__":
    main()
