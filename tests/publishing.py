"""A catalog published into a folder of a test, and its tables as the readers should find them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from issuesync.app.publish import build_site
from issuesync.publish.table import build_tables
from issuesync.store.site import write_site

if TYPE_CHECKING:
    from issuesync.publish.table import DataTable
    from issuesync.records.catalog import Catalog

ROOT = Path(__file__).parent.parent


def publish(catalog: Catalog, folder: Path) -> tuple[DataTable, ...]:
    """Write every file into the folder; return the tables that they were made of."""
    write_site(folder, build_site(catalog))
    return build_tables(catalog)


def cells(table: DataTable) -> list[dict[str, Any]]:
    """Return the rows of a table as JSON has them: lists, and null where nothing is known."""
    return [
        {key: list(cell) if isinstance(cell, tuple) else cell for key, cell in row.cells.items()}
        for row in table.rows
    ]


def all_cells(tables: tuple[DataTable, ...]) -> list[dict[str, Any]]:
    """Return the rows of all tables."""
    return [row for table in tables for row in cells(table)]
