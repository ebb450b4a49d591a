"""The commands' own help as text, for ``help NAME`` regions."""

from __future__ import annotations

from functools import cache
from typing import Any

import typer

from issuesync.cli.app import app

_WIDTH = 78  # what click leaves of a terminal of 80 columns


@cache
def _group() -> Any:
    """Return the command line as typer builds it: once for all the pages that show it."""
    return typer.main.get_command(app)


def help_text(name: str) -> str | None:
    """Return what ``issuesync NAME --help`` prints; of ``issuesync --help`` for ``issuesync``."""
    group = _group()
    command = group if name == "issuesync" else group.commands.get(name)
    if command is None:
        return None
    words = "issuesync" if command is group else f"issuesync {name}"
    names = app.info.context_settings or {}
    context = command.context_class(
        command,
        info_name=words,
        terminal_width=_WIDTH,
        help_option_names=names.get("help_option_names"),
    )
    shown = "\n".join(line.rstrip() for line in command.get_help(context).splitlines())
    return f"$ {words} --help\n{shown.strip()}"
