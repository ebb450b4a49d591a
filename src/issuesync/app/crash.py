"""An error that nobody foresaw: a line for people, its traceback in a file."""

from __future__ import annotations

import tempfile
import traceback
from pathlib import Path

from issuesync import __version__
from issuesync.errors import IssuesyncError, without_passwords

_LOG = "crash.log"
_REPORT = "https://github.com/issuesync/issuesync/issues"


class _CrashError(IssuesyncError):
    """What nobody foresaw."""


def report_crash(error: Exception) -> None:
    """Say what happened, where the log is, and how to report it; never raises."""
    from issuesync.app.actions import tell_failure
    from issuesync.app.output import report_error

    where = _write_log(error)
    what = f"{type(error).__name__}: {str(error)[:200]}".strip().rstrip(":")
    kept = f"; the traceback is in {where}" if where else ""
    hint = f"this is a mistake of issuesync {__version__}: report it at {_REPORT} with that file"
    told = _CrashError(f"{what}{kept}", hint=hint)
    report_error(told)
    tell_failure(told)


def _write_log(error: Exception) -> str:
    """Write the traceback next to the catalog, else among temporary files; return where."""
    text = without_passwords("".join(traceback.format_exception(error)))
    for folder in (Path(".issuesync"), Path(tempfile.gettempdir())):
        path = folder / _LOG
        try:
            if folder.is_dir() and not path.is_symlink():
                path.write_text(text, encoding="utf-8", errors="replace")
                _ignore(folder)
                return str(path)
        except OSError:
            continue
    return ""


def _ignore(folder: Path) -> None:
    """Tell git to leave the log alone, where the folder has a list of what it leaves alone."""
    ignored = folder / ".gitignore"
    if ignored.is_file() and _LOG not in ignored.read_text(encoding="utf-8").split():
        with ignored.open("a", encoding="utf-8") as file:
            file.write(f"{_LOG}\n")
