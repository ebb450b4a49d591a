"""The bodies of accepted issues into the fields that they state next to a document's columns."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any

from issuesync.adopt.types import SIZED
from issuesync.bodies.lines import split_page
from issuesync.bodies.marks import MarkKind, find_marks
from issuesync.bodies.read import read_body
from issuesync.fields.amount import Bytes, Count
from issuesync.fields.base import label_key, slug
from issuesync.fields.link import Url
from issuesync.fields.text import List, Markdown, Text
from issuesync.schema.catalog import Field

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from issuesync.bodies.marks import Mark
    from issuesync.fields.base import FieldType
    from issuesync.model.issue import Issue

_EDGES = re.compile(r"\A[\W_]+|[\W_]+\Z")
_MOST_STATED = 30
"""How many keys of one body are looked at."""


def find_fields(issues: Sequence[Issue], known: Iterable[str]) -> dict[str, tuple[str, str]]:
    """Return, by key, the label and type of what most bodies state under no known label."""
    taken = {label_key(label) for label in known}
    marks = [list(_stated_marks(issue, taken)) for issue in issues]
    stated = [dict.fromkeys(mark.key for mark in of_issue) for of_issue in marks]
    counts = Counter(key for keys in stated for key in keys)
    usual = [key for key, count in counts.items() if count * 2 > len(issues) and count > 1]
    by_key: dict[str, list[Mark]] = {key: [] for key in usual}
    for of_issue in marks:
        for mark in of_issue:
            if mark.key in by_key:
                by_key[mark.key].append(mark)
    fields = [
        Field(slug(key).replace("-", "_"), _label_of(by_key[key]), Markdown()) for key in usual
    ]
    texts = _stated_texts(issues, fields, taken)
    return {
        field.key: (field.label, _body_type(by_key[key], texts[field.key]))
        for key, field in zip(usual, fields, strict=True)
        if len(texts[field.key]) * 4 >= len(issues)
    }


def _stated_marks(issue: Issue, taken: set[str]) -> Iterator[Mark]:
    """Give the keys and headings of a body that no column names."""
    for mark, _ in zip(
        find_marks(split_page(issue.body), taken), range(_MOST_STATED), strict=False
    ):
        if mark.key and mark.key not in taken:
            yield mark


def _label_of(marks: Sequence[Mark]) -> str:
    """Return the label that most bodies use, without the emoji around it."""
    labels = Counter(_EDGES.sub("", mark.label) for mark in marks)
    return labels.most_common(1)[0][0]


def _stated_texts(
    issues: Iterable[Issue], fields: Sequence[Field], taken: set[str]
) -> Mapping[str, list[str]]:
    """Return what the bodies state under each label."""
    others = tuple(Field(f"known {label}", label, Text()) for label in sorted(taken))
    texts: dict[str, list[str]] = {field.key: [] for field in fields}
    for issue in issues:
        stated = read_body(issue.body, (*others, *fields)).stated
        for field in fields:
            if field.key in stated and stated[field.key].value is not None:
                texts[field.key].append(str(stated[field.key].value))
    return texts


def _body_type(marks: Sequence[Mark], texts: Sequence[str]) -> str:
    """Return the type that makes a value of nearly every text; bodies keep the others."""
    amounts: tuple[FieldType[Any], ...] = (Count(), Bytes())
    if SIZED.search(marks[0].label):
        amounts = (Bytes(), Count())
    found = next((kind for kind in (Url(), *amounts) if _reads_most(kind, texts)), None)
    if found is not None:
        return str(found.kind)
    if any(mark.declared is not None for mark in marks):
        return List.kind
    is_long = any("\n" in text for text in texts) or marks[0].kind is MarkKind.HEADING
    return Markdown.kind if is_long else Text.kind


def _reads_most(kind: FieldType[Any], texts: Sequence[str]) -> bool:
    """Say whether a type makes a value of at least nine texts in ten."""
    stated = [text for text in texts if not kind.is_blank(text)]
    read = sum(kind.read(text).value is not None for text in stated)
    return bool(stated) and read * 10 >= len(stated) * 9
