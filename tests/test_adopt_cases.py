"""Documents built after the habits of real lists: every fact beside them is found, none is lost."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from issuesync.app.workspace import load
from issuesync.markdown.escape import JOINER
from issuesync.model.record import Origin
from issuesync.records.catalog import Catalog, sections_of
from markdown import read_page as read_as_shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from cats import Ran
    from issuesync.model.record import Record

    Command = Callable[..., Ran]

CASES = Path(__file__).parent / "cases" / "readmes"
NAMES = sorted(path.stem for path in CASES.glob("*.md") if path.stem != "html")
FOUND = re.compile(r"^(?:README\.md:(\d+)|(#\d+)(?::\d+)?): \w+ \[([a-z-]+)\]", re.MULTILINE)


def begin(root: Path, name: str, newline: str = "\n") -> list[str]:
    """Put a case into a folder; return where its issues are read from."""
    text = (CASES / f"{name}.md").read_text("utf-8")
    (root / "README.md").write_bytes(text.replace("\n", newline).encode("utf-8"))
    issues = CASES / f"{name}.issues.json"
    if not issues.exists():
        return ["--from", "none"]
    shutil.copy(issues, root / "issues.json")
    return ["--from", "issues.json"]


def facts_of(name: str) -> dict[str, Any]:
    """Return what is next to a case, every word as the text that it is."""
    text = (CASES / f"{name}.facts.yaml").read_text("utf-8")
    found: dict[str, Any] = yaml.load(text, yaml.BaseLoader)
    return found


def stated(facts: dict[str, Any]) -> list[dict[str, str]]:
    """Return the entries that a case's facts state, in an order of their own."""
    return sorted((dict(sorted(entry.items())) for entry in facts["entries"]), key=str)


def recorded(catalog: Catalog) -> list[dict[str, str]]:
    """Return the entries of a catalog, in the same order."""
    return sorted((entry_of(record, catalog) for record in catalog), key=str)


def entry_of(record: Record, catalog: Catalog) -> dict[str, str]:
    collection = catalog.schema.by_key[record.collection]
    titles = {section.key: section.title for section in collection.sections}
    place = [titles[key] for key in sections_of(record)] or [collection.title]
    entry = {"in": place[0]}
    if record.number is not None:
        entry["issue"] = str(record.number)
    for field in collection.fields:
        value = record.values.get(field.key)
        if field.key == "section" or value is None or value.value is None:
            continue
        if value.origin not in {Origin.DEFAULT, Origin.LABEL}:
            entry[field.key] = str(field.type.show(value.value))
    return {key: entry[key] for key in sorted(entry)}


def problems_of(said: str) -> list[str]:
    return sorted(f"{line or issue} {code}" for line, issue, code in FOUND.findall(said))


@pytest.mark.parametrize("newline", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("name", NAMES)
def test_the_facts_beside_a_document_are_found_all_of_them(
    name: str, newline: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    facts = facts_of(name)
    ran = issuesync("init", "README.md", *begin(tmp_path, name, newline))
    assert ran.code == 0, ran.err
    assert recorded(load(Path(), "snapshot").catalog) == stated(facts)
    assert problems_of(ran.err) == sorted(facts["problems"])


@pytest.mark.parametrize("name", NAMES)
def test_a_sync_and_a_second_run_after_it_write_nothing(
    name: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = begin(tmp_path, name)
    assert issuesync("init", "README.md", *source).code == 0
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    assert issuesync("sync", "--check").code == 0
    for words in ([], source):
        ran = issuesync("init", "README.md", *words)
        assert ran.code == 0, ran.err
        assert "nothing to write" in ran.err
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("name", NAMES)
def test_check_finds_no_row_at_odds_after_adoption(
    name: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert issuesync("init", "README.md", *begin(tmp_path, name)).code == 0
    ran = issuesync("check")
    assert ran.code == 0
    assert problems_of(ran.err) in (
        [],
        ["#11 unlabelled-text"],
        ["#11 mostly-unread", "#11 unlabelled-text"],
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_document_shows_every_fact(
    name: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert issuesync("init", "README.md", *begin(tmp_path, name)).code == 0
    text = (tmp_path / "README.md").read_text("utf-8")
    page = read_as_shown(text)
    words = " ".join("".join((*page.texts, text)).replace(JOINER, "").split())
    addresses = {*page.links, *page.images}
    for entry in stated(facts_of(name)):
        for key, value in entry.items():
            if key in {"issue", "group"}:
                continue
            shown = AS_FOUND.get(value, value)
            is_shown = shown in words or shown in addresses
            is_badge = any(f"/stars/{value}?" in image for image in page.images)
            assert is_shown or is_badge, (key, value)


@pytest.mark.parametrize("name", NAMES)
def test_every_line_outside_the_regions_is_the_documents_own(
    name: str, tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = begin(tmp_path, name, "\r\n")
    before = (tmp_path / "README.md").read_bytes().decode().splitlines(keepends=True)
    assert issuesync("init", "README.md", *source).code == 0
    after = (tmp_path / "README.md").read_bytes().decode()
    region = r"^<!-- issuesync:begin [^\n]*\n.*?^<!-- issuesync:end[^\n]*(?:\n|\Z)"
    kept = re.sub(region, "", after, flags=re.DOTALL | re.MULTILINE).splitlines(keepends=True)
    rest = iter(before)
    assert all(line in rest for line in kept), "a line was changed or moved"
    gone = [line for line in before if line not in kept and "|" not in line]
    assert not [line for line in gone if line.startswith(("#", ">", "<h", "<d", "<p", "["))]


@pytest.mark.parametrize("name", ["unlinked"])
def test_a_match_says_by_what(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from issuesync.adopt.build import AdoptWishes, adopt
    from issuesync.store.snapshot import load_snapshot

    monkeypatch.chdir(tmp_path)
    begin(tmp_path, name)
    text = (tmp_path / "README.md").read_text("utf-8")
    snapshot = load_snapshot(tmp_path / "issues.json", "issues.json")
    made = adopt("README.md", text, snapshot, None, AdoptWishes())
    assert {str(one.number): one.by for one in made.matches} == facts_of(name)["matches"]
    assert {str(one.certainty) for one in made.matches} == {"likely"}


def test_tables_written_in_html_are_left_as_they_are_and_named(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = begin(tmp_path, "html")
    before = (tmp_path / "README.md").read_bytes()
    ran = issuesync("init", "README.md", *source)
    assert ran.code == 2
    assert ran.err.count("the table is written in HTML") == 2
    assert (tmp_path / "README.md").read_bytes() == before


AS_FOUND = {
    "Café Noir": "CafÃ© Noir",
    "12,000": "1.2万",
    "20,000": "2万",
    "https://github.com/Night/Jar": "https://github.com/night/jar.git",
    "https://shop.example/ab": "https://shop.example/a b",  # a space that is none of the address
    "https://swift.example/paper.pdf/": "https://swift.example/paper.pdf",
}
"""Values that a row states in another way, which stays as it was."""

SECTIONS, ROWS = 60, 47


def long_document() -> tuple[str, dict[str, tuple[str, str, str]]]:
    """Write a document of some 3,000 lines; return it with what each name's row says."""
    lines = ["# A Long List", "", "Everything about numbers.", ""]
    facts: dict[str, tuple[str, str, str]] = {}
    for section in range(SECTIONS):
        lines += [f"## Numbers {section}", "", "|Year|Name|Code|", "|:-:|-|-|"]
        for row in range(ROWS):
            name = f"Number {section}/{row} & more"
            year, url = str(1970 + row), f"https://numbers.example/{section}/{row}"
            lines.append(f"|{year}|[{name}]({url})|`n{row % 7}`|")
            facts[name] = f"Numbers {section}", year, url
        lines.append("")
    return "\n".join(lines), facts


def test_a_document_of_3000_lines_is_read_whole(
    tmp_path: Path, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, facts = long_document()
    assert len(text.splitlines()) > 3000
    (tmp_path / "README.md").write_text(text, "utf-8")
    assert issuesync("init", "README.md", "--from", "none").code == 0
    catalog = load(Path(), "snapshot").catalog
    found = {
        record.name: (entry["in"], entry["year"], entry["link"])
        for record in catalog
        for entry in [entry_of(record, catalog)]
    }
    assert found == facts
    assert issuesync("sync", "--check").code == 0
