"""Plans into text: a line a change, Markdown for a summary, JSON that can be read back."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from difflib import unified_diff
from typing import Any, assert_never

from issuesync.markdown.escape import escape_inline
from issuesync.model.issue import Label
from issuesync.model.plan import (
    AddLabel,
    Change,
    CreateIssue,
    CreateLabel,
    DeleteLabel,
    EditIssue,
    MergeLabel,
    Plan,
    RemoveLabel,
    UpdateLabel,
    WriteComment,
    WriteTag,
)
from issuesync.model.wording import counted

_KINDS: dict[str, type[Change]] = {
    "create": CreateLabel,
    "update": UpdateLabel,
    "add": AddLabel,
    "remove": RemoveLabel,
    "comment": WriteComment,
    "merge": MergeLabel,
    "delete": DeleteLabel,
    "edit-issue": EditIssue,
    "create-issue": CreateIssue,
    "tag": WriteTag,
}


def _kind_of(change: Change) -> str:
    """Return the word for a change."""
    return next(word for word, kind in _KINDS.items() if isinstance(change, kind))


def describe(change: Change) -> tuple[str, str, str]:  # noqa: C901, PLR0911 - one a kind of change
    """Return a change as three texts: what is done, to what, and how."""
    match change:
        case CreateLabel(label=label):
            return "create", label.name, f"#{label.color} {label.description}".strip()
        case UpdateLabel(existing=existing, desired=desired, held=held):
            parts = [*_differences(existing, desired), *_still_held(held)]
            return _verb_of(change), existing.name, "; ".join(parts)
        case AddLabel(number=number, label=name, reason=reason):
            return "add", name, f"to #{number}: {reason}"
        case RemoveLabel(number=number, label=name, reason=reason):
            return "remove", name, f"from #{number}: {reason}"
        case WriteComment(number=number):
            return "comment", f"on #{number}", "with what its review found"
        case MergeLabel(former=former, into=into, held=held):
            how = "; ".join((f"into {into}, then delete", *_still_held(held)))
            return "merge", former.name, how
        case DeleteLabel(existing=existing, is_named=is_named):
            return "delete", existing.name, "named" if is_named else "not in use"
        case EditIssue(number=number, title_before=title, reason=reason):
            return "edit", f"#{number} {title}", reason
        case CreateIssue(title=title, labels=labels):
            return "create", f"issue “{title}”", f"with {', '.join(labels)}" if labels else ""
        case WriteTag(name=name, message=message):
            return "tag", name, message
        case _:
            assert_never(change)


def _still_held(held: int) -> tuple[str, ...]:
    """Say that texts that wait go on waiting: a label that a tool gives accepts none."""
    if not held:
        return ()
    return (f"{held} issue{'s keep' if held > 1 else ' keeps'} waiting for a maintainer",)


def _verb_of(change: UpdateLabel) -> str:
    """Name what is fixed; a rename is the most of it."""
    if change.existing.name != change.desired.name:
        return "rename"
    recoloured = change.existing.color.casefold() != change.desired.color.casefold()
    return "recolour" if recoloured else "redescribe"


def _differences(existing: Label, desired: Label) -> list[str]:
    """State what a label has and what it should have."""
    parts: list[str] = []
    if existing.name != desired.name:
        parts.append(f"to {desired.name}")
    if not existing.color:  # only its name is known
        return parts
    if existing.color.casefold() != desired.color.casefold():
        parts.append(f"colour {existing.color} to {desired.color}")
    if existing.description != desired.description:
        parts.append(f"description “{existing.description}” to “{desired.description}”")
    return parts


def counted_plan(plan: Plan) -> str:
    """Count a plan's changes by what is done: ``79 changes (add 78, create 1)``."""
    kinds = Counter(describe(change)[0] for change in plan)
    listed = ", ".join(f"{verb} {count}" for verb, count in sorted(kinds.items()))
    return f"{counted(len(plan), 'change')} ({listed})"


def plan_markdown(plan: Plan) -> str:
    """Render a plan as a Markdown table."""
    if not plan.changes:
        return "The labels agree with labels.yaml.\n"
    rows = [
        f"| {verb} | {escape_inline(name)} | {escape_inline(how)} |"
        for verb, name, how in map(describe, plan)
    ]
    return "\n".join(["| Change | Label | How |", "| --- | --- | --- |", *rows, ""])


def plan_diff(plan: Plan) -> str:
    """Return what the plan's edits change in titles and bodies as one unified diff."""
    parts: list[str] = []
    for change in plan:
        if isinstance(change, EditIssue):
            name = f"#{change.number}"
            before = [change.title_before, "", *change.body_before.splitlines()]
            after = [change.title, "", *change.body.splitlines()]
            lines = unified_diff(before, after, f"{name} as it is", f"{name} edited", lineterm="")
            parts += [*lines, ""]
    return "\n".join(parts)


def plan_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as JSON holds it."""
    return {"changes": [{"kind": _kind_of(change), **asdict(change)} for change in plan]}


def parse_plan(content: Any) -> Plan:
    """Read a plan that `plan_json` wrote; raise `ValueError` for anything else."""
    try:
        return Plan(tuple(_parse_change(dict(raw)) for raw in content["changes"]))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"not a plan: {error!r}") from error


def _parse_change(raw: dict[str, Any]) -> Change:
    """Read one change."""
    kind = _KINDS[raw.pop("kind")]
    if isinstance(raw.get("labels"), list):
        raw["labels"] = tuple(map(str, raw["labels"]))
    for key in ("label", "existing", "desired", "former"):
        if isinstance(raw.get(key), dict):
            raw[key] = Label(**raw[key])
    return kind(**raw)
