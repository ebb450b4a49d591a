"""A link that opens the form with an entry's values: what it holds, and what it leaves open."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from issuesync.submissions.prefill import LONGEST, Prefilled, prefill
from small_catalog import CATALOG, make_catalog, make_issue, make_schema, record_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran
    from issuesync.model.value import Value

WITH_FORM = CATALOG.replace(
    "publish: accepted", "publish: accepted\n    form: {name: F, title: 'New: '}"
)


def link(**values: Value) -> Prefilled:
    schema = make_schema(WITH_FORM)
    record = record_of(str(values.pop("name", "A set")), "sets", 1, values)
    return prefill(record, schema.by_key["sets"], schema)


def query(url: str) -> dict[str, str]:
    return {key: one for key, (one,) in parse_qs(urlsplit(url).query).items()}


def test_a_link_names_the_form_and_fills_in_what_the_entry_states() -> None:
    found = link(paper="https://example.org/a?b=c&d=e", year=2024, section="two")
    assert urlsplit(found.url)[:3] == ("https", "github.com", "/octocat/hello-world/issues/new")
    assert query(found.url) == {
        "template": "sets.yml",
        "title": "New: A set",
        "name": "A set",
        "paper": "https://example.org/a?b=c&d=e",
        "year": "2024",
        "section": "Section Two",
    }
    assert found.left_out == ()


def test_boxes_are_left_open_and_named() -> None:
    assert link(task=("VQA",)).left_out == ("Task",)


def test_a_link_is_never_too_long_for_github_and_drops_the_longest_texts_first() -> None:
    found = link(note="n" * 9000, paper=f"https://example.org/{'p' * 3000}", venue="é" * 1000)
    assert len(found.url) <= LONGEST
    assert found.left_out == ("Note", "Venue")
    assert query(found.url)["paper"].startswith("https://example.org/p")


def test_a_name_is_a_parameter_and_no_more() -> None:
    evil = "a&template=other.yml#x %0a<script>"
    assert query(link(name=evil).url)["name"] == evil
    assert query(link(name=evil).url)["template"] == "sets.yml"


def test_the_command_prints_the_link(catalog_dir: Path, issuesync: Callable[..., Ran]) -> None:
    ran = issuesync("show", "1", "--prefill")
    assert ran.code == 0
    assert query(ran.out.strip())["section"] == "Comprehensive Benchmark"
    assert "to be filled in by hand: Data Pipeline, Task" in ran.err
    assert catalog_dir


def test_an_entry_of_a_collection_without_a_form_has_no_link(
    catalog_dir: Path, issuesync: Callable[..., Ran]
) -> None:
    ran = issuesync("show", "WHU-RS19", "--prefill")
    assert ran.code == 2
    assert "add form: to “metadata”" in ran.err
    assert catalog_dir


def test_what_is_published_twice_is_reported() -> None:
    from issuesync.records.identity import check_same

    issues = [
        make_issue(1, "Cats", paper="https://arxiv.org/abs/2401.00001"),
        make_issue(2, "CATS", paper="https://arxiv.org/pdf/2401.00001v2"),
        make_issue(3, "Dogs", paper="https://arxiv.org/abs/2401.00001"),
    ]
    catalog = make_catalog(issues)
    found = list(check_same(catalog, catalog.schema.by_key))
    assert [(one.code, one.place.issue, one.message) for one in found] == [
        ("duplicate", 2, "“CATS” leads to the same arXiv identifier as #1 Cats")
    ]
