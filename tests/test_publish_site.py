"""The published folder: whole or not at all, only what differs, and never somebody else's file."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from issuesync.errors import DocumentError, RefusedError
from issuesync.store.site import MANIFEST, compare_site, write_site

FILES = {"catalog.jsonl": b"{}\n", "entries/57.md": b"# One\n", "catalog.sqlite": b"\x00\xff"}


def texts(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    change = write_site(tmp_path / "site", FILES)
    assert set(change.written) == {*FILES, MANIFEST}
    assert {k: v for k, v in texts(tmp_path / "site").items() if k != MANIFEST} == FILES


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    write_site(tmp_path, FILES)
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    assert not write_site(tmp_path, FILES)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == stamps


def test_only_what_differs_is_written(tmp_path: Path) -> None:
    write_site(tmp_path, FILES)
    change = write_site(tmp_path, {**FILES, "entries/57.md": b"# Two\n"})
    assert change.written == ("entries/57.md", MANIFEST)
    assert (tmp_path / "entries/57.md").read_bytes() == b"# Two\n"


def test_what_is_no_longer_written_is_removed_with_its_empty_folder(tmp_path: Path) -> None:
    write_site(tmp_path, FILES)
    change = write_site(tmp_path, {"catalog.jsonl": b"{}\n"})
    assert change.removed == ("catalog.sqlite", "entries/57.md")
    assert {path.name for path in tmp_path.iterdir()} == {"catalog.jsonl", MANIFEST}


def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "CNAME").write_text("example.org\n")
    (tmp_path / "entries/notes.md").write_text("mine\n")
    write_site(tmp_path, FILES)
    write_site(tmp_path, {})
    assert set(texts(tmp_path)) == {"CNAME", "entries/notes.md", MANIFEST}


def test_a_file_of_somebody_else_in_our_place_stops_everything(tmp_path: Path) -> None:
    (tmp_path / "entries").mkdir()
    (tmp_path / "entries/57.md").write_text("mine\n")
    with pytest.raises(RefusedError, match=r"entries/57\.md is not"):
        write_site(tmp_path, FILES)
    assert texts(tmp_path) == {"entries/57.md": b"mine\n"}


def test_a_file_that_was_edited_since_is_kept_when_it_is_no_longer_written(tmp_path: Path) -> None:
    write_site(tmp_path, FILES)
    (tmp_path / "entries/57.md").write_text("my own words\n")
    change = write_site(tmp_path, {"catalog.jsonl": b"{}\n"})
    assert change.kept == ("entries/57.md",)
    assert (tmp_path / "entries/57.md").read_text() == "my own words\n"


def test_a_lost_manifest_is_written_again_where_all_files_are_ours(tmp_path: Path) -> None:
    write_site(tmp_path, FILES)
    (tmp_path / MANIFEST).unlink()
    assert write_site(tmp_path, FILES).written == (MANIFEST,)


@pytest.mark.parametrize("text", ["", "[]", "{", '{"files": 3}', '{"files": {"x": 1}}', "\x00"])
def test_a_manifest_that_is_none_owns_nothing(text: str, tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text(text)
    (tmp_path / "x").write_text("mine")
    write_site(tmp_path, FILES)
    assert (tmp_path / "x").read_text() == "mine"


@pytest.mark.parametrize("name", ["../precious", "/etc/hostname", "a/../../precious", "."])
def test_a_manifest_reaches_no_file_outside_the_folder(name: str, tmp_path: Path) -> None:
    site = tmp_path / "site"
    write_site(site, FILES)
    precious = tmp_path / "precious"
    precious.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    (site / MANIFEST).write_text(json.dumps({"files": {name: empty}}))
    (site / "catalog.jsonl").unlink()
    change = compare_site(site, FILES)
    assert change.removed == ()
    assert precious.exists()


def test_a_link_to_a_folder_outside_is_not_followed(tmp_path: Path) -> None:
    site, outside = tmp_path / "site", tmp_path / "outside"
    site.mkdir()
    outside.mkdir()
    (site / "entries").symlink_to(outside)
    with pytest.raises(RefusedError, match="does not lead to a file of this folder"):
        write_site(site, FILES)
    assert list(outside.iterdir()) == []


def test_a_disk_that_refuses_midway_leaves_the_folder_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_site(tmp_path, FILES)
    before = texts(tmp_path)
    moved = Path.replace
    left = 0

    def refuse(source: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left == -1:
            raise OSError(28, "No space left on device")
        return moved(source, target)

    monkeypatch.setattr(Path, "replace", refuse)
    for refused in range(4):  # both manifests and both files
        left = refused
        with pytest.raises(DocumentError, match="nothing was published: No space left"):
            write_site(tmp_path, {"catalog.jsonl": b"new\n", "more/new.md": b"new\n"})
        assert texts(tmp_path) == before


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed midway")
@pytest.mark.parametrize("calls", range(9))
def test_a_run_after_one_that_was_killed_ends_where_it_would_have(
    calls: int, tmp_path: Path
) -> None:
    write_site(tmp_path, FILES)
    killed_during({"catalog.jsonl": b"new\n", "more/new.md": b"new\n"}, tmp_path, calls)
    latest = {"catalog.jsonl": b"newer\n", "more/new.md": b"newer\n"}
    write_site(tmp_path, latest)
    assert {name: data for name, data in texts(tmp_path).items() if name != MANIFEST} == latest
    left = {path.name for path in tmp_path.iterdir() if path.is_file() or any(path.iterdir())}
    assert left == {"catalog.jsonl", "more", MANIFEST}


def killed_during(files: dict[str, bytes], folder: Path, calls: int) -> None:
    """Write files in a process that dies at one of its moves."""
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    left, moved = [calls], Path.replace

    def die(source: Path, target: Path) -> Path:
        left[0] -= 1
        if left[0] < 0:
            os._exit(9)
        return moved(source, target)

    Path.replace = die  # type: ignore[method-assign, assignment]
    try:
        write_site(folder, files)
    finally:
        os._exit(0)
