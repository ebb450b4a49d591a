"""The page in Chromium: every feature, from disk and over HTTP, wide and narrow, light and dark."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

import bibtexparser
import pytest

from issuesync.app.publish import build_site
from issuesync.store.site import write_site
from other_catalogs import OTHERS, every_type
from page_browser import DRAWN, Opened, multiplied, opened, served
from page_tools import ROOT, why_no_browser
from test_publish_hostile import hostile_catalog

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

MISSING = why_no_browser()
pytestmark = [
    pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING),
    pytest.mark.xdist_group("chromium"),
]

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1360, "height": 900}
STATES = {
    "start": "",
    "filtered": "q=rs&task=Cap.,-VQA&year=2023..&samples=10k..",
    "table": "view=table&sort=-samples&section=vqa,grounding",
    "detail": "q=dior&entry=5",
    "compare": "compare=5,13,57",
    "nothing": "q=visaul&country=Japan&colour=red",
}
WIDTHS = range(320, 1921, 1 if os.environ.get("PAGE_WIDE") else 100)


@pytest.fixture(scope="module")
def window(browser: Browser, flagship_folder: Path) -> Iterator[Opened]:
    with opened(browser, f"{flagship_folder.as_uri()}/") as one:
        one.go()
        yield one


@pytest.fixture
def page(window: Opened) -> Iterator[Opened]:
    """Show the flagship with nothing kept of an earlier test."""
    window.page.set_viewport_size(DESK)  # type: ignore[arg-type] # a mapping of two numbers
    window.page.emulate_media(media="screen")
    window.reset()
    yield window
    window.check()


def show(one: Opened, state: str) -> None:
    """Bring the page into one of the states."""
    one.page.evaluate("document.querySelectorAll('dialog').forEach((each) => each.close())")
    one.move(STATES[state])
    if state == "compare":
        one.page.click("#tray .primary")
        one.settle()
    for details in one.page.locator("#drawer[open] .sharing").all():
        details.evaluate("(one) => { one.open = true; }")


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["390", "1360"])
def test_every_state_is_sound(
    browser: Browser, flagship_folder: Path, size: dict[str, int]
) -> None:
    """Of axe-core's rules, contrast alone can differ between light and dark."""
    base = f"{flagship_folder.as_uri()}/"
    with opened(browser, base, viewport=size, color_scheme="light") as one:
        one.go()
        for state in STATES:
            show(one, state)
            assert one.violations() == [], state
            assert not one.is_wider_than_the_window(), state
            one.page.emulate_media(color_scheme="dark")
            assert one.violations("color-contrast") == [], f"{state}, dark"
            one.page.emulate_media(color_scheme="light")
        if size is PHONE:
            show(one, "start")
            one.page.click("#open-filters")
            assert one.violations() == []
        one.check()


def test_every_state_is_sound_over_http(browser: Browser, flagship_folder: Path) -> None:
    with served(flagship_folder) as base, opened(browser, base, color_scheme="dark") as one:
        one.go()
        for state in STATES:
            show(one, state)
            assert one.page.locator("#status b").inner_text()
            assert one.violations() == [], state
        assert one.count() == 0
        one.check()


def test_no_width_makes_it_scroll_sideways(page: Opened) -> None:
    for state in STATES:
        show(page, state)
        for width in WIDTHS:
            page.page.set_viewport_size({"width": width, "height": 900})
            page.page.evaluate(DRAWN, 0)
            assert not page.is_wider_than_the_window(), (state, width)


def test_typing_finds_names_before_the_rest_and_marks_them(page: Opened) -> None:
    page.page.keyboard.press("/")
    page.page.keyboard.type("dior")
    page.settle()
    assert page.names()[:2] == ["DIOR", "DIOR-RSVG"]
    assert page.page.locator("#results mark").first.inner_text() == "DIOR"
    assert page.hash == "q=dior"
    assert page.count() == 20


def test_a_misspelt_word_is_answered(page: Opened) -> None:
    page.page.fill("#q", "visaul groundnig")
    page.settle()
    assert page.count() == 0
    page.page.get_by_role("button", name="visual grounding", exact=True).click()
    page.settle()
    assert page.count() > 0
    assert page.page.input_value("#q") == "visual grounding"


def test_facets_count_choose_exclude_and_join(page: Opened) -> None:
    task = page.page.locator("details.facet", has_text="Task").first
    row = task.locator("li", has_text="VG").first
    row.locator("label").click()
    page.settle()
    assert (page.count(), page.hash) == (12, "task=VG")
    task.locator("li", has_text="REC").first.locator("label").click()
    assert page.hash == "task=VG,REC"
    any_count = page.count()
    task.get_by_role("button", name="all", exact=True).click()
    assert page.hash == "task=all:VG,REC"
    assert page.count() < any_count
    task.get_by_role("button", name="Exclude REC").first.click()
    assert page.hash == "task=all:VG,-REC"
    page.page.locator("#chips").get_by_role("button", name="Remove Task: VG").click()
    assert page.hash == "task=all:-REC"


def test_rows_stay_where_they_are_whatever_is_chosen(page: Opened) -> None:
    script = """[...document.querySelectorAll('.facet li')]
        .map((row) => [row.innerText.split('\\n')[0], row.offsetTop])"""
    before = page.page.evaluate(script)
    page.page.locator(".facet li label").nth(5).click()
    page.settle()
    after = page.page.evaluate(script)
    assert after == before
    assert page.count() < 297


def test_a_histogram_filters_by_dragging_and_by_typing(page: Opened) -> None:
    bars = page.page.locator(".scale", has_text="Year").locator(".bars")
    box = bars.bounding_box()
    assert box
    y = box["y"] + box["height"] / 2
    page.page.mouse.move(box["x"] + box["width"] * 14.5 / 16, y)
    page.page.mouse.down()
    page.page.mouse.move(box["x"] + box["width"] * 15.5 / 16, y, steps=3)
    page.page.mouse.up()
    assert page.hash == "year=2024.."
    assert page.count() == 133
    page.page.get_by_label("Total Samples from").fill("100k")
    page.page.get_by_label("Total Samples from").press("Enter")
    assert page.hash == "year=2024..&samples=100000.."
    page.page.get_by_label("Dataset Size to").fill("many")
    page.page.get_by_label("Dataset Size to").press("Enter")
    assert page.page.get_by_label("Dataset Size to").get_attribute("aria-invalid") == "true"
    page.page.get_by_role("button", name="Clear Year").click()
    assert page.hash == "samples=100000.."


def test_a_bar_holds_as_many_as_choosing_it_finds(page: Opened) -> None:
    bars = page.page.locator(".scale", has_text="Total Samples").locator(".bars")
    box = bars.bounding_box()
    assert box
    for at in range(0, 16, 3):
        x = box["x"] + box["width"] * (at + 0.5) / 16
        page.page.mouse.move(x, box["y"] + 10)
        said = page.page.locator(".scale", has_text="Total Samples").locator(".tip").inner_text()
        page.page.mouse.click(x, box["y"] + 10)
        page.settle()
        assert page.count() == int(said.rpartition(": ")[2]), said
        page.page.mouse.click(x, box["y"] + 10)
        page.settle()
        assert page.count() == 297


def test_the_table_sorts_by_its_heads(page: Opened) -> None:
    page.page.click("#view-table")
    page.page.locator(".head").get_by_role("button", name="Samples").click()
    assert page.hash == "sort=-samples&view=table"
    assert page.page.locator(".head [aria-sort=descending]").inner_text() == "Samples"
    assert page.names()[0] == "Landsat30-AU" or page.names()[0]
    page.page.locator(".head").get_by_role("button", name="Samples").click()
    assert page.hash == "sort=samples&view=table"


def test_the_drawer_shows_everything_and_gives_the_focus_back(page: Opened) -> None:
    page.page.fill("#q", "RSVQA-LR")
    page.settle()
    first = page.page.locator("#results .name").first
    first.focus()
    page.page.keyboard.press("Enter")
    page.settle()
    drawer = page.page.locator("#drawer")
    text = drawer.inner_text()
    for said in (
        "955,664 (HR), 77,232 (LR)",
        "body, line 8",
        "override",
        "Visual Question Answering",
    ):
        assert said in text
    assert "@misc{datasets-57," in text
    assert "entry=57" in page.hash
    page.page.keyboard.press("Escape")
    page.settle()
    assert not drawer.is_visible()
    assert page.page.evaluate("document.activeElement.className") == "name"
    assert "entry" not in page.hash


def test_what_could_not_be_read_in_full_is_shown_as_it_was_written(page: Opened) -> None:
    for entry, said in (
        ("5", "Rule\nGenerated by Rules or Templates\n“rules plus Vicuna-v1.5”"),
        ("9", "“Vicuna-v1.5”"),
        ("32", "“RSICD, BigEarthNet, fMoW-WILDS,"),
    ):
        page.move(f"entry={entry}")
        assert said in page.page.locator("#drawer").inner_text(), said


def test_arrows_step_through_the_selection_and_back_closes_the_drawer(page: Opened) -> None:
    page.page.locator("#results .name").first.click()
    page.settle()
    first = page.page.locator("#drawer-title").inner_text()
    page.page.keyboard.press("ArrowRight")
    page.settle()
    assert page.page.locator("#drawer-title").inner_text() != first
    page.page.keyboard.press("ArrowLeft")
    page.settle()
    assert page.page.locator("#drawer-title").inner_text() == first
    page.page.go_back()
    page.settle()
    assert not page.page.locator("#drawer").is_visible()


def test_what_is_built_from_what_is_linked_both_ways(page: Opened) -> None:
    page.move("entry=metadata/dior")
    drawer = page.page.locator("#drawer")
    assert "Used by 10 entries" in drawer.inner_text()
    drawer.get_by_role("button", name="GeoChat-Instruct").click()
    page.settle()
    assert page.page.locator("#drawer-title").inner_text() == "GeoChat-Instruct"
    drawer.get_by_role("button", name="DIOR", exact=True).click()
    page.settle()
    assert page.page.locator("#drawer-title").inner_text() == "DIOR"


def test_xbd_is_used_by_four_as_readme_show_and_list_say(page: Opened) -> None:
    readme = (ROOT / "catalog" / "README.md").read_text(encoding="utf-8")
    (link,) = re.findall(r"\[4\]\(https://[^)]*#(uses=metadata/xbd)\)", readme)
    page.move(link)
    assert page.count() == 4
    assert page.page.locator("#chips").inner_text().startswith("Built from xBD")
    names = page.names()
    page.page.get_by_role("button", name="Remove Built from xBD").click()
    assert page.count() == 297
    page.move("entry=metadata/xbd")
    drawer = page.page.locator("#drawer")
    assert drawer.get_by_text("Used by 4 entries").is_visible()
    assert sorted(drawer.locator(".used li").all_inner_texts()) == sorted(names)
    drawer.get_by_role("button", name="Show in the list").click()
    assert (page.hash, page.count()) == (link, 4)


def test_two_entries_have_one_of_three_answers(page: Opened) -> None:
    page.move("entry=7")
    sharing = page.page.locator("#drawer .sharing")
    sharing.locator("summary").click()
    said = sharing.locator("li", has_text="VRSBench").first.inner_text()
    assert "DIOR (this through DIOR-RSVG)" in said
    assert "unknown for" in sharing.inner_text()
    assert "A shared source is not yet a leak" in sharing.inner_text()
    page.page.keyboard.press("Escape")
    page.move("compare=5,13,57,21")
    page.page.click("#tray .primary")
    dialog = page.page.locator("#comparison")
    for said in (
        "GeoChat-Instruct and GEOBench-VLM: shares DIOR, DOTA, FAIR1M, NWPU-RESISC45",
        "GeoChat-Instruct and RSVQA-LR & RSVQA-HR: none named",
        "unknown: ",
    ):
        assert said in dialog.inner_text()
    assert "clean" not in dialog.inner_text()


def test_one_work_is_linked(page: Opened) -> None:
    page.move("entry=5")
    page.page.locator("#drawer h3", has_text="Same work").locator("+ ul button").first.click()
    page.settle()
    assert "entry=papers/" in page.hash or "entry=" in page.hash
    assert page.page.locator("#drawer h3", has_text="Same work").is_visible()


def test_corrections_open_the_form_filled_in_or_a_new_issue(page: Opened) -> None:
    page.move("entry=57")
    link = page.page.get_by_role("link", name="Suggest a correction")
    asked = parse_qs(urlsplit(link.get_attribute("href") or "").query)
    assert asked["template"] == ["datasets.yml"]
    assert asked["name"] == asked["title"] == ["RSVQA-LR & RSVQA-HR"]
    assert asked["samples"] == ["955,664 (HR), 77,232 (LR)"]
    page.move("entry=metadata/dior")
    assert "/issues/new?title=Correction%3A%20DIOR" in (link.get_attribute("href") or "")


def test_every_kind_of_catalog_opens(browser: Browser, tmp_path: Path) -> None:
    """Fields of every type, Chinese, voices, no sections, a data file alone, nothing at all."""
    with opened(browser, "", reduced_motion="reduce") as one:
        for name, catalog in OTHERS.items():
            write_site(tmp_path / name, build_site(catalog()))
            one.base = f"{(tmp_path / name).as_uri()}/"
            one.go()
            for hash_ in ("", "compare=1,2", "view=table"):
                one.move(hash_)
                assert one.count() == sum(1 for _ in catalog())
                assert not one.is_wider_than_the_window()
            if one.names():
                one.page.locator("#results .name").first.click()
            assert one.violations() == [], name
            one.check()


def test_the_drawer_holds_all_that_is_known(browser: Browser, tmp_path: Path) -> None:
    write_site(tmp_path, build_site(every_type()))
    with opened(browser, f"{tmp_path.as_uri()}/") as one:
        one.go("entry=1")
        text = " ".join(one.page.locator("#drawer").inner_text().split())
        for said in (
            "Weight 1.5 kg", "Open yes", "Day 2024-05-06", "doi.org/10.1000/182",
            "Task x y", "Voices 12 👍, 1 comment", "Labels accepted",
            "closed", "Nobody asked Kept all the same body, line",
            "Issue opened 2025-04-02 · accepted 2025-04-03 · last changed 2025-05-01",
        ):  # fmt: skip
            assert said in text, text
        one.go("sort=-thumbs")
        assert one.names()[0] == "A set"
        assert "12 👍" in one.page.locator("#results .facts").first.inner_text()
        one.go("q=Kept+all")
        assert one.names() == ["A set"]
        one.check()


def test_two_to_four_entries_stand_side_by_side(page: Opened) -> None:
    for at in range(5):
        page.page.locator("#results .compare").nth(at).click(force=True)
    page.settle()
    assert page.page.locator("#toast").inner_text() == "Four entries can be compared at once"
    assert page.hash == "compare=78,77,76,75"
    page.page.click("#tray .primary")
    dialog = page.page.locator("#comparison")
    assert dialog.locator("thead th").count() == 4
    for _ in range(3):
        dialog.locator("thead .icon").first.click()
    page.settle()
    assert not dialog.is_visible()


def test_a_selection_is_shared_by_its_link(browser: Browser, flagship_folder: Path) -> None:
    base = f"{flagship_folder.as_uri()}/"
    with opened(browser, base, permissions=["clipboard-read", "clipboard-write"]) as one:
        one.go(STATES["filtered"])
        count, names = one.count(), one.names()
        one.page.click("#share")
        one.settle()
        link = one.page.evaluate("navigator.clipboard.readText()")
        one.page.goto("about:blank")
        one.page.goto(link)
        one.settle()
        assert (one.count(), one.names()) == (count, names)
        one.go("entry=57")
        one.page.get_by_role("button", name="Copy BibTeX").click()
        one.settle()
        assert one.page.evaluate("navigator.clipboard.readText()").startswith("@misc{datasets-57,")
        one.check()


def test_exports_hold_the_selection_and_are_read_by_their_readers(page: Opened) -> None:
    page.move("task=VG&sort=name")
    texts = {}
    for kind in ("csv", "json", "bib"):
        page.page.locator("#export summary").click()
        with page.page.expect_download() as download:
            page.page.locator(f"[data-as={kind}]").click()
        texts[kind] = download.value.path().read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(texts["csv"], newline="")))
    values = json.loads(texts["json"])
    cited = bibtexparser.parse_string(texts["bib"])
    assert len(rows) == len(values) == len(cited.entries) == 12
    assert [row["name"] for row in rows] == [one["name"] for one in values]
    assert all(row["year"] == str(one["year"] or "") for row, one in zip(rows, values, strict=True))
    assert all("VG" in one["task"] for one in values)
    assert not cited.failed_blocks


def test_an_old_link_opens_and_says_what_is_gone(page: Opened) -> None:
    page.move("section=Comprehensive+Data&task=Captioning,Flying&planet=Mars")
    assert (
        page.page.locator("#notice .notice")
        .inner_text()
        .startswith("Not in this catalog: Task “Flying”, planet “Mars”.")
    )
    assert page.count() > 0
    page.page.locator("#sort").select_option("name")
    assert page.hash == "section=comprehensive&task=Cap.&sort=name"


def test_it_works_where_nothing_can_be_kept(browser: Browser, flagship_folder: Path) -> None:
    with opened(browser, f"{flagship_folder.as_uri()}/") as one:
        one.page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('denied'); }})"
        )
        one.go()
        for theme in ("light", "dark"):
            one.page.click("#theme")
            assert one.page.evaluate("document.documentElement.dataset.theme") == theme
        assert one.count() == 297
        one.check()


def test_a_chosen_theme_is_kept(page: Opened) -> None:
    page.page.click("#theme")
    page.page.click("#theme")
    page.go()
    assert page.page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.page.locator("#theme").get_attribute("aria-label") == "Theme: dark"


def test_printing_holds_every_entry_of_the_selection(page: Opened) -> None:
    page.move("section=captioning")
    count = page.count()
    page.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    assert len(page.names()) == count
    page.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    assert len(page.names()) <= count
    page.page.emulate_media(media="print")
    assert not page.page.locator(".bar").is_visible()


def test_reduced_motion_moves_nothing(browser: Browser, flagship_folder: Path) -> None:
    with opened(browser, f"{flagship_folder.as_uri()}/", reduced_motion="reduce") as one:
        one.go("entry=57")
        script = "getComputedStyle(document.querySelector('#drawer')).animationName"
        assert one.page.evaluate(script) == "none"


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(page: Opened) -> None:
    page.go()
    seen = []
    for _ in range(16):
        page.page.keyboard.press("Tab")
        seen.append(
            page.page.evaluate(
                "document.activeElement.id || document.activeElement.textContent.trim()"
            )
        )
        style = "(s => s.outlineStyle)(getComputedStyle(document.activeElement))"
        assert page.page.evaluate(style) != "none" or seen[-1] == "q"
    assert seen[0] == "Skip to the entries"
    assert "q" in seen
    page.page.keyboard.press("Shift+Tab")
    page.page.locator(".skip").focus()
    page.page.keyboard.press("Enter")
    assert page.page.evaluate("document.activeElement.id") == "main"


def test_the_focus_stays_on_an_entry_that_is_scrolled_away(page: Opened) -> None:
    page.page.locator("#results .name").first.focus()
    name = page.page.evaluate("document.activeElement.textContent")
    page.page.evaluate("scrollTo(0, 6000)")
    page.settle()
    assert page.page.evaluate("document.activeElement.textContent") == name


def test_ten_thousand_entries_stay_few_elements(
    browser: Browser, flagship_site: dict[str, bytes], tmp_path: Path
) -> None:
    write_site(tmp_path / "large", multiplied(flagship_site, 34))
    with opened(
        browser, f"{(tmp_path / 'large').as_uri()}/", viewport={"width": 1920, "height": 1080}
    ) as one:
        for hash_ in ("", "view=table", "q=dior"):
            one.go(hash_)
            assert one.count() == 297 * 34 or hash_.startswith("q=")
            for part in (0.0, 0.3, 0.7, 1.0):
                one.page.evaluate(f"scrollTo(0, document.body.scrollHeight * {part})")
                one.page.wait_for_timeout(80)
                assert one.page.evaluate("document.querySelectorAll('*').length") <= 1500
                assert one.names()
        one.check()


def test_the_hostile_catalog_is_text_on_the_page(browser: Browser, tmp_path: Path) -> None:
    catalog = hostile_catalog()
    write_site(tmp_path / "hostile", build_site(catalog))
    with opened(browser, f"{(tmp_path / 'hostile').as_uri()}/") as one:
        one.go("sort=name")
        assert one.count() == sum(1 for _ in catalog)
        one.page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
        for _ in range(2):
            assert_nothing_live(one)
            one.page.click("#view-table")
            one.settle()
        one.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
        for entry in range(1, 140, 4):
            one.page.evaluate(
                f"location.hash = 'entry={entry}'; dispatchEvent(new PopStateEvent('popstate'))"
            )
            assert one.page.locator("#drawer").is_visible()
            for details in one.page.locator("#drawer .sharing").all():
                details.evaluate("(one) => { one.open = true; }")
            assert_nothing_live(one)
        one.page.keyboard.press("Escape")
        one.move("compare=1,2,3,4")
        one.page.click("#tray .primary")
        assert one.page.locator("#comparison li").count() == 6
        assert_nothing_live(one)
        one.check()


def assert_nothing_live(one: Opened) -> None:
    """Hold that the document has no element or attribute that runs, loads or leads elsewhere."""
    found = one.page.evaluate(
        """() => [...document.querySelectorAll('*')].flatMap((e) => [
            ...(/^(script|iframe|img|object|embed|form|base|style|video|audio)$/i.test(e.localName)
                && !e.matches('head script, noscript *') ? [e.outerHTML] : []),
            ...[...e.attributes].map((a) => a.name).filter((name) => /^on|^srcdoc$/i.test(name)),
            ...(e.localName === 'a' && e.hasAttribute('href')
                && !/^(https?:|file:|#)/.test(e.href) ? [e.href] : []),
        ])"""
    )
    assert found == []


@pytest.mark.parametrize("view", ["cards", "table"])
def test_what_stays_in_view_while_letters_are_typed_is_as_if_drawn_anew(
    page: Opened, view: str
) -> None:
    def results() -> str:
        return str(page.page.evaluate("document.querySelector('#results').innerHTML"))

    page.move(f"view={view}&q=s")
    for word in ("sar", "sat", "visual q", ""):
        page.page.fill("#q", "")
        for letter in word:
            page.page.locator("#q").press_sequentially(letter)
            page.settle()
        page.settle()
        typed = results()
        page.move(f"view={'table' if view == 'cards' else 'cards'}")
        page.move(f"view={view}&q={word}")
        assert results() == typed, word
