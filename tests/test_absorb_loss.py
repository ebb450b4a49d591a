"""No address that somebody typed into a generated region is lost without a word."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from issuesync.edits.base_versions import HandEdit
from issuesync.edits.loss import lost_addresses
from issuesync.markdown.regions import Region

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

TABLE = """\
# Boats

## Hulls

| Name | Description | Code |
| --- | --- | --- |
| [Arc](https://arc.example.org) | Draws lines | [code](https://git.example.org/arc) |
| [Keel](https://keel.example.org) | Draws hulls | [code](https://git.example.org/keel) |
| [Rib](https://rib.example.org) | Counts ribs | [code](https://git.example.org/rib) |
"""
BULLETS = """\
# Boats

## Hulls

- [Arc](https://arc.example.org) - Draws lines.
- [Keel](https://keel.example.org) - Draws hulls.
- [Rib](https://rib.example.org) - Counts ribs.
"""
ADDED = [
    "[paper](https://papers.example.org/keel)", "https://papers.example.org/keel",
    "![shot](https://pictures.example.org/keel.png)", "[notes](docs/keel.md)",
    '<a href="https://papers.example.org/keel">paper</a>', '<img src="pictures/keel.png">',
    "<https://papers.example.org/keel>", "[a](https://h.example.org/x_(y))",
]  # fmt: skip


def address_in(text: str) -> str:
    found = re.search(r"https?://[^\s<>\"\]]+[^\s<>\"\])]|(?<=\()docs[^)]*|pictures/[a-z.]+", text)
    assert found
    return found[0]


def shown(text: str) -> str:
    """Return a text without the sign that keeps GitHub from linking a bare address."""
    return text.replace("\u2060", "")


@pytest.fixture
def adopted(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> Callable[[str], Path]:
    """Return what makes a catalog of a document, in an empty folder."""
    monkeypatch.chdir(tmp_path)

    def adopt(text: str) -> Path:
        (tmp_path / "README.md").write_text(text, "utf-8")
        assert issuesync("init", "README.md", "--from", "none").code == 0
        return tmp_path / "README.md"

    return adopt


@pytest.mark.parametrize("added", ADDED)
@pytest.mark.parametrize(
    ("text", "old"),
    [
        (TABLE, "[code](https://git.example.org/keel)"), (TABLE, "Draws hulls"),
        (BULLETS, "Draws hulls."),
    ],
)  # fmt: skip
def test_an_address_that_is_typed_is_kept_or_its_edit_refused_by_name(
    adopted: Callable[[str], Path], issuesync: Command, text: str, old: str, added: str
) -> None:
    readme = adopted(text)
    before = readme.read_text("utf-8")
    edited = before.replace(old, f"{old} ({added})", 1)
    assert edited != before
    readme.write_text(edited, "utf-8")
    data = {path: path.read_bytes() for path in readme.parent.rglob("*.yaml")}
    ran = issuesync("absorb")
    after = readme.read_text("utf-8")
    assert address_in(added) in shown(after)
    if ran.code == 0:
        assert issuesync("sync").code == 0
        assert address_in(added) in shown(readme.read_text("utf-8"))
    else:
        assert ran.code == 1
        assert after == edited
        assert {path: path.read_bytes() for path in data} == data
        assert issuesync("absorb").code == 1
        assert readme.read_text("utf-8") == edited


def test_what_else_was_edited_beside_a_refused_line_is_taken_in(
    adopted: Callable[[str], Path], issuesync: Command
) -> None:
    readme = adopted(TABLE)
    text = readme.read_text("utf-8")
    text = text.replace("Counts ribs", "Counts all ribs")
    text = text.replace("git.example.org/keel)", "git.example.org/keel) [b](https://b.example.org)")
    readme.write_text(text, "utf-8")
    ran = issuesync("absorb")
    files = "".join(path.read_text("utf-8") for path in readme.parent.rglob("catalog/data/*.yaml"))
    assert "Counts all ribs" in files
    assert "https://b.example.org" in readme.read_text("utf-8")
    assert ran.code == 1 or "https://b.example.org" in files


def region(text: str) -> Region:
    return Region("table a", 4, 5 + text.count("\n") + 1, text, None, None)


@given(st.text(st.sampled_from("a [](){}<>/:.h_~*\\\"'|`!&=?#%\n"), max_size=60))
@settings(deadline=None)
def test_what_is_written_as_it_was_edited_loses_nothing(text: str) -> None:
    edit = HandEdit("README.md", region(text + "\nhttps://a.example/b"), region(""))
    assert list(lost_addresses(edit, [edit.region.text])) == []
    assert list(lost_addresses(edit, [edit.region.text, ""])) == []
