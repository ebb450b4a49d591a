"""The expressions of GitHub's workflows, as far as this project uses them, into their values.

The language: https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
TOKEN = re.compile(r"\s*('(?:[^']|'')*'|&&|\|\||[!=]=|[!(),]|[A-Za-z_][\w.-]*)")
STATUS = re.compile(r"\b(?:always|cancelled|failure|success)\(")
WORDS = {"true": True, "false": False, "null": None}


def evaluate(text: str, contexts: Mapping[str, Any]) -> Any:
    """Return what an expression means; ``contexts`` holds ``github``, ``inputs`` and the like."""
    parser = _Parser(tokens_of(text), contexts)
    value = parser.either()
    assert not parser.tokens, f"what is {parser.tokens} in {text!r}?"
    return value


def fill(text: object, contexts: Mapping[str, Any]) -> str:
    """Put values in the places of a text's expressions."""
    return EXPRESSION.sub(lambda found: shown(evaluate(found[1], contexts)), shown(text))


def shown(value: object) -> str:
    """Write a value as a runner does."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    return str(value)


def is_due(condition: str | None, contexts: Mapping[str, Any], *, needed_ended_well: bool) -> bool:
    """Say whether a job runs: without a word about the status it runs after success alone."""
    text = EXPRESSION.sub(lambda found: found[1], condition or "true")
    return (needed_ended_well or bool(STATUS.search(text))) and bool(evaluate(text, contexts))


def tokens_of(text: str) -> list[str]:
    """Divide an expression, all of it."""
    found = TOKEN.findall(text)
    assert "".join(found) == re.sub(r"\s+(?=(?:[^']*'[^']*')*[^']*$)", "", text), text
    return found


@dataclass(slots=True)
class _Parser:
    tokens: list[str]
    contexts: Mapping[str, Any]

    def either(self) -> Any:
        value = self.both()
        while self.takes("||"):
            other = self.both()
            value = value or other
        return value

    def both(self) -> Any:
        value = self.equal()
        while self.takes("&&"):
            other = self.equal()
            value = value and other
        return value

    def equal(self) -> Any:
        value = self.one()
        if self.takes("=="):
            return folded(value) == folded(self.one())
        return folded(value) != folded(self.one()) if self.takes("!=") else value

    def one(self) -> Any:
        if self.takes("!"):
            return not self.one()
        if self.takes("("):
            value = self.either()
            assert self.takes(")")
            return value
        token = self.tokens.pop(0)
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if self.takes("("):
            return self.call(token)
        return WORDS[token] if token in WORDS else self.look_up(token)

    def call(self, name: str) -> Any:
        arguments = []
        while not self.takes(")"):
            arguments.append(self.either())
            self.takes(",")
        return FUNCTIONS[name](*arguments)

    def look_up(self, path: str) -> Any:
        first, *rest = path.split(".")
        value = self.contexts[first]
        for key in rest:
            value = value.get(key) if isinstance(value, dict) else None
        return value

    def takes(self, token: str) -> bool:
        if self.tokens[:1] != [token]:
            return False
        self.tokens.pop(0)
        return True


def folded(value: Any) -> Any:
    """Return what two values are compared by."""
    return value.casefold() if isinstance(value, str) else value


def contains(where: Any, what: Any) -> bool:
    """Look for an item of a list, or for a part of a text."""
    if isinstance(where, list):
        return folded(what) in map(folded, where)
    return shown(what).casefold() in shown(where).casefold()


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "contains": contains,
    "fromJSON": json.loads,
    "cancelled": lambda: False,
}
