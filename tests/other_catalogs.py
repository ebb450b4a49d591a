"""Small catalogs of other kinds than the flagship, for tests of what is published."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from issuesync.model.issue import Acceptance
from issuesync.model.voices import Voices
from small_catalog import CATALOG, make_catalog, make_issue

if TYPE_CHECKING:
    from collections.abc import Callable

    from issuesync.records.catalog import Catalog

_EVERY = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  name: title
  paper: url
  code: repository
  doi: doi
  arxiv: arxiv
  year: year
  kind: {type: choice, options: {a: "Kind A", b: "Kind B"}}
  task: {type: choices, options: [x, y]}
  samples: count
  size: bytes
  open: boolean
  day: date
  weight: {type: number, unit: kg}
  licence: license
  note: text
  from: list
collections:
  sets:
    from: issues
    publish: accepted
    state: all
    fields: [name, paper, code, doi, arxiv, year, kind, task, samples, size, open, day, weight,
      licence, note, from]
    columns: {Name: name}
    form: {name: Add, title: "[New] "}
"""

_CHINESE = """\
repository: octocat/hello-world
documents: [README.md]
fields:
  名称: title
  年份: year
  类别: {type: choice, options: {图像: 图像描述, 问答: 视觉问答}}
  sources: {type: entries, label: 来源}
collections:
  数据集:
    title: 数据集
    from: issues
    publish: accepted
    fields: [名称, 年份, 类别, sources]
    columns: {名称: 名称}
"""

_ONLY_A_FILE = """\
repository: octocat/hello-world
documents: [README.md]
fields: {name: title, download: url}
collections: {lists: {from: lists.yaml, columns: {Name: name, Download: download}}}
"""


def every_type() -> Catalog:
    """Return entries with a value of every type, with long, odd and missing ones among them."""
    answers = {
        "paper": "https://example.org/a?b=(c)&d=é", "code": "octocat/hello", "year": "2024",
        "doi": "10.1000/182", "arxiv": "2401.00001", "kind": "Kind A", "task": "x, y",
        "samples": "~12,000 (HR), 7 (LR)", "size": "1.5 GB", "open": "yes", "day": "2024-05-06",
        "weight": "1.5 kg", "licence": "MIT", "note": "It's *all* 遥感 (here)!", "from": "A, B",
    }  # fmt: skip
    first = make_issue(1, "A set", labels=["VQA"], **answers)
    first = replace(
        first,
        body=f"{first.body}\n\n### Nobody asked\n\nKept all the same\n",
        state="closed",
        accepted=Acceptance("2025-04-03T00:00:00Z"),
        updated_at="2025-05-01T00:00:00Z",
        voices=Voices(1, (("+1", 12),)),
    )
    return make_catalog(
        [
            first,
            make_issue(2, "😀" * 200, note="长" * 900),
            make_issue(3, "B", note="x " * 5000, weight="0.25", **{"from": "one, " * 300}),
            make_issue(4, "C", samples="many", kind="Kind B", open="no", weight="20"),
        ],
        catalog=_EVERY,
    )


def _chinese() -> Catalog:
    issues = [
        make_issue(1, "遥感图像描述", 年份="2024", 类别="图像描述"),
        make_issue(2, "高分问答", 年份="2025", 类别="问答", 来源="遥感图像描述, 未知"),
    ]
    return make_catalog(issues, catalog=_CHINESE)


def _without_sections() -> Catalog:
    catalog = CATALOG.replace("  section: {type: choice, required: true}\n", "")
    catalog = catalog.replace("    sections: {one: Section One, two: Section Two}\n", "")
    return make_catalog([make_issue(1, "A"), make_issue(2, "B")], catalog=catalog)


def _only_a_file() -> Catalog:
    lists = "- {name: One, download: https://example.org/1}\n- {name: Two}\n"
    return make_catalog(lists=lists, catalog=_ONLY_A_FILE)


OTHERS: dict[str, Callable[[], Catalog]] = {
    "every-type": every_type,
    "chinese": _chinese,
    "no-sections": _without_sections,
    "only-a-file": _only_a_file,
    "nothing": lambda: make_catalog([]),
}
"""Each is made anew by its function."""
