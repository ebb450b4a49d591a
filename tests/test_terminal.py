"""What a terminal shows: colours, lines that fit it, and the same words for every dry run."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from typer.main import get_command

import issuesync.cli.main  # noqa: F401 (registers the commands)
from issuesync.cli.app import app
from test_cli import in_terminal

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

LOOKING = ("init", "sync", "absorb", "labels", "review", "publish")
GREEN, RED, DIM, YELLOW = "\x1b[32m", "\x1b[31m", "\x1b[2m", "\x1b[33m"


@pytest.mark.parametrize("name", LOOKING)
def test_every_command_that_changes_something_has_check_and_diff(name: str) -> None:
    command = getattr(get_command(app), "commands", {})[name]
    options = {option for one in command.params for option in one.opts}
    assert {"--check", "--diff"} <= options


def plain_lines(shown: str) -> list[str]:
    """Return what a terminal shows, line by line and without its styles."""
    return [line.rstrip("\r") for line in re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown).split("\n")]


def test_a_diff_is_green_and_red(cats: Path) -> None:
    shown = in_terminal("sync", "--diff", TERM="xterm")
    assert GREEN in shown
    assert RED in shown
    assert cats


def test_labels_and_show_have_colours(cats: Path) -> None:
    assert YELLOW in in_terminal("labels", TERM="xterm")
    assert DIM in in_terminal("show", "1", TERM="xterm")
    assert "\x1b[3" not in in_terminal("show", "1", TERM="xterm", NO_COLOR="1")
    assert cats


def test_lines_of_a_terminal_break_between_words(cats: Path, issuesync: Command) -> None:
    text = (cats / "README.md").read_text("utf-8")
    odd = text.replace("table datasets/vqa", "tabel datasets/vqa")
    (cats / "README.md").write_text(odd, "utf-8")
    whole = issuesync("check").err.split()
    shown = in_terminal("check", TERM="xterm", NO_COLOR="1", COLUMNS="60")
    assert max(map(len, plain_lines(shown))) <= 60
    assert set(" ".join(plain_lines(shown)).split()) >= {word for word in whole if len(word) < 50}


def test_a_list_fits_the_width(cats: Path) -> None:
    shown = in_terminal("list", TERM="xterm", NO_COLOR="1", COLUMNS="80")
    assert max(map(len, plain_lines(shown))) <= 80
    assert "Issue" in shown
    assert cats


def test_a_list_breaks_no_word_of_a_name_for_a_long_section(
    catalog_dir: Path, issuesync: Command
) -> None:
    shown = in_terminal("list", "--field", "samples>1M", TERM="xterm", NO_COLOR="1", COLUMNS="80")
    printed = " ".join(plain_lines(shown)).split()
    rows = issuesync("list", "--field", "samples>1M").out.splitlines()
    names = {word for row in rows for word in row.split("\t")[1].split()}
    assert names <= set(printed)
    assert max(map(len, plain_lines(shown))) <= 80
    assert catalog_dir


def test_an_entry_is_shown_with_lines_that_break_between_words(
    catalog_dir: Path, issuesync: Command
) -> None:
    shown = plain_lines(in_terminal("show", "9", TERM="xterm", NO_COLOR="1", COLUMNS="60"))
    assert max(map(len, shown)) <= 60
    assert {*issuesync("show", "9").out.split()} <= {*" ".join(shown).split()}
    assert catalog_dir


@pytest.mark.usefixtures("cats")
def test_a_review_takes_a_number_with_its_sign(issuesync: Command) -> None:
    assert issuesync("review", "#1").out == issuesync("review", "1").out
    ran = issuesync("review", "one")
    assert (ran.code, "“one” is not an issue's number" in ran.err) == (2, True)


def test_looking_at_a_new_catalog_writes_nothing(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert issuesync("init", "--diff").code == 0
    ran = issuesync("init", "--check")
    assert ran.code == 1
    assert "would write catalog.yaml" in ran.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("cats")
def test_a_publication_is_looked_at_by_its_files(cats: Path, issuesync: Command) -> None:
    ran = issuesync("publish", "--diff")
    assert ran.code == 0
    assert "+ index.html\n" in ran.out
    assert not (cats / "site").exists()


@pytest.mark.parametrize("words", [["labels", "--apply", "--diff"], ["labels", "--check"]])
@pytest.mark.usefixtures("cats")
def test_a_look_at_labels_changes_nothing(cats: Path, issuesync: Command, words: list[str]) -> None:
    before = (cats / "catalog/issues.json").read_bytes()
    issuesync(*words)
    assert (cats / "catalog/issues.json").read_bytes() == before
