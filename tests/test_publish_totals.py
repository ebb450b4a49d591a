"""What the flagship's files add up to, each total taken from a published file by itself."""

from __future__ import annotations

import json
import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from issuesync.app.workspace import load
from issuesync.fields.link import repository_of
from publishing import ROOT, publish

if TYPE_CHECKING:
    from pathlib import Path

TOTALS = {
    "entries": 297,
    "by_collection": {"datasets": 78, "metadata": 138, "papers": 69, "lists": 12},
    "samples_total": 137425866,
    "size_total_bytes": 3693880000000,
    "entries_without_samples": 4,
    "paper_links": 266,
    "arxiv_ids": 153,
    "doi_in_link": 17,
    "distinct_urls": 436,
    "hosts": 80,
    "github_repositories": 111,
    "arxiv_distinct": 116,
    "preprints": 78,
    "preprints_with_arxiv_id": 77,
    "published_linked_to_arxiv": 76,
}


def totals(site: Path) -> dict[str, Any]:
    """Count what the JSON Lines and the BibTeX of a site hold."""
    rows = [json.loads(line) for line in (site / "catalog.jsonl").read_text("utf-8").splitlines()]
    cited = (site / "catalog.bib").read_text("utf-8").split("\n@misc")
    eprints = [found[1] if (found := re.search(r"eprint = {(.+)}", e)) else "" for e in cited]
    links = [row[key] for row in rows for key in ("paper", "download") if row[key]]
    preprint = [row["venue"] == "arXiv" for row in rows]
    return {
        "entries": len(rows),
        "by_collection": dict(Counter(row["collection"] for row in rows)),
        "samples_total": sum(row["samples"] or 0 for row in rows),
        "size_total_bytes": sum(row["size"] or 0 for row in rows),
        "entries_without_samples": sum(
            row["collection"] == "datasets" and row["samples"] is None for row in rows
        ),
        "paper_links": sum(row["paper"] is not None for row in rows),
        "arxiv_ids": sum(map(bool, eprints)),
        "doi_in_link": sum("\n  doi = " in entry for entry in cited),
        "distinct_urls": len(set(links)),
        "hosts": len({urlsplit(link).hostname for link in links}),
        "github_repositories": len({repository_of(link) for link in links} - {None}),
        "arxiv_distinct": len(set(filter(None, eprints))),
        "preprints": sum(preprint),
        "preprints_with_arxiv_id": sum(
            is_one and bool(id_) for is_one, id_ in zip(preprint, eprints, strict=True)
        ),
        "published_linked_to_arxiv": sum(
            not is_one and bool(id_) for is_one, id_ in zip(preprint, eprints, strict=True)
        ),
    }


@pytest.mark.parametrize("total", TOTALS)
def test_the_flagships_files_add_up(total: str, counted: dict[str, Any]) -> None:
    assert counted[total] == TOTALS[total]


@pytest.fixture(scope="module")
def counted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    site = tmp_path_factory.mktemp("site")
    publish(load(ROOT, "snapshot").catalog, site)
    return totals(site)
