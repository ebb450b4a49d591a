"""The page: how large it is, and what a key stroke costs with 10,000 entries."""

from __future__ import annotations

import argparse
import gzip
import sys
from dataclasses import replace
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import generate
from issuesync.app.workspace import load
from issuesync.model.issue import Issue, Snapshot
from issuesync.publish.page import ASSETS, build_page
from issuesync.publish.table import build_tables
from issuesync.records.catalog import build_catalog
from issuesync.store.assets import read_assets
from run import Row

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import CDPSession, Page

    from issuesync.records.catalog import Catalog

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

ENTRIES = 10_000
WORDS = ("ground", "geochat 2024", "visual question", "DIOR", "sar", "卫星", "earth vqa", "zzzz")
SCROLLS = 40


def main() -> None:
    """Measure what the command line asks for, and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=ENTRIES, help="how many are generated")
    entries = parser.parse_args().entries
    flagship = load(ROOT).catalog
    small, large = page_of(flagship), page_of(generated(flagship, entries))
    for row in size_rows(small, large, sum(1 for _ in flagship), entries):
        print(row)
    from page_tools import why_no_browser

    if why_no_browser():
        sys.exit(f"key strokes were not measured: {why_no_browser()}")
    for row in browser_rows(large):
        print(row)


def generated(flagship: Catalog, count: int) -> Catalog:
    """Return a catalog of so many generated issues, all accepted, by the flagship's settings."""
    drawn = (Issue.from_json(one) for one in generate.draw_issues(count * 2))
    issues = [one for one in drawn if not one.is_pull][:count]
    accepted = tuple(
        replace(one, state="open", labels=(*(set(one.labels) - {"question"}), "accepted"))
        for one in issues
    )
    snapshot = Snapshot(generate.REPOSITORY, (), accepted)
    schema = flagship.schema
    own = replace(schema.by_key["datasets"], data_files=(), overrides=None)
    return build_catalog(replace(schema, collections=(own,)), snapshot, {}, {})


def page_of(catalog: Catalog) -> dict[str, str]:
    """Return the page's files."""
    assets = read_assets("publish/assets", ASSETS)
    files = build_page(catalog, build_tables(catalog), assets)
    return {file.path: file.text or "" for file in files}


def size_rows(small: dict[str, str], large: dict[str, str], few: int, many: int) -> Iterator[Row]:
    """Give the sizes, compressed as a server sends them."""
    code = {"page.js", "theme.js"}
    yield Row("the flagship's page", packed(small, set(small)) / 1000, 50, " kB")
    yield Row("  of this, its scripts without the data", packed(small, code) / 1000, 20, " kB")
    frame = packed(small, set(small) - {"catalog.js"})
    yield Row("  everything but the data", frame / 1000, unit=" kB")
    more = packed(large, {"catalog.js"}) - packed(small, {"catalog.js"})
    yield Row(f"each further entry, {few} to {many:,}", more / (many - few), 80, " B")


def packed(files: dict[str, str], names: set[str]) -> int:
    """Return how many bytes the files take, each compressed by itself."""
    return sum(len(gzip.compress(files[name].encode(), 9, mtime=0)) for name in names)


def browser_rows(files: dict[str, str]) -> Iterator[Row]:
    """Type word after word into the search of the page, and scroll through all entries."""
    from playwright.sync_api import sync_playwright

    from page_tools import FLAGS, chromium

    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        for name, text in files.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        page = browser.new_page(viewport={"width": 1360, "height": 900})
        page.goto((Path(folder) / "index.html").as_uri())
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        strokes = sorted(type_words(page, session))
        count = f"{page.evaluate('issuesyncData.names.length'):,} entries"
        yield Row(f"a key stroke, {count}: CPU, median", median(strokes), 25, " ms")
        yield Row("  95th percentile", strokes[int(len(strokes) * 0.95)], 50, " ms")
        yield Row("  elements in the document, at most", most_elements(page), 1500)
        browser.close()


def type_words(page: Page, session: CDPSession) -> Iterator[float]:
    """Give the main thread's milliseconds of each key stroke, what it leads to included."""
    page.focus("#q")
    for word in WORDS:
        page.fill("#q", "")
        page.wait_for_timeout(200)
        for char in word:
            before = thread_time(session)
            page.keyboard.type(char)
            page.wait_for_timeout(150)
            yield (thread_time(session) - before) * 1000


def thread_time(session: CDPSession) -> float:
    """Return the seconds that the main thread was at work on tasks."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def most_elements(page: Page) -> int:
    """Scroll through everything in both views; return the largest number of elements."""
    most = 0
    for view in ("cards", "table"):
        page.fill("#q", "")
        page.click(f"#view-{view}")
        page.wait_for_timeout(200)
        for step in range(SCROLLS):
            page.evaluate(f"scrollTo(0, document.body.scrollHeight * {step / SCROLLS})")
            page.wait_for_timeout(50)
            most = max(most, page.evaluate("document.querySelectorAll('*').length"))
    return most


if __name__ == "__main__":
    main()
