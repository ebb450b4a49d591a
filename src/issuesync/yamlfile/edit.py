"""Changes of values in YAML that people keep by hand; every other byte and comment stays."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yaml import YAMLError

from issuesync.yamlfile.changes import Drop, Edit, Insert, changed, ordered_edits
from issuesync.yamlfile.nodes import Node, parse_nodes
from issuesync.yamlfile.source import parse_yaml
from issuesync.yamlfile.write import block_entry, block_text, flow_text, key_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.yamlfile.source import Path, Plain

_BOM = "\ufeff"
_DASH = re.compile(r"[ ]*-[ ]+")
_NUMBER = re.compile(r"#?[0-9]{1,18}")


class UneditableError(ValueError):
    """The text cannot be changed in such a way that it says what it should."""


@dataclass(frozen=True, slots=True)
class _Splice:
    """A stretch of a text and what is to be in its place."""

    start: int
    end: int
    text: str


def edit_yaml(text: str, edits: Sequence[Edit]) -> str:
    """Make the changes; indices are those before any of them.

    Raises `UneditableError` where the result would not say exactly what was asked for.
    """
    before, problems = parse_yaml(text, "")
    if problems:
        raise UneditableError("the file has mistakes of its own")
    wanted = before.value
    for edit in ordered_edits(edits):
        wanted = changed(wanted, edit.path, edit)
    with suppress(UneditableError):
        edited = _edit_at_once(text, edits)
        if _says(edited, wanted):
            return edited
    edited = _edit_one_by_one(text, edits)
    if _says(edited, wanted):
        return edited
    raise UneditableError("the file is written in a way that cannot be changed safely")


def _says(text: str, wanted: Plain) -> bool:
    """Say whether a text says what it should; nothing and an empty mapping are the same."""
    source, problems = parse_yaml(text, "")
    return not problems and (source.value or None) == (wanted or None)


def _edit_at_once(text: str, edits: Sequence[Edit]) -> str:
    """Make all changes in one pass; what comes of changes that meet is for the caller to judge."""
    editor = _open_editor(text)
    placed = [(editor.splice(edit), edit) for edit in edits]
    parts: list[str] = []
    position = 0
    for splice, _ in sorted(placed, key=lambda pair: _in_text_order(*pair)):
        parts += [editor.text[position : splice.start], splice.text]
        position = max(position, splice.end)
    return "".join([_BOM * text.startswith(_BOM), *parts, editor.text[position:]])


def _in_text_order(splice: _Splice, edit: Edit) -> tuple[int, int, int, int]:
    """Return what splices are sorted by: their places, then the inner ones, then the numbers."""
    key = str(edit.path[-1])
    number = int(key.removeprefix("#")) if _NUMBER.fullmatch(key) else 0
    return splice.start, splice.end, -len(edit.path), number


def _edit_one_by_one(text: str, edits: Sequence[Edit]) -> str:
    """Make one change after the other, each in the text that those before it left."""
    for edit in ordered_edits(edits):
        editor = _open_editor(text)
        splice = editor.splice(edit)
        plain = editor.text
        made = f"{plain[: splice.start]}{splice.text}{plain[splice.end :]}"
        text = _BOM * text.startswith(_BOM) + made
    return text


def _open_editor(text: str) -> _Editor:
    """Read a text's structure."""
    plain = text.removeprefix(_BOM)
    try:
        root = parse_nodes(plain) or Node(len(plain), len(plain), "scalar")
    except YAMLError as error:  # such as half a character, which no file can hold
        raise UneditableError("the file could not be read any more") from error
    return _Editor(plain, root, "\r\n" if "\r\n" in plain else "\n")


@dataclass(frozen=True, slots=True)
class _Editor:
    text: str
    root: Node
    newline: str

    def splice(self, edit: Edit) -> _Splice:
        parent, part = self._parent(edit.path), edit.path[-1]
        if isinstance(edit, Drop):
            return self._drop(edit.path, parent)
        if isinstance(edit, Insert):
            return self._insert(parent, int(part), edit.value)
        node = parent.children.get(part)
        if node is not None:
            return self._replace(node, edit.value)
        return self._add(parent, str(part), edit.value)

    def _parent(self, path: Path) -> Node:
        parent = self.root.at(path[:-1])
        if parent is None:
            raise UneditableError(f"there is nothing at {'/'.join(map(str, path[:-1]))}")
        return parent

    def _replace(self, node: Node, value: Plain) -> _Splice:
        """Put another value in the place of one; a mapping stays in the style it has."""
        start = node.start
        if not node.is_flow:
            if "#" in self.text[start : node.end]:
                raise UneditableError("a comment may be in what is to be replaced")
            start = len(self.text[:start].rstrip())
        is_glued = start > 0 and self.text[start - 1] in ":-"
        new = flow_text(value, is_inside=self._is_inside(node))
        return _Splice(start, node.end, f" {new}" if is_glued and new else new)

    def _is_inside(self, node: Node) -> bool:
        """Say whether brackets enclose a value, its own aside."""
        return any(
            one is not node and one.kind != "scalar" and one.is_flow
            for one in _enclosing(self.root, node)
        )

    def _add(self, parent: Node, key: str, value: Plain) -> _Splice:
        if parent.kind == "mapping" and parent.is_flow:
            made = f"{key_text(key)}: {flow_text(value, is_inside=True)}"
            return self._add_inside(parent, made.rstrip())
        if parent.kind == "scalar" and parent is not self.root:
            raise UneditableError(f"“{key}” would be below a text")
        column = self._column(next(iter(parent.keys.values()))) if parent.keys else 0
        lines = block_entry(key, value, column)
        earlier = _last_before(parent, key)
        if earlier is None and parent.keys:
            at = self._line_start(next(iter(parent.keys.values())))
            return _Splice(at, at, self._join(lines))
        return self._below(earlier.end if earlier else len(self.text), lines)

    def _add_inside(self, parent: Node, made: str) -> _Splice:
        """Add to what brackets enclose, after the last thing in them."""
        if parent.children:
            at = max(child.end for child in parent.children.values())
            return _Splice(at, at, f", {made}")
        return _Splice(parent.start + 1, parent.start + 1, made)

    def _insert(self, parent: Node, index: int, value: Plain) -> _Splice:
        if parent.kind == "list" and parent.is_flow:
            return self._insert_inside(parent, index, flow_text(value, is_inside=True))
        if parent.kind == "scalar" and parent is not self.root:
            raise UneditableError("an item would be below a text")
        if not parent.children:
            return self._below(len(self.text), block_text(value, 0))
        near = max(min(index, len(parent.children)) - 1, 0)
        start, sibling = self._dash(parent, near), parent.children[near]
        lines = block_text(value, self._column(start), like_flow=sibling.is_flow)
        if index:
            return self._below(sibling.end, lines)
        at = self._line_start(start)
        return _Splice(at, at, self._join(lines))

    def _insert_inside(self, parent: Node, index: int, made: str) -> _Splice:
        if index >= len(parent.children):
            return self._add_inside(parent, made)
        at = parent.children[index].start
        return _Splice(at, at, f"{made}, ")

    def _drop(self, path: Path, parent: Node) -> _Splice:
        part = path[-1]
        if part not in parent.children:
            raise UneditableError(f"there is nothing at {'/'.join(map(str, path))}")
        if len(parent.children) == 1 and len(path) > 1:
            return self._drop(path[:-1], self._parent(path[:-1]))
        start, end = parent.keys[part], parent.children[part].end
        if parent.is_flow:
            return self._drop_inside(parent, part, start, end)
        if parent.kind == "list":
            start = self._dash(parent, int(part))
        is_first = self.text[self._line_start(start) : start].strip() != ""
        if is_first:  # after a dash: the next key takes its place
            following = min((one for one in parent.keys.values() if one > start), default=end)
            return _Splice(start, following, "")
        return _Splice(self._line_start(start), self._line_end(end), "")

    def _drop_inside(self, parent: Node, part: str | int, start: int, end: int) -> _Splice:
        later = [one for one in parent.keys.values() if one > start]
        if later:
            return _Splice(start, min(later), "")
        before = [child.end for key, child in parent.children.items() if key != part]
        return _Splice(max(before, default=start), end, "")

    def _dash(self, parent: Node, index: int) -> int:
        """Return where the dash of an item stands, which has to be on the item's own line."""
        start = parent.keys[index]
        line = self._line_start(start)
        if not _DASH.fullmatch(self.text[line:start]):
            raise UneditableError("an item of a list does not begin on the line of its dash")
        return line + self.text[line:start].index("-")

    def _below(self, at: int, lines: Sequence[str]) -> _Splice:
        """Add lines below the one in which something ends."""
        end = self._line_end(at)
        is_open = end > 0 and not self.text[:end].endswith(("\n", "\r"))
        return _Splice(end, end, (self.newline if is_open else "") + self._join(lines))

    def _join(self, lines: Iterable[str]) -> str:
        return "".join(f"{line}{self.newline}" for line in lines)

    def _line_start(self, at: int) -> int:
        return max(self.text.rfind("\n", 0, at), self.text.rfind("\r", 0, at)) + 1

    def _line_end(self, at: int) -> int:
        """Return the beginning of the line after the one at ``at``."""
        end = self.text.find("\n", at)
        return len(self.text) if end < 0 else end + 1

    def _column(self, at: int) -> int:
        return at - self._line_start(at)


def _enclosing(node: Node, wanted: Node) -> list[Node]:
    """Return the values that hold the wanted one, the outermost first."""
    for child in node.children.values():
        if child is wanted:
            return [node]
        if (
            child.start <= wanted.start
            and wanted.end <= child.end
            and (found := _enclosing(child, wanted))
        ):
            return [node, *found]
    return []


def _last_before(parent: Node, key: str) -> Node | None:
    """Return the value after which a new key stands: a number in its order, else the last one."""
    keys = [str(one) for one in parent.keys]
    if keys and all(_NUMBER.fullmatch(one) for one in (key, *keys)):
        number = int(key.removeprefix("#"))
        keys = [one for one in keys if int(one.removeprefix("#")) < number]
    return parent.children[keys[-1]] if keys else None
