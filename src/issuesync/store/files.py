"""Texts from and to the disk; a file is replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from issuesync.errors import DocumentError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from issuesync.model.output import OutputFile


def read_text(root: Path, name: str) -> str | None:
    """Return a file's text with its line ends as they are, or ``None`` where there is no file.

    Raises `SourceError` where it is no UTF-8 text.
    """
    try:
        return (root / name).read_bytes().decode("utf-8")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{name}: cannot be read: {error}", hint="save it as UTF-8") from error


def list_names(root: Path, folder: str) -> tuple[str, ...]:
    """Return the names of the files directly in a folder, in order; none where there is none."""
    path = root / folder
    if not path.is_dir():
        return ()
    return tuple(sorted(f"{folder}/{one.name}" for one in path.iterdir() if one.is_file()))


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
    for file in files:
        path = root / file.path
        try:
            if file.text is None:
                path.unlink(missing_ok=True)
            else:
                write_whole(path, file.text)
        except OSError as error:
            message = f"{file.path}: cannot be written: {error.strerror}"
            raise DocumentError(message, hint="mend that, and run the same again") from error


def write_whole(path: Path, text: str) -> None:
    """Write beside the file, sync, then put it in the file's place with the file's mode."""
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    with tempfile.NamedTemporaryFile(prefix=f".{path.name}.", dir=path.parent, delete=False) as new:
        temporary = Path(new.name)
        try:
            new.write(text.encode("utf-8"))
            new.flush()
            os.fsync(new.fileno())
            temporary.chmod(mode)
            temporary.replace(path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
