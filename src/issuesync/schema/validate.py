"""Settings against their models: the mistakes as problems that a maintainer can act on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from issuesync.fields.near import nearest

if TYPE_CHECKING:
    from issuesync.model.problem import Problem
    from issuesync.schema.source import Path, Source

M = TypeVar("M", bound=BaseModel)


def validate(model: type[M], source: Source) -> tuple[M | None, list[Problem]]:
    """Check a file against its model; return the settings or every problem with its line."""
    try:
        return model.model_validate(source.value if source.value is not None else {}), []
    except ValidationError as error:
        return None, [explain(model, source, dict(fault)) for fault in error.errors()]


def explain(model: type[BaseModel], source: Source, fault: dict[str, Any]) -> Problem:
    """Turn one fault that pydantic found into a problem that a maintainer can act on."""
    path: Path = tuple(fault["loc"])
    where = " → ".join(str(part) for part in path)
    if fault["type"] == "extra_forbidden":
        known = known_keys(model, path[:-1])
        near = nearest(str(path[-1]), known)
        hint = f"did you mean “{near}”?" if near else f"known here: {', '.join(known)}"
        return source.problem("unknown-setting", f"“{path[-1]}” is no setting", *path, hint=hint)
    if fault["type"] == "missing":
        return source.problem("missing-setting", f"“{where}” is missing", *path[:-1])
    if fault["type"] == "name_clash":
        return source.problem("name-clash", f"{where}: {fault['msg']}", *path)
    given = fault.get("input")
    shown = f" “{given}”" if isinstance(given, str) else ""
    message = f"{where}{shown}: {fault['msg'][:1].lower()}{fault['msg'][1:]}"
    return source.problem("wrong-setting", message, *path, hint=choice_hint(fault))


def choice_hint(fault: dict[str, Any]) -> str:
    """Return the nearest of the values that a setting may have."""
    expected = re.findall(r"'([^']*)'", str(fault.get("ctx", {}).get("expected", "")))
    near = nearest(str(fault.get("input", "")), expected)
    return f"did you mean “{near}”?" if near else ""


def known_keys(model: type[BaseModel], path: Path) -> list[str]:
    """Return the keys that may stand at a path of a file; none where that is no mapping of ours."""
    current: Any = model
    for part in path:
        current = annotation_under(current, part)
    if not is_model(current):
        return []
    return [info.alias or name for name, info in current.model_fields.items()]


def annotation_under(annotation: Any, part: str | int) -> Any:
    """Return what the settings' models say of the value under one key."""
    annotation = bare(annotation)
    if is_model(annotation):
        fields = annotation.model_fields.items()
        return next((info.annotation for name, info in fields if part in {name, info.alias}), None)
    arguments = getattr(annotation, "__args__", ())
    return bare(arguments[-1]) if arguments else None


def bare(annotation: Any) -> Any:
    """Take ``Model`` out of ``Annotated[Model, …]`` and ``Model | None``."""
    while hasattr(annotation, "__metadata__") or type(None) in getattr(annotation, "__args__", ()):
        annotation = annotation.__args__[0]
    return annotation


def is_model(annotation: Any) -> bool:
    """Say whether an annotation is one of the models."""
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)
