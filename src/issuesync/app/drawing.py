"""Vega-Lite specifications into SVG, where the extra ``charts`` is installed."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from issuesync.documents.charts import Draw

_VEGA_LITE = "5.20"
"""The version that draws, so that another version of the library draws the same."""


def find_drawer() -> Draw | None:
    """Return what draws a specification; ``None`` where the extra is not installed."""
    return _draw if find_spec("vl_convert") else None


def _draw(specification: str) -> str:
    """Draw a specification; it may ask the network for nothing."""
    import vl_convert

    return str(
        vl_convert.vegalite_to_svg(specification, vl_version=_VEGA_LITE, allowed_base_urls=[])
    )
