"""A small catalog of cats: three issues and two papers, and what a command says of them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

CATALOG = """\
repository: octo/cat
documents: README.md
fields:
  name: title
  paper: url
  year: year
  venue: {type: choice, open: true}
  section: choice
  notes: text
collections:
  datasets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    sections: {vqa: Questions, cap: Captioning}
    columns: {Year: year, Name: {field: name, link: paper}, Venue: venue, More: issue}
    sort: [year, issue]
  papers:
    from: papers.yaml
    columns: {Year: year, Name: {field: name, link: paper}}
    sort: [-year]
badges: {labels: [VQA], folder: badges}
news: {of: datasets}
"""
LABELS = """\
protect: [bug]
groups:
  status: {color: 0e8a16, labels: {accepted: It is in the catalog}}
  task:
    color: 1d76db
    labels: {VQA: {is: Visual Question Answering, was: [Visual QA]}, Cap.: Captions}
"""
PAPERS = """\
- {name: A survey, year: 2023, paper: https://example.org/survey}
- {name: An outlook, year: 2024}
"""
README = """\
# Cats

<!-- issuesync:begin news -->
<!-- issuesync:end -->

<!-- issuesync:begin badges -->
<!-- issuesync:end -->

## Questions

<!-- issuesync:begin table datasets/vqa -->
<!-- issuesync:end -->

## Captioning

<!-- issuesync:begin table datasets/cap -->
<!-- issuesync:end -->

## Papers

<!-- issuesync:begin list papers -->
<!-- issuesync:end -->
"""


def issue(number: int, body: str, *labels: str, title: str = "", **more: object) -> dict[str, Any]:
    """Return an accepted issue as GitHub states it."""
    return {
        "number": number,
        "title": title or f"Cats {number}",
        "body": body,
        "state": "open",
        "labels": [{"name": name} for name in ("accepted", *labels)],
        "created_at": f"2024-05-{number:02}T10:00:00Z",
        "updated_at": f"2024-06-{number:02}T10:00:00Z",
        "html_url": f"https://github.com/octo/cat/issues/{number}",
        **more,
    }


def write_snapshot(root: Path, *issues: dict[str, Any]) -> None:
    """Write the snapshot that the catalog in a folder reads."""
    content = {"repository": "octo/cat", "labels": [], "issues": list(issues)}
    (root / "catalog").mkdir(exist_ok=True)
    (root / "catalog" / "issues.json").write_text(json.dumps(content), encoding="utf-8")


@dataclass(frozen=True)
class Ran:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str
