"""Texts from and to the disk; a file is replaced whole or not at all."""

from __future__ import annotations

import contextlib
import logging
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import DocumentError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.model.output import OutputFile

_log = logging.getLogger(__name__)

_LEFTOVER = ".issuesync-"
"""How each temporary name begins, followed by the process's number."""
_SCRATCH = ".issuesync/tmp"


def read_text(root: Path, name: str) -> str | None:
    """Return a file's text with its line ends as they are, or ``None`` where there is no file.

    Raises `SourceError` where it is not an UTF-8 text.
    """
    try:
        content = (root / name).read_bytes()
        _log.info("read %s, %d bytes", name, len(content))
        return content.decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{name}: cannot be read: {error}", hint="save it as UTF-8") from error


def distinct_files(root: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Return one name for each file that is named, its own before that of a link to it."""
    places = {name: (root / name).resolve() for name in names}
    links_last = sorted(names, key=lambda name: places[name] != root.resolve() / name)
    chosen = {places[name]: name for name in reversed(links_last)}
    return tuple(name for name in names if chosen[places[name]] == name)


def list_names(root: Path, folder: str) -> tuple[str, ...]:
    """Return the names of the files directly in a folder, in order; none where there is none."""
    path = root / folder
    try:
        found = [f"{folder}/{one.name}" for one in path.iterdir() if one.is_file()]
    except (FileNotFoundError, NotADirectoryError):
        return ()
    except OSError as error:
        hint = "make it a folder that we may read"
        raise SourceError(f"{folder}: cannot be read: {error.strerror}", hint=hint) from error
    return tuple(sorted(found))


def changed_files(root: Path, files: Iterable[OutputFile]) -> tuple[OutputFile, ...]:
    """Return the files that differ from what is on the disk."""
    return tuple(file for file in files if current_text(root, file.path) != file.text)


def current_text(root: Path, name: str) -> str | None:
    """Return what a file holds now; text that is not UTF-8 equals nothing we would write."""
    try:
        return read_text(root, name)
    except SourceError:
        return ""


def write_files(root: Path, files: Sequence[OutputFile]) -> None:
    """Write or remove each file; a reader, and a crash, finds the old text or the new one whole.

    Raises `DocumentError` where the disk refuses; the files before that one are written.
    """
    for folder in {(root / file.path).parent for file in files} | {root / _SCRATCH}:
        _remove_leftovers(folder)
    try:
        _write_each(root, files)
    finally:
        with contextlib.suppress(OSError):
            (root / _SCRATCH / ".gitignore").unlink()
            (root / _SCRATCH).rmdir()  # another run may have files in it


def _write_each(root: Path, files: Sequence[OutputFile]) -> None:
    """Write or remove each file."""
    for file in files:
        path = root / file.path
        require_inside(root, file.path)
        try:
            if file.text is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, file.text, _scratch_for(root, path))
        except OSError as error:
            message = f"{file.path}: cannot be written: {error.strerror}"
            raise DocumentError(message, hint="fix that, and run the same again") from error


def require_inside(root: Path, name: str) -> None:
    """Raise `DocumentError` for a file that is a link out of the folder: it is somebody else's."""
    if not (root / name).resolve().is_relative_to(root.resolve()):
        hint = "put the file itself in its place, or take it out of catalog.yaml"
        raise DocumentError(f"{name} is a link out of this folder", hint=hint)


def _scratch_for(root: Path, path: Path) -> Path | None:
    """Return a folder for temporary files that git ignores, where it is on the file's own disk."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if (root / _SCRATCH).parent.stat().st_dev != path.resolve().parent.stat().st_dev:
            return None
        folder = root / _SCRATCH
        folder.mkdir(exist_ok=True)
        if not (folder / ".gitignore").exists():
            (folder / ".gitignore").write_text("*\n", encoding="utf-8")
    except OSError:
        return None
    return folder


def write_whole(path: Path, text: str, scratch: Path | None = None) -> None:
    """Write next to the file, sync, then put it in the file's place with the file's mode.

    ``scratch`` is another folder of the same disk to write it in first.
    """
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    name = f"{_LEFTOVER}{os.getpid()}-"
    with tempfile.NamedTemporaryFile(
        prefix=name, suffix=".tmp", dir=scratch or path.parent, delete=False
    ) as new:
        temporary = Path(new.name)
        try:
            new.write(text.encode("utf-8"))
            new.flush()
            os.fsync(new.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
            _log.info("wrote %s", path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise


def _remove_leftovers(folder: Path) -> None:
    """Remove what a run that was killed has left in a folder."""
    for path in folder.glob(f"{_LEFTOVER}*.tmp"):
        number = path.name.removeprefix(_LEFTOVER).partition("-")[0]
        if not is_running(number):
            with contextlib.suppress(OSError):
                path.unlink()


def is_running(number: str) -> bool:
    """Say whether a process is at work; of what is not a number, and on Windows, nobody knows."""
    if os.name != "posix" or not number.isdigit():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
