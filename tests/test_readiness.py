"""``check --github``: the settings, labels and workflows that are in the automation's way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from github_server import GitHubServer
from label_worlds import Hub, open_hub

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

CATALOG = """\
repository: octo/cat
source: snapshot
documents: README.md
fields: {name: title, section: choice}
collections:
  entries:
    from: issues
    publish: accepted
    form: {name: An entry, labels: [new entry]}
    sections: [Images, Text]
    columns: {Name: name, More: issue}
review: {waiting: needs review}
"""
LABELS = """\
groups:
  status:
    color: 0e8a16
    labels: {accepted: It stands, new entry: By the form, needs review: Edited}
"""
README = "# Entries\n\n<!-- issuesync:begin table entries -->\n<!-- issuesync:end -->\n"


@pytest.fixture
def hub(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, issuesync: Command) -> Iterator[Hub]:
    with GitHubServer() as server:
        hub = open_hub(server, tmp_path, monkeypatch)
        hub.write("catalog.yaml", CATALOG)
        hub.write("labels.yaml", LABELS)
        hub.write("README.md", README)
        (tmp_path / "catalog").mkdir()
        hub.write("catalog/issues.json", '{"repository": "octo/cat", "labels": [], "issues": []}')
        assert issuesync("sync").code == 0
        yield hub


def found(ran: Ran) -> set[str]:
    """Return the codes and messages of what a check said."""
    return {line.partition(": ")[2] for line in ran.err.splitlines() if "[" in line}


def test_a_repository_that_is_ready_has_no_problem(hub: Hub, issuesync: Command) -> None:
    for name in ("Accepted", "new entry", "needs review"):
        hub.repository.create_label(name)
    hub.repository.workflows = {".github/workflows/catalog.yml": "active"}
    ran = issuesync("check", "--github", "--strict")
    assert (ran.code, "no problems" in ran.err) == (0, True), ran.err


def test_everything_that_stands_in_the_way_is_told(hub: Hub, issuesync: Command) -> None:
    hub.repository.has_issues = False
    hub.repository.archived = True
    hub.repository.actions_may_propose = False
    hub.repository.rules = {"main": ("pull_request", "deletion", "required_signatures")}
    hub.repository.workflows = {
        ".github/workflows/sync.yml": "disabled_inactivity",
        ".github/workflows/ci.yml": "active",
    }
    hub.repository.create_label("accepted")
    ran = issuesync("check", "--github", "--strict")
    assert ran.code == 1
    assert found(ran) == {
        "warning [github-setting] octo/cat has no issues",
        "warning [github-setting] octo/cat is archived",
        "warning [github-setting] the workflow is disabled",
        "warning [github-setting] rules refuse a push to main: pull_request, required_signatures",
        "note [github-proposals] GitHub Actions may not open pull requests",
        *(
            f"warning [label-absent] the repository has no label “{name}”, which no form makes"
            for name in ("new entry", "needs review")
        ),
    }
    assert ".github/workflows/sync.yml: warning" in ran.err


def test_what_the_token_may_not_see_is_no_problem(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("accepted", "new entry", "needs review"):
        hub.repository.create_label(name)
    hub.repository.actions_may_propose = False
    monkeypatch.setenv("GITHUB_TOKEN", hub.server.github.token("somebody"))
    assert issuesync("check", "--github", "--strict").code == 0


def test_a_check_without_the_flag_asks_nobody(hub: Hub, issuesync: Command) -> None:
    assert issuesync("check").code == 0
    assert hub.server.log == []
