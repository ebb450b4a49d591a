"""What `cassettes/` holds: each scenario is our client at work on a prepared repository."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.apply import apply_plan
from issuesync.github.pull import PullWishes, pull_repository
from issuesync.github.repository import resolve
from issuesync.github.target import GitHubTarget
from issuesync.labels.reconcile import plan_labels
from issuesync.reports.plan import describe
from issuesync.schema.taxonomy import parse_taxonomy

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from issuesync.github.api import Api

TAXONOMY = """\
groups:
  task: {color: 1d76db, labels: {VQA: {is: Questions, was: [visual-qa]}, Cap.: Captions}}
"""


def listing(api: Api, name: str) -> Any:
    """Read everything that the repository holds."""
    found = pull_repository(api, name, None, has_mirror=False, wishes=PullWishes())
    return {
        "name": found.identity.name,
        "labels": [label["name"] for label in found.labels],
        "issues": [
            [one["number"], one["title"], one["state"], [x["name"] for x in one["labels"]]]
            for one in found.items
        ],
    }


def labels(api: Api, name: str) -> Any:
    """Make a label, fix one, merge one; then do it again."""
    taxonomy, problems = parse_taxonomy(TAXONOMY, "labels.yaml")
    assert not problems
    target = GitHubTarget(api, resolve(api, name).name)
    done = []
    for _ in range(2):
        plan = plan_labels(target.labels(), taxonomy, {})
        outcome = apply_plan(plan, target, lambda change: None)  # noqa: ARG005 - nobody watches
        assert outcome.is_clean
        done.append([describe(change)[:2] for change in outcome.done])
    return done


SCENARIOS: Mapping[str, Callable[[Api, str], Any]] = {"listing": listing, "labels": labels}
