"""End to end against a GitHub that nobody here wrote: make, sync, edit, relabel, rename, close."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest
import requests

from emulate import FreshRepository, emulate_server, new_repository, why_not

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from emulate import Emulate

MISSING = why_not()
pytestmark = pytest.mark.skipif(bool(MISSING) and not os.environ.get("CI"), reason=MISSING)

CATALOG = """\
repository: {name}
source: github
documents: README.md
fields: {{name: title, year: year, section: choice}}
collections:
  entries:
    from: issues
    publish: accepted
    sections: [Images, Text]
    columns: {{Year: year, Name: name, More: issue}}
    sort: [year, issue]
badges: {{style: text, labels: [VQA]}}
review: {{edits: trust}}               # without GraphQL nobody can tell who edited what
"""
LABELS = """\
groups:
  status: {color: 0e8a16, labels: {accepted: It is in the catalog}}
  task: {color: 1d76db, labels: {VQA: {is: Questions, was: [visual-qa]}}}
"""
README = """\
# Entries

<!-- issuesync:begin badges -->
<!-- issuesync:end -->

<!-- issuesync:begin table entries -->
<!-- issuesync:end -->
"""


@pytest.fixture(scope="module")
def emulate() -> Iterator[Emulate]:
    with emulate_server() as server:
        yield server


class Hub:
    """A repository and somebody who works in it by hand."""

    def __init__(self, fresh: FreshRepository) -> None:
        self.fresh = fresh
        self.session = requests.Session()
        self.session.headers.update(fresh.headers)

    def send(self, verb: str, path: str, **content: Any) -> Any:
        answer = self.session.request(verb, f"{self.fresh.url}{path}", json=content, timeout=10)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def issue(self, title: str, section: str, *labels: str) -> int:
        body = f"### Year\n\n2024\n\n### Section\n\n{section}\n"
        made = self.send("POST", "/issues", title=title, body=body, labels=list(labels))
        return int(made["number"])


@pytest.fixture
def hub(emulate: Emulate, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    fresh = new_repository(emulate)
    (tmp_path / "catalog.yaml").write_text(CATALOG.format(name=fresh.full_name), encoding="utf-8")
    (tmp_path / "labels.yaml").write_text(LABELS, encoding="utf-8")
    (tmp_path / "README.md").write_text(README, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GITHUB_API_URL", emulate.url)
    monkeypatch.setenv("GITHUB_TOKEN", fresh.token)
    hub = Hub(fresh)
    for name in ("accepted", "VQA", "visual-qa"):
        hub.send("POST", "/labels", name=name, color="aabbcc")
    yield hub
    hub.session.close()


def rows(folder: Path) -> list[str]:
    """Return the names of the table's rows with the headings they are under."""
    found, heading = [], ""
    for line in (folder / "README.md").read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            heading = line[3:]
        elif line.startswith("| 2"):
            found.append(f"{heading}: {line.split(' | ')[1]}")
    return found


def test_a_catalog_follows_its_repository_through_its_life(
    hub: Hub, tmp_path: Path, issuesync: Callable[..., Any]
) -> None:
    first = hub.issue("One", "Images", "accepted", "VQA")
    second = hub.issue("Two", "Text", "accepted")
    waiting = hub.issue("Three", "Text")
    assert issuesync("sync").code == 0
    assert rows(tmp_path) == ["Images: One", "Text: Two"]
    snapshot = (tmp_path / "catalog" / "issues.json").read_text(encoding="utf-8")
    assert "Three" not in snapshot
    assert hub.fresh.token not in snapshot

    again = issuesync("sync")
    assert (again.code, "nothing to write" in again.err) == (0, True)

    hub.send("PATCH", f"/issues/{first}", title="One, fixed")
    hub.send("POST", f"/issues/{waiting}/labels", labels=["accepted"])
    hub.send("POST", f"/issues/{second}/labels", labels=["visual-qa"])
    assert issuesync("sync").code == 0
    assert rows(tmp_path) == ["Images: One, fixed", "Text: Two", "Text: Three"]
    assert "[2](" in (tmp_path / "README.md").read_text(encoding="utf-8")

    hub.send("PATCH", "/labels/accepted", new_name="published")
    assert issuesync("sync").code == 6, (
        "a listing in which nothing is published any more is refused"
    )
    hub.send("PATCH", "/labels/published", new_name="accepted")
    hub.send("PATCH", f"/issues/{second}", state="closed")
    assert issuesync("sync").code == 0
    assert rows(tmp_path) == ["Images: One, fixed", "Text: Three"]
