"""YAML text into a tree that knows where in the text each value stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import yaml

from issuesync.yamlfile.source import DEEPEST, Loader

if TYPE_CHECKING:
    from collections.abc import Iterator

    from issuesync.yamlfile.source import Path


@dataclass(slots=True)
class Node:
    """A value from ``start`` to ``end``; ``is_flow`` says that brackets enclose it.

    ``children`` are by key, or by index; ``keys`` says where each key begins.
    """

    start: int
    end: int
    kind: str
    is_flow: bool = True
    children: dict[str | int, Node] = field(default_factory=dict)
    keys: dict[str | int, int] = field(default_factory=dict)

    def at(self, path: Path) -> Node | None:
        """Return the value at a path below this one."""
        node: Node | None = self
        for part in path:
            node = node.children.get(part) if node is not None else None
        return node


def parse_nodes(text: str) -> Node | None:
    """Return the tree of a text that `parse_yaml` takes without a problem."""
    events: Iterator[Any] = iter(yaml.parse(text, Loader=Loader))
    for event in events:
        if isinstance(event, yaml.DocumentStartEvent):
            return _read_node(text, next(events), events, 0)
    return None


def _read_node(text: str, event: Any, events: Iterator[Any], depth: int) -> Node:
    """Read the value that an event begins."""
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.MappingStartEvent):
        node = Node(start, end, "mapping", bool(event.flow_style))
        _read_pairs(text, node, events, depth)
    elif isinstance(event, yaml.SequenceStartEvent):
        node = Node(start, end, "list", bool(event.flow_style))
        _read_items(text, node, events, depth)
    else:
        return Node(start, start + len(text[start:end].rstrip()), "scalar")
    if not node.is_flow and node.children:  # its own end is where the next thing begins
        node.end = max(child.end for child in node.children.values())
    return node


def _read_pairs(text: str, node: Node, events: Iterator[Any], depth: int) -> None:
    """Read keys and values up to the end of a mapping."""
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        _require_shallow(depth)
        key = str(event.value)
        node.keys[key] = event.start_mark.index
        node.children[key] = _read_node(text, next(events), events, depth + 1)
    node.end = _end_of(event)


def _read_items(text: str, node: Node, events: Iterator[Any], depth: int) -> None:
    """Read items up to the end of a list."""
    while not isinstance(event := next(events), yaml.SequenceEndEvent):
        _require_shallow(depth)
        node.keys[len(node.children)] = event.start_mark.index
        node.children[len(node.children)] = _read_node(text, event, events, depth + 1)
    node.end = _end_of(event)


def _end_of(event: Any) -> int:
    """Return where an event ends."""
    return int(event.end_mark.index)


def _require_shallow(depth: int) -> None:
    """Raise for a text that nests deeper than `parse_yaml` takes."""
    if depth >= DEEPEST:
        raise ValueError("nested too deep")
