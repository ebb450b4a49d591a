"""What bodies mean: the flagship's facts, the odd ones, and a file for every known case."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies_schema import FIELDS, declare, describe
from issuesync.app.workspace import load_schema
from issuesync.bodies.read import layout_of, read_body
from issuesync.fields.amount import Bytes, Count
from issuesync.fields.link import Url
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.model.value import Listing
from issuesync.schema.catalog import Field

if TYPE_CHECKING:
    from issuesync.bodies.read import Body
    from issuesync.model.value import Value

TESTS = Path(__file__).parent
FACTS = TESTS / "facts"
CASES = TESTS / "cases" / "bodies"
FLAGSHIP = load_schema(TESTS.parent).by_key["datasets"].fields
EXPECTED = [json.loads(line) for line in (FACTS / "expected.jsonl").read_text("utf-8").splitlines()]
ODD = json.loads((FACTS / "odd_bodies.json").read_text(encoding="utf-8"))
ODD_FIELDS = (
    declare("name", Title()),
    declare("paper", Url()),
    declare("download", Url()),
    declare("samples", Count(), "Total Samples"),
    declare("size", Bytes(), "Dataset Size"),
    declare("sources", List(), "Source"),
    declare("pipeline", Markdown(), "Data Pipeline"),
)
DIVIDER = "======== body ========\n"
SIGNS = {"CR": "\r", "BOM": "\ufeff", "NBSP": "\u00a0", "ZWSP": "\u200b", "RLO": "\u202e",
         "PDF": "\u202c"}  # fmt: skip
"""A case writes these as ``<CR>``: no editor shows them and git may change them."""


def load_bodies(path: Path) -> dict[int, str]:
    listed = json.loads(path.read_text(encoding="utf-8"))
    issues = listed["issues"] if isinstance(listed, dict) else listed
    return {issue["number"]: issue["body"] for issue in issues}


BODIES = {
    "legacy": load_bodies(FACTS / "issues-legacy.json"),
    "adopted": load_bodies(TESTS.parent / "catalog" / "issues.json"),
}


def amounts(value: Value | None) -> int | dict[str, int | None] | None:
    """Give one number, or each by its name, as the facts do."""
    if value is None:
        return None
    assert isinstance(value, tuple)
    numbers = {one.name: one.number for one in value if not isinstance(one, str)}
    return numbers.get("") if list(numbers) == [""] else numbers


def in_megabytes(value: Value | None) -> Any:
    sizes = amounts(value)
    if isinstance(sizes, dict):
        return {name: size and size / 10**6 for name, size in sizes.items()}
    return sizes and sizes / 10**6


def items(body: Body) -> list[str]:
    value = body.values.get("sources")
    return list(value.items) if isinstance(value, Listing) else []


def declared(body: Body) -> int | None:
    return body.stated["sources"].declared if "sources" in body.stated else None


@pytest.mark.parametrize("origin", BODIES)
def test_every_fact_of_all_78_issues_is_read(origin: str) -> None:
    assert len(EXPECTED) == 78
    for fact in EXPECTED:
        body = read_body(BODIES[origin][fact["number"]], FLAGSHIP)
        found = {
            "paper": body.values.get("paper"),
            "download": body.values.get("download"),
            "samples": amounts(body.values.get("samples")),
            "size_mb": in_megabytes(body.values.get("size")),
            "sources": items(body),
            "sources_declared": declared(body),
        }
        assert found == {key: fact[key] for key in found}, fact["title"]
        assert body.values.get("name", fact["title"]) == fact["title"]


def odd_facts(body: Body) -> dict[str, Any]:
    """Say what a reading says under the facts' own names."""
    values, sources = body.values, body.values.get("sources")
    size = values.get("size", ())
    assert isinstance(size, tuple)
    return {
        **{key: values.get(key) for key in ("name", "paper", "download", "pipeline")},
        "samples": amounts(values.get("samples")),
        "size_bytes": amounts(values.get("size")),
        "size_approx": any(not isinstance(one, str) and one.approximate for one in size),
        "source_declared": declared(body),
        "sources": items(body),
        "groups": dict_of(sources.groups) if isinstance(sources, Listing) else {},
        "samples_raw_kept": "samples" in body.stated and bool(body.stated["samples"].raw),
        "sources_raw_kept": "sources" in body.stated and bool(body.stated["sources"].raw),
        "unknown_keys": labels_found(body, "unknown-key"),
        "repeated_keys": labels_found(body, "repeated-key"),
    }


def dict_of(groups: tuple[tuple[str, tuple[str, ...]], ...]) -> dict[str, list[str]]:
    return {head: list(names) for head, names in groups}


def labels_found(body: Body, code: str) -> list[str]:
    lines = {one.line for one in body.findings if one.code == code}
    return list(dict.fromkeys(one.label for one in body.extras if one.line in lines))


@pytest.mark.parametrize("odd", ODD, ids=lambda odd: odd["slug"])
def test_an_odd_body_means_what_its_fact_says(odd: dict[str, Any]) -> None:
    facts = odd_facts(read_body(odd["body"], ODD_FIELDS))
    assert {key: facts[key] for key in odd["expect"]} == odd["expect"]


def test_there_are_28_odd_bodies() -> None:
    assert len(ODD) == 28


@pytest.mark.parametrize(
    "path", sorted(CASES.rglob("*.txt")), ids=lambda path: f"{path.parent.name}/{path.stem}"
)
def test_a_body_means_what_its_case_says(path: Path) -> None:
    meaning, _, written = path.read_bytes().decode().partition(DIVIDER)
    text = re.sub(f"<({'|'.join(SIGNS)})>", lambda sign: SIGNS[sign[1]], written)
    assert list(describe(read_body(text, FIELDS))) == meaning.splitlines()


@pytest.mark.parametrize("dialect", ["form", "legacy"])
def test_both_dialects_have_cases(dialect: str) -> None:
    assert len(list((CASES / dialect).glob("*.txt"))) > 30


def test_no_body_at_all_states_nothing() -> None:
    assert read_body(None, FIELDS) == read_body("", FIELDS)
    assert not read_body(None, FIELDS).stated


def test_a_value_knows_the_lines_it_came_from() -> None:
    body = read_body("### Name\n\nZorb\n\n### Notes\n\nOne.\nTwo.\n\n### Unknown", FIELDS)
    assert (body.stated["name"].first, body.stated["name"].last) == (1, 4)
    assert (body.stated["notes"].first, body.stated["notes"].last) == (5, 10)


def test_a_fields_present_label_beats_another_fields_key_and_former_name() -> None:
    fields = (
        Field("source", "Origin", Text(), was=("Provenance",)),
        Field("sources", "Source", List(), was=("Origin",)),
    )
    body = read_body("### Source\n\nAlfa, Bravo\n\n### Origin\n\nspace", fields)
    assert body.values == {"sources": Listing(("Alfa", "Bravo")), "source": "space"}
    assert read_body("**Provenance**: space", fields).values == {"source": "space"}


def test_a_label_too_long_to_be_one_names_nothing() -> None:
    fields = (Field("long", "x" * 300, Text()), *FIELDS)
    assert "" not in layout_of(fields).index
    assert not read_body(f"### {'y' * 300}\n\ntext", fields).stated


@settings(max_examples=200, deadline=None)
@given(st.text() | st.text(alphabet="#*_-[]()!<>`~:：| \n\r\t1k,.?xX\u200b\u00a0ı\ud800"))
def test_no_text_makes_reading_raise(text: str) -> None:
    assert read_body(text, FIELDS).values.keys() <= {field.key for field in FIELDS}


@pytest.mark.parametrize(
    "body", ["### Part (2)\n\nx\n\n### Part\n\ny", "**Part (2)**: x\n**Part**: y"]
)
def test_a_number_in_brackets_that_is_part_of_a_label_declares_nothing(body: str) -> None:
    fields = (declare("second", Text(), "Part (2)"), declare("first", Text(), "Part"))
    read = read_body(body, fields)
    assert read.values == {"second": "x", "first": "y"}
    assert not read.findings
