"""Issues as the templates of other projects make them, each read by a short ``catalog.yaml``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran

FOLDER = Path(__file__).parent.parent / "examples" / "templates"
PROJECTS = sorted(path.name for path in FOLDER.iterdir())
MOST_LINES = 30


def plain(value: Any) -> Any:
    """Return a value of ``list --json`` as the right ones are written down."""
    if isinstance(value, dict):
        return value["items"]
    if isinstance(value, list) and value and isinstance(value[0], dict):
        named = {one["name"]: one["number"] for one in value}
        return named.get("", named)
    return value


def test_there_are_five_projects() -> None:
    assert len(PROJECTS) == 5


@pytest.mark.parametrize("project", PROJECTS)
def test_a_short_catalog_reads_the_issues_of_another_project(
    monkeypatch: pytest.MonkeyPatch, issuesync: Callable[..., Ran], project: str
) -> None:
    monkeypatch.chdir(FOLDER / project)
    catalog = Path("catalog.yaml").read_text(encoding="utf-8")
    assert len(catalog.splitlines()) <= MOST_LINES
    ran = issuesync("list", "--json")
    found = {str(one["number"]): one["values"] for one in json.loads(ran.out)}
    right = json.loads(Path("entries.json").read_text(encoding="utf-8"))
    assert found.keys() == right.keys()
    for number, values in right.items():
        read = {key: plain(found[number].get(key)) for key in values}
        assert read == values


@pytest.mark.parametrize("project", PROJECTS)
def test_no_value_of_another_project_is_lost_without_a_word(
    monkeypatch: pytest.MonkeyPatch, issuesync: Callable[..., Ran], project: str
) -> None:
    monkeypatch.chdir(FOLDER / project)
    ran = issuesync("check", "--json")
    codes = {one["code"] for one in json.loads(ran.out)["problems"]}
    assert codes <= {
        "bad-license", "unread-text", "drift", "unknown-heading", "unknown-key", "unlabelled-text",
        "mostly-unread",
    }  # fmt: skip
