"""YAML text into strings with their lines."""

from __future__ import annotations

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.yamlfile.source import DEEPEST, Plain, Source, parse_yaml

WORDS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=12)
PLAIN = st.recursive(
    WORDS,
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(WORDS, inner, max_size=4)),
    max_leaves=20,
)


def read(text: str) -> Source:
    """Parse a text that has no problem."""
    source, problems = parse_yaml(text, "a.yaml")
    assert problems == []
    return source


def test_every_scalar_is_a_string_but_nothing_is_nothing() -> None:
    text = "a: 000000\nb: 012345\nc: 1e1000\nd: no\ne: null\nf: ~\ng:\nh: ''\ni: 2024-01-01\n"
    values: dict[str, Plain] = {"a": "000000", "b": "012345", "c": "1e1000", "d": "no"}
    values |= {"e": "null", "f": "~", "g": None, "h": "", "i": "2024-01-01"}
    assert read(text).value == values


def test_tags_change_nothing() -> None:
    assert read("a: !!int 3\nb: !!python/name:os.system x\nc: !x [1]").value == {
        "a": "3",
        "b": "x",
        "c": ["1"],
    }


def test_each_value_knows_its_line() -> None:
    source = read("# first\na:\n  - x\n  -\n    b: y\nc: |\n  z\n")
    assert source.line("a") == 2
    assert source.line("a", 0) == 3
    assert source.line("a", 1, "b") == 5
    assert source.line("c") == 6


def test_a_value_that_is_not_there_has_the_line_of_what_would_hold_it() -> None:
    source = read("a:\n  b: {c: d}\n")
    assert source.line("a", "b", "x", 3, "y") == 2
    assert read("").line("a") is None


def test_a_byte_order_mark_and_any_line_end_are_read() -> None:
    assert read("\ufeffa: 1\r\nb: 2\r\n").value == {"a": "1", "b": "2"}
    assert read("a: 1\rb: 2\r").lines["b",] == 2


def test_the_first_of_two_equal_keys_stands() -> None:
    source, problems = parse_yaml("a: 1\nb: {c: 2, c: [3, {d: 4}], e: 5}\na: 6\n", "a.yaml")
    assert source.value == {"a": "1", "b": {"c": "2", "e": "5"}}
    assert [(one.code, one.place.line) for one in problems] == [
        ("yaml-duplicate-key", 2),
        ("yaml-duplicate-key", 3),
    ]


def test_aliases_never_unfold() -> None:
    levels = [
        f"{chr(98 + i)}: &{chr(98 + i)} [{', '.join([f'*{chr(97 + i)}'] * 9)}]" for i in range(9)
    ]
    source, problems = parse_yaml("\n".join(["a: &a [x]", *levels]), "a.yaml")
    assert isinstance(source.value, dict)
    assert source.value["j"] == [None] * 9
    assert len(problems) == 81


def test_a_merge_key_is_reported_where_it_stands_and_read_as_a_name_in_quotes() -> None:
    source, problems = parse_yaml("a: &a {b: 1}\nc:\n  <<: *a\n  '<<': 2\n", "a.yaml")
    assert source.value == {"a": {"b": "1"}, "c": {"<<": "2"}}
    assert [(one.code, one.place.line) for one in problems] == [("yaml-merge-key", 3)]


def test_a_file_may_nest_so_deep_and_no_deeper() -> None:
    deep = "[" * DEEPEST + "]" * DEEPEST
    assert parse_yaml(deep, "a.yaml")[1] == []
    assert [one.code for one in parse_yaml(f"[{deep}]", "a.yaml")[1]] == ["yaml-syntax"]


@settings(max_examples=100, deadline=None)
@given(PLAIN)
def test_what_yaml_writes_is_read_back(value: Plain) -> None:
    text = yaml.safe_dump(value, allow_unicode=True, default_style='"')
    assert read(text).value == value


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_any_text_is_read_or_reported(text: str) -> None:
    source, problems = parse_yaml(text, "a.yaml")
    last = max(1, len(text.splitlines()))
    assert all(1 <= (one.place.line or 0) <= last for one in problems)
    assert source.value is None or source.lines
