"""A bare program with our libraries that reads one file: what commands are measured against."""

import sys
from pathlib import Path

import typer
import yaml
from pydantic import BaseModel


class _Catalog(BaseModel):
    repository: str


app = typer.Typer(add_completion=False, rich_markup_mode=None)


@app.command()
def read(path: Path) -> None:
    """Read a file of YAML and say one thing of it."""
    content = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    sys.stdout.write(f"{_Catalog.model_validate(content).repository}\n")


app()
