"""Every published file of the flagship, read by the program that such files are for.

What each of them reads has to equal the records: none only has to load.
"""

from __future__ import annotations

import csv
import json
import sqlite3
import warnings
from contextlib import closing
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest

from issuesync.app.workspace import load
from publishing import ROOT, all_cells, cells, publish

if TYPE_CHECKING:
    from pathlib import Path

    from issuesync.publish.table import DataTable


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("site")


@pytest.fixture(scope="module", autouse=True)
def tables(site: Path) -> tuple[DataTable, ...]:
    return publish(load(ROOT, "snapshot").catalog, site)


def union(tables: tuple[DataTable, ...]) -> list[dict[str, Any]]:
    """Return all rows with the columns of all tables."""
    keys = dict.fromkeys(column.key for table in tables for column in table.columns)
    return [dict.fromkeys(keys) | row for row in all_cells(tables)]


def test_the_published_files_are_these(site: Path) -> None:
    assert sorted(path.name for path in site.iterdir()) == [
        "catalog.bib", "catalog.js", "catalog.jsonl", "catalog.jsonld", "catalog.sqlite",
        "croissant.json", "datapackage.json", "datasets.csv", "entries", "feed.xml",
        "index.html", "issuesync.json", "lists.csv", "llms.txt", "metadata.csv", "page.css",
        "page.js", "page.svg", "papers.csv", "theme.js",
    ]  # fmt: skip
    assert len(list((site / "entries").rglob("*.md"))) == 297


def test_json_lines_by_json(site: Path, tables: tuple[DataTable, ...]) -> None:
    lines = [json.loads(line) for line in (site / "catalog.jsonl").read_text("utf-8").splitlines()]
    expected = all_cells(tables)
    assert [{key: line[key] for key in row} for line, row in zip(lines, expected, strict=True)] == (
        expected
    )
    assert all(line["provenance"] for line in lines)


def test_json_lines_by_duckdb(site: Path, tables: tuple[DataTable, ...]) -> None:
    import duckdb

    keys = list(union(tables)[0])
    query = ", ".join(f'"{key}"' for key in keys)
    with duckdb.connect() as connection:
        found = connection.execute(
            f"SELECT {query} FROM read_json('{site / 'catalog.jsonl'}', sample_size=-1,"
            " convert_strings_to_integers=false, dateformat='x', timestampformat='x')"
        ).fetchall()
    assert [dict(zip(keys, row, strict=True)) for row in found] == union(tables)


def test_json_lines_by_duckdb_with_its_own_guesses(site: Path) -> None:
    import duckdb

    with duckdb.connect() as connection:
        (total,) = connection.execute(
            f"SELECT sum(samples) FROM '{site / 'catalog.jsonl'}' WHERE year >= 2024"
        ).fetchall()
    assert total == (25594073 + 109597008,)


@pytest.mark.parametrize("index", range(4))
def test_csv_by_csv(index: int, site: Path, tables: tuple[DataTable, ...]) -> None:
    table = tables[index]
    with (site / f"{table.key}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = [
        {
            key: "" if cell is None
            else json.dumps(cell, ensure_ascii=False) if isinstance(cell, list)
            else str(cell)
            for key, cell in row.items()
        }
        for row in cells(table)
    ]  # fmt: skip
    assert rows == expected


def test_csv_by_frictionless(
    site: Path, tables: tuple[DataTable, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package, validate

        monkeypatch.chdir(site)
        report = validate("datapackage.json")
        assert report.valid, report.flatten(["title", "message"])
        package = Package("datapackage.json")
        for resource, table in zip(package.resources, tables, strict=True):
            found = [row.to_dict() for row in resource.read_rows()]
            assert found == cells(table)


def test_sqlite_by_sqlite3(site: Path, tables: tuple[DataTable, ...]) -> None:
    with closing(sqlite3.connect(site / "catalog.sqlite")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        for table in tables:
            assert read_table(connection, table) == cells(table)
        names = connection.execute("SELECT id, name FROM entries").fetchall()
        assert names == [(row["id"], row["name"]) for row in all_cells(tables)]


def read_table(connection: sqlite3.Connection, table: DataTable) -> list[dict[str, Any]]:
    """Read a collection's rows with their lists, each from its own table."""
    cursor = connection.execute(f'SELECT * FROM "{table.key}"')
    heads = [one[0] for one in cursor.description]
    rows = [dict(zip(heads, row, strict=True)) for row in cursor]
    for column in (one for one in table.columns if one.is_list):
        lists: dict[str, list[str]] = {}
        query = f'SELECT entry, value FROM "{table.key}_{column.key}" ORDER BY entry, position'
        for entry, value in connection.execute(query):
            lists.setdefault(entry, []).append(value)
        for row, cell in zip(rows, cells(table), strict=True):
            row[column.key] = lists.get(row["id"], cell[column.key] and None)
            if cell[column.key] == []:
                row[column.key] = lists.get(row["id"], [])
    return [{one.key: row[one.key] for one in table.columns} for row in rows]


def test_the_view_of_a_collection_shows_lists_in_their_order(
    site: Path, tables: tuple[DataTable, ...]
) -> None:
    with closing(sqlite3.connect(site / "catalog.sqlite")) as connection:
        for table in tables:
            keys = ", ".join(f'"{one.key}"' for one in table.columns)
            found = connection.execute(f'SELECT {keys} FROM "{table.key}_shown"').fetchall()
            assert found == [
                tuple(
                    (", ".join(cell) or None) if isinstance(cell, list) else cell
                    for cell in row.values()
                )
                for row in cells(table)
            ]


def test_bibtex_by_bibtexparser(site: Path, tables: tuple[DataTable, ...]) -> None:
    import bibtexparser
    from bibtexparser.middlewares import LatexDecodingMiddleware

    library = bibtexparser.parse_file(
        str(site / "catalog.bib"), append_middleware=[LatexDecodingMiddleware()]
    )
    assert library.failed_blocks == []
    entries = [{key: one.value for key, one in e.fields_dict.items()} for e in library.entries]
    assert [one["title"].strip("{}") for one in entries] == [
        row["name"] for row in all_cells(tables)
    ]
    assert [one.get("year") for one in entries] == [
        str(row["year"]) if row["year"] else None for row in all_cells(tables)
    ]
    assert [unquote(one["url"]) for one in entries] == [
        unquote(row["paper"] or row["download"] or row["url"]) for row in all_cells(tables)
    ]
    assert not any("author" in one for one in entries)
    keys = [entry.key for entry in library.entries]
    assert len(set(keys)) == 297
    assert {"datasets-57", "metadata-dior"} <= set(keys)


def test_the_feed_by_feedparser(site: Path, tables: tuple[DataTable, ...]) -> None:
    import feedparser

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        feed = feedparser.parse((site / "feed.xml").read_bytes())
    assert not feed.bozo
    rows = {row["url"]: row for row in cells(tables[0])}
    assert {entry.id for entry in feed.entries} == set(rows)
    for entry in feed.entries:
        row = rows[entry.id]
        assert (entry.title, entry.published, entry.updated, entry.link) == (
            row["name"], row["published_at"], row["updated_at"], row["url"],
        )  # fmt: skip
    times = [entry.updated for entry in feed.entries]
    assert times == sorted(times, reverse=True)
    assert feed.feed.updated == max(times)
    assert feed.feed.title == "Remote-sensing vision-language data"


def test_linked_data_by_rdflib(site: Path, tables: tuple[DataTable, ...]) -> None:
    import rdflib

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        graph = rdflib.Graph().parse(site / "catalog.jsonld", format="json-ld")
    sdo = rdflib.Namespace("https://schema.org/")
    found: dict[str, dict[str, set[Any]]] = {}
    for part in graph.objects(None, sdo.hasPart):
        of_entry = found.setdefault(str(graph.value(part, sdo.identifier)), {})
        of_entry["name"] = {graph.value(part, sdo.name).toPython()}
        for one in graph.objects(part, sdo.additionalProperty):
            key = str(graph.value(one, sdo.propertyID))
            of_entry.setdefault(key, set()).add(graph.value(one, sdo.value).toPython())
    assert len(found) == 297
    left_out = {"id", "collection", "number", "url", "state"} | {
        f"{word}_at" for word in ("created", "updated", "published")
    }
    for row in all_cells(tables):
        assert found[row["id"]] == {
            key: set(cell) if isinstance(cell, list) else {cell}
            for key, cell in row.items()
            if key not in left_out and cell not in (None, [])
        }


def test_croissant_by_mlcroissant(
    site: Path, tables: tuple[DataTable, ...], caplog: pytest.LogCaptureFixture
) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        dataset = mlcroissant.Dataset(str(site / "croissant.json"))
        issues = dataset.metadata.ctx.issues
        assert (issues.errors, issues.warnings) == (set(), set())
        assert not [one for one in caplog.records if one.levelname in {"WARNING", "ERROR"}]
        assert [one.id for one in dataset.metadata.record_sets] == ["entries"]
        found = [dict(record) for record in dataset.records("entries")]
    assert [
        {key.removeprefix("entries/"): plain(value) for key, value in one.items()} for one in found
    ] == union(tables)


def plain(value: Any) -> Any:
    """Return what mlcroissant gives as JSON has it: it gives texts as bytes, and times."""
    if isinstance(value, list):
        return [plain(one) for one in value]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else value


def test_llms_txt_leads_to_every_entry(site: Path, tables: tuple[DataTable, ...]) -> None:
    from markdown_it import MarkdownIt

    tokens = MarkdownIt().parse((site / "llms.txt").read_text("utf-8"))
    links = [
        unquote(str(child.attrs["href"]))
        for token in tokens
        for child in token.children or ()
        if child.type == "link_open"
    ]
    assert [link for link in links if not (site / link).is_file()] == []
    assert {f"entries/{row['id']}.md" for row in all_cells(tables)} <= set(links)
    for row in all_cells(tables):
        page = (site / "entries" / f"{row['id']}.md").read_text("utf-8")
        assert page.startswith("# ")
        assert all(row[key] in page for key in ("paper", "download") if row[key])
