"""Pulls from a local server against a bare loop and a peer, in one run."""

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
from urllib.request import urlopen

from generate import REPOSITORY
from run import MEGABYTE, Row, with_bytecode

if TYPE_CHECKING:
    import resource
    from collections.abc import Callable, Iterator, Sequence

HERE = Path(__file__).resolve().parent
SIZES = (1_500, 10_000)
LARGE = 100_000
UNMIRRORED = (300, 1_000)
"""Issues of catalogs that are listed whole each time."""
FAR = 0.3
"""Seconds that an answer takes over a slow connection."""
CATALOG = """\
repository: {name}
source: github
documents: README.md
fields: {{name: title}}
collections: {{entries: {{from: issues, columns: {{Name: name}}}}}}
"""


@dataclass(frozen=True, slots=True)
class Timed:
    """What a process took: its own seconds, those on the clock, and its peak of memory in bytes."""

    user: float
    seconds: float
    peak: int


@dataclass(frozen=True, slots=True)
class Bench:
    """A server, a folder for catalogs, and the environment of what is measured."""

    address: str
    root: Path
    environment: dict[str, str]

    def fresh(self, name: str) -> Path:
        """Make an empty catalog to pull into."""
        folder = self.root / name
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        (folder / "catalog.yaml").write_text(CATALOG.format(name=REPOSITORY), encoding="utf-8")
        return folder

    def ours(self, folder: Path) -> Timed:
        """Pull with issuesync."""
        return self.timed([sys.executable, "-m", "issuesync", "pull"], folder)

    def bare(self, folder: Path) -> Timed:
        """Read the same pages in a bare loop."""
        return self.timed([*PEERS, "bare", self.address, REPOSITORY], folder)

    def peer(self, folder: Path) -> Timed:
        """Pull with github-to-sqlite."""
        return self.timed([*PEERS, "github-to-sqlite", self.address, REPOSITORY, "p.db"], folder)

    def timed(self, command: Sequence[str], folder: Path) -> Timed:
        """Run a process to its end; it has to succeed."""
        environment = {**self.environment, "GITHUB_API_URL": self.address}
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
        return Timed(used.ru_utime, perf_counter() - start, peak_of(used))

    def asked(self) -> int:
        """Return how many requests there have been since this was asked last."""
        with urlopen(f"{self.address}/asked") as answer:
            return int(answer.read())


PEERS = [sys.executable, str(HERE / "peers.py")]


@contextmanager
def bench(count: int, latency: float = 0.0) -> Iterator[Bench]:
    """Serve a repository of this many issues; have everything compiled before it is measured."""
    command = [sys.executable, str(HERE / "serve.py"), str(count), str(latency)]
    with (
        TemporaryDirectory() as place,
        subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process,
    ):
        assert process.stdout is not None
        environment = {**with_bytecode(str(HERE / "data" / "bytecode")), "GITHUB_TOKEN": "no token"}
        try:
            port = int(process.stdout.readline())
            yield Bench(f"http://127.0.0.1:{port}", Path(place), environment)
        finally:
            process.terminate()


def peak_of(used: resource.struct_rusage) -> int:
    """Return the peak of memory in bytes."""
    return used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)


def in_turn(rounds: int, *sides: Callable[[], Timed]) -> list[Timed]:
    """Let the sides take turns, once to warm up and then so many rounds; return their medians."""
    for side in sides:
        side()
    taken = [[side() for side in sides] for _ in range(rounds)]
    return [middle(one) for one in zip(*taken, strict=True)]


def middle(runs: Sequence[Timed]) -> Timed:
    """Return the medians of several runs."""
    return Timed(
        median(one.user for one in runs),
        median(one.seconds for one in runs),
        int(median(one.peak for one in runs)),
    )


def size_rows(count: int, rounds: int) -> tuple[list[Row], int]:
    """Compare whole pulls with the bare loop; return the peak of a cold one too."""
    with bench(count) as one:
        folder = one.fresh("kept")
        one.ours(folder)
        cold, still, loop = in_turn(
            rounds,
            lambda: one.ours(one.fresh("ours")),
            lambda: one.ours(folder),
            lambda: one.bare(folder),
        )
        with bench(1) as nothing:
            start = in_turn(rounds, lambda: nothing.bare(nothing.fresh("bare")))[0].user
    name = f"{count:,} issues"
    pages = (cold.user - still.user) / (loop.user - start)
    named = (("bare loop of requests", loop), ("cold pull", cold), ("unchanged pull", still))
    rows = [Row(f"{name}: {side}, user", took.user, unit=" s") for side, took in named]
    rows += [Row(f"{name}: {side}, by the clock", took.seconds, unit=" s") for side, took in named]
    rows += [
        Row(f"{name}: cold pull, times the bare loop", cold.user / loop.user, 2),
        Row(f"{name}: the pages alone, times the bare loop's", pages, 2),
        Row(f"{name}: peak of memory", cold.peak / MEGABYTE, unit=" MB"),
    ]
    return rows, cold.peak


def peer_rows(count: int) -> Iterator[Row]:
    """Compare with github-to-sqlite, which takes minutes: once."""
    with bench(count) as one:
        folder = one.fresh("ours")
        in_turn(0, lambda: one.ours(one.fresh("warm")), lambda: one.bare(folder))
        ours = [one.ours(folder), one.ours(folder)]
        theirs = one.fresh("peer")
        peer = [one.peer(theirs), one.peer(theirs)]
    for state, aim, us, them in zip(("cold", "unchanged"), (0.2, 0.02), ours, peer, strict=True):
        name = f"{count:,} issues, {state}"
        yield Row(f"{name}: github-to-sqlite, user", them.user, unit=" s")
        yield Row(f"{name}: github-to-sqlite, by the clock", them.seconds, unit=" s")
        yield Row(f"{name}: times github-to-sqlite, user", us.user / them.user, aim)
        clock = us.seconds / them.seconds
        yield Row(f"{name}: times github-to-sqlite, by the clock", clock, aim)


def far_rows(count: int, rounds: int, latency: float = FAR) -> Iterator[Row]:
    """Compare over a slow connection, by the clock: what the start takes counts too."""
    with bench(count, latency) as one:
        folder = one.fresh("bare")
        cold, loop = in_turn(rounds, lambda: one.ours(one.fresh("ours")), lambda: one.bare(folder))
        one.asked()
        one.ours(one.fresh("ours"))
        ours = one.asked()
        one.bare(folder)
        more = ours - one.asked()
    name = f"{count:,} issues, {latency * 1000:.0f} ms an answer"
    yield Row(f"{name}: bare loop", loop.seconds, unit=" s")
    yield Row(f"{name}: cold pull", cold.seconds, unit=" s")
    yield Row(f"{name}: requests more than the bare loop", more, 3)
    late = (cold.seconds - loop.seconds) / latency
    yield Row(f"{name}: later than it, in requests' time", late, 3)


def request_rows(mirrored: int, unmirrored: Sequence[int]) -> Iterator[Row]:
    """Count the requests of a pull that finds nothing new."""
    for count, aim in ((mirrored, 3), *((one, 6) for one in unmirrored)):
        with bench(count) as one:
            folder = one.fresh("ours")
            one.ours(folder)
            one.asked()
            one.ours(folder)
            held = "with a mirror" if (folder / ".issuesync").exists() else "without a mirror"
            yield Row(f"{count:,} issues, {held}: requests, nothing new", one.asked(), aim)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--large", action="store_true", help=f"{LARGE:,} issues too: minutes")
    parser.add_argument("--quick", action="store_true", help="small sizes, once: see that it runs")
    options = parser.parse_args()
    small, middling = (1_050, 1_200) if options.quick else SIZES
    runs = 1 if options.quick else options.runs
    peaks = {}
    for count in (small, middling, *([LARGE] if options.large else [])):
        rows, peaks[count] = size_rows(count, 1 if count == LARGE else runs)
        show(rows)
    most = max(peaks)
    show([Row(f"memory at {most:,}, times at {small:,}", peaks[most] / peaks[small], 1.25)])
    show(far_rows(small, 1 if options.quick else 3, 0.02 if options.quick else FAR))
    show(request_rows(small, UNMIRRORED))
    if not options.quick:
        show(peer_rows(small))


def show(rows: Iterator[Row] | Sequence[Row]) -> None:
    """Print each figure as soon as it is there."""
    for row in rows:
        print(row, flush=True)


if __name__ == "__main__":
    main()
