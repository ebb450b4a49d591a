"""A catalog whose repository runs the workflows: what happens on it, and what came of it."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from github_server import GitHubServer
from github_server.shapes import Shapes
from issuesync.app.connection import PullOptions
from issuesync.app.sync import SyncOptions, regenerate
from markdown import read_page
from repositories import Remote, git, isolate, publish
from runner import Runner

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    import pytest

    from github_server import Repository
    from runner import Job

BOT = "github-actions[bot]"
AUTHOR = f"{BOT} <41898282+{BOT}@users.noreply.github.com>"
OWNER, MAINTAINER, STRANGER = "octo", "mia", "stranger"
NAME = "octo/cat"

CATALOG = """\
repository: octo/cat
source: github
documents: README.md
fields:
  name: title
  paper: url
  year: {type: year, required: true}
  venue: {type: choice, open: true}
  section: {type: choice, required: true}
  task: labels
  notes: text
collections:
  cats:
    from: issues
    publish: accepted
    form: {name: Add a cat, description: A cat, labels: [new entry]}
    fields: [name, paper, year, venue, section, task, notes]
    sections: {vqa: Questions, cap: Captioning}
    columns: {Year: year, Name: {field: name, link: paper}, Venue: venue, Notes: notes}
    sort: [year, issue]
  papers:
    from: papers.yaml
    columns: {Year: year, Name: name}
review: {waiting: needs review, incomplete: needs info, duplicate: "duplicate?"}
"""
LABELS = """\
groups:
  status:
    color: 0e8a16
    labels:
      accepted: It is in the catalog
      new entry: Submitted by the form
      needs info: Something is missing
      needs review: Edited since it was accepted
      duplicate?: It may be there already
  task:
    color: 1d76db
    labels:
      VQA: Visual Question Answering
      T-VQA: {is: Temporal Visual Question Answering, implies: [VQA]}
"""
LABEL_NAMES = (
    "accepted", "new entry", "needs info", "needs review", "duplicate?", "VQA", "T-VQA",
)  # fmt: skip
README = """\
# Cats

## Questions

<!-- issuesync:begin table cats/vqa -->
<!-- issuesync:end -->

## Captioning

<!-- issuesync:begin table cats/cap -->
<!-- issuesync:end -->

## Papers

<!-- issuesync:begin list papers -->
<!-- issuesync:end -->
"""
FILES = {
    "catalog.yaml": CATALOG,
    "labels.yaml": LABELS,
    "papers.yaml": "- {name: A survey, year: 2023}\n",
    "README.md": README,
}
NO_ANSWER = "_No response_"


def form(
    *,
    year: str = "2024",
    section: str = "Questions",
    paper: str = "https://arxiv.org/abs/2401.00003",
    venue: str = NO_ANSWER,
    notes: str = NO_ANSWER,
    name: str = NO_ANSWER,
    ticked: str = "",
) -> str:
    """Return the body of an issue as GitHub renders the answers of the form."""
    boxes = {"VQA": "Visual Question Answering", "T-VQA": "Temporal Visual Question Answering"}
    answers = {
        "Name": name,
        "Paper": paper,
        "Year": year,
        "Venue": venue,
        "Section": section,
        "Task": "\n".join(
            f"- [{'X' if key == ticked else ' '}] {key}: {text}" for key, text in boxes.items()
        ),
        "Notes": notes,
    }
    return "\n\n".join(f"### {label}\n\n{text}" for label, text in answers.items())


@dataclass(frozen=True, slots=True)
class Commit:
    """One commit of the branch: its subject, its paths, and who made it."""

    subject: str
    paths: tuple[str, ...]
    author: str = AUTHOR


@dataclass(slots=True)
class World:
    """The catalog's repository at GitHub and in git, and the runner that its events reach."""

    server: GitHubServer
    repository: Repository
    remote: Remote
    runner: Runner
    begun: str

    # What people do: each is told as the payload of its event

    def opens(self, title: str, body: str, *, author: str = STRANGER) -> Mapping[str, Any]:
        """Submit the form."""
        with self.passing():
            number = self.repository.create_issue(title, body, author=author, labels=["new entry"])
        return self.event("opened", number, author)

    def edits(self, number: int, body: str, *, actor: str = STRANGER) -> Mapping[str, Any]:
        """Give an issue another body."""
        with self.passing():
            self.repository.edit_issue(number, body=body, actor=actor)
        return self.event("edited", number, actor)

    def gives(self, number: int, label: str, *, actor: str = MAINTAINER) -> Mapping[str, Any]:
        """Give an issue a label."""
        with self.passing():
            self.repository.label_issue(number, label, actor=actor)
        return self.event("labeled", number, actor, label)

    def takes(self, number: int, label: str, *, actor: str = MAINTAINER) -> Mapping[str, Any]:
        """Take a label off an issue."""
        with self.passing():
            self.repository.unlabel_issue(number, label, actor=actor)
        return self.event("unlabeled", number, actor, label)

    def closes(self, number: int, *, actor: str = MAINTAINER) -> Mapping[str, Any]:
        """Close an issue."""
        with self.passing():
            self.repository.close_issue(number, actor=actor)
        return self.event("closed", number, actor)

    def reopens(self, number: int, *, actor: str = MAINTAINER) -> Mapping[str, Any]:
        """Open an issue again."""
        with self.passing():
            self.repository.reopen_issue(number, actor=actor)
        return self.event("reopened", number, actor)

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Do something a minute later than whatever was before."""
        with self.server.lock:
            self.server.github.advance(60)
            yield

    def event(self, action: str, number: int, actor: str, label: str = "") -> Mapping[str, Any]:
        """Return the payload of an event as things stand now."""
        shapes = Shapes(self.server.github, self.server.url, self.server.url)
        issue = shapes.issue(self.repository, self.repository.issues[number])
        home = {"full_name": NAME, "default_branch": "main"}
        found = self.repository.find_label(label) if label else None
        named = {"label": shapes.label(self.repository, found)} if found else {}
        sender = shapes.user(actor)
        return {"action": action, "issue": issue, "repository": home, "sender": sender, **named}

    # What the workflows do

    def run(self, event: Mapping[str, Any], only: str | None = None) -> dict[str, Job]:
        """Run the workflow of issues for an event, a minute later, or one job of it alone."""
        self.server.github.advance(60)
        return self.runner.run("events", event, only=only)

    def run_well(self, event: Mapping[str, Any]) -> dict[str, Job]:
        """Run it, and insist that every job ends well."""
        done = self.run(event)
        assert {name: job.code for name, job in done.items()} == dict.fromkeys(done, 0), done
        return done

    def run_schedule(self, **inputs: Any) -> dict[str, Job]:
        """Run the workflow of the schedule, a minute later."""
        self.server.github.advance(60)
        event = {"repository": {"full_name": NAME, "default_branch": "main"}}
        return self.runner.run("sync", event, inputs)

    # What came of it

    def commits(self) -> list[Commit]:
        """Return what was committed since the beginning, oldest first."""
        words = ("--reverse", "--format=%H%x00%s%x00%an <%ae>", f"{self.begun}..main")
        listed = git(self.remote.path, "log", *words).splitlines()
        return [
            Commit(subject, tuple(self.remote.changed_by(sha)), author)
            for sha, subject, author in (line.split("\0") for line in listed)
        ]

    def labels(self, number: int) -> set[str]:
        """Return the labels of an issue."""
        labels = self.repository.labels
        return {labels[id_].name for id_ in self.repository.issues[number].labels}

    def comments(self, number: int) -> list[tuple[str, str]]:
        """Return the comments of an issue: author and text."""
        known = self.repository.comments
        found = [known[id_] for id_ in self.repository.issues[number].comments]
        return [(one.author, one.body) for one in found]

    def comment(self, number: int) -> str:
        """Return the text of the one comment, which is the bot's."""
        ((author, body),) = self.comments(number)
        assert author == BOT
        return body

    def names(self) -> list[str]:
        """Return the names of the rows that the document shows, in order."""
        tables = read_page(self.remote.read("README.md")).tables
        return [row[1].text for table in tables for row in table.rows]

    def snapshot(self) -> dict[int, Any]:
        """Return the committed snapshot's issues by number."""
        content = json.loads(self.remote.read("catalog/issues.json"))
        return {one["number"]: one for one in content["issues"]}

    def state(self) -> tuple[Any, ...]:
        """Return everything that readers and the next run see: files, labels, comments."""
        tree = git(self.remote.path, "rev-parse", "main^{tree}")
        numbers = sorted(self.repository.issues)
        return (
            tree,
            {number: self.labels(number) for number in numbers},
            {number: self.comments(number) for number in numbers},
        )


@contextmanager
def new_world(temp: Path, folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    """Make the catalog with two accepted cats; the first sync is made on this process."""
    isolate(monkeypatch)
    with GitHubServer() as server:
        server.github.limits.authenticated = 1_000_000
        repository = server.github.add_repository(NAME)
        repository.roles |= {MAINTAINER: "write", BOT: "write"}
        for name in LABEL_NAMES:
            repository.create_label(name)
        papers = "https://arxiv.org/abs/2401.0000"
        for title, year in (("Tabby", "2021"), ("Siamese", "2022")):
            number = repository.create_issue(title, form(year=year, paper=f"{papers}{year[-1]}"))
            repository.label_issue(number, "accepted")
        remote = begin(folder, server, monkeypatch)
        (folder / "jobs").mkdir()
        runner = Runner(
            f"file://{remote.path}",
            folder / "jobs",
            temp,
            surroundings(server.url),
            lambda permissions: server.github.token(BOT, role_of(permissions)),
        )
        repository.heads = lambda: {name: remote.head(name) for name in remote.branches()}
        yield World(server, repository, remote, runner, remote.head())


def role_of(permissions: Mapping[str, str]) -> str:
    """Return what a job's permissions let its token do, as a role of the server."""
    if permissions.get("pull-requests") == "write":
        return "write"
    return {"write": "triage", "read": "read", "none": "none"}[permissions.get("issues", "none")]


def surroundings(url: str) -> dict[str, str]:
    """Return what GitHub tells each job next to its event."""
    return {
        "GITHUB_ACTIONS": "true",
        "GITHUB_REPOSITORY": NAME,
        "GITHUB_API_URL": url,
        "GITHUB_GRAPHQL_URL": f"{url}/graphql",
        "GITHUB_SERVER_URL": url,
        "GITHUB_REF": "refs/heads/main",
        "GITHUB_REF_NAME": "main",
        "GITHUB_RUN_ID": "1",
    }


def begin(folder: Path, server: GitHubServer, monkeypatch: pytest.MonkeyPatch) -> Remote:
    """Write the catalog's files, read what is accepted for the first time, and publish both."""
    work = folder / "first"
    work.mkdir(parents=True)
    for name, text in FILES.items():
        (work / name).write_text(text, encoding="utf-8")
    with monkeypatch.context() as patch:
        patch.setenv("GITHUB_API_URL", server.url)
        patch.setenv("GITHUB_TOKEN", server.github.token(OWNER))
        regenerate(SyncOptions(work, "github", PullOptions()))
    return publish(work, folder / "remote.git")
