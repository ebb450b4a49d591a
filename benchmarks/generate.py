"""A number and a seed into a snapshot: issues in the full shape of GitHub's REST interface.

The shape: https://docs.github.com/en/rest/issues/issues#list-repository-issues
"""

from __future__ import annotations

import argparse
import json
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from bodies import chance, draw_facts, write_body

if TYPE_CHECKING:
    from collections.abc import Iterator

REPOSITORY = "benchmark/catalog"
API = f"https://api.github.com/repos/{REPOSITORY}"
WEB = f"https://github.com/{REPOSITORY}"
START = datetime(2016, 1, 1, 8, tzinfo=UTC)
SEED = 1

COLORS = ("1d76db", "d93f0b", "5319e7", "fbca04", "0e8a16")
BORNE = (
    "Cap.", "DCap.", "GCap.", "Cls.", "VQA", "GVQA", "VG", "REC", "GREC", "RES", "Geo-Loc.",
    "Reasoning", "Human", "Rule", "BLIP2", "GPT-4", "GPT-4V", "GPT-4o", "Gemini-Vision", "SAM",
    "Bench", "Multi-Turn", "Temporal", "VHR", "HBB", "OBB", "SEG", "caption", "Visual QA",
)  # fmt: skip
LABELS = ("accepted", *BORNE, "question")
ACCOUNTS = 400
USER_LINKS = {
    "followers_url": "followers",
    "following_url": "following{/other_user}",
    "gists_url": "gists{/gist_id}",
    "starred_url": "starred{/owner}{/repo}",
    "subscriptions_url": "subscriptions",
    "organizations_url": "orgs",
    "repos_url": "repos",
    "events_url": "events{/privacy}",
    "received_events_url": "received_events",
}
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def write_snapshot(path: Path, count: int, seed: int = SEED) -> None:
    """Write a snapshot issue by issue, so that no size of it has to fit into memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    labels = [label_object(name) for name in LABELS]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write(
            f'{{\n "repository": "{REPOSITORY}",\n "labels": {as_json(labels)},\n "issues": ['
        )
        for index, issue in enumerate(draw_issues(count, seed)):
            file.write(",\n" * bool(index) + as_json(issue))
        file.write("]\n}\n")


def as_json(value: Any) -> str:
    """Write a value as a committed snapshot has it: a line a key, text as it is."""
    return json.dumps(value, ensure_ascii=False, indent=1)


def draw_issues(count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Draw issues 1 to ``count``; issue N is the same for every count."""
    return (draw_issue(Random(f"{seed}/{number}"), number) for number in range(1, count + 1))


def draw_issue(rng: Random, number: int) -> dict[str, Any]:
    """Draw one issue: mostly an accepted entry, at times closed, doubted or a pull request."""
    facts = draw_facts(rng, number)
    created = START + timedelta(hours=number, seconds=rng.randrange(3600))
    updated = created + timedelta(minutes=rng.randrange(500_000))
    is_closed = chance(rng, 4)
    names = rng.sample(BORNE, rng.choice((0, 1, 2, 3, 3, 4, 5, 6)))
    names.append("accepted" if chance(rng, 92) else "question")
    address = f"{API}/issues/{number}"
    is_pull = chance(rng, 2)
    kind = "pull" if is_pull else "issues"
    issue: dict[str, Any] = {
        "url": address,
        "repository_url": API,
        "labels_url": f"{address}/labels{{/name}}",
        "comments_url": f"{address}/comments",
        "events_url": f"{address}/events",
        "html_url": f"{WEB}/{kind}/{number}",
        "id": 3_000_000_000 + number,
        "node_id": node_id("I", number),
        "number": number,
        "title": facts.name,
        "user": user_object(rng.randrange(ACCOUNTS)),
        "labels": [label_object(name) for name in names],
        "state": "closed" if is_closed else "open",
        "locked": False,
        "assignees": [user_object(0)] if chance(rng, 10) else [],
        "milestone": None,
        "comments": rng.choice((0, 0, 0, 1, 2, 5)),
        "created_at": moment(created),
        "updated_at": moment(updated),
        "closed_at": moment(updated) if is_closed else None,
        "author_association": rng.choice(("NONE", "NONE", "CONTRIBUTOR", "OWNER")),
        "type": None,
        "active_lock_reason": None,
        "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
        "issue_dependencies_summary": {
            "blocked_by": 0,
            "total_blocked_by": 0,
            "blocking": 0,
            "total_blocking": 0,
        },
        "body": write_body(rng, facts),
        "closed_by": user_object(0) if is_closed else None,
        "reactions": reactions_object(rng, address),
        "timeline_url": f"{address}/timeline",
        "performed_via_github_app": None,
        "state_reason": "completed" if is_closed else None,
    }
    issue["assignee"] = issue["assignees"][0] if issue["assignees"] else None
    if is_pull:
        issue["draft"] = False
        issue["pull_request"] = {
            "url": f"{API}/pulls/{number}",
            "html_url": f"{WEB}/pull/{number}",
            "diff_url": f"{WEB}/pull/{number}.diff",
            "patch_url": f"{WEB}/pull/{number}.patch",
            "merged_at": None,
        }
    return issue


def user_object(index: int) -> dict[str, Any]:
    """Return an account with all its addresses."""
    login = f"contributor-{index}"
    address = f"https://api.github.com/users/{login}"
    number = 10_000_000 + index
    return {
        "login": login,
        "id": number,
        "node_id": node_id("U", number),
        "avatar_url": f"https://avatars.githubusercontent.com/u/{number}?v=4",
        "gravatar_id": "",
        "url": address,
        "html_url": f"https://github.com/{login}",
        **{key: f"{address}/{path}" for key, path in USER_LINKS.items()},
        "type": "User",
        "user_view_type": "public",
        "site_admin": False,
    }


def label_object(name: str) -> dict[str, Any]:
    """Return a label as issues and the repository's list have it."""
    index = LABELS.index(name)
    return {
        "id": 7_000_000_000 + index,
        "node_id": node_id("LA", index),
        "url": f"{API}/labels/{name.replace(' ', '%20')}",
        "name": name,
        "color": COLORS[index % len(COLORS)],
        "default": name == "question",
        "description": f"Entries with {name}",
    }


def reactions_object(rng: Random, address: str) -> dict[str, Any]:
    """Return the counts of reactions, which are mostly none."""
    counts = dict.fromkeys(REACTIONS, 0)
    if chance(rng, 20):
        counts[rng.choice(REACTIONS)] += rng.randint(1, 5)
    return {"url": f"{address}/reactions", "total_count": sum(counts.values()), **counts}


def node_id(kind: str, number: int) -> str:
    """Return an identifier of the length that GraphQL's have."""
    return f"{kind}_kwDO{b64encode(f'{number:012}'.encode()).decode()}"


def moment(time: datetime) -> str:
    """Return a time as GitHub states it."""
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


def main() -> None:
    """Write the snapshot that the command line asks for."""
    parser = argparse.ArgumentParser(description="Write a snapshot of made-up issues.")
    parser.add_argument("count", type=int, help="how many issues")
    parser.add_argument("path", type=Path, help="the file to write")
    parser.add_argument("--seed", type=int, default=SEED, help="another seed, another catalog")
    arguments = parser.parse_args()
    write_snapshot(arguments.path, arguments.count, arguments.seed)


if __name__ == "__main__":
    main()
