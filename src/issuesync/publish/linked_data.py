"""The catalog into schema.org's terms, as JSON-LD that needs no other file to be understood.

https://schema.org/DataCatalog, https://www.w3.org/TR/json-ld11/
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from issuesync.publish.bibtex import cited_fields
from issuesync.publish.feed import repository_url
from issuesync.publish.table import ENTRY_COLUMNS, named_ids

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from issuesync.publish.table import DataRow, DataTable
    from issuesync.schema.catalog import Schema
    from issuesync.schema.parts import Creator

_CONTEXT = {"@vocab": "https://schema.org/"}
"""Every term is schema.org's; nothing has to be fetched to know that."""


def render_linked_data(schema: Schema, tables: Iterable[DataTable]) -> str:
    """Render the catalog as a data set of its own that has each entry as a part."""
    parts = [_part(row, table, schema) for table in tables for row in table.rows]
    stated = {"@context": _CONTEXT, **describe_catalog(schema), "hasPart": parts}
    return json.dumps(stated, ensure_ascii=False, indent=1) + "\n"


def describe_catalog(schema: Schema) -> dict[str, Any]:
    """Describe the catalog itself, without what nobody stated."""
    about = schema.about
    stated = {
        "@type": "Dataset",
        "@id": base_url(schema),
        "name": about.title or schema.repository,
        "description": about.description,
        "url": base_url(schema),
        "license": _license_url(about.license),
        "creator": [_describe_creator(one) for one in about.creators],
        "keywords": list(about.keywords),
        "version": about.version,
        "datePublished": about.released,
        "identifier": f"https://doi.org/{about.doi}" if about.doi else "",
        "isAccessibleForFree": True,
    }
    return {key: value for key, value in stated.items() if value}


def base_url(schema: Schema) -> str:
    """Return the address under which the catalog is published, else its repository's."""
    return schema.about.url or repository_url(schema)


def _license_url(stated: str) -> str:
    """Return a licence's address; an SPDX identifier has one at spdx.org."""
    return stated if not stated or "://" in stated else f"https://spdx.org/licenses/{stated}.html"


def _describe_creator(one: Creator) -> dict[str, str]:
    """Describe a person or an organisation."""
    kind = "Person" if one.is_person else "Organization"
    return {"@type": kind, "name": one.name, **({"url": one.url} if one.url else {})}


def _part(row: DataRow, table: DataTable, schema: Schema) -> dict[str, Any]:
    """Describe an entry: what schema.org has a word for by that word, else as a property."""
    cited = cited_fields(row, table)
    doi = cited.get("doi")
    stated = {
        "@type": "CreativeWork",
        "@id": f"{base_url(schema)}#{row.id}",
        "identifier": row.id,
        "name": row.record.name,
        "url": cited.get("url", ""),
        "sameAs": f"https://doi.org/{doi}" if doi else "",
        "datePublished": cited.get("year", ""),
        "discussionUrl": row.record.url,
        "isPartOf": {"@id": base_url(schema)},
        "isBasedOn": [{"@id": f"{base_url(schema)}#{one}"} for one in named_ids(row, table)],
        "additionalProperty": list(_properties(row, table)),
    }
    return {key: value for key, value in stated.items() if value}


def _properties(row: DataRow, table: DataTable) -> Iterator[dict[str, Any]]:
    """Give each field's value and text, and the labels; the items of a list one by one."""
    entry = {column.key for column in ENTRY_COLUMNS} - {"labels"}
    for column in table.columns:
        cell = row.cells[column.key]
        if cell is None or column.key in entry:
            continue
        for item in cell if isinstance(cell, tuple) else (cell,):
            unit = {"unitText": column.unit} if column.unit else {}
            yield {
                "@type": "PropertyValue",
                "propertyID": column.key,
                "name": column.label,
                "value": item,
                **unit,
            }
