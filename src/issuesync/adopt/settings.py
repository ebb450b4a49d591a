"""What a catalog is to declare, and its entries, into YAML that reads well."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.adopt.infer import FieldPlan
from issuesync.adopt.types import Typed
from issuesync.fields.base import slug, title_of_key
from issuesync.labels.formats import quote
from issuesync.records.overrides import BETWEEN, LISTED, ROW
from issuesync.schema.catalog import AS_LISTED
from issuesync.yamlfile.write import WORDS_OF_YAML, scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.adopt.extract import Shown
    from issuesync.adopt.infer import CollectionPlan, Design

PUBLISH = "accepted"
SNAPSHOT = "catalog/issues.json"
OVERRIDES = "catalog/overrides.yaml"
DATA = "catalog/data/{}.yaml"
_WIDTH = 100

_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/+()-]*(?: [A-Za-z0-9._/+()-]+)*")
_KEY = re.compile(r"[^\W_]\w*(?: \w+)*")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~/?@!$&'()*+;=%:-]*[A-Za-z0-9_~/=-]")
"""What surely needs no quotes; whatever else there is is tried."""

_NAME = FieldPlan("name", Typed("title"))
"""The field that a catalog without entries begins with."""

Value = str | tuple[str, ...]


def _scalar(text: str, *, in_brackets: bool = False) -> str:
    """Write a text so that it is read as that text, without quotes where it needs none."""
    is_plain = _PLAIN.fullmatch(text) or (not in_brackets and _ADDRESS.fullmatch(text))
    if is_plain and text.casefold() not in WORDS_OF_YAML:
        return text
    return scalar_text(text, is_inside=in_brackets)


def _name(text: str) -> str:
    """Write a text as a key."""
    return text if _PLAIN.fullmatch(text) or _KEY.fullmatch(text) else quote(text)


def _flow(parts: Mapping[str, str]) -> str:
    """Write a mapping in braces; its values are written already."""
    return f"{{{', '.join(f'{key}: {text}' for key, text in parts.items())}}}"


def _words(texts: Iterable[str]) -> str:
    """Write texts in brackets."""
    return f"[{', '.join(_scalar(text, in_brackets=True) for text in texts)}]"


def render_catalog(design: Design, repository: str, document: str) -> str:
    """Write ``catalog.yaml``."""
    lines = [
        "# yaml-language-server: $schema=.issuesync/schema/catalog.json",
        f"repository: {repository}",
        "source: snapshot                       # or github; --from says otherwise for one run",
        f"snapshot: {SNAPSHOT}          # the accepted issues, committed",
        f"documents: {_scalar(document)}",
        "",
        "fields:                                # each field once, for all collections",
        *(f"  {_name(one.key)}: {_field_text(one)}" for one in design.fields or (_NAME,)),
    ]
    if any(one.sections for one in design.collections):
        lines.append("  section: {type: choice, required: true}")
    lines += ["", "collections:" if design.collections else "collections: {}"]
    models: list[CollectionPlan] = []
    for one in design.collections:
        model = next((other for other in models if _is_like(one, other)), None)
        lines += _render_collection(one, design, model)
        models.append(one)
    return "\n".join(lines) + "\n"


def _field_text(field: FieldPlan) -> str:
    """Write a field: its type alone where that says all."""
    parts = {"type": field.typed.kind}
    if field.label:
        parts["label"] = _scalar(field.label, in_brackets=True)
    if field.default:
        parts["default"] = field.default
    if field.typed.is_relative:
        parts["relative"] = "true"
    if field.typed.is_open:
        parts["open"] = "true"
    if field.typed.options:
        parts["options"] = _options_text(field.typed.options)
    return parts["type"] if len(parts) == 1 else _flow(parts)


def _options_text(options: Mapping[str, str]) -> str:
    """Write the options of a choice: names, or names with their meanings."""
    if not any(options.values()):
        return _words(options)
    return _flow(
        {
            _name(word): _scalar(meaning, in_brackets=True) if meaning else '""'
            for word, meaning in options.items()
        }
    )


def _is_like(one: CollectionPlan, other: CollectionPlan) -> bool:
    """Say whether a collection can be stated as like another that stands before it."""
    return (
        not one.is_of_issues
        and not other.is_of_issues
        and bool(one.sections) == bool(other.sections)
        and one.shown == other.shown
    )


def _render_collection(
    one: CollectionPlan, design: Design, model: CollectionPlan | None
) -> Iterator[str]:
    """Write one collection; what is as in the model is left to ``like``."""
    yield f"  {_name(one.key)}:"
    if model is not None:
        yield f"    like: {_scalar(model.key)}"
    yield f"    from: {_origins(one)}"
    if one.title and one.title != title_of_key(one.key):
        yield f"    title: {_scalar(one.title)}"
    if one.is_of_issues:
        yield f"    publish: {PUBLISH}                  # the label that publishes an issue"
        if design.state != "open":
            yield f"    state: {design.state}"
        yield f"    overrides: {OVERRIDES}  # a maintainer's word on issue N, without editing N"
        section = ["section"] if one.sections else []
        yield f"    fields: {_words([*one.fields, *section])}"
    if one.sections:
        yield from _render_sections(one)
    if model is None:
        yield from _render_columns(one.shown)
    if one.sort and (model is None or model.sort != one.sort):
        is_listed = one.sort == (AS_LISTED,)
        yield f"    sort: {AS_LISTED if is_listed else _words(one.sort)}"
    elif model is not None and model.sort != one.sort:
        yield "    sort: []"


def _origins(one: CollectionPlan) -> str:
    """Write where a collection's entries come from."""
    files = [DATA.format(one.key)] if one.has_data else []
    if one.is_of_issues:
        return _words(["issues", *files]) if files else "issues"
    return _scalar(files[0])


def _render_sections(one: CollectionPlan) -> Iterator[str]:
    """Write sections: titles alone where each makes its key and no table has its own columns."""
    sections = one.sections
    if not one.own_columns and all(slug(title) == key for key, title in sections.items()):
        line = f"    sections: {_words(sections.values())}"
        if len(line) <= _WIDTH:
            yield line
        else:
            yield "    sections:"
            yield from (f"      - {_scalar(title)}" for title in sections.values())
        return
    yield "    sections:                          # key: title"
    for key, title in sections.items():
        own = one.own_columns.get(key)
        parts = {"title": _scalar(title, in_brackets=True), "columns": _words(own or ())}
        yield f"      {_name(key)}: {_flow(parts) if own else _scalar(title)}"


def _render_columns(shown: Sequence[Shown]) -> Iterator[str]:
    """Write the columns by their heads."""
    yield "    columns:"
    for one in shown:
        parts = {"field": _scalar(one.field, in_brackets=True)}
        if one.link:
            parts["link"] = _scalar(one.link, in_brackets=True)
        if one.shape:
            parts["as"] = _scalar(one.shape, in_brackets=True)
        if one.also:
            parts["also"] = _words(one.also)
        text = parts["field"] if len(parts) == 1 else _flow(parts)
        yield f"      {_name(one.title)}: {text}"


def render_data(entries: Iterable[Mapping[str, Value]]) -> str:
    """Write a data file: a list of entries."""
    lines: list[str] = []
    for entry in entries:
        head = "- "
        for key, value in entry.items():
            lines.append(f"{head}{_name(key)}: {_stated(key, value)}")
            head = "  "
    return "\n".join(lines or ["[]"]) + "\n"


def render_overrides(
    overrides: Mapping[int, Mapping[str, Value]],
    listed: Sequence[int | str | Mapping[str, Value]] = (),
) -> str:
    """Write the overrides by issue number, and the order in which entries were listed."""
    lines = [
        "# yaml-language-server: $schema=../.issuesync/schema/overrides.json",
        "# A maintainer's word on an issue, by its number: it beats what the issue says.",
    ]
    for number in sorted(overrides):
        lines.append(f"{number}:")
        lines += (
            f"  {_name(key)}: {_stated(key, text)}" for key, text in overrides[number].items()
        )
    if listed:
        lines.append(f"{LISTED}:")
    for item in listed:
        if isinstance(item, (int, str)):
            lines.append(f"  - {_scalar(item) if isinstance(item, str) else item}")
        else:
            head = "  - "
            for key, text in item.items():
                lines.append(f"{head}{key}: {_stated(key, text)}")
                head = "    "
    return "\n".join(lines) + "\n"


def _stated(key: str, value: Value) -> str:
    """Write what an entry states under a key: Markdown of its own in quotes."""
    if key not in {ROW, BETWEEN} or not isinstance(value, str):
        return _value_text(value)
    if value.isprintable():
        return "'" + value.replace("'", "''") + "'"
    return scalar_text(value, is_inside=False)


def _value_text(value: Value) -> str:
    """Write a value: one text, or several in brackets."""
    return _scalar(value) if isinstance(value, str) else _words(value)
