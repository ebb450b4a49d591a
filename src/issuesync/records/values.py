"""Texts into a record's values, with the problems that reading them found."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from issuesync.bodies.read import LEGACY_BLANKS
from issuesync.fields.choice import Choice
from issuesync.fields.choices import Choices
from issuesync.model.problem import Problem
from issuesync.model.record import FieldValue, Origin
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from issuesync.model.problem import Finding, Location
    from issuesync.model.value import Value
    from issuesync.schema.catalog import Collection, Field
    from issuesync.schema.taxonomy import Taxonomy

_SECTION_CODES = {"unknown-option": "unknown-section"}
_NOWHERE: Mapping[str, Location] = MappingProxyType({})


def read_value(
    field: Field, text: str, origin: Origin, place: Location, problems: list[Problem]
) -> FieldValue:
    """Read a text that an override or a data file states for a field."""
    is_name = field.type.kind == "title" and bool(text.strip())  # one can be called “nan”
    if field.is_blank(text) and not is_name:
        return FieldValue(None, origin, place, text.strip())
    reading = field.read_kept(text)
    problems += (place_finding(field, finding, place) for finding in reading.findings)
    raw = "" if reading.value is not None and not reading.findings else text
    return FieldValue(reading.value, origin, place, raw)


def place_finding(field: Field, finding: Finding, place: Location) -> Problem:
    """Put a finding in its place; the section field has a code of its own."""
    code = _SECTION_CODES.get(finding.code, finding.code) if field.key == SECTION else finding.code
    return Problem(code, f"{field.label}: {finding.message}", place, finding.hint, field.key)


def fill_defaults(
    collection: Collection,
    values: dict[str, FieldValue],
    place: Location,
    asked: Mapping[str, Location] = _NOWHERE,
) -> Iterator[Problem]:
    """Derive missing values from the fields that replace them; report what is required.

    ``asked`` says where fields are asked for, also those that are left empty there.
    """
    for field in collection.fields:
        stated = values.get(field.key)
        if field.default and (stated is None or _leaves_open(field, stated)):
            model = values.get(field.default)
            derived = derive(field, model.value if model else None, collection)
            if derived is not None and model is not None:
                values[field.key] = FieldValue(derived, Origin.DEFAULT, model.place)
        stated = values.get(field.key)
        if field.required and (stated is None or _says_nothing(field, stated)):
            at = stated.place if stated else asked.get(field.key, place)
            hint = f"state its {field.label}"
            yield Problem("required", f"{field.label} is missing", at, hint, field.key)


def _says_nothing(field: Field, stated: FieldValue) -> bool:
    """Say whether an empty answer, and no text that could not be read, is there."""
    raw = stated.raw
    is_blank = not raw or field.is_blank(raw) or raw.strip().casefold() in LEGACY_BLANKS
    return stated.value is None and is_blank


def _leaves_open(field: Field, stated: FieldValue) -> bool:
    """Say whether a default may be in; a maintainer who overrides with nothing means it."""
    return stated.origin is not Origin.OVERRIDE and _says_nothing(field, stated)


def derive(field: Field, value: Value | None, collection: Collection) -> Value | None:
    """Read another field's value as this field's; what cannot be read gives nothing."""
    if value is None or field.default is None:
        return None
    model = collection.by_key.get(field.default)
    if model is None:
        return None
    found: Value | None = field.type.read(model.type.show(value)).value
    return found


def label_values(
    collection: Collection, labels: tuple[str, ...], taxonomy: Taxonomy
) -> Mapping[str, Value]:
    """Return what the labels say for the fields that are groups, or draw on one."""
    found: dict[str, Value] = {}
    by_group: dict[str, list[str]] = {}
    for name in labels:
        label = taxonomy.find(name)
        if label is not None:
            by_group.setdefault(label.group, []).append(name)
    for field in collection.fields:
        names = by_group.get(field.group or "")
        if names and isinstance(field.type, Choice | Choices):
            value = field.type.of_names(names)
            if value is not None:
                found[field.key] = value
    return found
