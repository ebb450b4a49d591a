"""What a run does, told to people who ask with ``-v``: never a token, never a body."""

from __future__ import annotations

import logging
import sys

_LEVELS = (logging.WARNING, logging.INFO, logging.DEBUG)


def listen(verbosity: int) -> None:
    """Show the log on stderr: requests, files and decisions with 1, more with 2."""
    logger = logging.getLogger("issuesync")
    logger.setLevel(_LEVELS[min(verbosity, 2)])
    for handler in [*logger.handlers]:
        logger.removeHandler(handler)
    if verbosity:
        handler = _ToPeople(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        logger.addHandler(handler)


class _ToPeople(logging.StreamHandler):  # type: ignore[type-arg]
    """Writes lines that neither a terminal nor the runner takes for a command."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        from issuesync.app.output import safe_line

        return safe_line(super().format(record))
