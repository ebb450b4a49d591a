"""The flags that several commands share."""

from __future__ import annotations

from typing import Annotated

import typer

MAX_WAIT = 300.0

From = Annotated[
    str | None,
    typer.Option("--from", metavar="SOURCE", help="snapshot, github, or a snapshot's path."),
]
FromOrNone = Annotated[
    str | None,
    typer.Option("--from", metavar="SOURCE", help="snapshot, github, a snapshot's path, or none."),
]
MaxWait = Annotated[
    float,
    typer.Option(
        metavar="SECONDS",
        show_default=False,
        help=f"How long to wait when GitHub fails, in all: {MAX_WAIT:g} by default.",
    ),
]
