"""Voices: reactions and comments, which come with the listing and make no commit an hour."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from issuesync.errors import SourceError
from issuesync.model.issue import Issue
from issuesync.model.voices import REACTIONS, Voices
from issuesync.store.snapshot import load_snapshot
from issuesync.store.voices import load_voices, voices_text
from pulling import hub_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from cats import Ran
    from pulling import Hub

    Command = Callable[..., Ran]

FILE = "catalog/voices.json"
COLUMNS = "{Name: name, Thumbs: thumbs, Reactions: reactions, Comments: comments}"


@pytest.fixture
def hub(cats: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Serve the cats' repository, whose readers have said something."""
    settings = cats / "catalog.yaml"
    text = settings.read_text(encoding="utf-8")
    settings.write_text(f"{text}review: {{edits: trust}}\nvoices: {FILE}\n", encoding="utf-8")
    with hub_at(cats, "octo/cat") as hub:
        monkeypatch.setenv("GITHUB_API_URL", hub.server.url)
        monkeypatch.setenv("GITHUB_TOKEN", hub.token)
        for number, label in enumerate(("VQA", "Visual QA"), 1):
            body = "**Section**: vqa\n**Year**: 2024"
            hub.repository.create_issue(f"Cats {number}", body, labels=["accepted", label])
        hub.repository.create_issue("Not yet", "")
        hub.repository.react(1, {"+1": 12, "heart": 2})
        hub.repository.react(3, {"+1": 99})
        yield hub


def kept(folder: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads((folder / FILE).read_text(encoding="utf-8"))
    return found


def test_a_sync_by_hand_writes_the_voices_of_what_is_shown_at_no_further_request(
    hub: Hub, issuesync: Command
) -> None:
    plain = issuesync("sync", "--from", "github")
    assert not (hub.folder / FILE).exists()
    requests = len(hub.server.log)
    ran = issuesync("sync", "--from", "github", "--voices")
    assert ran.code == 0, ran.err
    assert len(hub.server.log) == 2 * requests
    assert "3 requests" in plain.err
    assert kept(hub.folder) == {
        "1": {"comments": 0, "reactions": {"+1": 12, "heart": 2}},
        "2": {"comments": 0, "reactions": {}},
    }
    assert "Voices: 12 👍, 0 comments" in issuesync("show", "1").out
    assert "reactions" not in (hub.folder / "catalog/issues.json").read_text(encoding="utf-8")


def test_a_run_on_an_event_leaves_a_thumb_to_the_daily_run(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    issuesync("sync", "--from", "github", "--voices")
    before = (hub.folder / FILE).read_bytes()
    hub.repository.react(2, {"+1": 1})
    ran = issuesync("sync", "--from", "github")
    assert "nothing to write" in ran.err
    assert (hub.folder / FILE).read_bytes() == before
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "issues")
    issuesync("sync", "--from", "github")
    assert (hub.folder / FILE).read_bytes() == before
    monkeypatch.setenv("GITHUB_EVENT_NAME", "schedule")
    ran = issuesync("sync", "--from", "github")
    assert ran.code == 0, ran.err
    assert kept(hub.folder)["2"] == {"comments": 0, "reactions": {"+1": 1}}


def test_the_daily_run_writes_no_voices_where_no_file_is_declared(
    hub: Hub, issuesync: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = hub.folder / "catalog.yaml"
    text = settings.read_text(encoding="utf-8").replace(f"voices: {FILE}\n", "")
    settings.write_text(text, encoding="utf-8")
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_EVENT_NAME", "schedule")
    assert issuesync("sync", "--from", "github").code == 0
    assert not (hub.folder / FILE).exists()


def test_voices_are_columns_and_sort_keys(hub: Hub, issuesync: Command) -> None:
    settings = hub.folder / "catalog.yaml"
    text = settings.read_text(encoding="utf-8")
    start = text.index("    columns:")
    end = text.index("    sort:", start)
    rest = text[end:].split("\n", 1)[1]
    text = f"{text[:start]}    columns: {COLUMNS}\n    sort: [-thumbs]\n{rest}"
    settings.write_text(text, encoding="utf-8")
    hub.repository.react(2, {"+1": 30, "-1": 1})
    issuesync("sync", "--from", "github", "--voices")
    rows = [
        line
        for line in (hub.folder / "README.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("| Cats")
    ]
    assert rows == ["| Cats 2 | 30 | 31 | — |", "| Cats 1 | 12 | 14 | — |"]
    before = (hub.folder / "README.md").read_bytes()
    issuesync("sync")
    assert (hub.folder / "README.md").read_bytes() == before


def test_voices_are_asked_of_github_alone(cats: Path, issuesync: Command) -> None:
    ran = issuesync("sync", "--voices")
    assert ran.code == 2
    assert "add --from github" in ran.err
    assert not (cats / FILE).exists()


def test_a_file_of_voices_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    path = tmp_path / "voices.json"
    for text in ("[", "[]", '{"a": {}}', '{"1": {"reactions": {"+1": "many"}}}', '{"1": []}', "7"):
        path.write_text(text, encoding="utf-8")
        if text in {"[]", '{"1": []}'}:
            assert load_voices(path, "v") == {}
            continue
        with pytest.raises(SourceError, match="v: cannot be read"):
            load_voices(path, "v")
    assert load_voices(tmp_path / "none.json", "v") == {}


VOICES = st.builds(
    lambda comments, counts: Voices(
        comments, tuple((kind, counts[kind]) for kind in REACTIONS if kind in counts)
    ),
    st.integers(0, 10**6),
    st.dictionaries(st.sampled_from(REACTIONS), st.integers(1, 10**6)),
)


@given(st.dictionaries(st.integers(1, 10**6), VOICES))
def test_voices_that_are_written_are_read_back(voices: dict[int, Voices]) -> None:
    content = json.loads(voices_text(voices))
    assert {int(key): Voices.from_json(one) for key, one in content.items()} == voices


def test_the_snapshot_of_an_issue_says_nothing_of_its_voices(tmp_path: Path) -> None:
    raw = {"number": 1, "title": "a", "body": "", "comments": 3, "reactions": {"+1": 2}}
    issue = Issue.from_json(raw)
    assert issue.voices == Voices(3, (("+1", 2),))
    assert not {"comments", "reactions"} & issue.to_json().keys()
    path = tmp_path / "s.json"
    path.write_text(json.dumps({"repository": "a/b", "labels": [], "issues": [raw]}), "utf-8")
    assert load_snapshot(path, "s").issues[0] == issue
