"""A repository's labels into a ``labels.yaml`` to begin with."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from issuesync.fields.base import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.model.issue import Label

_PREFIX = re.compile(r"\s*([A-Za-z][\w ]{0,30}?)\s*[:/]\s*\S")
GITHUB_DEFAULTS = frozenset(
    {
        "bug", "documentation", "duplicate", "enhancement", "good first issue", "help wanted",
        "invalid", "question", "wontfix",
    }
)  # fmt: skip
"""The labels that GitHub gives every repository."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./+-]*[A-Za-z0-9_.+]|[A-Za-z]")
_BARE = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What JSON leaves bare and YAML takes for a line's end, or not at all."""
_WORDS_OF_YAML = frozenset({"true", "false", "yes", "no", "on", "off", "null", "y", "n"})
_FALLBACK_COLOR = "ededed"


def render_labels(labels: Sequence[Label]) -> str:
    """Write ``labels.yaml`` from labels as they are: grouped by prefix, else by colour.

    GitHub's own labels are protected and left out.
    """
    ours = [label for label in labels if label.name.casefold() not in GITHUB_DEFAULTS]
    theirs = [label.name for label in labels if label.name.casefold() in GITHUB_DEFAULTS]
    lines = [f"protect: [{', '.join(quote(name) for name in sorted(theirs))}]", "groups:"]
    groups = group_labels(ours)
    if not groups:
        lines[-1] = "groups: {}"
    for key, members in groups.items():
        lines += _render_group(key, members)
    return "\n".join(lines) + "\n"


def group_labels(labels: Iterable[Label]) -> Mapping[str, Sequence[Label]]:
    """Group labels that share a prefix (``type: bug``), the others by colour."""
    ordered = sorted(labels, key=lambda label: (label.name.casefold(), label.name))
    prefixes: dict[str, list[Label]] = {}
    for label in ordered:
        match = _PREFIX.match(label.name)
        if match:
            prefixes.setdefault(slug(match[1]), []).append(label)
    by_prefix = {key: members for key, members in prefixes.items() if len(members) > 1}
    grouped = {id(label) for members in by_prefix.values() for label in members}
    by_color: dict[str, list[Label]] = {}
    for label in ordered:
        if id(label) not in grouped:
            color = label.color or _FALLBACK_COLOR
            key = f"color_{color.casefold()}"  # no prefix becomes such a key
            by_color.setdefault(key, []).append(label)
    return {**dict(sorted(by_prefix.items())), **dict(sorted(by_color.items()))}


def _render_group(key: str, labels: Sequence[Label]) -> list[str]:
    """Write one group; labels of another colour than the group's first say so."""
    color = labels[0].color or _FALLBACK_COLOR
    lines = [f"  {quote(key)}:", f"    color: {quote(color)}", "    labels:"]
    for label in labels:
        shown = label.color or _FALLBACK_COLOR
        own = "" if shown == color else f", color: {quote(shown)}"
        value = quote(label.description)
        lines.append(
            f"      {quote(label.name)}: {f'{{is: {value}{own}}}' if own else value}".rstrip()
        )
    return lines


def quote(text: str) -> str:
    """Write a text so that every reader of YAML takes it for that text."""
    if _PLAIN.fullmatch(text) and text.casefold() not in _WORDS_OF_YAML:
        return text
    return _BARE.sub(lambda sign: f"\\u{ord(sign[0]):04x}", json.dumps(text, ensure_ascii=False))
