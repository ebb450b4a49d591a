"""The figures of benchmarks/README.md, measured here and now."""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import generate

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
SIZES = (10_000, 100_000)
QUICK_SIZES = (200, 1_000)
UNWANTED = ("github", "pydantic")
"""What ``issuesync --version`` must not import: PyGithub alone costs half a second."""

MEGABYTE = 10**6


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: a figure, and the most it should be."""

    what: str
    figure: float
    aim: float | None = None
    unit: str = ""

    def __str__(self) -> str:
        shown = f"{self.figure:.2f}{self.unit}"
        if self.aim is None:
            return f"{self.what:<52} {shown:>10}"
        verdict = "met" if self.figure <= self.aim else "MISSED"
        return f"{self.what:<52} {shown:>10}   at most {self.aim:>5}   {verdict}"


@dataclass(frozen=True, slots=True)
class Sample:
    """The medians of one size."""

    count: int
    decode: float
    pipeline: float
    steps: tuple[float, float, float]
    json_peak: float
    peak: float


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, once: see that it runs")
    parser.add_argument("--repeat", type=int, default=5, help="how often (the larger size: half)")
    parser.add_argument("--data", type=Path, default=HERE / "data", help="where snapshots go")
    arguments = parser.parse_args()
    sizes = QUICK_SIZES if arguments.quick else SIZES
    repeat = 1 if arguments.quick else arguments.repeat
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    samples = []
    for count, times in zip(sizes, (repeat, (repeat + 1) // 2), strict=True):
        path = snapshot(arguments.data, count)
        print(
            f"{count:,} issues, {path.stat().st_size / MEGABYTE:.0f} MB: {times} times", flush=True
        )
        samples.append(measure(path, count, times))
    for row in (*pipeline_rows(samples), *start_rows(3 if arguments.quick else 21)):
        print(row)
    if arguments.quick:
        print("a quick run is too small for its ratios to say much: imports outweigh the issues")
    print(f"imported by issuesync --version: {', '.join(unwanted_imports()) or 'none'}", end="")
    print(f" of {', '.join(UNWANTED)}")


def snapshot(folder: Path, count: int) -> Path:
    """Return the snapshot of this size; write it where it is missing or older than its writer."""
    path = folder / f"{count}.json"
    written = max((HERE / name).stat().st_mtime for name in ("generate.py", "bodies.py"))
    if not path.exists() or path.stat().st_mtime < written:
        generate.write_snapshot(path, count)
    return path


def measure(path: Path, count: int, times: int) -> Sample:
    """Do each job in turn, again and again, so that a busy moment falls on all of them."""
    rounds = [{job: do(job, path) for job in ("decode", "hold", "pipeline")} for _ in range(times)]

    def middle(job: str, figure: str) -> float:
        return median(one[job][figure] for one in rounds)

    load, records, documents = (
        middle("pipeline", step) for step in ("load", "records", "documents")
    )
    return Sample(
        count,
        middle("decode", "seconds"),
        middle("pipeline", "seconds"),
        (load, records, documents),
        middle("hold", "peak"),
        middle("pipeline", "peak"),
    )


def do(job: str, path: Path) -> dict[str, float]:
    """Do one job in a process of its own."""
    command = [sys.executable, str(HERE / "jobs.py"), job, str(path)]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE)
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def pipeline_rows(samples: Sequence[Sample]) -> Iterator[Row]:
    """Compare the pipeline with reading JSON, and the sizes with each other."""
    for one in samples:
        size = f"{one.count:,} issues"
        yield Row(f"{size}: json.loads", one.decode, unit=" s")
        yield Row(f"{size}: parse + normalise + render", one.pipeline, unit=" s")
        for step, seconds in zip(("load", "records", "documents"), one.steps, strict=True):
            yield Row(f"{size}:   of this, {step}", seconds, unit=" s")
        yield Row(f"{size}: times json.loads", one.pipeline / one.decode, 7)
        yield Row(f"{size}: peak of json.load", one.json_peak / MEGABYTE, unit=" MB")
        yield Row(f"{size}: peak of the whole", one.peak / MEGABYTE, unit=" MB")
        yield Row(f"{size}: times the peak of json.load", one.peak / one.json_peak, 1.1)
    small, large = samples
    growth = large.pipeline / small.pipeline
    yield Row(f"growth from {small.count:,} to {large.count:,}", growth, 13)


def start_rows(times: int) -> Iterator[Row]:
    """Compare the start of the command with that of a program of three lines."""
    command = [str(Path(sys.executable).with_name("issuesync")), "--version"]
    program = [sys.executable, str(HERE / "three_lines.py")]
    commands = {"issuesync": command, "run": program, "help": [*program, "--help"]}
    with TemporaryDirectory() as cache:
        environment = with_bytecode(cache)
        for one in commands.values():
            whole(one, environment)
        rounds = [
            {name: whole(one, environment) for name, one in commands.items()} for _ in range(times)
        ]
    version, run, asked = (median(one[name] for one in rounds) for name in commands)
    yield Row("issuesync --version", version * 1000, unit=" ms")
    yield Row("three lines of typer, run", run * 1000, unit=" ms")
    yield Row("three lines of typer, asked for --help", asked * 1000, unit=" ms")
    yield Row("issuesync --version, times three lines run", version / run, 1.2)
    yield Row("issuesync --version, times three lines' --help", version / asked, 1.2)


def with_bytecode(folder: str) -> dict[str, str]:
    """Return an environment in which modules are compiled once, as an installation has them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": folder}


def whole(command: Sequence[str], environment: dict[str, str]) -> float:
    """Return the seconds that the processor works for a process, from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before


def unwanted_imports() -> list[str]:
    """Return which of the heavy packages ``issuesync --version`` imports."""
    command = [sys.executable, "-X", "importtime", "-m", "issuesync", "--version"]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    names = {line.rpartition("|")[2].strip().partition(".")[0] for line in done.stderr.splitlines()}
    if "typer" not in names:
        raise SystemExit("python -X importtime says nothing")
    return [name for name in UNWANTED if name in names]


if __name__ == "__main__":
    main()
