"""The documentation in Chromium, in GitHub's style: nothing is wider than a phone."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from doc_shots import PICTURES, SOURCES, checksum
from look import PAGES, WIDE, show
from page_tools import ROOT, why_no_browser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

MISSING = why_no_browser()
pytestmark = [
    pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING),
    pytest.mark.xdist_group("chromium"),
]
SCREEN = 1100
"""The pixels of a page that a window on a desk shows at once."""


@pytest.fixture(scope="module")
def window(browser: Browser) -> Iterator[Page]:
    page = browser.new_page()
    page.route("http*://**", lambda route: route.abort())
    yield page
    page.close()


def shown(page: Page, name: str, width: int) -> Page:
    """Show a page of the documentation at this width."""
    page.set_viewport_size({"width": width, "height": 900})
    show(page, name, (ROOT / name).read_text(encoding="utf-8"))
    return page


@pytest.mark.parametrize("name", PAGES)
def test_no_table_has_to_be_scrolled_on_a_phone(window: Page, name: str) -> None:
    assert shown(window, name, 390).evaluate(WIDE) == []


def test_the_readme_fits_three_screens(window: Page) -> None:
    page = shown(window, "README.md", 1280)
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * SCREEN


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SOURCES)
def test_the_pictures_of_the_readme_show_what_the_tool_writes(name: str, scheme: str) -> None:
    path = PICTURES / f"{name}-{scheme}.png"
    with Image.open(path) as picture:
        assert picture.info["source"] == checksum(SOURCES[name]()), "python tests/doc_shots.py"
    assert path.stat().st_size < 60_000
