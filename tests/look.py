"""The documentation as GitHub shows it, in pictures to look at: ``python tests/look.py``.

GitHub's own parser and style sheet, in Chromium, on a phone and on a desk, light and dark, go to
``site/look``. What is too wide is said: tables that have to be scrolled, and long lines of code.
"""

from __future__ import annotations

import re
import sys
from html import unescape
from pathlib import Path
from typing import TYPE_CHECKING

import cmarkgfm
from cmarkgfm.cmark import Options

from issuesync.markdown.headings import anchors_of
from page_browser import chromium_browser
from page_tools import FOLDER, ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Page

PAGES = ("README.md", "CONTRIBUTING.md", *sorted(f"docs/{p.name}" for p in ROOT.glob("docs/*.md")))
WIDTHS, SCHEMES = (390, 1280), ("light", "dark")
LONG = 100
"""Characters of a line of code that a reader sees without scrolling."""

OURS = re.compile(
    r"https://(?:github\.com/issuesync/issuesync/blob|raw\.githubusercontent\.com/issuesync/issuesync)"
    r"/main/"
)
HEADING = re.compile(r"<(h[1-6])>(.*?)</\1>", re.DOTALL)
WIDE = """() => [...document.querySelectorAll('table')]
    .filter((one) => one.scrollWidth > one.clientWidth)
    .map((one) => `table of ${one.scrollWidth} pixels: ${one.rows[0].innerText}`)"""
STYLE = """
article { max-width: 916px; margin: 0 auto; padding: 32px; }
@media (max-width: 767px) { article { padding: 16px; } }
"""


def markup(text: str, more: int = 0) -> str:
    """Return what GitHub makes of a Markdown text, with the anchors of its headings."""
    options = Options.CMARK_OPT_UNSAFE | more
    html: str = cmarkgfm.github_flavored_markdown_to_html(text, options=options)
    titles = (unescape(re.sub(r"<[^>]+>", "", inner)) for _, inner in HEADING.findall(html))
    anchors = iter(anchors_of(titles))
    return HEADING.sub(lambda one: f'<{one[1]} id="{next(anchors)}">{one[2]}</{one[1]}>', html)


def dressed(name: str, html: str) -> str:
    """Return a whole page in GitHub's style; its addresses lead to the files of this checkout."""
    sheet = FOLDER / "node_modules" / "github-markdown-css" / "github-markdown.css"
    body = OURS.sub(f"{ROOT.as_uri()}/", html)
    return (
        f'<!doctype html><meta charset="utf-8"><base href="{(ROOT / name).as_uri()}">'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{sheet.read_text(encoding='utf-8')}{STYLE}</style>"
        f'<body class="markdown-body"><article>{body}</article>'
    )


def show(page: Page, name: str, text: str) -> None:
    """Show a page of the documentation in the browser."""
    made = FOLDER / "look.html"
    made.write_text(dressed(name, markup(text)), encoding="utf-8")
    page.goto(made.as_uri(), wait_until="load")


def long_lines(text: str) -> list[str]:
    """Return the lines of code that a reader has to scroll."""
    fences = re.findall(r"^ *```.*?\n(.*?)^ *```$", text, flags=re.DOTALL | re.MULTILINE)
    return [line for fence in fences for line in fence.splitlines() if len(line) > LONG]


def main(names: list[str]) -> None:
    """Take the pictures of the pages named, or of all, and say what is too wide."""
    folder = ROOT / "site" / "look"
    folder.mkdir(parents=True, exist_ok=True)
    with chromium_browser() as browser:
        page = browser.new_page()
        page.route("http*://**", lambda route: route.abort())
        for name in names:
            text = (ROOT / name).read_text(encoding="utf-8")
            sys.stdout.writelines(f"{name}: long line: {line}\n" for line in long_lines(text))
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                for scheme in SCHEMES:
                    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
                    show(page, name, text)
                    path = folder / f"{Path(name).stem}-{width}-{scheme}.png"
                    page.screenshot(path=path, full_page=True)
                for wide in page.evaluate(WIDE):
                    sys.stdout.write(f"{name}: at {width}: {wide!r}\n")
    sys.stdout.write(f"{len(names)} pages are in {folder}\n")


if __name__ == "__main__":
    main(sys.argv[1:] or list(PAGES))
