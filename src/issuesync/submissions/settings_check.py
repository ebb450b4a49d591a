"""A repository's settings against what the catalog needs of them, as problems."""

from __future__ import annotations

from typing import TYPE_CHECKING

from issuesync.model.problem import Location, Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from issuesync.model.settings import Settings
    from issuesync.schema.catalog import Schema


def check_settings(settings: Settings, schema: Schema) -> Iterator[Problem]:
    """Report the settings, labels and workflows that are in the automation's way."""
    place = schema.file.place("repository")
    if not settings.has_issues:
        hint = "switch issues on in the repository's settings"
        yield Problem("github-setting", f"{settings.name} has no issues", place, hint)
    if settings.is_archived:
        hint = "unarchive it in the repository's settings"
        yield Problem("github-setting", f"{settings.name} is archived", place, hint)
    for path in settings.disabled:
        hint = "enable it on the Actions page; GitHub disables a schedule that slept 60 days"
        yield Problem("github-setting", "the workflow is disabled", Location(path), hint)
    if settings.barring:
        rules = ", ".join(settings.barring)
        message = f"rules refuse a push to {settings.branch}: {rules}"
        hint = "let GitHub Actions bypass them, or give the Action mode: pull-request"
        yield Problem("github-setting", message, place, hint)
    if settings.may_propose is False:
        hint = "Settings, Actions, General: allow it, where a workflow has mode: pull-request"
        message = "GitHub Actions may not open pull requests"
        yield Problem("github-proposals", message, place, hint)
    yield from _absent_labels(settings.labels, schema)


def _absent_labels(existing: Sequence[str], schema: Schema) -> Iterator[Problem]:
    """Report labels that forms, reviews and publishing use and the repository does not have."""
    there = {name.casefold() for name in existing}
    used = [name for one in schema.collections if one.form for name in one.form.labels]
    used += [one.publish for one in schema.collections if one.publish]
    for name in dict.fromkeys([*used, *schema.review.labels]):
        if name.casefold() not in there:
            message = f"the repository has no label “{name}”, which no form makes"
            hint = "run issuesync labels --from github --apply"
            yield Problem("label-absent", message, Location(schema.labels), hint)
