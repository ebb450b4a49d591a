"""What a catalog is to declare, and its entries, into YAML that reads well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.adopt.infer import FieldPlan
from issuesync.adopt.types import Typed
from issuesync.fields.base import slug
from issuesync.labels.formats import quote
from issuesync.schema.words import WORDS_OF_YAML, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.adopt.draw import Shown
    from issuesync.adopt.infer import CollectionPlan, Design

PUBLISH = "accepted"
SNAPSHOT = "catalog/issues.json"
OVERRIDES = "catalog/overrides.yaml"
DATA = "catalog/data/{}.yaml"
WIDTH = 100

PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+()-]*(?: [A-Za-z0-9._/+()-]+)*")
KEY = re.compile(r"[^\W_]\w*(?: \w+)*")
ADDRESS = re.compile(r"https?://[A-Za-z0-9._~/?@!$&'()*+;=%:-]*[A-Za-z0-9_~/=-]")
"""What surely needs no quotes; whatever else there is is tried."""

NAME = FieldPlan("name", Typed("title"))
"""The field that a catalog without entries begins with."""

Value = str | tuple[str, ...]


def scalar(text: str, *, in_brackets: bool = False) -> str:
    """Write a text so that it is read as that text, without quotes where it needs none."""
    is_plain = PLAIN.fullmatch(text) or (not in_brackets and ADDRESS.fullmatch(text))
    if is_plain and text.casefold() not in WORDS_OF_YAML:
        return text
    return scalar_text(text, is_inside=in_brackets)


def name(text: str) -> str:
    """Write a text as a key."""
    return text if PLAIN.fullmatch(text) or KEY.fullmatch(text) else quote(text)


def flow(parts: Mapping[str, str]) -> str:
    """Write a mapping in braces; its values are written already."""
    return f"{{{', '.join(f'{key}: {text}' for key, text in parts.items())}}}"


def words(texts: Iterable[str]) -> str:
    """Write texts in brackets."""
    return f"[{', '.join(scalar(text, in_brackets=True) for text in texts)}]"


def render_catalog(design: Design, repository: str, document: str) -> str:
    """Write ``catalog.yaml``."""
    lines = [
        "# yaml-language-server: $schema=.issuesync/schema/catalog.json",
        f"repository: {repository}",
        "source: snapshot                       # or github; --from says otherwise for one run",
        f"snapshot: {SNAPSHOT}          # the accepted issues, committed",
        f"documents: {scalar(document)}",
        "",
        "fields:                                # each field once, for all collections",
        *(f"  {name(one.key)}: {field_text(one)}" for one in design.fields or (NAME,)),
    ]
    if any(one.sections for one in design.collections):
        lines.append("  section: {type: choice, required: true}")
    lines += ["", "collections:" if design.collections else "collections: {}"]
    models: list[CollectionPlan] = []
    for one in design.collections:
        model = next((other for other in models if is_like(one, other)), None)
        lines += render_collection(one, design, model)
        models.append(one)
    return "\n".join(lines) + "\n"


def field_text(field: FieldPlan) -> str:
    """Write a field: its type alone where that says all."""
    parts = {"type": field.typed.kind}
    if field.label:
        parts["label"] = scalar(field.label, in_brackets=True)
    if field.default:
        parts["default"] = field.default
    if field.typed.is_open:
        parts["open"] = "true"
    if field.typed.options:
        parts["options"] = options_text(field.typed.options)
    return parts["type"] if len(parts) == 1 else flow(parts)


def options_text(options: Mapping[str, str]) -> str:
    """Write the options of a choice: names, or names with their meanings."""
    if not any(options.values()):
        return words(options)
    return flow(
        {
            name(word): scalar(meaning, in_brackets=True) if meaning else '""'
            for word, meaning in options.items()
        }
    )


def is_like(one: CollectionPlan, other: CollectionPlan) -> bool:
    """Say whether a collection can be stated as like another that stands before it."""
    return (
        not one.is_of_issues
        and not other.is_of_issues
        and bool(one.sections) == bool(other.sections)
        and one.shown == other.shown
    )


def render_collection(
    one: CollectionPlan, design: Design, model: CollectionPlan | None
) -> Iterator[str]:
    """Write one collection; what is as in the model is left to ``like``."""
    yield f"  {name(one.key)}:"
    if model is not None:
        yield f"    like: {scalar(model.key)}"
    yield f"    from: {origins(one)}"
    if one.title and one.title != default_title(one.key):
        yield f"    title: {scalar(one.title)}"
    if one.is_of_issues:
        yield f"    publish: {PUBLISH}                  # the label that publishes an issue"
        if design.state != "open":
            yield f"    state: {design.state}"
        yield f"    overrides: {OVERRIDES}  # a maintainer's word on issue N, without editing N"
        section = ["section"] if one.sections else []
        yield f"    fields: {words([*one.fields, *section])}"
    if one.sections:
        yield from render_sections(one.sections)
    if model is None:
        yield from render_columns(one.shown)
    if one.sort and (model is None or model.sort != one.sort):
        yield f"    sort: {words(one.sort)}"
    elif model is not None and model.sort != one.sort:
        yield "    sort: []"


def origins(one: CollectionPlan) -> str:
    """Write where a collection's entries come from."""
    files = [DATA.format(one.key)] if one.has_data else []
    if one.is_of_issues:
        return words(["issues", *files]) if files else "issues"
    return scalar(files[0])


def default_title(key: str) -> str:
    """Return the title that a collection has without stating one."""
    return key.replace("_", " ").replace("-", " ").capitalize()


def render_sections(sections: Mapping[str, str]) -> Iterator[str]:
    """Write sections: titles alone where each makes its key."""
    if all(slug(title) == key for key, title in sections.items()):
        line = f"    sections: {words(sections.values())}"
        if len(line) <= WIDTH:
            yield line
        else:
            yield "    sections:"
            yield from (f"      - {scalar(title)}" for title in sections.values())
        return
    yield "    sections:                          # key: title"
    for key, title in sections.items():
        yield f"      {name(key)}: {scalar(title)}"


def render_columns(shown: Sequence[Shown]) -> Iterator[str]:
    """Write the columns by their heads."""
    yield "    columns:"
    for one in shown:
        parts = {"field": scalar(one.field, in_brackets=True)}
        if one.link:
            parts["link"] = scalar(one.link, in_brackets=True)
        if one.shape:
            parts["as"] = scalar(one.shape, in_brackets=True)
        text = parts["field"] if len(parts) == 1 else flow(parts)
        yield f"      {name(one.title)}: {text}"


def render_data(entries: Iterable[Mapping[str, Value]]) -> str:
    """Write a data file: a list of entries."""
    lines: list[str] = []
    for entry in entries:
        head = "- "
        for key, value in entry.items():
            lines.append(f"{head}{name(key)}: {value_text(value)}")
            head = "  "
    return "\n".join(lines or ["[]"]) + "\n"


def render_overrides(overrides: Mapping[int, Mapping[str, Value]]) -> str:
    """Write the overrides by issue number."""
    lines = [
        "# yaml-language-server: $schema=../.issuesync/schema/overrides.json",
        "# A maintainer's word on an issue, by its number: it beats what the issue says.",
    ]
    for number in sorted(overrides):
        lines.append(f"{number}:")
        lines += (f"  {name(key)}: {value_text(text)}" for key, text in overrides[number].items())
    return "\n".join(lines) + "\n"


def value_text(value: Value) -> str:
    """Write a value: one text, or several in brackets."""
    return scalar(value) if isinstance(value, str) else words(value)
