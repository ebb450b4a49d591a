"""Addresses, repositories and countries: what is taken, and what is never guessed or linked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from issuesync.fields.country import Country, countries
from issuesync.fields.link import Repository, Url

if TYPE_CHECKING:
    from issuesync.fields.base import Reading

URL, REPOSITORY, COUNTRY = Url(), Repository(), Country()


def codes(reading: Reading[Any]) -> list[str]:
    return [finding.code for finding in reading.findings]


P = "https://example.org/p"


@pytest.mark.parametrize(
    ("text", "url"),
    [
        (P, P),
        (f"  {P} ", P),
        (f"<{P}>", P),
        (f"`{P}`", P),
        (f"[paper]({P})", P),
        (f"[paper]( {P} )", P),
        (f"[the paper](<{P}>)", P),
        (f'[paper]({P} "title")', P),
        (f"[{P}]({P})", P),
        (f"[![](https://img.shields.io/badge/x)]({P})", P),
        (f"https://example.org/[zed/p]({P})", P),
        (f"{P}.", P),
        (f"{P}，", P),
        ("http://EXAMPLE.org:8080/p?q=1#f", "http://EXAMPLE.org:8080/p?q=1#f"),
        ("https://example.org/a_(b)", "https://example.org/a_(b)"),
        ("[a](https://example.org/a_(b)?c=(d))", "https://example.org/a_(b)?c=(d)"),
        ("https://example.org/?a=1&mail=me@home", "https://example.org/?a=1&mail=me@home"),
        ("https://example.org/@me", "https://example.org/@me"),
        ("https://exa\u200bmple.org/\u202ep", P),
        ("https://例え.jp/論文", "https://例え.jp/論文"),
        ("https://пример.рф/", "https://пример.рф/"),
        ("https://[::1]/p", "https://[::1]/p"),
    ],
)
def test_an_address_is_unwrapped_and_trimmed(text: str, url: str) -> None:
    assert URL.read(text) == URL.read(url)
    assert URL.read(url).value == url
    assert URL.read(URL.write(url)).value == url


@pytest.mark.parametrize(
    "text",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.org",
        "example.org/p",
        "https://",
        "https://...",
        "//example.org",
        "https://user@example.org/p",
        "https://github.com@example.org/p",
        "https://user:secret@example.org/",
        "https://example.org\\@github.com",
        "https://example.org:port/",
        "https://example.org:99999/",
        "https://[::1/",
        "https://exаmple.org",  # a Cyrillic a
        "https://xn--exmple-4nf.org",  # the same, encoded
        "https://xn--99999999999999.org",
        "https://github.com\u2044zed",
        'https://example.org/"onclick=',
        "https://example.org/`x`",
        f"https://{'a' * 64}.org",
        "[paper]()",
        "[paper](",
        "\ud800",
    ],
)
def test_an_address_that_must_not_be_linked_is_refused(text: str) -> None:
    reading = URL.read(text)
    assert (reading.value, codes(reading)) == (None, ["bad-url"])


@pytest.mark.parametrize(
    "text",
    [
        f"{P} (preprint)",
        f"[paper]({P}) and [code](https://example.org/c)",
        f"{P} [mirror](https://example.org/m)",
        f"see [paper]({P})",
        f"<{P}> or so",
        f"{P}, https://example.org/m",
    ],
)
def test_of_two_addresses_the_first_is_taken_and_the_rest_reported(text: str) -> None:
    reading = URL.read(text)
    assert (reading.value, codes(reading)) == (P, ["unread-text"])


@pytest.mark.parametrize(
    "text",
    [
        "zed/zorb",
        "https://github.com/zed/zorb",
        "http://www.github.com/zed/zorb/",
        "https://github.com/zed/zorb.git",
        "https://github.com/zed/zorb/tree/main/data?x#y",
        "[zorb](https://github.com/zed/zorb)",
    ],
)
def test_a_repository_is_an_owner_and_a_name(text: str) -> None:
    assert REPOSITORY.read(text).value == "zed/zorb"


@pytest.mark.parametrize(
    "text",
    [
        "zorb",
        "a/b/c",
        "https://github.com/zed",
        "https://github.com/orgs/zed",
        "https://gitlab.com/zed/zorb",
        "https://github.com.example.org/zed/zorb",
        "https://zed.github.io/zorb",
        "-a/b",
        "a/..",
        "a b/c",
    ],
)
def test_what_names_no_repository_is_refused(text: str) -> None:
    assert codes(REPOSITORY.read(text)) == ["bad-repository"]


def test_text_beside_a_repository_is_reported() -> None:
    assert codes(REPOSITORY.read("zed/zorb and zed/yott")) == ["unread-text"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("UK", "United Kingdom"),
        ("USA", "United States"),
        ("U.S.A.", "United States"),
        ("united states of america", "United States"),
        ("Russia", "Russia"),
        ("Russian Federation", "Russia"),
        ("Türkiye", "Türkiye"),
        ("Turkey", "Türkiye"),
        ("Korea", "South Korea"),
        ("Korea, Republic of", "South Korea"),
        ("North Korea", "North Korea"),
        ("European Union", "European Union"),
        ("EU", "European Union"),
        ("Viet Nam", "Vietnam"),
        ("中国", "China"),
        ("P.R. China", "China"),
        ("DE", "Germany"),
        ("FRA", "France"),
        ("  saudi   arabia ", "Saudi Arabia"),
        ("Taiwan", "Taiwan"),
        ("Hong Kong", "Hong Kong"),
    ],
)
def test_a_country_is_known_by_its_other_names(text: str, name: str) -> None:
    assert COUNTRY.read(text).value == name


@pytest.mark.parametrize("text", ["Chnia", "Asia", "China, USA", "Kore", "Frankreich", "x" * 5000])
def test_a_country_is_never_guessed(text: str) -> None:
    reading = COUNTRY.read(text)
    assert (reading.value, codes(reading)) == (None, ["bad-country"])


def test_a_slip_in_a_country_gets_the_right_name_as_a_hint() -> None:
    assert COUNTRY.read("Chnia").findings[0].hint == "did you mean China?"


def test_every_country_shows_a_name_that_reads_back() -> None:
    names = set(countries().values())
    assert len(names) > 240
    assert [name for name in names if COUNTRY.read(COUNTRY.write(name)).value != name] == []
