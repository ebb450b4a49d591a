"""Forms as GitHub renders them: the answers come back, or the body is said to be ambiguous."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from bodies_schema import declare
from issuesync.bodies.blocks import Blocks, find_blocks
from issuesync.bodies.lines import split_page
from issuesync.bodies.read import layout_of, read_body
from issuesync.bodies.write import NO_RESPONSE
from issuesync.fields.text import List, Markdown, Text
from issuesync.model.value import Listing

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.schema.catalog import Field

LABELS = ("Name", "Samples", "Notes", "数据", "🌍", "What is it?")
TYPES = (Text(), Markdown(), List())
WORDS = ("alpha", "5", "_No response_ so far", "见图", "#tag", "**Bold** text", "- item", "a: b")

TELLING = {word for line in WORDS for word in line.split()} - set(NO_RESPONSE.split())


@st.composite
def forms(draw: st.DrawFn, own_headings: bool) -> tuple[tuple[Field, ...], list[str]]:
    """Draw a form's fields and an answer to each; answers may hold headings of any label."""
    labels = draw(st.lists(st.sampled_from(LABELS), min_size=2, max_size=4, unique=True))
    fields = tuple(
        declare(f"field{rank}", draw(st.sampled_from(TYPES)), label)
        for rank, label in enumerate(labels)
    )
    pieces = [*WORDS, *(f"### {label}" for label in labels if own_headings)]
    lines = st.lists(st.sampled_from(pieces), max_size=5)
    return fields, [
        "\n\n".join(draw(lines)[: 1 if isinstance(field.type, Text) else 5]) for field in fields
    ]


def render(fields: Sequence[Field], answers: Sequence[str]) -> str:
    """Render the form as GitHub does."""
    pairs = zip(fields, answers, strict=True)
    return "\n\n".join(f"### {field.label}\n\n{answer or NO_RESPONSE}" for field, answer in pairs)


def answers_of(blocks: Blocks, fields: Sequence[Field]) -> list[str]:
    texts = [one.text for field in fields for one in blocks.answers[field.key]]
    return ["" if text == NO_RESPONSE else text for text in texts]


@settings(max_examples=100, deadline=None)
@given(forms(own_headings=False))
def test_answers_without_headings_come_back(form: tuple[tuple[Field, ...], list[str]]) -> None:
    fields, answers = form
    blocks = find_blocks(split_page(render(fields, answers)), layout_of(fields))
    assert answers_of(blocks, fields) == answers
    assert not blocks.findings
    assert not blocks.extras


@settings(max_examples=250, deadline=None)
@given(forms(own_headings=True))
def test_a_form_with_one_reading_gives_it_and_one_with_more_says_so(
    form: tuple[tuple[Field, ...], list[str]],
) -> None:
    fields, answers = form
    body = render(fields, answers)
    readings = list(all_readings(body.split("\n"), fields))
    blocks = find_blocks(split_page(body), layout_of(fields))
    event("one reading" if len(readings) == 1 else "more than one")
    assert answers in readings
    assert answers_of(blocks, fields) in readings
    assert [one.code for one in blocks.findings] == ["ambiguous-body"] * (len(readings) > 1)
    assert words(answers_of(blocks, fields)) == words(answers)


def all_readings(lines: list[str], fields: Sequence[Field]) -> Iterator[list[str]]:
    """Find, by trying every choice of headings, all answers that give this body."""

    def go_on(rank: int, start: int) -> Iterator[list[str]]:
        ends = [len(lines)]
        if rank + 1 < len(fields):
            label = f"### {fields[rank + 1].label}"
            ends = [i for i in range(start + 1, len(lines)) if lines[i] == label]
        for end in ends:
            text = "\n".join(lines[start + 1 : end]).strip("\n")
            if isinstance(fields[rank].type, Text) and "\n" in text:
                continue
            answer = "" if text == NO_RESPONSE else text
            rests = go_on(rank + 1, end) if rank + 1 < len(fields) else iter([[]])
            yield from ([answer, *rest] for rest in rests)

    return go_on(0, 0)


def words(answers: Sequence[str]) -> list[str]:
    """Return all words of the answers, the form's own labels apart."""
    return sorted(word for answer in answers for word in answer.split() if word in TELLING)


@settings(max_examples=100, deadline=None)
@given(forms(own_headings=True), st.data())
def test_a_form_in_any_order_loses_no_answer(
    form: tuple[tuple[Field, ...], list[str]], data: st.DataObject
) -> None:
    fields, answers = form
    order = data.draw(st.permutations(range(len(fields))))
    assume(order != sorted(order))
    body = render([fields[rank] for rank in order], [answers[rank] for rank in order])
    blocks = find_blocks(split_page(body), layout_of(fields))
    told = [one.text for given in blocks.answers.values() for one in given]
    told += [extra.text for extra in blocks.extras]
    assert words(told) == words(answers)


@pytest.mark.parametrize("kind", TYPES)
def test_a_section_that_the_catalog_lacks_is_kept_apart_from_answers_that_are_no_prose(
    kind: Any,
) -> None:
    fields = (declare("first", Text()), declare("second", kind))
    body = read_body("### First\n\na\n\n### Agreed?\n\n- [X] yes\n\n### Second\n\nb", fields)
    assert body.values["first"] == "a"
    assert body.values["second"] in {"b", Listing(("b",))}
    assert [(extra.label, extra.text) for extra in body.extras] == [("Agreed?", "- [X] yes")]


def test_the_two_bodies_that_give_one_text_are_reported() -> None:
    fields = (declare("notes", Markdown()), declare("samples", Markdown()))
    one = render(fields, ["a\n\n### Samples\n\n5", "7"])
    assert one == render(fields, ["a", "5\n\n### Samples\n\n7"])
    body = read_body(one, fields)
    assert body.values == {"notes": "a", "samples": "5\n\n### Samples\n\n7"}
    assert [finding.code for finding in body.findings] == ["ambiguous-body"]


def test_an_empty_answer_and_the_words_for_it_give_one_text() -> None:
    fields = (declare("notes", Markdown()), declare("samples", Markdown()))
    assert render(fields, ["", "5"]) == render(fields, [NO_RESPONSE, "5"])
    assert read_body(render(fields, ["", "5"]), fields).values == {"samples": "5"}
