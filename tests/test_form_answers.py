"""Forms of any catalog, filled in: the answers come back, or the body is said to be ambiguous."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml
from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from bodies_schema import declare
from issuesync.bodies.read import read_body
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.text import Markdown, Text
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.submissions.form_check import check_forms
from issuesync.submissions.forms import FOLDER, asked_fields, build_forms
from issuesync.yamlfile.source import Loader
from test_form_check import faults_of, needs_schema

if TYPE_CHECKING:
    from issuesync.bodies.read import Body
    from issuesync.schema.catalog import Field, Schema

NO_RESPONSE = "_No response_"
NAMES = (
    "Name", "Paper link", "数据来源 🌍", "🌍", "What is it?", "A: b", "Size (GB)", "Part (2)",
    "Other #", "C++", "**Bold**", "x_y", "`code`", "No", "[Link](https://example.org)", "1. One",
    "名前", "<!-- c", "a | b", "Total\u00a0samples",
)  # fmt: skip
WORDS = (
    "yes", "No", "on", "2024", "1.0", "1,000 - 10,000", "over 10,000", "small", "Part a: b",
    "x, y; z", "`code`", "#tag", "[x] done", "[ ] open", "**bold**", "<b>", "@octocat",
    "数据、来源", "🌍", "GPT-4", "GPT-4V", "~", "null", "{a: b}", "'", '"', "none", "!x", "%",
)  # fmt: skip
SAMPLES = {
    "title": {"Cats": "Cats", "  A  name ": "A name", "#1 of *all*": "#1 of *all*"},
    "text": {"Cats": "Cats", "- a | b": "- a | b", "No response": "No response", "a: b": "a: b"},
    "markdown": {
        "One\r\n\r\n- [ ] two\r\n- [X] three": "One\n\n- [ ] two\n- [X] three",
        "\r\n  Words\r\n  and `code`  \r\n": "Words\n  and `code`",
        "# Top\r\n\r\n#### Below\r\n\r\n**Words:** here": "# Top\n\n#### Below\n\n**Words:** here",
        "```\r\n### Name\r\n```": "```\n### Name\n```",
        "n/a": "n/a",
    },
    "url": {"https://example.org/a_b?c=(1)": "https://example.org/a_b?c=(1)"},
    "repository": {"octocat/cats": "octocat/cats", "https://github.com/a/b/": "a/b"},
    "year": {"2024": "2024", " 1999 ": "1999"},
    "country": {"USA": "United States", "China": "China"},
    "count": {"12,345": "12,345", "1.2 million": "1,200,000"},
    "bytes": {"1.5 GB": "1.5 GB", "300mb": "300 MB"},
    "list": {"A, B (c, d)": "A, B (c, d)", "- A\r\n- B\r\n": "A, B", "x": "x"},
}  # fmt: skip
PLAIN = (*SAMPLES, "choice", "choices")
LINES = (
    "alpha", "beta 5", "_No response_ so far", "#tag", "**Bold** text", "- item", "a: b", "见图",
    "# Top", "#### Below", "### Elsewhere", "```", "<!--", "-->", "[x](https://example.org)",
    "**Bold**: value", "> quoted", "[![Name](https://e.org/i.svg)](https://e.org)", "---",
)  # fmt: skip
SAID = {"ambiguous-body", "unclosed-fence", "unknown-heading", "repeated-key", "unlabelled-text"}
"""What a reader says where an answer may have been taken for more than one."""
TELLING = {"alpha", "beta", "5", "见图", "quoted", "value"}
"""Words of those lines that are in nothing that a form says itself; of headings below."""
HIDING = {"```", "<!--", "-->"}
"""Lines after which GitHub shows the form's own headings as code, or not at all."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was typed or chosen in one element, and what a reader shows of it; ``None`` for none."""

    field: Field
    typed: str
    told: str | None


def render(answers: list[Answer], end: str = "\n") -> str:
    """Write the body as GitHub does: the form's lines end one way, those of an answer another."""
    parts = (f"### {one.field.label}{end * 2}{one.typed.strip() or NO_RESPONSE}" for one in answers)
    return (end * 2).join(parts)


def shown(body: Body, field: Field) -> str | None:
    """Return what a body says of a field, as a person sees it."""
    value = body.values.get(field.key)
    if value is None or field.type.kind == "markdown":
        return None if value is None else str(value)
    return field.type.show(value)


def options() -> st.SearchStrategy[dict[str, Any]]:
    """Draw options with what they mean."""
    meanings = st.none() | st.sampled_from(("Some words", "a: b", "1,000 and more", "x"))
    return st.dictionaries(st.sampled_from(WORDS), meanings, min_size=1, max_size=5)


@st.composite
def declared(draw: st.DrawFn, label: str) -> dict[str, Any]:
    """Draw a field as catalog.yaml declares it."""
    stated: dict[str, Any] = {"type": draw(st.sampled_from(PLAIN)), "label": label}
    if draw(st.booleans()):
        stated["description"] = draw(st.sampled_from(WORDS))
    if draw(st.booleans()):
        stated["example"] = draw(st.sampled_from(WORDS))
    if stated["type"] in {"choice", "choices"}:
        stated["options"] = draw(options())
        stated["open"] = draw(st.booleans())
    return {**stated, "required": draw(st.booleans())}


@st.composite
def catalogs(draw: st.DrawFn) -> Schema:
    """Draw a catalog of fields of any types with a form that asks for them."""
    labels = draw(st.lists(st.sampled_from(NAMES), min_size=3, max_size=7, unique=True))
    group: dict[str, Any] = {
        "title": labels[0],
        "color": "0e8a16",
        "labels": {name: meaning or "" for name, meaning in draw(options()).items()},
    }
    if draw(st.booleans()):
        group["at_most"] = 1
    status = {"color": "0e8a16", "labels": {"accepted": ""}}
    taxonomy, faults = parse_taxonomy(
        yaml.safe_dump({"groups": {"status": status, "task": group}}, allow_unicode=True), "l"
    )
    fields = {f"field{rank}": draw(declared(label)) for rank, label in enumerate(labels[1:])}
    one = {
        "from": "issues", "publish": "accepted", "fields": list(fields),
        "form": {"name": draw(st.sampled_from(WORDS)), "labels": []},
        "columns": {key: key for key in fields},
    }  # fmt: skip
    stated = {
        "repository": "a/b", "documents": "README.md", "fields": fields, "collections": {"one": one}
    }  # fmt: skip
    text = yaml.safe_dump(stated, allow_unicode=True, sort_keys=False)
    schema, problems = parse_catalog(text, "catalog.yaml", taxonomy)
    assume(schema is not None and not faults and not problems)
    assert schema is not None
    return schema


def form_of(schema: Schema) -> dict[str, Any]:
    """Read the form that is written, as GitHub does."""
    texts = {file.path: file.text for file in build_forms(schema, {})}
    form = yaml.load(texts[f"{FOLDER}/one.yml"] or "", Loader)
    assert isinstance(form, dict)
    return form


@st.composite
def filled(draw: st.DrawFn, *, is_wild: bool = False) -> tuple[Schema, list[Answer]]:
    """Draw a catalog whose form GitHub takes, and answers to all that it asks."""
    schema = draw(catalogs())
    assume(not list(check_forms(schema, {})))
    fields = asked_fields(schema.by_key["one"])
    elements = form_of(schema)["body"]
    labels = [field.label for field in fields]
    return schema, [
        draw(answer(field, element, labels if is_wild else []))
        for field, element in zip(fields, elements, strict=True)
    ]


@st.composite
def answer(draw: st.DrawFn, field: Field, element: dict[str, Any], labels: list[str]) -> Answer:
    """Answer one element as it lets anybody answer it; with labels, by lines of any kind."""
    kind = element["type"]
    if kind in {"dropdown", "checkboxes"}:
        return draw(chosen(field, element))
    if labels:
        pieces = st.sampled_from([*LINES, *(f"### {label}" for label in labels)])
        lines = draw(st.lists(pieces, max_size=6 if kind == "textarea" else 1))
        return Answer(field, "\r\n".join(lines), None)
    if not element.get("validations") and draw(st.integers(0, 3)) == 0:
        return Answer(field, "", None)
    if isinstance(field.type, Choice | Choices):
        return draw(named(field))
    return Answer(field, *draw(st.sampled_from([*SAMPLES[field.type.kind].items()])))


@st.composite
def chosen(draw: st.DrawFn, field: Field, element: dict[str, Any]) -> Answer:
    """Choose from a dropdown, or tick boxes."""
    stated = element["attributes"]["options"]
    assert isinstance(field.type, Choice | Choices)
    names = [option.shown for option in field.type.options]
    if element["type"] == "checkboxes":
        ticks = draw(st.lists(st.booleans(), min_size=len(names), max_size=len(names)))
        boxes = zip(stated, ticks, strict=True)
        lines = (f"- [{'X' if tick else ' '}] {box['label']}" for box, tick in boxes)
        told = [name for name, tick in zip(names, ticks, strict=True) if tick]
        return Answer(field, "\n".join(lines), ", ".join(told) or None)
    lead = len(stated) - len(names)
    rank = draw(st.integers(-1 if not lead else 0, len(stated) - 1))
    typed = stated[rank] if rank >= 0 else ""
    return Answer(field, typed, names[rank - lead] if rank >= lead else None)


@st.composite
def named(draw: st.DrawFn, field: Field) -> Answer:
    """Type the names of options in one line, as an open choice asks for them."""
    assert isinstance(field.type, Choice | Choices)
    names = [option.shown for option in field.type.options]
    most = 1 if isinstance(field.type, Choice) else len(names)
    ranks = draw(st.sets(st.sampled_from(range(len(names))), min_size=1, max_size=most))
    told = ", ".join(names[rank] for rank in sorted(ranks))
    return Answer(field, told, told)


@needs_schema
@settings(max_examples=100, deadline=None)
@given(catalogs())
def test_every_form_that_is_not_reported_fits_the_published_schema(schema: Schema) -> None:
    problems = list(check_forms(schema, {}))
    event("reported" if problems else "written")
    assert problems or faults_of(form_of(schema)) == []


@settings(max_examples=100, deadline=None)
@given(catalogs())
def test_a_form_of_ours_is_judged_alike_by_the_catalog_and_by_what_is_written(
    schema: Schema,
) -> None:
    ours = [one.message for one in check_forms(schema, {})]
    texts = {file.path: file.text or "" for file in build_forms(schema, {})}
    theirs = f"# Copied\n{texts[f'{FOLDER}/one.yml']}"
    told = [one.message for one in check_forms(schema, {f"{FOLDER}/theirs.yml": theirs})]
    assert told == ours * 2


@settings(max_examples=150, deadline=None)
@given(filled(), st.sampled_from(["\n", "\r\n"]))
def test_the_answers_to_a_form_come_back(form: tuple[Schema, list[Answer]], end: str) -> None:
    schema, answers = form
    body = read_body(render(answers, end), schema.by_key["one"].fields)
    assert {one.field.key: shown(body, one.field) for one in answers} == {
        one.field.key: one.told for one in answers
    }
    assert not body.extras
    assert not body.findings


@settings(max_examples=150, deadline=None)
@given(filled(is_wild=True))
def test_no_answer_is_dropped_and_one_that_comes_back_otherwise_is_reported(
    form: tuple[Schema, list[Answer]],
) -> None:
    schema, answers = form
    body = read_body(render(answers), schema.by_key["one"].fields)
    said = {finding.code for finding in body.findings} & SAID
    is_hidden = any(HIDING & set(one.typed.split()) for one in answers)
    kept = [f"{one.value!r} {one.raw}" for one in body.stated.values()]
    kept += [f"{extra.label} {extra.text}" for extra in body.extras]
    is_comment = any("<!--" in one.typed for one in answers)  # which is no answer
    for one in answers:
        for word in set() if is_comment else TELLING & set(one.typed.split()):
            assert word in " ".join(kept)
        if one.field.type.kind == "markdown" and not (said or is_hidden):
            typed = one.typed.replace("\r\n", "\n").strip()
            assert shown(body, one.field) == (typed or None)
    event("said" if said else "plain")


def test_a_heading_alone_is_kept_where_a_fence_hides_the_forms_last_heading() -> None:
    fields = (declare("one", Text()), declare("two", Text()), declare("three", Markdown()))
    answers = zip(fields, ("# Top", "```", "words"), strict=True)
    body = read_body(render([Answer(field, typed, None) for field, typed in answers]), fields)
    assert "Top" in f"{body.stated} {body.extras}"


def test_an_option_that_begins_like_a_bullet_is_read_whole() -> None:
    group = Labels((Option("- item", "- item"), Option("1. one", "1. one")))
    assert group.read("- item").value == ("- item",)
    assert group.read("1. one").value == ("1. one",)


def test_an_option_whose_meaning_holds_commas_is_read_whole() -> None:
    group = Labels((Option("small", "small", "1,000, or fewer"), Option("large", "large")))
    assert [group.read(one.asked).value for one in group.options] == [("small",), ("large",)]
