"""The shapes that settings have in any of our files: short forms, lists, names, paths, colours."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from issuesync.fields.base import slug
from issuesync.fields.link import url_fault


class Setting(BaseModel):
    """A mapping of settings; a class with ``short`` may also be given as that one value."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

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


def seconds_of(duration: str) -> int:
    """Return how many seconds a duration has."""
    units = {"s": 1, "m": 60, "h": 3600}
    return int(duration[:-1]) * units[duration[-1]] if duration != "0" else 0


_SCALARS = {"type": ["string", "number", "boolean"]}
"""We read strings only; an editor may take 2024 or 000000 for a number and no for a truth."""

_COLOR_SCHEMA = {"type": ["string", "number"], "pattern": "^#?[0-9A-Fa-f]{6}$"}
_DURATION_SCHEMA = {"type": ["string", "number"], "pattern": "^(0|[0-9]{1,4}[smh])$"}

Duration = Annotated[str, AfterValidator(_some_time), WithJsonSchema(_DURATION_SCHEMA)]
Text = Annotated[str, WithJsonSchema(_SCALARS)]
Texts = Annotated[list[Text], BeforeValidator(as_list, json_schema_input_type=Text | list[Text])]
FolderPath = Annotated[str, AfterValidator(_inside)]
FilePath = Annotated[str, AfterValidator(_file_inside)]
FilePaths = Annotated[
    list[FilePath], BeforeValidator(as_list, json_schema_input_type=str | list[str])
]
Origins = Annotated[
    list[Annotated[str, AfterValidator(_issues_or_file)]],
    BeforeValidator(as_list, json_schema_input_type=str | list[str]),
]
WebLink = Annotated[str, AfterValidator(_web_link)]
Color = Annotated[str, AfterValidator(_six_digits), WithJsonSchema(_COLOR_SCHEMA)]
