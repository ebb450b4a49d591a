"""The settings' models into JSON Schemas, by which editors complete and check the files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from issuesync.schema.files import CatalogFile
from issuesync.schema.label_files import LabelsFile, OverridesFile

if TYPE_CHECKING:
    from pydantic import BaseModel

_MODELS: dict[str, type[BaseModel]] = {
    "catalog.json": CatalogFile,
    "labels.json": LabelsFile,
    "overrides.json": OverridesFile,
}


def schema_files() -> dict[str, str]:
    """Return the text of each JSON Schema by its file's name."""
    return {
        name: json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **model.model_json_schema(by_alias=True),
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for name, model in _MODELS.items()
    }
