"""A folder of published files: what is ours in it, and one change of all that differs."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from issuesync.errors import DocumentError, RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

MANIFEST = "issuesync.json"
"""The file that says which files of the folder are ours, each with its SHA-256."""


@dataclass(frozen=True, slots=True)
class SiteChange:
    """What publishing changes in a folder; ``kept`` were ours and have been edited since.

    ``sizes`` are those of all files, in bytes.
    """

    sizes: Mapping[str, int]
    written: tuple[str, ...]
    removed: tuple[str, ...]
    kept: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.written or self.removed)


def compare_site(folder: Path, files: Mapping[str, bytes]) -> SiteChange:
    """Say which files have to be written or removed so that the folder holds these.

    Raises `RefusedError` where somebody else's file stands in the way.
    """
    own = _read_manifest(folder)
    wanted = {**files, MANIFEST: _manifest(files)}
    current = {name: _current(folder, name) for name in {*wanted, *own}}
    foreign = [
        name
        for name in sorted(wanted)
        if current[name] not in {None, wanted[name]} and name not in own and name != MANIFEST
    ]
    if foreign:
        message = f"{_in(folder, foreign[0])} is not a file of issuesync's; nothing was written"
        raise RefusedError(message, hint="move it, or publish --to another folder")
    stale = sorted(name for name in own if name not in wanted and current[name] is not None)
    is_ours = {name: _digest(current[name] or b"") == own[name] for name in stale}
    return SiteChange(
        {name: len(wanted[name]) for name in sorted(wanted)},
        tuple(name for name in sorted(wanted) if current[name] != wanted[name]),
        tuple(name for name in stale if is_ours[name]),
        tuple(name for name in stale if not is_ours[name]),
    )


def write_site(folder: Path, files: Mapping[str, bytes]) -> SiteChange:
    """Bring the folder to these files: all of them are in their places, or none.

    Everything is written beside the folder first; where the disk then refuses a move, those made
    are undone. Files that are not ours are never touched.
    """
    change = compare_site(folder, files)
    if not change:
        return change
    wanted = {**files, MANIFEST: _manifest(files)}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".issuesync-", dir=folder))
        try:
            for name in change.written:
                _write_synced(stage / "new" / name, wanted[name])
            _move_all(folder, stage, change)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        message = f"{folder}: nothing was published: {error.strerror or error}"
        raise DocumentError(message, hint="mend that, and run the same again") from error
    _drop_empty(folder, change.removed)
    return change


def _move_all(folder: Path, stage: Path, change: SiteChange) -> None:
    """Put the new files in their places and take the old ones out; undo it all at a failure.

    The manifest goes first with what it will own: after a crash, the next run knows all of it.
    """
    done: list[tuple[Path, Path]] = []
    names = sorted({*change.written, *change.removed}, key=lambda name: name != MANIFEST)
    try:
        for name in names:
            place, old, new = folder / name, stage / "old" / name, stage / "new" / name
            if place.exists():
                _move(place, old)
                done.append((old, place))
            if name in change.written:
                _move(new, place)
                done.append((place, new))
    except OSError:
        for source, target in reversed(done):
            _move(source, target)
        raise


def _move(source: Path, target: Path) -> None:
    """Rename within one file system, with the folders that the target needs."""
    target.parent.mkdir(parents=True, exist_ok=True)
    source.replace(target)


def _write_synced(path: Path, data: bytes) -> None:
    """Write a file that a crash finds whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def _drop_empty(folder: Path, names: Iterable[str]) -> None:
    """Remove the folders that removed files leave empty."""
    parents = {parent for name in names for parent in PurePosixPath(name).parents}
    for parent in sorted(parents - {PurePosixPath()}, key=lambda one: -len(one.parts)):
        place = folder / parent
        if place.is_dir() and not any(place.iterdir()):
            place.rmdir()


def _manifest(files: Mapping[str, bytes]) -> bytes:
    """State which files are ours."""
    listed = {name: _digest(files[name]) for name in sorted(files)}
    return (json.dumps({"files": listed}, ensure_ascii=False, indent=1) + "\n").encode()


def _read_manifest(folder: Path) -> dict[str, str]:
    """Return our files with their digests; a path that leads out of the folder is none of ours."""
    try:
        stated = json.loads((folder / MANIFEST).read_bytes())["files"]
        items = list(stated.items())
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}
    return {name: str(digest) for name, digest in items if _is_inside(folder, name)}


def _is_inside(folder: Path, name: str) -> bool:
    """Say whether a path stays in the folder, also behind symbolic links."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or not path.parts:
        return False
    return (folder / path).parent.resolve().is_relative_to(folder.resolve())


def _current(folder: Path, name: str) -> bytes | None:
    """Return what a file holds; nothing where there is none."""
    path = folder / name
    if not _is_inside(folder, name) or path.is_dir():
        message = f"{_in(folder, name)} does not lead to a file of this folder"
        raise RefusedError(message, hint="move it, or publish --to another folder")
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except OSError as error:
        message = f"{_in(folder, name)}: cannot be read: {error.strerror}"
        raise DocumentError(message, hint="mend that, and run the same again") from error


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _in(folder: Path, name: str) -> str:
    """Return how people call a file of the folder."""
    return (folder / name).as_posix()
