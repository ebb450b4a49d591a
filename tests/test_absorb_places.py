"""Where hand edits go in catalogs of other shapes: several documents, several sections, labels."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from absorbing import CATALOG, ISSUES, README, Folder, bodies_of, make_folder
from issuesync.documents.build import build_documents
from issuesync.edits.absorb import Absorbed, absorb
from issuesync.edits.base_versions import Past
from issuesync.edits.materials import Materials
from issuesync.model.plan import AddLabel, EditIssue, Plan, RemoveLabel
from small_catalog import LABELS, make_issue, region
from test_absorb import codes, require_settled, row, told

if TYPE_CHECKING:
    from collections.abc import Callable

# Entries in several sections


SEVERAL = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, year: year, section: choices}
collections:
  sets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    sections: {one: Section One, two: Section Two, three: Section Three}
    columns: {Year: year, Name: name, More: issue}
    sort: [issue]
"""
SECTIONS = "# T\n\n" + "".join(
    f"## Section {name}\n\n{region(f'table sets/{name.casefold()}')}\n"
    for name in ("One", "Two", "Three")
)


@pytest.fixture(scope="module")
def several() -> Folder:
    issues = [
        make_issue(1, "Zorb", year="2023", section="Section One, Section Two"),
        make_issue(2, "Yott", year="2024", section="Section Two"),
    ]
    return make_folder(issues, catalog_yaml=SEVERAL, README_md=SECTIONS, overrides_yaml="")


def lines(folder: Folder, word: str) -> list[str]:
    return [line for line in folder.document.splitlines(keepends=True) if word in line]


def test_an_entry_of_several_sections_loses_the_one_whose_row_is_removed(several: Folder) -> None:
    edited = several.edited(row(several, "Zorb"), "")
    absorbed = edited.absorb()
    after = require_section(edited, absorbed)
    assert after.texts["overrides.yaml"] == "1:\n  section: Section Two\n"


def require_section(edited: Folder, absorbed: Absorbed) -> Folder:
    after = edited.after(absorbed)
    assert bodies_of(after.synced().document) == bodies_of(edited.document)
    return after


def test_an_entry_whose_rows_are_all_removed_is_published_no_more(several: Folder) -> None:
    zorb = row(several, "Zorb")
    edited = several.edited(zorb, "", count=2)
    absorbed = edited.absorb()
    assert absorbed.plan == Plan((RemoveLabel(1, "accepted", "its row was removed"),))
    require_section(edited, absorbed)


def test_a_row_copied_to_another_section_stands_in_both(several: Folder) -> None:
    zorb, yott = row(several, "Zorb"), row(several, "Yott")
    edited = several.edited(zorb, zorb + yott)
    after = require_section(edited, edited.absorb())
    assert after.texts["overrides.yaml"] == "2:\n  section: Section One, Section Two\n"


def test_a_row_moved_out_of_one_of_its_sections_stays_in_the_other(several: Folder) -> None:
    zorb = row(several, "Zorb")
    edited = several.edited(zorb, "")
    head, _, tail = edited.document.rpartition("| :-: | --- | :-: |\n")
    edited = edited.with_document(f"{head}| :-: | --- | :-: |\n{zorb}{tail}")
    after = require_section(edited, edited.absorb())
    assert after.texts["overrides.yaml"] == "1:\n  section: Section Two, Section Three\n"


# Several documents


TWO = CATALOG.replace("documents: [README.md]", "documents: [README.md, OTHER.md]")
OTHER = "OTHER.md"


def absorb_both(edit: Callable[[str], str], other_edit: Callable[[str], str]) -> Absorbed:
    """Absorb edits of two documents that show the same tables."""
    folder = make_folder(catalog_yaml=TWO)
    texts = {README: folder.document, OTHER: folder.document}
    documents: dict[str, str | None] = {
        README: edit(texts[README]), OTHER: other_edit(texts[OTHER])
    }  # fmt: skip
    built = build_documents(folder.catalog(), documents, {}, {}, overwrite=True)
    now = {file.path: file.text or "" for file in built.files}
    materials = Materials(
        catalog=folder.catalog(),
        snapshot=folder.snapshot,
        texts={name: text for name, text in folder.texts.items() if name != README},
        documents=documents,
        past={name: Past.of(name, now[name], ()) for name in documents},
    )
    return absorb(materials)


def same(text: str) -> str:
    return text


def test_an_edit_of_one_of_two_documents_is_taken_in() -> None:
    absorbed = absorb_both(lambda text: text.replace("| 2023 |", "| 2022 |"), same)
    assert told(absorbed) == ["#1 Zorb: Year: 2022, was 2023 → overrides.yaml"]
    assert [file.path for file in absorbed.files] == ["overrides.yaml", README]


def test_the_same_edit_of_both_is_one() -> None:
    def edit(text: str) -> str:
        new = "| 2020 | New | — | — |\n"
        return text.replace("| 2023 |", "| 2022 |").replace(
            "| 2021 | A third", f"{new}| 2021 | A third"
        )

    absorbed = absorb_both(edit, edit)
    assert sorted(told(absorbed)) == [
        "#1 Zorb: Year: 2022, was 2023 → overrides.yaml",
        "New: new → papers.yaml",
    ]
    assert not absorbed.problems


def test_two_documents_that_disagree_are_a_conflict() -> None:
    absorbed = absorb_both(
        lambda text: text.replace("| 2023 |", "| 2022 |"),
        lambda text: text.replace("| 2023 |", "| 2021 |"),
    )
    assert codes(absorbed) == ["edit-conflict"]
    assert absorbed.problems[0].place.file == OTHER
    assert "README.md:9 asks for another Year" in absorbed.problems[0].message


# Without a place to put it


def test_an_edit_of_a_collection_without_overrides_is_named() -> None:
    folder = make_folder(catalog_yaml=CATALOG.replace("    overrides: overrides.yaml\n", ""))
    absorbed = folder.edited("| 2023 |", "| 2022 |").absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "“sets” has no file of overrides" in absorbed.problems[0].message
    assert not absorbed.files
    issues = folder.edited("| 2023 |", "| 2022 |").absorb(into_issues=True)
    assert [type(one) for one in issues.plan] == [EditIssue]


def test_a_removed_row_of_a_collection_that_no_label_publishes_is_named() -> None:
    folder = make_folder(catalog_yaml=CATALOG.replace("    publish: accepted\n", ""))
    absorbed = folder.edited(row(folder, "[Zorb]"), "").absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "no label publishes it" in absorbed.problems[0].message
    assert (absorbed.files, absorbed.plan) == ((), Plan())


def test_a_file_that_cannot_be_edited_safely_is_named_and_left() -> None:
    papers = "-\n  name: A survey\n  section: Old\n- {name: Last, section: Later}\n"
    folder = make_folder(papers_yaml=papers)
    absorbed = folder.edited(row(folder, "| A survey |"), "").absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "papers.yaml has to be edited by hand" in absorbed.problems[0].message
    assert not absorbed.files


def test_an_issue_whose_text_hides_in_an_open_fence_is_edited_on_top() -> None:
    odd = replace(ISSUES[0], body="```\nnever closed", labels=("accepted",))
    folder = make_folder([odd, *ISSUES[1:]], overrides_yaml="1:\n  section: one\n")
    edited = folder.edited("| — | — | Zorb |", "| 2022 | — | Zorb |")
    absorbed = edited.absorb(into_issues=True)
    (edit,) = absorbed.plan
    assert isinstance(edit, EditIssue)
    assert edit.body.startswith("### Year\n\n2022\n\n```")


# A title that cannot be changed there


LIKE = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, section: choice}
collections:
  first: {from: papers.yaml, sections: [Old, Later], columns: {Name: name}}
  second: {like: first, from: lists.yaml}
"""


def test_a_title_that_stands_at_another_collection_is_named() -> None:
    folder = make_folder(
        (),
        catalog_yaml=LIKE,
        papers_yaml="- {name: A, section: Old}\n",
        lists_yaml="- {name: B, section: Old}\n",
        README_md=f"# T\n\n{region('table first')}\n{region('table second')}",
        overrides_yaml="",
    )
    text = folder.document
    at = text.rindex("## Old")
    edited = folder.with_document(f"{text[:at]}## Early{text[at + len('## Old') :]}")
    absorbed = edited.absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert "catalog.yaml does not state the title of “Old” there" in absorbed.problems[0].message
    assert not absorbed.files


# Labels that say a field


LABELLED = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, task: {type: labels}}
collections:
  sets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    fields: [name, task]
    columns: {Name: name, Task: task, More: issue, Labels: labels, Since: published}
    sort: [issue]
"""


@pytest.fixture(scope="module")
def labelled() -> Folder:
    issues = [
        replace(make_issue(1, "Zorb"), labels=("accepted", "VQA"), body="words"),
        replace(make_issue(2, "Yott"), labels=("accepted",), body="words"),
    ]
    document = f"# T\n\n{region('table sets')}"
    return make_folder(issues, catalog_yaml=LABELLED, README_md=document, overrides_yaml="")


def test_an_edited_cell_that_labels_say_becomes_labels_where_issues_are_to_say_it(
    labelled: Folder,
) -> None:
    edited = labelled.edited("| Zorb | VQA |", "| Zorb | Cap. |")
    absorbed = edited.absorb(into_issues=True)
    assert list(absorbed.plan) == [
        AddLabel(1, "Cap.", "its row's Task"),
        RemoveLabel(1, "VQA", "its row's Task"),
    ]
    local = edited.after(edited.absorb())
    assert local.texts["overrides.yaml"] == "1:\n  task: Cap.\n"


@pytest.mark.parametrize("column", ["Labels", "Since"])
def test_an_edited_cell_of_a_computed_column_is_named(labelled: Folder, column: str) -> None:
    old = {"Labels": "| accepted |", "Since": "2025-04-03 |"}[column]
    absorbed = labelled.edited(
        old, f"| {column}, other |" if column == "Labels" else "2020 |"
    ).absorb()
    assert codes(absorbed) == ["not-absorbed"]
    assert f"“{column}” shows" in absorbed.problems[0].message


def test_a_word_that_is_no_label_of_the_group_is_named(labelled: Folder) -> None:
    absorbed = labelled.edited("| Zorb | VQA |", "| Zorb | Nonsense |").absorb()
    assert codes(absorbed) == ["not-absorbed"]


# Entries that are gone, or came to be


def test_a_row_whose_entry_is_gone_meanwhile_is_named() -> None:
    folder = make_folder()
    edited = folder.edited("| 2020 | [A survey]", "| 2019 | [A survey]")
    gone = replace(
        edited, texts={**edited.texts, "papers.yaml": "- {name: Last, section: Later}\n"}
    )
    absorbed = gone.absorb(folder.document)
    assert "not there any more" in absorbed.problems[0].message
    assert not absorbed.files


def test_a_row_of_an_entry_that_no_table_showed_gives_it_a_section() -> None:
    lost = replace(make_issue(7, "Lost"), body="### Year\n\n2020")
    folder = make_folder([*ISSUES, lost])
    first = row(folder, "[Zorb]")
    link = "[\\#\u20607](https://github.com/octocat/hello-world/issues/7)"
    new = f"| 2020 | — | Lost | — | — | {link} |\n"
    edited = folder.edited(first, new + first)
    after = require_settled(edited, edited.absorb())
    assert "7:\n  section: Section One\n" in after.texts["overrides.yaml"]


def test_a_moved_row_whose_entry_moved_elsewhere_meanwhile_is_a_conflict() -> None:
    catalog = CATALOG.replace("two: Section Two}", "two: Section Two, three: Section Three}")
    folder = make_folder(catalog_yaml=catalog)
    moved = row(folder, "Quux")
    edited = folder.edited(moved, "").edited(row(folder, "[Zorb]"), moved + row(folder, "[Zorb]"))
    edited = edited.edited("| Blip |", "| Blop |")
    issues = tuple(
        make_issue(3, "Quux", section="three", year="2022", download="https://q.org")
        if one.number == 3 else one for one in folder.issues
    )  # fmt: skip
    absorbed = replace(edited, issues=issues).absorb(folder.document)
    assert "edit-conflict" in codes(absorbed)
    assert "is in three now" in absorbed.problems[0].message


# Bullets whose rest is not certain


def test_a_bullet_whose_columns_are_not_certain_is_named() -> None:
    catalog = CATALOG.replace(
        "columns: {Name: name, Download: download, Note: note}",
        "columns: {Name: name, Download: download, Note: note, Year: year}",
    ).replace("fields: [name, download, note]", "fields: [name, download, note, year]")
    folder = make_folder(catalog_yaml=catalog)
    changed = folder.edited("[Awesome B](https://example.org/b)",
                            "[Awesome B](https://example.org/b) - 2020").absorb()  # fmt: skip
    assert codes(changed) == ["not-absorbed"]
    new = folder.edited("- [Awesome B]", "- [New](https://n.org) - 2020, x\n- [Awesome B]").absorb()
    assert codes(new) == ["not-absorbed"]
    assert "not certain" in new.problems[0].message


def test_a_new_bullets_words_are_its_description_where_nothing_else_reads_them() -> None:
    catalog = CATALOG.replace(
        "columns: {Name: name, Download: download, Note: note}",
        "columns: {Name: name, Download: download, Note: note, Year: year}",
    ).replace("fields: [name, download, note]", "fields: [name, download, note, year]")
    folder = make_folder(catalog_yaml=catalog)
    new = folder.edited(
        "- [Awesome B]", "- [Awesome AB](https://n.org) - A new one, of cats.\n- [Awesome B]"
    ).absorb()
    assert codes(new) == []
    (data,) = [file.text for file in new.files if file.path.endswith("lists.yaml")]
    assert "note: 'A new one, of cats.'" in (data or "")


# What issues cannot say, and labels under other names


LISTED = """\
repository: octocat/hello-world
documents: README.md
fields: {name: title, year: year, source: list}
collections:
  sets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    columns: {Name: name, Year: year, Source: source, More: issue}
"""


def test_a_value_that_no_edit_of_an_issue_states_is_named_and_its_override_stays() -> None:
    twice = "**Source**: A\n**Year**: 2020\n**Source**: B"
    issue = replace(make_issue(1, "Zorb"), body=twice, labels=("accepted",))
    document = f"# T\n\n{region('table sets')}"
    overrides = "1:\n  source: C, D\n"
    folder = make_folder([issue], catalog_yaml=LISTED, README_md=document, overrides_yaml=overrides)
    edited = folder.edited("| 2020 | C, D |", "| 2021 | E, F |")
    absorbed = edited.absorb(into_issues=True)
    assert codes(absorbed) == ["not-absorbed"]
    assert "no edit makes issue #1 state this Source" in absorbed.problems[0].message
    assert told(absorbed) == ["#1 Zorb: Year: 2021, was 2020 → issue #1"]
    (edit,) = absorbed.plan
    assert isinstance(edit, EditIssue)
    assert edit.body == twice.replace("2020", "2021")
    assert not absorbed.files
    local = edited.after(edited.absorb())
    assert local.texts["overrides.yaml"] == "1:\n  source: E, F\n  year: 2021\n"


def test_a_removed_row_takes_away_the_publishing_label_under_its_former_name() -> None:
    labels = LABELS.replace(
        "accepted: An entry of the catalog", "accepted: {is: An entry, was: [approved]}"
    )
    old = replace(ISSUES[0], labels=("Approved",))
    folder = replace(make_folder([old, *ISSUES[1:]]), labels=labels).synced()
    edited = folder.edited(row(folder, "[Zorb]"), "")
    absorbed = edited.absorb()
    assert absorbed.plan == Plan((RemoveLabel(1, "Approved", "its row was removed"),))
    require_settled(edited, absorbed)
