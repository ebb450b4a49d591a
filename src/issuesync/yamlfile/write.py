"""Plain values into YAML that reads back as them: as short as people write it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from issuesync.yamlfile.source import parse_yaml

if TYPE_CHECKING:
    from issuesync.yamlfile.source import Plain

_STEP = 2
WORDS_OF_YAML = frozenset({"null", "~", "true", "false", "yes", "no", "on", "off", "y", "n"})
"""What other readers take for no text; ours takes every word for itself."""

_BARE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What JSON leaves bare and YAML takes for a line's end, or not at all."""


def flow_text(value: Plain, *, is_inside: bool) -> str:
    """Write a value on one line; ``is_inside`` says that brackets enclose it."""
    if value is None:
        return ""
    if isinstance(value, list):
        return f"[{', '.join(flow_text(item, is_inside=True) for item in value)}]"
    if isinstance(value, dict):
        pairs = (f"{key_text(k)}: {flow_text(v, is_inside=True)}" for k, v in value.items())
        return f"{{{', '.join(pair.rstrip() for pair in pairs)}}}"
    return scalar_text(value, is_inside=is_inside)


def scalar_text(text: str, *, is_inside: bool) -> str:
    """Write a text plainly where it reads back, else in quotes."""
    single = "'" + text.replace("'", "''") + "'"
    double = _BARE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
    ways = [single, double] if text.casefold() in WORDS_OF_YAML else [text, single, double]
    if not text.isprintable():
        ways = [double]
    frame = "{{k: {}}}\n" if is_inside else "k: {}\n"
    return next((way for way in ways if _reads_as(frame.format(way), text)), double)


def _reads_as(yaml_text: str, text: str) -> bool:
    """Say whether a mapping of one key says the text and nothing else."""
    source, problems = parse_yaml(yaml_text, "")
    return not problems and source.value == {"k": text}


def key_text(key: str) -> str:
    """Write a key."""
    return key if re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*", key) else json.dumps(key)


def block_entry(key: str, value: Plain, column: int) -> list[str]:
    """Write a key and its value as lines that begin at a column."""
    indent = " " * column
    if isinstance(value, dict) and value:
        below = [line for k, v in value.items() for line in block_entry(k, v, column + _STEP)]
        return [f"{indent}{key_text(key)}:", *below]
    return [f"{indent}{key_text(key)}: {flow_text(value, is_inside=False)}".rstrip()]


def block_text(value: Plain, column: int, *, like_flow: bool = False) -> list[str]:
    """Write an item of a list as lines whose dash is at a column."""
    indent = " " * column
    if not isinstance(value, dict) or not value or like_flow:
        return [f"{indent}- {flow_text(value, is_inside=False)}".rstrip()]
    lines = [line for k, v in value.items() for line in block_entry(k, v, column + _STEP)]
    return [f"{indent}- {lines[0].lstrip()}", *lines[1:]]
