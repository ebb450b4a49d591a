"""Rows for people as a table that fits the terminal, for programs as lines with tabs."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from issuesync.app.output import print_data, safe_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from rich.console import OverflowMethod


def print_rows(heads: Sequence[str], cells: Iterable[Iterable[str]]) -> None:
    """Print rows as a table where somebody watches, else with tabs between the cells."""
    rows = [[safe_line(cell) for cell in row] for row in cells]
    if not sys.stdout.isatty():
        print_data("".join("\t".join(row) + "\n" for row in rows))
        return
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(markup=False, highlight=False, emoji=False)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for head in heads:
        is_cut = head == "Section"  # the least telling of them; a link or a name is shown whole
        overflow: OverflowMethod = "ellipsis" if is_cut else "fold"
        table.add_column(
            head,
            overflow=overflow,
            no_wrap=is_cut or head in {"Issue", "Year"},
            max_width=console.width // 5 if is_cut else None,
        )
    for row in rows:
        table.add_row(*map(Text, row))
    console.print(table)
