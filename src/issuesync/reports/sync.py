"""What a sync did into values that JSON can hold; ``docs/json.md`` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from issuesync.reports.json import problem_json

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.documents.build import Built
    from issuesync.model.output import OutputFile
    from issuesync.model.problem import Problem
    from issuesync.records.catalog import Catalog


class _Landed(Protocol):
    """Where a sync's files ended: in a commit, proposed or pushed."""

    @property
    def commit(self) -> str: ...
    @property
    def is_pushed(self) -> bool: ...
    @property
    def pull_request(self) -> str: ...


def sync_json(
    catalog: Catalog,
    built: Built,
    changed: Iterable[OutputFile],
    problems: Iterable[Problem],
    landed: _Landed | None,
    *,
    is_written: bool,
) -> dict[str, Any]:
    """Return what changed, what was left alone, counts, and what is wrong."""
    return {
        "written": is_written,
        "changed": [{"path": file.path, "removed": file.text is None} for file in changed],
        "held": [
            {"path": one.path, "region": one.region, "line": one.line, "diff": one.diff}
            for one in built.held
        ],
        "entries": {key: len(records) for key, records in catalog.records.items()},
        "tables": built.tables,
        "rows": built.rows,
        "commit": (landed.commit or None) if landed else None,
        "pushed": bool(landed and landed.is_pushed),
        "pull_request": (landed.pull_request or None) if landed else None,
        "problems": [problem_json(problem) for problem in problems],
    }
