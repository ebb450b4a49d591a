"""What GitHub refuses in a form, and what nobody should want in one, as problems by place."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

import yaml

from issuesync.fields.base import Element
from issuesync.model.problem import Location, Problem
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
from issuesync.yamlfile.source import Loader, Source, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from issuesync.schema.catalog import Schema

_TOP = frozenset(
    {"name", "description", "body", "assignees", "labels", "title", "type", "projects"}
)
_KEYS = frozenset({"type", "id", "attributes", "validations"})
_BOX = frozenset({"label", "description"})
_TEXT_ATTRIBUTES = ("label", "description", "placeholder", "value", "render")
_ATTRIBUTES = {
    "markdown": frozenset({"value"}),
    Element.UPLOAD: _BOX,
    Element.INPUT: _BOX | {"placeholder", "value"},
    Element.TEXTAREA: _BOX | {"placeholder", "value", "render"},
    Element.DROPDOWN: _BOX | {"multiple", "options", "default"},
    Element.CHECKBOXES: _BOX | {"options"},
}
"""What each type of element may state."""

_FORBIDDEN = re.compile("password", re.IGNORECASE)
"""What GitHub lets no label ask for, in the one word that it documents."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\r?\n(.*?)^---[ \t]*\r?$", re.DOTALL | re.MULTILINE)
_FORM_NAME = re.compile(rf"{re.escape(FOLDER)}/[^/]+\.ya?ml")
_SEPARATORS = re.compile(r"[^a-z0-9_]+")

_Fault = tuple[tuple[str | int, ...], str, str]
"""The path in the form, what is wrong, and what would fix it."""


def check_forms(schema: Schema, existing: Mapping[str, str]) -> Iterator[Problem]:
    """Report what is wrong with our forms and with those that others wrote."""
    names = (schema.taxonomy.names_of(one.publish) for one in schema.collections)
    publish = frozenset().union(*names)
    for collection in with_forms(schema):
        path = ("collections", collection.key, "form")
        for fault in _form_faults(build_form(collection, schema)):
            yield schema.file.problem("form-refused", fault[1], *path, hint=fault[2])
        for label in collection.form.labels if collection.form else ():
            if label.casefold() in publish:
                yield _publishes(label, schema.file.place(*path, "labels"))
        if not is_free(form_path(collection), existing):
            yield _in_the_way(form_path(collection))
    if schema.chooser is not None and not is_free(CHOOSER, existing):
        yield _in_the_way(CHOOSER)
    for name, text in sorted(existing.items()):
        if not is_ours(text):
            yield from _check_other(name, text, publish)


def _publishes(label: str, place: Location) -> Problem:
    """Report a label that would publish whatever anybody submits."""
    message = f"whoever files the form gives the issue “{label}”, which publishes it"
    return Problem("form-publishes", message, place, "take the label out of the form")


def _in_the_way(path: str) -> Problem:
    """Report a file of somebody else's where ours would stand."""
    message = "it was not written by issuesync and is left as it is"
    hint = "remove it, or take the form out of catalog.yaml"
    return Problem("form-kept", message, Location(path), hint)


def _check_other(path: str, text: str, publish: frozenset[str]) -> Iterator[Problem]:
    """Check a form or a template that issuesync did not write."""
    source, problems = _read_template(path, text)
    yield from problems
    if path.startswith(f"{FOLDER}/config."):
        return
    for index, label in enumerate(_labels_of(source)):
        if label.casefold() in publish:
            yield _publishes(label, source.place("labels", index))
    if _FORM_NAME.fullmatch(path) and not problems:
        yield from _check_form(text, source)


def _read_template(path: str, text: str) -> tuple[Source, list[Problem]]:
    """Read a form, or the front matter of a Markdown template."""
    if _FORM_NAME.fullmatch(path):
        return parse_yaml(text, path)
    matter = _FRONT_MATTER.match(text)
    return parse_yaml(f"\n{matter[1]}" if matter else "", path)


def _labels_of(source: Source) -> list[str]:
    """Return the labels that a form or template gives: a list, or names divided by commas."""
    stated = source.value.get("labels") if isinstance(source.value, dict) else None
    if isinstance(stated, list):
        return [one for one in stated if isinstance(one, str)]
    return [one.strip() for one in stated.split(",")] if isinstance(stated, str) else []


def _check_form(text: str, source: Source) -> Iterator[Problem]:
    """Check a form by the types of its values, by which GitHub tells a text from a truth."""
    try:
        form = yaml.load(text, Loader=Loader)  # noqa: S506 - the safe one, in C where it is there
    except (yaml.YAMLError, ValueError) as error:
        what = getattr(error, "problem", None) or error
        yield source.problem("yaml-syntax", f"not YAML: {what}", hint="put texts in quotes")
        return
    for at, message, hint in _form_faults(form):
        yield source.problem("form-refused", message, *at, hint=hint)


def _form_faults(form: Any) -> Iterator[_Fault]:
    """Give everything for which GitHub would refuse a form.

    The rules: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/common-validation-errors-when-creating-issue-forms
    """
    if not isinstance(form, dict):
        yield (), "a form is a mapping", "write name:, description: and body:"
        return
    for key in ("name", "description", "body"):
        if form.get(key) in (None, []):
            yield (key,), f"“{key}” is missing or empty", f"state the form's {key}"
    lists = [key for key in ("assignees", "labels") if isinstance(form.get(key), str)]
    yield from _text_faults(form, ("name", "description", "title", *lists), ())
    for key in form:
        if key not in _TOP:
            yield (key,), f"“{key}” is not a key of a form", f"one of: {_listed(_TOP)}"
    body = form.get("body")
    if body is not None and not isinstance(body, list):
        yield ("body",), "“body” is not a list", "begin each element with a hyphen"
    elements = body if isinstance(body, list) else []
    if elements and not any(_kind_of(one) != "markdown" for one in elements):
        yield ("body",), "the form asks for nothing", "add an element that is not Markdown"
    for index, element in enumerate(elements):
        yield from _element_faults(element, ("body", index))
    yield from _alike(elements)
    yield from _boxes_like_labels(elements)


def _listed(names: Iterable[str]) -> str:
    """Name what may stand somewhere, in one order."""
    return ", ".join(sorted(names))


def _text_faults(
    stated: Mapping[str, Any], names: Iterable[str], path: tuple[str | int, ...]
) -> Iterator[_Fault]:
    """Give what is stated and has to be a text, but is none or a blank one."""
    for name in names:
        value = stated.get(name)
        if value is not None and not isinstance(value, str):
            yield (*path, name), f"“{name}” is not a text", "put it in quotes"
        elif value is not None and not value.strip():
            yield (*path, name), f"“{name}” is blank", "write it out, or remove it"


def _kind_of(element: Any) -> str:
    """Return the type that an element states."""
    return str(element.get("type") or "") if isinstance(element, dict) else ""


def _attributes_of(element: Any) -> Mapping[str, Any]:
    """Return what an element states of itself."""
    stated = element.get("attributes") if isinstance(element, dict) else None
    return stated if isinstance(stated, dict) else {}


def _label_of(element: Any) -> str:
    """Return the label of an element that asks for something, or nothing."""
    label = _attributes_of(element).get("label")
    return label.strip() if isinstance(label, str) and _kind_of(element) != "markdown" else ""


def _id_of(element: Any) -> str:
    """Return an element's id, or nothing."""
    name = element.get("id") if isinstance(element, dict) else None
    return name if isinstance(name, str) else ""


def _element_faults(element: Any, path: tuple[str | int, ...]) -> Iterator[_Fault]:
    """Give what is wrong with one element by itself."""
    kind = _kind_of(element)
    if kind not in _ATTRIBUTES:
        what = f"“{kind}” is not a type of element" if kind else "an element without a type"
        yield path, what, f"one of: {_listed(_ATTRIBUTES)}"
        return
    for key in element:
        if key not in _KEYS:
            yield (*path, key), f"“{key}” is not a key of an element", f"one of: {_listed(_KEYS)}"
    name = element.get("id")
    if name is not None and not ID.fullmatch(_id_of(element)):
        yield (*path, "id"), f"the id “{name}” cannot be used", "letters, digits, - and _ only"
    yield from _attribute_faults(element, kind, (*path, "attributes"))
    if kind in {Element.DROPDOWN, Element.CHECKBOXES}:
        yield from _option_faults(element, kind, path)


def _attribute_faults(element: Any, kind: str, path: tuple[str | int, ...]) -> Iterator[_Fault]:
    """Give what is wrong with the attributes of an element."""
    stated = _attributes_of(element)
    needed = "value" if kind == "markdown" else "label"
    if stated.get(needed) is None:
        what = "a Markdown element" if kind == "markdown" else "an element"
        yield path[:-1], f"{what} without a {needed}", f"write {needed}:"
    for key in stated:
        if key not in _ATTRIBUTES[kind]:
            hint = f"one of: {_listed(_ATTRIBUTES[kind])}"
            yield (*path, key), f"“{key}” is not an attribute of {kind}", hint
    yield from _text_faults(stated, _TEXT_ATTRIBUTES, path)
    label = _label_of(element)
    if kind in {Element.INPUT, Element.TEXTAREA} and _FORBIDDEN.search(label):
        message = f"GitHub lets no label ask for a password, as “{label}” does"
        yield (*path, "label"), message, "call it otherwise"


def _options_of(element: Any) -> list[Any]:
    """Return the options of a dropdown, or the labels of boxes."""
    stated = _attributes_of(element).get("options")
    options = stated if isinstance(stated, list) else []
    if _kind_of(element) != Element.CHECKBOXES:
        return options
    return [one.get("label") if isinstance(one, dict) else None for one in options]


def _option_faults(element: Any, kind: str, path: tuple[str | int, ...]) -> Iterator[_Fault]:
    """Give what is wrong with the options of a dropdown or with boxes."""
    options, label = _options_of(element), _label_of(element)
    if not options:
        yield path, f"“{label}” has no options", "state options"
    for index, option in enumerate(options):
        fault = _option_fault(option, kind)
        if fault:
            yield (*path, "attributes", "options", index), f"“{label}”: {fault[0]}", fault[1]
    names = (str(one).strip() for one in options if not _option_fault(one, kind))
    for name, count in Counter(names).items():
        if count > 1:
            yield path, f"“{label}”: the option “{name}” appears {count} times", "keep one"


def _option_fault(option: Any, kind: str) -> tuple[str, str] | None:
    """Say what is wrong with one option by itself, and what would fix it."""
    if isinstance(option, bool):
        return "an option is a truth value, not a text", "put it in quotes"
    if option is None or not str(option).strip():
        return "an option is empty", "remove it, or write it out"
    if kind == Element.DROPDOWN and str(option).strip().casefold() == "none":
        hint = "call it otherwise: GitHub offers None by itself"
        return f"the option “{option}” is reserved", hint
    return None


def _alike(elements: Iterable[Any]) -> Iterator[_Fault]:
    """Give ids that appear twice, and labels that GitHub cannot tell apart for lack of an id."""
    taken: dict[str, Any] = {}
    for index, element in enumerate(elements):
        name, label = _id_of(element), _label_of(element)
        plain = _SEPARATORS.sub("-", label.lower()).strip("-") or label
        reference = name or plain
        other = taken.setdefault(reference, element) if reference else element
        if other is element:
            continue
        if name and _id_of(other):
            yield ("body", index, "id"), f"the id “{name}” appears twice", "give each its own"
        else:
            message = f"GitHub cannot tell the labels “{_label_of(other)}” and “{label}” apart"
            yield ("body", index), message, "give one of them another label"


def _boxes_like_labels(elements: list[Any]) -> Iterator[_Fault]:
    """Give boxes that GitHub cannot tell from another element for lack of an id."""
    owners = {_label_of(one): one for one in elements if _label_of(one) and not _id_of(one)}
    for index, element in enumerate(elements):
        boxes = _options_of(element) if _kind_of(element) == Element.CHECKBOXES else []
        for box in boxes:
            if owners.get(str(box).strip(), element) is not element:
                message = f"GitHub cannot tell the box “{box}” from the element of that label"
                yield ("body", index), message, "give the other element an id"
