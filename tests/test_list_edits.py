"""The edits that people make of lists: taken in byte for byte, or refused with the list left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from list_edits import EDITS
from rendered import addresses, without_markers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

LISTS = sorted((Path(__file__).parent / "cases" / "lists").glob("*.md"))
MAY_BE_REFUSED = {
    ("models_table", "new_row"),  # sorted by date
    ("models_table", "reordered"),
    ("nested_groups", "moved"),  # a group's bullet goes, and what it indents becomes words
}
"""Of which an edit breaks what the list was, and a true reason is given."""

_adopted: dict[Path, Path] = {}


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where each document is adopted once."""
    return tmp_path_factory.mktemp("adopted")


def adopted(path: Path, folders: Path, issuesync: Command, patch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a document that was adopted."""
    folder = folders / path.stem
    if not folder.exists():
        folder.mkdir()
        shutil.copy(path, folder / "README.md")
        patch.chdir(folder)
        ran = issuesync("init", "README.md", "--from", "none")
        assert ran.code == 0, ran.err
    return folder


def cases() -> list[Any]:
    """Pair documents and edits: each document with every fourth edit, or all where asked for."""
    step = 1 if os.environ.get("LISTS") == "all" else 4
    return [
        pytest.param((path, name), id=f"{path.stem}-{name}")
        for at, path in enumerate(LISTS)
        for name in list(EDITS)[at % step :: step]
    ]


@pytest.mark.parametrize("case", cases())
def test_an_edit_is_taken_in_byte_for_byte_or_refused_with_its_list_left(
    case: tuple[Path, str],
    folders: Path,
    tmp_path: Path,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, name = case
    folder = adopted(path, folders, issuesync, monkeypatch)
    edited = EDITS[name]((folder / "README.md").read_text("utf-8"))
    if edited is None:
        return
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "README.md").write_text(edited, "utf-8")
    ran = issuesync("absorb")
    assert issuesync("sync").code == ran.code, ran.err
    after = (tmp_path / "README.md").read_text("utf-8")
    assert addresses(edited) <= addresses(after)
    assert without_markers(after) == without_markers(edited), ran.err
    if ran.code:
        is_known = name in {"new_section_inside", "new_column"}
        assert is_known or "[not-absorbed]" in ran.err
        assert is_known or (path.stem, name) in MAY_BE_REFUSED, ran.err
        return
    assert issuesync("check").code == 0
