"""Bodies edited so that they state other values: the smallest edit, in the body's own dialect."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies_schema import BY_KEY, FIELDS
from corpus import CORPUS, hostile_texts
from issuesync.app.workspace import load
from issuesync.bodies.edit import edit_body
from issuesync.bodies.read import read_body
from issuesync.bodies.write import UnwritableError, write_body
from issuesync.model.record import Origin
from test_write_body import BODIES, ORDINARY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.record import Record
    from issuesync.model.value import Value

TESTS = Path(__file__).parent
CASES = sorted((TESTS / "cases/edits").glob("*.txt"))
BODY, EDITED = "======== body ========\n", "======== edited ========\n"


def wanted_of(lines: str) -> dict[str, Value | None]:
    """Read the values that a case asks for."""
    pairs = [(key.strip(), text) for key, _, text in (one.partition("=") for one in
             lines.splitlines())]  # fmt: skip
    return {key: BY_KEY[key].type.read(text.strip()).value if text else None for key, text in pairs}


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_a_case_is_edited_as_it_says(path: Path, end: str) -> None:
    lines, _, rest = path.read_text(encoding="utf-8").partition(BODY)
    body, _, edited = (one.replace("\n", end) for one in rest.partition(EDITED))
    wanted = wanted_of(lines)
    assert edit_body(body, wanted, FIELDS) == edited
    bare, shown = body.removesuffix(end), edited.removesuffix(end)
    assert edit_body(bare, wanted, FIELDS).replace("\r\n", "\n").replace("\r", "\n") == (
        shown.replace(end, "\n")
    )


@pytest.mark.parametrize("body", ["", "\n", "\n\n"])
def test_a_body_without_words_gets_a_section(body: str) -> None:
    assert edit_body(body, {"year": 2024}, FIELDS).strip("\n") == "### Year\n\n2024"


def test_a_byte_order_mark_stays_the_first_thing() -> None:
    assert edit_body("\ufeff**Name**: Zorb", {"name": "Yott"}, FIELDS) == "\ufeff**Name**: Yott"
    assert edit_body("\ufeff", {"year": 2024}, FIELDS) == "\ufeff### Year\n\n2024\n"


@pytest.mark.parametrize(
    ("wanted", "keys"),
    [
        ({"year": 99, "venue": "CVPR"}, ("year",)),
        ({"mood": "blue"}, ("mood",)),
        ({"name": "two\nlines", "scale": "huge"}, ("name", "scale")),
    ],
)
def test_a_value_that_no_edit_states_is_refused_by_name(
    wanted: dict[str, Value | None], keys: tuple[str, ...]
) -> None:
    with pytest.raises(UnwritableError) as refusal:
        edit_body("**Name**: Zorb\n", wanted, FIELDS)
    assert sorted(refusal.value.keys) == sorted(keys)


WANTED = st.fixed_dictionaries({}, optional={k: st.none() | v for k, v in ORDINARY.items()})
HOSTILE = st.one_of(BODIES, hostile_texts(), st.builds("{}\n{}".format, BODIES, hostile_texts()))


def edited_of(body: str, wanted: Mapping[str, Value | None]) -> str:
    """Edit a body; leave out what cannot be stated in it."""
    try:
        return edit_body(body, wanted, FIELDS)
    except UnwritableError as refusal:
        kept = {key: value for key, value in wanted.items() if key not in refusal.keys}
        return edit_body(body, kept, FIELDS)


@settings(max_examples=150, deadline=None)
@given(HOSTILE, WANTED)
def test_an_edit_states_what_is_wanted_and_leaves_all_else_as_it_was(
    body: str, wanted: dict[str, Value | None]
) -> None:
    before, edited = read_body(body, FIELDS), edited_of(body, wanted)
    after = read_body(edited, FIELDS)
    for key in BY_KEY:
        if key not in wanted:
            assert after.values.get(key) == before.values.get(key)
            assert getattr(after.stated.get(key), "raw", None) == (
                getattr(before.stated.get(key), "raw", None)
            )
        elif after.values.get(key) != wanted[key]:
            assert after.values.get(key) == before.values.get(key)  # it was refused
    assert edited_of(edited, wanted) == edited


@settings(max_examples=100, deadline=None)
@given(BODIES, st.sampled_from(sorted(ORDINARY)), st.data())
def test_an_edit_of_one_field_keeps_every_line_but_those_of_its_answer(
    body: str, key: str, data: st.DataObject
) -> None:
    stated = read_body(body, FIELDS).stated.get(key)
    edited = edited_of(body, {key: data.draw(ORDINARY[key])})
    own = range(stated.first - 1, stated.last) if stated else range(0)
    rest = iter(edited.splitlines(keepends=False))
    for number, line in enumerate(body.splitlines()):
        if number in own or not line.strip() or line.startswith("[!["):
            continue
        assert any(line == other for other in rest), f"{line!r} is gone"


def test_no_hostile_body_makes_an_edit_fail_otherwise_than_by_name() -> None:
    for text in CORPUS:
        edited = edited_of(text, {"year": 2024, "paper": "https://a.org", "notes": "Words."})
        assert edited_of(edited, {"year": 2024}) == edited


@settings(max_examples=60, deadline=None)
@given(st.fixed_dictionaries({}, optional=ORDINARY), WANTED)
def test_an_ordinary_value_can_always_be_stated_in_a_form(
    values: dict[str, Value], wanted: dict[str, Value | None]
) -> None:
    edited = edit_body(write_body(values, FIELDS), wanted, FIELDS)
    expected = {key: value for key, value in {**values, **wanted}.items() if value is not None}
    assert read_body(edited, FIELDS).values == expected


# The flagship


@pytest.fixture(scope="module")
def adopted() -> tuple[Record, ...]:
    """Return the records that the adopted issues and the overrides give."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(TESTS.parent)
        return load(Path(), "snapshot").catalog.in_collection("datasets")


def stated_values(record: Record) -> dict[str, Value | None]:
    """Return what an issue has to state so that its record is this one without an override."""
    said = {Origin.BODY, Origin.OVERRIDE, Origin.TITLE}
    return {key: one.value for key, one in record.values.items() if one.origin in said}


def test_the_edited_bodies_of_the_flagship_state_its_records(adopted: tuple[Record, ...]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(TESTS.parent)
        fields = load(Path(), "snapshot").catalog.schema.by_key["datasets"].fields
    listed = json.loads((TESTS / "facts/issues-legacy.json").read_text(encoding="utf-8"))
    bodies = {issue["number"]: str(issue["body"]) for issue in listed}
    assert len(adopted) == len(bodies) == 78
    for record in adopted:
        body, wanted = bodies[record.number or 0], stated_values(record)
        edited = edit_body(body, wanted, fields)
        stated = {key: value for key, value in wanted.items() if value is not None}
        found = read_body(edited, fields).values
        assert {key: found.get(key) for key in stated} == stated
        assert set(found) - set(stated) <= {"annotation"}  # where the issue's labels say it
        gone = set(body.split("\n")) - set(edited.split("\n"))
        assert all(line.startswith(("[![", "**Name**")) for line in gone)
        assert edit_body(edited, wanted, fields) == edited
