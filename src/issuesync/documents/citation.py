"""How to cite the catalog itself: from ``about:``, ``CITATION.cff`` and the newest entry's date."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from issuesync.documents.bibtex import escape_latex, render_entry
from issuesync.markdown.regions import Rendering

if TYPE_CHECKING:
    from issuesync.records.catalog import Catalog
    from issuesync.schema.catalog import Schema
    from issuesync.schema.parts import Creator


def render_citation(catalog: Catalog) -> Rendering:
    """Render how to cite the catalog, in a fence that no line of it closes."""
    text = cite_catalog(catalog.schema, newest_date([one.published_at for one in catalog]))
    fence = "```"
    while fence in text:
        fence += "`"
    return Rendering(f"{fence}bibtex\n{text}{fence}")


def cite_catalog(schema: Schema, newest: str) -> str:
    """Return a ``@misc`` of BibTeX; ``newest`` is the date of the newest entry.

    It gives the year where nobody states when the catalog was released.
    """
    about = schema.about
    repository = f"https://github.com/{schema.repository}"
    stated = {
        "title": about.title or schema.repository,
        "author": " and ".join(map(_author, about.creators)),
        "year": (about.released or newest)[:4],
        "version": about.version,
        "doi": about.doi,
        "url": about.url or repository,
    }
    name = schema.repository.rpartition("/")[2]
    key = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "catalog"
    return render_entry(key, {name: text for name, text in stated.items() if text})


def _author(one: Creator) -> str:
    """Return a name as BibTeX divides names: an organisation's not at all."""
    name = escape_latex(one.name)
    has_word = " and " in f" {name.casefold()} "
    return name if one.is_person and not has_word and "," not in name else f"{{{name}}}"


def newest_date(times: list[str]) -> str:
    """Return the day of the latest of the times, or nothing where none is one."""
    days = [time[:10] for time in times if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", time[:10])]
    return max(days, default="")
