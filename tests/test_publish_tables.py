"""The typed tables that every data file is made of."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.fields.base import Stored
from issuesync.model.issue import Issue
from issuesync.publish.jsonl import render_jsonl
from issuesync.publish.table import RESERVED, DataTable, build_tables
from small_catalog import make_catalog

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def tables() -> tuple[DataTable, ...]:
    return build_tables(load(ROOT, "snapshot").catalog)


def test_the_flagship_has_a_table_a_collection(tables: tuple[DataTable, ...]) -> None:
    assert {table.key: len(table.rows) for table in tables} == {
        "datasets": 78, "metadata": 138, "papers": 69, "lists": 12,
    }  # fmt: skip


def test_a_column_knows_its_type_unit_and_label(tables: tuple[DataTable, ...]) -> None:
    columns = {column.key: column for column in tables[0].columns}
    assert (columns["samples"].type, columns["samples"].label) == (Stored.INTEGER, "Total Samples")
    assert (columns["size"].type, columns["size"].unit) == (Stored.INTEGER, "bytes")
    assert columns["year"].type is Stored.INTEGER
    assert columns["sources"].is_list
    assert columns["paper"].format == "uri"
    assert columns["section"].options[3] == ("vqa", "Visual Question Answering (VQA)")


def test_every_cell_is_of_its_columns_type(tables: tuple[DataTable, ...]) -> None:
    kinds = {Stored.TEXT: str, Stored.INTEGER: int}
    for table in tables:
        for row in table.rows:
            assert list(row.cells) == [column.key for column in table.columns]
            for column in table.columns:
                cell = row.cells[column.key]
                if cell is not None and column.is_list:
                    assert isinstance(cell, tuple)
                    assert all(isinstance(item, str) for item in cell)
                elif cell is not None:
                    assert type(cell) is kinds[column.type], (row.id, column.key)


def test_no_two_entries_share_a_permanent_name(tables: tuple[DataTable, ...]) -> None:
    names = [row.id.casefold() for table in tables for row in table.rows]
    assert len(set(names)) == len(names) == 297
    assert {"57", "metadata/dior", "lists/vision-language-geo-foundation-models"} <= set(names)


def test_json_lines_hold_every_value_with_its_source(tables: tuple[DataTable, ...]) -> None:
    lines = [json.loads(line) for line in render_jsonl(tables).splitlines()]
    rows = {row.id: row for table in tables for row in table.rows}
    assert [line["id"] for line in lines] == list(rows)
    for line in lines:
        record = rows[line["id"]].record
        assert set(line["provenance"]) == set(record.values)
        for key, stated in record.values.items():
            said = line["provenance"][key]
            assert (said["origin"], said["place"]) == (stated.origin.value, str(stated.place))
            assert said.get("raw", "") == stated.raw


def test_every_export_names_the_entries_that_an_entry_names(tables: tuple[DataTable, ...]) -> None:
    """Joined by these ids, each export says of xBD what README, `show`, `list` and the page say."""
    row = next(row for row in tables[0].rows if row.id == "13")
    ids = row.cells["sources_ids"]
    assert isinstance(ids, tuple)
    assert "metadata/xbd" in ids
    assert len(ids) == 23
    assert set(ids) <= {one.id for table in tables for one in table.rows}
    site = build_site(load(ROOT, "snapshot").catalog)
    users = ["13", "19", "25", "32"]
    lines = map(json.loads, site["catalog.jsonl"].decode().splitlines())
    assert sorted(one["id"] for one in lines if "metadata/xbd" in named(one)) == users
    stated = csv.DictReader(io.StringIO(site["datasets.csv"].decode(), newline=""))
    found = [one["id"] for one in stated if '"metadata/xbd"' in one["sources_ids"]]
    assert sorted(found) == users
    graph = json.loads(site["catalog.jsonld"])
    (xbd,) = (one["@id"] for one in graph["hasPart"] if one["identifier"] == "metadata/xbd")
    based = (one for one in graph["hasPart"] if {"@id": xbd} in one.get("isBasedOn", ()))
    assert sorted(one["identifier"] for one in based) == users
    assert b"- Used by: [GEOBench-VLM](../13.md), " in site["entries/metadata/xbd.md"]
    assert b"[xBD](metadata/xbd.md)" in site["entries/13.md"]


def named(line: dict[str, Any]) -> list[str]:
    """Return the ids of what an entry of the JSON Lines surely names."""
    sure = (one["ids"] for one in line.get("references", ()) if one["is"] == "entry")
    found = [name for ids in sure for name in ids]
    assert list(dict.fromkeys(found)) == (line.get("sources_ids") or [])
    return found


def test_in_sqlite_a_named_entry_is_a_foreign_key_whatever_collections_are_called() -> None:
    catalog = """\
repository: octocat/hello-world
documents: [README.md]
fields: {name: title, from: entries, from_ids: text}
collections:
  ids: {from: issues, columns: {Name: name}, fields: [name, from, from_ids]}
  entries: {from: lists.yaml, columns: {Name: name}, fields: [name, from]}
"""
    made = make_catalog([Issue(1, "One", "**From**: Two, None")], "- {name: Two}", catalog)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(build_site(made)["catalog.sqlite"])
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        keys = connection.execute("PRAGMA foreign_key_list(ids_2_from_ids_2)").fetchall()
        assert {(key[2], key[3]) for key in keys} == {("ids", "value"), ("ids_2", "entry")}
        assert connection.execute("SELECT * FROM ids").fetchall() == [
            ("1", "ids"), ("entries/two", "entries"),
        ]  # fmt: skip
        found = connection.execute("SELECT entry, value FROM ids_2_from_ids_2").fetchall()
    assert found == [("1", "entries/two")]


def test_a_column_is_never_called_as_another_is() -> None:
    catalog = """\
repository: octocat/hello-world
documents: [README.md]
fields: {name: title, url: url, URL: {type: url, label: Link}, labels_: text,
  samples: count, samples_text: text, provenance: text}
collections: {sets: {from: issues, columns: {Name: name},
  fields: [name, url, URL, labels_, samples, samples_text, provenance]}}
"""
    (table,) = build_tables(make_catalog([Issue(1, "One", "**Samples**: 5")], catalog=catalog))
    keys = [column.key for column in table.columns]
    assert len({key.casefold() for key in keys}) == len(keys)
    assert not set(keys) & set(RESERVED)
    assert table.rows[0].cells["samples"] == 5
