"""What a command wants written."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class OutputFile:
    """A file's whole text after the run, by its path below the catalog's root.

    ``text`` is ``None`` where the file is to be removed. ``text`` holds the line ends the file
    is to have; nothing translates them.
    """

    path: str
    text: str | None
