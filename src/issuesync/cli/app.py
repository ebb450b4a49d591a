"""The application that the commands are registered with; ``main`` does that."""

from __future__ import annotations

import sys
from copy import copy
from typing import Any

import typer


class _Application(typer.Typer):
    """The command line; of a command that is named first, its flags alone are read.

    typer reads those of every command it has, which takes longer than some of them run.
    """

    def __call__(self, *args: Any, **options: Any) -> Any:
        """Run the command that was asked for."""
        return typer.Typer.__call__(self.narrowed_to(sys.argv[1:2]), *args, **options)

    def narrowed_to(self, words: list[str]) -> typer.Typer:
        """Return the application with the command alone that is named, or with all of them."""
        asked = [one for one in self.registered_commands if [one.name] == words]
        lean = copy(self)
        lean.registered_commands = asked or self.registered_commands
        return lean


app = _Application(
    name="issuesync",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
