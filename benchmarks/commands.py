"""Whole commands, as people wait for them: in processes of their own, after a warm-up.

Seconds are those that the processor worked for the command (user time), medians of several rounds
in which the commands take turns, so that a busy moment falls on all of them.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import generate
from run import HERE, Row, with_bytecode

ROOT = HERE.parent
FACTS = ROOT / "tests" / "facts"
MANY = 10_000
BARE = "bare program"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, once: see that it runs")
    quick = parser.parse_args().quick
    with TemporaryDirectory() as folder:
        root = Path(folder)
        environment = with_bytecode(str(root / "bytecode"))
        for row in flagship_rows(root / "flagship", environment, 1 if quick else 7):
            print(row, flush=True)
        for row in large_rows(
            root / "large", environment, 300 if quick else MANY, 1 if quick else 5
        ):
            print(row, flush=True)
        sizes = (20, 80) if quick else (500, 2000)
        for row in growth_rows(root, environment, sizes):
            print(row, flush=True)


def flagship_rows(folder: Path, environment: dict[str, str], rounds: int) -> list[Row]:
    """Compare commands on the flagship with a bare program that imports the same libraries."""
    copy_catalog(folder)
    commands = {
        BARE: [sys.executable, str(HERE / "bare.py"), "catalog.yaml"],
        "show": issuesync("show", "xBD"),
        "list": issuesync("list"),
        "sync, unchanged": issuesync("sync"),
        "check": issuesync("check"),
        "absorb, nothing edited": issuesync("absorb"),
    }
    seconds = time_in_turn(commands, folder, environment, rounds)
    seconds["init"] = median([adopt_flagship(folder.parent, environment) for _ in range(rounds)])
    aims = {"show": 1.8, "sync, unchanged": 2.3}
    rows = [Row(f"flagship: {name}", one, unit=" s") for name, one in seconds.items()]
    rows += [
        Row(f"flagship: {name}, times the bare program", seconds[name] / seconds[BARE], aim)
        for name, aim in aims.items()
    ]
    return [*rows, *against_sync("flagship", seconds)]


def adopt_flagship(root: Path, environment: dict[str, str]) -> float:
    """Adopt the flagship's README with its issues, as they were found, in a folder of its own."""
    with TemporaryDirectory(dir=root) as folder:
        shutil.copy(FACTS / "seed-readme.md", Path(folder) / "README.md")
        shutil.copy(FACTS / "issues-legacy.json", folder)
        words = issuesync("init", "README.md", "--from", "issues-legacy.json")
        return run(words, Path(folder), environment)


def large_rows(folder: Path, environment: dict[str, str], count: int, rounds: int) -> list[Row]:
    """Compare check and absorb with sync on many generated issues, in a filled document."""
    copy_catalog(folder)
    generate.write_snapshot(folder / "catalog" / "issues.json", count)
    run(issuesync("sync", "--allow-shrink"), folder, environment)
    commands = {
        "sync, unchanged": issuesync("sync"),
        "check": issuesync("check"),
        "absorb, nothing edited": issuesync("absorb"),
    }
    seconds = time_in_turn(commands, folder, environment, rounds)
    name = f"{count:,} issues"
    rows = [Row(f"{name}: {one}", took, unit=" s") for one, took in seconds.items()]
    return [*rows, *against_sync(name, seconds)]


def against_sync(name: str, seconds: dict[str, float]) -> list[Row]:
    """Set what reads documents beside what writes them."""
    sync = seconds["sync, unchanged"]
    return [
        Row(f"{name}: check, times sync", seconds["check"] / sync, 2),
        Row(f"{name}: absorb, times sync", seconds["absorb, nothing edited"] / sync, 1.3),
    ]


def growth_rows(root: Path, environment: dict[str, str], sizes: tuple[int, int]) -> list[Row]:
    """Adopt and absorb rows that share one address, at two sizes, four times apart."""
    inits, absorbs = [], []
    for size in sizes:
        folder = root / f"rows-{size}"
        begin_rows(folder, size)
        inits.append(
            run(issuesync("init", "README.md", "--from", "issues.json"), folder, environment)
        )
        readme = folder / "README.md"
        edited = re.sub(
            r"Entry (\d+) (.*)/home\)", r"Entry \1 \2/page\1)", readme.read_text("utf-8")
        )
        readme.write_text(edited, "utf-8")
        absorbs.append(run(issuesync("absorb"), folder, environment))
    small, large = sizes
    return [
        Row(f"init, {large:,} rows of one address, times {small:,}", inits[1] / inits[0], 5),
        Row(f"absorb, {large:,} edits of one file, times {small:,}", absorbs[1] / absorbs[0], 5),
    ]


def begin_rows(folder: Path, size: int) -> None:
    """Write a document and issues that all lead to one page."""
    folder.mkdir()
    rows = "".join(f"| Entry {n} | [l](https://h.example/home) |\n" for n in range(size))
    text = f"# List\n\n| Name | Link |\n|-|-|\n{rows}"
    body = "**Link**: https://h.example/home"
    issues = [
        {"number": n + 1, "title": f"Entry {n}", "state": "open", "labels": [], "body": body}
        for n in range(size)
    ]
    (folder / "README.md").write_text(text, "utf-8")
    (folder / "issues.json").write_text(json.dumps(issues), "utf-8")


def copy_catalog(folder: Path) -> None:
    """Copy the flagship's files, and bring them up to date."""
    for name in ("catalog.yaml", "labels.yaml", "CITATION.cff"):
        folder.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, folder / name)
    for name in ("catalog", "docs", ".github/ISSUE_TEMPLATE"):
        shutil.copytree(ROOT / name, folder / name)


def issuesync(*words: str) -> list[str]:
    """Return the command line of a command."""
    return [str(Path(sys.executable).with_name("issuesync")), *words]


def time_in_turn(
    commands: dict[str, list[str]], folder: Path, environment: dict[str, str], rounds: int
) -> dict[str, float]:
    """Run the commands in turn, once to warm up and then so many rounds; return their medians."""
    for words in commands.values():
        run(words, folder, environment)
    taken = [{n: run(w, folder, environment) for n, w in commands.items()} for _ in range(rounds)]
    return {name: median(one[name] for one in taken) for name in commands}


def run(words: list[str], folder: Path, environment: dict[str, str]) -> float:
    """Run a command; return the seconds that the processor worked for it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    done = subprocess.run(  # noqa: PLW1510 - 1 says that something was found
        words, cwd=folder, env=environment, capture_output=True, text=True
    )
    if done.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(words)} ended with {done.returncode}: {done.stderr}")
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


if __name__ == "__main__":
    main()
