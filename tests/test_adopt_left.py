"""What `init` leaves alone: a list that would read otherwise, and documents that hold no list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from cats import Ran

    Command = Callable[..., Ran]

SOUND = "## Good\n\n| Name | Year |\n|-|-|\n| [Cat](https://cat.org) | 2020 |\n"
ODD = "## Odd\n\n[r]: https://r.org\n| Name | Motto |\n|-|-|\n| [Dog](https://dog.org) | x |\n"
"""GitHub takes the line above the table for words of its own as long as no comment follows it."""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "README.md").write_text(f"# Pets\n\n{ODD}\n{SOUND}", "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_list_that_would_read_otherwise_is_left_as_it_is_and_named(
    folder: Path, issuesync: Command
) -> None:
    ran = issuesync("init", "README.md", "--from", "none")
    assert ran.code == 0
    assert "README.md:6: warning [reads-otherwise]" in ran.err
    assert "so the list or table here is left as it is" in ran.err
    text = (folder / "README.md").read_text("utf-8")
    assert f"# Pets\n\n{ODD}" in text
    assert text.count("issuesync:begin") == 1
    assert "issuesync:begin table" in text[text.index("## Good") :]
    assert "Dog" not in "".join(x.read_text("utf-8") for x in folder.rglob("*.yaml"))
    assert issuesync("sync").code == 0
    assert (folder / "README.md").read_text("utf-8") == text
    assert issuesync("check").code == 0


def test_strict_writes_nothing_then(folder: Path, issuesync: Command) -> None:
    before = (folder / "README.md").read_bytes()
    ran = issuesync("init", "README.md", "--from", "none", "--strict")
    assert ran.code != 0
    assert "reads-otherwise" in ran.err
    assert (folder / "README.md").read_bytes() == before
    assert not (folder / "catalog.yaml").exists()


PARAGRAPHS = (
    "# List\n\n## Things\n\n[Alpha](https://a.org) is a thing.\n\n[Beta](https://b.org) is too.\n\n"
    "[Gamma](https://c.org) as well.\n"
)


@pytest.mark.parametrize(
    "case",
    [
        ("README.adoc", "= List\n\n* https://a.org[A]\n", "README.adoc is AsciiDoc"),
        ("README.rst", "List\n====\n\n* `A <https://a.org>`_\n", "README.rst is reStructuredText"),
        ("README.md", PARAGRAPHS, "3 links begin paragraphs, which are not a list"),
    ],
)
def test_what_holds_no_list_that_can_be_read_is_refused_with_the_reason(
    case: tuple[str, str, str],
    tmp_path: Path,
    issuesync: Command,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    name, text, why = case
    monkeypatch.chdir(tmp_path)
    (tmp_path / name).write_text(text, "utf-8")
    ran = issuesync("init", name, "--from", "none")
    assert ran.code == 2
    assert why in " ".join(ran.err.split())
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text("utf-8") == text


def test_a_catalog_that_reads_no_issues_has_no_snapshot_and_asks_nobody(
    folder: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert issuesync("init", "README.md", "--from", "none").code == 0
    assert not (folder / "catalog" / "issues.json").exists()
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("ref: refs/heads/main\n", "utf-8")
    (folder / ".git" / "config").write_text(
        '[remote "origin"]\n\turl = https://github.com/octo/pets\n', "utf-8"
    )
    monkeypatch.setenv("GITHUB_API_URL", "http://127.0.0.1:9")
    for words in (("sync",), ("check",), ("init", "README.md")):
        ran = issuesync(*words)
        assert ran.code == 0, ran.err
    assert "nothing to write" in ran.err
