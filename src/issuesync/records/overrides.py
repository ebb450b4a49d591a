"""``overrides.yaml`` into a maintainer's word on issues, by number and field."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.problem import Location, Problem
    from issuesync.yamlfile.source import Plain, Source

NUMBER = re.compile(r"#?[0-9]{1,18}")
ROW = "row"
"""Under what key an entry keeps its own Markdown."""

BETWEEN = "between"
"""Under what key lines stand that are no entry's."""

LISTED = "listed"
"""Under what key a file of overrides keeps the order in which its collection was found."""


Listed: TypeAlias = "int | str | dict[str, Plain]"
"""One item of an order: an issue's number, an entry's name, or lines between."""


@dataclass(frozen=True, slots=True)
class Override:
    """One field's value as a maintainer states it; no text stands for no value."""

    text: str
    place: Location


@dataclass(frozen=True, slots=True)
class Overrides:
    """All overrides of a collection: by issue number, then by field."""

    by_issue: Mapping[int, Mapping[str, Override]] = field(default_factory=dict)
    places: Mapping[int, Location] = field(default_factory=dict)
    listed: tuple[tuple[Listed, Location], ...] = ()
    """Numbers of issues, names of other entries, and lines between them, in order."""


def build_overrides(source: Source) -> tuple[Overrides, list[Problem]]:
    """Take the overrides out of their file; report what is not an issue number or no mapping."""
    problems: list[Problem] = []
    by_issue: dict[int, dict[str, Override]] = {}
    places: dict[int, Location] = {}
    content = source.value if source.value is not None else {}
    if not isinstance(content, dict):
        hint = "write an issue's number and a colon, and below it field: value"
        message = "not a mapping of issue numbers"
        return Overrides(), [source.problem("wrong-setting", message, hint=hint)]
    listed: list[tuple[Listed, Location]] = []
    for key, stated in content.items():
        if key == LISTED and isinstance(stated, list):
            places_of = (source.place(key, index) for index in range(len(stated)))
            listed += zip(map(_listed, stated), places_of, strict=True)
            continue
        if not NUMBER.fullmatch(key) or not isinstance(stated, dict):
            message = f"“{key}” is not an issue's number with fields below it"
            hint = "write the issue's number, and below it field: value"
            problems.append(source.problem("wrong-setting", message, key, hint=hint))
            continue
        number = int(key.removeprefix("#"))
        if number in places:
            message = f"#{number} is in line {places[number].line} too"
            problems.append(source.problem("yaml-duplicate-key", message, key, hint="keep one"))
            continue
        by_issue[number] = {
            name: Override(yaml_text(value), source.place(key, name))
            for name, value in stated.items()
        }
        places[number] = source.place(key)
    return Overrides(by_issue, places, tuple(listed)), problems


def _listed(item: Plain) -> Listed:
    """Read one item of an order: an issue's number, an entry's name, or lines between."""
    if isinstance(item, dict):
        return item
    text = yaml_text(item)
    return int(text.removeprefix("#")) if NUMBER.fullmatch(text) else text


def yaml_text(value: Plain) -> str:
    """Write a YAML value as the text a body would have: a list as bullets, a mapping with heads."""
    if value is None:
        return ""
    if isinstance(value, list):
        return "\n".join(f"- {yaml_text(item)}" for item in value)
    if isinstance(value, dict):
        return "\n".join(f"- {head}: {_inline_text(item)}" for head, item in value.items())
    return value


def _inline_text(value: Plain) -> str:
    """Write a YAML value on one line."""
    return ", ".join(map(yaml_text, value)) if isinstance(value, list) else yaml_text(value)
