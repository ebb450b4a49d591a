"""Counts, sizes and years: what is read, what is refused, and how it is shown and written."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.base import Alignment
from issuesync.model.value import Amount

COUNT, SIZE, YEAR = Count(), Bytes(), Year()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("72k", 72_000),
        ("11.6k", 11_600),
        ("5.2K", 5_200),
        ("12,345", 12_345),
        ("12 345", 12_345),
        ("936", 936),
        ("0", 0),
        ("5 million", 5_000_000),
        ("1.4million", 1_400_000),
        ("0.11million", 110_000),
        ("1.5 M", 1_500_000),
        ("2 billion", 2_000_000_000),
        ("3 thousand", 3_000),
        ("12万", 120_000),
        ("１２，３４５", 12_345),
        ("1,000,000,000,000,000,000", 10**18),
        ("12,345 <!-- as of May -->", 12_345),
        ("- 936", 936),
    ],
)
def test_a_count_is_exact(text: str, number: int) -> None:
    assert COUNT.read(text).value == (Amount(number),)


@pytest.mark.parametrize(
    "text", ["~5k", "about 5,000", "over 5k", "5k+", "≈5k", "> 5k", "more than 5k", "约5000"]
)
def test_an_approximate_count_says_so(text: str) -> None:
    assert COUNT.read(text).value == (Amount(5_000, approximate=True),)


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("185samples", (Amount(185, note="samples"),)),
        ("185 samples (train)", (Amount(185, note="samples, train"),)),
        ("5k (only text)", (Amount(5_000, note="only text"),)),
        ("955,664 (HR), 77,232 (LR)", (Amount(955_664, name="HR"), Amount(77_232, name="LR"))),
        ("1234images,5678captions", (Amount(1234, name="images"), Amount(5678, name="captions"))),
        ("12 张图像；90个问题", (Amount(12, name="图像"), Amount(90, name="问题"))),
        ("5k cars (a), ? men", (Amount(5_000, name="cars", note="a"), Amount(None, name="men"))),
        ("- A: 2.5million\n- B: ?", (Amount(2_500_000, name="A"), Amount(None, name="B"))),
        ("- **A**: 5 images\n\n* B：6", (Amount(5, name="A", note="images"), Amount(6, name="B"))),
        ("A: 5, B: ~6k cars", (Amount(5, name="A"), Amount(6000, True, name="B", note="cars"))),
        ("total: 5 (x: y)", (Amount(5, name="total", note="x: y"),)),
        ("- A: 5 (x: y)", (Amount(5, name="A", note="x: y"),)),
        ("- 5 images\n- 6 boxes", (Amount(5, name="images"), Amount(6, name="boxes"))),
    ],
)  # fmt: skip
def test_notes_and_names_are_kept_apart(text: str, amounts: tuple[Amount, ...]) -> None:
    assert COUNT.read(text).value == amounts


@pytest.mark.parametrize(
    "text",
    [
        "about 25h video",
        "25 hours",
        "25 Hours of video",
        "10 m GSD",
        "10m resolution",
        "5 MB",
        "5 GiB",
        "5k each",
        "many",
        "1-2 million",
        "1.2.3",
        "1.5",
        "12,34",
        "1e6",
        "-5",
        "100%",
        "5k, 6k",
        "5 (a), 6 (a)",
        "5 images,",
        "- A: 5\n- A: 6",
        "- A: many",
        "- A: 5, 6",
        "2,345 large images (3,000–6,000 px), 7,654 boxes, and 1.2 million questions.",
        "9" * 41,
        "2 million million",
        "1,000,000,000,000,000,001",
    ],
)
def test_what_could_only_be_guessed_is_no_count(text: str) -> None:
    reading = COUNT.read(text)
    assert reading.value is None
    assert [finding.code for finding in reading.findings] == ["bad-count"]


def test_text_below_a_count_is_reported() -> None:
    reading = COUNT.read("5k\nas of May")
    assert reading.value == (Amount(5_000),)
    assert [finding.code for finding in reading.findings] == ["unread-text"]


@pytest.mark.parametrize("text", ["million", "K", "?", "？", "", "n/a", "_No response_", "-"])
def test_an_untouched_template_is_no_count(text: str) -> None:
    assert COUNT.is_blank(text)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("500 GB", 500 * 10**9),
        ("124GB", 124 * 10**9),
        ("1.5 TB", 15 * 10**11),
        ("150MB", 150 * 10**6),
        ("2 kb", 2_000),
        ("3 KiB", 3_072),
        ("12 bytes", 12),
        ("1 PB", 10**15),
    ],
)
def test_a_size_is_decimal_and_an_integer(text: str, number: int) -> None:
    assert SIZE.read(text).value == (Amount(number),)


@pytest.mark.parametrize("text", ["small", "500", "GB 5", "5 GBs", "5 million", "1,5 GB", "1.5 B"])
def test_a_size_needs_a_number_and_a_unit(text: str) -> None:
    assert [finding.code for finding in SIZE.read(text).findings] == ["bad-size"]


@pytest.mark.parametrize("text", ["GB", "MB", "?", "？", "gb"])
def test_a_unit_alone_is_no_size(text: str) -> None:
    assert SIZE.is_blank(text)


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1_000, "1 KB"),
        (14_400_000_000, "14.4 GB"),
        (1_234_567, "1234.567 KB"),
        (10 * 10**9, "10 GB"),
    ],
)
def test_a_size_shows_in_the_largest_unit_that_stays_exact(number: int, shown: str) -> None:
    assert SIZE.show((Amount(number),)) == shown


def test_an_amount_shows_its_sign_its_name_and_its_note() -> None:
    value = (Amount(12_345, approximate=True, name="HR", note="train"), Amount(None, name="LR"))
    assert COUNT.show(value) == "~12,345 (HR, train), ? (LR)"


def test_amounts_sort_by_the_sum_of_what_is_known() -> None:
    values = [COUNT.read(text).value or () for text in ("1k", "300 (a), ? (b)", "700 (a), 200 (b)")]
    assert [COUNT.sort_key(value) for value in values] == [(1000,), (300,), (900,)]


@pytest.mark.parametrize(("text", "year"), [("2024", 2024), (" 1999 ", 1999), ("２０２４", 2024)])
def test_a_year_is_four_digits(text: str, year: int) -> None:
    assert YEAR.read(text).value == year
    assert YEAR.read(YEAR.show(year)).value == year
    assert YEAR.sort_key(year) == (year,)


@pytest.mark.parametrize(
    "text", ["24", "2024-05", "in 2024", "1066", "9999", "٢٠٢٤", "二〇二四", ""]
)
def test_nothing_else_is_a_year(text: str) -> None:
    assert [finding.code for finding in YEAR.read(text).findings] == ["bad-year"]


def test_numbers_stand_right_and_years_in_the_middle() -> None:
    assert COUNT.alignment is SIZE.alignment is Alignment.RIGHT
    assert YEAR.alignment is Alignment.CENTER


WORDS = st.from_regex(r"[A-Za-z一-龥][A-Za-z0-9一-龥_. -]{0,12}[A-Za-z0-9]", fullmatch=True).map(
    lambda word: " ".join(word.split())
)
NOTES = WORDS | st.from_regex(r"[a-z]+: [a-z]+, [0-9]{1,3}", fullmatch=True)
NUMBERS = st.integers(0, 10**18)


def one_amount() -> st.SearchStrategy[tuple[Amount, ...]]:
    return st.builds(Amount, NUMBERS, st.booleans(), st.just(""), st.just("") | NOTES).map(
        lambda amount: (amount,)
    )


def named_amounts() -> st.SearchStrategy[tuple[Amount, ...]]:
    amounts = st.builds(Amount, st.none() | NUMBERS, st.booleans(), WORDS, st.just("") | NOTES)
    return st.lists(amounts, min_size=2, max_size=5, unique_by=lambda one: one.name).map(tuple)


@pytest.mark.parametrize("kind", [COUNT, SIZE], ids=["count", "bytes"])
@settings(max_examples=80, deadline=None)
@given(one_amount() | named_amounts())
def test_an_amount_that_is_written_reads_back(
    kind: Count | Bytes, value: tuple[Amount, ...]
) -> None:
    reading = kind.read(kind.write(value))
    assert (reading.value, reading.findings) == (value, ())


@settings(max_examples=120, deadline=None)
@given(st.text(alphabet="0123456789,. kmKGB万张images()?~+-:\n；、(HR)", max_size=40))
def test_an_amount_read_from_any_text_is_never_negative_or_nameless(text: str) -> None:
    value = COUNT.read(text).value or ()
    assert all(one.number is None or 0 <= one.number <= 10**18 for one in value)
    assert len(value) < 2 or len({one.name for one in value} - {""}) == len(value)
