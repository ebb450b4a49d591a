"""What holds of documents whatever the entries say and in whatever order they come.

Rendering twice is rendering once; the order of the input does not matter; no value breaks a
table, a region or a page; and nothing outside a region changes.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import hostile_texts
from issuesync.documents.build import Built, build_documents
from issuesync.markdown.document import parse_document
from issuesync.records.catalog import Catalog
from markdown import Page, additions, github_anchors, read_page
from small_catalog import LABELS, make_catalog, make_issue, make_section, region, text_of

if TYPE_CHECKING:
    import random

    from issuesync.model.issue import Issue

FIELDS = ("year", "venue", "note", "paper", "download", "repository")
LABEL_NAMES = ("Cap.", "VQA", 'good "first" try')
REGIONS = (
    "table sets", "table sets/one", "table sets/two", "list sets", "list sets/one", "list lists",
    "table lists", "legend sets", "legend sets/one", "badges", "contents", "news", "summary",
)  # fmt: skip
BETWEEN = (
    "", "text\n\n", "# Title\n\n", "## Part\n\n", "### Part\n\n", "Setext\n---\n\n", "- item\n\n",
    "| a |\n| --- |\n| b |\n\n", "```\n## code\n```\n\n", "> quote\n\n", "<details>\n\n",
)  # fmt: skip
ALLOWED = {
    "p", "a", "img", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "li", "strong", "em", "code",
    "table", "thead", "tbody", "tr", "th", "td", "pre", "blockquote", "details", "br",
}  # fmt: skip
EXAMPLES = settings(max_examples=40, deadline=None)

LINKS = st.one_of(
    hostile_texts(2),
    st.just("https://github.com/octocat/hello-world"),
    hostile_texts(2).map(lambda text: f"https://h.example/{text}"),
)


@st.composite
def issues(draw: st.DrawFn, most: int = 5) -> list[Issue]:
    """Draw accepted issues whose every answer is hostile."""
    found = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        fields = {
            key: draw(LINKS if key in {"paper", "download", "repository"} else hostile_texts(3))
            for key in draw(st.sets(st.sampled_from(FIELDS)))
        }
        fields["section"] = draw(st.sampled_from(["one", "two", "Section Two"]))
        labels = draw(st.sets(st.sampled_from(LABEL_NAMES)))
        title = draw(hostile_texts(3))
        found.append(make_issue(number, title, labels=sorted(labels), **fields))
    return found


@st.composite
def entries(draw: st.DrawFn) -> list[dict[str, str]]:
    """Draw a data file's entries, each of a name of its own."""
    names = draw(st.lists(hostile_texts(2), max_size=4, unique_by=lambda name: name.casefold()))
    return [
        {"name": f"{number} {name}", "note": draw(hostile_texts(2)), "download": draw(LINKS)}
        for number, name in enumerate(names)
    ]


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document of regions, each once, among a maintainer's own text."""
    names = draw(st.lists(st.sampled_from(REGIONS), unique=True, min_size=1))
    parts = [draw(st.sampled_from(BETWEEN)) + region(name) + "\n" for name in names]
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    return "".join([*parts, draw(st.sampled_from(BETWEEN))]).replace("\n", newline)


def catalog_of(found: list[Issue], listed: list[dict[str, str]]) -> Catalog:
    """Build the catalog of issues and of a data file."""
    lists = "".join(
        f"- {{{', '.join(f'{key}: {quoted(text)}' for key, text in entry.items())}}}\n"
        for entry in listed
    )
    return make_catalog(found, lists, labels=LABELS)


def quoted(text: str) -> str:
    """Return a text for YAML with every character spelled out; half a pair is none."""
    clean = text.encode("utf-8", "replace").decode()
    return '"{}"'.format("".join(f"\\U{ord(char):08x}" for char in clean))


def sync(catalog: Catalog, text: str, *, overwrite: bool = False) -> Built:
    pictures: dict[str, str] = {}
    return build_documents(catalog, {"README.md": text}, {}, pictures, overwrite=overwrite)


def told(built: Built) -> set[tuple[str, str]]:
    """Return the problems without their lines, which writing moves."""
    return {(problem.code, problem.message) for problem in built.problems}


def foreign_tags(page: Page) -> set[str]:
    return set(page.tags) - ALLOWED


@given(issues(), entries(), documents(), st.booleans())
@EXAMPLES
def test_rendering_twice_is_rendering_once(
    found: list[Issue], listed: list[dict[str, str]], text: str, overwrite: bool
) -> None:
    catalog = catalog_of(found, listed)
    first = sync(catalog, text, overwrite=overwrite)
    assert not (first.faults)
    assert not (first.held)
    second = sync(catalog, text_of(first), overwrite=overwrite)
    assert not (second.faults)
    assert not (second.held)
    assert not (second.shrinks)
    assert second.files == first.files
    assert told(second) == told(first)


@given(issues(), issues(), documents())
@EXAMPLES
def test_a_document_does_not_depend_on_what_it_showed_before(
    earlier: list[Issue], found: list[Issue], text: str
) -> None:
    catalog = catalog_of(found, [])
    before = text_of(sync(catalog_of(earlier, []), text))
    assert text_of(sync(catalog, before)) == text_of(sync(catalog, text))


@given(issues(), entries(), documents(), st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_of_the_input_does_not_matter(
    found: list[Issue], listed: list[dict[str, str]], text: str, chance: random.Random
) -> None:
    built = sync(catalog_of(found, listed), text)
    chance.shuffle(found)
    chance.shuffle(listed)
    turned = [replace(issue, labels=tuple(reversed(issue.labels))) for issue in found]
    assert sync(catalog_of(turned, listed), text).files == built.files


@given(issues(), entries(), documents())
@EXAMPLES
def test_no_value_breaks_a_table_a_region_or_a_page(
    found: list[Issue], listed: list[dict[str, str]], text: str
) -> None:
    catalog = catalog_of(found, listed)
    built = sync(catalog, text)
    written = text_of(built)
    document = parse_document("README.md", written)
    problems = list(document.faults)
    names = [one.name for one in parse_document("README.md", text).regions]
    assert not problems
    assert [one.name for one in document.regions] == names
    page = read_page(written)
    assert not foreign_tags(page)
    assert len(page.comments) == 2 * len(names)
    assert all(link.startswith(("https://", "http://", "#")) for link in page.links)
    assert all(image.startswith(("https://img.shields.io/", "badges/")) for image in page.images)
    assert not additions(" ".join(page.texts))
    ours = [table for table in page.tables if len(table.head) > 1]
    kinds = Counter(name.partition("/")[0] for name in names if name.startswith("table"))
    rows = sum(one.rows or 0 for one in document.regions if one.name.startswith("table"))
    assert len(ours) == kinds["table sets"] + ("table sets" in names) + kinds["table lists"]
    assert sum(len(table.rows) for table in ours) == rows
    assert all(len(row) == len(table.head) for table in ours for row in table.rows)


@given(issues(), documents(), hostile_texts(3), hostile_texts(3))
@EXAMPLES
def test_no_title_of_a_section_breaks_a_page_or_its_contents(
    found: list[Issue], text: str, one: str, two: str
) -> None:
    catalog = catalog_of(found, [])
    schema = catalog.schema
    sets = replace(
        schema.by_key["sets"], sections=(make_section("one", one), make_section("two", two))
    )
    titled = Catalog(
        replace(schema, collections=(sets, schema.by_key["lists"])), catalog.records, ()
    )
    built = sync(titled, text)
    page = read_page(text_of(built))
    assert not foreign_tags(page)
    assert not additions(" ".join(page.texts))
    anchors = {f"#{anchor}" for anchor in github_anchors(page.headings)}
    assert {link for link in page.links if link.startswith("#")} <= anchors
    assert sync(titled, text_of(built)).files == built.files


@given(issues(), documents(), hostile_texts(3))
@EXAMPLES
def test_a_hand_edit_is_held_whole_and_overwritten_only_when_asked(
    found: list[Issue], text: str, edit: str
) -> None:
    catalog = catalog_of(found, [])
    fresh = text_of(sync(catalog, text))
    line = f"<p>{json.dumps(edit)}\n"
    name = parse_document("README.md", text).regions[0].name
    begin = f"<!-- issuesync:begin {name} -->"
    newline = "\r\n" if "\r\n" in text else "\n"
    above = newline * 2  # the blank lines at a region's ends are the document's own
    edited = fresh.replace(begin, f"{begin}{above}{line.strip()}{newline}", 1)
    built = sync(catalog, edited)
    if built.faults:  # the edit itself opened what hides the end marker
        return
    assert name in {one.region for one in built.held}
    assert line.strip() in text_of(built)
    assert text_of(sync(catalog, edited, overwrite=True)) == fresh
