"""The catalog of this folder published: its data files and its page, in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.output import working
from issuesync.app.workspace import load
from issuesync.model.output import OutputFile
from issuesync.publish.jsonl import render_jsonl
from issuesync.publish.table import build_tables
from issuesync.store.site import SiteChange, compare_site, write_site

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.app.workspace import Loaded
    from issuesync.records.catalog import Catalog


@dataclass(frozen=True, slots=True)
class Published:
    """A catalog as it was read, and what changed in the folder."""

    loaded: Loaded
    folder: Path
    change: SiteChange


def publish_site(
    root: Path, folder: Path, origin: str | None = None, *, is_written: bool = True
) -> Published:
    """Build every file that a catalog publishes, and bring the folder to them."""
    loaded = load(root, origin)
    with working("building the page and its data"):
        files = build_site(loaded.catalog)
    change = (write_site if is_written else compare_site)(folder, files)
    return Published(loaded, folder, change)


def build_site(catalog: Catalog) -> dict[str, bytes]:
    """Return every published file by its path."""
    texts = _data_files(catalog)
    return {file.path: (file.text or "").encode("utf-8") for file in texts}


def _data_files(catalog: Catalog) -> tuple[OutputFile, ...]:
    """Return the data files; each is made from the same tables."""
    tables = build_tables(catalog)
    return (OutputFile("catalog.jsonl", render_jsonl(tables)),)
