"""The catalog into one static page: its frame, its looks, its script, and its data as a script."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING

from issuesync.fields.link import url_fault
from issuesync.model.output import OutputFile
from issuesync.publish.page_data import build_page_data, render_page_data
from issuesync.submissions.forms import form_path

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from typing import Any

    from issuesync.publish.table import DataTable
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema

ASSETS = ("index.html", "page.css", "page.js", "page.svg", "theme.js")
"""What `build_page` is handed, by file name; all but the frame is published as it is."""

_FILES = (
    ("catalog.jsonl", "JSON Lines"),
    ("datapackage.json", "CSV"),
    ("catalog.sqlite", "SQLite"),
    ("catalog.bib", "BibTeX"),
    ("catalog.jsonld", "JSON-LD"),
    ("feed.xml", "Atom feed"),
    ("llms.txt", "llms.txt"),
)
"""The files next to the page that people load; the Data Package names a CSV a collection."""

_PLACE = re.compile(r"\{\{(\w+)\}\}")


def build_page(
    catalog: Catalog, tables: Sequence[DataTable], assets: Mapping[str, str]
) -> tuple[OutputFile, ...]:
    """Build the page's files from the catalog and the texts of `ASSETS`."""
    data = build_page_data(catalog, tables)
    made = {
        "index.html": _frame(assets["index.html"], catalog, data),
        "catalog.js": render_page_data(data),
    }
    return tuple(OutputFile(path, text) for path, text in ({**assets, **made}).items())


def _frame(text: str, catalog: Catalog, data: dict[str, Any]) -> str:
    """Fill the frame's places."""
    about = catalog.schema.about
    title = about.title or catalog.schema.repository.rpartition("/")[2]
    newest = max(filter(None, data["published"]), default="")
    count = f"{len(data['names']):,} entries" + (f", newest of {newest}" if newest else "")
    filled = {
        "title": escape(title),
        "description": escape(about.description or f"{title}: {count}"),
        "summary": escape(about.description or count),
        "head": '<link rel="alternate" type="application/atom+xml" href="feed.xml" title="News">',
        "links": "\n".join(_links(catalog.schema)),
        "footer": "\n".join(_footer(catalog.schema, count)),
    }
    return _PLACE.sub(lambda found: filled[found[1]], text)


def _links(schema: Schema) -> Iterable[str]:
    """Give the links at the top: the repository, and the form of each collection."""
    repository = f"https://github.com/{schema.repository}"
    yield _anchor(repository, "Repository")
    for one in schema.collections:
        if one.form:
            template = form_path(one).rpartition("/")[2]
            yield _anchor(f"{repository}/issues/new?template={template}", one.form.name)


def _footer(schema: Schema, count: str) -> Iterable[str]:
    """Give the lines at the bottom: the licence, and what to load."""
    about = schema.about
    licence = f" Data under {_licence(about.license)}." if about.license else ""
    yield f"<p>{escape(count)}.{licence}</p>"
    files = ", ".join(_anchor(path, name) for path, name in _FILES)
    yield f"<p>The whole catalog as {files}. Made with issuesync.</p>"


def _licence(name: str) -> str:
    """Return a licence as a link where its name is an address."""
    return escape(name) if url_fault(name) else _anchor(name, name)


def _anchor(href: str, text: str) -> str:
    """Return a link whose address and words can be anything."""
    return f'<a href="{escape(href)}">{escape(text)}</a>'
