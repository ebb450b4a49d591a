"""Several files written as one: all of them, or none, whenever the process is killed.

They are written into a folder of their own first, then a list of what goes where. Once that list
is there the files are moved, by this run or by the next.
"""

from __future__ import annotations

import hashlib
import json
import logging
import shutil
from typing import TYPE_CHECKING, Any

from issuesync.errors import DocumentError, RefusedError
from issuesync.store.files import require_inside, write_whole

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from issuesync.model.output import OutputFile

_log = logging.getLogger(__name__)

_FOLDER = ".issuesync/staging"
_LIST = "list.json"


def write_together(root: Path, files: Sequence[OutputFile]) -> None:
    """Write or remove all files; a crash leaves them as they were, or `finish` completes them.

    Raises `DocumentError` where the disk refuses.
    """
    if not files:
        return
    folder = root / _FOLDER
    try:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        write_whole(folder / ".gitignore", "*\n")
        moves = [_stage(root, folder, number, file) for number, file in enumerate(files)]
        write_whole(folder / _LIST, json.dumps(moves))
        finish(root)
    except OSError as error:
        name = error.filename or _FOLDER
        message = f"{name}: cannot be written: {error.strerror}"
        raise DocumentError(message, hint="fix that, and run the same again") from error


def is_unfinished(root: Path) -> bool:
    """Say whether a run was killed while it moved its files."""
    return (root / _FOLDER / _LIST).exists()


def finish(root: Path) -> bool:
    """Move what a killed run has left to be moved; say whether there was anything.

    Raises `RefusedError` where somebody changed one of the files since.
    """
    folder = root / _FOLDER
    if not is_unfinished(root):
        return False
    moves = json.loads((folder / _LIST).read_text(encoding="utf-8"))
    for move in moves:
        _require_untouched(root, move)
    for move in moves:
        _move(root, folder, move)
    (folder / _LIST).unlink()
    shutil.rmtree(folder, ignore_errors=True)
    return True


def _stage(root: Path, folder: Path, number: int, file: OutputFile) -> dict[str, Any]:
    """Write one file aside; return where it goes, and what it is to replace."""
    require_inside(root, file.path)
    staged = "" if file.text is None else f"{number}.tmp"
    if file.text is not None:
        write_whole(folder / staged, file.text)
        path = (root / file.path).resolve()
        if path.exists():
            (folder / staged).chmod(path.stat().st_mode & 0o777)
    after = None if file.text is None else _sum_of(file.text.encode("utf-8"))
    return {
        "path": file.path,
        "staged": staged,
        "before": _sum_at(root / file.path),
        "after": after,
    }


def _require_untouched(root: Path, move: dict[str, Any]) -> None:
    """Raise where a file is neither as it was nor as it is to be."""
    if _sum_at(root / move["path"]) not in {move["before"], move["after"]}:
        hint = f"take your change back, or remove {_FOLDER} to keep everything as it is now"
        raise RefusedError(
            f"{move['path']} was changed since a run of init was interrupted", hint=hint
        )


def _move(root: Path, folder: Path, move: dict[str, Any]) -> None:
    """Put one file in its place; one that is there already was moved before."""
    path = (root / move["path"]).resolve()
    if not move["staged"]:
        path.unlink(missing_ok=True)
    elif (folder / move["staged"]).exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        (folder / move["staged"]).replace(path)
    _log.info("wrote %s", move["path"])


def _sum_at(path: Path) -> str | None:
    """Return a file's checksum; ``None`` where there is none."""
    try:
        return _sum_of(path.read_bytes())
    except FileNotFoundError:
        return None


def _sum_of(content: bytes) -> str:
    """Return a checksum."""
    return hashlib.sha256(content).hexdigest()
