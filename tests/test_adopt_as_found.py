"""Lists after the habits of well-known ones: what comes in stands afterwards as it stood before."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

MARKER = re.compile(r"<!-- issuesync:(?:begin|end)[^\n]*\n")
CASES = sorted((Path(__file__).parent / "cases" / "adopted").glob("*.md"))

ROWS_OF_2000 = "".join(
    f"* [Tool {n}](https://tool-{n}.example) - Does `{n}` *well*, unlike [Tool {n + 1}]"
    f"(https://tool-{n + 1}.example). ![ci](https://ci.example/{n}.svg)\n"
    for n in range(1000, 2000)
)
TABLE_OF_2000 = "| | Name | Text |\n|:-:|---|:--|\n" + "".join(
    f"| {n} | **[Set {n}](https://set-{n}.example)** | {n % 7} GB<br>see <b>{n}</b> |\n"
    for n in range(2000, 1000, -1)
)


def read(root: Path, name: str) -> str:
    return (root / name).read_bytes().decode("utf-8")


def documents() -> list[Any]:
    found = [pytest.param(path.read_text("utf-8"), id=path.stem) for path in CASES]
    long = f"# Long\n\n## Tools\n\n{ROWS_OF_2000}\n## Sets\n\n{TABLE_OF_2000}"
    return [*found, pytest.param(long, id="two thousand rows")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("text", documents())
def test_a_list_differs_by_its_markers_alone_and_nothing_is_at_odds(
    text: str, newline: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    written = text.replace("\n", newline)
    (tmp_path / "README.md").write_bytes(written.encode("utf-8"))
    ran = issuesync("init", "README.md", "--from", "none")
    assert ran.code == 0, ran.err
    after = read(tmp_path, "README.md")
    assert MARKER.sub("", after) == written
    assert after != written
    files = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    ran = issuesync("check")
    assert ran.code == 0, ran.err
    assert "row-differs" not in ran.err
    assert "row-refused" not in ran.err
    for words in (["sync"], ["sync", "--check"], ["init", "README.md", "--from", "none"]):
        ran = issuesync(*words)
        assert ran.code == 0, ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == files


def entries(root: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted((root / "catalog" / "data").glob("*.yaml")):
        found += yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return [one for one in found if "name" in one]


def adopted(root: Path, issuesync: Command, text: str) -> list[dict[str, Any]]:
    (root / "README.md").write_text(text, "utf-8")
    ran = issuesync("init", "README.md", "--from", "none")
    assert ran.code == 0, ran.err
    return entries(root)


FACTS: list[Any] = [
    pytest.param(
        "- [Loaf](https://loaf.example) - Bakes, after [Crumb](https://crumb.example).\n"
        "- [Rye](https://rye.example) - **Slow** `sour` _bread_ :bread:\n",
        [
            {"description": "Bakes, after [Crumb](https://crumb.example)."},
            {"description": "**Slow** `sour` _bread_ :bread:"},
        ],
        id="inline Markdown in a description",
    ),
    pytest.param(
        "- **On Crust** (2021) [[pdf]](https://p.example/1)\n  - Ann Flour, Bo Salt\n"
        "- **On Yeast** (2020) [[pdf]](https://p.example/2)\n  - Cy Leaven\n",
        [
            {"name": "On Crust", "paper": "https://p.example/1", "authors": "Ann Flour, Bo Salt"},
            {"name": "On Yeast", "description": "(2020)", "authors": "Cy Leaven"},
        ],
        id="authors below a bold title",
    ),
    pytest.param(
        "- [Oven](https://oven.example) - Hot.\n  - [Oven Mini](https://mini.example) - Small.\n"
        "  - Needs a chimney.\n- [Pan](https://pan.example) - Flat.\n",
        [{"name": "Oven"}, {"name": "Oven Mini", "part_of": "Oven"}, {"name": "Pan"}],
        id="an entry below an entry",
    ),
    pytest.param(
        "- [o/bread](https://github.com/o/bread) - A "
        "[![x](https://img.shields.io/github/workflow/status/o/bread/ci)](https://github.com/o/b)\n"
        "- [o/cake](https://github.com/o/cake) - B "
        "![x](https://img.shields.io/github/last-commit/o/cake)\n",
        [{"name": "o/bread", "repository": None}, {"name": "o/cake", "repository": None}],
        id="badges that show no stars",
    ),
    pytest.param(
        "- [null](https://null.example) - A name.\n- [n/a](https://na.example) - Another.\n"
        "- [Pan](https://pan.example)\n",
        [{"name": "null", "link": "https://null.example"}, {"name": "n/a"}, {"name": "Pan"}],
        id="names that look empty",
    ),
    pytest.param(
        "- [Notes](docs/notes.pdf) - Old.\n- 🥖 [Crust](crust.md)\n- [Rye](https://rye.example)\n",
        [{"name": "Notes", "link": "docs/notes.pdf"}, {"name": "Crust"}, {"name": "Rye"}],
        id="files of the repository",
    ),
    pytest.param(
        "|Name|Size|\n|-|-|\n|[A](https://a.example)|2 million|\n|[B](https://b.example)|3k|\n"
        "|[]()|[link]()|\n||[link]()|\n",
        [{"name": "A"}, {"name": "B", "size": "3k"}],
        id="placeholder rows",
    ),
    pytest.param(
        "|Name|Issue|\n|-|-|\n|[A](https://a.example)|[#3](https://github.com/o/b/issues/3)|\n"
        "|[B](https://b.example)|[#4](https://github.com/o/b/issues/4)|\n",
        [{"issue_2": "https://github.com/o/b/issues/3", "name": "A"}, {"name": "B"}],
        id="links to issues",
    ),
]


@pytest.mark.parametrize(("text", "facts"), FACTS)
def test_a_row_is_read_for_what_it_says(
    text: str,
    facts: list[dict[str, Any]],
    tmp_path: Path,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    found = adopted(tmp_path, issuesync, f"# Bread\n\n## Things\n\n{text}")
    assert len(found) == len(facts)
    for entry, wanted in zip(found, facts, strict=True):
        assert {key: entry.get(key) for key in wanted} == wanted


def test_links_to_issues_are_kept_where_no_issues_are_read(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    url = "https://github.com/o/b/issues/{}"
    rows = "".join(f"|[T{n}](https://t.example/{n})|[#{n}]({url.format(n)})|\n" for n in (3, 4))
    found = adopted(tmp_path, issuesync, f"# B\n\n|Name|More|\n|-|-|\n{rows}")
    assert [entry["more"] for entry in found] == [url.format(3), url.format(4)]


LOAF = "# B\n\n## Bread\n\n- [Loaf](https://loaf.example) - *Old* bread.\n"
TWO = f"{LOAF}- [Rye](https://rye.example) - Dark.\n"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("- [Loaf](https://loaf.example) - x\\n# Heading", "is not a single bullet"),
        ("- [Loaf](https://loaf.example)\\n<!-- issuesync:end -->", "holds a marker"),
        ("Loaf, a paragraph", "is not a single bullet"),
    ],
)
def test_a_kept_row_that_would_break_its_list_is_refused_with_its_line(
    row: str, message: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    adopted(tmp_path, issuesync, TWO)
    data = tmp_path / "catalog" / "data" / "bread.yaml"
    text = data.read_text("utf-8")
    data.write_text(text.replace("- name: Rye", f'  row: "{row}"\n- name: Rye', 1), "utf-8")
    assert issuesync("sync").code == 0
    assert read(tmp_path, "README.md").count("\n- [Loaf](https://loaf.example)") == 1
    ran = issuesync("check")
    assert (
        f"catalog/data/bread.yaml:4: warning [row-refused] the kept row {message}"[:70] in ran.err
    )
    assert message in ran.err


def test_a_kept_row_with_other_cells_than_its_table_is_refused_and_written_anew(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "|Name|Year|\n|-|-|\n|**[A](https://a.example)**|2020|\n|[B](https://b.example)|2021|\n"
    adopted(tmp_path, issuesync, f"# T\n\n## Sets\n\n{table}")
    data = next((tmp_path / "catalog" / "data").glob("*.yaml"))
    text = data.read_text("utf-8")
    data.write_text(text.replace("|2020|", "|2020|more|"), "utf-8")
    assert issuesync("sync").code == 0
    assert "| [A](https://a.example) | 2020 |" in read(tmp_path, "README.md")
    assert "the kept row has 3 cells and the table 2 columns" in issuesync("check").err


def test_a_row_is_written_anew_once_it_no_longer_says_what_its_entry_says(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    adopted(tmp_path, issuesync, TWO.replace("- [", "* ["))
    data = tmp_path / "catalog" / "data" / "bread.yaml"
    data.write_text(data.read_text("utf-8").replace("description: Dark.", "description: Light."))
    assert issuesync("sync").code == 0
    assert "\n* [Rye](https://rye.example) - Light.\n" in read(tmp_path, "README.md")
    assert "\n* [Loaf](https://loaf.example) - *Old* bread.\n" in read(tmp_path, "README.md")
