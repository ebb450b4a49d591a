"""docs/data.md: its tables are generated, its outputs real, and its examples run.

``python tests/test_data_docs.py`` writes the generated parts anew.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import get_args

import pytest

from issuesync.app.publish import build_site
from issuesync.app.workspace import load
from issuesync.publish.table import ENTRY_COLUMNS, DataColumn, build_tables
from issuesync.schema.files import FieldFile
from issuesync.store.site import write_site
from small_catalog import make_catalog

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "data.md"
CODE = re.compile(r"^```python (\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
KINDS = get_args(FieldFile.model_fields["type"].annotation)
QUERY = "SELECT name, samples_text, sources FROM datasets_shown WHERE year = 2016"
USES = """\
SELECT entries.id, entries.name FROM datasets_sources_ids
JOIN entries ON entries.id = entry WHERE value = 'metadata/xbd'"""
LIST = "issuesync list --field year=2016 --label Cap. --format bibtex"


def stored(column: DataColumn) -> str:
    """Say how a column is stored."""
    kind = f"list of {column.type.value}s" if column.is_list else column.type.value
    more = ", ".join(filter(None, (column.format, column.unit)))
    return f"{kind} ({more})" if more else kind


def columns_part() -> str:
    rows = [f"| `{one.key}` | {stored(one)} | {one.description} |" for one in ENTRY_COLUMNS]
    return "\n".join(["| column | type | what it is |", "| --- | --- | --- |", *rows])


def types_part() -> str:
    """Declare one field of every type, and say which column each gets."""
    fields = ", ".join(f"a{n}: {{type: {kind}}}" for n, kind in enumerate(KINDS))
    fields = fields.replace("{type: labels}", "{type: labels, group: task}")
    catalog = f"""\
repository: octocat/hello-world
documents: [README.md]
fields: {{{fields}}}
collections: {{sets: {{from: issues, publish: accepted, columns: {{Name: a0}},
  fields: [{", ".join(f"a{n}" for n, _ in enumerate(KINDS))}]}}}}
"""
    (table,) = build_tables(make_catalog([], catalog=catalog))
    texts = {column.field for column in table.columns if column.is_text}
    rows = []
    for number, kind in enumerate(KINDS):
        column = table.by_field[f"a{number}"]
        text = "yes" if column.field in texts else ""
        if kind in {"choice", "choices", "labels"}:
            text = "if an option shows otherwise"
        rows.append(f"| `{kind}` | {stored(column)} | {text} |")
    return "\n".join(["| type of the field | type of the column | a text next to it |",
                      "| --- | --- | --- |", *rows])  # fmt: skip


def line_part() -> str:
    site = build_site(load(ROOT, "snapshot").catalog)
    every = map(json.loads, site["catalog.jsonl"].decode().splitlines())
    entry = next(line for line in every if line["id"] == "57")
    shown = {key: entry[key] for key in ("id", "name", "paper", "year", "section", "samples",
                                         "samples_text", "sources", "task")}  # fmt: skip
    said = {key: entry["provenance"][key] for key in ("download", "year", "samples")}
    lines = [
        f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}"
        for key, value in {**shown, "provenance": said}.items()
    ]
    body = ",\n".join(lines).replace(', "year": {"origin"', ',\n    "year": {"origin"')
    body = body.replace(', "samples": {"origin"', ',\n    "samples": {"origin"')
    for before, after in (("[", "["), ("}, ", "},")):
        body = body.replace(f'{before}{{"number"', f'{after}\n      {{"number"')
    return f"```json\n{{\n{body}\n}}\n```"


def sqlite_part() -> str:
    rows = "\n".join(queried(QUERY))
    return f"```console\n$ sqlite3 catalog.sqlite '{QUERY}'\n{rows}\n```"


def uses_part() -> str:
    rows = "\n".join(queried(USES))
    return f'```console\n$ sqlite3 catalog.sqlite "{USES}"\n{rows}\n```'


def queried(query: str) -> list[str]:
    content = build_site(load(ROOT, "snapshot").catalog)["catalog.sqlite"]
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.deserialize(content)
        return ["|".join(map(str, row)) for row in connection.execute(query)]


def bibtex_part() -> str:
    ran = subprocess.run(
        [sys.executable, "-m", *LIST.split()], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return f"```console\n$ {LIST} > my.bib\n$ cat my.bib\n{ran.stdout.rstrip()}\n```"


def published_part() -> str:
    count = len(build_site(load(ROOT, "snapshot").catalog)) + 2  # the manifest and .gitignore
    return (
        f"```console\n$ issuesync publish\nwrote {count} of {count} files in site\n"
        f"$ issuesync publish\nnothing to write: the {count} files in site are up to date\n```"
    )


PARTS = {
    "published": published_part,
    "columns": columns_part,
    "types": types_part,
    "line": line_part,
    "sqlite": sqlite_part,
    "uses": uses_part,
    "bibtex": bibtex_part,
}


def parts_of(text: str) -> dict[str, str]:
    """Return what is below each mark of the page, up to the next paragraph."""
    found = {}
    for name in PARTS:
        rest = text.partition(f"<!-- {name} -->\n\n")[2]
        block = re.match(r"```.*?\n```|(?:\|[^\n]*\n)+", rest, re.DOTALL)
        found[name] = block[0].rstrip("\n") if block else ""
    return found


@pytest.mark.parametrize("name", PARTS)
def test_the_page_shows_what_is_so(name: str) -> None:
    shown = parts_of(PAGE.read_text(encoding="utf-8"))[name]
    assert shown == PARTS[name](), "run python tests/test_data_docs.py"


@pytest.mark.parametrize("index", range(3))
def test_an_example_makes_parquet_of_the_json_lines(
    index: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import duckdb

    name, code = CODE.findall(PAGE.read_text(encoding="utf-8"))[index]
    write_site(tmp_path, build_site(load(ROOT, "snapshot").catalog))
    environment = {**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "hub")}
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, env=environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 0, (name, ran.stderr)
    monkeypatch.chdir(tmp_path)
    with duckdb.connect() as connection:
        query = "SELECT count(*), sum(samples), max(len(sources)) FROM 'catalog.parquet'"
        found = connection.execute(query).fetchall()
    assert found == [(297, 137425866, 34)]


if __name__ == "__main__":
    page = PAGE.read_text(encoding="utf-8")
    for part, build in PARTS.items():
        mark = f"<!-- {part} -->\n\n"
        before, _, after = page.partition(mark)
        old = parts_of(page)[part]
        page = before + mark + build() + ("\n\n" if not old else "") + after.removeprefix(old)
    PAGE.write_text(page, encoding="utf-8")
