"""Ten questions of researchers, answered on the page, by ``list``, and from ``llms.txt``."""

from __future__ import annotations

import json
import os
import re
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from page_browser import Opened, opened
from page_tools import ROOT, why_no_browser
from questions import QUESTIONS, Question

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser

    from cats import Ran

NO_BROWSER = why_no_browser()
each = pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.asked)


@pytest.fixture(scope="module")
def window(browser: Browser, flagship_folder: Path) -> Iterator[Opened]:
    with opened(browser, f"{flagship_folder.as_uri()}/") as one:
        one.go()
        yield one


def test_there_are_ten_and_none_takes_more_than_three_actions() -> None:
    assert len(QUESTIONS) == 10
    assert max(len(one.steps) for one in QUESTIONS) <= 3


@each
def test_one_command_answers(
    question: Question, issuesync: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    lines = issuesync("list", *question.command, "--format", "jsonl").out.splitlines()
    assert sorted(json.loads(line)["name"] for line in lines) == sorted(question.answer)


@each
def test_llms_txt_and_one_more_file_answer(
    question: Question, flagship_site: dict[str, bytes]
) -> None:
    links = re.findall(
        r"\]\(([^)]+)\): every entry, one a line", flagship_site["llms.txt"].decode()
    )
    lines = [json.loads(line) for line in flagship_site[links[0]].decode().splitlines()]
    names = [line["name"] for line in lines if _holds(question, line)]
    assert sorted(names) == sorted(question.answer)


def _holds(question: Question, line: dict[str, object]) -> bool:
    """Judge a line; a field that the line does not have holds nothing."""
    try:
        return bool(question.holds(defaultdict(lambda: None, line)))
    except TypeError:  # a comparison with what is not known
        return False


@pytest.mark.skipif(bool(NO_BROWSER) and not os.environ.get("CI"), reason=NO_BROWSER)
@pytest.mark.xdist_group("chromium")
@each
def test_the_page_answers(question: Question, window: Opened) -> None:
    window.reset()
    for step in question.steps:
        take(window, *step)
    assert sorted(answer(window, question)) == sorted(question.answer)
    window.check()


def take(one: Opened, what: str, *words: str) -> None:
    """Do one thing on the page, as somebody does it."""
    page = one.page
    group = page.locator("details.facet").filter(has=page.get_by_text(words[0], exact=True))
    if what == "search":
        page.fill("#q", words[0])
    elif what == "show":
        page.locator("#results").get_by_role("button", name=words[0], exact=True).first.click()
    elif what == "open":
        group.locator("summary").click()
    elif what == "choose":
        name = page.get_by_text(words[1], exact=True)
        group.locator("li label").filter(has=name).click()
    else:
        box = page.get_by_label(f"{words[0]} {what}", exact=True)
        box.fill(words[1])
        box.press("Enter")
    one.settle()


def answer(one: Opened, question: Question) -> list[str]:
    """Return the names that the page shows: in the drawer where one was opened, else the list."""
    if question.steps[-1][0] == "show":
        return one.page.locator("#drawer .used li").all_inner_texts()
    assert one.count() == len(question.answer)
    return one.names()
