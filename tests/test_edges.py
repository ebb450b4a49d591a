"""Exact limits and lines that a small fault would shift, and no neighbouring test would see."""

from __future__ import annotations

from dataclasses import replace

import pytest

from absorbing import README, Folder, bodies_of, make_folder
from bodies_schema import declare
from issuesync.bodies.read import read_body
from issuesync.documents.tables import render_table
from issuesync.fields.text import List, Title
from issuesync.model.limits import is_too_much
from issuesync.model.plan import AddLabel, Plan, RemoveLabel
from small_catalog import make_issue, make_record, make_schema, region

LABELLED = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, task: {type: labels}}
collections:
  sets:
    from: issues
    publish: accepted
    fields: [name, task]
    columns: {Name: name, Task: task}
    sort: [issue]
"""
PAPER = "- {{name: Paper {0:02}, section: Old, year: 2020}}\n"


def labelled() -> Folder:
    issues = [replace(make_issue(1, "Zorb"), labels=("accepted", "VQA"), body="words")]
    return make_folder(issues, catalog_yaml=LABELLED, README_md=f"# T\n\n{region('table sets')}")


@pytest.mark.parametrize(
    ("old", "new", "changes"),
    [
        ("| VQA |", "| Cap. |", (AddLabel(1, "Cap.", "its row's Task"),
                                 RemoveLabel(1, "VQA", "its row's Task"))),
        ("| VQA |", "| Cap., VQA |", (AddLabel(1, "Cap.", "its row's Task"),)),
        ("| VQA |", "| — |", (RemoveLabel(1, "VQA", "its row's Task"),)),
    ],
)  # fmt: skip
def test_a_region_waits_for_the_labels_that_its_edit_came_to(
    old: str, new: str, changes: tuple[AddLabel | RemoveLabel, ...]
) -> None:
    edited = labelled().edited(old, new)
    absorbed = edited.absorb(into_issues=True)
    assert tuple(absorbed.plan) == changes
    assert [(one.path, one.region) for one in absorbed.held] == [(README, "table sets")]
    assert not absorbed.files, "until the labels are there, a sync would write the row as it was"
    done = edited.after(absorbed)
    assert bodies_of(done.document) == bodies_of(edited.document)
    assert bodies_of(done.synced().document) == bodies_of(edited.document)


@pytest.mark.parametrize(
    ("lost", "of", "is_refused"),
    [
        (10, 10, False), (10, 11, False), (10, 19, False),
        (11, 11, True), (11, 21, True), (11, 22, False), (12, 23, True), (12, 24, False),
    ],
)  # fmt: skip
def test_more_than_ten_and_more_than_half_is_too_much(
    lost: int, of: int, *, is_refused: bool
) -> None:
    assert is_too_much(lost, of) is is_refused
    papers = "".join(PAPER.format(i) for i in range(of))
    folder = make_folder(papers_yaml=papers)
    rows = [line for line in folder.document.splitlines(keepends=True) if "| Paper" in line]
    assert len(rows) == of
    absorbed = folder.edited("".join(rows[of - lost :]), "").absorb()
    if is_refused:
        assert (absorbed.taken, absorbed.files, absorbed.plan) == ((), (), Plan())
        assert f"{lost} rows of “papers” are gone" in absorbed.problems[0].message
    else:
        assert len(absorbed.taken) == lost
        assert not absorbed.problems


@pytest.mark.parametrize("between", ["", "words\n\n", "### Other\n\nnothing\n\n"])
def test_answers_of_one_name_that_are_put_together_reach_from_the_first_line_to_the_last(
    between: str,
) -> None:
    fields = (declare("name", Title()), declare("sources", List(), "Source"))
    text = f"### Source\n\n- one\n\n{between}### Source\n\n- two\n- three"
    stated = read_body(text, fields).stated["sources"]
    last = len(text.split("\n"))
    assert (stated.first, stated.last) == (1, last)


def test_a_rule_line_says_how_each_type_stands() -> None:
    kinds = {"title": "---", "text": "---", "url": "---", "repository": "---", "list": "---",
             "year": ":-:", "date": ":-:", "choice": ":-:", "choices": ":-:", "country": ":-:",
             "boolean": ":-:", "count": "--:", "bytes": "--:", "number": "--:"}  # fmt: skip
    fields = "".join(f"  f_{kind}: {kind}\n" for kind in kinds)
    columns = "".join(f"      {kind}: f_{kind}\n" for kind in kinds)
    schema = make_schema(
        f"repository: a/b\ndocuments: README.md\nfields:\n{fields}"
        f"collections:\n  all:\n    from: all.yaml\n    columns:\n{columns}      More: labels\n"
    )
    table = render_table([make_record("a")], schema.by_key["all"], "a/b").text
    rule = [cell.strip() for cell in table.split("\n")[1].strip("|").split("|")]
    assert rule == [*kinds.values(), ":-:"]
