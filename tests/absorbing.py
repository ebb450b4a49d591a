"""Catalogs whose documents are edited by hand: texts in, and what an absorption makes of them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from issuesync.apply import apply_plan
from issuesync.documents.build import build_documents
from issuesync.edits.absorb import Absorbed, absorb
from issuesync.edits.base_versions import Past
from issuesync.edits.materials import Materials
from issuesync.markdown.document import parse_document
from issuesync.model.issue import Snapshot
from issuesync.model.plan import PendingIssue
from issuesync.records.catalog import build_catalog
from issuesync.schema.build import parse_catalog
from issuesync.schema.taxonomy import parse_taxonomy
from issuesync.store.target import SnapshotTarget
from issuesync.yamlfile.source import parse_yaml
from small_catalog import LABELS, make_issue, region

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from issuesync.documents.build import Built
    from issuesync.model.issue import Issue
    from issuesync.records.catalog import Catalog

README = "README.md"
CATALOG = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  download: url
  repository: {type: repository, default: download}
  year: year
  venue: {type: choice, open: true, options: {CVPR: Computer Vision, "a`b": Back-ticks}}
  note: text
  section: {type: choice, required: true}
collections:
  sets:
    from: issues
    publish: accepted
    overrides: overrides.yaml
    sections: {one: Section One, two: Section Two}   # in this order
    columns:
      Year: year
      Venue: venue
      Name: {field: name, link: paper}
      Note: note
      Download: {field: download, as: stars}
      More: issue
    sort: [year, issue]
  papers:
    from: papers.yaml
    fields: [name, paper, download, repository, year, note, section]
    sections: [Old, Later]
    columns:
      Year: year
      Name: {field: name, link: paper}
      Download: {field: download, as: stars}
      Note: note
    sort: [year]
  lists:
    from: lists.yaml
    fields: [name, download, note]
    columns: {Name: name, Download: download, Note: note}
"""
PAPERS = """\
# Papers, by hand.
- name: A survey
  section: Old
  year: 2020
  paper: https://example.org/survey
  download: https://github.com/a/survey
- {name: An outlook, section: Later, year: 2024, note: "Words: more"}  # unsure
- name: A third
  section: Old
  year: 2021
"""
LISTS = """\
- {name: Awesome A, download: "https://example.org/a", note: Long}
- {name: Awesome B, download: "https://example.org/b"}
"""
OVERRIDES = """\
# A maintainer's word.
2:
  venue: CVPR   # as published
"""
DOCUMENT = (
    f"# Title\n\n## Section One\n\n{region('table sets/one')}\n## Section Two\n\n"
    f"{region('table sets/two')}\n## Papers\n\n{region('table papers')}\n## Lists\n\n"
    f"{region('list lists')}\n{region('summary')}"
)
ISSUES = (
    make_issue(1, "Zorb", year="2023", paper="https://a.org/1", note="One | two"),
    make_issue(2, "Yott", year="2024", venue="ECCV", download="https://github.com/y/yott"),
    make_issue(3, "Quux", section="two", year="2022", download="https://q.org"),
    make_issue(4, "Blip", section="two"),
)


@lru_cache(maxsize=64)
def catalog_of(files: frozenset[tuple[str, str]], snapshot: Snapshot, labels: str) -> Catalog:
    """Build the catalog of these files; an edit of the document alone leaves it as it was."""
    texts = dict(files)
    taxonomy, _ = parse_taxonomy(labels, "labels.yaml")
    schema, problems = parse_catalog(texts["catalog.yaml"], "catalog.yaml", taxonomy)
    assert schema is not None, problems
    sources = {name: parse_yaml(text, name)[0] for name, text in texts.items()}
    return build_catalog(schema, snapshot, sources, sources)


@dataclass(frozen=True)
class Folder:
    """A catalog's files and issues, as they are at one moment."""

    texts: Mapping[str, str]
    issues: tuple[Issue, ...] = ISSUES
    labels: str = LABELS

    @property
    def snapshot(self) -> Snapshot:
        return Snapshot("octocat/hello-world", (), self.issues)

    @property
    def document(self) -> str:
        return self.texts[README]

    def catalog(self) -> Catalog:
        files = frozenset((name, text) for name, text in self.texts.items() if name != README)
        return catalog_of(files, self.snapshot, self.labels)

    def built(self, *, overwrite: bool = False) -> Built:
        return build_documents(self.catalog(), {README: self.document}, {}, {}, overwrite=overwrite)

    def synced(self) -> Folder:
        """Return the folder after a sync, which leaves hand-edited regions as they are."""
        return self.with_document(text_of(self.built()))

    def with_document(self, text: str) -> Folder:
        return replace(self, texts={**self.texts, README: text})

    def edited(self, old: str, new: str, *, count: int = 1) -> Folder:
        """Return the folder with an edit of the document made by hand."""
        assert self.document.count(old) >= 1, f"{old!r} does not be there"
        return self.with_document(self.document.replace(old, new, count))

    def absorb(
        self, *versions: str, base: str | None = None, into_issues: bool = False
    ) -> Absorbed:
        """Take the document's hand edits in; ``versions`` are what was committed, newest first."""
        return absorb(self.materials(versions, base, into_issues=into_issues))

    def materials(
        self, versions: Iterable[str], base: str | None = None, *, into_issues: bool = False
    ) -> Materials:
        """Return what an absorption is made from."""
        now = text_of(self.built(overwrite=True))
        return Materials(
            catalog=self.catalog(),
            snapshot=self.snapshot,
            texts={name: text for name, text in self.texts.items() if name != README},
            documents={README: self.document},
            past={README: Past.of(README, now, versions, base)},
            into_issues=into_issues,
        )

    def after(self, absorbed: Absorbed) -> Folder:
        """Return the folder with the files written and the plan carried out."""
        target = SnapshotTarget(self.snapshot)
        assert apply_plan(absorbed.plan, target, lambda _: None, _NoJournal()).is_clean
        texts = {file.path: file.text or "" for file in absorbed.files}
        return replace(self, texts={**self.texts, **texts}, issues=target.snapshot.issues)


class _NoJournal:
    """A journal that forgets: nothing is killed here."""

    def find(self, row: str) -> None:
        del row

    def begin(self, row: str, since: str) -> PendingIssue:
        return PendingIssue(row, "0" * 32, since)

    def end(self, creation: PendingIssue, number: int) -> None:
        del creation, number


def text_of(built: Built) -> str:
    text = next(file.text for file in built.files if file.path == README)
    assert text is not None
    return text


def make_folder(issues: Sequence[Issue] = ISSUES, **texts: str) -> Folder:
    """Return a folder whose document a sync has just written."""
    files = {
        "catalog.yaml": CATALOG,
        "papers.yaml": PAPERS,
        "lists.yaml": LISTS,
        "overrides.yaml": OVERRIDES,
        README: DOCUMENT,
    }
    named = {key.replace("_", "."): text for key, text in texts.items()}
    return Folder({**files, **named}, tuple(issues)).synced()


def bodies_of(document: str) -> dict[str, str]:
    """Return what is between the markers, by region."""
    return {one.name: one.text for one in parse_document(README, document).regions}


def outside_of(document: str) -> str:
    """Return a document without what is between its markers, and without their checksums."""
    parsed = parse_document(README, document)
    problems = list(parsed.faults)
    assert not problems
    inside = {line for one in parsed.regions for line in range(one.begin + 1, one.end + 1)}
    return "".join(line for i, line in enumerate(parsed.lines) if i not in inside)
