"""Regions: what is a marker, what is held, what is left alone, and how line ends are kept."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from corpus import CORPUS
from issuesync.documents.badges import OWN_MARK
from issuesync.documents.build import build_documents
from issuesync.documents.check import LONGEST
from issuesync.markdown.document import parse_document
from issuesync.markdown.regions import Rendering, checksum, region_text, replace_regions
from issuesync.records.catalog import Catalog
from small_catalog import (
    CATALOG,
    build_one,
    make_catalog,
    make_issue,
    make_record,
    make_schema,
    region,
    render_one,
    text_of,
)

BEGIN, END = "<!-- issuesync:begin news -->", "<!-- issuesync:end -->"
REGION = f"{BEGIN}\n{END}\n"
SUMMARY = region("summary")


def small() -> Catalog:
    return make_catalog([make_issue(1, "One"), make_issue(2, "Two", section="two")])


def names(text: str) -> list[str]:
    document = parse_document("README.md", text)
    problems = list(document.faults)
    assert not problems, problems
    return [one.name for one in document.regions]


def faults(text: str) -> list[tuple[str, int | None, str]]:
    """Return the problems of a document as code, line and message."""
    problems = list(parse_document("docs/A.md", text).faults)
    assert all(one.place.file == "docs/A.md" and one.hint for one in problems)
    return [(one.code, one.place.line, one.message) for one in problems]


# What is a marker


def test_a_marker_is_a_line_of_its_own() -> None:
    assert names(f"text\n\n{REGION}\ntext") == ["news"]
    assert names(f"{REGION}{SUMMARY}") == ["news", "summary"]


@pytest.mark.parametrize(
    "text",
    [
        f"see {BEGIN}\n",
        f"`{BEGIN}`\n",
        f"  {BEGIN}\n",
        f"> {BEGIN}\n",
        f"- {BEGIN}\n",
        f"| {BEGIN} |\n",
        "<!-- other:begin news -->\n",
        "<!--issuesync:begin news-->\n",
    ],
)
def test_what_shares_its_line_is_text(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"```\n{REGION}```\n",
        f"```html\n{REGION}```\n",
        f"~~~\n{REGION}~~~\n",
        f"````\n```\n{REGION}```\n````\n",
        f"```\n{REGION}",
        f"~~~\n```\n{REGION}\n",
        f"- a\n\n  ```\n{'  ' + BEGIN}\n  ```\n",
        f"    {BEGIN}\n    {END}\n",
        f"\t{BEGIN}\n",
        "```\n<<<<<<< HEAD\n=======\n>>>>>>> branch\n```\n",
        "```\n>>>>>>> branch\n```\n",
    ],
)
def test_markers_inside_fences_and_code_are_text(text: str) -> None:
    assert names(text) == []


def test_a_region_below_a_fence_is_a_region() -> None:
    text = f"```\n{REGION}```\n\n{REGION}"
    document = parse_document("README.md", text)
    problems = list(document.faults)
    assert not problems
    assert [(one.begin, one.end) for one in document.regions] == [(5, 6)]


def test_a_region_inside_details_is_a_region() -> None:
    assert names(f"<details>\n\n{REGION}\n</details>\n") == ["news"]


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_lines_end_as_markdown_ends_them(newline: str) -> None:
    text = f"# T\n\n```\n{REGION}```\n\n{REGION}".replace("\n", newline)
    document = parse_document("README.md", text)
    problems = list(document.faults)
    assert not problems
    assert [(one.begin, one.end) for one in document.regions] == [(7, 8)]
    assert "".join(document.lines) == text


def test_a_lone_carriage_return_above_a_fence_moves_no_line() -> None:
    assert names(f"a\rb\rc\n\n```\n{REGION}```\n\n{SUMMARY}") == ["summary"]


@pytest.mark.parametrize("sign", ["\u2028", "\u2029", "\x0b", "\x0c", "\x85", "\x1c"])
def test_other_line_separators_end_no_line(sign: str) -> None:
    document = parse_document("README.md", f"a{sign}b\n{sign}{BEGIN}\n{REGION}")
    assert [(one.begin, one.end) for one in document.regions] == [(2, 3)]


def test_a_marker_may_follow_a_byte_order_mark() -> None:
    text = f"\ufeff{REGION}"
    document = parse_document("README.md", text)
    problems = list(document.faults)
    assert not problems
    written = replace_regions(document, {"news": Rendering("- a")})
    assert written.startswith(f"\ufeff{BEGIN}\n\n- a\n\n<!-- issuesync:end sha256:")


def test_a_name_may_hold_more_space_than_it_needs() -> None:
    assert names("<!-- issuesync:begin  table   sets/one  -->\n<!-- issuesync:end -->\n") == [
        "table sets/one"
    ]


# What is wrong with markers


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        (f"a\n{BEGIN}\nb\n", 2, "“news” never ends"),
        (f"a\n\n{END}\n", 3, "an end without a begin"),
        (f"{END}\n{BEGIN}\n", 1, "an end without a begin"),
        (f"{END}\n{BEGIN}\n", 2, "“news” never ends"),
        (f"{REGION}\n{REGION}", 4, "the region “news” is there twice"),
        (f"{BEGIN}\n{SUMMARY}{END}\n", 2, "“summary” begins inside “news” of line 1"),
        (f"{BEGIN}\n{SUMMARY}{END}\n", 4, "an end without a begin"),
        (f"{BEGIN}\n{BEGIN}\n{END}\n", 2, "“news” begins inside “news” of line 1"),
        ("<!-- issuesync:start news -->\n", 1, "this is not a marker"),
        (f"{BEGIN} \n", 1, "this is not a marker"),
        (f"{BEGIN} text\n", 1, "this is not a marker"),
        ("<!-- issuesync:begin news\n", 1, "this is not a marker"),
        (f"{BEGIN}\n<!-- issuesync:end many rows -->\n", 2, "this is not a marker"),
        (f"{BEGIN}\n<!-- issuesync:end sha256:12 -->\n", 2, "this is not a marker"),
        (f"{BEGIN}\n```\n{END}\n", 1, "“news” never ends"),
        (f"a\r{BEGIN}\r", 2, "“news” never ends"),
    ],
)
def test_a_marker_that_cannot_be_trusted_is_a_problem_with_its_line(
    text: str, line: int, words: str
) -> None:
    assert ("marker", line, words) in faults(text)


@pytest.mark.parametrize("name", ["nothing", "table", "table set", "table sets/three", "news 1"])
def test_a_region_that_nothing_fills_is_a_problem_with_its_line(name: str) -> None:
    built = build_one(small(), f"# T\n\n{region(name)}")
    (problem,) = built.faults
    assert (problem.code, str(problem.place)) == ("marker", "README.md:3")
    assert f"“{name}”" in problem.message


def test_a_slip_in_a_name_gets_the_nearest_right_one() -> None:
    built = build_one(small(), region("table sets/ones"))
    assert built.faults[0].hint == "did you mean “table sets/one”?"


def test_a_region_of_what_the_catalog_does_not_declare_is_unknown() -> None:
    plain = re.sub(r"(?m)^(?:badges|news): .*\n", "", CATALOG)
    catalog = make_catalog(catalog=plain)
    for name in ("badges", "news"):
        assert build_one(catalog, region(name)).faults


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a\n<<<<<<< HEAD\nb\n=======\nc\n>>>>>>> branch\n", [2, 6]),
        ("<<<<<<< HEAD\nb\n||||||| base\nd\n=======\nc\n>>>>>>> branch\n", [1, 3, 7]),
        (">>>>>>> branch\n", [1]),
        (f"{BEGIN}\n<<<<<<< HEAD\n{END}\n", [2]),
        ("<<<<<<<\r\n", [1]),
    ],
)
def test_an_unresolved_merge_conflict_is_a_problem(text: str, lines: list[int]) -> None:
    assert [line for code, line, _ in faults(text) if code == "merge-conflict"] == lines


@pytest.mark.parametrize("text", ["a\n=======\n", "<<<<<<\n", "<<<<<<<< HEAD\n", "a <<<<<<< b\n"])
def test_what_only_looks_like_a_conflict_is_text(text: str) -> None:
    assert faults(text) == []


def test_a_fault_keeps_its_document_out_of_what_is_written() -> None:
    documents = {"A.md": SUMMARY, "B.md": f"{BEGIN}\n"}
    built = build_documents(small(), documents, {}, {})
    assert [str(one.place) for one in built.faults] == ["B.md:1"]
    assert "B.md" not in {file.path for file in built.files}


def test_a_document_that_is_missing_is_a_problem() -> None:
    built = build_documents(small(), {"docs/A.md": None}, {}, {})
    assert [(one.code, str(one.place)) for one in built.faults] == [("marker", "docs/A.md")]


# Checksums and hand edits


def test_the_end_bears_the_rows_and_a_checksum() -> None:
    text = render_one(small(), region("table sets/one") + SUMMARY)
    ends = re.findall(r"<!-- issuesync:end.*-->", text)
    assert re.fullmatch(r"<!-- issuesync:end 1 row sha256:[0-9a-f]{16} -->", ends[0])
    assert re.fullmatch(r"<!-- issuesync:end sha256:[0-9a-f]{16} -->", ends[1])


def test_the_checksum_is_taken_over_text_with_line_feeds() -> None:
    text = render_one(small(), SUMMARY)
    for newline in ("\r\n", "\r"):
        turned = text.replace("\n", newline)
        document = parse_document("README.md", turned)
        problems = list(document.faults)
        assert not problems
        assert not document.regions[0].is_edited
        assert document.regions[0].text in text
        assert document.regions[0].checksum == checksum(document.regions[0].text)[:16]
        assert render_one(small(), turned) == turned


def test_a_longer_checksum_counts_too() -> None:
    text = render_one(small(), SUMMARY)
    document = parse_document("README.md", text)
    whole = checksum(document.regions[0].text)
    assert render_one(small(), text.replace(whole[:16], whole)) == text


def edited(text: str) -> str:
    return text.replace("**2 entries**", "**two entries**")


def test_a_hand_edit_is_held_and_shown_while_all_else_is_written() -> None:
    before = edited(render_one(small(), SUMMARY + region("news")))
    more = make_catalog([make_issue(1, "One"), make_issue(3, "Three")])
    built = build_documents(more, {"A.md": before, "B.md": region("table sets")}, {}, {})
    (held,) = built.held
    assert (held.path, held.region, held.line) == ("A.md", "summary", 1)
    assert "-- **two entries** in 2 collections" in held.diff
    assert "+- **2 entries** in 2 collections" in held.diff
    assert held.diff.startswith("--- A.md: summary (as it is)\n+++ A.md: summary (as a sync")
    after = text_of(built, "A.md")
    assert after[: after.index("begin news")] == before[: before.index("begin news")]
    assert "Three" in after
    assert "Three" in text_of(built, "B.md")
    assert [file.path for file in built.files if file.path.endswith(".svg")]


def test_a_hand_edited_table_of_contents_is_held_at_its_line_in_the_file() -> None:
    text = f"# T\n\n{SUMMARY}\n## A\n\n{region('contents')}"
    written = render_one(small(), text)
    touched = written.replace(render_one(small(), SUMMARY), SUMMARY)
    touched = touched.replace(
        "<!-- issuesync:begin contents -->\n", "<!-- issuesync:begin contents -->\nmine\n"
    )
    (held,) = build_one(small(), touched).held
    line = touched.split("\n").index("<!-- issuesync:begin contents -->") + 1
    assert (held.region, held.line) == ("contents", line)


def test_a_text_that_never_had_a_checksum_is_held() -> None:
    built = build_one(small(), region("summary", "by hand\n"))
    assert [one.region for one in built.held] == ["summary"]
    assert "by hand" in text_of(built)


@pytest.mark.parametrize("blank", ["", "\n", "  \n\n", "\t\n"])
def test_a_region_with_nothing_in_it_is_new(blank: str) -> None:
    assert render_one(small(), region("summary", blank)) == render_one(small(), SUMMARY)


def test_an_edited_region_that_is_the_fresh_rendering_is_fine() -> None:
    fresh = render_one(small(), SUMMARY)
    for stale in ("0" * 16, "f" * 64):
        merged = re.sub("sha256:[0-9a-f]+", f"sha256:{stale}", fresh)
        built = build_one(small(), merged)
        assert built.held == ()
        assert text_of(built) == fresh
    unsigned = re.sub(r" sha256:[0-9a-f]+", "", fresh)
    assert text_of(build_one(small(), unsigned)) == fresh


def test_overwrite_replaces_what_was_edited() -> None:
    text = edited(render_one(small(), SUMMARY))
    built = build_one(small(), text, overwrite=True)
    assert built.held == ()
    assert text_of(built) == render_one(small(), SUMMARY)


def test_a_region_whose_entries_changed_is_no_hand_edit() -> None:
    text = render_one(small(), region("table sets"))
    more = make_catalog([make_issue(number) for number in range(1, 6)])
    assert build_one(more, text).held == ()


# Line ends, and the text around


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_a_region_ends_its_lines_as_its_begin_does(newline: str) -> None:
    text = f"# T\n\n{SUMMARY}\n{region('table sets')}\n## End\n".replace("\n", newline)
    written = render_one(small(), text)
    assert set(re.findall(r"\r\n|\r|\n", written)) == {newline}
    assert render_one(small(), written) == written


def test_mixed_line_ends_stay_mixed() -> None:
    text = "a\r\nb\nc\r" + SUMMARY.replace("\n", "\r\n") + "d\n" + region("news") + "e\r\n"
    written = render_one(small(), text)
    assert written.startswith(f"a\r\nb\nc\r{'<!-- issuesync:begin summary -->'}\r\n\r\n- **2")
    assert re.search(r"-->\r\nd\n<!-- issuesync:begin news -->\n\n- \*\*", written)
    assert written.endswith(" -->\ne\r\n")


def test_a_last_line_without_an_end_stays_so() -> None:
    text = f"{BEGIN}\n{END}"
    written = render_one(small(), text)
    assert written.endswith(" -->")
    assert render_one(small(), written) == written


BETWEEN = st.text(
    st.sampled_from("abc #-`~*>|<![]() \t\n\r\ufeff\u2028\u2029\x0b\x0c\x85\x00é數🚀"), max_size=60
)


def is_harmless(text: str) -> bool:
    """Say whether the text opens no code that would swallow what follows."""
    return not re.search(
        r"```|~~~|(?m:^ {0,3}<!?[a-z!?-])|<!|<\?|(?:^|[\n\r])(?:<{7}|>{7}|\|{7})", text
    )


def outside(text: str) -> list[str]:
    """Return the stretches between regions, byte for byte."""
    return re.split(r"<!-- issuesync:begin [a-z ]+ -->[\s\S]*?<!-- issuesync:end[^>]*-->", text)


@given(
    parts=st.tuples(BETWEEN, BETWEEN, BETWEEN).filter(lambda one: all(map(is_harmless, one))),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    is_ended=st.booleans(),
    has_bom=st.booleans(),
)
@example(parts=("", "", ""), newline="\n", is_ended=False, has_bom=True)
@example(parts=("a\rb", "\u2028", "c\r\n"), newline="\r\n", is_ended=False, has_bom=False)
@settings(max_examples=150, deadline=None)
def test_nothing_outside_a_region_changes_by_a_byte(
    parts: tuple[str, str, str], newline: str, *, is_ended: bool, has_bom: bool
) -> None:
    first, second, third = parts
    one, two = (region(name).replace("\n", newline) for name in ("summary", "table sets"))
    head = f"{first}{newline}{newline}" if first else ""
    tail = f"{newline}{third}" if third or is_ended else ""
    text = "\ufeff" * has_bom + head + one + newline + second + newline * 2 + two.rstrip() + tail
    catalog = small()
    built = build_one(catalog, text)
    assert not built.faults
    written = text_of(built)
    assert written.count("<!-- issuesync:begin") == 2
    assert outside(written) == outside(text)
    assert text_of(build_one(catalog, written)) == written


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_a_document_without_regions_is_left_as_it_is(text: str) -> None:
    document = parse_document("README.md", text)
    assert "".join(document.lines) == text
    assert replace_regions(document, {"news": Rendering("a")}) == text


# Content that looks like a marker


def test_content_that_looks_like_a_marker_is_neutralised() -> None:
    text = region_text(Rendering(f"a\n{END}\n{BEGIN}\nb"))
    assert names(f"{BEGIN}\n{text}{END}\n") == ["news"]
    assert "&lt;!-- issuesync:end -->" in text


def test_no_text_of_an_entry_becomes_a_marker() -> None:
    hostile = [text for text in CORPUS if "issuesync:" in text]
    assert len(hostile) > 10
    records = tuple(make_record(text, number=n, note=text) for n, text in enumerate(hostile, 1))
    catalog = Catalog(make_schema(), {"sets": records}, ())
    written = render_one(catalog, region("table sets") + region("news"))
    assert names(written) == ["table sets", "news"]
    assert render_one(catalog, written) == written


# Drawings that are no longer drawn


def pictures() -> dict[str, str]:
    ours, others = f"<svg>\n{OWN_MARK}\n</svg>\n", "<svg></svg>\n"
    return {
        "badges/old.svg": ours,
        "badges/logo.svg": others,
        "badges/vqa.svg": ours,
        "badges/notes.txt": OWN_MARK,
    }


def removed(catalog: str) -> list[str]:
    built = build_documents(make_catalog(catalog=catalog), {}, {}, pictures())
    return [file.path for file in built.files if file.text is None]


def test_a_drawing_that_is_no_longer_drawn_is_removed_if_it_bears_our_mark() -> None:
    assert removed(CATALOG) == ["badges/old.svg"]


def test_another_style_removes_every_drawing_of_ours_and_no_other_file() -> None:
    for style in ("text", "static", "live"):
        changed = CATALOG.replace("style: local", f"style: {style}")
        assert removed(changed) == ["badges/old.svg", "badges/vqa.svg"]


# Losing much at once


@pytest.mark.parametrize(
    ("before", "after", "is_refused"),
    [
        (20, 9, True),  # eleven lost, more than half
        (20, 10, False),  # half
        (21, 10, True),
        (22, 11, False),
        (10, 0, False),  # ten lost, not more
        (11, 0, True),
        (12, 2, False),
        (100, 49, True),
        (100, 51, False),
        (5, 30, False),
    ],
)
def test_losing_more_than_half_and_more_than_ten_rows_is_a_shrink(
    before: int, after: int, *, is_refused: bool
) -> None:
    text = render_one(
        make_catalog([make_issue(n) for n in range(1, before + 1)]), region("table sets")
    )
    built = build_one(make_catalog([make_issue(n) for n in range(1, after + 1)]), text)
    shrinks = [(one.collection, one.before, one.after) for one in built.shrinks]
    assert shrinks == ([("sets", before, after)] if is_refused else [])


def test_rows_are_summed_over_all_regions_of_a_collection() -> None:
    one, two = region("table sets/one"), region("table sets/two")
    full = make_catalog([make_issue(n, section="one" if n % 2 else "two") for n in range(1, 25)])
    documents = {
        path: text_of(build_one(full, text)) for path, text in (("A.md", one), ("B.md", two))
    }
    few = make_catalog([make_issue(n) for n in range(1, 9)])
    (shrink,) = build_documents(few, dict(documents), {}, {}).shrinks
    assert (shrink.before, shrink.after) == (24, 8)


def test_an_entry_that_only_changes_its_section_is_no_loss() -> None:
    text = region("table sets/one") + region("table sets/two")
    before = render_one(make_catalog([make_issue(n) for n in range(1, 31)]), text)
    moved = make_catalog([make_issue(n, section="two") for n in range(1, 31)])
    assert build_one(moved, before).shrinks == ()


def test_a_document_beyond_what_github_shows_gets_a_warning() -> None:
    text = f"{'a' * LONGEST}\n\n{SUMMARY}"
    (problem,) = [one for one in build_one(small(), text).problems if one.code == "too-long"]
    assert (problem.place.file, problem.message) == (
        "README.md",
        "500 KiB; GitHub shows the first 500",
    )
    assert not [one for one in build_one(small(), SUMMARY).problems if one.code == "too-long"]
