"""One contract for everything that is kept on the disk: read back equal, whole or told broken."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest

from issuesync.app.saved_plan import load_plan, save_plan
from issuesync.errors import IssuesyncError
from issuesync.model.issue import Issue, Label, Snapshot
from issuesync.model.output import OutputFile
from issuesync.model.plan import AddLabel, CreateIssue, EditIssue, PendingIssue, Plan, RemoveLabel
from issuesync.model.voices import Voices
from issuesync.store.files import write_files
from issuesync.store.journal import FileJournal, journal_path
from issuesync.store.mirror import locked, mirror_path, open_mirror
from issuesync.store.saved_renderings import load_rendered, save_rendered
from issuesync.store.snapshot import load_snapshot, snapshot_text
from issuesync.store.voices import load_voices, voices_text

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

ODD = "Zörb “|`\u2028\\ 卫星\n\t\u202e'\""
NONCES = (f"{number:032}" for number in count())
ISSUES = (
    Issue(1, "Cat", f"**Name**: {ODD}\n", labels=("accepted", ODD.strip())),
    Issue(22, ODD.strip(), "", labels=()),
)
LABELS = (Label("accepted", "0e8a16", "It is in"), Label("VQA", "1d76db", ODD.strip()))


@dataclass(frozen=True)
class Kept:
    """One kind of thing that is kept: how it is written and read, and two samples of it.

    ``is_prefix`` says whether what a cut file says may be less than all of it.
    """

    path: Callable[[Path], Path]
    write: Callable[[Path, Any], None]
    read: Callable[[Path], Any]
    samples: tuple[Any, Any]
    absent: Any = None
    """What is read where nothing was written; nothing where that is an error."""
    is_prefix: bool = False


def text_file(name: str, write: Callable[[Any], str]) -> Callable[[Path, Any], None]:
    """Return what writes a text as the commands write files."""
    return lambda root, value: write_files(root, [OutputFile(name, write(value))])


def write_journal(root: Path, rows: tuple[tuple[str, int], ...]) -> None:
    journal = FileJournal(journal_path(root), "octo/cat", nonce=lambda: next(NONCES))
    for row, number in rows:
        if journal.find(row) is None:
            journal.end(journal.begin(row, "2025-04-29T00:00:00Z"), number)


def read_journal(root: Path) -> tuple[tuple[str, int], ...]:
    journal = FileJournal(journal_path(root), "octo/cat")
    found: list[PendingIssue | None] = [journal.find(row) for row in ("Zorb", ODD)]
    return tuple((one.row, one.number) for one in found if one is not None and one.number)


def write_mirror(root: Path, items: list[dict[str, Any]]) -> None:
    mirror, _ = open_mirror(root, 7, "octo/cat")
    mirror.save(items, None, done=True)
    mirror.close()


def read_mirror(root: Path) -> list[dict[str, Any]]:
    with locked(root):
        mirror, _ = open_mirror(root, 7, "octo/cat")
        with closing(mirror):
            return list(mirror.items())


KINDS = {
    "snapshot": Kept(
        lambda root: root / "issues.json",
        text_file("issues.json", snapshot_text),
        lambda root: load_snapshot(root / "issues.json", "issues.json"),
        (Snapshot("octo/cat", LABELS, ISSUES), Snapshot("octo/cat", (), ())),
    ),
    "voices": Kept(
        lambda root: root / "voices.json",
        text_file("voices.json", voices_text),
        lambda root: load_voices(root / "voices.json", "voices.json"),
        ({1: Voices(2, (("+1", 3),)), 22: Voices()}, {5: Voices(1)}),
        absent={},
    ),
    "plan": Kept(
        lambda root: root / "plan.json",
        lambda root, plan: save_plan(root, "plan.json", plan),
        lambda root: load_plan(root, "plan.json"),
        (
            Plan((AddLabel(1, "VQA", ODD), RemoveLabel(2, "ok", "no more"))),
            Plan(
                (
                    EditIssue(3, "Cat", ODD, "Dog", "", "mended"),
                    CreateIssue("row", "New", ODD, ("VQA",)),
                )
            ),
        ),
    ),
    "journal": Kept(
        journal_path,
        write_journal,
        read_journal,
        ((("Zorb", 1),), (("Zorb", 1), (ODD, 2))),
        absent=(),
        is_prefix=True,
    ),
    "renderings": Kept(
        lambda root: root / ".issuesync" / "rendered.jsonl",
        lambda root, texts: save_rendered(root, dict(texts)),
        load_rendered,
        ([("README.md", ODD)], [("README.md", ODD), ("docs/b.md", "")]),
        absent=[],
        is_prefix=True,
    ),
    "mirror": Kept(
        mirror_path,
        write_mirror,
        read_mirror,
        (
            [{"number": 1, "id": 10, "title": ODD, "updated_at": "2025-04-29T00:00:00Z"}],
            [
                {"number": 1, "id": 10, "title": ODD, "updated_at": "2025-04-29T00:00:00Z"},
                {"number": 2, "id": 11, "title": "B", "updated_at": "2025-04-30T00:00:00Z"},
            ],
        ),
        absent=[],
        is_prefix=True,
    ),
}
every_kind = pytest.mark.parametrize("kept", KINDS.values(), ids=KINDS.keys())


@every_kind
def test_what_was_written_is_read_back_equal_and_again_after_a_second_writing(
    kept: Kept, tmp_path: Path
) -> None:
    for value in (*kept.samples, kept.samples[-1]):
        kept.write(tmp_path, value)
        assert kept.read(tmp_path) == value


@every_kind
def test_writing_the_same_changes_no_byte(kept: Kept, tmp_path: Path) -> None:
    kept.write(tmp_path, kept.samples[0])
    kept.write(tmp_path, kept.samples[0])
    first = kept.path(tmp_path).read_bytes()
    kept.write(tmp_path, kept.samples[0])
    assert kept.path(tmp_path).read_bytes() == first or kept.path(tmp_path).suffix == ".sqlite"


@every_kind
def test_where_nothing_was_written_nothing_is_read_or_the_file_is_named(
    kept: Kept, tmp_path: Path
) -> None:
    if kept.absent is not None:
        assert kept.read(tmp_path) == kept.absent
        return
    with pytest.raises(IssuesyncError) as told:
        kept.read(tmp_path)
    assert kept.path(tmp_path).name in f"{told.value}"


@every_kind
def test_a_file_that_was_cut_is_told_broken_or_says_no_more_than_it_holds(
    kept: Kept, tmp_path: Path
) -> None:
    whole = kept.samples[1] if kept.is_prefix else kept.samples[0]
    kept.write(tmp_path, whole)
    content = kept.path(tmp_path).read_bytes()
    for end in {len(content) * part // 16 for part in range(16)} | {len(content) - 2}:
        for beside in tmp_path.rglob("*.sqlite-*"):
            beside.unlink()
        kept.path(tmp_path).write_bytes(content[:end])
        try:
            found = kept.read(tmp_path)
        except IssuesyncError:
            continue
        else:
            assert kept.is_prefix or found == whole
            assert all(one in whole for one in found) or found == kept.absent


@every_kind
def test_what_is_no_file_of_its_kind_is_never_taken_for_one(kept: Kept, tmp_path: Path) -> None:
    for content in (b"\xff\xfe\x00", b"[1, 2", b'{"a": [{}]}\n', b"null\n", b"<html>\n", b"[[]]\n"):
        kept.path(tmp_path).parent.mkdir(exist_ok=True)
        kept.path(tmp_path).write_bytes(content)
        try:
            found = kept.read(tmp_path)
        except IssuesyncError:
            continue
        else:
            assert found == (kept.absent if kept.absent is not None else found)
            assert not isinstance(found, Snapshot)
