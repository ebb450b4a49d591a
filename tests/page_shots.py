"""The pictures of ``docs/page.md``, taken of the flagship: ``python tests/page_shots.py``."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

from issuesync.app.publish import publish_site
from page_browser import chromium_browser, opened
from page_tools import ROOT

FOLDER = ROOT / "docs" / "page"
DESK, PHONE = {"width": 1360, "height": 900}, {"width": 390, "height": 844}
TALL = {"width": 1360, "height": 1030}
SHOTS = (
    ("1360-light", DESK, "light", "q=ground&year=2023..", ""),
    ("1360-dark", DESK, "dark", "entry=5", ""),
    ("1360-table-dark", DESK, "dark", "task=Cap.&view=table&sort=-samples", ""),
    ("1360-compare-light", TALL, "light", "compare=5,13,57", "#tray .primary"),
    ("390-light", PHONE, "light", "section=vqa", ""),
    ("390-dark", PHONE, "dark", "entry=7", "#drawer .sharing summary"),
    ("390-filters-light", PHONE, "light", "task=VG", "#open-filters"),
)


def main() -> None:
    """Take each picture."""
    FOLDER.mkdir(exist_ok=True)
    with TemporaryDirectory() as folder, chromium_browser() as browser:
        publish_site(ROOT, Path(folder) / "site")
        base = (Path(folder) / "site").as_uri() + "/"
        for name, size, scheme, hash_, click in SHOTS:
            with opened(browser, base, viewport=size, color_scheme=scheme) as one:
                one.go(hash_)
                if click:
                    one.page.click(click)
                    one.settle()
                one.page.evaluate("document.activeElement.blur()")
                one.page.screenshot(path=FOLDER / f"{name}.png", animations="disabled")
                one.check()


if __name__ == "__main__":
    main()
