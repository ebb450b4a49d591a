"""The mirror of a large catalog: what GitHub said, in SQLite below ``.issuesync/``."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from issuesync.errors import MirrorError
from issuesync.model.json_text import compact_json, read_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_NAME = "mirror.sqlite"
FOLDER = ".issuesync"
VERSION = 1
IGNORED = "*.sqlite*\n*.jsonl\n"
_CHECKPOINT = 16_384
"""Pages of 4 kB in the log from which they go to their places; before that, at the end alone."""
_LOCK_WAIT = 600.0
"""Seconds that a second run waits for the first to end."""

_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value);
CREATE TABLE labels (id INTEGER PRIMARY KEY, name TEXT NOT NULL, raw TEXT NOT NULL);
CREATE TABLE issues (
    number INTEGER PRIMARY KEY,
    updated_at TEXT NOT NULL,
    is_pull INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    raw TEXT NOT NULL
);
"""
_BORNE = """
SELECT DISTINCT json_extract(one.value, '$.id'), json_extract(one.value, '$.name')
FROM issues, json_each(issues.raw, '$.labels') AS one
"""


class SqliteMirror:
    """One repository's issues as GitHub last stated them, and how far the last walk came."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._database = connection

    def close(self) -> None:
        """Close the database."""
        self._database.close()

    def _meta(self, key: str) -> Any:
        row = self._database.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
        return row[0] if row else None

    def _set(self, key: str, value: str | int | None) -> None:
        self._database.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    @property
    def cursor(self) -> str | None:
        """The last second that was read whole."""
        stated = self._meta("cursor")
        return str(stated) if stated is not None else None

    @property
    def is_complete(self) -> bool:
        """Whether the last walk came to its end."""
        return bool(self._meta("complete"))

    @property
    def sweep(self) -> int:
        """The number of the sweep under way, 0 for none."""
        return int(self._meta("sweep") or 0)

    @property
    def difference(self) -> int:
        """What the last sweep left between our count and GitHub's."""
        return int(self._meta("difference") or 0)

    @property
    def offers_graphql(self) -> bool:
        """Whether the server is not known to offer no GraphQL."""
        return bool(self._meta("graphql") != 0)

    def remember_graphql(self, *, offered: bool) -> None:
        """Remember whether the server answers GraphQL."""
        if offered != self.offers_graphql:
            with self._database:
                self._set("graphql", int(offered))

    @property
    def repository(self) -> tuple[int, str]:
        """The repository's id and name."""
        return int(self._meta("repository_id") or 0), str(self._meta("repository") or "")

    def save(self, items: Sequence[dict[str, Any]], cursor: str | None, *, done: bool) -> None:
        """Keep a page and the cursor it earns in one transaction; older states change nothing."""
        turn = int(self._meta("turn") or 0)
        rows = [
            (int(x["number"]), x["updated_at"], _is_pull(x), turn, compact_json(x)) for x in items
        ]
        with self._database:
            self._database.executemany(
                "INSERT INTO issues VALUES (?, ?, ?, ?, ?) ON CONFLICT (number) DO UPDATE SET"
                " raw = CASE WHEN excluded.updated_at >= updated_at THEN excluded.raw ELSE raw END,"
                " is_pull = excluded.is_pull, seen = excluded.seen,"
                " updated_at = max(excluded.updated_at, updated_at)",
                rows,
            )
            self._set("cursor", cursor)
            self._set("complete", int(done))

    def save_labels(self, labels: Sequence[dict[str, Any]]) -> None:
        """Replace the labels."""
        rows = [(int(one["id"]), str(one["name"]), compact_json(one)) for one in labels]
        with self._database:
            self._database.execute("DELETE FROM labels")
            self._database.executemany("INSERT INTO labels VALUES (?, ?, ?)", rows)

    def begin_sweep(self) -> None:
        """Start at the starting again and mark what is met."""
        turn = int(self._meta("turn") or 0) + 1
        with self._database:
            for key, value in (("turn", turn), ("sweep", turn), ("cursor", None), ("complete", 0)):
                self._set(key, value)

    def unseen(self) -> int:
        """Count what the sweep has not met."""
        query = "SELECT count(*) FROM issues WHERE seen < ?"
        return int(self._database.execute(query, (self.sweep,)).fetchone()[0])

    def end_sweep(self) -> None:
        """Forget what the sweep has not met."""
        with self._database:
            self._database.execute("DELETE FROM issues WHERE seen < ?", (self.sweep,))
            self._set("sweep", 0)

    def remember(self, difference: int) -> None:
        """Remember what a sweep left between our count and GitHub's."""
        with self._database:
            self._set("difference", difference)

    def count(self) -> int:
        """Count issues and pull requests."""
        return int(self._database.execute("SELECT count(*) FROM issues").fetchone()[0])

    def count_issues(self) -> int:
        """Count the issues alone."""
        query = "SELECT count(*) FROM issues WHERE NOT is_pull"
        return int(self._database.execute(query).fetchone()[0])

    def items(self) -> Iterator[dict[str, Any]]:
        """Give issues and pull requests by number, as they were saved.

        Raises `MirrorError` for one that cannot be read: a cut file may look whole to SQLite.
        """
        for number, raw in self._database.execute("SELECT number, raw FROM issues ORDER BY number"):
            try:
                yield read_json(raw)
            except ValueError as error:
                hint = f"remove {_NAME} in {FOLDER}: the next pull reads everything anew"
                raise MirrorError(
                    f"the mirror is damaged: #{number}: {error}", hint=hint
                ) from error

    def borne(self) -> dict[int, str]:
        """Return the names by id of all labels that an item has.

        SQLite looks for them within what was saved, which costs a third of reading it all. What
        SQLite cannot read is read as `items` does, which says what is damaged.
        """
        try:
            return dict(self._database.execute(_BORNE))
        except sqlite3.OperationalError:
            return {one["id"]: one["name"] for item in self.items() for one in item["labels"]}


def mirror_path(root: Path) -> Path:
    """Return where the mirror of the catalog in this folder is."""
    return root / FOLDER / _NAME


@contextmanager
def locked(root: Path, wait: float = _LOCK_WAIT, name: str = "lock.sqlite") -> Iterator[None]:
    """Let one run at a time work on the mirror; the lock goes with the process that holds it.

    ``name`` is the lock's file: what else needs a run to be alone has one of its own.
    """
    folder = made(root / FOLDER)
    try:
        lock = sqlite3.connect(folder / name, timeout=wait, isolation_level=None)
        with closing(lock):
            lock.execute("BEGIN EXCLUSIVE")
            yield
    except sqlite3.Error as error:
        if "locked" in str(error):
            hint = "wait for it, or end it"
            raise MirrorError("another run of issuesync is at work here", hint=hint) from error
        hint = f"fix that, or remove {folder}: the next pull reads everything anew"
        raise MirrorError(f"the mirror cannot be used: {error}", hint=hint) from error


def made(folder: Path) -> Path:
    """Make a folder where there is none; git is told to leave the databases in it alone."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        ignored = folder / ".gitignore"
        if not ignored.exists():
            ignored.write_text(IGNORED, encoding="utf-8")
    except OSError as error:
        hint = "make it a folder that we may write to"
        raise MirrorError(f"{folder} cannot be used: {error.strerror}", hint=hint) from error
    return folder


def open_mirror(root: Path, repository_id: int, repository: str) -> tuple[SqliteMirror, str]:
    """Open or make the mirror; return it and a word on what had to be set aside.

    Raises `MirrorError` for another repository's mirror, and for one of a later version.
    """
    path = mirror_path(root)
    made(path.parent)
    word = ""
    database = _try_open(path)
    if database is None:
        aside = _set_aside(path)
        word = f"the mirror was damaged; it is now {aside}, and everything is pulled anew"
        database = _try_open(path)
        assert database is not None
    mirror = SqliteMirror(database)
    known, name = mirror.repository
    if known and known != repository_id:
        database.close()
        raise MirrorError(
            f"the mirror holds {name}, not {repository}", hint=f"remove {path}, or work elsewhere"
        )
    if name not in {"", repository}:
        mirror.begin_sweep()  # a renamed repository's issues have other addresses, and no new time
    with database:
        mirror._set("repository_id", repository_id)  # noqa: SLF001 - the mirror's own module
        mirror._set("repository", repository)  # noqa: SLF001 - the same
    return mirror, word


def _try_open(path: Path) -> sqlite3.Connection | None:
    """Open the database and look through it; return ``None`` where it is damaged.

    A full disk or a file that may not be written is not a damage: that `sqlite3.OperationalError`
    goes on to who holds the lock.
    """
    database = sqlite3.connect(path, timeout=_LOCK_WAIT)
    try:
        # A page costs no wait for the disk: a killed process loses nothing, a power cut a page.
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = NORMAL")
        database.execute(f"PRAGMA wal_autocheckpoint = {_CHECKPOINT}")
        version = int(database.execute("PRAGMA user_version").fetchone()[0])
        tables = {name for (name,) in database.execute("SELECT name FROM sqlite_master")}
        if version > VERSION:
            database.close()
            hint = f"update issuesync, or remove {path}"
            raise MirrorError(f"the mirror is of a later version ({version})", hint=hint)
        if not tables:
            with database:
                database.executescript(f"BEGIN; {_TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
        elif (
            not version
            or not tables >= {"meta", "labels", "issues"}
            or database.execute("PRAGMA quick_check").fetchone()[0] != "ok"
        ):
            database.close()
            return None
    except sqlite3.DatabaseError as error:
        with suppress(sqlite3.Error):
            database.close()
        if isinstance(error, sqlite3.OperationalError) and error.sqlite_errorname != "SQLITE_ERROR":
            raise
        return None
    return database


def _set_aside(path: Path) -> Path:
    """Rename a damaged mirror so that somebody can look at it."""
    number = 1
    while (aside := path.with_name(f"mirror.damaged-{number}.sqlite")).exists():
        number += 1
    path.replace(aside)
    for rest in ("-journal", "-wal", "-shm"):
        path.with_name(f"{path.name}{rest}").unlink(missing_ok=True)
    return aside


@dataclass(frozen=True, slots=True)
class MirrorStatus:
    """What a mirror holds; ``cursor`` is the last second that was read whole."""

    repository: str
    issues: int
    pulls: int
    cursor: str | None
    is_complete: bool
    offers_graphql: bool


def read_status(path: Path) -> MirrorStatus:
    """Look into a mirror without changing it; raise `MirrorError` where it cannot be read."""
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
            mirror = SqliteMirror(database)
            issues = mirror.count_issues()
            pulls = mirror.count() - issues
            name = mirror.repository[1]
            offers = mirror.offers_graphql
            return MirrorStatus(name, issues, pulls, mirror.cursor, mirror.is_complete, offers)
    except sqlite3.OperationalError as error:
        hint = "see whether issuesync pull can use it"
        raise MirrorError(f"{path} cannot be read: {error}", hint=hint) from error
    except sqlite3.DatabaseError as error:
        hint = "the next pull sets it aside and reads everything anew"
        raise MirrorError(f"{path} is damaged: {error}", hint=hint) from error


def _is_pull(raw: dict[str, Any]) -> bool:
    """Say whether an issue as GitHub states it is a pull request."""
    return raw.get("pull_request") is not None
