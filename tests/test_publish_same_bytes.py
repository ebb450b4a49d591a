"""The same catalog gives the same bytes: whatever the order, the Python, the SQLite, or the day.

``python tests/test_publish_same_bytes.py`` notes the bytes of today's formats anew.
"""

from __future__ import annotations

import json
import random
import sqlite3
import sys
from contextlib import closing
from dataclasses import replace
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from corpus import CORPUS
from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.publish.database import build_database
from issuesync.publish.table import build_tables
from issuesync.store import database
from issuesync.store.database import database_bytes
from publishing import ROOT
from small_catalog import CATALOG, make_catalog, make_issue

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.records.catalog import Catalog

NAMES = (
    "Plain", "Émile & Söhne", "遥感数据集", "=1+1", "a|b", "<b>bold</b>", "100% {braces} ^_~ $5",
    "“quoted” -- dashes", "İstanbul", "ﬃ ½ ①", "e\u0301 combining", "🛰️ satellites", "#12 @octocat",
)  # fmt: skip
NOTED = ROOT / "tests" / "facts" / "published.json"
TEXTS = [text.encode("utf-8", "replace").decode("utf-8") for text in CORPUS]


def digests() -> dict[str, str]:
    """Return the SHA-256 of each data file of a catalog that is the same every time."""
    issues = [
        make_issue(n, text, note=text, year="2024", labels=["VQA"])
        for n, text in enumerate(NAMES, 1)
    ]
    about = "about: {title: T, description: D, license: MIT, creators: [A]}\n"
    site = build_site(make_catalog(issues, "- {name: One}", CATALOG + about))
    return {
        path: sha256(data).hexdigest()
        for path, data in sorted(site.items())
        if path.startswith(("catalog.", "croissant", "datapackage", "entries", "feed", "llms"))
        and path != "catalog.js"
    }


def test_every_python_and_every_sqlite_writes_the_bytes_that_were_noted() -> None:
    noted = json.loads(NOTED.read_text(encoding="utf-8"))
    assert digests() == noted, "if a format was changed on purpose, run this file"


def test_the_order_of_the_input_does_not_show() -> None:
    issues = [make_issue(n, text, note=text) for n, text in enumerate(TEXTS, 1)]
    shuffled = random.Random(17).sample(issues, len(issues))
    assert build_site(make_catalog(issues)) == build_site(make_catalog(shuffled))


def test_a_second_time_is_like_the_first() -> None:
    catalog = load(ROOT, "snapshot").catalog
    assert build_site(catalog) == build_site(load(ROOT, "snapshot").catalog)


LONG = [make_issue(n, f"{n} " * 300 * n, note="word " * 97 * n) for n in range(1, 60)]


@pytest.mark.skipif(sys.platform != "linux", reason="the other SQLite is a wheel for Linux")
@pytest.mark.parametrize(
    "catalog",
    [
        load(ROOT, "snapshot").catalog,
        make_catalog(LONG),
        make_catalog([make_issue(n, text, note=text) for n, text in enumerate(TEXTS, 1)]),
        make_catalog([]),
    ],
    ids=["flagship", "long texts", "hostile texts", "nothing"],
)
def test_another_version_of_sqlite_writes_the_same_bytes(
    catalog: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    import pysqlite3

    assert pysqlite3.sqlite_version_info >= (3, 51)
    assert pysqlite3.sqlite_version_info != sqlite3.sqlite_version_info
    content = build_database(build_tables(catalog))
    own = database_bytes(content)
    monkeypatch.setattr(database, "sqlite3", pysqlite3)
    assert database_bytes(content) == own


def test_the_file_is_sound_after_its_gaps_were_cleared(tmp_path: Path) -> None:
    path = tmp_path / "catalog.sqlite"
    path.write_bytes(database_bytes(build_database(build_tables(make_catalog(LONG)))))
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        with connection:
            connection.execute("DELETE FROM sets WHERE number % 2")
        connection.execute("VACUUM")
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_header_states_no_version_of_its_writer() -> None:
    data = database_bytes(build_database(build_tables(make_catalog([make_issue(1)]))))
    assert data[:16] == b"SQLite format 3\0"
    assert int.from_bytes(data[96:100], "big") == 3040000
    assert data[24:28] == data[92:96] == (1).to_bytes(4, "big")


def test_other_entries_give_other_bytes() -> None:
    one = make_issue(1)
    assert build_site(make_catalog([one])) != build_site(make_catalog([replace(one, title="B")]))


if __name__ == "__main__":
    text = json.dumps(digests(), ensure_ascii=False, indent=1)
    NOTED.write_text(f"{text}\n", encoding="utf-8")
