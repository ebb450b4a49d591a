"""A plan saved to be read and applied later."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from issuesync.errors import RefusedError, SourceError
from issuesync.model.output import OutputFile
from issuesync.reports.plan import describe, parse_plan, plan_json
from issuesync.store.files import read_text, write_files

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.model.plan import Plan


def save_plan(root: Path, name: str, plan: Plan) -> None:
    """Save a plan as JSON."""
    text = json.dumps(plan_json(plan), ensure_ascii=False, indent=2)
    write_files(root, [OutputFile(name, f"{text}\n")])


def load_plan(root: Path, name: str) -> Plan:
    """Read a saved plan; raise `SourceError` where it is not one."""
    text = read_text(root, name)
    if text is None:
        raise SourceError(f"{name}: there is no such file", hint="save one with labels --out")
    try:
        return parse_plan(json.loads(text))
    except ValueError as error:
        hint = "save a new one with labels --out"
        raise SourceError(f"{name}: {error}", hint=hint) from error


def require_within(fresh: Plan, saved: Plan | None) -> None:
    """Raise `RefusedError` where the repository now needs what the saved plan does not hold."""
    beside = [change for change in fresh if saved is not None and change not in saved.changes]
    if beside:
        listed = "; ".join(" ".join(describe(change)) for change in beside[:10])
        raise RefusedError(
            f"{len(beside)} of what is needed now the saved plan does not hold: {listed}",
            hint="nothing of this was done; save a new plan with labels --out, and read it",
        )
