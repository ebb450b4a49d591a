"""Chromium over a published page, from disk or over loopback, and what must not happen there."""

from __future__ import annotations

import json
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from page_tools import FLAGS, FOLDER, chromium

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Dialog, Page

AXE = FOLDER / "node_modules" / "axe-core" / "axe.min.js"
DRAWN = """(wait) => new Promise((done) => setTimeout(
    () => requestAnimationFrame(() => requestAnimationFrame(() => done(true))), wait))"""
PANELS = "[...document.querySelectorAll('details.facet')].map((one) => one.open)"
RESET = """(panels) => {
    document.querySelectorAll('dialog').forEach((one) => one.close());
    document.querySelectorAll('details.facet').forEach((one, at) => { one.open = panels[at]; });
    localStorage.clear();
    delete document.documentElement.dataset.theme;
    history.replaceState(null, '', location.href.split('#')[0]);
    dispatchEvent(new PopStateEvent('popstate'));
    document.activeElement.blur();
    scrollTo(0, 0);
}"""
STILL = "Promise.all(document.getAnimations().map((one) => one.finished)).then(() => true)"
"""Until nothing moves: what fades in has too little contrast before it is there."""
TYPED, WRITTEN = 40, 320
"""Milliseconds after which the page draws what was typed, and has put it into the address."""


@dataclass
class Opened:
    """A page, what its console said, and what it asked for beyond its own folder."""

    page: Page
    base: str
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    has_axe: bool = False
    panels: list[bool] = field(default_factory=list)

    def go(self, hash_: str = "") -> None:
        """Open the page anew with a selection."""
        self.has_axe = False
        self.page.goto("about:blank")
        self.page.goto(f"{self.base}index.html{'#' if hash_ else ''}{hash_}")
        self.settle()
        self.panels = self.page.evaluate(PANELS)

    def reset(self) -> None:
        """Bring the open page back to where it began, which costs less than to open it anew."""
        self.page.evaluate(RESET, self.panels)
        self.settle()

    def move(self, hash_: str) -> None:
        """Follow a link to another selection within the open page."""
        self.page.evaluate("(hash) => { location.hash = hash; }", hash_)
        self.settle()

    def settle(self) -> None:
        """Wait until the page has drawn what was asked."""
        self.page.evaluate(DRAWN, TYPED)

    @property
    def hash(self) -> str:
        """The part of the address that holds the selection."""
        self.page.evaluate(DRAWN, WRITTEN)
        return str(self.page.evaluate("location.hash.slice(1)"))

    def names(self) -> list[str]:
        """Return the names in view, in order."""
        return self.page.locator("#results .name").all_inner_texts()

    def count(self) -> int:
        """Return how many entries the page says that it found."""
        text = self.page.locator("#status b").inner_text()
        return int(text.replace(",", ""))

    def check(self) -> None:
        """Hold that nothing went wrong and nothing was asked of anybody else."""
        assert self.said == []
        assert self.asked == []

    def violations(self, *rules: str) -> list[str]:
        """Return what axe-core finds by these rules, or by all; each with the first element."""
        self.check()
        self.page.evaluate(STILL)
        if not self.has_axe:
            self.page.evaluate(f"(() => {{{_axe()}}})()")
            self.has_axe = True
        options: dict[str, Any] = {"preload": False, "resultTypes": ["violations"]}
        options |= {"iframes": False, "selectors": False}
        if rules:
            options["runOnly"] = list(rules)
        found: dict[str, Any] = self.page.evaluate("(options) => axe.run(options)", options)
        self.said.clear()  # axe itself tries what the page's policy forbids
        firsts = ((one["id"], one["nodes"][0]) for one in found["violations"])
        return [f"{rule}: {node['html'][:200]} {node['failureSummary']}" for rule, node in firsts]

    def is_wider_than_the_window(self) -> bool:
        """Say whether anything makes the document scroll sideways."""
        script = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        return bool(self.page.evaluate(script))


def _axe() -> str:
    return AXE.read_text(encoding="utf-8")


@contextmanager
def chromium_browser() -> Iterator[Browser]:
    """Run Chromium while the block runs."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))
        yield browser
        browser.close()


@contextmanager
def opened(browser: Browser, base: str, **options: Any) -> Iterator[Opened]:
    """Open a new window on a published folder, by its address with a slash at the end."""
    context = browser.new_context(**{"viewport": {"width": 1360, "height": 900}, **options})
    page = context.new_page()
    found = Opened(page, base)
    page.on("console", lambda said: found.said.append(f"{said.type}: {said.text}"))
    page.on("pageerror", lambda error: found.said.append(f"error: {error}"))
    page.on("dialog", lambda dialog: _dismiss(found, dialog))
    page.on("request", lambda request: _note(found, request.url))
    yield found
    context.close()


def _dismiss(found: Opened, dialog: Dialog) -> None:
    """Keep that a dialog opened, and close it."""
    found.said.append(f"dialog: {dialog.message}")
    dialog.dismiss()


def _note(found: Opened, url: str) -> None:
    """Keep what is asked for outside the folder; a text handed over as a file is the page's own."""
    if not url.startswith((found.base, "blob:", "about:")):
        found.asked.append(url)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on loopback below a path, as GitHub Pages does; give its address."""

    class Handler(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder.parent)))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/{folder.name}/"
    server.shutdown()
    server.server_close()
    thread.join()


def multiplied(site: dict[str, bytes], times: int) -> dict[str, bytes]:
    """Return a page with each entry so many times, under names and identifiers of its own."""
    begin = "var issuesyncData = "
    data = json.loads(site["catalog.js"].decode().removeprefix(begin).removesuffix(";\n"))
    size = len(data["names"])
    for key in ("published", "lines", "numbers"):
        data[key] = [*data[key], *([0 if key != "published" else ""] * (size - len(data[key])))]
    bounds = [0]
    for _, _, total in data["collections"]:
        bounds.append(bounds[-1] + total)
    order = [
        (entry, turn)
        for first, last in pairwise(bounds)
        for turn in range(times)
        for entry in range(first, last)
    ]
    data["collections"] = [[key, title, total * times] for key, title, total in data["collections"]]
    data["ids"] = [f"entry/{index}" for index, _ in enumerate(order)]
    data["names"] = [f"{data['names'][entry]} {turn}".strip() for entry, turn in order]
    for key in ("published", "lines", "numbers"):
        data[key] = [data[key][entry] for entry, _ in order]
    for one in data["fields"]:
        one["values"] = [one["values"][entry] for entry, _ in order]
        one["from"] = "".join(one["from"].ljust(size)[entry] for entry, _ in order)
        one["lines"] = []
        one["raw"] = []
    data["odd"], data["urls"] = [], []
    text = json.dumps(data, ensure_ascii=True).replace("<", "\\u003c")
    return {**site, "catalog.js": f"{begin}{text};\n".encode()}
