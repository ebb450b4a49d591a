"""What tables and lists make of ``catalog.yaml``: typed fields, collections, sections, columns."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from issuesync.adopt.build import Adopted, AdoptWishes, adopt
from issuesync.errors import ConfigurationError
from issuesync.model.issue import Issue, Label, Snapshot

NO_ISSUES = Snapshot("octo/cat", (), ())


def made_of(text: str, snapshot: Snapshot = NO_ISSUES, labels: str | None = None) -> Adopted:
    return adopt("README.md", text, snapshot, labels, AdoptWishes())


def settings_of(made: Adopted) -> dict[str, Any]:
    text = next(file.text for file in made.files if file.path == "catalog.yaml")
    found: dict[str, Any] = yaml.load(text or "", yaml.BaseLoader)
    return found


def table(head: str, *rows: str) -> str:
    rule = "|".join("-" for _ in head.split("|"))
    return "\n".join([f"|{head}|", f"|{rule}|", *(f"|{row}|" for row in rows), ""])


def kinds_of(head: str, *cells: str) -> Any:
    """Return the type of a column with these cells, next to one of names."""
    rows = [f"N{number}|{cell}" for number, cell in enumerate(cells)]
    fields = settings_of(made_of(table(f"Name|{head}", *rows)))["fields"]
    return [fields[key] for key in fields if key != "name"]


@pytest.mark.parametrize(
    ("head", "cells", "kind"),
    [
        ("Year", ["2020", "2021"], "year"),
        ("When", ["2020", "2021"], "year"),
        ("Year", ["2020", "2021/22"], "text"),
        ("Country", ["China", "Peru"], "country"),
        ("Where", ["China", "Peru", "Chad"], "country"),
        ("Language", ["DE", "FR", "IT"], "text"),
        ("Country", ["中国", "日本"], "text"),
        ("Samples", ["12k", "3,400"], "count"),
        ("Samples", ["12k", "a few"], "text"),
        ("Size", ["3 GB", "120 MB"], "bytes"),
        ("Size", ["GB", "120 MB"], "text"),
        ("Code", ["[c](https://c.example/1)", "[c](https://c.example/2)"], "url"),
        ("Note", ["one thing", "another"], "text"),
    ],
)
def test_a_type_is_chosen_only_where_it_reads_every_cell(
    head: str, cells: list[str], kind: str
) -> None:
    (found,) = kinds_of(head, *cells)
    assert (found if isinstance(found, str) else found["type"]) == kind


def test_words_that_come_again_are_an_open_choice() -> None:
    assert kinds_of("Venue", "CVPR", "ECCV", "CVPR", "ECCV") == [{"type": "choice", "open": "true"}]


def test_words_between_commas_that_come_again_are_open_choices() -> None:
    cells = ("a, b", "b, c", "a, c", "a")
    assert kinds_of("Tags", *cells) == [{"type": "choices", "open": "true"}]


def test_a_legend_gives_the_options_their_meanings() -> None:
    text = "- `SAR`: Synthetic Aperture Radar\n- `IR` - Infrared\n\n"
    text += table("Name|Sensor", "A|`SAR`", "B|`IR`, `SAR`", "C|`RGB`", "D|")
    found = settings_of(made_of(text))["fields"]["sensor"]
    assert found == {
        "type": "choices",
        "options": {"SAR": "Synthetic Aperture Radar", "IR": "Infrared", "RGB": ""},
    }
    (record,) = [one for one in made_of(text).catalog if one.name == "B"]
    assert record.value("sensor") == ("SAR", "IR")


def test_words_that_are_links_make_two_fields() -> None:
    text = table(
        "Name|Team|Year",
        *(f"N{n}|[Team {n}](https://t.example/{n}) of {n}|{2000 + n}" for n in range(9)),
    )
    settings = settings_of(made_of(text))
    assert settings["fields"]["team"] == "text"
    assert settings["fields"]["team_link"] == "url"
    columns = next(iter(settings["collections"].values()))["columns"]
    assert columns["Team"] == {"field": "team", "link": "team_link"}


def test_a_cell_of_several_links_makes_a_field_a_word() -> None:
    text = table(
        "Name|Links", "A|[Paper](https://p.example/1) [Code](https://c.example/1)",
        "B|[Code](https://c.example/2)",
    )  # fmt: skip
    settings = settings_of(made_of(text))
    assert {"paper": "url", "code": "url"}.items() <= settings["fields"].items()
    made = {one.name: (one.value("paper"), one.value("code")) for one in made_of(text).catalog}
    assert made == {
        "A": ("https://p.example/1", "https://c.example/1"),
        "B": (None, "https://c.example/2"),
    }


def test_further_links_beside_a_name_are_fields_and_pictures_stay_in_the_row() -> None:
    text = table(
        "Name|Year", "[A](https://a.example) [code](https://c.example) ![](https://i.example/a.png)"
        "|2020", "[B](https://b.example)|2021",
    )  # fmt: skip
    (record,) = [one for one in made_of(text).catalog if one.name == "A"]
    assert record.value("code") == "https://c.example"
    assert "![](https://i.example/a.png)" in (record.row or "")


def test_a_column_that_numbers_the_rows_is_kept() -> None:
    made = made_of(table("#|Name", "1|A", "2|B", "3|C"))
    assert list(next(iter(settings_of(made)["collections"].values()))["columns"]) == ["#", "Name"]
    assert not made.problems


def test_a_link_that_no_field_takes_in_stays_in_its_row() -> None:
    issue = "[m](https://github.com/octo/cat/issues/1)"
    text = table("Name|More", f"A|{issue}", f"B|{issue[:-2]}2)", "C|[x](https://other.example)")
    issues = (Issue(1, "A", ""), Issue(2, "B", ""))
    made = made_of(text, Snapshot("octo/cat", (), issues))
    (record,) = [one for one in made.catalog if one.name == "C"]
    assert "[x](https://other.example)" in (record.row or "")
    readme = next(file.text for file in made.files if file.path == "README.md")
    assert "[x](https://other.example)" in (readme or "")


def test_a_table_without_a_column_of_names_is_left_and_named() -> None:
    text = table("A|B", "![](https://i.example/1.png)|![](https://i.example/2.png)")
    made = made_of(text)
    assert made.entries == 0
    assert [(one.code, one.place.line) for one in made.problems] == [("not-adopted", 1)]
    assert next(file.text for file in made.files if file.path == "README.md") == text


def test_a_list_of_which_few_bullets_lead_somewhere_is_left_and_named() -> None:
    text = "## Beta\n\n- [A](https://a.example)\n- plain words\n- **bold** words\n"
    made = made_of(text)
    assert made.entries == 0
    found = [(one.code, one.place.line, one.message) for one in made.problems]
    assert found == [("not-adopted", 3, "1 of the list's 3 bullets lead somewhere")]


def test_a_list_with_code_below_a_bullet_is_kept_with_its_code() -> None:
    text = "- [A](https://a.example)\n- [B](https://b.example)\n\n  ```\n  code\n  ```\n"
    made = made_of(text)
    assert made.entries == 2
    assert [one.row for one in made.catalog][1] == text.split("\n", 1)[1].rstrip("\n")
    assert not made.problems


def test_sections_of_one_title_are_told_apart() -> None:
    rows = table("Name|Year", "A|2020")
    text = f"# T\n\n## Sets\n\n{rows}\nWords.\n\n{rows.replace('A|', 'B|')}\n## !!\n\n{rows}"
    (collection,) = settings_of(made_of(text))["collections"].values()
    assert collection["sections"] == {"sets": "Sets", "sets-2": "Sets (2)", "section-3": "!!"}


def test_tables_of_issues_with_other_columns_are_one_collection_of_all_columns() -> None:
    link = "[m](https://github.com/octo/cat/issues/{})"
    text = (
        f"# T\n\n## One\n\n{table('Name|Year|More', f'A|2020|{link.format(1)}')}"
        f"\n## Two\n\n{table('Name|Venue|More', f'B|CVPR|{link.format(2)}')}"
    )
    made = made_of(text, Snapshot("octo/cat", (), (Issue(1, "A", ""), Issue(2, "B", ""))))
    (collection,) = settings_of(made)["collections"].values()
    assert list(collection["columns"]) == ["Name", "Year", "More", "Venue"]
    assert {one.name: (one.value("year"), one.value("venue")) for one in made.catalog} == {
        "A": (2020, None), "B": (None, "CVPR"),
    }  # fmt: skip


def test_an_order_is_stated_where_the_rows_have_one() -> None:
    def order(*rows: str) -> Any:
        (collection,) = settings_of(made_of(table("Name|Year", *rows)))["collections"].values()
        return collection.get("sort")

    assert order("B|2020", "A|2021", "C|2022") == ["year"]
    assert order("B|2022", "A|2021", "C|2020") == ["-year"]
    assert order("A|2022", "B|2020", "C|2022", "D|2020") == ["name"]
    assert order("C|2022", "A|2020", "D|2022", "B|2020") == "as listed"


def test_a_region_gives_its_collection_and_section_their_keys() -> None:
    text = (
        f"# T\n\n## Sets\n\n<!-- issuesync:begin table mine/first -->\n\n"
        f"{table('Name|Year', 'A|2020')}\n<!-- issuesync:end -->\n"
    )
    settings = settings_of(made_of(text))
    assert settings["collections"]["mine"]["sections"] == {"first": "Sets"}


def test_labels_that_issues_bear_are_kept_in_their_groups_beside_the_one_that_publishes() -> None:
    text = table("Name|More", "A|[m](https://github.com/octo/cat/issues/1)")
    labels = (Label("status: new", "ff0000"), Label("status: old", "ff0000"), Label("bug"))
    snapshot = Snapshot("octo/cat", labels, (Issue(1, "A", "", labels=("VQA", "Accepted")),))
    made = made_of(text, snapshot)
    written = next(file.text for file in made.files if file.path == "labels.yaml")
    groups = yaml.load(written or "", yaml.BaseLoader)["groups"]
    assert list(groups["publishing"]["labels"]) == ["accepted"]
    assert list(groups["status"]["labels"]) == ["status: new", "status: old"]
    assert made.snapshot.issues[0].labels == ("VQA", "Accepted")
    assert [one.number for one in made.catalog] == [1]


def test_a_taxonomy_without_the_label_that_publishes_is_said_to_lack_it() -> None:
    text = table("Name|More", "A|[m](https://github.com/octo/cat/issues/1)")
    labels = "groups: {task: {color: 1d76db, labels: {VQA: Questions}}}\n"
    with pytest.raises(ConfigurationError) as refused:
        made_of(text, Snapshot("octo/cat", (), (Issue(1, "A", ""),)), labels)
    assert [one.code for one in refused.value.problems] == ["unknown-name"]
    assert "accepted" in refused.value.problems[0].message


def test_fields_that_most_bodies_state_are_declared_by_what_they_hold() -> None:
    link = "[m](https://github.com/octo/cat/issues/{})"
    rows = [f"N{n}|{link.format(n)}" for n in range(1, 5)]
    body = (
        "**Samples**: {n}k\n**Size**: {n} GB\n**Source (2)**: A, B\n**Site**: https://s.example/{n}\n"
        "**Note**: word {n}\n\n## 📌 Pipeline\n\nStep {n}\n"
    )
    issues = tuple(Issue(n, f"N{n}", body.format(n=n)) for n in range(1, 5))
    fields = settings_of(made_of(table("Name|More", *rows), Snapshot("octo/cat", (), issues)))[
        "fields"
    ]
    assert fields == {
        "name": "title", "samples": "count", "size": "bytes", "source": "list", "site": "url",
        "note": "text", "pipeline": "markdown",
    }  # fmt: skip


def test_what_few_bodies_state_is_no_field() -> None:
    link = "[m](https://github.com/octo/cat/issues/{})"
    rows = [f"N{n}|{link.format(n)}" for n in range(1, 5)]
    issues = tuple(Issue(n, f"N{n}", "**Odd**: 1" if n == 1 else "") for n in range(1, 5))
    made = made_of(table("Name|More", *rows), Snapshot("octo/cat", (), issues))
    assert list(settings_of(made)["fields"]) == ["name"]
