"""A submission's verdict into values that JSON can hold; ``docs/json.md`` describes them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from issuesync.reports.json import problem_json, record_json
from issuesync.reports.plan import plan_json

if TYPE_CHECKING:
    from issuesync.model.plan import Plan
    from issuesync.submissions.review import Verdict


def review_json(number: int | None, verdict: Verdict, comment: str, plan: Plan) -> dict[str, Any]:
    """Return a verdict, the comment it gives, and the plan of what is to be written."""
    return {
        "number": number,
        "stage": verdict.stage.name.lower(),
        "record": record_json(verdict.record),
        "mistakes": [problem_json(one) for one in verdict.mistakes],
        "advice": [problem_json(one) for one in verdict.advice],
        "alike": [
            {
                "number": one.record.number,
                "name": one.record.name,
                "by": one.by,
                "same": one.is_same,
            }
            for one in verdict.likenesses
        ],
        "comment": comment,
        **plan_json(plan),
    }
