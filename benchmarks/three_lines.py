"""The smallest typer program, without rich: what ``issuesync --version`` is measured against."""

import typer

app = typer.Typer(add_completion=False, rich_markup_mode=None)
app.command()(lambda: None)
app()
