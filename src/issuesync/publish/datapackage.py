"""The published tables into a Data Package: what each CSV file holds, column by column.

https://specs.frictionlessdata.io/data-package/
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from issuesync.fields.base import slug

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from issuesync.publish.table import DataColumn, DataTable
    from issuesync.schema.catalog import Schema
    from issuesync.schema.parts import Creator


def render_datapackage(
    schema: Schema, tables: Iterable[DataTable], texts: Mapping[str, str]
) -> str:
    """Describe the CSV file of each table; ``texts`` holds them by their paths, in that order."""
    about = schema.about
    stated = {
        "name": slug(about.title) or schema.repository.lower().replace("/", "-"),
        "title": about.title,
        "description": about.description,
        "homepage": about.url,
        "version": about.version,
        "keywords": list(about.keywords),
        "licenses": [_license(about.license)] if about.license else [],
        "contributors": [_contributor(one) for one in about.creators],
        "resources": [
            _resource(table, path, text)
            for table, (path, text) in zip(tables, texts.items(), strict=True)
        ],
    }
    present = {key: value for key, value in stated.items() if value}
    return json.dumps(present, ensure_ascii=False, indent=2) + "\n"


def _license(stated: str) -> dict[str, str]:
    """State a licence by its address, or by its SPDX identifier."""
    return {"path": stated} if "://" in stated else {"name": stated}


def _contributor(one: Creator) -> dict[str, str]:
    path = {"path": one.url} if one.url else {}
    return {"title": one.name, "role": "author", **path}


def _resource(table: DataTable, path: str, text: str) -> dict[str, Any]:
    """Describe one CSV file."""
    data = text.encode("utf-8")
    return {
        "name": slug(table.key) or "table",
        "title": table.title,
        "path": path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(data),
        "hash": f"sha256:{sha256(data).hexdigest()}",
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": ["id"],
            "missingValues": [""],
        },
    }


def _field(column: DataColumn) -> dict[str, Any]:
    """Describe one column."""
    stated = {
        "name": column.key,
        "title": column.label,
        "type": "array" if column.is_list else column.type.value,
        "format": column.format if column.format == "uri" else "",
        "unit": column.unit,
        "description": column.description,
    }
    return {key: value for key, value in stated.items() if value}
