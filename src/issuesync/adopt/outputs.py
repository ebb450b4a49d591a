"""What rows state into the files of a catalog: overrides, data files, regions in the document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.adopt.types import SEPARATORS
from issuesync.fields.choices import Choices
from issuesync.schema.catalog import SECTION

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from issuesync.adopt.infer import CollectionPlan, Design
    from issuesync.adopt.reading import RowReading
    from issuesync.adopt.sections import Placed
    from issuesync.adopt.settings import Value
    from issuesync.edits.difference import Difference
    from issuesync.markdown.blocks import Page
    from issuesync.schema.catalog import Field


def with_section(values: Mapping[str, str], title: str) -> dict[str, str]:
    """Return what a row states, its section behind its name."""
    stated = dict(values)
    name = {"name": stated.pop("name")} if "name" in stated else {}
    return {**name, **({SECTION: title} if title else {}), **stated}


def override_texts(
    found: Sequence[Difference], *, prefers_readme: bool
) -> dict[int, dict[str, Value]]:
    """Return the overrides: what issues lack, and what they contradict where the README counts."""
    overrides: dict[int, dict[str, Value]] = {}
    for one in found:
        if one.present is None or prefers_readme:
            overrides.setdefault(one.number, {})[one.field.key] = plain_value(one.field, one.text)
    return overrides


def plain_value(field: Field, text: str) -> Value:
    """Return a text as YAML states it: several options as a list."""
    if not isinstance(field.type, Choices):
        return text
    parts = tuple(part.strip() for part in SEPARATORS.split(text) if part.strip())
    return (
        parts
        if field.type.read("\n".join(f"- {x}" for x in parts)) == field.type.read(text)
        else text
    )


def with_regions(page: Page, reading: RowReading, design: Design) -> str:
    """Put markers around each table and list; every other byte stays."""
    lines = list(page.lines)
    for plan in design.collections:
        for place in plan.places:
            sheet = reading.sheets[place.sheet]
            if sheet.region:
                continue
            first, last = lines[sheet.line], lines[sheet.end - 1]
            newline = line_end(first) or "\n"
            begin = f"<!-- issuesync:begin {_region_name(plan, place)} -->{newline}"
            end = f"{'' if line_end(last) else newline}<!-- issuesync:end -->{line_end(last)}"
            lines[sheet.line] = f"{begin}{first}"
            lines[sheet.end - 1] += end
    return "".join(lines)


def line_end(line: str) -> str:
    """Return the signs that end a line."""
    return line[len(line.rstrip("\r\n")) :]


def _region_name(plan: CollectionPlan, place: Placed) -> str:
    """Return the name of the region that shows a sheet's rows."""
    whole = f"{plan.kind} {plan.key}"
    return f"{whole}/{place.section}" if place.section else whole
