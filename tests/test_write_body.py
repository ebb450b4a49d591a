"""Bodies written and read again: what is read is never lost, and what is written reads back."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies_schema import BY_KEY, FIELDS
from issuesync.app.workspace import load_schema
from issuesync.bodies.read import read_body
from issuesync.bodies.write import NO_RESPONSE, UnwritableError, write_body
from issuesync.model.value import Amount, Listing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.value import Value

TESTS = Path(__file__).parent
LABELS = [field.label for field in FIELDS] + [
    "Mood", "Überblick", "数据", "Code of Conduct", "__proto__", "Overview 📌"
]  # fmt: skip
ANSWERS = [
    "", "alpha", "CVPR", "72k", "1.5 GB", "5 million", "12,345 images", "? (HR), 5 (LR)", "~5k+",
    "https://a.org/x", "[a](https://b.org/(c))", "zed/zorb", "2024", "China", "GPT-4V", "a human",
    "_No response_", "None", "?", "GB", "million", "- A: 5\n- B: 6k", "A, B、C", "A + B (c, d), B",
    "- G (2): A, B\n- H:\n  - I: C\n  - A", "- **G**: A, B", "A\n- G: B", "```\n### Year\n```",
    "~~~\n**Name**: x\n~~~", "````\n```\n````", "<!-- c -->", "<!--\n### Notes\n-->", "1. a\n2. b",
    "- [x] 1,000 - 10,000\n- [ ] Captioning", "- [X] Captioning", "Captioning, Grounding, Visual",
    "1,000 - 10,000", "> quote", "naïve 数据\u200b", "@a_b ![i](https://x.org/y.png)", "x\n\ny",
    " indented", "(3)", "a: b", "**bold** text", "# one\n\ntwo", "### three", "a | b", "---", "\\*",
]  # fmt: skip
LEVELS = ["# ", "## ", "### ", "### ", "### ", "### ", "#### ", "###### ", "####### ", "###"]


@st.composite
def fragments(draw: st.DrawFn) -> str:
    """Draw a label in one of the ways bodies write them, and something below or next to it."""
    label, answer = draw(st.sampled_from(LABELS)), draw(st.sampled_from(ANSWERS))
    tail = draw(st.sampled_from(["", "", "", ":", " (3)", " ##"]))
    match draw(st.sampled_from(["form", "form", "heading", "key", "badge", "setext", "text"])):
        case "form":
            return f"### {label}\n\n{answer or NO_RESPONSE}\n"
        case "heading":
            return f"{draw(st.sampled_from(LEVELS))}{label}{tail}\n\n{answer}\n"
        case "key":
            bullet = draw(st.sampled_from(["", "", "- ", "  * "]))
            colon = draw(st.sampled_from([":**", "**:", "** (2):", "**：", "**", ":** "]))
            return f"{bullet}**{label}{colon} {answer}"
        case "badge":
            name = draw(st.sampled_from(["Paper", "Download", "Mood"]))
            image = (
                f"![{draw(st.sampled_from(['', label]))}](https://img.shields.io/badge/{name}-x)"
            )
            return f"[{image}]({draw(st.sampled_from(['', 'https://p.org', ' x ']))}) {answer}"
        case "setext":
            return f"{label}\n{draw(st.sampled_from(['---', '===']))}\n{answer}"
        case _:
            return answer


BODIES = st.builds(
    lambda parts, end: "\n".join(parts).replace("\n", end),
    st.lists(fragments(), max_size=9),
    st.sampled_from(["\n", "\n", "\n", "\r\n"]),
)


@settings(max_examples=250, deadline=None)
@given(BODIES)
def test_a_body_that_is_written_from_a_reading_reads_as_the_same(body: str) -> None:
    values = read_body(body, FIELDS).values
    written, refused = write(values)
    if refused:
        # Only what a body gives a meaning of its own makes a value unwritable.
        assert any(SIGN.search(BY_KEY[key].type.write(value)) for key, value in values.items())
        return
    again = read_body(written, FIELDS).values
    assert again == values
    assert write_body(again, FIELDS) == written


def write(values: Mapping[str, Value]) -> tuple[str, tuple[str, ...]]:
    """Write the values, or say which fields' values are refused."""
    try:
        return write_body(values, FIELDS), ()
    except UnwritableError as refusal:
        return "", refusal.keys


SIGN = re.compile(r"^\s*(#|\*\*|`|~~~|<!--|\[!\[|[-*+] [-*+] |- .*: .*:|.*\n[-=]{3})", re.MULTILINE)


NAMES = st.sampled_from(["Zorb", "Yott 7", "A-B", "数据", "Röm", "x_y", "C++", "Zorb (b)", "É"])
AMOUNTS = st.builds(
    Amount, st.integers(0, 10**15), st.booleans(), note=st.sampled_from(["", "n: 5", "n"])
)
ORDINARY: dict[str, st.SearchStrategy[Value]] = {
    "name": NAMES,
    "paper": st.sampled_from(["https://a.org/b_(c)?d=e@f", "http://例え.jp/"]),
    "download": st.just("https://github.com/zed/zorb"),
    "repository": st.just("zed/zorb"),
    "year": st.integers(1900, 2100),
    "venue": NAMES,
    "country": st.sampled_from(["United Kingdom", "Türkiye", "European Union"]),
    "scale": st.sampled_from(["small", "middle", "large"]),
    "tasks": st.sampled_from([("VQA",), ("VG", "Cap"), ("VQA", "VG", "Cap")]),
    "samples": AMOUNTS.map(lambda one: (one,)),
    "size": st.lists(AMOUNTS, min_size=2, max_size=2).map(
        lambda two: (Amount(two[0].number, name="HR"), Amount(None, name="LR", note=two[1].note))
    ),
    "sources": st.lists(NAMES, min_size=1, unique=True).map(lambda names: Listing(tuple(names))),
    "tools": st.sampled_from([("GPT-4",), ("GPT-4V", "Human")]),
    "pipeline": st.sampled_from(
        ["One.\n\nTwo.", "1. one\n   - two", "```sh\n### Notes\n```", "- [ ] a\n- [x] b", "![a](b)",
         "### Own\n\n**Bold**: text", "> quoted", "| a | b |\n| - | - |", "    code", "#tag"]
    ),
    "notes": st.sampled_from(["None", "见图。", "## Deep\n\ntext", "a\\\nb"]),
    "origin": NAMES,
}  # fmt: skip


@settings(max_examples=120, deadline=None)
@given(st.fixed_dictionaries({}, optional=ORDINARY))
def test_an_ordinary_value_is_never_refused(values: dict[str, Value]) -> None:
    written = write_body(values, FIELDS)
    body = read_body(written, FIELDS)
    assert body.values == values
    assert not body.extras
    assert not body.findings
    assert write_body(body.values, FIELDS) == written


def test_every_field_stands_in_its_order_and_says_when_it_has_no_value() -> None:
    two = FIELDS[:2]
    assert write_body({"name": "Zorb"}, two) == "### Name\n\nZorb\n\n### Paper\n\n_No response_\n"


@pytest.mark.parametrize("name", ["issues-legacy.json", "issues.json"])
def test_every_body_of_the_flagship_can_be_written(name: str) -> None:
    folder = TESTS / "facts" if name == "issues-legacy.json" else TESTS.parent / "catalog"
    listed = json.loads((folder / name).read_text(encoding="utf-8"))
    issues = listed["issues"] if isinstance(listed, dict) else listed
    fields = load_schema(TESTS.parent).by_key["datasets"].fields
    for issue in issues:
        values = read_body(issue["body"], fields).values
        assert read_body(write_body(values, fields), fields).values == values


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("pipeline", "a\n\n### Notes\n\nb"),
        ("notes", "```\nnever closed"),
        ("notes", "_No response_"),
        ("notes", "\nblank lines around\n"),
        ("name", "two\nlines"),
        ("name", "?"),
        ("year", 99),
        ("paper", "javascript:alert(1)"),
        ("country", "Atlantis"),
        ("scale", "huge"),
        ("samples", (Amount(-5),)),
        ("samples", (Amount(5, note="(("),)),
        ("sources", Listing(("a, b",))),
    ],
)
def test_a_value_that_no_body_says_is_refused_by_name(key: str, value: Value) -> None:
    with pytest.raises(UnwritableError, match=re.escape(key)) as refusal:
        write_body({key: value}, FIELDS)
    assert key in refusal.value.keys


@settings(max_examples=250, deadline=None)
@given(BODIES)
def test_no_line_of_a_body_is_lost(body: str) -> None:
    marked = "\n".join(mark(number, line) for number, line in enumerate(body.splitlines()))
    reading = read_body(marked, FIELDS)
    told = [*(repr(value) for value in reading.values.values()),
            *(stated.raw for stated in reading.stated.values()),
            *(f"{extra.label} {extra.text}" for extra in reading.extras)]  # fmt: skip
    whole = "\n".join(told)
    assert [word for word in re.findall(r"zq[0-9]+", marked) if word not in whole] == []


def mark(number: int, line: str) -> str:
    """Add a word to a line, unless that would make another of a label, a fence or a comment."""
    is_sign = re.match(r"\s*(#|<!--|-->|[`~]{3}|[-=]{3}|\[!\[|$)", line) or line in LABELS
    return line if is_sign else f"{line} zq{number}"
