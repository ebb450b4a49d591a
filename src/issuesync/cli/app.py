"""The application that the commands are registered with; ``main`` does that."""

from __future__ import annotations

import typer

app = typer.Typer(
    name="issuesync",
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 88},
)
