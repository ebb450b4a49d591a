"""A catalog of cats that reviews submissions, in memory, and what a review says of an issue."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING

from issuesync.model.issue import Issue, Snapshot
from issuesync.records.catalog import Catalog, build_catalog
from issuesync.reports.comment import render_comment
from issuesync.submissions.review import Verdict, judge, plan_review
from issuesync.yamlfile.source import parse_yaml
from small_catalog import make_schema

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.model.plan import Plan
    from issuesync.schema.catalog import Schema
    from issuesync.submissions.acceptance import Decision

REPOSITORY = "octo/cat"
CATALOG = """\
repository: octo/cat
source: github
documents: README.md
fields:
  name: title
  paper: url
  download: url
  code: {type: repository, default: download}
  year: {type: year, required: true}
  venue: {type: choice, options: {CVPR: Computer Vision, ICCV: Vision}}
  host: {type: choice, open: true}
  task: labels
  notes: text
  section: {type: choice, required: true}
collections:
  cats:
    from: issues
    publish: accepted
    form: {name: Add a cat, labels: [new entry]}
    fields: [name, paper, download, code, year, venue, host, task, notes, section]
    sections: {vqa: Questions, cap: Captioning}
    columns:
      Year: year
      Name: {field: name, link: paper}
      Venue: venue
      Host: host
      Notes: notes
      Download: {field: download, as: stars}
      More: issue
  papers:
    from: papers.yaml
    fields: [name, paper]
    columns: {Name: name}
review: {waiting: needs review, incomplete: needs info, duplicate: "duplicate?"}
"""
MEMBERS = CATALOG.replace("review: {", "review: {members: publish, ")
LABELS = """\
groups:
  status:
    color: 0e8a16
    labels:
      accepted: {is: It is in the catalog, was: [ok]}
      new entry: Submitted by the form
      needs info: {is: Something is missing, was: [more info]}
      needs review: {is: Edited since it was accepted, was: [look again]}
      duplicate?: It may be there already
  task:
    color: 1d76db
    labels:
      VQA: Visual Question Answering
      T-VQA: {is: Temporal Visual Question Answering, implies: [VQA]}
"""
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
NO_ANSWER = "_No response_"


def answers(*, year: str = "2024", section: str = "Questions", **stated: str) -> str:
    """Return a body as GitHub renders the answers of the form."""
    given = {"year": year, "section": section, **stated}
    keys = ("paper", "download", "code", "year", "venue", "host", "task", "notes", "section")
    return "\n\n".join(f"### {key}\n\n{given.get(key) or NO_ANSWER}" for key in keys)


def submitted(
    number: int,
    title: str = "Tabby",
    body: str | None = None,
    *,
    labels: Sequence[str] = ("new entry",),
    author: str = "stranger",
    association: str = "NONE",
    state: str = "open",
    is_pull: bool = False,
) -> Issue:
    """Build an issue that the form made."""
    return Issue(
        number,
        title,
        answers() if body is None else body,
        state,
        tuple(labels),
        author=author,
        association=association,
        is_pull=is_pull,
        created_at="2025-04-01T00:00:00Z",
        url=f"https://github.com/{REPOSITORY}/issues/{number}",
    )


def published(number: int, title: str, body: str) -> Issue:
    """Build an issue that is in the catalog."""
    return submitted(number, title, body, labels=("new entry", "accepted"))


@cache
def schema_of(catalog: str = CATALOG) -> Schema:
    return make_schema(catalog, LABELS)


def catalog_of(issues: Iterable[Issue] = (), catalog: str = CATALOG, papers: str = "") -> Catalog:
    """Build the catalog that is committed."""
    return _catalog_of(tuple(issues), catalog, papers)


@lru_cache(maxsize=64)
def _catalog_of(issues: tuple[Issue, ...], catalog: str, papers: str) -> Catalog:
    snapshot = Snapshot(REPOSITORY, (), issues)
    source, faults = parse_yaml(papers, "papers.yaml")
    assert not faults
    return build_catalog(schema_of(catalog), snapshot, {"papers.yaml": source}, {})


def verdict_of(
    issue: Issue,
    *,
    among: Iterable[Issue] = (),
    pending: Iterable[Issue] = (),
    decision: Decision | None = None,
    catalog: str = CATALOG,
) -> Verdict:
    """Judge an issue that has to be one of the catalog's."""
    verdict = judge(issue, catalog_of(among, catalog), pending, {}, decision)
    assert verdict is not None
    return verdict


def comment_of(verdict: Verdict, catalog: str = CATALOG) -> str:
    return render_comment(verdict, schema_of(catalog))


def plan_of(verdict: Verdict, existing: str | None = None, catalog: str = CATALOG) -> Plan:
    return plan_review(verdict, schema_of(catalog), comment_of(verdict, catalog), existing)
