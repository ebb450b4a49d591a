"""The README is short, its links work on PyPI too, and no command is missing from it."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

from typer.main import get_command

import issuesync.cli.main  # noqa: F401 (registers the commands)
from issuesync.cli.app import app
from issuesync.cli.help import help_text

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
OURS = re.compile(
    r"https://(?:github\.com/issuesync/issuesync/blob|raw\.githubusercontent\.com/issuesync/issuesync)"
    r"/main/([^)#\"\s]+)"
)


def held() -> dict[str, Any]:
    """Return the commands that help shows, by name."""
    group: Any = get_command(app)
    return {name: one for name, one in group.commands.items() if not one.hidden}


def commands() -> set[str]:
    """Return the names of the commands that help shows."""
    return set(held())


def test_the_readme_fits_three_screens() -> None:
    assert len(README.splitlines()) <= 160


def test_links_of_the_readme_are_absolute_and_lead_to_files() -> None:
    targets = re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", README, flags=re.DOTALL))
    assert [one for one in targets if not one.startswith("https://")] == []
    named = OURS.findall(README)
    assert named
    assert [one for one in named if not (ROOT / one).exists()] == []


def test_the_table_of_commands_says_what_the_help_says() -> None:
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", README, flags=re.MULTILINE)
    assert sorted(name for name, _ in rows) == sorted(commands())
    helps = {name: one.short_help for name, one in held().items()}
    assert {name: line.replace("`", "") for name, line in rows} == helps


def test_the_list_of_commands_is_not_cut_at_80_columns() -> None:
    text = help_text("issuesync") or ""
    assert [name for name, one in held().items() if str(one.short_help) not in text] == []


def test_every_command_has_its_help_on_the_page_of_commands() -> None:
    page = (ROOT / "docs" / "cli.md").read_text(encoding="utf-8")
    assert set(re.findall(r"begin help (\w+)", page)) == {"issuesync", *commands()}


def test_project_urls_are_set() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert {"Homepage", "Documentation", "Changelog", "Issues"} <= set(project["urls"])
