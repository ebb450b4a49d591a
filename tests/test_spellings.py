"""Answers as people spell them: what is read, what is refused, and that nothing is wrong."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from issuesync.fields.amount import Bytes, Count, Year
from issuesync.fields.boolean import Boolean
from issuesync.fields.choice import Choice, Option
from issuesync.fields.choices import Choices, Labels
from issuesync.fields.country import Country
from issuesync.fields.date import Date
from issuesync.fields.identifier import Arxiv, Doi
from issuesync.fields.license import License
from issuesync.fields.link import Repository, Url
from issuesync.fields.number import Number
from issuesync.fields.text import List, Title
from issuesync.model.value import Amount, Listing

if TYPE_CHECKING:
    from issuesync.fields.base import FieldType

REFUSED, BLANK = "<REFUSE>", "<BLANK>"
KINDS = (
    Option("caption", "Image Captioning"),
    Option("detect", "Object Detection (OD)"),
    Option("change", "Change Detection"),
)
TOOLS = tuple(Option(name, name) for name in ("Manual", "GPT-4", "GPT-4o", "SAM", "Claude-3"))
TYPES: dict[str, FieldType[Any]] = {
    "count": Count(), "bytes": Bytes(), "year": Year(), "url": Url(), "repository": Repository(),
    "country": Country(), "list": List(), "closed": Choice(KINDS), "boxes": Choices(TOOLS),
    "names": Labels(TOOLS), "venue": Choice(open=True), "title": Title(), "date": Date(),
    "number": Number(), "boolean": Boolean(), "license": License(), "doi": Doi(), "arxiv": Arxiv(),
}  # fmt: skip
SPELLINGS = [
    json.loads(line)
    for line in (Path(__file__).parent / "facts" / "spellings.jsonl")
    .read_text("utf-8")
    .splitlines()
]


def outcome(kind: FieldType[Any], text: str) -> Any:
    """Say what a text was read as, in the words of the table."""
    if kind.is_blank(text):
        return BLANK
    reading = kind.read(text)
    if reading.value is None:
        return REFUSED if reading.findings else BLANK
    return shown(reading.value)


def shown(value: Any) -> Any:
    """Write a value down as the table does."""
    if isinstance(value, Listing):
        return list(value.items)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, tuple) and value and isinstance(value[0], Amount):
        numbers = {one.name: one.number for one in value}
        return numbers.get("") if list(numbers) == [""] else numbers
    return list(value) if isinstance(value, tuple) else value


def is_right(found: Any, right: Any) -> bool:
    """Say whether an outcome is the right one, or one of those that are right."""
    is_choice = (isinstance(right, list) and any(x in right for x in (REFUSED, BLANK))) or (
        isinstance(right, list) and any(isinstance(x, list) for x in right)
    )
    return any(found == one for one in right) if is_choice else found == right


def judge(row: dict[str, Any]) -> str:
    found = outcome(TYPES[row["type"]], row["text"])
    if is_right(found, row["right"]):
        return "right"
    return "refused" if found == REFUSED else f"wrong: {row} is {found!r}"


def test_at_least_97_of_100_spellings_are_read_right_and_none_is_wrong() -> None:
    verdicts = Counter(map(judge, SPELLINGS))
    assert [verdict for verdict in verdicts if verdict.startswith("wrong")] == []
    assert len(SPELLINGS) >= 300
    assert verdicts["right"] >= 0.97 * len(SPELLINGS)
