"""The same catalog gives the same bytes: whatever the order, the version of SQLite, or the day."""

from __future__ import annotations

import random
import sqlite3
import sys
from dataclasses import replace

import pytest

from corpus import CORPUS
from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.publish.database import build_database
from issuesync.publish.table import build_tables
from issuesync.store import database
from issuesync.store.database import database_bytes
from publishing import ROOT
from small_catalog import make_catalog, make_issue


def test_the_order_of_the_input_does_not_show() -> None:
    issues = [make_issue(n, text, note=text) for n, text in enumerate(CORPUS, 1)]
    shuffled = random.Random(17).sample(issues, len(issues))
    assert build_site(make_catalog(issues)) == build_site(make_catalog(shuffled))


def test_a_second_time_is_like_the_first() -> None:
    catalog = load(ROOT, "snapshot").catalog
    assert build_site(catalog) == build_site(load(ROOT, "snapshot").catalog)


@pytest.mark.skipif(sys.platform != "linux", reason="the other SQLite is a wheel for Linux")
def test_another_version_of_sqlite_writes_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    import pysqlite3

    assert pysqlite3.sqlite_version_info >= (3, 51)
    assert pysqlite3.sqlite_version_info != sqlite3.sqlite_version_info
    content = build_database(build_tables(load(ROOT, "snapshot").catalog))
    own = database_bytes(content)
    monkeypatch.setattr(database, "sqlite3", pysqlite3)
    assert database_bytes(content) == own


def test_the_header_states_no_version_of_its_writer() -> None:
    data = database_bytes(build_database(build_tables(make_catalog([make_issue(1)]))))
    assert data[:16] == b"SQLite format 3\0"
    assert int.from_bytes(data[96:100], "big") == 3040000
    assert data[24:28] == data[92:96] == (1).to_bytes(4, "big")


def test_other_entries_give_other_bytes() -> None:
    one = make_issue(1)
    assert build_site(make_catalog([one])) != build_site(make_catalog([replace(one, title="B")]))
