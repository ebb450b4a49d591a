"""JSON is read and written as Python's own module does it, only sooner."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.model.json_text import compact_json, read_json

CHARACTERS = st.characters(exclude_categories=[])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(CHARACTERS),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(CHARACTERS), inner),
)


@given(value=VALUES, is_ascii=st.booleans(), indent=st.sampled_from([None, 1]))
def test_what_python_writes_is_read_as_python_reads_it(
    value: object, is_ascii: bool, indent: int | None
) -> None:
    text = json.dumps(value, ensure_ascii=is_ascii, indent=indent)
    found, wanted = read_json(text), json.loads(text)
    assert repr(found) == repr(wanted)  # 1 and 1.0 are equal, and not the same


@given(value=VALUES)
def test_what_is_written_is_read_back(value: object) -> None:
    assert repr(json.loads(compact_json(value))) == repr(value)


@pytest.mark.parametrize("text", ["", "{", "[1,]", "{'a': 1}", "nul", "[1] 2", '"\n"', "\ufeff[]"])
def test_what_python_refuses_is_refused(text: str) -> None:
    for read in (json.loads, read_json):
        with pytest.raises(ValueError):  # noqa: PT011 - the base of what both raise
            read(text)


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '"\\ud83d"', '{"a": "\\udc00b"}', "1e999"])
def test_what_only_python_reads_is_read(text: str) -> None:
    assert repr(read_json(text)) == repr(json.loads(text))
