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

_STAGE = ".issuesync-new-"
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

    Raises `RefusedError` where somebody else's file is in the way.
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

    Everything is written next to the folder first; where the disk then refuses a move, those made
    are undone. Files that are not ours are never touched.
    """
    change = compare_site(folder, files)
    if not change:
        return change
    wanted = {**files, MANIFEST: _manifest(files)}
    own = _read_manifest(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _drop_stages(folder)
        stage = Path(tempfile.mkdtemp(prefix=_STAGE, dir=folder))
        try:
            for name in change.written:
                _write_synced(stage / "new" / name, wanted[name])
            _write_synced(stage / "both" / MANIFEST, _manifest(files, own))
            _move_all(folder, stage, change)
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    except OSError as error:
        message = f"{folder}: nothing was published: {error.strerror or error}"
        raise DocumentError(message, hint="fix that, and run the same again") from error
    _drop_empty(folder, own)
    return change


def _drop_stages(folder: Path) -> None:
    """Remove what a run that was killed had written next to the files."""
    for path in folder.glob(f"{_STAGE}*"):
        shutil.rmtree(path, ignore_errors=True)


def _move_all(folder: Path, stage: Path, change: SiteChange) -> None:
    """Put the new files in their places and take the old ones out; undo it all at a failure.

    Until all are moved, the manifest owns the old and the new: a run after a crash knows both.
    """
    new = [(name, stage / "new" / name) for name in change.written if name != MANIFEST]
    gone = [(name, None) for name in change.removed]
    steps: list[tuple[str, Path | None]] = [*new, *gone]
    if MANIFEST in change.written:
        first, last = (stage / kind / MANIFEST for kind in ("both", "new"))
        steps = [(MANIFEST, first), *steps, (MANIFEST, last)]
    done: list[tuple[Path, Path]] = []
    try:
        for index, (name, source) in enumerate(steps):
            place, old = folder / name, stage / "old" / str(index)
            had_one = place.exists()
            if had_one:
                _keep(place, old)
                done.append((old, place))
            if source is None:
                place.unlink()
                continue
            _move(source, place)
            if not had_one:
                done.append((place, source))
    except OSError:
        for moved, before in reversed(done):
            _move(moved, before)
        raise


def _keep(source: Path, copy: Path) -> None:
    """Copy a file, so that its place is never empty."""
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, copy)


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


def _manifest(files: Mapping[str, bytes], others: Mapping[str, str] | None = None) -> bytes:
    """State which files are ours; ``others`` are some more, by their digests."""
    digests = {**(others or {}), **{name: _digest(data) for name, data in files.items()}}
    listed = {name: digests[name] for name in sorted(digests)}
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
        raise DocumentError(message, hint="fix that, and run the same again") from error


def _digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def _in(folder: Path, name: str) -> str:
    """Return how people call a file of the folder."""
    return (folder / name).as_posix()
