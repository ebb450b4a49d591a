"""The shapes that settings have in any of our files: short forms, lists, names, paths, colours."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, NoReturn, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    WithJsonSchema,
)
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError, PydanticKnownError

from issuesync.fields.base import slug
from issuesync.fields.link import url_fault


class Setting(BaseModel):
    """A mapping of settings; a class with ``short`` may also be given as that one value.

    A validator is built when a file is first read with it, and not for each part of the file.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True, defer_build=True)

    short: ClassVar[str] = ""

    @classmethod
    def expand(cls, value: object) -> object:
        """Turn the short form into the long one."""
        return {cls.short: value} if cls.short and not isinstance(value, dict) else value


def as_list(value: object) -> object:
    """Take one text for a list of one."""
    return [value] if isinstance(value, str) else value


def keyed(value: object) -> object:
    """Take a list of titles, or of mappings that state one, for a mapping from their keys."""
    if not isinstance(value, list):
        return value
    titles: dict[str, object] = {}
    for index, item in enumerate(value):
        title = item.get("title") if isinstance(item, dict) else item
        key = slug(title) if isinstance(title, str) else f"{index + 1}"
        if key in titles:
            message = "two entries have the key “{key}”"
            raise PydanticCustomError("name_clash", message, {"key": key, "index": index})
        titles[key] = item
    return titles


def named(value: object) -> object:
    """Take a list of names for a mapping from the names themselves."""
    return dict.fromkeys(value, "") if isinstance(value, list) and _all_text(value) else value


def _empty(value: object) -> object:
    """Take a key without a value for an empty text."""
    return "" if value is None else value


def _none(value: object) -> object:
    """Take a key without a value for an empty list."""
    return () if value is None else value


def _refuse(_: object) -> NoReturn:
    """Refuse what no file may state, as any key that is not known."""
    raise PydanticKnownError("extra_forbidden")


def settings_of(model: type[BaseModel]) -> list[str]:
    """Return what a file may state of a model: all but what is resolved."""
    return [
        info.alias or name
        for name, info in model.model_fields.items()
        if not any(getattr(one, "func", None) is _refuse for one in info.metadata)
    ]


def _all_text(values: list[Any]) -> bool:
    """Say whether all are strings."""
    return all(isinstance(value, str) for value in values)


def _inside(path: str) -> str:
    """Accept a path below the catalog's root only."""
    parts = path.split("/")
    if (
        path.startswith("/")
        or "\\" in path
        or ":" in path
        or ".." in parts
        or not path.strip(" ./")
    ):
        raise PydanticCustomError("outside", "a path below this folder, with / between its parts")
    return "/".join(part for part in parts if part not in {"", "."})


def _file_inside(path: str) -> str:
    """Accept the path of a file below the catalog's root only."""
    if path.endswith("/"):
        raise PydanticCustomError("folder", "a file, and a path that ends with / is a folder")
    return _inside(path)


def _issues_or_file(value: str) -> str:
    """Accept the word ``issues`` or the path of a YAML file."""
    if value == "issues":
        return value
    if not value.endswith((".yaml", ".yml")):
        message = "the word issues, or the path of a YAML file"
        raise PydanticCustomError("origin", message, {"expected": "'issues'"})
    return _file_inside(value)


def owner_and_name(value: str) -> str:
    """Accept ``owner/name``."""
    if not re.fullmatch(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}", value):
        raise PydanticCustomError("repository", "an owner and a name, as in octocat/hello-world")
    return value


def _web_link(value: str) -> str:
    """Accept an address that can be linked safely."""
    if value and url_fault(value):
        raise PydanticCustomError("url", "an address that starts with https:// or http://")
    return value


def _six_digits(value: str) -> str:
    """Accept a colour of six hexadecimal digits."""
    digits = value.removeprefix("#")
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", digits):
        raise PydanticCustomError("color", "six hexadecimal digits, as in 0e8a16")
    return digits.lower()


def _some_time(value: str) -> str:
    """Accept a number of seconds, minutes or hours."""
    if not re.fullmatch(r"0|[0-9]{1,4}[smh]", value):
        raise PydanticCustomError("duration", "a number of seconds, minutes or hours, as in 5m")
    return value


_SCALARS = {"type": ["string", "number", "boolean"]}
"""We read strings only; an editor may take 2024 or 000000 for a number and no for a truth."""

_COLOR_SCHEMA = {"type": ["string", "number"], "pattern": "^#?[0-9A-Fa-f]{6}$"}
_DURATION_SCHEMA = {"type": ["string", "number"], "pattern": "^(0|[0-9]{1,4}[smh])$"}

Duration = Annotated[str, AfterValidator(_some_time), WithJsonSchema(_DURATION_SCHEMA)]
Text = Annotated[str, WithJsonSchema(_SCALARS)]
Texts = Annotated[
    tuple[Text, ...], BeforeValidator(as_list, json_schema_input_type=Text | list[Text])
]
Words = Annotated[
    str,
    BeforeValidator(_empty, json_schema_input_type=Text | None),
    Field(json_schema_extra={"default": None}),
]
"""A text that may be left out, and is empty then."""

Names = Annotated[
    tuple[str, ...],
    BeforeValidator(_none, json_schema_input_type=list[str] | None),
    Field(json_schema_extra={"default": None}),
]
"""A list that may be left out, and is empty then."""

_Value = TypeVar("_Value")
Resolved = Annotated[SkipJsonSchema[_Value], BeforeValidator(_refuse)]
"""What a file may not state: whoever knows all that is declared fills it in."""

FolderPath = Annotated[str, AfterValidator(_inside)]
FilePath = Annotated[str, AfterValidator(_file_inside)]
FilePaths = Annotated[
    tuple[FilePath, ...], BeforeValidator(as_list, json_schema_input_type=str | list[str])
]
Origins = Annotated[
    tuple[Annotated[str, AfterValidator(_issues_or_file)], ...],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
]
WebLink = Annotated[str, AfterValidator(_web_link)]
Color = Annotated[str, AfterValidator(_six_digits), WithJsonSchema(_COLOR_SCHEMA)]
