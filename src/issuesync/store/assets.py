"""The texts that the package brings along."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_PACKAGE = Path(__file__).resolve().parent.parent


def read_assets(folder: str, names: Iterable[str]) -> dict[str, str]:
    """Read texts of one folder of the package, by their names."""
    return {name: (_PACKAGE / folder / name).read_text(encoding="utf-8") for name in names}
