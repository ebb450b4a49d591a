"""The settings' models into JSON Schemas, by which editors complete and check the files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic.json_schema import GenerateJsonSchema

from issuesync.schema.files import CatalogFile
from issuesync.schema.label_files import LabelsFile, OverridesFile

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

_MODELS: dict[str, type[BaseModel]] = {
    "catalog.json": CatalogFile,
    "labels.json": LabelsFile,
    "overrides.json": OverridesFile,
}


_CALLED = {"ContactLink": "LinkFile", "Creator": "_CreatorFile"}


class _Generator(GenerateJsonSchema):
    """Calls each model what editors have always read: after the file that it is a part of."""

    def normalize_name(self, name: str) -> str:
        """Return the key of a definition."""
        return _called(super().normalize_name(name))

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        """Return the schema of a model, with its title."""
        return {**super().model_schema(schema), "title": _called(schema["cls"].__name__)}


def _called(name: str) -> str:
    """Return what a class is called in the schemas."""
    return name if name.endswith("File") else _CALLED.get(name, f"{name}File")


def schema_files() -> dict[str, str]:
    """Return the text of each JSON Schema by its file's name."""
    return {
        name: json.dumps(
            {
                "$schema": "https://json-schema.org/draft/2020-12/schema",
                **model.model_json_schema(by_alias=True, schema_generator=_Generator),
            },
            indent=2,
            ensure_ascii=False,
        )
        + "\n"
        for name, model in _MODELS.items()
    }
