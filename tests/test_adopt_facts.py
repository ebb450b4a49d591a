"""What lists of well-known habits hold: read for what they are, and checked from then on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]


def entries(root: Path) -> list[dict[str, Any]]:
    found = []
    for path in sorted((root / "catalog" / "data").glob("*.yaml")):
        found += yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    return [one for one in found if "name" in one]


TWO = "- [Oven](https://oven.example) - Hot.\n- [Pan](https://pan.example) - Flat.\n"
CASES: list[Any] = [
    pytest.param(
        "## What is here\n\n- [Tools](#tools)\n- [More](#more)\n\n"
        f"## Tools\n\n{TWO}\n## More\n\n- [Rye](https://rye.example)\n",
        ["Oven", "Pan", "Rye"],
        id="a list of contents under another heading, and a section of one entry",
    ),
    pytest.param(
        "## Demo\n\n"
        "- Hand [![n](https://img.shields.io/github/issues/o/b/Hand)]"
        "(https://github.com/o/b/labels/Hand)\n"
        "- Oven [![n](https://img.shields.io/github/issues/o/b/Oven)]"
        f"(https://github.com/o/b/labels/Oven)\n\n## Tools\n\n{TWO}",
        ["Oven", "Pan"],
        id="badges that count issues by label",
    ),
    pytest.param(
        "## Steps\n\n1. [Sift](https://sift.example) - First.\n"
        "2. [Knead](https://knead.example)\n3. [Bake](https://bake.example)\n",
        ["Sift", "Knead", "Bake"],
        id="a numbered list",
    ),
    pytest.param(
        f"## Hot\n\n{TWO}\n## Cold\n\n{TWO.replace('Hot', 'Cold')}",
        ["Oven", "Pan", "Oven", "Pan"],
        id="one name in two sections",
    ),
    pytest.param(
        "## Made\n\n- [**Loaf**: _From scratch_](https://loaf.example) [[video]]"
        "(https://v.example)\n- [**Bun**: _Small_](https://bun.example)\n",
        ["Loaf: From scratch", "Bun: Small"],
        id="emphasis within names",
    ),
    pytest.param(
        "## Free\n\n- [Oven](https://oven.example) [![Open][oss]](https://oss.example) ![][free]"
        "\n- [Pan](https://pan.example)\n\n[oss]: https://i.example/oss.svg\n"
        "[free]: https://i.example/free.svg\n",
        ["Oven", "Pan"],
        id="icons by reference",
    ),
]


@pytest.mark.parametrize(("text", "names"), CASES)
def test_a_list_has_the_entries_that_a_reader_finds(
    text: str,
    names: list[str],
    tmp_path: Path,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(f"# Bread\n\n{text}", "utf-8")
    ran = issuesync("init", "README.md", "--from", "none")
    assert ran.code == 0, ran.err
    assert [one["name"] for one in entries(tmp_path)] == names
    assert f"{len(names)} entries" in ran.err
    assert "name (title)" in ran.err
    assert issuesync("check").code == 0


def test_mistyped_cells_are_told_by_a_check_in_their_lines(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    venues, places = ("NeurIPS", "CVPR", "arXiv"), ("Australia", "China", "Germany")
    rows = "".join(
        f"| {venues[n % 3]} | {places[n // 3 % 3]} | [Set {n}](https://s{n}.example) |\n"
        for n in range(60)
    )
    rows += "| NeruIPS | Australian | [Odd](https://odd.example) |\n"
    rows += "| arXix | China | [Even](https://even.example) |\n"
    (tmp_path / "README.md").write_text(
        f"# Sets\n\n## All\n\n| Venue | Country | Name |\n|-|-|-|\n{rows}", "utf-8"
    )
    assert issuesync("init", "README.md", "--from", "none").code == 0
    told = issuesync("check").err
    for word in ("“NeruIPS” is close to “NeurIPS”", "“Australian” is", "“arXix” is close to"):
        assert word in told


def test_a_list_that_would_read_otherwise_is_named_and_strict_writes_nothing(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    from issuesync.adopt.proof import first_unlike

    before = f"# B\n\n## Tools\n\n{TWO}"
    marked = before.replace("- [Oven]", "<!-- issuesync:begin x -->\n- [Oven]")
    assert first_unlike(before, marked) is None
    assert first_unlike(before, before.replace("Flat", "*Flat*")) is not None
    lost = first_unlike(before, before.replace("https://pan.example", "https://pot.example"))
    assert lost is not None
    assert (lost.line, lost.what) == (5, "the link to “https://pan.example”")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("issuesync.adopt.build.first_unlike", lambda *_: lost)
    (tmp_path / "README.md").write_text(before, "utf-8")
    ran = issuesync("init", "README.md", "--from", "none", "--strict")
    assert ran.code != 0
    assert not (tmp_path / "catalog.yaml").exists()
