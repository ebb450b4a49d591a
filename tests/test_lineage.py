"""Which entries share a source: the flagship's pairs, and a second closure next to the first."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.app.workspace import load
from issuesync.records.lineage import Ancestry, SharingAnswer, compare_all
from issuesync.records.mentions import MentionKind
from test_references import ROOT, called, catalog_of, facts

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog
    from issuesync.records.lineage import Comparison, SharedSource


def compare(catalog: Catalog, first: str, second: str) -> Comparison:
    """Compare two entries by name."""
    by_name = {record.name: record for record in catalog}
    rows = compare_all([by_name[first]], [by_name[second]], catalog.references)
    return rows[0][0]


def shown(one: SharedSource) -> str:
    return called(one.entry) if one.entry else f"outside:{one.name}"


@pytest.fixture(scope="module")
def flagship() -> Catalog:
    return load(ROOT, "snapshot").catalog


def test_all_234_pairs_of_training_sets_and_benchmarks_are_as_they_are_known(
    flagship: Catalog,
) -> None:
    train = flagship.in_section("datasets", "comprehensive")
    benchmarks = flagship.in_section("datasets", "benchmark")
    found = {}
    for row in compare_all(train, benchmarks, flagship.references):
        for one in row:
            how = {
                SharingAnswer.SHARES: "direct" if one.is_direct else "through",
                SharingAnswer.NONE_NAMED: "none",
                SharingAnswer.UNKNOWN: "unknown",
            }[one.answer]
            found[one.first.number, one.second.number] = (how, sorted(map(shown, one.shared)))
    known = {
        (int(first), int(second)): (how, sorted(filter(None, of.split(" | "))))
        for first, second, how, of in facts("lineage.tsv")
    }
    assert found == known
    answers = [how for how, _ in found.values()]
    counts = {how: answers.count(how) for how in answers}
    assert counts == {"direct": 25, "through": 19, "none": 177, "unknown": 13}


DATA = """\
- {name: X}
- {name: Y, from: [X]}
- {name: A, from: [X, Google Earth]}
- {name: B, from: [Y, Elsewhere]}
- {name: C, from: [else-where]}
- {name: D, from: [Google Earth]}
- {name: E}
"""


@pytest.mark.parametrize(
    ("first", "second", "answer", "shared"),
    [
        ("A", "B", SharingAnswer.SHARES, [("X", [], ["Y"])]),
        ("B", "A", SharingAnswer.SHARES, [("X", ["Y"], [])]),
        ("Y", "A", SharingAnswer.SHARES, [("X", [], [])]),
        ("B", "C", SharingAnswer.SHARES, [("Elsewhere", [], [])]),
        ("A", "C", SharingAnswer.NONE_NAMED, []),
        ("A", "D", SharingAnswer.NONE_NAMED, []),
        ("A", "E", SharingAnswer.UNKNOWN, []),
        ("E", "D", SharingAnswer.UNKNOWN, []),
        ("X", "A", SharingAnswer.SHARES, [("X", [], [])]),
        ("B", "X", SharingAnswer.SHARES, [("X", ["Y"], [])]),
    ],
)
def test_two_entries_share_what_both_name_or_reach(
    first: str, second: str, answer: SharingAnswer, shared: list[tuple[str, list[str], list[str]]]
) -> None:
    found = compare(catalog_of(DATA), first, second)
    assert found.answer is answer
    assert [
        (one.name, [r.name for r in one.ours], [r.name for r in one.theirs]) for one in found.shared
    ] == shared


def test_the_answer_unknown_says_which_of_the_two_is_silent() -> None:
    found = compare(catalog_of(DATA), "A", "E")
    assert [record.name for record in found.silent] == ["E"]


def test_the_flagships_page_says_these_numbers() -> None:
    catalog = load(ROOT).catalog
    references = catalog.references
    records = list(catalog.in_collection("datasets"))
    mentions = [one for record in records for one in references.of(record)]
    named = [one for one in mentions if one.kind is MentionKind.ENTRY]
    used = {entry.key for one in named for entry in one.entries}
    naming = sum(bool(references.of(record)) for record in records)
    text = " ".join((ROOT / "docs" / "flagship.md").read_text(encoding="utf-8").split())
    assert (
        f"{naming} of the {len(records)} data sets name their sources, {len(mentions)} in all; "
        f"{len(named)} of these names are entries of the catalog, and {len(used)} entries are used."
    ) in text
    assert "25 share a source directly and 19 through others; 177 name none in common" in text


GRAPHS = st.integers(1, 8).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, size + 1), max_size=4, unique=True), min_size=size, max_size=size
    )
)
"""For each entry the numbers of those that it names; numbers beyond the last are no entries."""


def closure(graph: list[list[int]]) -> list[list[bool]]:
    """Return what reaches what, by Warshall's algorithm: no queue, and no entry of a catalog."""
    size = max([len(graph) - 1, *(target for row in graph for target in row)]) + 1
    reach = [[first == second for second in range(size)] for first in range(size)]
    for first, row in enumerate(graph):
        for second in row:
            reach[first][second] = True
    for via, first, second in product(range(size), repeat=3):
        reach[first][second] |= reach[first][via] and reach[via][second]
    return reach


@given(GRAPHS)
@settings(deadline=None)
def test_the_sources_are_those_of_a_second_closure_on_any_graph(graph: list[list[int]]) -> None:
    letters = "ABCDEFGHIJ"
    data = "".join(
        f"- {{name: Set {letters[number]}, from: {[f'Set {letters[to]}' for to in row]}}}\n"
        for number, row in enumerate(graph)
    )
    catalog = catalog_of(data)
    reach = closure(graph)
    records = sorted(catalog, key=lambda record: record.name)
    matrix = compare_all(records, records, catalog.references)
    for first, second in product(range(len(graph)), repeat=2):
        found = matrix[first][second]
        common = {
            f"Set {letters[node]}"
            for node in range(len(reach))
            if reach[first][node] and reach[second][node]
        }
        assert {one.name for one in found.shared} == common
        is_silent = not (graph[first] and graph[second])
        expected = SharingAnswer.UNKNOWN if is_silent else SharingAnswer.NONE_NAMED
        assert found.answer is (SharingAnswer.SHARES if common else expected)
        for one in found.shared:
            assert_leads(one.ours, first, one.name, graph)
            assert_leads(one.theirs, second, one.name, graph)


def assert_leads(way: object, start: int, name: str, graph: list[list[int]]) -> None:
    """Walk the entries between an entry and a source: each names the next."""
    letters = "ABCDEFGHIJ"
    at = start
    for step in [*(record.name for record in way), name]:  # type: ignore[attr-defined]
        to = letters.index(step[-1])
        assert to in graph[at] or (to == at == start)
        at = to


def test_a_chain_of_thousands_is_walked_without_recursion() -> None:
    data = "".join(f"- {{name: n{i}, from: [n{i + 1}]}}\n" for i in range(3_000))
    catalog = catalog_of(data)
    first = next(record for record in catalog if record.name == "n0")
    ancestry = Ancestry(first, catalog.references)
    assert len(ancestry.nodes) == 3_001


def test_no_answer_and_no_message_calls_anything_clean() -> None:
    texts = [path.read_text("utf-8").casefold() for path in (ROOT / "src").rglob("*lineage*.py")]
    assert texts
    assert not [text for text in texts if "clean" in text]
