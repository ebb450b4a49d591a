"""What ``import issuesync`` offers to programs, as docs/python.md describes it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

import issuesync
from conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

PAGE = (ROOT / "docs" / "python.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    """Return the page's code blocks of one language."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE, re.DOTALL)


def test_every_name_is_there_and_typed_by_its_own_module() -> None:
    for name in issuesync.__all__:
        assert getattr(issuesync, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        issuesync.Nothing  # noqa: B018 - the look-up is the test


def test_every_name_is_on_the_page() -> None:
    stated = set(re.findall(r"`(\w+)", PAGE))
    assert {name for name in issuesync.__all__ if name != "__version__"} <= stated


def test_a_catalog_is_read_from_its_folder_wherever_the_process_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    catalog = issuesync.load_catalog(ROOT, source="snapshot")
    assert len(list(catalog)) == 297
    record = catalog.in_section("datasets", "vqa")[0]
    year = record.values["year"]
    assert isinstance(record, issuesync.Record)
    assert isinstance(year, issuesync.FieldValue)
    assert isinstance(year.origin, issuesync.Origin)
    assert all(isinstance(one, issuesync.Problem) for one in catalog.problems)
    assert [one.key for one in catalog.schema.collections][:2] == ["datasets", "metadata"]
    assert list(tmp_path.iterdir()) == []


def test_dicts_are_what_the_command_line_prints(capsys: pytest.CaptureFixture[str]) -> None:
    catalog = issuesync.load_catalog(ROOT)
    command = [sys.executable, "-m", "issuesync", "-C", str(ROOT), "list", "--json"]
    printed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert json.loads(json.dumps(issuesync.to_dicts(catalog))) == json.loads(printed)
    assert capsys.readouterr() == ("", "")


def test_what_cannot_be_read_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(issuesync.ConfigurationError, match=r"there is no catalog\.yaml"):
        issuesync.load_catalog(tmp_path)


def test_the_import_alone_loads_no_other_module_of_ours() -> None:
    program = "import sys, issuesync; print([m for m in sys.modules if m.startswith('issuesync.')])"
    command = [sys.executable, "-c", program]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "[]\n"


def test_the_five_lines_of_the_page_load_the_flagship_into_pandas() -> None:
    five, walk = blocks("python")
    assert len([line for line in five.splitlines() if line.strip()]) == 5
    command = [sys.executable, "-c", f"{five}\n{walk}"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    (shown,) = blocks("text")
    assert ran.stdout.startswith(shown)
    assert "VQA" in ran.stdout
