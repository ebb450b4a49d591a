"""One field of every type, and how a reading of a body is written down in a case."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.country import Country
from issuesync.fields.link import Repository, Url
from issuesync.fields.text import List, Markdown, Text, Title
from issuesync.model.value import Listing
from issuesync.schema.catalog import Field

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.bodies.read import Body
    from issuesync.fields.base import FieldType
    from issuesync.model.value import Value

SCALES = (
    Option("small", "under 1,000"),
    Option("middle", "1,000 - 10,000"),
    Option("large", "10,000 and more"),
)
TASKS = (
    Option("VQA", "Visual Question Answering", was=("VQA",)),
    Option("VG", "Grounding, Visual"),
    Option("Cap", "Captioning"),
)
TOOLS = (
    Option("GPT-4", "GPT-4", was=("gpt4",)),
    Option("GPT-4V", "GPT-4V"),
    Option("Human", "Human", was=("manual", "人工")),
    Option("Gemini-Vision", "Gemini-Vision"),
)


def declare(key: str, field_type: FieldType[Any], label: str = "") -> Field:
    """Declare a field as catalog.yaml would."""
    return Field(key, label or key.capitalize(), field_type)


FIELDS = (
    declare("name", Title()),
    declare("paper", Url()),
    declare("download", Url()),
    declare("repository", Repository()),
    declare("year", Year()),
    declare("venue", Choice(open=True)),
    declare("country", Country()),
    declare("scale", Choice(SCALES)),
    declare("tasks", Choices(TASKS)),
    declare("samples", Count(), "Total Samples"),
    declare("size", Bytes(), "Dataset Size"),
    declare("sources", List(), "Source"),
    declare("tools", Labels(TOOLS)),
    declare("pipeline", Markdown(), "Data Pipeline"),
    declare("notes", Markdown(), "Notes"),
    declare("origin", Text(), "数据来源 🌍"),
)
BY_KEY = {field.key: field for field in FIELDS}


def describe(body: Body) -> Iterator[str]:
    """Write down everything a reading holds, a line each."""
    for field in FIELDS:
        stated = body.stated.get(field.key)
        if stated is not None and stated.value is not None:
            yield f"{field.key} = {show(field, stated.value)}"
        if stated is not None and stated.raw:
            yield f"{field.key} as written = {inline(stated.raw)}"
    for extra in body.extras:
        yield f"kept {extra.label or 'text'} @{extra.line} = {inline(extra.text)}"
    for finding in body.findings:
        yield f"found {finding.code} @{finding.line}"


def show(field: Field, value: Value) -> str:
    """Show a value with what its plain text leaves out."""
    if isinstance(value, Listing):
        groups = "; ".join(f"{head or '-'}: {', '.join(names)}" for head, names in value.groups)
        return " | ".join(part for part in (field.type.show(value), groups) if part)
    return inline(value if field.type.kind == "markdown" and isinstance(value, str)
                  else field.type.show(value))  # fmt: skip


def inline(text: str) -> str:
    """Show line ends as two characters."""
    return text.replace("\n", "\\n")
