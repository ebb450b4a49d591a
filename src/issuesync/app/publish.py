"""The catalog of this folder published: its data files and its page, in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.app.output import working
from issuesync.app.workspace import load
from issuesync.publish.build import build_texts
from issuesync.publish.database import build_database
from issuesync.publish.page import ASSETS, build_page
from issuesync.publish.table import build_tables
from issuesync.store.assets import read_assets
from issuesync.store.database import database_bytes
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
    tables = build_tables(catalog)
    texts = build_texts(catalog, tables)
    page = build_page(catalog, tables, read_assets("publish/assets", ASSETS))
    texts |= {file.path: file.text or "" for file in page}
    return {
        **{path: text.encode("utf-8") for path, text in texts.items()},
        "catalog.sqlite": database_bytes(build_database(tables)),
    }
