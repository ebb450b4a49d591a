"""The label file of EndBug/label-sync into the shape of ours, so that either can be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.yamlfile.source import Source

if TYPE_CHECKING:
    from collections.abc import Mapping

    from issuesync.model.problem import Problem
    from issuesync.yamlfile.source import Path, Plain

_GROUP = "labels"
_COLOR = "ededed"
_KEYS = {"description": "is", "color": "color", "aliases": "was"}
_NOTHING = ("null", "~", None)
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
            message = f"“{name}” is in line {lines['groups', _GROUP, 'labels', name]} too"
            hint = "each name may appear once"
            problems.append(source.problem("name-clash", message, index, hint=hint))
        else:
            lines["groups", _GROUP, "labels", name] = source.line(index) or 1
            labels[name] = _translate_label(stated)
            for key in stated:
                ours = ("groups", _GROUP, "labels", name, _KEYS.get(key, key))
                lines[ours] = source.line(index, key) or 1
    group: dict[str, Plain] = {"color": _COLOR, "labels": labels}
    return Source(source.file, {"groups": {_GROUP: group}}, lines), problems


def _translate_label(stated: Mapping[str, Plain]) -> dict[str, Plain]:
    """Give what one entry states the names it has in our files."""
    return {
        _KEYS.get(key, key): value
        for key, value in stated.items()
        if key != "name" and value not in _NOTHING
    }
