"""One repository and every change to it; requests and tests go through the same methods.

``updated_at`` follows GitHub: editing, closing, labelling and commenting touch an issue; renaming,
recolouring or deleting a label touches none, and a deleted or transferred issue leaves no trace.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from github_server.message import invalid
from github_server.model import Comment, Edit, Event, Issue, Label, Pull

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

NAME_LENGTH = 50
DESCRIPTION_LENGTH = 100
TITLE_LENGTH = 256
BODY_LENGTH = 65_536
NEW_COLOR = "ededed"  # what a label gets that was made by being put on an issue


def only_main() -> Mapping[str, str]:
    """State the branches of a repository that nothing was pushed to."""
    return {"main": "0" * 40}


@dataclass(slots=True)
class Repository:
    """A repository; ``now`` gives the server's second and ``new_id`` an id nothing else has.

    ``heads`` states its branches by name: a test may let it ask git. ``actions_may_propose`` is
    the setting that lets GitHub Actions make pull requests.
    """

    id: int
    owner: str
    name: str
    now: Callable[[], int]
    new_id: Callable[[], int]
    private: bool = False
    roles: dict[str, str] = field(default_factory=dict)
    labels: dict[int, Label] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    comments: dict[int, Comment] = field(default_factory=dict)
    deleted: set[int] = field(default_factory=set)
    moved: dict[int, tuple[int, int]] = field(default_factory=dict)
    pulls: dict[int, Pull] = field(default_factory=dict)
    heads: Callable[[], Mapping[str, str]] = only_main
    actions_may_propose: bool = True
    has_issues: bool = True
    archived: bool = False
    workflows: dict[str, str] = field(default_factory=dict)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    tag_objects: dict[str, dict[str, Any]] = field(default_factory=dict)
    numbers: int = 0
    version: int = 0

    @property
    def full_name(self) -> str:
        return f"{self.owner}/{self.name}"

    def role(self, login: str) -> str:
        """Return what a user may do here, by GitHub's role names."""
        if login == self.owner:
            return "admin"
        return self.roles.get(login, "none" if self.private else "read")

    # Issues and pull requests

    def create_issue(  # an issue has as many parts
        self,
        title: str,
        body: str | None = "",
        *,
        author: str = "",
        labels: Iterable[str] = (),
        is_pull: bool = False,
    ) -> int:
        """Open an issue (a label it names and nobody made is made) and return its number."""
        check_text("Issue", title, body)
        self.numbers += 1
        now, author = self.now(), author or self.owner
        issue = Issue(self.new_id(), self.numbers, title, body, author, now, now, is_pull)
        self._keep(issue)
        for name in labels:
            self.label_issue(issue.number, name, actor=author)
        return issue.number

    def create_pull(
        self, title: str, body: str | None = "", *, head: str = "", base: str = "main", **more: Any
    ) -> int:
        """Open a pull request, which shares numbers, labels and the listing with issues."""
        number = self.create_issue(title, body, is_pull=True, **more)
        self.pulls[number] = Pull(head or f"patch-{number}", base)
        return number

    def merge_pull(self, number: int, *, actor: str = "") -> None:
        """Merge an open pull request; what that does to the branches is not of this server."""
        self.pulls[number] = replace(self.pulls[number], merged_at=self.now())
        self.close_issue(number, actor=actor)

    def edit_issue(
        self, number: int, *, title: str | None = None, body: str | None = None, actor: str = ""
    ) -> None:
        """Give an issue another title, another body or both; an equal text changes nothing."""
        issue, actor = self.issues[number], actor or self.owner
        if title is not None and title != issue.title:
            check_text("Issue", title, None)
            event = self._event("renamed", actor, before=issue.title, after=title)
            issue = replace(issue, title=title, events=(*issue.events, event))
        if body is not None and body != issue.body:
            check_text("Issue", issue.title, body)
            first = Edit(self.new_id(), issue.created_at, issue.author, issue.body or "")
            edit = Edit(self.new_id(), self.now(), actor, body)
            issue = replace(issue, body=body, edits=(*(issue.edits or (first,)), edit))
        if issue is not self.issues[number]:
            self._touch(issue)

    def react(self, number: int, reactions: dict[str, int]) -> None:
        """Let readers react to an issue, which is not an update of it."""
        self._keep(replace(self.issues[number], reactions=tuple(reactions.items())))

    def close_issue(self, number: int, *, actor: str = "", reason: str = "completed") -> None:
        """Close an issue; a closed one stays as it is."""
        issue, actor = self.issues[number], actor or self.owner
        if issue.state == "open":
            changes: dict[str, Any] = {"closed_at": self.now(), "closed_by": actor}
            events = (*issue.events, self._event("closed", actor))
            given = None if issue.is_pull else reason
            self._touch(
                replace(issue, state="closed", state_reason=given, events=events, **changes)
            )

    def reopen_issue(self, number: int, *, actor: str = "") -> None:
        """Open a closed issue again."""
        issue, actor = self.issues[number], actor or self.owner
        if issue.state == "closed":
            changes: dict[str, Any] = {"closed_at": None, "closed_by": ""}
            events = (*issue.events, self._event("reopened", actor))
            reason = None if issue.is_pull else "reopened"
            self._touch(replace(issue, state="open", state_reason=reason, events=events, **changes))

    def delete_issue(self, number: int) -> None:
        """Delete an issue: it leaves the listing and answers 410."""
        self._remove(number)
        self.deleted.add(number)

    def transfer_issue(self, number: int, other: Repository) -> int:
        """Move an issue to another repository: it leaves the listing and answers 301."""
        issue = self._remove(number)
        other.numbers += 1
        names = [self.labels[id_].name for id_ in issue.labels]
        known = tuple(label.id for name in names if (label := other.find_label(name)))
        other._keep(replace(issue, number=other.numbers, labels=known, comments=()))
        self.moved[number] = (other.id, other.numbers)
        return other.numbers

    # Comments

    def comment(self, number: int, body: str, *, author: str = "") -> int:
        """Comment on an issue and return the comment's id."""
        check_text("IssueComment", "-", body)
        now = self.now()
        made = Comment(self.new_id(), number, author or self.owner, body, now, now)
        self.comments[made.id] = made
        issue = self.issues[number]
        self._touch(replace(issue, comments=(*issue.comments, made.id)))
        return made.id

    def edit_comment(self, comment_id: int, body: str) -> None:
        """Give a comment another text."""
        check_text("IssueComment", "-", body)
        comment = self.comments[comment_id]
        if comment.body != body:
            self.comments[comment_id] = replace(comment, body=body, updated_at=self.now())
            self._touch(self.issues[comment.number])

    def delete_comment(self, comment_id: int) -> None:
        """Take a comment away; its issue is not touched."""
        comment = self.comments.pop(comment_id)
        issue = self.issues[comment.number]
        kept = tuple(one for one in issue.comments if one != comment_id)
        self._keep(replace(issue, comments=kept))

    # Labels

    def find_label(self, name: str) -> Label | None:
        """Find a label by its name in any case."""
        folded = name.casefold()
        return next((one for one in self.labels.values() if one.name.casefold() == folded), None)

    def create_label(
        self, name: str, color: str = NEW_COLOR, description: str | None = None
    ) -> Label:
        """Make a label; a name that exists in any case is refused."""
        label = check_label(Label(self.new_id(), name, color.lower(), description))
        if self.find_label(name):
            raise invalid("Label", "name", "already_exists")
        return self._keep_label(label)

    def edit_label(
        self,
        name: str,
        *,
        new_name: str | None = None,
        color: str | None = None,
        description: str | None = None,
    ) -> Label:
        """Rename, recolour or redescribe a label; it stays on its issues, and none is touched."""
        label = self._label(name)
        changed = replace(
            label,
            name=label.name if new_name is None else new_name,
            color=label.color if color is None else color.lower(),
            description=label.description if description is None else description,
        )
        other = self.find_label(changed.name)
        if other and other.id != label.id:
            raise invalid("Label", "name", "already_exists")
        return self._keep_label(check_label(changed))

    def delete_label(self, name: str) -> None:
        """Delete a label and take it off its issues without touching them."""
        label = self._label(name)
        del self.labels[label.id]
        for issue in self.issues.values():
            if label.id in issue.labels:
                kept = tuple(id_ for id_ in issue.labels if id_ != label.id)
                self.issues[issue.number] = replace(issue, labels=kept)
        self.version += 1

    def label_issue(self, number: int, name: str, *, actor: str = "") -> None:
        """Put one label on an issue, making the label where nobody has."""
        label, issue = self.find_label(name) or self.create_label(name), self.issues[number]
        if label.id not in issue.labels:
            event = self._event("labeled", actor, label=label.name, color=label.color)
            labels = (*issue.labels, label.id)
            self._touch(replace(issue, labels=labels, events=(*issue.events, event)))

    def unlabel_issue(self, number: int, name: str, *, actor: str = "") -> None:
        """Take one label off an issue that has it."""
        label, issue = self._label(name), self.issues[number]
        if label.id in issue.labels:
            event = self._event("unlabeled", actor, label=label.name, color=label.color)
            labels = tuple(id_ for id_ in issue.labels if id_ != label.id)
            self._touch(replace(issue, labels=labels, events=(*issue.events, event)))

    # What the methods above share

    def _label(self, name: str) -> Label:
        label = self.find_label(name)
        if label is None:
            raise KeyError(name)
        return label

    def _event(self, kind: str, actor: str, **more: str) -> Event:
        return Event(self.new_id(), kind, actor or self.owner, self.now(), **more)

    def _keep(self, issue: Issue) -> None:
        self.issues[issue.number] = issue
        self.version += 1

    def _touch(self, issue: Issue) -> None:
        self._keep(replace(issue, updated_at=self.now()))

    def _remove(self, number: int) -> Issue:
        self.version += 1
        return self.issues.pop(number)

    def _keep_label(self, label: Label) -> Label:
        self.labels[label.id] = label
        self.version += 1
        return label


def check_text(resource: str, title: str, body: str | None) -> None:
    """Refuse a title or a body that is empty where it must not be, or too long."""
    if not title.strip():
        raise invalid(resource, "title", "missing_field")
    if len(title) > TITLE_LENGTH:
        raise invalid(resource, "title", "custom", f"title is too long (maximum is {TITLE_LENGTH})")
    if body is not None and len(body) > BODY_LENGTH:
        raise invalid(resource, "body", "custom", f"body is too long (maximum is {BODY_LENGTH})")
    if resource == "IssueComment" and not (body or "").strip():
        raise invalid(resource, "body", "missing_field")


def check_label(label: Label) -> Label:
    """Refuse a name, colour or description that GitHub refuses."""
    if not label.name.strip():
        raise invalid("Label", "name", "missing_field")
    if len(label.name) > NAME_LENGTH:
        raise invalid("Label", "name", "invalid")
    if not re.fullmatch("[0-9a-f]{6}", label.color):
        raise invalid("Label", "color", "invalid")
    if len(label.description or "") > DESCRIPTION_LENGTH:
        raise invalid("Label", "description", "invalid")
    return label
