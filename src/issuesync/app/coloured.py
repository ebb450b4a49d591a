"""Text for stdout in the colours of ``check`` where a terminal shows it, and plain elsewhere."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from issuesync.app.output import print_data, safe_line

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIFF_STYLES = {"+++": "bold", "---": "bold", "@@": "cyan", "+": "green", "-": "red"}
"""What a line of a unified diff begins with, the longer ones first."""


def print_diff_text(text: str) -> None:
    """Print a unified diff, with its additions and removals in colour."""
    if not sys.stdout.isatty():
        print_data(text)
        return
    _print_styled((line, _diff_style(line)) for line in text.splitlines())


def print_facts(lines: Iterable[str]) -> None:
    """Print the name of an entry in bold, and each ``label: value`` line with a dim label.

    A terminal breaks long lines between words, below the value.
    """
    safe = [safe_line(line) for line in lines]
    if not sys.stdout.isatty():
        print_data("".join(f"{line}\n" for line in safe))
        return
    from rich.console import Console
    from rich.padding import Padding
    from rich.text import Text

    title, *rest = safe
    _print_styled([(title, "bold")])
    console = Console(markup=False, highlight=False, emoji=False)
    for line in rest:
        label, colon, value = line.strip().partition(":")
        shown = Text.assemble((f"{label}{colon}", "dim" if colon else ""), value)
        console.print(Padding(shown, (0, 0, 0, len(line) - len(line.lstrip())), expand=False))


def _diff_style(line: str) -> str:
    """Return the style of a line of a diff."""
    return next((style for begin, style in _DIFF_STYLES.items() if line.startswith(begin)), "")


def _print_styled(lines: Iterable[tuple[str, str]]) -> None:
    """Print lines on the terminal, each in its style."""
    from rich.text import Text

    for line, style in lines:
        _print_one(Text(safe_line(line), style=style))


def _print_one(text: object) -> None:
    """Print one styled line on stdout; a terminal breaks no word of a diff for us."""
    from rich.console import Console

    Console(markup=False, highlight=False, emoji=False, soft_wrap=True).print(text)
