"""YAML text into plain values of strings that know their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from issuesync.model.problem import Place, Problem

if TYPE_CHECKING:
    from collections.abc import Mapping

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = "tuple[str | int, ...]"

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML has it; both give nodes with their places."""


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file's content: strings, lists and mappings, and the line of each (from 1)."""

    file: str
    value: Plain
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int | None:
        """Return the line of the value at the path, or of the nearest one above that is there."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None

    def place(self, *path: str | int) -> Place:
        """Return the place of the value at the path."""
        return Place(self.file, line=self.line(*path))

    def problem(self, code: str, message: str, *path: str | int, hint: str = "") -> Problem:
        """State a problem with the value at the path."""
        return Problem(code, message, self.place(*path), hint)


def parse_yaml(text: str, file: str) -> tuple[Source, list[Problem]]:
    """Parse one YAML document; every scalar is a string, and nothing where nothing stands.

    Duplicate keys, merge keys and aliases are problems, all reported at once.
    """
    try:
        root = yaml.compose(text.removeprefix("\ufeff"), Loader=Loader)
        reader = _Reader(file)
        value = reader.read(root, ()) if root else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = Place(file, line=mark.line + 1 if mark else 1)
        what = getattr(error, "problem", None) or str(error)
        problem = Problem("yaml-syntax", f"not YAML: {what}", place, "mind indents and quotes")
        return Source(file, None, {}), [problem]
    except RecursionError:
        problem = Problem("yaml-syntax", "nested too deep", Place(file, line=1))
        return Source(file, None, {}), [problem]
    return Source(file, value, reader.lines), reader.problems


class _Reader:
    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._seen: set[int] = set()

    def read(self, node: yaml.Node, path: Path) -> Plain:
        line = node.start_mark.line + 1
        self.lines.setdefault(path, line)
        if id(node) in self._seen:
            self._report("yaml-merge-key", "an alias (*) stands here", line, "write the value out")
            return None
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self._read_mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*path, index)) for index, item in enumerate(node.value)]
        is_plain = isinstance(node, yaml.ScalarNode) and node.style is None
        is_nothing = is_plain and node.value == ""
        return None if is_nothing else str(node.value)

    def _read_mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        for key_node, value_node in node.value:
            line = key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                self._report("yaml-syntax", "a key has to be a word", line)
                continue
            key = str(key_node.value)
            if key == "<<" and key_node.style is None:
                self._report("yaml-merge-key", "a merge key (<<) stands here", line, "write it out")
                continue
            if key in mapping:
                first = self.lines[*path, key]
                self._report(
                    "yaml-duplicate-key", f"“{key}” stands in line {first} too", line, "keep one"
                )
                continue
            self.lines[*path, key] = line
            mapping[key] = self.read(value_node, (*path, key))
        return mapping

    def _report(self, code: str, message: str, line: int, hint: str = "") -> None:
        self.problems.append(Problem(code, message, Place(self.file, line=line), hint))
