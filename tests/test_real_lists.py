"""Documents in the manner of well-known lists: adopted, they read as before, byte for byte."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rendered import addresses, seen, without_markers

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

LISTS = sorted((Path(__file__).parent / "cases" / "lists").glob("*.md"))
LONG = ("selfhosted", "public_apis", "emoji_signs")


def long_list(text: str, lines: int) -> str:
    """Return a document of many sections, each with the rows of a short one under other names."""
    parts = [text.rstrip("\n")]
    head, _, body = text.partition("\n## " if "\n## " in text else "\n### ")
    level = "## " if "\n## " in text else "### "
    for number in range(1, lines // len(body.split("\n")) + 2):
        again = body.replace("https://", f"https://n{number}.").replace(level, f"{level}{number} ")
        parts.append(f"{level}{number} {again.rstrip()}")
    assert head
    return "\n\n".join(parts) + "\n"


def adopt(folder: Path, text: str, issuesync: Command, monkeypatch: pytest.MonkeyPatch) -> str:
    """Adopt a document in a folder and return it as it is then."""
    monkeypatch.chdir(folder)
    (folder / "README.md").write_text(text, encoding="utf-8")
    ran = issuesync("init", "README.md", "--from", "none")
    assert ran.code == 0, ran.err
    return (folder / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", LISTS, ids=lambda path: path.stem)
def test_only_markers_are_new_in_an_adopted_list(
    path: Path, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = path.read_text(encoding="utf-8")
    after = adopt(tmp_path, text, issuesync, monkeypatch)
    assert after != text, "a list of it became a region"
    assert seen(after) == seen(text)
    assert addresses(after) == addresses(text)
    assert without_markers(after) == text
    assert issuesync("sync").code == 0
    assert issuesync("check").code == 0
    assert issuesync("init", "README.md", "--from", "none").code == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8") == after


@pytest.mark.parametrize("name", LONG)
def test_a_list_of_two_thousand_lines_stays_as_it_was(
    name: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = next(one for one in LISTS if one.stem == name)
    text = long_list(path.read_text(encoding="utf-8"), 2000)
    assert text.count("\n") >= 2000
    after = adopt(tmp_path, text, issuesync, monkeypatch)
    assert without_markers(after) == text
    assert seen(after) == seen(text)
    assert issuesync("check").code == 0
