"""The edits that people make of lists: taken in byte for byte, or refused with the list left."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from list_edits import EDITS, regions
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
    ("course_table", "new_section_inside"),  # its collection has no sections, as the next two
    ("models_table", "new_section_inside"),
    ("zh_table_stars", "new_section_inside"),
    ("free_services", "new_section_inside"),  # a heading, and no row below it
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
        assert "[not-absorbed]" in ran.err
        assert (path.stem, name) in MAY_BE_REFUSED, ran.err
        return
    assert issuesync("check").code == 0


def test_a_row_out_of_order_is_refused_with_the_way_to_an_order_of_its_own(
    folders: Path, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(one for one in LISTS if one.stem == "models_table")
    shutil.copytree(adopted(path, folders, issuesync, monkeypatch), tmp_path, dirs_exist_ok=True)
    readme = tmp_path / "README.md"
    edited = EDITS["reordered"](readme.read_text("utf-8"))
    assert edited is not None
    readme.write_text(edited, "utf-8")
    monkeypatch.chdir(tmp_path)
    said = issuesync("absorb").err
    assert "the rows are sorted by date, and this one is out of order" in said
    assert "sort: as listed" in said


BITS = (
    "[x](https://x.example/{n})", "![p](https://p.example/{n}.png)", " **b{n}** ", "`c{n}`",
    " https://bare.example/{n} ", "<a href='https://h.example/{n}'>h</a>", " | ", " - ", "\n", "~",
)  # fmt: skip
FUZZED = [path for path in LISTS if path.stem in {"selfhosted", "papers_br", "tools_deep"}]


@st.composite
def edited_lists(draw: st.DrawFn) -> tuple[Path, list[tuple[int, str, int]]]:
    """Draw a document and edits: a line, what is put into it, and where; or lines to exchange."""
    edits = st.tuples(st.integers(0, 99), st.sampled_from((*BITS, "swap", "drop")), st.integers(0))
    return draw(st.sampled_from(FUZZED)), draw(st.lists(edits, min_size=1, max_size=3))


def mutated(text: str, edits: list[tuple[int, str, int]]) -> str:
    """Make edits of lines between markers."""
    lines = text.split("\n")
    inside = [at for one in regions(lines) for at in range(one.begin + 1, one.end)]
    for number, (line, what, place) in enumerate(edits):
        at, other = inside[line % len(inside)], inside[place % len(inside)]
        if what == "swap":
            lines[at], lines[other] = lines[other], lines[at]
        elif what == "drop":
            lines[at] = ""
        else:
            cut = place % (len(lines[at]) + 1)
            lines[at] = lines[at][:cut] + what.format(n=number) + lines[at][cut:]
    return "\n".join(lines)


def require_no_address_missing(root: Path, edited: str, issuesync: Command) -> Ran:
    """Take the edits of a folder's document in, and hold that each address is somewhere."""
    (root / "README.md").write_text(edited, "utf-8")
    ran = issuesync("absorb")
    issuesync("sync")
    after = (root / "README.md").read_text("utf-8")
    files = "".join(one.read_text("utf-8") for one in (root / "catalog").rglob("*.yaml"))
    assert {one for one in addresses(edited) - addresses(after) if one not in files} == set()
    return ran


@settings(max_examples=12, deadline=None, suppress_health_check=[*HealthCheck])
@given(drawn=edited_lists())
def test_whatever_is_edited_no_address_is_missing_afterwards(
    drawn: tuple[Path, list[tuple[int, str, int]]],
    folders: Path,
    tmp_path_factory: pytest.TempPathFactory,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, edits = drawn
    folder = adopted(path, folders, issuesync, monkeypatch)
    edited = mutated((folder / "README.md").read_text("utf-8"), edits)
    root = tmp_path_factory.mktemp("edited")
    shutil.copytree(folder, root, dirs_exist_ok=True)
    monkeypatch.chdir(root)
    ran = require_no_address_missing(root, edited, issuesync)
    if ran.code:
        assert "error [" in ran.err
