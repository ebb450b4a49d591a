"""Small catalogs for tests, made of texts as the command makes them of files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.documents.build import Built, build_documents
from issuesync.model.issue import Issue, Snapshot
from issuesync.model.problem import Location
from issuesync.model.record import FieldValue, Origin, Record
from issuesync.records.catalog import Catalog, build_catalog
from issuesync.schema.build import parse_catalog
from issuesync.schema.parts import Section
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.model.value import Value
    from issuesync.schema.catalog import Schema

LABELS = """\
groups:
  status: {title: Status, color: 0e8a16, labels: {accepted: An entry of the catalog}}
  task:
    title: Task
    color: 1d76db
    labels: {Cap.: Image Captioning, VQA: Visual Question Answering, "good \\"first\\" try": Odd}
"""

CATALOG = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  download: url
  repository: {type: repository, default: download}
  year: year
  venue: {type: choice, open: true, options: {CVPR: Computer Vision, "a`b": Back-ticks}}
  note: text
  section: {type: choice, required: true}
collections:
  sets:
    from: issues
    publish: accepted
    sections: {one: Section One, two: Section Two}
    columns:
      Year: year
      Venue: venue
      Name: {field: name, link: paper}
      Note: note
      Download: {field: download, as: stars}
      More: issue
    sort: [year, issue]
  lists:
    from: lists.yaml
    fields: [name, download, repository, note]
    columns: {Name: name, Note: note, Download: download}
badges: {style: local, labels: [Cap., VQA, "good \\"first\\" try"], folder: badges}
news: {days: 30}
"""


def make_schema(catalog: str = CATALOG, labels: str = LABELS) -> Schema:
    """Build a schema that has to be right."""
    taxonomy, faults = parse_taxonomy(labels, "labels.yaml")
    schema, problems = parse_catalog(catalog, "catalog.yaml", taxonomy)
    assert not [*faults, *problems], [*faults, *problems]
    assert schema is not None
    return schema


def make_section(key: str, title: str) -> Section:
    """Build a section as the schema has it, under its key."""
    return Section.model_construct(key=key, title=title)


def make_issue(number: int, name: str = "", *, labels: Sequence[str] = (), **fields: str) -> Issue:
    """Build an accepted issue whose body states the fields as a form does."""
    fields = {"section": "one", **fields}
    body = "\n\n".join(f"### {key.capitalize()}\n\n{text}" for key, text in fields.items())
    return Issue(
        number=number,
        title=name or f"Entry {number}",
        body=body,
        labels=("accepted", *labels),
        created_at=f"2025-04-{number % 28 + 1:02}T00:00:00Z",
    )


def make_catalog(
    issues: Sequence[Issue] = (),
    lists: str = "",
    catalog: str = CATALOG,
    labels: str = LABELS,
) -> Catalog:
    """Build a catalog of issues and of one data file."""
    snapshot = Snapshot("octocat/hello-world", (), tuple(issues))
    source, faults = parse_yaml(lists, "lists.yaml")
    assert not faults, faults
    return build_catalog(make_schema(catalog, labels), snapshot, {"lists.yaml": source}, {})


def make_record(
    name: str, collection: str = "sets", number: int | None = 1, **values: Value
) -> Record:
    """Build a record as it is, with values that nothing has read."""
    return record_of(name, collection, number, values)


def record_of(
    name: str, collection: str, number: int | None, values: Mapping[str, Value]
) -> Record:
    """Build the same of values in a mapping."""
    stated = {"name": name, "section": "one", **values}
    sourced = {key: FieldValue(value, Origin.BODY, Location()) for key, value in stated.items()}
    return Record(collection, name, number, sourced, published_at="2025-04-29T00:00:00Z")


def build_one(
    catalog: Catalog, text: str, *, overwrite: bool = False, path: str = "README.md"
) -> Built:
    """Build a catalog's one document."""
    return build_documents(catalog, {path: text}, {}, {}, overwrite=overwrite)


def render_one(
    catalog: Catalog, text: str, *, overwrite: bool = False, path: str = "README.md"
) -> str:
    """Return the one document as a sync would write it; its markers have to be sound."""
    built = build_one(catalog, text, overwrite=overwrite, path=path)
    assert not built.faults, built.faults
    return text_of(built, path)


def text_of(built: Built, path: str = "README.md") -> str:
    """Return the text of a file that was built."""
    texts: Mapping[str, str | None] = {file.path: file.text for file in built.files}
    text = texts[path]
    assert text is not None
    return text


def region(name: str, text: str = "") -> str:
    """Return a region as a maintainer writes it."""
    return f"<!-- issuesync:begin {name} -->\n{text}<!-- issuesync:end -->\n"
