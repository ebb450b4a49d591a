"""The JSON Schemas for editors: generated, up to date, and true of the flagship's files.

``python tests/test_json_schemas.py`` writes them anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from issuesync.schema.json_schema import schema_files

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "src" / "issuesync" / "schema" / "json"
FILES = {
    "catalog.yaml": "catalog.json",
    "labels.yaml": "labels.json",
    "catalog/overrides.yaml": "overrides.json",
}


def as_an_editor_reads(text: str) -> Any:
    """Parse YAML with numbers and truths, as JSON would have it: its keys are strings."""
    return json.loads(json.dumps(yaml.safe_load(text)))


def validate(text: str, schema: str) -> None:
    content = json.loads(schema_files()[schema])
    jsonschema.Draft202012Validator.check_schema(content)
    jsonschema.Draft202012Validator(content).validate(as_an_editor_reads(text))


@pytest.mark.parametrize("name", sorted(FILES.values()))
def test_a_schema_is_the_one_that_the_models_make(name: str) -> None:
    written = (FOLDER / name).read_text(encoding="utf-8")
    assert written == schema_files()[name], "run python tests/test_json_schemas.py"


def test_there_is_no_other_schema() -> None:
    assert {path.name for path in FOLDER.iterdir()} == set(schema_files())


@pytest.mark.parametrize("name", FILES)
def test_the_flagships_files_fit_their_schemas(name: str) -> None:
    validate((ROOT / name).read_text(encoding="utf-8"), FILES[name])


@pytest.mark.parametrize("name", FILES)
def test_each_file_names_its_schema_for_editors(name: str) -> None:
    first = (ROOT / name).read_text(encoding="utf-8").split("\n", 1)[0]
    start, _, path = first.partition("$schema=")
    assert start == "# yaml-language-server: "
    assert ((ROOT / name).parent / path).resolve() == FOLDER / FILES[name]


CATALOG = """\
repository: octo/cat
documents: {documents}
fields: {fields}
collections: {{a: {{from: {origin}, sections: {sections}, columns: {columns}, sort: {sort}}}}}
"""


@pytest.mark.parametrize(
    ("documents", "fields", "origin", "sections", "columns", "sort"),
    [
        ("a.md", "{name: title}", "issues", "[One, 2024]", "{Name: name}", "name"),
        (
            "[a.md, b.md]",
            "{name: {type: title, was: T}, k: {type: choice, options: {a: A, 1: , no: {was: b}}}}",
            "[issues, a.yaml]",
            "{one: One, two: {title: 2, was: [Zwei]}}",
            "{Name: {field: name, link: url, as: x}}",
            "[-name, issue]",
        ),
        ("a.md", "{k: {type: choices, options: [a, 2]}}", "a.yaml", "[{title: A}]", "{}", "[]"),
    ],
)
def test_short_and_long_forms_fit(  # noqa: PLR0917 - one case a line
    documents: str, fields: str, origin: str, sections: str, columns: str, sort: str
) -> None:
    text = CATALOG.format(
        documents=documents,
        fields=fields,
        origin=origin,
        sections=sections,
        columns=columns,
        sort=sort,
    )
    validate(text, "catalog.json")


@pytest.mark.parametrize(
    "label", ["A: words", "A:", "A: 3", "no: no", "A: {is: words, was: b, color: 000000}"]
)
@pytest.mark.parametrize("color", ["0e8a16", "000000", "'012345'", "123456", "'#a1b2c3'"])
def test_labels_in_every_form_fit(label: str, color: str) -> None:
    validate(f"groups: {{task: {{color: {color}, labels: {{{label}}}}}}}", "labels.json")


def test_overrides_in_every_form_fit() -> None:
    text = "11: {year: 2024, sources: [a, b], size: {HR: 1 GB, LR: [2, 3]}, venue: , open: no}\n"
    validate(text, "overrides.json")


@pytest.mark.parametrize(
    ("text", "schema"),
    [
        ("repository: a/b\ndocuments: a\nfields: {}\ncollections: {}\nbadge: {}", "catalog.json"),
        ("repository: a/b\ndocuments: a\nfields: {a: tittle}\ncollections: {}", "catalog.json"),
        ("groups: {task: {color: red, labels: {}}}", "labels.json"),
        ("groups: {task: {labels: {}}}", "labels.json"),
        ("groups: {task: {color: ff0000, labels: {A: {iz: x}}}}", "labels.json"),
        ("11: words", "overrides.json"),
    ],
)
def test_a_mistake_does_not_fit(text: str, schema: str) -> None:
    with pytest.raises(jsonschema.ValidationError):
        validate(text, schema)


if __name__ == "__main__":
    for file_name, content in schema_files().items():
        (FOLDER / file_name).write_text(content, encoding="utf-8")
