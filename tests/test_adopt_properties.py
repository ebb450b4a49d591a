"""What holds of adoption whatever a document says: nothing fails, nothing next to rows changes.

A rendering that is read gives the records back; whatever is adopted is in order at once.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from hypothesis import given, settings
from hypothesis import strategies as st

from corpus import hostile_texts
from issuesync.adopt.build import Adopted, AdoptWishes, adopt
from issuesync.adopt.new_tables import State, adopt_again
from issuesync.documents.build import build_documents
from issuesync.edits.drift import check_drift
from issuesync.edits.match import MatchedRow, match_document
from issuesync.markdown.document import parse_document
from issuesync.markdown.escape import HIDDEN, JOINERS, NOTHING
from issuesync.markdown.inline import read_cell
from issuesync.model.issue import Issue, Snapshot
from issuesync.records.catalog import sections_of
from small_catalog import region, render_one
from test_document_properties import catalog_of, entries, issues

EXAMPLES = settings(max_examples=60, deadline=None)

CELLS = st.one_of(
    hostile_texts(2).map(lambda text: " ".join(text.split())),
    st.sampled_from(
        [
            "", "N/A", "NaN", "2024", "CVPR", "12k", "3 GB", "China", "`SAR`", "[]()",
            "[Zorb](https://h.example/zorb)", "[link](https://h.example/a_(b))",
            "[x](javascript:alert)", "[[paper](https://arxiv.org/abs/2401.00001)]",
            "[![Star](https://img.shields.io/github/stars/o/n.svg?style=social)](https://github.com/o/n)",
            "![](https://img.shields.io/badge/Buy-green)](https://h.example/buy)",
            "[❤](https://github.com/octo/cat/issues/1)", "[❤](https://github.com/octo/cat/issues/2)",
            '<a href="https://h.example">A</a><br>', "<img src='a.png'>", r"a \| b", "**B**",
        ]
    ),
)  # fmt: skip
HEADS = st.sampled_from(
    ["Name", "Year", "Venue", "Paper", "Download", "More", "", "#", "名称", "Tags", "Issue"]
)
PLAIN = (
    "", "text", "# Title", "## Part", "## Part", "### Deep", "> quote", "```", "---",
    "<details>", "</details>", "<table>", "<tr><td>a</td><td>b</td></tr>", "</table>",
    "- [A](https://a.example) - first", "- Group", "  - [B](https://b.example): second",
    "  - **C** [code](https://c.example)", "1. [D](https://d.example)", "- [toc](#part)",
    "- `SAR`: Synthetic Aperture Radar", "|---|---|", "|", "<!-- comment -->",
)  # fmt: skip


@st.composite
def tables(draw: st.DrawFn) -> str:
    """Draw a table: its rows may lack cells or have too many."""
    heads = draw(st.lists(HEADS, min_size=1, max_size=5))
    rows = draw(st.lists(st.lists(CELLS, max_size=6), max_size=5))
    lines = [heads, ["-"] * len(heads), *rows]
    return "\n".join(f"|{'|'.join(cells)}|" for cells in lines)


@st.composite
def documents(draw: st.DrawFn) -> str:
    """Draw a document of headings, prose, lists and tables, whole or broken."""
    parts = draw(st.lists(st.one_of(st.sampled_from(PLAIN), tables()), max_size=12))
    between = draw(st.sampled_from(["\n", "\n\n"]))
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = between.join(parts).replace("\n", newline) + draw(st.sampled_from(["", newline]))
    return text.encode("utf-8", "replace").decode("utf-8")  # as a file can hold it


ISSUES = (
    Issue(1, "Zorb", "**Paper**: https://arxiv.org/abs/2401.00001\n**Year**: 2023"),
    Issue(2, "Other", "### Year\n\n2022\n\n### Venue\n\nICCV", labels=("task: vqa", "task: cap")),
    Issue(3, "A", "https://a.example"),
)
SNAPSHOTS = st.sampled_from(
    [Snapshot("", (), ()), Snapshot("octo/cat", (), ISSUES), Snapshot("octo/dog", (), ISSUES)]
)


def texts_of(made: Adopted) -> dict[str, str]:
    return {file.path: file.text for file in made.files if file.text is not None}


@given(documents(), SNAPSHOTS, st.booleans())
@EXAMPLES
def test_whatever_is_adopted_is_in_order_at_once(
    text: str, snapshot: Snapshot, prefers_readme: bool
) -> None:
    made = adopt("README.md", text, snapshot, None, AdoptWishes(prefers_readme))
    written = texts_of(made)
    document = written["README.md"]
    fresh = build_documents(made.catalog, {"README.md": document}, {}, {})
    assert not fresh.faults
    assert not fresh.held
    assert {file.path: file.text for file in fresh.files}["README.md"] == document
    data = {name: content for name, content in written.items() if name.startswith("catalog/")}
    state = State(made.catalog.schema, made.snapshot, data)
    again = adopt_again("README.md", document, state, AdoptWishes(prefers_readme))
    changed = {file.path for file in again.files if written.get(file.path) != file.text}
    assert changed == set()


@given(documents(), SNAPSHOTS)
@EXAMPLES
def test_no_line_beside_the_adopted_rows_changes(text: str, snapshot: Snapshot) -> None:
    document = texts_of(adopt("README.md", text, snapshot, None, AdoptWishes()))["README.md"]
    region = r"^<!-- issuesync:begin [^\n]*\n.*?^<!-- issuesync:end[^\n]*(?:\n|\Z)"
    kept = re.sub(region, "", document, flags=re.DOTALL | re.MULTILINE).split("\n")
    rest = iter([*text.split("\n"), ""])
    assert all(line in rest for line in kept)


@given(documents(), SNAPSHOTS)
@EXAMPLES
def test_no_entry_is_lost_in_silence(text: str, snapshot: Snapshot) -> None:
    made = adopt("README.md", text, snapshot, None, AdoptWishes())
    shown = sum(len(records) for records in made.catalog.records.values())
    assert shown == made.entries


@given(hostile_texts(4))
@EXAMPLES
def test_any_text_is_read_as_a_cell(text: str) -> None:
    content = read_cell(text)
    assert "\n" not in content.text
    assert all(link.url for link in content.links)


def as_shown(text: str) -> str:
    """Return a value as a page shows it, without what our escaping drops."""
    return " ".join(HIDDEN.sub("", text).split()).strip(JOINERS)


REGIONS = "\n\n".join(
    [
        "# Title", region("table sets/one"), "## Two", region("table sets/two"),
        "## Lists", region("table lists"),
    ]
)  # fmt: skip


@given(issues(), entries())
@EXAMPLES
def test_reading_a_rendering_gives_the_records_back(
    found: list[Issue], listed: list[dict[str, str]]
) -> None:
    catalog = catalog_of(found, listed)
    text = render_one(catalog, REGIONS)
    document = match_document(parse_document("README.md", text), catalog)
    known = [record for record in catalog if sections_of(record) or record.number is None]
    assert {id(row.record) for row in document.rows} == {id(record) for record in known}
    assert len(document.rows) == len(known)
    for row in document.rows:
        assert row.record is not None
        assert row.said == row.known(catalog.schema.repository)
        for column in row.collection.columns:
            assert_reads_back(row, column.field)
            if column.link and row.record.value(column.field) is not None:
                assert_reads_back(row, column.link)
    assert check_drift(parse_document("README.md", text), catalog) == []


def assert_reads_back(row: MatchedRow, key: str) -> None:
    """Hold that a row says an entry's value, but for what no page shows."""
    assert row.record is not None
    field = row.collection.by_key.get(key)
    value = row.record.value(key)
    if field is None or value is None:
        return
    shown = field.type.show(value)
    said = row.said.get(key, "")
    if field.type.kind == "url":
        assert as_shown(unquote(said)) == as_shown(unquote(str(value)))
    elif field.type.kind != "repository":
        assert said in {as_shown(shown), "" if as_shown(shown) in {"", NOTHING} else None}
