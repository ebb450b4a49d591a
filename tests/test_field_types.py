"""The contract of every field type, and how people write the values of those since version 0.2."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bodies_schema import SCALES, TASKS, TOOLS
from corpus import CORPUS, hostile_texts
from issuesync.bodies.read import read_body
from issuesync.bodies.write import write_body
from issuesync.documents.tables import render_table
from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.base import Stored
from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.country import Country, countries
from issuesync.fields.entries import Entries
from issuesync.fields.link import Repository, Url, url_fault
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.markdown.escape import escape_inline
from issuesync.model.issue import Issue, Snapshot
from issuesync.model.problem import CODES
from issuesync.model.value import Amount, Listing, value_json
from issuesync.records.catalog import build_catalog
from issuesync.schema import files
from issuesync.schema.build import parse_catalog
from issuesync.schema.catalog import Field
from issuesync.schema.taxonomy import Taxonomy
from issuesync.submissions.form_check import check_forms
from issuesync.submissions.forms import build_forms
from markdown import additions, read_page
from small_catalog import make_schema
from steps import not_for_ever
from test_form_check import PUBLISHED, faults_of, needs_schema

if TYPE_CHECKING:
    from issuesync.fields.base import FieldType

SPELLINGS = Path(__file__).parent / "facts" / "spellings_of_new_types.txt"
LONGEST = 65_536
NO_LABELS = "groups: {}"
KINDS = get_args(files._FieldKind)


def declared(kind: str, **stated: str) -> Field:
    """Declare a field as ``catalog.yaml`` would."""
    field = {"type": kind, **stated}
    catalog = {
        "repository": "octo/cat",
        "documents": "README.md",
        "fields": {"value": field},
        "collections": {
            "cats": {"from": "issues", "columns": {"Value": "value"}, "form": {"name": "Add"}}
        },
    }
    text = yaml.safe_dump(catalog, default_flow_style=True)
    schema = make_schema(text, "groups: {value: {color: aaaaaa, labels: {a: x, b: y}}}")
    return schema.collections[0].by_key["value"]


WORDS = st.from_regex(r"[KVXZ][a-z0-9]{2,8}( [KVXZ][a-z]{2,8})?", fullmatch=True)
LINES = st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]),
                         min_size=1), min_size=1, max_size=4).map("\n".join)  # fmt: skip
CODE = LINES.map(lambda text: text.strip("\n").rstrip()).filter(
    lambda text: text.split("\n")[0].strip() and "_no response_" not in text.casefold()
    and "*no response*" not in text.casefold() and not text.lstrip().startswith(("`", "~"))
)  # fmt: skip
URLS = st.builds("https://{}.example.org/{}".format, st.from_regex("[a-z]{1,8}", fullmatch=True),
                 st.from_regex("[A-Za-z0-9_-]{1,12}", fullmatch=True))  # fmt: skip
DATES = st.dates(date(1800, 1, 1), date(2199, 12, 31)).map(str)
NUMBERS = st.builds(
    lambda digits, exponent: Decimal(digits).scaleb(exponent).normalize() + 0,
    st.integers(-(10**14), 10**14), st.integers(-12, 12),
)  # fmt: skip
SPDX = ("MIT", "Apache-2.0", "CC-BY-4.0", "MIT OR GPL-2.0-only", "LicenseRef-Own.1", "0BSD")
OLD_ARXIV = st.from_regex(r"(hep-th|math\.GT)/[0-9]{7}(v[1-9])?", fullmatch=True)
NEW_ARXIV = st.from_regex(r"[0-9]{2}(0[1-9]|1[0-2])\.[0-9]{4,5}(v[1-9][0-9]?)?", fullmatch=True)
AMOUNTS = st.integers(0, 10**12).map(lambda number: (Amount(number),))

VALUES: dict[str, tuple[FieldType[Any], st.SearchStrategy[Any]]] = {
    "title": (Title(), WORDS),
    "text": (Text(), WORDS),
    "markdown": (Markdown(), CODE),
    "url": (Url(), URLS),
    "repository": (Repository(), st.from_regex(r"[a-z]{1,9}/[A-Za-z0-9_-]{1,9}", fullmatch=True)),
    "year": (Year(), st.integers(1800, 2199)),
    "country": (Country(), st.sampled_from(sorted(set(countries().values())))),
    "choice": (Choice(SCALES), st.sampled_from([option.key for option in SCALES])),
    "choices": (Choices(TASKS), st.just(("VQA", "Cap"))),
    "labels": (Labels(TOOLS), st.just(("GPT-4V", "Human"))),
    "count": (Count(), AMOUNTS),
    "bytes": (Bytes(), AMOUNTS),
    "list": (List(), st.lists(WORDS, min_size=1, unique=True).map(lambda n: Listing(tuple(n)))),
    "entries": (
        Entries(),
        st.lists(WORDS, min_size=1, unique=True).map(lambda n: Listing(tuple(n))),
    ),
    "date": (
        declared("date").type,
        st.one_of(DATES, DATES.map(lambda d: d[:7]), DATES.map(lambda d: d[:4])),
    ),
    "number": (declared("number").type, NUMBERS),
    "number with a unit": (declared("number", unit="m²").type, NUMBERS),
    "boolean": (declared("boolean").type, st.booleans()),
    "license": (declared("license").type, st.sampled_from(SPDX)),
    "license of data": (declared("license", of="data").type, st.sampled_from(SPDX)),
    "doi": (
        declared("doi").type,
        st.from_regex(r"10\.[0-9]{4,9}/[A-Za-z0-9._()/<>-]{0,12}[A-Za-z0-9]", fullmatch=True),
    ),
    "arxiv": (declared("arxiv").type, st.one_of(OLD_ARXIV, NEW_ARXIV)),
    "upload": (declared("upload").type, URLS),
    "text in a fence": (declared("text", render="bibtex").type, CODE),
}
PYTHON: dict[Stored, tuple[type, ...]] = {
    Stored.TEXT: (str,), Stored.INTEGER: (int,), Stored.NUMBER: (int, float),
    Stored.BOOLEAN: (bool,),
}  # fmt: skip
EXAMPLES = settings(max_examples=50, deadline=None)
every_type = pytest.mark.parametrize("name", VALUES)


def test_every_type_of_the_catalog_is_held_to_the_contract() -> None:
    assert {kind.kind for kind, _ in VALUES.values()} == set(KINDS)


@every_type
@EXAMPLES
@given(data=st.data())
def test_a_value_that_is_written_reads_back_alone_and_in_a_body(
    name: str, data: st.DataObject
) -> None:
    kind, values = VALUES[name]
    value = data.draw(values)
    assert kind.read(kind.write(value)).value == value
    assert not kind.is_blank(kind.write(value))
    fields = (Field("before", "Before", Text()), Field("value", "Value", kind))
    stated = {"before": "a", "value": value}
    assert read_body(write_body(stated, fields), fields).values == stated


@every_type
@EXAMPLES
@given(text=st.one_of(hostile_texts(), st.text()))
def test_any_text_is_a_value_or_a_problem_or_nothing(name: str, text: str) -> None:
    kind, _ = VALUES[name]
    kind.is_blank(text)
    reading = kind.read(text)
    assert {finding.code for finding in reading.findings} <= set(CODES)
    if reading.value is None:
        return
    value_json(reading.value)
    assert isinstance(kind.show(reading.value), str)
    address = kind.address(reading.value)
    assert (address is not None) == kind.leads
    assert address is None or not url_fault(address)


@every_type
@EXAMPLES
@given(data=st.data())
def test_values_sort_and_are_kept_as_data_files_say(name: str, data: st.DataObject) -> None:
    kind, values = VALUES[name]
    some = data.draw(st.lists(values, min_size=2, max_size=5))
    keys = [kind.sort_key(one) for one in some]
    assert sorted(keys)
    assert len(set(keys)) == len(set(map(kind.write, some)))
    for value in some:
        plain = kind.plain(value)
        parts = plain if isinstance(plain, tuple) else (plain,)
        assert all(isinstance(part, PYTHON[kind.stored]) for part in parts)


@every_type
def test_what_a_type_shows_of_hostile_texts_is_plain(name: str) -> None:
    kind, _ = VALUES[name]
    for text in CORPUS:
        value = kind.read(text).value
        if value is not None:
            page = read_page(escape_inline(kind.show(value)))
            assert set(page.tags) <= {"p"}
            assert [one for one in page.texts if additions(one)] == []


PIECES = ("a", " ", "1", "1,", "1.", "-", "/", "10.1/", "2401.", "[", "](", "<img ", "- [ ] ", "`",
          "MIT or ", "MIT (", "no", "May ", "\n", "* ", "~", "<!--", "\u3000", ":x:")  # fmt: skip


@every_type
def test_the_longest_text_is_read_in_no_time(name: str) -> None:
    kind, _ = VALUES[name]
    for piece in PIECES:
        text = (piece * LONGEST)[:LONGEST]
        with not_for_ever():
            kind.is_blank(text)
            kind.read(text)
            kind.read(f"10.1000/182 {text}")


SETTINGS = ({"type": "number", "unit": "m", "at_least": "0"}, {"type": "license", "of": "data"},
            {"type": "upload", "accept": [".csv", ".zip"], "required": "true"},
            {"type": "text", "render": "toml"},
            {"type": "boolean", "required": "true"})  # fmt: skip


@needs_schema
@pytest.mark.parametrize("stated", [*({"type": kind} for kind in KINDS), *SETTINGS], ids=str)
def test_the_form_asks_for_every_type_by_an_element_that_github_takes(
    stated: dict[str, Any],
) -> None:
    settings_text = ", ".join(f"{key}: {value}" for key, value in stated.items())
    schema = make_schema(
        "repository: octo/cat\ndocuments: README.md\n"
        f"fields: {{name: title, value: {{{settings_text}}}}}\n"
        "collections: {cats: {from: issues, columns: {V: value}, form: Add}}\n",
        "groups: {value: {color: aaaaaa, labels: {a: x, b: y}}}",
    )
    assert list(check_forms(schema, {})) == []
    (file,) = build_forms(schema, {})
    form = yaml.safe_load(file.text or "")
    upload = [one for one in form["body"] if one["type"] == "upload"]
    form["body"] = [one for one in form["body"] if one not in upload] or form["body"]
    assert PUBLISHED is not None
    assert faults_of(form) == []  # the published schema does not have uploads yet


def element_of(**stated: Any) -> dict[str, Any]:
    """Return the element that a form asks by for a field."""
    pairs = ", ".join(f"{key}: {value}" for key, value in stated.items())
    schema = make_schema(
        f"repository: o/c\ndocuments: R.md\nfields: {{value: {{{pairs}}}}}\n"
        "collections: {cats: {from: issues, columns: {V: value}, form: Add}}\n",
        NO_LABELS,
    )
    (file,) = build_forms(schema, {})
    element = yaml.safe_load(file.text or "")["body"][0]
    assert isinstance(element, dict)
    return element


def test_a_form_asks_for_code_in_its_language_and_for_files_by_their_endings() -> None:
    code = element_of(type="text", render="bibtex")
    assert (code["type"], code["attributes"]["render"]) == ("textarea", "bibtex")
    file = element_of(type="upload", accept="[.csv, .zip]", required="true")
    assert (file["type"], file["validations"]) == (
        "upload", {"required": True, "accept": ".csv,.zip"},
    )  # fmt: skip
    truth = element_of(type="boolean", required="true")
    assert truth["attributes"]["options"] == ["Please choose", "Yes", "No"]
    number = element_of(type="number", unit="m", at_least="0", at_most="9.5")
    assert number["attributes"]["description"] == "A number in m, at least 0 and at most 9.5."


def spellings() -> list[tuple[str, dict[str, str], str, str]]:
    """Return each spelling: the type, its settings, the text and what is right."""
    found = []
    for line in SPELLINGS.read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            of, text, right = (part.replace("\\n", "\n") for part in line.split(" · "))
            kind, *stated = of.split(" ")
            found.append((kind, dict(one.split("=") for one in stated), text, right))
    return found


def outcome_of(field: Field, text: str) -> str:
    """Say what a body that holds an answer states for the field."""
    stated = read_body(f"### Before\n\n### Value\n\n{text}", (field,)).stated.get("value")
    found = read_body(f"### Before\n\n### Value\n\n{text}", (field,)).findings
    told = [one for one in found if one.field == "value"]
    if stated is None or stated.value is None:
        return "!" if told else "-"
    shown = stated.value if isinstance(stated.value, str) else plain_text(stated.value)
    return f"{'?' if told else ''}{shown}"


def plain_text(value: Any) -> str:
    """Return a value that is no text as the table of spellings has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value_json(value))


@pytest.mark.parametrize(
    ("kind", "stated", "text", "right"), spellings(), ids=lambda part: str(part)[:30]
)
def test_an_answer_is_read_as_a_person_reads_it(
    kind: str, stated: dict[str, str], text: str, right: str
) -> None:
    assert outcome_of(declared(kind, **stated), text) == right


CATALOG = """\
repository: octo/cat
documents: README.md
fields:
  name: title
  paper: arxiv
  record: doi
  data: upload
  free: boolean
  gsd: {type: number, unit: m}
collections:
  cats:
    from: issues
    columns:
      Name: {field: name, link: record}
      Paper: paper
      Record: record
      Data: {field: data, as: CSV}
      Free: free
      GSD: gsd
"""


def test_identifiers_and_files_are_shown_as_links() -> None:
    body = (
        "### Paper\n\narXiv:2401.00001v2\n\n### Record\n\n10.1002/(SICI)1<2\n\n"
        "### Data\n\n[a.csv](https://a.example.org/1)\n\n### Free\n\nno\n\n### GSD\n\n0,50 m"
    )
    schema = make_schema(CATALOG, NO_LABELS)
    snapshot = Snapshot("octo/cat", (), (Issue(1, "Tabby", body),))
    (record,) = build_catalog(schema, snapshot, {}, {})
    row = render_table([record], schema.collections[0], "octo/cat").text.split("\n")[-1]
    doi = r"https://doi.org/10.1002/\(SICI\)1%3C2"
    assert row == (
        rf"| [Tabby]({doi}) | [2401\.00001v2](https://arxiv.org/abs/2401.00001v2) "
        rf"| [10\.1002/(SICI)1\<2]({doi}) | [CSV](https://a.example.org/1) | No | 0\.5 m |"
    )


PLAIN = "repository: o/c\ndocuments: R.md\nfields: {{name: title, {}}}\n"
REFUSED = {
    "value: {type: text, unit: m}": "a text has no “unit”",
    "value: {type: url, of: data}": "a url has no “of”",
    "value: {type: date, render: toml}": "a date has no “render”",
    "value: {type: text, accept: .csv}": "a text has no “accept”",
    "value: {type: number, at_least: low}": "“low” is not a number",
}


@pytest.mark.parametrize("stated", REFUSED)
def test_a_setting_that_a_type_does_not_have_is_an_error(stated: str) -> None:
    text = PLAIN.format(stated) + "collections: {cats: {from: issues}}\n"
    _, problems = parse_catalog(text, "catalog.yaml", Taxonomy())
    assert [problem.message for problem in problems] == [REFUSED[stated]]


@pytest.mark.parametrize("link", ["value", "name", "issue", "labels"])
def test_a_column_links_to_a_field_with_an_address_or_is_an_error(link: str) -> None:
    text = PLAIN.format("value: year, paper: doi") + (
        f"collections: {{cats: {{from: issues, columns: {{N: {{field: name, link: {link}}}}}}}}}\n"
    )
    _, problems = parse_catalog(text, "catalog.yaml", Taxonomy())
    assert [problem.code for problem in problems] in (["wrong-setting"], ["unknown-name"])
    good, none = parse_catalog(text.replace(f"link: {link}", "link: paper"), "c", Taxonomy())
    assert good is not None
    assert none == []


def test_a_group_of_labels_that_a_field_asks_for_is_asked_once() -> None:
    schema = make_schema(
        "repository: o/c\ndocuments: R.md\n"
        "fields: {pipeline: {type: labels, group: how}, level: {type: choice, group: grade}}\n"
        "collections: {cats: {from: issues, columns: {P: pipeline, H: how}, form: Add}}\n",
        "groups: {how: {color: aaaaaa, labels: {Human: h}}, other: {color: aaaaaa, labels: {x: x}},"
        " grade: {color: aaaaaa, labels: {High: h}}}",
    )
    (file,) = build_forms(schema, {})
    assert [one["id"] for one in yaml.safe_load(file.text or "")["body"]] == [
        "pipeline", "level", "other",
    ]  # fmt: skip
    assert "how" in schema.collections[0].by_key
