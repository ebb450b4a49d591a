"""The state as GitHub's REST API states it, complete enough that no client asks again."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from github_server.model import ROLES, covers, stamp

if TYPE_CHECKING:
    from github_server.github import GitHub
    from github_server.model import Comment, Event, Issue, Label
    from github_server.repository import Repository

Json = dict[str, Any]
DEPENDENCIES = ("blocked_by", "total_blocked_by", "blocking", "total_blocking")
REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def node_id(kind: str, number: int) -> str:
    """Give an opaque id that is the same each time."""
    return b64encode(f"{kind}:{number}".encode()).decode()


@dataclass(frozen=True, slots=True)
class Shapes:
    """Writes values with the addresses of the server that was asked; ``web`` is that of pages."""

    github: GitHub
    api: str
    web: str

    def user(self, login: str) -> Json:
        user = self.github.user(login)
        url = f"{self.api}/users/{quote(user.login)}"
        plain = ["followers", "subscriptions", "organizations", "repos", "received_events"]
        return {
            "login": user.login,
            "id": user.id,
            "node_id": node_id("User", user.id),
            "avatar_url": f"{self.web}/avatars/u/{user.id}",
            "gravatar_id": "",
            "url": url,
            "html_url": f"{self.web}/{quote(user.login)}",
            **{f"{name}_url": f"{url}/{name}" for name in plain},
            "following_url": f"{url}/following{{/other_user}}",
            "gists_url": f"{url}/gists{{/gist_id}}",
            "starred_url": f"{url}/starred{{/owner}}{{/repo}}",
            "events_url": f"{url}/events{{/privacy}}",
            "type": "Bot" if user.is_bot else "User",
            "user_view_type": "public",
            "site_admin": False,
        }

    def repository(self, repository: Repository, role: str) -> Json:
        url = f"{self.api}/repos/{repository.full_name}"
        open_issues = sum(issue.state == "open" for issue in repository.issues.values())
        created = stamp(self.github.now)
        allowed = {"pull": "read", "triage": "triage", "push": "write"}
        allowed |= {name: name for name in ("maintain", "admin")}
        return {
            "id": repository.id,
            "node_id": node_id("Repository", repository.id),
            "name": repository.name,
            "full_name": repository.full_name,
            "private": repository.private,
            "visibility": "private" if repository.private else "public",
            "owner": self.user(repository.owner),
            "html_url": f"{self.web}/{repository.full_name}",
            "url": url,
            "issues_url": f"{url}/issues{{/number}}",
            "issue_comment_url": f"{url}/issues/comments{{/number}}",
            "issue_events_url": f"{url}/issues/events{{/number}}",
            "labels_url": f"{url}/labels{{/name}}",
            "pulls_url": f"{url}/pulls{{/number}}",
            "description": None,
            "fork": False,
            "archived": repository.archived,
            "disabled": False,
            "has_issues": repository.has_issues,
            "default_branch": "main",
            "open_issues_count": open_issues,
            "open_issues": open_issues,
            "created_at": created,
            "updated_at": created,
            "pushed_at": created,
            "permissions": {name: covers(role, needed) for name, needed in allowed.items()},
        }

    def label(self, repository: Repository, label: Label) -> Json:
        url = f"{self.api}/repos/{repository.full_name}/labels/{quote(label.name, safe='')}"
        return {
            "id": label.id,
            "node_id": node_id("Label", label.id),
            "url": url,
            "name": label.name,
            "color": label.color,
            "default": False,
            "description": label.description,
        }

    def issue(self, repository: Repository, issue: Issue) -> Json:
        home = f"{self.api}/repos/{repository.full_name}"
        url = f"{home}/issues/{issue.number}"
        kind = "pull" if issue.is_pull else "issues"
        page = f"{self.web}/{repository.full_name}/{kind}/{issue.number}"
        closed_at = None if issue.closed_at is None else stamp(issue.closed_at)
        shape = {
            "url": url,
            "repository_url": home,
            "labels_url": f"{url}/labels{{/name}}",
            "comments_url": f"{url}/comments",
            "events_url": f"{url}/events",
            "html_url": page,
            "id": issue.id,
            "node_id": node_id("PullRequest" if issue.is_pull else "Issue", issue.id),
            "number": issue.number,
            "title": issue.title,
            "user": self.user(issue.author),
            "labels": [self.label(repository, repository.labels[id_]) for id_ in issue.labels],
            "state": issue.state,
            "locked": False,
            "assignee": None,
            "assignees": [],
            "milestone": None,
            "comments": len(issue.comments),
            "created_at": stamp(issue.created_at),
            "updated_at": stamp(issue.updated_at),
            "closed_at": closed_at,
            "author_association": association(repository, issue.author),
            "type": None,
            "active_lock_reason": None,
            "body": issue.body,
            "closed_by": self.user(issue.closed_by) if issue.closed_by else None,
            "reactions": {**reactions(url), **dict(issue.reactions)},
            "sub_issues_summary": {"total": 0, "completed": 0, "percent_completed": 0},
            "issue_dependencies_summary": dict.fromkeys(DEPENDENCIES, 0),
            "timeline_url": f"{url}/timeline",
            "performed_via_github_app": None,
            "state_reason": issue.state_reason,
        }
        if issue.is_pull:
            patches = {"diff_url": f"{page}.diff", "patch_url": f"{page}.patch", "merged_at": None}
            pull_url = f"{home}/pulls/{issue.number}"
            shape["draft"] = False
            shape["pull_request"] = {"url": pull_url, "html_url": page, **patches}
        return shape

    def pull(self, repository: Repository, issue: Issue) -> Json:
        """State a pull request; one of its own address, without what only one page shows."""
        pull, same = repository.pulls[issue.number], self.issue(repository, issue)
        home = f"{self.api}/repos/{repository.full_name}"
        url = f"{home}/pulls/{issue.number}"
        heads = repository.heads()
        merged_at = None if pull.merged_at is None else stamp(pull.merged_at)

        def side(branch: str) -> Json:
            return {
                "label": f"{repository.owner}:{branch}",
                "ref": branch,
                "sha": heads.get(branch, "0" * 40),
                "user": self.user(repository.owner),
                "repo": self.repository(repository, "read"),
            }

        kept = (
            "id", "node_id", "number", "state", "locked", "title", "user", "body", "labels",
            "milestone", "active_lock_reason", "created_at", "updated_at", "closed_at",
            "assignee", "assignees", "author_association", "html_url", "draft",
        )  # fmt: skip
        return {
            **{name: same[name] for name in kept},
            "url": url,
            "diff_url": f"{same['html_url']}.diff",
            "patch_url": f"{same['html_url']}.patch",
            "issue_url": same["url"],
            "comments_url": same["comments_url"],
            "commits_url": f"{url}/commits",
            "review_comments_url": f"{url}/comments",
            "review_comment_url": f"{home}/pulls/comments{{/number}}",
            "statuses_url": f"{home}/statuses/{heads.get(pull.head, '0' * 40)}",
            "merged_at": merged_at,
            "merge_commit_sha": None,
            "requested_reviewers": [],
            "requested_teams": [],
            "head": side(pull.head),
            "base": side(pull.base),
            "auto_merge": None,
        }

    def comment(self, repository: Repository, comment: Comment) -> Json:
        home = f"{self.api}/repos/{repository.full_name}"
        url = f"{home}/issues/comments/{comment.id}"
        kind = "pull" if repository.issues[comment.number].is_pull else "issues"
        page = f"{self.web}/{repository.full_name}/{kind}/{comment.number}"
        return {
            "url": url,
            "html_url": f"{page}#issuecomment-{comment.id}",
            "issue_url": f"{home}/issues/{comment.number}",
            "id": comment.id,
            "node_id": node_id("IssueComment", comment.id),
            "user": self.user(comment.author),
            "created_at": stamp(comment.created_at),
            "updated_at": stamp(comment.updated_at),
            "author_association": association(repository, comment.author),
            "body": comment.body,
            "reactions": reactions(url),
            "performed_via_github_app": None,
        }

    def event(self, repository: Repository, event: Event) -> Json:
        shape: Json = {
            "id": event.id,
            "node_id": node_id("Event", event.id),
            "url": f"{self.api}/repos/{repository.full_name}/issues/events/{event.id}",
            "actor": self.user(event.actor),
            "event": event.kind,
            "commit_id": None,
            "commit_url": None,
            "created_at": stamp(event.at),
            "performed_via_github_app": None,
        }
        if event.label:
            shape["label"] = {"name": event.label, "color": event.color}
        if event.kind == "renamed":
            shape["rename"] = {"from": event.before, "to": event.after}
        return shape


def association(repository: Repository, login: str) -> str:
    """Say what an author is to a repository."""
    if login == repository.owner:
        return "OWNER"
    role = repository.roles.get(login, "none")
    return "COLLABORATOR" if ROLES.index(role) >= ROLES.index("read") else "NONE"


def reactions(url: str) -> Json:
    """Nobody reacted."""
    return {"url": f"{url}/reactions", "total_count": 0, **dict.fromkeys(REACTIONS, 0)}
