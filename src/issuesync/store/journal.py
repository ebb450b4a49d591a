"""The journal of issues being made: a line before each request, a line once its number is known."""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from issuesync.errors import MirrorError, SourceError
from issuesync.model.plan import PendingIssue
from issuesync.store.mirror import FOLDER, made

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

_NAME = "journal.jsonl"


def _make_nonce() -> str:
    """Return a word that nobody guesses."""
    return secrets.token_hex(16)


class FileJournal:
    """A repository's journal in a file; every line is on the disk before the call returns.

    A line that a crash cut short was followed by no request, so it is passed over.
    """

    def __init__(self, path: Path, repository: str, nonce: Callable[[], str] = _make_nonce) -> None:
        self._path = path
        self._repository = repository
        self._nonce = nonce
        self._by_row = _read_journal(path, repository)

    def find(self, row: str) -> PendingIssue | None:
        """Return the last attempt to make an entry's issue."""
        return self._by_row.get(row)

    def begin(self, row: str, since: str) -> PendingIssue:
        """Write down that an issue is about to be made."""
        creation = PendingIssue(row, self._nonce(), since)
        self._append({"row": row, "nonce": creation.nonce, "since": since})
        self._by_row[row] = creation
        return creation

    def end(self, creation: PendingIssue, number: int) -> None:
        """Write down which number it has."""
        self._append({"nonce": creation.nonce, "number": number})
        self._by_row[creation.row] = replace(creation, number=number)

    def _append(self, entry: dict[str, str | int]) -> None:
        line = json.dumps({"repository": self._repository, **entry}, ensure_ascii=False)
        try:
            folder = made(self._path.parent)
            with self._path.open("ab+") as file:
                is_cut = file.tell() > 0 and _last_byte(file) != b"\n"
                file.write(f"{chr(10) * is_cut}{line}\n".encode())
                file.flush()
                os.fsync(file.fileno())
            _sync_folder(folder)
        except (OSError, MirrorError) as error:
            message = f"{self._path.name} cannot be written: {error}"
            raise SourceError(message, hint="fix that: no issue is made without it") from error


def _sync_folder(folder: Path) -> None:
    """See that a file's name is on the disk too, where the system can open a folder."""
    if hasattr(os, "O_DIRECTORY"):
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _last_byte(file: Any) -> bytes:
    """Return a file's last byte; what is written next is appended all the same."""
    file.seek(-1, os.SEEK_END)
    return bytes(file.read(1))


def journal_path(root: Path) -> Path:
    """Return where the journal of the catalog in this folder is."""
    return root / FOLDER / _NAME


def _read_journal(path: Path, repository: str) -> dict[str, PendingIssue]:
    """Read the last attempt for each entry of a repository."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        hint = f"see on GitHub which issues were made, then remove {path}"
        raise SourceError(f"{path.name} cannot be read: {error}", hint=hint) from error
    by_nonce: dict[str, PendingIssue] = {}
    for line in text.split("\n")[:-1]:
        entry = _parse_line(line)
        if entry.get("repository") == repository:
            _take(entry, by_nonce)
    return {creation.row: creation for creation in by_nonce.values()}


def _parse_line(line: str) -> dict[str, Any]:
    """Read one line; one that was cut short is empty."""
    try:
        entry = json.loads(line)
    except ValueError:
        return {}
    return entry if isinstance(entry, dict) else {}


def _take(entry: dict[str, Any], by_nonce: dict[str, PendingIssue]) -> None:
    """Note what one line says."""
    nonce, number = str(entry.get("nonce", "")), entry.get("number")
    if isinstance(number, int) and nonce in by_nonce:
        by_nonce[nonce] = replace(by_nonce[nonce], number=number)
    elif "row" in entry and nonce:
        by_nonce[nonce] = PendingIssue(str(entry["row"]), nonce, str(entry.get("since", "")))
