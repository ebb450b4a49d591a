"""One piece of work on one snapshot, in a process of its own, into a line of JSON."""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path
from time import process_time

ROOT = Path(__file__).resolve().parent.parent
DOCUMENT = "catalog/README.md"
BYTES_PER_UNIT = 1 if sys.platform == "darwin" else 1024
"""What ``ru_maxrss`` counts in."""


def decode(path: Path) -> dict[str, float]:
    """Time what every reader of the file has to do at least."""
    start = process_time()
    content = json.loads(path.read_bytes())
    seconds = process_time() - start
    return {"seconds": seconds, "issues": len(content["issues"])}


def hold(path: Path) -> dict[str, float]:
    """Load the file as one would without thinking, for its peak of memory."""
    with path.open(encoding="utf-8") as file:
        content = json.load(file)
    return {"issues": len(content["issues"])}


def pipeline(path: Path) -> dict[str, float]:
    """Parse, normalise and render with the flagship's configuration, each step timed."""
    from issuesync.app.workspace import load_schema, load_sources
    from issuesync.cli.main import collect_seldom
    from issuesync.documents.build import build_documents
    from issuesync.records.catalog import build_catalog
    from issuesync.store.snapshot import load_snapshot

    schema = load_schema(ROOT)
    files = [name for collection in schema.collections for name in collection.data_files]
    sources = load_sources(ROOT, files)
    names = region_names([(c.key, [s.key for s in c.sections]) for c in schema.collections])
    document = bare_document(names)
    collect_seldom()  # as every command does
    start = process_time()
    snapshot = load_snapshot(path, path.name)
    loaded = process_time()
    catalog = build_catalog(schema, snapshot, sources, {})
    recorded = process_time()
    built = build_documents(catalog, {DOCUMENT: document}, {}, {})
    rendered = process_time()
    if built.faults or built.rows <= len(snapshot.issues) // 2:
        raise SystemExit(f"only {built.rows} rows were rendered: {built.faults}")
    return {
        "seconds": rendered - start,
        "load": loaded - start,
        "records": recorded - loaded,
        "documents": rendered - recorded,
        "rows": built.rows,
    }


def region_names(collections: list[tuple[str, list[str]]]) -> list[str]:
    """Name every region that the catalog can fill, each section's table apart."""
    tables = [
        f"table {key}/{section}" if section else f"table {key}"
        for key, sections in collections
        for section in sections or [""]
    ]
    return ["summary", "contents", "news", "badges", *tables]


def bare_document(names: list[str]) -> str:
    """Write a document of headings and empty regions."""
    regions = (
        f"## {name}\n\n<!-- issuesync:begin {name} -->\n<!-- issuesync:end -->\n" for name in names
    )
    return "\n".join(["# Catalog\n", *regions])


def main() -> None:
    """Do the job that the command line names; leave without tidying up, which takes time."""
    _, job, path = sys.argv
    figures = {"decode": decode, "hold": hold, "pipeline": pipeline}[job](Path(path))
    figures["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * BYTES_PER_UNIT
    print(json.dumps(figures), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()
