"""The review speaks to its contributor: it names fields, quotes answers, and says what to do."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from issuesync.model.issue import Snapshot
from issuesync.records.catalog import build_catalog
from issuesync.submissions.prefill import prefill
from issuesync.submissions.review import collection_of, judge
from issuesync.yamlfile.source import parse_yaml
from markdown import read_page
from reviewing import CATALOG, LABELS, answers, comment_of, published, submitted, verdict_of
from reviewing import plan_of as planned
from small_catalog import make_schema
from test_review import labels_in

PAPER = "https://arxiv.org/abs/2401.00001"
RULED = LABELS.replace("color: 1d76db", "color: 1d76db\n    at_least: 1\n    at_most: 2")
WORST = {
    "year": "20x4", "section": "Dogs", "paper": "javascript:alert(1)", "download": "on our page",
    "code": "not yet", "venue": "CVPRR",
}  # fmt: skip


@pytest.mark.parametrize("field", WORST)
def test_one_mistake_takes_fewer_than_twelve_lines(field: str) -> None:
    comment = comment_of(verdict_of(submitted(3, body=answers(**{field: WORST[field]}))))
    assert len(comment.rstrip("\n").split("\n")) < 12
    assert f"\n- **{field.capitalize()}**" in comment


@pytest.mark.parametrize("stated", [{}, WORST, {"year": ""}, {"notes": "a | b"}])
def test_a_comment_thanks_says_who_writes_and_what_is_next_and_needs_no_scrolling(
    stated: dict[str, str],
) -> None:
    comment = comment_of(verdict_of(submitted(3, body=answers(**stated))))
    assert "Thank you for “Tabby”." in comment
    assert "**Next:** " in comment
    assert "Written by issuesync, a bot;" in comment
    assert read_page(comment).tables == []
    assert not re.search(r"\bline \d", comment)


@pytest.mark.parametrize(
    ("field", "answer"),
    [
        ("year", "20x4 or the year after"),
        ("paper", "javascript:alert(1) and, later, the page of our group"),
        ("download", "see the supplement of our paper"),
        ("code", "ask the first author for it"),
        ("section", "Questions and also Captioning"),
    ],
)
def test_the_whole_answer_is_quoted(field: str, answer: str) -> None:
    comment = comment_of(verdict_of(submitted(3, body=answers(**{field: answer}))))
    (item,) = (one.text for one in read_page(comment).bullets if one.text.lower().startswith(field))
    assert answer in item.replace("\u2060", "")


def test_what_was_not_read_is_said() -> None:
    body = f"Hello there!\n\n{answers(paper=PAPER)}\n\n### Motivation\n\nCats are *good*."
    comment = comment_of(verdict_of(submitted(3, body=body)))
    (item,) = read_page(comment).bullets
    assert "the catalog does not show it" in item.text
    assert "“Hello there!”" in item.text
    assert "“Cats are *good*.” under “Motivation”" in item.text


def test_text_beside_a_value_is_said_too() -> None:
    comment = comment_of(verdict_of(submitted(3, body=answers(paper=f"{PAPER} and some words"))))
    assert "- **Paper**: “and some words” next to the address." in comment


def test_a_required_answer_that_is_missing_says_how_to_give_it() -> None:
    comment = comment_of(verdict_of(submitted(3, body=answers(year="", section="Please choose"))))
    assert "- **Year** is missing. Four digits." in comment
    assert "- **Section** is missing. One of: Questions; Captioning." in comment


def mistakes_under_rules(**stated: str) -> list[str]:
    """Return the mistakes of a submission where a group of labels asks for one or two."""
    schema = make_schema(CATALOG, RULED.replace("VQA]}", "VQA]}\n      Cap: Captioning"))
    papers, _ = parse_yaml("", "papers.yaml")
    catalog = build_catalog(schema, Snapshot("octo/cat", (), ()), {"papers.yaml": papers}, {})
    verdict = judge(submitted(3, body=answers(**stated)), catalog, (), {}, None)
    assert verdict is not None
    return [one.message for one in verdict.mistakes]


def test_a_group_of_labels_gets_as_many_answers_as_its_rule_asks_for() -> None:
    assert mistakes_under_rules() == ["Task: 0 given, at least 1 needed"]
    assert mistakes_under_rules(task="VQA") == []
    assert mistakes_under_rules(task="T-VQA, VQA") == []
    assert mistakes_under_rules(task="T-VQA, VQA, Cap") == ["Task: 3 given, at most 2 allowed"]


OTHER = published(1, "Tabby", answers(paper=PAPER))


def test_a_repetition_that_says_nothing_new_is_to_be_closed() -> None:
    verdict = verdict_of(submitted(3, body=answers(paper=f"{PAPER}v2")), among=[OTHER])
    comment = comment_of(verdict)
    assert "says nothing that the other does not: please close this issue" in comment
    assert "edit this issue: correct its name or its arXiv identifier" in comment
    assert labels_in(planned(verdict)) == ["+ duplicate?"]


def test_a_repetition_with_something_new_says_where_that_belongs() -> None:
    body = answers(paper=PAPER, venue="CVPR", host="Zenodo")
    comment = comment_of(verdict_of(submitted(3, body=body), among=[OTHER]))
    assert "please close this issue and say there what is new (Venue, Host)" in comment


FREE = "Hi! Please add our cat, it is on our page."


def test_a_text_without_any_structure_gets_a_link_to_the_form() -> None:
    verdict = verdict_of(submitted(3, "A new cat", FREE))
    comment = comment_of(verdict)
    assert verdict.is_unread
    assert "### ✏️ Please use the form" in comment
    assert read_page(comment).links == [
        prefill(verdict.record, verdict.collection, make_schema(CATALOG, LABELS)).url
    ]
    assert "submit the form, then close this issue" in comment
    assert read_page(comment).bullets == []
    assert labels_in(planned(verdict)) == ["+ needs info"]


def test_an_issue_of_the_forms_title_or_type_is_a_submission_without_a_label() -> None:
    named = CATALOG.replace("labels: [new entry]}", 'labels: [new entry], title: "[Cat]: "}')
    typed = CATALOG.replace("    from: issues\n", "    from: issues\n    type: Cat\n", 1)
    issue = submitted(3, "[cat] Tabby", FREE, labels=())
    assert collection_of(issue, make_schema(named, LABELS)) is not None
    assert collection_of(issue, make_schema(CATALOG, LABELS)) is None
    schema = make_schema(typed, LABELS)
    assert collection_of(replace(issue, type="Cat"), schema) is not None
    assert collection_of(issue, schema) is None
