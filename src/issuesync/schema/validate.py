"""Settings against their models: the mistakes as problems that a maintainer can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from issuesync.fields.spelling import suggest
from issuesync.schema.shapes import settings_of

if TYPE_CHECKING:
    from issuesync.model.problem import Problem
    from issuesync.yamlfile.source import Path, Plain, Source

_M = TypeVar("_M", bound=BaseModel)


def validate(model: type[_M], source: Source) -> tuple[_M | None, list[Problem]]:
    """Check a file against its model; return the settings and every problem with its line.

    What is wrong is left out, so that the rest is still judged and all is reported at once. The
    settings are ``None`` where they cannot do without what was left out.
    """
    value = {} if source.value is None else source.value
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        faults: list[dict[str, Any]] = [dict(fault) for fault in error.errors()]
    problems = [_explain(model, source, fault) for fault in faults]
    rest = _without(value, [fault["loc"] for fault in faults]) if isinstance(value, dict) else None
    try:
        return model.model_validate(rest), problems
    except ValidationError:
        return None, problems


def _without(value: dict[str, Plain], paths: list[Path]) -> dict[str, Plain]:
    """Return a mapping without what is at the paths; what is not a mapping goes whole."""
    kept: dict[str, Plain] = {}
    for key, inner in value.items():
        below = [path[1:] for path in paths if path[:1] == (key,)]
        if not below:
            kept[key] = inner
        elif isinstance(inner, dict) and all(path and path[0] in inner for path in below):
            kept[key] = _without(inner, below)
    return kept


def _explain(model: type[BaseModel], source: Source, fault: dict[str, Any]) -> Problem:
    """Turn one fault that pydantic found into a problem that a maintainer can act on."""
    path: Path = tuple(fault["loc"])
    where = " → ".join(part for part in path if isinstance(part, str)) or "the file"
    if fault["type"] == "extra_forbidden":
        known = _known_keys(model, path[:-1])
        hint = suggest(str(path[-1]), known, f"known here: {', '.join(known)}")
        parent = f" of {where.rpartition(' → ')[0]}" if len(path) > 1 else ""
        message = f"“{path[-1]}” is not a setting{parent}"
        return source.problem("unknown-setting", message, *path, hint=hint)
    if fault["type"] == "missing":
        hint = f"add {path[-1]}: and its value"
        return source.problem("missing-setting", f"“{where}” is missing", *path[:-1], hint=hint)
    if fault["type"] == "name_clash":
        item = fault["ctx"]["index"]
        return source.problem("name-clash", f"{where}: {fault['msg']}", *path, item)
    given = fault.get("input")
    shown = f" “{given}”" if isinstance(given, str) else ""
    message = f"{where}{shown} has to be {_expectation(fault)}"
    return source.problem("wrong-setting", message, *path, hint=_choice_hint(fault))


def _expectation(fault: dict[str, Any]) -> str:
    """Say what a setting has to be; faults of our own say it themselves."""
    ctx = fault.get("ctx", {})
    known = {
        "bool_parsing": "true or false",
        "bool_type": "true or false",
        "dict_type": "a mapping, each line a name: and what it stands for",
        "greater_than_equal": f"{ctx.get('ge')} or more",
        "int_parsing": "a whole number",
        "int_parsing_size": "a smaller number",
        "int_type": "a whole number",
        "less_than_equal": f"{ctx.get('le')} or less",
        "literal_error": f"one of {str(ctx.get('expected')).replace(chr(39), '')}",
        "model_type": "a mapping of settings",
        "string_type": "one text",
        "tuple_type": "a list",
    }
    return known.get(fault["type"]) or str(fault["msg"])


def _choice_hint(fault: dict[str, Any]) -> str:
    """Return the nearest of the values that a setting may have."""
    expected = re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))
    return suggest(str(fault.get("input", "")), expected)


def _known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that may stand at a path of a file; none where that is no mapping of ours."""
    current: Any = model
    for part in path:
        current = _annotation_under(current, part)
    if not _is_model(current):
        return []
    return settings_of(current)


def _annotation_under(annotation: Any, part: str | int) -> Any:
    """Return what the settings' models say of the value under one key."""
    annotation = _bare(annotation)
    if _is_model(annotation):
        fields = annotation.model_fields.items()
        return next(
            (_bare(info.annotation) for name, info in fields if part in {name, info.alias}), None
        )
    arguments = [one for one in getattr(annotation, "__args__", ()) if one is not ...]
    return _bare(arguments[-1]) if arguments else None


def _bare(annotation: Any) -> Any:
    """Take ``Model`` out of ``Annotated[Model, …]`` and ``Model | None``."""
    while hasattr(annotation, "__metadata__") or type(None) in getattr(annotation, "__args__", ()):
        annotation = annotation.__args__[0]
    return annotation


def _is_model(annotation: Any) -> bool:
    """Say whether an annotation is one of the models."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
