"""Rows of issues that a document keeps as they were found: edited, moved, and put in order."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from issuesync.edits.relist import relist
from issuesync.records.order import arrange
from issuesync.records.overrides import build_overrides
from issuesync.yamlfile.edit import edit_yaml
from issuesync.yamlfile.source import parse_yaml
from list_edits import EDITS, regions
from rendered import without_markers
from small_catalog import make_record, make_schema
from test_list_edits import edited_lists, mutated, require_no_address_missing

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

    Command = Callable[..., Ran]

FACTS = Path(__file__).parent / "facts"
REASONS = {
    "new_row": "has a row already",
    "new_row_with_links": "Year cannot be read",
    "row_removed": "run absorb --apply to make the planned changes",
    "new_section_inside": "text between the markers that is not a row",
}
"""The edits that are not taken in at once, and what is said of each."""


@pytest.fixture(scope="module")
def flagship(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return where the flagship will be adopted once."""
    return tmp_path_factory.mktemp("flagship")


def adopted(root: Path, issuesync: Command, patch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the adopted flagship."""
    if not (root / "catalog.yaml").exists():
        shutil.copy(FACTS / "seed-readme.md", root / "README.md")
        shutil.copy(FACTS / "issues-legacy.json", root / "legacy.json")
        patch.chdir(root)
        ran = issuesync("init", "README.md", "--from", "legacy.json")
        assert ran.code == 0, ran.err
    return root


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_of_the_flagship_is_taken_in_byte_for_byte_or_left_with_a_reason(
    name: str,
    flagship: Path,
    tmp_path: Path,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutil.copytree(adopted(flagship, issuesync, monkeypatch), tmp_path, dirs_exist_ok=True)
    readme = tmp_path / "README.md"
    edited = EDITS[name](readme.read_text("utf-8"))
    assert edited is not None
    readme.write_text(edited, "utf-8")
    monkeypatch.chdir(tmp_path)
    ran = issuesync("absorb")
    assert ran.code == (name in REASONS)
    assert REASONS.get(name, "wrote README.md" if name != "new_section" else "") in ran.err
    assert issuesync("sync").code == ran.code
    after = readme.read_text("utf-8")
    assert without_markers(after) == without_markers(edited)
    if ran.code == 0:
        assert "no region was edited by hand" in issuesync("absorb").err
        assert issuesync("check").code == 0


def test_an_edit_of_a_row_says_where_it_goes(
    flagship: Path, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(adopted(flagship, issuesync, monkeypatch), tmp_path, dirs_exist_ok=True)
    readme = tmp_path / "README.md"
    text = readme.read_text("utf-8")
    moved = EDITS["moved"](
        text.replace(
            "[![Star](https://img.shields.io/github/stars/Zh",
            "[![Stars](https://img.shields.io/github/stars/Zh",
            1,
        )
    )
    assert moved is not None
    readme.write_text(moved, "utf-8")
    monkeypatch.chdir(tmp_path)
    section = "Section: Comprehensive Benchmark, was Comprehensive SFT"
    said = [line for line in issuesync("absorb").err.splitlines() if "→" in line]
    assert [line.partition(": ")[2] for line in said] == [
        "1 row moved to another place → catalog/overrides.yaml",
        "#7 SkyEye-968k: written as in the document → catalog/overrides.yaml",
        f"#5 GeoChat-Instruct: {section} → catalog/overrides.yaml",
    ]


def test_a_field_that_changes_changes_no_more_of_its_row(
    flagship: Path, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(adopted(flagship, issuesync, monkeypatch), tmp_path, dirs_exist_ok=True)
    overrides = tmp_path / "catalog" / "overrides.yaml"
    text = overrides.read_text("utf-8")
    changed = re.sub(r"(\n5:\n(?:  .*\n)*?  venue: )CVPR\n", r"\1ECCV\n", text)
    assert changed != text
    overrides.write_text(changed, "utf-8")
    before = without_markers((tmp_path / "README.md").read_text("utf-8"))
    monkeypatch.chdir(tmp_path)
    assert issuesync("sync").code == 0
    after = without_markers((tmp_path / "README.md").read_text("utf-8"))
    row = "|2024|CVPR|United Arab Emirates|[GeoChat-Instruct]"
    assert before.count(row) == 1
    assert after == before.replace(row, row.replace("CVPR", "ECCV"))


@settings(max_examples=4, deadline=None, suppress_health_check=[*HealthCheck])
@given(drawn=edited_lists())
def test_whatever_is_edited_in_the_flagship_no_address_is_missing_afterwards(
    drawn: tuple[Path, list[tuple[int, str, int]]],
    flagship: Path,
    tmp_path_factory: pytest.TempPathFactory,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder = adopted(flagship, issuesync, monkeypatch)
    edited = mutated((folder / "README.md").read_text("utf-8"), drawn[1])
    root = tmp_path_factory.mktemp("edited")
    shutil.copytree(folder, root, dirs_exist_ok=True)
    monkeypatch.chdir(root)
    assert len(regions(edited.split("\n"))) > 10
    ran = require_no_address_missing(root, edited, issuesync)
    if ran.code:
        assert "error [" in ran.err or "planned:" in ran.err


CATALOG = """\
repository: octo/cat
documents: README.md
fields: {name: title}
collections:
  cats:
    from: [issues, cats.yaml]
    publish: accepted
    overrides: overrides.yaml
    fields: [name]
    columns: {Name: name}
    sort: as listed
"""
ITEMS = st.one_of(st.integers(1, 8), st.sampled_from(["Ant", "Bee"]))


@settings(max_examples=300, deadline=None)
@given(data=st.data(), listed=st.lists(ITEMS, unique=True))
def test_rows_stand_as_they_were_put_once_their_order_is_listed(
    data: st.DataObject, listed: list[int | str]
) -> None:
    collection = make_schema(CATALOG).collections[0]
    issues = [make_record(f"Cat {number}", number=number) for number in range(1, 7)]
    entries = [make_record(name, number=None) for name in ("Ant", "Bee", "Cow")]
    text = "".join(f"  - {item}\n" for item in listed)
    text = f"# a remark\n7: {{name: Cat}}\n{'listed:' if listed else ''}\n{text}"

    def order_in(content: str) -> list[int | str]:
        found = build_overrides(parse_yaml(content, "")[0])[0].listed
        records, _ = arrange(issues, entries, found, collection)
        return [record.number or record.name for record in records]

    records = [*issues, *entries]
    by_key = {record.number or record.name: record for record in records}
    before = order_in(text)
    wanted = data.draw(st.permutations(before))
    cut = data.draw(st.integers(0, len(wanted)))
    found = build_overrides(parse_yaml(text, "")[0])[0].listed
    edits, moved = relist(
        [wanted[:cut], wanted[cut:]], [by_key[key] for key in before], [item for item, _ in found]
    )
    after = order_in(edit_yaml(text, edits))
    for part in (wanted[:cut], wanted[cut:]):
        assert [key for key in after if key in part] == part
    assert bool(edits) == bool(moved)
    if wanted == before:
        assert not edits
