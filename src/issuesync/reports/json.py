"""Records and problems into values that JSON can hold; ``docs/json.md`` describes them."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from issuesync.model.value import value_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.problem import Problem
    from issuesync.model.record import Record


def record_json(record: Record) -> dict[str, Any]:
    """Return a record with typed values, and where each value came from."""
    return {
        **record.facts,
        "labels": list(record.labels),
        "values": {
            key: value_json(stated.value)
            for key, stated in record.values.items()
            if stated.value is not None
        },
        "origins": {
            key: {"origin": stated.origin.value, "place": str(stated.place)}
            for key, stated in record.values.items()
        },
        "unread": {key: stated.raw for key, stated in record.values.items() if stated.raw},
        "tallies": dict(record.tallies),
        "extras": [asdict(extra) for extra in record.extras],
    }


def entry_json(record: Record, problems: Iterable[Problem]) -> dict[str, Any]:
    """Return a record with what is wrong with it."""
    return {**record_json(record), "problems": [problem_json(one) for one in problems]}


def problem_json(problem: Problem) -> dict[str, Any]:
    """Return a problem with its place taken apart."""
    return {
        "code": problem.code,
        "severity": problem.severity.value,
        "message": problem.message,
        "hint": problem.hint or None,
        "file": problem.place.file or None,
        "issue": problem.place.issue,
        "line": problem.place.line,
    }
