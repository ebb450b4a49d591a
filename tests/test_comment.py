"""Hostile texts in every place of the comment, read back as GitHub shows it; and its size."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import CORPUS, hostile_texts
from github_server.repository import BODY_LENGTH, TITLE_LENGTH
from issuesync.fields.link import url_fault
from issuesync.markdown.document import Document, parse_document
from issuesync.markdown.escape import link
from issuesync.reports.comment import LONGEST_QUOTE, MOST_ITEMS
from issuesync.submissions.acceptance import Decision, EditVerdict
from issuesync.submissions.prefill import prefill
from issuesync.submissions.review import MARKER, Stage
from markdown import Page, additions, read_page, seen
from reviewing import (
    CATALOG,
    answers,
    comment_of,
    published,
    schema_of,
    submitted,
    verdict_of,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.model.issue import Issue
    from issuesync.submissions.review import Verdict

    Place = Callable[[str], Verdict]

HELD = Decision(EditVerdict.WAITS)
EXAMPLES = settings(max_examples=60, deadline=None)
TAGS = {"h3", "p", "ul", "li", "strong", "code"}
LINKING = {"a", "img"}
STARS = "https://img.shields.io/github/stars/"
ISSUES = "https://github.com/octo/cat/issues/"
FIELDS = ("paper", "download", "code", "year", "venue", "host", "task", "notes", "section")
PAPER = "https://arxiv.org/abs/2401.00001"


# Where a stranger's text lands: each place by its name


def everywhere(text: str) -> Verdict:
    """Put a text into every field of a new issue, and into its title."""
    body = "\n\n".join(f"### {key}\n\n{text}" for key in FIELDS)
    return verdict_of(submitted(3, text, body))


def beside_what_is_right(text: str) -> Verdict:
    """Put a text where nothing judges it, so that the row shows it."""
    body = answers(paper=PAPER, host=text, notes=text, code="octo/tabby")
    return verdict_of(submitted(3, text, body))


def held(text: str) -> Verdict:
    """Edit an accepted issue from one hostile text to another."""
    before = published(3, text, answers(notes=text, host="a", paper=f"https://e.org/{text}"))
    after = published(3, f"{text} {text}", answers(notes=f"x{text}", host=text, venue=text))
    return verdict_of(after, among=[before], decision=HELD)


def alike(text: str) -> Verdict:
    """Submit what a published entry and an earlier submission say, under hostile names."""
    body = answers(paper=PAPER, notes=text)
    others = [published(1, text, body)]
    return verdict_of(submitted(3, text, body), among=others, pending=[submitted(2, text, body)])


def as_url(text: str) -> Verdict:
    """Put a text into addresses and after them."""
    body = answers(paper=f"https://e.org/{text}", download=f"[{text}]({text})", code=text)
    return verdict_of(submitted(3, text, body))


def off_the_form(text: str) -> Verdict:
    """Write headings, keys and prose that no field takes, the same field twice among them."""
    doubled = f"### Year\n\n{text}\n\n### {text}\n\n{text}\n\n**{text}**: {text}"
    return verdict_of(submitted(3, text, f"{text}\n\n{answers()}\n\n{doubled}"))


def row_of(comment: str) -> dict[str, str]:
    """Return what the comment's line for the row shows under each head."""
    (line,) = (one for one in comment.split("\n") if one.startswith("Its row"))
    parts = line[line.index("**") :].split(" · **")
    pairs = (part.removeprefix("**").split("**: ", 1) for part in parts)
    return {head: "".join(read_page(cell).texts).strip("\n") for head, cell in pairs}


PLACES = (everywhere, beside_what_is_right, held, alike, as_url, off_the_form)


def check(verdict: Verdict) -> Page:
    """See that a comment shows our words and judged links, and nothing that acts."""
    comment = comment_of(verdict)
    page = read_page(comment)
    assert set(page.tags) <= TAGS | LINKING
    assert page.comments == [" issuesync:review "]
    assert len(page.headings) == 1
    assert [text for text in page.texts if additions(text)] == []
    assert set(page.links) <= judged(verdict)
    assert not any(map(url_fault, page.links))
    assert all(image.startswith(STARS) for image in page.images)
    assert comment.startswith(f"{MARKER}\n")
    document = parse_document("comment", comment.removeprefix(MARKER))
    faults = list(document.faults)
    assert isinstance(document, Document)
    assert (list(document.regions), list(faults)) == ([], [])
    assert len(comment) <= BODY_LENGTH
    return page


def judged(verdict: Verdict) -> set[str]:
    """Return the addresses to which a comment may lead: those of its row, and of issues."""
    record = verdict.record
    own = (record.value(key) for key in ("paper", "download"))
    code = record.value("code")
    stated = [one for one in own if isinstance(one, str)]
    stated += [f"https://github.com/{code}"] if isinstance(code, str) else []
    stated += [f"{ISSUES}{number}" for number in (1, 2, 3)]
    if verdict.is_unread:
        stated.append(prefill(verdict.record, verdict.collection, schema_of()).url)
    return set(map(led_to, stated))


@lru_cache(maxsize=1000)
def led_to(address: str) -> str:
    """Return an address as the page has it, once it is in a link of ours."""
    return read_page(link("a", address)).links[0]


@pytest.mark.parametrize("place", PLACES)
def test_nothing_of_the_corpus_is_live_in_a_comment(place: Place) -> None:
    for text in CORPUS:
        check(place(text))


@given(text=hostile_texts(), place=st.sampled_from(PLACES))
@EXAMPLES
def test_nothing_is_live_whatever_is_put_together(text: str, place: Place) -> None:
    check(place(text))


@given(body=st.lists(hostile_texts(), max_size=6).map("\n".join), title=hostile_texts())
@EXAMPLES
def test_nothing_is_live_of_a_body_that_is_no_form_at_all(body: str, title: str) -> None:
    check(verdict_of(submitted(3, title, body)))


def test_the_row_shows_each_text_in_its_own_cell() -> None:
    for text in CORPUS:
        verdict = beside_what_is_right(text)
        check(verdict)
        shown = row_of(comment_of(verdict))
        assert list(shown) == ["Year", "Name", "Venue", "Host", "Notes", "Download"]
        for key, cell in (
            ("name", shown["Name"]),
            ("host", shown["Host"]),
            ("notes", shown["Notes"]),
        ):
            value = verdict.record.value(key)
            assert seen(cell) == (seen(str(value or "")) or "—")


def test_differences_show_each_text_in_its_own_cell() -> None:
    for text in CORPUS:
        verdict = held(text)
        items = [one.text for one in check(verdict).bullets]
        assert verdict.accepted is not None
        heads = [one.partition(": ")[0] for one in items if " → " in one]
        known = [field.label for field in verdict.collection.fields]
        assert heads
        assert [head for head in known if head in heads] == heads


def test_a_row_keeps_its_width_though_every_field_is_hostile() -> None:
    for text in CORPUS:
        verdict = everywhere(text)
        items = check(verdict).bullets
        assert verdict.is_unread or len(row_of(comment_of(verdict))) == 6
        assert verdict.is_unread or len(items) >= len(verdict.mistakes)


def test_a_name_in_the_list_of_like_entries_stays_one_item() -> None:
    for text in CORPUS:
        like = [one for one in check(alike(text)).bullets if "the same arXiv" in one.text]
        assert [len(one.links) for one in like] == [1, 1]


def test_a_planted_marker_makes_no_second_one() -> None:
    for text in (MARKER, f"a\n{MARKER}\nb", f"`{MARKER}`", f"a {MARKER}"):
        for place in PLACES:
            check(place(text))


def test_a_comment_says_the_same_of_the_same_verdict() -> None:
    for text in CORPUS[::10]:
        for place in PLACES:
            assert comment_of(place(text)) == comment_of(place(text))


# How long a comment gets


LONG = ["a", "*", "@a ", ":a", "<", "|", "\\", "`", "&amp;", "﷽", "\U0001f408", "0123456", "x\n\n"]


@pytest.mark.parametrize("piece", LONG)
def test_a_body_of_the_longest_gives_a_comment_that_github_takes(piece: str) -> None:
    text = piece * (BODY_LENGTH // len(piece) - 40)
    for body in (text, answers(notes=text), answers(host=text), answers(paper=text, venue=text)):
        issue = submitted(3, (piece * TITLE_LENGTH)[:TITLE_LENGTH], body[:BODY_LENGTH])
        check(verdict_of(issue))


def test_a_row_that_is_too_long_is_not_shown() -> None:
    comment = comment_of(verdict_of(submitted(3, "Tabby", answers(notes="word " * 2000))))
    assert "Its row is too long to be shown here." in comment
    assert "word word" not in comment


def test_a_long_value_is_cut_where_versions_are_compared() -> None:
    before = published(3, "Tabby", answers(notes="short"))
    after = published(3, "Tabby", answers(notes="w" * 2000))
    comment = comment_of(verdict_of(after, among=[before], decision=HELD))
    assert f"- **Notes**: short → {'w' * LONGEST_QUOTE}…\n" in comment


MANY = 30


@cache
def wide_catalog() -> str:
    """Return a catalog that asks for many addresses and texts."""
    asked = {f"link{n}": "url" for n in range(MANY)} | {f"text{n}": "text" for n in range(MANY)}
    fields = "".join(f"  {key}: {kind}\n" for key, kind in asked.items())
    start, _, rest = CATALOG.partition("fields:\n")
    declared, _, rest = rest.partition("    fields: [")
    _, bracket, rest = rest.partition("]")
    _, columns, rest = rest.partition("    columns:\n")
    sections = "\n    sections: {vqa: Questions}\n"
    keys = f"{', '.join(['name', 'paper', 'year', 'section', *asked])}{bracket}"
    shown = f"{columns}      Name: name\n"
    papers = rest[rest.index("  papers:") :]
    return f"{start}fields:\n{fields}{declared}    fields: [{keys}{sections}{shown}{papers}"


def wide(number: int, sign: str, title: str) -> Issue:
    """Publish an entry with something long in each field, a wrong address in half of them."""
    stated = [("paper", PAPER), ("year", "2024"), ("section", "Questions")]
    stated += [(f"link{n}", sign * 210) for n in range(MANY)]
    stated += [(f"text{n}", f"{number}{sign * 310}") for n in range(MANY)]
    body = "\n\n".join(f"### {key}\n\n{text}" for key, text in stated)
    assert len(body) <= BODY_LENGTH
    return published(number, (title * TITLE_LENGTH)[:TITLE_LENGTH], body)


@pytest.mark.parametrize("sign", ["*", "@", "﷽", "\U0001f408"])
def test_however_much_is_found_the_comment_fits(sign: str) -> None:
    """Edit an accepted entry that is wrong everywhere, like many others, and like others not."""
    others = [wide(n, sign, sign if n % 2 else f"a{n}{sign}") for n in range(1, 80)]
    edited = wide(79, f"{sign}b", sign)
    verdict = verdict_of(edited, among=others, decision=HELD, catalog=wide_catalog())
    assert verdict.stage is Stage.HELD
    assert len(verdict.mistakes) == MANY
    assert min(len(verdict.same), len(verdict.likenesses) - len(verdict.same)) > MOST_ITEMS
    comment = comment_of(verdict, wide_catalog())
    page = read_page(comment)
    assert len(comment) <= BODY_LENGTH
    assert (page.comments, len(page.tables)) == ([" issuesync:review "], 0)
    assert f"And {MANY - MOST_ITEMS} more." in comment
    assert "taking the label `needs review` away. Written by issuesync" in comment


def test_what_a_comment_has_no_room_for_is_said_to_be_left_out() -> None:
    others = [wide(n, "*", "*" if n % 2 else f"a{n}*") for n in range(1, 80)]
    verdict = verdict_of(wide(79, "*_", "*"), among=others, decision=HELD, catalog=wide_catalog())
    comment = comment_of(verdict, wide_catalog())
    assert "\n\nMore was found than a comment has room for.\n\n**Next:**" in comment
    assert "**To fix**" in comment
