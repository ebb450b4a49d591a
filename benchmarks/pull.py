"""Pulls from a local server against a bare loop and a peer, in one run: ``make bench-pull``."""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING

from generate import REPOSITORY

if TYPE_CHECKING:
    import resource
    from collections.abc import Iterator, Sequence

HERE = Path(__file__).resolve().parent
CATALOG = """\
repository: {name}
source: github
documents: README.md
fields: {{name: title}}
collections: {{entries: {{from: issues, columns: {{Name: name}}}}}}
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """How long a process took, in seconds, and its peak of memory, in bytes."""

    seconds: float
    peak: int


@contextmanager
def server(count: int) -> Iterator[str]:
    """Serve a repository of this many issues; give its address."""
    command = [sys.executable, str(HERE / "serve.py"), str(count)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(process.stdout.readline())}"
        finally:
            process.terminate()


def timed(command: Sequence[str], folder: Path, address: str) -> Timed:
    """Run a process to its end; it has to succeed."""
    environment = {**os.environ, "GITHUB_API_URL": address, "GITHUB_TOKEN": "no secret"}
    start = perf_counter()
    process = subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    )
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    process.stderr.close()
    if process.returncode:
        raise SystemExit(f"{command}: {said.decode()}")
    return Timed(perf_counter() - start, peak_of(used))


def peak_of(used: resource.struct_rusage) -> int:
    """Return the peak of memory in bytes."""
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def ours(folder: Path, address: str) -> Timed:
    """Pull with issuesync."""
    return timed([sys.executable, "-m", "issuesync", "pull"], folder, address)


def bare(folder: Path, address: str) -> Timed:
    """Read the same pages in a bare loop."""
    return timed(
        [sys.executable, str(HERE / "peers.py"), "bare", address, REPOSITORY], folder, address
    )


def peer(folder: Path, address: str) -> Timed:
    """Pull with github-to-sqlite."""
    words = ["github-to-sqlite", address, REPOSITORY, "peer.db"]
    return timed([sys.executable, str(HERE / "peers.py"), *words], folder, address)


def fresh(root: Path, name: str) -> Path:
    """Make an empty catalog to pull into."""
    folder = root / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    (folder / "catalog.yaml").write_text(CATALOG.format(name=REPOSITORY), encoding="utf-8")
    return folder


def compare(count: int, runs: int, *, with_peer: bool) -> Timed:
    """Print the ratios at one size; return our own cold pull."""
    with server(count) as address, TemporaryDirectory() as place:
        root = Path(place)
        colds, unchanged, bares = [], [], []
        for turn in range(runs):
            folder = fresh(root, f"ours-{turn}")
            colds.append(ours(folder, address))
            bares.append(bare(folder, address))
            unchanged.append(ours(folder, address))
        cold, loop = middle(colds), middle(bares)
        still = middle(unchanged)
        print(f"{count} issues")
        print(f"  bare loop of requests          {loop.seconds:8.2f} s")
        print(f"  cold pull                      {cold.seconds:8.2f} s   {cold.peak / 1e6:6.0f} MB")
        print(f"  unchanged pull                 {still.seconds:8.2f} s")
        show("cold pull / bare loop", cold.seconds / loop.seconds, 2.0)
        if with_peer:
            folder = fresh(root, "peer")
            first, second = peer(folder, address), peer(folder, address)
            print(f"  github-to-sqlite, cold         {first.seconds:8.2f} s")
            print(f"  github-to-sqlite, unchanged    {second.seconds:8.2f} s")
            show("cold pull / github-to-sqlite", cold.seconds / first.seconds, 0.2)
            show("unchanged pull / github-to-sqlite", still.seconds / second.seconds, 0.02)
        return cold


def middle(runs: Sequence[Timed]) -> Timed:
    """Return the medians of several runs."""
    return Timed(median(one.seconds for one in runs), int(median(one.peak for one in runs)))


def show(what: str, figure: float, aim: float) -> None:
    """Print a figure next to its aim."""
    verdict = "met" if figure <= aim else "MISSED"
    print(f"  {what:<34} {figure:6.3f}   at most {aim}   {verdict}")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    parser.add_argument("--peer", type=int, default=1_500, help="issues for github-to-sqlite")
    options = parser.parse_args()
    compare(options.peer, 1, with_peer=True)
    small = compare(options.small, options.runs, with_peer=False)
    large = compare(options.large, 1, with_peer=False)
    show(f"memory at {options.large} / at {options.small}", large.peak / small.peak, 1.25)


if __name__ == "__main__":
    main()
