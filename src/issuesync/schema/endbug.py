"""The label file of EndBug/label-sync into the shape of ours, so that either can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.schema.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.problem import Problem
    from issuesync.schema.source import Path, Plain

GROUP = "labels"
COLOR = "ededed"
KEYS = {"description": "is", "color": "color", "aliases": "was"}
NOTHING = ("null", "~", None)
"""What stands for no value: YAML's words are plain text to us, and exports write them."""


def translate(source: Source) -> tuple[Source, list[Problem]]:
    """Turn a list of ``{name, color, description, aliases}`` into one group of labels.

    Entries without a name, or with one that stood before, are reported and left out.
    """
    if not isinstance(source.value, list):
        return source, []
    problems: list[Problem] = []
    lines: dict[Path, int] = {(): 1}
    labels: dict[str, Plain] = {}
    for index, entry in enumerate(source.value):
        stated = entry if isinstance(entry, dict) else {}
        name = stated.get("name")
        if not isinstance(name, str):
            message = f"entry {index + 1} of the list has no name"
            problems.append(source.problem("missing-setting", message, index, hint="name: …"))
        elif name in labels:
            message = f"“{name}” stands in line {lines['groups', GROUP, 'labels', name]} too"
            hint = "each name may stand once"
            problems.append(source.problem("name-clash", message, index, hint=hint))
        else:
            lines["groups", GROUP, "labels", name] = source.line(index) or 1
            labels[name] = translate_label(stated)
            for key in stated:
                ours = ("groups", GROUP, "labels", name, KEYS.get(key, key))
                lines[ours] = source.line(index, key) or 1
    group: dict[str, Plain] = {"color": COLOR, "labels": labels}
    return Source(source.file, {"groups": {GROUP: group}}, lines), problems


def translate_label(stated: Mapping[str, Plain]) -> dict[str, Plain]:
    """Give what one entry states the names it has in our files."""
    return {
        KEYS.get(key, key): value
        for key, value in stated.items()
        if key != "name" and value not in NOTHING
    }
