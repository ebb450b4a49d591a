"""What is published, in bytes: the flagship's files, and how they grow with each further entry."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time

import generate
from issuesync.app.publish import build_site
from issuesync.app.workspace import load, load_schema, read_catalog
from issuesync.store.snapshot import load_snapshot

ROOT = Path(__file__).resolve().parent.parent
MANY = 10_000


def main() -> None:
    """Print the size of every file, plain and compressed."""
    begun = process_time()
    flagship = build_site(load(ROOT, "snapshot").catalog)
    print(
        f"{'published, flagship':<24} {'bytes':>12} {'gzip':>12}   {process_time() - begun:.1f} s"
    )
    show(flagship)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "issues.json"
        generate.write_snapshot(path, MANY)
        catalog = read_catalog(ROOT, load_schema(ROOT), load_snapshot(path, path.name))
    begun = process_time()
    site = build_site(catalog)
    count = len(list(catalog))
    seconds = process_time() - begun
    print(f"\n{f'published, {count:,} entries':<24} {'bytes':>12} {'gzip':>12}   {seconds:.1f} s")
    show(site)


def show(site: dict[str, bytes]) -> None:
    """Print one line a file; the entries' pages together."""
    plain: Counter[str] = Counter()
    packed: Counter[str] = Counter()
    for path, data in site.items():
        name = "entries/" if path.startswith("entries/") else path
        plain[name] += len(data)
        packed[name] += len(gzip.compress(data, mtime=0))
    for name in plain:
        print(f"{name:<24} {plain[name]:>12,} {packed[name]:>12,}")


if __name__ == "__main__":
    main()
