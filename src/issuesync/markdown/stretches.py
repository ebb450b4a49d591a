"""A line of inline Markdown into stretches that each stand whole: words, a link, code, a tag."""

from __future__ import annotations

import re

_TICKS = re.compile(r"`+")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<https?://[^<>\s]*>")
_ANCHOR_END = re.compile(r"(?i)</a\s*>")
_CLOSING = {")": "(", "]": "["}


def split_stretches(raw: str) -> list[str]:
    """Divide a text so that joining its stretches gives it again; linear."""
    whole = _spans(raw)
    closed = _brackets(raw, whole)
    found: list[str] = []
    start = position = 0
    while position < len(raw):
        end = _end_of(raw, position, whole, closed)
        if end is None:
            position += 2 if raw[position] == "\\" else 1
            continue
        if start < position:
            found.append(raw[start:position])
        found.append(raw[position:end])
        start = position = end
    return [*found, raw[start:]] if start < len(raw) else found


def _spans(raw: str) -> dict[int, int]:
    """Map where code and HTML begin to where they end; an anchor ends with its closing tag."""
    spans = _code_spans(raw)
    if "<" not in raw:
        return spans
    anchors = [found.end() for found in _ANCHOR_END.finditer(raw)]
    passed = 0
    for found in _TAG.finditer(raw):
        if found.start() < passed:
            continue
        end = found.end()
        if found[0][:3].casefold() in {"<a ", "<a\t", "<a\n"}:
            while anchors and anchors[0] < end:
                anchors.pop(0)
            end = anchors[0] if anchors else end
        spans[found.start()] = passed = end
    return spans


def _code_spans(raw: str) -> dict[int, int]:
    """Map where code begins to where as many back-ticks end it."""
    runs = [(found.start(), found.end()) for found in _TICKS.finditer(raw)]
    later: dict[int, list[int]] = {}
    for number, (start, end) in reversed(list(enumerate(runs))):
        later.setdefault(end - start, []).append(number)
    spans: dict[int, int] = {}
    number = 0
    while number < len(runs):
        start, end = runs[number]
        alike = later[end - start]
        while alike and alike[-1] <= number:
            alike.pop()
        if alike:
            number = alike[-1]
            spans[start] = runs[number][1]
        number += 1
    return spans


def _brackets(raw: str, whole: dict[int, int]) -> dict[int, int]:
    """Map each bracket that is closed to the one that closes it."""
    open_at: dict[str, list[int]] = {"[": [], "(": []}
    closed: dict[int, int] = {}
    position = 0
    while position < len(raw):
        sign = raw[position]
        if position in whole:
            position = whole[position]
            continue
        if sign in open_at:
            open_at[sign].append(position)
        elif sign in _CLOSING and open_at[_CLOSING[sign]]:
            closed[open_at[_CLOSING[sign]].pop()] = position
        position += 2 if sign == "\\" else 1
    return closed


def _end_of(raw: str, at: int, whole: dict[int, int], closed: dict[int, int]) -> int | None:
    """Return where the link, code or tag ends that begins here; none where words stand."""
    if at in whole:
        return whole[at]
    first = at + 1 if raw.startswith("![", at) else at
    if raw[first] != "[" or first not in closed:
        return None
    after = closed[first] + 1
    if raw[after : after + 1] in {"(", "["} and after in closed:
        return closed[after] + 1
    return after if first > at or raw[at + 1] != "[" else None
