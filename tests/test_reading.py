"""Bodies as people write them: keys without signs, answers left open, labels denied or longer."""

from __future__ import annotations

import random
from typing import Any

import pytest

from bodies_schema import declare
from issuesync.bodies.read import read_body
from issuesync.fields.amount import Year
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Labels
from issuesync.fields.label_name import is_emoji_alone, label_name_key
from issuesync.fields.link import Url
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.labels.reconcile import plan_labels
from issuesync.model.issue import Label
from issuesync.model.value import Listing
from issuesync.schema.catalog import Field
from issuesync.schema.taxonomy import parse_taxonomy

FIELDS = (
    declare("name", Title(), "Entry name"),
    declare("year", Year()),
    declare("link", Url(), "Home page"),
    declare("notes", Markdown()),
)
WANTED = {"name": "Delta", "year": 2021, "link": "https://delta.test"}


@pytest.mark.parametrize(
    "body",
    [
        "Entry name: Delta\nYear: 2021\nHome page: https://delta.test",
        "* Entry name: Delta\n* Year: 2021\n* Home page: https://delta.test",
        "1. Entry name: Delta\n2. Year: 2021\n3. Home page: https://delta.test",
        "**Entry name: Delta**\n**Year: 2021**\n**Home page: https://delta.test**",
        "*Entry name*: Delta\n*Year*: 2021\n_Home page_: https://delta.test",
        "**Entry name** - Delta\n**Year** – 2021\n**Home page** = https://delta.test",
        "**Entry name** Delta\n\n**Year** 2021\n\n**Home page** https://delta.test",
        "Entry name (required): Delta\nYear (required): 2021\nHome page: https://delta.test",
        "Entry name：Delta\nYear：2021\nHome page：https://delta.test",
        (
            "| Key | Value |\n|---|---|\n| **Entry name** | Delta |\n| Year | 2021 |\n"
            "| Home page | https://delta.test |"
        ),
        (
            "<!-- name -->Delta<!-- /name -->\n<!-- start year -->\n2021\n<!-- end year -->\n"
            "<!-- link -->https://delta.test<!-- end-link -->"
        ),
        "Hello,\n\nEntry name: Delta\nYear: 2021\nHome page: https://delta.test\n\nThanks!",
        "## About\n\nEntry name: Delta\nYear: 2021\nHome page: https://delta.test",
        (
            "### 1. Entry name\n\nDelta\n\n### 2) Year (four digits)\n\n2021\n\n"
            "### Home page *\n\nhttps://delta.test"
        ),
        "### Entry name\n\n> Delta\n\n### Year\n\n> 2021\n\n### Home page\n\n> https://delta.test",
    ],
)
def test_keys_are_read_as_people_write_them(body: str) -> None:
    assert read_body(body, FIELDS).values == WANTED


@pytest.mark.parametrize(
    "body",
    [
        "### Entry name\n\nDelta\n\n### Notes\n\nYear: 2021\nHome page: https://delta.test",
        "**Entry name**: Delta\n\n## Notes\n\nYear: 2021\n- Home page: https://delta.test",
        "### Entry name\n\nDelta\n\nYear: 2021",
        "**Entry name**: Delta\n\nIn the year: 2021 things happened",
    ],
)
def test_a_plain_key_in_an_answer_or_alone_beside_other_signs_is_text(body: str) -> None:
    body_read = read_body(body, FIELDS)
    assert not {"year", "link"} & body_read.values.keys()
    assert "2021" in f"{body_read.values} {body_read.extras}"


FORM = "### Entry name\n\nDelta\n\n### Notes\n\n{}\n\n### Year\n\n2021\n\n### Home page\n\n{}"
ORDERED = (FIELDS[0], FIELDS[3], FIELDS[1], FIELDS[2])


@pytest.mark.parametrize(
    ("notes", "kept"),
    [
        ("```\nmake", "```\nmake\n```"),
        ("~~~sh\nmake", "~~~sh\nmake\n~~~"),
        ("words <!-- x -->\n<!-- later", "words <!-- x -->\n<!-- later\n-->"),
    ],
)
def test_what_is_left_open_ends_at_the_field_that_it_would_swallow(notes: str, kept: str) -> None:
    body = read_body(FORM.format(notes, "https://delta.test"), ORDERED)
    assert body.values == {**WANTED, "notes": kept}
    assert [one.code for one in body.findings] == ["unclosed-fence"]


def test_a_fence_that_only_the_next_answer_closes_ends_at_the_field_too() -> None:
    fields = (*ORDERED[:3], declare("cite", Markdown(), "Home page"))
    for opening in ("```", "```bibtex"):
        body = read_body(FORM.format("```\nmake", f"{opening}\n@a{{b}}\n```"), fields)
        assert body.values["year"] == 2021
        assert body.values["cite"] == f"{opening}\n@a{{b}}\n```"
        assert [one.code for one in body.findings] == ["unclosed-fence"]


def test_a_fence_that_is_closed_keeps_a_heading_that_its_field_has_elsewhere() -> None:
    notes = "```md\n\n### Year\n\n1999\n```"
    body = read_body(FORM.format(notes, "https://delta.test"), ORDERED)
    assert body.values == {**WANTED, "notes": notes}
    assert not body.findings


def test_a_section_of_a_retired_field_joins_no_answer_and_is_not_reported() -> None:
    fields = (*FIELDS[:3], Field("notes", "Notes", Markdown(), retired=("Contact e-mail",)))
    text = "### Entry name\n\nDelta\n\n### Notes\n\nWords.\n\n### Contact e-mail\n\nme@delta.test"
    body = read_body(text, fields)
    assert body.values == {"name": "Delta", "notes": "Words."}
    assert [extra.text for extra in body.extras] == ["me@delta.test"]
    assert not body.findings


def test_boxes_that_only_a_form_gives_join_no_answer() -> None:
    text = "### Entry name\n\nDelta\n\n### Notes\n\nWords.\n\n### Terms\n\n- [X] I agree"
    body = read_body(text, FIELDS)
    assert body.values["notes"] == "Words."
    assert [one.code for one in body.findings] == ["unknown-heading"]


def test_a_form_of_one_field_keeps_the_headings_that_its_contributor_typed() -> None:
    body = read_body("### Notes\n\nWords.\n\n### My heading\n\nMore.", FIELDS)
    assert body.values == {"notes": "Words.\n\n### My heading\n\nMore."}


def test_a_body_that_is_mostly_in_no_field_is_told_so() -> None:
    prose = "\n".join(["We made something."] * 6)
    codes = [one.code for one in read_body(f"{prose}\n\n**Year**: 2021", FIELDS).findings]
    assert "mostly-unread" in codes
    assert not read_body("**Entry name**: Delta\n**Year**: 2021", FIELDS).findings


def test_an_example_left_in_a_template_is_no_answer_except_in_the_entry_it_is_taken_from() -> None:
    link = Field("link", "Home page", Url(), example="https://lab.test/gamma")
    fields = (FIELDS[0], FIELDS[1], link)
    text = "### Entry name\n\n{}\n\n### Year\n\n2021\n\n### Home page\n\nhttps://lab.test/gamma"
    untouched = read_body(text.format("Delta"), fields)
    assert "link" not in untouched.values
    assert [one.code for one in untouched.findings] == ["untouched-example"]
    assert read_body(text.format("Gamma"), fields).values["link"] == "https://lab.test/gamma"


def test_a_field_may_repeat_its_own_name() -> None:
    text = "### Entry name\n\nEntry name: Delta\n\n### Year\n\n**Year**: 2021"
    assert read_body(text, FIELDS).values == {"name": "Delta", "year": 2021}


def test_a_template_in_brackets_is_no_prose() -> None:
    text = "### Entry name\n\nDelta\n\n### Notes\n\n[Briefly describe the entry.]"
    assert read_body(text, FIELDS).values == {"name": "Delta"}


TOOLS = Labels(tuple(Option(name, name) for name in ("Manual", "GPT-4", "GPT-4o")))


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("no manual step at all, not even GPT-4", None),
        ("GPT-4o mini", None),
        ("manual checks; GPT-4 was not used", ("Manual",)),
        ("GPT-4 but never GPT-4o", ("GPT-4",)),
        ("not only manual but also GPT-4", ("Manual", "GPT-4")),
    ],
)
def test_a_label_that_a_text_denies_or_only_begins_with_is_not_implied(
    text: str, names: tuple[str, ...] | None
) -> None:
    reading = TOOLS.read(text)
    assert reading.value == names
    assert {one.code for one in reading.findings} <= {"label-denied"}


def test_a_shortcode_is_the_emoji_that_it_stands_for() -> None:
    assert label_name_key(":rocket: Ship") == label_name_key("🚀 ship")
    assert label_name_key("10:30: x") == "10:30: x"
    taxonomy, problems = parse_taxonomy("groups: {a: {color: aaaaaa, labels: {🚀 ship: s}}}", "l")
    assert not problems
    assert taxonomy.find(":rocket: ship") == taxonomy.find("🚀 ship")
    plan = plan_labels([Label(":rocket: ship", "aaaaaa", "s")], taxonomy, {})
    assert [type(change).__name__ for change in plan.changes] == ["UpdateLabel"]


def test_what_github_refuses_in_a_label_is_reported() -> None:
    assert is_emoji_alone("🚀 :rocket:")
    assert not is_emoji_alone("🚀 go")
    text = "groups: {a: {color: aaaaaa, labels: {🚀: s, fast: as a 🚀}}}"
    codes = [one.code for one in parse_taxonomy(text, "l")[1]]
    assert codes == ["label-refused", "label-refused"]


NASTY = (
    "", "Year: 1999", "- Entry name: x", "**Home page** - y", "| Year | 1 |", "> quoted",
    "<!-- name -->x<!-- /name -->", "```\n### Year\n```", "~~~\n**Year**: 1\n~~~", "a: b",
    "## Deep", "#### Deeper", "1. Year: 3", "_No response_ so far", "`code`", "- [x] done\nwords",
    "Notes: again", "*Year*: 5", "<!-- a\n### Year\n-->\nx", "x\n---\ny", "~~old~~ new", "\\_",
)  # fmt: skip
KINDS: tuple[Any, ...] = (Text(), Markdown(), List(), Choice(open=True))


def test_six_thousand_forms_with_nasty_answers_are_read_without_a_mistake() -> None:
    draw = random.Random(13)
    labels = ["Entry name", "Year", "Home page", "Notes", "数据", "Why?"]
    for _ in range(6_000):
        chosen = draw.sample(labels, draw.randint(2, 5))
        fields = tuple(
            declare(f"f{rank}", Markdown() if draw.random() < 0.6 else draw.choice(KINDS), label)
            for rank, label in enumerate(chosen)
        )
        answers = [
            "\n\n".join(draw.choices(NASTY, k=draw.randint(0, 4))).strip("\n")
            if field.type.prose
            else draw.choice(("", "alpha", "beta 2", "数据"))
            for field in fields
        ]
        text = "\n\n".join(
            f"### {field.label}\n\n{answer or '_No response_'}"
            for field, answer in zip(fields, answers, strict=True)
        )
        values = read_body(text, fields).values
        for field, answer in zip(fields, answers, strict=True):
            wanted: Any = answer.rstrip() or None
            if isinstance(field.type, List) and wanted:
                wanted = Listing((answer,))
            assert values.get(field.key) == wanted, text
