"""The schema into the issue forms that always match it.

GitHub's rules: https://docs.github.com/en/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-githubs-form-schema
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import yaml

from issuesync.fields.base import Element
from issuesync.fields.boolean import NO, YES, Boolean
from issuesync.fields.choice import NOT_CHOSEN, Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.upload import Upload
from issuesync.fields.verbatim import Verbatim
from issuesync.model.output import OutputFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.schema.catalog import Collection, Field, Schema
    from issuesync.schema.taxonomy import Taxonomy

FOLDER = ".github/ISSUE_TEMPLATE"
CHOOSER = f"{FOLDER}/config.yml"
OWN_MARK = "# Written by issuesync from catalog.yaml: change it there."
ID = re.compile(r"[A-Za-z0-9_-]+")
_MOST_WIDTH = 100

_Plain = dict[str, Any]


def build_forms(schema: Schema, existing: Mapping[str, str]) -> tuple[OutputFile, ...]:
    """Build every form that the catalog asks for, and remove those of ours that it no longer does.

    ``existing`` holds the texts of the files in the folder of forms; one that issuesync has not
    written is nobody's business but its writer's.
    """
    wanted = {form_path(one): _render_yaml(build_form(one, schema)) for one in with_forms(schema)}
    if wanted and schema.chooser is not None:
        wanted[CHOOSER] = _render_yaml(_build_chooser(schema))
    stale = (path for path, text in existing.items() if path not in wanted and is_ours(text))
    free = {path: text for path, text in wanted.items() if is_free(path, existing)}
    return (
        *(OutputFile(path, text) for path, text in free.items()),
        *(OutputFile(path, None) for path in sorted(stale)),
    )


def with_forms(schema: Schema) -> list[Collection]:
    """Return the collections that have a form."""
    return [one for one in schema.collections if one.form is not None]


def form_path(collection: Collection) -> str:
    """Return where a collection's form stands; ``config.yml`` is the chooser's."""
    stem = f"{collection.key}-form" if collection.key == "config" else collection.key
    return f"{FOLDER}/{stem}.yml"


def is_ours(text: str) -> bool:
    """Say whether issuesync wrote a file of the folder."""
    return text.startswith(OWN_MARK)


def is_free(path: str, existing: Mapping[str, str]) -> bool:
    """Say whether a path is free for us to write."""
    return path not in existing or is_ours(existing[path])


def build_form(collection: Collection, schema: Schema) -> _Plain:
    """Build the form of a collection that has one, as GitHub's form schema has it."""
    form = collection.form
    assert form is not None
    stated: _Plain = {"name": form.name, "description": form.description}
    if form.title:
        stated["title"] = form.title
    if form.labels:
        stated["labels"] = list(form.labels)
    if collection.type:
        stated["type"] = collection.type
    intro = [{"type": "markdown", "attributes": {"value": form.intro}}] if form.intro else []
    asked = [
        _build_element(field, index, schema.taxonomy)
        for index, field in enumerate(asked_fields(collection))
    ]
    return {**stated, "body": [*intro, *asked]}


def asked_fields(collection: Collection) -> tuple[Field, ...]:
    """Return the fields that the form asks for, in the collection's order."""
    return tuple(field for field in collection.fields if field.asks)


def _build_element(field: Field, index: int, taxonomy: Taxonomy) -> _Plain:
    """Build the element that asks for a field."""
    element = element_of(field, taxonomy)
    attributes: _Plain = {"label": field.label}
    description = describe_field(field, element)
    if description:
        attributes["description"] = description
    if element in {Element.INPUT, Element.TEXTAREA} and field.example:
        attributes["placeholder"] = field.example
    if element is Element.DROPDOWN:
        lead = [NOT_CHOSEN] if field.required else []
        attributes["options"] = [*lead, *(option.asked for option in options_of(field))]
    elif element is Element.CHECKBOXES:
        attributes["options"] = [{"label": option.asked} for option in options_of(field)]
    if isinstance(field.type, Verbatim):
        attributes["render"] = field.type.render
    needed: _Plain = {"required": True} if _may_require(field, element) else {}
    if isinstance(field.type, Upload) and field.type.accept:
        needed["accept"] = ",".join(field.type.accept)
    return {
        "type": element.value,
        "id": element_id(field, index),
        "attributes": attributes,
        **({"validations": needed} if needed else {}),
    }


def element_of(field: Field, taxonomy: Taxonomy) -> Element:
    """Return the element for a field; a group of which one label may stand is a dropdown."""
    group = taxonomy.by_group.get(field.group or "")
    is_single = isinstance(field.type, Labels) and group is not None and group.at_most == 1
    return Element.DROPDOWN if is_single else field.type.asked_by


def _may_require(field: Field, element: Element) -> bool:
    """Say whether GitHub itself can ask for an answer: it cannot ask for any of several boxes."""
    return field.required and element is not Element.CHECKBOXES


def element_id(field: Field, index: int) -> str:
    """Return the field's key, or a number where GitHub would refuse the key."""
    return field.key if ID.fullmatch(field.key) else f"field-{index + 1}"


def options_of(field: Field) -> tuple[Option, ...]:
    """Return the options of a choice."""
    if isinstance(field.type, Boolean):
        return Option(YES, YES), Option(NO, NO)
    return field.type.options if isinstance(field.type, Choice | Choices) else ()


def describe_field(field: Field, element: Element) -> str:
    """Say below a label how to answer: in the catalog's words, else in the type's."""
    parts = [field.description or field.type.hint]
    if element is Element.INPUT and isinstance(field.type, Choices):
        parts.append("Several are divided by commas.")
    if element is Element.INPUT and options_of(field):
        parts.append(f"Such as {', '.join(option.shown for option in options_of(field))}.")
    parts += ["Tick at least one."] if field.required and element is Element.CHECKBOXES else []
    return " ".join(filter(None, parts))


def _build_chooser(schema: Schema) -> _Plain:
    """Build what is next to the forms."""
    chooser = schema.chooser
    assert chooser is not None
    links = [link.model_dump() for link in chooser.links]
    return {"blank_issues_enabled": chooser.blank, **({"contact_links": links} if links else {})}


def _render_yaml(content: _Plain) -> str:
    """Write YAML that every reader takes for the same texts: words that look boolean are quoted."""
    text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=_MOST_WIDTH)
    return f"{OWN_MARK}\n{text}"
