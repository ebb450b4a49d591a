"""A folder into its catalog, for programs: what ``import issuesync`` offers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from issuesync.app.workspace import load
from issuesync.reports.json import record_json

if TYPE_CHECKING:
    from collections.abc import Iterable
    from os import PathLike

    from issuesync.model.record import Record
    from issuesync.records.catalog import Catalog


def load_catalog(folder: str | PathLike[str], *, source: str | None = None) -> Catalog:
    """Read the catalog that a folder's ``catalog.yaml`` declares; nothing is written.

    ``source`` is what ``--from`` says: ``snapshot``, ``github`` or the path of another snapshot;
    by default what ``catalog.yaml`` says. Only ``github`` uses the network.

    Raises an `IssuesyncError`: `ConfigurationError` with every problem of the settings and data
    files, `SourceError` where a file or the issues cannot be read. What is wrong with single
    entries raises nothing: it is in the catalog's ``problems``.
    """
    return load(Path(folder), source).catalog


def to_dicts(records: Iterable[Record]) -> list[dict[str, Any]]:
    """Return entries as ``issuesync list --json`` prints them: dicts of plain typed values.

    Takes a whole `Catalog` or any of its records. The keys are those of ``docs/json.md``.
    """
    return [record_json(record) for record in records]
