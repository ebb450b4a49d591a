"""What is answered at a glance is what the whole way answers."""

from __future__ import annotations

import re

import pytest
from ftfy import fix_encoding
from hypothesis import example, given, settings
from hypothesis import strategies as st

from issuesync.fields import link, mentions, signs
from issuesync.fields.base import fold
from issuesync.fields.link import Repository, Url
from issuesync.markdown import bullets, encoding, inline
from issuesync.markdown.blocks import Item
from issuesync.markdown.pieces import merged
from issuesync.records import identity
from issuesync.records.identity import LikeNames, address_keys, is_like

NEVER = re.compile(r"(?!)")
PIECES = [
    "https://",
    "http://",
    "example.org",
    "www.",
    "xn--e",
    "-",
    "@",
    ":",
    "~",
    "/",
    "a",
    "~~",
    "_",
    "?q=1&",
    "%20",
    "#",
    ".",
    ":80",
]
ADDRESSES = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)
SIGNS = [
    "(",
    ")",
    "[",
    "]",
    ".",
    "!",
    "…",
    " ",
    "-",
    "e.g. ",
    "tbd",
    "todo",
    "provide",
    "name",
    "x" * 30,
]
ANSWERS = st.lists(st.sampled_from(SIGNS), max_size=9).map("".join)
NAMES = re.compile(r"\b(?:vqa|cap)\b")
WORDS = [
    "vqa",
    "cap",
    "no",
    "without",
    "but",
    "not only",
    ", ",
    ". ",
    " ",
    "or",
    "nor",
    "used",
    ": no",
]
CLAUSES = st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join)


@given(ADDRESSES)
@settings(max_examples=300, deadline=None)
def test_an_address_and_nothing_else(text: str) -> None:
    found = Url().read(text), Repository().read(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link, "_PLAIN", NEVER)
        assert found == (Url().read(text), Repository().read(text))


@given(ADDRESSES)
@example("https://www.example.org")
@example("https://www.www.example.org/a//")
@settings(max_examples=500, deadline=None)
def test_an_address_with_which_nothing_is_wrong(text: str) -> None:
    found = link.url_fault(text), address_keys(text)
    link.url_fault.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(link, "_SOUND", NEVER)
        patch.setattr(identity, "_PLAIN", NEVER)
        assert found == (link.url_fault(text), address_keys(text))
    link.url_fault.cache_clear()


@given(ANSWERS)
@example(")e.g. a place for which a long name is written")
@settings(max_examples=300, deadline=None)
def test_a_text_too_long_to_be_no_answer(text: str) -> None:
    found = signs.is_placeholder(fold(text))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(signs, "_is_plainly_one", lambda _: False)
        assert found == signs.is_placeholder(fold(text))


@given(CLAUSES)
@settings(max_examples=300, deadline=None)
def test_a_text_that_denies_nothing(text: str) -> None:
    found = mentions.find_mentions(text, NAMES)
    with pytest.MonkeyPatch.context() as patch:
        denial = mentions._DENIAL
        patch.setattr(mentions, "_DENIAL", _Always(denial))
        assert found == mentions.find_mentions(text, NAMES)


class _Always:
    """Searches in vain for nothing: whoever asks first whether to look at all is told to."""

    def __init__(self, pattern: re.Pattern[str]) -> None:
        self.finditer = pattern.finditer

    def search(self, text: str) -> str:
        return text


PARTS = [
    "land",
    "cover",
    "a",
    "b",
    "1",
    "2",
    "-",
    " ",
    "ü",
    "data set of satellite images ",
    "x" * 25,
]
TITLES = st.lists(st.sampled_from(PARTS), max_size=7).map("".join)


@given(st.lists(TITLES, max_size=8), TITLES)
@settings(max_examples=300, deadline=None)
def test_names_like_another_without_looking_at_all(names: list[str], name: str) -> None:
    index = LikeNames()
    others = [*names, *(one[:at] + one[at + 1 :] for one in names for at in range(0, len(one), 3))]
    for number, other in enumerate(others):
        index.add(other, number)
    assert index.like(name) == [n for n, other in enumerate(others) if is_like(name, other)]


PAPERS = st.lists(
    st.sampled_from(
        ["https://", "arxiv.org/abs/", "ALPHAXIV.org/pdf/", "ar5iv.labs.arxiv.org/html/", "a.org/",
         "doi.org/", "10.1234/", "10%2E5555%2F", "2401.00001", "v2", "?doi=", "x", "48550/arXiv."]
    ),
    max_size=6,
).map("".join)  # fmt: skip


@given(PAPERS)
def test_an_address_without_the_signs_of_a_paper_names_none(address: str) -> None:
    fast = address_keys(address)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(identity, "_MAY_NAME_PAPER", re.compile(""))
        assert fast == address_keys(address)


@given(st.text("aZ0._:-!~% \\/", max_size=9).map(str.lower))
def test_a_host_in_ascii_is_one_by_the_same_rule(host: str) -> None:
    by_letter = any(map(str.isalnum, host)) and all(x.isalnum() or x in "-._:" for x in host)
    assert link._is_host(host) is by_letter


BULLETS = st.lists(
    st.sampled_from(
        ["[A](https://a.org)", "[b]", " - ", "words", "*so*", "`c:d`", "![p](p.png)", "<br>",
         "https://b.org", "www.c.org", "me@d.org", "&amp;", " ", "**B**", "(", ")", "<img src=e>",
         "[code](https://e.org)", "\\[f\\]", "🔥", ":x:"]
    ),
    max_size=8,
).map("".join)  # fmt: skip


@given(BULLETS)
def test_words_without_a_sign_of_a_link_lead_nowhere(text: str) -> None:
    item = Item(text, 0, 1)
    fast = bullets.read_bullet(item, {"b": "https://r.org"})
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bullets, "_MAY_LEAD", re.compile(""))
        assert fast == bullets.read_bullet(item, {"b": "https://r.org"})


SIMPLE = ["a", "b ", "Zß", "中", " ", ".", ":", "*a b*", "**b, c**", "`c*d`", "[x y](http://e.f)"]
STRETCHES = st.lists(
    st.sampled_from(SIMPLE)
    | st.sampled_from("()_~\\&!|[]*`\u3000")
    | st.sampled_from(["**", "](", "<b>"]),
    max_size=9,
).map("".join)


@given(STRETCHES)
@example("[x](http://e.f)[y](http://e.f)")
@example("a*b* `c` (*d*)")
@settings(max_examples=1000, deadline=None)
def test_markdown_that_is_what_it_seems(text: str) -> None:
    """Stressed words, code and links next to each other are found as the parser finds them."""
    simple = inline._simple_pieces(text)
    parsed = list(merged(inline._parsed_pieces(text, {"x": "https://r.example"})))
    assert not simple or list(merged(simple)) == parsed
    content = inline.read_cell(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inline, "_simple_pieces", lambda _: [])
        assert content == inline.read_cell(text)
    assert inline._simple_pieces("a *b* and `c` in [d](https://e.f).")


MIS_DECODED = st.builds(
    lambda word, encoding, is_spaced: (
        "ab "
        + word.encode().decode(encoding, "replace").replace("\xa0", " " if is_spaced else "\xa0")
        + " cd"
    ),
    st.characters(min_codepoint=0xA0, max_codepoint=0xFFFF, exclude_categories=["Cs"]),
    st.sampled_from(["latin-1", "cp1252", "cp1251", "cp1250", "cp1253", "mac_roman", "cp437"]),
    st.booleans(),
)
ODD_ONES = st.text(st.sampled_from("ab ,.|—–“”’→✓…é中éÃâ€\u0093\xa0"), max_size=8)


@given(MIS_DECODED | ODD_ONES)
@settings(max_examples=1000, deadline=None)
def test_a_text_that_was_not_read_in_a_wrong_encoding(text: str) -> None:
    assert encoding.mended(text) == fix_encoding(text)


PLACES = [
    "http:",
    "//",
    "www",
    ".",
    "pdf",
    "yaml",
    "@",
    "a b",
    "[c](",
    ")",
    " ",
    "\n",
    "/d",
    "-",
    ":",
    "İ",
]


@given(st.lists(st.sampled_from(PLACES), max_size=8).map("".join))
@settings(max_examples=500, deadline=None)
def test_a_text_without_the_signs_of_an_address_holds_none(text: str) -> None:
    found = mentions.fold_lines(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(mentions, "_MAY_BE_ADDRESS", re.compile(""))
        assert found == mentions.fold_lines(text)
