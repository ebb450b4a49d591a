"""What GitHub refuses in a form, and what nobody should want in one, as problems by place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from issuesync.fields.base import Element
from issuesync.model.problem import Place, Problem
from issuesync.schema.source import Source, parse_yaml
from issuesync.submissions.forms import (
    CHOOSER,
    FOLDER,
    ID,
    build_form,
    form_path,
    is_free,
    is_ours,
    with_forms,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.schema.catalog import Schema

TOP = frozenset({"name", "description", "body", "assignees", "labels", "title", "type", "projects"})
KINDS = frozenset({"markdown", *(element.value for element in Element)})
FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
FORM_NAME = re.compile(rf"{re.escape(FOLDER)}/[^/]+\.ya?ml")
SEPARATORS = re.compile(r"[^a-z0-9_-]+")

Fault = tuple[tuple[str | int, ...], str, str]
"""The path in the form, what is wrong, and what would mend it."""


def check_forms(schema: Schema, existing: Mapping[str, str]) -> Iterator[Problem]:
    """Report what is wrong with our forms and with those that others wrote."""
    names = (schema.taxonomy.names_of(one.publish) for one in schema.collections)
    publish = frozenset().union(*names)
    for collection in with_forms(schema):
        path = ("collections", collection.key, "form")
        for fault in form_faults(build_form(collection, schema)):
            yield schema.file.problem("form-refused", fault[1], *path, hint=fault[2])
        for label in collection.form.labels if collection.form else ():
            if label.casefold() in publish:
                yield publishes(label, schema.file.place(*path, "labels"))
        if not is_free(form_path(collection), existing):
            yield in_the_way(form_path(collection))
    if schema.chooser is not None and not is_free(CHOOSER, existing):
        yield in_the_way(CHOOSER)
    for name, text in sorted(existing.items()):
        if not is_ours(text):
            yield from check_other(name, text, publish)


def publishes(label: str, place: Place) -> Problem:
    """Report a label that would publish whatever anybody submits."""
    message = f"whoever files the form gives the issue “{label}”, which publishes it"
    return Problem("form-publishes", message, place, "take the label out of the form")


def in_the_way(path: str) -> Problem:
    """Report a file of somebody else's where ours would stand."""
    message = "it was not written by issuesync and is left as it is"
    hint = "remove it, or take the form out of catalog.yaml"
    return Problem("form-kept", message, Place(path), hint)


def check_other(path: str, text: str, publish: frozenset[str]) -> Iterator[Problem]:
    """Check a form or a template that issuesync did not write."""
    source, problems = read_template(path, text)
    yield from problems
    if path.startswith(f"{FOLDER}/config."):
        return
    for index, label in enumerate(labels_of(source)):
        if label.casefold() in publish:
            yield publishes(label, source.place("labels", index))
    if FORM_NAME.fullmatch(path) and not problems:
        for at, message, hint in form_faults(typed(text)):
            yield source.problem("form-refused", message, *at, hint=hint)


def read_template(path: str, text: str) -> tuple[Source, list[Problem]]:
    """Read a form, or the front matter of a Markdown template."""
    if FORM_NAME.fullmatch(path):
        return parse_yaml(text, path)
    matter = FRONT_MATTER.match(text)
    return parse_yaml(f"\n{matter[1]}" if matter else "", path)


def labels_of(source: Source) -> list[str]:
    """Return the labels that a form or template gives: a list, or names divided by commas."""
    stated = source.value.get("labels") if isinstance(source.value, dict) else None
    if isinstance(stated, list):
        return [one for one in stated if isinstance(one, str)]
    return [one.strip() for one in stated.split(",")] if isinstance(stated, str) else []


def typed(text: str) -> Any:
    """Read YAML with its types, by which GitHub tells a text from a truth."""
    try:
        return yaml.safe_load(text)
    except (yaml.YAMLError, ValueError):
        return None


def form_faults(form: Any) -> Iterator[Fault]:
    """Give everything for which GitHub would refuse a form.

    The rules: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms
    """
    if not isinstance(form, dict):
        yield (), "a form is a mapping", "write name:, description: and body:"
        return
    for key in ("name", "description", "body"):
        if not form.get(key):
            yield (key,), f"“{key}” is missing or empty", f"state the form's {key}"
    for key in form:
        if key not in TOP:
            yield (key,), f"“{key}” is no key of a form", f"one of: {', '.join(sorted(TOP))}"
    body = form.get("body")
    elements = body if isinstance(body, list) else []
    if elements and not any(kind_of(one) != "markdown" for one in elements):
        yield ("body",), "the form asks for nothing", "add an element that is not Markdown"
    for index, element in enumerate(elements):
        yield from element_faults(element, ("body", index))
    yield from repeated(elements)


def kind_of(element: Any) -> str:
    """Return the type that an element states."""
    return str(element.get("type")) if isinstance(element, dict) else ""


def attribute(element: Any, name: str) -> Any:
    """Return an attribute of an element."""
    attributes = element.get("attributes") if isinstance(element, dict) else None
    return attributes.get(name) if isinstance(attributes, dict) else None


def element_faults(element: Any, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Give what is wrong with one element by itself."""
    kind = kind_of(element)
    if kind not in KINDS:
        yield path, f"“{kind}” is no type of element", f"one of: {', '.join(sorted(KINDS))}"
        return
    if kind == "markdown":
        if not attribute(element, "value"):
            yield path, "a Markdown element without a value", "write value:"
        return
    label = attribute(element, "label")
    if not isinstance(label, str) or not label.strip():
        yield path, "an element without a label", "write label:"
    name = element.get("id")
    if name is not None and not (isinstance(name, str) and ID.fullmatch(name)):
        yield path, f"the id “{name}” cannot stand", "letters, digits, - and _ only"
    if kind in {"dropdown", "checkboxes"}:
        yield from option_faults(element, kind, path)


def option_faults(element: Any, kind: str, path: tuple[str | int, ...]) -> Iterator[Fault]:
    """Give what is wrong with the options of a dropdown or with boxes."""
    stated = attribute(element, "options")
    options = stated if isinstance(stated, list) else []
    if kind == "checkboxes":
        options = [one.get("label") if isinstance(one, dict) else None for one in options]
    label = attribute(element, "label")
    if not options:
        yield path, f"“{label}” has no options", "state options"
    for option in options:
        if isinstance(option, bool):
            hint = "put it in quotes"
            yield path, f"“{label}”: an option is a truth value, not a text", hint
        elif option is None or not str(option).strip():
            yield path, f"“{label}”: an option is empty", "remove it, or write it out"
        elif kind == "dropdown" and str(option).strip().casefold() == "none":
            hint = "call it otherwise: GitHub offers None by itself"
            yield path, f"“{label}”: the option “{option}” is reserved", hint
    for name, count in Counter(str(one).strip() for one in options).items():
        if count > 1:
            yield path, f"“{label}”: the option “{name}” stands {count} times", "keep one"


def repeated(elements: Iterable[Any]) -> Iterator[Fault]:
    """Give ids that stand twice, and labels that GitHub cannot tell apart."""
    ids: set[str] = set()
    labels: dict[str, str] = {}
    for index, element in enumerate(elements):
        name = element.get("id") if isinstance(element, dict) else None
        label = attribute(element, "label")
        if isinstance(name, str):
            if name in ids:
                yield ("body", index), f"the id “{name}” stands twice", "give each its own"
            ids.add(name)
        if isinstance(label, str) and kind_of(element) != "markdown":
            key = SEPARATORS.sub("-", label.strip().lower()).strip("-") or label.strip()
            other = labels.setdefault(key, label)
            if other is not label:
                message = f"GitHub cannot tell the labels “{other}” and “{label}” apart"
                yield ("body", index), message, "give one of them another label"
