"""The text of a GraphQL query into its selections; fragments have to be inline."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

TOKEN = re.compile(
    r"""(?:[\s,]|\#[^\n]*)*(?P<token>\.\.\.|[_A-Za-z]\w*|-?\d+(?:\.\d+)?|"(?:[^"\\\n]|\\.)*"|[!$()\[\]{}:=@])"""
)
WORDS: dict[str, Any] = {"true": True, "false": False, "null": None}


class GraphQLError(Exception):
    """The query cannot be answered; GitHub says so in ``errors``, with status 200."""

    def __init__(self, message: str, kind: str = "") -> None:
        super().__init__(message)
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Selection:
    """A field with its arguments and fields, or with ``on`` an inline fragment."""

    name: str
    alias: str
    arguments: dict[str, Any] = field(default_factory=dict)
    fields: tuple[Selection, ...] = ()
    on: str = ""


@dataclass(slots=True)
class Reader:
    """Reads tokens one after the other."""

    tokens: list[str]
    variables: dict[str, Any]
    place: int = 0

    def peek(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self, wanted: str = "") -> str:
        token = self.peek()
        if not token or (wanted and token != wanted):
            raise GraphQLError(f"Expected {wanted or 'more'}, actual: {token or 'end of file'!r}")
        self.place += 1
        return token

    def selections(self) -> tuple[Selection, ...]:
        self.take("{")
        found = []
        while self.peek() != "}":
            found.append(self.selection())
        self.take("}")
        return tuple(found)

    def selection(self) -> Selection:
        name = self.take()
        if name == "...":
            self.take("on")
            return Selection("...", "", {}, on=self.take(), fields=self.selections())
        alias = name
        if self.peek() == ":":
            self.take()
            name = self.take()
        arguments = self.arguments() if self.peek() == "(" else {}
        return Selection(name, alias, arguments, self.selections() if self.peek() == "{" else ())

    def arguments(self, close: str = ")") -> dict[str, Any]:
        self.take()
        found = {}
        while self.peek() != close:
            name = self.take()
            self.take(":")
            found[name] = self.value()
        self.take(close)
        return found

    def value(self) -> Any:
        if self.peek() == "{":
            return self.arguments("}")
        token = self.take()
        if token == "[":
            found = []
            while self.peek() != "]":
                found.append(self.value())
            self.take("]")
            return found
        if token == "$":
            name = self.take()
            if name not in self.variables:
                raise GraphQLError(f"Variable ${name} was provided invalid value")
            return self.variables[name]
        if token[0] in '"-0123456789':
            return json.loads(token)
        return WORDS.get(token, token)

    def defaults(self) -> None:
        """Read ``($name: Type! = value)``: what a variable is where none is given."""
        self.take("(")
        while self.peek() != ")":
            self.take("$")
            name = self.take()
            self.take(":")
            while self.peek() not in ("$", ")", "="):
                self.take()
            if self.peek() == "=":
                self.take()
                self.variables.setdefault(name, self.value())
        self.take(")")


def parse_query(text: str, variables: dict[str, Any]) -> tuple[Selection, ...]:
    """Read a document of one query into what it selects."""
    tokens, place = [], 0
    while match := TOKEN.match(text, place):
        tokens.append(match["token"])
        place = match.end()
    if re.sub(r"#[^\n]*", "", text[place:]).strip(" \t\r\n,"):
        raise GraphQLError(f"Unexpected character at {place}")
    reader = Reader(tokens, dict(variables))
    if reader.peek() != "{":
        reader.take("query")
        if reader.peek() not in ("(", "{"):
            reader.take()
        if reader.peek() == "(":
            reader.defaults()
    found = reader.selections()
    if reader.peek():
        raise GraphQLError("Only one query, and no named fragment, is understood here")
    return found
