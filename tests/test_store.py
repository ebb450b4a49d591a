"""The disk: files replaced whole or not at all, and snapshots that can be trusted."""

from __future__ import annotations

import errno
import json
import os
import signal
import stat
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cats import issue
from issuesync.errors import DocumentError, SourceError
from issuesync.model.output import OutputFile
from issuesync.store.files import changed_files, list_names, read_text, write_files
from issuesync.store.git import remote_address
from issuesync.store.snapshot import load_snapshot, snapshot_text
from issuesync.store.staged import write_together

if TYPE_CHECKING:
    from collections.abc import Sequence

WRITER = """\
import sys
from pathlib import Path
from pathlib import Path
from issuesync.model.output import OutputFile
from issuesync.store.files import write_files
texts = ["a" * 3_000_000, "b" * 3_000_000]
print("ready", flush=True)
while True:
    for text in texts:
        write_files(Path(sys.argv[1]), [OutputFile("file.md", text)])
"""


def test_text_is_written_and_read_with_the_line_ends_it_has(tmp_path: Path) -> None:
    text = "one\r\ntwo\nthree\rfour"
    write_files(tmp_path, [OutputFile("a/b/c.md", text)])
    assert (tmp_path / "a/b/c.md").read_bytes() == text.encode()
    assert read_text(tmp_path, "a/b/c.md") == text


def test_only_files_that_differ_are_to_be_written(tmp_path: Path) -> None:
    (tmp_path / "same.md").write_text("same\n")
    (tmp_path / "binary.md").write_bytes(b"\xff\xfe")
    files = [
        OutputFile("same.md", "same\n"),
        OutputFile("binary.md", "text\n"),
        OutputFile("new.md", ""),
        OutputFile("gone.md", None),
    ]
    assert [file.path for file in changed_files(tmp_path, files)] == ["binary.md", "new.md"]


def test_a_file_is_removed_where_its_text_is_none(tmp_path: Path) -> None:
    (tmp_path / "old.svg").write_text("<svg/>")
    write_files(tmp_path, [OutputFile("old.svg", None), OutputFile("never.svg", None)])
    assert list(tmp_path.iterdir()) == []


def test_a_file_keeps_its_mode_and_a_new_one_can_be_read_by_all(tmp_path: Path) -> None:
    old = tmp_path / "old.md"
    old.write_text("x")
    old.chmod(0o640)
    write_files(tmp_path, [OutputFile("old.md", "y"), OutputFile("new.md", "y")])
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("old.md", "new.md")]
    assert modes == [0o640, 0o644]


def test_a_link_stays_a_link_and_what_it_names_is_written(tmp_path: Path) -> None:
    (tmp_path / "real.md").write_text("old")
    (tmp_path / "link.md").symlink_to("real.md")
    write_files(tmp_path, [OutputFile("link.md", "new")])
    assert (tmp_path / "link.md").is_symlink()
    assert (tmp_path / "real.md").read_text() == "new"


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_while_writing_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    (tmp_path / "file.md").write_text("old")

    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, call, fail)
    with pytest.raises(DocumentError, match=r"file\.md: cannot be written: No space left"):
        write_files(tmp_path, [OutputFile("file.md", "new")])
    monkeypatch.undo()
    assert [path.name for path in tmp_path.iterdir()] == ["file.md"]
    assert (tmp_path / "file.md").read_text() == "old"


def test_text_that_no_file_can_hold_leaves_the_old_file(tmp_path: Path) -> None:
    (tmp_path / "file.md").write_text("old")
    with pytest.raises(UnicodeEncodeError):
        write_files(tmp_path, [OutputFile("file.md", "\ud800")])
    assert [path.read_text() for path in tmp_path.iterdir()] == ["old"]


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("a file")
    with pytest.raises(DocumentError, match="cannot be written"):
        write_files(tmp_path, [OutputFile("a.md/b.md", "x")])
    (tmp_path / "folder").mkdir()
    with pytest.raises(SourceError, match="folder: cannot be read"):
        read_text(tmp_path, "folder")


@pytest.mark.parametrize("after", [0.0, 0.004, 0.011, 0.02, 0.035])
def test_a_killed_process_leaves_the_old_file_or_the_new_one_whole(
    tmp_path: Path, after: float
) -> None:
    (tmp_path / "file.md").write_text("a" * 3_000_000)
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        with pytest.raises(subprocess.TimeoutExpired):
            process.wait(after)
        process.send_signal(signal.SIGKILL)
    text = (tmp_path / "file.md").read_text()
    assert text in {"a" * 3_000_000, "b" * 3_000_000}


def test_a_file_that_is_no_utf8_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes("é".encode("latin-1"))
    with pytest.raises(SourceError) as error:
        read_text(tmp_path, "a.md")
    assert error.value.hint == "save it as UTF-8"
    assert read_text(tmp_path, "b.md") is None


def test_the_names_in_a_folder_come_in_order_and_without_folders(tmp_path: Path) -> None:
    for name in ("b.svg", "a.svg"):
        (tmp_path / name).write_text("")
    (tmp_path / "c").mkdir()
    assert list_names(tmp_path, ".") == ("./a.svg", "./b.svg")
    assert list_names(tmp_path, "nowhere") == ()


def snapshot_file(folder: Path, content: object) -> Path:
    path = folder / "issues.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return path


def test_a_snapshot_gives_what_github_states(tmp_path: Path) -> None:
    content = {
        "repository": "octo/cat",
        "labels": [{"name": "VQA", "color": "1d76db", "description": None}, "plain"],
        "issues": [
            issue(1, "A body\r\n", "VQA", accepted={"at": "2025-01-01T00:00:00Z"}),
            issue(2, "", pull_request={"url": "x"}, state="closed", user=None),
            {"number": 3, "title": "Little is known", "body": None, "labels": ["VQA"]},
        ],
    }
    snapshot = load_snapshot(snapshot_file(tmp_path, content), "issues.json")
    first, second, third = snapshot.issues
    assert snapshot.repository == "octo/cat"
    assert [label.name for label in snapshot.labels] == ["VQA", "plain"]
    assert (first.body, first.labels, first.published_at[:4]) == (
        "A body\r\n",
        ("accepted", "VQA"),
        "2025",
    )
    assert (second.is_pull, second.state, second.author) == (True, "closed", "")
    assert (third.body, third.state, third.labels, third.published_at) == ("", "open", ("VQA",), "")


@pytest.mark.parametrize(
    "content",
    [
        [],
        {},
        {"issues": {}},
        {"issues": [], "labels": 5},
        {"issues": [5]},
        {"issues": [{}]},
        {"issues": [{"number": "many", "title": "x"}]},
        {"issues": [{"number": 1, "title": "x", "labels": 5}]},
        {"issues": [{"number": 1, "title": "x", "labels": [{}]}]},
        {"issues": [{"number": 1, "title": "x", "user": "octo"}]},
    ],
)
def test_what_is_no_snapshot_is_refused_with_its_name(tmp_path: Path, content: object) -> None:
    with pytest.raises(SourceError, match=r"^issues\.json: ") as error:
        load_snapshot(snapshot_file(tmp_path, content), "issues.json")
    assert error.value.hint


@pytest.mark.parametrize("text", [b"", b"{", b'{"issues": [', b"\xff", b"[" * 100_000])
def test_a_snapshot_that_is_cut_short_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "issues.json").write_bytes(text)
    with pytest.raises(SourceError, match="cannot be read"):
        load_snapshot(tmp_path / "issues.json", "issues.json")


def test_a_snapshot_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="there is no such snapshot"):
        load_snapshot(tmp_path / "issues.json", "issues.json")


TEXTS = st.text(st.characters(codec="utf-8"), max_size=20)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(1, 99), TEXTS, TEXTS), unique_by=lambda one: one[0]))
def test_what_is_written_as_a_snapshot_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, stated: Sequence[tuple[int, str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("snapshot")
    issues: list[dict[str, Any]] = [
        {"number": number, "title": title, "body": body} for number, title, body in stated
    ]
    content = {"repository": "octo/cat", "labels": [], "issues": issues}
    first = load_snapshot(snapshot_file(folder, content), "issues.json")
    write_files(folder, [OutputFile("again.json", snapshot_text(first))])
    second = load_snapshot(folder / "again.json", "again.json")
    assert second.issues == tuple(sorted(first.issues, key=lambda one: one.number))
    assert snapshot_text(second) == snapshot_text(first)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("git@github.com:octo/cat.git", "https://github.com/octo/cat.git"),
        ("ssh://git@github.com/octo/cat", "https://github.com/octo/cat"),
        ("https://github.com/octo/cat", "https://github.com/octo/cat"),
    ],
)
def test_a_remotes_address_is_told_as_https(tmp_path: Path, address: str, expected: str) -> None:
    assert remote_address(tmp_path) == ""
    for words in (["init", "--quiet"], ["remote", "add", "origin", address]):
        subprocess.run(["git", "-C", str(tmp_path), *words], check=True)
    assert remote_address(tmp_path) == expected


def test_a_document_that_is_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.md"
    inside.mkdir()
    outside.write_text("theirs", encoding="utf-8")
    (inside / "README.md").symlink_to(outside)
    with pytest.raises(DocumentError, match=r"README\.md is a link out of this folder"):
        write_files(inside, [OutputFile("README.md", "ours")])
    assert outside.read_text(encoding="utf-8") == "theirs"


def test_what_a_killed_run_left_is_removed_by_the_next_and_no_other(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".issuesync-{dead.pid}-abc.tmp"
    others = (tmp_path / f".issuesync-{os.getpid()}-abc.tmp", tmp_path / ".issuesync-mine.tmp")
    for path in (left, *others):
        path.touch()
    write_files(tmp_path, [OutputFile("README.md", "text")])
    assert not left.exists()
    assert all(path.exists() for path in others)


def test_what_is_written_aside_is_ignored_and_removed_by_the_next_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the catalog's own folder is there, temporary files go into it."""
    (tmp_path / ".issuesync").mkdir()
    seen: list[str] = []
    replace_file = Path.replace

    def replace(path: Path, target: Path) -> Path:
        seen.append(path.relative_to(tmp_path).as_posix())
        words = ["git", "-C", str(tmp_path), "status", "--porcelain", "--untracked-files=all"]
        asked = subprocess.run(words, capture_output=True, text=True, check=True)
        seen.append(asked.stdout)
        return replace_file(path, target)

    subprocess.run(["git", "init", "--quiet", str(tmp_path)], check=True)
    monkeypatch.setattr(Path, "replace", replace)
    write_files(tmp_path, [OutputFile("README.md", "text")])
    assert seen[0].startswith(f".issuesync/tmp/.issuesync-{os.getpid()}-")
    assert seen[1:] == [""]
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    left = tmp_path / f".issuesync/tmp/.issuesync-{dead.pid}-abc.tmp"
    left.parent.mkdir()
    left.touch()
    write_files(tmp_path, [OutputFile("README.md", "more")])
    assert list((tmp_path / ".issuesync").iterdir()) == []


def test_files_that_are_written_together_are_no_links_out_of_the_folder(tmp_path: Path) -> None:
    inside, outside = tmp_path / "in", tmp_path / "out.md"
    inside.mkdir()
    outside.write_text("theirs", encoding="utf-8")
    (inside / "README.md").symlink_to(outside)
    files = [OutputFile("catalog.yaml", "ours"), OutputFile("README.md", "ours")]
    with pytest.raises(DocumentError, match=r"README\.md is a link out of this folder"):
        write_together(inside, files)
    assert outside.read_text(encoding="utf-8") == "theirs"
    assert not (inside / "catalog.yaml").exists()
