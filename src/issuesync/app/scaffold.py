"""The files of a new catalog: settings, labels, a README with regions, and the workflow."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.model.issue import PLACEHOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable

    from issuesync.model.output import OutputFile

_CATALOG = """\
# yaml-language-server: $schema=.issuesync/schema/catalog.json
repository: {repository}
source: snapshot
snapshot: catalog/issues.json          # the accepted issues, committed
documents: README.md

fields:                                # each field once: name: type
  name: title                          # the body's own line, else the issue's title
  paper: url
  download: url
  repository: {{type: repository, default: download}}   # whose stars are shown
  year: year
  venue: {{type: choice, open: true}}
  section: {{type: choice, required: true}}

collections:
  entries:
    from: [issues, catalog/data/samples.yaml]   # two samples: delete that file, and its name here
    publish: accepted                  # the label that publishes an issue; maintainers set it
    form: {{name: Add an entry, labels: [new entry]}}   # the issue form, which sync writes
    fields: [name, paper, download, repository, year, venue, section]
    sections: [Datasets, Benchmarks]
    columns:
      Year: year
      Venue: venue
      Name: {{field: name, link: paper}}
      Download: {{field: download, as: stars}}
      More: {{field: issue, as: ❤}}
    sort: [year, issue]

review: {{waiting: needs review, incomplete: needs info, duplicate: "duplicate?"}}
badges: {{style: local, labels: [Text, Images]}}
news: {{days: 30}}
"""

_LABELS = """\
# yaml-language-server: $schema=.issuesync/schema/labels.json
protect: [bug, documentation, duplicate, enhancement, "good first issue", "help wanted", question]

groups:
  status:
    color: 0e8a16
    labels:
      accepted: A maintainer accepted the entry; it is in the catalog
      new entry: Submitted by the form
      needs info: {is: Something is missing or wrong, color: d93f0b}
      needs review: {is: Edited since it was accepted; taking this away accepts it, color: fbca04}
      duplicate?: {is: Another entry may be the same, color: cfd3d7}
  topic:
    color: 1d76db
    labels:                            # name: description, or {is: …, was: [other names]}
      Text: About text
      Images: {is: About images, was: [Pictures]}
"""

_README = """\
# {title}

## Contents

<!-- issuesync:begin contents -->
<!-- issuesync:end -->

## News

<!-- issuesync:begin news -->
<!-- issuesync:end -->

## Find entries

<!-- issuesync:begin badges -->
<!-- issuesync:end -->

## Catalog

<!-- issuesync:begin table entries -->
<!-- issuesync:end -->
"""

_SAMPLES = """\
# Two sample entries, so that the first sync shows a table. Delete this file once there are
# entries of your own, and its name under from: in catalog.yaml.
- name: A first sample
  paper: https://example.org/first
  year: 2024
  section: Datasets
- name: A second sample
  paper: https://example.org/second
  year: 2025
  venue: arXiv
  section: Benchmarks
"""

_WORKFLOW = """\
name: Catalog
on:
  issues:
    types: [opened, edited, reopened, closed, deleted, transferred, labeled, unlabeled]
  schedule:
    - cron: "23 4 * * *"
  workflow_dispatch:
permissions: {}
jobs:
  review:
    name: Review
    if: >-
      !contains(github.event.action, 'labeled') ||
      contains(fromJSON('["accepted", "needs review"]'), github.event.label.name)
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions: {contents: read, issues: write} # the catalog; comments and labels
    concurrency: {group: "catalog-review-${{ github.event.issue.number }}", queue: max}
    steps:
      - {uses: CHECKOUT, with: {ref: "${{ BRANCH }}", persist-credentials: false}} # v7.0.1
      - uses: ACTION
        with: {command: review}
  sync:
    name: Sync
    needs: review
    if: "!cancelled()"
    runs-on: ubuntu-latest
    timeout-minutes: 20
    permissions: {contents: write, issues: read} # the documents; what they are made of
    concurrency: {group: catalog-sync, queue: max}
    steps:
      - {uses: CHECKOUT, with: {ref: "${{ BRANCH }}", persist-credentials: false}} # v7.0.1
      - uses: ACTION
        with: {command: sync}
"""
_BRANCH = "github.event.repository.default_branch"
_CHECKOUT = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1"
_PAGES_JOB = """\
  pages:
    name: Pages
    needs: sync
    if: "!cancelled() && needs.sync.result == 'success'"
    permissions: {contents: read, pages: write, id-token: write} # the data; the page, and its proof
    cache-mode: none # an issue starts this too
    uses: $/.github/workflows/pages.yml
"""
_PAGES = """\
name: Pages
on:
  workflow_call:
  workflow_dispatch:
  push:
    branches: [main]
    paths: [catalog.yaml, labels.yaml, CITATION.cff, "catalog/**"]
permissions: {}
concurrency: {group: catalog-page-builds, cancel-in-progress: false}
jobs:
  build:
    name: Build
    if: github.event.repository.has_pages
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {contents: read} # the catalog and its data
    steps:
      - uses: actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1 # v7.0.1
        with: {ref: "${{ github.event.repository.default_branch }}", persist-credentials: false}
      - uses: ACTION
        with: {command: publish}
      - uses: actions/upload-pages-artifact@fc324d3547104276b827a68afc52ff2a11cc49c9 # v5.0.0
        with: {path: site}
  deploy:
    name: Deploy
    needs: build
    runs-on: ubuntu-latest
    timeout-minutes: 10
    permissions: {pages: write, id-token: write} # the page, and its proof
    environment: {name: github-pages, url: "${{ steps.deploy.outputs.page_url }}"}
    concurrency: {group: catalog-pages, cancel-in-progress: false}
    steps:
      - id: deploy
        uses: actions/deploy-pages@cd2ce8fcbc39b97be8ca5fce6e763baed58fa128 # v5.0.0
"""
_CATALOG_WORKFLOW = ".github/workflows/catalog.yml"
_ACTION = "issuesync/issuesync"


@dataclass(frozen=True, slots=True)
class Scaffold:
    """The files of a new catalog that were written, and those that were there already.

    ``has_tag`` says that the workflow names the Action by a tag, ``lacks_repository`` that
    catalog.yaml does not say yet which repository it is of. ``missing_job`` is what a workflow
    that was there already needs so that the page follows each sync.
    """

    written: tuple[str, ...]
    kept: tuple[str, ...]
    has_tag: bool
    lacks_repository: bool
    missing_job: str = ""
    is_written: bool = True


def begin(root: Path, *, with_pages: bool = False, is_written: bool = True) -> Scaffold:
    """Write the files of a new catalog that are not there yet, the page's workflow if wanted."""
    from issuesync.store.files import write_files

    wanted = _new_files(find_repository(root), with_pages=with_pages)
    there = [file.path for file in wanted if (root / file.path).exists()]
    missing = [file for file in wanted if file.path not in there]
    if is_written:
        write_files(root, missing)
    has_placeholder = any(PLACEHOLDER in (file.text or "") for file in missing)
    return Scaffold(
        tuple(file.path for file in missing),
        tuple(there),
        has_tag=names_tag(missing),
        lacks_repository=has_placeholder,
        is_written=is_written,
        missing_job=_PAGES_JOB if with_pages and _lacks_job(root) else "",
    )


def names_tag(files: Iterable[OutputFile]) -> bool:
    """Say whether a workflow among new files names the Action by a tag."""
    return any(f"{_ACTION}@v" in (file.text or "") for file in files)


def _lacks_job(root: Path) -> bool:
    """Say whether the catalog's workflow does not call that of the page."""
    from issuesync.store.files import current_text

    return "pages.yml" not in (current_text(root, _CATALOG_WORKFLOW) or "")


def _new_files(repository: str, *, with_pages: bool) -> list[OutputFile]:
    """Return the files of a new catalog."""
    from issuesync.model.output import OutputFile
    from issuesync.schema.json_schema import schema_files
    from issuesync.store.mirror import IGNORED

    title = repository.partition("/")[2]
    return [
        OutputFile("catalog.yaml", _CATALOG.format(repository=repository)),
        OutputFile("labels.yaml", _LABELS),
        OutputFile("README.md", _README.format(title=title)),
        OutputFile("catalog/data/samples.yaml", _SAMPLES),
        workflow_file(with_pages=with_pages),
        *([_pages_file()] if with_pages else []),
        OutputFile(".issuesync/.gitignore", IGNORED),  # a mirror is nobody else's
        *(OutputFile(f".issuesync/schema/{name}", text) for name, text in schema_files().items()),
    ]


def workflow_file(*, with_pages: bool = False) -> OutputFile:
    """Return the workflow that reviews submissions and keeps the catalog up to date."""
    from issuesync.model.output import OutputFile

    text = _WORKFLOW + (_PAGES_JOB if with_pages else "")
    return OutputFile(_CATALOG_WORKFLOW, _filled(text))


def _filled(workflow: str) -> str:
    """Name in a workflow the Actions that it uses."""
    names = {"ACTION": _action(), "CHECKOUT": _CHECKOUT, "BRANCH": _BRANCH}
    return re.sub("ACTION|CHECKOUT|BRANCH", lambda found: names[found[0]], workflow)


def _pages_file() -> OutputFile:
    """Return the workflow that builds the page and deploys it."""
    from issuesync.model.output import OutputFile

    return OutputFile(".github/workflows/pages.yml", _filled(_PAGES))


def _action() -> str:
    """Name the Action at this version: by its commit where that is known, else by its tag."""
    import json
    from importlib.metadata import PackageNotFoundError, distribution

    from issuesync import __version__

    version = f"v{__version__}"
    try:
        origin = json.loads(distribution("issuesync").read_text("direct_url.json") or "{}")
    except (PackageNotFoundError, ValueError):
        origin = {}
    commit = origin.get("vcs_info", {}).get("commit_id") or _built_from()
    if commit:
        return f"{_ACTION}@{commit} # {version}"
    return f"{_ACTION}@{version} # zizmor: ignore[unpinned-uses] write its commit for the tag"


def _built_from() -> str:
    """Return the commit that this version was built from, where its build says so."""
    from issuesync.store.files import read_text

    return (read_text(Path(__file__).parents[1], "commit.txt") or "").strip()


def find_repository(root: Path) -> str:
    """Return the GitHub repository that git's remote names, else a place to fill in."""
    from issuesync.fields.link import repository_of
    from issuesync.store.git import remote_address

    return repository_of(remote_address(root)) or PLACEHOLDER
