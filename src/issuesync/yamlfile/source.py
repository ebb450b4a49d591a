"""YAML text into plain values of strings that know their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Plain: TypeAlias = "str | list[Plain] | dict[str, Plain] | None"
Path: TypeAlias = "tuple[str | int, ...]"

Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML has it; both give events with their places."""

DEEPEST = 40
"""How many levels a file may nest: far more than any of ours has, far fewer than the stack."""


@dataclass(frozen=True, slots=True)
class Source:
    """A YAML file's content: strings, lists and mappings, and the line of each (from 1)."""

    file: str
    value: Plain
    lines: Mapping[Path, int]

    def line(self, *path: str | int) -> int | None:
        """Return the line of the value at the path, or of the nearest one above that is there."""
        for end in range(len(path), -1, -1):
            if (line := self.lines.get(path[:end])) is not None:
                return line
        return None

    def place(self, *path: str | int) -> Location:
        """Return the place of the value at the path."""
        return Location(self.file, line=self.line(*path))

    def problem(self, code: str, message: str, *path: str | int, hint: str = "") -> Problem:
        """State a problem with the value at the path."""
        return Problem(code, message, self.place(*path), hint)


def parse_yaml(text: str, file: str) -> tuple[Source, list[Problem]]:
    """Parse one YAML document; every scalar is a string, and nothing where nothing stands.

    Duplicate keys, merge keys and aliases are problems, all reported at once.
    """
    plain = text.removeprefix("\ufeff")
    reader = _Reader(file)
    try:
        value = reader.read_document(yaml.parse(plain, Loader=Loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        last = max(1, len(plain.splitlines()))
        line = min(mark.line + 1, last) if mark else _line_of_control(plain)
        what = getattr(error, "problem", None) or str(error).partition("\n")[0]
        start = getattr(error, "context_mark", None)
        if start and start.line + 1 < line:
            context = getattr(error, "context", None) or "in what"
            what = f"{what}, {context} that begins in line {start.line + 1}"
        hint = "check indentation and quotes"
        return Source(file, None, {}), [
            Problem("yaml-syntax", f"not YAML: {what}", Location(file, line=line), hint)
        ]
    except UnicodeEncodeError:  # half a surrogate pair, which no file in UTF-8 can hold
        place = Location(file, line=1)
        return Source(file, None, {}), [Problem("yaml-syntax", "not YAML: not Unicode", place)]
    return Source(file, value, reader.lines), reader.problems


def _line_of_control(text: str) -> int:
    """Return the line of the first character that YAML forbids; its reader names none."""
    for number, line in enumerate(text.split("\n"), start=1):
        if yaml.reader.Reader.NON_PRINTABLE.search(line):
            return number
    return 1


def _line_of(event: Any) -> int:
    """Return the line, from 1, in which an event begins."""
    return int(event.start_mark.line) + 1


class _Reader:
    """Reads events, not nodes: their composer nests as deep as the text and takes no limit."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.lines: dict[Path, int] = {}
        self.problems: list[Problem] = []
        self._events: Iterator[Any] = iter(())

    def read_document(self, events: Iterator[Any]) -> Plain:
        self._events = events
        value: Plain = None
        is_read = False
        for event in events:
            if not isinstance(event, yaml.DocumentStartEvent):
                continue
            if is_read:
                message = "a second document begins here"
                self._report("yaml-syntax", message, _line_of(event), "keep one")
                break
            value = self._read(next(events), ())
            is_read = True
        return value

    def _read(self, event: Any, path: Path) -> Plain:
        line = _line_of(event)
        self.lines.setdefault(path, line)
        if len(path) >= DEEPEST:
            raise yaml.MarkedYAMLError(problem="nested too deep", problem_mark=event.start_mark)
        if isinstance(event, yaml.AliasEvent):
            self._report("yaml-merge-key", "an alias (*) is used here", line, "write the value out")
            return None
        if isinstance(event, yaml.MappingStartEvent):
            return self._read_mapping(path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._read_list(path)
        is_nothing = event.implicit[0] and event.value == ""
        return None if is_nothing else str(event.value)

    def _read_list(self, path: Path) -> list[Plain]:
        items: list[Plain] = []
        while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
            items.append(self._read(event, (*path, len(items))))
        return items

    def _read_mapping(self, path: Path) -> dict[str, Plain]:
        mapping: dict[str, Plain] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            fault = self._key_fault(event, path, mapping)
            if fault:
                self._report(*fault)
                self._skip(event)
                self._skip(next(self._events))
                continue
            key = str(event.value)
            self.lines[*path, key] = _line_of(event)
            mapping[key] = self._read(next(self._events), (*path, key))
        return mapping

    def _key_fault(
        self, event: Any, path: Path, mapping: Mapping[str, Plain]
    ) -> tuple[str, str, int, str] | None:
        line = _line_of(event)
        if isinstance(event, yaml.AliasEvent):
            return "yaml-merge-key", "an alias (*) is used here", line, "write the key out"
        if not isinstance(event, yaml.ScalarEvent):
            return "yaml-syntax", "a key has to be a word", line, "put the word in quotes"
        key = str(event.value)
        if key == "<<" and event.implicit[0]:
            return "yaml-merge-key", "a merge key (<<) is used here", line, "write it out"
        if key in mapping:
            first = self.lines[*path, key]
            return "yaml-duplicate-key", f"“{key}” is in line {first} too", line, "keep one"
        return None

    def _skip(self, event: Any) -> None:
        """Pass over what the event begins."""
        depth = int(isinstance(event, yaml.CollectionStartEvent))
        while depth:
            event = next(self._events)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)

    def _report(self, code: str, message: str, line: int, hint: str = "") -> None:
        self.problems.append(Problem(code, message, Location(self.file, line=line), hint))
