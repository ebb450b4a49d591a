"""The catalog itself into Croissant metadata: where its JSON Lines are, and what each line holds.

https://docs.mlcommons.org/croissant/docs/croissant-spec-1.1.html
"""

from __future__ import annotations

import json
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from issuesync.documents.citation import cite_catalog
from issuesync.fields.base import Stored
from issuesync.publish.linked_data import describe_catalog
from issuesync.publish.table import union_columns

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.publish.table import DataColumn, DataTable
    from issuesync.schema.catalog import Schema

_NEVER = "1970-01-01"
_FILE = "catalog.jsonl"
_VERSION = "http://mlcommons.org/croissant/1.1"
_TYPES = {
    Stored.TEXT: "sc:Text",
    Stored.INTEGER: "sc:Integer",
    Stored.NUMBER: "sc:Float",
    Stored.BOOLEAN: "sc:Boolean",
}
_FORMATS = {"uri": "sc:URL", "date-time": "sc:DateTime"}
_CONTEXT: dict[str, Any] = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    "arrayShape": "cr:arrayShape",
    "conformsTo": "dct:conformsTo",
    "containedIn": "cr:containedIn",
    "equivalentProperty": "cr:equivalentProperty",
    "isArray": "cr:isArray",
    "samplingRate": "cr:samplingRate",
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileObject": "cr:fileObject",
    "fileProperty": "cr:fileProperty",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def render_croissant(schema: Schema, tables: Iterable[DataTable], lines: str, newest: str) -> str:
    """Describe the JSON Lines; ``newest`` is the date of the newest entry.

    It replaces a date and a version of the catalog where nobody states them.
    """
    data = lines.encode("utf-8")
    about = describe_catalog(schema)
    stated = {
        "@context": _CONTEXT,
        **about,
        "@type": "sc:Dataset",
        "conformsTo": _VERSION,
        "version": about.get("version") or _version(newest),
        "datePublished": about.get("datePublished") or newest or _NEVER,
        "citeAs": cite_catalog(schema, newest),
        "isLiveDataset": True,
        "distribution": [
            {
                "@type": "cr:FileObject",
                "@id": _FILE,
                "name": _FILE,
                "description": "One entry a line.",
                "contentUrl": _FILE,
                "encodingFormat": "application/jsonlines",
                "contentSize": f"{len(data)} B",
                "sha256": sha256(data).hexdigest(),
            }
        ],
        "recordSet": [_record_set(union_columns(tables))],
    }
    return json.dumps(stated, ensure_ascii=False, indent=2) + "\n"


def _version(newest: str) -> str:
    """Return a date as a version of three numbers."""
    return ".".join(part.lstrip("0") for part in newest.split("-")) if newest else "0.0.0"


def _record_set(columns: Iterable[DataColumn]) -> dict[str, Any]:
    """Describe the entries, column by column."""
    return {
        "@type": "cr:RecordSet",
        "@id": "entries",
        "name": "entries",
        "description": "The entries of all collections.",
        "key": {"@id": "entries/id"},
        "field": [_field(column) for column in columns],
    }


def _field(column: DataColumn) -> dict[str, Any]:
    """Describe one column."""
    repeated = {"repeated": True} if column.is_list else {}
    return {
        "@type": "cr:Field",
        "@id": f"entries/{column.key}",
        "name": column.key,
        "description": column.description or column.label,
        "dataType": _FORMATS.get(column.format, _TYPES[column.type]),
        **repeated,
        "source": {"fileObject": {"@id": _FILE}, "extract": {"column": column.key}},
    }
