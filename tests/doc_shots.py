"""The pictures of the README and of a first catalog: ``python tests/doc_shots.py``.

A table of the flagship, the comment of a review and a first README, as the tool writes them and
GitHub renders them, on light and on dark. Star badges come from a service that is not asked: a
picture of one is in their place.
"""

from __future__ import annotations

import io
import re
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cmarkgfm.cmark import Options
from PIL import Image, PngImagePlugin

from cats import issue, write_snapshot
from look import dressed, markup
from page_browser import chromium_browser
from page_tools import FOLDER, ROOT
from test_first_hour import BODY

PICTURES = ROOT / "docs" / "pictures"
SECTION, ROWS = "datasets/vqa", 6
ISSUESYNC = (sys.executable, "-m", "issuesync")
SUBMISSION = ("79", "--from", "tests/facts/submission.json")
WIDTH, COLOURS = 720, 40
STAR = """<svg xmlns="http://www.w3.org/2000/svg" width="56" height="20" font-size="11"
font-family="Helvetica,Arial,sans-serif" font-weight="bold"><rect x=".5" y=".5" width="55"
height="19" rx="3" fill="#fafafa" stroke="#d5d5d5"/><text x="8" y="14" fill="#333">★ Star</text>
</svg>"""
FRAME = """<style>
article { padding: 0 !important; width: fit-content; }
article > :last-child, .comment > :last-child { margin-bottom: 0 !important; }
article > :first-child, .comment > h3 { margin-top: 0 !important; }
.comment { border: 1px solid var(--borderColor-default); border-radius: 6px; padding: 16px; }
.comment li { overflow-wrap: anywhere; }
</style>"""


def run(folder: Path, *words: str) -> str:
    """Run a command in a folder, and return its output."""
    ran = subprocess.run(words, cwd=folder, capture_output=True, text=True, check=True)
    return ran.stdout


def table() -> str:
    """Render the last rows of a table of the flagship, under its section's heading."""
    text = (ROOT / "catalog" / "README.md").read_text(encoding="utf-8")
    before, _, after = text.partition(f"<!-- issuesync:begin table {SECTION} -->")
    heading = next(line for line in reversed(before.splitlines()) if line.startswith("#"))
    lines = [line for line in after.partition("<!--")[0].splitlines() if line]
    return markup("\n".join((heading, "", *lines[:2], *lines[-ROWS:], "")))


def comment() -> str:
    """Render the comment that a submission with mistakes gets; GitHub keeps its line breaks."""
    text = run(ROOT, *ISSUESYNC, "review", *SUBMISSION)
    return f'<div class="comment">{markup(text, Options.CMARK_OPT_HARDBREAKS)}</div>'


def first() -> str:
    """Render the README of a first catalog with its first accepted entry."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "git", "init", "--quiet")
        run(folder, "git", "remote", "add", "origin", "https://github.com/octo/cat.git")
        run(folder, *ISSUESYNC, "init")
        write_snapshot(folder, issue(1, BODY, title="Mine"))
        run(folder, *ISSUESYNC, "sync")
        return markup((folder / "README.md").read_text(encoding="utf-8"))


SOURCES = {"table": table, "comment": comment, "first": first}
BADGES = "examples/template/README.md"
"""Where the badges are to which a first catalog's README leads: the template's are the same."""


def checksum(html: str) -> str:
    """Return what a picture's file says of the text that it shows."""
    return sha256(html.encode()).hexdigest()


def save(png: bytes, name: str, html: str) -> None:
    """Write a picture with few enough colours to be a small file."""
    source = PngImagePlugin.PngInfo()
    source.add_text("source", checksum(html))
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(COLOURS)
    picture.save(PICTURES / name, optimize=True, pnginfo=source)


def main() -> None:
    """Take each picture on light and on dark."""
    PICTURES.mkdir(exist_ok=True)
    made = FOLDER / "look.html"
    with chromium_browser() as browser:
        page = browser.new_page(viewport={"width": WIDTH, "height": 900}, device_scale_factor=1.5)
        page.route(
            re.compile("^https:"),
            lambda route: route.fulfill(body=STAR, content_type="image/svg+xml"),
        )
        for name, render in SOURCES.items():
            html = render()
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                made.write_text(dressed(BADGES, html) + FRAME, encoding="utf-8")
                page.goto(made.as_uri(), wait_until="load")
                taken = page.locator("article").screenshot(animations="disabled")
                save(taken, f"{name}-{scheme}.png", html)


if __name__ == "__main__":
    main()
