"""The catalog of this folder published: its data files and its page, in one folder."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.app.connection import PullOptions
from issuesync.app.event import is_elsewhere
from issuesync.app.execute import carry_out, on_github
from issuesync.app.output import working
from issuesync.app.workspace import load
from issuesync.errors import ExitCode, UsageError
from issuesync.publish.build import build_texts
from issuesync.publish.dashboard import TAG, dashboard_message, plan_dashboard
from issuesync.publish.database import build_database
from issuesync.publish.page import ASSETS, build_page
from issuesync.publish.table import build_tables
from issuesync.store.assets import read_assets
from issuesync.store.database import database_bytes
from issuesync.store.site import SiteChange, compare_site, write_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.app.workspace import Loaded
    from issuesync.model.plan import Plan
    from issuesync.records.catalog import Catalog

DEFAULT_FOLDER = "site"


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
        if folder == Path(DEFAULT_FOLDER):
            files[".gitignore"] = b"*\n"  # nothing that is published there is ever committed
    change = (write_site if is_written else compare_site)(root / folder, files)
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


def write_dashboard_tag(
    root: Path, origin: str | None, max_wait: float, show: Callable[[str], None], *, applies: bool
) -> int:
    """Show what the dashboard's tag should say, and write it where that was asked for.

    Returns the exit code. A run of another repository than the catalog's writes nothing.
    """
    pull = PullOptions(max_wait)
    loaded = load(root, origin, pull)
    catalog = loaded.catalog
    if not any(record.created_at for record in catalog):
        hint = "entries of data files have no dates"
        raise UsageError("no entry says when it was created", hint=hint)
    show(dashboard_message(catalog))
    if not applies or is_elsewhere(catalog.schema):
        return ExitCode.DONE
    with on_github(root, catalog.schema, max_wait, pull.meter.home) as site:

        def plan() -> Plan:
            return plan_dashboard(catalog, site.target.tag(TAG))

        return carry_out(plan(), site, plan)
