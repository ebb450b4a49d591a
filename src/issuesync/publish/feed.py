"""The catalog into an Atom feed of new, changed and removed entries; every date is a record's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from issuesync.markdown.escape import escape_xml
from issuesync.publish.facts import shown_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.model.issue import Issue
    from issuesync.publish.table import DataRow, DataTable
    from issuesync.schema.catalog import Schema

_LONGEST = 100
"""How many entries a feed lists, the latest first."""
_TIME = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?Z")
_NEVER = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class _Item:
    """One entry of the feed; ``links`` are relations with addresses."""

    id: str
    title: str
    updated: str
    published: str
    kind: str
    links: tuple[tuple[str, str], ...]
    summary: str = ""


def render_feed(schema: Schema, tables: Iterable[DataTable], removed: Iterable[Issue]) -> str:
    """Render the latest changes of entries that are issues; data files state no dates.

    ``removed`` are issues that were accepted and are closed, as far as the snapshot knows.
    """
    home = schema.about.url or repository_url(schema)
    found = [item for table in tables for item in _items(schema, table)]
    found += [_removal(schema, issue) for issue in removed]
    dated = [
        one for one in found if _TIME.fullmatch(one.updated) and _TIME.fullmatch(one.published)
    ]
    latest = sorted(sorted(dated, key=lambda one: one.id), key=lambda o: o.updated, reverse=True)
    title = schema.about.title or schema.repository
    authors = [one.name for one in schema.about.creators] or [schema.repository.partition("/")[0]]
    subtitle = schema.about.description
    return "".join(
        [
            '<?xml version="1.0" encoding="utf-8"?>\n',
            '<feed xmlns="http://www.w3.org/2005/Atom">\n',
            _element("id", repository_url(schema)),
            _element("title", title),
            _element("subtitle", subtitle) if subtitle else "",
            _element("updated", latest[0].updated if latest else _NEVER),
            *(f"<author>{_element('name', name).strip()}</author>\n" for name in authors),
            _link("alternate", home),
            _link("self", f"{schema.about.url}/feed.xml") if schema.about.url else "",
            *map(_render, latest[:_LONGEST]),
            "</feed>\n",
        ]
    )


def repository_url(schema: Schema) -> str:
    """Return the address of the catalog's repository."""
    return f"https://github.com/{schema.repository}"


def issue_page(schema: Schema, number: int | None, url: str = "") -> str:
    """Return an issue's address: the one that GitHub states, else the one it has to have."""
    return url or f"{repository_url(schema)}/issues/{number}"


def _items(schema: Schema, table: DataTable) -> Iterator[_Item]:
    for row in table.rows:
        record = row.record
        if record.number is None:
            continue
        url = issue_page(schema, record.number, record.url)
        is_changed = record.updated_at > record.published_at
        yield _Item(
            url if row.id == str(record.number) else f"{url}#{row.id}",
            record.name,
            max(record.updated_at, record.published_at),
            record.published_at,
            "changed" if is_changed else "new",
            (("alternate", url), *(("related", link) for link in _addresses(row, table))),
            "; ".join(f"{column.label}: {text}" for column, text in shown_facts(row, table)),
        )


def _addresses(row: DataRow, table: DataTable) -> Iterator[str]:
    """Give the addresses that an entry states, each once."""
    cells = [row.cells[column.key] for column in table.columns if column.format == "uri"]
    own = dict.fromkeys(cell for cell in cells if isinstance(cell, str))
    yield from (url for url in own if url != row.record.url)


def _removal(schema: Schema, issue: Issue) -> _Item:
    url = issue_page(schema, issue.number, issue.url)
    title = f"Removed: {issue.title}"
    links = (("alternate", url),)
    return _Item(f"{url}#removed", title, issue.updated_at, issue.published_at, "removed", links)


def _render(item: _Item) -> str:
    """Render one entry; every text is plain text."""
    return "".join(
        [
            "<entry>\n",
            _element("id", item.id),
            _element("title", item.title),
            _element("published", item.published),
            _element("updated", item.updated),
            f'<category term="{item.kind}"/>\n',
            *(_link(relation, url) for relation, url in item.links),
            _element("summary", item.summary) if item.summary else "",
            "</entry>\n",
        ]
    )


def _element(name: str, text: str) -> str:
    return f"<{name}>{escape_xml(text)}</{name}>\n"


def _link(relation: str, url: str) -> str:
    return f'<link rel="{relation}" href="{escape_xml(url)}"/>\n'
