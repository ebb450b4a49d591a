"""JSON into values and back: by orjson, and by Python what only Python takes."""

from __future__ import annotations

import json
from typing import Any

import orjson


def read_json(text: str | bytes) -> Any:
    """Read JSON; raise `ValueError` for anything else.

    Lone surrogates, which people do post, and numbers that are none are read as Python reads them.
    """
    try:
        return orjson.loads(text)
    except ValueError:
        return json.loads(text)


def compact_json(value: Any) -> str:
    """Write what was read from JSON in one line."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return json.dumps(value)
