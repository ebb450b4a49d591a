"""The typed tables that every data file is made of."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

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
