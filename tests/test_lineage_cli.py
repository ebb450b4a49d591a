"""``list`` and ``show`` on what is built from what, the region of two sections, and the uses."""

from __future__ import annotations

import csv
import json
import re
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from markdown import read_page
from small_catalog import make_catalog, make_issue, region, render_one
from test_lineage import DATA
from test_references import SETTINGS, catalog_of, facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

ROOT = Path(__file__).parent.parent


@pytest.fixture
def flagship(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Write a catalog of one data file, and work there."""
    (tmp_path / "catalog.yaml").write_text(SETTINGS, encoding="utf-8")
    (tmp_path / "sets.yaml").write_text(DATA, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("flagship")
def test_show_list_and_readme_say_the_same_of_xbd(issuesync: Command) -> None:
    shown = issuesync("show", "xBD").out
    users = "#13 GEOBench-VLM, #32 VLEO-Bench, #19 EarthDial-Instruct, #25 TEOChatlas"
    assert f"\n  Used by 4 entries: {users}\n" in shown
    listed = issuesync("list", "--uses", "xbd")
    assert [row.split("\t")[0] for row in listed.out.splitlines()] == ["#13", "#32", "#19", "#25"]
    assert listed.err.splitlines()[-1] == "4 of 297 entries"
    page = read_page((ROOT / "catalog/README.md").read_text(encoding="utf-8"))
    rows = [row for table in page.tables for row in table.rows if "xBD" in [c.text for c in row]]
    assert [row[-1].text for row in rows] == ["4"]


@pytest.mark.usefixtures("flagship")
def test_the_metadata_tables_say_how_many_entries_use_each(issuesync: Command) -> None:
    page = read_page((ROOT / "catalog/README.md").read_text(encoding="utf-8"))
    tables = [table for table in page.tables if table.head[-1].text == "Uses"]
    assert len(tables) == 5
    found = {
        name.removesuffix(" "): int(uses)
        for table in tables
        for row in table.rows
        if (name := row[-3].text) and (uses := row[-1].text) != "—"
    }
    known = {
        entry.partition("/")[2]: len(users.split())
        for entry, users in facts("uses.tsv")
        if entry.startswith("metadata/")
    }
    assert found == known
    by_uses = json.loads(issuesync("show", "DIOR", "--json").out)
    assert len(by_uses[0]["used_by"]) == known["DIOR"] == 10


@pytest.mark.usefixtures("flagship")
def test_show_says_what_an_entry_is_built_from_and_through_what(issuesync: Command) -> None:
    shown = issuesync("show", "7").out
    assert re.search(r"\n  Built from [0-9]+ entries: .*#42 DIOR-RSVG", shown)
    assert re.search(r"\n  Through them from [0-9]+ entries: .*DIOR", shown)
    assert "\n  Same work: " in issuesync("show", "5").out
    assert "Built from" not in issuesync("show", "51").out


@pytest.mark.usefixtures("flagship")
def test_a_matrix_of_two_sections_has_a_cell_for_every_pair(issuesync: Command) -> None:
    ran = issuesync("list", "--matrix", "comprehensive,benchmark", "--format", "csv")
    head, *rows = csv.reader(StringIO(ran.out))
    assert (len(rows), len(head)) == (18, 14)
    cells = [cell for row in rows for cell in row[1:]]
    assert sum(cell.startswith("shares directly: ") for cell in cells) == 25
    assert sum(cell.startswith("shares through others: ") for cell in cells) == 19
    assert cells.count("none named") == 177
    assert cells.count("unknown") == 13
    same = issuesync("list", "--matrix", "Comprehensive SFT, datasets/benchmark", "--csv")
    assert same.out == ran.out
    as_json = json.loads(issuesync("list", "--matrix", "comprehensive,benchmark", "--json").out)
    assert sum(one["answer"] == "shares" for row in as_json for one in row) == 44
    plain = issuesync("list", "--matrix", "comprehensive,benchmark").out
    assert len(plain.splitlines()) == 18


@pytest.mark.usefixtures("small")
def test_list_gives_the_entries_that_share_a_source_and_counts_the_rest(issuesync: Command) -> None:
    ran = issuesync("list", "--shares-sources-with", "A")
    rows = [row.split("\t") for row in ran.out.splitlines()]
    assert [(row[1], row[-1]) for row in rows] == [
        ("B", "shares through others: X"),
        ("X", "shares directly: X"),
        ("Y", "shares directly: X"),
    ]
    assert "3 share a source, 2 none named, 1 unknown (one of the two names no sources)" in ran.err
    assert "not yet a leak" in ran.err
    found = json.loads(issuesync("list", "--shares-sources-with", "A", "--json").out)
    assert [one["lineage"]["answer"] for one in found] == ["shares"] * 3


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("first", "second", "text"),
    [
        ("B", "A", "B and A share 1 source:\n  X: B through Y\n"),
        ("Y", "A", "Y and A share 1 source:\n  X: directly\n"),
        ("B", "X", "B and X share 1 source:\n  B is built from X through Y\n"),
        ("X", "A", "X and A share 1 source:\n  A is built from X\n"),
        ("A", "D", "A and D: none named. They name no source in common.\n"),
        ("E", "D", "E and D: unknown. E does not say what it is built from.\n"),
    ],
)
def test_show_against_gives_one_of_three_answers(
    issuesync: Command, first: str, second: str, text: str
) -> None:
    ran = issuesync("show", first, "--against", second)
    assert ran.code == 0
    assert ran.out.startswith(text)
    assert ran.out.endswith("may share sources that they do not name.\n")
    found = json.loads(issuesync("show", first, "--against", second, "--json").out)
    assert found["answer"] in {"shares", "none named", "unknown"}


@pytest.mark.usefixtures("flagship")
def test_two_entries_of_one_paper_are_said_to_be_one_work(issuesync: Command) -> None:
    out = issuesync("show", "5", "--against", "28").out
    assert "They are one work: they have the same arXiv identifier or DOI." in out


@pytest.mark.usefixtures("small")
def test_an_entry_is_found_by_any_of_its_names(issuesync: Command, small: Path) -> None:
    with (small / "sets.yaml").open("a", encoding="utf-8") as file:
        file.write("- {name: UCM (UCMerced), aliases: [Land Use]}\n- {name: x}\n")
    assert issuesync("show", "uc-merced").out.startswith("UCM (UCMerced)\n")
    assert issuesync("show", "landuse").out.startswith("UCM (UCMerced)\n")
    ran = issuesync("show", "A", "--against", "X")
    assert ran.code == 2
    assert "several entries" in ran.err


@pytest.mark.usefixtures("flagship")
@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (["list", "--uses", "xDB"], "did you mean “xBD”?"),
        (
            ["list", "--matrix", "comprehensive,benchmark", "--format", "bibtex"],
            "use --format csv or --json",
        ),
        (["list", "--matrix", "comprehensive"], "name two, such as training,benchmark"),
        (["list", "--matrix", "comprehensive,bench"], "did you mean benchmark?"),
        (["show", "5", "--against", "nothing at all"], "issuesync list shows what there is"),
    ],
)
def test_a_name_that_nothing_has_is_a_mistake_with_a_hint(
    issuesync: Command, words: list[str], hint: str
) -> None:
    ran = issuesync(*words)
    assert ran.code == 2
    assert hint in ran.err


# Documents.

SECTIONS = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  section: {type: choice, required: true}
  from: entries
collections:
  sets:
    from: issues
    sections: {train: Training, test: Tests}
    columns: {Name: name, Uses: uses}
    sort: [-uses]
  lists: {from: lists.yaml, columns: {Name: name}}
"""


def small_matrix(*names: str) -> str:
    """Render the region of two sections of entries of these names, which share one source."""
    issues = [
        make_issue(number, name, section="train" if number % 2 else "test", **{"from": "Base"})
        for number, name in enumerate(names, 1)
    ]
    catalog = make_catalog(issues, catalog=SECTIONS)
    return render_one(catalog, region("lineage train/test"))


def test_a_region_shows_which_entries_of_two_sections_share_sources() -> None:
    text = small_matrix("One", "Two")
    assert "| [One](https://github.com/octocat/hello-world/issues/1) | ● 1 |" in text
    assert "Two (Base)" in text
    assert "not yet a leak" in text


@pytest.mark.parametrize("name", ["a|b", "<script>", "](x)", "@you", "`", "*a*", "<!-- -->"])
def test_no_name_breaks_the_table_of_a_region(name: str) -> None:
    (table,) = read_page(small_matrix(name, name)).tables
    assert [len(row) for row in table.rows] == [2]
    assert "script" not in read_page(small_matrix(name, name)).tags


def test_a_region_of_a_section_that_there_is_not_is_reported_with_the_nearest() -> None:
    from small_catalog import build_one

    catalog = make_catalog(
        [make_issue(1, "One", section="train", **{"from": "Base"})], catalog=SECTIONS
    )
    (fault,) = build_one(catalog, region("lineage train/tests")).faults
    assert "did you mean “lineage train/test”?" in fault.hint


def test_entries_can_be_sorted_by_how_many_use_them() -> None:
    catalog = make_catalog(
        [
            make_issue(1, "A", section="train"),
            make_issue(2, "B", section="train", **{"from": "C"}),
            make_issue(3, "C", section="train"),
        ],
        catalog=SECTIONS,
    )
    assert [record.name for record in catalog.in_collection("sets")] == ["C", "A", "B"]
    text = render_one(catalog, region("table sets/train"))
    assert "| C | 1 |\n| A | — |\n" in text


def test_the_number_of_uses_leads_to_the_page_where_there_is_one() -> None:
    settings = SECTIONS + "about: {url: 'https://example.org/page/'}\n"
    issues = [
        make_issue(1, "A & (B)", section="train"),
        make_issue(2, "C", section="train", **{"from": "A"}),
    ]
    text = render_one(make_catalog(issues, catalog=settings), region("table sets/train"))
    assert "[1](https://example.org/page#uses=1)" in text


def test_a_field_that_is_called_uses_is_shown_for_itself() -> None:
    settings = SETTINGS.replace("  paper: url\n", "  uses: text\n").replace(
        "{Name: name}", "{Name: name, Uses: uses}, sort: [uses]"
    )
    catalog = catalog_of("- {name: A, uses: b}\n- {name: B, from: [A], uses: a}\n", settings)
    assert [record.name for record in catalog] == ["B", "A"]
    from issuesync.documents.tables import render_table

    collection = catalog.schema.by_key["sets"]
    assert "| A | b |" in render_table(catalog.in_collection("sets"), collection, "a/b").text


def aligned(output: str) -> str:
    """Align the columns of an output, as the command does in a terminal."""
    rows = [line.split("\t") for line in output.splitlines()]
    if len(rows[0]) == 1:
        return output
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


@pytest.mark.usefixtures("flagship")
def test_the_page_on_lineage_shows_what_the_commands_say(issuesync: Command) -> None:
    page = (ROOT / "docs/lineage.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```console\n\$ issuesync (.*?)\n(.*?)```", page, re.DOTALL)
    assert len(blocks) == 2
    for command, output in blocks:
        assert aligned(issuesync(*command.split()).out) == output


@pytest.mark.usefixtures("flagship")
def test_the_exports_name_sources_by_the_identifiers_of_entries(issuesync: Command) -> None:
    lines = [json.loads(line) for line in issuesync("list", "--format", "jsonl").out.splitlines()]
    known = {line["id"] for line in lines}
    found = [one for line in lines for one in line.get("references", ())]
    assert len(found) == 354
    assert {name for one in found for name in one["ids"]} <= known
    assert sum(one["is"] == "entry" and len(one["ids"]) == 1 for one in found) == 272
    users = [line["id"] for line in lines if "xBD" in str(line.get("references"))]
    assert len(users) == 4
